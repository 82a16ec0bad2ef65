import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import { recipientKind, recipientTypeName } from '../recipient-types.js';
import { type RecipientRecord, readColumn } from '../recipients.js';
import { attribute, chosen, fromColumn, notRead, ofObject, textsOf } from './define.js';
import { isInRecycleBin } from './duplicate-facts.js';
import { kindOf, SELF_SID, unreadSide } from './objects.js';

const TYPE_COLUMNS = ['msexchrecipienttypedetails', 'recipienttypedetails'];
const REMOTE_TYPE_COLUMNS = ['msexchremoterecipienttype', 'remoterecipienttype'];
const DELEGATES = ['publicdelegates', 'publicdelegatesbl', 'msexchdelegatelistlink', 'msexchdelegatelistbl'];

/** What the two objects of a person are, beyond single attributes. */
export const stateFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.exchangeType': ofObject(
    'onprem',
    'text',
    'RecipientTypeDetails on-premises; not set for an object that Exchange does not manage',
    TYPE_COLUMNS,
    exchangeType,
  ),
  'onPrem.isDeleted': ofObject('onprem', 'boolean', 'the AD object lies in the recycle bin', ['isdeleted'], (record) =>
    fromColumn(isInRecycleBin(record), record, ['isdeleted', 'distinguishedname']),
  ),
  'onPrem.isSystemCritical': attribute('onprem', 'boolean', 'isCriticalSystemObject', 'iscriticalsystemobject'),
  'onPrem.accountDisabled': ofObject(
    'onprem',
    'boolean',
    'the AD account is disabled (userAccountControl, bit 2)',
    ['useraccountcontrol', 'enabled', 'accountdisabled', 'exchangeuseraccountcontrol'],
    accountDisabled,
  ),
  'onPrem.displayType': attribute('onprem', 'number', 'msExchRecipientDisplayType', 'msexchrecipientdisplaytype'),
  'onPrem.exchangeVersion': attribute('onprem', 'text', 'msExchVersion', 'msexchversion', 'exchangeversion'),
  'onPrem.linkedMasterAccount': ofObject(
    'onprem',
    'text',
    'account of another forest to which the mailbox is linked (msExchMasterAccountSid; NT AUTHORITY\\SELF is nobody)',
    ['msexchmasteraccountsid', 'linkedmasteraccount'],
    (record) => {
      const columns = ['msexchmasteraccountsid', 'linkedmasteraccount'];
      const { value } = readColumn(record, columns);
      if (value === undefined) return notRead('msExchMasterAccountSid');
      const isNobody = typeof value !== 'string' || value === SELF_SID || /\\SELF$/i.test(value);
      return fromColumn(isNobody ? null : value, record, columns);
    },
  ),
  'onPrem.delegateLinks': ofObject(
    'onprem',
    'list',
    'people to whom, or from whom, the mailbox has send-on-behalf or auto-mapped access (publicDelegates, msExchDelegateListLink and their back links)',
    DELEGATES,
    (record) => {
      const lists = DELEGATES.map((column) => textsOf(record, column));
      const all = lists.flatMap((list) => list ?? []);
      if (all.length > 0) return fromColumn(all.slice(0, 100), record, DELEGATES);
      return lists.every((list) => list === undefined) ? notRead('publicDelegates') : fromColumn(null, record, DELEGATES);
    },
  ),
  'onPrem.isRemoteShared': ofObject(
    'onprem',
    'boolean',
    'a remote shared mailbox, by its type and by both type bits of msExchRemoteRecipientType',
    [...TYPE_COLUMNS, ...REMOTE_TYPE_COLUMNS],
    (record, facts) => {
      const type = facts('onPrem.exchangeType');
      if (type.kind === 'unknown') return type;
      if (type.value !== 'RemoteSharedMailbox') return known(false, () => type.evidence);
      const flags = remoteFlags(record);
      if (flags === undefined) return notRead('msExchRemoteRecipientType');
      return known(((flags ?? 0) & SHARED) === SHARED, () => [...type.evidence, ...readColumn(record, REMOTE_TYPE_COLUMNS).evidence]);
    },
  ),
  'onPrem.deprovisionMailbox': remoteFlag(8, 'msExchRemoteRecipientType holds DeprovisionMailbox (8)'),
  'onPrem.deprovisionArchive': remoteFlag(16, 'msExchRemoteRecipientType holds DeprovisionArchive (16)'),
  'onPrem.typeFits': ofObject(
    'onprem',
    'boolean',
    'msExchRecipientTypeDetails, msExchRecipientDisplayType and msExchRemoteRecipientType fit together',
    ['msexchrecipientdisplaytype', ...REMOTE_TYPE_COLUMNS],
    typeFits,
  ),
  'onPrem.properRemoteType': ofObject(
    'onprem',
    'number',
    'msExchRemoteRecipientType as the type asks for it, without DeprovisionMailbox and DeprovisionArchive; not set where it has to be empty',
    REMOTE_TYPE_COLUMNS,
    (record, facts) => {
      const flags = remoteFlags(record);
      if (flags === undefined) return notRead('msExchRemoteRecipientType');
      const triple = tripleOf(facts('onPrem.exchangeType'));
      if (triple?.remote === undefined) return known(null);
      const kept = (flags ?? 0) & (1 | 2 | 4);
      return known(triple.remote | ((kept & (1 | 4)) === 0 ? kept | 1 : kept));
    },
  ),
  'onPrem.properDisplayType': ofObject(
    'onprem',
    'number',
    'msExchRecipientDisplayType as the type asks for it',
    ['msexchrecipientdisplaytype'],
    (record, facts) => {
      const triple = tripleOf(facts('onPrem.exchangeType'));
      const now = Number(readColumn(record, ['msexchrecipientdisplaytype']).value);
      if (triple === undefined) return unknown('the recipient type is not known');
      return known(triple.display.includes(now) ? now : (triple.display[0] ?? null));
    },
  ),
  'onPrem.hidden': ofObject(
    'onprem',
    'boolean',
    'hidden from address lists on-premises',
    ['msexchhidefromaddresslists', 'hiddenfromaddresslistsenabled'],
    (record) => {
      const columns = ['msexchhidefromaddresslists', 'hiddenfromaddresslistsenabled'];
      const { value } = readColumn(record, columns);
      return value === undefined ? notRead('msExchHideFromAddressLists') : fromColumn(/^(?:true|1)$/i.test(String(value)), record, columns);
    },
  ),
  'cloud.hidden': ofObject(
    'cloud',
    'boolean',
    'hidden from address lists in Exchange Online',
    ['exo.hiddenfromaddresslistsenabled', 'showinaddresslist'],
    (record) => {
      const exchange = readColumn(record, ['exo.hiddenfromaddresslistsenabled']);
      if (typeof exchange.value === 'string') return known(/^true$/i.test(exchange.value), () => exchange.evidence);
      const graph = readColumn(record, ['showinaddresslist']);
      if (typeof graph.value === 'string') return known(/^false$/i.test(graph.value), () => graph.evidence);
      return notRead('HiddenFromAddressListsEnabled');
    },
  ),
  'pair.hiddenDiffers': {
    type: 'boolean',
    title: 'hidden from address lists on one side only',
    make: (sources, facts) => {
      if (chosen(sources, 'onprem') === undefined || chosen(sources, 'cloud') === undefined) return unreadSide(sources) ?? known(false);
      return differ(facts, 'onPrem.hidden', 'cloud.hidden', (a, b) => a !== b);
    },
  },
  'cloud.kind': ofObject(
    'cloud',
    'text',
    'kind of cloud object: user, guest, contact, group, public-folder',
    ['@odata.type', 'usertype', 'grouptypes'],
    (record) => known(kindOf(record), () => readColumn(record, ['exo.recipienttypedetails', '@odata.type', 'usertype']).evidence),
  ),
  'cloud.archiveExists': ofObject(
    'cloud',
    'boolean',
    'an archive mailbox exists in Exchange Online, and not only the ArchiveGuid of one on-premises',
    ['exo.archivestatus', 'exo.archivedatabase'],
    archiveExists,
  ),
  'cloud.missing': {
    type: 'boolean',
    title: 'the on-premises object has no cloud object, in an export that would show it',
    make: cloudMissing,
  },
  'pair.sameAlias': {
    type: 'boolean',
    title: 'both sides carry the same alias; not asked where one has none',
    make: (_, facts) => differ(facts, 'onPrem.alias', 'cloud.alias', (a, b) => String(a).toLowerCase() === String(b).toLowerCase(), true),
  },
};

/** Compares two facts; `otherwise` where one of them is not set. */
function differ(facts: Facts, left: FactName, right: FactName, test: (a: unknown, b: unknown) => boolean, otherwise = false): Fact {
  const a = facts(left);
  if (a.kind === 'unknown') return a;
  const b = facts(right);
  if (b.kind === 'unknown') return b;
  const value = a.value === null || b.value === null ? otherwise : test(a.value, b.value);
  return known(value, () => [...a.evidence, ...b.evidence]);
}

function exchangeType(record: RecipientRecord, facts: Facts): Fact {
  const { value } = readColumn(record, TYPE_COLUMNS);
  if (value === undefined) {
    const type = facts('onPrem.recipientType');
    return type.kind === 'known' && typeof type.value === 'string' ? known(managed(type.value), () => type.evidence) : type;
  }
  return fromColumn(typeof value === 'string' && value !== '0' ? managed(recipientTypeName(value)) : null, record, TYPE_COLUMNS);
}

/** `User`, `Contact` and the like are what the cmdlets print for an object without Exchange attributes. */
function managed(type: string): string | null {
  return recipientKind(type) === 'none' ? null : type;
}

function accountDisabled(record: RecipientRecord): Fact {
  const control = readColumn(record, ['useraccountcontrol', 'exchangeuseraccountcontrol']);
  if (typeof control.value === 'string') {
    const isDisabled = /^-?\d{1,10}$/.test(control.value) ? (Number(control.value) & 2) !== 0 : /AccountDisabled/i.test(control.value);
    return known(isDisabled, () => control.evidence);
  }
  const property = readColumn(record, ['accountdisabled']);
  if (typeof property.value === 'string') return known(/^true$/i.test(property.value), () => property.evidence);
  const enabled = readColumn(record, ['enabled']);
  if (typeof enabled.value === 'string') return known(/^false$/i.test(enabled.value), () => enabled.evidence);
  return notRead('userAccountControl');
}

const FLAGS: Readonly<Record<string, number>> = {
  provisionmailbox: 1,
  provisionarchive: 2,
  migrated: 4,
  deprovisionmailbox: 8,
  deprovisionarchive: 16,
  roommailbox: 32,
  equipmentmailbox: 64,
  sharedmailbox: 96,
  teammailbox: 96,
};
const SHARED = 96;

/** Bits of msExchRemoteRecipientType, from LDAP's number or from the names that Get-RemoteMailbox prints. Null: not set; undefined: not read. */
function remoteFlags(record: RecipientRecord): number | null | undefined {
  const { value } = readColumn(record, REMOTE_TYPE_COLUMNS);
  if (value === undefined || value === null) return value;
  const text = typeof value === 'string' ? value : value.join(',');
  if (/^\d{1,9}$/.test(text)) return Number(text);
  let flags = 0;
  for (const word of text.slice(0, 200).split(',')) flags |= FLAGS[word.trim().toLowerCase()] ?? 0;
  return flags;
}

function remoteFlag(bit: number, title: string): DefinedFact {
  return ofObject('onprem', 'boolean', title, REMOTE_TYPE_COLUMNS, (record) => {
    const flags = remoteFlags(record);
    return flags === undefined ? notRead('msExchRemoteRecipientType') : fromColumn(((flags ?? 0) & bit) !== 0, record, REMOTE_TYPE_COLUMNS);
  });
}

interface Triple {
  readonly display: readonly number[];
  /** The two type bits that a remote mailbox of this type has; undefined for an object that is no remote mailbox. */
  readonly remote: number | undefined;
}

// Source: recipients.yaml, typical_triples, and the display types of objects that may stand on an access control list.
const USER_DISPLAY = [0, 1073741824];
const SYNCED_DISPLAY = [-2147483642, -1073741818];
const MAIL_USER_DISPLAY = [6, 1073741830, -2147482106, -1073740282];
const TRIPLES: Readonly<Record<string, Triple>> = {
  UserMailbox: { display: USER_DISPLAY, remote: undefined },
  LinkedMailbox: { display: USER_DISPLAY, remote: undefined },
  SharedMailbox: { display: USER_DISPLAY, remote: undefined },
  RoomMailbox: { display: [7], remote: undefined },
  EquipmentMailbox: { display: [8], remote: undefined },
  MailUser: { display: MAIL_USER_DISPLAY, remote: undefined },
  MailContact: { display: MAIL_USER_DISPLAY, remote: undefined },
  RemoteUserMailbox: { display: SYNCED_DISPLAY, remote: 0 },
  RemoteSharedMailbox: { display: SYNCED_DISPLAY, remote: SHARED },
  RemoteRoomMailbox: { display: [-2147481850], remote: 32 },
  RemoteEquipmentMailbox: { display: [-2147481594], remote: 64 },
};

function tripleOf(type: Fact): Triple | undefined {
  const name = type.kind === 'known' && typeof type.value === 'string' ? type.value : '';
  return Object.hasOwn(TRIPLES, name) ? TRIPLES[name] : undefined;
}

/** False where two of the three numbers contradict each other; types that the table does not know fit. */
function typeFits(record: RecipientRecord, facts: Facts): Fact {
  const type = facts('onPrem.exchangeType');
  if (type.kind === 'unknown') return type;
  const triple = tripleOf(type);
  if (triple === undefined) return known(true, () => type.evidence);
  const evidence = () => [
    ...type.evidence,
    ...readColumn(record, ['msexchrecipientdisplaytype']).evidence,
    ...readColumn(record, REMOTE_TYPE_COLUMNS).evidence,
  ];
  const display = readColumn(record, ['msexchrecipientdisplaytype']).value;
  // A display type that is not set contradicts nothing.
  if (typeof display === 'string' && !triple.display.includes(Number(display))) return known(false, evidence);
  const flags = remoteFlags(record);
  if (flags !== undefined && !remoteFits(flags ?? 0, triple)) return known(false, evidence);
  if (display === undefined) return notRead('msExchRecipientDisplayType');
  return flags === undefined ? notRead('msExchRemoteRecipientType') : known(true, evidence);
}

function remoteFits(flags: number, { remote }: Triple): boolean {
  // What DeprovisionMailbox and DeprovisionArchive leave behind is told by a check of its own.
  const bits = flags & ~(8 | 16);
  if (remote === undefined) return bits === 0 || bits === 2;
  return (bits & SHARED) === remote && (bits & (1 | 4)) !== 0;
}

function archiveExists(record: RecipientRecord, facts: Facts): Fact {
  const guid = facts('cloud.archiveGuid');
  if (guid.kind === 'unknown') return guid;
  if (guid.value === null) return known(false, () => guid.evidence);
  const database = readColumn(record, ['exo.archivedatabase']);
  if (typeof database.value === 'string') return known(true, () => database.evidence);
  const status = readColumn(record, ['exo.archivestatus']);
  if (typeof status.value === 'string') return known(!/^none$/i.test(status.value), () => status.evidence);
  const mailbox = facts('cloud.hasMailbox');
  if (mailbox.kind === 'known' && mailbox.value === true) return known(true, () => mailbox.evidence);
  // The ArchiveGuid of a mail user is the one that synchronization brought from on-premises: it proves no archive in the cloud.
  return unknown('ArchiveStatus of Exchange Online is not in the export');
}

function cloudMissing(sources: FactSources, facts: Facts): Fact {
  const exists = facts('cloud.exists');
  if (exists.kind === 'unknown') return exists;
  if (exists.value !== false) return known(false, () => exists.evidence);
  const own = chosen(sources, 'onprem');
  if (own === undefined || kindOf(own) === 'user') return known(own !== undefined, () => exists.evidence);
  const index = sources.directories.cloud;
  const isWhole = index?.tables.every(({ format }) => format === 'inline') ?? false;
  return isWhole ? known(true, () => exists.evidence) : unknown('the cloud export may hold users only');
}
