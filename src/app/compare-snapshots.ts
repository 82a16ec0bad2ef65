import type { PartSide } from '../evidence/snapshot.js';
import { createSideComparer, type DifferenceOptions, type SideDifference, type SnapshotDifference } from '../parse/snapshot/difference.js';
import type { SnapshotReader } from '../ports/snapshot.js';

export interface CompareOptions extends Partial<DifferenceOptions> {
  readonly signal?: AbortSignal;
}

const SIDES: readonly PartSide[] = ['onprem', 'cloud', 'settings'];

/** What changed from one snapshot to a later one, side by side; the attributes of one side at a time are in memory. */
export async function compareSnapshots(
  before: SnapshotReader,
  after: SnapshotReader,
  options: CompareOptions = {},
): Promise<SnapshotDifference> {
  const sides: SideDifference[] = [];
  for (const side of SIDES) {
    const comparer = createSideComparer(side, before.summary, after.summary, { withVolatile: options.withVolatile === true });
    await readSide(before, side, comparer.before, options.signal);
    await readSide(after, side, comparer.after, options.signal);
    sides.push(comparer.end());
  }
  return { before: about(before), after: about(after), sides };
}

async function readSide(
  reader: SnapshotReader,
  side: PartSide,
  add: ReturnType<typeof createSideComparer>['before'],
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const part of reader.summary.parts) {
    if (part.side !== side) continue;
    for await (const record of reader.records(part.name, signal)) add(record, part);
  }
}

function about({ path, summary, notes }: SnapshotReader): SnapshotDifference['before'] {
  return { path, summary, notes: [...notes] };
}
