import type { Side } from '../../evidence/directory.js';
import type { Evidence } from '../../evidence/evidence.js';
import type { Fact, FactType, FactValue } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import { properName, type RecipientRecord, readColumn } from '../recipients.js';
import { ofRecord, typedFact } from '../record-facts.js';
import { isAmbiguous } from '../subject.js';

/** The object of a side that the facts of a finding are about; undefined where there is none, or where several answer to the same key. */
export function chosen({ subject }: FactSources, side: Side): RecipientRecord | undefined {
  if (isAmbiguous(subject, side)) return undefined;
  return side === 'onprem' ? subject.onPrem : subject.cloud;
}

/**
 * A fact that is one attribute. Columns are lower case as in `DirectoryTable` (`exo.` before those of Exchange Online); the first that was read counts.
 * Known-absent where the object is known not to exist.
 */
export function attribute(side: Side, type: FactType, title: string, ...columns: readonly string[]): DefinedFact {
  return {
    type,
    title,
    reads: { [side]: columns },
    make: (sources, facts) =>
      ofRecord(chosen(sources, side), facts, existsOf(side), (record) => typedFact(readColumn(record, columns), type, columns[0] ?? '')),
  };
}

/** A fact that is worked out from one object. `reads` names every column it looks at, so that the readers keep them. */
export function ofObject(
  side: Side,
  type: FactType,
  title: string,
  reads: readonly string[],
  make: (record: RecipientRecord, facts: Facts, sources: FactSources) => Fact,
): DefinedFact {
  return {
    type,
    title,
    reads: { [side]: reads },
    make: (sources, facts) => ofRecord(chosen(sources, side), facts, existsOf(side), (record) => make(record, facts, sources)),
  };
}

/** The texts of one column: a list, empty where it is read and not set; undefined where it was not read. */
export function textsOf(record: RecipientRecord, ...columns: readonly string[]): readonly string[] | undefined {
  const { value } = readColumn(record, columns);
  if (value === undefined) return undefined;
  return value === null ? [] : typeof value === 'string' ? [value] : value;
}

/** Known, quoted from a column of the object: made only when somebody looks at it. `text` quotes a part of a long list. */
export function fromColumn(value: FactValue | null, record: RecipientRecord, columns: readonly string[], text?: string): Fact {
  return known(value, () => {
    const { evidence } = readColumn(record, columns);
    return text === undefined ? evidence : evidence.map((item): Evidence => ({ ...item, text }));
  });
}

/**
 * True where the export gives the column for some object: that another one lacks a mandatory attribute says something only then.
 * False for a copy of one object (src/twin), which belongs to no export.
 */
export function holdsColumn({ parts }: RecipientRecord, column: string): boolean {
  return parts.some(({ table }) => table.rows.length > 0 && table.columns.includes(column));
}

export function notRead(column: string): Fact {
  return unknown(`${properName(column)} is not in the export`);
}

/** The answer for the move that is meant; unknown where none is. */
export function byDirection(facts: Facts, answers: { readonly toCloud: () => Fact; readonly toOnPrem: () => Fact }): Fact {
  const direction = facts('input.direction');
  if (direction.kind === 'unknown') return direction;
  return direction.value === 'to-onprem' ? answers.toOnPrem() : answers.toCloud();
}

const existsOf = (side: Side): string => (side === 'onprem' ? 'onPrem.exists' : 'cloud.exists');
