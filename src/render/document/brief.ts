import type { SavedFinding, SavedReport, SavedStep } from '../../parse/report-schema.js';
import { number } from '../digits.js';
import { type Brief, counted, type Line, type Section } from './document.js';

const MOST_NAMED = 3;
const MOST_STEPS = 6;
/** So few are counted at a glance. */
const FOUND_FROM = 3;
const SEVERITIES = ['blocker', 'error', 'warning'] as const;

/** For who has half a minute: whom it is about, what is to be done, and what is not known. Nothing for a report without findings. */
export function briefOf({ findings, plan, questions }: SavedReport, sections: readonly Section[]): readonly Brief[] {
  if (findings.length === 0) return [];
  return [
    ...(findings.length >= FOUND_FROM ? [found(findings)] : []),
    ...about(findings),
    toDo(plan, questions.length, sections),
    ...(hasCauses(findings) ? [{ name: 'Not known', lines: [notKnown(findings, questions[0]?.question)] }] : []),
  ];
}

/** Of several inputs: how bad it is, what comes back most often, whom it is about, and how much is not decided. */
export function briefOfMany(findings: readonly SavedFinding[]): readonly Brief[] {
  if (findings.length === 0) return [];
  const often = mostOften(findings);
  return [
    found(findings),
    ...(often === undefined ? [] : [{ name: 'Most often', lines: [often] }]),
    ...about(findings),
    ...(hasCauses(findings) ? [{ name: 'Not known', lines: [notKnown(findings, undefined)] }] : []),
  ];
}

function found(findings: readonly SavedFinding[]): Brief {
  const count = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  const info = findings.length - SEVERITIES.reduce((sum, severity) => sum + count(severity), 0);
  const words = [counted(SEVERITIES.map((severity) => [count(severity), severity] as const)), info === 0 ? '' : `${number(info)} info`];
  return { name: 'Found', lines: [words.filter((word) => word !== '').join(', ')] };
}

function mostOften(findings: readonly SavedFinding[]): string | undefined {
  const titles = new Map<string, number>();
  for (const { title } of findings) titles.set(title, (titles.get(title) ?? 0) + 1);
  const [first] = [...titles].sort(([, a], [, b]) => b - a);
  return first === undefined || first[1] === 1 || titles.size === 1 ? undefined : `${first[0]} (${number(first[1])} times)`;
}

const hasCauses = (findings: readonly SavedFinding[]): boolean => findings.some(({ causes }) => causes.length > 0);

function about(findings: readonly SavedFinding[]): readonly Brief[] {
  const all = [...new Set(findings.flatMap(({ subject }) => (subject === undefined || subject.id === '' ? [] : [subject.id])))];
  if (all.length === 0) return [];
  const rest = all.length - MOST_NAMED;
  return [{ name: 'About', lines: [`${all.slice(0, MOST_NAMED).join(', ')}${rest > 0 ? ` and ${number(rest)} more` : ''}`] }];
}

/** The steps in their order, each leading to where it stands. */
function toDo(plan: readonly SavedStep[], questions: number, sections: readonly Section[]): Brief {
  const name = 'To do';
  const titles = [...new Set(plan.map(({ title }) => title))];
  const none =
    questions > 0
      ? 'First answer the questions below: they decide what the repair is.'
      : 'No commands for this are known; the findings say why.';
  if (titles.length === 0) return { name, lines: [none] };
  const anchors = new Map(stepsIn(sections).map(({ title, anchor }) => [title, anchor]));
  const lines = titles.slice(0, MOST_STEPS).map((title): Line => {
    const anchor = anchors.get(title);
    return anchor === undefined ? title : [{ kind: 'jump', text: title, anchor }];
  });
  return { name, lines, more: titles.length > MOST_STEPS ? `and ${number(titles.length - MOST_STEPS)} more` : undefined };
}

/** Steps that can be led to, the first of a title last, so that a map keeps it. */
function stepsIn(sections: readonly Section[]): readonly { readonly title: string; readonly anchor: string }[] {
  const found: { title: string; anchor: string }[] = [];
  const look = (all: readonly Section[]): void => {
    for (const { kind, title, anchor, sections: inner } of all) {
      if (kind === 'step' && anchor !== undefined) found.push({ title, anchor });
      look(inner ?? []);
    }
  };
  look(sections);
  return found.reverse();
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
