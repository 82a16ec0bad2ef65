import type { CauseStatus, Finding } from '../findings/finding.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import { count, STATUS_WORDS } from './words.js';

const MOST_CHANGES = 6;

/** The rule and whom the text names: what stays the same while directory data and answers come in. */
function keyOf({ ruleId, subject: { hints } }: Finding): string {
  return `${ruleId} ${hints.guid ?? ''} ${hints.addresses.join(' ')}`;
}

export function isSameFinding(one: Finding, other: Finding): boolean {
  return keyOf(one) === keyOf(other);
}

/** Sentences that say what one more answer, or more directory data, changed. Never empty: "nothing" is said too. */
export function describeChanges(before: Diagnosis, after: Diagnosis): readonly string[] {
  const changes: string[] = [];
  const keyOf = (finding: Finding): string =>
    `${finding.ruleId} ${finding.subject.hints.guid ?? ''} ${finding.subject.hints.addresses.join(' ')}`;
  const previous = new Map(before.findings.map((finding) => [keyOf(finding), finding]));
  const current = new Map(after.findings.map((finding) => [keyOf(finding), finding]));
  for (const [key, finding] of current) {
    const old = previous.get(key);
    if (old === undefined) {
      changes.push(`New finding: ${finding.title}.`);
      continue;
    }
    if (old.status !== finding.status) changes.push(`${finding.ruleId} is ${finding.status} now; it was ${old.status}.`);
    changes.push(...causeChanges(old, finding));
  }
  for (const [key, finding] of previous) if (!current.has(key)) changes.push(`No longer found: ${finding.title}.`);
  const added = after.plan.steps.filter(
    (step) => !before.plan.steps.some((old) => old.id === step.id && old.subject === step.subject),
  ).length;
  const removed = before.plan.steps.filter(
    (step) => !after.plan.steps.some((old) => old.id === step.id && old.subject === step.subject),
  ).length;
  if (added > 0) changes.push(`${count(added, 'step')} of the fix ${added === 1 ? 'was' : 'were'} added.`);
  if (removed > 0) changes.push(`${count(removed, 'step')} of the fix ${removed === 1 ? 'is' : 'are'} gone.`);
  if (changes.length === 0) {
    const open = after.findings[0]?.causes.filter((cause) => cause.status === 'possible').length ?? 0;
    return [
      `The verdict is as before${open > 0 ? `: ${count(open, 'cause')} of the first finding ${open === 1 ? 'is' : 'are'} still possible` : ''}.`,
    ];
  }
  return changes.length > MOST_CHANGES ? [...changes.slice(0, MOST_CHANGES), `and ${changes.length - MOST_CHANGES} more.`] : changes;
}

/** Confirmed causes by title; what was ruled out or reopened as a number, for there may be many. */
function causeChanges(old: Finding, finding: Finding): readonly string[] {
  const was = new Map(old.causes.map((cause) => [cause.id, cause.status]));
  const moved = (to: CauseStatus) => finding.causes.filter((cause) => cause.status === to && was.get(cause.id) !== to);
  const changes = moved('confirmed').map((cause) => `Confirmed now: ${cause.title}.`);
  for (const status of ['ruled-out', 'possible'] as const) {
    const causes = moved(status);
    const [only] = causes;
    if (only !== undefined && causes.length === 1)
      changes.push(`${STATUS_WORDS[status] === 'possible' ? 'Possible' : 'Ruled out'} now: ${only.title}.`);
    else if (causes.length > 1)
      changes.push(`${causes.length} causes are ${STATUS_WORDS[status]} now: ${causes.map((cause) => cause.id).join(', ')}.`);
  }
  return changes;
}
