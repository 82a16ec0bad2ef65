import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileProblem } from '../../../src/adapters/files/file-problem.js';
import { openText, type TextFile } from '../../../src/adapters/files/text-stream.js';
import { fc } from '../../setup/property.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crossprem-text-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function write(bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return path;
}

async function read(path: string, chunkBytes = 64): Promise<{ readonly text: string; readonly file: TextFile }> {
  const file = await openText(path, { chunkBytes });
  if (file.kind === 'problem') throw new Error(file.problem.what);
  let text = '';
  for await (const chunk of file.chunks()) {
    expect(chunk).not.toMatch(/[\ud800-\udbff]$/);
    text += chunk;
  }
  return { text, file };
}

const TEXT = 'dn: CN=Jörg Ångström €,DC=contoso,DC=com\r\nmail: 😀@contoso.com\r\n';

function bigEndian(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('openText', () => {
  it.each([
    ['utf-8', Buffer.from(TEXT)],
    ['utf-8', Buffer.from(`\ufeff${TEXT}`)],
    ['utf-16le', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['utf-16le', Buffer.from(TEXT, 'utf16le')],
    ['utf-16be', bigEndian(`\ufeff${TEXT}`)],
    ['utf-16be', bigEndian(TEXT)],
  ] as const)('reads %s, however the reads are cut', async (encoding, bytes) => {
    const path = await write(bytes);
    for (const size of [1, 2, 3, 7, 64, 4096]) {
      const { text, file } = await read(path, size);
      expect(text).toBe(TEXT);
      expect(file).toMatchObject({ encoding, cutCharacter: false, notes: [], sizeBytes: bytes.length });
    }
  });

  it('reads Windows-1252 and says so', async () => {
    const { text, file } = await read(await write(Buffer.from([0x4a, 0xf6, 0x72, 0x67, 0x20, 0x80])));
    expect(text).toBe('Jörg €');
    expect(file.encoding).toBe('windows-1252');
    expect(file.notes[0]).toContain('Windows-1252');
    expect((await read(await write(Buffer.from([0x4a, 0x6f, 0xe9])))).text).toBe('Joé');
  });

  it('notices a file that ends inside a character', async () => {
    const bytes = Buffer.from('Jörg €');
    const { text, file } = await read(await write(bytes.subarray(0, -1)));
    expect(text).toBe('Jörg ');
    expect(file).toMatchObject({ encoding: 'utf-8', cutCharacter: true, notes: [expect.stringContaining('middle of a character')] });
    const wide = Buffer.from(`\ufeff${TEXT}`, 'utf16le');
    expect((await read(await write(wide.subarray(0, -1)))).file.cutCharacter).toBe(true);
  });

  it.each([
    ['ZIP', Buffer.from('504b030414000600', 'hex')],
    ['gzip', gzipSync('mail')],
    ['Windows program', Buffer.from('MZ\0\0')],
    ['SQLite', Buffer.from('SQLite format 3\0')],
    ['binary', Buffer.from([1, 0, 0, 0, 7, 7, 7, 7, 0, 0, 0])],
    ['empty', Buffer.alloc(0)],
  ])('refuses what is no text: %s', async (what, bytes) => {
    expect(await openText(await write(bytes))).toMatchObject({
      kind: 'problem',
      problem: { what: expect.stringContaining(what), where: expect.stringContaining(folder), next: expect.any(String) },
    });
  });

  it('has a sentence for a missing file, a folder, and each refusal of the system', async () => {
    expect(await openText(join(folder, 'none'))).toMatchObject({ kind: 'problem', problem: { what: 'The file does not exist.' } });
    expect(await openText(folder)).toMatchObject({ kind: 'problem', problem: { what: expect.stringContaining('folder') } });
    expect(fileProblem('x', 'EACCES').what).toContain('may not be read');
    expect(fileProblem('x', 'EBUSY').what).toContain('in use');
    expect(fileProblem('x', 'EIO').what).toContain('EIO');
  });

  it('reads a pipe', async () => {
    const path = join(folder, 'pipe');
    await promisify(execFile)('mkfifo', [path]);
    const [, { text }] = await Promise.all([writeFile(path, TEXT), read(path)]);
    expect(text).toBe(TEXT);
  });

  it('stops at a signal', async () => {
    const path = await write(TEXT);
    await expect(openText(path, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
  });

  it('decodes any text as the platform does', async () => {
    const path = join(folder, 'any');
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 9 }), async (text, size) => {
        fc.pre(!text.includes('\0') && !text.startsWith('\ufeff') && !/^(?:PK|MZ|%PDF)/.test(text));
        await writeFile(path, text);
        expect((await read(path, size)).text).toBe(text);
      }),
      { numRuns: 60 },
    );
  });
});
