import { MOUSE_OFF, MOUSE_ON } from './mouse.js';

/** What the interface changes about the terminal, and takes back. */
export interface TerminalModes {
  readonly enter: () => void;
  /** The terminal is as it was. Twice does no harm. */
  readonly leave: () => void;
  readonly setMouse: (isOn: boolean) => void;
}

const PASTE_ON = '\u001b[?2004h';
const PASTE_OFF = '\u001b[?2004l';
/** Lines are not wrapped: where a terminal takes a character to be wider than it is said to be, the row ends, and the next one is not written over. */
export const WRAP_OFF = '\u001b[?7l';
export const WRAP_ON = '\u001b[?7h';
const SCREEN_ON = `\u001b[?1049h\u001b[?25l${WRAP_OFF}`;
/** No style and no half frame stays behind either. */
const SCREEN_OFF = `\u001b[?2026l\u001b[0m${WRAP_ON}\u001b[?1049l\u001b[?25h`;

/**
 * In: what writes to the terminal, and whether clicks are wanted. Marked pastes always; another screen without a cursor unless plain lines
 * are read aloud (`isLinear`). Raw mode is Ink's.
 */
export function createModes(
  write: (sequence: string) => void,
  options: { readonly isLinear: boolean; readonly mouse: boolean },
): TerminalModes {
  let mouse = options.mouse;
  let isEntered = false;
  return {
    enter: () => {
      isEntered = true;
      write(`${options.isLinear ? '' : SCREEN_ON}${PASTE_ON}${mouse ? MOUSE_ON : ''}`);
    },
    leave: () => {
      if (!isEntered) return;
      isEntered = false;
      write(`${mouse ? MOUSE_OFF : ''}${PASTE_OFF}${options.isLinear ? '' : SCREEN_OFF}`);
    },
    setMouse: (isOn) => {
      mouse = isOn;
      if (isEntered) write(isOn ? MOUSE_ON : MOUSE_OFF);
    },
  };
}
