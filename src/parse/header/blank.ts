/** Space, tab, line end, NBSP and the other blanks that pasting brings. In: a UTF-16 code. */
export function isBlankCode(code: number): boolean {
  return (
    code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x202f || code === 0x3000 || (code >= 0x2000 && code <= 0x200b)
  );
}

/** Index of the first character at or after `from` that is no blank; `end` where there is none. */
export function skipBlanks(text: string, from: number, end: number): number {
  let index = from;
  while (index < end && isBlankCode(text.charCodeAt(index))) index++;
  return index;
}

/** Words of a text, parted by blanks. At most `most`; the rest is left out. */
export function wordsOf(text: string, most: number): readonly string[] {
  const words: string[] = [];
  let index = skipBlanks(text, 0, text.length);
  while (index < text.length && words.length < most) {
    const start = index;
    while (index < text.length && !isBlankCode(text.charCodeAt(index))) index++;
    words.push(text.slice(start, index));
    index = skipBlanks(text, index, text.length);
  }
  return words;
}

/**
 * Index of the parenthesis that closes the one at `open`; comments nest, a backslash takes the next character along.
 * -1 where it is never closed.
 */
export function closingParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let index = open; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 92) index++;
    else if (code === 40) depth++;
    else if (code === 41 && --depth === 0) return index;
  }
  return -1;
}
