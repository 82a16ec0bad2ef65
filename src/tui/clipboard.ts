/** What tells how text can leave the terminal. */
export type TerminalEnvironment = Readonly<Record<string, string | undefined>>;

// Terminals cut or drop a longer sequence: xterm and tmux take some 75,000 bytes.
const LONGEST_SEQUENCE = 74_000;

/**
 * Whether the terminal may know OSC 52. There is no answer to ask for: only those are named that are known to drop it.
 * Source: https://github.com/tmux/tmux/wiki/Clipboard
 */
export function hasClipboard(environment: TerminalEnvironment): boolean {
  const { TERM, TERM_PROGRAM, VTE_VERSION, STY } = environment;
  if (TERM === 'linux' || TERM === 'dumb' || TERM_PROGRAM === 'Apple_Terminal') return false;
  if (STY !== undefined && environment.TMUX === undefined) return false;
  return VTE_VERSION === undefined;
}

/**
 * In: text to copy. Out: the OSC 52 sequence that hands it to the terminal's clipboard, also through tmux; undefined where that cannot work.
 */
export function clipboardSequence(text: string, environment: TerminalEnvironment): string | undefined {
  if (!hasClipboard(environment)) return undefined;
  const sequence = `\u001b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`;
  if (sequence.length > LONGEST_SEQUENCE) return undefined;
  // tmux takes the plain one with `set-clipboard on`, the wrapped one with `allow-passthrough on`.
  return environment.TMUX === undefined ? sequence : `${sequence}\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`;
}
