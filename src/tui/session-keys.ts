import { type KeyBinding, row } from './key-binding.js';
import {
  needsAnyInput,
  needsCommands,
  needsCopy,
  needsEntries,
  needsListedInput,
  needsOtherInput,
  needsSessionRow,
  needsSomething,
} from './key-reasons.js';
import { type Place, SAVE_CHOICES, SESSION_VIEWS, type SessionScreen, type State } from './model.js';
import { shownReading } from './palette-model.js';

const needsLink = (state: State): string | undefined => {
  const reading = shownReading(state);
  if (reading === undefined || reading.links.size === 0) return 'This page leads nowhere else.';
  return reading.spot.item !== undefined && reading.links.has(reading.spot.item) ? undefined : 'No link is marked: n goes to the next one.';
};

const needsReport = ({ saving }: State): string | undefined =>
  SAVE_CHOICES[saving.at] === 'session' ? 'A session is saved as it is: only reports can be redacted.' : undefined;

/** Screens of the session that keys are pressed on, and nothing is typed. */
export const SESSION_READ: readonly Place[] = [...SESSION_VIEWS, 'reading', 'save', 'side'];
export const SESSION_PLACES: readonly Place[] = [...SESSION_READ, 'palette' satisfies SessionScreen];

/** Keys of the session: its lists, what is written of it, and the palette. */
export function sessionKeys(places: {
  /** Where keys are pressed, and nothing is typed. */
  readonly read: readonly Place[];
  /** Pages of an input. */
  readonly result: readonly Place[];
  readonly everywhere: readonly Place[];
}): readonly KeyBinding[] {
  const { read, result, everywhere } = places;
  const beside = read.filter((place) => !SESSION_READ.includes(place));
  return [
    row(
      // Where a password may be typed, letters after a slip would be shown.
      everywhere.filter((place) => place !== 'palette' && place !== 'connect'),
      'ctrl+p',
      'palette',
      'find',
      'Find anything by its name: commands, findings, people, rules, help.',
      14,
    ),
    row(
      [...beside, 'reading'],
      'h',
      'session',
      'session',
      'Show the session: all findings, the inputs, what happened.',
      15,
      needsSomething,
    ),
    row([...beside, ...SESSION_VIEWS], 'R', 'save', 'report', 'Write a report or the session into a file.', 13, needsAnyInput),
    row(
      [...beside, ...SESSION_VIEWS, 'reading'],
      'ctrl+s',
      'save-session',
      'save session',
      'Write the session into a file; its path, typed at home, opens it again.',
      undefined,
      needsSomething,
    ),
    row(result, ']', 'next-input', 'next input', 'Show the next input of the session.', undefined, needsOtherInput),
    row(result, '[', 'previous-input', 'input before', 'Show the input before.', undefined, needsOtherInput),

    row(SESSION_VIEWS, 'enter', 'choose', 'open', 'Open the marked finding or input.', 1, needsSessionRow),
    row(['inputs'], 'x', 'close-input', 'remove', 'Take the marked input out of the session.', 2, needsListedInput),
    row(SESSION_VIEWS, '1', 'view-all', 'findings', 'Show the findings of all inputs, the worst first.'),
    row(SESSION_VIEWS, '2', 'view-inputs', 'inputs', 'Show the inputs of the session.'),
    row(SESSION_VIEWS, '3', 'view-history', 'history', 'Show what happened in the session.'),
    row(SESSION_VIEWS, 'tab', 'next-view', 'next list', 'Go to the next list; the numbers go straight to one.', 3),
    row(SESSION_VIEWS, 'shift+tab', 'previous-view', 'list before', 'Go to the list before.'),

    row(['palette'], 'enter', 'choose', 'go', 'Go to what is marked.', 1, needsEntries),
    row(['palette'], 'up ctrl+k', 'up', 'up', 'Mark the line above.'),
    row(['palette'], 'down ctrl+j tab', 'down', 'down', 'Mark the line below.'),
    row(['palette'], 'pageup', 'page-up', 'page up', 'One page up.'),
    row(['palette'], 'pagedown', 'page-down', 'page down', 'One page down.'),
    row(['palette'], 'backspace delete', 'erase', 'erase', 'Erase the last character.'),
    row(['palette'], 'ctrl+u', 'erase-line', 'erase all', 'Erase what was typed.', 2),
    row(['palette'], 'esc ctrl+p', 'back', 'back', 'Go back.', 21),

    row(['reading'], 'enter', 'choose', 'open', 'Open what the marked link leads to.', 1, needsLink),
    row(['reading'], 'c', 'copy', 'copy', 'Copy the marked command, value or address.', 2, needsCommands),
    row(['reading'], 'n right', 'next-item', 'next', 'Mark the next command, value or link.', 3, needsCommands),
    row(['reading'], 'p left', 'previous-item', 'before', 'Mark the command, value or link before.', undefined, needsCommands),
    row(['reading'], 's', 'next-section', 'section', 'Go to the next section of the page.', 4),
    row(['reading'], 'S', 'previous-section', 'section before', 'Go to the section before.'),
    row(['reading'], 'w', 'save-copy', 'write to file', 'Write what was copied last into a file.', 9, needsCopy),

    row(['save'], 'enter', 'submit', 'choose', 'Choose what is marked, then the file.', 1),
    row(['save'], 'up k', 'up', 'up', 'Mark the line above.'),
    row(['save'], 'down j', 'down', 'down', 'Mark the line below.'),
    row(['save'], 'r', 'toggle-redact', 'redact', 'Replace names, addresses, hosts and ids, or leave them as they are.', 2, needsReport),
    row(['save'], 'a', 'toggle-all', 'all inputs', 'Write every input of the session, or the shown one only.', 3, needsOtherInput),

    row(['side'], 'p', 'load-onprem', 'on-premises', 'It is data of the on-premises side.', 1),
    row(['side'], 'c', 'load-cloud', 'cloud', 'It is data of Exchange Online or Entra ID.', 2),

    row(everywhere, 'ctrl+t', 'mouse', 'mouse', 'Give the mouse to the terminal, to select text; once more takes it back.'),
    row(everywhere, 'ctrl+z', 'suspend', 'suspend', 'Go to the shell; fg comes back. Not on Windows.'),
  ];
}
