import type { DirectoryTable, Side } from '../../src/evidence/directory.js';
import { ok } from '../../src/evidence/problem.js';
import { type DirectoryRecord, NOT_READABLE } from '../../src/evidence/snapshot.js';
import { indexSide, readColumn } from '../../src/facts/recipients.js';
import { wantedColumns } from '../../src/facts/wanted.js';
import type { LiveConnection, LookupKey } from '../../src/ports/live.js';

/** A service in memory that holds the objects of tables: it answers look-ups by key, and lists everything in parts of one chunk. */
export function connectionOver(
  side: Side,
  tables: readonly DirectoryTable[],
  options: { readonly cannot?: readonly LookupKey['kind'][] } = {},
): LiveConnection & { readonly asked: readonly LookupKey[] } {
  const index = indexSide(side, tables);
  const asked: LookupKey[] = [];
  // What is known of nobody was not asked for.
  const attributesRead = [...new Set([...wantedColumns(side), ...tables.flatMap(({ columns }) => columns)])].filter((column) =>
    index.records.some((record) => readColumn(record, [column]).value !== undefined),
  );
  // What the tables do not know of an object, the account may not read of it.
  const recordOf = (record: (typeof index.records)[number]): DirectoryRecord => {
    const values = attributesRead.map((column) => [column, readColumn(record, [column]).value] as const);
    return {
      ...Object.fromEntries(values.filter(([, value]) => value !== undefined)),
      [NOT_READABLE]: values.flatMap(([column, value]) => (value === undefined ? [column] : [])),
    };
  };
  return {
    asked,
    about: {
      kind: side === 'onprem' ? 'ldap' : 'graph',
      side,
      source: side === 'onprem' ? 'ldaps://dc1.corp.contoso.com' : 'https://graph.microsoft.com',
      account: 'reader@contoso.com',
      organization: 'contoso.com',
      since: '2026-11-23T00:00:00Z',
      mayRead: [],
      limits: [],
    },
    parts: async () =>
      ok([
        {
          head: {
            name: `${side}/objects`,
            side,
            title: 'Everybody',
            source: 'memory',
            account: 'reader@contoso.com',
            attributesRead,
          },
          expected: index.records.length,
          read: async function* () {
            yield { kind: 'records' as const, records: index.records.map(recordOf), cursor: undefined };
          },
        },
      ]),
    lookup: async (keys) => {
      asked.push(...keys);
      const can = keys.filter(({ kind }) => options.cannot?.includes(kind) !== true);
      const found = new Set(can.flatMap(({ kind, value }) => [...index.find(kind, value)]));
      return ok({
        records: [...found].map(recordOf),
        attributesRead,
        unanswered: keys.filter((key) => !can.includes(key)).map((key) => ({ key, why: 'this service cannot be asked for it' })),
        unreadable: [],
      });
    },
    close: async () => undefined,
  };
}
