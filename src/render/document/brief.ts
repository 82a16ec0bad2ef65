import type { SavedFinding, SavedReport, SavedStep } from '../../parse/report-schema.js';
import { number } from '../readiness/view.js';
import type { Pair } from './document.js';

const MOST_NAMED = 3;

/** For who has half a minute: whom it is about, what is to be done, and what is not known. Nothing for a report without findings. */
export function briefOf({ findings, plan, questions }: SavedReport): readonly Pair[] {
  if (findings.length === 0) return [];
  const who = new Set(findings.flatMap(({ subject }) => (subject === undefined || subject.id === '' ? [] : [subject.id])));
  return [
    ...(who.size === 0 ? [] : [['About', some([...who], ', ')] as const]),
    ['To do', toDo(plan, questions.length)],
    ...(findings.some(({ causes }) => causes.length > 0) ? [['Not known', notKnown(findings, questions[0]?.question)] as const] : []),
  ];
}

function some(all: readonly string[], between: string): string {
  const rest = all.length - MOST_NAMED;
  return `${all.slice(0, MOST_NAMED).join(between)}${rest > 0 ? ` and ${number(rest)} more` : ''}`;
}

function toDo(plan: readonly SavedStep[], questions: number): string {
  const steps = [...new Set(plan.map(({ title }) => title))];
  if (steps.length > 0) return some(steps.length === 1 ? steps : steps.map((title, index) => `${index + 1}. ${title}`), '; ');
  return questions > 0
    ? 'First answer the questions below: they decide what the repair is.'
    : 'No commands for this are known; the findings say why.';
}

/** A finding is decided when it is no guess, and its cause, where it has several, is confirmed. */
function isDecided({ status, causes }: SavedFinding): boolean {
  return status !== 'possible' && (causes.length === 0 || causes.some((cause) => cause.status === 'confirmed'));
}

function notKnown(findings: readonly SavedFinding[], first: string | undefined): string {
  const open = findings.filter((finding) => !isDecided(finding)).length;
  if (open === 0)
    return findings.length === 1
      ? 'Nothing that would change the cause: the data that was given confirms it.'
      : 'Nothing that would change a cause: the data that was given confirms each of them.';
  const which =
    findings.length === 1
      ? 'The cause is not decided yet.'
      : `The cause of ${number(open)} of ${number(findings.length)} findings is not decided yet.`;
  return first === undefined ? which : `${which} The question that tells most: ${first}`;
}
