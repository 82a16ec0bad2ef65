import { wrap } from '../render/lines.js';
import { ABOUT, optionHead, optionSays } from './option-text.js';
import type { OptionSpec } from './options.js';
import { COMMANDS, type CommandSpec, GLOBAL_OPTIONS } from './spec.js';

/** Text of `crossprem --help`, or of `crossprem COMMAND --help`. Sentences are wrapped at `columns`; commands are not, so that they can be copied. */
export function helpText(command: CommandSpec | undefined, columns = 80): string {
  return command === undefined ? overview(columns) : commandHelp(command, columns);
}

function overview(columns: number): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    ...wrap(ABOUT.what, columns, 0),
    '',
    'Usage: crossprem                      the terminal interface',
    '       crossprem FILE | - | < pipe    diagnose it, whatever it is',
    '       crossprem COMMAND [options]',
    '',
    'Commands:',
    ...COMMANDS.flatMap(({ name, summary }) => wrap(`  ${name.padEnd(width)}  ${summary}`, columns, width + 4)),
    '',
    'Options:',
    ...optionLines(GLOBAL_OPTIONS, columns),
    '',
    'Examples:',
    ...COMMANDS.flatMap(({ examples }) => examples.slice(0, 1)).flatMap((example) => exampleLines(example, columns)),
    '',
    ...wrap(`Exit codes: ${ABOUT.exitCodes.map((row) => row.join(' ')).join(', ')}.`, columns, 0),
    ...wrap(ABOUT.promise, columns, 0),
    '',
  ].join('\n');
}

function commandHelp({ usage, summary, options, examples }: CommandSpec, columns: number): string {
  const live = options.filter(({ group }) => group === 'live');
  return [
    ...wrap(summary, columns, 0),
    '',
    `Usage: ${usage}`,
    '',
    'Options:',
    ...optionLines(
      options.filter(({ group }) => group === undefined),
      columns,
    ),
    '',
    ...(live.length === 0
      ? []
      : [...wrap('Read live (docs/live.md; to try them: crossprem doctor):', columns, 2), ...optionLines(live, columns), '']),
    'Examples:',
    ...examples.flatMap((example) => exampleLines(example, columns)),
    '',
  ].join('\n');
}

/** The name of an option that is longer stands on a line of its own. */
const LONGEST_NAME = 24;

function optionLines(options: readonly OptionSpec[], columns: number): readonly string[] {
  const names = options.map(optionHead);
  const width = Math.max(...names.map((name) => name.length).filter((length) => length <= LONGEST_NAME), 0);
  return options.flatMap((spec, index) => {
    const says = optionSays(spec);
    const name = names[index] ?? '';
    const indent = width + 4;
    if (name.length > width) return [`  ${name}`, ...wrap(`${' '.repeat(indent)}${says}`, columns, indent)];
    return wrap(`  ${name.padEnd(width)}  ${says}`, columns, indent);
  });
}

function exampleLines([command, says]: readonly [string, string], columns: number): readonly string[] {
  return [`  ${command}`, ...wrap(`      ${says}`, columns, 6)];
}
