import type { FoundReply } from './replies.js';

/** A field of a delivery status, at its place in the view. */
interface Field {
  readonly name: string;
  /** Where the name begins. */
  readonly at: number;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** One recipient's group of a message/delivery-status part. */
export interface StatusGroup {
  readonly start: number;
  readonly end: number;
  readonly recipient: Field | undefined;
  readonly status: Field | undefined;
  readonly action: string | undefined;
  readonly remote: Field | undefined;
  readonly diagnostic: Field | undefined;
}

/** A message/delivery-status part, or what a paste left of it. */
export interface StatusPart {
  readonly reporting: Field | undefined;
  readonly groups: readonly StatusGroup[];
  /** Where its first and behind its last field. */
  readonly start: number;
  readonly end: number;
}

// A paste may have lost the line end before a name; then only its value tells that it is one.
const NAME =
  /(Reporting-MTA|Received-From-MTA|Arrival-Date|Final-Recipient|(?<!X-)Original-Recipient|Action(?=[ \t]{0,4}:\s{0,9}(?:failed|delayed|relayed|delivered|expanded))|(?<![A-Za-z-])Status(?=[ \t]{0,4}:)|Status(?=[ \t]{0,4}:\s{0,9}[245]\.)|Remote-MTA|Diagnostic-Code|Last-Attempt-Date|Final-Log-Id|Will-Retry-Until|Original-Envelope-Id|DSN-Gateway|X-(?:Display-Name|Postfix|Supplementary|Actual-Recipient)[A-Za-z-]{0,30}|Content-(?:Type|Transfer-Encoding|Description|Disposition))[ \t]{0,4}:/gi;
const SURE =
  /(?:Reporting-MTA|Final-Recipient|Diagnostic-Code|Original-Recipient)[ \t]{0,4}:|Action[ \t]{0,4}:\s{0,9}(?:failed|delayed|relayed|delivered|expanded)\s{0,9}Status[ \t]{0,4}:/i;
/** The part of a read receipt (RFC 8098), which has recipients, too. */
const RECEIPT = /(?:^|\n)[ \t>]{0,20}Disposition[ \t]{0,4}:/i;
const FAILED = /(?:^|\n)[ \t>]{0,20}(?:Action|Status|Diagnostic-Code)[ \t]{0,4}:/i;
const MOST_VALUE = 4000;

/** In: the masked text of a view. Out: the delivery status in it; undefined where there is none. Linear in time. */
export function readStatusPart(text: string): StatusPart | undefined {
  if (!SURE.test(text) || (RECEIPT.test(text) && !FAILED.test(text))) return undefined;
  const fields = readFields(text);
  const groups: StatusGroup[] = [];
  let open: Field[] = [];
  const close = (): void => {
    const group = groupOf(open);
    if (group !== undefined) groups.push(group);
    open = [];
  };
  let reporting: Field | undefined;
  let seen = new Set<string>();
  for (const field of fields) {
    if (field.name === 'reporting-mta') reporting ??= field;
    const isRecipient = field.name === 'final-recipient' || field.name === 'original-recipient';
    const isNext = seen.has(field.name) || (isRecipient && (seen.has('action') || seen.has('status')) && hasGap(text, open, field));
    if (field.name === 'reporting-mta' || (isNext && GROUP.has(field.name))) {
      close();
      seen = new Set();
    }
    if (!GROUP.has(field.name)) continue;
    seen.add(field.name);
    open.push(field);
  }
  close();
  return { reporting, groups, start: fields[0]?.at ?? 0, end: fields.at(-1)?.end ?? 0 };
}

const GROUP = new Set(['final-recipient', 'original-recipient', 'action', 'status', 'remote-mta', 'diagnostic-code']);

/** A blank line parts two groups; the fields of one group may stand in any order. */
function hasGap(text: string, open: readonly Field[], next: Field): boolean {
  const last = open.at(-1);
  if (last === undefined) return true;
  if (next.name === 'final-recipient' && open.some(({ name }) => name === 'final-recipient')) return true;
  return /\n[ \t]{0,20}\n/.test(text.slice(Math.max(last.end, next.at - 400), next.at));
}

function groupOf(fields: readonly Field[]): StatusGroup | undefined {
  const first = fields[0];
  const last = fields.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const named = (name: string): Field | undefined => fields.find((field) => field.name === name && field.value !== '');
  const recipient = address(named('final-recipient')) ?? address(named('original-recipient'));
  const status = statusOf(named('status'));
  const diagnostic = named('diagnostic-code');
  const action = /^(failed|delayed|relayed|delivered|expanded)/i.exec(named('action')?.value ?? '')?.[1]?.toLowerCase();
  if (recipient === undefined && status === undefined && diagnostic === undefined && action === undefined) return undefined;
  return { start: first.at, end: last.end, recipient, status, action, remote: host(named('remote-mta')), diagnostic };
}

function readFields(text: string): readonly Field[] {
  const names = [...text.matchAll(NAME)];
  return names.map((match, index) => {
    const from = match.index + match[0].length;
    const until = Math.min(names[index + 1]?.index ?? text.length, from + MOST_VALUE);
    const name = (match[1] ?? '').toLowerCase();
    const raw = text.slice(from, from + valueLength(text.slice(from, until), name));
    const lead = /^\s{0,80}/.exec(raw)?.[0].length ?? 0;
    const value = raw.slice(lead).trimEnd();
    return { name, at: match.index, value: value.replace(/\s*\n\s*/g, ' '), start: from + lead, end: from + lead + value.length };
  });
}

/** Folded lines belong to the value; of a diagnostic also lines that lost their indentation. */
function valueLength(text: string, name: string): number {
  let end = text.indexOf('\n');
  while (end >= 0) {
    const next = text.slice(end + 1, end + 200);
    const isFolded = /^[ \t]+\S/.test(next);
    const isRest =
      name === 'diagnostic-code' &&
      /^[^\s-]/.test(next) &&
      !/^[A-Za-z][A-Za-z-]{1,40}:/.test(next) &&
      !/^[^\s@]{1,80}@[^\s@]{1,80}\s{0,4}$/m.test(next.split('\n', 1)[0] ?? '');
    if (!isFolded && !isRest) return end;
    end = text.indexOf('\n', end + 1);
  }
  return text.length;
}

/** `rfc822;kim@contoso.com`, also in angle brackets or said twice. */
function address(field: Field | undefined): Field | undefined {
  if (field === undefined) return undefined;
  const lead = /^(?:[A-Za-z0-9-]{2,20}[ \t]{0,5};)?[\s<"']{0,20}/.exec(field.value)?.[0].length ?? 0;
  const quoted = /^"[^"\n]{1,64}"@[^\s<>;,]{1,255}/.exec(field.value.slice(Math.max(0, lead - 1)))?.[0];
  const from = quoted === undefined ? lead : lead - 1;
  const value = (quoted ?? /^[^\s<>;,()"]{1,900}/.exec(field.value.slice(lead))?.[0] ?? '').replace(/['.]{1,4}$/, '').replace('\\@', '@');
  if (value === '' || !value.includes('@')) return undefined;
  return { ...field, value: value.toLowerCase(), start: field.start + from, end: field.start + from + value.length };
}

function statusOf(field: Field | undefined): Field | undefined {
  const match = /^[^\d]{0,10}([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)/.exec(field?.value ?? '');
  if (field === undefined || match === null) return undefined;
  const start = field.start + match[0].length - (match[1] ?? '').length;
  return { ...field, value: match[1] ?? '', start, end: start + (match[1] ?? '').length };
}

/** `dns;mx.contoso.com`, `dns; mx.contoso.com (192.0.2.1, the server for the domain contoso.com.)`; undefined for an IP address. */
export function host(field: Field | undefined): Field | undefined {
  if (field === undefined) return undefined;
  const match = /^(?:[A-Za-z0-9-]{2,20}[ \t]{0,5};)?[\s<"']{0,20}([A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9])?)/.exec(field.value);
  const name = match?.[1];
  if (match === null || name === undefined || !/[A-Za-z]/.test(name) || /^(?:dns|smtp|unknown|localhost)$/i.test(name)) return undefined;
  const start = field.start + match[0].length - name.length;
  return { ...field, value: name.toLowerCase(), start, end: start + name.length };
}

/** The reply that a group's diagnostic holds: the first of those in its place. */
export function replyIn(field: Field | undefined, replies: readonly FoundReply[]): FoundReply | undefined {
  if (field === undefined) return undefined;
  let low = 0;
  let high = replies.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((replies[middle]?.start ?? 0) < field.start) low = middle + 1;
    else high = middle;
  }
  const reply = replies[low];
  return reply !== undefined && reply.start < field.end ? reply : undefined;
}
