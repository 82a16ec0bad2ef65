import type { DirectoryTable } from '../../evidence/directory.js';
import { columnReader } from '../../parse/recipient/table.js';
import { keysOf, type RecipientRecord, type SideIndex } from '../recipients.js';
import { isStatisticsTable } from '../statistics-table.js';

/** Columns of Get-MailboxStatistics; on the cloud side they may stand with or without the prefix of Exchange Online. */
export const STATISTICS_COLUMNS = {
  onprem: ['mailboxguid', 'totalitemsize', 'totaldeleteditemsize'],
  cloud: [
    'exo.mailboxguid',
    'exo.totalitemsize',
    'exo.totaldeleteditemsize',
    'exo.itemcount',
    'mailboxguid',
    'totalitemsize',
    'totaldeleteditemsize',
    'itemcount',
  ],
} as const;

const INDEXES = new WeakMap<SideIndex, ReadonlyMap<string, RecipientRecord>>();

/**
 * The row of Get-MailboxStatistics for a mailbox or its archive. Such rows name nothing but the GUID of the mailbox, so they are no recipients.
 *
 * In: the side, the recipient, and which of its GUIDs to look for. Out: the row as a record; undefined where there is none.
 */
export function statisticsOf(index: SideIndex, record: RecipientRecord, kind: 'exchangeGuid' | 'archiveGuid'): RecipientRecord | undefined {
  let rows = INDEXES.get(index);
  if (rows === undefined) {
    rows = readRows(index);
    INDEXES.set(index, rows);
  }
  if (rows.size === 0) return undefined;
  const guid = keysOf(record, kind)[0];
  return guid === undefined ? undefined : rows.get(guid);
}

/** In: a side. Out: the rows of Get-MailboxStatistics that belong to no mailbox of that side, and how many there are in all. */
export function strayStatistics(index: SideIndex): { readonly rows: number; readonly strays: readonly string[] } {
  const guids = [...readRows(index, isStatisticsTable).keys()];
  const strays = guids.filter((guid) => index.find('exchangeGuid', guid).length === 0 && index.find('archiveGuid', guid).length === 0);
  return { rows: guids.length, strays };
}

function readRows(index: SideIndex, isWanted: (table: DirectoryTable) => boolean = () => true): ReadonlyMap<string, RecipientRecord> {
  const rows = new Map<string, RecipientRecord>();
  for (const table of index.tables) {
    const column = ['mailboxguid', 'exo.mailboxguid'].find((name) => table.columns.includes(name));
    if (
      column === undefined ||
      !isWanted(table) ||
      !table.columns.some((name) => name.endsWith('totalitemsize') || name.endsWith('itemcount'))
    )
      continue;
    const guidOf = columnReader(table, column);
    for (const row of table.rows) {
      const guid = guidOf(row);
      if (typeof guid === 'string' && !rows.has(guid.toLowerCase()))
        rows.set(guid.toLowerCase(), { side: index.side, parts: [{ table, row }] });
    }
  }
  return rows;
}
