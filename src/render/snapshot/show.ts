import type { PartSide, PartSummary, SnapshotSummary, Unreadable } from '../../evidence/snapshot.js';
import type { JsonReport } from '../json.js';
import { type Paint, plainPaint } from '../lines.js';
import { code, escapeMarkdown, inCell } from '../markdown-text.js';
import { visible } from '../printable.js';

/** A snapshot as it was opened. */
export interface ShownSnapshot {
  readonly path: string;
  readonly summary: SnapshotSummary;
  readonly notes: readonly string[];
}

export interface ShowView {
  /** Everything that was not readable; else the first of each part. */
  readonly isVerbose: boolean;
}

const SHOWN = 5;
const NAMES: Readonly<Record<PartSide, string>> = { onprem: 'on-premises', cloud: 'cloud', settings: 'settings' };

/** What is in a snapshot, for the terminal. */
export function snapshotText({ path, summary, notes }: ShownSnapshot, view: ShowView, paint: Paint = plainPaint): readonly string[] {
  return [
    `${paint('strong', visible(path))}`,
    ...headLines(summary).map(([name, text]) => `  ${name.padEnd(9)} ${visible(text)}`),
    ...notes.map((note) => `  ${paint('severity', 'note')}      ${visible(note)}`),
    ...summary.parts.flatMap((part) => ['', ...partText(part, view, paint)]),
    ...(summary.unreadable.length === 0 ? [] : ['', 'Not read at all', ...unreadableLines(summary.unreadable, view)]),
    ...(summary.parts.length === 0 ? ['', 'The snapshot holds no part.'] : []),
  ];
}

function headLines({ id, createdAt, finishedAt, tool, isRedacted, parts }: SnapshotSummary): readonly (readonly [string, string])[] {
  const partial = parts.filter(({ state }) => state === 'partial').length;
  const state = partial === 0 ? 'every part is complete' : `${partial} of ${parts.length} parts are not complete`;
  return [
    ['Collected', `${createdAt} to ${finishedAt === '' ? '(not finished)' : finishedAt}`],
    ['By', tool],
    ['Id', id],
    ['Redacted', isRedacted ? 'yes' : 'no: it holds personal data'],
    ['Parts', parts.length === 0 ? 'none' : `${parts.length}; ${state}`],
  ];
}

function partText(part: PartSummary, view: ShowView, paint: Paint): readonly string[] {
  const { name, side, title, source, account, startedAt, endedAt, records, state, attributesRead, unreadable } = part;
  const count = records === 1 ? '1 record' : `${records} records`;
  return [
    `${paint('strong', visible(title))}  ${paint('dim', visible(`${NAMES[side]}, ${name}`))}`,
    `  ${count}, ${paint(state === 'complete' ? 'confirmed' : 'possible', state === 'complete' ? 'complete' : 'not complete: what is not in it may exist')}`,
    `  from ${visible(source === '' ? '(not named)' : source)}${account === undefined ? '' : ` as ${visible(account)}`}`,
    `  read ${visible(startedAt)} to ${visible(endedAt === '' ? '(broke off)' : endedAt)}${side === 'settings' ? '' : `; ${attributesRead.length} attributes asked for`}`,
    ...unreadableLines(unreadable, view),
  ];
}

function unreadableLines(list: readonly Unreadable[], { isVerbose }: ShowView): readonly string[] {
  const shown = isVerbose ? list : list.slice(0, SHOWN);
  const left = list.length - shown.length;
  return [
    ...shown.map((one) => `  not readable: ${visible(sentence(one))}`),
    ...(left === 0 ? [] : [`  ... and ${left} more that was not readable; --verbose shows all.`]),
  ];
}

function sentence({ what, why, next }: Unreadable): string {
  return [what, why, next].filter((part) => part !== '').join(' ');
}

/** The same as data. */
export function snapshotJson({ path, summary, notes }: ShownSnapshot): JsonReport {
  return { schema: 'crossprem/snapshot/1', path, ...summary, notes };
}

/** The same for a ticket. */
export function snapshotMarkdown({ path, summary, notes }: ShownSnapshot, view: ShowView): readonly string[] {
  const rows = summary.parts.map(
    ({ title, side, source, account, records, state, startedAt }) =>
      `| ${inCell(code(title))} | ${NAMES[side]} | ${inCell(code(source))} | ${account === undefined ? '' : inCell(code(account))} | ${records} | ${state} | ${escapeMarkdown(startedAt)} |`,
  );
  const unreadable = [...summary.unreadable, ...summary.parts.flatMap((part) => part.unreadable)];
  const shown = view.isVerbose ? unreadable : unreadable.slice(0, SHOWN * 4);
  return [
    `# ${escapeMarkdown(path)}`,
    '',
    ...headLines(summary).map(([name, text]) => `- ${name}: ${escapeMarkdown(text)}`),
    ...notes.map((note) => `- Note: ${escapeMarkdown(note)}`),
    ...(rows.length === 0
      ? []
      : ['', '| Part | Side | Source | Account | Records | State | Started |', '| --- | --- | --- | --- | --- | --- | --- |', ...rows]),
    ...(shown.length === 0 ? [] : ['', '## Not readable', '', ...shown.map((one) => `- ${escapeMarkdown(sentence(one))}`)]),
    ...(shown.length < unreadable.length ? ['', `${unreadable.length - shown.length} more are left out; \`--verbose\` shows all.`] : []),
  ];
}
