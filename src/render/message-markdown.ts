import { utcText } from '../evidence/utc.js';
import type { Hop, Message } from '../message/message.js';
import { verdictOf } from '../message/verdict.js';
import { code, escapeMarkdown, inCell } from './markdown-text.js';
import { delay, mailboxText } from './message-text.js';
import { codesInWords } from './message-words.js';
import { visible } from './printable.js';

const MOST_HOPS = 60;

/** In: a message. Out: what a ticket needs of it: who, verdict, path, decoded fields. */
export function messageMarkdown(message: Message): readonly string[] {
  const verdict = verdictOf(message);
  const { spf, dkim, dmarc, compauth, arc } = message.authentication;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['From', message.from.length === 0 ? undefined : message.from.slice(0, 3).map(mailboxText).join(', ')],
    ['Envelope sender', message.isReturnPathNull ? '<>' : message.returnPath?.address],
    ['Subject', message.subject],
    ['Message-ID', message.messageId],
    ['SPF', spf === undefined ? undefined : [spf.result, spf.domain, spf.ip].filter((part) => part !== undefined).join(', ')],
    ['DKIM', dkim === undefined ? undefined : [dkim.result, dkim.domain, dkim.reason].filter((part) => part !== undefined).join(', ')],
    ['DMARC', dmarc === undefined ? undefined : [dmarc.result, dmarc.action].filter((part) => part !== undefined).join(', ')],
    [
      'Composite authentication',
      compauth === undefined
        ? undefined
        : [compauth.result, compauth.reason, compauth.meaning].filter((part) => part !== undefined).join(', '),
    ],
    ['ARC', arc?.result],
  ];
  return [
    '## Message',
    '',
    escapeMarkdown([verdict.sender, verdict.filter].filter((part) => part !== undefined).join(' ')),
    '',
    '| | |',
    '|---|---|',
    ...rows.flatMap(([name, value]) => (value === undefined ? [] : [`| ${name} | ${cell(value)} |`])),
    '',
    ...path(message.hops),
    ...decoded(message),
  ];
}

function path(hops: readonly Hop[]): readonly string[] {
  if (hops.length === 0) return [];
  const shown = hops.slice(0, MOST_HOPS);
  return [
    '### Path, oldest first',
    '',
    '| | time (UTC) | delay | from | by | trusted |',
    '|---|---|---|---|---|---|',
    ...shown.map(({ index, received, isTrusted, ...hop }) => {
      const time =
        received.date.kind === 'known'
          ? utcText(received.date.at).slice(0, 19).replace('T', ' ')
          : received.date.kind === 'absent'
            ? ''
            : 'unreadable';
      const from = [received.from, received.ip].filter((part) => part !== undefined).join(' ');
      return `| ${index + 1} | ${time} | ${delay(hop)} | ${from === '' ? '' : cell(from)} | ${received.by === undefined ? '' : cell(received.by)} | ${isTrusted ? 'yes' : 'no'} |`;
    }),
    ...(hops.length > MOST_HOPS ? [`| | | | ${hops.length - MOST_HOPS} more | | |`] : []),
    '',
  ];
}

function decoded(message: Message): readonly string[] {
  const fields = message.decoded().filter(({ codes }) => codes.length > 0);
  if (fields.length === 0) return [];
  return [
    '### Fields',
    '',
    '| field | means | can the sender have written it |',
    '|---|---|---|',
    ...fields
      .slice(0, MOST_HOPS)
      .map((field) => `| ${cell(field.field.name)} | ${codesInWords(field).map(cell).join('<br>')} | ${field.trust.forgeable} |`),
  ];
}

function cell(text: string): string {
  return inCell(code(visible(text)));
}
