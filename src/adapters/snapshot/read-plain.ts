import { problem, type Result } from '../../evidence/problem.js';
import type { DirectoryRecord } from '../../evidence/snapshot.js';
import { createLayoutReader, type Layout, summaryOfPart } from '../../parse/snapshot/layout.js';
import { LONGEST_LINE, parseObject, readSnapshotLine } from '../../parse/snapshot/lines.js';
import type { SnapshotReader } from '../../ports/snapshot.js';
import { openText } from '../files/text-stream.js';
import { createOpened, type Opened, type OpenPart, versionProblem } from './opened.js';

/** The lines of a text, as often as asked. */
export type Lines = () => AsyncIterable<string>;

/** Opens the file of a collector script: the lines of a snapshot as plain text, in any encoding that PowerShell writes. */
export async function openPlain(path: string, size: number, signal: AbortSignal | undefined): Promise<Result<SnapshotReader>> {
  const text = await openText(path, signal === undefined ? {} : { signal });
  if (text.kind === 'problem') return text;
  const lines: Lines = () => linesOfChunks(text.chunks());
  const opened = await openLines(path, lines, text.notes);
  return (
    opened ??
    problem(
      'This is no snapshot.',
      path,
      `Give a file that crossprem collect or a collector script wrote${size > 0 ? '' : '; this one is empty'}.`,
    )
  );
}

/** Undefined: the lines are those of no snapshot. */
export async function openLines(path: string, lines: Lines, notes: readonly string[]): Promise<Result<SnapshotReader> | undefined> {
  const layoutReader = createLayoutReader<null>();
  let isFirst = true;
  for await (const line of lines()) {
    if (isFirst) {
      const first = readSnapshotLine(line);
      if (first.kind !== 'snapshot') return undefined;
      if (first.head.version > 1) return versionProblem(path, first.head.version);
      isFirst = false;
    }
    layoutReader.line(line, null);
  }
  const layout = layoutReader.end();
  if (layout.head === undefined) return undefined;
  const parts: OpenPart[] = [...layout.parts.values()].map((part) => ({ summary: summaryOfPart(part) }));
  const { head, finishedAt, unreadable } = layout;
  const opened = createOpened(path, head, { finishedAt, parts, unreadable, notes: [...notes, ...plainNotes(path, layout)] });
  return { kind: 'ok', value: opened.reader((name, signal) => recordsOf(lines, layout, name, opened, signal)) };
}

function plainNotes(path: string, { finishedAt, brokenChunks, strangeChunks, parts }: Layout<null>): readonly string[] {
  const notes: string[] = [];
  if (finishedAt === undefined)
    notes.push(`${path}: the file broke off before its end; what is whole is used. Run the script again to go on.`);
  if (brokenChunks > 0)
    notes.push(
      `${path}: ${brokenChunks === 1 ? 'one chunk of records is' : `${brokenChunks} chunks of records are`} not whole and left out.`,
    );
  if (strangeChunks > 0) notes.push(`${path}: ${strangeChunks} chunks belong to no part that the file names, and are left out.`);
  for (const { head, done, records } of parts.values()) {
    if (done !== undefined && done.records !== records)
      notes.push(`${path}: ${head.title}: ${done.records} records were written and ${records} are there.`);
  }
  return notes;
}

async function* recordsOf(
  lines: Lines,
  layout: Layout<null>,
  name: string,
  opened: Opened,
  signal: AbortSignal | undefined,
): AsyncGenerator<DirectoryRecord, void, void> {
  const wanted = new Set(layout.parts.get(name)?.chunks.map(({ ordinal }) => ordinal));
  const last = Math.max(-1, ...wanted);
  if (wanted.size === 0) return;
  let ordinal = -1;
  let isWanted = false;
  for await (const text of lines()) {
    const line = readSnapshotLine(text);
    if (line.kind === 'chunk') {
      signal?.throwIfAborted();
      isWanted = wanted.has(++ordinal);
    } else if (line.kind === 'end') {
      isWanted = false;
      if (ordinal >= last) return;
    } else if (line.kind === 'record' && isWanted) {
      const record = parseObject(text);
      if (record === undefined) opened.lose(name, 1);
      else yield record;
    }
  }
}

/** CR LF and LF end a line; what is too long to be one comes as an empty, broken line. Blank lines are passed over. */
export async function* linesOfChunks(chunks: AsyncIterable<string>): AsyncGenerator<string, void, void> {
  let pieces: string[] = [];
  let held = 0;
  const whole = (end: string): string => {
    if (held + end.length > LONGEST_LINE) return '';
    const line = pieces.length === 0 ? end : pieces.join('') + end;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf('\n'); to >= 0; to = chunk.indexOf('\n', from)) {
      const isBlank = held === 0 && chunk.slice(from, Math.min(to, from + 64)).trim() === '' && to - from < 64;
      if (!isBlank) yield whole(chunk.slice(from, to));
      pieces = [];
      held = 0;
      from = to + 1;
    }
    held += chunk.length - from;
    if (held <= LONGEST_LINE) pieces.push(chunk.slice(from));
    else pieces = [];
  }
  // The last line may come without its end: one that is cut does not parse.
  if (held > 0) yield whole('');
}
