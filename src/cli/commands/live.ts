import { nearestWord } from '../../evidence/nearest.js';
import { ok, problem, type Result } from '../../evidence/problem.js';
import { type CloudTarget, type EntraSignIn, type LdapTarget, type LiveTarget, NATIONAL_CLOUDS, SIGN_INS } from '../../ports/live.js';
import { printable } from '../../render/printable.js';
import type { CliContext } from '../context.js';
import type { Opened } from '../directory-data.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, say, tell } from '../tell.js';

const LDAP_OPTIONS = ['ldap-user', 'ldap-password-command', 'ldap-ca', 'ldap-unverified', 'ldap-base'];
const CLOUD_OPTIONS = [
  'sign-in',
  'tenant',
  'client-id',
  'client-secret-command',
  'client-certificate',
  'national-cloud',
  'keep-sign-in',
  'authority',
  'graph-endpoint',
  'exchange-endpoint',
];

/** True where the command line names a service to read live. */
export function namesLive(args: ParsedArgs): boolean {
  return args.options.has('ldap') || args.options.has('graph') || args.options.has('exchange-online');
}

/** The services that the command line names; empty without any. An option that belongs to no service named is a problem. */
export function targetsOf(args: ParsedArgs, context: CliContext): Result<readonly LiveTarget[]> {
  const urls = args.options.get('ldap') ?? [];
  const hasCloud = args.options.has('graph') || args.options.has('exchange-online');
  const stray = urls.length === 0 ? LDAP_OPTIONS.find((name) => args.options.has(name)) : undefined;
  if (stray !== undefined)
    return problem(
      'It says how to read Active Directory, but no server is named.',
      `--${stray}`,
      'Add --ldap ldaps://HOST, or leave it out.',
    );
  const strayCloud = hasCloud ? undefined : CLOUD_OPTIONS.find((name) => args.options.has(name));
  if (strayCloud !== undefined)
    return problem(
      'It says how to sign in, but no service of the cloud is named.',
      `--${strayCloud}`,
      'Add --graph or --exchange-online, or leave it out.',
    );
  const targets: LiveTarget[] = [];
  if (urls.length > 0) {
    const ldap = ldapTargets(urls, args, context);
    if (ldap.kind === 'problem') return ldap;
    targets.push(...ldap.value);
  }
  if (hasCloud) {
    const signIn = signInOf(args, context);
    if (signIn.kind === 'problem') return signIn;
    for (const kind of ['graph', 'exchange-online'] as const) {
      if (!args.options.has(kind)) continue;
      const endpoint = optionOf(args, kind === 'graph' ? 'graph-endpoint' : 'exchange-endpoint');
      targets.push({ kind, signIn: signIn.value, endpoint } satisfies CloudTarget);
    }
  }
  return ok(targets);
}

function ldapTargets(urls: readonly string[], args: ParsedArgs, context: CliContext): Result<readonly LdapTarget[]> {
  const user = optionOf(args, 'ldap-user');
  if (user === undefined)
    return problem(
      'No account is named to sign in with.',
      '--ldap',
      'Add --ldap-user reader@corp.contoso.com; the password is asked for, or taken from CROSSPREM_LDAP_PASSWORD.',
    );
  const hosts: string[] = [];
  for (const url of urls) {
    const host = hostOf(url);
    if (host === undefined)
      return problem(
        'This is no address of a directory server.',
        `--ldap ${withoutUserInfo(url)}`,
        'Give ldaps://HOST, or ldap://HOST, which is encrypted with StartTLS before anything is sent. A password never stands in it.',
      );
    hosts.push(host);
  }
  const unverified = optionOf(args, 'ldap-unverified');
  if (unverified !== undefined && !hosts.includes(unverified.toLowerCase())) {
    const near = nearestWord(unverified.toLowerCase(), hosts);
    return problem(
      'No server of that name is read.',
      `--ldap-unverified ${unverified}`,
      `Name the host exactly as in --ldap${near === undefined ? '' : `: ${near}`}.`,
    );
  }
  const password = context.secret({
    label: `Password of ${printable(user)}`,
    variable: 'CROSSPREM_LDAP_PASSWORD',
    command: optionOf(args, 'ldap-password-command'),
    commandOption: '--ldap-password-command',
  });
  return ok(
    urls.map((url) => ({
      kind: 'ldap',
      url,
      user,
      password,
      caFile: optionOf(args, 'ldap-ca'),
      unverifiedHost: unverified?.toLowerCase(),
      bases: args.options.get('ldap-base') ?? [],
      namedHosts: hosts,
    })),
  );
}

function isHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === 'https:' && username === '' && password === '';
}

/** A URL for a message: what stands before an `@` may be a password. */
function withoutUserInfo(text: string): string {
  const start = text.indexOf('://');
  const from = start < 0 ? 0 : start + 3;
  const at = text.lastIndexOf('@');
  return at < from ? text : `${text.slice(0, from)}...@${text.slice(at + 1)}`;
}

/** The host of an LDAP URL; undefined where it is none, or carries an account or a password. */
function hostOf(text: string): string | undefined {
  if (!/^ldaps?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.username !== '' || url.password !== '' || url.hostname === '' ? undefined : url.hostname.toLowerCase();
}

function signInOf(args: ParsedArgs, context: CliContext): Result<EntraSignIn> {
  const given = optionOf(args, 'sign-in') ?? 'device-code';
  const method = SIGN_INS.find((one) => one === given);
  const cloud = NATIONAL_CLOUDS.find((one) => one === (optionOf(args, 'national-cloud') ?? 'global'));
  if (method === undefined || cloud === undefined)
    return problem('There is no such sign-in.', `--sign-in ${given}`, `Choose one of ${SIGN_INS.join(', ')}.`);
  const tenant = optionOf(args, 'tenant');
  const clientId = optionOf(args, 'client-id');
  const certificateFile = optionOf(args, 'client-certificate');
  const isApp = method === 'secret' || method === 'certificate';
  if (isApp && (tenant === undefined || clientId === undefined))
    return problem(
      'An app signs in with its own id, in its own tenant.',
      `--sign-in ${method}`,
      'Add --tenant contoso.onmicrosoft.com and --client-id GUID.',
    );
  if (method === 'certificate' && certificateFile === undefined)
    return problem(
      'No certificate is named.',
      '--sign-in certificate',
      'Add --client-certificate app.pem: certificate and private key in one file.',
    );
  for (const name of ['authority', 'graph-endpoint', 'exchange-endpoint']) {
    const url = optionOf(args, name);
    if (url !== undefined && !isHttps(url))
      return problem(
        'This is no https address without an account in it.',
        `--${name} ${withoutUserInfo(url)}`,
        'Give https://HOST[:PORT], or leave it out for the service itself.',
      );
  }
  return ok({
    method,
    tenant,
    clientId,
    secret:
      method === 'secret'
        ? context.secret({
            label: `Client secret of ${printable(clientId ?? 'the app')}`,
            variable: 'CROSSPREM_CLIENT_SECRET',
            command: optionOf(args, 'client-secret-command'),
            commandOption: '--client-secret-command',
          })
        : undefined,
    certificateFile,
    cloud,
    keepsSignIn: args.options.has('keep-sign-in'),
    authority: optionOf(args, 'authority'),
  });
}

/**
 * Opens what the command line names, after it said what it will ask for. Where one of several fails, the others are closed again.
 * Ctrl-C aborts `signal`.
 */
export async function openLive(targets: readonly LiveTarget[], context: CliContext): Promise<Result<Opened>> {
  const { live } = context;
  // Before the first word is out, for it may be answered with Ctrl-C.
  const interrupt = live.interrupt();
  for (const line of await live.preview(targets)) say(context, line);
  const opened = await live.connect(targets, interrupt.signal);
  if (opened.kind === 'problem') {
    interrupt.end();
    return opened;
  }
  for (const { about } of opened.value) {
    say(context, `${about.source}: signed in as ${about.account}, of ${about.organization}`);
  }
  for (const { kind } of targets) {
    if (opened.value.some(({ about }) => about.kind === kind)) continue;
    const limit = opened.value.flatMap(({ about }) => about.limits).at(-1);
    if (limit !== undefined) say(context, `${limit.what} ${limit.why}`, limit.next);
  }
  return ok({
    connections: opened.value,
    signal: interrupt.signal,
    close: async () => {
      interrupt.end();
      await Promise.allSettled(opened.value.map((connection) => connection.close()));
    },
  });
}

/** Opens, works, closes; a problem is told. `undefined`: it could not be opened. */
export async function withLive<T>(args: ParsedArgs, context: CliContext, work: (opened: Opened) => Promise<T>): Promise<T | undefined> {
  const targets = targetsOf(args, context);
  const opened = targets.kind === 'problem' ? targets : await openLive(targets.value, context);
  if (opened.kind === 'problem') {
    tell(context, opened.problem);
    return undefined;
  }
  try {
    return await work(opened.value);
  } finally {
    await opened.value.close();
  }
}
