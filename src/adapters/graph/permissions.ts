import type { Unreadable } from '../../evidence/snapshot.js';
import { GRAPH_SCOPES, type GraphScope } from '../entra/scopes.js';
import type { EntraSession } from '../entra/sign-in.js';

const DIRECTORY = ['Directory.Read.All', 'Directory.ReadWrite.All', 'Directory.AccessAsUser.All'];
/** Wider permissions that an app may have been given instead. */
const WIDER: Readonly<Record<string, readonly string[]>> = {
  'User.Read.All': ['User.ReadWrite.All', ...DIRECTORY],
  'GroupMember.Read.All': ['Group.Read.All', 'Group.ReadWrite.All', ...DIRECTORY],
  'OrgContact.Read.All': DIRECTORY,
  'Organization.Read.All': ['Organization.ReadWrite.All', ...DIRECTORY],
  'Domain.Read.All': ['Domain.ReadWrite.All', ...DIRECTORY],
  'OnPremDirectorySynchronization.Read.All': ['OnPremDirectorySynchronization.ReadWrite.All'],
  'RoleManagement.Read.Directory': ['RoleManagement.Read.All', 'RoleManagement.ReadWrite.Directory'],
};

/** Whether a permission, or a wider one, is in the token; undefined where the token does not say what is. */
export function isGranted(session: EntraSession, { scope }: GraphScope): boolean | undefined {
  const granted = session.grantedScopes('graph');
  if (granted.length === 0) return undefined;
  return [scope, ...(WIDER[scope] ?? [])].some((one) => granted.includes(one));
}

/** What may be read, one line each, as the token says. */
export function mayRead(session: EntraSession): readonly string[] {
  return GRAPH_SCOPES.filter((scope) => isGranted(session, scope) === true).map(({ scope, why }) => `${scope}: ${why}`);
}

/** What the token says may not be read. */
export function limitsOf(session: EntraSession): readonly Unreadable[] {
  return GRAPH_SCOPES.filter((scope) => isGranted(session, scope) === false).map(({ scope, why }) => ({
    what: `Microsoft Graph will not let this account read ${why}.`,
    why: `The permission ${scope} is not in its token.`,
    next: `Grant ${scope} with the consent of an administrator, then sign in again.`,
  }));
}
