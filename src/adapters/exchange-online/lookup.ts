import type { Problem } from '../../evidence/problem.js';
import type { DirectoryRecord, Unreadable } from '../../evidence/snapshot.js';
import type { LookupAnswer, LookupKey } from '../../ports/live.js';
import type { ExchangeClient } from './client.js';
import { ENDPOINTS } from './documented.js';
import { keepWanted, type MailboxShape } from './mailboxes.js';

type Kind = LookupKey['kind'];

/** Properties that hold a key. A mailbox that Identity found by something else than these does not answer the question. */
const HOLDERS: Partial<Record<Kind, readonly string[]>> = {
  exchangeGuid: ['ExchangeGuid'],
  archiveGuid: ['ArchiveGuid'],
  objectId: ['ExternalDirectoryObjectId', 'Guid', 'ExchangeObjectId'],
  address: ['EmailAddresses', 'PrimarySmtpAddress', 'WindowsEmailAddress'],
  primary: ['PrimarySmtpAddress'],
  proxy: ['EmailAddresses'],
  mail: ['EmailAddresses', 'PrimarySmtpAddress', 'WindowsEmailAddress'],
  upn: ['UserPrincipalName', 'WindowsLiveID', 'MicrosoftOnlineServicesID'],
  alias: ['Alias'],
  legacyDn: ['LegacyExchangeDN'],
  name: ['Name', 'DisplayName', 'Alias', 'Identity'],
  dn: ['DistinguishedName'],
};

const NO_MAILBOX = 'No mailbox has it; mail users, groups and deleted mailboxes cannot be asked for in the Admin API of Exchange Online.';

/**
 * The mailboxes that hold these keys, by `Get-Mailbox -Identity`.
 *
 * Identity takes names, DNs, addresses, GUIDs and UPNs (https://learn.microsoft.com/powershell/module/exchangepowershell/get-mailbox), and
 * tells not by which it found: a mailbox counts only when it really holds the key. A key that no mailbox holds stays unanswered, for what
 * else may hold it cannot be asked here.
 */
export async function lookUpMailboxes(
  client: ExchangeClient,
  shape: MailboxShape,
  keys: readonly LookupKey[],
  signal: AbortSignal,
): Promise<LookupAnswer> {
  const records = new Map<string, DirectoryRecord>();
  const unanswered: { key: LookupKey; why: string }[] = [];
  const unreadable: Unreadable[] = [];
  let broken: Problem | undefined;
  for (const key of keys) {
    const identity = identityOf(key, shape);
    if (identity.kind === 'none' || broken !== undefined) {
      unanswered.push({ key, why: broken?.what ?? (identity.kind === 'none' ? identity.why : '') });
      continue;
    }
    const call = { endpoint: ENDPOINTS.mailbox, parameters: { Identity: identity.value, ResultSize: 20 }, select: shape.select };
    const reply = await client.ask(call, signal);
    if (reply.kind === 'page') {
      const holding = reply.page.records.filter((record) => isHolder(record, key));
      for (const record of holding) records.set(idOf(record), keepWanted(record, shape.attributesRead));
      if (holding.length === 0 || reply.page.next !== undefined) unanswered.push({ key, why: holding.length === 0 ? NO_MAILBOX : MANY });
    } else if (reply.kind === 'not-found') {
      unanswered.push({ key, why: NO_MAILBOX });
    } else {
      unanswered.push({ key, why: reply.problem.what });
      // What fails for one fails for all: each further try would wait as long.
      if (reply.kind === 'problem' || reply.status !== 400) {
        broken = reply.problem;
        unreadable.push({ what: 'Exchange Online was not asked for every key.', why: broken.what, next: broken.next });
      }
    }
  }
  return { records: [...records.values()], attributesRead: shape.attributesRead, unanswered, unreadable };
}

const MANY = 'More mailboxes answer to it than are read.';

type Identity = { readonly kind: 'value'; readonly value: string } | { readonly kind: 'none'; readonly why: string };

function identityOf({ kind, value }: LookupKey, shape: MailboxShape): Identity {
  const holders = HOLDERS[kind];
  if (holders === undefined) return { kind: 'none', why: 'Get-Mailbox cannot be asked for this kind of key.' };
  if (!holders.some((name) => shape.attributesRead.includes(name)))
    return { kind: 'none', why: 'Exchange Online does not give the property that holds it.' };
  let text = value;
  if (kind === 'proxy') {
    if (!/^(?:smtp|x500):/i.test(value)) return { kind: 'none', why: 'Get-Mailbox cannot be asked for this type of address.' };
    text = value.slice(5);
  }
  // Identity takes wildcards, and a value of a pasted text must not become one.
  if (text === '' || text.length > 1024 || /[*?\u0000-\u001f]/.test(text))
    return { kind: 'none', why: 'The value cannot stand in Get-Mailbox -Identity.' };
  return { kind: 'value', value: text };
}

function isHolder(record: DirectoryRecord, { kind, value }: LookupKey): boolean {
  const wanted = plain(value);
  return (HOLDERS[kind] ?? []).some((name) => {
    const held = record[name];
    return (Array.isArray(held) ? held : [held]).some((one) => typeof one === 'string' && plain(one) === wanted);
  });
}

/** As values are compared: without case, and an SMTP address without its prefix. */
function plain(text: string): string {
  const lower = text.toLowerCase();
  return lower.startsWith('smtp:') ? lower.slice(5) : lower;
}

function idOf(record: DirectoryRecord): string {
  for (const name of ['ExchangeGuid', 'Guid', 'ExternalDirectoryObjectId', 'DistinguishedName']) {
    const id = record[name];
    if (typeof id === 'string' && id !== '') return `${name}=${id.toLowerCase()}`;
  }
  return JSON.stringify(record);
}
