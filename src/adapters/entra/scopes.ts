/** A permission of Microsoft Graph that is asked for. The name is the same for people (delegated) and for apps (application). */
export interface GraphScope {
  readonly scope: string;
  /** What it is for: continues `to read ...`. */
  readonly why: string;
  /** `always`: without it nothing can be read. Else what stays unknown without it. */
  readonly needed: 'always' | 'for-settings' | 'for-synchronization' | 'for-roles' | 'for-groups' | 'for-contacts';
}

/**
 * The least that reads what crossprem reads: of the permissions that Microsoft names for each call the narrowest that only reads.
 * `isCloudManaged` of onPremisesSyncBehavior is not read: its reference is in beta alone, and its permission is one to write.
 * Source: https://learn.microsoft.com/graph/permissions-reference and the page of each call.
 */
export const GRAPH_SCOPES: readonly GraphScope[] = [
  { scope: 'User.Read.All', why: 'users, their addresses, plans and provisioning errors, and deleted users', needed: 'always' },
  {
    scope: 'GroupMember.Read.All',
    why: 'groups, for the addresses that they hold, and the members of those with roles',
    needed: 'for-groups',
  },
  { scope: 'OrgContact.Read.All', why: 'contacts, for the addresses that they hold', needed: 'for-contacts' },
  { scope: 'Organization.Read.All', why: 'the tenant, when it last synchronized, and its licences', needed: 'for-settings' },
  { scope: 'Domain.Read.All', why: 'the domains of the tenant, and which are federated', needed: 'for-settings' },
  {
    scope: 'OnPremDirectorySynchronization.Read.All',
    why: 'the features of directory synchronization, such as the block of hard match',
    needed: 'for-synchronization',
  },
  {
    scope: 'RoleManagement.Read.Directory',
    why: 'who has or may activate a directory role, for such users are not matched',
    needed: 'for-roles',
  },
];

/** Source: https://learn.microsoft.com/exchange/reference/admin-api-authentication */
export const EXCHANGE_SCOPES = { person: 'Exchange.ManageV2', application: 'Exchange.ManageAsAppV2' } as const;

/**
 * The app that Microsoft itself provides for command lines, Microsoft Graph Command Line Tools: a person can sign in to it where the
 * organization has registered no app of its own. One's own registration is better: consent is then given for what crossprem asks and no more.
 */
export const COMMAND_LINE_TOOLS = '14d82eec-204b-4c2f-b7e8-296a70dab67e';
