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

const byValue = lazy(() => new Map(TYPES.map(([value, name]) => [value, name])));
const byName = lazy(() => new Map(TYPES.map(([, name, kind]) => [name.toLowerCase(), { name, kind }])));

/** Name of a RecipientTypeDetails given as LDAP's number or as a cmdlet prints it; a value nobody knows is returned as it stands. */
export function recipientTypeName(value: string): string {
  return byValue().get(value) ?? byName().get(value.toLowerCase())?.name ?? value;
}

export function recipientKind(typeName: string): RecipientKind | undefined {
  return byName().get(typeName.toLowerCase())?.kind;
}
