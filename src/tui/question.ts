import { factDefinition } from '../facts/catalog.js';
import type { FactName } from '../facts/fact.js';
import type { Finding } from '../findings/finding.js';
import type { Question } from '../findings/questions.js';
import type { AnswerField, AnswerState } from './model.js';

/** The questions that bear on a finding: its own, and those whose facts its open causes miss. Best first, as given. */
export function questionsOf(finding: Finding, questions: readonly Question[]): readonly Question[] {
  const missing = new Set(finding.causes.filter((cause) => cause.status === 'possible').flatMap((cause) => cause.missing));
  return questions.filter((question) => question.finding === finding || question.facts.some((fact) => missing.has(fact)));
}

/** An empty form: one line for the question, or one for each fact that its command answers. Facts that are lists cannot be stated. */
export function formFor(question: Question): AnswerState {
  const { asked, facts } = question;
  const names: readonly FactName[] = facts.includes(asked.name) ? [asked.name, ...facts.filter((fact) => fact !== asked.name)] : facts;
  const fields = names.flatMap((fact): readonly AnswerField[] => {
    const definition = factDefinition(fact);
    if (definition?.type === 'list') return [];
    const known = definition?.type ?? asked.type;
    const type = known === 'guid' ? 'text' : known;
    const title = names.length === 1 || definition === undefined ? question.text : definition.title;
    return [{ fact, title, type, value: '' }];
  });
  return {
    question,
    fields: fields.length > 0 ? fields : [{ fact: asked.name, title: question.text, type: asked.type, value: '' }],
    at: 0,
  };
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
