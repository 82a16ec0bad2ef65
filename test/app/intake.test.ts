import { describe, expect, it } from 'vitest';
import { type IntakePorts, takeAnything } from '../../src/app/intake.js';
import { ok, problem } from '../../src/evidence/problem.js';
import type { FileKind } from '../../src/ports/intake.js';

/** Files by path; a text is what `open` reads. */
function portsOf(files: Readonly<Record<string, FileKind | string>>): IntakePorts {
  return {
    lookAt: async (path) => {
      const file = files[path];
      return file === undefined ? { kind: 'missing' } : typeof file === 'string' ? { kind: 'text' } : file;
    },
    open: async (path) => {
      const file = files[path];
      return typeof file === 'string'
        ? ok({ name: path, text: file })
        : problem('The file does not exist.', path, 'Check the path and the spelling.');
    },
    load: async (path, side) => ok({ path, side, format: 'ldif', objectCount: 1, notes: [] }),
    recipient: async () => undefined,
  };
}

describe('taking paths', () => {
  it('refuses a device or a pipe, and passes over one in a folder', async () => {
    const ports = portsOf({
      '/dev/zero': { kind: 'special' },
      '/data': { kind: 'folder', paths: ['/data/pipe', '/data/gone', '/data/a.txt'], more: 0 },
      '/data/pipe': { kind: 'special' },
      '/data/a.txt': 'an error',
    });
    expect(await takeAnything('/dev/zero', undefined, ports)).toMatchObject([
      { kind: 'problem', problem: { what: expect.stringContaining('not a file') } },
    ]);
    expect(await takeAnything('/data', undefined, ports)).toMatchObject([{ kind: 'text', name: '/data/a.txt' }]);
  });

  it('says what of very many files was left out', async () => {
    const paths = Array.from({ length: 200 }, (_, at) => `/logs/move ${at}.txt`);
    const ports = portsOf(Object.fromEntries(paths.map((path) => [path, 'an error'])));
    const taken = await takeAnything(paths.map((path) => `'${path}'`.slice(1, -1)).join('\n'), undefined, ports);
    expect(taken.filter(({ kind }) => kind === 'text')).toHaveLength(50);
    expect(taken.at(-1)).toMatchObject({ kind: 'problem', problem: { what: '150 files were left out: 50 are read at once.' } });
    const folder = portsOf({ '/logs': { kind: 'folder', paths: ['/a.txt'], more: 1 }, '/a.txt': 'an error' });
    expect(await takeAnything('/logs', undefined, folder)).toMatchObject([
      { kind: 'text' },
      { kind: 'problem', problem: { what: expect.stringMatching(/^One file/) } },
    ]);
  });

  it('takes a file that disappeared meanwhile for a problem, and reads the others', async () => {
    const ports = portsOf({ '/a.txt': 'an error', '/b.ldf': { kind: 'export', of: 'onprem' } });
    expect(await takeAnything('/gone.txt\n/b.ldf\n/a.txt', undefined, ports)).toMatchObject([
      { kind: 'data' },
      { kind: 'problem', problem: { where: '/gone.txt' } },
      { kind: 'text', name: '/a.txt' },
    ]);
  });
});
