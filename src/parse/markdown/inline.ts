/** A piece of a line of markdown. */
export interface Inline {
  readonly kind: 'text' | 'strong' | 'emphasis' | 'code' | 'link';
  readonly text: string;
  /** Where a link leads: an address, a file, or `#heading`. */
  readonly to?: string;
}

// A mark that nothing closes within so many characters is a sign like any other: so the time stays linear.
const FURTHEST = 600;

/** In: one line, or a paragraph as one line. Out: its pieces; no mark is left in their texts. Bad input: what closes nothing stays as it is. */
export function readInlines(line: string): readonly Inline[] {
  const pieces: Inline[] = [];
  let plain = '';
  const add = (piece: Inline): void => {
    if (plain !== '') pieces.push({ kind: 'text', text: plain });
    plain = '';
    if (piece.text !== '') pieces.push(piece);
  };
  for (let at = 0; at < line.length; ) {
    const found = pieceAt(line, at);
    if (found === undefined) {
      const isEscape = line[at] === '\\' && isSign(line[at + 1]);
      plain += line[isEscape ? at + 1 : at] ?? '';
      at += isEscape ? 2 : 1;
    } else {
      add(found.piece);
      at = found.end;
    }
  }
  if (plain !== '') pieces.push({ kind: 'text', text: plain });
  return pieces;
}

/** The text of a line without its marks. */
export function plainText(inlines: readonly Inline[]): string {
  return inlines.map(({ text }) => text).join('');
}

type Found = { readonly piece: Inline; readonly end: number } | undefined;

function pieceAt(line: string, at: number): Found {
  switch (line[at]) {
    case '`':
      return codeAt(line, at);
    case '*':
    case '_':
      return emphasisAt(line, at);
    case '!':
      return line[at + 1] === '[' ? linkAt(line, at + 1, true) : undefined;
    case '[':
      return linkAt(line, at, false);
    case '<':
      return addressAt(line, at);
    default:
      return undefined;
  }
}

function codeAt(line: string, at: number): Found {
  let marks = 1;
  while (line[at + marks] === '`' && marks < 4) marks++;
  const end = find(line, '`'.repeat(marks), at + marks);
  if (end === undefined) return undefined;
  const inner = line.slice(at + marks, end);
  const isPadded = inner.startsWith(' ') && inner.endsWith(' ') && inner.trim() !== '';
  return { piece: { kind: 'code', text: isPadded ? inner.slice(1, -1) : inner }, end: end + marks };
}

function emphasisAt(line: string, at: number): Found {
  const mark = line[at] ?? '';
  const isStrong = line[at + 1] === mark;
  const marks = isStrong ? mark + mark : mark;
  const from = at + marks.length;
  // In snake_case nothing is emphasized.
  if (mark === '_' && isLetter(line[at - 1])) return undefined;
  if (line[from] === undefined || line[from] === ' ') return undefined;
  const end = closing(line, marks, from);
  if (end === undefined || line[end - 1] === ' ' || (mark === '_' && isLetter(line[end + marks.length]))) return undefined;
  return { piece: { kind: isStrong ? 'strong' : 'emphasis', text: plainText(readFlat(line.slice(from, end))) }, end: end + marks.length };
}

/** Past code and escaped marks. */
function closing(line: string, marks: string, from: number): number | undefined {
  const last = Math.min(line.length, from + FURTHEST);
  for (let at = from; at < last; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === '`') at = (codeAt(line, at)?.end ?? at + 1) - 1;
    else if (line.startsWith(marks, at)) return at;
  }
  return undefined;
}

function linkAt(line: string, at: number, isPicture: boolean): Found {
  const close = bracketEnd(line, at);
  if (close === undefined || line[close + 1] !== '(') return undefined;
  const end = find(line, ')', close + 2);
  if (end === undefined) return undefined;
  const text = plainText(readFlat(line.slice(at + 1, close)));
  const to = line.slice(close + 2, end).trim();
  return { piece: isPicture ? { kind: 'emphasis', text: `(Picture: ${text})` } : { kind: 'link', text, to }, end: end + 1 };
}

function bracketEnd(line: string, at: number): number | undefined {
  const last = Math.min(line.length, at + FURTHEST);
  for (let i = at + 1; i < last; i++) {
    if (line[i] === '\\') i++;
    else if (line[i] === ']') return i;
    else if (line[i] === '[') return undefined;
  }
  return undefined;
}

function addressAt(line: string, at: number): Found {
  const end = find(line, '>', at);
  const text = end === undefined ? '' : line.slice(at + 1, end);
  if (end === undefined || text.includes(' ') || !(text.startsWith('https://') || text.startsWith('http://'))) return undefined;
  return { piece: { kind: 'link', text, to: text }, end: end + 1 };
}

/** What stands in a link or in emphasis: code and escapes, nothing deeper. */
function readFlat(text: string): readonly Inline[] {
  let plain = '';
  for (let at = 0; at < text.length; ) {
    const code = text[at] === '`' ? codeAt(text, at) : undefined;
    if (code !== undefined) {
      plain += code.piece.text;
      at = code.end;
    } else {
      const isEscape = text[at] === '\\' && isSign(text[at + 1]);
      plain += text[isEscape ? at + 1 : at] ?? '';
      at += isEscape ? 2 : 1;
    }
  }
  return [{ kind: 'text', text: plain }];
}

function find(line: string, what: string, from: number): number | undefined {
  const end = line.slice(from, from + FURTHEST).indexOf(what);
  return end < 0 ? undefined : from + end;
}

function isSign(character: string | undefined): boolean {
  return character !== undefined && '\\`*_{}[]()<>#+-.!|~"\'&:;,/?=@$%^'.includes(character);
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}]/u.test(character);
}
