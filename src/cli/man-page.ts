import { ABOUT, ENVIRONMENT, optionHead, optionSays } from './option-text.js';
import { CONNECT, type OptionSpec } from './options.js';
import { type CommandSpec, GLOBAL_OPTIONS } from './spec.js';

/** Options that most commands share stand once, in a section of their own. */
const SHARED: ReadonlySet<string> = new Set(CONNECT.map(({ name }) => name));

/** The manual page crossprem(1) in man(7) macros, made from the specification of the command line. */
export function manPage(commands: readonly CommandSpec[], version: string, date: string): string {
  const lines = [
    '.\\" Written from src/cli/spec.ts by scripts/docs.mjs; never edited by hand.',
    `.TH CROSSPREM 1 ${quoted(date)} ${quoted(`crossprem ${version}`)} ${quoted('User Commands')}`,
    '.SH NAME',
    `crossprem \\- ${escaped('diagnose Microsoft Exchange hybrid organizations')}`,
    '.SH SYNOPSIS',
    '.nf',
    ...['crossprem', 'crossprem FILE | - | < pipe', 'crossprem COMMAND [options]'].map(line),
    '.fi',
    '.SH DESCRIPTION',
    line(ABOUT.what),
    '.PP',
    line(
      'Without an argument, on a terminal, it opens the terminal interface. A file, a hyphen or a pipe without a command is diagnosed, whatever it is.',
    ),
    '.PP',
    line(ABOUT.promise),
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH OPTIONS OF EVERY COMMAND',
    ...GLOBAL_OPTIONS.flatMap(optionLines),
    '.SH OPTIONS THAT READ LIVE',
    line('For the commands that say so. Nothing is connected to that is not named here.'),
    ...CONNECT.flatMap(optionLines),
    '.SH EXIT STATUS',
    ...ABOUT.exitCodes.flatMap(([code, says]) => ['.TP', `.B ${code}`, line(says)]),
    '.SH ENVIRONMENT',
    ...ENVIRONMENT.flatMap(([name, says]) => ['.TP', `.B ${escaped(name)}`, line(says)]),
    '.SH SEE ALSO',
    line('docs/README.md of the package, and crossprem COMMAND --help'),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines({ usage, summary, options, examples }: CommandSpec): readonly string[] {
  const own = options.filter(({ name }) => !SHARED.has(name) && name !== 'help');
  const isLive = options.some(({ name }) => SHARED.has(name));
  return [
    `.SS ${quoted(escaped(usage))}`,
    line(summary),
    ...own.flatMap(optionLines),
    ...(isLive ? ['.PP', line('Also the options that read live, below.')] : []),
    ...examples.flatMap(([command, says]) => ['.PP', line(`Example: ${says}`), '.PP', '.nf', '.RS 4', line(command), '.RE', '.fi']),
  ];
}

function optionLines(option: OptionSpec): readonly string[] {
  const [name = '', value] = optionHead(option).split(' ');
  return ['.TP', `\\fB${escaped(name)}\\fR${value === undefined ? '' : ` \\fI${escaped(value)}\\fR`}`, line(optionSays(option))];
}

/** A line of text: a leading dot or apostrophe would be a request of roff. */
const line = (text: string): string => escaped(text).replace(/^[.']/, '\\&$&');

/** Backslashes as \e, hyphens and quotes so that a command can be copied out of the page. */
const escaped = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti');

/** An argument of a macro, in quotes: what is in it has none of its own after `escaped`, but for the double ones. */
const quoted = (text: string): string => `"${text.replaceAll('"', '\\(dq')}"`;
