import { SEVERITIES, type Severity } from '../../engine/rule.js';
import { finish, type Steps } from '../../evidence/steps.js';
import type { ReadinessVerdict } from '../../findings/checks.js';
import type { CheckCount, PersonResult, Readiness } from '../../fixes/readiness.js';
import { number } from '../digits.js';
import type { Comparison } from './compare.js';
import { type Identity, identityOf } from './identity.js';
import { type OpenGroup, openGroups } from './missing.js';

/** A check that found people. */
export interface CauseView {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly confirmed: number;
  readonly possible: number;
  /** What to do, in one line. */
  readonly action: string;
}

/** One person, in short. */
export interface PersonView extends Identity {
  readonly position: number;
  readonly verdict: ReadinessVerdict;
  readonly person: PersonResult;
}

/** What of the result is shown. */
export interface ViewOptions {
  /** Verdicts to list people of; all without any. */
  readonly verdicts: readonly ReadinessVerdict[];
  /** Checks to list people of; all without any. */
  readonly checks: readonly string[];
  readonly comparison: Comparison | undefined;
}

/** The result of a readiness run as every format shows it. */
export interface ReadinessView {
  readonly readiness: Readiness;
  readonly headline: string;
  readonly causes: readonly CauseView[];
  readonly open: readonly OpenGroup[];
  /** Positions of the people to list: blocked first, as they stand in the data. */
  readonly order: readonly number[];
  /** What the list leaves out, in words; undefined where it is everyone. */
  readonly listed: string | undefined;
  readonly comparison: Comparison | undefined;
  readonly notes: readonly string[];
  person(position: number): PersonView;
}

const LIST_ORDER: readonly ReadinessVerdict[] = ['blocked', 'warnings', 'ready', 'not-known', 'no-move'];

export const VERDICT_WORDS: Readonly<Record<ReadinessVerdict, string>> = {
  blocked: 'blocked',
  warnings: 'ready with warnings',
  ready: 'ready',
  'no-move': 'nothing to move',
  'not-known': 'not known',
};

/** The verdicts to count: the worst first; what nobody has is told only where it says something. */
export function verdictsShown({ verdicts }: Readiness): readonly ReadinessVerdict[] {
  return (['blocked', 'warnings', 'ready', 'no-move', 'not-known'] as const).filter((one) => one !== 'not-known' || verdicts[one] > 0);
}

/** In: the result of a run, and what of it is wanted. Out: what every format shows. */
export function viewOf(readiness: Readiness, options: ViewOptions): ReadinessView {
  return finish(viewInSteps(readiness, options));
}

/** `viewOf`, a cause or a verdict at each step. */
export function* viewInSteps(readiness: Readiness, options: ViewOptions): Steps<ReadinessView> {
  const { verdicts, checks, comparison } = options;
  const order: number[] = [];
  for (const verdict of LIST_ORDER) {
    if (verdicts.length > 0 && !verdicts.includes(verdict)) continue;
    for (const position of readiness.select({ verdict })) order.push(position);
    yield;
  }
  const found = checks.length === 0 ? undefined : new Set(checks.flatMap((check) => readiness.select({ check })));
  const open = openGroups(readiness);
  yield;
  const causes = yield* causesOf(readiness);
  return {
    readiness,
    headline: headlineOf(readiness),
    causes,
    open,
    order: found === undefined ? order : order.filter((position) => found.has(position)),
    listed: listedWords(verdicts, checks),
    comparison,
    notes: readiness.notes,
    person: (position) => {
      const person = readiness.person(position);
      return { ...identityOf(person.subject), position, verdict: person.verdict, person };
    },
  };
}

function listedWords(verdicts: readonly ReadinessVerdict[], checks: readonly string[]): string | undefined {
  const parts = [
    ...(verdicts.length === 0 ? [] : [verdicts.map((verdict) => VERDICT_WORDS[verdict]).join(' or ')]),
    ...(checks.length === 0 ? [] : [`found by ${checks.join(' or ')}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

const are = (count: number): string => (count === 1 ? 'is' : 'are');

/** One sentence for somebody who has no time. */
function headlineOf({ verdicts, length, chosen, direction, isComplete, counts, organization }: Readiness): string {
  if (length === 0) return isComplete ? 'There is nobody to judge.' : 'The run was stopped before anybody was judged.';
  const where = direction === 'to-cloud' ? ' to Exchange Online' : direction === 'to-onprem' ? ' to on-premises' : '';
  const { ready, warnings, blocked } = verdicts;
  const parts = [
    `${number(ready)} can move${where} now`,
    ...(warnings > 0 ? [`${number(warnings)} can move, with warnings`] : []),
    ...(blocked > 0 ? [`${number(blocked)} ${are(blocked)} blocked until repaired`] : []),
    ...(verdicts['no-move'] > 0 ? [`${number(verdicts['no-move'])} ${verdicts['no-move'] === 1 ? 'has' : 'have'} no mailbox to move`] : []),
    ...(verdicts['not-known'] > 0 ? [`of ${number(verdicts['not-known'])} it is not known whether there is a mailbox to move`] : []),
  ];
  const last = parts.length > 1 ? `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}` : parts.join('');
  const stopped = isComplete ? '' : ` The run was stopped: ${number(chosen - length)} of ${number(chosen)} were not judged.`;
  const open = counts.filter((count) => count.open > 0).length + organization.open.length;
  const doubt = open === 0 ? '' : ` ${number(open)} ${open === 1 ? 'check' : 'checks'} could not be decided, for want of data.`;
  return `Of ${number(length)} ${length === 1 ? 'recipient' : 'recipients'}, ${last}.${doubt}${stopped}`;
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

/** The checks that found people: severe before mild, then by how many; behind all of them what nobody has to repair. */
function* causesOf(readiness: Readiness): Steps<readonly CauseView[]> {
  const idle = new Set<string>();
  const causes: CauseView[] = [];
  for (const count of readiness.counts) {
    if (isIdle(count, readiness)) idle.add(count.check.id);
    if (count.firstFound >= 0) causes.push(causeOf(count, readiness));
    yield;
  }
  return causes.sort(
    (a, b) =>
      Number(idle.has(a.id)) - Number(idle.has(b.id)) ||
      rank(a.severity) - rank(b.severity) ||
      b.confirmed + b.possible - (a.confirmed + a.possible) ||
      (a.id < b.id ? -1 : 1),
  );
}

/** True for a state that is as it should be, of objects that do not move: the groups and accounts that a domain brings along are some fifty. */
function isIdle({ check, firstFound, confirmed, possible }: CheckCount, readiness: Readiness): boolean {
  if (firstFound < 0 || readiness.ruleSet.rule(check.id)?.repairBy !== 'nobody') return false;
  return readiness.select({ verdict: 'no-move', check: check.id }).length === confirmed + possible;
}

function causeOf({ check, confirmed, possible, firstFound }: CheckCount, readiness: Readiness): CauseView {
  const finding = readiness.findings(firstFound).find(({ ruleId }) => ruleId === check.id);
  const step = readiness.plan(firstFound).steps.find((one) => one.finding === check.id);
  const fix = finding?.causes.filter(({ status }) => status !== 'ruled-out').flatMap(({ fixes }) => fixes)[0];
  const title = step?.title ?? (fix === undefined ? undefined : readiness.ruleSet.fix(fix)?.title);
  return {
    id: check.id,
    title: finding?.title ?? readiness.ruleSet.rule(check.id)?.title ?? check.id,
    severity: check.severity,
    confirmed,
    possible,
    action: title ?? firstSentence(finding?.why ?? '') ?? `crossprem rules show ${check.id}`,
  };
}

function firstSentence(text: string): string | undefined {
  const sentence = /^.{1,300}?[.](?=\s|$)/.exec(text)?.[0];
  return sentence === undefined || sentence === '' ? undefined : sentence;
}

/** Findings of a person by how bad they are: the worst first. */
export function worstFirst(hits: PersonResult['hits']): PersonResult['hits'] {
  return [...hits].sort((a, b) => rank(a.check.severity) - rank(b.check.severity) || a.check.index - b.check.index);
}
