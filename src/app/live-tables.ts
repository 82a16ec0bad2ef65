import type { DirectoryTable, Side } from '../evidence/directory.js';
import { ok } from '../evidence/problem.js';
import type { DirectoryRecord, PartHead } from '../evidence/snapshot.js';
import { createRecordTable } from '../parse/recipient/json.js';
import { recordLine } from '../parse/snapshot/lines.js';
import type { PartSink } from './collect.js';

/** What was read live, in the form in which exports are read. */
export interface LiveTables {
  readonly onprem: readonly DirectoryTable[] | undefined;
  readonly cloud: readonly DirectoryTable[] | undefined;
  /** Texts for the parser of settings. */
  readonly settings: readonly { readonly text: string; readonly source: string }[];
}

/** A sink that keeps what is read in memory, as tables. `tables`: what came so far; a part that was not ended counts as cut. */
export interface TableSink extends PartSink {
  readonly tables: () => LiveTables;
}

interface Part {
  readonly head: PartHead;
  readonly table: ReturnType<typeof createRecordTable>;
  isWhole: boolean;
}

/** In: the columns of a side that are kept. */
export function createTableSink(wanted: (side: Side) => ReadonlySet<string> | undefined): TableSink {
  const parts = new Map<string, Part>();
  const settings: { readonly text: string; readonly source: string }[] = [];
  return {
    resumeOf: () => ({ kind: 'new' }),
    async begin(head) {
      if (head.side === 'settings')
        return ok({
          write: async (records: readonly DirectoryRecord[]) => {
            for (const record of records) {
              // Undefined for what is nested too deeply for JSON: no service gives such settings.
              const text = recordLine(record);
              if (text !== undefined) settings.push({ text, source: `${head.source} (${head.title})` });
            }
            return ok(null);
          },
          unreadable: () => undefined,
          // Nothing is there of an earlier run.
          restart: () => undefined,
          bookmark: () => undefined,
          end: async () => ok(null),
        });
      const kept = wanted(head.side);
      const table = createRecordTable({
        source: `${head.source} (${head.title})`,
        side: head.side,
        attributesRead: head.attributesRead,
        ...(kept === undefined ? {} : { wanted: kept }),
      });
      const part: Part = { head, table, isWhole: false };
      parts.set(head.name, part);
      return ok({
        write: async (records: readonly DirectoryRecord[]) => {
          for (const record of records) table.add(record);
          return ok(null);
        },
        unreadable: () => undefined,
        // Nothing is there of an earlier run.
        restart: () => undefined,
        bookmark: () => undefined,
        end: async (state) => {
          part.isWhole = state === 'complete';
          return ok(null);
        },
      });
    },
    tables: () => {
      const sideOf = (side: Side): readonly DirectoryTable[] | undefined => {
        const own = [...parts.values()].filter(({ head }) => head.side === side);
        return own.length === 0 ? undefined : own.map(({ table, isWhole }) => table.finish(!isWhole));
      };
      return { onprem: sideOf('onprem'), cloud: sideOf('cloud'), settings };
    },
  };
}
