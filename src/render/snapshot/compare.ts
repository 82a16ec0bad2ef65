import type { PartSide } from '../../evidence/snapshot.js';
import type { AttributeChange, ComparedSnapshot, ObjectName, SideDifference, SnapshotDifference } from '../../parse/snapshot/difference.js';
import { number } from '../digits.js';
import type { JsonReport } from '../json.js';
import { type Paint, plainPaint } from '../lines.js';
import { code, escapeMarkdown, inCell } from '../markdown-text.js';
import { visible } from '../printable.js';
import { timeWords } from '../time.js';

export interface CompareView {
  /** Everything; else the first of each list. */
  readonly isVerbose: boolean;
}

const SHOWN = 20;
const CHANGES_SHOWN = 8;
const VALUES_SHOWN = 5;
const LONGEST_VALUE = 160;
const NAMES: Readonly<Record<PartSide, string>> = { onprem: 'On-premises', cloud: 'Cloud', settings: 'Settings' };

/** True where anything is different. */
export function hasDifferences({ sides }: SnapshotDifference): boolean {
  return sides.some(({ added, removed, changed }) => added.length + removed.length + changed.length > 0);
}

/** Two snapshots for the terminal: removed objects first, then changed ones with the most telling change first, then added ones. */
export function compareText(difference: SnapshotDifference, view: CompareView, paint: Paint = plainPaint): readonly string[] {
  const { before, after, sides } = difference;
  return [
    `${paint('dim', 'Before')}  ${aboutOf(before)}`,
    `${paint('dim', 'After ')}  ${aboutOf(after)}`,
    ...[...before.notes, ...after.notes].map((note) => `${paint('severity', 'note')}    ${visible(note)}`),
    ...sides.filter((side) => !isEmpty(side)).flatMap((side) => ['', ...sideText(side, view, paint)]),
    ...(hasDifferences(difference) ? [] : ['', 'Nothing that was compared is different.']),
  ];
}

function isEmpty({ notCompared }: SideDifference): boolean {
  return notCompared?.startsWith('Neither') === true;
}

function aboutOf({ path, summary }: ComparedSnapshot): string {
  const finished = summary.finishedAt === '' ? ', not finished' : '';
  return visible(`${path} (written ${timeWords(summary.createdAt)}${finished}, ${summary.tool}${summary.isRedacted ? ', redacted' : ''})`);
}

function countsOf({ added, removed, changed, unchanged }: SideDifference): string {
  return `${number(removed.length)} removed, ${number(changed.length)} changed, ${number(added.length)} added, ${number(unchanged)} unchanged`;
}

function sideText(side: SideDifference, view: CompareView, paint: Paint): readonly string[] {
  const title = paint('strong', NAMES[side.side]);
  if (side.notCompared !== undefined) return [`${title}: not compared. ${side.notCompared}`];
  const changed = limited(side.changed, SHOWN, view);
  return [
    `${title}: ${countsOf(side)}`,
    ...caveats(side).map((sentence) => `  ${sentence}`),
    ...listText('removed', side.removed, view, paint),
    ...changed.shown.flatMap((object) => [
      `  changed  ${paint('id', nameOf(object))}`,
      ...changeLines(object.changes, view).map((line) => `    ${line}`),
    ]),
    ...moreText(changed.left, 'changed'),
    ...listText('added', side.added, view, paint),
  ];
}

function caveats({ mayHaveBeenThere, mayStillBeThere, notComparable, added, removed }: SideDifference): readonly string[] {
  return [
    ...(mayStillBeThere && removed.length > 0 ? ['The newer snapshot is not complete: what counts as removed may still be there.'] : []),
    ...(mayHaveBeenThere && added.length > 0 ? ['The older snapshot is not complete: what counts as added may have been there.'] : []),
    ...(notComparable.length === 0 ? [] : [`Not comparable, because only one of the two read them: ${visible(notComparable.join(', '))}.`]),
  ];
}

function listText(word: string, objects: readonly ObjectName[], view: CompareView, paint: Paint): readonly string[] {
  const { shown, left } = limited(objects, SHOWN, view);
  return [...shown.map((object) => `  ${word.padEnd(7)}  ${paint('id', nameOf(object))}`), ...moreText(left, word)];
}

function moreText(left: number, word: string): readonly string[] {
  return left === 0 ? [] : [`  ... and ${left} more ${word}; --verbose shows all.`];
}

function nameOf({ label, key }: ObjectName): string {
  const shown = visible(cut(label));
  return label.toLowerCase() === key ? shown : `${shown} (${visible(cut(key))})`;
}

function changeLines(changes: readonly AttributeChange[], view: CompareView): readonly string[] {
  const { shown, left } = limited(changes, CHANGES_SHOWN, view);
  return [
    ...shown.map((change) => visible(`${change.attribute}: ${changeText(change, view)}`)),
    ...(left === 0 ? [] : [`... and ${left} more attributes`]),
  ];
}

/** Of lists only what came and went; of one value both. */
function changeText({ before, after }: AttributeChange, view: CompareView): string {
  if (before.length <= 1 && after.length <= 1) return `${oneValue(before)} -> ${oneValue(after)}`;
  const was = new Set(before);
  const now = new Set(after);
  const gone = limited(
    before.filter((value) => !now.has(value)),
    VALUES_SHOWN,
    view,
  );
  const come = limited(
    after.filter((value) => !was.has(value)),
    VALUES_SHOWN,
    view,
  );
  const parts = [...gone.shown.map((value) => `-${cut(value)}`), ...come.shown.map((value) => `+${cut(value)}`)];
  if (gone.left + come.left > 0) parts.push(`... and ${gone.left + come.left} more`);
  return parts.length === 0 ? 'a value repeats more or less often' : parts.join('  ');
}

function oneValue([value]: readonly string[]): string {
  return value === undefined ? '(not set)' : cut(value);
}

function cut(value: string): string {
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}...` : value;
}

function limited<T>(list: readonly T[], most: number, { isVerbose }: CompareView): { readonly shown: readonly T[]; readonly left: number } {
  const shown = isVerbose ? list : list.slice(0, most);
  return { shown, left: list.length - shown.length };
}

/** The same as data, whole. */
export function compareJson({ before, after, sides }: SnapshotDifference): JsonReport {
  const about = ({ path, summary, notes }: ComparedSnapshot): JsonReport => {
    const { id, createdAt, finishedAt, tool, isRedacted } = summary;
    return { path, id, createdAt, finishedAt, tool, isRedacted, notes };
  };
  return { schema: 'crossprem/snapshot-difference/1', before: about(before), after: about(after), sides };
}

/** The same for a ticket. */
export function compareMarkdown(difference: SnapshotDifference, view: CompareView): readonly string[] {
  const { before, after, sides } = difference;
  return [
    '# What changed',
    '',
    `- Before: ${escapeMarkdown(aboutOf(before))}`,
    `- After: ${escapeMarkdown(aboutOf(after))}`,
    ...[...before.notes, ...after.notes].map((note) => `- Note: ${escapeMarkdown(note)}`),
    ...sides.filter((side) => !isEmpty(side)).flatMap((side) => ['', ...sideMarkdown(side, view)]),
  ];
}

function sideMarkdown(side: SideDifference, view: CompareView): readonly string[] {
  const title = `## ${NAMES[side.side]}`;
  if (side.notCompared !== undefined) return [title, '', `Not compared. ${escapeMarkdown(side.notCompared)}`];
  const rows: string[] = [];
  const row = (what: string, object: ObjectName, text: string): void => {
    rows.push(`| ${what} | ${inCell(code(cut(object.label)))} | ${text} |`);
  };
  const removed = limited(side.removed, SHOWN, view);
  const changed = limited(side.changed, SHOWN, view);
  const added = limited(side.added, SHOWN, view);
  for (const object of removed.shown) row('removed', object, '');
  for (const object of changed.shown)
    row(
      'changed',
      object,
      changeLines(object.changes, view)
        .map((line) => inCell(code(line)))
        .join('<br>'),
    );
  for (const object of added.shown) row('added', object, '');
  const left = removed.left + changed.left + added.left;
  return [
    title,
    '',
    `${countsOf(side)}.`,
    ...caveats(side).flatMap((sentence) => ['', escapeMarkdown(sentence)]),
    ...(rows.length === 0 ? [] : ['', '| What | Object | Attributes |', '| --- | --- | --- |', ...rows]),
    ...(left === 0 ? [] : ['', `${left} more are left out; \`--verbose\` shows all.`]),
  ];
}
