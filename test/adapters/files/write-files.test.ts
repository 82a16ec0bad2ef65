import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openReplacement } from '../../../src/adapters/files/replace-file.js';
import { writeOneFile } from '../../../src/adapters/files/write-files.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'crossprem-write-'));
const modeOf = (path: string): number => statSync(path).mode & 0o777;

describe('a file that is written where the user says', () => {
  it.skipIf(process.platform === 'win32')('can be read by its owner alone, and one that is there keeps its mode', async () => {
    const path = join(folder(), 'new', 'today.crossprem-session');
    expect(await writeOneFile(path, 'x', false)).toEqual({ kind: 'written', path });
    expect(modeOf(path)).toBe(0o600);
    const shared = join(folder(), 'shared.html');
    writeFileSync(shared, 'old', { mode: 0o644 });
    expect((await writeOneFile(shared, 'new', true)).kind).toBe('written');
    expect([readFileSync(shared, 'utf8'), modeOf(shared)]).toEqual(['new', 0o644]);
  });

  it('replaces nothing unless it is told to', async () => {
    const path = join(folder(), 'a.txt');
    writeFileSync(path, 'old');
    expect(await writeOneFile(path, 'new', false)).toEqual({ kind: 'exists', path });
    expect(readFileSync(path, 'utf8')).toBe('old');
    await writeOneFile(path, 'new', true);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(join(path, '..'))).toEqual(['a.txt']);
  });

  it.skipIf(!existsSync('/dev/full'))('leaves what was there when the disk is full, and nothing beside it', async () => {
    const place = folder();
    const path = join(place, 'a.txt');
    writeFileSync(path, 'old');
    // Whatever is written to the part beside it meets a full disk.
    symlinkSync('/dev/full', `${path}.part`);
    const outcome = await writeOneFile(path, 'new', true);
    expect(outcome.kind === 'problem' ? outcome.problem.what : outcome.kind).toContain('ENOSPC');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(place)).toEqual(['a.txt']);
  });

  it.skipIf(!existsSync('/dev/null'))('keeps links and devices what they are', () => {
    const place = folder();
    writeFileSync(join(place, 'real.txt'), 'old');
    symlinkSync(join(place, 'real.txt'), join(place, 'link.txt'));
    symlinkSync('/dev/null', join(place, 'null'));
    for (const name of ['link.txt', 'null']) {
      const file = openReplacement(join(place, name));
      file.write('new');
      expect(file.close()).toBeUndefined();
      expect(lstatSync(join(place, name)).isSymbolicLink()).toBe(true);
    }
    expect(readFileSync(join(place, 'real.txt'), 'utf8')).toBe('new');
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
