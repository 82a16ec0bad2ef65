import type { LiveTables } from '../app/live-tables.js';
import type { LoadedRules } from '../engine/load.js';
import type { RuleSet } from '../engine/rule-set.js';
import type { Side } from '../evidence/directory.js';
import type { Result } from '../evidence/problem.js';
import type { Settings } from '../facts/tenant.js';
import type { CollectProgress } from '../ports/connections.js';
import type { InputText, ReadDirectory, WriteFiles } from '../ports/files.js';
import type { DoctorLine, LiveConnection, LiveTarget, SecretSource } from '../ports/live.js';
import type { OpenSnapshot, SnapshotReader, SnapshotWriter } from '../ports/snapshot.js';
import type { VerifyMessage } from '../ports/verify.js';

/** What the commands need of the world; main.ts wires it. */
export interface CliContext {
  readonly version: string;
  /** The time, as ISO text: dated rules judge by it where the settings say no date. */
  readonly now?: () => string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isInputTerminal: boolean;
  readonly isOutputTerminal: boolean;
  readonly isErrorTerminal: boolean;
  /** Columns of the terminal that standard error is; undefined: none. */
  readonly errorWidth: number | undefined;
  readonly colour: boolean;
  readonly width: number;
  readonly readInput: (path: string | undefined) => Promise<Result<InputText>>;
  /** The files that words of the command line mean: a folder stands for the mail files in it, a pattern with * for what it fits. */
  readonly expandPaths: (words: readonly string[]) => Promise<Result<readonly string[]>>;
  readonly readDirectory: ReadDirectory;
  /** True where the content of a file looks like directory data. */
  readonly isDirectoryData: (path: string) => Promise<boolean>;
  /** One settings object from one or several files. */
  readonly readSettings: (paths: string | readonly string[]) => Promise<Result<Settings>>;
  readonly inputLines: (path: string | undefined) => Promise<Result<AsyncIterable<string>>>;
  readonly rules: () => RuleSet;
  readonly loadRules: (folders: readonly string[]) => Promise<Result<LoadedRules>>;
  /** Writes files into a folder that is made when it is not there; existing files are not replaced. */
  readonly writeFiles: WriteFiles;
  /** A pasted MIME message with its bodies decoded; any other text as it is. */
  readonly decodeMail: (text: string) => Promise<string>;
  /** Computes SPF, DKIM, DMARC and ARC anew; the only thing that asks DNS, and only for `--verify`. */
  readonly verify: VerifyMessage;
  /** A secret that is asked for when it is needed. */
  readonly secret: (ask: SecretAsk) => SecretSource;
  /** Columns that this command keeps of what it reads; undefined: all. */
  readonly keeps: (side: Side) => ReadonlySet<string> | undefined;
  readonly live: LiveContext;
  /** Path of a bundled sample. */
  readonly samplePath: (name: string) => string;
}

/** What asks for a secret. */
export interface SecretAsk {
  /** What it is, for the prompt. */
  readonly label: string;
  /** Environment variable that may hold it. */
  readonly variable: string;
  readonly command: string | undefined;
  readonly commandOption: string;
}

/** Services that are read live, and snapshots of them. Everything here is loaded when it is first used. */
export interface LiveContext {
  /** What will be asked for, before anything is opened: one line each. */
  readonly preview: (targets: readonly LiveTarget[]) => Promise<readonly string[]>;
  /** Opens all or none. */
  readonly connect: (targets: readonly LiveTarget[], signal: AbortSignal) => Promise<Result<readonly LiveConnection[]>>;
  readonly examine: (targets: readonly LiveTarget[], signal: AbortSignal) => AsyncIterable<DoctorLine>;
  /** A signal that Ctrl-C aborts, until `end`. */
  readonly interrupt: () => { readonly signal: AbortSignal; readonly end: () => void };
  /** A wait that a service asks for just now. */
  readonly waiting: () => CollectProgress['waiting'];
  readonly openSnapshot: OpenSnapshot;
  /** `keeps`: columns of a side to keep; undefined: all. */
  readonly snapshotTables: (
    reader: SnapshotReader,
    keeps: (side: Side) => ReadonlySet<string> | undefined,
    signal?: AbortSignal,
  ) => Promise<LiveTables & { readonly notes: readonly string[] }>;
  /** `sources`: files that are being read: a path that would take the place of one of them is a problem. */
  readonly createSnapshot: (
    path: string,
    options: { readonly fresh: boolean; readonly isRedacted: boolean; readonly sources?: readonly string[] },
  ) => Promise<Result<SnapshotWriter>>;
  readonly parseSettings: (files: readonly { readonly text: string; readonly source: string }[]) => Promise<Result<Settings>>;
  /** Columns that any rule may ask for. */
  readonly wanted: (side: Side) => ReadonlySet<string>;
  /** Random bytes for a redaction, made anew for each. */
  readonly seed: () => Uint8Array;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Exit codes: a contract. */
export const EXIT = { nothing: 0, findings: 1, failed: 2, interrupted: 130 } as const;
