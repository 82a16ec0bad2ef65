import type { OptionSpec } from './options.js';

/** What `--help`, the manual page and docs/commands.md say of an option: one source for all three. */
export function optionHead({ name, value, many }: OptionSpec): string {
  return `--${name}${value === undefined ? '' : ` ${value}${many === 'greedy' ? '...' : ''}`}`;
}

/** "how to sign in (default device-code; device-code, browser)": the help with choices and repetition, in one pair of brackets. */
export function optionSays({ help, choices, many }: OptionSpec): string {
  const notes = [choices === undefined ? '' : choices.join(', '), many === 'repeat' ? 'repeatable' : '']
    .filter((note) => note !== '')
    .join('; ');
  if (notes === '') return help;
  return help.endsWith(')') ? `${help.slice(0, -1)}; ${notes})` : `${help} (${notes})`;
}

/** What holds for all commands, said at the end of the overview and in the manual page. */
export const ABOUT = {
  what: 'crossprem diagnoses Microsoft Exchange hybrid organizations. Paste what failed; get the cause, proven on your own directory, and the fix.',
  exitCodes: [
    ['0', 'nothing found'],
    ['1', 'findings (see --fail-on)'],
    ['2', 'the work could not be done'],
    ['130', 'interrupted'],
  ],
  promise:
    'Everything is worked out on this machine. Connections are opened only to what --ldap, --graph, --exchange-online and --verify name; no directory is ever changed.',
} as const;

/** What the program takes from its environment. */
export const ENVIRONMENT: readonly (readonly [name: string, says: string])[] = [
  ['CROSSPREM_LDAP_PASSWORD', 'password of the account of --ldap-user'],
  ['CROSSPREM_CLIENT_SECRET', 'client secret of the app of --client-id'],
  ['CROSSPREM_SCREEN_READER', '1: the terminal interface prints plain lines, as with --screen-reader'],
  ['CROSSPREM_THEME', 'light or dark: the background of the terminal, where it does not tell it itself'],
  ['CROSSPREM_MOUSE', '0: the terminal interface leaves the mouse alone'],
  ['NO_COLOR', 'set to anything: no colours'],
  ['FORCE_COLOR', 'set to anything but 0: colours, also where the output is no terminal'],
  ['NODE_EXTRA_CA_CERTS', 'file with the certificates of the authority of a proxy that opens TLS'],
];
