import { ANSWER_KEYS } from './answer-keys.js';
import { LIVE, LIVE_KEYS, LIVE_PAGED } from './connections-keys.js';
import { type KeyBinding, row } from './key-binding.js';
import {
  needsAnswer,
  needsCommands,
  needsCopy,
  needsData,
  needsDraft,
  needsFinding,
  needsFound,
  needsHeaders,
  needsItems,
  needsListed,
  needsListedField,
  needsListing,
  needsMatch,
  needsNarrowing,
  needsOtherPerson,
  needsProof,
  needsQuestion,
  needsRecipient,
  needsResult,
  needsRuledOut,
  needsSecondFinding,
  needsSelection,
  needsShownFinding,
  needsSource,
  needsSteps,
  needsTable,
  needsText,
  needsTyped,
  needsWaiting,
} from './key-reasons.js';
import { type MailView, type Place, SESSION_VIEWS } from './model.js';
import { SESSION_PLACES, SESSION_READ, sessionKeys } from './session-keys.js';

const MAIL: readonly MailView[] = ['message', 'path', 'fields', 'raw', 'field'];
const RESULT: readonly Place[] = ['result', ...MAIL];
/** Views of the table of people: lists, and pages of text. */
const LISTS: readonly Place[] = ['people', 'causes', 'units'];
const TEXTS: readonly Place[] = ['organization', 'open'];
const TABLE: readonly Place[] = [...LISTS, ...TEXTS];
const PAGED: readonly Place[] = [...TEXTS, 'person'];
const EVERYWHERE: readonly Place[] = [
  'home',
  'write',
  'prompt',
  'sources',
  ...RESULT,
  'find',
  'answer',
  'help',
  'move',
  'run',
  ...TABLE,
  'seek',
  'person',
  'export',
  ...SESSION_PLACES,
  ...LIVE,
];
/** Where up and down scroll. */
const ROWS: readonly Place[] = [...RESULT.filter((place) => place !== 'path'), ...PAGED, 'reading', ...LIVE_PAGED, 'help'];
const PAGES: readonly Place[] = [...RESULT, ...PAGED, 'reading', ...LIVE_PAGED, 'help'];
/** Where nothing is typed and nothing goes on: Esc and q go back. */
const READ: readonly Place[] = [...RESULT, 'sources', 'move', ...TABLE, 'person', 'export', ...SESSION_READ, 'connections', ...LIVE_PAGED];
const HELPED: readonly Place[] = ['home', 'run', 'signing-in', 'collecting', ...READ];
const LEFT: readonly Place[] = [...READ, 'help'];
const READINESS_HELP = 'Check readiness: who can move, and what blocks the others.';
const DATA_HELP = 'Load or look at directory data of both sides, and settings.';

export const KEYS: readonly KeyBinding[] = [
  row(['home'], 'enter ctrl+d', 'diagnose', 'diagnose', 'Diagnose the text in the box.', 1, needsText),
  row(['home'], 'o', 'open', 'open file', 'Open a file to diagnose.', 3),
  row(['home'], 'd', 'sources', 'directory data', DATA_HELP, 4),
  row(['home'], 's', 'demo', 'sample', 'Load the sample: a mailbox that was born in the cloud.', 5),
  row(['home'], 'x', 'clear', 'clear', 'Empty the box.', 6, needsDraft),
  row(['home'], 'i', 'write', 'type', 'Type into the box; a letter that is no key does so too.', 7),
  row(['home'], 'm', 'readiness', 'readiness', READINESS_HELP, 2, needsData),
  row(['home'], 'r', 'last-result', 'result', 'Go to the last result.', 8, needsResult),

  row(['write'], 'ctrl+d', 'diagnose', 'diagnose', 'Diagnose the text in the box.', 1, needsText),
  row(['write'], 'enter', 'newline', 'new line', 'Start a new line; on an empty line, diagnose.', 2),
  row(['write', 'prompt'], 'backspace delete', 'erase', 'erase', 'Erase the last character.'),
  row(['write', 'prompt'], 'ctrl+u', 'erase-line', 'erase line', 'Erase the line.', 4),
  row(['home', 'write'], 'up', 'up', 'up', 'Scroll the box one row up.'),
  row(['home', 'write'], 'down', 'down', 'down', 'Scroll the box one row down.'),
  row(['home', 'write'], 'pageup', 'page-up', 'page up', 'Scroll the box one page up.'),
  row(['home', 'write'], 'pagedown', 'page-down', 'page down', 'Scroll the box one page down.'),

  row(['result'], 'c', 'copy', 'copy', 'Copy the marked command.', 1, needsSelection),
  row(['result'], 'n right', 'next-item', 'next', 'Mark the next command or question.', 2, needsItems),
  row(['result'], 'p left', 'previous-item', 'command before', 'Mark the command or question before.', undefined, needsItems),
  row(['result'], 'a', 'answer', 'answer', 'Answer the marked question, or the first one.', 3, needsQuestion),
  row(['result'], 'tab', 'next-finding', 'finding', 'Show the next finding.', 4, needsSecondFinding),
  row(['result'], 'shift+tab', 'previous-finding', 'finding before', 'Show the finding before.', undefined, needsSecondFinding),
  row(['result'], 's', 'next-section', 'section', 'Go to the next section: evidence, causes, questions, fix.', 5),
  row(['result'], 'S', 'previous-section', 'section before', 'Go to the section before.'),
  row(RESULT, 'd', 'sources', 'data', DATA_HELP, 6),
  row(
    ['result'],
    'C',
    'copy-all',
    'copy all',
    'Copy all commands of the finding, in order, each below its shell as a comment.',
    14,
    needsFinding,
  ),
  row(RESULT, 'm', 'copy-report', 'markdown', 'Copy the whole report as markdown, for a ticket.', 17),
  row(['result'], 'r', 'ruled-out', 'ruled out', 'Show or hide why causes are ruled out.', 18, needsRuledOut),
  row(RESULT, 'o', 'open', 'open file', 'Open another file to diagnose.', 19),
  row(RESULT, 'w', 'save-copy', 'write to file', 'Write what was copied last into a file.', 11, needsCopy),
  row(['result'], 'i', 'rule-page', 'rule', 'Show the rule of the finding: what it knows, and where from.', undefined, needsShownFinding),
  row(['result'], '@', 'person-page', 'recipient', 'Show whom the finding is about, on both sides.', undefined, needsRecipient),
  row(['result'], 'u', 'take-back', 'take back', 'Take the last answer back.', 12, needsAnswer),

  row(RESULT, '1', 'view-findings', 'findings', 'Show the findings.', undefined, needsHeaders),
  row(RESULT, '2', 'view-message', 'message', 'Show the message: verdict and authentication.', undefined, needsHeaders),
  row(RESULT, '3', 'view-path', 'path', 'Show the path: the hops as a time line.', undefined, needsHeaders),
  row(RESULT, '4', 'view-fields', 'fields', 'Show the decoded fields with their meanings.', undefined, needsHeaders),
  row(RESULT, '5', 'view-raw', 'raw', 'Show the text as it was pasted.', undefined, needsHeaders),
  row(RESULT, 'v', 'next-view', 'next page', 'Go to the next page of the message; the numbers go straight to one.', 5, needsHeaders),
  row(RESULT, 'V', 'previous-view', 'page before', 'Go to the page before.', undefined, needsHeaders),
  row(['path', 'fields'], 'enter', 'details', 'details', 'Show all about the marked hop or field.', 1, needsListedField),
  row(['path'], 'down j n right', 'next-item', 'next hop', 'Mark the next hop.', 2, needsListedField),
  row(['path'], 'up k p left', 'previous-item', 'hop before', 'Mark the hop before.', undefined, needsListedField),
  row(['fields', 'raw'], '/', 'find', 'search', 'Filter the fields, or search the text, by what is typed.', 1),
  row(['fields'], 'n right', 'next-item', 'next field', 'Mark the next field.', 3, needsListedField),
  row(['fields'], 'p left', 'previous-item', 'field before', 'Mark the field before.', undefined, needsListedField),
  row(['field'], 'n right', 'next-item', 'next', 'Show the next hop or field.', 2),
  row(['field'], 'p left', 'previous-item', 'before', 'Show the hop or field before.', 3),
  row(
    ['path', 'fields', 'field'],
    'r',
    'in-text',
    'in the text',
    'Show the marked hop or field in the text as it was pasted.',
    4,
    needsListedField,
  ),
  row(['path', 'fields', 'field'], 'c', 'copy', 'copy', 'Copy the marked hop or field as it was pasted.', 7, needsListedField),
  row(['raw'], 'n', 'next-match', 'next match', 'Go to the next match of the search.', 2, needsMatch),
  row(['raw'], 'N', 'previous-match', 'match before', 'Go to the match before.', 3, needsMatch),
  row(['fields', 'raw'], 'x', 'clear-find', 'clear', 'Take the filter or the search away; Esc does so too.', 4, needsTyped),
  row(['message'], 's', 'next-section', 'section', 'Go to the next section of the page.', 1),
  row(['message'], 'S', 'previous-section', 'section before', 'Go to the section before.'),

  row(['find'], 'enter', 'submit', 'keep', 'Keep what was typed, and go back to the page.', 1),
  row(['find'], 'backspace delete', 'erase', 'erase', 'Erase the last character.'),
  row(['find'], 'ctrl+u', 'erase-line', 'erase line', 'Erase the line.', 2),
  row(['find'], 'esc', 'back', 'drop it', 'Forget what was typed, and go back to the page.', 21),

  ...LIVE_KEYS,
  ...sessionKeys({ read: ['home', ...READ], result: RESULT, everywhere: EVERYWHERE }),

  row(ROWS, 'up k', 'up', 'up', 'One row up.'),
  row(ROWS, 'down j', 'down', 'down', 'One row down.'),
  row(PAGES, 'pageup b', 'page-up', 'page up', 'One page up.'),
  row(PAGES, 'pagedown space', 'page-down', 'page down', 'One page down.'),
  row(PAGES, 'g home', 'top', 'top', 'Go to the first row.'),
  row(PAGES, 'G end', 'bottom', 'end', 'Go to the last row.'),

  row(['sources'], 'p', 'load-onprem', 'load on-premises', 'Load an export of the on-premises side.', 1),
  row(['sources'], 'c', 'load-cloud', 'cloud', 'Load an export of Exchange Online or Entra ID.', 2),
  row(
    ['sources'],
    's',
    'load-settings',
    'settings',
    'Load settings: facts of the tenant, or exports of connectors and accepted domains.',
    3,
  ),
  row(['sources'], 'x', 'unload', 'remove', 'Remove the marked file from the session; the file itself stays.', 4, needsSource),
  row(['sources'], 'up', 'up', 'up', 'Mark the file above.', undefined, needsSource),
  row(['sources'], 'down', 'down', 'down', 'Mark the file below.', undefined, needsSource),

  row(['sources'], 'm', 'readiness', 'readiness', READINESS_HELP, 5, needsData),

  row(['prompt'], 'enter', 'submit', 'take it', 'Read the file, or write it.', 1),

  row(['move'], 'enter', 'start', 'start', 'Check everyone for the marked direction.', 1),
  row(['move'], 'r', 'last-table', 'last result', 'Go to the last result of a check.', 2, needsTable),
  row(['move'], 'd', 'sources', 'data', DATA_HELP, 3),
  row(['run'], 'esc q', 'stop', 'stop', 'Stop at once, and show those who are judged.', 1),

  row(['people'], 'enter', 'details', 'open', 'Show all about the marked person.', 1, needsListed),
  row(['causes', 'units'], 'enter', 'choose', 'its people', 'List the people of the marked cause or unit.', 1, needsListing),
  row(['people'], 'f', 'filter', 'filter', 'List only those whose name or address holds what is typed.', 2),
  row(['people'], '/', 'find', 'search', 'Go to the next name or address that holds what is typed.', 3),
  row(['people'], 'v', 'next-verdict', 'verdict', 'List one verdict only: blocked, warnings, ready, nothing to move, all.', 4),
  row(['people'], 'o', 'next-order', 'order', 'Order by verdict, worst finding, name, or as in the data.', 6),
  row(['people'], 'n', 'next-match', 'next match', 'Go to the next match of the search.', undefined, needsFound),
  row(['people'], 'N', 'previous-match', 'match before', 'Go to the match before.', undefined, needsFound),
  row(['people'], 'x', 'clear-find', 'all', 'Take all filters away; Esc does so too.', 7, needsNarrowing),
  row(TABLE, '1', 'view-people', 'people', 'Show the people.'),
  row(TABLE, '2', 'view-causes', 'causes', 'Show the causes, with how many people each concerns.'),
  row(TABLE, '3', 'view-organization', 'organization', 'Show what was found about the organization.'),
  row(TABLE, '4', 'view-open', 'not decided', 'Show the checks that could not be decided, and what would decide them.'),
  row(TABLE, '5', 'view-units', 'units', 'Show the organizational units, with how many people each holds.'),
  row(TABLE, 'tab', 'next-view', 'next page', 'Go to the next page; the numbers go straight to one.', 8),
  row(TABLE, 'shift+tab', 'previous-view', 'page before', 'Go to the page before.'),
  row(TABLE, 'e', 'export', 'export', 'Write the listed people into a file.', 5, needsListed),
  row([...TABLE, 'person'], 'd', 'sources', 'data', DATA_HELP, 11),
  row([...LISTS, ...SESSION_VIEWS], 'up k', 'up', 'up', 'Mark the row above.'),
  row([...LISTS, ...SESSION_VIEWS], 'down j', 'down', 'down', 'Mark the row below.'),
  row([...LISTS, ...SESSION_VIEWS], 'pageup b', 'page-up', 'page up', 'One page up.'),
  row([...LISTS, ...SESSION_VIEWS], 'pagedown space', 'page-down', 'page down', 'One page down.'),
  row([...LISTS, ...SESSION_VIEWS], 'g home', 'top', 'top', 'Mark the first row.'),
  row([...LISTS, ...SESSION_VIEWS], 'G end', 'bottom', 'end', 'Mark the last row.'),

  row(['seek'], 'enter', 'submit', 'keep', 'Keep what was typed, and go back to the table.', 1),
  row(['seek'], 'backspace delete', 'erase', 'erase', 'Erase the last character.'),
  row(['seek'], 'ctrl+u', 'erase-line', 'erase line', 'Erase the line.', 2),
  row(['seek'], 'esc', 'back', 'drop it', 'Forget what was typed, and go back to the table.', 21),

  row(PAGED, 'c', 'copy', 'copy', 'Copy the marked command.', 1, needsCommands),
  row(PAGED, 'n right', 'next-item', 'next', 'Mark the next command.', 2, needsCommands),
  row(PAGED, 'p left', 'previous-item', 'command before', 'Mark the command before.', undefined, needsCommands),
  row(['person'], 'tab', 'next-person', 'next person', 'Show the next person of the list.', 3, needsOtherPerson),
  row(['person'], 'shift+tab', 'previous-person', 'person before', 'Show the person before.', undefined, needsOtherPerson),
  row(PAGED, 's', 'next-section', 'section', 'Go to the next section of the page.', 4),
  row(PAGED, 'S', 'previous-section', 'section before', 'Go to the section before.'),
  row(['person'], 'C', 'copy-all', 'copy all', 'Copy all commands of the plan, in order, undo as comments.', 5, needsSteps),
  row(['person'], 't', 'prove', 'try it', 'Try a cycle, and the plan on a copy of both directories (the twin).', 6, needsProof),
  row(PAGED, 'w', 'save-copy', 'write to file', 'Write what was copied last into a file.', 9, needsCopy),

  row(['export'], 'enter', 'submit', 'choose', 'Choose the marked format, then the file.', 1),
  row(['move', 'export'], 'up k', 'up', 'up', 'Mark the line above.'),
  row(['move', 'export'], 'down j', 'down', 'down', 'Mark the line below.'),

  ...ANSWER_KEYS,

  row(HELPED, '?', 'help', 'help', 'Show all keys.', 20),
  row(['home'], 'esc', 'back', 'back', 'Go back.', 21, needsWaiting),
  row(['home'], 'q', 'quit', 'quit', 'Quit.', 22),
  row(['write', 'prompt', 'answer'], 'esc', 'back', 'back', 'Go back; what was typed into the box stays.', 21),
  row(LEFT, 'esc q', 'back', 'back', 'Go back.', 21),
  row(EVERYWHERE, 'ctrl+c', 'quit', 'quit', 'Quit at once, from anywhere (exit code 130).'),
];

export function keysOf(place: Place): readonly KeyBinding[] {
  return KEYS.filter((binding) => binding.places.includes(place));
}

export function findKey(place: Place, key: string): KeyBinding | undefined {
  return keysOf(place).find((binding) => binding.keys.includes(key));
}
