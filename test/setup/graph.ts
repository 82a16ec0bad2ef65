import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished } from 'vitest';
import { type GraphBed, startBed } from '../testbed/graph/bed.js';
import type { GraphBedOptions } from '../testbed/graph/types.js';
import { BIN } from './process.js';
import { ROOT } from './rules.js';

export type { GraphBed } from '../testbed/graph/bed.js';
export type { Fault, FaultKind, GraphBedOptions, SeenRequest } from '../testbed/graph/types.js';

/** Starts a service on this machine that plays Microsoft Graph and Entra. Stop it after the test, and expect `violations` to be empty. */
export function startGraph(options: GraphBedOptions = {}): Promise<GraphBed> {
  return startBed(join(ROOT, 'test/testbed/graph'), options);
}

/** A bed that ends with the test, which fails if an answer of the bed broke the OpenAPI. */
export async function graphOfTest(options: GraphBedOptions = {}): Promise<GraphBed> {
  const bed = await startGraph(options);
  onTestFinished(async () => {
    await bed.stop();
    expect(bed.violations).toEqual([]);
  });
  return bed;
}

export interface ChildRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ChildOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Milliseconds until the child is killed; default 50 s. */
  readonly timeoutMs?: number;
  readonly cwd?: string;
}

/** Environment for a process that is to reach the bed; nothing of the caller's but PATH and HOME. */
export function graphEnv(
  bed: GraphBed,
  how: 'plain' | 'managed-identity' | 'az' | 'az-signed-out' | 'browser' = 'plain',
): Record<string, string> {
  const path = process.env.PATH ?? '';
  const folders = {
    az: bed.azFolder,
    'az-signed-out': bed.azSignedOutFolder,
    browser: bed.browserFolder,
    plain: undefined,
    'managed-identity': undefined,
  };
  const first = folders[how];
  return {
    PATH: first === undefined ? path : `${first}${delimiter}${path}`,
    HOME: process.env.HOME ?? '',
    TZ: 'UTC',
    NO_COLOR: '1',
    NODE_EXTRA_CA_CERTS: bed.caFile,
    ...(how === 'managed-identity' ? bed.managedIdentity : {}),
  };
}

/** Runs the built program so that it trusts the bed. The test goes on serving meanwhile, which `crossprem` of process.ts would not let it. */
export function crosspremWithCa(bed: GraphBed, args: readonly string[], options: ChildOptions = {}): Promise<ChildRun> {
  return runChild([BIN, ...args], { ...options, env: { ...graphEnv(bed), ...options.env } });
}

/**
 * Bundles a TypeScript file (path from the root of the repository) and runs it in a process that trusts the bed: Node reads
 * NODE_EXTRA_CA_CERTS only at its start. The file gets `args` as arguments.
 */
export async function runWithCa(
  bed: GraphBed,
  entryTs: string,
  args: readonly string[] = [],
  options: ChildOptions = {},
): Promise<ChildRun> {
  const folder = await mkdtemp(join(tmpdir(), 'crossprem-entry-'));
  const outfile = join(folder, 'entry.cjs');
  try {
    await build({
      entryPoints: [resolve(ROOT, entryTs)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      logLevel: 'error',
      // Source files that ask where they are would find nothing in CommonJS.
      define: { 'import.meta.url': '__entry_url' },
      banner: { js: 'const __entry_url = require("node:url").pathToFileURL(__filename).href;' },
    });
    return await runChild([outfile, ...args], { ...options, env: { ...graphEnv(bed), ...options.env } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runChild(args: readonly string[], { env = {}, input = '', timeoutMs = 50_000, cwd = ROOT }: ChildOptions): Promise<ChildRun> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL' });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', fail);
    child.on('close', (code) => done({ code, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** An answer of the bed. */
export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly json: Body;
}

/** What the objects of all lists hold, taken together. */
export interface BodyObject {
  readonly id: string;
  readonly displayName?: string;
  readonly deletedDateTime?: string;
  readonly principalId?: string;
  readonly principal?: unknown;
  readonly proxyAddresses?: readonly string[];
  readonly skuPartNumber?: string;
  readonly onPremisesProvisioningErrors?: readonly unknown[];
  readonly verifiedDomains?: readonly unknown[];
  readonly features?: { readonly blockSoftMatchEnabled: boolean };
  readonly roleDefinition?: { readonly displayName: string };
}

/** What the answers of all operations hold, taken together; undefined where the text is no JSON. A test asks for what its own operation answers. */
export interface Body {
  readonly value: readonly BodyObject[];
  readonly error: { readonly code: string; readonly message: string; readonly status?: number };
  readonly error_codes: readonly number[];
  readonly error_description: string;
  readonly access_token: string;
  readonly device_code: string;
  readonly userPrincipalName: string;
  readonly isCloudManaged: boolean;
  readonly user_code: string;
  readonly refresh_token: string;
  readonly responses: readonly { readonly id: string; readonly status: number; readonly body: Body }[];
  readonly '@odata.nextLink': string;
  readonly '@odata.deltaLink': string;
  readonly '@odata.count': number;
}

export interface Ask {
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
  readonly method?: string;
  readonly body?: string;
}

/** Asks the bed by itself: a path of Graph, or a whole URL. The token is the application's, unless another is named. */
export function askGraph(bed: GraphBed, path: string, { headers = {}, token, method = 'GET', body }: Ask = {}): Promise<Got> {
  const url = path.startsWith('https:') ? path : bed.url + path;
  return new Promise((done, fail) => {
    const all = { authorization: `Bearer ${token ?? bed.token()}`, ...headers };
    const sent = request(url, { ca: readFileSync(bed.caFile), headers: all, method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        done({ status: response.statusCode ?? 0, headers: response.headers, text, json: jsonOf(text) as Body }); // Of a text that is no JSON, a test asks for nothing.
      });
    });
    sent.on('error', fail);
    sent.end(body);
  });
}

/** In: the text of an answer. Out: its JSON, of which only tests know what it holds; undefined where it is none. */
function jsonOf(text: string): Body | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
