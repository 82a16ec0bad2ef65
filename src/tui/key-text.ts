import { LIVE } from './connections-keys.js';
import { keysOf } from './keys.js';
import type { Place } from './model.js';

export const PLACE_TITLES: Readonly<Record<Place, string>> = {
  home: 'Home',
  write: 'Typing into the box',
  sources: 'Directory data',
  prompt: 'File',
  result: 'Result',
  message: 'Message',
  path: 'Path of the message',
  fields: 'Fields of the message',
  raw: 'Text as it was pasted',
  field: 'One hop or field',
  find: 'Filter or search',
  answer: 'Answering a question',
  move: 'Readiness: direction',
  run: 'Readiness: while it runs',
  people: 'Readiness: people',
  causes: 'Readiness: causes',
  organization: 'Readiness: organization',
  open: 'Readiness: not decided',
  units: 'Readiness: organizational units',
  seek: 'Readiness: filter or search',
  person: 'Readiness: one person',
  export: 'Readiness: export',
  all: 'Session: findings of all inputs',
  inputs: 'Session: inputs',
  history: 'Session: what happened',
  palette: 'Find anything',
  reading: 'A page',
  save: 'Report, or session file',
  side: 'Which side data is of',
  connections: 'Connections',
  connection: 'Connections: one of them',
  connect: 'Connections: where to connect',
  preview: 'Connections: what would be asked for',
  'signing-in': 'Connections: signing in',
  collect: 'Connections: before everything is read',
  collecting: 'Connections: while everything is read',
  collected: 'Connections: what was read',
  help: 'Help',
};

/** In the order of the help and of docs/keys.md. */
export const PLACES: readonly Place[] = [
  'home',
  'write',
  'sources',
  'prompt',
  'result',
  'message',
  'path',
  'fields',
  'raw',
  'field',
  'find',
  'answer',
  'move',
  'run',
  'people',
  'causes',
  'organization',
  'open',
  'units',
  'seek',
  'person',
  'export',
  'all',
  'inputs',
  'history',
  'palette',
  'reading',
  'save',
  'side',
  ...LIVE,
  'help',
];

const SIGNS: Readonly<Record<string, string>> = {
  enter: 'Enter',
  esc: 'Esc',
  tab: 'Tab',
  'shift+tab': 'Shift+Tab',
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  home: 'Home',
  end: 'End',
  space: 'Space',
  backspace: 'Backspace',
  delete: 'Del',
};

/** A key as the screen writes it: `Ctrl+D`, `PgUp`, `c`. */
export function keySign(key: string): string {
  return SIGNS[key] ?? (key.startsWith('ctrl+') ? `Ctrl+${key.slice(5).toUpperCase()}` : key);
}

const SPOKEN: Readonly<Record<string, string>> = {
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  pageup: 'Page up',
  pagedown: 'Page down',
  esc: 'Escape',
  '?': 'Question mark',
  '/': 'Slash',
  '@': 'At sign',
  '[': 'Left bracket',
  ']': 'Right bracket',
};

/** A key as it is said: `Question mark`, `Shift C`. */
export function spokenKey(key: string): string {
  return SPOKEN[key] ?? (/^[A-Z]$/.test(key) ? `Shift ${key}` : keySign(key));
}

/** The key table as a page: docs/keys.md. */
export function keysAsMarkdown(): string {
  const sections = PLACES.map((place) => {
    const rows = keysOf(place).map(({ keys, help }) => `| ${keys.map((key) => `\`${keySign(key)}\``).join(' ')} | ${help} |`);
    return [`## ${PLACE_TITLES[place]}`, '', '| key | what it does |', '|---|---|', ...rows, ''].join('\n');
  });
  return ['# Keys', '', 'Generated from `src/tui/keys.ts`.', '', ...sections].join('\n');
}
