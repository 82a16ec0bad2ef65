import type { Evidence } from '../evidence/evidence.js';
import { type Reading, type RecipientRecord, readColumn } from '../facts/recipients.js';
import { isLost, valueOf } from '../parse/recipient/table.js';

/** A single value: undefined not read, null not set. */
export interface TextReading {
  readonly value: string | null | undefined;
  readonly evidence: readonly Evidence[];
}

/** The first value of the first of the columns that was read. */
export function readText(record: RecipientRecord, ...columns: readonly string[]): TextReading {
  const { value, evidence } = readColumn(record, columns);
  if (value === undefined || value === null) return { value, evidence };
  const first = typeof value === 'string' ? value : value[0];
  return { value: first === undefined || first === '' ? null : first, evidence };
}

export function readList(
  record: RecipientRecord,
  ...columns: readonly string[]
): { readonly value: readonly string[] | undefined; readonly evidence: readonly Evidence[] } {
  const { value, evidence } = readColumn(record, columns);
  if (value === undefined) return { value, evidence };
  return { value: value === null ? [] : typeof value === 'string' ? [value] : value, evidence };
}

/** As `readText`, without the evidence, which costs more than the value. */
export function textValue(record: RecipientRecord, ...columns: readonly string[]): string | null | undefined {
  const list = listValue(record, ...columns);
  if (list === undefined) return undefined;
  const first = list[0];
  return first === undefined || first === '' ? null : first;
}

/** As `readList`, without the evidence. */
export function listValue(record: RecipientRecord, ...columns: readonly string[]): readonly string[] | undefined {
  let isRead = false;
  for (const column of columns) {
    for (const { table, row } of record.parts) {
      const value = valueOf(table, row, column);
      if (value === undefined) continue;
      if (value !== null) return typeof value === 'string' ? [value] : value;
      isRead = true;
    }
  }
  return isRead && !record.parts.some(({ table, row }) => isLost(table, row, columns)) ? [] : undefined;
}

/** True, false, null (not set) or undefined (not read). */
export function readFlag(record: RecipientRecord, ...columns: readonly string[]): boolean | null | undefined {
  const value = textValue(record, ...columns);
  if (value === undefined || value === null) return value;
  const word = value.trim().toLowerCase();
  return word === 'true' || word === '1' ? true : word === 'false' || word === '0' ? false : null;
}

/** The same evidence with one value of a list in place of all of them. */
export function only(evidence: Reading['evidence'], text: string): readonly Evidence[] {
  return evidence.map((item) => ({ ...item, text }));
}
