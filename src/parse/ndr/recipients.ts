import { type FoundAddress, findAddresses } from './addresses.js';
import type { FoundReply } from './replies.js';

/** The addresses of a report by what they are in it. */
export interface FoundRecipients {
  /** Those that the report itself sets out as recipients, in order: by a label, in a command, or on a line of their own above a reply. */
  readonly named: readonly FoundAddress[];
  /** Those that stand in its sentences, the sender's not among them. */
  readonly mentioned: readonly FoundAddress[];
}

const SENDER_BEFORE =
  /(?:\bfrom[ =:<]{1,3}|MAIL FROM:? ?<?|sender[^\n]{0,20}|absender[^\n]{0,20}|exp[ée]diteur[^\n]{0,20}|remitente[^\n]{0,20}|mittente[^\n]{0,20}|afzender[^\n]{0,20}|remetente[^\n]{0,20}|avs[äe]nd\S{0,4}[^\n]{0,20}|送信者[^\n]{0,10}|差出人[^\n]{0,10}|отправител\S{0,3}[^\n]{0,20}|nadawc\S{0,3}[^\n]{0,20}|expanded from:? ?<?|contact |please (?:forward|send|write)[^\n]{0,60}|help[^\n]{0,20}|support[^\n]{0,20})$/i;
const SENDER_ABOVE =
  /(?:^|\n)[^\n:]{0,40}(?:sender|absender|exp[ée]diteur|remitente|mittente|afzender|remetente|avs[äe]nd|送信者|差出人|отправител|nadawc)[^\n:]{0,30}[:：][ \t]{0,4}\n[ \t]{0,20}$/i;
const RECIPIENT_BEFORE =
  /(?:(?<![A-Za-z_])to=<?|RCPT TO: ?<?|X-Failed-Recipients ?: ?[^\n]{0,60}|(?:recipient|empf(?:ä|ae|a)nger|destinat(?:aire|ario|ário)|geadresseerde|ontvanger|mottagar|modtager|mottaker|vastaanottaja|odbiorc|adresat|p[rř][ií]jemc|al[ıi]c[ıi]|受信者|宛先|收件人|수신자|받는 사람|получател)[^\n:：@]{0,30}(?:[:：=]|is)[\s{<"']{0,40})$/i;
const LINE_LEAD = /^[\s*•·\-–<"'([|#\d.)]{0,30}$/;
const DISPLAY_LEAD = /^[^:@\n]{0,120}[<(["'][ \t]{0,2}$/;
const NOTHING_MORE = /^[\s>)\]"'.,;|]{0,20}(?:\n|$)/;
const SAID_TWICE = /^[ \t]{0,3}[<([][^\s<>()[\]]{3,400}[>)\]][\s.,;:]{0,6}(?:\n|$)/;
const DATE_FOLLOWS = /^[>)"']{0,2}[ \t]{1,3}[^\n\d]{0,12}\d{1,4}[./-]\d{1,2}[./-]\d{1,4}/;
const REASON_FOLLOWS = /^>?(?::[ \t]{0,4}(?:\n|\S)|\.\.\.[ \t]|>?[ \t]{1,3}\(expanded from)/;
const MAILER = /^(?:mailer-daemon|postmaster|microsoftexchange[0-9a-f]{8,40})@/;
const MOST_GAP = 70;
/** Before its reply a recipient status may hold time, address and name of the server. */
const MOST_STATUS = 300;

/** In: the masked text of a view, and its replies. Out: the recipients in it. Linear in time. */
export function findRecipients(text: string, replies: readonly FoundReply[]): FoundRecipients {
  const named: FoundAddress[] = [];
  const mentioned: FoundAddress[] = [];
  let lineStart = 0;
  let next = 0;
  let reached = 0;
  for (const found of findAddresses(text)) {
    if (found.start < reached) continue;
    reached = found.end;
    const nearest = text.slice(Math.max(lineStart, found.start - 400), found.start);
    const cut = nearest.lastIndexOf('\n');
    if (cut >= 0) lineStart = found.start - nearest.length + cut + 1;
    while (next < replies.length && (replies[next]?.start ?? 0) < found.end) next++;
    const role = roleOf(text, found, lineStart, replies[next - 1], replies[next]);
    // Below the last reply a lone address is a signature.
    const isBelow = role === 'line' && next >= replies.length && replies.length > 0;
    if (role === 'recipient' || (role === 'line' && !isBelow)) named.push(found);
    else if ((role === 'mentioned' || isBelow) && !MAILER.test(found.value)) mentioned.push(found);
  }
  return { named, mentioned };
}

function roleOf(
  text: string,
  found: FoundAddress,
  lineStart: number,
  before: FoundReply | undefined,
  after: FoundReply | undefined,
): 'recipient' | 'line' | 'mentioned' | 'other' {
  const lead = text.slice(Math.max(lineStart, found.start - 160), found.start);
  const isLine = found.start - lineStart <= 160;
  const rest = text.slice(found.end, found.end + 160);
  if (RECIPIENT_BEFORE.test(text.slice(Math.max(0, found.start - 100), found.start))) return 'recipient';
  if (SENDER_BEFORE.test(lead) || SENDER_ABOVE.test(text.slice(Math.max(0, found.start - 120), found.start))) return 'other';
  if (before !== undefined && isOfSentence(text, found, before)) return /^[^\n]{0,80}(?:sender|from\b)/i.test(rest) ? 'other' : 'mentioned';
  const isLead = isLine && (LINE_LEAD.test(lead) || DISPLAY_LEAD.test(lead));
  if (isLead && (NOTHING_MORE.test(rest) || SAID_TWICE.test(rest) || DATE_FOLLOWS.test(rest))) return 'line';
  if (isLead && REASON_FOLLOWS.test(rest) && LINE_LEAD.test(lead)) return /<$/.test(lead) ? 'recipient' : 'line';
  if (after !== undefined && leadsTo(text, found, after)) return 'recipient';
  return 'mentioned';
}

/** The sentence of a reply begins with the address that it is about, in the line of the code or wrapped to the next. */
function isOfSentence(text: string, found: FoundAddress, before: FoundReply): boolean {
  const between = text.slice(before.codesEnd, found.start);
  if (between.length < 12 && !between.includes('\n')) return true;
  return /^[ \t]{0,4}\n[ \t]{0,20}<$/.test(between.slice(0, 40)) && /^>: ?\S/.test(text.slice(found.end, found.end + 8));
}

/** Nothing but marks, or a few words that end in the mark before a quoted reply, stand between an address and the reply about it. */
function leadsTo(text: string, found: FoundAddress, reply: FoundReply): boolean {
  if (reply.start - found.end > MOST_STATUS) return false;
  const between = text.slice(found.end, reply.start);
  if (/^[,;\t |"']{0,4}\[\{/.test(between)) return !between.includes('@');
  if (between.length > MOST_GAP) return false;
  if (/^[\s>)\]"'<#:;,-]*$/.test(between)) return true;
  return !/@|[.!?][ \t\n]{1,3}\S{4}/.test(between) && /['"\u2018\u201c\u00ab#<]$/.test(between);
}
