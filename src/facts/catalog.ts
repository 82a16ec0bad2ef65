import { lazy } from '../evidence/lazy.js';
import { DEFINED_FACTS } from './defined.js';
import type { FactName, FactType } from './fact.js';

/** One fact of the catalogue: what rules may ask about, and where it comes from. */
export interface FactDefinition {
  readonly name: FactName;
  readonly type: FactType;
  readonly title: string;
  /** Attributes that hold it, the first that was read wins; names in lower case as in DirectoryTable. Empty: derived in derive.ts. */
  readonly attributes: readonly string[];
}

const define = (name: FactName, type: FactType, title: string, ...attributes: string[]): FactDefinition => ({
  name,
  type,
  title,
  attributes,
});

/**
 * Facts about the recipient that the input names, as on-premises Active Directory / Exchange holds it.
 * LDAP names come first, then the property of the on-premises cmdlet (contract/DIRECTORY.md).
 */
export const ON_PREM: readonly FactDefinition[] = [
  define('onPrem.exists', 'boolean', 'an on-premises object exists for the recipient'),
  define('onPrem.identity', 'text', 'a name that on-premises cmdlets accept for the recipient'),
  define('onPrem.recipientType', 'text', 'RecipientTypeDetails on-premises'),
  define('onPrem.kind', 'text', 'kind of on-premises object: user, contact, group, public-folder, other'),
  define('onPrem.mailEnabled', 'boolean', 'the on-premises object has Exchange attributes'),
  define('onPrem.exchangeGuid', 'guid', 'ExchangeGuid (msExchMailboxGuid) on-premises', 'msexchmailboxguid', 'exchangeguid'),
  define('onPrem.archiveGuid', 'guid', 'ArchiveGuid (msExchArchiveGUID) on-premises', 'msexcharchiveguid', 'archiveguid'),
  define('onPrem.alias', 'text', 'alias (mailNickname) on-premises', 'mailnickname', 'alias'),
  define('onPrem.userPrincipalName', 'text', 'UserPrincipalName on-premises', 'userprincipalname'),
  define('onPrem.samAccountName', 'text', 'sAMAccountName', 'samaccountname'),
  define('onPrem.displayName', 'text', 'display name on-premises', 'displayname', 'name', 'cn'),
  define('onPrem.distinguishedName', 'text', 'distinguished name', 'distinguishedname', 'dn'),
  define('onPrem.objectGuid', 'guid', 'objectGUID', 'objectguid', 'guid'),
  define('onPrem.consistencyGuid', 'guid', 'mS-DS-ConsistencyGuid', 'ms-ds-consistencyguid'),
  define('onPrem.primarySmtpAddress', 'text', 'primary SMTP address on-premises'),
  define('onPrem.emailAddresses', 'list', 'SMTP addresses on-premises, lower case, without prefix'),
  define(
    'onPrem.targetAddress',
    'text',
    'targetAddress / RemoteRoutingAddress',
    'targetaddress',
    'remoteroutingaddress',
    'externalemailaddress',
  ),
  define('onPrem.legacyExchangeDn', 'text', 'legacyExchangeDN on-premises', 'legacyexchangedn'),
  define('onPrem.remoteRecipientType', 'number', 'msExchRemoteRecipientType', 'msexchremoterecipienttype'),
  define('onPrem.homeMdb', 'text', 'homeMDB', 'homemdb', 'database'),
  define('onPrem.homeMta', 'text', 'homeMTA', 'homemta'),
  define('onPrem.homeServerName', 'text', 'msExchHomeServerName', 'msexchhomeservername', 'servername'),
  define('onPrem.archiveDatabase', 'text', 'database of the local archive', 'msexcharchivedatabaselink', 'archivedatabase'),
  define('onPrem.archiveAddress', 'text', 'msExchArchiveAddress / ArchiveDomain', 'msexcharchiveaddress', 'archivedomain'),
  define('onPrem.emailAddressPolicyEnabled', 'boolean', 'an e-mail address policy manages the recipient'),
  define('onPrem.adminCount', 'number', 'adminCount (1: protected account, inheritance is cut)', 'admincount'),
  define('onPrem.adminDescription', 'text', 'adminDescription', 'admindescription'),
  define('onPrem.holdPolicies', 'list', 'msExchUserHoldPolicies', 'msexchuserholdpolicies', 'inplaceholds'),
  define('onPrem.umEnabled', 'boolean', 'enabled for Unified Messaging'),
  define('onPrem.eumAddresses', 'list', 'EUM: proxy addresses'),
  define('onPrem.moveAttributes', 'list', 'msExchMailboxMove* attributes that hold a value'),
  define('onPrem.inSyncScope', 'boolean', 'the object lies in the scope of directory synchronization'),
  define('onPrem.guidHolders', 'number', 'how many on-premises objects carry the ExchangeGuid in question'),
  define('onPrem.addressHolders', 'number', 'how many on-premises objects carry an address of the recipient'),
  define('onPrem.nameHolders', 'number', 'how many on-premises recipients share the name, alias or display name'),
  define('onPrem.routingAddress', 'text', 'the on-premises proxy address in the routing (target delivery) domain'),
  define('onPrem.unacceptedDomains', 'list', 'domains of on-premises proxy addresses that the tenant does not own'),
  define('onPrem.upnDomainVerified', 'boolean', 'the UPN suffix is a verified domain of the tenant'),
];

/** Facts about the recipient that the input names, as Entra and Exchange Online hold it. */
export const CLOUD: readonly FactDefinition[] = [
  define('cloud.exists', 'boolean', 'a cloud object exists for the recipient'),
  define('cloud.identity', 'text', 'a name that Exchange Online cmdlets accept for the recipient'),
  define('cloud.recipientType', 'text', 'RecipientTypeDetails in Exchange Online', 'exo.recipienttypedetails'),
  define('cloud.previousRecipientType', 'text', 'PreviousRecipientTypeDetails', 'exo.previousrecipienttypedetails'),
  define('cloud.hasMailbox', 'boolean', 'the recipient has a mailbox in Exchange Online'),
  define('cloud.exchangeGuid', 'guid', 'ExchangeGuid in Exchange Online', 'exo.exchangeguid'),
  define('cloud.archiveGuid', 'guid', 'ArchiveGuid in Exchange Online', 'exo.archiveguid'),
  define('cloud.mailboxLocations', 'list', 'MailboxLocations (one text each)', 'exo.mailboxlocations'),
  define('cloud.archiveStatus', 'text', 'ArchiveStatus', 'exo.archivestatus'),
  define('cloud.alias', 'text', 'alias in the cloud', 'exo.alias', 'mailnickname'),
  define('cloud.displayName', 'text', 'display name in the cloud', 'displayname', 'exo.displayname', 'exo.name'),
  define('cloud.id', 'guid', 'Entra object id', 'id', 'exo.externaldirectoryobjectid'),
  define(
    'cloud.userPrincipalName',
    'text',
    'UserPrincipalName in the cloud',
    'userprincipalname',
    'exo.userprincipalname',
    'exo.windowsliveid',
  ),
  define('cloud.userType', 'text', 'Entra userType (Member, Guest)', 'usertype'),
  define('cloud.primarySmtpAddress', 'text', 'primary SMTP address in the cloud'),
  define('cloud.emailAddresses', 'list', 'SMTP addresses in Exchange Online, lower case, without prefix'),
  define('cloud.entraAddresses', 'list', 'SMTP addresses in Entra proxyAddresses, lower case, without prefix'),
  define('cloud.externalEmailAddress', 'text', 'ExternalEmailAddress of a cloud mail user', 'exo.externalemailaddress'),
  define('cloud.legacyExchangeDn', 'text', 'LegacyExchangeDN in Exchange Online', 'exo.legacyexchangedn'),
  define('cloud.isDirSynced', 'boolean', 'the cloud object is synchronized from on-premises'),
  define('cloud.immutableId', 'text', 'onPremisesImmutableId', 'onpremisesimmutableid', 'exo.immutableid'),
  define(
    'cloud.onPremisesObjectIdentifier',
    'text',
    'onPremisesObjectIdentifier (hard-match hardening 2026)',
    'onpremisesobjectidentifier',
  ),
  define('cloud.roles', 'list', 'directory roles, assigned or eligible'),
  define('cloud.hasPrivilegedRole', 'boolean', 'holds, or is eligible for, a directory role'),
  define('cloud.isCloudManaged', 'boolean', 'source of authority of the user was switched to the cloud', 'iscloudmanaged'),
  define('cloud.isExchangeCloudManaged', 'boolean', 'Exchange attributes are managed in the cloud', 'exo.isexchangecloudmanaged'),
  define('cloud.exchangeLicensed', 'boolean', 'an Exchange Online service plan is enabled'),
  define('cloud.usageLocation', 'text', 'usageLocation', 'usagelocation'),
  define('cloud.provisioningErrors', 'list', 'onPremisesProvisioningErrors and serviceProvisioningErrors'),
  define('cloud.softDeletedTwin', 'boolean', 'a soft-deleted or inactive mailbox has the same address'),
  define('cloud.nameHolders', 'number', 'how many cloud recipients share the name, alias or display name'),
  define('cloud.routingAddress', 'text', 'the Exchange Online proxy address in the routing (target delivery) domain'),
  define('cloud.entraRoutingAddress', 'text', 'the Entra proxy address in the routing (target delivery) domain'),
  define('cloud.unacceptedDomains', 'list', 'domains of cloud proxy addresses that the tenant does not own'),
  define('cloud.litigationHold', 'boolean', 'LitigationHoldEnabled', 'exo.litigationholdenabled'),
  define('cloud.holds', 'list', 'InPlaceHolds and other holds'),
  define('cloud.delayHold', 'boolean', 'DelayHoldApplied or DelayReleaseHoldApplied'),
  define('cloud.dataEncryptionPolicy', 'text', 'DataEncryptionPolicy', 'exo.dataencryptionpolicy'),
  define('cloud.autoExpandingArchive', 'boolean', 'AutoExpandingArchiveEnabled', 'exo.autoexpandingarchiveenabled'),
  define('cloud.hasAuxArchive', 'boolean', 'MailboxLocations hold an auxiliary archive'),
  define('cloud.mailboxRegion', 'text', 'MailboxRegion', 'exo.mailboxregion'),
];

/** Comparisons of both sides, and of the input with both sides. */
const PAIR: readonly FactDefinition[] = [
  define('pair.joinedBy', 'text', 'by which key the two objects were recognised as one person'),
  define('pair.sameExchangeGuid', 'boolean', 'both sides carry the same ExchangeGuid'),
  define('pair.swappedExchangeGuid', 'boolean', 'the on-premises ExchangeGuid is the cloud one with its bytes in the wrong order'),
  define('pair.sameArchiveGuid', 'boolean', 'both sides carry the same ArchiveGuid'),
  define('pair.sameAnchor', 'boolean', 'the ImmutableId is the base64 of the on-premises source anchor'),
  define('pair.sameUpn', 'boolean', 'both sides carry the same UserPrincipalName'),
  define('pair.samePrimarySmtp', 'boolean', 'both sides carry the same primary SMTP address'),
  define('guid.isCloudExchangeGuid', 'boolean', 'the GUID in the message is the ExchangeGuid of the cloud mailbox'),
  define('guid.isCloudArchiveGuid', 'boolean', 'the GUID in the message is the ArchiveGuid of the cloud mailbox'),
  define('guid.isCloudLocation', 'boolean', 'the GUID in the message is another location (MailboxLocations) of the cloud mailbox'),
  define('guid.isOnPremExchangeGuid', 'boolean', 'the GUID in the message is the ExchangeGuid of an on-premises object'),
  define('guid.isOnPremArchiveGuid', 'boolean', 'the GUID in the message is the ArchiveGuid of an on-premises object'),
  define('guid.isSoftDeletedMailbox', 'boolean', 'the GUID in the message belongs to a soft-deleted or inactive cloud mailbox'),
  define('derived.remoteRoutingAddress', 'text', 'alias@tenant.mail.onmicrosoft.com for the recipient'),
  define('derived.immutableId', 'text', 'ImmutableId that the on-premises source anchor gives (base64)'),
  define('derived.cloudAnchorGuid', 'guid', 'GUID that the cloud ImmutableId encodes'),
  define('derived.remoteMailboxKind', 'text', 'Regular, Shared, Room or Equipment: the remote mailbox type that fits the cloud mailbox'),
  define('derived.remoteMailboxTypeDetails', 'text', 'msExchRecipientTypeDetails of the remote mailbox type that fits the cloud mailbox'),
  define('derived.remoteMailboxDisplayType', 'text', 'msExchRecipientDisplayType of the remote mailbox type that fits the cloud mailbox'),
  define(
    'derived.remoteMailboxTypeBits',
    'text',
    'bits of msExchRemoteRecipientType for the remote mailbox type that fits the cloud mailbox',
  ),
  define('derived.x500FromOnPrem', 'text', 'X500: address made of the on-premises legacyExchangeDN'),
  define('derived.x500FromCloud', 'text', 'X500: address made of the cloud LegacyExchangeDN'),
  define('derived.otherCloudAddresses', 'list', 'SMTP addresses of the cloud mailbox besides its primary and routing address'),
  define('derived.firstUnacceptedAddress', 'text', 'the first on-premises address in a domain that the tenant does not own'),
];

/** What the pasted text says, beyond the captures of the signature (`capture.<name>`). */
const INPUT: readonly FactDefinition[] = [
  define('input.direction', 'text', 'to-cloud or to-onprem: as given, else as the text says'),
  define('input.saidToBeHeaders', 'boolean', 'the user says that the input is message headers'),
  define('input.hasHeaders', 'boolean', 'the input holds message headers'),
  define('input.isReport', 'boolean', 'the input is a delivery report or an SMTP reply'),
  define('input.guid', 'guid', 'the GUID that the message names'),
  define('input.address', 'text', 'the address of the recipient that the message names'),
  define('input.identity', 'text', 'the recipient as the message names it'),
  define('input.server', 'text', 'the host name that the message names'),
  define('input.batch', 'text', 'the migration batch that the message names'),
  define('input.exceptions', 'list', 'exception class names, short, outermost first'),
  define('input.commonFailure', 'text', 'the exception named as the most common failure'),
  define('input.hresults', 'list', 'HRESULTs, as 0x........'),
  define('input.httpStatuses', 'list', 'HTTP status codes named in the text'),
  define('input.cmdlets', 'list', 'cmdlets named in the text'),
  define('input.hasInner', 'boolean', 'an inner exception with its own message follows an arrow'),
  define('input.status', 'text', 'Status of the migration user or move request'),
  define('input.statusDetail', 'text', 'StatusDetail of the move request'),
  define('input.percentComplete', 'number', 'PercentComplete'),
  define('input.retrying', 'boolean', 'the text says that the system will retry'),
  define('input.completed', 'boolean', 'a later entry says that the request is complete'),
];

/** Settings of the tenant and the organization (contract/DIRECTORY.md, settings). */
const TENANT: readonly FactDefinition[] = [
  define('tenant.routingDomain', 'text', 'tenant.mail.onmicrosoft.com'),
  define('tenant.initialDomain', 'text', 'tenant.onmicrosoft.com'),
  define('tenant.verifiedDomains', 'list', 'verified domains'),
  define('tenant.cloudAcceptedDomains', 'list', 'accepted domains of Exchange Online'),
  define('tenant.onPremAcceptedDomains', 'list', 'accepted domains on-premises'),
  define('tenant.sourceAnchorAttribute', 'text', 'attribute that Entra Connect uses as source anchor'),
  define('tenant.exchangeHybridWriteback', 'boolean', 'Exchange hybrid deployment is on in Entra Connect'),
  define('tenant.blockSoftMatch', 'boolean', 'blockSoftMatchEnabled'),
  define('tenant.blockHardMatch', 'boolean', 'blockCloudObjectTakeoverThroughHardMatchEnabled'),
  define('tenant.hardMatchBypass', 'boolean', 'allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled'),
  define('tenant.softMatchOnUpn', 'boolean', 'softMatchOnUpnEnabled'),
  define('tenant.serverBuilds', 'list', 'builds of the on-premises Exchange servers'),
  define('tenant.syncedContainer', 'text', 'the container that is synchronized, where there is only one'),
  define('tenant.deliveryDomainKnown', 'boolean', 'the delivery domain in the message is an accepted domain of the tenant'),
];

/** Every fact that rules may name, besides `capture.*` and the asked facts of rules/questions. */
export const allFacts: () => readonly FactDefinition[] = lazy(() => [
  ...INPUT,
  ...ON_PREM,
  ...CLOUD,
  ...PAIR,
  ...TENANT,
  ...Object.entries(DEFINED_FACTS).map(([name, { type, title }]) => define(name, type, title)),
]);

const byName = lazy((): ReadonlyMap<FactName, FactDefinition> => new Map(allFacts().map((fact) => [fact.name, fact])));

/** The definition of a catalogue fact; undefined for captures and asked facts. */
export function factDefinition(name: FactName): FactDefinition | undefined {
  return byName().get(name);
}
