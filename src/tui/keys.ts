import {
  needsAnswer,
  needsBoolean,
  needsCopy,
  needsFinding,
  needsForm,
  needsItems,
  needsQuestion,
  needsResult,
  needsRuledOut,
  needsSecondFinding,
  needsSelection,
  needsSource,
  needsText,
} from './key-reasons.js';
import { type Place, placeOf, type State } from './model.js';

export type Action =
  | 'quit'
  | 'help'
  | 'back'
  | 'diagnose'
  | 'newline'
  | 'write'
  | 'clear'
  | 'erase'
  | 'erase-line'
  | 'open'
  | 'sources'
  | 'demo'
  | 'last-result'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'top'
  | 'bottom'
  | 'next-finding'
  | 'previous-finding'
  | 'next-item'
  | 'previous-item'
  | 'next-section'
  | 'previous-section'
  | 'copy'
  | 'copy-all'
  | 'copy-report'
  | 'save-copy'
  | 'answer'
  | 'take-back'
  | 'ruled-out'
  | 'load-onprem'
  | 'load-cloud'
  | 'unload'
  | 'submit'
  | 'apply'
  | 'yes'
  | 'no';

/** One row of the key table: handlers, footer, help and docs/keys.md come from it. */
export interface KeyBinding {
  /** Names as key-name.ts gives them; the first one is shown. */
  readonly keys: readonly string[];
  readonly action: Action;
  readonly places: readonly Place[];
  /** One or two words for the footer. */
  readonly label: string;
  /** A sentence for help. */
  readonly help: string;
  /** Place in the footer, lowest first; without it the key stands in help only. */
  readonly footer?: number;
  /** Why the key does nothing now; undefined while it works. */
  readonly unless?: (state: State) => string | undefined;
}

const READING: readonly Place[] = ['result', 'help'];

export const KEYS: readonly KeyBinding[] = [
  {
    keys: ['enter', 'ctrl+d'],
    action: 'diagnose',
    places: ['home'],
    label: 'diagnose',
    help: 'Diagnose the text in the box.',
    footer: 1,
    unless: needsText,
  },
  {
    keys: ['enter'],
    action: 'newline',
    places: ['write'],
    label: 'new line',
    help: 'Start a new line; on an empty line, diagnose.',
    footer: 2,
  },
  {
    keys: ['ctrl+d'],
    action: 'diagnose',
    places: ['write'],
    label: 'diagnose',
    help: 'Diagnose the text in the box.',
    footer: 1,
    unless: needsText,
  },
  {
    keys: ['backspace', 'delete'],
    action: 'erase',
    places: ['write', 'prompt', 'answer'],
    label: 'erase',
    help: 'Erase the last character.',
  },
  {
    keys: ['ctrl+u'],
    action: 'erase-line',
    places: ['write', 'prompt', 'answer'],
    label: 'erase line',
    help: 'Erase the line.',
    footer: 4,
  },
  { keys: ['o'], action: 'open', places: ['home'], label: 'open file', help: 'Open a file to diagnose.', footer: 3 },
  { keys: ['o'], action: 'open', places: ['result'], label: 'open file', help: 'Open another file to diagnose.', footer: 9 },
  {
    keys: ['d'],
    action: 'sources',
    places: ['result'],
    label: 'directory data',
    help: 'Load or look at directory data of both sides.',
    footer: 6,
  },
  {
    keys: ['d'],
    action: 'sources',
    places: ['home'],
    label: 'directory data',
    help: 'Load or look at directory data of both sides.',
    footer: 4,
  },
  {
    keys: ['s'],
    action: 'demo',
    places: ['home'],
    label: 'sample',
    help: 'Load the sample: a mailbox that was born in the cloud.',
    footer: 5,
  },
  {
    keys: ['i'],
    action: 'write',
    places: ['home'],
    label: 'type',
    help: 'Type into the box; any letter that is no key does so too.',
    footer: 7,
  },
  {
    keys: ['x'],
    action: 'clear',
    places: ['home'],
    label: 'clear',
    help: 'Empty the box.',
    footer: 6,
    unless: ({ draft }) => (draft.text === '' ? 'The box is empty already.' : undefined),
  },
  { keys: ['r'], action: 'last-result', places: ['home'], label: 'last result', help: 'Go to the last result.', unless: needsResult },

  { keys: ['up', 'k'], action: 'up', places: READING, label: 'up', help: 'One row up.' },
  { keys: ['down', 'j'], action: 'down', places: READING, label: 'down', help: 'One row down.' },
  { keys: ['pageup', 'b'], action: 'page-up', places: READING, label: 'page up', help: 'One page up.' },
  { keys: ['pagedown', 'space'], action: 'page-down', places: READING, label: 'page down', help: 'One page down.' },
  { keys: ['g', 'home'], action: 'top', places: READING, label: 'top', help: 'Go to the first row.' },
  { keys: ['G', 'end'], action: 'bottom', places: READING, label: 'end', help: 'Go to the last row.' },
  { keys: ['up'], action: 'up', places: ['home', 'sources', 'answer', 'write'], label: 'up', help: 'One row up.' },
  { keys: ['down'], action: 'down', places: ['home', 'sources', 'answer', 'write'], label: 'down', help: 'One row down.' },
  { keys: ['pageup'], action: 'page-up', places: ['home', 'write'], label: 'page up', help: 'One page up.' },
  { keys: ['pagedown'], action: 'page-down', places: ['home', 'write'], label: 'page down', help: 'One page down.' },

  { keys: ['c'], action: 'copy', places: ['result'], label: 'copy', help: 'Copy the marked command.', footer: 1, unless: needsSelection },
  {
    keys: ['n', 'right'],
    action: 'next-item',
    places: ['result'],
    label: 'next command',
    help: 'Mark the next command or question.',
    footer: 2,
    unless: needsItems,
  },
  {
    keys: ['p', 'left'],
    action: 'previous-item',
    places: ['result'],
    label: 'previous command',
    help: 'Mark the command or question before.',
    unless: needsItems,
  },
  {
    keys: ['a'],
    action: 'answer',
    places: ['result'],
    label: 'answer',
    help: 'Answer the marked question, or the first one.',
    footer: 3,
    unless: needsQuestion,
  },
  {
    keys: ['tab'],
    action: 'next-finding',
    places: ['result'],
    label: 'next finding',
    help: 'Show the next finding.',
    footer: 4,
    unless: needsSecondFinding,
  },
  {
    keys: ['shift+tab'],
    action: 'previous-finding',
    places: ['result'],
    label: 'finding before',
    help: 'Show the finding before.',
    unless: needsSecondFinding,
  },
  {
    keys: ['s'],
    action: 'next-section',
    places: ['result'],
    label: 'next section',
    help: 'Go to the next section: evidence, causes, questions, fix.',
    footer: 5,
  },
  { keys: ['S'], action: 'previous-section', places: ['result'], label: 'section before', help: 'Go to the section before.' },
  {
    keys: ['C'],
    action: 'copy-all',
    places: ['result'],
    label: 'copy all',
    help: 'Copy all commands of the finding, in order, with the shell of each as a comment.',
    footer: 6,
    unless: needsFinding,
  },
  {
    keys: ['m'],
    action: 'copy-report',
    places: ['result'],
    label: 'markdown',
    help: 'Copy the whole report as markdown, for a ticket.',
    footer: 7,
  },
  {
    keys: ['w'],
    action: 'save-copy',
    places: ['result'],
    label: 'write to file',
    help: 'Write what was copied last into a file, for terminals without a clipboard.',
    unless: needsCopy,
  },
  {
    keys: ['r'],
    action: 'ruled-out',
    places: ['result'],
    label: 'ruled out',
    help: 'Show or hide why causes are ruled out.',
    footer: 8,
    unless: needsRuledOut,
  },
  { keys: ['u'], action: 'take-back', places: ['result'], label: 'take back', help: 'Take the last answer back.', unless: needsAnswer },

  {
    keys: ['p'],
    action: 'load-onprem',
    places: ['sources'],
    label: 'load on-premises',
    help: 'Load an export of the on-premises side.',
    footer: 1,
  },
  {
    keys: ['c'],
    action: 'load-cloud',
    places: ['sources'],
    label: 'load cloud',
    help: 'Load an export of Exchange Online or Entra ID.',
    footer: 2,
  },
  {
    keys: ['x'],
    action: 'unload',
    places: ['sources'],
    label: 'remove',
    help: 'Remove the marked file from the session; the file itself stays.',
    footer: 3,
    unless: needsSource,
  },

  { keys: ['y'], action: 'yes', places: ['answer'], label: 'yes', help: 'Answer yes.', footer: 2, unless: needsBoolean },
  { keys: ['n'], action: 'no', places: ['answer'], label: 'no', help: 'Answer no.', footer: 3, unless: needsBoolean },
  {
    keys: ['enter'],
    action: 'submit',
    places: ['prompt', 'answer'],
    label: 'done',
    help: 'Take what was typed; in a form, go to the next line first.',
    footer: 1,
  },
  {
    keys: ['ctrl+d'],
    action: 'apply',
    places: ['answer'],
    label: 'apply',
    help: 'Take what was stated, from any line of the form.',
    footer: 2,
    unless: needsForm,
  },
  { keys: ['tab'], action: 'down', places: ['answer'], label: 'next line', help: 'Go to the next line of the form.', footer: 4 },

  { keys: ['?'], action: 'help', places: ['home', 'result', 'sources'], label: 'help', help: 'Show all keys.', footer: 20 },
  {
    keys: ['esc'],
    action: 'back',
    places: ['home', 'write', 'prompt', 'sources', 'result', 'answer', 'help'],
    label: 'back',
    help: 'Go back.',
    footer: 21,
    unless: (state) => (placeOf(state) === 'home' ? 'This is the first screen: q quits.' : undefined),
  },
  { keys: ['q'], action: 'quit', places: ['home'], label: 'quit', help: 'Quit.', footer: 22 },
  { keys: ['q'], action: 'back', places: ['result', 'sources', 'help'], label: 'back', help: 'Go back.' },
  {
    keys: ['ctrl+c'],
    action: 'quit',
    places: ['home', 'write', 'prompt', 'sources', 'result', 'answer', 'help'],
    label: 'quit',
    help: 'Quit at once, from anywhere (exit code 130).',
  },
];

export function keysOf(place: Place): readonly KeyBinding[] {
  return KEYS.filter((binding) => binding.places.includes(place));
}

export function findKey(place: Place, key: string): KeyBinding | undefined {
  return keysOf(place).find((binding) => binding.keys.includes(key));
}
