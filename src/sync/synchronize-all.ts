import type { RecipientRecord } from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import type { CloudObject, CloudState } from './cloud.js';
import type { Incoming } from './incoming.js';
import type { SyncResult } from './result.js';
import { createSyncWorld, runObject } from './synchronize.js';

/**
 * One cycle over many on-premises objects, in the order of the export; later objects see what earlier ones took.
 *
 * In: both sides, the settings, and the objects (default: all of the on-premises side). `joinedTo` and `cloudSourceAnchor`, which concern one
 * object, are left out. Out: one result for each object. Linear in time.
 */
export function* synchronizeAll(
  directories: Directories,
  settings: Settings | undefined,
  records: readonly RecipientRecord[] = directories.onprem?.records ?? [],
): Generator<SyncResult> {
  const { joinedTo: _joined, cloudSourceAnchor: _anchor, ...rest } = settings ?? {};
  const world = createSyncWorld(directories, rest);
  const users = new Map<string, string>();
  let made = 0;
  for (const record of records) {
    const { result, incoming, anchor } = runObject(world, record);
    const first = anchor === undefined || incoming.type !== 'user' ? undefined : users.get(anchor);
    if (first !== undefined && result.outcome === 'hard-match') {
      yield twice(result, first);
      continue;
    }
    if (world.cloud !== undefined) take(world.cloud, incoming, result, made++);
    if (anchor !== undefined && incoming.type === 'user' && result.target.kind !== 'none') users.set(anchor, result.label);
    yield result;
  }
}

/** Two on-premises objects with one anchor become one object in Connect, and which values win is not modelled. */
function twice(result: SyncResult, first: string): SyncResult {
  const why = `${result.label} has the source anchor of ${first}: Connect joins both into one object, and which values win is not told here.`;
  return {
    ...result,
    outcome: 'undecided',
    with: undefined,
    target: { kind: 'none' },
    why,
    quarantined: [],
    isCertain: false,
    missing: [
      ...result.missing,
      { what: 'which of the two objects is meant', how: 'Give one of them an anchor of its own before it is synchronized' },
    ],
  };
}

/** The state of the cloud after an object was written. */
function take(cloud: CloudState, incoming: Incoming, result: SyncResult, made: number): void {
  const { target, quarantined } = result;
  const removed = result.removed === undefined ? undefined : cloud.find('id', result.removed)[0];
  if (removed !== undefined) cloud.put({ ...removed, isDeleted: true, isSynced: false });
  if (target.kind === 'none' || incoming.type === 'other') return;
  const before = target.kind === 'cloud' ? cloud.find('id', target.id)[0] : undefined;
  const withheld = new Set(quarantined.map(({ value }) => value));
  const kept = (incoming.proxies ?? []).filter(({ text }) => !withheld.has(text));
  const primary = kept.find(({ isPrimary }) => isPrimary)?.key ?? before?.primary ?? null;
  const own = (before?.smtp ?? []).filter((address) => isServiceAddress(address));
  const after: CloudObject = {
    id: before?.id ?? `new-${made + 1}`,
    label: before?.label ?? `${incoming.label} (new in this cycle)`,
    record: before?.record,
    type: incoming.type,
    isGuest: before?.isGuest ?? false,
    isDeleted: false,
    anchor: result.anchor ?? before?.anchor,
    isSynced: true,
    isCloudManaged: false,
    upn: result.resultUpn ?? before?.upn ?? null,
    primary,
    areAddressesRead: true,
    smtp: [...new Set([...kept.flatMap(({ kind, key }) => (kind === 'smtp' ? [key] : [])), ...own])],
    sip: kept.flatMap(({ kind, key }) => (kind === 'sip' ? [key] : [])),
    sid: incoming.sid.value ?? before?.sid,
    isNew: before === undefined || before.isNew,
  };
  cloud.put(after);
}

/** Addresses that the service makes itself stay when the others are overwritten. */
export function isServiceAddress(address: string): boolean {
  return /\.onmicrosoft\.(?:com|us|cn|de)$/i.test(address);
}
