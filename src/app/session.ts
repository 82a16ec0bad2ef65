import type { RuleSet } from '../engine/rule-set.js';
import type { DirectoryTable, Side } from '../evidence/directory.js';
import { ok, type Result } from '../evidence/problem.js';
import { askedSide } from '../facts/asked-side.js';
import { indexSide, type SideIndex } from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import type { InputText, ReadDirectory } from '../ports/files.js';
import type { LookAtFile } from '../ports/intake.js';
import type { ReadinessTools } from '../ports/readiness.js';
import type { SavedOutput, SavedSource } from '../ports/saved-session.js';
import type { DocsPort, RuleTitle } from '../ports/search.js';
import type { LoadedSource, Session, SourceSide } from '../ports/session.js';
import { toMarkdown } from '../render/markdown.js';
import { type ConnectionPorts, createConnections } from './connections.js';
import { datedSettings } from './dated-settings.js';
import { createDiagnoser } from './diagnose.js';
import type { LiveTables } from './live-tables.js';
import type { MailReader } from './mail-reader.js';
import { provenDiagnoser } from './prove.js';
import type { ReportTools } from './report.js';
import type { PeopleFinder } from './search-people.js';

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

const WHOLE = { truncated: false };

/** One sitting of a user: the directories stay loaded while texts come and go. */
export function createSession(ports: SessionPorts): Session {
  const diagnose = provenDiagnoser(createDiagnoser(ports.ruleSet, ports.readMail), ports.ruleSet);
  const loaded: Loaded[] = [];
  // By its number, which stands in the names of its sources; one that was taken back is gone, and its number is not used again.
  const pasted = new Map<number, SavedOutput>();
  let lastPaste = 0;
  let found: { readonly people: PeopleFinder | undefined } | undefined;
  let titles: readonly RuleTitle[] | undefined;
  const tablesOf = (side: Side) =>
    loaded.flatMap(({ source, content, from }) =>
      source.side === side && content.kind === 'table' ? [{ table: content.table, isPasted: from.kind === 'pasted' }] : [],
    );
  /** Of pastes alone, nothing is known of anybody else. */
  const indexOf = (side: Side): SideIndex | undefined => {
    const tables = tablesOf(side);
    if (tables.length === 0) return undefined;
    const isPastedAlone = tables.every(({ isPasted }) => isPasted);
    // Beside an export, a paste takes nothing away from what the export says of everybody. What was pasted last was printed last.
    const pastes = tables.flatMap(({ table, isPasted }) => (isPasted ? [isPastedAlone ? table : { ...table, ...WHOLE }] : [])).toReversed();
    const files = tables.flatMap(({ table, isPasted }) => (isPasted ? [] : [table]));
    const index = indexSide(side, [...pastes, ...files]);
    return isPastedAlone ? askedSide(index, () => undefined) : index;
  };
  // The sample is diagnosed with its own settings and direction, never with those of the user's tenant.
  let sample: { readonly settings: Settings; readonly text: string } | undefined;
  let directories: Directories = { onprem: undefined, cloud: undefined };
  let settings: Settings | undefined;
  const reindex = (): void => {
    directories = { onprem: indexOf('onprem'), cloud: indexOf('cloud') };
    found = undefined;
  };
  const add = (entry: Loaded): Result<LoadedSource> => {
    const { path, side } = entry.source;
    const known = loaded.findIndex((other) => other.source.path === path && other.source.side === side);
    if (known >= 0) loaded.splice(known, 1);
    loaded.push(entry);
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
    const notes = names.length === 0 ? ['The file says nothing.'] : [`Says ${names.join(', ')}.`];
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
    reindex();
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
    const objects = [...(tables.onprem ?? []), ...(tables.cloud ?? [])].reduce((sum, { rows }) => sum + rows.length, 0);
    return ok({ path, side, format: 'snapshot', objectCount: objects, notes: tables.notes });
  };
  const load: Session['load'] = async (path, side) => {
    const snapshot = await ports.readSnapshot?.(path);
    if (snapshot !== undefined) return snapshot.kind === 'problem' ? snapshot : loadSnapshot(path, side, snapshot.value);
    if (side === 'settings') return loadSettings(path);
    const result = await ports.readDirectory(path, side);
    if (result.kind === 'problem') return result;
    const { table } = result;
    const source = { path, side, format: table.format, objectCount: table.rows.length, notes: table.notes };
    const added = add({ source, from: { kind: 'file', path }, content: { kind: 'table', table } });
    reindex();
    return added;
  };
  const open: Session['open'] = async (path) => {
    const result = await ports.readInput(path);
    return result.kind === 'problem' ? result : ok({ name: result.value.name ?? path, text: result.value.text });
  };
  const takeOutput: Session['takeOutput'] = async (text, hints) => {
    const { looksLikeOutput, readOutput } = await import('./take-output.js');
    const number = lastPaste + 1;
    const reading = await readOutput(text, { ...hints, number });
    // Of an error with output beside it, the error comes first.
    if (reading.kind === 'side' && hints.question === undefined && !looksLikeOutput(text))
      return ok({ kind: 'nothing', why: 'The output beside the text says nothing of its side: paste it alone.' });
    if (reading.kind !== 'outputs') return ok(reading);
    const from = { kind: 'pasted' as const, number };
    const tables: LiveTables = {
      onprem: reading.tables.filter(({ side }) => side === 'onprem'),
      cloud: reading.tables.filter(({ side }) => side === 'cloud'),
      settings: reading.settings,
    };
    const taken = await takeTables(tables, 'pasted', () => from);
    if (taken.kind === 'problem') return taken;
    lastPaste = number;
    // What told the side may be the question, which nobody asks when the session is opened again.
    const [side, ...others] = new Set(reading.tables.map((table) => table.side));
    const told = hints.side ?? (others.length === 0 ? side : undefined);
    pasted.set(number, { text, ...(told === undefined ? {} : { side: told }) });
    return ok(hints.question === undefined && !looksLikeOutput(text) ? { ...reading, share: 0 } : reading);
  };
  return {
    version: ports.version,
    sources: () => loaded.map(({ source }) => source),
    load,
    unload: (path) => {
      for (let index = loaded.length - 1; index >= 0; index--) if (loaded[index]?.source.path === path) loaded.splice(index, 1);
      const kept = new Set(loaded.map(({ from }) => (from.kind === 'pasted' ? from.number : 0)));
      for (const number of pasted.keys()) if (!kept.has(number)) pasted.delete(number);
      reindex();
      settings = settingsOf(loaded);
    },
    open,
    take: async (text, paths) =>
      (await import('./intake.js')).takeAnything(text, paths, {
        open,
        load,
        recipient: async (key) => (await import('./recipient-view.js')).viewRecipient(directories, key),
        lookAt: ports.lookAt ?? (async () => ({ kind: 'text' })),
      }),
    takeOutput,
    savedData: () => ({
      sources: [...new Map(loaded.flatMap(({ source, from }) => savedOf(source.side, from))).values()],
      pasted: [...pasted.values()],
    }),
    restore: async (saved) => (await import('./saved-session.js')).restoreData(saved, { load, takeOutput, isDevice: ports.isDevice }),
    write: async (path, text, replaces) =>
      ports.write === undefined
        ? { kind: 'problem', problem: { what: 'No file can be written here.', where: path, next: 'Copy the text instead.' } }
        : ports.write(path, text, replaces),
    people: async () => {
      const { searchPeople } = await import('./search-people.js');
      found ??= { people: searchPeople(directories) };
      return found.people;
    },
    recipient: async (key) => (await import('./recipient-view.js')).viewRecipient(directories, key, { finder: found?.people, settings }),
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
    diagnose: (text, { name, answers }) => {
      const isSample = sample !== undefined && text === sample.text;
      return diagnose({
        text,
        name,
        bytes: new TextEncoder().encode(text).length,
        answers,
        directories,
        ...(isSample ? { settings: sample?.settings, direction: 'to-onprem' as const } : { settings }),
      });
    },
    save: ports.save,
    demo: async () => {
      const folder = 'migration/cloud-only-user';
      for (const [file, side] of [
        ['onprem.ldf', 'onprem'],
        ['cloud.json', 'cloud'],
      ] as const) {
        const result = await load(ports.samplePath(`${folder}/${file}`), side);
        if (result.kind === 'problem') return result;
      }
      const file = await ports.readSettingsFile(ports.samplePath(`${folder}/settings.json`));
      if (file.kind === 'problem') return file;
      const own = (await ports.settingsParser())([file.value]);
      if (own.kind === 'problem') return own;
      const error = await ports.readInput(ports.samplePath(`${folder}/error.txt`));
      if (error.kind === 'problem') return error;
      sample = { settings: own.value, text: error.value.text };
      return ok({ name: 'error.txt', text: error.value.text });
    },
    markdown: toMarkdown,
    ...(ports.live === undefined ? {} : { connections: createConnections(ports.live, takeLive) }),
    // It is large, and only who asks about readiness needs it.
    readiness: async (direction) => {
      const { startReadiness } = await import('./readiness-session.js');
      return startReadiness({
        ruleSet: ports.ruleSet,
        directories,
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
