import type { EntraSession } from '../entra/sign-in.js';

/** What Exchange Online needs of a sign-in to Entra. */
export type TokenSession = Pick<EntraSession, 'getToken' | 'account' | 'tenantId' | 'isPerson' | 'grantedScopes'>;
