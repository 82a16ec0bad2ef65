import type { Unreadable } from '../../evidence/snapshot.js';
import { accessList } from '../../parse/recipient/security-descriptor.js';
import { readEntry } from './entries.js';
import { anyOf, equal } from './filters.js';
import { isBelow } from './names.js';
import { shownText } from './server-problems.js';
import type { Session } from './session.js';
import type { Station } from './station.js';

// MS-ADTS 5.1.3.2: the right to list what stands below, and the generic rights that hold it.
const LIST_CONTENTS = 0x4;
const GENERIC = 0x80000000 | 0x10000000;
const INHERIT_ONLY = 0x8;
const DESCRIPTOR = 'ntsecuritydescriptor';
const MOST_TOLD = 20;

/**
 * Folders that the account sees and whose contents it may not list: people in them do not come, and nothing else says that they are there.
 * A folder that the account may not even see leaves no trace at all; nobody can tell of it.
 *
 * Out: sentences; none where it cannot be told, or where the search fails, which reading then meets too.
 */
export async function findVeiled(station: Station, base: string, session: Session, signal: AbortSignal): Promise<readonly Unreadable[]> {
  const { root, account, plan, pace } = station;
  if (!root.isActiveDirectory || account.sids.size === 0 || base === '') return [];
  const filter = anyOf([equal('objectClass', 'organizationalUnit'), equal('objectClass', 'container')]);
  const attributes = ['nTSecurityDescriptor'];
  const veiled: string[] = [];
  const system = `CN=System,${root.defaultNamingContext ?? base}`;
  for await (const page of session.pages(
    { base, scope: 'sub', filter, attributes, binary: attributes, controls: plan.controls },
    pace.pageSize,
    signal,
  )) {
    if (page.kind === 'failed') return [];
    for (const from of page.value.entries) {
      const descriptor = readEntry(from).entry.attributes.get(DESCRIPTOR)?.[0];
      if (descriptor instanceof Uint8Array && mayList(descriptor, account.sids) === false && !isBelow(from.dn, system))
        veiled.push(from.dn);
    }
  }
  return tell(veiled);
}

function tell(veiled: readonly string[]): readonly Unreadable[] {
  const why = 'Its access list does not let this account list its contents.';
  const next = 'Give the account the right List Contents there, or use another one.';
  const told = veiled.slice(0, MOST_TOLD).map((dn) => ({ what: `What stands below ${shownText(dn)} is not read.`, why, next }));
  const more = veiled.length - told.length;
  return more === 0 ? told : [...told, { what: `What stands below ${more} more folders is not read.`, why, next }];
}

/** True, false, or undefined where the list cannot be judged. The first entry that is about the right decides; none: denied. */
export function mayList(descriptor: Uint8Array, sids: ReadonlySet<string>): boolean | undefined {
  const list = accessList(descriptor);
  if (list === undefined || (list.isThere && !list.isWhole)) return undefined;
  if (!list.isThere) return true;
  for (const { allows, flags, mask, objectType, sid } of list.entries) {
    if ((flags & INHERIT_ONLY) !== 0 || objectType !== undefined || !sids.has(sid)) continue;
    if ((mask & (LIST_CONTENTS | GENERIC)) !== 0) return allows;
  }
  return false;
}
