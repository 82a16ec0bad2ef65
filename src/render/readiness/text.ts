import { READINESS_VERDICTS } from '../../findings/checks.js';
import type { Finding } from '../../findings/finding.js';
import { number } from '../digits.js';
import { type Paint, wrap } from '../lines.js';
import { printable, visible } from '../printable.js';
import { SHELL_NAMES } from '../text.js';
import type { Comparison } from './compare.js';
import type { OpenGroup } from './missing.js';
import { type CauseView, type PersonView, type ReadinessView, VERDICT_WORDS, verdictsShown, worstFirst } from './view.js';

export interface ReadinessTextOptions {
  readonly paint: Paint;
  readonly width: number;
  /** Everyone, every check and every note; else the longest lists are cut, and what was cut is counted. */
  readonly isVerbose: boolean;
}

const MOST_PEOPLE = 20;
const MOST_CAUSES = 25;
const MOST_CHECKS = 6;
const MOST_NOTES = 20;
const MOST_CHANGED = 20;
const MOST_COMMANDS = 5;
const MOST_OPEN = 4;

/** In: the result of a run. Out: the report for a terminal, ending in a line end. Nothing of a stranger reaches it unfiltered. */
export function* readinessText(view: ReadinessView, options: ReadinessTextOptions): Generator<string, void, void> {
  const { paint, width } = options;
  const block = (lines: readonly string[]): string => (lines.length === 0 ? '' : `${lines.join('\n')}\n\n`);
  yield block(wrap(view.headline, width, 0).map((line) => paint('strong', line)));
  yield block(verdictLines(view, options));
  if (view.comparison !== undefined) yield block(comparisonLines(view.comparison, options));
  yield block(organizationLines(view, options));
  yield block(causeLines(view.causes, options));
  yield* peopleLines(view, options);
  yield block(openLines(view.open, options));
  yield noteLines(view.notes, options);
}

function verdictLines({ readiness }: ReadinessView, { paint }: ReadinessTextOptions): readonly string[] {
  const longest = Math.max(1, ...READINESS_VERDICTS.map((verdict) => readiness.verdicts[verdict]));
  const digits = number(longest).length;
  return verdictsShown(readiness).map((verdict) => {
    const count = readiness.verdicts[verdict];
    const bar = '#'.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / longest) * 30)));
    return `  ${VERDICT_WORDS[verdict].padEnd(20)}${number(count).padStart(digits)}  ${paint('dim', bar)}`.trimEnd();
  });
}

function comparisonLines(comparison: Comparison, { paint, width, isVerbose }: ReadinessTextOptions): readonly string[] {
  const { fixed, same, undecided, gone, added, changed, checks, notes } = comparison;
  const lines = [
    paint('strong', 'Since the earlier result'),
    `  ${number(fixed)} findings fixed, ${number(comparison.new)} new, ${number(same)} still there${undecided > 0 ? `, ${number(undecided)} not decided this time` : ''}`,
  ];
  if (gone + added > 0) lines.push(`  ${number(added)} people were not in it, ${number(gone)} of its people are not in this run`);
  const moved = checks.filter((one) => one.fixed + one.new > 0);
  for (const one of isVerbose ? moved : moved.slice(0, MOST_CAUSES)) lines.push(`  ${signed(one)}  ${one.id}`);
  const shown = isVerbose ? changed : changed.slice(0, MOST_CHANGED);
  for (const person of shown) {
    const verdict = person.was === person.now ? person.now : `${printable(person.was)} -> ${person.now}`;
    lines.push(`  ${printable(person.name)}  ${paint('dim', printable(person.id))}  ${verdict}`);
    if (person.fixed.length > 0) lines.push(...wrap(`      fixed  ${person.fixed.map(printable).join(', ')}`, width, 13));
    if (person.new.length > 0) lines.push(...wrap(`      new    ${person.new.join(', ')}`, width, 13));
  }
  if (shown.length < changed.length)
    lines.push(paint('dim', `  and ${number(changed.length - shown.length)} more people with a change: --verbose shows them`));
  for (const note of notes) lines.push(...wrap(`  ${printable(note)}`, width, 2));
  return lines;
}

const signed = (one: { readonly fixed: number; readonly new: number; readonly same: number }): string =>
  `${`-${number(one.fixed)}`.padStart(6)} ${`+${number(one.new)}`.padStart(6)} ${`=${number(one.same)}`.padStart(6)}`;

function organizationLines(view: ReadinessView, options: ReadinessTextOptions): readonly string[] {
  const { findings } = view.readiness.organization;
  if (findings.length === 0) return [];
  return [options.paint('strong', 'The organization'), ...findings.flatMap((finding) => organizationFinding(finding, options))];
}

function organizationFinding(finding: Finding, { paint, width }: ReadinessTextOptions): readonly string[] {
  const doubt = finding.status === 'possible' ? ' (possible)' : '';
  const lines = [`  ${paint('severity', finding.severity.padEnd(7))}  ${paint('id', finding.ruleId)}${doubt}`];
  lines.push(...wrap(`           ${finding.title}.`, width, 11));
  for (const evidence of finding.evidence.slice(0, 2)) {
    const text = `${evidence.path === undefined ? '' : `${printable(evidence.path)} = `}${visible(evidence.text).slice(0, 300)}`;
    lines.push(...wrap(`           | ${text}`, width, 13).map((line) => paint('quote', line)));
  }
  lines.push(...wrap(`           ${finding.why}`, width, 11));
  return lines;
}

function causeLines(causes: readonly CauseView[], options: ReadinessTextOptions): readonly string[] {
  const { paint, width, isVerbose } = options;
  if (causes.length === 0) return [];
  const shown = isVerbose ? causes : causes.slice(0, MOST_CAUSES);
  const lines = [paint('strong', 'What was found, and what to do')];
  for (const cause of shown) {
    const doubt = cause.possible === 0 ? '' : cause.confirmed === 0 ? ' (possible)' : `, ${number(cause.possible)} of them possible`;
    lines.push(
      `  ${paint('severity', cause.severity.padEnd(7))}  ${number(cause.confirmed + cause.possible).padStart(5)}${doubt}  ${paint('id', cause.id)}`,
      ...wrap(`           ${cause.title}.`, width, 11),
      ...wrap(`           Do: ${cause.action}`, width, 15).map((line) => paint('dim', line)),
    );
  }
  if (shown.length < causes.length) lines.push(paint('dim', `  and ${causes.length - shown.length} more: --verbose shows them`));
  return lines;
}

function* peopleLines(view: ReadinessView, options: ReadinessTextOptions): Generator<string, void, void> {
  const { paint, isVerbose } = options;
  const { order, listed } = view;
  if (order.length === 0) {
    if (listed !== undefined && view.readiness.length > 0) yield `Nobody is ${listed}.\n\n`;
    return;
  }
  yield `${paint('strong', listed === undefined ? 'People' : `People: ${listed}`)}\n`;
  // Without --verbose nobody reads that all is well with a thousand people.
  const worth = isVerbose || listed !== undefined ? order : order.filter((position) => isWorth(view.readiness.person(position)));
  const shown = isVerbose ? worth : worth.slice(0, MOST_PEOPLE);
  for (const position of shown) yield `${personLines(view.person(position), view, options).join('\n')}\n`;
  const rest = order.length - shown.length;
  if (rest > 0)
    yield `${paint('dim', `  and ${number(rest)} more: --verbose shows everyone, --verdict blocked only those, --format csv one row for each`)}\n`;
  yield '\n';
}

const isWorth = ({ verdict }: Pick<PersonView, 'verdict'>): boolean => verdict === 'blocked' || verdict === 'warnings';

function personLines(person: PersonView, view: ReadinessView, { paint, width, isVerbose }: ReadinessTextOptions): readonly string[] {
  const name = person.name === person.id ? '' : `${printable(person.name)}  `;
  const lines = [`  ${VERDICT_WORDS[person.verdict].padEnd(19)}  ${paint('strong', `${name}${printable(person.id)}`)}`];
  const hits = worstFirst(person.person.hits);
  const named = isVerbose ? hits : hits.slice(0, MOST_CHECKS);
  if (named.length > 0) {
    const list = named.map(({ check, status }) => `${check.severity} ${check.id}${status === 'possible' ? ' (possible)' : ''}`);
    const more = named.length < hits.length ? `, and ${hits.length - named.length} more` : '';
    lines.push(...wrap(`      ${list.join(', ')}${more}`, width, 6));
    const [first] = view.readiness.plan(person.position).steps;
    if (first !== undefined) lines.push(...wrap(`      First: ${first.title}`, width, 13).map((line) => paint('dim', line)));
  }
  const { open } = person.person;
  if (open.length > 0 && isVerbose)
    lines.push(...wrap(`      not decided: ${open.map(({ id }) => id).join(', ')}`, width, 6).map((line) => paint('dim', line)));
  return lines;
}

function openLines(groups: readonly OpenGroup[], options: ReadinessTextOptions): readonly string[] {
  if (groups.length === 0) return [];
  const { paint, width, isVerbose } = options;
  const lines = [paint('strong', 'Not decided, for want of data')];
  for (const group of groups) {
    const checks = isVerbose ? group.checks : group.checks.slice(0, MOST_OPEN);
    const names = checks.map(({ check }) => check.id).join(', ');
    const more = checks.length < group.checks.length ? `, and ${group.checks.length - checks.length} more` : '';
    const people = group.people === 0 ? 'about the organization' : `for up to ${number(group.people)} people`;
    lines.push(...wrap(`  ${group.source}: ${group.checks.length} ${group.checks.length === 1 ? 'check' : 'checks'}, ${people}`, width, 4));
    const what = isVerbose ? group.what : group.what.slice(0, MOST_OPEN);
    const rest = what.length < group.what.length ? `; and ${group.what.length - what.length} more` : '';
    lines.push(...wrap(`      not read: ${what.map(printable).join('; ')}${rest}`, width, 8));
    lines.push(...wrap(`      checks: ${names}${more}`, width, 8).map((line) => paint('dim', line)));
    lines.push(...commandLines(group, options));
    if (group.then !== '') lines.push(`      ${paint('dim', group.then)}`);
  }
  return lines;
}

function commandLines({ how }: OpenGroup, { paint, isVerbose }: ReadinessTextOptions): readonly string[] {
  const lines: string[] = [];
  let last = '';
  const shown = isVerbose ? how : how.slice(0, MOST_COMMANDS);
  for (const { shell, text } of shown) {
    if (shell !== last) lines.push(`      ${paint('dim', SHELL_NAMES[shell] ?? shell)}`);
    last = shell;
    lines.push(`        ${paint('command', printable(text))}`);
  }
  if (shown.length < how.length)
    lines.push(`      ${paint('dim', `and ${how.length - shown.length} more commands: --verbose shows them`)}`);
  return lines;
}

function noteLines(notes: readonly string[], { paint, width, isVerbose }: ReadinessTextOptions): string {
  const shown = isVerbose ? notes : notes.slice(0, MOST_NOTES);
  const lines = shown.flatMap((note) => wrap(`Note  ${printable(note)}`, width, 6));
  if (shown.length < notes.length) lines.push(paint('dim', `      and ${notes.length - shown.length} more notes: --verbose shows them`));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
