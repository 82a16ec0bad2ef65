import type { Side } from '../../evidence/directory.js';
import type { Evidence } from '../../evidence/evidence.js';
import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import {
  findPartners,
  isSoftDeleted,
  type KeyKind,
  keysOf,
  othersHolding,
  type RecipientRecord,
  readColumn,
  type SideIndex,
} from '../recipients.js';
import type { Subject } from '../subject.js';
import { chosen } from './define.js';
import { isCut, isForeignTwin, isSameObject, kindOf, labelOf, nameEvidence, type ObjectKind, othersWith, proxies } from './objects.js';
import { DELETED_KEYS, specialObjects } from './special-objects.js';

const NOT_READ: Readonly<Record<Side, string>> = { onprem: 'the on-premises side was not read', cloud: 'the cloud side was not read' };
const SIDES: readonly Side[] = ['onprem', 'cloud'];
const NO_ADDRESS = 'no address attribute is in the export';

/** Two objects that carry what only one may carry, and deleted mailboxes that still hold it. Both holders stand in the evidence. */
export const duplicateFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.sharedAddresses': {
    type: 'list',
    title: 'proxy addresses of the on-premises object that another on-premises object holds too',
    reads: { onprem: ['msexchmasteraccountsid'] },
    make: sharedAddresses,
  },
  'onPrem.sharedAddress': {
    type: 'text',
    title: 'the first proxy address that another on-premises object holds too',
    make: (sources) => {
      const found = firstShared(sources);
      if (sources.directories.onprem === undefined) return unknown(NOT_READ.onprem);
      return known(found?.address ?? null);
    },
  },
  'onPrem.sharedAddressHolder': {
    type: 'text',
    title: 'the other on-premises object that holds it',
    make: (sources) => {
      const found = firstShared(sources);
      if (sources.directories.onprem === undefined) return unknown(NOT_READ.onprem);
      return found === undefined ? known(null) : known(labelOf(found.record) ?? null, () => nameEvidence(found.record));
    },
  },
  'onPrem.sharedAddressIsPrimaryThere': {
    type: 'boolean',
    title: 'the first shared address is the primary one of the other on-premises object',
    make: (sources) => {
      const found = firstShared(sources);
      if (sources.directories.onprem === undefined) return unknown(NOT_READ.onprem);
      if (found === undefined) return known(false);
      return known(keysOf(found.record, 'primary').includes(found.address), () => nameEvidence(found.record));
    },
  },
  'onPrem.consistencyGuidTwin': {
    type: 'text',
    title: 'another on-premises object with the same mS-DS-ConsistencyGuid',
    make: (sources) => twin(sources, 'onprem', 'consistencyGuid', ['ms-ds-consistencyguid']),
  },
  'onPrem.exchangeGuidTwin': {
    type: 'text',
    title: 'another on-premises object with the same mailbox GUID',
    make: (sources) => twin(sources, 'onprem', 'exchangeGuid', ['msexchmailboxguid', 'exchangeguid']),
  },
  'cloud.exchangeGuidTwin': {
    type: 'text',
    title: 'another living cloud recipient with the same mailbox GUID',
    reads: { cloud: ['exo.exchangeobjectid'] },
    make: (sources) => twin(sources, 'cloud', 'exchangeGuid', ['exo.exchangeguid']),
  },
  'cloud.otherAddressHolder': {
    type: 'text',
    title: 'a cloud object, not the own one, that holds an address of the on-premises object',
    make: otherCloudHolder,
  },
  'onPrem.heldElsewhere': {
    type: 'text',
    title: 'an on-premises object with the anchor, UPN or an address of a cloud object that has none of its own',
    make: onPremHolderOfCloudKeys,
  },
  'pair.strangerAddress': {
    type: 'text',
    title: 'the address of this person that a contact, a group or a public folder holds',
    make: (sources, facts) => nothingRead(sources) ?? known(strangers(sources, facts)[0]?.address ?? null),
  },
  'pair.contactHolder': holder('a contact on either side that holds an address of this person', 'contact', SIDES),
  'pair.onPremContactHolder': holder('an on-premises contact that holds an address of this person', 'contact', ['onprem']),
  'pair.groupHolder': holder('a group on either side that holds an address of this person', 'group', SIDES),
  'pair.publicFolderHolder': holder('a public folder on either side that holds an address of this person', 'public-folder', SIDES),
  'cloud.guestHolder': {
    type: 'text',
    title: 'a guest that holds an address of the on-premises user or contact',
    reads: { cloud: ['usertype', 'othermails'] },
    make: guestHolder,
  },
  'cloud.softDeletedMailbox': {
    type: 'text',
    title: 'a soft-deleted cloud mailbox with the GUID or an address of this person',
    reads: { cloud: ['exo.softdeleted'] },
    make: (sources) => deleted(sources, false),
  },
  'cloud.inactiveMailbox': {
    type: 'text',
    title: 'an inactive cloud mailbox (kept by a hold) with the GUID or an address of this person',
    make: (sources) => deleted(sources, true),
  },
  'cloud.deletedHolderSeen': {
    type: 'boolean',
    title: 'the cloud export shows a deleted object with the GUID or an address of this person',
    make: (sources) => {
      const { directories, subject } = sources;
      if (directories.cloud === undefined) return unknown(NOT_READ.cloud);
      const found = [...deletedTwins(sources)][0];
      if (found === undefined || subject.onPrem === undefined) return known(false);
      return known(true, () => nameEvidence(found.record));
    },
  },
};

function cutOr(index: SideIndex): Fact {
  return isCut(index) ? unknown('the export is cut: another holder may stand in the part that is missing') : known(null);
}

/** The holders of one value, the own object first. */
function bothHolders(own: RecipientRecord, other: RecipientRecord, columns: readonly string[], text?: string): readonly Evidence[] {
  return [own, other].flatMap((record) => {
    const { evidence } = readColumn(record, columns);
    const shown = text === undefined ? evidence : evidence.map((item) => ({ ...item, text: holding(item.text, text) }));
    return [...nameEvidence(record), ...shown];
  });
}

/** The one value of a joined list that shows an address; the address where it does not. */
function holding(list: string, address: string): string {
  return list.length > 4096 ? address : (list.split(', ').find((one) => one.toLowerCase().endsWith(address)) ?? address);
}

const ADDRESS_LISTS: Readonly<Record<Side, readonly string[]>> = {
  onprem: ['proxyaddresses', 'emailaddresses', 'mail'],
  cloud: ['proxyaddresses', 'exo.emailaddresses', 'mail', 'exo.primarysmtpaddress'],
};

/** The proxy addresses of the on-premises object that others of its side hold, with one other holder each. */
function* sharedBy(sources: FactSources): Iterable<{ readonly record: RecipientRecord; readonly address: string }> {
  const index = sources.directories.onprem;
  const own = chosen(sources, 'onprem');
  if (index === undefined || own === undefined) return;
  for (const address of proxies(own)) {
    const record = othersWith(index, 'proxy', `smtp:${address}`, own).find((one) => !isForeignTwin(own, one));
    if (record !== undefined) yield { record, address };
  }
}

function firstShared(sources: FactSources): { readonly record: RecipientRecord; readonly address: string } | undefined {
  for (const found of sharedBy(sources)) return found;
  return undefined;
}

function sharedAddresses(sources: FactSources): Fact {
  const index = sources.directories.onprem;
  if (index === undefined) return unknown(NOT_READ.onprem);
  const own = chosen(sources, 'onprem');
  if (own === undefined) return known(null);
  if (readColumn(own, ['proxyaddresses', 'emailaddresses']).value === undefined) return unknown('proxyAddresses is not in the export');
  const shared = [...sharedBy(sources)];
  const [first] = shared;
  if (first === undefined) return cutOr(index);
  const addresses = new Set(shared.map(({ address }) => address));
  return known([...addresses], () => bothHolders(own, first.record, ['proxyaddresses', 'emailaddresses'], first.address));
}

function twin(sources: FactSources, side: Side, kind: KeyKind, columns: readonly string[]): Fact {
  const index = sources.directories[side];
  if (index === undefined) return unknown(NOT_READ[side]);
  const own = chosen(sources, side);
  if (own === undefined) return known(null);
  const { value } = readColumn(own, columns);
  if (value === undefined) return unknown(`${columns[0] ?? ''} is not in the export`);
  if (typeof value !== 'string') return known(null);
  const other = othersWith(index, kind, value, own)[0];
  if (other === undefined) return cutOr(index);
  return known(labelOf(other) ?? value, () => bothHolders(own, other, columns));
}

function otherCloudHolder(sources: FactSources): Fact {
  const index = sources.directories.cloud;
  if (index === undefined) return unknown(NOT_READ.cloud);
  const own = chosen(sources, 'onprem');
  if (own === undefined) return known(null);
  if (readColumn(own, ['proxyaddresses', 'emailaddresses']).value === undefined) return unknown('proxyAddresses is not in the export');
  const pair = chosen(sources, 'cloud');
  for (const address of proxies(own)) {
    const record = othersHolding(index, 'proxy', `smtp:${address}`, pair).find(
      (one) => !isSoftDeleted(one) && (pair === undefined || !isSameObject(one, pair)),
    );
    if (record !== undefined) return known(labelOf(record) ?? address, () => bothHolders(own, record, ADDRESS_LISTS[record.side], address));
  }
  return cutOr(index);
}

function onPremHolderOfCloudKeys(sources: FactSources): Fact {
  const index = sources.directories.onprem;
  const own = chosen(sources, 'cloud');
  if (index === undefined) return unknown(NOT_READ.onprem);
  if (own === undefined || sources.subject.onPrem !== undefined) return known(null);
  const found = findPartners(own, index).find(({ record }) => !isInRecycleBin(record));
  return found === undefined ? cutOr(index) : known(labelOf(found.record) ?? found.by, () => nameEvidence(found.record));
}

/** True for a deleted AD object, which keeps its attributes for a while. */
export function isInRecycleBin(record: RecipientRecord): boolean {
  const { value } = readColumn(record, ['isdeleted']);
  if (typeof value === 'string') return value.toLowerCase() === 'true';
  const dn = readColumn(record, ['distinguishedname']).value;
  return typeof dn === 'string' && /\\0ADEL:/i.test(dn);
}

/** An object that is no person and holds an address of one; the own object of a side counts where it is one. */
function holder(title: string, kind: ObjectKind, sides: readonly Side[]): DefinedFact {
  return {
    type: 'text',
    title,
    reads: { cloud: ['@odata.type', 'usertype', 'grouptypes'] },
    make: (sources, facts) => {
      const found = strangers(sources, facts).find(({ record }) => sides.includes(record.side) && kindOf(record) === kind);
      const own = SIDES.flatMap((side) => chosen(sources, side) ?? []);
      if (found !== undefined) {
        const { record, address } = found;
        return known(labelOf(record) ?? address, () => [
          ...own.filter((one) => one !== record).flatMap((one) => bothHolders(one, record, ADDRESS_LISTS[one.side], address).slice(0, 2)),
          ...nameEvidence(record),
          ...readColumn(record, ADDRESS_LISTS[record.side]).evidence.map((item) => ({ ...item, text: holding(item.text, address) })),
        ]);
      }
      // Only people: two objects of the same kind, or a group and a contact, are told by other checks.
      if (!own.some((record) => kindOf(record) === 'user')) return nothingRead(sources) ?? known(null);
      if (['onPrem.emailAddresses', 'cloud.emailAddresses'].every((name) => facts(name).kind === 'unknown')) return unknown(NO_ADDRESS);
      const unread = sides.find((side) => sources.directories[side] === undefined);
      return unread === undefined ? known(null) : unknown(NOT_READ[unread]);
    },
  };
}

function nothingRead({ directories }: FactSources): Fact | undefined {
  return directories.onprem === undefined && directories.cloud === undefined ? unknown(NOT_READ.onprem) : undefined;
}

interface Stranger {
  readonly record: RecipientRecord;
  readonly address: string;
}

const NOBODY: readonly Stranger[] = [];
/** Several facts ask for the same holders of one person. */
let lastStrangers: { readonly subject: Subject; readonly found: readonly Stranger[] } | undefined;

/** Living objects that are no user and hold an SMTP address of a person, on both sides. */
function strangers(sources: FactSources, facts: Facts): readonly Stranger[] {
  const { subject } = sources;
  if (lastStrangers?.subject === subject) return lastStrangers.found;
  const own = SIDES.flatMap((side) => chosen(sources, side) ?? []);
  const people = own.filter((record) => kindOf(record) === 'user');
  let found: Stranger[] | undefined;
  const special = SIDES.flatMap((side) => {
    const index = sources.directories[side];
    return index === undefined ? [] : [{ side, objects: specialObjects(index) }];
  });
  for (const address of people.length === 0 ? [] : ownAddresses(facts)) {
    for (const { side, objects } of special) {
      for (const record of objects.strangers(address)) {
        if (found?.some((one) => one.record === record) === true) continue;
        if (people.some((one) => one.side === side && isForeignTwin(one, record))) continue;
        found ??= [];
        found.push({ record, address });
      }
    }
  }
  lastStrangers = { subject, found: found ?? NOBODY };
  return lastStrangers.found;
}

/** All addresses that the two objects of a person show. */
function* ownAddresses(facts: Facts): Iterable<string> {
  for (const name of ['onPrem.emailAddresses', 'cloud.emailAddresses', 'cloud.entraAddresses']) {
    const fact = facts(name);
    if (fact.kind === 'known' && typeof fact.value === 'object' && fact.value !== null) yield* fact.value;
  }
}

function guestHolder(sources: FactSources, facts: Facts): Fact {
  const index = sources.directories.cloud;
  if (index === undefined) return unknown(NOT_READ.cloud);
  const own = chosen(sources, 'onprem');
  if (own === undefined || !/^(?:user|contact)$/.test(kindOf(own))) return known(null);
  const read = facts('onPrem.emailAddresses');
  const addresses = read.kind === 'known' && typeof read.value === 'object' && read.value !== null ? read.value : [];
  // The UPN of a user is an address to be, whether mail says so or not.
  const upns = keysOf(own, 'upn');
  if (read.kind === 'unknown' && upns.length === 0) return read;
  const special = specialObjects(index);
  for (const list of [addresses, upns]) {
    for (const address of list) {
      const [guest] = special.guests(address);
      if (guest === undefined) continue;
      const columns = ['mail', 'proxyaddresses', 'exo.emailaddresses', 'othermails'];
      return known(labelOf(guest) ?? address, () => [...nameEvidence(own), ...nameEvidence(guest), ...readColumn(guest, columns).evidence]);
    }
  }
  return cutOr(index);
}

interface DeletedTwin {
  readonly record: RecipientRecord;
  readonly by: readonly string[];
}

/** Deleted cloud objects that share the mailbox GUID, the anchor, the UPN or an address with this person. */
function* deletedTwins({ subject, directories }: FactSources): Iterable<DeletedTwin> {
  const special = directories.cloud === undefined ? undefined : specialObjects(directories.cloud);
  if (special === undefined || special.deletedCount === 0) return;
  for (const own of [subject.onPrem, subject.cloud]) {
    if (own === undefined || kindOf(own) === 'group' || kindOf(own) === 'guest') continue;
    for (const [kind, as] of KEYS_OF_PERSON) {
      for (const key of keysOf(own, kind)) {
        for (const record of special.deleted(as, key)) yield { record, by: COLUMNS[as] };
      }
    }
  }
}

/** Keys of a person, and as what a deleted object may hold them: a UPN is often the address of the mailbox. */
const KEYS_OF_PERSON = [...DELETED_KEYS.map((kind) => [kind, kind] as const), ['upn', 'address'] as const];

const COLUMNS = {
  exchangeGuid: ['exo.exchangeguid'],
  anchor: ['onpremisesimmutableid'],
  upn: ['userprincipalname', 'exo.userprincipalname'],
  address: ['exo.emailaddresses', 'proxyaddresses', 'exo.primarysmtpaddress', 'mail'],
} as const;

function deleted(sources: FactSources, wantsInactive: boolean): Fact {
  const index = sources.directories.cloud;
  if (index === undefined) return unknown(NOT_READ.cloud);
  for (const { record, by } of deletedTwins(sources)) {
    if (isInactive(record) !== wantsInactive) continue;
    const marks = [
      'exo.isinactivemailbox',
      'exo.whensoftdeleted',
      'deleteddatetime',
      'exo.softdeleted',
      'exo.issoftdeletedbyremove',
      'exo.issoftdeletedbydisable',
    ];
    const guid = readColumn(record, ['exo.exchangeguid']).value;
    return known(typeof guid === 'string' ? guid : (labelOf(record) ?? 'a deleted mailbox'), () => [
      ...nameEvidence(record),
      ...readColumn(record, by).evidence,
      ...readColumn(record, marks).evidence,
    ]);
  }
  return holdsDeleted(index)
    ? known(null)
    : unknown('the cloud export holds no deleted mailboxes: Get-Mailbox -SoftDeletedMailbox lists them');
}

function isInactive(record: RecipientRecord): boolean {
  return String(readColumn(record, ['exo.isinactivemailbox']).value ?? '').toLowerCase() === 'true';
}

/** Whether a directory would show deleted objects. Records given in a request count as all there is. */
function holdsDeleted(index: SideIndex): boolean {
  return specialObjects(index).deletedCount > 0 || (index.isAsked !== true && index.tables.every((table) => table.format === 'inline'));
}
