/**
 * What Microsoft documents of the Exchange Online Admin API, version 2.0 (preview). Nothing else is asked for.
 *
 * It offers: OrganizationConfig (settings around MailTips), AcceptedDomain, Mailbox (Get-Mailbox of all mailboxes, or of one by Identity, with
 * $select), MailboxFolderPermission, DistributionGroupMember and DynamicDistributionGroupMember (members of one group that is named). Every
 * request is a POST with {"CmdletInput": {"CmdletName", "Parameters"}}; a list that goes on has an @odata.nextLink, to which the same body is
 * posted again, and which expires within minutes. The last three are of no use here: no rule reads folder permissions, and groups cannot be listed.
 * It offers not: connectors, remote domains, transport configuration, mail users, contacts, groups, soft-deleted mailboxes, migration, statistics,
 * a -Filter, or the number of mailboxes. The module's own adminapi/beta/InvokeCommand would; it is undocumented, so it is left alone.
 *
 * Sources: https://learn.microsoft.com/exchange/reference/admin-api-overview
 *  https://learn.microsoft.com/exchange/reference/admin-api-get-started (base URLs, headers, pages, $select, X-AnchorMailbox)
 *  https://learn.microsoft.com/exchange/reference/admin-api-authentication (scopes, roles)
 *  https://learn.microsoft.com/exchange/reference/admin-api-endpoints-mailbox
 *  https://learn.microsoft.com/exchange/reference/admin-api-endpoints-accepted-domain
 *  https://learn.microsoft.com/exchange/reference/admin-api-endpoints-organization-config
 */
import type { NationalCloud } from '../../ports/live.js';

export interface Endpoint {
  readonly name: 'OrganizationConfig' | 'AcceptedDomain' | 'Mailbox';
  readonly cmdlet: string;
  readonly parameters: readonly string[];
  /** The role group that Microsoft names for it. */
  readonly role: string;
}

export const ENDPOINTS = {
  organizationConfig: {
    name: 'OrganizationConfig',
    cmdlet: 'Get-OrganizationConfig',
    parameters: [],
    role: 'View-Only Organization Management',
  },
  acceptedDomain: {
    name: 'AcceptedDomain',
    cmdlet: 'Get-AcceptedDomain',
    parameters: ['Identity', 'ResultSize'],
    role: 'View-Only Organization Management',
  },
  mailbox: {
    name: 'Mailbox',
    cmdlet: 'Get-Mailbox',
    parameters: ['Identity', 'ResultSize', 'IncludeGrantSendOnBehalfToWithDisplayNames'],
    role: 'Recipient Management',
  },
} as const satisfies Record<string, Endpoint>;

/** Where the service is reached. GCC is in the global cloud, GCC High is us-gov. */
export const BASE_URLS: Readonly<Record<NationalCloud, string>> = {
  global: 'https://outlook.office365.com',
  'us-gov': 'https://outlook.office365.us',
  'us-gov-dod': 'https://outlook-dod.office365.us',
  china: 'https://outlook.office365.cn',
};

/** Permissions of the app: for a person who signs in, and for the app itself. There is none that only reads. */
export const SCOPES = { delegated: 'Exchange.ManageV2', application: 'Exchange.ManageAsAppV2' } as const;

/** Objects on one page, unless asked otherwise. */
export const PAGE = 1000;

// The organization's own mailbox; its GUID is the same in every organization.
const SYSTEM_MAILBOX = 'SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}';

/** Value of X-AnchorMailbox, which routes a request. A person's own mailbox, where a person signed in; else the organization's. */
export function anchorMailbox(account: string, tenant: string, isPerson: boolean): string {
  return isPerson && /^[^\s@"\\]{1,64}@[A-Za-z0-9.-]{1,255}$/.test(account) ? `UPN:${account}` : `APP:${SYSTEM_MAILBOX}@${tenant}`;
}
