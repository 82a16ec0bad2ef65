import { createReadStream, statSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { ok, problem, type Result } from '../../evidence/problem.js';
import { detectEncoding } from '../../parse/decode.js';

/**
 * The lines of a file, or of a stream, one after the other; CR LF and LF end a line.
 * The encoding is found from the first bytes, for Windows PowerShell writes UTF-16 with `>`. Memory: one chunk and one line.
 */
export function readLines(path: string | undefined, stream: () => AsyncIterable<Uint8Array>): Result<AsyncIterable<string>> {
  if (path === undefined) return ok(linesOf(stream()));
  const info = statSync(path, { throwIfNoEntry: false });
  if (info === undefined) return problem('There is no such file.', path, 'Name a file with one JSON object on each line.');
  if (!info.isFile()) return problem('This is no file.', path, 'Name a file with one JSON object on each line.');
  return ok(linesOf(createReadStream(path)));
}

async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  let decoder: TextDecoder | undefined;
  let rest = '';
  for await (const chunk of stream) {
    if (decoder === undefined) {
      const encoding = detectEncoding(chunk, false);
      decoder = new TextDecoder(encoding === 'utf-8-bom' ? 'utf-8' : encoding);
    }
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  rest += decoder?.decode() ?? '';
  if (rest !== '') yield rest;
}
