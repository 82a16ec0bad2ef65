import type { Entry } from 'ldapts';
import { type DirectoryRecord, NOT_READABLE } from '../../evidence/snapshot.js';
import { type AccessReader, createAccessReader } from '../../parse/ad/access.js';
import { recordOf } from '../../parse/ad/record.js';
import { type ReadEntry, readEntry, readRanges } from './entries.js';
import { createQuickRecord } from './quick-record.js';
import type { Session } from './session.js';
import { sidBytes } from './sid.js';
import type { Station } from './station.js';

const DESCRIPTOR = 'ntsecuritydescriptor';

/** Makes records of what one server sent. */
export interface RecordMaker {
  /** Reads what the server left out of long lists, where it did. */
  readonly recordsOf: (entries: readonly Entry[], session: Session, signal: AbortSignal) => Promise<readonly DirectoryRecord[]>;
}

export function createRecordMaker({ plan, account, root }: Pick<Station, 'plan' | 'account' | 'root'>): RecordMaker {
  const { attributes, binary, controls, dropsDescriptor } = plan;
  const hasRights = root.isActiveDirectory;
  const access: AccessReader | undefined =
    hasRights && account.sids.size > 0 ? createAccessReader({ accountSids: account.sids, attributes }) : undefined;
  const all = [...attributes.values()].map(({ name }) => name);
  const own = account.sid === undefined ? undefined : sidBytes(account.sid);

  const descriptorKey = attributes.get(DESCRIPTOR)?.name ?? 'nTSecurityDescriptor';
  const sidKey = attributes.get('objectsid')?.name ?? 'objectSid';
  const quick = createQuickRecord(plan.asked, attributes, dropsDescriptor ? DESCRIPTOR : undefined);

  function notReadable(descriptor: unknown, sid: unknown): readonly string[] {
    if (!hasRights) return NONE;
    if (access === undefined) return all;
    const isSelf = own !== undefined && sid instanceof Uint8Array && Buffer.compare(sid, own) === 0;
    const may = access(descriptor instanceof Uint8Array ? descriptor : undefined, { isSelf });
    if (may.kind === 'all') return NONE;
    // Without the list of rights, an attribute that did not come may be there or not.
    return may.kind === 'not' ? may.names : all;
  }

  function recordFrom(read: ReadEntry, cut: readonly string[]): DirectoryRecord {
    const { attributes: own } = read.entry;
    const hidden = notReadable(own.get(DESCRIPTOR)?.[0], own.get('objectsid')?.[0]);
    if (dropsDescriptor) read.entry.attributes.delete(DESCRIPTOR);
    return recordOf(read.entry, attributes, cut.length === 0 ? hidden : [...new Set([...hidden, ...cut])]);
  }

  function quickRecordFrom(entry: Entry): DirectoryRecord | undefined {
    const record = quick(entry);
    if (record === undefined || !hasRights) return record;
    const missing = notReadable(entry[descriptorKey], entry[sidKey]).filter((name) => record[name] === undefined);
    if (missing.length > 0) record[NOT_READABLE] = missing;
    return record;
  }

  return {
    async recordsOf(entries, session, signal) {
      const records: DirectoryRecord[] = [];
      for (const entry of entries) {
        const record = quickRecordFrom(entry);
        if (record !== undefined) {
          records.push(record);
          continue;
        }
        const read = readEntry(entry);
        records.push(recordFrom(read, read.open.length === 0 ? NONE : await readRanges(read, session, binary, controls, signal)));
      }
      return records;
    },
  };
}

const NONE: readonly string[] = [];
