import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCompletion } from '../../src/cli/commands/completion.js';
import { completionModel } from '../../src/cli/completion/model.js';
import { completionScript, SHELLS, type Shell } from '../../src/cli/completion/shells.js';
import type { CliContext } from '../../src/cli/context.js';
import { option } from '../../src/cli/options.js';
import { parseArgs } from '../../src/cli/parse-args.js';
import { COMMANDS, type CommandSpec } from '../../src/cli/spec.js';
import { createPowerShellParser } from '../setup/powershell.js';
import { folderWith } from '../setup/process.js';
import { isInstalled, type Offers, offersOfBash, offersOfFish, offersOfZsh } from '../setup/shells.js';

const names = (prefix = ''): readonly string[] =>
  COMMANDS.map(({ name }) => name)
    .filter((name) => name.startsWith(prefix))
    .sort();
const choices = (command: string, name: string, prefix = ''): readonly string[] =>
  [...(COMMANDS.find((spec) => spec.name === command)?.options.find((spec) => spec.name === name)?.choices ?? [])]
    .filter((choice) => choice.startsWith(prefix))
    .sort();

/** What every shell has to offer; files are in the folder below. */
const OFFERS: readonly (readonly [line: string, offers: readonly string[]])[] = [
  ['crossprem dia', names('dia')],
  ['crossprem readiness --format ', choices('readiness', 'format')],
  ['crossprem route --format ', choices('route', 'format')],
  ['crossprem readiness --direction to-', ['to-cloud', 'to-onprem']],
  ['crossprem readiness --form', ['--format']],
  ['crossprem readiness --verdict blocked --ver', ['--verbose', '--verdict']],
  ['crossprem diagnose onp', ['onprem.ldf']],
  ['crossprem diagnose --onprem onp', ['onprem.ldf']],
  ['crossprem diagnose --onprem onprem.ldf c', ['cloud.json']],
  ['crossprem readiness --onprem onprem.ldf --cloud c', ['cloud.json']],
  ['crossprem onprem.ldf --expl', ['--explain']],
  ['crossprem help ro', ['route']],
  ['crossprem rules ', ['docs', 'list', 'new', 'show', 'test']],
  ['crossprem rules show ', []],
  ['crossprem rules list --rul', ['--rules']],
  ['crossprem guid ', []],
  ['crossprem doctor ', []],
  ['crossprem match kim@contoso.com --what', ['--what-if']],
  ['crossprem completion f', ['fish']],
  ['crossprem diagnose --ldap-user ', []],
  ['crossprem --vers', ['--version']],
  ['crossprem --screen', ['--screen-reader']],
  ['crossprem open onp', ['onprem.ldf']],
];
const folder = folderWith({ 'onprem.ldf': '', 'cloud.json': '', 'b c.txt': '' });
mkdirSync(join(folder, 'scripts'));

const REAL: readonly (readonly [shell: Shell, offers: Offers])[] = [
  ['bash', offersOfBash],
  ['zsh', offersOfZsh],
  ['fish', offersOfFish],
];

describe.each(REAL)('completion of %s', (shell, offersOf) => {
  it.skipIf(!isInstalled(shell))(`is what ${shell} offers (skipped where ${shell} is not installed)`, () => {
    const offered = offersOf(completionScript(shell, COMMANDS), [...OFFERS.map(([line]) => line), 'crossprem adopt --script '], folder);
    expect(OFFERS.map(([line]) => [line, offered.get(line)])).toEqual(OFFERS);
    expect(offered.get('crossprem adopt --script ')?.map((name) => name.replace(/\/$/, ''))).toContain('scripts');
    expect(offered.get('crossprem adopt --script ')).not.toContain('onprem.ldf');
  });

  it.skipIf(!isInstalled(shell))(`offers all commands and all options (skipped where ${shell} is not installed)`, () => {
    const lines = ['crossprem ', ...COMMANDS.map(({ name }) => `crossprem ${name} --`)];
    const offered = offersOf(completionScript(shell, COMMANDS), lines, folder);
    expect(offered.get('crossprem ')).toEqual(expect.arrayContaining([...names()]));
    for (const { name, options } of COMMANDS)
      expect([name, offered.get(`crossprem ${name} --`)]).toEqual([name, [...new Set(options.map((spec) => `--${spec.name}`))].sort()]);
  });

  it.skipIf(!isInstalled(shell))(`says where the value stands after a sign of equality (skipped where ${shell} is not installed)`, () => {
    const line = 'crossprem readiness --format=j';
    const offered = offersOf(completionScript(shell, COMMANDS), [line], folder).get(line) ?? [];
    expect(offered.map((word) => word.replace('--format=', ''))).toEqual(choices('readiness', 'format', 'j'));
  });

  it.skipIf(!isInstalled(shell))(`runs nothing of a text that looks like code (skipped where ${shell} is not installed)`, () => {
    const hostile: CommandSpec = {
      name: 'quoting',
      usage: 'crossprem quoting FILE [options]',
      summary: `It's $(touch ran) \`touch ran\` [a] \\ "b": c`,
      most: 1,
      options: [option('odd', `it's $(touch ran) \`touch ran\` [a] \\ "b": c \\`, { value: 'A|B' }), option('plain', "'")],
      examples: [],
    };
    const own = folderWith();
    const offered = offersOf(completionScript(shell, [...COMMANDS, hostile]), ['crossprem quo', 'crossprem quoting --'], own);
    expect(offered.get('crossprem quo')).toEqual(['quoting']);
    expect(offered.get('crossprem quoting --')).toEqual(['--odd', '--plain']);
    expect(spawnSync('ls', [own], { encoding: 'utf8' }).stdout).toBe('');
  });
});

describe('completion of PowerShell', () => {
  it('is a text without a fault of grammar that runs these commands and no other', async () => {
    const parser = await createPowerShellParser();
    // The grammar does not know ::new; what it makes is tested by its name.
    const text = completionScript('powershell', COMMANDS).replaceAll(/^#.*$/gm, '');
    expect(new Set(parser.commandNames(text))).toEqual(new Set(['Register-ArgumentCompleter', 'Where-Object', 'ForEach-Object']));
  });

  it('holds every command, option and choice', () => {
    const text = completionScript('powershell', COMMANDS);
    for (const { name, options } of COMMANDS) {
      expect(text).toContain(`'${name}' = '${options.map((spec) => spec.name).join(' ')}'`);
      for (const spec of options)
        if (spec.choices !== undefined) expect(text).toContain(`'${name} --${spec.name}' = '${spec.choices.join(' ')}'`);
    }
  });
});

describe('the words that a shell completes', () => {
  it('come from the usage line', () => {
    const first = new Map(completionModel(COMMANDS).map((command) => [command.name, command.first.kind]));
    expect(Object.fromEntries(first)).toMatchObject({
      diagnose: 'files',
      headers: 'files',
      plan: 'files',
      batch: 'files',
      snapshot: 'files',
      readiness: 'free',
      match: 'free',
      guid: 'free',
      rules: 'choices',
      completion: 'choices',
    });
  });

  it('are plain words, which no shell has to quote', () => {
    for (const { name, options, first } of completionModel(COMMANDS)) {
      const words = [first, ...options.map((spec) => spec.value)].flatMap((value) => (value?.kind === 'choices' ? value.words : []));
      for (const word of [name, ...options.map((spec) => spec.name), ...words]) expect(word).toMatch(/^[A-Za-z0-9-]+$/);
    }
  });

  it.each(SHELLS)('tell at the top of the %s script how to install it', (shell) => {
    const head = completionScript(shell, COMMANDS).split('\n').slice(0, 5).join('\n');
    expect(head).toContain(`crossprem completion ${shell}`);
    expect(head).toContain('docs/completions.md');
  });
});

describe('crossprem completion', () => {
  const run = (...words: string[]) => {
    const parsed = parseArgs(['completion', ...words], true);
    if (parsed.kind !== 'args') throw new Error(JSON.stringify(parsed));
    let out = '';
    let err = '';
    // It asks for nothing but where to write.
    const context = { out: (text: string) => (out += text), err: (text: string) => (err += text) } as unknown as CliContext;
    return { code: runCompletion(parsed.args, context), out, err };
  };

  it.each([...SHELLS, 'pwsh'])('prints the script of %s', (shell) => {
    expect(run(shell)).toEqual({ code: 0, out: completionScript(shell === 'pwsh' ? 'powershell' : (shell as Shell), COMMANDS), err: '' });
  });

  it.each([
    ['bsh', 'The nearest is bash'],
    ['tcsh', 'Choices: bash, zsh, fish, powershell'],
    ['', 'No shell was named'],
  ])('of %j says what there is', (shell, says) => {
    const { code, out, err } = run(...(shell === '' ? [] : [shell]));
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(says);
  });
});
