import { baseName } from '../../evidence/base-name.js';
import type { SavedAttribute, SavedCause, SavedEvidence, SavedFinding } from '../../parse/report-schema.js';
import { STATE_WORDS } from '../sides.js';
import { type Block, BOTH_SIDES, dim, type SideCell, type SideName, type SidePlaces, type SideRow, wordFor } from './document.js';

type States = readonly { readonly side: string; readonly state: string }[];

const MOST_PLACES = 2;

/** A value of one side in words. In: null for not set, undefined for not read, or for what `state` says. */
export function sideCell(value: string | null | undefined, state?: string, note?: string): SideCell {
  const word = typeof value === 'string' ? undefined : value === null ? STATE_WORDS['not-set'] : wordFor(STATE_WORDS, state ?? 'not-read');
  return {
    ...(typeof value === 'string' ? { text: value } : { text: word ?? STATE_WORDS['not-read'], isAbsent: true }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Both sides of the recipient of a finding. */
export function recipientBlocks({ sides }: SavedFinding): readonly Block[] {
  if (sides === undefined || sides.attributes.length === 0) return [];
  const { joinedBy, objects, attributes } = sides;
  // A result of an earlier version does not say why a side holds nothing: then nobody can.
  const known: States = [...objects, ...unsaid(attributes, objects)];
  return [
    ...(joinedBy === undefined || joinedBy === null || joinedBy === '' ? [] : [dim(`The two are one person by: ${joinedBy}.`)]),
    { kind: 'sides', caption: 'The recipient on both sides', sides: BOTH_SIDES, rows: attributes.map((row) => rowOf(row, known)) },
  ];
}

function unsaid(attributes: readonly SavedAttribute[], objects: States): States {
  return BOTH_SIDES.flatMap((side) => {
    const isSaid = objects.some((object) => object.side === side);
    const isEmpty = attributes.every((row) => (side === 'cloud' ? row.b : row.a) === undefined);
    return isEmpty && !isSaid ? [{ side, state: 'none' }] : [];
  });
}

function rowOf({ name, a, b, d, without, notes }: SavedAttribute, objects: States): SideRow {
  const cell = (side: SideName, value: string | null | undefined): SideCell =>
    sideCell(value, stateOf(side, without) ?? stateOf(side, objects), notes.find((one) => one.side === side)?.note);
  return { name, onprem: cell('onprem', a), cloud: cell('cloud', b), isDifferent: d === true };
}

const stateOf = (side: SideName, states: States): string | undefined => states.find((one) => one.side === side)?.state;

/**
 * The attributes that show a cause. Where the result says what both sides hold of them, so; else what the evidence quotes, a side of which it
 * quotes nothing left out.
 */
export function causeSidesBlocks(cause: Pick<SavedCause, 'sides' | 'evidence'>): readonly Block[] {
  const rows = cause.sides === undefined ? quotedRows(cause.evidence) : cause.sides.attributes.map((row) => rowOf(row, []));
  if (rows.length === 0) return [];
  const sides = BOTH_SIDES.filter((side) => rows.some((row) => row[side].text !== STATE_WORDS.none));
  return [{ kind: 'sides', caption: 'What shows it', sides, rows, places: placesOf(cause.evidence) }];
}

/** Evidence that stands in the rows of `causeSidesBlocks`, and is not to be quoted again. */
export function isInSides({ source, path, file }: SavedEvidence, { sides }: Pick<SavedCause, 'sides'>): boolean {
  return (source === 'onprem' || source === 'cloud') && path !== undefined && (sides === undefined || file !== undefined);
}

/** Attributes that the evidence names, the same one of both sides in one row. */
function quotedRows(evidence: readonly SavedEvidence[]): readonly SideRow[] {
  const rows = new Map<string, { name: string; onprem?: string; cloud?: string }>();
  for (const { source, path, text } of evidence) {
    if (path === undefined || (source !== 'onprem' && source !== 'cloud')) continue;
    const key = path.toLowerCase();
    const row = rows.get(key) ?? { name: path };
    row[source] = row[source] === undefined || row[source] === text ? text : `${row[source]}, ${text}`;
    rows.set(key, row);
  }
  const cell = (text: string | undefined): SideCell => (text === STATE_WORDS['not-set'] ? sideCell(null) : sideCell(text, 'none'));
  return [...rows.values()].map(({ name, onprem, cloud }) => ({ name, onprem: cell(onprem), cloud: cell(cloud) }));
}

/** The file and line that all values of a side come from; nothing for a side with many places. */
function placesOf(evidence: readonly SavedEvidence[]): SidePlaces {
  const of = (side: SideName): string | undefined => {
    const all = evidence.flatMap(({ source, path, file, line }) =>
      source === side && path !== undefined && file !== undefined ? [`${baseName(file)}${line === undefined ? '' : `:${line}`}`] : [],
    );
    const places = [...new Set(all)];
    return places.length === 0 || places.length > MOST_PLACES ? undefined : places.join(', ');
  };
  return { onprem: of('onprem'), cloud: of('cloud') };
}
