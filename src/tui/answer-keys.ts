import { questionCommands } from '../render/report.js';
import { needsConnections } from './connections-reasons.js';
import { type KeyBinding, row } from './key-binding.js';
import { needsCopy } from './key-reasons.js';
import type { State } from './model.js';
import { isTyping, isYesNo } from './question.js';

type Reason = (state: State) => string | undefined;

const ASIDE = 'Every question was put aside: a asks them again.';
const typing = ({ answer }: State): boolean => answer !== undefined && isTyping(answer);
const isAside = ({ answer }: State): boolean => answer?.isAllSkipped === true;
const isWaiting = ({ answer }: State): boolean =>
  answer?.paste !== undefined && answer.paste.text !== '' && answer.paste.reading === undefined;

const needsBoolean: Reason = (state) => {
  const { answer } = state;
  if (isAside(state)) return ASIDE;
  return answer?.fields[answer.at]?.type === 'boolean' ? undefined : 'This question wants a value, not yes or no.';
};
const needsForm: Reason = (state) => {
  if (isAside(state)) return ASIDE;
  return state.answer !== undefined && state.answer.fields.length > 1 ? undefined : 'This question has one line only.';
};
const needsField: Reason = (state) => {
  if (isWaiting(state)) return undefined;
  if (state.answer?.paste?.reading?.kind === 'side') return 'First say where it was read: p on-premises, c cloud.';
  if (isAside(state)) return ASIDE;
  return state.answer !== undefined && isYesNo(state.answer)
    ? 'y or n answers this question, ? puts it aside; or paste the output.'
    : undefined;
};
const needsOpen: Reason = (state) => (isAside(state) ? ASIDE : undefined);
const needsAside: Reason = (state) => (isAside(state) ? undefined : 'This question is open: answer it first, or put it aside with ?.');
const needsCommand: Reason = (state) => {
  if (isAside(state)) return ASIDE;
  if (state.answer?.paste?.reading?.kind === 'side') return 'Here c says that the output is of the cloud.';
  const commands = state.answer === undefined ? [] : questionCommands(state.answer.question);
  return commands.some((command) => !command.isManual) ? undefined : 'There is no command to copy: this is looked up by hand.';
};
const needsGiven: Reason = ({ result, answer }) =>
  answer?.putAside !== undefined || (result?.given.length ?? 0) > 0 ? undefined : 'No answer was given yet.';
const needsSide: Reason = ({ answer }) =>
  answer?.paste?.reading?.kind === 'side' ? undefined : 'Nothing waits for its side: paste the output first.';

/** Letters are keys while no line of a form takes them; the key with Ctrl works always. */
const letters =
  (reason: Reason, instead: string): Reason =>
  (state) =>
    reason(state) ?? (typing(state) ? `Letters go into the line: ${instead} does it.` : undefined);
const withCtrl =
  (reason: Reason): Reason =>
  (state) =>
    reason(state) ?? (typing(state) ? undefined : 'No line takes letters here: the key works without Ctrl.');

/** Keys of a question: answers first, then what helps to find one. */
export const ANSWER_KEYS: readonly KeyBinding[] = [
  row(['answer'], 'y', 'yes', 'yes', 'Answer yes.', 1, needsBoolean),
  row(['answer'], 'n', 'no', 'no', 'Answer no.', 2, needsBoolean),
  row(['answer'], 'p', 'load-onprem', 'on-premises, c cloud', 'What was pasted is of the on-premises side; c: of the cloud.', 1, needsSide),
  row(['answer'], 'enter', 'submit', 'take it', 'Take the line; on the last one, take the answer.', 2, needsField),
  row(['answer'], '? d', 'skip', "don't know", 'Put the question aside: the next best one is asked.', 3, needsOpen),
  row(['answer'], 'a', 'answer', 'ask again', 'Ask the questions again that were put aside.', 1, needsAside),
  row(['answer'], 'c', 'copy', 'copy', 'Copy the command; of several the next one.', 4, letters(needsCommand, 'Ctrl+Y')),
  row(['answer'], 'ctrl+y', 'copy', 'copy', 'Copy the command while letters go into a line.', 4, withCtrl(needsCommand)),
  row(['answer'], 'u', 'take-back', 'take back', 'Take the last answer back, also a pasted one.', 5, letters(needsGiven, 'Ctrl+R')),
  row(['answer'], 'ctrl+r', 'take-back', 'take back', 'Take the last answer back while letters go into a line.', 5, withCtrl(needsGiven)),
  row(['answer'], 'ctrl+d', 'apply', 'apply', 'Take the answer, from any line of the form.', 8, needsForm),
  row(['answer'], 'tab down', 'down', 'next line', 'Go to the next line of the form.', 9, needsForm),
  row(['answer'], 'shift+tab up', 'up', 'line before', 'Go to the line before.', undefined, needsForm),
  row(['answer'], 'pageup', 'page-up', 'page up', 'Scroll the question up.'),
  row(['answer'], 'pagedown', 'page-down', 'page down', 'Scroll the question down.'),
  row(['answer'], 'backspace delete', 'erase', 'erase', 'Erase the last character.', undefined, needsField),
  row(['answer'], 'ctrl+u', 'erase-line', 'erase line', 'Erase the line.', undefined, needsField),
  row(['answer'], 'ctrl+o', 'sources', 'data', 'Load or look at directory data: an export answers many questions at once.', 6),
  row(['answer'], 'ctrl+l', 'connections', 'live', 'Read what is needed from live directories.', 7, needsConnections),
  row(['answer'], 'w ctrl+w', 'save-copy', 'write to file', 'Write what was copied last into a file.', undefined, needsCopy),
];
