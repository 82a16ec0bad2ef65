import { factDefinition } from '../facts/catalog.js';
import type { FactName } from '../facts/fact.js';
import type { CauseFinding, Finding } from '../findings/finding.js';
import { openParts, type Question } from '../findings/questions.js';
import type { AnswerField, AnswerState, ResultState } from './model.js';

/** The questions that bear on a finding: its own, and those whose facts its open causes miss. Best first, as given. */
export function questionsOf(finding: Finding, questions: readonly Question[]): readonly Question[] {
  const deciding = new Set(decidingQuestions(finding, questions));
  return questions.filter((question) => question.finding === finding || deciding.has(question));
}

/** The questions whose answers decide causes of the finding, or the finding itself. Best first, as given. */
export function decidingQuestions(finding: Finding, questions: readonly Question[]): readonly Question[] {
  const missing = new Set([finding, ...openCauses(finding)].flatMap((part) => missingOf(part, finding)));
  return questions.filter((question) => question.facts.some((fact) => missing.has(fact)));
}

export function openCauses(finding: Finding): readonly CauseFinding[] {
  return finding.causes.filter((cause) => cause.status === 'possible');
}

/** The open causes that an answer to the question says something about. */
export function causesAskedFor(question: Question, finding: Finding): readonly CauseFinding[] {
  const facts = new Set(question.facts);
  return openCauses(finding).filter((cause) => missingOf(cause, finding).some((fact) => facts.has(fact)));
}

function missingOf({ missing }: Pick<Finding, 'missing'>, finding: Finding): readonly FactName[] {
  return missing.flatMap((fact) => openParts(fact, finding.facts));
}

/** `decided`: a cause is proven, or nothing about the finding is open. */
export function isDecided(finding: Finding): boolean {
  if (finding.causes.some((cause) => cause.status === 'confirmed')) return true;
  return openCauses(finding).length === 0 && finding.status === 'confirmed';
}

/** The finding that is looked at. */
export function shownFinding({ diagnosis, selected }: Pick<ResultState, 'diagnosis' | 'selected'>): Finding | undefined {
  return diagnosis.findings[selected];
}

/** Names a question for as long as it is asked: the facts that are open of it become fewer. */
export function questionKey({ asked }: Question): FactName {
  return asked.name;
}

/** An empty form: one line for the question, or one for each fact that its command answers. Facts that are lists cannot be stated. */
export function formFor(question: Question, number = 1): AnswerState {
  const { asked, facts } = question;
  const names: readonly FactName[] = facts.includes(asked.name) ? [asked.name, ...facts.filter((fact) => fact !== asked.name)] : facts;
  const fields = names.flatMap((fact): readonly AnswerField[] => {
    const definition = factDefinition(fact);
    if (definition?.type === 'list') return [];
    const known = definition?.type ?? asked.type;
    const type = known === 'guid' ? 'text' : known;
    const title = definition === undefined || (names.length === 1 && fact === asked.name) ? question.text : definition.title;
    return [{ fact, title, type, value: '' }];
  });
  return {
    question,
    fields: fields.length > 0 ? fields : [{ fact: asked.name, title: question.text, type: asked.type, value: '' }],
    at: 0,
    number,
    isAllSkipped: false,
    top: 0,
    copied: 0,
  };
}

/** Letters go into the line of the form that the cursor is in. */
export function isTyping({ fields, at, isAllSkipped }: AnswerState): boolean {
  const field = fields[at];
  return !isAllSkipped && field !== undefined && field.type !== 'boolean';
}

/** The question takes yes or no and nothing else. */
export function isYesNo({ fields }: AnswerState): boolean {
  return fields.length === 1 && fields[0]?.type === 'boolean';
}

const GUID = /^\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?$/i;

/** In: a typed value. Out: the answer, undefined for one left open, or why it is none. */
export function readField({
  type,
  value,
}: AnswerField): { readonly value: string | number | boolean | undefined } | { readonly problem: string } {
  const text = value.trim();
  if (text === '') return { value: undefined };
  if (type === 'text') return { value: GUID.test(text) ? text.replace(/[{}]/g, '').toLowerCase() : text };
  if (type === 'boolean') {
    if (/^(?:y|yes|true)$/i.test(text)) return { value: true };
    if (/^(?:n|no|false)$/i.test(text)) return { value: false };
    return { problem: `"${text}" is not yes or no.` };
  }
  const number = Number(text);
  return Number.isFinite(number) ? { value: number } : { problem: `"${text}" is not a number.` };
}
