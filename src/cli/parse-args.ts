import { nearestWord } from '../evidence/nearest.js';
import type { OptionSpec } from './options.js';
import { COMMANDS, type CommandSpec, GLOBAL_OPTIONS } from './spec.js';

/** The command line, understood. */
export interface ParsedArgs {
  readonly command: CommandSpec;
  readonly positionals: readonly string[];
  readonly options: ReadonlyMap<string, readonly string[]>;
  /** Words that a greedy option took after its first value: one of them may be the input file. */
  readonly greedyTail: { readonly option: string; readonly value: string } | undefined;
}

export type ParseResult =
  | { readonly kind: 'args'; readonly args: ParsedArgs }
  | { readonly kind: 'help'; readonly command: CommandSpec | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: 'tui' }
  | { readonly kind: 'usage'; readonly message: string };

/**
 * In: the words after `crossprem`, and whether standard input is a terminal. Out: what is to be done.
 * A first word that is no command is a file to diagnose, unless it looks like a misspelt command.
 */
export function parseArgs(words: readonly string[], isInteractive: boolean): ParseResult {
  const [first, ...rest] = words;
  if (first === undefined) return isInteractive ? { kind: 'tui' } : parseCommand(commandNamed('diagnose'), []);
  if (first === '--version' || first === '-V') return { kind: 'version' };
  if (first === '--help' || first === '-h' || (first === 'help' && rest.length === 0)) return { kind: 'help', command: undefined };
  if (first === '--screen-reader') return parseCommand(commandNamed('open'), words);
  if (first === 'help') return { kind: 'help', command: COMMANDS.find((command) => command.name === rest[0]) };
  const command = COMMANDS.find(({ name }) => name === first);
  if (command !== undefined) return parseCommand(command, rest);
  if (!first.startsWith('-') && /^[a-z]{3,12}$/.test(first)) {
    const near = nearestWord(
      first,
      COMMANDS.map(({ name }) => name),
    );
    if (near !== undefined)
      return {
        kind: 'usage',
        message: `There is no command ${first}. The nearest is ${near}. A file of that name is read with: crossprem diagnose ./${first}`,
      };
  }
  return parseCommand(commandNamed('diagnose'), words);
}

function commandNamed(name: string): CommandSpec {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) throw new Error(`no command ${name}`);
  return command;
}

function parseCommand(command: CommandSpec, words: readonly string[]): ParseResult {
  const positionals: string[] = [];
  const options = new Map<string, string[]>();
  let greedyTail: ParsedArgs['greedyTail'];
  let literalFrom = -1;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (literalFrom >= 0 || word === '-' || !word.startsWith('-')) {
      positionals.push(word);
      continue;
    }
    if (word === '--') {
      literalFrom = index;
      continue;
    }
    if (word === '-h') return { kind: 'help', command };
    const equals = word.indexOf('=');
    const name = (equals < 0 ? word : word.slice(0, equals)).replace(/^-{1,2}/, '');
    const spec = command.options.find((candidate) => candidate.name === name);
    if (spec === undefined) return { kind: 'usage', message: unknownOption(word, command) };
    if (spec.name === 'help') return { kind: 'help', command };
    if (spec.value === undefined) {
      if (equals >= 0) return { kind: 'usage', message: `--${name} takes no value.` };
      options.set(name, ['true']);
      continue;
    }
    const values: string[] = [];
    if (equals >= 0) values.push(word.slice(equals + 1));
    else {
      const next = words[index + 1];
      if (next === undefined || (next.startsWith('--') && next.length > 2))
        return { kind: 'usage', message: `--${name} needs a ${spec.value}.` };
      values.push(next);
      index++;
      while (spec.many === 'greedy' && index + 1 < words.length && !(words[index + 1] ?? '-').startsWith('-')) {
        const value = words[++index] ?? '';
        values.push(value);
        greedyTail = { option: name, value };
      }
    }
    const problem = checkValues(spec, values, options.get(name));
    if (problem !== undefined) return { kind: 'usage', message: problem };
    options.set(name, [...(options.get(name) ?? []), ...values]);
  }
  if (positionals.length > command.most) {
    return {
      kind: 'usage',
      message: `${command.name} takes ${command.most === 0 ? 'no file' : command.most === 1 ? 'one file' : `at most ${command.most} values`}, not ${positionals.length}: ${positionals.join(', ')}`,
    };
  }
  return { kind: 'args', args: { command, positionals, options, greedyTail } };
}

function checkValues(spec: OptionSpec, values: readonly string[], earlier: readonly string[] | undefined): string | undefined {
  if (spec.many === undefined && earlier !== undefined) return `--${spec.name} stands twice.`;
  for (const value of values) {
    if (value === '') return `--${spec.name} needs a ${spec.value ?? 'value'}.`;
    if (spec.choices !== undefined && !spec.choices.includes(value)) {
      const near = nearestWord(value, spec.choices);
      return `--${spec.name} ${value} is not known${near === undefined ? '' : `; the nearest is ${near}`}. Choices: ${spec.choices.join(', ')}.`;
    }
  }
  return undefined;
}

function unknownOption(word: string, command: CommandSpec): string {
  const name = word.replace(/^-{1,2}/, '').replace(/=.*$/, '');
  const known = [...command.options, ...GLOBAL_OPTIONS].map((spec) => spec.name);
  const near = nearestWord(name, known);
  return `${command.name} has no option --${name}${near === undefined ? '' : `; the nearest is --${near}`}. See: crossprem ${command.name} --help`;
}
