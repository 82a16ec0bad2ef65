import { isSoftDeleted, type SideIndex } from './recipients.js';

const KNOWN = new WeakMap<SideIndex, boolean>();

/** True where a side holds a soft-deleted object: then it was exported with them. Looked for once; each text asks it of each of its findings. */
export function hasSoftDeleted(index: SideIndex): boolean {
  const known = KNOWN.get(index);
  if (known !== undefined) return known;
  const found = index.records.some(isSoftDeleted);
  KNOWN.set(index, found);
  return found;
}
