import type { Evidence } from '../evidence/evidence.js';
import type { SyncChange } from '../sync/apply.js';
import type { Quarantined, SyncMissing, SyncOutcome, SyncResult, SyncStep } from '../sync/result.js';
import { wrap } from './lines.js';
import { code, escapeMarkdown } from './markdown-text.js';
import type { MatchView, MatchViewOfOne } from './match-view.js';
import { printable } from './printable.js';

/** A cycle for one object, as `--format json` and `batch` print it. */
export interface JsonMatch {
  readonly schema: 'crossprem/match/1';
  readonly object: string;
  readonly type: string;
  readonly outcome: SyncOutcome;
  readonly with: string | null;
  readonly why: string;
  readonly isCertain: boolean;
  readonly missing: readonly SyncMissing[];
  readonly candidate: string | null;
  readonly conflict: string | null;
  readonly surfaceError: string | null;
  readonly errorText: string | null;
  readonly anchor: string | null;
  readonly quarantined: readonly Quarantined[];
  readonly resultUpn: string | null;
  readonly also: readonly string[];
  readonly steps: readonly SyncStep[];
  readonly changes: readonly JsonChange[];
  readonly lost: readonly string[];
  readonly next: readonly string[];
  readonly whatIf?: { readonly assignments: readonly string[]; readonly before: JsonMatch };
}

/** `from` is left out where it was not read. */
export interface JsonChange {
  readonly object: string;
  readonly attribute: string;
  readonly from?: string | readonly string[] | null;
  readonly to: string | readonly string[] | null;
}

export function matchJson({ result, changes, lost, next, whatIf }: MatchViewOfOne): JsonMatch {
  return {
    schema: 'crossprem/match/1',
    object: result.label,
    type: result.type,
    outcome: result.outcome,
    with: result.with ?? null,
    why: result.why,
    isCertain: result.isCertain,
    missing: result.missing,
    candidate: result.candidate ?? null,
    conflict: result.conflict ?? null,
    surfaceError: result.surfaceError ?? null,
    errorText: result.errorText ?? null,
    anchor: result.anchor ?? null,
    quarantined: result.quarantined,
    resultUpn: result.resultUpn ?? null,
    also: result.also,
    steps: result.steps,
    changes: changes.map(({ object, attribute, from, to }) => ({ object, attribute, ...(from === undefined ? {} : { from }), to })),
    lost,
    next,
    ...(whatIf === undefined ? {} : { whatIf: { assignments: whatIf.assignments, before: matchJson(whatIf.before) } }),
  };
}

/** One row of the table of all objects. */
export interface JsonMatchRow {
  readonly object: string;
  readonly type: string;
  readonly outcome: SyncOutcome;
  readonly with: string | null;
  readonly isCertain: boolean;
  readonly why: string;
}

export function matchRows(results: readonly SyncResult[]): readonly JsonMatchRow[] {
  return results.map(({ label, type, outcome, with: id, isCertain, why }) => ({
    object: label,
    type,
    outcome,
    with: id ?? null,
    isCertain,
    why,
  }));
}

/** The answer for a terminal, ending in a line end. Values and evidence are never wrapped, so that they can be copied. */
export function matchText(view: MatchView, notes: readonly string[] = [], width = 100): string {
  const lines = view.kind === 'all' ? allLines(view.results) : [...oneLines(view, width), ...whatIfLines(view, width)];
  for (const note of notes) lines.push(...wrap(`Note: ${printable(note)}`, width, 0));
  return `${lines.join('\n')}\n`;
}

const TYPES = { user: 'user', group: 'group', contact: 'contact', other: 'object' } as const;

function oneLines({ result, changes, lost, next }: MatchViewOfOne, width: number): string[] {
  const prose = (text: string, indent = 0): readonly string[] => wrap(' '.repeat(indent) + printable(text), width, indent);
  const whole = (text: string, indent: number): string => ' '.repeat(indent) + printable(text);
  const items = (texts: readonly string[]): readonly string[] => texts.flatMap((one) => wrap(`  - ${printable(one)}`, width, 4));
  const lines = [`One synchronization cycle for the ${TYPES[result.type]} ${printable(result.label)}`, '', whole(outcomeLine(result), 2)];
  lines.push(...prose(result.why), '');
  result.steps.forEach(({ stage, looked, found, evidence }, index) => {
    lines.push(whole(`${index + 1}. ${stage}: ${looked}`, 2), ...prose(found, 5));
    for (const item of shownEvidence(evidence)) lines.push(whole(`| ${item}`, 5));
  });
  if (result.also.length > 0) lines.push('', 'Also:', ...items(result.also));
  if (changes.length > 0) lines.push('', 'What the cycle changes in the cloud:', ...changes.map((change) => whole(changeLine(change), 2)));
  if (lost.length > 0) lines.push(...prose(`The cloud object loses ${listed(lost)}: on-premises has no such value.`));
  if (result.missing.length > 0) lines.push('', 'To be certain:');
  for (const { what, how } of result.missing) lines.push(...prose(what, 2), whole(how, 5));
  if (next.length > 0) lines.push('', 'Next:', ...items(next));
  return lines;
}

/** The outcome in one line: its name, with whom, what withholds it. */
export function outcomeLine({ outcome, with: id, conflict, surfaceError, quarantined, isCertain }: SyncResult): string {
  const parts = [
    ...(id === undefined ? [] : [`with ${id}`]),
    ...(conflict === undefined ? [] : [`conflict ${conflict}`]),
    ...(surfaceError === undefined ? [] : [`Connect shows ${surfaceError}`]),
    ...(quarantined.length === 0 ? [] : [`withheld: ${listed(quarantined.map(({ value }) => value))}`]),
  ];
  const sure = isCertain || outcome === 'undecided' ? '' : ' (not certain)';
  return `${outcome}${sure}${parts.length === 0 ? '' : `, ${parts.join(', ')}`}`;
}

const LISTED = 5;

function listed(values: readonly string[]): string {
  const rest = values.length - LISTED;
  return `${values.slice(0, LISTED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function changeLine({ object, attribute, from, to }: SyncChange): string {
  return `${object} ${attribute}: ${valueText(from)} -> ${valueText(to)}`;
}

function valueText(value: string | readonly string[] | null | undefined): string {
  if (value === undefined) return 'not read';
  if (value === null) return 'not set';
  return typeof value === 'string' ? value.slice(0, 500) : listed(value.map((one) => one.slice(0, 500)));
}

const SHOWN_EVIDENCE = 4;

function shownEvidence(evidence: readonly Evidence[]): readonly string[] {
  const texts = evidence.map(({ source, file, line, path, text }) => {
    const place = file === undefined ? source : `${file}${line === undefined ? '' : `:${line}`}`;
    return `${place}${path === undefined ? '' : `, ${path}`}: ${text.slice(0, 300)}`;
  });
  return [...new Set(texts)].slice(0, SHOWN_EVIDENCE);
}

function whatIfLines({ result, changes, whatIf }: MatchViewOfOne, width: number): readonly string[] {
  if (whatIf === undefined) return [];
  const lines = ['', 'What was assumed:', ...whatIf.assignments.map((words) => `  ${printable(words)}`)];
  lines.push(`Without it:  ${printable(outcomeLine(whatIf.before.result))}`, `With it:     ${printable(outcomeLine(result))}`);
  const differs = differences(whatIf.before, { result, changes });
  lines.push(
    ...(differs.length === 0
      ? ['Nothing differs.']
      : ['What differs:', ...differs.flatMap((one) => wrap(`  - ${printable(one)}`, width, 4))]),
  );
  return lines;
}

type Compared = Pick<MatchViewOfOne, 'result' | 'changes'>;

/** What another outcome changes, one sentence each. */
export function differences(before: Compared, after: Compared): readonly string[] {
  const [a, b] = [before.result, after.result];
  const found: string[] = [];
  const compare = (name: string, left: string | undefined, right: string | undefined): void => {
    if (left !== right) found.push(`${name}: ${left ?? 'none'} -> ${right ?? 'none'}`);
  };
  compare('outcome', a.outcome, b.outcome);
  compare('taken over', a.with, b.with);
  compare('source anchor', a.anchor, b.anchor);
  compare('conflict', a.conflict, b.conflict);
  compare('cloud UPN', a.resultUpn, b.resultUpn);
  compare('withheld', withheld(a), withheld(b));
  // Where only one of the two writes, its changes are listed above.
  if (before.changes.length === 0 || after.changes.length === 0) return found;
  const [left, right] = [before, after].map(({ changes }) => new Map(changes.map((change) => [change.attribute, valueText(change.to)])));
  for (const attribute of new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])) {
    if (left?.get(attribute) !== right?.get(attribute))
      found.push(`${attribute} in the cloud: ${left?.get(attribute) ?? 'unchanged'} -> ${right?.get(attribute) ?? 'unchanged'}`);
  }
  return found;
}

const withheld = ({ quarantined }: SyncResult): string | undefined =>
  quarantined.length === 0 ? undefined : listed(quarantined.map(({ value }) => value));

function allLines(results: readonly SyncResult[]): string[] {
  const width = Math.min(60, Math.max(6, ...results.map(({ outcome, isCertain }) => outcome.length + (isCertain ? 0 : 2))));
  const lines = [`One synchronization cycle for ${results.length} on-premises objects`, ''];
  for (const { label, type, outcome, isCertain, why } of results) {
    const mark = isCertain || outcome === 'undecided' ? '' : ' ?';
    lines.push(`  ${`${outcome}${mark}`.padEnd(width)}  ${TYPES[type]} ${printable(label)}`);
    if (outcome !== 'hard-match' && outcome !== 'no-op') lines.push(`  ${' '.repeat(width)}    ${printable(why)}`);
  }
  lines.push('', ...summary(results).map(([outcome, count]) => `  ${String(count).padStart(8)}  ${outcome}`));
  if (results.some(({ isCertain, outcome }) => !isCertain && outcome !== 'undecided'))
    lines.push('', 'A question mark: something that decides was not read. crossprem match IDENTITY names it.');
  return lines;
}

/** How often each outcome came out, the most frequent first. */
export function summary(results: readonly SyncResult[]): readonly (readonly [outcome: string, count: number])[] {
  const counts = new Map<string, number>();
  for (const { outcome } of results) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
}

/** The answer for a ticket. */
export function matchMarkdown(view: MatchView, notes: readonly string[] = []): string {
  const lines = view.kind === 'all' ? allMarkdown(view.results) : oneMarkdown(view);
  for (const note of notes) lines.push('', `Note: ${escapeMarkdown(note)}`);
  return `${lines.join('\n')}\n`;
}

function oneMarkdown({ result, changes, lost, next, whatIf }: MatchViewOfOne): string[] {
  const lines = [
    `# One synchronization cycle for the ${TYPES[result.type]} ${code(result.label)}`,
    '',
    `**${escapeMarkdown(outcomeLine(result))}**`,
    '',
  ];
  lines.push(escapeMarkdown(result.why), '');
  result.steps.forEach(({ stage, looked, found, evidence }, index) => {
    lines.push(`${index + 1}. **${stage}**: ${escapeMarkdown(looked)}. ${escapeMarkdown(found)}`);
    for (const item of shownEvidence(evidence)) lines.push(`   - ${code(item)}`);
  });
  const section = (title: string, items: readonly string[]): void => {
    if (items.length > 0) lines.push('', `## ${title}`, '', ...items.map((item) => `- ${item}`));
  };
  section('Also', result.also.map(escapeMarkdown));
  section(
    'What the cycle changes in the cloud',
    changes.map((change) => code(changeLine(change))),
  );
  section('What the cloud object loses', lost.slice(0, 100).map(code));
  section(
    'To be certain',
    result.missing.map(({ what, how }) => `${escapeMarkdown(what)}: ${code(how)}`),
  );
  section('Next', next.map(escapeMarkdown));
  if (whatIf !== undefined) {
    section('What was assumed', whatIf.assignments.map(code));
    lines.push('', `Without it: ${code(outcomeLine(whatIf.before.result))}, with it: ${code(outcomeLine(result))}`);
    section('What differs', differences(whatIf.before, { result, changes }).map(escapeMarkdown));
  }
  return lines;
}

function allMarkdown(results: readonly SyncResult[]): string[] {
  const rows = results.map(({ label, type, outcome, isCertain, why }) =>
    [code(label), TYPES[type], outcome, isCertain ? 'yes' : 'no', escapeMarkdown(why)]
      .map((cell) => cell.replaceAll(/(?<!\\)\|/g, '\\|'))
      .join(' | '),
  );
  return [
    `# One synchronization cycle for ${results.length} on-premises objects`,
    '',
    '| object | type | outcome | certain | why |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
    ...summary(results).map(([outcome, count]) => `- ${count} ${outcome}`),
  ];
}
