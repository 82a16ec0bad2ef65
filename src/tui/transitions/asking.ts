import type { FactName } from '../../facts/fact.js';
import type { Finding } from '../../findings/finding.js';
import type { Question } from '../../findings/questions.js';
import { isSameFinding, openWords, sentence, unchangedWords } from '../compare.js';
import type { AnswerField, AnswerState, Outcome, ResultState, State } from '../model.js';
import { decidingQuestions, formFor, isDecided, openCauses, questionKey, questionsOf, shownFinding } from '../question.js';
import { count } from '../words.js';

/** Opens the conversation about the shown finding: with the marked question, else the best one that was not put aside. */
export function startAsking(state: State, result: ResultState): State {
  const item = result.item === undefined ? undefined : result.page.items[result.item];
  const number = result.given.length + result.skipped.size + 1;
  const best = item?.question === undefined ? firstQuestion(result) : { question: item.question, isAllSkipped: false };
  if (best === undefined) return state;
  const answer = { ...formFor(best.question, number), isAllSkipped: best.isAllSkipped };
  return { ...state, answer, screens: [...state.screens, 'answer'] };
}

interface Choice {
  readonly question: Question;
  readonly isAllSkipped: boolean;
}

function firstQuestion(result: ResultState): Choice | undefined {
  const finding = shownFinding(result);
  const { questions } = result.diagnosis;
  const own = finding === undefined ? undefined : bestQuestion(decidingQuestions(finding, questions), result.skipped);
  if (own !== undefined) return own;
  const related = finding === undefined ? [] : questionsOf(finding, questions);
  return bestQuestion(related.length > 0 ? related : questions, result.skipped);
}

/** The first that was not put aside; where all were, the first of them. */
export function bestQuestion(questions: readonly Question[], skipped: ReadonlySet<FactName>): Choice | undefined {
  const open = questions.find((question) => !skipped.has(questionKey(question)));
  const question = open ?? questions[0];
  return question === undefined ? undefined : { question, isAllSkipped: open === undefined };
}

/** Closes the conversation, whatever is open above it. */
export function leaveAsking(state: State): State {
  return { ...state, answer: undefined, screens: state.screens.filter((screen) => screen !== 'answer') };
}

/**
 * The conversation after a new diagnosis of its input: the next question while the finding is undecided, else back to the finding.
 * In: the states before and after it. Without a conversation the state stays.
 */
export function goOnAsking(before: State, after: State): State {
  const { answer, result } = after;
  if (answer === undefined) return after;
  if (result === undefined || before.result?.id !== result.id || !after.screens.includes('answer')) return leaveAsking(after);
  const old = shownFinding(before.result);
  const finding = shownFinding(result);
  const left = leaveAsking(withChanges(after, result, [...result.changes, ...readWords(answer)]));
  if (old === undefined || finding === undefined || !isSameFinding(old, finding))
    return say(left, 'good', old === undefined ? 'The diagnosis is another one now.' : `No longer found: ${sentence(old.title)}`);
  const confirmed = finding.causes.find((cause) => cause.status === 'confirmed');
  if (isDecided(old) && answer.wanted === undefined) return left;
  if (confirmed !== undefined) return say(left, 'good', `Confirmed: ${sentence(confirmed.title)}`);
  const open = decidingQuestions(finding, result.diagnosis.questions);
  const next = nextChoice(answer, result, open);
  return next === undefined
    ? say(left, 'caution', nothingLeft(finding))
    : { ...after, answer: askNext(answer, next, changesFor(answer, result, finding)) };
}

function say(state: State, tone: 'good' | 'caution', text: string): State {
  return { ...state, notice: { tone, text } };
}

function withChanges(state: State, result: ResultState, changes: readonly string[]): State {
  return { ...state, result: { ...result, changes, item: undefined, top: 0 } };
}

/** The question whose answer was taken back; the same one as long as it is open and nobody put it aside; else the best. */
function nextChoice(answer: AnswerState, { diagnosis, skipped }: ResultState, open: readonly Question[]): Choice | undefined {
  const wanted = diagnosis.questions.find((question) => questionKey(question) === answer.wanted);
  if (wanted !== undefined) return { question: wanted, isAllSkipped: false };
  const here = questionKey(answer.question);
  const same = open.find((question) => questionKey(question) === here && !skipped.has(here));
  return same === undefined ? bestQuestion(open, skipped) : { question: same, isAllSkipped: false };
}

/** How many causes are open stands above the question anyway, and of a paste what it leaves open. */
function changesFor({ paste, wanted }: AnswerState, { changes, diagnosis }: ResultState, finding: Finding): readonly string[] {
  const isTyped = paste === undefined && wanted === undefined;
  return changes.filter((change) => change !== openWords(finding) && (isTyped || change !== unchangedWords(diagnosis)));
}

function askNext(answer: AnswerState, { question, isAllSkipped }: Choice, changes: readonly string[]): AnswerState {
  const isSame = questionKey(question) === questionKey(answer.question);
  const number = isSame ? answer.number : Math.max(1, answer.number + (answer.wanted === undefined ? 1 : -1));
  const form = formFor(question, number);
  const typed = (field: AnswerField): AnswerField => ({
    ...field,
    value: isSame ? (answer.fields.find(({ fact }) => fact === field.fact)?.value ?? '') : '',
  });
  const here = answer.fields[answer.at]?.fact;
  const at = Math.max(0, isSame ? form.fields.findIndex(({ fact }) => fact === here) : 0);
  return { ...form, fields: form.fields.map(typed), at, isAllSkipped, changes, paste: answer.paste, copied: isSame ? answer.copied : 0 };
}

/** The honest end: why no question is left although nothing is proven. */
function nothingLeft(finding: Finding): string {
  const open = openCauses(finding).length;
  if (finding.causes.length > 0 && open === 0) return 'Every known cause is ruled out. Nothing is left to ask.';
  return open === 0
    ? 'Nothing is left to ask, and it stays possible.'
    : `Nothing is left to ask: ${count(open, 'cause')} ${open === 1 ? 'stays' : 'stay'} possible, and none is confirmed.`;
}

const MOST_VALUES = 3;

/** "Read from the paste: ExchangeGuid = …": what the last paste gave, for the page of the finding. */
function readWords({ paste }: AnswerState): readonly string[] {
  if (paste?.reading?.kind !== 'outputs') return [];
  const { seen, notes } = paste.reading;
  const shown = seen.slice(0, MOST_VALUES).map(({ name, value }) => `${name} = ${value.slice(0, 60)}`);
  const rest = seen.length > shown.length ? [`and ${count(seen.length - shown.length, 'more value')}`] : [];
  return [...(shown.length === 0 ? [] : [`Read from what was pasted: ${[...shown, ...rest].join(', ')}.`]), ...notes.slice(0, 1)];
}

/** Takes the last answer back; one that was pasted is unloaded, and what was put aside last is asked again. */
export function takeBack(state: State, result: ResultState): Outcome {
  // Behind another screen the conversation is not seen.
  const answer = state.screens.at(-1) === 'answer' ? state.answer : undefined;
  if (answer?.putAside !== undefined) return { state: askPutAside(state, result, answer, answer.putAside), effects: [] };
  const last = new Set(result.given.at(-1) ?? []);
  const [wanted] = last;
  if (wanted === undefined) return { state: say(state, 'caution', 'No answer was given yet.'), effects: [] };
  const answers = new Map([...result.answers].filter(([fact]) => !last.has(fact)));
  const skipped = without(result.skipped, wanted);
  const given = result.given.slice(0, -1);
  const paths = new Set(state.sources.filter(({ path, format }) => format === 'pasted' && last.has(path)).map(({ path }) => path));
  const { id, text, name } = result;
  const next: State = {
    ...say(state, 'good', 'The last answer is taken back.'),
    result: { ...result, answers, given, skipped },
    ...(answer === undefined ? {} : { answer: { ...answer, wanted, paste: undefined } }),
  };
  if (paths.size > 0) return { state: next, effects: [...paths].map((path) => ({ kind: 'unload', path })) };
  return { state: next, effects: [{ kind: 'diagnose', request: { id, text, name, answers, given, skipped, isAgain: true } }] };
}

function without(facts: ReadonlySet<FactName>, gone: FactName): ReadonlySet<FactName> {
  return new Set([...facts].filter((fact) => fact !== gone));
}

function askPutAside(state: State, result: ResultState, answer: AnswerState, key: FactName): State {
  const skipped = without(result.skipped, key);
  const question = result.diagnosis.questions.find((candidate) => questionKey(candidate) === key) ?? answer.question;
  return {
    ...say(state, 'good', 'Asked again.'),
    result: { ...result, skipped },
    answer: formFor(question, Math.max(1, answer.number - (answer.isAllSkipped ? 0 : 1))),
  };
}
