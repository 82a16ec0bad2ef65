import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { BIN, crossprem, folderWith, reportOf } from '../setup/process.js';
import { ROOT } from '../setup/rules.js';

const ERROR = "Cannot find a recipient that has mailbox GUID '8be74422-b0d9-47ec-b861-e7de1a9cfb20'.";

/** A Node older than 22 of this machine, if it has one. */
function oldNode(): string | undefined {
  return ['/usr/bin/node', '/usr/local/bin/node', '/bin/node'].find((path) => {
    const version = existsSync(path) ? spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout : '';
    return Number(/^v(\d+)/.exec(version)?.[1] ?? 99) < 22;
  });
}

describe('the installed package', () => {
  const folder = folderWith();
  const prefix = join(folder, 'empty');
  let names: readonly string[] = [];
  let size = 0;

  beforeAll(() => {
    // --ignore-scripts: dist is built, and building it again would pull it away from under the other tests.
    const packed = npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT);
    const [made]: { filename: string; size: number; files: { path: string }[] }[] = [JSON.parse(packed)].flat();
    if (made === undefined) throw new Error(packed);
    names = made.files.map((file) => file.path);
    size = made.size;
    mkdirSync(prefix);
    writeFileSync(join(prefix, 'package.json'), '{"private": true}');
    npm(['install', '--offline', '--no-audit', '--no-fund', join(folder, made.filename)], prefix);
  });

  const bin = (): string => join(prefix, 'node_modules/crossprem/bin/crossprem.cjs');

  it('installs offline into an empty folder, with nothing beside it', () => {
    expect(readdirSync(join(prefix, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['crossprem']);
    expect(existsSync(join(prefix, 'node_modules/.bin/crossprem'))).toBe(true);
  });

  it('holds what it needs and nothing else', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'bin/crossprem.cjs',
        'dist/main.cjs',
        'dist/rules-index.json',
        'dist/LICENSES.txt',
        'samples/migration/cloud-only-user/error.txt',
        'package.json',
        'README.md',
      ]),
    );
    expect(names.filter((name) => /^(?:src|test|dev|node_modules|scripts|bench|\.ci)\//.test(name))).toEqual([]);
    expect(names.filter((name) => /\.(?:env|pem|key)$/.test(name))).toEqual([]);
    expect(size).toBeLessThan(8_000_000);
  });

  it('holds code that means the same when it is read a byte for a character, as start.cjs does', () => {
    const dist = join(ROOT, 'dist');
    for (const name of readdirSync(dist).filter((one) => one.endsWith('.code.cjs')))
      expect(/[\u0080-\uffff]/.exec(readFileSync(join(dist, name), 'utf8'))?.[0], name).toBeUndefined();
  });

  it('diagnoses, lists its rules, tests them, and walks through the demo', () => {
    const cwd = folderWith({ 'error.txt': ERROR });
    expect(reportOf(crossprem(['error.txt', '--json'], { cwd, bin: bin() })).findings[0]?.id).toBe('migration/mailbox-guid-not-found');
    expect(crossprem(['rules', 'list'], { cwd, bin: bin() }).out).toMatch(/[45]\d\d rules/);
    expect(crossprem(['rules', 'test', 'migration/mailbox-guid-not-found'], { cwd, bin: bin() }).out).toMatch(/ 0 failed/);
    expect(crossprem(['demo'], { cwd, bin: bin() }).out).toContain('Cause confirmed');
  });

  it('reads every format of directory data', () => {
    const cwd = join(ROOT, 'samples/migration/cloud-only-user');
    for (const file of ['onprem.ldf', 'onprem.csv', 'onprem.xml', 'onprem.json']) {
      expect(crossprem(['error.txt', '--onprem', file, '--json'], { cwd, bin: bin() }).code, file).toBe(1);
    }
  });

  it('runs by its name', () => {
    const run = spawnSync(join(prefix, 'node_modules/.bin/crossprem'), ['--version'], {
      encoding: 'utf8',
      env: { PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH ?? ''}` },
    });
    expect(run.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the start', () => {
  const node = oldNode();
  it.skipIf(node === undefined)('tells an old Node in a plain sentence (skipped where the machine has none)', () => {
    for (const words of [['--version'], ['error.txt'], []]) {
      const run = crossprem(words, { node: node ?? '' });
      expect(run.code).toBe(2);
      expect(run.out).toBe('');
      expect(run.err).toMatch(/^crossprem needs Node\.js 22 or newer; this is v\d+\.\d+\.\d+\.\n[^\n]+\n$/);
    }
  });

  it('needs no code cache', () => {
    expect(existsSync(BIN)).toBe(true);
    const bare = mkdtempSync(join(tmpdir(), 'crossprem-bare-'));
    try {
      for (const name of ['start.cjs', 'main.cjs', 'main.code.cjs']) copyFileSync(join(ROOT, 'dist', name), join(bare, name));
      const run = spawnSync(process.execPath, ['-e', "require('./main.cjs').main(['--version']).then((code) => process.exit(code))"], {
        cwd: bare,
        encoding: 'utf8',
      });
      expect(run.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    } finally {
      rmSync(bare, { recursive: true, force: true });
    }
  });
});

function npm(words: readonly string[], cwd: string): string {
  const run = spawnSync('npm', words, { cwd, encoding: 'utf8', timeout: 90_000, maxBuffer: 1e8 });
  if (run.status !== 0) throw new Error(`npm ${words.join(' ')}: ${run.stderr}`);
  return run.stdout;
}
