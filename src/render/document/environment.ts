import type { SavedDifference, SavedDoctorLine, SavedSnapshot } from '../../parse/report-schema.js';
import { number } from '../digits.js';
import { timeWords } from '../time.js';
import { type Block, code, dim, type Line, listOf, paragraph, type Section, sectionOf, type Tone, tagged, wordFor } from './document.js';
import { named } from './message.js';
import { MOST_ROWS, notesSection, type Parts } from './results.js';

const DOCTOR_TONES: Readonly<Record<string, Tone>> = { ok: 'good', warning: 'warn', failed: 'bad', skipped: 'plain' };

export function doctorParts(lines: readonly SavedDoctorLine[]): Parts {
  const failed = lines.filter(({ verdict }) => verdict === 'failed');
  const warned = lines.filter(({ verdict }) => verdict === 'warning');
  const endpoints = [...new Set(lines.map(({ endpoint }) => endpoint))];
  return {
    title: 'Connections, tried step by step',
    summary:
      failed.length > 0
        ? `${failed.length} of ${lines.length} checks failed.`
        : warned.length > 0
          ? `Nothing failed; ${warned.length} of ${lines.length} checks have a warning.`
          : 'Everything that was tried works.',
    tone: failed.length > 0 ? 'bad' : warned.length > 0 ? 'warn' : 'good',
    sections: endpoints.slice(0, 200).map((endpoint) => ({
      title: endpoint,
      blocks: [
        {
          kind: 'table',
          caption: `Checks of ${endpoint}`,
          columns: named('Verdict', 'Check', 'What came back', 'What to do'),
          rows: lines
            .filter((line) => line.endpoint === endpoint)
            .map(({ check, verdict, says, next }): readonly Line[] => [
              [tagged({ text: verdict, tone: wordFor(DOCTOR_TONES, verdict) ?? 'plain' })],
              check,
              says,
              next ?? '',
            ]),
        },
      ],
    })),
  };
}

const SIDE_NAMES: Readonly<Record<string, string>> = { onprem: 'On-premises', cloud: 'Cloud', settings: 'Settings' };

export function differenceParts({ before, after, sides }: SavedDifference): Parts {
  const sum = (pick: (side: SavedDifference['sides'][number]) => number): number => sides.reduce((all, side) => all + pick(side), 0);
  const [came, went, changed] = [sum((side) => side.added.length), sum((side) => side.removed.length), sum((side) => side.changed.length)];
  return {
    title: 'What changed between two snapshots',
    summary:
      came + went + changed === 0
        ? 'Nothing that was compared is different.'
        : `${number(went)} objects went, ${number(changed)} changed, ${number(came)} came.`,
    tone: 'plain',
    sections: [
      {
        title: 'The snapshots',
        blocks: [
          {
            kind: 'pairs',
            pairs: [
              ['Before', snapshotWords(before)],
              ['After', snapshotWords(after)],
            ],
          },
          ...listOf([...before.notes, ...after.notes].slice(0, 100)),
        ],
      },
      ...sides.map((side): Section => ({ title: wordFor(SIDE_NAMES, side.side) ?? side.side, blocks: differenceBlocks(side) })),
    ],
  };
}

const snapshotWords = ({ path, createdAt }: { readonly path: string; readonly createdAt: string }): string =>
  createdAt === '' ? path : `${path}, ${timeWords(createdAt)}`;

function differenceBlocks({ notCompared, added, removed, changed }: SavedDifference['sides'][number]): readonly Block[] {
  const gone = removed.map(({ label }): readonly Line[] => [[tagged({ text: 'removed', tone: 'bad' })], label, '', '', '']);
  const moved = changed.flatMap(({ label, changes }) =>
    changes.map(({ attribute, before, after }): readonly Line[] => [
      [tagged({ text: 'changed', tone: 'warn' })],
      label,
      [code(attribute)],
      differing(before, after),
      differing(after, before),
    ]),
  );
  const fresh = added.map(({ label }): readonly Line[] => [[tagged({ text: 'added', tone: 'good' })], label, '', '', '']);
  const rows = [...gone, ...moved, ...fresh];
  return [
    ...(notCompared === undefined ? [] : [paragraph(`Not compared. ${notCompared}`)]),
    ...(rows.length === 0
      ? notCompared === undefined
        ? [paragraph('Nothing is different.')]
        : []
      : [
          {
            kind: 'table' as const,
            caption: 'Objects',
            columns: named('What', 'Object', 'Attribute', 'Before', 'After'),
            rows: rows.slice(0, MOST_ROWS),
          },
        ]),
    ...(rows.length > MOST_ROWS ? [dim(`${number(rows.length - MOST_ROWS)} more rows are in the result.`)] : []),
  ];
}

/** Of lists only what the other has not; of one value that value. */
function differing(values: readonly string[], others: readonly string[]): string {
  if (values.length <= 1 && others.length <= 1) return values[0] ?? '(not set)';
  const known = new Set(others);
  return values.filter((value) => !known.has(value)).join(', ');
}

export function snapshotParts({ path, createdAt, parts, unreadable, notes }: SavedSnapshot): Parts {
  const faults = [...unreadable, ...parts.flatMap((part) => part.unreadable)];
  return {
    title: `Snapshot ${path}`,
    summary: `${number(parts.reduce((sum, { records }) => sum + records, 0))} records in ${parts.length} ${parts.length === 1 ? 'part' : 'parts'}${createdAt === '' ? '' : `, from ${timeWords(createdAt)}`}.`,
    tone: faults.length > 0 ? 'warn' : 'plain',
    sections: [
      {
        title: 'Parts',
        blocks: [
          {
            kind: 'table',
            caption: 'Parts',
            columns: [...named('Part', 'Side', 'Source', 'Account'), { name: 'Records', isNumber: true }, { name: 'State' }],
            rows: parts.map(({ title, side, source, account, records, state }): readonly Line[] => [
              title,
              wordFor(SIDE_NAMES, side) ?? side,
              source,
              account ?? '',
              number(records),
              state,
            ]),
          },
        ],
      },
      ...sectionOf('Not readable', listOf(faults.slice(0, 300).map(({ what, why, next }) => `${what} ${why} ${next}`))),
      ...notesSection(notes),
    ],
  };
}
