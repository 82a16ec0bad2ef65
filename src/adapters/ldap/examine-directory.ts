import { NOT_READABLE } from '../../evidence/snapshot.js';
import { buildOf } from '../../parse/ad/configuration-objects.js';
import { textOf } from '../../parse/ad/values.js';
import type { DoctorLine } from '../../ports/live.js';
import { heldContexts } from './domains.js';
import { readEntry } from './entries.js';
import { ANY, allOf, equal, present } from './filters.js';
import { createRecordMaker } from './records.js';
import { serverProblem, shownText } from './server-problems.js';
import type { Session } from './session.js';
import type { Station } from './station.js';

/** What one check says; see `DoctorLine`. */
export type Line = Pick<DoctorLine, 'verdict' | 'says' | 'next'>;

export interface Look {
  readonly station: Station;
  readonly session: Session;
  readonly signal: AbortSignal;
}

/** msDS-Behavior-Version of a domain. Source: MS-ADTS 6.1.4.3. */
const LEVELS: Readonly<Record<number, string>> = {
  0: 'Windows 2000',
  1: 'Windows Server 2003 interim',
  2: 'Windows Server 2003',
  3: 'Windows Server 2008',
  4: 'Windows Server 2008 R2',
  5: 'Windows Server 2012',
  6: 'Windows Server 2012 R2',
  7: 'Windows Server 2016',
  10: 'Windows Server 2025',
};

export function lookAtServer({ root, address, isCatalogue }: Station): Line {
  const name = root.dnsHostName === undefined ? address.host : shownText(root.dnsHostName);
  if (!root.isActiveDirectory)
    return {
      verdict: 'warning',
      says: `${name} is a directory, but no Active Directory.`,
      next: 'Name a domain controller, unless this directory is meant.',
    };
  const level = root.domainLevel === undefined ? 'unknown' : (LEVELS[root.domainLevel] ?? `number ${root.domainLevel}`);
  const catalogue = root.isGlobalCatalogReady === true ? 'it is a global catalogue' : 'it is no global catalogue';
  const says = `${name} is a domain controller, functional level ${level}; ${catalogue}.`;
  if (!isCatalogue) return { verdict: 'ok', says };
  return {
    verdict: 'warning',
    says: `${says} The port is that of the global catalogue, which holds a part of the attributes.`,
    next: 'Use port 636 or 389 to read all attributes of a domain.',
  };
}

const SCHEMA_VERSION = 'ms-Exch-Schema-Version-Pt';

export async function lookAtSchema({ station, session, signal }: Look): Promise<Line> {
  const { root, plan } = station;
  const asked = `${plan.asked.length} of the attributes that rules use are asked for`;
  if (!plan.hasExchange)
    return {
      verdict: 'warning',
      says: `The schema has no attributes of Exchange; ${asked}.`,
      next: 'If the forest has Exchange, name a domain controller of that forest.',
    };
  if (root.schema === undefined) return { verdict: 'ok', says: `The schema has the attributes of Exchange; ${asked}.` };
  const answer = await session.search(
    { base: root.schema, scope: 'one', filter: equal('cn', SCHEMA_VERSION), attributes: ['rangeUpper'] },
    signal,
  );
  const entry = answer.kind === 'ok' ? answer.value.entries[0] : undefined;
  const version = entry === undefined ? undefined : textOf(readEntry(entry).entry, 'rangeupper');
  return {
    verdict: 'ok',
    says: `The schema has the attributes of Exchange${version === undefined ? '' : `, version ${shownText(version)}`}; ${asked}.`,
  };
}

/** Attributes without which hardly any rule decides. */
const KEY_ATTRIBUTES = `proxyaddresses mail targetaddress mailnickname userprincipalname objectguid ms-ds-consistencyguid msexchmailboxguid
 msexcharchiveguid msexchrecipienttypedetails msexchremoterecipienttype legacyexchangedn useraccountcontrol`.split(/\s+/);

/** Looks at one user with an address: what of it the account may not read. */
export async function lookAtRights({ station, session, signal }: Look): Promise<Line> {
  const { plan, root, domains } = station;
  const base = station.isCatalogue ? '' : (heldContexts(root, domains)[0] ?? root.defaultNamingContext ?? '');
  const filter = allOf([equal('objectClass', 'user'), present(plan.hasExchange ? 'mailNickname' : 'mail')]);
  const pages = session.pages(
    { base, scope: 'sub', filter, attributes: plan.asked, binary: plan.binary, controls: plan.controls },
    1,
    signal,
  );
  for await (const page of pages) {
    if (page.kind === 'failed') {
      const { what, next } = serverProblem(page.failed, station.url, 'search').problem;
      return { verdict: 'failed', says: what, next };
    }
    if (page.value.entries.length === 0) continue;
    const [record] = await createRecordMaker(station).recordsOf(page.value.entries.slice(0, 1), session, signal);
    return rightsLine(record?.[NOT_READABLE], station);
  }
  return {
    verdict: 'warning',
    says: 'The account sees no user with an address.',
    next: 'If there are such users, give the account the right to read them.',
  };
}

function rightsLine(notReadable: unknown, { root, account }: Station): Line {
  if (!root.isActiveDirectory || account.sids.size === 0)
    return {
      verdict: 'warning',
      says: 'Users can be read; whether something is kept from this account cannot be told.',
      next: 'Compare one user with what an administrator sees.',
    };
  const names = (Array.isArray(notReadable) ? notReadable : []).flatMap((name) => (typeof name === 'string' ? [name] : []));
  const keys = names.filter((name) => KEY_ATTRIBUTES.includes(name.toLowerCase()));
  if (keys.length > 0)
    return {
      verdict: 'warning',
      says: `The account may not read ${keys.join(', ')} of a user that was looked at; what it may not read counts as unknown.`,
      next: 'Give the account the right to read these properties, or use another one.',
    };
  return { verdict: 'ok', says: 'The account may read the attributes that decide most, of the user that was looked at.' };
}

const MOST_SERVERS = 20;

/** The organization of Exchange and the builds of its servers. */
export async function lookAtConfiguration({ station, session, signal }: Look): Promise<Line> {
  const base = station.root.configuration;
  if (base === undefined || !station.root.isActiveDirectory)
    return { verdict: 'skipped', says: 'The server holds no configuration of Exchange.', next: 'Name a domain controller.' };
  const organizations = await namesOf({ station, session, signal }, base, 'msExchOrganizationContainer');
  if ('verdict' in organizations) return organizations;
  const [organization] = organizations;
  if (organization === undefined)
    return {
      verdict: 'warning',
      says: 'The account sees no organization of Exchange in the configuration.',
      next: 'If the forest has Exchange, give the account the right to read below CN=Microsoft Exchange,CN=Services.',
    };
  const servers = await namesOf({ station, session, signal }, base, 'msExchExchangeServer');
  if ('verdict' in servers) return servers;
  const list = servers.slice(0, MOST_SERVERS).map(({ name, build }) => (build === undefined ? name : `${name} (${build})`));
  const more = servers.length > list.length ? ` and ${servers.length - list.length} more` : '';
  return {
    verdict: 'ok',
    says: `The organization ${organization.name} can be read, with ${servers.length === 0 ? 'no server' : `the servers ${list.join(', ')}${more}`}.`,
  };
}

interface Named {
  readonly name: string;
  readonly build: string | undefined;
}

async function namesOf({ station, session, signal }: Look, base: string, className: string): Promise<readonly Named[] | Line> {
  const found: Named[] = [];
  const question = {
    base,
    scope: 'sub' as const,
    filter: allOf([ANY, equal('objectClass', className)]),
    attributes: ['cn', 'serialNumber'],
  };
  for await (const page of session.pages(question, 500, signal)) {
    if (page.kind === 'failed') {
      const { what, next } = serverProblem(page.failed, station.url, 'search of the configuration').problem;
      return { verdict: 'failed', says: what, next };
    }
    for (const from of page.value.entries) {
      const { entry } = readEntry(from);
      const build = textOf(entry, 'serialnumber');
      found.push({
        name: shownText(textOf(entry, 'cn') ?? entry.dn),
        build: build === undefined ? undefined : (buildOf(build).build ?? shownText(build)),
      });
    }
  }
  return found;
}
