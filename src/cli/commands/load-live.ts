import { collect, shortUnreadableNotes } from '../../app/collect.js';
import { createTableSink, type LiveTables } from '../../app/live-tables.js';
import type { DirectoryTable } from '../../evidence/directory.js';
import { isObject } from '../../evidence/is-object.js';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { Settings } from '../../facts/tenant.js';
import type { CliContext } from '../context.js';
import type { DirectoryData, Opened } from '../directory-data.js';
import type { ParsedArgs } from '../parse-args.js';
import { tell } from '../tell.js';
import { createCollectProgress } from './collect-progress.js';
import { openLive, targetsOf } from './live.js';

/** Adds what snapshots and live services hold to what files hold. What the user's own files say of the tenant counts more than what a service says. */
export async function withSources(
  files: DirectoryData,
  args: ParsedArgs,
  context: CliContext,
  reading: 'whole' | 'asked',
): Promise<Result<DirectoryData>> {
  const targets = targetsOf(args, context);
  if (targets.kind === 'problem') return targets;
  const snapshots = args.options.get('snapshot') ?? [];
  const notes = [...files.notes];
  const read: LiveTables[] = [];
  for (const path of snapshots) {
    const reader = await context.live.openSnapshot(path);
    if (reader.kind === 'problem') return reader;
    const tables = await context.live.snapshotTables(reader.value, context.keeps);
    read.push(tables);
    notes.push(...tables.notes, ...tablesOf(tables).flatMap((table) => table.notes));
  }
  let live: Opened | undefined;
  if (targets.value.length > 0) {
    const opened = await openLive(targets.value, context);
    if (opened.kind === 'problem') return opened;
    live = opened.value;
  }
  try {
    if (live !== undefined) {
      const tables = await readLive(live, context, reading, notes);
      if (tables.kind === 'problem') return tables;
      read.push(tables.value);
      notes.push(...tablesOf(tables.value).flatMap((table) => table.notes));
    }
    const settings = await settingsOf(read, files.settings, context);
    if (settings.kind === 'problem') return settings;
    const isKept = reading === 'asked' && live !== undefined;
    const result = {
      onprem: joined(files.onprem, ...read.map((tables) => tables.onprem)),
      cloud: joined(files.cloud, ...read.map((tables) => tables.cloud)),
      settings: settings.value,
      notes,
      live: isKept ? live : undefined,
    };
    if (isKept) live = undefined;
    return ok(result);
  } finally {
    await live?.close();
  }
}

/** Everything of the services, or, where objects are asked for one by one, their settings alone. */
async function readLive(live: Opened, context: CliContext, reading: 'whole' | 'asked', notes: string[]): Promise<Result<LiveTables>> {
  const sink = createTableSink(context.keeps);
  const progress = createCollectProgress(context);
  const connections =
    reading === 'whole'
      ? live.connections
      : live.connections.map((connection) => ({
          ...connection,
          parts: async (signal: AbortSignal) => {
            const parts = await connection.parts(signal);
            return parts.kind === 'problem' ? parts : ok(parts.value.filter(({ head }) => head.side === 'settings'));
          },
        }));
  const outcome = await collect(connections, sink, {
    signal: live.signal,
    now: context.live.now,
    onProgress: progress.show,
    waiting: context.live.waiting,
    endsPartial: true,
  });
  progress.end();
  if (outcome.wasStopped) {
    return problem(
      'Stopped.',
      'Ctrl-C',
      'Nothing was judged. To read in pieces that can be gone on with, use crossprem collect --out FILE.',
    );
  }
  for (const fault of outcome.problems) {
    tell(context, fault);
    notes.push(`${fault.where}: ${fault.what} What comes from there is not whole.`);
  }
  notes.push(...shortUnreadableNotes(outcome.unreadable, 'crossprem collect with the same options'));
  if (outcome.problems.length > 0 && outcome.records === 0)
    return problem(
      'Nothing could be read.',
      live.connections.map(({ about }) => about.source).join(', '),
      'Mend what is said above, or run crossprem doctor with the same options.',
    );
  return ok(sink.tables());
}

const tablesOf = ({ onprem, cloud }: LiveTables): readonly DirectoryTable[] => [...(onprem ?? []), ...(cloud ?? [])];

function joined(...lists: readonly (readonly DirectoryTable[] | undefined)[]): readonly DirectoryTable[] | undefined {
  const given = lists.filter((list) => list !== undefined);
  return given.length === 0 ? undefined : given.flat();
}

async function settingsOf(
  read: readonly LiveTables[],
  given: Settings | undefined,
  context: CliContext,
): Promise<Result<Settings | undefined>> {
  const texts = read.flatMap(({ settings }) => settings);
  if (texts.length === 0) return ok(given);
  const parsed = await context.live.parseSettings(texts);
  if (parsed.kind === 'problem') return parsed;
  return ok(overlaid(parsed.value, given));
}

/** The settings of the services, with those that the user gave over them: key by key, and by side where a key has both. */
export function overlaid(live: Settings, given: Settings | undefined): Settings {
  if (given === undefined) return live;
  const { acceptedDomains: below } = live;
  const { acceptedDomains: above } = given;
  const domains = isObject(below) && isObject(above) ? { acceptedDomains: { ...below, ...above } } : {};
  return { ...live, ...given, ...domains };
}
