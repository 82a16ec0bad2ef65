import { type RecipientRecord, readColumn } from '../../facts/recipient-record.js';

/** The first value of the first of these columns that has one. */
export function firstText(record: RecipientRecord | undefined, columns: readonly string[]): string | undefined {
  if (record === undefined) return undefined;
  for (const column of columns) {
    const { value } = readColumn(record, [column]);
    const text = typeof value === 'string' ? value : value?.[0];
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

/** All values of these columns; undefined where none was read. */
export function textsIn(record: RecipientRecord | undefined, columns: readonly string[]): readonly string[] | undefined {
  if (record === undefined) return undefined;
  const { value } = readColumn(record, columns);
  return value === undefined ? undefined : value === null ? [] : typeof value === 'string' ? [value] : value;
}
