import { isObject } from '../evidence/is-object.js';
import { dayOf, instantOf } from './date.js';
import { notGiven, said } from './domain-facts.js';
import type { Fact, FactName } from './fact.js';
import { type DefinedFact, type FactSources, known, unknown } from './maker.js';
import { listOf, type PropertyReader, propertiesOf, textOf } from './settings-values.js';
import { asBoolean, asNames, type Settings } from './tenant.js';

const HOUR = 3_600_000;

/** Directory synchronization, Graph sign-in and scripts: what the settings and the exports of Entra Connect and Graph tell. */
export const entraConnectFacts: Readonly<Record<FactName, DefinedFact>> = {
  'tenant.day': {
    type: 'number',
    title: 'the day by which dated rules judge, as 20261122',
    make: ({ settings }) => {
      const day = dayOf(settings);
      return day === undefined ? unknown('the settings do not say date') : known(day, said('date', String(settings?.date)));
    },
  },
  'tenant.dirSyncEnabled': {
    type: 'boolean',
    title: 'directory synchronization is on for the tenant (onPremisesSyncEnabled)',
    make: dirSyncEnabled,
  },
  'tenant.syncIsStale': { type: 'boolean', title: 'the last synchronization is more than three hours old', make: syncIsStale },
  'tenant.connectVersion': {
    type: 'text',
    title: 'version of Entra Connect Sync',
    make: ({ settings }) => {
      const text = textOf(settings?.connectVersion) ?? propertiesOf(settings?.connect)?.text('version');
      return typeof text === 'string' ? known(text, said('connectVersion', text)) : unknown('the settings do not say connectVersion');
    },
  },
  'tenant.connectBelowMinimum': { type: 'boolean', title: 'Entra Connect Sync is older than 2.5.79.0', make: connectBelowMinimum },
  'tenant.connectStaging': schedulerFlag('every Entra Connect server that was given is in staging mode', 'StagingModeEnabled', (flags) =>
    flags.every((one) => one),
  ),
  'tenant.syncCycleEnabled': schedulerFlag(
    'an Entra Connect server runs its cycle by itself (SyncCycleEnabled)',
    'SyncCycleEnabled',
    (flags) => flags.some((one) => one),
  ),
  'tenant.syncsExchangeAttributes': {
    type: 'boolean',
    title: 'Entra Connect knows the Exchange attributes (rule In from AD - User Exchange)',
    make: syncsExchange,
  },
  'tenant.deletionsAboveThreshold': {
    type: 'boolean',
    title: 'pending deletions exceed the export deletion threshold',
    make: deletionsAboveThreshold,
  },
  'tenant.retiredCmdlets': {
    type: 'list',
    title: 'cmdlets of the retired modules MSOnline and AzureAD in the scripts',
    make: retiredCmdlets,
  },
  'tenant.graphMayWriteAnchor': { type: 'boolean', title: 'the Graph session may write onPremisesImmutableId', make: mayWriteAnchor },
  'tenant.schemaExtended': {
    type: 'boolean',
    title: 'the Active Directory schema holds the Exchange attributes and mS-DS-ConsistencyGuid',
    make: schemaExtended,
  },
};

/** A property of the organization object of Graph, or of the settings themselves. */
function organizationValue(settings: Settings | undefined, name: string): unknown {
  const given = settings?.organization;
  const object = Array.isArray(given) ? given[0] : isObject(given) && Array.isArray(given.value) ? given.value[0] : given;
  const read = propertiesOf(object);
  if (read?.has(name) === true) return read.raw(name);
  return settings !== undefined && Object.hasOwn(settings, name) ? settings[name] : undefined;
}

function dirSyncEnabled({ settings }: FactSources): Fact {
  const value = organizationValue(settings, 'onPremisesSyncEnabled');
  if (value === undefined) return notGiven('organization.onPremisesSyncEnabled', 'Get-MgOrganization');
  const isOn = asBoolean(value === '' ? null : value);
  if (isOn === undefined) return unknown('organization.onPremisesSyncEnabled is neither true nor false');
  // Graph answers null where synchronization was never on.
  return known(isOn === true, said('organization.onPremisesSyncEnabled', isOn === null ? 'not set' : String(isOn)));
}

function syncIsStale({ settings }: FactSources): Fact {
  const value = organizationValue(settings, 'onPremisesLastSyncDateTime');
  if (value === undefined || value === null || value === '')
    return notGiven('organization.onPremisesLastSyncDateTime', 'Get-MgOrganization');
  const [last, now] = [instantOf(value), instantOf(settings?.date)];
  if (last === undefined) return unknown('organization.onPremisesLastSyncDateTime is no date that can be read in one way');
  if (now === undefined) return unknown('the settings do not say date');
  const evidence = [...said('organization.onPremisesLastSyncDateTime', textOf(value) ?? 'a date'), ...said('date', String(settings?.date))];
  if (now.start - last.end > 3 * HOUR) return known(true, evidence);
  return now.end - last.start <= 3 * HOUR
    ? known(false, evidence)
    : unknown('the settings give the day alone; date may carry the time (2026-11-22T09:00:00Z)');
}

const MINIMUM = [2, 5, 79, 0];

function connectBelowMinimum(_: FactSources, facts: (name: string) => Fact): Fact {
  const version = facts('tenant.connectVersion');
  if (version.kind === 'unknown') return version;
  const parts = /^\s{0,9}v?(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?(?:\.(\d{1,5}))?/i.exec(String(version.value));
  if (parts === null) return unknown('connectVersion is no version number');
  for (const [index, least] of MINIMUM.entries()) {
    const own = Number(parts[index + 1] ?? 0);
    if (own !== least) return known(own < least, version.evidence);
  }
  return known(false, version.evidence);
}

/** Entra Connect servers: the export of one Get-ADSyncScheduler, or several in a list; the property may stand in the settings alone. */
function schedulerFlag(title: string, name: string, judge: (flags: readonly boolean[]) => boolean): DefinedFact {
  return {
    type: 'boolean',
    title,
    make: ({ settings }) => {
      const given = settings?.adSyncScheduler ?? settings;
      const servers: readonly unknown[] = Array.isArray(given) ? given : [given];
      const flags = servers.map((one) => propertiesOf(one)?.flag(name));
      const told = flags.filter((flag) => flag !== undefined);
      if (told.length === 0 || told.length < flags.length) return notGiven(`adSyncScheduler.${name}`, 'Get-ADSyncScheduler');
      return known(judge(told), said(`adSyncScheduler.${name}`, told.join(', ')));
    },
  };
}

function syncsExchange({ settings }: FactSources): Fact {
  const attributes = settings?.connectorAttributes === undefined ? undefined : listOf(settings.connectorAttributes);
  if (attributes !== undefined && !attributes.some((name) => name.toLowerCase() === 'msexchmailboxguid'))
    return known(false, said('connectorAttributes', 'msExchMailboxGuid is not among them'));
  const rules = settings?.syncRules;
  if (!Array.isArray(rules)) return notGiven('syncRules', 'Get-ADSyncRule');
  const found = rules.flatMap((rule: unknown) => {
    const read = propertiesOf(rule);
    const name = typeof rule === 'string' ? rule : read?.text('Name');
    return typeof name === 'string' && /in from ad - user exchange/i.test(name) && read?.flag('Disabled') !== true ? [name] : [];
  });
  return known(found.length > 0, said('syncRules', found[0] ?? 'no enabled rule In from AD - User Exchange'));
}

function numberOf(value: unknown): number | undefined {
  const text = textOf(value);
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function deletionsAboveThreshold({ settings }: FactSources): Fact {
  const given = settings?.deletionThreshold;
  const read: PropertyReader | undefined = propertiesOf(Array.isArray(given) ? given[0] : given);
  const first = (...names: readonly string[]): number | undefined =>
    names.map((name) => numberOf(read?.raw(name))).find((one) => one !== undefined);
  const pending =
    numberOf(settings?.pendingDeletions) ?? numberOf(settings?.pendingDeletes) ?? first('pendingDeletions', 'pendingDeletes', 'pending');
  if (pending === undefined)
    return unknown('the settings do not say pendingDeletions (connector space of the Entra connector, pending export, delete)');
  const isOff =
    read?.flag('enabled') === false ||
    read?.text('DeletionPrevention') === '0' ||
    /^disabled/i.test(read?.text('DeletionPrevention') ?? '');
  if (isOff) return known(false, said('deletionThreshold', 'the threshold is switched off'));
  const threshold = numberOf(given) ?? first('ThresholdCount', 'threshold', 'DeletionThreshold') ?? 500;
  return known(pending > threshold, [...said('pendingDeletions', String(pending)), ...said('deletionThreshold', String(threshold))]);
}

// Modules that share the prefix and live on: seamless sign-on, Kerberos server, password protection, Connect Health.
const RETIRED =
  /(?<![\w-])[A-Za-z]{2,15}-(?:Msol[A-Za-z]{1,60}|AzureAD(?!SSO|Kerberos|PasswordProtection|ConnectHealth|Connect|DirectorySync)(?:[A-Za-z0-9]{0,60}))(?![\w-])/g;
const IMPORT = /(?<![\w-])(?:Import|Install)-Module\s{1,20}(?:-Name\s{1,20})?['"]?(MSOnline|AzureAD|AzureADPreview)(?![\w.-])/gi;
const MOST_SCRIPT = 4_000_000;

function retiredCmdlets({ settings }: FactSources): Fact {
  const given = settings?.scripts;
  if (given === undefined || given === null) return unknown('the settings hold no scripts');
  const all: readonly unknown[] = Array.isArray(given) ? given : [given];
  const found = new Set<string>();
  for (const one of all) {
    const text =
      typeof one === 'string'
        ? one
        : ['text', 'content', 'body', 'script'].map((name) => propertiesOf(one)?.raw(name)).find((part) => typeof part === 'string');
    if (typeof text !== 'string') continue;
    for (const line of text.slice(0, MOST_SCRIPT).split('\n')) {
      if (/^\s*#/.test(line.slice(0, 200)) || !/msol|azuread|msonline/i.test(line)) continue;
      for (const match of line.matchAll(new RegExp(RETIRED, 'gi'))) found.add(match[0]);
      for (const match of line.matchAll(IMPORT)) found.add(match[0]);
    }
  }
  return known(
    found.size === 0 ? null : [...found],
    said('scripts', [...found].slice(0, 8).join(', ') || 'no cmdlet of MSOnline or AzureAD'),
  );
}

const WRITING_SCOPES = ['user.readwrite.all', 'directory.readwrite.all'];
const WRITING_ROLES = ['user administrator', 'hybrid identity administrator', 'global administrator'];

function mayWriteAnchor({ settings }: FactSources): Fact {
  const scopes = settings?.scopes === undefined ? undefined : asNames(settings.scopes);
  const roles =
    settings?.roles === undefined ? undefined : Array.isArray(settings.roles) ? asNames(settings.roles) : asNames([settings.roles]);
  if (scopes != null && !scopes.some((one) => WRITING_SCOPES.includes(one)))
    return known(false, said('scopes', scopes.join(', ') || 'none'));
  if (roles != null && !roles.some((one) => WRITING_ROLES.includes(one))) return known(false, said('roles', roles.join(', ') || 'none'));
  if (scopes == null) return notGiven('scopes', 'Get-MgContext');
  if (roles == null) return unknown('the settings do not say roles (of the account that is signed in)');
  return known(true, [...said('scopes', scopes.join(', ')), ...said('roles', roles.join(', '))]);
}

function schemaExtended({ settings }: FactSources): Fact {
  const given = settings?.schemaAttributes;
  const names = Array.isArray(given)
    ? given.map((one: unknown) =>
        typeof one === 'string' ? one : (propertiesOf(one)?.text('lDAPDisplayName') ?? propertiesOf(one)?.text('name') ?? ''),
      )
    : isObject(given)
      ? Object.entries(given).flatMap(([name, isThere]) => (asBoolean(isThere) === true ? [name] : []))
      : undefined;
  if (names === undefined) return notGiven('schemaAttributes', 'Get-ADObject in the schema');
  const there = new Set(names.map((name) => name.toLowerCase()));
  const missing = ['msExchRemoteRecipientType', 'mS-DS-ConsistencyGuid'].filter((name) => !there.has(name.toLowerCase()));
  return known(
    missing.length === 0,
    said('schemaAttributes', missing.length === 0 ? 'both attributes are there' : `${missing.join(', ')}: not in the schema`),
  );
}
