import { expect, it } from 'vitest';
import { DELETED_KEYS, specialObjects } from '../../src/facts/recipient/special-objects.js';
import { indexSide, type RecipientRecord, type SideIndex } from '../../src/facts/recipients.js';
import { hasSoftDeleted } from '../../src/facts/soft-deleted.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { editedDirectories } from '../../src/twin/model.js';
import { fc } from '../setup/property.js';

const NAMES = ['kim', 'tom', 'ann'] as const;
const address = (name: string): string => `${name}@contoso.com`;

const object = fc
  .record({
    name: fc.constantFrom(...NAMES),
    kind: fc.constantFrom('user', 'guest', 'group', 'deleted'),
  })
  .map(({ name, kind }) => ({
    userPrincipalName: address(name),
    proxyAddresses: [`SMTP:${address(name)}`],
    ...(kind === 'guest' ? { userType: 'Guest', otherMails: [address('other')] } : {}),
    ...(kind === 'group' ? { '@odata.type': '#microsoft.graph.group' } : {}),
    ...(kind === 'deleted' ? { deletedDateTime: '2026-11-01T00:00:00Z' } : {}),
  }));

const indexOf = (records: readonly object[], name: string): SideIndex => indexSide('cloud', [readJsonValues(records, 'cloud', name)]);

/** Everything that is asked of the special objects of a side. */
function told(index: SideIndex) {
  const special = specialObjects(index);
  const keys = [...NAMES, 'other'].map(address);
  return {
    count: special.deletedCount,
    hasDeleted: hasSoftDeleted(index),
    deleted: DELETED_KEYS.map((kind) => keys.map((key) => special.deleted(kind, key))),
    strangers: keys.map((key) => special.strangers(key)),
    guests: keys.map((key) => special.guests(key)),
  };
}

it('are those of a copy without going through all of it again', () => {
  fc.assert(
    fc.property(fc.array(object, { minLength: 1, maxLength: 8 }), fc.array(object, { maxLength: 3 }), fc.nat(), (records, made, nth) => {
      const base = indexOf(records, 'base.json');
      const others: readonly RecipientRecord[] = indexOf(made, 'made.json').records;
      const gone = base.records[nth % base.records.length];
      const edits = [
        ...(gone === undefined ? [] : [{ side: 'cloud' as const, replaces: gone, record: others[0] }]),
        ...others.slice(1).map((record) => ({ side: 'cloud' as const, replaces: undefined, record })),
      ];
      const copy = editedDirectories({ onprem: undefined, cloud: base }, edits).cloud;
      if (copy === undefined) throw new Error('the copy has no cloud side');
      const { edited: _, ...whole } = { ...copy, records: copy.records };
      expect(told(copy)).toEqual(told(whole));
    }),
  );
});
