import type { Problem, Result } from '../../evidence/problem.js';
import type { DirectoryRecord, PartHead, Unreadable } from '../../evidence/snapshot.js';
import { mailboxProperties } from '../../parse/recipient/mailbox-properties.js';
import type { LiveChunk, LivePart, LiveTools } from '../../ports/live.js';
import { linkKey } from '../http/link-key.js';
import type { Call, ExchangeClient } from './client.js';
import { ENDPOINTS, PAGE } from './documented.js';

/** What the service gives of a mailbox: what to ask for, and which names it knows. */
export interface MailboxShape {
  readonly select: readonly string[] | undefined;
  readonly attributesRead: readonly string[];
}

const SAMPLE = 10;
/** Pages without an object one after another, and pages at all, before it is given up. */
const MOST_EMPTY = 1000;
const MOST_PAGES = 1_000_000;

/**
 * Asks for a few mailboxes, to see which properties the service gives: a name that none of them has is no property here, so it must not count
 * as read. Where the service does not take the list of names, everything is asked for, and the wanted names are taken out of it.
 */
export async function readMailboxShape(
  client: ExchangeClient,
  tools: Pick<LiveTools, 'wanted'>,
  signal: AbortSignal,
): Promise<Result<MailboxShape>> {
  const names = mailboxProperties(tools.wanted('cloud'));
  let refused: Problem | undefined;
  for (const select of [names, undefined]) {
    const reply = await client.ask({ endpoint: ENDPOINTS.mailbox, parameters: { ResultSize: SAMPLE }, select }, signal);
    if (reply.kind === 'page') {
      const given = new Set(reply.page.records.flatMap((record) => Object.keys(record)));
      // An organization without mailboxes shows nothing, and then nothing has a property.
      const attributesRead = reply.page.records.length === 0 ? names : names.filter((name) => given.has(name));
      return { kind: 'ok', value: { select, attributesRead } };
    }
    if (reply.kind === 'problem') return reply;
    if (reply.kind === 'not-found') return { kind: 'ok', value: { select, attributesRead: names } };
    refused ??= reply.problem;
    if (reply.status !== 400) return { kind: 'problem', problem: reply.problem };
  }
  // Both were refused with 400: the first refusal says why.
  return { kind: 'problem', problem: refused ?? NO_REPLY };
}

const NO_REPLY: Problem = { what: 'Exchange Online gave no answer.', where: 'Mailbox', next: 'Try again later.' };

/** The wanted properties of a record. */
export function keepWanted(record: DirectoryRecord, names: readonly string[]): DirectoryRecord {
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(record, name) ? [[name, record[name]]] : [])));
}

/** All mailboxes, as the objects of Get-Mailbox. The links of pages expire within minutes, so there is no going on in the middle later. */
export function mailboxPart(client: ExchangeClient, account: string, shape: MailboxShape): LivePart {
  const head: PartHead = {
    name: 'cloud/exo-mailboxes',
    side: 'cloud',
    title: 'Mailboxes of Exchange Online',
    source: client.source,
    account,
    attributesRead: shape.attributesRead,
  };
  const call: Call = { endpoint: ENDPOINTS.mailbox, parameters: { ResultSize: 'Unlimited' }, select: shape.select };
  return { head, expected: undefined, read: (_from, signal) => readPages(client, call, shape.attributesRead, signal) };
}

async function* readPages(client: ExchangeClient, call: Call, names: readonly string[], signal: AbortSignal): AsyncGenerator<LiveChunk> {
  const seen = new Set<string>();
  let total = 0;
  let next: string | undefined;
  let empty = 0;
  do {
    const reply = await client.ask(call, signal, next);
    if (reply.kind === 'not-found') return;
    if (reply.kind !== 'page') {
      yield { kind: 'problem', problem: reply.problem };
      return;
    }
    const { records } = reply.page;
    total += records.length;
    yield { kind: 'records', records: records.map((record) => keepWanted(record, names)), cursor: undefined };
    next = reply.page.next;
    empty = records.length === 0 ? empty + 1 : 0;
    if (next !== undefined && (seen.has(linkKey(next)) || empty > MOST_EMPTY || seen.size > MOST_PAGES)) {
      yield { kind: 'problem', problem: roundAndRound(client.source) };
      return;
    }
    if (next !== undefined) seen.add(linkKey(next));
  } while (next !== undefined);
  if (total > 0 && total % PAGE === 0) yield { kind: 'unreadable', unreadable: perhapsCut(total) };
}

const roundAndRound = (source: string): Problem => ({
  what: 'Exchange Online names as next page one that was already read, or page after page without a mailbox.',
  where: source,
  next: 'Try again; what was read up to here is kept.',
});

/** A full last page that names no next one is what a list looks like that was cut at the size of a page. */
const perhapsCut = (total: number): Unreadable => ({
  what: `Exchange Online gave exactly ${total} mailboxes.`,
  why: 'A list of just that size may be one that was cut.',
  next: 'Compare with (Get-EXOMailbox -ResultSize Unlimited | Measure-Object).Count in Exchange Online PowerShell.',
});
