import { number } from '../digits.js';
import { code, escapeMarkdown, inCell } from '../markdown-text.js';
import { SHELL_NAMES } from '../text.js';
import type { Comparison } from './compare.js';
import type { OpenGroup } from './missing.js';
import { type PersonView, type ReadinessView, VERDICT_WORDS, verdictsShown, worstFirst } from './view.js';

const MOST_PEOPLE = 50;
const MOST_NOTES = 50;

/** The result for a ticket. Text of strangers stands in code spans or is escaped, so that it is no markup. `isVerbose`: everyone. */
export function* readinessMarkdown(view: ReadinessView, isVerbose: boolean): Generator<string, void, void> {
  const { readiness } = view;
  const block = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
  yield block(['# Readiness', '', `**${view.headline}**`, '', '| verdict | people |', '|---|---:|']);
  yield block([...verdictsShown(readiness).map((verdict) => `| ${VERDICT_WORDS[verdict]} | ${number(readiness.verdicts[verdict])} |`), '']);
  if (view.comparison !== undefined) yield block(comparisonLines(view.comparison));
  if (readiness.organization.findings.length > 0) {
    yield block(['## The organization', '']);
    for (const { severity, ruleId, title, why, status } of readiness.organization.findings)
      yield block([
        `- **${severity}** \`${ruleId}\`${status === 'possible' ? ' (possible)' : ''}: ${escapeMarkdown(title)}. ${escapeMarkdown(why)}`,
      ]);
    yield '\n';
  }
  if (view.causes.length > 0) {
    yield block(['## What was found', '', '| severity | people | check | what to do |', '|---|---:|---|---|']);
    for (const { severity, confirmed, possible, id, title, action } of view.causes)
      yield block([
        `| ${severity} | ${number(confirmed + possible)}${confirmed === 0 ? ' (possible)' : ''} | ${escapeMarkdown(title)} (\`${id}\`) | ${escapeMarkdown(action)} |`,
      ]);
    yield '\n';
  }
  yield* peopleTable(view, isVerbose);
  if (view.open.length > 0) yield block(openLines(view.open));
  if (view.notes.length > 0) {
    const shown = isVerbose ? view.notes : view.notes.slice(0, MOST_NOTES);
    const more = view.notes.length - shown.length;
    yield block(['## Notes', '', ...shown.map((note) => `- ${escapeMarkdown(note)}`), ...(more > 0 ? [`- and ${more} more`] : [])]);
  }
}

function* peopleTable(view: ReadinessView, isVerbose: boolean): Generator<string, void, void> {
  const { order, listed } = view;
  if (order.length === 0) return;
  yield `## People${listed === undefined ? '' : `: ${listed}`}\n\n| verdict | name | who | found | first repair |\n|---|---|---|---|---|\n`;
  const shown = isVerbose ? order : order.slice(0, MOST_PEOPLE);
  for (const position of shown) yield `${personRow(view.person(position), view)}\n`;
  const rest = order.length - shown.length;
  if (rest > 0) yield `\nAnd ${number(rest)} more: \`--verbose\` lists everyone, \`--format csv\` gives a row for each.\n`;
  yield '\n';
}

function personRow(person: PersonView, view: ReadinessView): string {
  const found = worstFirst(person.person.hits)
    .map(({ check, status }) => `${check.severity} \`${check.id}\`${status === 'possible' ? ' (possible)' : ''}`)
    .join('<br>');
  const first = person.person.hits.length === 0 ? undefined : view.readiness.plan(person.position).steps[0];
  return `| ${VERDICT_WORDS[person.verdict]} | ${inCell(code(person.name))} | ${inCell(code(person.id))} | ${found} | ${first === undefined ? '' : escapeMarkdown(first.title)} |`;
}

function comparisonLines({ fixed, same, undecided, gone, added, checks, changed, notes, new: fresh }: Comparison): readonly string[] {
  const lines = [
    '## Since the earlier result',
    '',
    `${number(fixed)} fixed, ${number(fresh)} new, ${number(same)} still there${undecided > 0 ? `, ${number(undecided)} not decided this time` : ''}. ${number(added)} people were not in it, ${number(gone)} of its people are not in this run.`,
    '',
    '| check | fixed | new | still there | not decided |',
    '|---|---:|---:|---:|---:|',
    ...checks.map((one) => `| ${escapeMarkdown(one.id)} | ${one.fixed} | ${one.new} | ${one.same} | ${one.undecided} |`),
    '',
  ];
  for (const person of changed.slice(0, MOST_PEOPLE)) {
    const parts = [
      ...(person.fixed.length > 0 ? [`fixed ${person.fixed.map(code).join(', ')}`] : []),
      ...(person.new.length > 0 ? [`new ${person.new.map(code).join(', ')}`] : []),
    ];
    lines.push(`- ${code(person.id)} (${escapeMarkdown(person.was)} to ${person.now}): ${parts.join('; ')}`);
  }
  if (changed.length > MOST_PEOPLE) lines.push(`- and ${number(changed.length - MOST_PEOPLE)} more people with a change`);
  return [...lines, ...(changed.length > 0 ? [''] : []), ...notes.flatMap((note) => [escapeMarkdown(note), ''])];
}

function openLines(groups: readonly OpenGroup[]): readonly string[] {
  const lines = ['## Not decided, for want of data', ''];
  for (const group of groups) {
    const people = group.people === 0 ? 'about the organization' : `for up to ${number(group.people)} people`;
    lines.push(
      `**${escapeMarkdown(group.source)}**: ${group.checks.length} checks, ${people} (${group.checks.map(({ check }) => `\`${check.id}\``).join(', ')})`,
      '',
      ...group.what.map((what) => `- ${escapeMarkdown(what)}`),
      '',
    );
    for (const { shell, text } of group.how) lines.push(`${SHELL_NAMES[shell] ?? shell}:`, '', '```powershell', text, '```', '');
    lines.push(escapeMarkdown(group.then), '');
  }
  return lines;
}
