// An absolute or relative path, or a bare name with the ending of a file that crossprem reads; no path has a line end.
const PATH =
  /^["']?(?:[A-Za-z]:[\\/]|\\\\|\.{0,2}\/|\.{1,2}\\|~[\\/]|file:\/\/|[^\s"'<>|:*?]{1,120}\.(?:txt|log|eml|msg|xml|clixml|json|ndjson|html?|ldif|ldf|csv|gz|crossprem(?:-session)?)["']?$)[^\n"<>|*?]{0,1000}["']?$/i;

const ROOTED = /^["']?(?:[A-Za-z]:[\\/]|[\\/~.]|file:)/;
const MOST_PATHS = 500;
const LONGEST = 1024;
const LONGEST_LIST = 64 * 1024;

/** The path that a text is, where it is nothing else. */
export function pathIn(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed.length < LONGEST && PATH.test(trimmed) ? trimmed : undefined;
}

/**
 * The paths that a text is made of, each on a line or with blanks between them, as terminals type what is dropped into them: in quotes, with
 * backslashes before blanks, or as file: addresses. In the order given. Empty for more than five hundred, and where any part of it is no path.
 */
export function pathsIn(text: string): readonly string[] {
  if (text.length > LONGEST_LIST) return [];
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const paths = lines.filter((line) => line !== '').flatMap(pathsOfLine);
  return paths.length > MOST_PATHS || paths.some((path) => pathIn(path) === undefined) ? [] : paths;
}

function pathsOfLine(line: string): readonly string[] {
  const words = wordsOf(line);
  // A path with blanks in it that nobody quoted is one path.
  const areAlike = new Set(words.map((word) => ROOTED.test(word))).size === 1;
  return words.length > 1 && areAlike && words.every((word) => pathIn(word) !== undefined) ? words : [line];
}

/** Words of a line as a shell splits them; quotes and backslashes stay, for who opens the file takes them off. */
function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
    } else if ((character === '"' || character === "'") && word === '') quote = character;
    else if (character === '\\' && line[at + 1] === ' ') {
      word += '\\ ';
      at++;
      continue;
    } else if (character === ' ') {
      if (word !== '') words.push(word);
      word = '';
      continue;
    }
    word += character;
  }
  return word === '' ? words : [...words, word];
}
