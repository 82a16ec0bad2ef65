import type { Side } from '../../evidence/directory.js';
import { isObject } from '../../evidence/is-object.js';
import { ok, type Problem, problem, type Result } from '../../evidence/problem.js';
import { graphSettings, valueOf } from './graph-settings.js';
import { CMDLET_OF, type ExportKind, type ExportRecord, kindOf, sideOf } from './kind.js';

/** Settings of one file, or of all. */
export type SettingsPart = Readonly<Record<string, unknown>>;

type ListKind = Exclude<
  ExportKind,
  | 'acceptedDomain'
  | 'hybridConfiguration'
  | 'organizationConfig'
  | 'transportConfig'
  | 'deletionThreshold'
  | 'organization'
  | 'domain'
  | 'directorySynchronization'
  | 'schemaAttribute'
  | 'graphContext'
>;

const LIST_KEYS: Readonly<Record<ListKind, string>> = {
  inboundConnector: 'inboundConnectors',
  outboundConnector: 'outboundConnectors',
  sendConnector: 'sendConnectors',
  receiveConnector: 'receiveConnectors',
  remoteDomain: 'remoteDomains',
  exchangeServer: 'exchangeServers',
  exchangeCertificate: 'exchangeCertificates',
  emailAddressPolicy: 'emailAddressPolicies',
  organizationRelationship: 'organizationRelationships',
  authServer: 'authServers',
  settingOverride: 'settingOverrides',
  oauthTest: 'oauth',
  syncScheduler: 'adSyncScheduler',
  syncRule: 'syncRules',
};

/**
 * The settings that exported objects stand for, by the contract's keys.
 *
 * In: the objects of one file. Out: connectors, servers, certificates and remote domains as lists (remote domains say their `side` where it
 * can be told); accepted domains as `{ name, type, ... }` below their side; the configurations of an organization below their side, too.
 * Bad input: an object that is of no known kind, accepted domains of an unknown side: a problem that says what to do.
 */
export function settingsOfRecords(records: readonly ExportRecord[], source: string): Result<SettingsPart> {
  const byKind = new Map<ExportKind, ExportRecord[]>();
  for (const record of records) {
    const kind = kindOf(record);
    if (kind === undefined) return { kind: 'problem', problem: strange(record, source) };
    byKind.set(kind, [...(byKind.get(kind) ?? []), record]);
  }
  if (byKind.size === 0) {
    return problem(
      'The export holds no object: the cmdlet found nothing, or the file is cut.',
      source,
      'Run the cmdlet in the shell of the right side. Where there really is none, say so in a JSON file, for example {"inboundConnectors": []}.',
    );
  }
  let all: SettingsPart = {};
  for (const [kind, ofKind] of byKind) {
    const part = partOf(kind, ofKind, source);
    if (part.kind === 'problem') return part;
    all = { ...all, ...part.value };
  }
  return ok(all);
}

function strange({ properties, line }: ExportRecord, source: string): Problem {
  const names = [...properties.keys()].slice(0, 6).map((name) => name.slice(0, 40));
  return {
    what: `The export holds an object that is none of those that settings are made of; its properties are ${names.join(', ') || 'not readable'}.`,
    where: line === undefined ? source : `${source}, line ${line}`,
    next: `Give the output of ${Object.values(CMDLET_OF).join(', ')}, with all properties: Get-InboundConnector | Export-Clixml inbound.xml.`,
  };
}

function partOf(kind: ExportKind, records: readonly ExportRecord[], source: string): Result<SettingsPart> {
  const objects = records.map(({ properties }) => Object.fromEntries(properties));
  switch (kind) {
    case 'acceptedDomain':
      return acceptedDomainsOf(records, source);
    case 'hybridConfiguration':
      return ok({ hybridConfiguration: objects[0] });
    case 'organizationConfig':
    case 'transportConfig':
      return ok({ [kind]: besideSide(objects[0] ?? {}, sideOf(records, source)) });
    case 'remoteDomain':
    case 'organizationRelationship': {
      const side = sideOf(records, source);
      return ok({ [LIST_KEYS[kind]]: side === undefined ? objects : objects.map((object) => ({ ...object, side })) });
    }
    case 'deletionThreshold':
      return ok({ deletionThreshold: objects[0] });
    case 'organization':
    case 'domain':
    case 'directorySynchronization':
    case 'graphContext':
      return ok(graphSettings(kind, objects));
    case 'schemaAttribute':
      return ok({ schemaAttributes: objects.flatMap((object) => textOf(valueOf(object, 'lDAPDisplayName')) ?? []) });
    case 'exchangeServer':
      return ok({ exchangeServers: objects.map(withBuild) });
    default:
      return ok({ [LIST_KEYS[kind]]: objects });
  }
}

function besideSide(object: SettingsPart, side: Side | undefined): SettingsPart {
  return side === undefined ? object : { [side]: object };
}

function acceptedDomainsOf(records: readonly ExportRecord[], source: string): Result<SettingsPart> {
  const side = sideOf(records, source);
  if (side === undefined) {
    return problem(
      'The accepted domains do not tell which side they are of.',
      source,
      'Name the file acceptedDomains-onprem or acceptedDomains-cloud (with its ending), or export all properties: Get-AcceptedDomain | Export-Clixml.',
    );
  }
  const domains: SettingsPart[] = [];
  let part: SettingsPart = {};
  for (const { properties } of records) {
    const object = Object.fromEntries(properties);
    const name = textOf(object.DomainName) ?? textOf(object.Name) ?? textOf(object.Identity);
    if (name === undefined) continue;
    const domain = name.toLowerCase();
    domains.push({ ...object, name: domain, ...(textOf(object.DomainType) === undefined ? {} : { type: textOf(object.DomainType) }) });
    if (side === 'cloud' && isTrue(object.InitialDomain)) part = { ...part, initialDomain: domain };
    if (side === 'cloud' && isTrue(object.IsCoexistenceDomain)) part = { ...part, routingDomain: domain };
  }
  return ok({ ...part, acceptedDomains: { [side]: domains } });
}

const isTrue = (value: unknown): boolean => value === true || (typeof value === 'string' && /^true$/i.test(value));

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (!isObject(value)) return undefined;
  // ConvertTo-Json writes an enumeration as { value, Value } and a domain as { Address, ... }.
  return [value.Value, value.Address, value.Domain, value.SmtpDomain]
    .map((one) => (typeof one === 'string' ? one : undefined))
    .find((one) => one);
}

/** `Version 15.2 (Build 1118.7)` to `15.2.1118.7`, beside what the cmdlet says. */
function withBuild(server: SettingsPart): SettingsPart {
  const version = textOf(server.AdminDisplayVersion) ?? '';
  const digits = /(\d{1,4})\.(\d{1,4}) \(Build (\d{1,6})\.(\d{1,6})\)/i.exec(version);
  const plain = /^\d{1,4}(?:\.\d{1,6}){3}$/.exec(version)?.[0];
  const build = digits === null ? plain : digits.slice(1, 5).map(Number).join('.');
  const name = textOf(server.Name) ?? textOf(server.Identity);
  return { ...server, ...(name === undefined ? {} : { name }), ...(build === undefined ? {} : { build }) };
}

/**
 * One settings object from those of several files: lists are joined (the same object twice counts once), sides are joined.
 * Bad input: the same key with two different values is a problem that names both files.
 */
export function mergeSettings(parts: readonly { readonly source: string; readonly settings: SettingsPart }[]): Result<SettingsPart> {
  const merged: Record<string, unknown> = {};
  const origin = new Map<string, string>();
  for (const { source, settings } of parts) {
    const conflict = mergeInto(merged, settings, [], origin, source);
    if (conflict !== undefined) {
      return problem(
        `The setting ${conflict.path} has two different values.`,
        `${conflict.first}, ${source}`,
        'Leave one of them out, or mend the older file.',
      );
    }
  }
  return ok(merged);
}

interface Conflict {
  readonly path: string;
  readonly first: string;
}

function mergeInto(
  target: Record<string, unknown>,
  part: SettingsPart,
  path: readonly string[],
  origin: Map<string, string>,
  source: string,
): Conflict | undefined {
  for (const [key, value] of Object.entries(part)) {
    const name = [...path, key].join('.');
    const old = target[key];
    if (old === undefined || !Object.hasOwn(target, key)) {
      define(target, key, isObject(value) ? { ...value } : value);
      origin.set(name, source);
    } else if (Array.isArray(old) && Array.isArray(value)) {
      const joined = joinLists(old, value);
      if (typeof joined === 'string') return { path: `${name}: ${joined}`, first: origin.get(name) ?? 'another file' };
      define(target, key, joined);
    } else if (isObject(old) && isObject(value) && path.length < 3) {
      const copy = { ...old };
      define(target, key, copy);
      const conflict = mergeInto(copy, value, [...path, key], origin, source);
      if (conflict !== undefined)
        return { ...conflict, first: conflict.first === 'another file' ? (origin.get(name) ?? conflict.first) : conflict.first };
    } else if (JSON.stringify(old) !== JSON.stringify(value)) {
      return { path: name, first: origin.get(name) ?? 'another file' };
    }
  }
  return undefined;
}

/** A key like `__proto__` becomes a property like any other. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Both lists in one, each element once; a domain's name where the lists say two types of it. */
function joinLists(old: readonly unknown[], more: readonly unknown[]): readonly unknown[] | string {
  const seen = new Set(old.map((one) => JSON.stringify(one)));
  const types = new Map<string, unknown>();
  for (const one of old)
    if (isObject(one) && typeof one.name === 'string' && one.type !== undefined) types.set(one.name.toLowerCase(), one.type);
  const joined = [...old];
  for (const one of more) {
    const text = JSON.stringify(one);
    if (seen.has(text)) continue;
    seen.add(text);
    if (isObject(one) && typeof one.name === 'string' && one.type !== undefined) {
      const other = types.get(one.name.toLowerCase());
      if (other !== undefined && String(other).toLowerCase() !== String(one.type).toLowerCase()) return one.name;
    }
    joined.push(one);
  }
  return joined;
}
