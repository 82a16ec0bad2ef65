import { describe, expect, it } from 'vitest';
import { indexSide } from '../../src/facts/recipients.js';
import { sideNotes } from '../../src/facts/side-notes.js';
import { splitLine } from '../../src/parse/recipient/csv.js';
import { readJson, readJsonValues } from '../../src/parse/recipient/json.js';

const GUID = '5f0c2b1e-7a34-4f59-9d6b-1c8e20a7f4b3';
const KIM = { userPrincipalName: 'kim@contoso.com', msExchMailboxGuid: GUID };

const notesOf = (...files: readonly (readonly Readonly<Record<string, unknown>>[])[]): readonly string[] => {
  const onprem = indexSide(
    'onprem',
    files.map((file, number) => readJsonValues(file, 'onprem', `${number}.json`)),
  );
  return sideNotes({ onprem, cloud: undefined });
};

describe('sideNotes', () => {
  it('has nothing to say of rows that are one object each', () => {
    expect(notesOf([KIM, { userPrincipalName: 'tom@contoso.com' }])).toEqual([]);
    expect(notesOf([KIM], [{ ...KIM, mail: 'kim@contoso.com' }])).toEqual([]);
  });

  it('does not call values different that differ in letter case or order only', () => {
    const list = ['SMTP:kim@contoso.com', 'smtp:k@contoso.com'];
    expect(notesOf([{ ...KIM, proxyAddresses: list }], [{ ...KIM, proxyAddresses: list.toReversed() }])).toEqual([]);
    expect(notesOf([{ ...KIM, mail: 'Kim@contoso.com' }], [{ ...KIM, mail: 'kim@contoso.com' }])).toEqual([]);
  });

  it('names the files, the attribute and both values', () => {
    expect(notesOf([{ ...KIM, mail: 'a@contoso.com' }], [{ ...KIM, mail: 'b@contoso.com' }]).join()).toMatch(
      /0\.json and 1\.json .* mail: a@contoso\.com and b@contoso\.com/,
    );
  });

  it('keeps statistics apart from people', () => {
    const statistics = readJson(JSON.stringify([{ DisplayName: 'Kim', MailboxGuid: GUID, ItemCount: 3 }]), {
      source: 's.json',
      side: 'onprem',
    });
    if (statistics.kind === 'problem') throw new Error(statistics.problem.what);
    const onprem = indexSide('onprem', [readJsonValues([KIM], 'onprem', 'k.json'), statistics.table]);
    expect(onprem.records).toHaveLength(1);
    expect(sideNotes({ onprem, cloud: undefined })).toEqual([
      'On-premises mailbox statistics: 1 of 1 rows were read with the mailbox of their MailboxGuid.',
    ]);
  });
});

describe('splitLine', () => {
  it.each<[string, readonly string[], number | undefined]>([
    ['a,b', ['a', 'b'], undefined],
    ['"a,b",c', ['a,b', 'c'], undefined],
    ['"a ""x""",c', ['a "x"', 'c'], undefined],
    ['a,"b', ['a', 'b'], 1],
    ['"a,b,c', ['a', 'b', 'c'], 0],
    ['', [''], undefined],
  ])('%s', (line, cells, broken) => {
    expect(splitLine(line, ',')).toEqual({ cells, broken });
  });
});
