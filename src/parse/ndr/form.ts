import type { FoundReply } from './replies.js';

/** Words that may stand by a code which is all there is. */
const ABOUT_CODE =
  /^(?:a|an|and|or|the|what|is|does|mean|we|get|got|gets|my|ndr|ndrs|error|errors|code|codes|status|smtp|esmtp|dsn|bounce|bounced|enhanced|exchange|online|office|o365|m365|outlook|fehler|fehlercode|erreur|errore|codice|foutcode|fout|código|codigo|kod|fel|felkod|エラー|コード|エラーコード|remote|server|returned|und|et|y|e|nr|no|number)$/i;

/** Whether a text holds codes and nothing that would tell which of their causes it is. */
export function isOnlyCode(text: string, replies: readonly FoundReply[]): boolean {
  const plain = text.trim();
  if (plain.length > 120 || !replies.some(({ status }) => status !== undefined)) return false;
  const words = plain
    .replace(/\d{3}(?=[ -]?#?[245]\.)|[245]\.\d\.\d{1,3}/g, ' ')
    .split(/[\s'"#:;,.!?()[\]<>/=\u2018\u2019\u201c\u201d\uff1a-]+/)
    .filter((word) => word !== '');
  return words.length <= 8 && words.every((word) => ABOUT_CODE.test(word));
}

const FORMS: readonly (readonly [string, RegExp])[] = [
  ['queue-error', /\{(?:LED|LRT|FQDN)=/],
  ['history', /(?:^|\n)[ \t]{0,20}\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[^\n]{0,300}['"\u2018\u201c][45]\d\d [45]\.\d/],
  ['exchange-online-summary', /Message rejected by[ \t]{0,3}:|Message Hops|Error Details/],
  ['postfix', /\(in reply to [A-Za-z ]{2,30} command\)|\]:? said: \d{3}|\bstatus=(?:bounced|deferred|sent|expired)|mail system at host/],
  ['exim', /SMTP error from remote mail server|R=\S{1,40} T=\S{1,40}|created automatically by mail delivery software/],
  ['qmail', /qmail-send program|does not like recipient|Remote host said:/],
  ['sendmail', /while talking to|Transcript of session follows|\(reason: /],
  [
    'gmail',
    /The response from the remote server was|The error that the other server returned|Technical details of (?:permanent|temporary) failure/,
  ],
  [
    'exchange-text',
    /Remote Server returned|Diagnostic information|Original message headers|#SMTP#|##|(?:^|\n)[ \t>]{0,20}['"\u2018\u201c#][45]\d\d /i,
  ],
];

/** The form of a report, by what only that form has. */
export function formOf(text: string, isStatusPart: boolean, isCodeOnly: boolean, isGenerated: boolean): string {
  if (isStatusPart) return 'dsn';
  if (isCodeOnly) return 'code-only';
  for (const [form, pattern] of FORMS) if (pattern.test(text)) return form;
  return isGenerated ? 'exchange-text' : 'smtp-reply';
}
