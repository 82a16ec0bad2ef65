import { type AccessEntry, accessEntries } from '../../parse/recipient/security-descriptor.js';
import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import { recipientKind, recipientTypeName } from '../recipient-types.js';
import { keysOf, type RecipientRecord, readColumn, type SideIndex } from '../recipients.js';
import { chosen, fromColumn, notRead, ofObject, textsOf } from './define.js';

/** The extended right Send As, and the bit of extended rights. Source: MS-ADTS 5.1.3.2 and 5.1.3.2.1. */
const SEND_AS = 'ab721a54-1e2f-11d0-9819-00aa0040529b';
const EXTENDED_RIGHT = 0x100;
/** FullAccess among the rights of a mailbox's own security descriptor. */
const FULL_ACCESS = 1;

const AD_LIST = 'ntsecuritydescriptor';
const MAILBOX_LIST = 'msexchmailboxsecuritydescriptor';

/** Who may use a mailbox besides its owner. */
export const permissionFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.sendAsTrustees': ofObject('onprem', 'list', 'SIDs with Send As on the AD object, set on the object itself', [AD_LIST], (record) =>
    trustees(record, AD_LIST, (entry) => isSendAs(entry) && !entry.isInherited),
  ),
  'onPrem.inheritedTrustees': ofObject(
    'onprem',
    'list',
    'SIDs that hold Send As or Full Access by inheritance',
    [AD_LIST, MAILBOX_LIST],
    (record) =>
      either(
        trustees(record, AD_LIST, (entry) => isSendAs(entry) && entry.isInherited),
        trustees(record, MAILBOX_LIST, (entry) => isFullAccess(entry) && entry.isInherited),
      ),
  ),
  'onPrem.fullAccessTrustees': ofObject('onprem', 'list', 'SIDs with Full Access to the mailbox', [MAILBOX_LIST], (record) =>
    trustees(record, MAILBOX_LIST, (entry) => isFullAccess(entry) && !entry.isInherited),
  ),
  'pair.sendAsOnOneSide': {
    type: 'list',
    title: 'accounts with a mailbox on the other side that hold Send As on one side only',
    reads: { cloud: ['exo.recipientpermission', 'exo.sendas'] },
    make: sendAsOnOneSide,
  },
  'onPrem.trusteesWithoutMail': {
    type: 'list',
    title: 'accounts with Send As or Full Access that are not mail-enabled',
    make: (sources, facts) =>
      amongTrustees(sources, either(facts('onPrem.sendAsTrustees'), facts('onPrem.fullAccessTrustees')), (record) => {
        const type = typeOf(record);
        return type === undefined ? undefined : type === null || recipientKind(type) === 'none';
      }),
  },
  'onPrem.groupsWithFullAccess': {
    type: 'list',
    title: 'groups that hold Full Access to the mailbox',
    make: (sources, facts) =>
      amongTrustees(sources, facts('onPrem.fullAccessTrustees'), (record) => {
        const classes = textsOf(record, 'objectclass');
        if (classes !== undefined && classes.length > 0) return classes.some((one) => one.toLowerCase() === 'group');
        const type = typeOf(record);
        return typeof type === 'string' ? /Group$/.test(type) : undefined;
      }),
  },
};

const isSendAs = ({ allows, mask, objectType }: AccessEntry): boolean => allows && (mask & EXTENDED_RIGHT) !== 0 && objectType === SEND_AS;
const isFullAccess = ({ allows, mask, objectType }: AccessEntry): boolean =>
  allows && (mask & FULL_ACCESS) !== 0 && objectType === undefined;

/** SIDs of accounts that people made: SELF, the system, built-in groups and the domain's own groups (RID below 1000) are left out. */
function trustees(record: RecipientRecord, column: string, fits: (entry: AccessEntry) => boolean): Fact {
  const text = textsOf(record, column);
  if (text === undefined) return notRead(column);
  const entries = text[0] === undefined ? [] : accessEntries(text[0]);
  if (entries === undefined) return unknown(`${column} is no security descriptor`);
  const sids = new Set(entries.filter(fits).map(({ sid }) => sid));
  const found = [...sids].filter((sid) => sid.startsWith('S-1-5-21-') && Number(sid.slice(sid.lastIndexOf('-') + 1)) >= 1000);
  return fromColumn(found.length === 0 ? null : found, record, [column], found.length === 0 ? 'no such entry' : found.join(', '));
}

/** Both lists as one. Where one was not read, an empty other one proves nothing. */
function either(one: Fact, other: Fact): Fact {
  if (one.kind === 'unknown') return other.kind === 'known' && other.value === null ? one : other;
  if (other.kind === 'unknown') return one.value === null ? other : one;
  const all = [...listOf(one), ...listOf(other)];
  return known(all.length === 0 ? null : [...new Set(all)], () => [...one.evidence, ...other.evidence]);
}

const listOf = (fact: Fact): readonly string[] =>
  fact.kind === 'known' && typeof fact.value === 'object' && fact.value !== null ? fact.value : [];

/** Undefined: not read; null: the object is no recipient. */
function typeOf(record: RecipientRecord): string | null | undefined {
  const type = textsOf(record, 'recipienttypedetails', 'msexchrecipienttypedetails');
  return type === undefined ? undefined : type[0] === undefined ? null : recipientTypeName(type[0]);
}

/** The trustees that a test holds of, by name. One that the export does not hold, or of which the test cannot tell, leaves it open. */
function amongTrustees(sources: FactSources, sids: Fact, test: (record: RecipientRecord) => boolean | undefined): Fact {
  if (sids.kind === 'unknown') return sids;
  const all = listOf(sids);
  const index = sources.directories.onprem;
  if (all.length === 0 || index === undefined) return known(null, () => sids.evidence);
  const found: RecipientRecord[] = [];
  let doubt: string | undefined;
  for (const sid of all) {
    const record = holderOf(sid, index);
    const holds = record === undefined ? undefined : test(record);
    if (record !== undefined && holds === true) found.push(record);
    else if (holds === undefined) doubt ??= `${sid} is not in the on-premises export`;
  }
  if (found.length === 0) return doubt === undefined ? known(null, () => sids.evidence) : unknown(doubt);
  return known(found.map(labelOf), () => [
    ...sids.evidence,
    ...found.flatMap((record) => readColumn(record, ['distinguishedname', 'userprincipalname']).evidence),
  ]);
}

const holderOf = (sid: string, index: SideIndex): RecipientRecord | undefined => index.find('sid', sid)[0];

function labelOf(record: RecipientRecord): string {
  return textsOf(record, 'userprincipalname', 'samaccountname', 'cn', 'name', 'distinguishedname')?.[0] ?? 'an account';
}

/** The mailbox lies on one side, the account that sends as it on the other: both directories need the entry. */
function sendAsOnOneSide(sources: FactSources, facts: Facts): Fact {
  const sids = facts('onPrem.sendAsTrustees');
  if (sids.kind === 'unknown') return sids;
  const index = sources.directories.onprem;
  const cloud = chosen(sources, 'cloud');
  const columns = ['exo.recipientpermission', 'exo.sendas'];
  const granted = cloud === undefined ? undefined : textsOf(cloud, ...columns);
  const all = listOf(sids);
  if (index === undefined || (all.length === 0 && granted?.length === 0)) return known(null, () => sids.evidence);
  if (granted === undefined) return all.length === 0 ? unknown('Send As permissions of Exchange Online were not read') : cloudUnread(facts);
  const isLocal = facts('onPrem.hasLocalMailbox');
  if (isLocal.kind === 'unknown') return isLocal;
  const far = isLocal.value === true ? 'remote-mailbox' : 'mailbox';
  const inCloud = new Set(granted.map((one) => one.toLowerCase()));
  const found: string[] = [];
  let doubt: string | undefined;
  for (const sid of all) {
    const record = holderOf(sid, index);
    const type = record === undefined ? undefined : typeOf(record);
    if (record === undefined || type === undefined) doubt ??= `${sid} is not in the on-premises export`;
    else if (type !== null && recipientKind(type) === far && !namesOf(record).some((name) => inCloud.has(name)))
      found.push(labelOf(record));
  }
  for (const name of inCloud) {
    const record = index.find('address', name)[0] ?? index.find('upn', name)[0];
    if (record !== undefined && kindOf(record) === far && !sidsOf(record).some((sid) => all.includes(sid))) found.push(labelOf(record));
  }
  const evidence = () => [...sids.evidence, ...(cloud === undefined ? [] : readColumn(cloud, columns).evidence)];
  if (found.length > 0) return known(found, evidence);
  return doubt === undefined ? known(null, evidence) : unknown(doubt);
}

function cloudUnread(facts: Facts): Fact {
  const exists = facts('cloud.exists');
  return exists.kind === 'unknown' ? exists : unknown('Send As permissions of Exchange Online were not read');
}

function kindOf(record: RecipientRecord): string | undefined {
  const type = typeOf(record);
  return typeof type === 'string' ? recipientKind(type) : undefined;
}

const sidsOf = (record: RecipientRecord): readonly string[] => (textsOf(record, 'objectsid') ?? []).map((sid) => sid.toUpperCase());

const namesOf = (record: RecipientRecord): readonly string[] =>
  (['address', 'upn', 'name'] as const).flatMap((kind) => keysOf(record, kind));
