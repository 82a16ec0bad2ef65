import type { RecipientRecord } from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import type { SyncResult } from './result.js';
import { createSyncWorld, synchronize } from './synchronize.js';

/** One cycle for one object of these directories. For many objects of the same directories make the world once (`createSyncWorld`). */
export function simulateSync(record: RecipientRecord, directories: Directories, settings: Settings | undefined): SyncResult {
  return synchronize(createSyncWorld(directories, settings), record);
}
