import { Resolver } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isObject } from '../../evidence/is-object.js';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { DnsChoice } from '../../ports/verify.js';
import { fileProblem } from '../files/file-problem.js';

/** Answers of DNS in the shapes of node:dns: TXT as lists of pieces, MX as objects, all else as texts. */
export type DnsAnswer = readonly (string | readonly string[] | MxRecord)[];
/** Rejects with a `code` as node:dns does: ENOTFOUND, ENODATA, ETIMEOUT, ... */
export type Lookup = (name: string, type: string) => Promise<DnsAnswer>;

interface MxRecord {
  readonly exchange: string;
  readonly priority: number;
}

export interface Dns {
  readonly lookup: Lookup;
  /** Where it was asked, for a note. */
  readonly source: string;
  readonly close: () => void;
}

export interface DnsLimits {
  /** For all look-ups of a message together. */
  readonly totalMs: number;
  /** For one question to a server, asked twice. */
  readonly queryMs: number;
  readonly most: number;
}

const LIMITS: DnsLimits = { totalMs: 20_000, queryMs: 2_000, most: 150 };
const MOST_FILE = 4 * 1024 * 1024;
const MOST_ALIASES = 8;

/** Bad input: a problem for an address that is none, and for a file that cannot be read or is not of the form. */
export function openDns({ server, file }: DnsChoice, limits: DnsLimits = LIMITS): Result<Dns> {
  if (file !== undefined) {
    const zone = readZone(file);
    return zone.kind === 'problem' ? zone : ok({ lookup: zone.value, source: `the file ${file}`, close: () => undefined });
  }
  const resolver = new Resolver({ timeout: limits.queryMs, tries: 2 });
  if (server !== undefined) {
    if (!isServer(server)) {
      return problem(
        'This is not the IP address of a DNS server.',
        `--resolver ${server}`,
        'Give an address such as 192.0.2.53, with :port where it is not 53.',
      );
    }
    resolver.setServers([server]);
  }
  const { lookup, close } = bounded((name, type) => askServer(resolver, name, type), limits);
  return ok({
    lookup,
    source: server === undefined ? `the DNS servers of this machine (${resolver.getServers().join(', ')})` : `the DNS server ${server}`,
    close: () => {
      close();
      resolver.cancel();
    },
  });
}

function isServer(server: string): boolean {
  const bracketed = /^\[([0-9a-fA-F:.]{2,45})\](?::(\d{1,5}))?$/.exec(server);
  const plain = /^([0-9.]{7,15})(?::(\d{1,5}))?$/.exec(server);
  const [, address, port] = bracketed ?? plain ?? [];
  return isIP(address ?? server) !== 0 && (port === undefined || (Number(port) > 0 && Number(port) < 65_536));
}

async function askServer(resolver: Resolver, name: string, type: string): Promise<DnsAnswer> {
  switch (type) {
    case 'TXT':
      return resolver.resolveTxt(name);
    case 'MX':
      return resolver.resolveMx(name);
    case 'A':
      return resolver.resolve4(name);
    case 'AAAA':
      return resolver.resolve6(name);
    case 'PTR':
      return resolver.resolvePtr(name);
    case 'CNAME':
      return resolver.resolveCname(name);
    default:
      throw dnsError('ENODATA', name);
  }
}

/** A server that never answers, and a message that asks without end, come to an end here. */
function bounded(ask: Lookup, limits: DnsLimits): { readonly lookup: Lookup; readonly close: () => void } {
  let count = 0;
  const waiting = new Set<() => void>();
  let isOver = false;
  const end = (): void => {
    isOver = true;
    for (const give of waiting) give();
  };
  let timer: NodeJS.Timeout | undefined;
  const lookup: Lookup = (name, type) => {
    timer ??= setTimeout(end, limits.totalMs);
    if (isOver) return Promise.reject(dnsError('ETIMEOUT', name));
    if (++count > limits.most) return Promise.reject(dnsError('ETOOMANY', name));
    return new Promise((resolve, reject) => {
      const give = (): void => reject(dnsError('ETIMEOUT', name));
      waiting.add(give);
      ask(name, type)
        .then(resolve, reject)
        .finally(() => waiting.delete(give));
    });
  };
  return { lookup, close: () => clearTimeout(timer) };
}

function dnsError(code: string, name: string): Error {
  return Object.assign(new Error(`${code} ${name}`), { code });
}

type Zone = ReadonlyMap<string, ReadonlyMap<string, DnsAnswer>>;

function readZone(file: string): Result<Lookup> {
  const form =
    'The form is {"contoso.com": {"TXT": ["v=spf1 -all"], "MX": [{"exchange": "mx.contoso.com", "priority": 10}], "A": ["192.0.2.1"]}}.';
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    return { kind: 'problem', problem: fileProblem(file, code) };
  }
  if (text.length > MOST_FILE) return problem('The DNS file is larger than 4 MB.', file, 'Keep the names that the message asks for.');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return problem('The DNS file is not JSON.', file, form);
  }
  const zone = zoneOf(parsed);
  return zone === undefined
    ? problem('The DNS file does not hold records by name.', file, form)
    : ok((name, type) => askZone(zone, name, type));
}

function zoneOf(parsed: unknown): Zone | undefined {
  if (!isObject(parsed)) return undefined;
  const zone = new Map<string, ReadonlyMap<string, DnsAnswer>>();
  for (const [name, records] of Object.entries(parsed)) {
    if (!isObject(records)) return undefined;
    const types = new Map<string, DnsAnswer>();
    for (const [type, values] of Object.entries(records)) {
      const answer = answerOf(type.toUpperCase(), Array.isArray(values) ? values : [values]);
      if (answer === undefined) return undefined;
      types.set(type.toUpperCase(), answer);
    }
    zone.set(nameKey(name), types);
  }
  return zone;
}

function answerOf(type: string, values: readonly unknown[]): DnsAnswer | undefined {
  const answer: (string | readonly string[] | MxRecord)[] = [];
  for (const value of values) {
    const record = type === 'TXT' ? txtOf(value) : type === 'MX' ? mxOf(value) : typeof value === 'string' ? value : undefined;
    if (record === undefined) return undefined;
    answer.push(record);
  }
  return answer;
}

function txtOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((piece) => typeof piece === 'string') ? value : undefined;
}

function mxOf(value: unknown): MxRecord | undefined {
  if (typeof value === 'string') {
    const [, priority, exchange] = /^\s{0,9}(\d{1,5})\s{1,9}(\S{1,255})\s{0,9}$/.exec(value) ?? [];
    return { exchange: nameKey(exchange ?? value.trim()), priority: Number(priority ?? 10) };
  }
  if (!isObject(value) || typeof value.exchange !== 'string') return undefined;
  return { exchange: nameKey(value.exchange), priority: typeof value.priority === 'number' ? value.priority : 10 };
}

/** Follows CNAMEs, as a resolver does. */
async function askZone(zone: Zone, name: string, type: string): Promise<DnsAnswer> {
  let key = nameKey(name);
  for (let hop = 0; hop <= MOST_ALIASES; hop++) {
    const records = zone.get(key);
    if (records === undefined) throw dnsError('ENOTFOUND', name);
    const answer = records.get(type);
    // Each caller its own: the reader of MX records sorts them in place.
    if (answer !== undefined && answer.length > 0) return [...answer];
    const alias = records.get('CNAME')?.[0];
    if (typeof alias !== 'string') throw dnsError('ENODATA', name);
    key = nameKey(alias);
  }
  throw dnsError('ESERVFAIL', name);
}

const nameKey = (name: string): string => name.trim().toLowerCase().replace(/\.$/, '');
