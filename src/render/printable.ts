// C0 and C1 controls, DEL, line separators, and the marks that hide or reorder text.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\ufe00-\ufe0f]/g;

/** Most texts hold nothing else, and stay as they are. */
const PLAIN = /^[ -~]*$/;

/** One line of text of a stranger, safe to show: what a terminal would obey, or what would reorder the line, is left out; line ends become a blank. */
export function printable(text: string): string {
  return PLAIN.test(text) ? text : text.replace(/[\t\r\n]+/g, ' ').replace(UNPRINTABLE, '');
}

/** As printable, and nothing is hidden: what must not reach a terminal is named in its place (`<U+202E>`). For values that a stranger sent. */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/[\t\r\n]+/g, ' ')
    .replace(UNPRINTABLE, (character) => `<U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}>`);
}
