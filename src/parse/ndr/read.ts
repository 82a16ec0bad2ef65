import { finish, type Steps } from '../../evidence/steps.js';
import type { Token } from '../error-text/extract.js';
import type { FoundAddress } from './addresses.js';
import { chooseReply, isExpired } from './choose.js';
import { host, readStatusPart, replyIn, type StatusGroup, type StatusPart } from './dsn.js';
import { formOf, isOnlyCode } from './form.js';
import { decodeImceaex } from './imceaex.js';
import { maskHeaders } from './mask.js';
import { findRecipients } from './recipients.js';
import { type FoundReply, findBareCodes, findReplies, isTableOfCodes, LISTED, readSentence } from './replies.js';
import type { DeliveryReport, Encapsulated, ReportEntry } from './report.js';
import { type FoundServer, type FoundServers, findServers } from './servers.js';
import { type View, viewText } from './view.js';

const POSSIBLE = /[245]\.[0-7]\.\d|(?<!\d)[45]\d\d(?!\d)|-Recipient ?:|IMCEAEX/i;

/**
 * In: the decoded text of a paste: a non-delivery report or any part of one, a queue's last error, a mail log's line, an SMTP reply, a code.
 * Out: what it says of each recipient; undefined where the text holds none of these. Linear in time; never throws.
 * It is judged by codes and structure; words of a language only help. What stands in header blocks and returned messages is not read.
 */
export function readDeliveryReport(text: string): DeliveryReport | undefined {
  return finish(readReportInSteps(text));
}

/** `readDeliveryReport`, one pass over the text at each step. */
export function* readReportInSteps(text: string): Steps<DeliveryReport | undefined> {
  if (!POSSIBLE.test(text) && !/[245]\.[0-7]?\s{0,80}\n/.test(text)) return undefined;
  const view = viewText(text);
  yield;
  const shown = maskHeaders(view.text);
  yield;
  const part = readStatusPart(shown);
  yield;
  const found = findReplies(shown);
  yield;
  const isBare = found.every(({ code, status }) => code === undefined || status === undefined) && part === undefined;
  const replies = isBare ? merge(found, findBareCodes(shown)) : found;
  yield;
  const servers = findServers(shown, replies);
  yield;
  const reading: Reading = { view, shown, replies, servers };
  const entries = entriesOf(reading, part);
  yield;
  const encapsulated = findEncapsulated(view);
  yield;
  const generating = reportingServer(part) ?? servers.generating;
  if (entries.length === 0 && encapsulated.length === 0) return undefined;
  if (part === undefined && replies.length === 0 && encapsulated.length === 0 && generating === undefined) return undefined;
  const isCodeOnly = part === undefined && isOnlyCode(view.text, replies);
  const form = formOf(shown, part !== undefined, isCodeOnly, generating !== undefined);
  const named = serverList(view, generating, servers, part);
  const isUnnamed = named.length === 0 && entries.every(({ recipient }) => recipient === undefined);
  if (form === 'smtp-reply' && isUnnamed && isTableOfCodes(shown)) return undefined;
  return {
    form,
    entries,
    servers: named,
    generatingServer: generating === undefined ? undefined : view.token(generating.value, generating.start, generating.end),
    encapsulated,
    isCodeOnly,
  };
}

interface Reading {
  readonly view: View;
  readonly shown: string;
  readonly replies: readonly FoundReply[];
  readonly servers: FoundServers;
}

function merge(found: readonly FoundReply[], bare: readonly FoundReply[]): readonly FoundReply[] {
  const starts = new Set(found.map(({ status }) => status?.start));
  return [...found, ...bare.filter(({ status }) => !starts.has(status?.start))].sort((a, b) => a.start - b.start);
}

function reportingServer(part: StatusPart | undefined): FoundServer | undefined {
  return host(part?.reporting);
}

function serverList(
  view: View,
  generating: FoundServer | undefined,
  servers: FoundServers,
  part: StatusPart | undefined,
): readonly Token[] {
  const remote = [...servers.remote, ...(part?.groups ?? []).flatMap((group) => group.remote ?? [])].sort((a, b) => a.start - b.start);
  const known = [generating, servers.generating, ...remote];
  const list = known.some((server) => server !== undefined) ? known : servers.bracketed;
  const found = new Map<string, Token>();
  for (const server of list) {
    if (server !== undefined && !found.has(server.value)) found.set(server.value, view.token(server.value, server.start, server.end));
  }
  return [...found.values()];
}

/** What one place of a report says of a recipient: the replies that stand by it. */
interface Said {
  readonly recipient: FoundAddress | undefined;
  readonly start: number;
  readonly end: number;
  /** Where the next recipient begins. */
  readonly until?: number;
  readonly replies: readonly FoundReply[];
}

function entriesOf(reading: Reading, part: StatusPart | undefined): readonly ReportEntry[] {
  const { shown, replies } = reading;
  const recipients = findRecipients(shown, replies);
  const isInPart = (at: number): boolean => part !== undefined && part.groups.length > 0 && at >= part.start && at < part.end;
  const named = recipients.named.filter(({ start }) => !isInPart(start));
  const free = replies.filter(({ start }) => !isInPart(start));
  const said = pair(shown, named, free);
  const unique = onlyOne([...named, ...recipients.mentioned.filter(({ start }) => !isInPart(start))], shown);
  const entries = new Map<string, ReportEntry>();
  for (const group of part?.groups ?? []) addGroup(entries, reading, group);
  const hasGroups = entries.size > 0;
  for (const one of said.withRecipient) {
    const entry = textEntry(reading, one);
    const key = one.recipient?.value ?? '';
    const known = entries.get(key);
    if (known !== undefined) entries.set(key, combine(known, entry));
    else if (!hasGroups || entry.replyCode !== undefined || entry.status !== undefined) entries.set(key, entry);
  }
  addUnnamed(entries, reading, said.without, unique);
  return [...entries.values()];
}

/** Replies that stand by no recipient belong to the only one there is; without any recipient each speaks for itself. */
function addUnnamed(
  entries: Map<string, ReportEntry>,
  reading: Reading,
  replies: readonly FoundReply[],
  unique: FoundAddress | undefined,
): void {
  const last = replies.at(-1);
  const first = replies[0];
  if (first === undefined || last === undefined) return;
  const only = entries.size === 1 ? [...entries][0] : undefined;
  if (only !== undefined) {
    const [key, entry] = only;
    if (entry.status === undefined) {
      entries.set(key, combine(entry, textEntry(reading, { recipient: undefined, start: first.start, end: last.codesEnd, replies })));
    }
    return;
  }
  if (entries.size > 0) return;
  if (unique !== undefined) {
    const start = Math.min(unique.start, first.start);
    entries.set(unique.value, textEntry(reading, { recipient: unique, start, end: Math.max(unique.end, last.codesEnd), replies }));
    return;
  }
  let reached = 0;
  for (const group of bySituation(reading, replies)) {
    const chosen = chooseReply(reading.shown, group);
    const key = `${chosen?.code?.value ?? ''} ${chosen?.status?.value ?? ''}`;
    const end = group.at(-1)?.codesEnd ?? 0;
    const start = group[0] === undefined ? 0 : leadStart(reading.shown, group[0], reached);
    reached = end;
    if (!entries.has(key)) entries.set(key, textEntry(reading, { recipient: undefined, start, end, replies: group }));
  }
}

/** The lines of one history, or of one queue's error, are one thing; anything else is one thing each. */
function bySituation(reading: Reading, replies: readonly FoundReply[]): readonly (readonly FoundReply[])[] {
  const groups: FoundReply[][] = [];
  let isHistory = false;
  for (const reply of replies) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    const isNear = before !== undefined && reply.start - before.codesEnd < 1500;
    const isInner =
      before !== undefined && isInnerReply(before, reading.shown.slice(before.codesEnd, Math.min(reply.start, before.codesEnd + 1500)));
    if (last !== undefined && isNear && (isHistory || isInner)) last.push(reply);
    else groups.push([reply]);
    if (!isInner) isHistory = isExpired(reading.shown, reply, reply.codesEnd + 200);
  }
  return groups;
}

/** A reply that the words of another lead to belongs to it; in the same line it always does, but for codes that are listed. */
function isInnerReply({ isWhole, code }: FoundReply, between: string): boolean {
  if (code === undefined && LISTED.test(between)) return false;
  if (!between.includes('\n') || (isWhole === true && /\bError:\s{0,3}$/.test(between.slice(-20)))) return true;
  return /(?:\[Message=|responded with: ?["\u201c]|->|with ')\s{0,3}$/.test(between.slice(-40));
}

/**
 * The one address of a text; of two that stand line by line behind labels of whatever language the second, for sender and recipient always
 * stand in this order; undefined where there are others.
 */
function onlyOne(addresses: readonly FoundAddress[], shown: string): FoundAddress | undefined {
  const first = addresses[0];
  if (first === undefined) return undefined;
  const second = addresses.find(({ value }) => value !== first.value);
  if (second === undefined) return first;
  if (addresses.some(({ value }) => value !== first.value && value !== second.value)) return undefined;
  const between = shown.slice(first.end, Math.min(second.start, first.end + 160));
  return second.start - first.end < 160 && NEXT_LABEL.test(between) ? second : undefined;
}

const NEXT_LABEL = /^[>)\]"' \t]{0,9}\n\s{0,20}[^\n:\uff1a@]{2,60}[:\uff1a][ \t]{0,6}\n?[ \t<]{0,6}$/;

/** Where what is said with a reply begins: in the same line, or in the same brackets of a queue's error. */
function leadStart(shown: string, reply: FoundReply, reached: number): number {
  const from = Math.max(reached, reply.start - 300);
  const lead = shown.slice(from, reply.start);
  return from + Math.max(lead.lastIndexOf('[{'), lead.lastIndexOf('\n') + 1, 0);
}

const MOST_OWN = 500;

/** Gives each reply to the recipients right above it; recipients that stand line by line share what follows. */
function pair(
  shown: string,
  named: readonly FoundAddress[],
  replies: readonly FoundReply[],
): { readonly withRecipient: readonly Said[]; readonly without: readonly FoundReply[] } {
  const withRecipient: Said[] = [];
  const without: FoundReply[] = [];
  let group: FoundAddress[] = [];
  let own: FoundReply[] = [];
  const close = (until: number): void => {
    for (const recipient of group) {
      withRecipient.push({
        recipient,
        start: recipient.start,
        end: Math.max(recipient.end, own.at(-1)?.codesEnd ?? 0),
        until,
        replies: own,
      });
    }
    group = [];
    own = [];
  };
  const give = (reply: FoundReply): void => {
    if (group.length === 0) without.push(reply);
    else if (own.length < MOST_OWN) own.push(reply);
  };
  let next = 0;
  for (const recipient of named) {
    for (let reply = replies[next]; reply !== undefined && reply.start < recipient.start; reply = replies[++next]) give(reply);
    const last = group.at(-1);
    // The reply names its recipient again.
    if (
      last !== undefined &&
      last.value === recipient.value &&
      own.length > 0 &&
      recipient.start - (own.at(-1)?.codesEnd ?? 0) < 400 &&
      !/\n\s{0,40}\n/.test(shown.slice(own.at(-1)?.codesEnd ?? 0, recipient.start))
    )
      continue;
    const isNextTo =
      last !== undefined &&
      own.length === 0 &&
      recipient.start - last.end < 80 &&
      /^[\s>)\]"'.,;*•·<([-]{0,80}$/.test(shown.slice(last.end, recipient.start));
    if (!isNextTo && last?.value !== recipient.value) close(recipient.start);
    else if (last?.value === recipient.value) continue;
    group.push(recipient);
  }
  for (let reply = replies[next]; reply !== undefined; reply = replies[++next]) give(reply);
  close(Number.POSITIVE_INFINITY);
  return { withRecipient, without };
}

function textEntry(reading: Reading, said: Said): ReportEntry {
  const { view, shown, servers } = reading;
  const reply = chooseReply(reading.shown, said.replies);
  const until = reply === undefined ? 0 : Math.min(nextStart(reading, reply), said.until ?? Number.POSITIVE_INFINITY);
  const sentence = reply === undefined ? undefined : readSentence(shown, reply, until);
  const end = Math.max(said.end, sentence?.end ?? 0);
  const remote = reply === undefined ? undefined : serverOf(servers, said.start, reply, Math.max(end, (sentence?.end ?? 0) + 200));
  return {
    recipient: said.recipient && view.token(said.recipient.value, said.recipient.start, said.recipient.end),
    status: reply?.status && view.token(reply.status.value, reply.status.start, reply.status.end),
    replyCode: reply?.code && view.token(reply.code.value, reply.code.start, reply.code.end),
    diagnostic: reply === undefined || sentence === undefined ? undefined : view.token(sentence.value, reply.start, sentence.end),
    remoteServer: remote && view.token(remote.value, remote.start, remote.end),
    action: actionOf(shown.slice(said.start, Math.min(end + 20, said.start + 4000))),
    start: view.offset(said.start),
    end: view.token('', said.start, end).end,
  };
}

/** Where the sentence of a reply must end: at the next reply, unless that is one which the sentence quotes. */
function nextStart(reading: Reading, reply: FoundReply): number {
  const { replies, shown } = reading;
  let low = 0;
  let high = replies.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((replies[middle]?.start ?? 0) <= reply.start) low = middle + 1;
    else high = middle;
  }
  let from = reply.codesEnd;
  for (const next of replies.slice(low, low + MOST_QUOTED)) {
    const between = shown.slice(from, Math.min(next.start, from + MOST_INNER));
    if (next.start - from > MOST_INNER || !/^[^\n]*(?:->|["(:\u201c])[ \t]{0,3}$/.test(between)) return next.start;
    from = next.codesEnd;
  }
  return replies[low + MOST_QUOTED]?.start ?? Number.POSITIVE_INFINITY;
}

const MOST_INNER = 600;
const MOST_QUOTED = 8;

const LOG_ACTIONS: Readonly<Record<string, string>> = {
  bounced: 'failed',
  expired: 'failed',
  undeliverable: 'failed',
  deferred: 'delayed',
  sent: 'delivered',
};

function actionOf(text: string): string | undefined {
  const status = /\bstatus=([a-z]{4,13})\b/.exec(text)?.[1];
  if (status !== undefined) return LOG_ACTIONS[status];
  return /\b(?:message|delivery) (?:is |has been )?delayed\b/i.test(text) ? 'delayed' : undefined;
}

/** The nearest server that is named before the reply, else behind it, within what is said of the recipient. */
function serverOf(servers: FoundServers, start: number, reply: FoundReply, end: number): FoundServer | undefined {
  return nearest(servers.remote, start, reply.start, end) ?? nearest(servers.bracketed, reply.start, reply.start, end);
}

function nearest(list: readonly FoundServer[], start: number, at: number, end: number): FoundServer | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.start ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  const before = list[low - 1];
  if (before !== undefined && before.start >= start) return before;
  const after = list[low];
  return after !== undefined && after.start < end ? after : undefined;
}

function addGroup(entries: Map<string, ReportEntry>, reading: Reading, group: StatusGroup): void {
  const { view, replies } = reading;
  const reply = replyIn(group.diagnostic, replies);
  const status = reply?.status ?? group.status;
  const { diagnostic } = group;
  const lead = /^(?:[A-Za-z0-9-]{2,20}[ \t]{0,5};)?\s{0,5}/.exec(diagnostic?.value ?? '')?.[0].length ?? 0;
  const entry: ReportEntry = {
    recipient: group.recipient && view.token(group.recipient.value, group.recipient.start, group.recipient.end),
    status: status && view.token(status.value, status.start, status.end),
    replyCode: reply?.code && view.token(reply.code.value, reply.code.start, reply.code.end),
    diagnostic: diagnostic && view.token(diagnostic.value.slice(lead), diagnostic.start + lead, diagnostic.end),
    remoteServer: group.remote && view.token(group.remote.value, group.remote.start, group.remote.end),
    action: group.action,
    start: view.offset(group.start),
    end: view.token('', group.start, group.end).end,
  };
  const key = group.recipient?.value ?? `#${entries.size}`;
  const known = entries.get(key);
  entries.set(key, known === undefined ? entry : combine(known, entry));
}

/** Two places of a report about one recipient: the first tells, the second adds what it leaves open. */
function combine(first: ReportEntry, second: ReportEntry): ReportEntry {
  const isOpen = first.replyCode?.value === undefined || (first.status === undefined && second.status !== undefined);
  const isLate =
    EXPIRED.test(first.diagnostic?.value ?? '') && second.status !== undefined && !EXPIRED.test(second.diagnostic?.value ?? '');
  const teller =
    (isOpen && second.status !== undefined && (first.status === undefined || second.replyCode !== undefined)) || isLate ? second : first;
  const other = teller === first ? second : first;
  return {
    recipient: first.recipient ?? second.recipient,
    status: teller.status ?? other.status,
    replyCode:
      teller.replyCode ?? (teller.status === undefined || teller.status.value === other.status?.value ? other.replyCode : undefined),
    diagnostic: teller.diagnostic ?? other.diagnostic,
    remoteServer: teller.remoteServer ?? other.remoteServer,
    action: first.action ?? second.action,
    start: teller.start,
    end: teller.end,
  };
}

const EXPIRED = /^.{0,20}(?:4\.4\.7|message expired|QUEUE\.Expired)|^.{0,60}expired/i;

const IMCEAEX = /IMCEAEX-_?[A-Za-z0-9+=_.-][^\s<>"';:,()[\]]{2,900}/gi;

/** Every IMCEAEX address, wherever it stands, once; one without its domain was cut. */
function findEncapsulated(view: View): readonly Encapsulated[] {
  const found = new Map<string, Encapsulated>();
  for (const match of view.text.matchAll(IMCEAEX)) {
    const value = match[0].replace(/[.'\\]{1,4}$/, '');
    const decoded = decodeImceaex(value);
    if (decoded === undefined || found.has(decoded.x500.toLowerCase())) continue;
    found.set(decoded.x500.toLowerCase(), { token: view.token(value, match.index, match.index + value.length), ...decoded });
  }
  return [...found.values()];
}
