import type { Json } from './json.js';
import { anchorOf } from './people.js';
import type { Person, TenantOptions } from './types.js';
import { Users } from './users.js';

export const TENANT = '7c1f4a52-3d6e-4b8f-9a10-5e2d7c9b1f30';
export const TENANT_DOMAIN = 'contoso.onmicrosoft.com';
export const CLIENT_ID = '5b0d2e1c-8f47-4c39-b6a2-1d9e3f7a0c84';

/** The person who signs in by device code or browser. */
export const ADMIN: Person = {
  id: '3f9a6c1d-52b7-4e80-8c3d-9b1e0a7f4d26',
  userPrincipalName: 'admin@contoso.onmicrosoft.com',
  displayName: 'Contoso Administrator',
};

/** Built-in roles, by their names. The ids are Microsoft's, the same in every tenant. */
export const ROLES: Readonly<Record<string, string>> = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'Exchange Administrator': '29232cdf-9323-42fd-ade2-1d097af3e4de',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'Hybrid Identity Administrator': '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
  'Directory Readers': '88d8e3e3-8f55-4a1e-953a-9b9898b8876b',
  'Helpdesk Administrator': '729827e3-9c14-49f7-bb1b-9608f156bbb8',
};

export interface Tenant {
  readonly users: Users;
  readonly deletedUsers: Json[];
  readonly groups: readonly Json[];
  readonly groupMembers: Readonly<Record<string, readonly string[]>>;
  readonly contacts: readonly Json[];
  readonly domains: readonly Json[];
  readonly skus: readonly Json[];
  readonly organization: Json;
  readonly synchronization: Json;
  readonly roleDefinitions: readonly Json[];
  readonly roleAssignments: readonly Json[];
  readonly eligibilitySchedules: readonly Json[];
  readonly eligibilityInstances: readonly Json[];
  readonly cloudManaged: ReadonlySet<string>;
}

const SYNCED_AT = '2026-11-20T21:30:00Z';

export function makeTenant(options: TenantOptions): Tenant {
  const users = options.users?.map(completed) ?? (options.generatedUsers === undefined ? defaultUsers() : []);
  return {
    users: new Users(users, options.generatedUsers ?? 0),
    deletedUsers: [...(options.deletedUsers ?? [deletedUser()])],
    groups: options.groups ?? [group()],
    groupMembers: options.groupMembers ?? {},
    contacts: options.contacts ?? [contact()],
    domains: options.domains ?? DOMAINS,
    skus: options.skus ?? [sku()],
    organization: { ...organization(options.domains ?? DOMAINS), ...options.organization },
    synchronization: { id: TENANT, configuration: CONFIGURATION, features: { ...FEATURES, ...options.syncFeatures } },
    roleDefinitions: Object.entries(ROLES).map(([name, id]) => roleDefinition(name, id)),
    roleAssignments: (options.roleAssignments ?? [{ principalId: ADMIN.id, role: 'Global Administrator' }]).map(roleAssignment),
    eligibilitySchedules: (options.eligibleRoles ?? []).map(eligibility),
    eligibilityInstances: (options.eligibleRoles ?? []).map(eligibilityInstance),
    cloudManaged: new Set(options.cloudManaged ?? []),
  };
}

/** A given user with an id, and, where it has the objectGUID of an account on-premises, with the source anchor made of it. */
function completed(user: Json, index: number): Json {
  const { objectGUID, ...rest } = user;
  const id = `30000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
  if (typeof objectGUID !== 'string') return { id, ...rest };
  // A GUID as text, or its bytes in base64 as LDIF prints them, which are the anchor already.
  const onPremisesImmutableId = objectGUID.includes('-') ? anchorOf(objectGUID) : objectGUID;
  return { id, onPremisesSyncEnabled: true, onPremisesImmutableId, ...rest };
}

/** Three users: synchronized with a mailbox, cloud only, and the administrator. */
function defaultUsers(): readonly Json[] {
  return [
    {
      ...person('8d1b0a3e-6c42-4f75-a9e8-2b7c5d1f9046', 'ada@contoso.com', 'Ada Example'),
      onPremisesSyncEnabled: true,
      onPremisesImmutableId: anchorOf('4e7d9c21-0b3a-4f68-8c5e-1a2b3c4d5e6f'),
      onPremisesSamAccountName: 'ada',
      onPremisesDomainName: 'corp.contoso.com',
      onPremisesSecurityIdentifier: 'S-1-5-21-1004336348-1177238915-682003330-1105',
      onPremisesLastSyncDateTime: SYNCED_AT,
      proxyAddresses: ['SMTP:ada@contoso.com', 'smtp:ada@contoso.mail.onmicrosoft.com'],
    },
    { ...person('b52e7f04-19c8-4d3a-8e61-7f0a9c2d4b85', 'ben@contoso.com', 'Ben Example'), proxyAddresses: ['SMTP:ben@contoso.com'] },
    { ...person(ADMIN.id, ADMIN.userPrincipalName, ADMIN.displayName), mail: null, proxyAddresses: [] },
  ];
}

function person(id: string, userPrincipalName: string, displayName: string): Json {
  return {
    id,
    userPrincipalName,
    displayName,
    mail: userPrincipalName,
    mailNickname: userPrincipalName.split('@')[0],
    accountEnabled: true,
    userType: 'Member',
    createdDateTime: '2024-05-06T07:08:09Z',
    onPremisesSyncEnabled: null,
    onPremisesProvisioningErrors: [],
    serviceProvisioningErrors: [],
    assignedPlans: [],
    assignedLicenses: [],
    businessPhones: [],
  };
}

function deletedUser(): Json {
  const id = 'd07c3b9a-4e15-4a26-9f88-6c5b1e0d7a93';
  return { ...person(id, `${id.replaceAll('-', '')}zoe@contoso.com`, 'Zoe Example'), deletedDateTime: '2026-11-01T09:00:00Z' };
}

function group(): Json {
  return {
    id: '2c8e5d70-b1f4-4963-a7d2-0e9f3b6c1a58',
    displayName: 'All staff',
    mail: 'staff@contoso.com',
    mailEnabled: true,
    mailNickname: 'staff',
    securityEnabled: false,
    groupTypes: [],
    createdDateTime: '2024-05-06T07:08:09Z',
    proxyAddresses: ['SMTP:staff@contoso.com'],
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: SYNCED_AT,
    onPremisesProvisioningErrors: [],
  };
}

function contact(): Json {
  return {
    id: '9a4f1c3e-7d28-4b05-8e96-5f1a2c7b0d34',
    displayName: 'Partner Desk',
    mail: 'desk@fabrikam.com',
    mailNickname: 'partnerdesk',
    proxyAddresses: ['SMTP:desk@fabrikam.com'],
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: SYNCED_AT,
  };
}

function domain(id: string, more: Json = {}): Json {
  return {
    id,
    authenticationType: 'Managed',
    availabilityStatus: null,
    isAdminManaged: true,
    isDefault: false,
    isInitial: false,
    isRoot: true,
    isVerified: true,
    passwordNotificationWindowInDays: 14,
    passwordValidityPeriodInDays: 2147483647,
    state: null,
    supportedServices: ['Email', 'OfficeCommunicationsOnline'],
    ...more,
  };
}

const DOMAINS: readonly Json[] = [
  domain('contoso.com', { isDefault: true }),
  domain(TENANT_DOMAIN, { isInitial: true }),
  domain('contoso.mail.onmicrosoft.com', { isRoot: false }),
  domain('fabrikam.com', { isVerified: false, supportedServices: [] }),
];

function sku(): Json {
  const skuId = '6fd2c87f-b296-42f0-b197-1e91e994b900';
  const part = { appliesTo: 'User', provisioningStatus: 'Success' };
  return {
    id: `${TENANT}_${skuId}`,
    accountId: TENANT,
    accountName: 'Contoso',
    appliesTo: 'User',
    capabilityStatus: 'Enabled',
    consumedUnits: 2,
    prepaidUnits: { enabled: 25, lockedOut: 0, suspended: 0, warning: 0 },
    servicePlans: [
      { ...part, servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0', servicePlanName: 'EXCHANGE_S_ENTERPRISE' },
      { ...part, servicePlanId: '43de0ff5-c92c-492b-9116-175376d08c38', servicePlanName: 'OFFICESUBSCRIPTION' },
    ],
    skuId,
    skuPartNumber: 'ENTERPRISEPACK',
    subscriptionIds: [],
  };
}

function organization(domains: readonly Json[]): Json {
  const verified = domains.filter(({ isVerified }) => isVerified === true);
  return {
    id: TENANT,
    displayName: 'Contoso',
    tenantType: 'AAD',
    createdDateTime: '2019-03-04T10:00:00Z',
    countryLetterCode: 'DE',
    preferredLanguage: 'en',
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: SYNCED_AT,
    businessPhones: [],
    technicalNotificationMails: [],
    assignedPlans: [],
    provisionedPlans: [],
    verifiedDomains: verified.map(({ id, isDefault, isInitial }) => ({
      capabilities: 'Email',
      isDefault,
      isInitial,
      name: id,
      type: 'Managed',
    })),
  };
}

const CONFIGURATION = { accidentalDeletionPrevention: { alertThreshold: 500, synchronizationPreventionType: 'enabledForCount' } };

const FEATURES: Json = {
  allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled: false,
  blockCloudObjectTakeoverThroughHardMatchEnabled: false,
  blockSoftMatchEnabled: false,
  bypassDirSyncOverridesEnabled: false,
  cloudPasswordPolicyForPasswordSyncedUsersEnabled: false,
  concurrentCredentialUpdateEnabled: false,
  concurrentOrgIdProvisioningEnabled: false,
  deviceWritebackEnabled: false,
  directoryExtensionsEnabled: false,
  fopeConflictResolutionEnabled: false,
  groupWriteBackEnabled: false,
  passwordSyncEnabled: true,
  passwordWritebackEnabled: false,
  quarantineUponProxyAddressesConflictEnabled: true,
  quarantineUponUpnConflictEnabled: true,
  softMatchOnUpnEnabled: true,
  synchronizeUpnForManagedUsersEnabled: true,
  unifiedGroupWritebackEnabled: false,
  userForcePasswordChangeOnLogonEnabled: false,
  userWritebackEnabled: false,
};

function roleDefinition(displayName: string, id: string): Json {
  const rolePermissions = [{ allowedResourceActions: ['microsoft.directory/users/standard/read'], condition: null }];
  const more = { isBuiltIn: true, isEnabled: true, resourceScopes: ['/'], rolePermissions, templateId: id, version: '1' };
  return { id, displayName, description: `Built-in role: ${displayName}.`, ...more };
}

interface Grant {
  readonly principalId: string;
  readonly role: string;
}

function roleId(role: string): string {
  const id = ROLES[role];
  if (id === undefined) throw new Error(`the tenant has no role ${role}`);
  return id;
}

function roleAssignment({ principalId, role }: Grant, index: number): Json {
  return { id: `assignment-${index + 1}`, principalId, roleDefinitionId: roleId(role), directoryScopeId: '/', appScopeId: null };
}

function eligibility({ principalId, role }: Grant, index: number): Json {
  const scheduleInfo = {
    startDateTime: '2026-01-05T08:00:00Z',
    recurrence: null,
    expiration: { type: 'noExpiration', endDateTime: null, duration: null },
  };
  return {
    id: `eligibility-${index + 1}`,
    principalId,
    roleDefinitionId: roleId(role),
    directoryScopeId: '/',
    appScopeId: null,
    createdUsing: `eligibility-${index + 1}`,
    createdDateTime: '2026-01-05T08:00:00Z',
    modifiedDateTime: null,
    status: 'Provisioned',
    memberType: 'Direct',
    scheduleInfo,
  };
}

function eligibilityInstance({ principalId, role }: Grant, index: number): Json {
  return {
    id: `eligibility-instance-${index + 1}`,
    principalId,
    roleDefinitionId: roleId(role),
    directoryScopeId: '/',
    appScopeId: null,
    startDateTime: '2026-01-05T08:00:00Z',
    endDateTime: null,
    memberType: 'Direct',
    roleEligibilityScheduleId: `eligibility-${index + 1}`,
  };
}
