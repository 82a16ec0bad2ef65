import { describe, expect, it } from 'vitest';
import { columnReader, valueOf as valueIn } from '../../../src/parse/recipient/table.js';
import { createTableBuilder } from '../../../src/parse/recipient/table-builder.js';

const options = { source: 'f', side: 'onprem', format: 'ldif' } as const;

describe('createTableBuilder', () => {
  it('tells not set, not read, lost and not stored apart', () => {
    const builder = createTableBuilder({ ...options, wanted: new Set(['mail', 'cn', 'asked']) });
    builder.declare(['asked']);
    builder.begin(1);
    builder.putOne(builder.column('mail'), 'a@contoso.com');
    builder.putOne(builder.column('description'), 'x');
    builder.end();
    builder.begin(5);
    builder.putOne(builder.column('cn'), 'B');
    builder.putLost(builder.column('mail'), 'broken');
    builder.end();
    const table = builder.finish({ origin: 'ad' });
    const rows = table.rows.map((row) => ['mail', 'cn', 'asked', 'description', 'other'].map((column) => valueIn(table, row, column)));
    expect(rows).toEqual([
      ['a@contoso.com', null, null, undefined, undefined],
      [undefined, 'B', null, undefined, undefined],
    ]);
    expect(table.readColumns).toEqual(new Set(['mail', 'cn', 'asked', 'description']));
    expect(table.notes).toEqual(['f, record at line 5: mail: broken; the value counts as not read.']);
  });

  it('reads an inline table as complete', () => {
    const builder = createTableBuilder({ ...options, format: 'inline', complete: true });
    builder.begin();
    builder.end();
    const table = builder.finish({ origin: 'unknown' });
    const [row] = table.rows;
    expect(row && valueIn(table, row, 'mail')).toBeNull();
    expect(row && valueIn(table, row, 'objectguid')).toBeUndefined();
  });

  it('makes a list of a column that comes twice, and one value of two spellings of the same', () => {
    const builder = createTableBuilder(options);
    builder.begin();
    builder.putOne(builder.column('mail'), 'a@contoso.com');
    builder.putOne(builder.column('mail'), 'b@contoso.com');
    builder.putOne(builder.column('SID'), 'S-1-5-18');
    builder.putOne(builder.column('objectSid'), 'S-1-5-18');
    builder.putOne(builder.column('proxyAddresses'), 'smtp:a@contoso.com');
    builder.end();
    const table = builder.finish({ origin: 'ad' });
    const [row] = table.rows;
    expect(row && ['mail', 'objectsid', 'proxyaddresses'].map((column) => valueIn(table, row, column))).toEqual([
      ['a@contoso.com', 'b@contoso.com'],
      'S-1-5-18',
      ['smtp:a@contoso.com'],
    ]);
  });

  it('holds 20,000 records with a column of their own each in little memory', () => {
    const builder = createTableBuilder(options);
    for (let i = 0; i < 20_000; i++) {
      builder.begin(i);
      builder.putOne(builder.column(`attribute${i}`), `value ${i}`);
      builder.putOne(builder.column('cn'), `cn ${i}`);
      builder.end();
    }
    const table = builder.finish({ origin: 'ad' });
    const row = table.rows[15_000];
    expect(row && columnReader(table, 'attribute15000')(row)).toBe('value 15000');
    expect(row && columnReader(table, 'attribute1')(row)).toBeNull();
    expect(row?.values[15_001]).toBe('value 15000');
    expect(row?.values).toHaveLength(15_002);
  });

  it('keeps two rows with the same objectGUID', () => {
    const builder = createTableBuilder(options);
    for (let i = 0; i < 2; i++) {
      builder.begin(i);
      builder.putOne(builder.column('objectGUID'), '8be74422-b0d9-47ec-b861-e7de1a9cfb20');
      builder.end();
    }
    expect(builder.finish({ origin: 'ad' }).rows).toHaveLength(2);
  });

  it('reads a plain table as it stands', () => {
    const table = { ...options, origin: 'ad', columns: ['mail'], rows: [{ values: [null] }, { values: [] }], notes: [] } as const;
    expect(table.rows.map((row) => valueIn(table, row, 'mail'))).toEqual([null, undefined]);
  });
});
