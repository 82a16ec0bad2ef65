const QUOTE = 34;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

/** No record is so long: what does not end within it is no list of records. */
const LONGEST = 64_000_000;

/** Finds the objects of a JSON text that comes in chunks. */
export interface JsonPieces {
  /** The texts of the objects that are whole now. */
  write(chunk: string): readonly string[];
  /** True where the text ended, or was given up, inside an object or its list. */
  end(): boolean;
  /** An object is longer than any record: nothing more is looked for. */
  readonly stopped: boolean;
}

/**
 * In: a JSON text of any length in chunks: a list of objects, or objects one after another (NDJSON). Out: the text of each object, not yet parsed.
 * Text between objects is passed over. Linear in the length of the text.
 */
export function createJsonPieces(): JsonPieces {
  // What is kept begins with the object that is not whole yet; without one nothing is kept.
  let kept = '';
  let at = 0;
  let depth = 0;
  let isInString = false;
  let isInList = false;
  let stopped = false;
  return {
    get stopped() {
      return stopped;
    },
    write(chunk) {
      const text = kept === '' ? chunk : kept + chunk;
      const found: string[] = [];
      let from = depth > 0 ? 0 : -1;
      while (at < text.length && !stopped) {
        if (isInString) {
          at = stringEnd(text, at);
          if (at >= text.length) break;
          isInString = false;
          at++;
          continue;
        }
        const unit = text.charCodeAt(at);
        if (unit === QUOTE) isInString = depth > 0;
        else if (unit === OPEN_OBJECT || (unit === OPEN_LIST && depth > 0)) {
          if (depth++ === 0) from = at;
        } else if (unit === OPEN_LIST) isInList = true;
        else if (unit === CLOSE_LIST && depth === 0) isInList = false;
        else if ((unit === CLOSE_OBJECT || unit === CLOSE_LIST) && depth > 0 && --depth === 0) {
          found.push(text.slice(from, at + 1));
          from = -1;
        }
        at++;
      }
      kept = from < 0 ? '' : text.slice(from);
      at = from < 0 ? Math.max(0, at - text.length) : at - from;
      stopped = kept.length > LONGEST;
      return found;
    },
    end: () => stopped || depth > 0 || isInList,
  };
}

/** Where the quotation mark stands that ends a string; the length of the text, or one more behind a last backslash, where it is not there yet. */
function stringEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at;
    if (unit === BACKSLASH) at++;
  }
  // A backslash at the very end covers the first character of the next chunk.
  return text.length + (endsInEscape(text, from) ? 1 : 0);
}

function endsInEscape(text: string, from: number): boolean {
  let count = 0;
  for (let at = text.length - 1; at >= from && text.charCodeAt(at) === BACKSLASH; at--) count++;
  return count % 2 === 1;
}
