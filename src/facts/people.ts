import { findPartners, isSoftDeleted, keysOf, type RecipientRecord } from './recipients.js';
import type { Directories, Subject } from './subject.js';

/** Every living recipient of both sides, each in one person. */
export interface People {
  readonly length: number;
  subject(index: number): Subject;
}

export function joinPeople({ onprem, cloud }: Directories): People {
  const subjects: Subject[] = [];
  const taken = new Set<RecipientRecord>();
  const hintsOf = (record: RecipientRecord) => ({ addresses: keysOf(record, 'primary'), otherAddresses: [], names: [] });
  for (const record of onprem?.records ?? []) {
    const partners = cloud === undefined ? [] : findPartners(record, cloud);
    const partner = partners.find((one) => !taken.has(one.record));
    if (partner !== undefined) taken.add(partner.record);
    subjects.push({
      hints: hintsOf(record),
      onPrem: record,
      cloud: partner?.record,
      joinedBy: partner?.by,
      keys: partner === undefined ? [] : [partner.by],
      contenders: partners.filter((one) => one !== partner),
      foundBy: 'list',
      rivals: [],
      isIdentified: true,
    });
  }
  for (const record of cloud?.records ?? []) {
    if (taken.has(record) || isSoftDeleted(record)) continue;
    subjects.push({
      hints: hintsOf(record),
      onPrem: undefined,
      cloud: record,
      joinedBy: undefined,
      keys: [],
      contenders: [],
      foundBy: 'list',
      rivals: [],
      isIdentified: true,
    });
  }
  const nobody = (): never => {
    throw new RangeError('no such person');
  };
  return { length: subjects.length, subject: (index) => subjects[index] ?? nobody() };
}
