import { ABOUT, ENVIRONMENT, optionHead, optionSays } from './option-text.js';
import { CONNECT, type OptionSpec } from './options.js';
import { type CommandSpec, GLOBAL_OPTIONS } from './spec.js';

const SHARED: ReadonlySet<string> = new Set(CONNECT.map(({ name }) => name));

/** docs/commands.md: every command and option, made from the specification of the command line. */
export function commandsPage(commands: readonly CommandSpec[]): string {
  return [
    '# Commands',
    '',
    'Written from `src/cli/spec.ts`, as `--help`, the manual page and the [completions](completions.md) are; never edited by hand.',
    '',
    '```',
    'crossprem                      the terminal interface',
    'crossprem FILE | - | < pipe    diagnose it, whatever it is',
    'crossprem COMMAND [options]',
    '```',
    '',
    '| command | does |',
    '|---|---|',
    ...commands.map(({ name, summary }) => `| [${name}](#${name}) | ${cell(summary)} |`),
    '',
    'Of every command:',
    '',
    ...optionTable(GLOBAL_OPTIONS),
    '',
    ...commands.flatMap(commandSection),
    '## Options that read live',
    '',
    '[live.md](live.md) says how to use them, [permissions.md](permissions.md) what they need. Nothing is connected to that is not named.',
    '',
    ...optionTable(CONNECT),
    '',
    '## Exit codes',
    '',
    '| code | means |',
    '|---|---|',
    ...ABOUT.exitCodes.map(([code, says]) => `| ${code} | ${cell(says)} |`),
    '',
    'The page of a command says where it has its own.',
    '',
    '## Environment',
    '',
    '| variable | means |',
    '|---|---|',
    ...ENVIRONMENT.map(([name, says]) => `| \`${name}\` | ${cell(says)} |`),
    '',
  ].join('\n');
}

function commandSection({ name, usage, summary, options, examples }: CommandSpec): readonly string[] {
  const own = options.filter((option) => !SHARED.has(option.name) && option.name !== 'help');
  const isLive = options.some((option) => SHARED.has(option.name));
  return [
    `## ${name}`,
    '',
    summary,
    '',
    '```',
    usage,
    '```',
    '',
    ...(own.length === 0 ? [] : [...optionTable(own), '']),
    ...(isLive ? ['Also the [options that read live](#options-that-read-live).', ''] : []),
    'Examples:',
    '',
    ...examples.flatMap(([command, says]) => [`- ${says}`, '', '  ```', `  ${command}`, '  ```', '']),
  ];
}

const optionTable = (options: readonly OptionSpec[]): readonly string[] => [
  '| option | means |',
  '|---|---|',
  ...options.map((option) => `| \`${optionHead(option).replaceAll('|', '\\|')}\` | ${cell(optionSays(option))} |`),
];

/** Text of a table cell: the bar would end it, and markup is shown as it stands. */
const cell = (text: string): string =>
  text
    .replace(/[<>*_`]/g, '\\$&')
    .replaceAll('|', '\\|')
    .replace(/\n/g, ' ');
