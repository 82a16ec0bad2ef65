import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { DirectoryTable, Side } from '../../evidence/directory.js';
import type { Problem } from '../../evidence/problem.js';
import { type CsvReader, createCsvReader, csvPreface, isUsableHeader, splitLine } from '../../parse/recipient/csv.js';
import { looksLikeFormatList, readFormatList } from '../../parse/recipient/format-list.js';
import { createJsonReader, readJson } from '../../parse/recipient/json.js';
import { createLdifReader } from '../../parse/recipient/ldif.js';
import type { ReadTable } from '../../parse/recipient/table.js';
import { openText, type TextFile } from './text-stream.js';

export type DirectoryFileResult =
  | { readonly kind: 'table'; readonly table: ReadTable }
  | { readonly kind: 'problem'; readonly problem: Problem };

export interface DirectoryFileOptions {
  /** Columns to keep, lower case, `exo.` for Exchange Online's; default all. */
  readonly wanted?: ReadonlySet<string>;
  /** Stops reading; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

type Format = Exclude<DirectoryTable['format'], 'inline'>;

interface Job {
  readonly file: TextFile;
  readonly path: string;
  readonly side: Side;
  readonly options: DirectoryFileOptions;
}

const HEAD_CHARACTERS = 64 * 1024;
// No JavaScript string is longer than 2^29 characters: a longer file is read object by object.
const MOST_JSON_BYTES = 512 * 1000 * 1000;
const MOST_FORMAT_LIST_BYTES = 64 * 1000 * 1000;
const LONGEST_CSV_RECORD = 8 * 1024 * 1024;
const ACCEPTED = 'LDIF (ldifde), CSV (csvde, Export-Csv), CLIXML (Export-Clixml), JSON (ConvertTo-Json, Graph), or Format-List text';

/**
 * Reads one export of a directory. The format is found from the content; the name of the file says nothing.
 *
 * Out: a table, with notes on what could not be used. A file that breaks off gives what came before the break, `truncated` set.
 * Bad input: a problem, when nothing can be used.
 */
export async function readDirectoryFile(path: string, side: Side, options: DirectoryFileOptions = {}): Promise<DirectoryFileResult> {
  const file = await openText(path, options.signal === undefined ? {} : { signal: options.signal });
  if (file.kind === 'problem') return file;
  const head = await headOf(file);
  const format = detectFormat(head);
  if (typeof format !== 'string') return problemOf(format.what, path, format.next);
  const result = await readAs(format, head, { file, path, side, options });
  if (result.kind === 'problem') return result;
  const { table } = result;
  const notes = [...file.notes, ...table.notes];
  if (table.rows.length === 0) notes.push(`${path}: the file holds no objects.`);
  return { kind: 'table', table: { ...table, notes, truncated: table.truncated || file.cutCharacter } };
}

/** The line of the command, copied from the console with its output: "[PS] C:\>Get-Mailbox kim | fl". */
const PROMPT = /^(?:\[PS\] ?[^>\n]{0,260}>|PS(?: [^>\n]{0,260})?>)/;

/** Format of an export, from its first characters; or what is wrong with it. */
export function detectFormat(head: string): Format | { readonly what: string; readonly next: string } {
  const start = head.trimStart();
  if (start === '')
    return { what: 'The file holds only blanks.', next: 'Run the export again and look for an error message in its window.' };
  if (start.startsWith('<')) return detectXml(start);
  if (/^\{\s{0,8}"@snapshot"/.test(start))
    return { what: 'The file was written by a collector script and holds more than one side.', next: 'Give it with --snapshot.' };
  if (PROMPT.test(start) && looksLikeFormatList(head)) return 'format-list';
  if (start.startsWith('{') || start.startsWith('[')) return 'json';
  if (looksLikeLdif(start)) return 'ldif';
  const preface = csvPreface(head);
  const end = head.indexOf('\n', preface.skip);
  const header = (end < 0 ? head.slice(preface.skip) : head.slice(preface.skip, end)).trim();
  const cells = header.split(preface.delimiter);
  if (preface.typeName !== undefined || (cells.length > 1 && isUsableHeader(cells))) return 'csv';
  if (looksLikeFormatList(head)) return 'format-list';
  if (cells.length > 1 || isUsableHeader(cells)) return 'csv';
  if (header.length >= HEAD_CHARACTERS - 1024)
    return { what: `The first line does not end within ${HEAD_CHARACTERS} characters.`, next: `Give ${ACCEPTED}.` };
  return { what: 'The file is in no format that is known here.', next: `Give ${ACCEPTED}.` };
}

function detectXml(start: string): Format | { readonly what: string; readonly next: string } {
  const next = 'Export with: Get-RemoteMailbox -ResultSize Unlimited | Export-Clixml onprem.xml.';
  if (/<!DOCTYPE/i.test(start.slice(0, 4096))) {
    return { what: 'The XML has a DOCTYPE, which Export-Clixml never writes; it was refused unread.', next };
  }
  if (/<Objs[\s>/]/.test(start)) return 'clixml';
  return { what: 'The file is XML or HTML, but not the output of Export-Clixml.', next };
}

function looksLikeLdif(start: string): boolean {
  for (const line of start.split(/\r?\n/, 400)) {
    if (line === '' || (line.startsWith('#') && !/^#TYPE /i.test(line)) || /^\s/.test(line)) continue;
    return /^(?:version:\s*\d|dn::?\s|dn:$|search: \d|result: \d)/i.test(line);
  }
  return false;
}

async function readAs(format: Format, head: string, job: Job): Promise<DirectoryFileResult> {
  switch (format) {
    case 'ldif':
      return readLdifFile(job);
    case 'csv':
      return readCsvFile(job, head);
    case 'clixml':
      return readClixmlFile(job);
    case 'json':
      return readJsonFile(job);
    case 'format-list':
      return readFormatListFile(job);
    default:
      return format satisfies never;
  }
}

async function readLdifFile(job: Job): Promise<DirectoryFileResult> {
  const reader = createLdifReader(settings(job));
  for await (const chunk of job.file.chunks()) {
    reader.write(chunk);
    if (reader.stopped) break;
  }
  const { table, refused, stopped } = reader.end();
  if (table.rows.length > 0) return { kind: 'table', table };
  if (stopped !== undefined) return problemOf(stopped, job.path, 'Give an export made by ldifde or ldapsearch.');
  if (refused > 0) {
    return problemOf(
      `The LDIF holds change records only (${refused} of them): they say what to do, and not what is in the directory.`,
      job.path,
      'Export the directory: ldifde -f onprem.ldf -r "(mailNickname=*)".',
    );
  }
  return { kind: 'table', table };
}

async function readClixmlFile(job: Job): Promise<DirectoryFileResult> {
  // Loaded only here: the XML parser is not needed for the other formats.
  const { createClixmlReader } = await import('../../parse/recipient/clixml.js');
  const reader = createClixmlReader(settings(job));
  for await (const chunk of job.file.chunks()) {
    reader.write(chunk);
    if (reader.stopped) break;
  }
  const { table, stopped, refused } = reader.end();
  if (stopped !== undefined && (refused || table.rows.length === 0)) {
    return problemOf(stopped, job.path, 'Export again with Export-Clixml, and copy the whole file.');
  }
  return { kind: 'table', table };
}

async function readJsonFile(job: Job): Promise<DirectoryFileResult> {
  const { file } = job;
  if (file.sizeBytes > MOST_JSON_BYTES) return readLongJsonFile(job);
  return readJson(await wholeText(file), settings(job));
}

async function readLongJsonFile(job: Job): Promise<DirectoryFileResult> {
  const reader = createJsonReader(settings(job));
  for await (const chunk of job.file.chunks()) {
    reader.write(chunk);
    if (reader.stopped)
      return problemOf('The JSON file is larger than 512 MB and no list of objects.', job.path, 'Export as CSV, or in several files.');
  }
  return reader.end();
}

async function readFormatListFile(job: Job): Promise<DirectoryFileResult> {
  const { file, path } = job;
  if (file.sizeBytes > MOST_FORMAT_LIST_BYTES) {
    return problemOf('The Format-List text is larger than 64 MB.', path, 'Export with Export-Clixml, which loses nothing.');
  }
  return { kind: 'table', table: readFormatList(await wholeText(file), settings(job)) };
}

async function readCsvFile(job: Job, head: string): Promise<DirectoryFileResult> {
  const { parse } = await import('csv-parse');
  const preface = csvPreface(head);
  const reader = createCsvReader({ ...settings(job), ...(preface.typeName === undefined ? {} : { typeName: preface.typeName }) });
  let rows = 0;
  let line = preface.lines + 1;
  let counted = 0;
  const parser = parse({
    delimiter: preface.delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_CSV_RECORD,
    on_record(cells: string[], context) {
      reader.row(cells, line);
      const more = context.lines - counted;
      counted = context.lines;
      // csv-parse counts CR and LF inside a quoted cell as two lines.
      line += more <= 1 ? more : more - cells.reduce((sum, cell) => sum + cell.split('\r\n').length - 1, 0);
      rows++;
      return null;
    },
  });
  parser.resume();
  const ending = { isMidLine: false };
  let broken: string | undefined;
  try {
    await pipeline(Readable.from(withoutPreface(job.file, preface.skip, ending), { objectMode: true, highWaterMark: 1 }), parser);
  } catch (error) {
    job.options.signal?.throwIfAborted();
    broken = csvBreak(error, line);
    if (broken === undefined) throw error;
    rows += await readLineByLine(job.file, reader, { from: line, delimiter: preface.delimiter, ending });
  }
  return csvResult(reader, { path: job.path, rows, broken, isMidLine: ending.isMidLine });
}

/** What is left of a CSV after a quotation mark that never closes: each line is a row, and a mark that does not close in its line is a letter. */
async function readLineByLine(
  file: TextFile,
  reader: CsvReader,
  { from, delimiter, ending }: { readonly from: number; readonly delimiter: string; readonly ending: { isMidLine: boolean } },
): Promise<number> {
  let number = 0;
  let rows = 0;
  let rest = '';
  const take = (line: string): void => {
    number++;
    if (number < from || line.trim() === '') return;
    rows++;
    const { cells, broken } = splitLine(line.endsWith('\r') ? line.slice(0, -1) : line, delimiter);
    reader.row(cells, number, broken);
  };
  for await (const chunk of file.chunks()) {
    let start = 0;
    for (let to = chunk.indexOf('\n'); to >= 0; to = chunk.indexOf('\n', start)) {
      take(rest + chunk.slice(start, to));
      rest = '';
      start = to + 1;
    }
    rest += chunk.slice(start);
    if (rest.length > LONGEST_CSV_RECORD) return rows;
  }
  ending.isMidLine = rest !== '';
  if (rest !== '') take(rest);
  return rows;
}

interface CsvEnd {
  readonly path: string;
  readonly rows: number;
  readonly broken: string | undefined;
  readonly isMidLine: boolean;
}

function csvResult(reader: CsvReader, { path, rows, broken, isMidLine }: CsvEnd): DirectoryFileResult {
  if (broken !== undefined) {
    if (rows <= 1) return problemOf(broken, path, 'Export again with Export-Csv or csvde, and copy the whole file.');
    reader.note(`${path}: ${broken} From there on each line was read as a row: check the file, or export it again.`);
  }
  return reader.end(broken !== undefined, isMidLine);
}

function csvBreak(error: unknown, line: number): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string' || !error.code.startsWith('CSV_')) return undefined;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `A quotation mark opens in the row at line ${line} and never closes.`;
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return `The row at line ${line} does not end within ${LONGEST_CSV_RECORD / 1024 / 1024} million characters.`;
  return `The CSV is broken in the row at line ${line}.`;
}

async function* withoutPreface(file: TextFile, skip: number, ending: { isMidLine: boolean }): AsyncGenerator<string, void, void> {
  let left = skip;
  for await (const chunk of file.chunks()) {
    const from = Math.min(left, chunk.length);
    left -= from;
    if (chunk !== '') ending.isMidLine = !chunk.endsWith('\n') && !chunk.endsWith('\r');
    if (from < chunk.length) yield from === 0 ? chunk : chunk.slice(from);
  }
}

async function headOf(file: TextFile): Promise<string> {
  let head = '';
  for await (const chunk of file.chunks()) {
    head += chunk;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head.slice(0, HEAD_CHARACTERS);
}

async function wholeText(file: TextFile): Promise<string> {
  const parts: string[] = [];
  for await (const chunk of file.chunks()) parts.push(chunk);
  return parts.join('');
}

function settings(job: Job): { readonly source: string; readonly side: Side; readonly wanted?: ReadonlySet<string> } {
  const base = { source: job.path, side: job.side };
  return job.options.wanted === undefined ? base : { ...base, wanted: job.options.wanted };
}

function problemOf(what: string, path: string, next: string): DirectoryFileResult {
  return { kind: 'problem', problem: { what, where: path, next } };
}
