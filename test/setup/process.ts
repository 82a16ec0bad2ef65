import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import schema from '../contract/report.schema.json' with { type: 'json' };
import { ROOT } from './rules.js';

export const BIN = join(ROOT, 'bin/crossprem.cjs');

export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly input?: string | Uint8Array;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another Node, or another copy of the program. */
  readonly node?: string;
  readonly bin?: string;
}

/** Runs the built program. Nothing of the caller's environment but PATH and HOME reaches it. */
export function crossprem(args: readonly string[], { input, cwd, env, node = process.execPath, bin = BIN }: RunOptions = {}): Run {
  const result = spawnSync(node, [bin, ...args], {
    input: input ?? '',
    cwd: cwd ?? ROOT,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TZ: 'UTC', ...env },
    maxBuffer: 64 * 1024 * 1024,
    // A program that hangs must fail its test, not the whole run.
    timeout: 90_000,
    killSignal: 'SIGKILL',
  });
  if (result.error !== undefined) throw result.error;
  return { code: result.status, out: result.stdout.toString('utf8'), err: result.stderr.toString('utf8') };
}

/** A new folder with the given files, by path. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'crossprem-test-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}

// The classes are the default exports of CommonJS packages, which TypeScript sees as namespaces.
const ajv = new Ajv2020.default({ strict: false, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(schema);

/** What a report does against the contract; empty when it is kept. */
export function schemaFaults(report: unknown): readonly string[] {
  return validate(report) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`);
}

export interface ReportFinding {
  readonly id: string;
  readonly status: string;
  readonly subject?: { readonly id: string };
  readonly evidence: readonly { readonly text: string; readonly line?: number; readonly column?: number }[];
  readonly causes: readonly { readonly id: string; readonly status: string; readonly missing: readonly string[] }[];
}

export interface Report {
  readonly input: {
    readonly kind: string;
    readonly bytes: number;
    readonly encoding: string;
    readonly truncated: boolean;
    readonly name: string | null;
  };
  readonly tool: { readonly rules: number };
  readonly extracted: { readonly guids: readonly string[] };
  readonly findings: readonly ReportFinding[];
  readonly questions: readonly { readonly fact: string; readonly how: readonly unknown[] }[];
  readonly plan: readonly { readonly id: string }[];
  readonly notes: readonly string[];
}

/** The JSON report of a run, checked against the contract. */
export function reportOf(run: Run): Report {
  const report: Report = JSON.parse(run.out);
  const faults = schemaFaults(report);
  if (faults.length > 0) throw new Error(`the report breaks the contract: ${faults.join('; ')}`);
  return report;
}

/** A problem as the program tells it: where, what, and what to do, and nothing of its insides. */
export function isPlainProblem({ err }: Run): boolean {
  return /^crossprem: [^\s:][^\n]*: \S[^\n]*\n {2}\S[^\n]*\n/.test(err) && !/\n\s+at |Error:|undefined|\[object/.test(err);
}
