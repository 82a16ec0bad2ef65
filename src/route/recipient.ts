import type { Side } from '../evidence/directory.js';
import type { Evidence } from '../evidence/evidence.js';
import { recipientKind, recipientTypeName } from '../facts/recipient-types.js';
import {
  isSoftDeleted,
  type Reading,
  type RecipientRecord,
  readColumn,
  type SideIndex,
  smtpAddress,
  smtpAddresses,
} from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import { missingRecipient } from './missing.js';
import type { RouteMissing } from './route.js';

/** What a side knows under an address. `forwards`: a remote mailbox, mail user or contact, whose mail goes to another address. */
export type Recipient =
  | { readonly kind: 'mailbox' | 'group'; readonly record: RecipientRecord; readonly type: string; readonly evidence: readonly Evidence[] }
  | {
      readonly kind: 'forwards';
      readonly record: RecipientRecord;
      readonly type: string;
      /** Null: read, and not set. Undefined: not read, or no SMTP address. */
      readonly target: string | null | undefined;
      readonly targetText: string;
      readonly evidence: readonly Evidence[];
    }
  | { readonly kind: 'none'; readonly why: string; readonly evidence: readonly Evidence[] }
  | { readonly kind: 'unknown'; readonly why: string; readonly missing: readonly RouteMissing[] };

const SIDE_NAMES: Readonly<Record<Side, string>> = { onprem: 'on-premises', cloud: 'in the cloud' };
const ADDRESS_COLUMNS: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['proxyaddresses', 'emailaddresses', 'mail', 'primarysmtpaddress', 'windowsemailaddress'],
  cloud: ['proxyaddresses', 'exo.emailaddresses', 'mail', 'exo.primarysmtpaddress', 'exo.windowsemailaddress'],
};

/** In: both sides, a side, a lower-case address. Out: what that side would find for it; `unknown` with the reason where the data do not tell. */
export function findRecipient(directories: Directories, side: Side, address: string): Recipient {
  const index = directories[side];
  const unknown = (why: string): Recipient => ({ kind: 'unknown', why, missing: [missingRecipient(side, address)] });
  if (index === undefined) return unknown(`The recipients ${SIDE_NAMES[side]} were not read.`);
  const holders = index.find('address', address).filter((record) => !isSoftDeleted(record));
  const [record, ...others] = holders;
  if (record === undefined) return absent(index, address, unknown);
  if (others.length > 0)
    return unknown(`${holders.length} objects ${SIDE_NAMES[side]} hold ${address}, so Exchange cannot tell which is meant.`);
  return side === 'onprem' ? onPremRecipient(record, address, unknown) : cloudRecipient(record, unknown);
}

function absent(index: SideIndex, address: string, unknown: (why: string) => Recipient): Recipient {
  const side = SIDE_NAMES[index.side];
  const files = index.tables.filter((table) => table.format !== 'inline');
  if (index.tables.some((table) => 'truncated' in table && table.truncated === true))
    return unknown(`The export ${side} is cut: ${address} may stand in the part that is missing.`);
  if (files.length > 0 && index.records.length === 0) return unknown(`The export ${side} holds no objects, which proves nothing.`);
  const columns = ADDRESS_COLUMNS[index.side];
  if (
    index.tables.some((table) => table.rows.length > 0) &&
    !index.tables.some((table) => columns.some((column) => table.columns.includes(column)))
  )
    return unknown(`The export ${side} holds no addresses.`);
  const named = index.find('upn', address).find((record) => !isSoftDeleted(record) && smtpAddresses(record) === undefined);
  if (named !== undefined) return unknown(`An object ${side} has the UserPrincipalName ${address}, and its addresses were not read.`);
  if (files.length > 0 && files.every((table) => table.origin === 'graph' && !table.columns.some((column) => column.startsWith('exo.'))))
    return unknown(`The export ${side} is one of Entra ID; a mail contact or group would not be in it.`);
  const kinds = onlyKind(index);
  if (kinds !== undefined) return unknown(`The export ${side} holds ${kinds} only; another recipient would not be in it.`);
  const names = index.tables.map((table) =>
    table.source.slice(Math.max(table.source.lastIndexOf('/'), table.source.lastIndexOf('\\')) + 1),
  );
  const text =
    index.isAsked === true
      ? `${names.join(', ')}: asked for ${address}, and no object holds it`
      : `${names.join(', ')}: none of the ${index.records.length} objects holds ${address}`;
  return { kind: 'none', why: `No recipient ${side} holds ${address}.`, evidence: [{ source: index.side, text }] };
}

/** The one type of recipient that files of Exchange's own cmdlets hold: Get-Mailbox lists no mail users. Undefined: several, or a whole directory. */
function onlyKind(index: SideIndex): string | undefined {
  if (index.tables.length === 0 || index.tables.some((table) => table.format === 'inline' || table.origin !== 'exchange')) return undefined;
  const column = index.side === 'onprem' ? 'recipienttypedetails' : 'exo.recipienttypedetails';
  const kinds = new Set<string>();
  for (const record of index.records) {
    const type = readColumn(record, [column]).value;
    kinds.add(typeof type === 'string' ? (recipientKind(recipientTypeName(type)) ?? type) : '?');
    if (kinds.size > 1) return undefined;
  }
  const [only] = kinds;
  if (only === 'mailbox') return 'mailboxes';
  if (only === 'remote-mailbox') return 'remote mailboxes';
  return only === 'mail-user' ? 'mail users' : only === 'contact' ? 'contacts' : only === 'group' ? 'groups' : undefined;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  mailbox: 'mailbox',
  'remote-mailbox': 'remote mailbox',
  'mail-user': 'mail user',
  contact: 'mail contact',
  group: 'group',
};

function onPremRecipient(record: RecipientRecord, address: string, unknown: (why: string) => Recipient): Recipient {
  const type = readColumn(record, ['recipienttypedetails', 'msexchrecipienttypedetails']);
  const alias = readColumn(record, ['mailnickname', 'alias']);
  const kind = typeof type.value === 'string' ? recipientKind(recipientTypeName(type.value)) : onPremKind(record, type, alias);
  if (kind === 'none') {
    const why = `An object on-premises holds ${address}, but it is not mail-enabled: Exchange does not know it as a recipient.`;
    return { kind: 'none', why, evidence: [...type.evidence, ...alias.evidence] };
  }
  if (kind === undefined) return unknown(`What ${address} is on-premises cannot be told: RecipientTypeDetails is not in the export.`);
  const target = readColumn(record, ['targetaddress', 'remoteroutingaddress', 'externalemailaddress']);
  if (kind === 'mailbox' || kind === 'system' || kind === 'public-folder') {
    if (typeof target.value === 'string')
      return unknown(
        `${address} is a mailbox on-premises and carries the targetAddress ${target.value}, too: the two contradict each other.`,
      );
    return { kind: 'mailbox', record, type: TYPE_WORDS[kind] ?? 'mailbox', evidence: type.evidence };
  }
  if (kind === 'group') return { kind: 'group', record, type: 'group', evidence: type.evidence };
  return forwarding(record, TYPE_WORDS[kind] ?? kind, target, type.evidence);
}

function onPremKind(record: RecipientRecord, type: Reading, alias: Reading): ReturnType<typeof recipientKind> {
  if (alias.value === null || (alias.value === undefined && type.value === null)) return 'none';
  const has = (...columns: readonly string[]): boolean => {
    const value = readColumn(record, columns).value;
    return typeof value === 'string' && value !== '0';
  };
  if (has('msexchremoterecipienttype')) return 'remote-mailbox';
  if (has('homemdb')) return 'mailbox';
  const classes = listOf(readColumn(record, ['objectclass']).value).map((name) => name.toLowerCase());
  if (typeof alias.value === 'string' && (classes.includes('group') || classes.includes('msexchdynamicdistributionlist'))) return 'group';
  if (has('targetaddress', 'remoteroutingaddress')) return classes.includes('contact') ? 'contact' : 'mail-user';
  return undefined;
}

function cloudRecipient(record: RecipientRecord, unknown: (why: string) => Recipient): Recipient {
  const type = readColumn(record, ['exo.recipienttypedetails']);
  const kind = typeof type.value === 'string' ? recipientKind(recipientTypeName(type.value)) : undefined;
  if (kind === 'mailbox' || kind === 'system' || kind === 'public-folder')
    return { kind: 'mailbox', record, type: 'mailbox', evidence: type.evidence };
  if (kind === 'group') return { kind: 'group', record, type: 'group', evidence: type.evidence };
  if (kind === 'mail-user' || kind === 'contact' || kind === 'remote-mailbox') {
    return forwarding(record, TYPE_WORDS[kind] ?? kind, readColumn(record, ['exo.externalemailaddress']), type.evidence);
  }
  if (kind === 'none') {
    return { kind: 'none', why: 'The cloud object is no recipient of Exchange Online.', evidence: type.evidence };
  }
  const plan = exchangePlan(record);
  const synced = readColumn(record, ['exo.isdirsynced', 'onpremisessyncenabled']).value;
  // A user made in the cloud with an Exchange licence has its mailbox there; a synchronized one may have it on-premises.
  if (plan !== undefined && (synced === null || (typeof synced === 'string' && /^false$/i.test(synced))))
    return { kind: 'mailbox', record, type: 'mailbox (cloud user with an Exchange licence)', evidence: plan };
  return unknown('The cloud object is known, but not what it is in Exchange Online: RecipientTypeDetails is not in the export.');
}

/** Service plans that name the service "exchange" and give no mailbox are Exchange Foundation and its kin; an archive add-on is another. */
const NO_MAILBOX_PLANS = new Set([
  '113feb6c-3fe4-4440-bddc-54d774bf0318',
  'db4d623d-b514-490b-b7ef-8885eee514de',
  '617d9209-3b90-4879-96e6-838c42b2701d',
]);

function exchangePlan(record: RecipientRecord): readonly Evidence[] | undefined {
  const plans = readColumn(record, ['assignedplans']);
  const plan = listOf(plans.value).find((text) => {
    const [service = '', id = '', status = ''] = text.toLowerCase().split('/');
    return service === 'exchange' && (status === 'enabled' || status === 'warning') && !NO_MAILBOX_PLANS.has(id);
  });
  return plan === undefined ? undefined : plans.evidence.map((item) => ({ ...item, text: plan }));
}

function forwarding(record: RecipientRecord, type: string, target: Reading, evidence: readonly Evidence[]): Recipient {
  const text = typeof target.value === 'string' ? target.value : '';
  const address = target.value === null ? null : text === '' ? undefined : smtpAddress(text);
  return { kind: 'forwards', record, type, target: address, targetText: text, evidence: [...evidence, ...target.evidence] };
}

function listOf(value: Reading['value']): readonly string[] {
  if (value === undefined || value === null) return [];
  return typeof value === 'string' ? [value] : value;
}
