import { NOT_READABLE } from '../../evidence/snapshot.js';
import { allOf, equal, present } from './filters.js';
import { createRecordMaker } from './records.js';
import type { Session } from './session.js';
import type { Station } from './station.js';

const SAMPLE = 10;
const NONE: ReadonlySet<string> = new Set();
const known = new WeakMap<Station, ReadonlySet<string>>();

/**
 * Attributes that the account may not read of any of the first users with an address, by lower-case name.
 *
 * What may not be read does not exist in a filter either (MS-ADTS, access checks of searches): a search by such an attribute finds nothing, and proves nothing.
 * Out: none where it cannot be told. Asked once for each server.
 */
export async function hiddenAttributes(
  station: Station,
  base: string,
  session: Session,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const held = known.get(station);
  if (held !== undefined) return held;
  const hidden = await ask(station, base, session, signal);
  known.set(station, hidden);
  return hidden;
}

async function ask(station: Station, base: string, session: Session, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { root, account, plan } = station;
  if (!root.isActiveDirectory || account.sids.size === 0) return NONE;
  const filter = allOf([equal('objectClass', 'user'), present('mail')]);
  const question = { base, scope: 'sub' as const, filter, attributes: plan.asked, binary: plan.binary, controls: plan.controls };
  for await (const page of session.pages(question, SAMPLE, signal)) {
    if (page.kind === 'failed') return NONE;
    const records = await createRecordMaker(station).recordsOf(page.value.entries.slice(0, SAMPLE), session, signal);
    const [first = [], ...others] = records.map((record) => hiddenIn(record[NOT_READABLE], plan.attributes.size));
    return new Set(first.filter((name) => others.every((names) => names.includes(name))));
  }
  return NONE;
}

/** All of them are named where the list of rights itself was not to be had: then nothing is known. */
function hiddenIn(names: unknown, all: number): readonly string[] {
  const list: readonly unknown[] = Array.isArray(names) ? names : [];
  return list.length >= all ? [] : list.flatMap((name) => (typeof name === 'string' ? [name.toLowerCase()] : []));
}
