import type { Evidence } from '../evidence/evidence.js';
import { isObject } from '../evidence/is-object.js';
import { instantOf } from './date.js';
import type { Fact, FactName } from './fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from './maker.js';
import { type PropertyReader, propertiesOf, textOf } from './settings-values.js';
import { asBoolean, type Settings } from './tenant.js';

/** The migration endpoint and what lies behind it: from the settings, else as a person answered. */
export const endpointFacts: Readonly<Record<FactName, DefinedFact>> = {
  'tenant.mrsProxyEnabled': flagOfDirectories(
    'MRSProxyEnabled is True on every EWS virtual directory that takes the call',
    'MRSProxyEnabled',
    'ask.mrsProxyEnabled',
  ),
  'tenant.ewsWsSecurity': flagOfDirectories(
    'WSSecurityAuthentication is True on every published EWS virtual directory',
    'WSSecurityAuthentication',
    'ask.ewsWsSecurityEnabled',
  ),
  'tenant.ewsTakesEndpointLogon': {
    type: 'boolean',
    title:
      'published EWS virtual directories take the logon of the endpoint: Windows authentication, or Basic with an endpoint that uses Basic',
    make: (sources, facts) => {
      const windows = directoryFlag(sources.settings, 'WindowsAuthentication') ?? facts('ask.ewsWindowsAuthEnabled');
      if (windows.kind === 'unknown' || windows.value !== false || !usesBasic(sources.settings)) return windows;
      const basic = directoryFlag(sources.settings, 'BasicAuthentication');
      return basic?.kind === 'known' && basic.value === true ? known(true, () => [...windows.evidence, ...basic.evidence]) : windows;
    },
  },
  'tenant.remoteMoveEndpoint': {
    type: 'boolean',
    title: 'a migration endpoint of type ExchangeRemoteMove exists',
    make: remoteMoveEndpoint,
  },
  'tenant.endpointTestSucceeds': {
    type: 'boolean',
    title: 'Test-MigrationServerAvailability gives Success',
    make: ({ settings }, facts) => {
      const value = settings?.testResult;
      const text = isObject(value) ? propertiesOf(value)?.text('Result') : textOf(value);
      return typeof text === 'string' ? told('testResult', text, /^success$/i.test(text)) : facts('ask.endpointTestSucceeds');
    },
  },
  'tenant.endpointUserHasDomain': {
    type: 'boolean',
    title: 'the user name of the endpoint is given as DOMAIN\\user',
    make: ({ settings }, facts) => {
      const user = endpointUser(settings);
      if (user !== undefined) return told('credentials', user, /^[^\\]{1,255}\\[^\\]{1,255}$/.test(user));
      return opposite(facts('ask.endpointUserIsUpn'));
    },
  },
  'tenant.endpointAccountHasRights': { type: 'boolean', title: "the endpoint's account may move mailboxes", make: accountRights },
  'tenant.endpointPasswordExpired': {
    type: 'boolean',
    title: "the password of the endpoint's account expired, or was changed after the endpoint got it",
    make: ({ settings }, facts) => {
      const flag = propertiesOf(settings?.credentials)?.flag('PasswordExpired');
      return flag === undefined ? facts('ask.endpointPasswordChanged') : told('credentials', `PasswordExpired: ${flag}`, flag);
    },
  },
  'tenant.devicePreauthenticates': {
    type: 'boolean',
    title: 'a device in front asks for a logon on a path that hybrid moves need',
    make: preauthenticates,
  },
  'tenant.endpointCertificateFaults': {
    type: 'list',
    title: 'faults of the certificate on the published name: self-signed, expired, host-not-named',
    make: certificateFaults,
  },
  'tenant.extendedProtectionInTheWay': {
    type: 'boolean',
    title: 'Extended Protection is on for EWS that a device re-encrypts or the Hybrid Agent publishes',
    make: extendedProtection,
  },
  'tenant.aclableSyncedObjects': {
    type: 'boolean',
    title: 'ACLableSyncedObjectEnabled of the on-premises organization',
    make: ({ settings }, facts) => {
      const own =
        asBoolean(settings?.ACLableSyncedObjectEnabled) ?? propertiesOf(settings?.organizationConfig)?.flag('ACLableSyncedObjectEnabled');
      return typeof own === 'boolean' ? told('ACLableSyncedObjectEnabled', String(own), own) : facts('ask.aclableSyncedObjects');
    },
  },
  'tenant.moreMovesThanAllowed': {
    type: 'boolean',
    title: 'the endpoints together allow more parallel moves than the tenant or a server',
    make: concurrency,
  },
};

function told(path: string, text: string, value: boolean): Fact {
  return known(value, [{ source: 'settings', path, text }]);
}

function opposite(fact: Fact): Fact {
  return fact.kind === 'known' && typeof fact.value === 'boolean' ? known(!fact.value, () => fact.evidence) : fact;
}

/** One object, or a list of objects, of a settings key; undefined where the settings do not hold it. */
function objectsOf(settings: Settings | undefined, ...keys: readonly string[]): readonly PropertyReader[] | undefined {
  for (const key of keys) {
    const value = settings?.[key];
    if (value === undefined) continue;
    const list: readonly unknown[] = value === null ? [] : Array.isArray(value) ? value : [value];
    return list.flatMap((one) => propertiesOf(one) ?? []);
  }
  return undefined;
}

function flagOfDirectories(title: string, property: string, ask: FactName): DefinedFact {
  return { type: 'boolean', title, make: ({ settings }, facts) => directoryFlag(settings, property) ?? facts(ask) };
}

/** A property of all EWS virtual directories: false where one says so, true where all do. Undefined: the settings say nothing. */
function directoryFlag(settings: Settings | undefined, property: string): Fact | undefined {
  const own = settings?.[property];
  const path = own === undefined ? 'webServicesVirtualDirectories' : property;
  const list: readonly unknown[] = own === undefined ? [settings?.webServicesVirtualDirectories].flat() : [own].flat();
  const flags = list
    .filter((one) => one !== undefined && one !== null)
    .map((one) => {
      const read = propertiesOf(one);
      const label = read?.text('Server') ?? read?.text('Identity') ?? '';
      return { flag: read?.has(property) === true ? read.flag(property) : (asBoolean(one) ?? undefined), label: label ?? '' };
    });
  if (flags.length === 0) return undefined;
  const evidenceOf = (shown: typeof flags): readonly Evidence[] =>
    shown.map(({ flag, label }) => ({ source: 'settings', path, text: `${label === '' ? '' : `${label}: `}${property} ${String(flag)}` }));
  const off = flags.filter(({ flag }) => flag === false);
  if (off.length > 0) return known(false, () => evidenceOf(off));
  return flags.every(({ flag }) => flag === true)
    ? known(true, () => evidenceOf(flags))
    : unknown(`${property} of a virtual directory was not read`);
}

const endpointsOf = (settings: Settings | undefined): readonly PropertyReader[] | undefined =>
  objectsOf(settings, 'migrationEndpoints', 'MigrationEndpoint', 'migrationEndpoint');

function usesBasic(settings: Settings | undefined): boolean {
  const endpoints = endpointsOf(settings) ?? [];
  return endpoints.length > 0 && endpoints.every((endpoint) => /^basic$/i.test(endpoint.text('Authentication') ?? ''));
}

function remoteMoveEndpoint({ settings }: FactSources, facts: Facts): Fact {
  // Whoever gives a name and no type means the endpoint of the move.
  const name = [settings?.MigrationEndpoint].flat().find((one) => typeof one === 'string' && one !== '');
  if (typeof name === 'string') return told('MigrationEndpoint', name, true);
  const endpoints = endpointsOf(settings);
  if (endpoints === undefined) return facts('ask.remoteMoveEndpointExists');
  const path = 'migrationEndpoints';
  const isRemoteMove = (endpoint: PropertyReader): boolean | undefined => {
    const type = endpoint.text('EndpointType');
    return typeof type === 'string' ? /ExchangeRemoteMove/i.test(type) : undefined;
  };
  const found = endpoints.find((endpoint) => isRemoteMove(endpoint) === true);
  if (found !== undefined) return told(path, found.text('Identity') ?? 'ExchangeRemoteMove', true);
  if (endpoints.some((endpoint) => isRemoteMove(endpoint) === undefined)) return unknown('EndpointType of an endpoint was not read');
  const types = endpoints.map((endpoint) => endpoint.text('EndpointType') ?? '').join(', ');
  return told(path, types === '' ? 'none' : types, false);
}

/** The user name alone: a credential may carry a password, which is never read. */
function endpointUser(settings: Settings | undefined): string | undefined {
  const own = settings?.credentials;
  const user = isObject(own) ? (propertiesOf(own)?.text('UserName') ?? propertiesOf(own)?.text('User')) : textOf(own);
  if (typeof user === 'string') return user;
  for (const endpoint of endpointsOf(settings) ?? []) {
    const name = endpoint.text('Username');
    if (typeof name === 'string') return name;
  }
  return undefined;
}

const MOVE_RIGHTS = /^(?:organization management|recipient management|domain admins|enterprise admins)$/i;

function accountRights({ settings }: FactSources, facts: Facts): Fact {
  const read = propertiesOf(settings?.credentials);
  const flag = read?.flag('HasMoveRights');
  if (flag !== undefined) return told('credentials', `HasMoveRights: ${flag}`, flag);
  for (const name of ['RoleGroups', 'Groups', 'MemberOf']) {
    const value = read?.raw(name);
    const list = Array.isArray(value)
      ? value.map((one: unknown) => textOf(one))
      : typeof value === 'string'
        ? value.split(/[,;]/)
        : undefined;
    if (list === undefined) continue;
    const groups = list.map((one) =>
      (one ?? '')
        .trim()
        .replace(/^CN=([^,]{1,128}),.{0,2000}$/i, '$1')
        .replace(/^.{0,255}\\/, ''),
    );
    return told(
      'credentials',
      `${name}: ${groups.join(', ')}`,
      groups.some((group) => MOVE_RIGHTS.test(group)),
    );
  }
  return facts('ask.endpointAccountHasMoveRights');
}

/** Source: https://learn.microsoft.com/exchange/hybrid-deployment-prerequisites (paths without pre-authentication). */
const OPEN_PATHS = [
  '/ews/mrsproxy.svc',
  '/ews/exchange.asmx/wssecurity',
  '/autodiscover/autodiscover.svc',
  '/autodiscover/autodiscover.svc/wssecurity',
];

function preauthenticates({ settings }: FactSources, facts: Facts): Fact {
  const rules = objectsOf(settings, 'publishingRules');
  if (rules === undefined) return facts('ask.devicePreauthenticates');
  const open = new Set(OPEN_PATHS);
  for (const rule of rules) {
    const paths = (rule.list('Path') ?? rule.list('Paths') ?? []).map((path) => path.toLowerCase());
    const on = preauthentication(rule);
    for (const needed of OPEN_PATHS) {
      // A rule without a path is about all of them.
      if (!open.has(needed) || (paths.length > 0 && !paths.some((path) => covers(path, needed)))) continue;
      if (on === true) return told('publishingRules', `${paths.join(', ')}: pre-authentication`, true);
      if (on === false) open.delete(needed);
    }
  }
  return open.size === 0 ? told('publishingRules', 'no pre-authentication', false) : unknown('publishingRules do not tell of every path');
}

function covers(path: string, needed: string): boolean {
  const start = path.replace(/\/?\*$/, '').replace(/^https?:\/\/[^/]{1,255}/, '');
  return needed === start || start === '' || needed.startsWith(`${start.replace(/\/$/, '')}/`);
}

function preauthentication(rule: PropertyReader): boolean | undefined {
  for (const name of ['PreAuthentication', 'ExternalPreauthentication']) {
    const flag = rule.flag(name);
    if (flag !== undefined) return flag;
    const text = rule.text(name);
    if (typeof text === 'string') return !/^(?:none|pass-?through|disabled)$/i.test(text);
  }
  return undefined;
}

function certificateFaults({ settings }: FactSources, facts: Facts): Fact {
  const certificate = objectsOf(settings, 'certificate', 'endpointCertificate')?.[0];
  const word = typeof settings?.certificate === 'string' ? /self-?signed|expired/i.exec(settings.certificate)?.[0] : undefined;
  if (word !== undefined) return known([word.toLowerCase()], [{ source: 'settings', path: 'certificate', text: word }]);
  if (certificate === undefined) {
    const trusted = facts('ask.certificateTrusted');
    if (trusted.kind === 'unknown') return trusted;
    return known(trusted.value === false ? ['not-trusted'] : null, () => trusted.evidence);
  }
  const tests: readonly (readonly [string, boolean | undefined])[] = [
    ['self-signed', isSelfSigned(certificate)],
    ['expired', isExpired(certificate, settings)],
    ['host-not-named', lacksHost(certificate, settings)],
  ];
  const faults = tests.flatMap(([name, holds]) => (holds === true ? [name] : []));
  if (faults.length > 0) {
    const text = ['Subject', 'Issuer', 'NotAfter', 'CertificateDomains'].flatMap(
      (name) => certificate.text(name) ?? certificate.list(name)?.join(', ') ?? [],
    );
    return known(faults, [{ source: 'settings', path: 'certificate', text: text.join('; ') }]);
  }
  const open = tests.find(([, holds]) => holds === undefined);
  return open === undefined ? known(null) : unknown(`the settings do not tell whether the certificate is ${open[0]}`);
}

function isSelfSigned(certificate: PropertyReader): boolean | undefined {
  const flag = certificate.flag('IsSelfSigned') ?? certificate.flag('SelfSigned');
  if (flag !== undefined) return flag;
  const subject = certificate.text('Subject');
  const issuer = certificate.text('Issuer');
  return typeof subject === 'string' && typeof issuer === 'string' ? subject.toLowerCase() === issuer.toLowerCase() : undefined;
}

function isExpired(certificate: PropertyReader, settings: Settings | undefined): boolean | undefined {
  const flag = certificate.flag('Expired') ?? certificate.flag('IsExpired');
  if (flag !== undefined) return flag;
  if (/^dateinvalid$/i.test(certificate.text('Status') ?? '')) return true;
  const end = instantOf(certificate.raw('NotAfter'));
  const now = instantOf(settings?.date);
  return end === undefined || now === undefined ? undefined : end.end < now.start;
}

function lacksHost(certificate: PropertyReader, settings: Settings | undefined): boolean | undefined {
  const names = ['CertificateDomains', 'SubjectAlternativeNames', 'DnsNames', 'San']
    .map((name) => certificate.list(name))
    .find((list) => list !== undefined);
  const host = hostOf(settings);
  if (names === undefined || host === undefined) return undefined;
  return !names.some((name) => coversHost(name.toLowerCase().replace(/^dns(?: name)?[=:]/, ''), host));
}

function hostOf(settings: Settings | undefined): string | undefined {
  const own = textOf(settings?.endpointHost);
  if (typeof own === 'string') return own.toLowerCase();
  for (const endpoint of endpointsOf(settings) ?? []) {
    const server = endpoint.text('RemoteServer');
    if (typeof server === 'string') return server.toLowerCase();
  }
  return undefined;
}

function coversHost(name: string, host: string): boolean {
  if (name === host) return true;
  return name.startsWith('*.') && host.endsWith(name.slice(1)) && !host.slice(0, host.length - name.length + 1).includes('.');
}

function extendedProtection({ settings }: FactSources, facts: Facts): Fact {
  const modes = modesOf(settings);
  if (modes === undefined) return facts('ask.extendedProtectionRequired');
  const on = modes.filter((mode) => !/^(?:none|off|false)$/i.test(mode));
  const text = modes.join(', ');
  if (on.length === 0) return told('extendedProtection', text, false);
  const inBetween = [asBoolean(settings?.sslBridging), asBoolean(settings?.hybridAgent)];
  if (inBetween.includes(true)) return told('extendedProtection', `${text}; sslBridging or hybridAgent`, true);
  if (inBetween.every((one) => one === false)) return told('extendedProtection', `${text}; nothing in between`, false);
  const answer = facts('ask.extendedProtectionRequired');
  return answer.kind === 'known' ? answer : unknown('the settings do not say sslBridging and hybridAgent');
}

function modesOf(settings: Settings | undefined): readonly string[] | undefined {
  const own = settings?.extendedProtection;
  const list: readonly unknown[] = own === undefined ? [settings?.webServicesVirtualDirectories].flat() : [own].flat();
  const modes = list.flatMap((one) => {
    const text = isObject(one)
      ? (propertiesOf(one)?.text('ExtendedProtectionTokenChecking') ?? propertiesOf(one)?.text('ExtendedProtection'))
      : textOf(one);
    return typeof text === 'string' ? [text] : [];
  });
  return modes.length === 0 ? undefined : modes;
}

/** Source: https://learn.microsoft.com/exchange/troubleshoot/move-or-migrate-mailboxes/how-to-manage-maximum-concurrent-migration-batches */
const TENANT_LIMIT = 300;

function concurrency({ settings }: FactSources): Fact {
  const endpoints = endpointsOf(settings);
  const numbers = (endpoints ?? []).flatMap((endpoint) => wholeNumber(endpoint.raw('MaxConcurrentMigrations')) ?? []);
  if (endpoints === undefined || numbers.length < endpoints.length)
    return unknown('MaxConcurrentMigrations of the migration endpoints was not read (settings: migrationEndpoints)');
  const sum = numbers.reduce((total, one) => total + one, 0);
  const config =
    wholeNumber(propertiesOf(settings?.migrationConfig)?.raw('MaxConcurrentMigrations')) ?? wholeNumber(settings?.MaxConcurrentMigrations);
  const server = wholeNumber(settings?.maxMRSConnections);
  const limit = Math.min(config ?? TENANT_LIMIT, server ?? Number.POSITIVE_INFINITY);
  return told('migrationEndpoints', `${sum} parallel moves, ${limit} allowed`, sum > limit);
}

function wholeNumber(value: unknown): number | undefined {
  const text = textOf(value);
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
