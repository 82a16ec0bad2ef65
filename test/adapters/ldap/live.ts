import type { Problem, Result } from '../../../src/evidence/problem.js';
import { ok } from '../../../src/evidence/problem.js';
import type { DirectoryRecord, Unreadable } from '../../../src/evidence/snapshot.js';
import { wantedColumns } from '../../../src/facts/wanted.js';
import type { LdapTarget, LiveChunk, LivePart, LiveTools } from '../../../src/ports/live.js';

export const tools: LiveTools = {
  wanted: wantedColumns,
  now: () => Date.now(),
  onDeviceCode: () => undefined,
  onWait: () => undefined,
};

export function target(url: string, user: string, password: string, more: Partial<LdapTarget> = {}): LdapTarget {
  return {
    kind: 'ldap',
    url,
    user,
    password: async () => ok(password),
    caFile: undefined,
    unverifiedHost: undefined,
    bases: [],
    namedHosts: [],
    ...more,
  };
}

export const never = (): AbortSignal => new AbortController().signal;

/** The value; a problem fails the test with its text. */
export function valueOf<T>(result: Result<T>): T {
  if (result.kind === 'problem') throw new Error(JSON.stringify(result.problem));
  return result.value;
}

export function problemOf<T>(result: Result<T>): Problem {
  if (result.kind === 'ok') throw new Error('there was no problem');
  return result.problem;
}

/** Everything that a part gives. */
export interface Read {
  readonly records: readonly DirectoryRecord[];
  readonly chunks: readonly LiveChunk[];
  readonly problems: readonly Problem[];
  readonly unreadable: readonly Unreadable[];
}

export async function readAll(part: LivePart | undefined, from?: string, signal: AbortSignal = never()): Promise<Read> {
  if (part === undefined) throw new Error('there is no such part');
  const chunks: LiveChunk[] = [];
  for await (const chunk of part.read(from, signal)) chunks.push(chunk);
  return {
    chunks,
    records: chunks.flatMap((chunk) => (chunk.kind === 'records' ? chunk.records : [])),
    problems: chunks.flatMap((chunk) => (chunk.kind === 'problem' ? [chunk.problem] : [])),
    unreadable: chunks.flatMap((chunk) => (chunk.kind === 'unreadable' ? [chunk.unreadable] : [])),
  };
}

export const dnOf = (record: DirectoryRecord): string => String(record.distinguishedName);
export const dnsOf = (records: readonly DirectoryRecord[]): readonly string[] => records.map(dnOf).sort();
