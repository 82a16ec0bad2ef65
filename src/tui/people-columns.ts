import type { PersonRow } from '../ports/readiness-session.js';
import { type Span, span } from './lines.js';
import { SHORT_VERDICTS, shortKey, sideText, VERDICT_TONES } from './people-words.js';
import { clean, cutEnd, pad } from './sanitize.js';
import { SEVERITY_TONES } from './words.js';

/** A column of the table of people. */
interface Column {
  readonly title: string;
  /** With fewer columns of the terminal it is of no use. */
  readonly least: number;
  /** What it is to have before columns that matter less are shown. */
  readonly good: number;
  /** Lower is kept longer. */
  readonly rank: number;
  readonly cell: (row: PersonRow, width: number) => Span;
}

export interface LaidColumn {
  readonly title: string;
  readonly width: number;
  readonly cell: (row: PersonRow, width: number) => Span;
}

const COLUMNS: readonly Column[] = [
  { title: 'Verdict', least: 9, good: 9, rank: 8, cell: ({ verdict }) => span(SHORT_VERDICTS[verdict], VERDICT_TONES[verdict]) },
  { title: 'Name', least: 14, good: 20, rank: 1, cell: ({ name }) => span(name) },
  { title: 'Address', least: 18, good: 28, rank: 2, cell: ({ address }) => span(address) },
  { title: 'Kind', least: 9, good: 9, rank: 6, cell: ({ kind }) => span(kind, 'quiet') },
  { title: 'On-prem', least: 9, good: 9, rank: 4, cell: ({ onprem }) => span(sideText(onprem), 'quiet') },
  { title: 'Cloud', least: 9, good: 9, rank: 5, cell: ({ cloud }) => span(sideText(cloud), 'quiet') },
  { title: 'Joined by', least: 11, good: 11, rank: 7, cell: ({ joinedBy }) => span(shortKey(joinedBy), 'quiet') },
  { title: 'Worst finding', least: 14, good: 26, rank: 3, cell: findingCell },
];
/** From this rank on a column is shown only where those before it have good widths. */
const SPARE_RANK = 6;
/** From this width on the finding is told by its title. */
const TITLE_WIDTH = 52;

function findingCell({ worst, others }: PersonRow, width: number): Span {
  if (worst === undefined) return span('');
  const more = `${worst.status === 'possible' ? ' ?' : ''}${others > 0 ? ` +${others}` : ''}`;
  const text = width >= TITLE_WIDTH ? worst.title : worst.id.slice(worst.id.indexOf('/') + 1);
  return span(`${cutEnd(clean(text), width - more.length)}${more}`, SEVERITY_TONES[worst.severity]);
}

const GAP = 2;

/** In: the columns of the window that are free for the table. Out: as many of its columns as fit, in order, with their widths. */
export function layColumns(room: number): readonly LaidColumn[] {
  const widthOf = (columns: readonly Column[], key: 'least' | 'good'): number =>
    columns.reduce((sum, column) => sum + column[key] + GAP, -GAP);
  const kept: Column[] = [];
  for (const column of [...COLUMNS].sort((a, b) => a.rank - b.rank)) {
    if (widthOf([...kept, column], column.rank >= SPARE_RANK ? 'good' : 'least') > room) break;
    kept.push(column);
  }
  let spare = room - widthOf(kept, 'least');
  const widths = new Map(kept.map((column) => [column.title, column.least]));
  for (const [title, wanted] of GROWTH) {
    const width = widths.get(title);
    if (width === undefined) continue;
    const more = Math.max(0, Math.min(spare, wanted - width));
    widths.set(title, width + more);
    spare -= more;
  }
  return COLUMNS.flatMap(({ title, cell }) => {
    const width = widths.get(title);
    return width === undefined ? [] : [{ title, width, cell }];
  });
}

/** Who gets the columns that are left, in turn, up to how many. */
const GROWTH: readonly (readonly [title: string, width: number])[] = [
  ['Name', 18],
  ['Address', 24],
  ['Worst finding', 26],
  ['Address', 32],
  ['Name', 24],
  ['Worst finding', 80],
  ['Address', 44],
  ['Name', 32],
];

/** The cells of a row, each as wide as its column. `isMarked`: the name stands out. */
export function rowCells(row: PersonRow, columns: readonly LaidColumn[], isMarked: boolean): readonly Span[] {
  return columns.flatMap(({ title, width, cell }, index) => {
    const { text, tone } = cell(row, width);
    return [...(index === 0 ? [] : [span('  ')]), span(pad(text, width), isMarked && title === 'Name' ? 'chosen' : tone)];
  });
}
