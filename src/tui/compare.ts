import type { CauseStatus, Finding } from '../findings/finding.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import { subjectName } from '../fixes/plan.js';
import { count } from './words.js';

const MOST_CHANGES = 6;

/** The rule and whom the text names: what stays the same while directory data and answers come in. */
function keyOf({ ruleId, subject: { hints } }: Finding): string {
  return `${ruleId} ${hints.guid ?? ''} ${hints.addresses.join(' ')}`;
}

export function isSameFinding(one: Finding, other: Finding): boolean {
  return keyOf(one) === keyOf(other);
}

/** A sentence of a title: with a full stop, unless it ends with a mark of its own. */
export function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/**
 * Sentences that say what one more answer, or more directory data, changed: causes by their titles, the most telling first, six at most.
 * Never empty: "nothing" is said too.
 */
export function describeChanges(before: Diagnosis, after: Diagnosis): readonly string[] {
  const previous = new Map(before.findings.map((finding) => [keyOf(finding), finding]));
  const current = new Map(after.findings.map((finding) => [keyOf(finding), finding]));
  const moved = [...current].flatMap(([key, finding]) => {
    const old = previous.get(key);
    return old === undefined ? [] : [{ finding, ...findingChanges(old, finding, after) }];
  });
  const changes = moved.flatMap(({ confirmed }) => confirmed);
  changes.push(...moved.flatMap(({ other }) => other));
  const told = moved.find(({ confirmed, other }) => confirmed.length + other.length > 0)?.finding;
  if (told !== undefined && isUndecided(told)) changes.push(openWords(told));
  for (const [key, finding] of current) if (!previous.has(key)) changes.push(`New finding: ${sentence(titleOf(finding, after))}`);
  for (const [key, finding] of previous) if (!current.has(key)) changes.push(`No longer found: ${sentence(titleOf(finding, before))}`);
  changes.push(...planChanges(before, after));
  if (changes.length === 0) return [unchangedWords(after)];
  const rest = changes.length - MOST_CHANGES + 1;
  return changes.length > MOST_CHANGES ? [...changes.slice(0, MOST_CHANGES - 1), `And ${count(rest, 'more change')}.`] : changes;
}

function isUndecided({ causes }: Finding): boolean {
  return causes.length > 0 && !causes.some((cause) => cause.status === 'confirmed');
}

/** The title of a finding; where several findings of a diagnosis have the same one, with whom it is about. */
function titleOf(finding: Finding, { findings }: Diagnosis): string {
  const title = finding.title === '' ? finding.ruleId : finding.title;
  const subject = findings.filter(({ ruleId }) => ruleId === finding.ruleId).length > 1 ? subjectName(finding) : '';
  return subject === '' ? title : `${subject}: ${title}`;
}

/** What is said where nothing changed. */
export function unchangedWords({ findings: [first] }: Diagnosis): string {
  const open = first?.causes.filter((cause) => cause.status === 'possible').length ?? 0;
  return `The verdict is as before${open === 0 ? '' : `: ${count(open, 'cause')} ${open === 1 ? 'is' : 'are'} still possible`}.`;
}

/** How many causes are left, as a sentence. */
export function openWords({ causes }: Finding): string {
  const open = causes.filter((cause) => cause.status === 'possible').length;
  return open === 0 ? 'No known cause is left.' : `${count(open, 'cause')} ${open === 1 ? 'is' : 'are'} still possible.`;
}

const FINDING_WORDS: Readonly<Record<Finding['status'], string>> = { confirmed: 'Seen for certain now', possible: 'Only possible now' };

interface FindingChanges {
  readonly confirmed: readonly string[];
  readonly other: readonly string[];
}

const MOST_TITLES = 2;

/** Confirmed causes one by one; of those that were ruled out or opened again the first by title, for there may be many. */
function findingChanges(old: Finding, finding: Finding, after: Diagnosis): FindingChanges {
  const was = new Map(old.causes.map((cause) => [cause.id, cause.status]));
  const moved = (to: CauseStatus) =>
    finding.causes.filter((cause) => cause.status === to && was.get(cause.id) !== to).map(({ id, title }) => (title === '' ? id : title));
  const status = old.status === finding.status ? [] : [`${FINDING_WORDS[finding.status]}: ${sentence(titleOf(finding, after))}`];
  const ruledOut = moved('ruled-out');
  const opened = moved('possible');
  return {
    confirmed: moved('confirmed').map((title) => `Confirmed now: ${sentence(title)}`),
    other: [
      ...(ruledOut.length > 0 ? [`Ruled out now${listTitles(ruledOut)}`] : []),
      ...(opened.length > 0 ? [`Possible again${listTitles(opened)}`] : []),
      ...status,
    ],
  };
}

/** ": This one." ", 5 causes: This one; that one; and 3 more." */
function listTitles(titles: readonly string[]): string {
  const shown = titles.length > MOST_TITLES + 1 ? titles.slice(0, MOST_TITLES) : titles;
  const rest = titles.length - shown.length;
  const number = titles.length === 1 ? '' : `, ${count(titles.length, 'cause')}`;
  return sentence(`${number}: ${[...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ')}`);
}

function planChanges(before: Diagnosis, after: Diagnosis): readonly string[] {
  const missingIn = ({ plan }: Diagnosis, other: Diagnosis): number =>
    plan.steps.filter((step) => !other.plan.steps.some(({ id, subject }) => id === step.id && subject === step.subject)).length;
  const added = missingIn(after, before);
  const removed = missingIn(before, after);
  return [
    ...(added > 0 ? [`${count(added, 'step')} of the fix ${added === 1 ? 'was' : 'were'} added.`] : []),
    ...(removed > 0 ? [`${count(removed, 'step')} of the fix ${removed === 1 ? 'is' : 'are'} gone.`] : []),
  ];
}
