import type { Side } from '../../evidence/directory.js';
import type { Evidence } from '../../evidence/evidence.js';
import type { Fact } from '../fact.js';
import { type FactSources, unknown } from '../maker.js';
import { recipientKind, recipientTypeName } from '../recipient-types.js';
import { isSoftDeleted, keysOf, othersHolding, type RecipientRecord, readColumn, type SideIndex } from '../recipients.js';

/** What an object of either side is. `user` is a person's account, with or without a mailbox. */
export type ObjectKind = 'user' | 'guest' | 'contact' | 'group' | 'public-folder';

const NAMES: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['distinguishedname', 'userprincipalname', 'primarysmtpaddress', 'samaccountname', 'displayname', 'mail', 'name'],
  cloud: [
    'userprincipalname',
    'exo.userprincipalname',
    'exo.primarysmtpaddress',
    'mail',
    'displayname',
    'exo.displayname',
    'id',
    'exo.name',
  ],
};

/** A name by which an administrator finds the object; undefined where the export shows none. */
export function labelOf(record: RecipientRecord): string | undefined {
  const { value } = readColumn(record, NAMES[record.side]);
  return typeof value === 'string' ? value : value?.[0];
}

/** Where that name stands. */
export function nameEvidence(record: RecipientRecord): readonly Evidence[] {
  return readColumn(record, NAMES[record.side]).evidence;
}

function lowerText(record: RecipientRecord, ...columns: readonly string[]): string {
  const { value } = readColumn(record, columns);
  return typeof value === 'string' ? value.toLowerCase() : '';
}

/** What the object is, by its class or its recipient type; a user where nothing says otherwise. */
export function kindOf(record: RecipientRecord): ObjectKind {
  for (const known of RECENT) if (known.record === record && known.parts === record.parts.length) return known.kind;
  const kind = record.side === 'onprem' ? onPremKind(record) : cloudKind(record);
  RECENT[next] = { record, parts: record.parts.length, kind };
  next = (next + 1) % 4;
  return kind;
}

/** Many facts ask for the kind of the same two objects. A record that is still being put together grows. */
const RECENT: { readonly record: RecipientRecord; readonly parts: number; readonly kind: ObjectKind }[] = [];
let next = 0;

function onPremKind(record: RecipientRecord): ObjectKind {
  const { value } = readColumn(record, ['objectclass']);
  const classes = (value === undefined || value === null ? [] : typeof value === 'string' ? [value] : value).map((one) =>
    one.toLowerCase(),
  );
  if (classes.includes('contact')) return 'contact';
  if (classes.includes('group') || classes.includes('msexchdynamicdistributionlist')) return 'group';
  if (classes.includes('publicfolder')) return 'public-folder';
  return kindOfType(typeOf(record, 'msexchrecipienttypedetails', 'recipienttypedetails')) ?? 'user';
}

function cloudKind(record: RecipientRecord): ObjectKind {
  const type = typeOf(record, 'exo.recipienttypedetails');
  const byType = kindOfType(type);
  if (byType !== undefined) return byType;
  const odata = lowerText(record, '@odata.type');
  if (odata.endsWith('.group')) return 'group';
  if (odata.endsWith('contact')) return 'contact';
  if (lowerText(record, 'usertype') === 'guest' || type === 'GuestMailUser') return 'guest';
  const upn = lowerText(record, 'userprincipalname', 'exo.userprincipalname');
  if (upn.includes('#ext#@')) return 'guest';
  const groupTypes = readColumn(record, ['grouptypes']).value;
  return upn === '' && groupTypes !== undefined && groupTypes !== null ? 'group' : 'user';
}

function typeOf(record: RecipientRecord, ...columns: readonly string[]): string {
  const { value } = readColumn(record, columns);
  return typeof value === 'string' ? recipientTypeName(value) : '';
}

function kindOfType(type: string): ObjectKind | undefined {
  if (type === '') return undefined;
  // A Microsoft 365 group has a mailbox, and is a group.
  if (/GroupMailbox$|Group$|^RoomList$/.test(type)) return 'group';
  if (/^(?:Mail)?PublicFolder$/.test(type)) return 'public-folder';
  const kind = recipientKind(type);
  return kind === 'contact' || type === 'Contact' ? 'contact' : kind === 'group' ? 'group' : undefined;
}

const ID_COLUMNS: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['objectguid', 'guid', 'distinguishedname'],
  cloud: ['id', 'exo.externaldirectoryobjectid', 'exo.guid', 'exo.exchangeobjectid'],
};

/** True for two rows that an export holds of one object. */
export function isSameObject(one: RecipientRecord, other: RecipientRecord): boolean {
  if (one === other) return true;
  return ID_COLUMNS[one.side].some((column) => {
    const id = lowerText(one, column);
    return id !== '' && id === lowerText(other, column);
  });
}

/** True where a user of one forest and what stands for it in another carry one address, as organizations with several forests have it. */
export function isForeignTwin(one: RecipientRecord, other: RecipientRecord): boolean {
  const forest = forestOf(one);
  const otherForest = forestOf(other);
  if (forest === '' || otherForest === '' || forest === otherForest) return false;
  return [one, other].some(
    (record) => onPremKind(record) === 'contact' || isLinked(record) || typeOf(record, 'msexchrecipienttypedetails') === '',
  );
}

/** The last two labels of the domain that a DN names. */
function forestOf(record: RecipientRecord): string {
  const dn = lowerText(record, 'distinguishedname').slice(-300);
  const labels = dn.split(',').flatMap((part) => (part.startsWith('dc=') ? [part.slice(3)] : []));
  return labels.slice(-2).join('.');
}

/** SID of NT AUTHORITY\SELF, which Exchange writes on shared and resource mailboxes: they are linked to nobody. */
export const SELF_SID = 'S-1-5-10';

function isLinked(record: RecipientRecord): boolean {
  const { value } = readColumn(record, ['msexchmasteraccountsid']);
  return typeof value === 'string' && value !== SELF_SID;
}

/** Another object of a side that holds a key, living, and not a second row of the same one. */
export function othersWith(
  index: SideIndex,
  kind: Parameters<SideIndex['find']>[0],
  key: string,
  own: RecipientRecord,
): readonly RecipientRecord[] {
  const found = othersHolding(index, kind, key, own);
  return found.length === 0 ? found : found.filter((record) => !isSameObject(record, own) && !isSoftDeleted(record));
}

/** True where an object that was not found may stand in a part of the export that is missing. */
export function isCut(index: SideIndex): boolean {
  return index.tables.some((table) => 'truncated' in table && table.truncated === true);
}

/** The SMTP addresses of `proxyAddresses` (or `EmailAddresses`) alone, without `mail`. */
export function proxies(record: RecipientRecord): readonly string[] {
  return keysOf(record, 'proxy').flatMap((key) => (key.startsWith('smtp:') ? [key.slice(5)] : []));
}

/** Why nothing can be compared: a side was not read. Undefined where both were, whether or not the recipient was found on both. */
export function unreadSide({ directories }: FactSources): Fact | undefined {
  if (directories.onprem === undefined) return unknown('the on-premises side was not read');
  return directories.cloud === undefined ? unknown('the cloud side was not read') : undefined;
}
