import { columnReader } from '../../parse/recipient/table.js';
import { keysOf, type RecipientRecord, type SideIndex } from '../recipients.js';

/** Columns of Get-MailboxStatistics; on the cloud side they may stand with or without the prefix of Exchange Online. */
export const STATISTICS_COLUMNS = {
  onprem: ['mailboxguid', 'totalitemsize', 'totaldeleteditemsize'],
  cloud: ['exo.mailboxguid', 'exo.totalitemsize', 'exo.totaldeleteditemsize', 'mailboxguid', 'totalitemsize', 'totaldeleteditemsize'],
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

function readRows(index: SideIndex): ReadonlyMap<string, RecipientRecord> {
  const rows = new Map<string, RecipientRecord>();
  for (const table of index.tables) {
    const column = ['mailboxguid', 'exo.mailboxguid'].find((name) => table.columns.includes(name));
    if (column === undefined || !table.columns.some((name) => name.endsWith('totalitemsize'))) continue;
    const guidOf = columnReader(table, column);
    for (const row of table.rows) {
      const guid = guidOf(row);
      if (typeof guid === 'string' && !rows.has(guid.toLowerCase()))
        rows.set(guid.toLowerCase(), { side: index.side, parts: [{ table, row }] });
    }
  }
  return rows;
}
