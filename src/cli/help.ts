import { COMMANDS, type CommandSpec, GLOBAL_OPTIONS, type OptionSpec } from './spec.js';

/** Text of `crossprem --help`, or of `crossprem COMMAND --help`. */
export function helpText(command: CommandSpec | undefined): string {
  return command === undefined ? overview() : commandHelp(command);
}

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  return [
    'crossprem diagnoses Microsoft Exchange hybrid organizations. Paste what failed; get the cause, proven on your own directory, and the fix.',
    '',
    'Usage: crossprem                      the terminal interface',
    '       crossprem FILE | - | < pipe    diagnose it, whatever it is',
    '       crossprem COMMAND [options]',
    '',
    'Commands:',
    ...COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Options:',
    ...optionLines(GLOBAL_OPTIONS),
    '',
    'Examples:',
    ...COMMANDS.flatMap(({ examples }) => examples.slice(0, 1)).flatMap(exampleLines),
    '',
    'Exit codes: 0 nothing found, 1 findings (see --fail-on), 2 the work could not be done, 130 interrupted.',
    'Everything is worked out on this machine. Connections are opened only to what --ldap, --graph, --exchange-online and --verify name; no directory is ever changed.',
    '',
  ].join('\n');
}

function commandHelp({ usage, summary, options, examples }: CommandSpec): string {
  return [
    `${summary}`,
    '',
    `Usage: ${usage}`,
    '',
    'Options:',
    ...optionLines(options.filter(({ group }) => group === undefined)),
    '',
    ...(options.some(({ group }) => group === 'live')
      ? ['Read live:', ...optionLines(options.filter(({ group }) => group === 'live')), '']
      : []),
    'Examples:',
    ...examples.flatMap(exampleLines),
    '',
  ].join('\n');
}

function optionLines(options: readonly OptionSpec[]): readonly string[] {
  const names = options.map(
    (spec) => `--${spec.name}${spec.value === undefined ? '' : ` ${spec.value}${spec.many === 'greedy' ? '...' : ''}`}`,
  );
  const width = Math.max(...names.map((name) => name.length));
  return options.map((spec, index) => {
    const notes = [spec.choices === undefined ? '' : spec.choices.join(', '), spec.many === 'repeat' ? 'repeatable' : ''].filter(
      (note) => note !== '',
    );
    return `  ${(names[index] ?? '').padEnd(width)}  ${spec.help}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`;
  });
}

function exampleLines([command, says]: readonly [string, string]): readonly string[] {
  return [`  ${command}`, `      ${says}`];
}
