import { isUtf8 } from 'node:buffer';

/** What was found in a file whose lines are not all in one encoding. */
export interface Mixture {
  /** Lines in UTF-8 with letters beyond ASCII, and lines that are not UTF-8. */
  readonly utf8: number;
  readonly windows: number;
  readonly firstWindows: number | undefined;
  /** Where the file changes between 8 and 16 bits a character. */
  readonly changes: readonly { readonly line: number; readonly to: 'utf-8' | 'utf-16le' | 'utf-16be' }[];
}

/** Decodes a file to which a tool in another encoding added lines. Each line is decoded by what it is. */
export interface MixedDecoder {
  write(chunk: Buffer): string;
  end(): string;
  readonly mixture: Mixture;
}

type Width = 'narrow' | 'utf-16le' | 'utf-16be';

const LF = 0x0a;
// A line longer than this is decoded in pieces.
const LONGEST_LINE = 16 * 1024 * 1024;
/** So many pairs of ASCII letters behind a line end are no ideographs. */
const SURE_PAIRS = 12;
const SURE_PAIRS_AT_END = 6;
const CHANGES_AT_MOST = 1000;

/** In: how the file begins; a byte order mark is taken as read. Out: a decoder. Nothing throws; what cannot be told is Windows-1252. */
export function createMixedDecoder(start: Width): MixedDecoder {
  return new Decoder(start);
}

class Decoder implements MixedDecoder {
  private width: Width;
  private held: Buffer = Buffer.alloc(0);
  private line = 1;
  private utf8 = 0;
  private windows = 0;
  private firstWindows: number | undefined;
  private readonly changes: Mixture['changes'][number][] = [];
  private readonly old = new TextDecoder('windows-1252');

  constructor(start: Width) {
    this.width = start;
  }

  get mixture(): Mixture {
    return { utf8: this.utf8, windows: this.windows, firstWindows: this.firstWindows, changes: this.changes };
  }

  write(chunk: Buffer): string {
    return this.run(this.held.length === 0 ? chunk : Buffer.concat([this.held, chunk]), false);
  }

  end(): string {
    return this.run(this.held, true);
  }

  private run(bytes: Buffer, isEnd: boolean): string {
    let text = '';
    let rest = bytes;
    for (;;) {
      const part = this.width === 'narrow' ? this.narrow(rest, isEnd) : this.wide(rest, isEnd);
      text += part.text;
      rest = rest.subarray(part.used);
      if (!part.isChanged) break;
    }
    // The chunk's memory belongs to the reader, so what is carried over is copied.
    this.held = isEnd ? Buffer.alloc(0) : Buffer.from(rest);
    return text;
  }

  private change(to: Width): void {
    this.width = to;
    if (this.changes.length < CHANGES_AT_MOST) this.changes.push({ line: this.line, to: to === 'narrow' ? 'utf-8' : to });
  }

  private narrow(bytes: Buffer, isEnd: boolean): Part {
    const zero = this.changes.length < CHANGES_AT_MOST ? bytes.indexOf(0) : -1;
    if (zero >= 0) {
      const from = bytes.lastIndexOf(LF, zero) + 1;
      const text = this.lines(bytes.subarray(0, from));
      this.change((zero - from) % 2 === 1 ? 'utf-16le' : 'utf-16be');
      const isMarked = (bytes[from] === 0xff && bytes[from + 1] === 0xfe) || (bytes[from] === 0xfe && bytes[from + 1] === 0xff);
      return { text, used: from + (isMarked ? 2 : 0), isChanged: true };
    }
    const last = isEnd || bytes.length > LONGEST_LINE ? bytes.length : bytes.lastIndexOf(LF) + 1;
    return { text: this.lines(bytes.subarray(0, last)), used: last, isChanged: false };
  }

  private lines(bytes: Buffer): string {
    let text = '';
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(LF, from);
      const to = end < 0 ? bytes.length : end + 1;
      text += this.oneLine(bytes.subarray(from, to));
      if (end >= 0) this.line++;
      from = to;
    }
    return text;
  }

  private oneLine(bytes: Buffer): string {
    const text = bytes.toString('latin1');
    if (!/[\u0080-\u00ff]/.test(text)) return text;
    if (isUtf8(bytes)) {
      this.utf8++;
      return bytes.toString('utf8');
    }
    this.windows++;
    this.firstWindows ??= this.line;
    return this.old.decode(bytes);
  }

  private wide(bytes: Buffer, isEnd: boolean): Part {
    const low = this.width === 'utf-16be' ? 1 : 0;
    let isAfterLine = true;
    let at = 0;
    for (; at + 1 < bytes.length; at += 2) {
      if (isAfterLine && this.changes.length < CHANGES_AT_MOST) {
        const pairs = asciiPairs(bytes, at);
        const isAllLeft = at + pairs * 2 + 1 >= bytes.length;
        if (pairs >= SURE_PAIRS || (isEnd && isAllLeft && pairs >= SURE_PAIRS_AT_END)) {
          const text = this.units(bytes.subarray(0, at));
          this.change('narrow');
          return { text, used: at, isChanged: true };
        }
        if (!isEnd && isAllLeft) break;
      }
      isAfterLine = bytes[at + low] === LF && bytes[at + 1 - low] === 0;
      if (isAfterLine) this.line++;
    }
    const used = isEnd ? bytes.length - (bytes.length % 2) : wholeUnits(bytes, at, low);
    return { text: this.units(bytes.subarray(0, used)), used, isChanged: false };
  }

  private units(bytes: Buffer): string {
    return (this.width === 'utf-16be' ? Buffer.from(bytes).swap16() : bytes).toString('utf16le');
  }
}

interface Part {
  readonly text: string;
  readonly used: number;
  readonly isChanged: boolean;
}

/** How many pairs of printable ASCII, tab, CR or LF stand from a place on; at most as many as are sure. */
function asciiPairs(bytes: Buffer, from: number): number {
  let pairs = 0;
  for (let at = from; at + 1 < bytes.length && pairs < SURE_PAIRS; at += 2) {
    if (!isPlain(bytes[at] ?? 0) || !isPlain(bytes[at + 1] ?? 0)) return pairs;
    pairs++;
  }
  return pairs;
}

const isPlain = (byte: number): boolean => (byte >= 0x20 && byte < 0x7f) || byte === 9 || byte === LF || byte === 13;

/** A high surrogate is not handed out without its other half. */
function wholeUnits(bytes: Buffer, at: number, low: number): number {
  const high = at < 2 ? 0 : (bytes[at - 1 - low] ?? 0);
  return high >= 0xd8 && high <= 0xdb ? at - 2 : at;
}
