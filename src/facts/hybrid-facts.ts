import type { Evidence } from '../evidence/evidence.js';
import { isObject } from '../evidence/is-object.js';
import { instantOf } from './date.js';
import { notGiven, said, sharedDomains } from './domain-facts.js';
import { type ExchangeBuild, isBehind, readBuild, speaksGraph } from './exchange-builds.js';
import type { Fact, FactName } from './fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from './maker.js';
import { configurationOf, routingDomainOf } from './organization.js';
import { ONLY_ASKED, readColumn } from './recipients.js';
import { type PropertyReader, propertiesOf, textOf } from './settings-values.js';
import { CHANGE_COLUMNS, latestChange, TYPE_COLUMNS } from './side-summary.js';
import { asBoolean, type Settings } from './tenant.js';

const LATELY = 90 * 86_400_000;

/** Servers, hybrid application and relationships of an Exchange hybrid organization. */
export const hybridFacts: Readonly<Record<FactName, DefinedFact>> = {
  'tenant.unsupportedServers': {
    type: 'list',
    title: 'on-premises Exchange servers that are out of support on the day',
    make: (sources, facts) => serversThat(sources, facts, ({ supportEnds }, day) => supportEnds !== undefined && day > supportEnds),
  },
  'tenant.outdatedServers': {
    type: 'list',
    title: 'on-premises Exchange servers that are older than the newest update and the one before',
    make: (sources, facts) => serversThat(sources, facts, isBehind),
  },
  'tenant.serversWithoutGraph': {
    type: 'list',
    title: 'on-premises Exchange servers that cannot ask Microsoft Graph (older than Exchange Server SE with the update of May 2026)',
    make: (sources, facts) =>
      serversThat(sources, facts, (build) => {
        const speaks = speaksGraph(build);
        return speaks === undefined ? undefined : !speaks;
      }),
  },
  'tenant.exchangeServerCount': {
    type: 'number',
    title: 'how many Exchange servers the organization has',
    make: ({ settings }) => {
      const all = serversOf(settings);
      return all === undefined
        ? notGiven('exchangeServers', 'Get-ExchangeServer')
        : known(all.length, said('exchangeServers', `${all.length} servers`));
    },
  },
  'tenant.exchangeAttributesInUse': {
    type: 'boolean',
    title: 'an on-premises object is a remote mailbox, mail user or mailbox and was changed within 90 days',
    reads: { onprem: [...TYPE_COLUMNS, ...CHANGE_COLUMNS] },
    make: attributesInUse,
  },
  'tenant.hybridAppDedicated': {
    type: 'boolean',
    title: 'the EvoSTS authorization server names an application of its own',
    make: appDedicated,
  },
  'tenant.hybridAppSwitchedOn': {
    type: 'boolean',
    title: 'a setting override lets the servers use the dedicated hybrid application',
    make: appSwitchedOn,
  },
  'tenant.hybridAppMayUseGraph': {
    type: 'boolean',
    title: 'the dedicated hybrid application holds the Graph permissions',
    make: ({ settings }) => {
      const value = asBoolean(settings?.hybridAppGraphPermissions);
      return value == null
        ? unknown('the settings do not say hybridAppGraphPermissions')
        : known(value, said('hybridAppGraphPermissions', String(value)));
    },
  },
  'tenant.ewsAllowListed': {
    type: 'boolean',
    title: 'EWS is on in Exchange Online and allows applications (EwsEnabled, EwsAllowedAppIDs)',
    make: ewsAllowListed,
  },
  'tenant.oauthWorks': { type: 'boolean', title: 'Test-OAuthConnectivity succeeds', make: oauthWorks },
  'tenant.onPremRelationship': {
    type: 'boolean',
    title: 'an enabled organization relationship on-premises holds the routing domain',
    make: onPremRelationship,
  },
  'tenant.cloudRelationship': {
    type: 'text',
    title: 'how much of the shared mail domains the enabled organization relationships in the cloud hold: all, some, none',
    make: cloudRelationship,
  },
};

interface Server {
  readonly name: string;
  readonly path: string;
  /** Undefined: its build was not given or is none of Exchange. */
  readonly build: ExchangeBuild | undefined;
}

/** Undefined where the settings hold no servers. */
function serversOf(settings: Settings | undefined): readonly Server[] | undefined {
  const key = settings?.exchangeServers === undefined ? 'serverBuilds' : 'exchangeServers';
  const given = settings?.[key];
  const list = Array.isArray(given) ? given : isObject(given) || typeof given === 'string' ? [given] : undefined;
  return list?.map((one: unknown, index) => {
    const read = propertiesOf(one);
    const texts =
      typeof one === 'string' ? [one] : ['build', 'version', 'ExSetupVersion', 'AdminDisplayVersion'].map((name) => read?.text(name));
    const build = texts.map((text) => (typeof text === 'string' ? readBuild(text) : undefined)).find((found) => found !== undefined);
    return { name: read?.text('name') ?? read?.text('Fqdn') ?? read?.text('Identity') ?? '', path: `${key}[${index}]`, build };
  });
}

/** The servers for which a test holds; unknown where it holds for none and cannot be told for one. */
function serversThat({ settings }: FactSources, facts: Facts, test: (build: ExchangeBuild, day: number) => boolean | undefined): Fact {
  const all = serversOf(settings);
  if (all === undefined) return notGiven('exchangeServers', 'Get-ExchangeServer');
  const day = facts('tenant.day');
  if (day.kind === 'unknown' || typeof day.value !== 'number') return day;
  const on = day.value;
  const judged = all.map((server) => ({ ...server, verdict: server.build === undefined ? undefined : test(server.build, on) }));
  const found = judged.filter(({ verdict }) => verdict === true);
  const evidence = (servers: readonly Server[]): readonly Evidence[] =>
    servers
      .slice(0, 6)
      .flatMap(({ name, path, build }) => said(path, `${name} ${build?.product ?? ''} ${build?.parts.join('.') ?? ''}`.trim()));
  if (found.length > 0)
    return known(
      found.map(({ name, build }) => `${name} ${build?.parts.join('.') ?? ''}`.trim()),
      evidence(found),
    );
  return judged.some(({ verdict }) => verdict === undefined)
    ? unknown(
        'the build of a server was not given, or is that of its cumulative update, which Get-ExchangeServer shows whatever updates are installed',
      )
    : known(null, all.length === 0 ? said('exchangeServers', 'no server') : evidence(judged));
}

function attributesInUse({ settings, directories }: FactSources): Fact {
  const index = directories.onprem;
  if (index === undefined) return unknown('the on-premises side was not read');
  if (index.isAsked === true) return unknown(ONLY_ASKED);
  const now = instantOf(settings?.date);
  if (now === undefined) return unknown('the settings do not say date');
  const { at, record, isDoubtful } = latestChange(index);
  if (record !== undefined && now.end - at <= LATELY) return known(true, () => readColumn(record, CHANGE_COLUMNS).evidence);
  return isDoubtful
    ? unknown('whenChanged of the recipients is not in the export')
    : known(false, said('exchangeServers', 'no Exchange recipient was changed within 90 days'));
}

const SHARED_APP = '00000002-0000-0ff1-ce00-000000000000';
const APP_ID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function appDedicated({ settings }: FactSources): Fact {
  const app = settings?.hybridApp;
  const own = propertiesOf(app);
  const id = typeof app === 'string' ? app : (own?.text('ApplicationIdentifier') ?? own?.text('appId') ?? own?.text('id'));
  if (typeof id === 'string' && APP_ID.test(id.trim())) return known(id.trim().toLowerCase() !== SHARED_APP, said('hybridApp', id));
  const flag = asBoolean(app) ?? own?.flag('dedicated');
  if (typeof flag === 'boolean') return known(flag, said('hybridApp', String(flag)));
  if (app === null) return known(false, said('hybridApp', 'not set'));
  if (own?.has('ApplicationIdentifier') === true || own?.has('appId') === true)
    return known(false, said('hybridApp.ApplicationIdentifier', 'not set'));
  const given = settings?.authServers;
  const all: readonly unknown[] | undefined = Array.isArray(given) ? given : isObject(given) ? [given] : undefined;
  if (all === undefined) return notGiven('authServers', 'Get-AuthServer');
  const evoSts = all
    .map((one) => propertiesOf(one))
    .filter((read) => /evosts/i.test(read?.text('Name') ?? read?.text('Identity') ?? '') && read?.flag('Enabled') !== false);
  if (evoSts.length === 0)
    return unknown('no EvoSTS authorization server is among the authServers: without OAuth there is nothing to judge');
  const ids = evoSts.map((read) => read?.text('ApplicationIdentifier'));
  const dedicated = ids.find((one) => typeof one === 'string' && APP_ID.test(one) && one.toLowerCase() !== SHARED_APP);
  if (dedicated !== undefined) return known(true, said('authServers.ApplicationIdentifier', dedicated ?? ''));
  if (ids.includes(undefined)) return unknown('EvoSTS was exported without ApplicationIdentifier');
  return known(false, said('authServers.ApplicationIdentifier', ids[0] ?? 'not set'));
}

function appSwitchedOn({ settings }: FactSources): Fact {
  const app = propertiesOf(settings?.hybridApp);
  const flag = ['override', 'settingOverride', 'EnableExchangeHybrid3PAppFeature']
    .map((name) => app?.flag(name))
    .find((one) => one !== undefined);
  if (flag !== undefined) return known(flag, said('hybridApp.override', String(flag)));
  const given = settings?.settingOverrides;
  const all: readonly unknown[] | undefined = Array.isArray(given) ? given : isObject(given) ? [given] : undefined;
  if (all === undefined) return notGiven('settingOverrides', 'Get-SettingOverride');
  const found = all.find((one) => {
    const read = propertiesOf(one);
    const name = typeof one === 'string' ? one : (read?.text('Name') ?? read?.text('Identity') ?? '');
    const section = read?.text('SectionName') ?? '';
    const isOff = (read?.list('Parameters') ?? []).some((part) => /^enabled=false$/i.test(part.trim()));
    return !isOff && (/EnableExchangeHybrid3PAppFeature/i.test(name) || /^ExchangeOnpremAsThirdPartyAppId$/i.test(section));
  });
  return known(
    found !== undefined,
    said('settingOverrides', found === undefined ? 'none enables ExchangeOnpremAsThirdPartyAppId' : 'ExchangeOnpremAsThirdPartyAppId'),
  );
}

function ewsAllowListed({ settings }: FactSources): Fact {
  const read: PropertyReader | undefined = configurationOf(settings, 'organizationConfig', 'cloud');
  const own = propertiesOf(settings);
  const source = [read, own].find((one) => one?.has('EwsEnabled') === true || one?.has('EwsAllowedAppIDs') === true);
  if (source === undefined)
    return notGiven('organizationConfig.EwsEnabled and EwsAllowedAppIDs', 'Get-OrganizationConfig of Exchange Online');
  const isOn = source.flag('EwsEnabled');
  const evidence = (text: string): readonly Evidence[] =>
    said('organizationConfig.cloud.EwsEnabled', `EwsEnabled ${String(isOn ?? 'not set')}, EwsAllowedAppIDs ${text}`);
  if (isOn === false) return known(false, evidence('is of no use'));
  const ids = source.list('EwsAllowedAppIDs');
  if (ids === undefined) return unknown('EwsAllowedAppIDs of Get-OrganizationConfig was not given');
  if (ids.length === 0) return known(false, evidence('not set'));
  const app = textOf(propertiesOf(settings?.hybridApp)?.raw('appId') ?? settings?.hybridApp);
  const isListed = typeof app !== 'string' || !APP_ID.test(app) || ids.some((id) => id.toLowerCase() === app.toLowerCase());
  return known(isListed && source.has('EwsEnabled') && isOn === true, evidence(ids.slice(0, 4).join(', ')));
}

function oauthWorks({ settings }: FactSources): Fact {
  const given = settings?.oauth;
  if (given === undefined || given === null) return notGiven('oauth', 'Test-OAuthConnectivity');
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  const results = all.map((one) =>
    typeof one === 'string' ? one : typeof one === 'boolean' ? (one ? 'Success' : 'Error') : propertiesOf(one)?.text('ResultType'),
  );
  const failed = results.find((one) => typeof one === 'string' && !/^(?:success|0)$/i.test(one.trim()));
  if (typeof failed === 'string') return known(false, said('oauth.ResultType', failed));
  if (results.length === 0 || results.some((one) => typeof one !== 'string'))
    return unknown('the results of Test-OAuthConnectivity show no ResultType');
  return known(true, said('oauth.ResultType', 'Success'));
}

interface Relationship {
  readonly side: string | undefined;
  readonly domains: readonly string[] | undefined;
}

/** Enabled organization relationships: a list whose elements may say `side`, or `{ onprem: [...], cloud: [...] }`. Undefined: the side was not given. */
function relationshipsOf(settings: Settings | undefined, side: 'onprem' | 'cloud'): readonly Relationship[] | undefined {
  const given = settings?.organizationRelationships;
  const perSide = isObject(given) && ('onprem' in given || 'cloud' in given) ? given[side] : given;
  const list: readonly unknown[] | undefined = Array.isArray(perSide) ? perSide : isObject(perSide) ? [perSide] : undefined;
  if (list === undefined) return undefined;
  const all = list.map((one) => {
    const read = propertiesOf(one);
    return {
      side: read?.text('side') ?? undefined,
      isOff: read?.flag('Enabled') === false,
      domains: read?.list('DomainNames')?.map((name) => name.toLowerCase()),
    };
  });
  // A file of the other side alone says nothing about this one.
  if (all.length > 0 && all.every((one) => one.side !== undefined && one.side !== side)) return undefined;
  return all.filter((one) => !one.isOff && (one.side === undefined || one.side === side));
}

function onPremRelationship({ settings }: FactSources): Fact {
  const all = relationshipsOf(settings, 'onprem');
  if (all === undefined) return notGiven('organizationRelationships of on-premises', 'Get-OrganizationRelationship');
  const routing = routingDomainOf(settings);
  const isRouting = (name: string): boolean => (routing === undefined ? /\.mail\.onmicrosoft\.[a-z]{2,3}$/.test(name) : name === routing);
  const found = all.some(({ domains }) => domains?.some(isRouting));
  if (!found && all.some(({ domains }) => domains === undefined))
    return unknown('an organization relationship was exported without DomainNames');
  return known(
    found,
    said(
      'organizationRelationships',
      found ? `holds ${routing ?? 'the routing domain'}` : `no enabled one on-premises holds ${routing ?? 'tenant.mail.onmicrosoft.com'}`,
    ),
  );
}

function cloudRelationship({ settings }: FactSources): Fact {
  const all = relationshipsOf(settings, 'cloud');
  if (all === undefined) return notGiven('organizationRelationships of the cloud', 'Get-OrganizationRelationship');
  if (all.some(({ domains }) => domains === undefined)) return unknown('an organization relationship was exported without DomainNames');
  const held = all.flatMap(({ domains }) => domains ?? []);
  const shared = sharedDomains(settings);
  if (shared === undefined || shared.length === 0) {
    const mail = held.filter((name) => !/\.onmicrosoft\.[a-z]{2,3}$/.test(name));
    if (mail.length === 0) return known('none', said('organizationRelationships', 'no enabled one in the cloud holds a mail domain'));
    return unknown('the accepted domains of both sides are not known');
  }
  const missing = shared.filter((name) => !held.includes(name));
  const verdict = missing.length === 0 ? 'all' : missing.length < shared.length ? 'some' : 'none';
  return known(
    verdict,
    said(
      'organizationRelationships',
      missing.length === 0 ? shared.slice(0, 4).join(', ') : `no enabled one in the cloud holds ${missing.slice(0, 4).join(', ')}`,
    ),
  );
}
