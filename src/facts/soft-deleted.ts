import { isSoftDeleted, type SideIndex } from './recipients.js';

const KNOWN = new WeakMap<SideIndex, boolean>();

/** True where a side holds a soft-deleted object: then it was exported with them. Looked for once; each text asks it of each of its findings. */
export function hasSoftDeleted(index: SideIndex): boolean {
  const known = KNOWN.get(index);
  if (known !== undefined) return known;
  const found = look(index);
  KNOWN.set(index, found);
  return found;
}

function look({ records, edited }: SideIndex): boolean {
  if (edited === undefined) return records.some(isSoftDeleted);
  if (edited.made.some(isSoftDeleted)) return true;
  return [...edited.gone].some(isSoftDeleted) ? records.some(isSoftDeleted) : hasSoftDeleted(edited.base);
}
