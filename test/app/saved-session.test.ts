import { describe, expect, it } from 'vitest';
import { restoreData } from '../../src/app/saved-session.js';
import { ok } from '../../src/evidence/problem.js';
import type { SavedSession } from '../../src/ports/saved-session.js';
import { fc } from '../setup/property.js';

const TIME = '2026-11-23T10:00:00.000Z';
const sessionOf = (paths: readonly string[]): SavedSession => ({
  schema: 'crossprem/session@1',
  version: '0.1.0',
  savedAt: TIME,
  inputs: [],
  sources: paths.map((path) => ({ path, side: 'onprem', kind: 'file' })),
  pasted: [],
  history: [],
});

async function opened(paths: readonly string[]) {
  const seen: string[] = [];
  const { problems } = await restoreData(sessionOf(paths), {
    load: async (path, side) => {
      seen.push(path);
      return ok({ path, side, format: 'csv', objectCount: 0, notes: [] });
    },
    isDevice: async (path) => path === '../pipe',
    pasted: () => [],
    takePaste: async () => ok({ reading: { kind: 'nothing', why: '' }, number: 1 }),
    unload: () => undefined,
    diagnose: () => {
      throw new Error('nothing is diagnosed here');
    },
    ruleSet: { asked: () => undefined, parameters: {} },
  });
  return { seen, problems };
}

describe('the data of a session file of a stranger', () => {
  it.each([
    '\\\\evil.example\\share\\a.csv',
    '//evil.example/share/a.csv',
    '\\/evil.example/share',
    ' "\\\\evil.example\\share\\a.csv"',
    "'//evil.example/share'",
    '\\\\?\\UNC\\evil.example\\share\\a.csv',
    '\\ //evil.example/share',
    '\\??\\UNC\\evil.example\\share\\a.csv',
    'file://evil.example/share/a.csv',
    'FILE:///etc/hosts',
    'https://evil.example/a.csv',
  ])('is not read over the network: %s', async (path) => {
    const { seen, problems } = await opened([path]);
    expect(seen).toEqual([]);
    expect(problems[0]).toMatchObject({ where: path, what: expect.stringContaining('network') });
  });

  it.each([
    '/dev/zero',
    '/dev/../dev/stdin',
    '/tmp/../dev/tty',
    '/proc/self/environ',
    '../pipe',
    '\\\\.\\PhysicalDrive0',
    '\\\\.\\pipe\\evil',
    '//?/GLOBALROOT/Device',
    'CON',
    'C:\\exports\\nul',
    'C:\\exports\\aux.csv',
    'COM1:',
    'exports/lpt1.ldf',
  ])('is not read from a device: %s', async (path) => {
    const { seen, problems } = await opened([path]);
    expect(seen).toEqual([]);
    expect(problems[0]).toMatchObject({ where: path, what: expect.stringContaining('device') });
  });

  it('is read from files of this machine, each once', async () => {
    const paths = [
      'onprem.ldf',
      './a/b.csv',
      '../x.csv',
      'C:\\exports\\kim.csv',
      '/home/kim/con.d/x.ldf',
      '~/x.csv',
      '/develop/x.csv',
      'console.csv',
    ];
    const { seen, problems } = await opened([...paths, ...paths]);
    expect(problems).toEqual([]);
    expect(seen).toEqual(paths);
  });

  it('never throws, and opens no path that begins like one of a network', async () => {
    const part = fc.constantFrom('\\', '/', '"', "'", ' ', '.', '..', 'evil', '?', 'UNC', 'file:', 'C:');
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const { seen } = await opened([parts.join('')]);
        // As the program takes a path that somebody typed: without blanks and quotes around it.
        for (const path of seen) expect(path.trim().replace(/^(['"])(.*)\1$/, '$2')).not.toMatch(/^[\\/]{2}|^file:/i);
      }),
      { numRuns: 500 },
    );
  });
});
