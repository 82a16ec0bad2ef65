import type { Evidence } from '../evidence/evidence.js';
import type { Fact, FactName, FactValue } from './fact.js';
import { type Facts, known, unknown } from './maker.js';
import { properName, type Reading, type RecipientRecord } from './recipients.js';

/** A fact about an object: not set where the object is known not to exist, unknown where nobody looked. */
export function ofRecord(
  record: RecipientRecord | undefined,
  facts: Facts,
  existsName: FactName,
  make: (record: RecipientRecord) => Fact,
): Fact {
  if (record !== undefined) return make(record);
  const existing = facts(existsName);
  if (existing.kind === 'known' && existing.value === false) return known(null, () => existing.evidence);
  return unknown(existing.kind === 'unknown' ? existing.why : 'the recipient was not found');
}

export function typedFact(reading: Reading, type: string, column: string): Fact {
  const { value } = reading;
  if (value === undefined) return unknown(`${properName(column)} is not in the export`);
  if (value === null) return known(null, () => reading.evidence);
  const single = typeof value === 'string' ? value : (value[0] ?? '');
  const typed = convert(value, single, type);
  return typed === undefined
    ? unknown(`${properName(column)} holds "${single.slice(0, 60)}", which is no ${type}`)
    : known(typed, () => reading.evidence);
}

function convert(value: string | readonly string[], single: string, type: string): FactValue | null | undefined {
  switch (type) {
    case 'list': {
      const all = typeof value === 'string' ? [value] : value;
      return all.length === 0 ? null : all;
    }
    case 'number':
      return /^-?\d{1,18}$/.test(single) ? Number(single) : undefined;
    case 'boolean':
      return /^(?:true|1)$/i.test(single) ? true : /^(?:false|0)$/i.test(single) ? false : undefined;
    default:
      return single === '' ? null : single;
  }
}

export function textFact(
  reading: { readonly value: string | null | undefined; readonly evidence: readonly Evidence[] },
  column: string,
): Fact {
  return reading.value === undefined ? unknown(`${column} is not in the export`) : known(reading.value, () => reading.evidence);
}
