import { describe, expect, it } from 'vitest';
import { createLayoutReader, isSameHead, summaryOfPart } from '../../../src/parse/snapshot/layout.js';
import { controlLine, parseObject, readSnapshotLine, recordLine } from '../../../src/parse/snapshot/lines.js';
import { TENANT, USERS } from '../../adapters/snapshot/files.js';
import { fc } from '../../setup/property.js';

const part = (name: string): string =>
  controlLine('part', { name, side: 'cloud', title: name, source: 's', attributesRead: [], startedAt: 'T' });
const read = (...lines: readonly string[]) => {
  const reader = createLayoutReader<number>();
  for (const [at, line] of lines.entries()) reader.line(line.trimEnd(), at);
  return reader.end();
};

describe('readSnapshotLine', () => {
  it('tells records from lines of control by the beginning alone', () => {
    expect(readSnapshotLine('{"id":1').kind).toBe('record');
    expect(readSnapshotLine('{"@odata.type":"x"}').kind).toBe('record');
    expect(readSnapshotLine('{"@notReadable":["x"]}').kind).toBe('record');
    expect(readSnapshotLine('{ "@chunk": {"part":"a"} }')).toEqual({ kind: 'chunk', part: 'a' });
    for (const text of [
      '',
      'x',
      '[]',
      '{"@chunk":1}',
      '{"@chunk":{}}',
      '{"@end":{"part":"a","records":-1}}',
      '{"@part":{"name":"a","side":"x"}}',
      '{"@done":',
    ])
      expect(readSnapshotLine(text).kind).toBe('broken');
  });

  it('never throws, and gives a record back as it was', () => {
    fc.assert(fc.property(fc.string(), (text) => void readSnapshotLine(`{"@${text}`)));
    fc.assert(
      fc.property(
        fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('@end', '@chunk', '@part')), fc.jsonValue({ noUnicodeString: false })),
        (record) => {
          const line = recordLine(record) ?? '';
          expect(readSnapshotLine(line.trimEnd()).kind).toBe('record');
          expect(line.indexOf('\n')).toBe(line.length - 1);
          expect(JSON.stringify(parseObject(line))).toBe(JSON.stringify(record));
        },
      ),
    );
  });
});

describe('createLayoutReader', () => {
  it('counts chunks with their end, and groups with their last piece', () => {
    const layout = read(
      part('a'),
      controlLine('chunk', { part: 'a' }),
      '{"id":1}',
      controlLine('end', { part: 'a', records: 1, more: true }),
      controlLine('chunk', { part: 'a' }),
      '{"id":2}',
      controlLine('end', { part: 'a', records: 1, cursor: 'c' }),
      controlLine('chunk', { part: 'a' }),
      controlLine('end', { part: 'a', records: 0, more: true }),
      controlLine('chunk', { part: 'a' }),
      '{"id":3}',
    );
    expect(layout.parts.get('a')).toMatchObject({ records: 2, cursor: 'c', chunks: [{ ordinal: 0 }, { ordinal: 1 }] });
    expect(layout.brokenChunks).toBe(1);
  });

  it('leaves out a chunk with another number of records, a broken line, or a strange part', () => {
    const chunk = (name: string, count: number, ...lines: readonly string[]): readonly string[] => [
      controlLine('chunk', { part: name }),
      ...lines,
      controlLine('end', { part: name, records: count }),
    ];
    const layout = read(part('a'), ...chunk('a', 2, '{}'), ...chunk('a', 1, 'x'), ...chunk('b', 1, '{}'), ...chunk('a', 1, '{}'));
    expect(layout.parts.get('a')?.records).toBe(1);
    expect([layout.brokenChunks, layout.strangeChunks]).toEqual([2, 1]);
  });

  it('takes a part as complete only when all its records are there', () => {
    const done = (records: number): string => controlLine('done', { part: 'a', state: 'complete', records, endedAt: 'E' });
    for (const [records, state] of [
      [0, 'complete'],
      [1, 'partial'],
    ] as const) {
      const found = read(part('a'), done(records)).parts.get('a');
      expect(found && summaryOfPart(found).state).toBe(state);
    }
  });

  it('knows a part again by source, account and attributes in any order', () => {
    expect(isSameHead(USERS, { ...USERS, title: 'another', attributesRead: [...USERS.attributesRead].reverse() })).toBe(true);
    for (const more of [
      { account: undefined },
      { source: 'x' },
      { attributesRead: ['id', 'mail', 'x'] },
      { attributesRead: ['id', 'mail'] },
      { name: TENANT.name },
    ])
      expect(isSameHead(USERS, { ...USERS, ...more })).toBe(false);
  });
});
