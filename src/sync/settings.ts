import type { Evidence } from '../evidence/evidence.js';
import { isObject } from '../evidence/is-object.js';
import { plainDn } from '../facts/recipient/scope-facts.js';
import { asBoolean, asNames, asText, type Settings } from '../facts/tenant.js';

/** A value of the settings, or the default of the service. */
export interface Setting<T> {
  readonly value: T;
  readonly isDefault: boolean;
  readonly evidence: Evidence;
}

/** What a cycle needs to know of the tenant and of the tool. */
export interface SyncSettings {
  readonly tool: 'connect' | 'cloud-sync';
  readonly anchorAttribute: Setting<string>;
  readonly blockSoftMatch: Setting<boolean>;
  readonly blockTakeover: Setting<boolean>;
  readonly softMatchOnUpn: Setting<boolean>;
  readonly quarantineUpn: Setting<boolean>;
  readonly quarantineProxy: Setting<boolean>;
  readonly allowRemap: Setting<boolean>;
  readonly upnForManagedUsers: Setting<boolean>;
  readonly inScope: Setting<boolean>;
  /** Lower case; undefined: not given. */
  readonly syncedContainers: readonly string[] | undefined;
  /** `YYYY-MM-DD`; undefined: today, after the roll-out of the 2026 hardening. */
  readonly date: string | undefined;
  /** Lower case; undefined: not given, so nothing is known of a suffix. */
  readonly verifiedDomains: ReadonlySet<string> | undefined;
  readonly initialDomain: string | undefined;
  readonly joinedTo: string | undefined;
  readonly cloudSourceAnchor: string | undefined;
  readonly exchangeOnlyHolders: readonly { readonly type: string; readonly address: string }[];
}

const ANCHOR = 'mS-DS-ConsistencyGuid';

/** In: the settings as they were given. Out: every setting of a cycle. Bad input: a value of the wrong kind counts as not given. */
export function readSyncSettings(settings: Settings | undefined): SyncSettings {
  const flag = (key: string, normal: boolean): Setting<boolean> => {
    const given = own(settings, key);
    const value = given === undefined ? undefined : (asBoolean(given) ?? undefined);
    return setting(key, value, normal);
  };
  const text = (key: string): string | undefined => {
    const value = asText(own(settings, key));
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const tool = text('syncTool')
    ?.toLowerCase()
    .replaceAll(/[^a-z]/g, '');
  return {
    tool: tool === 'cloudsync' ? 'cloud-sync' : 'connect',
    anchorAttribute: setting('sourceAnchorAttribute', text('sourceAnchorAttribute'), ANCHOR),
    blockSoftMatch: flag('blockSoftMatchEnabled', false),
    blockTakeover: flag('blockCloudObjectTakeoverThroughHardMatchEnabled', false),
    softMatchOnUpn: flag('softMatchOnUpnEnabled', true),
    quarantineUpn: flag('quarantineUponUpnConflictEnabled', true),
    quarantineProxy: flag('quarantineUponProxyAddressesConflictEnabled', true),
    allowRemap: flag('allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled', false),
    upnForManagedUsers: flag('synchronizeUpnForManagedUsersEnabled', true),
    inScope: flag('inScope', true),
    syncedContainers: names(own(settings, 'syncedContainers')),
    date: /^\d{4}-\d{2}-\d{2}/.exec(text('date') ?? '')?.[0],
    verifiedDomains: verifiedDomains(settings),
    initialDomain: initialDomain(settings),
    joinedTo: text('joinedTo'),
    cloudSourceAnchor: text('cloudSourceAnchor'),
    exchangeOnlyHolders: holders(own(settings, 'exchangeOnlyHolders')),
  };
}

function own(settings: Settings | undefined, key: string): unknown {
  if (settings === undefined) return undefined;
  if (Object.hasOwn(settings, key)) return settings[key];
  // PowerShell prints Graph's names with a capital letter.
  const printed = `${key.slice(0, 1).toUpperCase()}${key.slice(1)}`;
  return Object.hasOwn(settings, printed) ? settings[printed] : undefined;
}

function setting<T extends string | boolean>(path: string, given: T | undefined, normal: T): Setting<T> {
  const value = given ?? normal;
  const text = given === undefined ? `not given; taken as the default: ${String(normal)}` : String(value);
  return { value, isDefault: given === undefined, evidence: { source: 'settings', path, text } };
}

/** Distinguished names hold commas, so a text is one container. */
function names(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [plainDn(value)];
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((one: unknown) => (typeof one === 'string' && one.trim() !== '' ? [plainDn(one)] : []));
}

function verifiedDomains(settings: Settings | undefined): ReadonlySet<string> | undefined {
  const given = asNames(own(settings, 'verifiedDomains'));
  if (given === undefined || given === null) return undefined;
  const more = [asNames(own(settings, 'federatedDomains')) ?? [], serviceDomains(settings)].flat();
  return new Set([...given, ...more].map((name) => name.toLowerCase()));
}

/** The domains that the service made for the tenant: always verified. */
function serviceDomains(settings: Settings | undefined): readonly string[] {
  return ['initialDomain', 'routingDomain'].flatMap((key) => {
    const value = asText(own(settings, key));
    return typeof value === 'string' ? [value.trim().toLowerCase()] : [];
  });
}

const INITIAL = /^[a-z0-9-]{1,63}\.onmicrosoft\.(?:com|us|cn|de)$/;

/** The tenant's onmicrosoft.com domain: as given, else the one that a list or the routing domain shows. */
function initialDomain(settings: Settings | undefined): string | undefined {
  const given = asText(own(settings, 'initialDomain'));
  if (typeof given === 'string' && given.trim() !== '') return given.trim().toLowerCase();
  const listed = (asNames(own(settings, 'verifiedDomains')) ?? []).map((name) => name.toLowerCase()).filter((name) => INITIAL.test(name));
  if (listed.length === 1) return listed[0];
  const routing = asText(own(settings, 'routingDomain'));
  const derived = typeof routing === 'string' ? routing.trim().toLowerCase().replace('.mail.onmicrosoft.', '.onmicrosoft.') : '';
  return INITIAL.test(derived) ? derived : undefined;
}

function holders(value: unknown): SyncSettings['exchangeOnlyHolders'] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, 10_000).flatMap((one: unknown) => {
    if (!isObject(one) || typeof one.address !== 'string') return [];
    return [
      {
        type: typeof one.type === 'string' ? one.type : 'object',
        address: one.address
          .replace(/^smtp:/i, '')
          .trim()
          .toLowerCase(),
      },
    ];
  });
}
