import { isBlankCode } from './blank.js';
import type { FieldDraft } from './draft.js';
import { nameKind } from './names.js';

const SHORTEST = 150;
const FEWEST_FIELDS = 4;
/** One line with more names than this was made to be slow, not pasted. */
const MOST_FIELDS = 2000;

interface Mark {
  readonly start: number;
  readonly colon: number;
}

/**
 * Parts a block whose line ends were lost: one line with several fields, each a known name in its usual spelling, a colon and a blank.
 * Out: the fields; undefined where it is not certain that line ends were lost.
 */
export function splitRunTogether(text: string, fields: readonly FieldDraft[]): readonly FieldDraft[] | undefined {
  const only = fields[0];
  if (only === undefined || fields.length !== 1 || only.pieces.length !== 2) return undefined;
  const [start = 0, end = 0] = only.pieces;
  if (end - start < SHORTEST) return undefined;
  const marks = marksOf(text, start, end);
  if (marks.length + 1 < FEWEST_FIELDS || marks.length > MOST_FIELDS || !marks.some((mark) => isOwn(text, mark))) return undefined;
  const split: FieldDraft[] = [{ ...only, pieces: piece(text, start, marks[0]?.start ?? end), end: marks[0]?.start ?? end }];
  marks.forEach((mark, index) => {
    const stop = marks[index + 1]?.start ?? end;
    const name = text.slice(mark.start, mark.colon);
    const pieces = piece(text, mark.colon + 1, stop);
    split.push({ ...only, name, key: name.toLowerCase(), start: mark.start, pieces, end: pieces[1] ?? mark.colon + 1 });
  });
  const first = split[0];
  if (first !== undefined) first.end = first.pieces[1] ?? only.start + only.name.length + 1;
  return split;
}

function marksOf(text: string, start: number, end: number): readonly Mark[] {
  const marks: Mark[] = [];
  for (
    let colon = text.indexOf(':', start);
    colon >= 0 && colon < end && marks.length <= MOST_FIELDS;
    colon = text.indexOf(':', colon + 1)
  ) {
    if (!isBlankCode(text.charCodeAt(colon + 1))) continue;
    let from = colon;
    while (from > start && colon - from < 90 && isNameCode(text.charCodeAt(from - 1))) from--;
    if (from === colon || !isBlankCode(text.charCodeAt(from - 1))) continue;
    const name = text.slice(from, colon);
    if (/^[A-Z]/.test(name) && (nameKind(name.toLowerCase()) !== undefined || /^X-[A-Z]/.test(name))) marks.push({ start: from, colon });
  }
  return marks;
}

function isOwn(text: string, { start, colon }: Mark): boolean {
  const kind = nameKind(text.slice(start, colon).toLowerCase());
  return kind === 'mail' || kind === 'solo';
}

function isNameCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 45 || code === 95;
}

function piece(text: string, from: number, to: number): number[] {
  let start = from;
  let end = to;
  while (start < end && isBlankCode(text.charCodeAt(start))) start++;
  while (end > start && isBlankCode(text.charCodeAt(end - 1))) end--;
  return start === end ? [] : [start, end];
}
