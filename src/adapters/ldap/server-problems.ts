import { problem } from '../../evidence/problem.js';

type Failure = ReturnType<typeof problem>;

/** Result codes of LDAP (RFC 4511, A) that are told apart. */
export const CODES = {
  operations: 1,
  timeLimit: 3,
  sizeLimit: 4,
  strongAuthRequired: 8,
  referral: 10,
  adminLimit: 11,
  unavailableExtension: 12,
  confidentiality: 13,
  noSuchObject: 32,
  invalidDn: 34,
  inappropriateAuth: 48,
  invalidCredentials: 49,
  insufficientAccess: 50,
  busy: 51,
  unavailable: 52,
  unwilling: 53,
} as const;

/** An answer of the server other than success, and why a connection is of no more use. */
export type Failed =
  | { readonly kind: 'result'; readonly code: number; readonly text: string }
  | { readonly kind: 'lost'; readonly why: 'closed' | 'idle' | 'slow' | 'large' | 'endless' | 'malformed' };

/** Text from a server, for showing: bounded, on one line, without control characters. */
export function shownText(text: string): string {
  const cut = text
    .slice(0, 400)
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ')
    .trim();
  return cut.length > 160 ? `${cut.slice(0, 157)}...` : cut;
}

// Windows error codes that Active Directory hides in the text of a refused bind, in hexadecimal.
const SUB_CODES: Readonly<Record<string, readonly [what: string, next: string]>> = {
  '525': ['The directory knows no such user.', 'Check the spelling; use the UPN (name@corp.contoso.com) or DOMAIN\\name.'],
  '52e': ['The user name or the password is wrong.', 'Check both; use the UPN (name@corp.contoso.com) or DOMAIN\\name.'],
  '52f': [
    'The account is restricted and may not sign in like this.',
    'Use another account, or have its restrictions (Protected Users, authentication policy) looked at.',
  ],
  '530': ['The account may not sign in at this hour.', 'Sign in within its logon hours, or have them changed.'],
  '531': [
    'The account may not sign in from this workstation.',
    'Have the list of workstations of the account (Log On To) changed, or use another account.',
  ],
  '532': ['The password of the account has expired.', 'Set a new password, then try again.'],
  '533': ['The account is disabled.', 'Enable the account, or use another one.'],
  '701': ['The account has expired.', 'Have its expiry date changed, or use another account.'],
  '773': ['The password has to be changed before the account can sign in.', 'Sign in to Windows once to change it, then try again.'],
  '775': ['The account is locked.', 'Have it unlocked, or wait until the lock ends; more attempts may lock it again.'],
};

/** The four digits after `data ` in `80090308: LdapErr: DSID-0C0903A9, comment: ..., data 52e, v1db1`, lower case. */
export function subCode(text: string): string | undefined {
  return /\bdata ([0-9a-f]{1,8})\b/i.exec(text.slice(0, 1000))?.[1]?.toLowerCase();
}

/** The sign-in was refused. The password is in none of the texts. */
export function bindProblem(failed: Failed, url: string, user: string): Failure {
  const where = `${shownText(user)} at ${url}`;
  if (failed.kind === 'lost') return lostProblem(failed, url);
  if (failed.code === CODES.invalidCredentials) {
    const sub = subCode(failed.text) ?? '52e';
    const [what, next] = SUB_CODES[sub] ?? [
      `The server refused the sign-in (code 49, data ${sub}).`,
      'Look the code up in the security log of the domain controller.',
    ];
    return problem(what, where, next);
  }
  if (failed.code === CODES.strongAuthRequired || failed.code === CODES.confidentiality)
    return problem(
      'The server wants another kind of sign-in than a password over TLS.',
      where,
      'Ask another domain controller, or have its policy "LDAP server signing requirements" looked at.',
    );
  if (failed.code === CODES.invalidDn)
    return problem(
      'The server does not take this form of user name.',
      where,
      'Use the DN of the account; on Active Directory the UPN or DOMAIN\\name.',
    );
  if (failed.code === CODES.inappropriateAuth || failed.code === CODES.unwilling)
    return problem('The server allows no sign-in with a password for this account.', where, 'Use another account.');
  return serverProblem(failed, url, 'sign-in');
}

export function lostProblem(failed: Extract<Failed, { kind: 'lost' }>, url: string): Failure {
  switch (failed.why) {
    case 'closed':
      return problem('The server went away before its answer was whole.', url, 'Try again; what was read before is kept.');
    case 'idle':
      return problem(
        'The server fell silent in the middle of an answer.',
        url,
        'Try again, or ask another domain controller; what was read before is kept.',
      );
    case 'slow':
      return problem(
        'The answer of the server came so slowly that it was given up.',
        url,
        'Try again at a quieter hour, or ask another domain controller.',
      );
    case 'large':
      return problem(
        'The answer of the server is larger than any page of a directory, and was given up.',
        url,
        'Check that the server is the right one; what was read before is kept.',
      );
    case 'endless':
      return problem(
        'The server gives page after page without an object, and was given up.',
        url,
        'Ask another domain controller; what was read before is kept.',
      );
    case 'malformed':
      return problem(
        'The server sent something that is no LDAP.',
        url,
        'Check that the port is that of a directory, and that nothing stands between.',
      );
  }
}

/** Any other refusal. `doing`: what was tried, as a noun. */
export function serverProblem(failed: Failed, url: string, doing: string): Failure {
  if (failed.kind === 'lost') return lostProblem(failed, url);
  const said = failed.text === '' ? '' : `: ${shownText(failed.text)}`;
  switch (failed.code) {
    case CODES.sizeLimit:
      return problem(
        `The server gives fewer objects at once than this ${doing} needs (size limit).`,
        url,
        'Have the limit raised for this account, or name smaller parts of the directory.',
      );
    case CODES.adminLimit:
      return problem(
        `The server ended the ${doing} at a limit that its administrator set.`,
        url,
        'Name smaller parts of the directory, or have the limit raised for this account.',
      );
    case CODES.timeLimit:
      return problem(
        `The server ended the ${doing} because it took too long.`,
        url,
        'Name smaller parts of the directory, or try again at a quieter hour.',
      );
    case CODES.insufficientAccess:
      return problem(`The account may not do this ${doing}.`, url, 'Use an account that may read the directory.');
    case CODES.busy:
    case CODES.unavailable:
      return problem('The server is too busy or is shutting down.', url, 'Try again later, or ask another domain controller.');
    case CODES.noSuchObject:
      return problem('The server holds no such object.', url, 'Check the DN that was named.');
    case CODES.operations:
      return problem(`The server refused the ${doing}; it says so to those who are not signed in${said}.`, url, 'Sign in again.');
    default:
      return problem(
        `The server ended the ${doing} with result code ${failed.code}${said}.`,
        url,
        'Look the code up in RFC 4511, and at the log of the server.',
      );
  }
}
