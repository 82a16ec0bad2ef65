import type { RecipientRecord, SideIndex } from '../facts/recipients.js';
import { readGuid } from '../parse/recipient/guid.js';

/** Objects that answer to an identity, by the strongest key that any has. */
export function findObjects(side: SideIndex, identity: string): readonly RecipientRecord[] {
  const word = identity.trim();
  const guid = word.length > 400 ? undefined : readGuid(word);
  if (guid !== undefined && guid.kind !== 'problem') {
    const byGuid = side.find('objectId', guid.guid);
    if (byGuid.length > 0) return byGuid;
  }
  const bare = word.replace(/^smtp:/i, '');
  for (const kind of ['dn', 'upn', 'primary', 'address', 'name'] as const) {
    const found = side.find(kind, kind === 'primary' || kind === 'address' ? bare : word);
    if (found.length > 0) return found;
  }
  return [];
}
