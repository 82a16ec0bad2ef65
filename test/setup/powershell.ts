import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

const require = createRequire(import.meta.url);
const QUOTES = "'\u2018\u2019\u201a\u201b";
const DOUBLE_QUOTES = '"\u201c\u201d\u201e';

export interface PowerShellParser {
  /** Names of the commands that a text calls, in order; throws where the grammar finds a fault. */
  commandNames(text: string): readonly string[];
}

/** The grammar of tree-sitter-powershell. It does not know typographic quotes: `skeleton` is the check for those. */
export async function createPowerShellParser(): Promise<PowerShellParser> {
  await Parser.init();
  const language = await Language.load(readFileSync(require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')));
  const parser = new Parser();
  parser.setLanguage(language);
  return {
    commandNames: (text) => {
      const tree = parser.parse(forGrammar(text));
      if (tree === null) throw new Error('nothing was parsed');
      try {
        if (tree.rootNode.hasError) throw new Error(`the grammar finds a fault in: ${text}`);
        return namesIn(tree.rootNode);
      } finally {
        tree.delete();
      }
    },
  };
}

/**
 * The grammar faults two things that PowerShell takes: bare words with commas (`Format-List A, B`) and digits in the name of a parameter.
 * Outside literals the comma becomes a blank and the digits go; nothing else changes.
 */
function forGrammar(text: string): string {
  const code = skeleton(text);
  if (!/, |-[A-Za-z]+\d/.test(code)) return text;
  let out = '';
  let from = 0;
  for (const [literal, start] of literalsOf(text)) {
    out += bare(text.slice(from, start)) + literal;
    from = start + literal.length;
  }
  return out + bare(text.slice(from));
}

const bare = (code: string): string =>
  code.replace(/(?<=[A-Za-z0-9*]), (?=[A-Za-z*])/g, ' ').replace(/(?<= -[A-Za-z]+)\d+(?=[A-Za-z]*)/g, '');

/** Literals and comments, with where they start. */
function* literalsOf(text: string): Generator<readonly [string, number]> {
  for (let index = 0; index < text.length; ) {
    const character = text[index] ?? '';
    let end = index + 1;
    if (QUOTES.includes(character)) end = endOfLiteral(text, index);
    else if (character === '#') end = endOfComment(text, index);
    if (end > index + 1 || character === '#') yield [text.slice(index, end), index];
    index = end;
  }
}

function endOfComment(text: string, start: number): number {
  const end = text.slice(start).search(/[\r\n]/);
  return end < 0 ? text.length : start + end;
}

function namesIn(node: Node): readonly string[] {
  return node.descendantsOfType('command_name').flatMap((name) => (name === null ? [] : [name.text]));
}

/**
 * What PowerShell would run: the text with the inside of every literal and comment taken out, read by PowerShell's own rule, in which five
 * characters open and close a single-quoted string and a doubled one stays inside.
 * Throws for a literal that does not end, and for a double quote outside of one, for in those `$(...)` would run.
 */
export function skeleton(text: string): string {
  let out = '';
  let index = 0;
  while (index < text.length) {
    const character = text[index] ?? '';
    if (QUOTES.includes(character)) {
      index = endOfLiteral(text, index);
      out += "''";
      continue;
    }
    if (DOUBLE_QUOTES.includes(character) || character === '`')
      throw new Error(`${JSON.stringify(character)} outside a literal in: ${text}`);
    if (character === '#') {
      out += '#';
      index = endOfComment(text, index);
      continue;
    }
    out += character;
    index++;
  }
  return out;
}

function endOfLiteral(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    if (!QUOTES.includes(text[index] ?? '')) continue;
    if (index + 1 < text.length && QUOTES.includes(text[index + 1] ?? '')) index++;
    else return index + 1;
  }
  throw new Error(`a literal does not end in: ${text}`);
}
