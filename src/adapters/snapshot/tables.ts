import { basename } from 'node:path';
import type { DirectoryTable, Side } from '../../evidence/directory.js';
import type { PartSummary } from '../../evidence/snapshot.js';
import { shortUnreadableNotes } from '../../evidence/unreadable.js';
import { createRecordTable } from '../../parse/recipient/json.js';
import { recordLine } from '../../parse/snapshot/lines.js';
import type { SnapshotReader } from '../../ports/snapshot.js';

/** What a snapshot holds, in the form in which exports are read. */
export interface SnapshotTables {
  /** Undefined: the snapshot has no part of this side, so nothing is known of it. */
  readonly onprem: readonly DirectoryTable[] | undefined;
  readonly cloud: readonly DirectoryTable[] | undefined;
  /** Texts for `parseSettingsFiles`, one for each record. */
  readonly settings: readonly { readonly text: string; readonly source: string }[];
  readonly notes: readonly string[];
}

export interface SnapshotTableOptions {
  /** Columns to keep of a side; default all. */
  readonly wanted?: (side: Side) => ReadonlySet<string> | undefined;
  readonly signal?: AbortSignal;
}

/** Reads a snapshot into tables: one for each part with objects. A part that is not complete makes a table that says so. */
export async function readSnapshotTables(reader: SnapshotReader, options: SnapshotTableOptions = {}): Promise<SnapshotTables> {
  const settings: { readonly text: string; readonly source: string }[] = [];
  const tables: DirectoryTable[] = [];
  for (const part of reader.summary.parts) {
    const source = `${basename(reader.path)}: ${part.title}`;
    if (part.side === 'settings') {
      for await (const record of reader.records(part.name, options.signal)) {
        // A record that is nested too deeply for JSON is none that a service gave.
        const text = recordLine(record);
        if (text !== undefined) settings.push({ text, source });
      }
    } else tables.push(await readTable(reader, { ...part, side: part.side }, source, options));
  }
  const ofSide = (side: Side): readonly DirectoryTable[] | undefined => {
    const own = tables.filter((table) => table.side === side);
    return own.length === 0 ? undefined : own;
  };
  return { onprem: ofSide('onprem'), cloud: ofSide('cloud'), settings, notes: notesOf(reader) };
}

async function readTable(
  reader: SnapshotReader,
  part: PartSummary & { readonly side: Side },
  source: string,
  { wanted, signal }: SnapshotTableOptions,
): Promise<DirectoryTable> {
  const columns = wanted?.(part.side);
  const table = createRecordTable({
    source,
    side: part.side,
    attributesRead: part.attributesRead,
    ...(columns === undefined ? {} : { wanted: columns }),
  });
  for await (const record of reader.records(part.name, signal)) table.add(record);
  // Damage may have come to light only now.
  const isWhole = reader.summary.parts.some(({ name, state }) => name === part.name && state === 'complete');
  return table.finish(!isWhole);
}

function notesOf(reader: SnapshotReader): readonly string[] {
  const file = basename(reader.path);
  const { parts, unreadable } = reader.summary;
  const partial = parts.filter(({ state }) => state === 'partial');
  return [
    ...reader.notes,
    ...partial.map(({ title }) => `${file}: ${title} was not read to its end; what is not in it may exist all the same.`),
    ...shortUnreadableNotes([...unreadable, ...parts.flatMap((part) => part.unreadable)], `crossprem snapshot ${file}`).map(
      (note) => `${file}: ${note}`,
    ),
  ];
}
