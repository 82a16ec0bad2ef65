import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MEANWHILE, readInputFile } from '../../../src/adapters/files/read-input.js';

const folder = mkdtempSync(join(tmpdir(), 'crossprem-input-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe('an input file that is read while others run', () => {
  it.each([
    ['short.txt', 'Cannot find a recipient\r\n'],
    ['long.txt', `first ${'x'.repeat(33 * 1024 * 1024)} last`],
    ['empty.txt', ''],
  ])('says what it says when it is read at once: %s', async (name, text) => {
    const path = file(name, text);
    const meanwhile = await readInputFile(path, MEANWHILE);
    expect(meanwhile).toEqual(await readInputFile(path));
    expect(meanwhile.kind).toBe(text === '' ? 'problem' : 'ok');
  });

  it('is a problem where there is none, or a folder', async () => {
    for (const path of [join(folder, 'none.txt'), folder]) expect(await readInputFile(path, MEANWHILE)).toEqual(await readInputFile(path));
  });
});
