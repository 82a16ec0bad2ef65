import { mailboxProperties, namesWanted } from '../../parse/recipient/mailbox-properties.js';

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Attributes of Active Directory, as LDAP spells them: those that any rule reads. Others that begin with msExch are taken as they are wanted. */
const LDAP = words(`objectGUID objectClass distinguishedName userPrincipalName sAMAccountName adminCount adminDescription altRecipient c cn
 deliverAndRedirect displayName dNSHostName givenName homeMDB homeMTA isCriticalSystemObject isDeleted legacyExchangeDN mail mailNickname
 mDBOverHardQuotaLimit mDBUseDefaults mS-DS-ConsistencyGuid name objectSid proxyAddresses publicDelegates publicDelegatesBL servicePrincipalName
 targetAddress userAccountControl whenChanged`);
/** Column names of attributes whose names are spelled otherwise. */
const SPELLED: Readonly<Record<string, string>> = { 'mS-DS-ConsistencyGuid': 'ms-ds-consistencyguid' };
/** Long and seldom needed: read with -WithSecurity. */
const SECURITY = words('nTSecurityDescriptor msExchMailboxSecurityDescriptor');
/** An object without these is of no use. */
const LDAP_ALWAYS = new Set(words('objectGUID objectClass distinguishedName userPrincipalName sAMAccountName mail proxyAddresses'));

/** LDAP attributes to read. The first is the id. In: wanted on-premises columns, in lower case. */
export function ldapAttributes(wanted: ReadonlySet<string>): readonly string[] {
  const plain = LDAP.filter((name) => LDAP_ALWAYS.has(name) || wanted.has(SPELLED[name] ?? name.toLowerCase()));
  const exchange = [...wanted].filter((name) => name.startsWith('msexch') && !isSecurity(name)).sort();
  return [...plain, ...exchange];
}

export function securityAttributes(wanted: ReadonlySet<string>): readonly string[] {
  return SECURITY.filter((name) => wanted.has(name.toLowerCase()));
}

const isSecurity = (column: string): boolean => SECURITY.some((name) => name.toLowerCase() === column);

/** Properties of the on-premises cmdlets. */
const ON_PREMISES =
  words(`Guid DistinguishedName UserPrincipalName SamAccountName PrimarySmtpAddress EmailAddresses RecipientTypeDetails Alias
 DisplayName Name AccountDisabled ArchiveDatabase ArchiveDomain ArchiveGuid ArchiveQuota Database DeliverToMailboxAndForward
 EmailAddressPolicyEnabled ExchangeGuid ExchangeUserAccountControl ExchangeVersion ExternalEmailAddress ForwardingAddress ForwardingSmtpAddress
 HiddenFromAddressListsEnabled IMListMigrationCompleted InPlaceHolds LegacyExchangeDN LinkedMasterAccount LitigationHoldEnabled
 MailboxMoveRemoteHostName MailboxMoveStatus ProhibitSendReceiveQuota RemoteRecipientType RemoteRoutingAddress RetentionPolicy ServerName UMEnabled
 WhenChangedUTC WindowsEmailAddress`);
const ON_PREMISES_ALWAYS = words('Guid DistinguishedName UserPrincipalName PrimarySmtpAddress RecipientTypeDetails');

/** Properties of Get-Mailbox, Get-RemoteMailbox and the like. The first is the id. */
export function onPremisesProperties(wanted: ReadonlySet<string>): readonly string[] {
  return namesWanted(ON_PREMISES, ON_PREMISES_ALWAYS, new Set([...wanted].filter((name) => !name.startsWith('exo.'))));
}

const first = (id: string, names: readonly string[]): readonly string[] => [id, ...names.filter((name) => name !== id)];

/** Properties of Get-EXOMailbox. The first is the id. */
export function cloudMailboxProperties(wanted: ReadonlySet<string>): readonly string[] {
  return first('Guid', mailboxProperties(wanted));
}

/** Properties of Get-MailUser and Get-EXORecipient: those of a mailbox, and the address that mail goes on to. */
export function cloudRecipientProperties(wanted: ReadonlySet<string>): readonly string[] {
  return [...cloudMailboxProperties(wanted), 'ExternalEmailAddress'];
}

export const STATISTICS = words('MailboxGuid TotalItemSize TotalDeletedItemSize ItemCount');

const COMMON = 'Name Identity Guid DistinguishedName Enabled WhenChanged ExchangeVersion OriginatingServer';
const named = (text: string): readonly string[] => [...new Set([...words(COMMON), ...words(text)])];

/** Properties of settings, by key of docs/settings.md. None of them holds a password or a key. */
export const SETTING_PROPERTIES = {
  acceptedDomains:
    named(`DomainName DomainType MatchSubDomains Default AddressBookEnabled InitialDomain IsCoexistenceDomain PendingRemoval EmailOnly
 ExternallyManaged OutboundOnly`),
  sendConnectors:
    named(`AddressSpaces SourceTransportServers DNSRoutingEnabled SmartHosts SmartHostsString SmartHostAuthMechanism IsScopedConnector
 FrontendProxyEnabled ForceHELO IgnoreSTARTTLS RequireTLS RequireOorg TlsAuthLevel TlsDomain TlsCertificateName UseExternalDNSServersEnabled
 CloudServicesMailEnabled Fqdn MaxMessageSize ConnectorType Comment Port`),
  receiveConnectors:
    named(`Server RemoteIPRanges PermissionGroups Bindings TlsDomainCapabilities TlsCertificateName AuthMechanism TransportRole Fqdn
 RequireTLS SuppressXAnonymousTls ExtendedProtectionPolicy AcceptConsumerMail MaxMessageSize Comment`),
  inboundConnectors: named(`ConnectorType ConnectorSource SenderDomains SenderIPAddresses TlsSenderCertificateName TreatMessagesAsInternal
 RestrictDomainsToCertificate RestrictDomainsToIPAddresses RequireTls CloudServicesMailEnabled AssociatedAcceptedDomains EFSkipLastIP EFSkipIPs EFUsers
 EFTestMode EFSkipMailGateway ScanAndDropRecipients TrustedOrganizations Comment`),
  outboundConnectors:
    named(`ConnectorType ConnectorSource RecipientDomains RouteAllMessagesViaOnPremises UseMXRecord SmartHosts TlsDomain TlsSettings
 IsTransportRuleScoped AllAcceptedDomains SenderRewritingEnabled IsValidated LastValidationTimestamp TestMode CloudServicesMailEnabled Comment`),
  remoteDomains:
    named(`DomainName TargetDeliveryDomain TrustedMailInboundEnabled TrustedMailOutboundEnabled AllowedOOFType IsInternal TNEFEnabled
 AutoReplyEnabled AutoForwardEnabled DeliveryReportEnabled NDREnabled MeetingForwardNotificationEnabled`),
  emailAddressPolicies: named(`Priority EnabledEmailAddressTemplates DisabledEmailAddressTemplates EnabledPrimarySMTPAddressTemplate
 NonAuthoritativeDomains RecipientFilter RecipientFilterType IncludedRecipients LdapRecipientFilter RecipientContainer RecipientFilterApplied
 HasEmailAddressSetting HasMailboxManagerSetting`),
  organizationRelationships: named(`DomainNames FreeBusyAccessEnabled FreeBusyAccessLevel MailboxMoveEnabled MailboxMoveCapability
 MailboxMovePublishedScopes TargetAutodiscoverEpr TargetSharingEpr TargetOwaURL TargetApplicationUri ArchiveAccessEnabled MailTipsAccessEnabled
 MailTipsAccessLevel DeliveryReportEnabled PhotosEnabled OAuthApplicationId`),
  exchangeServers: named(
    'Fqdn AdminDisplayVersion ServerRole Edition Site IsMailboxServer IsEdgeServer IsHubTransportServer IsClientAccessServer',
  ),
  exchangeCertificates: named(
    'Thumbprint Subject Issuer Services CertificateDomains NotAfter NotBefore IsSelfSigned RootCAType HasPrivateKey Status',
  ),
  hybridConfiguration: named(`OnPremisesSmartHost ReceivingTransportServers SendingTransportServers ClientAccessServers EdgeTransportServers
 ExternalIPAddresses TlsCertificateName Domains Features SecureMailCertificateThumbprint ServiceInstance`),
  organizationConfig:
    named(`RejectDirectSend BlockExchangeProvisioningFromOnPremEnabled ACLableSyncedObjectEnabled EwsEnabled EwsAllowedAppIDs
 EwsApplicationAccessPolicy EwsAllowList EwsBlockList OAuth2ClientProfileEnabled IsDehydrated IsMixedMode PublicFoldersEnabled RemotePublicFolderMailboxes
 DefaultPublicFolderMailbox MailTipsAllTipsEnabled AutoExpandingArchiveEnabled HybridConfigurationStatus MapiHttpEnabled`),
  transportConfig:
    named(`InternalSMTPServers TLSReceiveDomainSecureList TLSSendDomainSecureList ExternalPostmasterAddress Rfc2231EncodingEnabled
 SmtpClientAuthenticationDisabled MaxReceiveSize MaxSendSize MaxRecipientEnvelopeLimit ShadowRedundancyEnabled SafetyNetHoldTime`),
  webServicesVirtualDirectories:
    named(`Server InternalUrl ExternalUrl MRSProxyEnabled WSSecurityAuthentication WindowsAuthentication BasicAuthentication
 OAuthAuthentication ExtendedProtectionTokenChecking ExtendedProtectionFlags Path`),
  mailboxDatabases: named(
    'Server MasterServerOrAvailabilityGroup Recovery ProhibitSendReceiveQuota ProhibitSendQuota IssueWarningQuota AdminDisplayVersion',
  ),
  migrationEndpoints: named(
    'EndpointType RemoteServer RPCProxyServer MaxConcurrentMigrations MaxConcurrentIncrementalSyncs Port Security Username',
  ),
  migrationConfig: named('MaxNumberOfBatches MaxConcurrentMigrations Features CanSubmitNewBatch SupportsCutover'),
  migrationUsers:
    named(`MailboxEmailAddress MailboxIdentifier MailboxGuid BatchId Status State RecipientType ErrorSummary SkippedItemCount SyncedItemCount
 LastSuccessfulSyncTime`),
  migrationBatches:
    named(`State Status TotalCount ActiveCount SyncedCount FinalizedCount FailedCount SourceEndpoint TargetEndpoint TargetDeliveryDomain
 BatchDirection MigrationType CreationDateTime`),
  onPremisesOrganizations: named(
    'OrganizationGuid HybridDomains InboundConnector OutboundConnector OrganizationName OrganizationRelationship',
  ),
  retentionPolicies: named('RetentionId RetentionPolicyTagLinks IsDefault'),
  authServers: named(
    'IssuerIdentifier Realm Type TokenIssuingEndpoint AuthMetadataUrl DomainName ApplicationIdentifier IsDefaultAuthorizationEndpoint',
  ),
  settingOverrides: named('ComponentName SectionName FlightName MinVersion MaxVersion FixVersion Parameters Reason Server'),
  intraOrganizationConnectors: named('TargetAddressDomains DiscoveryEndpoint TargetSharingEpr'),
} as const satisfies Record<string, readonly string[]>;

export type SettingKey = keyof typeof SETTING_PROPERTIES;
