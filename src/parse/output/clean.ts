/**
 * Takes off what a chat, a ticket or a terminal put around an output: CR, escape sequences, no-break spaces, code fences, `> ` before every line.
 * In: any text. Out: its lines; as many as the text has, for places in it are quoted by line.
 */
export function cleanLines(text: string): readonly string[] {
  const plain = text
    .replace(/\u001b\[[0-9;?]{0,20}[A-Za-z]/g, '')
    .replace(/[\u200b\u200e\u200f\u2060\ufeff\u00ad]/g, '')
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/[\u2018\u2019]/g, "'");
  let lines = plain.split(/\r\n|\n|\r/).map((line) => (isFence(line) ? '' : line));
  for (let depth = 0; depth < 3 && isQuoted(lines); depth++) lines = lines.map(withoutQuote);
  return lines;
}

function isFence(line: string): boolean {
  return line.length < 60 && /^\s{0,20}(?:> ?){0,3}(?:```|~~~)[\w+-]{0,20}\s{0,20}$/.test(line);
}

/** True where every line that holds something begins with the mark; a console's own `>> ` does not stand before all of them. */
function isQuoted(lines: readonly string[]): boolean {
  let count = 0;
  for (const line of lines) {
    const start = firstMark(line);
    if (start === '') continue;
    if (start !== '>') return false;
    count++;
  }
  return count > 0;
}

function firstMark(line: string): string {
  for (const letter of line) if (letter !== ' ' && letter !== '\t') return letter;
  return '';
}

function withoutQuote(line: string): string {
  const mark = line.indexOf('>');
  return mark < 0 ? line : line.slice(line[mark + 1] === ' ' ? mark + 2 : mark + 1);
}

/** Lines without the blanks that all of them begin with. */
export function withoutIndent(lines: readonly string[]): readonly string[] {
  let indent = Number.POSITIVE_INFINITY;
  for (const line of lines) {
    const own = indentOf(line);
    if (own < line.length) indent = Math.min(indent, own);
  }
  return indent === 0 || indent === Number.POSITIVE_INFINITY ? lines : lines.map((line) => line.slice(indent));
}

/** How many blanks a line begins with; its length where it holds nothing else. */
export function indentOf(line: string): number {
  let at = 0;
  while (line[at] === ' ' || line[at] === '\t') at++;
  return at;
}
