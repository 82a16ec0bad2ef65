import { isObject } from '../../evidence/is-object.js';
import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import { acceptedDomainsOf, routingDomainOf } from '../organization.js';
import { ONLY_ASKED, type RecipientRecord, readColumn } from '../recipients.js';
import { type PropertyReader, propertiesOf, textOf } from '../settings-values.js';
import type { Settings } from '../tenant.js';
import { textsOf } from './define.js';

/** What a batch and the on-premises servers have to bring for a move. */
export const offboardFacts: Readonly<Record<FactName, DefinedFact>> = {
  'tenant.targetDatabases': {
    type: 'list',
    title: 'databases that mailboxes shall move to on-premises',
    make: ({ settings }) => {
      const names = namesOf(settings, 'targetDatabases');
      if (names === undefined) return unknown('the settings do not say targetDatabases');
      return known(names.length === 0 ? null : names, [{ source: 'settings', path: 'targetDatabases', text: names.join(', ') || 'none' }]);
    },
  },
  'tenant.missingTargetDatabases': {
    type: 'list',
    title: 'target databases that Get-MailboxDatabase does not list',
    make: missingDatabases,
  },
  'tenant.mailboxServers': { type: 'number', title: 'running on-premises Exchange servers with the mailbox role', make: mailboxServers },
  'tenant.serversOlderThan2013': {
    type: 'boolean',
    title: 'the server that mailboxes move to is older than Exchange 2013',
    make: (sources, facts) => olderThan(sources.settings, [15, 0], facts),
  },
  'tenant.serversRefusedByCloud': {
    type: 'boolean',
    title: 'the server that mailboxes move to is older than Exchange Online accepts',
    make: (sources, facts) => olderThan(sources.settings, leastVersion(sources.settings), facts),
  },
  'tenant.deliveryDomainFits': {
    type: 'boolean',
    title: 'TargetDeliveryDomain of the batch fits the direction of the move',
    make: deliveryDomainFits,
  },
  'tenant.protectedExchangeServers': {
    type: 'list',
    title: 'computer accounts of Exchange servers that carry adminCount 1',
    reads: { onprem: ['objectclass', 'admincount', 'serviceprincipalname', 'dnshostname'] },
    make: (sources, facts) => protectedServers(sources, facts),
  },
  'tenant.protectedComputers': {
    type: 'list',
    title: 'computer accounts that carry adminCount 1, domain controllers left out',
    make: ({ directories }) => {
      if (directories.onprem === undefined) return unknown('the on-premises side was not read');
      if (directories.onprem.isAsked === true) return unknown(ONLY_ASKED);
      const found = directories.onprem.records.filter(isProtectedComputer);
      return known(found.length === 0 ? null : found.map(nameOf), () => found.flatMap(evidenceOf));
    },
  },
};

/** Names of a list of texts or objects; undefined where the settings do not hold the key. */
function namesOf(settings: Settings | undefined, key: string): readonly string[] | undefined {
  const value = settings?.[key];
  if (value === undefined) return undefined;
  const list: readonly unknown[] = value === null ? [] : Array.isArray(value) ? value : [value];
  return list.flatMap((one) => {
    const text = isObject(one) ? (propertiesOf(one)?.text('Name') ?? propertiesOf(one)?.text('Identity')) : textOf(one);
    return typeof text === 'string' ? [text] : [];
  });
}

function missingDatabases({ settings }: FactSources, facts: Facts): Fact {
  const targets = namesOf(settings, 'targetDatabases') ?? [];
  if (targets.length === 0) {
    const fact = facts('tenant.targetDatabases');
    return fact.kind === 'unknown' ? fact : known(null, () => fact.evidence);
  }
  const all = namesOf(settings, 'mailboxDatabases');
  if (all === undefined) {
    const answer = facts('ask.targetDatabasesExist');
    if (answer.kind === 'unknown') return answer;
    return known(answer.value === false ? targets : null, () => answer.evidence);
  }
  const existing = new Set(all.map((name) => name.toLowerCase()));
  const missing = targets.filter((name) => !existing.has(name.toLowerCase()));
  return known(missing.length === 0 ? null : missing, [
    { source: 'settings', path: 'targetDatabases', text: (missing.length === 0 ? targets : missing).join(', ') },
  ]);
}

function serversOf(settings: Settings | undefined): readonly PropertyReader[] | undefined {
  const list = settings?.exchangeServers;
  return Array.isArray(list) ? list.flatMap((one: unknown) => propertiesOf(isObject(one) ? one : { name: one }) ?? []) : undefined;
}

/** Without a role a server counts as one that holds mailboxes: Exchange 2013 and later know no other but Edge Transport. */
function holdsMailboxes(server: PropertyReader): boolean {
  const role = server.text('ServerRole') ?? server.text('role') ?? (server.list('roles') ?? []).join(' ');
  const isMailbox = server.flag('IsMailboxServer');
  return isMailbox ?? (typeof role !== 'string' || role === '' || /mailbox/i.test(role));
}

function mailboxServers({ settings }: FactSources, facts: Facts): Fact {
  const servers = serversOf(settings);
  if (servers === undefined) {
    const answer = facts('ask.exchangeServerRuns');
    return answer.kind === 'unknown' ? answer : known(answer.value === true ? 1 : 0, () => answer.evidence);
  }
  const running = servers.filter(
    (server) =>
      holdsMailboxes(server) && !/^(?:down|off|stopped|shut ?down|false)$/i.test(server.text('state') ?? server.text('running') ?? ''),
  );
  const text = servers.map((server) => server.text('name') ?? '').join(', ');
  return known(running.length, [{ source: 'settings', path: 'exchangeServers', text: text === '' ? 'none' : text }]);
}

type Version = readonly [major: number, minor: number];

/**
 * The oldest version that Exchange Online moves mailboxes to. Its message names 15.1; `minimumTargetVersion` says more where it was seen.
 * Source: https://learn.microsoft.com/exchange/troubleshoot/move-mailboxes/cannot-offboard-mailboxes-to-unsupported-exchange-server-versions
 */
function leastVersion(settings: Settings | undefined): Version {
  const text = textOf(settings?.minimumTargetVersion);
  return (typeof text === 'string' ? versionOf(text) : undefined) ?? [15, 1];
}

/** `15.1.2507.6`, `Version 14.3 (Build 513.0)`. */
function versionOf(text: string): Version | undefined {
  const found = /(\d{1,3})\.(\d{1,3})/.exec(text.slice(0, 200));
  return found === null ? undefined : [Number(found[1]), Number(found[2])];
}

const isOlder = (one: Version, other: Version): boolean => one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);

/** True where all servers are older, false where none is; where some are, the target database decides. */
function olderThan(settings: Settings | undefined, least: Version, facts: Facts): Fact {
  const builds = buildsOf(settings);
  if (builds === undefined || builds.length === 0)
    return unknown('the settings tell no build of an Exchange server (serverBuilds, exchangeServers)');
  const versions = builds.map(versionOf);
  const old = versions.filter((version) => version !== undefined && isOlder(version, least)).length;
  const evidence = [{ source: 'settings' as const, path: 'serverBuilds', text: builds.join(', ') }];
  if (old === versions.length) return known(true, evidence);
  if (old === 0 && versions.every((version) => version !== undefined)) return known(false, evidence);
  const answer = old === 0 ? undefined : facts('ask.targetServerIsOld');
  return answer?.kind === 'known' ? answer : unknown('the settings do not tell on which server the target database is');
}

function buildsOf(settings: Settings | undefined): readonly string[] | undefined {
  const own = settings?.serverBuilds;
  if (own !== undefined && own !== null) {
    const list: readonly unknown[] = Array.isArray(own) ? own : isObject(own) ? Object.values(own) : [own];
    return list.flatMap((one) => {
      const text = isObject(one) ? buildOf(propertiesOf(one)) : textOf(one);
      return typeof text === 'string' ? [text] : [];
    });
  }
  return serversOf(settings)
    ?.filter(holdsMailboxes)
    .flatMap((server) => buildOf(server) ?? []);
}

function buildOf(server: PropertyReader | undefined): string | undefined {
  return server?.text('build') ?? server?.text('AdminDisplayVersion') ?? undefined;
}

function deliveryDomainFits({ settings }: FactSources, facts: Facts): Fact {
  const domain =
    textOf(settings?.targetDeliveryDomain) ??
    textOf(settings?.TargetDeliveryDomain) ??
    propertiesOf(settings?.batch)?.text('TargetDeliveryDomain');
  if (typeof domain !== 'string') return unknown('the settings do not say targetDeliveryDomain');
  const name = domain.toLowerCase();
  const direction = facts('input.direction');
  const told = (value: boolean, text: string): Fact =>
    known(value, [{ source: 'settings', path: 'targetDeliveryDomain', text: `${name}; ${text}` }]);
  if (direction.kind === 'known' && direction.value === 'to-onprem') {
    const accepted = acceptedDomainsOf(settings, 'onprem');
    if (accepted === undefined) return unknown('the settings do not say acceptedDomains.onprem');
    return told(
      accepted.some((one) => one.name === name),
      `accepted on-premises: ${accepted.map((one) => one.name).join(', ')}`,
    );
  }
  const routing = routingDomainOf(settings);
  return routing === undefined ? unknown('the settings do not say routingDomain') : told(name === routing, `routing domain: ${routing}`);
}

const COMPUTER = 'computer';
const MOST_SERVERS = 100_000;

function isProtectedComputer(record: RecipientRecord): boolean {
  if (textsOf(record, 'admincount')?.[0] !== '1') return false;
  const classes = textsOf(record, 'objectclass') ?? [];
  if (!classes.some((one) => one.toLowerCase() === COMPUTER)) return false;
  const dn = textsOf(record, 'distinguishedname')?.[0] ?? '';
  return !/OU=Domain Controllers,/i.test(dn);
}

const nameOf = (record: RecipientRecord): string =>
  textsOf(record, 'cn', 'name', 'dnshostname', 'samaccountname', 'distinguishedname')?.[0] ?? 'a computer';
const evidenceOf = (record: RecipientRecord) => [
  ...readColumn(record, ['distinguishedname', 'cn', 'name']).evidence,
  ...readColumn(record, ['admincount']).evidence,
];

/** Domain controllers are protected too, so a computer has to be known as an Exchange server: by its name in the settings, or by its service names. */
function protectedServers({ directories, settings }: FactSources, facts: Facts): Fact {
  const records = directories.onprem?.records;
  const names = new Set((serversOf(settings) ?? []).flatMap((server) => [server.text('name'), server.text('Fqdn')]).flatMap(shortName));
  const found: RecipientRecord[] = [];
  let seen = 0;
  for (const record of records ?? []) {
    if (seen > MOST_SERVERS || !isProtectedComputer(record)) continue;
    seen++;
    if (names.has(shortName(nameOf(record))[0] ?? '') || hasExchangeService(record)) found.push(record);
  }
  if (found.length > 0) return known(found.map(nameOf), () => found.flatMap(evidenceOf));
  const answer = facts('ask.serverAdminCount');
  if (answer.kind === 'known') return known(answer.value === true ? ['the hybrid server'] : null, () => answer.evidence);
  const computers = [...names].flatMap((name) => directories.onprem?.find('sam', `${name}$`)[0] ?? []);
  if (names.size > 0 && computers.length === names.size && computers.every((one) => textsOf(one, 'admincount') !== undefined))
    return known(null, () => computers.flatMap(evidenceOf));
  return unknown('the computer accounts of the Exchange servers were not read');
}

const hasExchangeService = (record: RecipientRecord): boolean =>
  (textsOf(record, 'serviceprincipalname') ?? []).some((one) => /^exchange(?:mdb|rfr|ab)\//i.test(one));

function shortName(name: string | null | undefined): readonly string[] {
  if (typeof name !== 'string' || name === '') return [];
  return [name.toLowerCase().replace(/\$$/, '').split('.')[0] ?? ''];
}
