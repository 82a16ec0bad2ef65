import { needsChoice, needsCode, needsConnections, needsOpen } from './connections-reasons.js';
import { type KeyBinding, row } from './key-binding.js';
import { needsData } from './key-reasons.js';
import type { LiveScreen } from './model.js';

export const LIVE: readonly LiveScreen[] = [
  'connections',
  'connection',
  'connect',
  'preview',
  'signing-in',
  'collect',
  'collecting',
  'collected',
];
/** Pages of text. */
export const LIVE_PAGED: readonly LiveScreen[] = ['connection', 'preview', 'collected'];
/** Where letters are typed. */
const TYPED: readonly LiveScreen[] = ['connect', 'collect'];
const OPEN_HELP = 'Connect to Active Directory, Entra and Exchange Online, or look at what is connected.';

/** Keys of the connections. */
export const LIVE_KEYS: readonly KeyBinding[] = [
  row(['home', 'sources', 'move'], 'l', 'connections', 'live', OPEN_HELP, 4.5, needsConnections),

  row(['connections'], 'p', 'connect-onprem', 'on-premises', 'Connect to Active Directory, over LDAP.', 1),
  row(['connections'], 'c', 'connect-cloud', 'cloud', 'Connect to Entra ID and Exchange Online, over Microsoft Graph.', 2),
  row(['connections'], 'r', 'collect', 'read', 'Read everything of all connections, and load it.', 3, needsOpen),
  row(['connections'], 'enter', 'details', 'more', 'Show all about the marked connection: what may be read, and what not.', 4, needsOpen),
  row(
    ['connections', 'connection'],
    'x',
    'disconnect',
    'close',
    'Disconnect from the marked one; what was read stays loaded.',
    5,
    needsOpen,
  ),
  row(['connections'], 'up k', 'up', 'up', 'Mark the connection above.', undefined, needsOpen),
  row(['connections'], 'down j', 'down', 'down', 'Mark the connection below.', undefined, needsOpen),
  row(
    ['connections', 'collected'],
    'm',
    'readiness',
    'readiness',
    'Check readiness: who can move, and what blocks the others.',
    6,
    needsData,
  ),
  row(['connections', 'collected'], 'd', 'sources', 'data', 'Look at the directory data that is loaded.', 7),

  row(['connect'], 'enter', 'submit', 'take it', 'Take the line; on the last one, show what would be asked for.', 1),
  row(['connect'], 'ctrl+d', 'apply', 'go on', 'From any line: show what would be asked for, before anything is opened.', 2),
  row(['connect'], 'right', 'next-choice', 'choose', 'Choose the next one; Space does so too.', 3, needsChoice),
  row(['connect'], 'left', 'previous-choice', 'choose', 'Choose the one before.', undefined, needsChoice),
  row(['connect'], 'down tab', 'down', 'down', 'Go to the next line.', 4),
  row(['connect'], 'up shift+tab', 'up', 'up', 'Go to the line before.', 5),
  row(['collect'], 'enter', 'submit', 'read everything', 'Begin to read.', 1),
  row(TYPED, 'backspace delete', 'erase', 'erase', 'Erase the last character.'),
  row(TYPED, 'ctrl+u', 'erase-line', 'erase line', 'Erase the line.', 6),

  row(['preview'], 'enter', 'start', 'connect', 'Connect.', 1),

  row(['signing-in'], 'c', 'copy', 'copy the code', 'Copy the code.', 1, needsCode),
  row(['signing-in'], 'u', 'copy-url', 'copy the URL', 'Copy the address of the page that asks for the code.', 2, needsCode),
  row(['signing-in'], 'esc q', 'stop', 'cancel', 'Cancel the sign-in at once.', 21),
  row(['collecting'], 'esc q', 'stop', 'stop', 'Stop; what was read is kept. Once more: do not wait for that either.', 21),

  row(['connection', 'collected'], 's', 'next-section', 'section', 'Go to the next section of the page.', 8),
  row(['connection', 'collected'], 'S', 'previous-section', 'section before', 'Go to the section before.'),

  row(TYPED, 'esc', 'back', 'back', 'Go back; what was typed stays, but for the secret.', 21),
];
