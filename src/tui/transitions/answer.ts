import type { Side } from '../../evidence/directory.js';
import type { FactName } from '../../facts/fact.js';
import { questionCommands } from '../../render/report.js';
import type { Action } from '../key-binding.js';
import type { AnswerField, AnswerPaste, AnswerState, Event, Outcome, ResultState, State } from '../model.js';
import { answerLayout } from '../pages/question-box.js';
import { decidingQuestions, formFor, isTyping, questionKey, readField, shownFinding } from '../question.js';
import { clean } from '../sanitize.js';
import { count, SHELL_WORDS } from '../words.js';
import { bestQuestion, goOnAsking, leaveAsking, takeBack } from './asking.js';
import { remember } from './history.js';
import { againRequest, refreshAll } from './inputs.js';
import { remakePage } from './result.js';
import { outputWords } from './take.js';

const still = (state: State): Outcome => ({ state, effects: [] });
const caution = (state: State, text: string): Outcome => still({ ...state, notice: { tone: 'caution', text } });
const LONGEST_VALUE = 2048;

/** The conversation after a new diagnosis: the next question, or back on the finding with what changed. */
export function continueAnswer(before: State, after: State): State {
  const next = goOnAsking(before, after);
  return next.result === after.result ? next : remakePage(next);
}

function withField(state: State, answer: AnswerState, value: string): State {
  const fields = answer.fields.map((field, index): AnswerField => (index === answer.at ? { ...field, value } : field));
  return { ...state, answer: { ...answer, fields } };
}

/** Undefined: the letter is a key here, and goes into no line. */
export function typeAnswer(state: State, text: string): Outcome | undefined {
  const { answer } = state;
  const field = answer?.fields[answer.at];
  if (answer === undefined || field === undefined) return undefined;
  if (answer.paste?.reading?.kind === 'side' && (text === 'p' || text === 'c'))
    return readPaste(state, answer, answer.paste, text === 'p' ? 'onprem' : 'cloud');
  if (!isTyping(answer) || (text === '?' && field.value === '')) return undefined;
  const unread = answer.paste?.reading?.kind;
  if (unread === 'side' && [...text].length === 1) return caution(state, 'Where was it read? p says on-premises, c says cloud.');
  // What was not understood stood where the line is: whoever answers by hand sees what they type.
  const typed = unread === 'nothing' || unread === 'side' ? { ...answer, paste: undefined } : answer;
  return still(withField(state, typed, `${field.value}${clean(text)}`.slice(0, LONGEST_VALUE)));
}

/** A paste: a value goes into the line of the form; all else is the output of a command, and is read at once. */
export function pasteAnswer(state: State, text: string): Outcome {
  const { answer } = state;
  if (answer === undefined) return still(state);
  if (text.trim() === '') return caution(state, 'Nothing was pasted: the clipboard holds blanks only.');
  if (isTyping(answer) && isValue(text)) return typeAnswer(state, text.trim()) ?? still(state);
  return readPaste(state, answer, pasteOf(answer, text), undefined);
}

const OUTPUT = /^\s{0,200}(?:[A-Za-z][\w.-]{0,80}\s{0,80}:\s|PS |\[PS\])/;

/** One line, and not of a list of properties. */
function isValue(text: string): boolean {
  const line = text.length > LONGEST_VALUE ? '' : text.trim();
  return line !== '' && !/[\r\n]/.test(line) && !OUTPUT.test(line);
}

function pasteOf(answer: AnswerState, text: string): AnswerPaste {
  let lineCount = 1;
  const end = text.endsWith('\n') || text.endsWith('\r') ? text.length - 1 : text.length;
  for (let at = 0; at < end; at++) if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) lineCount++;
  return { text, lineCount, size: text.length, to: questionKey(answer.question), reading: undefined };
}

function readPaste(state: State, answer: AnswerState, paste: AnswerPaste, side: Side | undefined): Outcome {
  const { text } = paste;
  return {
    state: {
      ...state,
      busy: 'Reading what you pasted.',
      answer: { ...answer, changes: undefined, paste: { ...paste, reading: undefined } },
    },
    effects: [
      {
        kind: 'take-output',
        taking: { text: unixLines(text), purpose: 'question', question: answer.question, ...(side === undefined ? {} : { side }) },
      },
    ],
  };
}

/** Line ends of terminals and Windows as line feeds. */
function unixLines(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

const WORD = /^(?:(y|yes)|(n|no)|\?)$/i;

/**
 * Several characters at once that were not marked as a paste. Several lines are one, which may come in pieces: Enter reads them then.
 * A word answers once; its other letters must not answer the next question.
 */
export function burstAnswer(state: State, text: string, press: (state: State, text: string) => Outcome): Outcome {
  const { answer } = state;
  if (answer === undefined) return still(state);
  const body = text.replace(/[\r\n]+$/, '');
  const waiting = answer.paste !== undefined && answer.paste.text !== '' && answer.paste.reading === undefined ? answer.paste : undefined;
  const isLong = !isTyping(answer) && [...body].length >= SHORTEST_PASTE;
  if (waiting !== undefined || /[\r\n]/.test(body) || isLong) {
    const paste = pasteOf(answer, `${waiting?.text ?? ''}${text}`);
    return still({ ...state, answer: { ...answer, paste, changes: undefined } });
  }
  const word = isTyping(answer) ? null : WORD.exec(body);
  if (word !== null) return press(state, word[1] !== undefined ? 'y' : word[2] !== undefined ? 'n' : '?');
  return press(state, text);
}
const SHORTEST_PASTE = 4;

export function onAnswer(state: State, action: Action): Outcome {
  const { answer, result } = state;
  const field = answer?.fields[answer.at];
  if (answer === undefined || field === undefined || result === undefined) return still(state);
  const { paste } = answer;
  const isLast = answer.at === answer.fields.length - 1;
  const move = (at: number): Outcome => still({ ...state, answer: { ...answer, at: Math.max(0, Math.min(answer.fields.length - 1, at)) } });
  switch (action) {
    case 'yes':
    case 'no': {
      const next = withField(state, answer, action);
      if (next.answer === undefined || answer.fields.length === 1) return submit(next, next.answer ?? answer, result);
      return still({ ...next, answer: { ...next.answer, at: isLast ? answer.at : answer.at + 1 } });
    }
    case 'up':
      return move(answer.at - 1);
    case 'down':
      return move(isLast ? 0 : answer.at + 1);
    case 'erase':
      return still(withField(state, answer, field.type === 'boolean' ? '' : [...field.value].slice(0, -1).join('')));
    case 'erase-line':
      return still(withField(state, answer, ''));
    case 'apply':
      return submit(state, answer, result);
    case 'submit':
      if (paste !== undefined && paste.text !== '' && paste.reading === undefined) return readPaste(state, answer, paste, undefined);
      return isLast ? submit(state, answer, result) : move(answer.at + 1);
    default:
      return onConversation(state, answer, result, action);
  }
}

/** Keys of the conversation, not of the form. */
function onConversation(state: State, answer: AnswerState, result: ResultState, action: Action): Outcome {
  switch (action) {
    case 'skip':
      return still(putAside(state, answer, result));
    case 'answer':
      return still(askAgain(state, answer, result));
    case 'take-back':
      return takeBack(state, result);
    case 'copy':
      return copyCommand(state, answer);
    case 'save-copy':
      return state.copied === undefined ? still(state) : { state, effects: [{ kind: 'save', ...state.copied }] };
    case 'page-up':
      return still(scroll(state, answer, -SCROLL));
    case 'page-down':
      return still(scroll(state, answer, SCROLL));
    default:
      return still(state);
  }
}
const SCROLL = 5;

function scroll(state: State, answer: AnswerState, rows: number): State {
  const { top } = answerLayout(state, { ...answer, top: answer.top + rows });
  return { ...state, answer: { ...answer, top } };
}

/** The user does not know: the next best question. */
function putAside(state: State, answer: AnswerState, result: ResultState): State {
  const key = questionKey(answer.question);
  const skipped = new Set([...result.skipped, key]);
  const finding = shownFinding(result);
  const next = finding === undefined ? undefined : bestQuestion(decidingQuestions(finding, result.diagnosis.questions), skipped);
  const base: State = { ...state, result: { ...result, skipped } };
  if (next === undefined) return { ...leaveAsking(base), notice: { tone: 'plain', text: 'The question stays open.' } };
  const form = formFor(next.question, next.isAllSkipped ? answer.number : answer.number + 1);
  return {
    ...base,
    answer: { ...form, isAllSkipped: next.isAllSkipped, putAside: key },
    notice: { tone: 'plain', text: next.isAllSkipped ? 'That was the last question.' : 'Left open; here is the next best question.' },
  };
}

function askAgain(state: State, answer: AnswerState, result: ResultState): State {
  return { ...state, result: { ...result, skipped: new Set() }, answer: formFor(answer.question, answer.number + 1) };
}

/** One command after the other, for each is for a shell of its own. */
function copyCommand(state: State, answer: AnswerState): Outcome {
  const commands = questionCommands(answer.question).filter((command) => !command.isManual);
  const at = answer.copied % Math.max(1, commands.length);
  const command = commands[at];
  if (command === undefined) return still(state);
  const what = commands.length === 1 ? 'the command' : `command ${at + 1} of ${commands.length} (${SHELL_WORDS[command.shell]})`;
  return {
    state: { ...state, answer: { ...answer, copied: at + 1 } },
    effects: [{ kind: 'copy', what, fileName: 'crossprem-command.ps1', text: command.text }],
  };
}

/** Hands what was stated to the diagnosis; empty lines stay unknown, and are not asked for again at once. */
function submit(state: State, answer: AnswerState, result: ResultState): Outcome {
  const stated = new Map<FactName, string | number | boolean>();
  for (const field of answer.fields) {
    const read = readField(field);
    if ('problem' in read) return caution(state, read.problem);
    if (read.value !== undefined) stated.set(field.fact, read.value);
  }
  if (stated.size === 0) return caution(state, 'Nothing was stated yet. ? puts the question aside, Esc goes back.');
  const key = questionKey(answer.question);
  const answered: ResultState = {
    ...result,
    answers: new Map([...result.answers, ...stated]),
    given: [...result.given, [key, ...[...stated.keys()].filter((fact) => fact !== key)]],
    skipped: new Set([...result.skipped, key]),
  };
  const said = saidWords(stated);
  const next = remember(
    { ...state, result: answered, answer: { ...answer, paste: undefined, putAside: undefined } },
    'answer',
    `${answer.question.text} ${said}`,
    result.id,
  );
  return {
    state: { ...next, notice: { tone: 'good', text: `Answered: ${said}.` } },
    effects: [{ kind: 'diagnose', request: againRequest(answered) }],
  };
}

/** "yes", "UserMailbox", "3 values". */
function saidWords(stated: ReadonlyMap<FactName, string | number | boolean>): string {
  const [value] = stated.values();
  if (stated.size !== 1) return count(stated.size, 'value');
  return value === true ? 'yes' : value === false ? 'no' : clean(String(value)).slice(0, 60);
}

/** The output that was pasted as an answer was read. What it holds counts at once. */
export function onAnswerOutput(state: State, { reading, taking, sources }: Extract<Event, { kind: 'output' }>): Outcome {
  const { answer, result } = state;
  // The user went back meanwhile, or pasted something else; what was loaded stays loaded.
  const isOther = answer?.paste !== undefined && unixLines(answer.paste.text) !== taking.text;
  if (state.busy === undefined || answer?.paste === undefined || result === undefined || isOther)
    return { state: { ...state, sources }, effects: refreshAll(state) };
  const next: State = { ...state, sources, busy: undefined };
  if (reading.kind !== 'outputs') return still({ ...next, answer: { ...answer, paste: { ...answer.paste, reading } } });
  const loaded = [...reading.tables, ...reading.settings].map(({ source }) => source);
  const paste = { ...answer.paste, text: '', reading };
  if (loaded.length === 0 && reading.stated.size === 0) return still({ ...next, answer: { ...answer, paste } });
  const key = questionKey(taking.question ?? answer.question);
  const facts = [...reading.stated.keys()].filter((fact) => fact !== key);
  const answered: ResultState = {
    ...result,
    answers: new Map([...result.answers, ...reading.stated]),
    given: [...result.given, [key, ...facts, ...new Set(loaded)]],
  };
  const words = outputWords(reading);
  const read = remember({ ...next, result: answered, answer: { ...answer, paste, putAside: undefined } }, 'answer', words, result.id);
  return {
    state: { ...read, notice: { tone: 'good', text: words } },
    effects: loaded.length > 0 ? refreshAll(read) : [{ kind: 'diagnose', request: againRequest(answered) }],
  };
}
