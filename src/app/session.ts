import type { RuleSet } from '../engine/rule-set.js';
import type { DirectoryTable, Side } from '../evidence/directory.js';
import { ok, type Result } from '../evidence/problem.js';
import type { Settings } from '../facts/tenant.js';
import type { InputText, ReadDirectory } from '../ports/files.js';
import type { LoadedSource, Session } from '../ports/session.js';
import { toMarkdown } from '../render/markdown.js';
import { createDiagnoser, createDirectories } from './diagnose.js';
import type { MailReader } from './mail-reader.js';

/** What a session needs of the world. */
export interface SessionPorts {
  readonly ruleSet: RuleSet;
  readonly readMail: MailReader;
  readonly readDirectory: ReadDirectory;
  readonly readInput: (path: string) => Promise<Result<InputText>>;
  readonly save: (name: string, text: string) => Promise<Result<string>>;
  readonly readSettings: (path: string) => Promise<Result<Settings>>;
  readonly samplePath: (name: string) => string;
}

/** One sitting of a user: the directories stay loaded while texts come and go. */
export function createSession(ports: SessionPorts): Session {
  const diagnose = createDiagnoser(ports.ruleSet, ports.readMail);
  const loaded: { readonly source: LoadedSource; readonly table: DirectoryTable }[] = [];
  const sideTables = (side: Side): readonly DirectoryTable[] | undefined => {
    const tables = loaded.filter(({ source }) => source.side === side).map(({ table }) => table);
    return tables.length === 0 ? undefined : tables;
  };
  // Only the sample brings settings and a direction along; the interface has no place for them yet.
  let sample: { readonly settings: Settings; readonly text: string } | undefined;
  let directories = createDirectories(undefined, undefined);
  const reindex = (): void => {
    directories = createDirectories(sideTables('onprem'), sideTables('cloud'));
  };
  const load: Session['load'] = async (path, side) => {
    const result = await ports.readDirectory(path, side);
    if (result.kind === 'problem') return result;
    const { table } = result;
    const source = { path, side, format: table.format, objectCount: table.rows.length, notes: table.notes };
    const known = loaded.findIndex((other) => other.source.path === path && other.source.side === side);
    if (known >= 0) loaded.splice(known, 1);
    loaded.push({ source, table });
    reindex();
    return ok(source);
  };
  return {
    sources: () => loaded.map(({ source }) => source),
    load,
    unload: (path) => {
      for (let index = loaded.length - 1; index >= 0; index--) if (loaded[index]?.source.path === path) loaded.splice(index, 1);
      reindex();
    },
    open: async (path) => {
      const result = await ports.readInput(path);
      return result.kind === 'problem' ? result : ok({ name: result.value.name ?? path, text: result.value.text });
    },
    diagnose: (text, { name, answers }) => {
      const isSample = sample !== undefined && text === sample.text;
      return diagnose({
        text,
        name,
        bytes: new TextEncoder().encode(text).length,
        answers,
        directories,
        ...(isSample ? { settings: sample?.settings, direction: 'to-onprem' as const } : {}),
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
      const settings = await ports.readSettings(ports.samplePath(`${folder}/settings.json`));
      if (settings.kind === 'problem') return settings;
      const error = await ports.readInput(ports.samplePath(`${folder}/error.txt`));
      if (error.kind === 'problem') return error;
      sample = { settings: settings.value, text: error.value.text };
      return ok({ name: 'error.txt', text: error.value.text });
    },
    markdown: toMarkdown,
  };
}
