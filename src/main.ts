import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Disk, MEANWHILE, readInputFile, readInputStream } from './adapters/files/read-input.js';
import { distFile, readPackedRules } from './adapters/rules/packed-rules.js';
import { isTerminal, writeOutput } from './adapters/terminal/output.js';
import type { SettingsFile } from './app/session.js';
import { runDiagnose } from './cli/commands/diagnose.js';
import { namesSources } from './cli/commands/load.js';
import type { CliContext } from './cli/context.js';
import { type ParsedArgs, parseArgs } from './cli/parse-args.js';
import type { RuleSet } from './engine/rule-set.js';
import type { Side } from './evidence/directory.js';
import { ok, problem, type Result } from './evidence/problem.js';
import { utcText } from './evidence/utc.js';
import { wantedColumns } from './facts/wanted.js';
import { createLiveContext, previewTargets } from './live-context.js';
import type { Crew } from './ports/crew.js';
import type { ReadDirectory } from './ports/files.js';
import type { DeviceCode, SecretSource } from './ports/live.js';
import { printable } from './render/printable.js';

declare const __VERSION__: string;

/** The program: argv without node and script in, exit code out. The only file that knows every adapter. */
export async function main(words: readonly string[]): Promise<number> {
  const parsed = parseArgs(words, isTerminal(0) && isTerminal(1));
  switch (parsed.kind) {
    case 'version':
      writeOutput(1, `${__VERSION__}\n`);
      return 0;
    case 'usage':
      writeOutput(2, `crossprem: ${printable(parsed.message)}\n`);
      return 2;
    case 'help': {
      const { helpText } = await import('./cli/help.js');
      writeOutput(1, helpText(parsed.command, isTerminal(1) ? Math.min(Math.max(process.stdout.columns, 60), 120) : 80));
      return 0;
    }
    case 'tui':
      return runTui([], false);
    case 'args': {
      if (parsed.args.command.name === 'open') return openInterface(parsed.args);
      const context = createContext();
      const code = await runCommand(parsed.args, context).catch((error: unknown) => {
        if (wasInterrupted) return 130;
        throw error;
      });
      return wasInterrupted && code === 2 ? 130 : code;
    }
  }
}

/** The terminal interface, with files that it takes as if they were dropped into it. */
async function runTui(paths: readonly string[], screenReader: boolean): Promise<number> {
  const context = createContext();
  const { startTui } = await import('./tui/start.js');
  await startTui(await createTuiSession(context), { colour: context.colour, paths, ...(screenReader ? { screenReader } : {}) });
  // Ctrl-C leaves 130 there.
  return Number(process.exitCode ?? 0);
}

function openInterface({ positionals, options }: ParsedArgs): number | Promise<number> {
  if (isTerminal(0) && isTerminal(1)) return runTui(positionals, options.has('screen-reader'));
  writeOutput(2, 'crossprem: open shows the terminal interface, and needs a terminal. To print a result: crossprem diagnose FILE\n');
  return 2;
}

// Set by Ctrl-C while a service is read.
let wasInterrupted = false;

async function runCommand(args: ParsedArgs, context: CliContext): Promise<number> {
  switch (args.command.name) {
    case 'diagnose': {
      const { options } = args;
      const isReadiness =
        options.get('kind')?.[0] === 'recipients' && (options.has('onprem') || options.has('cloud') || namesSources(args));
      if (isReadiness) return runReadinessWith(args, context);
      return wantsPage(args) ? runReportWith(args, context, false) : runDiagnose(args, context);
    }
    case 'readiness':
      return runReadinessWith(args, context);
    case 'plan':
      return (await import('./cli/commands/plan.js')).runPlan(args, context);
    case 'headers':
      if (wantsPage(args)) return runReportWith(args, context, false);
      return (await import('./cli/commands/headers.js')).runHeaders(args, context);
    case 'report':
      return runReportWith(args, context, true);
    case 'batch':
      return (await import('./cli/commands/batch.js')).runBatch(args, context);
    case 'guid':
      return (await import('./cli/commands/guid.js')).runGuid(args, context);
    case 'rules':
      return (await import('./cli/commands/rules.js')).runRules(args, context);
    case 'route':
      return (await import('./cli/commands/route.js')).runRoute(args, context);
    case 'match':
      // The source anchor may be any attribute, so all of them are kept.
      return (await import('./cli/commands/match.js')).runMatch(args, {
        ...context,
        readDirectory: readWholeDirectory,
        keeps: () => undefined,
      });
    case 'adopt':
      // Memberships and the source anchor may stand in any column.
      return (await import('./cli/commands/adopt.js')).runAdopt(args, {
        ...context,
        readDirectory: readWholeDirectory,
        keeps: () => undefined,
      });
    case 'collect':
      return (await import('./cli/commands/collect.js')).runCollect(args, context);
    case 'doctor':
      return (await import('./cli/commands/doctor.js')).runDoctor(args, context);
    case 'snapshot':
      return (await import('./cli/commands/snapshot.js')).runSnapshot(args, context);
    case 'completion':
      return (await import('./cli/commands/completion.js')).runCompletion(args, context);
    case 'demo':
      return (await import('./cli/commands/demo.js')).runDemo(args, context);
    default:
      throw new Error(`no command ${args.command.name}`);
  }
}

function noteInterrupt(): void {
  wasInterrupted = true;
}

/** On lines of its own, so that code and address can be copied. */
function tellDeviceCode({ userCode, url, expiresAt }: DeviceCode): void {
  const minutes = Math.max(1, Math.round((expiresAt - Date.now()) / 60_000));
  writeOutput(
    2,
    `\nTo sign in, open this page within ${minutes} minutes and enter the code:\n\n  ${printable(url)}\n  ${printable(userCode)}\n\n`,
  );
}

function createContext(): CliContext {
  let rules: RuleSet | undefined;
  const isOutputTerminal = isTerminal(1);
  const colour =
    process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== ''
      ? false
      : process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0'
        ? true
        : isOutputTerminal;
  const packed = (): RuleSet => {
    rules ??= readPackedRules();
    return rules;
  };
  return {
    version: __VERSION__,
    now: () => utcText(Date.now()),
    out: (text) => writeOutput(1, text),
    err: (text) => writeOutput(2, text),
    isInputTerminal: isTerminal(0),
    isOutputTerminal,
    isErrorTerminal: isTerminal(2),
    errorWidth: isTerminal(2) ? process.stderr.columns : undefined,
    expandPaths: async (words) => (await import('./adapters/files/expand-paths.js')).expandPaths(words),
    colour,
    width: Math.min(Math.max(isOutputTerminal ? process.stdout.columns : 100, 60), 140),
    readInput: (path) => (path === undefined ? readInputStream(process.stdin) : readInputFile(path)),
    readDirectory: readDirectory,
    isDirectoryData,
    readSettings,
    inputLines,
    rules: packed,
    loadRules: async (folders) => (await import('./adapters/rules/rule-folders.js')).loadRuleFolders(folders),
    writeFiles: async (folder, files) => (await import('./adapters/files/write-files.js')).writeFiles(folder, files),
    decodeMail,
    secret: (ask) => {
      let source: SecretSource | undefined;
      return async () => {
        const { secretSource } = await import('./adapters/terminal/secrets.js');
        source ??= secretSource({ ...ask, isTerminal: isTerminal(0) && isTerminal(2) });
        return source();
      };
    },
    keeps: wantedColumns,
    live: createLiveContext({ onDeviceCode: tellDeviceCode, onInterrupt: noteInterrupt }),
    verify: async (input, dns) => (await import('./adapters/mail/verify.js')).verifyMessage(input, dns),
    samplePath,
  };
}

function wantsPage({ options }: ParsedArgs): boolean {
  return options.get('format')?.[0] === 'html' && !options.has('explain');
}

/** `takesResults`: a file may be a saved result; else each is an input to diagnose. */
async function runReportWith(args: ParsedArgs, context: CliContext, takesResults: boolean): Promise<number> {
  const { runReport } = await import('./cli/commands/report.js');
  const { createReadinessTools, createReportTools } = await import('./adapters/terminal/readiness-tools.js');
  const { openOutput, isSameFile } = createReadinessTools();
  const tools = { openOutput, isSameFile, ...createReportTools(), columns: wantedColumns, session: () => createTuiSession(context) };
  return runReport(args, context, tools, takesResults);
}

async function runReadinessWith(args: ParsedArgs, context: CliContext): Promise<number> {
  const { runReadiness } = await import('./cli/commands/readiness.js');
  const { createReadinessTools } = await import('./adapters/terminal/readiness-tools.js');
  // Who is in a group no fact asks: it is read only where somebody does.
  const extra = args.options.has('group') ? ['memberof', 'member', 'members'] : [];
  const keepsExtra = (side: Side): ReadonlySet<string> => new Set([...wantedColumns(side), ...extra]);
  const readColumns: ReadDirectory = async (path, side) => {
    const { readDirectoryFile } = await import('./adapters/files/read-directory.js');
    return readDirectoryFile(path, side, { wanted: keepsExtra(side) });
  };
  const crew = await startCrewFor(args, keepsExtra);
  const tools = createReadinessTools();
  if (crew !== undefined) return runReadiness(args, { ...context, readDirectory: crew.readDirectory }, { ...tools, crew });
  return runReadiness(args, extra.length === 0 ? context : { ...context, readDirectory: readColumns, keeps: keepsExtra }, tools);
}

/** Exports of so many bytes are worth the start of threads. */
const CREW_BYTES = 24_000_000;

/** Threads for a run over large files; undefined for one that is done sooner than they start. */
async function startCrewFor(args: ParsedArgs, wanted: (side: Side) => ReadonlySet<string>): Promise<Crew | undefined> {
  const files = SIDES.flatMap((side) => (args.options.get(side) ?? []).map((path) => [path, side] as const));
  const bytes = files.reduce((sum, [path]) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  if (bytes < CREW_BYTES) return undefined;
  const { startCrew } = await import('./adapters/workers/crew.js');
  return startCrew({ files, wanted });
}

const SIDES: readonly Side[] = ['onprem', 'cloud'];

async function createTuiSession(context: CliContext) {
  const { createSession } = await import('./app/session.js');
  const { writeFiles } = await import('./adapters/files/write-files.js');
  const { createMailReader } = await import('./app/mail-reader.js');
  const { previewScopes } = await import('./adapters/entra/preview.js');
  // The code of a sign-in goes to the screen that asked for it.
  let onDeviceCode: (code: DeviceCode) => void = () => undefined;
  const live = createLiveContext({ onDeviceCode: (code) => onDeviceCode(code), onInterrupt: () => undefined });
  return createSession({
    readSnapshot: async (path) => {
      const { isSnapshotFile } = await import('./adapters/snapshot/reader.js');
      if (!(await isSnapshotFile(typedPath(path)))) return undefined;
      const reader = await live.openSnapshot(typedPath(path));
      return reader.kind === 'problem' ? reader : ok(await live.snapshotTables(reader.value, wantedColumns));
    },
    live: {
      connect: (targets, signal, onCode) => {
        onDeviceCode = onCode;
        return live.connect(targets, signal);
      },
      preview: (targets) => previewTargets(targets, previewScopes),
      createSnapshot: (path) => live.createSnapshot(typedPath(path), { fresh: true, isRedacted: false }),
      wanted: wantedColumns,
      waiting: live.waiting,
      now: live.now,
    },
    readMail: createMailReader(),
    ruleSet: context.rules(),
    readDirectory: (path, side) => readDirectory(typedPath(path), side),
    readInput: (path) => readInputFile(typedPath(path), MEANWHILE),
    readSettingsFile: (path) => readSettingsFile(typedPath(path), MEANWHILE),
    settingsParser: async () => (await import('./parse/settings.js')).parseSettingsFiles,
    save: async (name, text) => {
      const written = await writeFiles('.', [{ name, text }], true);
      return written.kind === 'problem' ? written : ok(written.value[0] ?? name);
    },
    samplePath,
    docs: {
      list: async () => (await import('./adapters/files/docs.js')).listDocs(distFile('../docs')),
      read: async (name) => (await import('./adapters/files/docs.js')).readDoc(distFile('../docs'), name),
    },
    lookAt: async (path) => (await import('./adapters/files/look-at.js')).lookAtFile(typedPath(path)),
    isDevice: async (path) => (await import('./adapters/files/look-at.js')).isDevice(typedPath(path)),
    wholePath: (path) => resolve(typedPath(path)),
    write: async (path, text, replaces) => (await import('./adapters/files/write-files.js')).writeOneFile(typedPath(path), text, replaces),
    version: context.version,
    now: () => utcText(Date.now()),
    reportTools: async () => ({
      ...(await import('./adapters/terminal/readiness-tools.js')).createReportTools(),
      columns: wantedColumns,
    }),
    exportTools: async () => {
      const { createExportTools } = await import('./adapters/terminal/readiness-tools.js');
      return createExportTools(typedPath);
    },
  });
}

/** A path as people type or drop it into a terminal: in quotes, with escaped blanks, from the home folder. */
function typedPath(path: string): string {
  const bare = fromUrl(path.trim().replace(/^(['"])(.*)\1$/, '$2'));
  const unescaped = process.platform === 'win32' ? bare : bare.replace(/\\([ ()&'])/g, '$1');
  const home = process.env.HOME ?? process.env.USERPROFILE;
  return home !== undefined && /^~[/\\]/.test(unescaped) ? `${home}${unescaped.slice(1)}` : unescaped;
}

/** Some terminals type a dropped file as a file: address. */
function fromUrl(path: string): string {
  if (!path.startsWith('file://')) return path;
  try {
    return fileURLToPath(path);
  } catch {
    return path;
  }
}

const readDirectory: ReadDirectory = async (path, side) => {
  const { readDirectoryFile } = await import('./adapters/files/read-directory.js');
  return readDirectoryFile(path, side, { wanted: wantedColumns(side) });
};

const readWholeDirectory: ReadDirectory = async (path, side) => {
  const { readDirectoryFile } = await import('./adapters/files/read-directory.js');
  return readDirectoryFile(path, side, {});
};

async function isDirectoryData(path: string): Promise<boolean> {
  const { detectFormat } = await import('./adapters/files/read-directory.js');
  const input = await readInputFile(path);
  if (input.kind === 'problem') return false;
  const format = detectFormat(input.value.text.slice(0, 65_536));
  return format === 'ldif' || format === 'csv' || format === 'json' || format === 'clixml';
}

async function decodeMail(text: string): Promise<string> {
  const { headersOfGraphJson } = await import('./parse/header/graph-json.js');
  const fromGraph = headersOfGraphJson(text);
  if (fromGraph !== undefined) return fromGraph;
  const { readMailInput } = await import('./adapters/mail/mail-input.js');
  return (await readMailInput(Buffer.from(text), { text, encoding: 'utf-8' }))?.text ?? text;
}

async function readSettings(paths: string | readonly string[]) {
  const files: SettingsFile[] = [];
  for (const path of typeof paths === 'string' ? [paths] : paths) {
    const file = await readSettingsFile(path);
    if (file.kind === 'problem') return file;
    files.push(file.value);
  }
  const { parseSettingsFiles } = await import('./parse/settings.js');
  return parseSettingsFiles(files);
}

async function readSettingsFile(path: string, disk?: Disk): Promise<Result<SettingsFile>> {
  const input = await readInputFile(path, disk);
  if (input.kind === 'problem') return input;
  if (input.value.isTruncated)
    return problem('The settings file is too large.', path, 'Give the export of one cmdlet: it has a few kilobytes.');
  return ok({ text: input.value.text, source: path });
}

async function inputLines(path: string | undefined) {
  if (path === undefined && isTerminal(0)) {
    return problem('Nothing is piped in.', 'standard input', 'Pipe JSON lines in, or name a file: crossprem batch cases.ndjson');
  }
  const { readLines } = await import('./adapters/files/read-lines.js');
  return readLines(path, () => process.stdin);
}

function samplePath(name: string): string {
  return distFile(`../samples/${name}`);
}
