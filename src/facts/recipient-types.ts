import { lazy } from '../evidence/lazy.js';

/** What an Exchange recipient is, in one word. */
export type RecipientKind = 'mailbox' | 'remote-mailbox' | 'mail-user' | 'contact' | 'group' | 'public-folder' | 'system' | 'none';

/**
 * Values of msExchRecipientTypeDetails with the name that Exchange cmdlets print.
 * Source: https://learn.microsoft.com/powershell/module/exchangepowershell/get-recipient and the catalogue (recipients.yaml).
 */
const TYPES: readonly (readonly [value: string, name: string, kind: RecipientKind])[] = [
  ['1', 'UserMailbox', 'mailbox'],
  ['2', 'LinkedMailbox', 'mailbox'],
  ['4', 'SharedMailbox', 'mailbox'],
  ['8', 'LegacyMailbox', 'mailbox'],
  ['16', 'RoomMailbox', 'mailbox'],
  ['32', 'EquipmentMailbox', 'mailbox'],
  ['64', 'MailContact', 'contact'],
  ['128', 'MailUser', 'mail-user'],
  ['256', 'MailUniversalDistributionGroup', 'group'],
  ['512', 'MailNonUniversalGroup', 'group'],
  ['1024', 'MailUniversalSecurityGroup', 'group'],
  ['2048', 'DynamicDistributionGroup', 'group'],
  ['4096', 'PublicFolder', 'public-folder'],
  ['8192', 'SystemAttendantMailbox', 'system'],
  ['16384', 'SystemMailbox', 'system'],
  ['32768', 'MailForestContact', 'contact'],
  ['65536', 'User', 'none'],
  ['131072', 'Contact', 'none'],
  ['262144', 'UniversalDistributionGroup', 'none'],
  ['524288', 'UniversalSecurityGroup', 'none'],
  ['1048576', 'NonUniversalGroup', 'none'],
  ['2097152', 'DisabledUser', 'none'],
  ['4194304', 'MicrosoftExchange', 'system'],
  ['8388608', 'ArbitrationMailbox', 'system'],
  ['16777216', 'MailboxPlan', 'system'],
  ['33554432', 'LinkedUser', 'none'],
  ['268435456', 'RoomList', 'group'],
  ['536870912', 'DiscoveryMailbox', 'system'],
  ['1073741824', 'RoleGroup', 'group'],
  ['2147483648', 'RemoteUserMailbox', 'remote-mailbox'],
  ['4294967296', 'Computer', 'none'],
  ['8589934592', 'RemoteRoomMailbox', 'remote-mailbox'],
  ['17179869184', 'RemoteEquipmentMailbox', 'remote-mailbox'],
  ['34359738368', 'RemoteSharedMailbox', 'remote-mailbox'],
  ['68719476736', 'PublicFolderMailbox', 'mailbox'],
  ['137438953472', 'TeamMailbox', 'mailbox'],
  ['274877906944', 'RemoteTeamMailbox', 'remote-mailbox'],
  ['549755813888', 'MonitoringMailbox', 'system'],
  ['1099511627776', 'GroupMailbox', 'mailbox'],
  ['2199023255552', 'LinkedRoomMailbox', 'mailbox'],
  ['4398046511104', 'AuditLogMailbox', 'system'],
  ['8796093022208', 'RemoteGroupMailbox', 'remote-mailbox'],
  ['17592186044416', 'SchedulingMailbox', 'mailbox'],
  ['35184372088832', 'GuestMailUser', 'mail-user'],
  ['70368744177664', 'AuxAuditLogMailbox', 'system'],
  ['140737488355328', 'SupervisoryReviewPolicyMailbox', 'system'],
];

/** Types that only Exchange Online prints, which have no number on-premises. */
const CLOUD_TYPES: readonly (readonly [name: string, kind: RecipientKind])[] = [['SharedWithMailUser', 'mail-user']];

const byValue = lazy(() => new Map(TYPES.map(([value, name]) => [value, name])));
const byName = lazy(
  () =>
    new Map(
      [...TYPES.map(([, name, kind]) => [name, kind] as const), ...CLOUD_TYPES].map(([name, kind]) => [name.toLowerCase(), { name, kind }]),
    ),
);

/** Name of a RecipientTypeDetails given as LDAP's number or as a cmdlet prints it; a value nobody knows is returned as it stands. */
export function recipientTypeName(value: string): string {
  return byValue().get(value) ?? byName().get(value.toLowerCase())?.name ?? value;
}

export function recipientKind(typeName: string): RecipientKind | undefined {
  return byName().get(typeName.toLowerCase())?.kind;
}

/** What is asked for or done on the other side, by msExchRemoteRecipientType; each a bit but the kind, which two bits tell together. */
export interface RemoteRecipientType {
  readonly isMailboxProvisioned: boolean;
  readonly isArchiveProvisioned: boolean;
  readonly isMigrated: boolean;
  readonly isMailboxDeprovisioned: boolean;
  readonly isArchiveDeprovisioned: boolean;
  readonly kind: 'user' | 'room' | 'equipment' | 'shared';
  /** Names as Exchange prints them, in the order of the bits. */
  readonly names: readonly string[];
  /** A combination that Exchange itself writes. */
  readonly isKnown: boolean;
}

const REMOTE_BITS: readonly (readonly [bit: number, name: string])[] = [
  [1, 'ProvisionMailbox'],
  [2, 'ProvisionArchive'],
  [4, 'Migrated'],
  [8, 'DeprovisionMailbox'],
  [16, 'DeprovisionArchive'],
];
const REMOTE_KINDS = ['user', 'room', 'equipment', 'shared'] as const;
const REMOTE_KIND_NAMES: Readonly<Record<(typeof REMOTE_KINDS)[number], string>> = {
  user: '',
  room: 'RoomMailbox',
  equipment: 'EquipmentMailbox',
  shared: 'SharedMailbox',
};

/** Combinations that the product writes; source: the catalogue (recipients.yaml, remote_recipient_type_combinations). */
const REMOTE_COMBINATIONS = lazy(
  () => new Set([1, 2, 3, 4, 6, 8, 10, 16, 17, 20, 24, 33, 35, 36, 38, 49, 52, 65, 67, 68, 70, 81, 84, 97, 99, 100, 102, 113, 116]),
);

/** Decodes msExchRemoteRecipientType. In: LDAP's number, or names as a cmdlet prints them. Bad input: undefined. */
export function decodeRemoteRecipientType(text: string): RemoteRecipientType | undefined {
  const value = /^\d{1,9}$/.test(text.trim()) ? Number(text) : remoteTypeValue(text);
  if (value === undefined) return undefined;
  const has = (bit: number): boolean => (value & bit) !== 0;
  // 32 and 64 together are shared: a room and an equipment at once do not exist.
  const kind = REMOTE_KINDS[(value >> 5) & 3] ?? 'user';
  const names = REMOTE_BITS.filter(([bit]) => has(bit)).map(([, name]) => name);
  if (kind !== 'user') names.push(REMOTE_KIND_NAMES[kind]);
  return {
    isMailboxProvisioned: has(1),
    isArchiveProvisioned: has(2),
    isMigrated: has(4),
    isMailboxDeprovisioned: has(8),
    isArchiveDeprovisioned: has(16),
    kind,
    names,
    isKnown: REMOTE_COMBINATIONS().has(value),
  };
}

/** The number behind "ProvisionMailbox, SharedMailbox"; undefined where a name is unknown. */
function remoteTypeValue(text: string): number | undefined {
  if (text.length > 200) return undefined;
  let value = 0;
  for (const word of text.split(/[,;\s]/)) {
    if (word === '') continue;
    const lower = word.toLowerCase();
    const bit = REMOTE_BITS.find(([, name]) => name.toLowerCase() === lower)?.[0];
    const kind = REMOTE_KINDS.findIndex((one) => one !== 'user' && REMOTE_KIND_NAMES[one].toLowerCase() === lower);
    if (bit === undefined && kind < 0) return undefined;
    value |= bit ?? kind << 5;
  }
  return value === 0 ? undefined : value;
}

/** msExchRecipientDisplayType by its parts. */
export interface DisplayType {
  /** Name that Exchange prints; undefined for a number nobody documents. */
  readonly name: string | undefined;
  /** The object stands for one of another organization. */
  readonly isSynced: boolean;
  /** It can be given permissions. */
  readonly isAclable: boolean;
  /** What the object is where it really lives, and what it is here: 0 mailbox, 1 group, 2 public folder, 3 dynamic group, 6 mail user, 7 room, 8 equipment, 9 security group. */
  readonly remoteType: number;
  readonly localType: number;
}

const DISPLAY_TYPES = lazy(
  () =>
    new Map<number, string>([
      [0, 'MailboxUser'],
      [1, 'DistributionGroup'],
      [2, 'PublicFolder'],
      [3, 'DynamicDistributionGroup'],
      [4, 'Organization'],
      [5, 'PrivateDistributionList'],
      [6, 'RemoteMailUser'],
      [7, 'ConferenceRoomMailbox'],
      [8, 'EquipmentMailbox'],
      [1073741824, 'ACLableMailboxUser'],
      [1073741833, 'SecurityDistributionGroup'],
      [-2147483642, 'SyncedMailboxUser'],
      [-2147483391, 'SyncedUDGasUDG'],
      [-2147483386, 'SyncedUDGasContact'],
      [-2147483130, 'SyncedPublicFolder'],
      [-2147482874, 'SyncedDynamicDistributionGroup'],
      [-2147482106, 'SyncedRemoteMailUser'],
      [-2147481850, 'SyncedConferenceRoomMailbox'],
      [-2147481594, 'SyncedEquipmentMailbox'],
      [-2147481343, 'SyncedUSGasUDG'],
      [-2147481338, 'SyncedUSGasContact'],
      [-1073741818, 'ACLableSyncedMailboxUser'],
      [-1073740282, 'ACLableSyncedRemoteMailUser'],
      [-1073739514, 'ACLableSyncedUSGasContact'],
      [-1073739511, 'SyncedUSGasUSG'],
    ]),
);

/** Decodes msExchRecipientDisplayType: a signed 32-bit number as LDAP returns it (the unsigned form is read too). Bad input: undefined. */
export function decodeDisplayType(text: string): DisplayType | undefined {
  if (!/^-?\d{1,10}$/.test(text.trim())) return undefined;
  const number = Number(text);
  if (number > 0xffffffff || number < -0x80000000) return undefined;
  const value = number | 0;
  return {
    name: DISPLAY_TYPES().get(value),
    isSynced: value < 0,
    isAclable: (value & 0x40000000) !== 0,
    remoteType: (value >> 8) & 0xff,
    localType: value & 0xff,
  };
}

/**
 * Types that Entra Connect never synchronizes: msExchRecipientTypeDetails AND 0x21C07000 is not zero (cloudFiltered). In: LDAP's number.
 * Source: the rule "In from AD - User Common" as the product exports it.
 */
export function isFilteredFromSync(typeDetails: string): boolean {
  if (!/^\d{1,15}$/.test(typeDetails)) return false;
  // Bits above 32 do not matter, and 15 digits are exact in a number.
  return ((Number(typeDetails) % 0x100000000) & 0x21c07000) !== 0;
}

/** LDAP's number of a RecipientTypeDetails that a cmdlet printed; undefined for a name nobody knows. */
export function recipientTypeValue(typeName: string): string | undefined {
  const lower = typeName.toLowerCase();
  return TYPES.find(([, name]) => name.toLowerCase() === lower)?.[0];
}
