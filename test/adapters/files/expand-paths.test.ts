import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandPaths } from '../../../src/adapters/files/expand-paths.js';
import { folderWith } from '../../setup/process.js';

const folder = folderWith({
  'a.eml': 'x',
  'b.MSG': 'x',
  'c.png': 'x',
  'd.txt': 'x',
  'deep/e.eml': 'x',
  'a[1].eml': 'x',
  'empty/x.png': 'x',
});
const names = (...words: readonly string[]): unknown => {
  const result = expandPaths(words.map((word) => join(folder, word)));
  return result.kind === 'ok' ? result.value.map((path) => path.slice(folder.length + 1)) : result.problem.what;
};

describe('expandPaths', () => {
  it('takes a folder for its mail files, without those below it, in order', () => {
    expect(names('.')).toEqual(['a.eml', 'a[1].eml', 'b.MSG', 'd.txt']);
    expect(names('deep', 'a.eml')).toEqual([join('deep', 'e.eml'), 'a.eml']);
    expect(names('empty')).toBe('The folder holds no mail file (.eml, .msg, .mbox, .txt).');
  });

  it('takes a pattern for the files that it fits, never for folders', () => {
    expect(names('*.eml')).toEqual(['a.eml', 'a[1].eml']);
    expect(names('*')).toEqual(['a.eml', 'a[1].eml', 'b.MSG', 'c.png', 'd.txt']);
    expect(names('*.nothing')).toBe('No file fits this pattern.');
  });

  it('keeps a name as it stands, of a file or of none', () => {
    expect(names('a[1].eml', 'nobody.eml', 'a.eml/x')).toEqual(['a[1].eml', 'nobody.eml', join('a.eml', 'x')]);
    if (process.platform === 'win32') return;
    const star = folderWith({ 'a*.eml': 'x', 'ab.eml': 'x' });
    expect(expandPaths([join(star, 'a*.eml')])).toEqual({ kind: 'ok', value: [join(star, 'a*.eml')] });
  });

  it.each([
    ['pasted headers', 'Received: from a\r\n by b'],
    ['a NUL', 'a\0b'],
    ['a text without end', 'a'.repeat(200_000)],
  ])('says of %s that it is no name, and quotes a part of it', (_, word) => {
    const result = expandPaths([word]);
    expect(result).toMatchObject({ kind: 'problem', problem: { what: 'This is text and not the name of a file.' } });
    expect(result.kind === 'problem' && result.problem.where.length).toBeLessThan(80);
  });

  it('keeps a name that the system finds too long', () => {
    expect(expandPaths(['a'.repeat(5000)])).toMatchObject({ kind: 'ok' });
  });

  it('reads no folder for a pattern in a folder that is not there', () => {
    mkdirSync(join(folder, 'later'), { recursive: true });
    expect(names('later/*.eml')).toBe('No file fits this pattern.');
    expect(names('never/*.eml')).toBe('No file fits this pattern.');
  });
});
