import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../../src/evidence/directory.js';
import { RowPack } from '../../../src/parse/recipient/packed-rows.js';
import { RowWriter } from '../../../src/parse/recipient/row-writer.js';
import { openTable, packTable, valueOf } from '../../../src/parse/recipient/table.js';
import { createTableBuilder } from '../../../src/parse/recipient/table-builder.js';
import { fc } from '../../setup/property.js';

interface Row {
  readonly line: number | undefined;
  readonly full: boolean;
  readonly lost: readonly number[];
  readonly cells: readonly (readonly [column: number, value: AttributeValue])[];
}

function packed(rows: readonly Row[]): RowPack {
  const writer = new RowWriter();
  const word = writer.keep('a word that repeats');
  for (const row of rows) {
    writer.begin(row, row.cells.length);
    for (const [column, value] of row.cells) {
      writer.putColumn(column);
      if (value === null || value === undefined) writer.putRepeated(0);
      else if (value === 'a word that repeats') writer.putRepeated(word);
      else if (typeof value === 'string') writer.putText(value);
      else {
        const numbers = value.map((one) => (one === 'a word that repeats' ? word : -1));
        writer.putList(value, numbers);
      }
    }
    writer.end();
  }
  return writer.finish();
}

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constant('a word that repeats'),
  fc.constant('\ud800'),
);
const value: fc.Arbitrary<AttributeValue> = fc.oneof(text, fc.array(text, { maxLength: 12 }), fc.constant(null));
const row: fc.Arbitrary<Row> = fc.record({
  line: fc.option(fc.nat(), { nil: undefined }),
  full: fc.boolean(),
  lost: fc.uniqueArray(fc.nat(300), { maxLength: 3 }),
  cells: fc.uniqueArray(fc.tuple(fc.nat(40), value), { selector: ([column]) => column, maxLength: 20 }),
});

describe('packed rows', () => {
  it('give back what was put in', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 80 }), (rows) => {
        const pack = packed(rows);
        const copy = new RowPack(structuredClone(pack.parts));
        for (const from of [pack, copy]) {
          expect(from.rows).toHaveLength(rows.length);
          rows.forEach((expected, at) => {
            const made = from.rows[at];
            expect({ line: made?.line, full: made?.full, lost: made?.lost }).toEqual({
              line: expected.line,
              full: expected.full,
              lost: expected.lost,
            });
            for (const [column, cell] of expected.cells) {
              expect(made?.glance(column)).toEqual(cell);
              expect(made?.cell(column)).toEqual(cell);
              expect(made?.values[column]).toEqual(cell);
            }
            expect(made?.cell(41)).toBeUndefined();
            expect(made?.glance(41)).toBeUndefined();
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it('hold a value of two megabytes and a list of 100,000', () => {
    const long = 'x'.repeat(2_000_000);
    const wide = 'ж'.repeat(100_000);
    const many = Array.from({ length: 100_000 }, (_, i) => `smtp:user${i}@contoso.com`);
    const cells = [long, wide, many].map((one, column) => [column, one] as const);
    const pack = packed([
      { line: 1, full: false, lost: [], cells },
      { line: 2, full: false, lost: [], cells: [[0, 'next']] },
    ]);
    expect(pack.rows[0]?.cell(0)).toBe(long);
    expect(pack.rows[0]?.cell(1)).toBe(wide);
    expect(pack.rows[0]?.cell(2)).toEqual(many);
    expect(pack.rows[1]?.cell(0)).toBe('next');
  });
});

describe('packTable', () => {
  it('makes parts that another thread can open, on the same memory', () => {
    const builder = createTableBuilder({ source: 'f', side: 'onprem', format: 'ldif' });
    builder.begin(3);
    builder.putOne(builder.column('mail'), 'kim@contoso.com');
    builder.putLost(builder.column('objectGUID'), 'cut off');
    builder.end();
    const table = builder.finish({ origin: 'ad' });
    const parts = packTable(table);
    const opened = openTable(structuredClone(parts));
    const [one] = opened.rows;
    expect(one && ['mail', 'objectguid', 'cn'].map((column) => valueOf(opened, one, column))).toEqual([
      'kim@contoso.com',
      undefined,
      undefined,
    ]);
    expect(one?.line).toBe(3);
    expect(opened.notes).toEqual(table.notes);
    expect(parts.packed.chunks.every((chunk) => chunk instanceof SharedArrayBuffer)).toBe(true);
  });

  it('packs a changed copy of a table with its changes', () => {
    const builder = createTableBuilder({ source: 'f', side: 'onprem', format: 'ldif' });
    for (const mail of ['kim@contoso.com', 'tom@contoso.com']) {
      builder.begin();
      builder.putOne(builder.column('mail'), mail);
      builder.end();
    }
    const table = builder.finish({ origin: 'ad' });
    const copy = { ...table, rows: [{ values: [['a', 'b']] }, ...table.rows.slice(1)] };
    const opened = openTable(structuredClone(packTable(copy)));
    expect(opened.rows.map((one) => valueOf(opened, one, 'mail'))).toEqual([['a', 'b'], 'tom@contoso.com']);
  });
});
