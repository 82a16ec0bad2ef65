import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandsPage } from '../../src/cli/commands-page.js';
import { helpText } from '../../src/cli/help.js';
import { manPage } from '../../src/cli/man-page.js';
import { option } from '../../src/cli/options.js';
import { COMMANDS, type CommandSpec } from '../../src/cli/spec.js';
import { ROOT } from '../setup/rules.js';
import { isInstalled } from '../setup/shells.js';

const VERSION: string = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
const page = manPage(COMMANDS, VERSION, '2026-01-31');
const HOSTILE: CommandSpec = {
  name: 'odd',
  usage: `crossprem odd "FILE" [options]`,
  summary: `.SH Evil`,
  most: 1,
  options: [option('first', `'s a request`, { value: '\\fBX' }), option('second', `.so /etc/passwd`)],
  examples: [['.\\run.ps1 --first C:\\new\\table "$x" \'y\' `z` a^b ~c --', '\\n(.x and a | bar']],
};

/** Lines as a reader sees them, marks of bold and underlining taken out. */
function seen(text: string): readonly string[] {
  const run = spawnSync('mandoc', ['-Tascii', '-Owidth=200'], { input: text, encoding: 'utf8' });
  return run.stdout
    .replace(/.\u0008/gs, '')
    .split('\n')
    .map((line) => line.trim());
}

describe('what is made from the command line', () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))('the help of %s names all its options', (_, command) => {
    const help = helpText(command);
    for (const { name } of command.options) expect(help).toMatch(new RegExp(`^ {2}--${name}(?: |$)`, 'm'));
    for (const [example] of command.examples) expect(help.split('\n')).toContain(`  ${example}`);
  });

  it('docs/commands.md is in step (npm run docs writes it)', () => {
    expect(readFileSync(join(ROOT, 'docs/commands.md'), 'utf8')).toBe(commandsPage(COMMANDS));
  });

  it('man/crossprem.1 is in step (npm run docs writes it)', () => {
    const written = readFileSync(join(ROOT, 'man/crossprem.1'), 'utf8');
    const date = /^\.TH CROSSPREM 1 "([^"]*)"/m.exec(written)?.[1] ?? '';
    expect(written).toBe(manPage(COMMANDS, VERSION, date));
  });

  it('every command and option stands in the manual page and in docs/commands.md', () => {
    const markdown = commandsPage(COMMANDS);
    for (const { name, options } of COMMANDS) {
      expect(page).toContain(`.SS "crossprem ${name}`);
      expect(markdown).toContain(`\n## ${name}\n`);
      for (const spec of options) {
        expect(page).toContain(`\\fB\\-\\-${spec.name.replaceAll('-', '\\-')}\\fR`);
        expect(markdown).toContain(`| \`--${spec.name}`);
      }
    }
  });

  it('a table of docs/commands.md has two columns in every row', () => {
    const rows = commandsPage([...COMMANDS, HOSTILE])
      .split('\n')
      .filter((line) => line.startsWith('|'));
    for (const row of rows) expect([row, row.replaceAll('\\|', '').split('|').length]).toEqual([row, 4]);
  });
});

describe.skipIf(!isInstalled('man'))('the manual page (skipped where man is not installed)', () => {
  it('gives no warning', () => {
    const run = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z', '-'], { input: page, encoding: 'utf8' });
    expect([run.status, run.stderr]).toEqual([0, '']);
  });
});

// Its --version asks for a page, so another sign of life.
const hasMandoc = spawnSync('mandoc', ['-Tlint'], { input: '' }).error === undefined;

describe.skipIf(!hasMandoc)('the manual page in mandoc (skipped where it is not installed)', () => {
  it.each([
    ['of the program', page],
    ['of a text that looks like roff', manPage([HOSTILE], '1', '2026-01-31')],
  ])('%s has no fault', (_, text) => {
    const run = spawnSync('mandoc', ['-Tlint', '-Wwarning'], { input: text, encoding: 'utf8' });
    expect(run.stdout + run.stderr).toBe('');
  });

  it('shows every example as it is to be typed', () => {
    const lines = seen(manPage([...COMMANDS, HOSTILE], VERSION, '2026-01-31'));
    for (const [example] of [...COMMANDS, HOSTILE].flatMap(({ examples }) => examples)) expect(lines).toContain(example);
  });

  it('shows text that looks like roff as text', () => {
    const lines = seen(manPage([HOSTILE], '1', '2026-01-31'));
    expect(lines).toEqual(
      expect.arrayContaining(['.SH Evil', "'s a request", '.so /etc/passwd', '--first \\fBX', 'crossprem odd "FILE" [options]']),
    );
    expect(lines).toContain('Example: \\n(.x and a | bar');
  });
});
