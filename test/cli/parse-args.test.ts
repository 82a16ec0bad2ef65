import { describe, expect, it } from 'vitest';
import { helpText } from '../../src/cli/help.js';
import { type ParseResult, parseArgs } from '../../src/cli/parse-args.js';
import { COMMANDS } from '../../src/cli/spec.js';

const parse = (...words: string[]): ParseResult => parseArgs(words, false);
const message = (...words: string[]): string => {
  const result = parse(...words);
  return result.kind === 'usage' ? result.message : `no usage fault but ${result.kind}`;
};

/** The words of an example, as a shell would split them. */
function wordsOf(example: string): readonly string[] {
  const command = /\bcrossprem\b([^<>]*)/.exec(example)?.[1] ?? '';
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

describe('the examples of the help', () => {
  it.each(COMMANDS.flatMap((command) => command.examples.map(([example]) => [command.name, example] as const)))(
    '%s: %s',
    (name, example) => {
      const result = parse(...wordsOf(example));
      expect(result.kind, JSON.stringify(result)).toBe('args');
      if (result.kind === 'args') expect(result.args.command.name).toBe(name);
    },
  );

  it.each(COMMANDS.map((command) => command.name))('%s has help that names every option', (name) => {
    const command = COMMANDS.find((candidate) => candidate.name === name);
    const help = helpText(command);
    for (const option of command?.options ?? []) expect(help).toContain(`--${option.name}`);
    expect(help).toContain('Examples:');
    // Usage and examples are commands, which are copied; everything else fits.
    const prose = help.split('\n').filter((line) => !/^(?:Usage:| {2}(?:crossprem|Get-))/.test(line));
    expect(prose.filter((line) => line.length > 80)).toEqual([]);
    expect(helpText(undefined)).toContain(`  ${name}`);
  });
});

describe('parseArgs', () => {
  it('opens the interface without words, where somebody sits', () => {
    expect(parseArgs([], true).kind).toBe('tui');
    expect(parse()).toMatchObject({ kind: 'args', args: { command: { name: 'diagnose' } } });
  });

  it.each([
    ['a file', ['error.txt'], ['error.txt']],
    ['a dash', ['-'], ['-']],
    ['a file that looks like an option, behind --', ['--', '--error.txt'], ['--error.txt']],
    ['a path', ['./diagnos'], ['./diagnos']],
  ])('diagnoses %s', (_, words, positionals) => {
    expect(parse(...words)).toMatchObject({ kind: 'args', args: { command: { name: 'diagnose' }, positionals } });
  });

  it.each<[readonly string[], string]>([
    [['--version'], 'version'],
    [['-V'], 'version'],
    [['--help'], 'help'],
    [['-h'], 'help'],
    [['help'], 'help'],
    [['help', 'guid'], 'help'],
    [['diagnose', '--help'], 'help'],
    [['plan', '-h'], 'help'],
  ])('%j is %s', (words, kind) => {
    expect(parse(...words).kind).toBe(kind);
  });

  it.each<[readonly string[], RegExp]>([
    [['diagnoes'], /no command diagnoes\. The nearest is diagnose/],
    [['diagnose', '--onperm', 'x'], /no option --onperm; the nearest is --onprem/],
    [['guid', '--jsn'], /no option --jsn; the nearest is --json/],
    [['diagnose', '--format', 'jsno'], /--format jsno is not known; the nearest is json\. Choices: text, json, ndjson, markdown/],
    [['diagnose', '--format'], /--format needs a FORMAT/],
    [['diagnose', '--onprem', '--cloud', 'x'], /--onprem needs a FILE/],
    [['diagnose', '--settings='], /--settings needs a FILE/],
    [['diagnose', '--json=yes'], /--json takes no value/],
    [['diagnose', '--kind', 'ndr', '--kind', 'headers'], /--kind stands twice/],
    [['diagnose', 'a', 'b'], /takes one file, not 2: a, b/],
    [['demo', 'x'], /takes no file/],
    [['diagnose', '--zzzzzzz'], /no option --zzzzzzz\. See: crossprem diagnose --help/],
  ])('%j: %s', (words, expected) => {
    expect(message(...words)).toMatch(expected);
  });

  it('gives a greedy option all that follows, until the next option', () => {
    const result = parse('error.txt', '--onprem', 'a.ldf', 'b.csv', '--cloud=c.json', '--answer', 'ask.x=no', '--answer', 'ask.y=a=b');
    if (result.kind !== 'args') throw new Error(result.kind);
    expect(result.args.options.get('onprem')).toEqual(['a.ldf', 'b.csv']);
    expect(result.args.options.get('cloud')).toEqual(['c.json']);
    expect(result.args.options.get('answer')).toEqual(['ask.x=no', 'ask.y=a=b']);
    expect(result.args.positionals).toEqual(['error.txt']);
  });

  it('remembers the last word of a greedy option, for it may be the input', () => {
    const result = parse('--onprem', 'a.ldf', 'error.txt');
    expect(result).toMatchObject({ kind: 'args', args: { greedyTail: { option: 'onprem', value: 'error.txt' } } });
  });
});
