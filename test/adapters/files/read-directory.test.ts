import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DirectoryFileResult, detectFormat, readDirectoryFile } from '../../../src/adapters/files/read-directory.js';
import type { Side } from '../../../src/evidence/directory.js';
import type { Problem } from '../../../src/evidence/problem.js';
import { readJsonValues } from '../../../src/parse/recipient/json.js';
import { type ReadTable, valueOf as valueIn } from '../../../src/parse/recipient/table.js';
import { fc } from '../../setup/property.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossprem-read-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(bytes: Uint8Array | string, name = 'export.txt', side: Side = 'onprem'): Promise<DirectoryFileResult> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return readDirectoryFile(path, side);
}

async function table(bytes: Uint8Array | string, name?: string, side?: Side): Promise<ReadTable> {
  const result = await open(bytes, name, side);
  if (result.kind === 'problem') throw new Error(`${result.problem.what} ${result.problem.where}`);
  return result.table;
}

async function problem(bytes: Uint8Array | string): Promise<Problem> {
  const result = await open(bytes);
  if (result.kind === 'table') throw new Error('a table');
  expect(result.problem.where).toContain(folder);
  expect(result.problem.next).toMatch(/\.$/);
  return result.problem;
}

function all(read: ReadTable, column: string): readonly unknown[] {
  return read.rows.map((row) => valueIn(read, row, column));
}

const LDIF = `dn: CN=Jörg,DC=contoso,DC=com\r\nchangetype: add\r\nobjectGUID:: IkTni9mw7Ee4YefeGpz7IA==\r\nmail: j@contoso.com\r\n\r\n`;
const CSV = `"mail","objectGUID","displayName"\r\n"j@contoso.com","{${GUID.toUpperCase()}}","Berg, ""Kim""\r\nsecond line"\r\n"k@contoso.com","IkTni9mw7Ee4YefeGpz7IA==",""\r\n`;
const CLIXML = `<?xml version="1.0"?><Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><MS><S N="mail">j@contoso.com</S><G N="objectGUID">${GUID}</G></MS></Obj></Objs>`;

describe('readDirectoryFile', () => {
  it.each([
    ['ldif', LDIF],
    ['ldif', `# extended LDIF\n#\n\n${LDIF}`],
    ['csv', CSV],
    ['csv', `#TYPE Microsoft.ActiveDirectory.Management.ADUser\r\n${CSV}`],
    ['csv', `sep=;\r\nmail;objectGUID\r\nj@contoso.com;${GUID}\r\n`],
    ['csv', `mail\tobjectGUID\nj@contoso.com\t22 44 E7 8B D9 B0 EC 47 B8 61 E7 DE 1A 9C FB 20\n`],
    ['clixml', CLIXML],
    ['json', `[{"mail":"j@contoso.com","objectGUID":"${GUID}"}]`],
    ['format-list', `\r\nmail       : j@contoso.com\r\nobjectGUID : ${GUID}\r\n`],
  ] as const)('finds %s by content, in every encoding, whatever the name', async (format, text) => {
    const forms = [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(text, 'utf16le'),
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    ];
    for (const bytes of forms) {
      const read = await table(bytes, 'wrong.docx');
      expect(read.format).toBe(format);
      expect(all(read, 'mail')[0]).toBe('j@contoso.com');
      expect(all(read, 'objectguid')[0]).toBe(GUID);
      expect(read.source).toContain('wrong.docx');
    }
  });

  it('reads quoted cells over lines and tells the line of each row', async () => {
    const read = await table(CSV);
    expect(all(read, 'displayname')).toEqual(['Berg, "Kim"\r\nsecond line', null]);
    expect(read.rows.map((row) => row.line)).toEqual([2, 4]);
    expect(read.truncated).toBe(false);
  });

  it('keeps only wanted columns', async () => {
    const path = join(folder, 'wanted.ldf');
    await writeFile(path, LDIF);
    const result = await readDirectoryFile(path, 'onprem', { wanted: new Set(['mail']) });
    expect(result).toMatchObject({ kind: 'table', table: { columns: ['mail'] } });
  });

  it('reads a CSV line by line from a quotation mark on that never closes', async () => {
    const read = await table('mail,cn\na@contoso.com,A\nb@contoso.com,"B\nc@contoso.com,C\n');
    expect(all(read, 'mail')).toEqual(['a@contoso.com', 'b@contoso.com', 'c@contoso.com']);
    expect(all(read, 'cn')).toEqual(['A', undefined, 'C']);
    expect(read.truncated).toBe(true);
    expect(read.notes[0]).toMatch(/line 3 and never closes/);
  });

  it('notes a file that ends inside a character', async () => {
    const read = await table(Buffer.from(`${LDIF}dn: CN=Ü,DC=x\nmail: €`).subarray(0, -1));
    expect(read.truncated).toBe(true);
    expect(read.notes[0]).toContain('middle of a character');
  });

  it('has a sentence for each file it cannot use', async () => {
    expect((await problem('')).what).toContain('empty');
    expect((await problem(' \r\n \n')).what).toContain('blanks');
    expect((await problem('Dear colleague, see the list.\n')).what).toContain('No column of the CSV file');
    expect((await problem('Hello\n')).what).toContain('no format that is known');
    expect((await problem('Size,Colour\n1,red\n')).what).toContain('"Size", "Colour"');
    expect((await problem('dn: CN=A,DC=x\nchangetype: modify\nreplace: mail\nmail: a\n-\n')).what).toContain('change records only');
    expect((await problem('<!DOCTYPE x [<!ENTITY a "b">]><Objs>&a;</Objs>')).what).toContain('DOCTYPE');
    expect((await problem('<html></html>')).what).toContain('not the output of Export-Clixml');
    expect((await problem(CLIXML.slice(0, 120))).what).toContain('broken or cut');
    expect((await problem('{"id": "a", ')).what).toContain('broken');
    expect((await problem('x'.repeat(200_000))).what).toContain('does not end');
    expect((await problem(`dn: ${'x'.repeat(17 * 1024 * 1024)}`)).what).toContain('does not end');
    expect((await problem(`mail,cn\n"${'x,'.repeat(5 * 1024 * 1024)}`)).what).toContain('does not end');
    expect((await readDirectoryFile(join(folder, 'none'), 'cloud')).kind).toBe('problem');
    expect((await readDirectoryFile(folder, 'cloud')).kind).toBe('problem');
  });

  it('rejects when stopped', async () => {
    const path = join(folder, 'stop.csv');
    await writeFile(path, CSV);
    await expect(readDirectoryFile(path, 'onprem', { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });

  it('never throws on random bytes', async () => {
    const starts = fc.constantFrom('', 'dn: a\n', 'mail,cn\n', '<Objs>', '[{', 'Name : x\nMail : y\n', '\ufeff');
    await fc.assert(
      fc.asyncProperty(
        starts,
        fc.uint8Array({ maxLength: 200 }),
        async (start, bytes) => void (await open(Buffer.concat([Buffer.from(start), bytes]))),
      ),
      { numRuns: 150 },
    );
  });
});

describe('detectFormat', () => {
  it('is not misled by a description that starts with a bracket or a comment', () => {
    expect(detectFormat('# comment\ndn: CN=A\n')).toBe('ldif');
    expect(detectFormat('DN,objectClass\n"CN=A,DC=x",user\n')).toBe('csv');
    expect(detectFormat('UserPrincipalName\nkim@contoso.com\n')).toBe('csv');
    const output = '\n\nExchangeGuid : 1\nAlias        : kim\n';
    expect(detectFormat(`[PS] C:\\>Get-Mailbox kim | fl ExchangeGuid, Alias${output}`)).toBe('format-list');
    expect(detectFormat(`PS C:\\Users\\admin> Get-Mailbox kim | fl ExchangeGuid, Alias${output}`)).toBe('format-list');
  });
});

describe('readJsonValues', () => {
  it('takes inline records as complete', () => {
    const read = readJsonValues([{ sAMAccountName: 'kim', objectGUID: 'IkTni9mw7Ee4YefeGpz7IA==' }], 'onprem', 'line 3');
    expect(all(read, 'objectguid')).toEqual([GUID]);
    expect(all(read, 'mail')).toEqual([null]);
    expect(readJsonValues([], 'cloud', 'line 3').rows).toEqual([]);
  });
});
