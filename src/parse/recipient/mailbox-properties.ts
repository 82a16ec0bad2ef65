/**
 * Properties of Exchange Online's Get-Mailbox, as the cmdlet spells them: those of the property sets that Microsoft lists, and those that
 * only the full output has.
 * Source: https://learn.microsoft.com/powershell/exchange/cmdlet-property-sets
 */
const MAILBOX = `Alias ArchiveDatabase ArchiveGuid ArchiveQuota ArchiveStatus AutoExpandingArchiveEnabled ComplianceTagHoldApplied Database
 DataEncryptionPolicy DelayHoldApplied DelayReleaseHoldApplied DisplayName DistinguishedName EmailAddresses ExchangeGuid ExchangeObjectId
 ExternalDirectoryObjectId ForwardingAddress ForwardingSmtpAddress GrantSendOnBehalfTo Guid HiddenFromAddressListsEnabled Identity ImmutableId
 InPlaceHolds IsDirSynced IsExchangeCloudManaged IsInactiveMailbox IsSoftDeletedByDisable IsSoftDeletedByRemove LegacyExchangeDN
 LitigationHoldEnabled MailboxLocations MailboxMoveStatus MailboxRegion MicrosoftOnlineServicesID Name PreviousRecipientTypeDetails
 PrimarySmtpAddress ProhibitSendReceiveQuota RecipientTypeDetails RecoverableItemsQuota RetentionPolicy ServerName SKUAssigned UserPrincipalName
 WhenSoftDeleted WindowsEmailAddress WindowsLiveID`;

/** Without these an object cannot be told, or not be joined to its user in Graph. */
const IDENTITY = [
  'ExternalDirectoryObjectId',
  'UserPrincipalName',
  'PrimarySmtpAddress',
  'EmailAddresses',
  'RecipientTypeDetails',
  'ExchangeGuid',
  'Guid',
  'DistinguishedName',
  'Identity',
];

const PREFIX = 'exo.';

/** Names of `all`, in its order, that are wanted. In: `wanted` column names in lower case, with or without `exo.`; `always`: those that are taken anyway. */
export function namesWanted(all: readonly string[], always: readonly string[], wanted: ReadonlySet<string>): readonly string[] {
  const kept = new Set(always);
  return all.filter((name) => kept.has(name) || wanted.has(`${PREFIX}${name.toLowerCase()}`) || wanted.has(name.toLowerCase()));
}

/** The properties of Get-Mailbox to ask for. In: wanted cloud columns (lower case, `exo.` for those of Exchange Online). */
export function mailboxProperties(wanted: ReadonlySet<string>): readonly string[] {
  return namesWanted(MAILBOX.split(/\s+/), IDENTITY, new Set([...wanted].filter((name) => name.startsWith(PREFIX))));
}
