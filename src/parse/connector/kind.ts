import type { Side } from '../../evidence/directory.js';

/** What an exported object is. */
export type ExportKind =
  | 'inboundConnector'
  | 'outboundConnector'
  | 'sendConnector'
  | 'receiveConnector'
  | 'acceptedDomain'
  | 'remoteDomain'
  | 'hybridConfiguration'
  | 'organizationConfig'
  | 'exchangeServer'
  | 'exchangeCertificate'
  | 'transportConfig'
  | 'emailAddressPolicy'
  | 'organizationRelationship'
  | 'authServer'
  | 'settingOverride'
  | 'oauthTest'
  | 'syncScheduler'
  | 'deletionThreshold'
  | 'syncRule'
  | 'organization'
  | 'domain'
  | 'directorySynchronization'
  | 'schemaAttribute'
  | 'graphContext';

/** One object of an export: the .NET types it says it is of, and its properties by the cmdlet's names. */
export interface ExportRecord {
  readonly types: readonly string[];
  readonly properties: ReadonlyMap<string, unknown>;
  readonly line?: number;
}

/** The cmdlet that prints each kind, for sentences. */
export const CMDLET_OF: Readonly<Record<ExportKind, string>> = {
  inboundConnector: 'Get-InboundConnector',
  outboundConnector: 'Get-OutboundConnector',
  sendConnector: 'Get-SendConnector',
  receiveConnector: 'Get-ReceiveConnector',
  acceptedDomain: 'Get-AcceptedDomain',
  remoteDomain: 'Get-RemoteDomain',
  hybridConfiguration: 'Get-HybridConfiguration',
  organizationConfig: 'Get-OrganizationConfig',
  exchangeServer: 'Get-ExchangeServer',
  exchangeCertificate: 'Get-ExchangeCertificate',
  transportConfig: 'Get-TransportConfig',
  emailAddressPolicy: 'Get-EmailAddressPolicy',
  organizationRelationship: 'Get-OrganizationRelationship',
  authServer: 'Get-AuthServer',
  settingOverride: 'Get-SettingOverride',
  oauthTest: 'Test-OAuthConnectivity',
  syncScheduler: 'Get-ADSyncScheduler',
  deletionThreshold: 'Get-ADSyncExportDeletionThreshold',
  syncRule: 'Get-ADSyncRule',
  organization: 'Get-MgOrganization',
  domain: 'Get-MgDomain',
  directorySynchronization: 'Get-MgDirectoryOnPremiseSynchronization',
  schemaAttribute: 'Get-ADObject (of the schema)',
  graphContext: 'Get-MgContext',
};

const TYPE_NAMES: readonly (readonly [RegExp, ExportKind])[] = [
  [/InboundConnector$/i, 'inboundConnector'],
  [/OutboundConnector$/i, 'outboundConnector'],
  [/SendConnector(?:Config)?$/i, 'sendConnector'],
  [/ReceiveConnector$/i, 'receiveConnector'],
  [/AcceptedDomain$/i, 'acceptedDomain'],
  [/DomainContentConfig$|RemoteDomain$/i, 'remoteDomain'],
  [/HybridConfiguration$/i, 'hybridConfiguration'],
  [/OrganizationConfig$/i, 'organizationConfig'],
  [/ExchangeServer$/i, 'exchangeServer'],
  [/ExchangeCertificate$/i, 'exchangeCertificate'],
  [/TransportConfigContainer$|TransportConfig$/i, 'transportConfig'],
  [/EmailAddressPolicy$/i, 'emailAddressPolicy'],
  [/OrganizationRelationship$/i, 'organizationRelationship'],
  [/AuthServer$/i, 'authServer'],
  [/SettingOverride$/i, 'settingOverride'],
  [/OAuth\.ValidationResultNode$/i, 'oauthTest'],
  [/SchedulerSettings$|ADSyncScheduler$/i, 'syncScheduler'],
  [/SynchronizationRule$/i, 'syncRule'],
  [/MicrosoftGraphOrganization\d?$/i, 'organization'],
  [/MicrosoftGraphDomain\d?$/i, 'domain'],
  [/MicrosoftGraphOnPremisesDirectorySynchronization\d?$/i, 'directorySynchronization'],
  [/PowerShell\.Authentication\.AuthContext$/i, 'graphContext'],
];

/** Properties that no other of the kinds has. */
const MARKS: Readonly<Record<ExportKind, string>> = {
  inboundConnector: `SenderDomains SenderIPAddresses TlsSenderCertificateName TreatMessagesAsInternal RestrictDomainsToCertificate
 RestrictDomainsToIPAddresses EFSkipLastIP EFSkipIPs EFUsers EFTestMode EFSkipMailGateway ScanAndDropRecipients TrustedOrganizations ClientHostNames`,
  outboundConnector: `RecipientDomains RouteAllMessagesViaOnPremises UseMXRecord TlsSettings IsTransportRuleScoped AllAcceptedDomains
 SenderRewritingEnabled IsValidated ValidationRecipients LastValidationTimestamp TestMode`,
  sendConnector: `AddressSpaces SourceTransportServers DNSRoutingEnabled SmartHostAuthMechanism SmartHostsString IsScopedConnector
 FrontendProxyEnabled ForceHELO IgnoreSTARTTLS TlsAuthLevel SourceRoutingGroup UseExternalDNSServersEnabled SourceIPAddress`,
  receiveConnector: `RemoteIPRanges PermissionGroups Bindings TlsDomainCapabilities AuthMechanism TransportRole Banner EnableAuthGSSAPI
 AuthTarpitInterval SuppressXAnonymousTls ExtendedProtectionPolicy AcceptConsumerMail`,
  acceptedDomain: `DomainType MatchSubDomains AddressBookEnabled InitialDomain IsCoexistenceDomain PendingRemoval EmailOnly ExternallyManaged
 OutboundOnly IsDefaultFederatedDomain LiveIdInstanceType CatchAllRecipientID`,
  remoteDomain: `TargetDeliveryDomain TrustedMailInboundEnabled TrustedMailOutboundEnabled AllowedOOFType IsInternal TNEFEnabled
 AutoReplyEnabled AutoForwardEnabled DeliveryReportEnabled NDREnabled MeetingForwardNotificationEnabled`,
  hybridConfiguration: `OnPremisesSmartHost ReceivingTransportServers SendingTransportServers ClientAccessServers EdgeTransportServers
 ExternalIPAddresses SecureMailCertificateThumbprint ServiceInstance`,
  organizationConfig: `RejectDirectSend DefaultPublicFolderMailbox SCLJunkThreshold IsMixedMode OAuth2ClientProfileEnabled
 MicrosoftExchangeRecipientEmailAddresses DistributionGroupDefaultOU PublicFoldersEnabled MailTipsAllTipsEnabled EwsEnabled IsDehydrated`,
  exchangeServer:
    'AdminDisplayVersion ServerRole Edition IsMailboxServer IsEdgeServer IsHubTransportServer IsClientAccessServer OrganizationalUnit',
  exchangeCertificate: 'Thumbprint CertificateDomains NotAfter NotBefore IsSelfSigned RootCAType HasPrivateKey SubjectKeyIdentifier',
  transportConfig: `InternalSMTPServers TLSReceiveDomainSecureList TLSSendDomainSecureList ExternalPostmasterAddress MaxDumpsterSizePerDatabase
 ShadowRedundancyEnabled SafetyNetHoldTime JournalingReportNdrTo Rfc2231EncodingEnabled SmtpClientAuthenticationDisabled`,
  emailAddressPolicy: `EnabledEmailAddressTemplates DisabledEmailAddressTemplates EnabledPrimarySMTPAddressTemplate NonAuthoritativeDomains
 RecipientFilterApplied HasEmailAddressSetting HasMailboxManagerSetting`,
  organizationRelationship: `DomainNames FreeBusyAccessEnabled FreeBusyAccessLevel MailboxMoveEnabled MailboxMoveCapability TargetAutodiscoverEpr
 TargetSharingEpr TargetOwaURL TargetApplicationUri ArchiveAccessEnabled MailTipsAccessEnabled PhotosEnabled`,
  authServer:
    'IssuerIdentifier TokenIssuingEndpoint AuthMetadataUrl AuthorizationEndpoint GraphBaseUrl IsDefaultAuthorizationEndpoint ApplicationIdentifier',
  settingOverride: 'ComponentName SectionName FlightName MinVersion MaxVersion FixVersion ModifiedBy',
  oauthTest: 'ResultType Task Detail',
  syncScheduler: `StagingModeEnabled SyncCycleEnabled SyncCycleInProgress AllowedSyncCycleInterval CurrentlyEffectiveSyncCycleInterval
 NextSyncCycleStartTimeInUTC NextSyncCyclePolicyType MaintenanceEnabled SchedulerSuspended PurgeRunHistoryInterval CustomizedSyncCycleInterval`,
  deletionThreshold: 'DeletionPrevention ThresholdCount ThresholdPercentage',
  syncRule:
    'SourceObjectType TargetObjectType LinkType AttributeFlowMappings JoinFilter ScopeFilter ImmutableTag Precedence SoftDeleteExpiryInterval',
  organization: `OnPremisesSyncEnabled OnPremisesLastSyncDateTime OnPremisesLastPasswordSyncDateTime TechnicalNotificationMails
 SecurityComplianceNotificationMails MarketingNotificationEmails ProvisionedPlans TenantType VerifiedDomains`,
  domain:
    'IsVerified AuthenticationType IsAdminManaged SupportedServices AvailabilityStatus PasswordNotificationWindowInDays IsInitial IsRoot',
  directorySynchronization: 'Configuration',
  schemaAttribute: 'LDAPDisplayName AttributeID AttributeSyntax OMSyntax SchemaIDGUID IsMemberOfPartialAttributeSet',
  graphContext: 'Scopes AuthType TokenCredentialType ContextScope AuthProviderType',
};

const COMMON = `Name Identity Enabled ConnectorType ConnectorSource Comment CloudServicesMailEnabled RequireTls TlsDomain SmartHosts
 TlsCertificateName Fqdn Services Subject Issuer Domains Features DomainName Default Guid Id DistinguishedName OriginatingServer OrganizationId
 ExchangeVersion WhenChanged WhenCreated RequireOorg MaxMessageSize ProtocolLoggingLevel HomeMtaServerId Server Site AssociatedAcceptedDomains
 PSComputerName RunspaceId PSShowComputerName ExternalDirectoryOrganizationId`;

const words = (text: string): readonly string[] => text.split(/\s+/);
const KIND_OF_MARK = new Map<string, ExportKind>();
const PROPER = new Map<string, string>(words(COMMON).map((name) => [name.toLowerCase(), name]));
for (const kind of Object.keys(MARKS)) {
  if (!isKind(kind)) continue;
  for (const name of words(MARKS[kind])) {
    KIND_OF_MARK.set(name.toLowerCase(), kind);
    PROPER.set(name.toLowerCase(), name);
  }
}

function isKind(name: string): name is ExportKind {
  return Object.hasOwn(CMDLET_OF, name);
}

/** The cmdlet's spelling of a property; unknown ones as they stand. */
export function properPropertyName(name: string): string {
  return PROPER.get(name.toLowerCase()) ?? name;
}

/** True for a name that an export of these cmdlets has. */
export function isExportProperty(name: string): boolean {
  return PROPER.has(name.toLowerCase());
}

/** True for a name that only one of the kinds has. */
export function isMark(name: string): boolean {
  return KIND_OF_MARK.has(name.toLowerCase());
}

/** What a record is, by its type names, else by the properties that only one kind has; undefined when nothing or two kinds alike are meant. */
export function kindOf(record: ExportRecord): ExportKind | undefined {
  for (const type of record.types) {
    const found = TYPE_NAMES.find(([pattern]) => pattern.test(type.slice(-200)));
    if (found !== undefined) return found[1];
  }
  const counts = new Map<ExportKind, number>();
  for (const name of record.properties.keys()) {
    const kind = KIND_OF_MARK.get(name.toLowerCase());
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1]);
  const [first, second] = ranked;
  if (first === undefined || (second !== undefined && second[1] === first[1])) return undefined;
  // Users of Graph carry some properties of the organization.
  if (first[0] === 'organization' && [...record.properties.keys()].some((name) => /^(?:userPrincipalName|mailNickname|mail)$/i.test(name)))
    return undefined;
  return first[0];
}

/**
 * The side that records of one cmdlet come from: Microsoft's own host and forest names, the initial domain of a tenant, properties that only
 * one side has; else the name of the file ("acceptedDomains-cloud.xml"). Undefined where nothing tells.
 */
export function sideOf(records: readonly ExportRecord[], fileName: string): Side | undefined {
  let onprem = false;
  for (const record of records) {
    if (isCloudRecord(record)) return 'cloud';
    onprem ||= isOnPremRecord(record);
  }
  return onprem ? 'onprem' : sideOfName(fileName);
}

const PLACES = ['originatingserver', 'distinguishedname', 'organizationid', 'objectcategory', 'pscomputername', 'identity', 'id'];
const CLOUD_PLACE = /\.outlook\.com(?:\/|$)|DC=outlook,DC=com|office365|Microsoft Exchange Hosted Organizations|\.partner\.outlook\.cn/i;
const CLOUD_ONLY = ['rejectdirectsend', 'sendingfromdomaindisabled', 'sendingtodomaindisabled', 'organizationalunitroot'];

function isCloudRecord({ properties }: ExportRecord): boolean {
  for (const [name, value] of properties) {
    const key = name.toLowerCase();
    const text = typeof value === 'string' ? value.slice(0, 1000) : '';
    if (CLOUD_ONLY.includes(key)) return true;
    if (PLACES.includes(key) && CLOUD_PLACE.test(text)) return true;
    if (key === 'initialdomain' && (value === true || /^true$/i.test(text))) return true;
    // On-premises knows tenant.mail.onmicrosoft.com at most.
    if (key === 'domainname' && /^[^.]{1,63}\.onmicrosoft\.com$/i.test(text)) return true;
  }
  return false;
}

function isOnPremRecord({ properties }: ExportRecord): boolean {
  for (const [name, value] of properties) {
    const key = name.toLowerCase();
    if (typeof value !== 'string' || value === '') continue;
    if (key === 'distinguishedname' && /CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=/i.test(value.slice(-1000))) return true;
    if (key === 'originatingserver' && value.includes('.')) return true;
  }
  return false;
}

function sideOfName(fileName: string): Side | undefined {
  const base = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1).toLowerCase();
  const cloud = /cloud|online|exo|365|tenant/.test(base);
  const onprem = /on-?_?prem|local|(?:^|[^a-z])ems(?:[^a-z]|$)/.test(base);
  if (cloud === onprem) return undefined;
  return cloud ? 'cloud' : 'onprem';
}
