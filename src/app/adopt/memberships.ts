import { kindOf, labelOf } from '../../facts/recipient/objects.js';
import { keysOf, type RecipientRecord } from '../../facts/recipients.js';
import type { SideIndex } from '../../facts/side-index.js';
import type { Memberships } from '../../fixes/adoption.js';
import { firstText, textsIn } from './read.js';

const MOST_LISTED = 200;

/**
 * Who is in which group of the cloud. In: the cloud side. Out: a person's groups, from the person's `memberOf` and from the `members` of groups
 * in the data; undefined where neither was read. The members of all groups are indexed once.
 */
export function cloudMemberships(cloud: SideIndex | undefined): (record: RecipientRecord) => Memberships {
  const groupsOf = new Map<string, Set<string>>();
  let wasRead = false;
  const canHold = cloud?.tables.some((table) => table.columns.includes('members') || table.columns.includes('exo.members')) === true;
  for (const record of canHold ? (cloud?.records ?? []) : []) {
    const members = textsIn(record, ['members', 'exo.members']);
    if (members === undefined || kindOf(record) !== 'group') continue;
    wasRead = true;
    const name = firstText(record, ['displayname', 'exo.displayname']) ?? labelOf(record) ?? 'a group without a name';
    for (const member of members) {
      const key = member.toLowerCase();
      const groups = groupsOf.get(key);
      if (groups === undefined) groupsOf.set(key, new Set([name]));
      else groups.add(name);
    }
  }
  return (record) => {
    const own = textsIn(record, ['memberof', 'exo.memberof']);
    if (own === undefined && !wasRead) return undefined;
    const keys = (['objectId', 'upn', 'address', 'dn'] as const).flatMap((kind) => keysOf(record, kind));
    const groups = new Set(own ?? []);
    for (const key of keys) for (const group of groupsOf.get(key.toLowerCase()) ?? []) groups.add(group);
    return [...groups].sort().slice(0, MOST_LISTED);
  };
}
