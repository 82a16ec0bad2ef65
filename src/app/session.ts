import type { RuleSet } from '../engine/rule-set.js';
import { baseName } from '../evidence/base-name.js';
import type { DirectoryTable, Side } from '../evidence/directory.js';
import { ok, problem, type Result } from '../evidence/problem.js';
import { finish, unless } from '../evidence/steps.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import type { InputText, ReadDirectory } from '../ports/files.js';
import type { LookAtFile } from '../ports/intake.js';
import type { ReadinessTools } from '../ports/readiness.js';
import type { SavedSource } from '../ports/saved-session.js';
import type { DocsPort, RuleTitle } from '../ports/search.js';
import type { LoadedSource, Session, SourceSide } from '../ports/session.js';
import { toMarkdown } from '../render/markdown.js';
import { type ConnectionPorts, createConnections } from './connections.js';
import { datedSettings } from './dated-settings.js';
import { createStepDiagnoser, type DiagnoseInput } from './diagnose.js';
import type { LiveTables } from './live-tables.js';
import type { MailReader } from './mail-reader.js';
import { createPastes } from './pastes.js';
import { provenInSteps } from './prove.js';
import type { ReportTools } from './report.js';
import type { PeopleFinder } from './search-people.js';
import { createSessionDirectories } from './session-directories.js';

/** A settings file as it was read. */
export interface SettingsFile {
  readonly text: string;
  readonly source: string;
}
export type SettingsParser = (files: readonly SettingsFile[]) => Result<Settings>;

/** What a session needs of the world. */
export interface SessionPorts {
  /** Names of the pages of the documentation, and their text. */
  readonly docs?: DocsPort;
  /** Finds out what a path leads to. */
  readonly lookAt?: LookAtFile;
  /** Whether a path leads to a device or a pipe, which may have no end. */
  readonly isDevice?: (path: string) => Promise<boolean>;
  /** A path as it was typed, from the root on: a session file is opened from another folder. */
  readonly wholePath?: (path: string) => string;
  /** Writes a file where the user says. */
  readonly write?: Session['write'];
  readonly ruleSet: RuleSet;
  readonly readMail: MailReader;
  readonly readDirectory: ReadDirectory;
  readonly readInput: (path: string) => Promise<Result<InputText>>;
  readonly save: (name: string, text: string) => Promise<Result<string>>;
  readonly readSettingsFile: (path: string) => Promise<Result<SettingsFile>>;
  /** Gives what makes one settings object of files: a port, for it is large and most sessions never need it. */
  readonly settingsParser: () => Promise<SettingsParser>;
  readonly samplePath: (name: string) => string;
  readonly version: string;
  /** The tables of a file that is a snapshot; undefined for any other file. */
  readonly readSnapshot?: (path: string) => Promise<Result<LiveTables & { readonly notes: readonly string[] }> | undefined>;
  /** What opens live connections; undefined where the program opens none. */
  readonly live?: ConnectionPorts;
  /** The time as ISO text, for checks that depend on the date. */
  readonly now: () => string;
  /** Script, style and charts of the page of a report, and what a redaction needs. */
  readonly reportTools?: () => Promise<Omit<ReportTools, 'ruleSet'>>;
  /** What files of a readiness run are written with: a port, for most sessions never need it. */
  readonly exportTools: () => Promise<
    Pick<ReadinessTools, 'clock' | 'openOutput' | 'isSameFile' | 'html'> & { readonly isThere: (path: string) => boolean }
  >;
}

/** A file of the session with what was read out of it. */
interface Loaded {
  readonly source: LoadedSource;
  /** Where it can be read again: a file, the snapshot that it is a part of; or a live connection or a paste, where it cannot. */
  readonly from: { readonly kind: SavedSource['kind']; readonly path: string } | { readonly kind: 'pasted'; readonly number: number };
  readonly content:
    | { readonly kind: 'table'; readonly table: DirectoryTable }
    | { readonly kind: 'settings'; readonly file: SettingsFile; readonly parse: SettingsParser };
}

/** The sample that the demo walks through. */
const SAMPLE = 'migration/cloud-only-user';
const SAMPLE_FILES = [
  ['onprem.ldf', 'onprem'],
  ['cloud.json', 'cloud'],
] as const;

/** One sitting of a user: the directories stay loaded while texts come and go. */
export function createSession(ports: SessionPorts): Session {
  const diagnose = provenInSteps(createStepDiagnoser(ports.ruleSet, ports.readMail), ports.ruleSet);
  const loaded: Loaded[] = [];
  /** Parts of snapshots that were taken away, and what a session file names and was not there: both are saved again. */
  const parted = new Map<string, Set<string>>();
  let absent: readonly SavedSource[] = [];
  const wholePath = ports.wholePath ?? ((path: string) => path);
  let found: { readonly directories: Directories; readonly people: PeopleFinder | undefined } | undefined;
  let titles: readonly RuleTitle[] | undefined;
  const tablesOf = (side: Side) =>
    loaded.flatMap(({ source, content, from }) =>
      source.side === side && content.kind === 'table' ? [{ table: content.table, isPasted: from.kind === 'pasted' }] : [],
    );
  const sides = createSessionDirectories(tablesOf);
  // The sample is diagnosed with its own settings and direction, never with those of the user's tenant.
  let sample: { readonly settings: Settings; readonly text: string } | undefined;
  let settings: Settings | undefined;
  const add = (entry: Loaded): Result<LoadedSource> => {
    const { path, side } = entry.source;
    const key = keyOf(entry, wholePath);
    const known = loaded.findIndex((other) => keyOf(other, wholePath) === key);
    if (known >= 0) loaded.splice(known, 1);
    loaded.push(entry);
    absent = absent.filter((other) => other.side !== side || baseName(other.path) !== baseName(path));
    return ok(entry.source);
  };
  const loadSettings = async (path: string): Promise<Result<LoadedSource>> => {
    const read = await ports.readSettingsFile(path);
    if (read.kind === 'problem') return read;
    const parse = await ports.settingsParser();
    const file = read.value;
    const own = parse([file]);
    if (own.kind === 'problem') return own;
    // Nothing is waited for from here on: another load can have ended meanwhile, and must count.
    const others = loaded.flatMap(({ source, content }) => (content.kind === 'settings' && source.path !== path ? [content.file] : []));
    const all = parse([...others, file]);
    if (all.kind === 'problem') return all;
    settings = all.value;
    const names = Object.keys(own.value);
    const notes = names.length === 0 ? ['The file holds no settings.'] : [`Holds ${names.join(', ')}.`];
    const source = { path, side: 'settings' as const, format: 'settings', objectCount: names.length, notes };
    return add({ source, from: { kind: 'file', path }, content: { kind: 'settings', file, parse } });
  };
  /** What was read live stands among the sources as files do. */
  const takeTables = async (
    tables: LiveTables,
    format: 'live' | 'snapshot' | 'pasted',
    fromOf: (path: string) => Loaded['from'],
  ): Promise<Result<null>> => {
    for (const side of ['onprem', 'cloud'] as const) {
      for (const table of tables[side] ?? []) {
        const source = { path: table.source, side, format, objectCount: table.rows.length, notes: table.notes };
        add({ source, from: fromOf(table.source), content: { kind: 'table', table } });
      }
    }
    sides.changed();
    if (tables.settings.length === 0) return ok(null);
    const parse = await ports.settingsParser();
    const sources = new Set(tables.settings.map(({ source }) => source));
    const kept = loaded.filter(({ source, content }) => content.kind !== 'settings' || !sources.has(source.path));
    const others = kept.flatMap(({ content }) => (content.kind === 'settings' ? [content.file] : []));
    const all = parse([...others, ...tables.settings]);
    if (all.kind === 'problem') return all;
    for (const part of tables.settings) {
      const own = parse([part]);
      const names = own.kind === 'ok' ? Object.keys(own.value) : [];
      const source = { path: part.source, side: 'settings' as const, format, objectCount: names.length, notes: [] };
      add({ source, from: fromOf(part.source), content: { kind: 'settings', file: part, parse } });
    }
    settings = all.value;
    return ok(null);
  };
  const takeLive = (tables: LiveTables): Promise<Result<null>> => takeTables(tables, 'live', (path) => ({ kind: 'live', path }));
  /** A snapshot brings both sides and the settings, whichever side it is loaded for. */
  const loadSnapshot = async (
    path: string,
    side: SourceSide,
    tables: LiveTables & { readonly notes: readonly string[] },
  ): Promise<Result<LoadedSource>> => {
    const taken = await takeTables(tables, 'snapshot', () => ({ kind: 'snapshot', path }));
    if (taken.kind === 'problem') return taken;
    parted.delete(path);
    const objects = [...(tables.onprem ?? []), ...(tables.cloud ?? [])].reduce((sum, { rows }) => sum + rows.length, 0);
    return ok({ path, side, format: 'snapshot', objectCount: objects, notes: tables.notes });
  };
  const load: Session['load'] = async (path, side) => {
    // A pipe that nobody writes to would be waited for without end.
    if ((await ports.isDevice?.(path)) === true) return problem('This is a device or a pipe, not a file.', path, 'Name a file.');
    const snapshot = await ports.readSnapshot?.(path);
    if (snapshot !== undefined) return snapshot.kind === 'problem' ? snapshot : loadSnapshot(path, side, snapshot.value);
    if (side === 'settings') return loadSettings(path);
    const result = await ports.readDirectory(path, side);
    if (result.kind === 'problem') return result;
    const { table } = result;
    const source = { path, side, format: table.format, objectCount: table.rows.length, notes: table.notes };
    const added = add({ source, from: { kind: 'file', path }, content: { kind: 'table', table } });
    sides.changed();
    return added;
  };
  const open: Session['open'] = async (path) => {
    const result = await ports.readInput(path);
    return result.kind === 'problem' ? result : ok({ name: result.value.name ?? path, text: result.value.text });
  };
  const pastes = createPastes((tables, number) => takeTables(tables, 'pasted', () => ({ kind: 'pasted', number })));
  const unload = (path: string): void => {
    for (let index = loaded.length - 1; index >= 0; index--) {
      const { source, from } = loaded[index] ?? {};
      if (source?.path !== path) continue;
      loaded.splice(index, 1);
      if (from?.kind === 'snapshot') parted.set(from.path, new Set([...(parted.get(from.path) ?? []), path]));
    }
    pastes.keepOnly(new Set(loaded.map(({ from }) => (from.kind === 'pasted' ? from.number : 0))));
    sides.changed();
    settings = settingsOf(loaded);
  };
  const inputOf = (text: string, { name, answers }: Parameters<Session['diagnose']>[1], directories: Directories): DiagnoseInput => {
    const isSample = sample !== undefined && text === sample.text;
    return {
      text,
      name,
      bytes: new TextEncoder().encode(text).length,
      answers,
      directories,
      ...(isSample ? { settings: sample?.settings, direction: 'to-onprem' as const } : { settings }),
    };
  };
  const diagnoseText: Session['diagnose'] = (text, options) => finish(diagnose(inputOf(text, options, sides.now())));
  const diagnoseInSteps: Session['diagnoseInSteps'] = function* (text, options) {
    for (;;) {
      const directories = yield* sides.ready();
      const [stamp, given] = [sides.stamp(), settings];
      const diagnosis = yield* unless(diagnose(inputOf(text, options, directories)), () => stamp !== sides.stamp() || given !== settings);
      if (diagnosis !== undefined) return diagnosis;
    }
  };
  const loadSample = async (): Promise<Result<string>> => {
    const file = await ports.readSettingsFile(ports.samplePath(`${SAMPLE}/settings.json`));
    if (file.kind === 'problem') return file;
    const own = (await ports.settingsParser())([file.value]);
    if (own.kind === 'problem') return own;
    const error = await ports.readInput(ports.samplePath(`${SAMPLE}/error.txt`));
    if (error.kind === 'problem') return error;
    sample = { settings: own.value, text: error.value.text };
    return ok(error.value.text);
  };
  const restore: Session['restore'] = async (saved) => {
    const { restoreData } = await import('./saved-session.js');
    const restored = await restoreData(saved, {
      load,
      unload,
      diagnose: diagnoseText,
      takePaste: pastes.take,
      pasted: pastes.saved,
      ruleSet: ports.ruleSet,
      isDevice: ports.isDevice,
      sample: {
        load: loadSample,
        pathOf: (path) =>
          SAMPLE_FILES.filter(([file]) => file === baseName(path)).map(([file]) => ports.samplePath(`${SAMPLE}/${file}`))[0],
      },
    });
    absent = [...absent, ...restored.absent];
    return restored;
  };
  /** As a session file names it, wherever it is opened. */
  const inFile = (source: SavedSource): SavedSource => {
    if (source.kind === 'live') return source;
    const isSample = SAMPLE_FILES.some(([file]) => ports.samplePath(`${SAMPLE}/${file}`) === source.path);
    const without = [...(parted.get(source.path) ?? [])];
    return {
      ...source,
      path: wholePath(source.path),
      ...(isSample ? { sample: true } : {}),
      ...(without.length === 0 ? {} : { without }),
    };
  };
  return {
    version: ports.version,
    sources: () => loaded.map(({ source }) => source),
    load,
    unload,
    open,
    take: async (text, paths) =>
      (await import('./intake.js')).takeAnything(text, paths, {
        open,
        load,
        recipient: async (key) => (await import('./recipient-view.js')).viewRecipient(sides.now(), key),
        lookAt: ports.lookAt ?? (async () => ({ kind: 'text' })),
      }),
    takeOutput: async (text, hints) => {
      const taken = await pastes.take(text, hints);
      return taken.kind === 'problem' ? taken : ok(taken.value.reading);
    },
    savedData: () => {
      const own = loaded.flatMap(({ source, from }) => savedOf(source.side, from));
      const sources = [...new Map(own).values()].map((source) => inFile(source));
      return { ...(sample === undefined ? {} : { sample: true }), sources: [...sources, ...absent], pasted: pastes.saved() };
    },
    restore,
    write: async (path, text, replaces) =>
      ports.write === undefined
        ? { kind: 'problem', problem: { what: 'No file can be written here.', where: path, next: 'Copy the text instead.' } }
        : ports.write(path, text, replaces),
    people: async () => {
      const { searchPeople } = await import('./search-people.js');
      const directories = sides.now();
      if (found?.directories !== directories) found = { directories, people: searchPeople(directories) };
      return found.people;
    },
    recipient: async (key) => {
      const { viewRecipient } = await import('./recipient-view.js');
      const directories = sides.now();
      return viewRecipient(directories, key, { finder: found?.directories === directories ? found.people : undefined, settings });
    },
    rules: async () => {
      const { ruleTitles } = await import('./rule-titles.js');
      titles ??= ruleTitles(ports.ruleSet);
      return titles;
    },
    rulePage: async (id) => (await import('./help-topics.js')).rulePageOf(id, ports.ruleSet),
    topics: async () => (await import('./help-topics.js')).listTopics(ports.docs),
    topic: async (name) => (await import('./help-topics.js')).readTopic(name, ports.docs),
    report: async (diagnoses, options) => {
      const { sessionReport } = await import('./session-report.js');
      return sessionReport(diagnoses, options, { ...ports, ruleSet: () => ports.ruleSet, ...(await reportTools(ports)) });
    },
    ready: sides.ready,
    isReady: sides.isReady,
    diagnose: diagnoseText,
    diagnoseInSteps,
    save: ports.save,
    demo: async () => {
      for (const [file, side] of SAMPLE_FILES) {
        const result = await load(ports.samplePath(`${SAMPLE}/${file}`), side);
        if (result.kind === 'problem') return result;
      }
      const text = await loadSample();
      return text.kind === 'problem' ? text : ok({ name: 'error.txt', text: text.value });
    },
    markdown: toMarkdown,
    ...(ports.live === undefined ? {} : { connections: createConnections(ports.live, takeLive) }),
    // It is large, and only who asks about readiness needs it.
    readiness: async (direction) => {
      const { startReadiness } = await import('./readiness-session.js');
      return startReadiness({
        ruleSet: ports.ruleSet,
        directories: sides.now(),
        settings: datedSettings(settings ?? {}, ports.now()),
        direction,
        notes: loaded.flatMap(({ source, content }) =>
          content.kind === 'table' ? source.notes.map((note) => `${source.path}: ${note}`) : [],
        ),
      });
    },
    exportPeople: async (table, request, pause) => {
      const { exportPeople } = await import('./readiness-session.js');
      const tools = await ports.exportTools();
      return exportPeople(table, request, pause, {
        ...tools,
        version: ports.version,
        isInput: (path) => loaded.some(({ source }) => tools.isSameFile(source.path, path)),
      });
    },
  };
}

/** Where nobody gave any, those of an export. */
async function reportTools({ reportTools: given, exportTools }: SessionPorts): Promise<Omit<ReportTools, 'ruleSet'>> {
  if (given !== undefined) return given();
  return {
    page: async () => (await exportTools()).html(),
    columns: () => [],
    seed: () => crypto.getRandomValues(new Uint8Array(32)),
  };
}

function savedOf(side: SourceSide, from: Loaded['from']): readonly (readonly [key: string, saved: SavedSource])[] {
  return from.kind === 'pasted'
    ? []
    : [[from.kind === 'file' ? `${side} ${from.path}` : from.path, { path: from.path, side, kind: from.kind }]];
}

/** The settings of all files as one; none for no file. Files that agree, agree still when one of them is gone. */
function settingsOf(loaded: readonly Loaded[]): Settings | undefined {
  const contents = loaded.flatMap(({ content }) => (content.kind === 'settings' ? [content] : []));
  const merged = contents[0]?.parse(contents.map(({ file }) => file));
  return merged?.kind === 'ok' ? merged.value : undefined;
}

/** Two names of one file are one source. */
function keyOf({ source, from }: Loaded, wholePath: (path: string) => string): string {
  return `${source.side} ${from.kind === 'file' ? wholePath(source.path) : source.path}`;
}
