/**
 * Properties of Graph's objects in v1.0 that a list of objects gives with `$select`, spelled as Graph spells them. What only beta has
 * (`onPremisesObjectIdentifier`, `onPremisesSyncBehavior`), and what comes for one user alone (`mailboxSettings`, `aboutMe`), is not here.
 * Source: https://learn.microsoft.com/graph/api/resources/user
 */
export const USER_PROPERTIES: readonly string[] = [
  'id',
  'deletedDateTime',
  'accountEnabled',
  'ageGroup',
  'assignedLicenses',
  'assignedPlans',
  'businessPhones',
  'city',
  'companyName',
  'country',
  'createdDateTime',
  'creationType',
  'department',
  'displayName',
  'employeeId',
  'employeeType',
  'externalUserState',
  'externalUserStateChangeDateTime',
  'faxNumber',
  'givenName',
  'identities',
  'imAddresses',
  'isResourceAccount',
  'jobTitle',
  'lastPasswordChangeDateTime',
  'licenseAssignmentStates',
  'mail',
  'mailNickname',
  'mobilePhone',
  'officeLocation',
  'onPremisesDistinguishedName',
  'onPremisesDomainName',
  'onPremisesExtensionAttributes',
  'onPremisesImmutableId',
  'onPremisesLastSyncDateTime',
  'onPremisesProvisioningErrors',
  'onPremisesSamAccountName',
  'onPremisesSecurityIdentifier',
  'onPremisesSyncEnabled',
  'onPremisesUserPrincipalName',
  'otherMails',
  'passwordPolicies',
  'postalCode',
  'preferredDataLocation',
  'preferredLanguage',
  'provisionedPlans',
  'proxyAddresses',
  'securityIdentifier',
  'serviceProvisioningErrors',
  'showInAddressList',
  'state',
  'streetAddress',
  'surname',
  'usageLocation',
  'userPrincipalName',
  'userType',
];

/** Source: https://learn.microsoft.com/graph/api/resources/group */
export const GROUP_PROPERTIES: readonly string[] = [
  'id',
  'deletedDateTime',
  'createdDateTime',
  'description',
  'displayName',
  'groupTypes',
  'mail',
  'mailEnabled',
  'mailNickname',
  'onPremisesDomainName',
  'onPremisesLastSyncDateTime',
  'onPremisesProvisioningErrors',
  'onPremisesSamAccountName',
  'onPremisesSecurityIdentifier',
  'onPremisesSyncEnabled',
  'proxyAddresses',
  'securityEnabled',
  'serviceProvisioningErrors',
];

/** Source: https://learn.microsoft.com/graph/api/resources/orgcontact */
export const CONTACT_PROPERTIES: readonly string[] = [
  'id',
  'deletedDateTime',
  'displayName',
  'mail',
  'mailNickname',
  'onPremisesLastSyncDateTime',
  'onPremisesProvisioningErrors',
  'onPremisesSyncEnabled',
  'proxyAddresses',
  'serviceProvisioningErrors',
];

/** What tells objects apart is asked for whether or not a rule reads it. */
const ALWAYS: ReadonlySet<string> = new Set([
  'id',
  'displayName',
  'mail',
  'proxyAddresses',
  'userPrincipalName',
  'groupTypes',
  'mailEnabled',
]);

/**
 * In: the properties of a resource, and the columns that rules ask for (lower case; `parent.child` for a part of an object).
 * Out: the properties to select, in the order of the list; a column that the resource has not is left out.
 */
export function selectedOf(properties: readonly string[], wanted: ReadonlySet<string>): readonly string[] {
  const parents = new Set<string>();
  for (const column of wanted) {
    const dot = column.indexOf('.');
    if (dot > 0) parents.add(column.slice(0, dot));
  }
  return properties.filter((name) => {
    const column = name.toLowerCase();
    return ALWAYS.has(name) || wanted.has(column) || parents.has(column);
  });
}
