import { lazy } from '../../evidence/lazy.js';
import { isMark } from '../connector/kind.js';

/** What stands in a property, where that cannot be anything else: it has no blanks, or a form of its own. `free`: any text. */
export type PropertyKind = 'guid' | 'flag' | 'type' | 'address' | 'addresses' | 'anchor' | 'number' | 'host' | 'free';

const GUIDS = `ExchangeGuid ArchiveGuid DisabledArchiveGuid Guid ObjectGUID ExchangeObjectId ExternalDirectoryObjectId ObjectId Id MailboxGuid
 msExchMailboxGuid msExchArchiveGUID mS-DS-ConsistencyGuid RunspaceId`;
const FLAGS = `IsDirSynced OnPremisesSyncEnabled HiddenFromAddressListsEnabled EmailAddressPolicyEnabled LitigationHoldEnabled AccountEnabled Enabled
 IsInactiveMailbox IsSoftDeletedByRemove IsSoftDeletedByDisable SKUAssigned IsExchangeCloudManaged AccountDisabled IsShared IsResource IsLinked
 RetentionHoldEnabled SingleItemRecoveryEnabled ComplianceTagHoldApplied DelayHoldApplied DelayReleaseHoldApplied msExchHideFromAddressLists
 DirSyncEnabled MRSProxyEnabled RejectDirectSend IsDehydrated Default DeliverToMailboxAndForward UMEnabled HasPicture IsValid
 BlockExchangeProvisioningFromOnPremEnabled ACLableSyncedObjectEnabled AreAccessRulesProtected IgnoreRuleLimitErrors WindowsAuthentication
 WSSecurityAuthentication BlockCloudObjectTakeoverThroughHardMatchEnabled BlockSoftMatchEnabled SoftMatchOnUpnEnabled IsCloudManaged
 AllowOnPremUpdateOfOnPremisesObjectIdentifierEnabled SynchronizeUpnForManagedUsersEnabled RequiredServicesRunning CloudServicesMailEnabled
 RequireSenderAuthenticationEnabled`;
const ADDRESS = `PrimarySmtpAddress WindowsEmailAddress UserPrincipalName mail EmailAddress RemoteRoutingAddress ExternalEmailAddress targetAddress
 ForwardingSmtpAddress WindowsLiveID MicrosoftOnlineServicesID`;
const NUMBERS = `msExchRecipientTypeDetails msExchRemoteRecipientType msExchRecipientDisplayType userAccountControl msExchVersion instanceType
 uSNChanged uSNCreated`;
const HOSTS = 'OriginatingServer DomainName';
/** Texts of any kind, and lists of them. */
const FREE = `Name DisplayName Alias Identity SamAccountName DistinguishedName LegacyExchangeDN OrganizationalUnit OnPremisesOrganizationalUnit
 OrganizationalUnitRoot OrganizationId ArchiveName ArchiveDomain ArchiveStatus ArchiveState ArchiveDatabase Database ServerName MailNickname cn
 GivenName Surname sn CustomAttribute1 ObjectClass ObjectCategory ObjectState SID objectSid memberOf PoliciesIncluded PoliciesExcluded
 MailboxLocations MailboxPlan MailboxRegion RetentionPolicy ExchangeVersion WhenCreated WhenChanged WhenMailboxCreated WhenCreatedUTC
 WhenChangedUTC UsageLocation AssignedPlans AssignedLicenses OnPremisesDistinguishedName OnPremisesDomainName OnPremisesSamAccountName
 OnPremisesUserPrincipalName OnPremisesLastSyncDateTime OnPremisesSecurityIdentifier OnPremisesExtensionAttributes OnPremisesProvisioningErrors
 homeMDB msExchHomeServerName msExchPoliciesIncluded msExchPoliciesExcluded msExchUserHoldPolicies msExchExtensionAttribute16 showInAddressBook
 ForwardingAddress GrantSendOnBehalfTo LitigationHoldDate LitigationHoldOwner InPlaceHolds MailTip PSComputerName PSShowComputerName
 Office Department Title Company Manager Phone MobilePhone City StreetAddress PostalCode StateOrProvince CountryOrRegion Initials Notes
 SimpleDisplayName Description Info employeeID PhysicalDeliveryOfficeName JobTitle OfficeLocation BusinessPhones PreferredLanguage
 WhenSoftDeleted CreationType ExtensionAttribute1 CanonicalName Created Modified ServicePlans ProxyAddressesRaw UserType TotalItemSize ItemCount`;

/** Names that only outputs of these commands have; the others stand in letters and logs as well. */
const TELLING = `ExchangeGuid ArchiveGuid DisabledArchiveGuid ExchangeObjectId ExternalDirectoryObjectId msExchMailboxGuid msExchArchiveGUID
 mS-DS-ConsistencyGuid IsDirSynced OnPremisesSyncEnabled HiddenFromAddressListsEnabled EmailAddressPolicyEnabled LitigationHoldEnabled
 IsInactiveMailbox SKUAssigned IsExchangeCloudManaged msExchHideFromAddressLists RecipientType RecipientTypeDetails RemoteRecipientType
 PreviousRecipientTypeDetails PrimarySmtpAddress WindowsEmailAddress UserPrincipalName RemoteRoutingAddress ExternalEmailAddress targetAddress
 EmailAddresses proxyAddresses OnPremisesImmutableId msExchRecipientTypeDetails msExchRemoteRecipientType msExchRecipientDisplayType
 userAccountControl OriginatingServer SamAccountName DistinguishedName LegacyExchangeDN OrganizationalUnit OnPremisesOrganizationalUnit
 MailNickname objectSid ObjectGUID PoliciesIncluded MailboxLocations OnPremisesDistinguishedName OnPremisesSamAccountName homeMDB
 OnPremisesUserPrincipalName OnPremisesSecurityIdentifier OnPremisesLastSyncDateTime msExchHomeServerName msExchPoliciesIncluded
 DirSyncEnabled WindowsLiveID ImmutableId MRSProxyEnabled RejectDirectSend IsDehydrated
 IsSoftDeletedByRemove IsSoftDeletedByDisable WhenSoftDeleted ForwardingSmtpAddress DeliverToMailboxAndForward RetentionHoldEnabled
 SingleItemRecoveryEnabled ComplianceTagHoldApplied DelayHoldApplied DelayReleaseHoldApplied ArchiveDomain WhenMailboxCreated MailboxRegion
 BlockExchangeProvisioningFromOnPremEnabled ACLableSyncedObjectEnabled AreAccessRulesProtected IgnoreRuleLimitErrors WSSecurityAuthentication
 BlockCloudObjectTakeoverThroughHardMatchEnabled BlockSoftMatchEnabled SoftMatchOnUpnEnabled SynchronizeUpnForManagedUsersEnabled
 AllowOnPremUpdateOfOnPremisesObjectIdentifierEnabled CloudServicesMailEnabled RequireSenderAuthenticationEnabled TlsCertificateName
 ExtendedProtectionTokenChecking ContentIndexState`;

const TYPES: Readonly<Record<string, string>> = {
  recipienttype: `UserMailbox MailUser MailContact MailUniversalDistributionGroup MailUniversalSecurityGroup MailNonUniversalGroup User Contact
 DynamicDistributionGroup PublicFolder UniversalDistributionGroup UniversalSecurityGroup NonUniversalGroup Invalid`,
  recipienttypedetails: `UserMailbox LinkedMailbox SharedMailbox LegacyMailbox RoomMailbox EquipmentMailbox MailContact MailUser
 MailUniversalDistributionGroup MailNonUniversalGroup MailUniversalSecurityGroup DynamicDistributionGroup PublicFolder SystemAttendantMailbox
 SystemMailbox MailForestContact User Contact UniversalDistributionGroup UniversalSecurityGroup NonUniversalGroup DisabledUser
 MicrosoftExchange ArbitrationMailbox MailboxPlan LinkedUser RoomList DiscoveryMailbox RoleGroup RemoteUserMailbox RemoteRoomMailbox
 RemoteEquipmentMailbox RemoteSharedMailbox PublicFolderMailbox TeamMailbox RemoteTeamMailbox MonitoringMailbox GroupMailbox
 LinkedRoomMailbox AuditLogMailbox RemoteGroupMailbox SchedulingMailbox GuestMailUser AuxAuditLogMailbox`,
  remoterecipienttype: `None ProvisionMailbox ProvisionArchive Migrated DeprovisionMailbox DeprovisionArchive RoomMailbox EquipmentMailbox
 SharedMailbox TeamMailbox`,
  usertype: 'Member Guest',
  domaintype: 'Authoritative InternalRelay ExternalRelay',
  connectortype: 'OnPremises Partner',
};

const words = (text: string): readonly string[] => text.toLowerCase().split(/\s+/);
const kinds = lazy(() => {
  const found = new Map<string, PropertyKind>();
  for (const [kind, names] of [
    ['free', FREE],
    ['free', TELLING],
    ['guid', GUIDS],
    ['flag', FLAGS],
    ['address', ADDRESS],
    ['addresses', 'EmailAddresses proxyAddresses'],
    ['anchor', 'OnPremisesImmutableId ImmutableId'],
    ['number', NUMBERS],
    ['host', HOSTS],
    ['type', [...Object.keys(TYPES), 'previousrecipienttypedetails'].join(' ')],
  ] as const)
    for (const name of words(names)) found.set(name, kind);
  return found;
});
const telling = lazy(() => new Set(words(TELLING)));
/** Exchange prints these of every recipient; what is not there is zero. */
const neverEmpty = lazy(
  () => new Set(words('RecipientType RecipientTypeDetails ExchangeGuid ArchiveGuid Guid ObjectGUID PrimarySmtpAddress')),
);
const ends = lazy(() => {
  const names = [...kinds().keys()];
  return new Set(names.filter((name) => names.some((longer) => longer !== name && longer.endsWith(name))));
});

/** True for a property that a directory's or a setting's object is known to have. */
export function isPropertyName(name: string): boolean {
  return kinds().has(name.toLowerCase()) || isMark(name);
}

/** True for a name that stands in no letter and no log: it shows that a text is the output of a command. */
export function isTelling(name: string): boolean {
  return telling().has(name.toLowerCase()) || isMark(name);
}

/** True where a longer name ends in this one, so that it may be what is left of that one: Guid of ExchangeGuid. */
export function endsLongerName(name: string): boolean {
  return ends().has(name.toLowerCase());
}

/** What kind of value a property has; names that are not known have free text. */
export function propertyKind(name: string): PropertyKind {
  return kinds().get(name.toLowerCase()) ?? 'free';
}

/**
 * True where every object has a value, if it has the property. Of Active Directory alone, one may have no UserPrincipalName.
 * In: the name, and all the names that stand beside it.
 */
export function isNeverEmpty(name: string, all: readonly string[]): boolean {
  const key = name.toLowerCase();
  if (neverEmpty().has(key)) return true;
  return (
    key === 'userprincipalname' &&
    all.some((other) =>
      /^(?:recipienttype|recipienttypedetails|primarysmtpaddress|exchangeguid|id|usertype|accountenabled|onpremises.{1,40})$/i.test(other),
    )
  );
}

const GUID = /^(?:\{[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const ADDRESS_FORM = /^(?:smtp:)?[^\s@<>"'(),;:|{}[\]]{1,64}@[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8}$/i;
const HOST_FORM = /^[a-z0-9][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){1,8}$/i;

/** True for a whole GUID. */
export function isGuidText(text: string): boolean {
  return GUID.test(text);
}

/** True for a whole address of SMTP, with its prefix or without. */
export function isAddressText(text: string): boolean {
  return text.length < 400 && ADDRESS_FORM.test(text);
}

/**
 * True where a text is a whole value that this property can have, and no other text is.
 * Out: undefined for a property that holds free text: of it nobody can tell.
 */
export function isClosedValue(name: string, text: string): boolean | undefined {
  const key = name.toLowerCase();
  switch (propertyKind(key)) {
    case 'guid':
      return GUID.test(text) || (key === 'externaldirectoryobjectid' && /^User_/i.test(text) && GUID.test(text.slice(5))) || isBytes(text);
    case 'flag':
      return /^(?:true|false)$/i.test(text);
    case 'type':
      return isTypeOf(key, text);
    case 'address':
      return isAddressText(text);
    case 'addresses':
      return areAddresses(text);
    case 'anchor':
      return /^[A-Za-z0-9+/]{22}==$/.test(text);
    case 'number':
      return /^-?\d{1,20}$/.test(text);
    case 'host':
      return text.length < 300 && HOST_FORM.test(text);
    case 'free':
      return undefined;
  }
}

/** True where nothing can have been cut off the end of a closed value: no longer one begins with it. */
export function isWholeAtEnd(name: string, text: string): boolean {
  const kind = propertyKind(name);
  if (kind === 'type')
    return !typesOf(name.toLowerCase()).some((type) => type !== text.toLowerCase() && type.startsWith(text.toLowerCase()));
  return kind === 'guid' || kind === 'flag' || kind === 'addresses' || kind === 'anchor';
}

function typesOf(key: string): readonly string[] {
  return words(TYPES[key === 'previousrecipienttypedetails' ? 'recipienttypedetails' : key] ?? '');
}

function isTypeOf(key: string, text: string): boolean {
  if (text.length > 200) return false;
  const known = typesOf(key);
  const parts = key === 'remoterecipienttype' ? text.split(/, ?/) : [text];
  return parts.every((part) => known.includes(part.toLowerCase()));
}

/** `{201, 35, 203, ...}`: the sixteen octets of a GUID. */
function isBytes(text: string): boolean {
  return text.length < 120 && /^\{\d{1,3}(?:, ?\d{1,3}){15}\}$/.test(text);
}

const LONGEST_LIST = 200_000;

/** `{SMTP:a@contoso.com, smtp:b@contoso.com, X500:/o=Contoso/...}`: a list that has an end, and of which each part is an address. */
function areAddresses(text: string): boolean {
  if (text.length > LONGEST_LIST || !text.startsWith('{') || !text.endsWith('}') || text.length < 4) return false;
  const inner = text.slice(1, -1);
  if (inner.includes('{') || inner.includes('}') || inner.includes(' : ')) return false;
  return inner.split(', ').every((part) => {
    if (part.length > 1200 || !/^[A-Za-z][A-Za-z0-9-]{0,15}:\S/.test(part)) return false;
    return /^(?:smtp|sip|eum):/i.test(part) ? !part.includes(' ') && part.includes('@') && !/(?:\.\.\.|\u2026)$/.test(part) : true;
  });
}
