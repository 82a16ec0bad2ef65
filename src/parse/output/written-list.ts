import type { ListBlock, ListEntry } from '../recipient/format-list.js';
import { areNames, checkedEntry, isSideHeading, withoutEmphasis } from './checked-cells.js';
import { isPropertyName } from './property-kinds.js';
import { holdsProperty } from './reflowed.js';

/** A line of a list as letters, chats and tickets write it. */
interface WrittenLine {
  readonly name: string;
  readonly value: string;
}

const LONGEST_HEAD = 140;
/** They begin a block of headers, or a log: what stands beside them is no object of a directory. */
const HEADERS = new Set(
  `from to cc bcc subject received date sent message-id return-path content-type mime-version reply-to authentication-results x-originating-ip
 arc-seal dkim-signature received-spf thread-topic in-reply-to references diagnostic-code final-recipient reporting-mta action remote-mta
 original-recipient arrival-date exception stacktrace error errors errorcode errormessage failure message reason trackingid`.split(/\s+/),
);

/**
 * `Name: value`, `- Name : value`, `* **Name:** value`: one property of a list that came through a chat or a ticket.
 * Out: undefined for every other line. The name has no blanks, and a blank or nothing stands behind the colon.
 */
function writtenLine(line: string): WrittenLine | undefined {
  const start = line.trimStart();
  const bullet = /^(?:[-*+\u2022\u00b7\u25aa\u25cf\u25e6\u2023\u2013]|o|\d{1,3}[.)])[ \t]{1,8}/.exec(start.slice(0, 16));
  const bare = bullet === null ? start : start.slice(bullet[0].length);
  const head =
    /^(?:\*\*|__|`)?([A-Za-z@_][\w.@-]{0,80}?)(\*\*|__|`)?\s{0,60}:(\*\*|__)?(?=\s|$)/.exec(bare.slice(0, LONGEST_HEAD)) ??
    /^(?:\*\*|__)?([A-Za-z@_][\w.@-]{0,80}?)(\*\*|__)?:(\*\*|__)?(?=`)/.exec(bare.slice(0, LONGEST_HEAD));
  if (head?.[1] === undefined) return undefined;
  return { name: head[1], value: withoutEmphasis(bare.slice(head[0].length)) };
}

/** True for a line of a message's headers, or of a report of what failed. */
export function isHeaderLine(line: string): boolean {
  const name = /^\s{0,8}([A-Za-z][A-Za-z-]{1,40})\s{0,4}:/.exec(line.slice(0, 60))?.[1];
  return name !== undefined && HEADERS.has(name.toLowerCase());
}

/** True for a line that begins such a list: its name is one of a directory's object. */
export function startsWrittenList(line: string): boolean {
  const read = writtenLine(line);
  return read !== undefined && isPropertyName(read.name);
}

/**
 * Objects of a list that people or programs wrote anew.
 *
 * In: lines up to the next empty one. Out: undefined where it is none: headers of a message, a log, a letter. What does not look like a whole value of
 * its property counts as not read, and so does an empty one.
 */
export function readWrittenList(lines: readonly string[], firstLine: number): readonly ListBlock[] | undefined {
  const list: List = { blocks: [], names: new Set(), open: undefined };
  let isCompared = false;
  let isLdif = false;
  const all: string[] = [];
  lines.forEach((line, at) => {
    const read = writtenLine(line);
    // An attribute of several values, one below the other.
    isLdif ||= read !== undefined && all.at(-1)?.toLowerCase() === read.name.toLowerCase();
    if (read !== undefined && (list.open === undefined || isPropertyName(read.name))) {
      closeOpen(list);
      isCompared ||= read.value === '' && isSideHeading(read.name);
      all.push(read.name);
      begin(list, read.name, firstLine + at);
      if (read.value.startsWith('{') && !read.value.endsWith('}')) list.open = { name: read.name, parts: [read.value] };
      else {
        const entry = checkedEntry(read.name, read.value);
        // Without the blanks of the console, nobody can tell whether a property within a value is part of it.
        list.blocks.at(-1)?.entries.push({ ...entry, isBroken: entry.isBroken || holdsProperty(entry.value) });
      }
    } else if (list.open !== undefined) goOn(list, list.open, line.trim());
    else {
      // A value may have gone on here, and what it was cannot be told.
      const last = list.blocks.at(-1)?.entries.pop();
      if (last !== undefined) list.blocks.at(-1)?.entries.push({ ...last, isBroken: true });
      isCompared ||= isSideHeading(line);
    }
  });
  closeOpen(list);
  if (isLdif || lines.filter(isCode).length > 1) return undefined;
  if (lines.some(isHeaderLine) || !areNames(all) || (isCompared && list.blocks.length > 1)) return undefined;
  return all.filter(isPropertyName).length * 3 < all.length ? undefined : list.blocks;
}

/** True for a line of a programme, or of JSON without its quotes: nothing that a command prints ends so. */
function isCode(line: string): boolean {
  const end = line.slice(-40).trimEnd();
  if (/[;[(]$|^\s{0,40}[\]})]{1,4}[,;]?$/.test(end)) return true;
  return end.endsWith(',') && !/:\s{0,60}\{/.test(line.slice(0, 200)) && !/^\s{0,60}[A-Za-z0-9-]{1,16}:\S/.test(line.slice(0, 100));
}

interface List {
  readonly blocks: { entries: ListEntry[]; line: number; hasStrange: boolean }[];
  names: Set<string>;
  /** A list in brackets that goes on in the next line. */
  open: { readonly name: string; readonly parts: string[] } | undefined;
}

/** A name that comes again is the next object's. */
function begin(list: List, name: string, line: number): void {
  const key = name.toLowerCase();
  if (list.blocks.length === 0 || list.names.has(key)) {
    list.blocks.push({ entries: [], line, hasStrange: true });
    list.names = new Set();
  }
  list.names.add(key);
}

function goOn(list: List, open: { readonly name: string; readonly parts: string[] }, text: string): void {
  open.parts.push(text);
  if (!text.endsWith('}')) return;
  list.blocks.at(-1)?.entries.push(checkedEntry(open.name, open.parts.join(' ')));
  list.open = undefined;
}

function closeOpen(list: List): void {
  if (list.open !== undefined) list.blocks.at(-1)?.entries.push({ name: list.open.name, value: '', isBroken: true });
  list.open = undefined;
}
