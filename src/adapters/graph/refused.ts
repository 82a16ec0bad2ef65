import type { Problem } from '../../evidence/problem.js';
import type { Unreadable } from '../../evidence/snapshot.js';
import { lacksLicence, type Refusal } from '../../parse/graph/refusal.js';

/** Source: https://learn.microsoft.com/graph/api/onpremisesdirectorysynchronization-get */
const SYNCHRONIZATION = 'OnPremDirectorySynchronization.Read.All';

/** In: why Graph would not, what was asked for (begins a sentence), and the permission that it takes. Out: what a person is told. */
export function unreadableOf(refusal: Refusal, what: string, scope: string): Unreadable {
  const { status, code } = refusal;
  const said = `Microsoft Graph answered ${status}${/^[A-Za-z0-9_.-]{1,80}$/.test(code) ? ` ${code}` : ''}.`;
  if (lacksLicence(refusal))
    return {
      what,
      why: `${said} The tenant has no licence for it.`,
      next: 'Nothing is to be done, unless the tenant has Microsoft Entra ID P2 after all.',
    };
  if (status === 403 && scope === SYNCHRONIZATION)
    return {
      what,
      why: `${said} The account or the app may not read it.`,
      next: `Sign in as a person who is Global Administrator, with ${scope}: Microsoft documents no other role for it, and no app without a person.`,
    };
  if (status === 403)
    return {
      what,
      why: `${said} The account or the app may not read it.`,
      next: `Grant ${scope} with the consent of an administrator, then sign in again.`,
    };
  if (status === 404)
    return { what, why: `${said} It is not there in this tenant or cloud.`, next: 'Check the national cloud; else nothing is to be done.' };
  return { what, why: said, next: `Check that the permission ${scope} is granted, then try again.` };
}

/** What failed, for a list beside others that goes on without it. */
export function unreadableOfProblem(problem: Problem, what: string): Unreadable {
  return { what, why: problem.what, next: problem.next };
}
