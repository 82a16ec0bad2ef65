import { guidForms, readGuid } from '../parse/recipient/guid.js';
import { type Conflict, isHardMatch, type SyncErrorEntry } from '../parse/sync-error/entry.js';
import { isSoftDeleted, keysOf, primaryAddress, type RecipientRecord, readColumn, type SideIndex, smtpAddress } from './recipients.js';
import type { Directories, Subject, SubjectHints } from './subject.js';

export { isBare } from '../parse/sync-error/entry.js';

/** The two objects of a synchronization error in the directories: the AD object that it is about, and whoever has the value in the way. */

/** The object of the error on both sides, by source anchor, DN, UPN, address, name; its cloud object by id and source anchor. */
export function syncSubject(entry: SyncErrorEntry, directories: Directories): Subject {
  const hints = hintsOf(entry);
  const { onprem, cloud } = directories;
  const own = cloud === undefined ? undefined : ownCloudObject(entry, cloud);
  const found = (onprem === undefined ? undefined : locate(entry, onprem)) ?? viaCloud(own, onprem);
  const onPrem = found?.records[0];
  const linked = own ?? (onPrem === undefined || cloud === undefined ? undefined : byAnchorOf(onPrem, cloud));
  const base = {
    hints,
    onPrem,
    foundBy: found?.by ?? (linked === undefined ? undefined : 'object id'),
    rivals: found?.records.slice(1) ?? [],
    keys: [],
    contenders: [],
    isIdentified:
      onPrem !== undefined || linked !== undefined || hints.guid !== undefined || hints.addresses.length > 0 || hints.names.length > 0,
  };
  if (linked !== undefined)
    return {
      ...base,
      cloud: linked,
      joinedBy: onPrem === undefined ? undefined : 'source anchor',
      keys: onPrem === undefined ? [] : ['source anchor'],
    };
  const subject: Subject = { ...base, cloud: undefined, joinedBy: undefined };
  const [holder, ...others] = cloudHolders(entry, subject, directories).filter((record) => !isSoftDeleted(record));
  if (holder === undefined || others.length > 0 || onPrem === undefined) return subject;
  const by = isSamePerson(onPrem, holder, onprem) === true ? joinKey(onPrem, holder) : undefined;
  return by === undefined ? subject : { ...subject, cloud: holder, joinedBy: by, keys: [by] };
}

function hintsOf({ source }: SyncErrorEntry): SubjectHints {
  const guid = anchorGuid(source.anchor?.value);
  const addresses = [source.upn, source.address].flatMap((token) => (token === undefined ? [] : [token.value.toLowerCase()]));
  const names = [source.dn, source.displayName].flatMap((token) => (token === undefined ? [] : [token.value]));
  return { ...(guid === undefined ? {} : { guid }), addresses: [...new Set(addresses)], otherAddresses: [], names };
}

/** The GUID of a base64 source anchor; undefined for an anchor that is none. */
export function anchorGuid(anchor: string | undefined): string | undefined {
  const reading = anchor === undefined ? undefined : readGuid(anchor);
  return reading === undefined || reading.kind === 'problem' ? undefined : reading.guid;
}

interface Located {
  readonly records: readonly RecipientRecord[];
  readonly by: string;
}

function locate(entry: SyncErrorEntry, index: SideIndex): Located | undefined {
  const { source } = entry;
  const guid = anchorGuid(source.anchor?.value);
  const tries: readonly (readonly [string, () => readonly RecipientRecord[]])[] = [
    ['source anchor', () => (guid === undefined ? [] : index.find('objectId', guid))],
    ['distinguished name', () => index.find('dn', source.dn?.value ?? '')],
    ['UserPrincipalName', () => index.find('upn', source.upn?.value ?? '')],
    ['address', () => index.find('upn', source.address?.value ?? '')],
    ['address', () => index.find('address', source.address?.value ?? source.upn?.value ?? '')],
    ['name', () => unique(index.find('name', source.displayName?.value ?? ''))],
    // The value in the way stands on the object itself too; where several carry it, nobody knows which one is meant.
    ['conflicting value', () => (hasIdentity(entry) ? [] : byValues(entry.conflicts, index))],
  ];
  for (const [by, find] of tries) {
    const records = find();
    if (records.length > 0) return { records, by };
  }
  return undefined;
}

function hasIdentity({ source }: SyncErrorEntry): boolean {
  return source.anchor !== undefined || source.dn !== undefined;
}

function unique(records: readonly RecipientRecord[]): readonly RecipientRecord[] {
  return records.length === 1 ? records : [];
}

function viaCloud(own: RecipientRecord | undefined, onprem: SideIndex | undefined): Located | undefined {
  if (own === undefined || onprem === undefined) return undefined;
  const records = keysOf(own, 'immutableId').flatMap((anchor) => onprem.find('objectId', anchorGuid(anchor) ?? ''));
  return records.length === 0 ? undefined : { records, by: 'source anchor' };
}

function ownCloudObject({ source, errorType }: SyncErrorEntry, index: SideIndex): RecipientRecord | undefined {
  const byId = index.find('objectId', source.id?.value ?? '')[0];
  if (byId !== undefined) return byId;
  if (source.anchor === undefined) return undefined;
  const found = index.find('immutableId', source.anchor.value);
  return found.find((record) => !isSoftDeleted(record)) ?? (isHardMatch(errorType.value) ? found[0] : undefined);
}

function byAnchorOf(record: RecipientRecord, cloud: SideIndex): RecipientRecord | undefined {
  for (const guid of keysOf(record, 'objectId')) {
    const anchor = guidForms(guid)?.immutableId;
    const found = anchor === undefined ? undefined : cloud.find('immutableId', anchor).find((other) => !isSoftDeleted(other));
    if (found !== undefined) return found;
  }
  return undefined;
}

const MOST_VALUES = 20;

/** Objects of a side that have one of the values in conflict. */
function byValues(conflicts: readonly Conflict[], index: SideIndex): readonly RecipientRecord[] {
  const found = new Set<RecipientRecord>();
  for (const { attribute, value } of conflicts.slice(0, MOST_VALUES)) {
    if (value === undefined) continue;
    const address = conflictAddress(value.value);
    if (attribute === 'UserPrincipalName' && address !== undefined) for (const record of index.find('upn', address)) found.add(record);
    if (/^(?:UserPrincipalName|ProxyAddresses|Mail|SignInName)$/.test(attribute) && address !== undefined)
      for (const record of index.find('address', address)) found.add(record);
  }
  return [...found];
}

/** The SMTP address of a value such as `SMTP:kim@contoso.com`, in lower case; undefined for SIP, X500 and what is no address. */
export function conflictAddress(value: string): string | undefined {
  return smtpAddress(value);
}

/** Errors of a match by address: without a value, the primary address and the UPN of the object are what was looked for. */
const SOFT: ReadonlySet<string> = new Set(['InvalidSoftMatch', 'ObjectTypeMismatch', 'ExistingAdminRoleConflict']);

/** Cloud objects that are in the way: named by the error, or found by the value or the anchor; active ones first. */
export function cloudHolders(entry: SyncErrorEntry, subject: Subject, { cloud }: Directories): readonly RecipientRecord[] {
  if (cloud === undefined) return [];
  const { existing, source, errorType } = entry;
  const found = new Set<RecipientRecord>();
  const add = (records: readonly RecipientRecord[]): void => {
    for (const record of records) found.add(record);
  };
  add(cloud.find('objectId', existing.id?.value ?? ''));
  if (isHardMatch(errorType.value)) {
    const anchor = source.anchor?.value ?? anchorsOf(subject.onPrem)[0];
    if (anchor !== undefined) add(cloud.find('immutableId', anchor));
    return ordered([...found]);
  }
  if (found.size === 0 && existing.upn !== undefined) add(cloud.find('upn', existing.upn.value));
  if (found.size === 0) add(byValues(entry.conflicts, cloud));
  if (found.size === 0 && subject.onPrem !== undefined) {
    const sid = entry.conflicts.find(({ attribute }) => attribute === 'OnPremiseSecurityIdentifier')?.value?.value;
    const isSoft = SOFT.has(errorType.value) && entry.conflicts.every(({ value }) => value === undefined);
    if (sid !== undefined || isSoft) {
      const near = [
        ...keysOf(subject.onPrem, 'primary').flatMap((key) => cloud.find('address', key)),
        ...keysOf(subject.onPrem, 'upn').flatMap((key) => cloud.find('upn', key)),
      ];
      add(sid === undefined ? near : near.filter((record) => readColumn(record, ['onpremisessecurityidentifier']).value === sid));
    }
  }
  if (subject.cloud !== undefined && subject.joinedBy === 'source anchor') found.delete(subject.cloud);
  if (source.id !== undefined) for (const record of cloud.find('objectId', source.id.value)) found.delete(record);
  return ordered([...found]);
}

function ordered(records: readonly RecipientRecord[]): readonly RecipientRecord[] {
  return [...records.filter((record) => !isSoftDeleted(record)), ...records.filter(isSoftDeleted)];
}

function anchorsOf(record: RecipientRecord | undefined): readonly string[] {
  if (record === undefined) return [];
  const own = readColumn(record, ['ms-ds-consistencyguid']).value;
  const guids = typeof own === 'string' ? [own] : keysOf(record, 'objectId');
  return guids.flatMap((guid) => guidForms(guid)?.immutableId ?? []);
}

/** Other AD objects that have one of the values. */
export function onPremHolders(entry: SyncErrorEntry, subject: Subject, { onprem }: Directories): readonly RecipientRecord[] {
  return onprem === undefined ? [] : byValues(entry.conflicts, onprem).filter((record) => record !== subject.onPrem);
}

/** The AD object that a cloud object is synchronized from. */
export function adObjectOf(record: RecipientRecord, onprem: SideIndex | undefined): RecipientRecord | undefined {
  if (onprem === undefined) return undefined;
  return keysOf(record, 'immutableId').flatMap((anchor) => onprem.find('objectId', anchorGuid(anchor) ?? ''))[0];
}

/**
 * Whether the AD object and the cloud object are one person: no, where the cloud object belongs to another AD object that is there, or where neither
 * UPN nor primary address is equal; yes, where one of them is and nothing speaks against it. Undefined: it cannot be told.
 */
export function isSamePerson(onPrem: RecipientRecord, holder: RecipientRecord, onprem: SideIndex | undefined): boolean | undefined {
  const linked = adObjectOf(holder, onprem);
  if (linked !== undefined) return linked === onPrem;
  const sameUpn = shares(onPrem, holder, 'upn');
  const sameAddress = shares(onPrem, holder, 'primary');
  const sameName = equal(nameOf(onPrem), nameOf(holder));
  if (sameUpn === true) return sameName === false && sameAddress === false ? undefined : true;
  if (sameAddress === true) return sameName === false ? undefined : true;
  if (sameUpn === undefined || sameAddress === undefined) return undefined;
  // The value alone is shared, as a secondary address.
  return sameName === true ? undefined : false;
}

function joinKey(onPrem: RecipientRecord, holder: RecipientRecord): Subject['joinedBy'] {
  return shares(onPrem, holder, 'primary') === true ? 'primary SMTP address' : 'UserPrincipalName';
}

function shares(left: RecipientRecord, right: RecipientRecord, kind: 'upn' | 'primary'): boolean | undefined {
  const mine = keysOf(left, kind);
  const theirs = new Set(keysOf(right, kind));
  if (mine.length === 0 || theirs.size === 0) {
    const wasRead = kind === 'upn' || (primaryAddress(left).value !== undefined && primaryAddress(right).value !== undefined);
    return kind === 'primary' && wasRead ? false : undefined;
  }
  return mine.some((key) => theirs.has(key));
}

function equal(left: string | undefined, right: string | undefined): boolean | undefined {
  return left === undefined || right === undefined ? undefined : left.toLowerCase() === right.toLowerCase();
}

function nameOf(record: RecipientRecord): string | undefined {
  const { value } = readColumn(record, ['displayname', 'exo.displayname', 'name', 'cn']);
  return typeof value === 'string' ? value : undefined;
}

/** user, guest, group, contact or public-folder; undefined where the export does not tell. */
export function cloudKind(record: RecipientRecord): 'user' | 'guest' | 'group' | 'contact' | 'public-folder' | undefined {
  const text = (columns: readonly string[]): string => {
    const { value } = readColumn(record, columns);
    return typeof value === 'string' ? value.toLowerCase() : '';
  };
  const type = text(['@odata.type']);
  const details = text(['exo.recipienttypedetails']);
  if (type.endsWith('.group') || /group|^roomlist$/.test(details)) return 'group';
  if (type.endsWith('contact') || /contact/.test(details)) return 'contact';
  if (/^publicfolder$/.test(details)) return 'public-folder';
  if (text(['usertype']) === 'guest' || details === 'guestmailuser' || text(['userprincipalname']).includes('#ext#')) return 'guest';
  if (readColumn(record, ['grouptypes']).value !== undefined && text(['userprincipalname']) === '') return 'group';
  return type.endsWith('.user') || /mailbox$|mailuser$|^user$/.test(details) || text(['userprincipalname']) !== '' ? 'user' : undefined;
}
