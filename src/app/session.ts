import type { LoadedRules } from '../engine/load.js';
import type { RuleSet } from '../engine/rule-set.js';
import type { DirectoryTable, Side } from '../evidence/directory.js';
import { ok, type Result } from '../evidence/problem.js';
import { askedSide } from '../facts/asked-side.js';
import { indexSide, type SideIndex } from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import type { InputText, ReadDirectory } from '../ports/files.js';
import type { ReadinessTools } from '../ports/readiness.js';
import type { SavedOutput, SavedSource } from '../ports/saved-session.js';
import type { DocsPort, PeopleSearch } from '../ports/search.js';
import type { LoadedSource, Session, SourceSide } from '../ports/session.js';
import { toMarkdown } from '../render/markdown.js';
import { type ConnectionPorts, createConnections } from './connections.js';
import { datedSettings } from './dated-settings.js';
import { createDiagnoser } from './diagnose.js';
import type { LiveTables } from './live-tables.js';
import type { MailReader } from './mail-reader.js';
import { provenDiagnoser } from './prove.js';
import { ruleTitles } from './rule-titles.js';
import { searchPeople, viewRecipient } from './search-people.js';

/** A settings file as it was read. */
export interface SettingsFile {
  readonly text: string;
  readonly source: string;
}
export type SettingsParser = (files: readonly SettingsFile[]) => Result<Settings>;

/** What a session needs of the world. */
export interface SessionPorts {
  /** The rule files, for the pages of rules: read when the first page is looked at. */
  readonly loadRules?: () => Promise<Result<LoadedRules>>;
  /** Names of the pages of the documentation, and their text. */
  readonly docs?: DocsPort;
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

/** One sitting of a user: the directories stay loaded while texts come and go. */
export function createSession(ports: SessionPorts): Session {
  const diagnose = provenDiagnoser(createDiagnoser(ports.ruleSet, ports.readMail), ports.ruleSet);
  const loaded: Loaded[] = [];
  const pasted: SavedOutput[] = [];
  let found: { readonly people: PeopleSearch | undefined } | undefined;
  const tablesOf = (side: Side) =>
    loaded.flatMap(({ source, content, from }) =>
      source.side === side && content.kind === 'table' ? [{ table: content.table, isPasted: from.kind === 'pasted' }] : [],
    );
  /** Of pastes alone, nothing is known of anybody else. */
  const indexOf = (side: Side): SideIndex | undefined => {
    const tables = tablesOf(side);
    if (tables.length === 0) return undefined;
    const index = indexSide(
      side,
      tables.map(({ table }) => table),
    );
    return tables.every(({ isPasted }) => isPasted) ? askedSide(index, () => undefined) : index;
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
    const { readOutput } = await import('./take-output.js');
    const number = pasted.length + 1;
    const reading = await readOutput(text, { ...hints, number });
    if (reading.kind !== 'outputs') return ok(reading);
    const from = { kind: 'pasted' as const, number };
    const tables: LiveTables = {
      onprem: reading.tables.filter(({ side }) => side === 'onprem'),
      cloud: reading.tables.filter(({ side }) => side === 'cloud'),
      settings: reading.settings,
    };
    const taken = await takeTables(tables, 'pasted', () => from);
    if (taken.kind === 'problem') return taken;
    pasted.push({ text, ...(hints.side === undefined ? {} : { side: hints.side }) });
    return ok(reading);
  };
  return {
    sources: () => loaded.map(({ source }) => source),
    load,
    unload: (path) => {
      for (let index = loaded.length - 1; index >= 0; index--) if (loaded[index]?.source.path === path) loaded.splice(index, 1);
      reindex();
      settings = settingsOf(loaded);
    },
    open,
    take: async (text) => (await import('./intake.js')).takeAnything(text, { open }),
    takeOutput,
    savedData: () => ({
      sources: [...new Map(loaded.flatMap(({ source, from }) => savedOf(source.side, from))).values()],
      pasted: [...pasted],
    }),
    restore: async (saved) => (await import('./saved-session.js')).restoreData(saved, { load, takeOutput }),
    write: async (path, text, replaces) =>
      ports.write === undefined
        ? { kind: 'problem', problem: { what: 'No file can be written here.', where: path, next: 'Copy the text instead.' } }
        : ports.write(path, text, replaces),
    people: () => {
      found ??= { people: searchPeople(directories) };
      return found.people;
    },
    recipient: (key) => viewRecipient(directories, key),
    rules: () => ruleTitles(ports.ruleSet),
    rulePage: async (id) => (await import('./help-topics.js')).rulePageOf(id, ports.loadRules),
    topics: async () => (await import('./help-topics.js')).listTopics(ports.docs),
    topic: async (name) => (await import('./help-topics.js')).readTopic(name, ports.docs),
    report: async (diagnoses, options) => (await import('./session-report.js')).sessionReport(diagnoses, options),
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
