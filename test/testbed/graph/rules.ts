import { clausesOf, type Filter } from './odata.js';

/** An error as the service words it. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

// Which properties of directory objects a filter may name by default, and which only with the advanced query parameters.
// Source: https://learn.microsoft.com/graph/aad-advanced-queries
const DEFAULT = new Set(
  `accountEnabled ageGroup assignedLicenses assignedPlans businessPhones city consentProvidedForMinor country createdDateTime creationType
  deletedDateTime department displayName employeeId givenName id identities imAddresses isResourceAccount jobTitle mail mailNickname
  onPremisesSecurityIdentifier onPremisesSyncEnabled onPremisesUserPrincipalName otherMails proxyAddresses signInActivity state surname
  usageLocation userPrincipalName userType groupTypes mailEnabled securityEnabled`.split(/\s+/),
);
const ADVANCED = new Set(
  `companyName employeeHireDate employeeType mobilePhone officeLocation onPremisesExtensionAttributes onPremisesImmutableId
  onPremisesLastSyncDateTime onPremisesSamAccountName passwordPolicies postalCode preferredLanguage showInAddressList streetAddress
  onPremisesProvisioningErrors`.split(/\s+/),
);
// Properties that can be compared with ge and le without the advanced query parameters.
const ORDERED = new Set(
  `city country createdDateTime deletedDateTime department givenName imAddresses jobTitle mail mailNickname onPremisesUserPrincipalName otherMails
  proxyAddresses signInActivity state surname usageLocation`.split(/\s+/),
);

/** What the service has against a filter on directory objects; undefined where it takes it. */
export function filterRefusal(filter: Filter, known: ReadonlySet<string>, resource: string, isAdvanced: boolean): Refusal | undefined {
  let alternatives = 1;
  for (const clause of clausesOf(filter)) {
    if (clause.kind === 'or') alternatives += 1;
    if (clause.kind === 'compare' && clause.operator === 'in') alternatives = Math.max(alternatives, clause.values.length);
    const property = 'property' in clause ? (clause.property.split('/')[0] ?? '') : undefined;
    if (property !== undefined && !known.has(property)) {
      const type = resource.slice(0, 1).toLowerCase() + resource.slice(1);
      const message = `Invalid filter clause: Could not find a property named '${property}' on type 'microsoft.graph.${type}'.`;
      return { status: 400, code: 'BadRequest', message };
    }
    if (isAdvanced ? property !== undefined && !DEFAULT.has(property) && !ADVANCED.has(property) : needsAdvanced(clause, property)) {
      const what =
        property === undefined
          ? 'Unsupported Query.'
          : `Unsupported or invalid query filter clause specified for property '${property}' of resource '${resource}'.`;
      return { status: 400, code: 'Request_UnsupportedQuery', message: what };
    }
  }
  if (alternatives > 15) {
    const message = `Too many child clauses specified in search filter expression containing 'OR' operators: ${alternatives}. Max allowed: 15.`;
    return { status: 400, code: 'Request_UnsupportedQuery', message };
  }
  return undefined;
}

function needsAdvanced(clause: Filter, property: string | undefined): boolean {
  if (property !== undefined && !DEFAULT.has(property)) return true;
  switch (clause.kind) {
    case 'and':
    case 'or':
      return false;
    case 'not':
    case 'count':
      return true;
    case 'call':
      return clause.operator === 'endswith';
    case 'any':
      return clausesOf(clause.inner).some((inner) => inner.kind === 'not' || (inner.kind === 'call' && inner.operator === 'endswith'));
    case 'compare':
      if (clause.operator === 'ne' || clause.values.includes(null)) return true;
      return clause.operator !== 'eq' && clause.operator !== 'in' && !ORDERED.has(property ?? '');
  }
}

// Properties of a user that a list of users cannot hold.
export const ONLY_OF_ONE = new Set(
  `aboutMe birthday hireDate interests mailboxSettings mySite pastProjects preferredName responsibilities schools skills deviceEnrollmentLimit
  print`.split(/\s+/),
);

const READ_USERS = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const READ_ROLES = ['RoleManagement.Read.Directory', 'RoleManagement.Read.All', 'RoleManagement.ReadWrite.Directory'];
const READ_DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All'];
const READ_ELIGIBLE = ['RoleEligibilitySchedule.Read.Directory', 'RoleEligibilitySchedule.ReadWrite.Directory', ...READ_ROLES];

const PERMISSIONS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^\/users\/[^/]+\/onPremisesSyncBehavior$/i, ['User-OnPremisesSyncBehavior.ReadWrite.All']],
  [/^\/users\/[^/]+\/transitiveMemberOf/i, [...READ_USERS, 'GroupMember.Read.All', 'Group.Read.All']],
  [/^\/(?:users|directory\/deletedItems)(?:\/|$)/i, READ_USERS],
  [/^\/groups(?:\/|$)/i, ['GroupMember.Read.All', 'Group.Read.All', 'Group.ReadWrite.All', ...READ_DIRECTORY]],
  [/^\/contacts(?:\/|$)/i, ['OrgContact.Read.All', ...READ_DIRECTORY]],
  [/^\/organization$/i, ['Organization.Read.All', 'Organization.ReadWrite.All', ...READ_DIRECTORY]],
  [/^\/domains$/i, ['Domain.Read.All', 'Domain.ReadWrite.All', ...READ_DIRECTORY]],
  [/^\/subscribedSkus$/i, ['LicenseAssignment.Read.All', 'Organization.Read.All', 'Organization.ReadWrite.All', ...READ_DIRECTORY]],
  [
    /^\/directory\/onPremisesSynchronization$/i,
    ['OnPremDirectorySynchronization.Read.All', 'OnPremDirectorySynchronization.ReadWrite.All'],
  ],
  [/^\/roleManagement\/directory\/role(?:Assignments|Definitions)$/i, [...READ_ROLES, ...READ_DIRECTORY]],
  [/^\/roleManagement\/directory\/roleEligibilitySchedule/i, READ_ELIGIBLE],
  [/^\/me$/i, ['User.Read', 'User.ReadWrite', ...READ_USERS]],
];

/** What an application is given when a test says nothing: everything that may be read. */
export const ALL_PERMISSIONS: readonly string[] = [
  'User.Read.All',
  'Group.Read.All',
  'OrgContact.Read.All',
  'Organization.Read.All',
  'Domain.Read.All',
  'Directory.Read.All',
  'OnPremDirectorySynchronization.Read.All',
  'RoleManagement.Read.Directory',
  'RoleEligibilitySchedule.Read.Directory',
  'User-OnPremisesSyncBehavior.ReadWrite.All',
  'AuditLog.Read.All',
];

/** What the service says to a token without a permission that the path needs; undefined where it has one. */
export function permissionRefusal(path: string, granted: readonly string[]): Refusal | undefined {
  const needed = PERMISSIONS.find(([pattern]) => pattern.test(path))?.[1];
  if (needed === undefined || needed.some((permission) => granted.includes(permission))) return undefined;
  if (/^\/roleManagement\/directory\/roleEligibility/i.test(path)) {
    const inner = {
      errorCode: 'PermissionScopeNotGranted',
      message: `Authorization failed due to missing permission scope ${needed.join(',')}.`,
      instanceAnnotations: [],
    };
    return { status: 403, code: 'UnknownError', message: JSON.stringify(inner) };
  }
  return { status: 403, code: 'Authorization_RequestDenied', message: 'Insufficient privileges to complete the operation.' };
}
