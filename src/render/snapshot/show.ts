import type { PartSide, PartSummary, SnapshotSummary } from '../../evidence/snapshot.js';
import { gatherUnreadable } from '../../evidence/unreadable.js';
import { number } from '../digits.js';
import type { JsonReport } from '../json.js';
import { type Paint, plainPaint, wrap } from '../lines.js';
import { code, escapeMarkdown, inCell } from '../markdown-text.js';
import { visible } from '../printable.js';
import { spanWords, timeWords } from '../time.js';
import { unreadableLines } from '../unreadable.js';

/** A snapshot as it was opened. */
export interface ShownSnapshot {
  readonly path: string;
  readonly summary: SnapshotSummary;
  readonly notes: readonly string[];
}

export interface ShowView {
  /** Everything that was not readable; else the first of each part. */
  readonly isVerbose: boolean;
  /** Columns that sentences are wrapped at. */
  readonly width: number;
}

const SHOWN = 5;
const NAMES: Readonly<Record<PartSide, string>> = { onprem: 'on-premises', cloud: 'cloud', settings: 'settings' };

/** What is in a snapshot, for the terminal. */
export function snapshotText({ path, summary, notes }: ShownSnapshot, view: ShowView, paint: Paint = plainPaint): readonly string[] {
  const { parts, unreadable } = summary;
  return [
    `${paint('strong', visible(path))}`,
    ...headLines(summary).flatMap(([name, text]) => wrap(`  ${name.padEnd(10)} ${visible(text)}`, view.width, 13)),
    ...notes.flatMap((note) => wrap(`  ${'Note'.padEnd(10)} ${visible(note)}`, view.width, 13)),
    ...parts.flatMap((part) => ['', ...partText(part, view, paint)]),
    ...(unreadable.length === 0 ? [] : ['', paint('strong', 'Not read at all'), ...unreadableText(unreadable, view)]),
    ...(parts.length === 0 ? ['', 'The snapshot holds no part.'] : []),
  ];
}

function headLines({
  id,
  createdAt,
  finishedAt,
  tool,
  isRedacted,
  parts,
  unreadable,
}: SnapshotSummary): readonly (readonly [string, string])[] {
  const partial = parts.filter(({ state }) => state === 'partial').length;
  const state = partial === 0 ? 'every part is complete' : `${number(partial)} of ${number(parts.length)} parts are not complete`;
  const records = parts.reduce((sum, part) => sum + part.records, 0);
  const not = gatherUnreadable([...unreadable, ...parts.flatMap((part) => part.unreadable)]).length;
  const missing = not === 0 ? '' : `; ${number(not)} ${not === 1 ? 'thing' : 'things'} could not be read, see below`;
  return [
    ['Collected', collectedWords(parts, createdAt)],
    ['Written', `${timeWords(createdAt)} by ${tool}${finishedAt === '' ? ' (not finished)' : ''}`],
    ['Id', id],
    ['Redacted', isRedacted ? 'yes' : 'no: it holds personal data'],
    ['Parts', parts.length === 0 ? 'none' : `${number(parts.length)}, ${counted(records)}; ${state}${missing}`],
  ];
}

/** From the first beginning to the last end of its parts, for a copy is written later than it was read. */
function collectedWords(parts: readonly PartSummary[], createdAt: string): string {
  const first = parts.map(({ startedAt }) => startedAt).sort()[0];
  const last = parts.map(({ endedAt }) => endedAt).sort();
  return first === undefined ? timeWords(createdAt) : spanWords(first, last.at(-1) ?? '');
}

const counted = (records: number): string => (records === 1 ? '1 record' : `${number(records)} records`);

function partText(part: PartSummary, view: ShowView, paint: Paint): readonly string[] {
  const { name, side, title, source, account, startedAt, endedAt, records, state, attributesRead, unreadable } = part;
  const times = `${spanWords(startedAt, endedAt)}${endedAt === '' ? ' (broke off)' : ''}`;
  const asked = side === 'settings' ? '' : `; ${number(attributesRead.length)} attributes asked for`;
  return [
    `${paint('strong', visible(title))}  ${paint('dim', visible(`${NAMES[side]}, ${name}`))}`,
    `  ${counted(records)}, ${paint(state === 'complete' ? 'confirmed' : 'possible', state === 'complete' ? 'complete' : 'not complete: what is not in it may exist')}`,
    `  from ${visible(source === '' ? '(not named)' : source)}${account === undefined ? '' : ` as ${visible(account)}`}`,
    `  read ${visible(times)}${asked}`,
    ...(unreadable.length === 0 ? [] : ['  not read:', ...unreadableText(unreadable, view)]),
  ];
}

function unreadableText(list: SnapshotSummary['unreadable'], { isVerbose, width }: ShowView): readonly string[] {
  return unreadableLines(list, width, isVerbose ? undefined : SHOWN);
}

/** The same as data. */
export function snapshotJson({ path, summary, notes }: ShownSnapshot): JsonReport {
  return { schema: 'crossprem/snapshot/1', path, ...summary, notes };
}

/** The same for a ticket. */
export function snapshotMarkdown({ path, summary, notes }: ShownSnapshot, view: ShowView): readonly string[] {
  const rows = summary.parts.map(
    ({ title, side, source, account, records, state, startedAt }) =>
      `| ${inCell(code(title))} | ${NAMES[side]} | ${inCell(code(source))} | ${account === undefined ? '' : inCell(code(account))} | ${number(records)} | ${state} | ${escapeMarkdown(timeWords(startedAt))} |`,
  );
  const unreadable = gatherUnreadable([...summary.unreadable, ...summary.parts.flatMap((part) => part.unreadable)]);
  const shown = view.isVerbose ? unreadable : unreadable.slice(0, SHOWN * 4);
  return [
    `# ${escapeMarkdown(path)}`,
    '',
    ...headLines(summary).map(([name, text]) => `- ${name}: ${escapeMarkdown(text)}`),
    ...notes.map((note) => `- Note: ${escapeMarkdown(note)}`),
    ...(rows.length === 0
      ? []
      : ['', '| Part | Side | Source | Account | Records | State | Started |', '| --- | --- | --- | --- | --- | --- | --- |', ...rows]),
    ...(shown.length === 0
      ? []
      : ['', '## Not readable', '', ...shown.map(({ whats, whys, next }) => `- ${escapeMarkdown([...whats, ...whys, next].join(' '))}`)]),
    ...(shown.length < unreadable.length ? ['', `${unreadable.length - shown.length} more are left out; \`--verbose\` shows all.`] : []),
  ];
}
