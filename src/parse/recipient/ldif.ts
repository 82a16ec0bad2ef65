import type { Side } from '../../evidence/directory.js';
import { base64ToBytes } from './bytes.js';
import type { ReadTable } from './table.js';
import { createTableBuilder, FULL_EXPORT_MARKS } from './table-builder.js';

export interface LdifOptions {
  readonly source: string;
  readonly side: Side;
  readonly wanted?: ReadonlySet<string>;
  /** Nothing shows that the last record is whole: what it does not carry is not known. */
  readonly mayEndEarly?: boolean;
}

/** What became of an LDIF text. `refused`: change records that were not used. `stopped`: a sentence, where reading could not go on. */
export interface LdifResult {
  readonly table: ReadTable;
  readonly refused: number;
  readonly stopped?: string;
}

/** Takes text in pieces of any size; `end` gives the table. After `stopped` further text is ignored. */
export interface LdifReader {
  write(chunk: string): void;
  readonly stopped: boolean;
  end(): LdifResult;
}

const LONGEST_LINE = 16 * 1024 * 1024;
const CONTENT_CHANGES = new Set(['add', 'ntdsschemaadd']);

/**
 * Reads LDIF content records (RFC 2849), as ldifde, ldapsearch and csvde's neighbour write them.
 *
 * In: text in pieces, cut anywhere; CRLF or LF; folded lines, comments, `version:`, `attr:: base64`, `dn::`, `changetype: add` (ldifde writes
 * it on exports).
 * Out: a table of origin `ad`; `dn` becomes the column `distinguishedname`. A record with objectCategory, instanceType, whenCreated and
 * uSN* is a full export of its object; otherwise an attribute counts as asked for when some record carries it.
 * Bad input: never throws. Change records, `attr:< URL` values (never fetched) and broken lines become notes; the rest is used.
 * Source: https://www.rfc-editor.org/rfc/rfc2849
 */
export function createLdifReader(options: LdifOptions): LdifReader {
  const { source } = options;
  const builder = createTableBuilder({ ...options, format: 'ldif' });
  const marks = new Map<string, number>(FULL_EXPORT_MARKS.map((mark, bit) => [mark, 1 << bit]));
  const allMarks = (1 << FULL_EXPORT_MARKS.length) - 1;
  const columns = new Map<string, { readonly column: number; readonly bit: number; readonly partial: boolean }>();
  let rest = '';
  let pending: string | undefined;
  let pendingLine = 0;
  let pendingLength = 0;
  let lineNumber = 0;
  let state: 'between' | 'record' | 'skip' | 'trailer' = 'between';
  let seen = 0;
  let refused = 0;
  let truncated = false;
  let stopped: string | undefined;
  // The last line is no whole attribute: what its record does not carry is not known.
  let isCut = false;
  let isLastLine = false;

  const at = (line: number): string => `${source}, line ${line}`;

  function attribute(name: string): { readonly column: number; readonly bit: number; readonly partial: boolean } {
    const known = columns.get(name);
    if (known !== undefined) return known;
    const lower = name.toLowerCase();
    const made = { column: builder.column(name), bit: marks.get(lower) ?? 0, partial: lower.includes(';range=') && !lower.endsWith('-*') };
    columns.set(name, made);
    return made;
  }

  function closeRecord(): void {
    if (state === 'record') {
      // uSNCreated and uSNChanged: either shows a full export, and old tools leave one out.
      const usn = (seen & 0b11000) !== 0 ? 0b11000 : 0;
      builder.end({ full: (seen | usn) === allMarks && !isCut, cut: isCut });
    }
    state = 'between';
  }

  function startRecord(name: string, value: string, encoded: boolean, line: number): void {
    const lower = name.toLowerCase();
    if (lower === 'version') return;
    if (lower === 'dn') {
      state = 'record';
      seen = 0;
      builder.begin(line);
      put(name, value, encoded, line);
      return;
    }
    // ldapsearch ends its output with these.
    if (lower === 'search' || lower === 'result' || lower === 'ref') {
      state = 'trailer';
      if (lower === 'result') result(value, line);
      return;
    }
    state = 'skip';
    builder.note(`${at(line)}: a record without "dn:" was left out.`);
  }

  function result(value: string, line: number): void {
    if (/^0\b/.test(value)) return;
    truncated = true;
    builder.note(
      `${at(line)}: the search ended with "${value.slice(0, 80)}", so the file does not hold all objects. Export again with paging.`,
    );
  }

  function put(name: string, value: string, encoded: boolean, line: number): void {
    const { column, bit, partial } = attribute(name);
    seen |= bit;
    if (column < 0) return;
    if (partial) {
      builder.putLost(column, 'the server sent only a part of the values (range)');
    } else if (!encoded) {
      builder.putOne(column, value);
    } else {
      const bytes = base64ToBytes(value);
      if (bytes === undefined) isCut = isLastLine;
      if (bytes === undefined) builder.putLost(column, `the Base64 at line ${line} is broken`);
      else builder.putBytes(column, bytes);
    }
  }

  function logicalLine(text: string, line: number): void {
    if (text.charCodeAt(0) === 35 || state === 'skip') return;
    const colon = text.indexOf(':');
    if (colon <= 0) {
      isCut = isLastLine;
      if (state !== 'between' || text.trim() !== '')
        builder.note(`${at(line)}: "${text.slice(0, 60)}" is not an attribute and was left out.`);
      return;
    }
    const name = text.slice(0, colon);
    const mark = text.charCodeAt(colon + 1);
    const encoded = mark === 58;
    const value = text.slice(colon + (encoded || mark === 60 ? 2 : 1)).replace(/^ +/, '');
    if (state === 'trailer') {
      if (name === 'result') result(value, line);
      return;
    }
    if (state === 'between') {
      startRecord(name, value, encoded, line);
      return;
    }
    field(name, value, encoded, mark === 60, line);
  }

  function field(name: string, value: string, encoded: boolean, url: boolean, line: number): void {
    const lower = name.length > 10 ? '' : name.toLowerCase();
    if (lower === 'dn') {
      // The blank line between two records is lost.
      closeRecord();
      startRecord(name, value, encoded, line);
    } else if (lower === 'changetype') {
      changeType(value.trim(), line);
    } else if (url) {
      builder.putLost(attribute(name).column, `line ${line} points to another file or address, which is never opened`);
    } else if (lower !== 'control') {
      put(name, value, encoded, line);
    }
  }

  function changeType(kind: string, line: number): void {
    if (CONTENT_CHANGES.has(kind.toLowerCase())) return;
    refused++;
    if (refused <= 20)
      builder.note(`${at(line)}: a change record (changetype: ${kind.slice(0, 20)}) says what to do and not what is; it was not used.`);
    if (refused === 21) builder.note(`${source}: further change records were not used.`);
    builder.drop();
    state = 'skip';
  }

  function flush(): void {
    if (pending !== undefined) logicalLine(pending, pendingLine);
    pending = undefined;
    pendingLength = 0;
  }

  function physicalLine(raw: string): void {
    lineNumber++;
    const line = raw.charCodeAt(raw.length - 1) === 13 ? raw.slice(0, -1) : raw;
    if (line === '') {
      flush();
      closeRecord();
      return;
    }
    const first = line.charCodeAt(0);
    if ((first === 32 || first === 9) && pending !== undefined) {
      pendingLength += line.length;
      if (pendingLength > LONGEST_LINE) stop(pendingLine);
      else pending += line.slice(1);
      return;
    }
    flush();
    pending = line;
    pendingLine = lineNumber;
    pendingLength = line.length;
  }

  function stop(line: number): void {
    stopped = `${at(line)}: the line does not end within ${LONGEST_LINE / 1024 / 1024} million characters.`;
    truncated = true;
    pending = undefined;
    rest = '';
    builder.note(`${stopped} What was read before it is used.`);
  }

  function write(chunk: string): void {
    if (stopped !== undefined) return;
    let from = 0;
    let to = chunk.indexOf('\n', from);
    while (to >= 0 && stopped === undefined) {
      const line = rest === '' ? chunk.slice(from, to) : rest + chunk.slice(from, to);
      rest = '';
      physicalLine(line);
      from = to + 1;
      to = chunk.indexOf('\n', from);
    }
    if (stopped !== undefined) return;
    rest = rest === '' ? chunk.slice(from) : rest + chunk.slice(from);
    if (rest.length > LONGEST_LINE) stop(lineNumber + 1);
  }

  function end(): LdifResult {
    // Tools end every record with a line end: a file without one was cut.
    if (stopped === undefined && rest !== '' && (state === 'record' || pending !== undefined)) {
      truncated = true;
      builder.note(`${at(lineNumber + 1)}: the file ends in the middle of a record, so it did not arrive whole; export or copy it again.`);
    }
    if (stopped === undefined && rest !== '') physicalLine(rest);
    isLastLine = rest !== '' && truncated;
    flush();
    if (options.mayEndEarly === true) isCut = true;
    closeRecord();
    const table = builder.finish({ origin: 'ad', truncated });
    return stopped === undefined ? { table, refused } : { table, refused, stopped };
  }

  return {
    write,
    end,
    get stopped() {
      return stopped !== undefined;
    },
  };
}
