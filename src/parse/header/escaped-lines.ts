import { createMapper, type MappedText } from './mapped-text.js';

/** The beginning of a field behind a line end that is written as an escape. */
const ESCAPED_FIELD = /\\n[A-Za-z][A-Za-z0-9-]{1,60}:[ \\]/g;
const FEWEST = 3;
const ESCAPES = /\\(?:r\\n|[nrt"'/\\]|u[0-9a-fA-F]{4})|(?<=[:=][ \t]{0,3})["'](?=[A-Z][A-Za-z0-9-]{1,60}: )/g;
const PLAIN: Readonly<Record<string, string>> = { '\\r\\n': '\n', '\\n': '\n', '\\r': '\n', '\\t': '\t' };

/** Fields that stand on lines of their own: then an escape is part of a value, and of whoever wrote it. */
const REAL_FIELD = /^[ \t>]{0,20}(?:received|from|to|subject|date|message-id|return-path|x-[a-z0-9-]{2,60}):[ \t]/gim;

/**
 * Headers inside a string of JSON or of source code: `"Received: from ...\r\n by ...\r\nFrom: ..."`. In: any text. Out: the text with lines of
 * its own, also before the first field; undefined where fewer than three fields stand behind escaped line ends. Linear in time.
 */
export function unescapeLines(text: string): MappedText | undefined {
  if (!text.includes('\\n') || !hasFields(text, ESCAPED_FIELD, FEWEST) || hasFields(text, REAL_FIELD, 2)) return undefined;
  const mapper = createMapper(text);
  for (const { 0: found, index } of text.matchAll(ESCAPES)) mapper.replace(index, index + found.length, plainOf(found));
  return mapper.done();
}

function hasFields(text: string, pattern: RegExp, fewest: number): boolean {
  let count = 0;
  for (const _ of text.matchAll(pattern)) if (++count >= fewest) return true;
  return false;
}

function plainOf(escape: string): string {
  if (escape === '"' || escape === "'") return '\n';
  if (escape.startsWith('\\u')) return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  return PLAIN[escape] ?? escape.slice(1);
}
