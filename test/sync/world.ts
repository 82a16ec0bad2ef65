import { indexSide, type RecipientRecord } from '../../src/facts/recipients.js';
import type { Directories } from '../../src/facts/subject.js';
import type { Settings } from '../../src/facts/tenant.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import type { SyncResult } from '../../src/sync/result.js';
import { createSyncWorld, synchronize } from '../../src/sync/synchronize.js';

export type Fields = Readonly<Record<string, unknown>>;

/** Both sides, of records that count as fully read. */
export function sides(onprem: readonly Fields[], cloud: readonly Fields[]): Directories {
  return {
    onprem: indexSide('onprem', [readJsonValues(onprem, 'onprem', 'onprem')]),
    cloud: indexSide('cloud', [readJsonValues(cloud, 'cloud', 'cloud')]),
  };
}

export function first(directories: Directories): RecipientRecord {
  const [record] = directories.onprem?.records ?? [];
  if (record === undefined) throw new Error('the test gives no on-premises object');
  return record;
}

/** One cycle for the first of the on-premises objects. */
export function cycle(onprem: readonly Fields[], cloud: readonly Fields[], settings: Settings = {}): SyncResult {
  const directories = sides(onprem, cloud);
  return synchronize(createSyncWorld(directories, settings), first(directories));
}
