import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type EntraSession, signIn } from '../../../src/adapters/entra/sign-in.js';
import { connectGraph } from '../../../src/adapters/graph/connect.js';
import { GRAPH_LIMITS, type GraphLimits } from '../../../src/adapters/graph/limits.js';
import type { Problem } from '../../../src/evidence/problem.js';
import { ok, type Result } from '../../../src/evidence/problem.js';
import type { DirectoryRecord, Unreadable } from '../../../src/evidence/snapshot.js';
import { wantedColumns } from '../../../src/facts/wanted.js';
import type { CloudTarget, DeviceCode, EntraSignIn, LiveConnection, LivePart, LiveTools } from '../../../src/ports/live.js';
import type { GraphBed } from '../../setup/graph.js';

/** Makes this process trust the bed, besides what it trusts anyway. */
export function trust(bed: GraphBed): void {
  setDefaultCACertificates([...getCACertificates('bundled'), readFileSync(bed.caFile, 'utf8')]);
}

export interface TestTools extends LiveTools {
  readonly codes: DeviceCode[];
  readonly waits: { readonly source: string; readonly why: string; readonly seconds: number }[];
}

export function testTools(now: () => number = Date.now): TestTools {
  const codes: DeviceCode[] = [];
  const waits: { source: string; why: string; seconds: number }[] = [];
  return { codes, waits, now, wanted: wantedColumns, onDeviceCode: (code) => codes.push(code), onWait: (wait) => waits.push(wait) };
}

export function secretSignIn(bed: GraphBed, more: Partial<EntraSignIn> = {}): EntraSignIn {
  return {
    method: 'secret',
    tenant: bed.tenant,
    clientId: bed.clientId,
    secret: () => Promise.resolve(ok(bed.secret)),
    certificateFile: undefined,
    cloud: 'global',
    keepsSignIn: false,
    authority: bed.authority,
    ...more,
  };
}

export function targetOf(bed: GraphBed, more: Partial<EntraSignIn> = {}): CloudTarget {
  return { kind: 'graph', signIn: secretSignIn(bed, more), endpoint: bed.url };
}

/** Waits are short, so that a storm of refusals is over soon. */
export const QUICK: GraphLimits = { ...GRAPH_LIMITS, firstWaitMs: 5, longestWaitMs: 40, allWaitsMs: 3000, requestMs: 5000 };

export const never = new AbortController().signal;

export function valueOf<T>(result: Result<T>): T {
  if (result.kind === 'problem') throw new Error(`${result.problem.what} ${result.problem.where} ${result.problem.next}`);
  return result.value;
}

export async function session(bed: GraphBed, tools: LiveTools = testTools(), more: Partial<EntraSignIn> = {}): Promise<EntraSession> {
  return valueOf(await signIn(secretSignIn(bed, more), tools, never));
}

export async function connected(bed: GraphBed, tools: LiveTools = testTools(), limits: GraphLimits = QUICK): Promise<LiveConnection> {
  return valueOf(await connectGraph(await session(bed, tools), targetOf(bed), tools, never, limits));
}

export async function partOf(connection: LiveConnection, name: string): Promise<LivePart> {
  const part = valueOf(await connection.parts(never)).find(({ head }) => head.name === name);
  if (part === undefined) throw new Error(`no part ${name}`);
  return part;
}

export interface Whole {
  readonly records: DirectoryRecord[];
  readonly unreadable: Unreadable[];
  readonly problems: Problem[];
  readonly cursors: (string | undefined)[];
}

export async function readAll(part: LivePart, from?: string, signal: AbortSignal = never): Promise<Whole> {
  const whole: Whole = { records: [], unreadable: [], problems: [], cursors: [] };
  for await (const chunk of part.read(from, signal)) {
    if (chunk.kind === 'records') {
      whole.records.push(...chunk.records);
      whole.cursors.push(chunk.cursor);
    } else if (chunk.kind === 'unreadable') whole.unreadable.push(chunk.unreadable);
    else if (chunk.kind === 'problem') whole.problems.push(chunk.problem);
  }
  return whole;
}
