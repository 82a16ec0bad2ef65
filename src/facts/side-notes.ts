import type { AttributeValue } from '../evidence/directory.js';
import { finish, type Steps } from '../evidence/steps.js';
import { valueOf } from '../parse/recipient/table.js';
import { isRepeat } from './merge-rows.js';
import { strayStatistics } from './recipient/statistics.js';
import { isSoftDeleted } from './recipient-keys.js';
import { properName, type RecipientRecord, type RecordPart } from './recipient-record.js';
import type { SideIndex } from './side-index.js';
import { isStatisticsTable } from './statistics-table.js';
import type { Directories } from './subject.js';

const SHOWN = 5;

/** What two exports of one object should agree in. */
const COMPARED = [
  'userprincipalname',
  'mail',
  'proxyaddresses',
  'targetaddress',
  'samaccountname',
  'mailnickname',
  'displayname',
  'msexchmailboxguid',
  'msexcharchiveguid',
  'msexchrecipienttypedetails',
  'legacyexchangedn',
  'onpremisesimmutableid',
  'onpremisessyncenabled',
  'exo.recipienttypedetails',
  'exo.exchangeguid',
  'exo.emailaddresses',
  'exo.primarysmtpaddress',
  'exchangeguid',
  'emailaddresses',
  'primarysmtpaddress',
  'recipienttypedetails',
];

/**
 * What became of the rows of both sides that are no people of their own: rows that repeat an object, objects that stand in two files with
 * different values, and mailbox statistics. Out: sentences; none where every row is one object. Linear in time.
 */
export function sideNotes(directories: Directories): readonly string[] {
  return finish(sideNotesInSteps(directories));
}

/** `sideNotes`, a few records at each step. */
export function* sideNotesInSteps({ onprem, cloud }: Directories): Steps<readonly string[]> {
  const notes: string[] = [];
  for (const side of [onprem, cloud]) if (side !== undefined) notes.push(...(yield* repeatNotes(side)), ...statisticsNotes(side));
  return notes;
}

/** Records between two steps. */
const AT_ONCE = 256;

function* repeatNotes(side: SideIndex): Steps<readonly string[]> {
  const repeats = new Map<string, { count: number; readonly lines: number[] }>();
  const differing: string[] = [];
  let differ = 0;
  for (const [number, record] of side.records.entries()) {
    if (number % AT_ONCE === AT_ONCE - 1) yield;
    const { parts } = record;
    if (parts.length < 2 || isSoftDeleted(record)) continue;
    for (const [index, part] of parts.entries()) {
      if (!parts.slice(0, Math.min(index, SHOWN)).some((before) => isRepeat(before, part))) continue;
      const known = repeats.get(part.table.source) ?? { count: 0, lines: [] };
      repeats.set(part.table.source, known);
      known.count++;
      if (part.row.line !== undefined && known.lines.length < SHOWN) known.lines.push(part.row.line);
    }
    const sentence = differenceIn(record);
    if (sentence === undefined) continue;
    differ++;
    if (differing.length < SHOWN) differing.push(sentence);
  }
  return [
    ...[...repeats].map(([source, { count, lines }]) => {
      const where = lines.length === 0 ? '' : ` (line ${lines.join(', ')}${count > lines.length ? ' and more' : ''})`;
      return `${source}: ${count === 1 ? 'a row repeats' : `${count} rows repeat`} an object that stands in the file before${where}; it is counted once.`;
    }),
    ...differing,
    ...(differ > SHOWN ? [`${side.side}: ${differ - SHOWN} more objects stand in two places with different values.`] : []),
  ];
}

/** The first attribute in which two rows of one object do not agree. */
function differenceIn({ parts }: RecipientRecord): string | undefined {
  for (const column of COMPARED) {
    let first: { readonly part: RecordPart; readonly value: string } | undefined;
    for (const part of parts.slice(0, SHOWN)) {
      const value = comparable(valueOf(part.table, part.row, column));
      if (value === undefined) continue;
      if (first === undefined) first = { part, value };
      else if (first.value.toLowerCase() !== value.toLowerCase())
        return `${placeOf(first.part)} and ${placeOf(part)} hold the same object with different values of ${properName(column)}: ${first.value.slice(0, 80)} and ${value.slice(0, 80)}. The first one is used: give the newer file alone.`;
    }
  }
  return undefined;
}

function comparable(value: AttributeValue): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : [...value].sort().join(', ');
}

const placeOf = ({ table, row }: RecordPart): string => (row.line === undefined ? table.source : `${table.source}, line ${row.line}`);

function statisticsNotes(side: SideIndex): readonly string[] {
  if (!side.tables.some(isStatisticsTable)) return [];
  const { rows, strays } = strayStatistics(side);
  const lead = `${side.side === 'onprem' ? 'On-premises' : 'Cloud'} mailbox statistics: ${rows - strays.length} of ${rows} rows were read with the mailbox of their MailboxGuid`;
  return strays.length === 0
    ? [`${lead}.`]
    : [
        `${lead}; no recipient in the data has the ExchangeGuid or ArchiveGuid of the other ${strays.length}: ${strays.slice(0, SHOWN).join(', ')}.`,
      ];
}
