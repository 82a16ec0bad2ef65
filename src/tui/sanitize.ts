import stringWidth from 'string-width';

/**
 * Control characters, and characters that are invisible or change the direction of the text around them: none of them may reach a terminal
 * from input or from a directory. Line ends and tabs are made spaces first.
 * Source: https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters
 */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufdd0-\ufdef]/gu;
const BREAKS = /\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g;
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;

/** In: text of anybody. Out: one line that a terminal prints and does not obey. */
export function clean(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  return text.replace(BREAKS, ' ').replace(HOSTILE, '');
}

/** In: what was typed or pasted as a secret. Out: the same without what cannot be seen; blanks stay, and no line end becomes one. */
export function printable(text: string): string {
  return PRINTABLE_ASCII.test(text) ? text : text.replace(BREAKS, '').replace(HOSTILE, '');
}

/** As `clean`, and nothing is hidden: what must not reach a terminal is named in its place (`<U+202E>`). Line feeds stay, a tab is two blanks. */
export function nameHidden(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text;
  const unix = text.replace(/\r\n?/g, '\n').replace(/\t/g, '  ');
  return unix.replace(HOSTILE, (character) =>
    character === '\n' ? character : `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}

/** As `clean`, and line feeds stay: for text that is copied or saved. */
export function cleanLines(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/\t/g, '  ').replace(HOSTILE, ''))
    .join('\n');
}

/** Letters of Hebrew, Arabic and the other scripts that are written from right to left: their blocks, those above U+FFFF too. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdfd\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Whether a text holds letters that are written from right to left. */
export function hasRightToLeft(text: string): boolean {
  return !PRINTABLE_ASCII.test(text) && RIGHT_TO_LEFT.test(text);
}

/** Columns that a cleaned text takes; East Asian wide characters take two. */
export function widthOf(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : stringWidth(text, { countAnsiEscapeCodes: true });
}

/** Cuts a cleaned text to a width; what was cut shows as an ellipsis. */
export function cutEnd(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  if (width <= 1) return width === 1 ? '…' : '';
  let taken = '';
  let used = 0;
  for (const character of text) {
    const size = widthOf(character);
    if (used + size > width - 1) break;
    taken += character;
    used += size;
  }
  return `${taken.trimEnd()}…`;
}

/** As `cutEnd`, and the end stays: for paths. */
export function cutStart(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const characters = [...text].reverse();
  let taken = '';
  let used = 0;
  for (const character of characters) {
    const size = widthOf(character);
    if (used + size > width - 1) break;
    taken = character + taken;
    used += size;
  }
  return `…${taken}`;
}

/** Cleans, cuts and fills up to exactly `width` columns. */
export function pad(text: string, width: number): string {
  const cut = cutEnd(clean(text), width);
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)));
}
