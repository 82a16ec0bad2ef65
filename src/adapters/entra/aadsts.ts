import type { Problem } from '../../evidence/problem.js';

/** What is told of a refused sign-in. Nothing of a message from Entra goes in: it may repeat what was sent. */
export interface SignInContext {
  readonly authority: string;
  readonly tenant: string | undefined;
  readonly clientId: string | undefined;
  /** Permissions that were asked for. */
  readonly scopes: readonly string[];
}

type Told = (context: SignInContext) => readonly [what: string, next: string];

const CONSENT: Told = ({ scopes }) => [
  'Nobody has consented yet to what is asked for.',
  `Have an administrator grant consent to the app for: ${scopes.map(shortScope).join(', ')}.`,
];
const SECRET_EXPIRED: Told = () => [
  'The client secret of the app has expired.',
  'Make a new client secret for the app registration and give that.',
];
const WRONG_SECRET: Told = ({ clientId }) => [
  `The client secret is not one of the app ${clientId ?? ''}.`,
  'Give the value of the secret, not its id, and check that it belongs to this app.',
];
const NO_APP: Told = ({ clientId, tenant }) => [
  `The tenant ${tenant ?? ''} has no app with the id ${clientId ?? ''}.`,
  'Check the client id and the tenant; an app of another tenant needs consent in this one first.',
];
const NO_USER: Told = () => ['The account is not in this tenant.', 'Sign in with an account of the tenant, or name the right tenant.'];
const WRONG_PASSWORD: Told = () => ['User name or password is wrong.', 'Sign in again.'];
const MFA: Told = () => [
  'The account must confirm the sign-in with a second factor.',
  'Sign in as a person, by browser or device code, and confirm it there.',
];
const CONDITIONAL_ACCESS: Told = () => [
  'A Conditional Access policy of the tenant forbids this sign-in.',
  'Sign in by browser from a device that the policy accepts, or ask the administrator which policy stopped it: the sign-in log of Entra names it.',
];
const TENANT_RESTRICTION: Told = ({ tenant }) => [
  `The network of this computer does not let anybody sign in to the tenant ${tenant ?? 'that was meant'}.`,
  'Have the tenant added to those that the proxy allows (tenant restrictions), or work from another network.',
];
const EXPIRED: Told = () => ['The sign-in has expired or was revoked.', 'Sign in again.'];
const NO_TENANT: Told = ({ tenant }) => [
  `There is no tenant ${tenant ?? ''} in this cloud.`,
  'Check the name or id of the tenant, and which national cloud it is in.',
];
const WRONG_CERTIFICATE: Told = ({ clientId }) => [
  `The certificate is not registered with the app ${clientId ?? ''}, or it has expired.`,
  'Upload the certificate (without its private key) to the app registration, and check its dates.',
];
const DISABLED: Told = () => ['The account is disabled or locked.', 'Have it enabled, or wait until the lock ends, then sign in again.'];
const DECLINED: Told = () => ['The sign-in was declined.', 'Sign in again and accept what is asked for.'];
const CODE_EXPIRED: Told = () => ['The code was not entered in time.', 'Start the sign-in again and enter the new code.'];
const NOT_PUBLIC: Told = ({ clientId }) => [
  `The app ${clientId ?? ''} does not let people sign in from a command line.`,
  'In the app registration, under Authentication, allow public client flows; or leave out the client id.',
];
const NO_REDIRECT: Told = ({ clientId }) => [
  `The app ${clientId ?? ''} does not allow the reply address of a command line.`,
  'In the app registration, under Authentication, add the platform for desktop applications with http://localhost; or sign in by device code.',
];
const BAD_SCOPE: Told = ({ scopes }) => [
  'Entra does not know a permission that is asked for, in this tenant or cloud.',
  `Check that the service is there in this cloud; asked for were: ${scopes.map(shortScope).join(', ')}.`,
];
const NO_SERVICE: Told = () => [
  'The service is not set up in this tenant, or the app may not ask for it.',
  'Check that the tenant has the service, and that the app has its permission with consent.',
];
const BUSY: Told = () => ['Entra is busy or not available.', 'Wait some minutes, then sign in again.'];
const APP_DISABLED: Told = ({ clientId }) => [
  `The app ${clientId ?? ''} is disabled in this tenant.`,
  'Have an administrator enable the enterprise application, or use another app.',
];
const ASSIGNMENT: Told = ({ clientId }) => [
  `The account is not assigned to the app ${clientId ?? ''}, which this tenant asks for.`,
  'Have the account assigned to the enterprise application, under Users and groups.',
];

/** Source: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const CODES: Readonly<Record<string, Told>> = {
  7000215: WRONG_SECRET,
  7000222: SECRET_EXPIRED,
  7000216: WRONG_SECRET,
  7000218: NOT_PUBLIC,
  700016: NO_APP,
  700038: NO_APP,
  7000229: NO_APP,
  7000112: APP_DISABLED,
  700027: WRONG_CERTIFICATE,
  7000271: WRONG_CERTIFICATE,
  700024: () => ['The clock of this computer differs too much from that of Entra.', 'Set the clock, then sign in again.'],
  50034: NO_USER,
  50020: NO_USER,
  90072: NO_USER,
  50126: WRONG_PASSWORD,
  50053: DISABLED,
  50057: DISABLED,
  50055: () => ['The password of the account has expired.', 'Change it by signing in on the web, then sign in again.'],
  50076: MFA,
  50079: MFA,
  50072: MFA,
  50074: MFA,
  50158: MFA,
  53000: CONDITIONAL_ACCESS,
  53001: CONDITIONAL_ACCESS,
  53002: CONDITIONAL_ACCESS,
  53003: CONDITIONAL_ACCESS,
  53004: MFA,
  530034: CONDITIONAL_ACCESS,
  530036: CONDITIONAL_ACCESS,
  530032: CONDITIONAL_ACCESS,
  50131: CONDITIONAL_ACCESS,
  500021: TENANT_RESTRICTION,
  500022: TENANT_RESTRICTION,
  65001: CONSENT,
  65004: DECLINED,
  90094: CONSENT,
  90093: CONSENT,
  900941: CONSENT,
  65002: NO_SERVICE,
  500011: NO_SERVICE,
  501051: ASSIGNMENT,
  50105: ASSIGNMENT,
  70011: BAD_SCOPE,
  650053: BAD_SCOPE,
  650052: NO_SERVICE,
  70043: EXPIRED,
  70008: EXPIRED,
  700082: EXPIRED,
  700084: EXPIRED,
  50173: EXPIRED,
  50058: EXPIRED,
  50133: EXPIRED,
  70016: CODE_EXPIRED,
  70019: CODE_EXPIRED,
  70020: CODE_EXPIRED,
  90002: NO_TENANT,
  900023: NO_TENANT,
  90038: NO_TENANT,
  50128: NO_TENANT,
  50011: NO_REDIRECT,
  500113: NO_REDIRECT,
  50194: () => ['The app serves one tenant alone, and none was named.', 'Name the tenant.'],
  50059: () => ['No tenant was named, and none follows from the sign-in.', 'Name the tenant.'],
  90033: BUSY,
  50196: BUSY,
  90024: BUSY,
  90006: BUSY,
};

/** OAuth's own words, for answers without a code of Entra. */
const WORDS: Readonly<Record<string, Told>> = {
  invalid_client: WRONG_SECRET,
  unauthorized_client: NO_APP,
  authorization_declined: DECLINED,
  access_denied: DECLINED,
  expired_token: CODE_EXPIRED,
  code_expired: CODE_EXPIRED,
  device_code_expired: CODE_EXPIRED,
  user_timeout_reached: CODE_EXPIRED,
  consent_required: CONSENT,
  interaction_required: MFA,
  login_required: EXPIRED,
  // By device code, the library passes on this word alone, whatever the reason was.
  invalid_grant: () => [
    'Entra refused the sign-in: something asked for has no consent, a Conditional Access policy forbids it, or an earlier sign-in has expired.',
    'Sign in by browser, where Entra shows the reason, or look for it in the sign-in log of Entra.',
  ],
  endpoints_resolution_error: ({ tenant }) => [
    `The sign-in service does not say where to sign in to ${tenant ?? 'any tenant'}.`,
    'Check the name of the tenant, the national cloud and the network to that host.',
  ],
  no_tokens_found: EXPIRED,
  temporarily_unavailable: BUSY,
};

/** In: the digits of an AADSTS code, or a word of OAuth. Out: what a person is told; undefined for a code that is not known here. */
export function signInProblem(code: string, context: SignInContext): Problem | undefined {
  const told = Object.hasOwn(CODES, code) ? CODES[code] : Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  if (told === undefined) return undefined;
  const [what, next] = told(context);
  return { what, where: whereOf(context, /^\d/.test(code) ? `AADSTS${code}` : code), next };
}

/** For a code that has no sentence of its own. */
export function unknownCodeProblem(code: string, context: SignInContext): Problem {
  return {
    what: `Entra refused the sign-in with AADSTS${code}.`,
    where: whereOf(context, `AADSTS${code}`),
    next: `Look the code up at https://login.microsoftonline.com/error?code=${code}.`,
  };
}

function whereOf({ authority, tenant }: SignInContext, code: string): string {
  return `${authority}/${tenant ?? 'organizations'} (${code})`;
}

/** `https://graph.microsoft.com/User.Read.All` without the resource. */
export function shortScope(scope: string): string {
  return scope.slice(scope.lastIndexOf('/') + 1);
}

/**
 * The codes in what the identity library threw, most telling first: digits of AADSTS codes, then words of OAuth. Nothing else of it is taken.
 */
export function codesOf(error: unknown): readonly string[] {
  const digits: string[] = [];
  const words: string[] = [];
  const open: unknown[] = [error];
  for (let turn = 0; turn < 20 && open.length > 0; turn++) {
    const next = open.shift();
    if (typeof next !== 'object' || next === null) continue;
    for (const [name, value] of Object.entries(next)) {
      if (name === 'errorNo' && /^\d{4,9}$/.test(String(value))) digits.push(String(value));
      if ((name === 'errorCode' || name === 'error') && typeof value === 'string' && /^[a-z_]{3,60}$/.test(value)) words.push(value);
      if (name === 'errorResponse' || name === 'error') open.push(value);
      if (name === 'errorMessage' && typeof value === 'string' && /^[a-z_]{3,60}$/.test(value)) words.push(value);
      if ((name === 'errorDescription' || name === 'errorMessage') && typeof value === 'string') digits.push(...aadsts(value));
    }
    if ('message' in next && typeof next.message === 'string') {
      digits.push(...aadsts(next.message));
      const word = /^([a-z_]{3,60}):/.exec(next.message)?.[1];
      if (word !== undefined) words.push(word);
    }
    if ('cause' in next) open.push(next.cause);
  }
  return [...new Set([...digits, ...words])];
}

function aadsts(message: string): readonly string[] {
  return [...message.slice(0, 4000).matchAll(/AADSTS(\d{4,9})/g)].map((match) => match[1] ?? '').slice(0, 4);
}
