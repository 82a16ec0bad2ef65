import { closingParenthesis, isBlankCode, skipBlanks } from './blank.js';
import type { AuthMethod, AuthResults, HeaderField, ReceivedSpf } from './field.js';

/** Methods that begin a result even where the ";" before them was lost. RFC 8601 and its registry, and Microsoft's compauth. */
const METHODS: ReadonlySet<string> = new Set(
  'spf dkim dmarc compauth arc iprev auth bimi dkim-adsp dkim-atps domainkeys sender-id smime vbr rrvs dnswl dara x-tls'.split(' '),
);
/** Said of a method, and never one: Microsoft and others write them before or behind it. */
const LOOSE: ReadonlySet<string> = new Set(['reason', 'action']);
const MOST_METHODS = 1000;

type Token =
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'pair'; readonly name: string; readonly value: string };

interface MethodDraft {
  readonly method: string;
  readonly result: string;
  comment: string | undefined;
  readonly properties: Map<string, string>;
}

/**
 * Reads an Authentication-Results field, in the form of RFC 8601 or in Microsoft's (no authserv-id, no blank behind ";"), and the ARC form
 * with `i=1;` before it.
 *
 * Out: names and results in lower case, values as written without quotation marks. `reason` and `action` are properties of the method beside them.
 * Where a property comes twice the first holds; where a method has several comments, too.
 * Bad input: what has no "=" is left out; a comment that is never closed is read as text; never throws.
 */
export function parseAuthResults(field: HeaderField): AuthResults {
  let authservId: string | undefined;
  let instance: number | undefined;
  let isFirst = true;
  const methods: MethodDraft[] = [];
  let current: MethodDraft | undefined;
  let waiting = new Map<string, string>();
  let isSegmentStart = true;
  for (const token of tokensOf(field.value)) {
    if (token.kind === 'comment') {
      if (current !== undefined && current.comment === undefined) current.comment = token.text;
    } else if (token.kind === 'end') isSegmentStart = true;
    else if (token.kind === 'word') {
      if (isFirst && authservId === undefined && token.text.toLowerCase() !== 'none') authservId = token.text;
      isFirst = false;
      isSegmentStart = false;
    } else if (isFirst && authservId === undefined && token.name === 'i' && /^\d{1,4}$/.test(token.value)) instance = Number(token.value);
    else {
      isFirst = false;
      if (startsMethod(token.name, isSegmentStart)) {
        if (methods.length >= MOST_METHODS) break;
        current = { method: token.name, result: token.value.toLowerCase(), comment: undefined, properties: waiting };
        waiting = new Map();
        methods.push(current);
      } else keepFirst(isSegmentStart && LOOSE.has(token.name) ? waiting : (current?.properties ?? waiting), token.name, token.value);
      isSegmentStart = LOOSE.has(token.name) && isSegmentStart;
    }
  }
  if (current !== undefined) for (const [name, value] of waiting) keepFirst(current.properties, name, value);
  return { field, authservId, instance, methods: methods satisfies readonly AuthMethod[] };
}

function startsMethod(name: string, isSegmentStart: boolean): boolean {
  if (METHODS.has(name)) return true;
  return isSegmentStart && !LOOSE.has(name) && !name.includes('.');
}

function keepFirst(map: Map<string, string>, name: string, value: string): void {
  if (!map.has(name)) map.set(name, value);
}

/**
 * Reads a Received-SPF field (RFC 7208 section 9.1 and Microsoft's form).
 *
 * Out: the result in lower case ("" where there is none), the first comment, `client-ip` and its kin with names in lower case.
 * Bad input: never throws.
 */
export function parseReceivedSpf(field: HeaderField): ReceivedSpf {
  let result: string | undefined;
  let comment: string | undefined;
  const properties = new Map<string, string>();
  for (const token of tokensOf(field.value)) {
    if (token.kind === 'comment') comment ??= token.text;
    else if (token.kind === 'word') result ??= token.text.toLowerCase();
    else if (token.kind === 'pair') keepFirst(properties, token.name, token.value);
  }
  return { field, result: result ?? '', comment, properties };
}

function* tokensOf(value: string): Generator<Token> {
  let hasOpenComment = false;
  let index = 0;
  while (index < value.length) {
    const code = value.charCodeAt(index);
    if (isBlankCode(code)) index++;
    else if (code === 59) {
      yield { kind: 'end' };
      index++;
    } else if (code === 40) {
      const close = hasOpenComment ? -1 : closingParenthesis(value, index);
      if (close >= 0) yield { kind: 'comment', text: value.slice(index + 1, close).trim() };
      else hasOpenComment = true;
      index = close >= 0 ? close + 1 : index + 1;
    } else {
      const { token, end } = readPair(value, index);
      yield token;
      index = end;
    }
  }
}

/** `name=value`, with blanks around the "=" where RFC 8601 allows them, or a word alone. */
function readPair(value: string, start: number): { readonly token: Token; readonly end: number } {
  const nameEnd = start + Math.max(1, atomLength(value, start, true));
  const equals = skipBlanks(value, nameEnd, value.length);
  if (value[equals] !== '=') return { token: { kind: 'word', text: unquoted(value.slice(start, nameEnd)) }, end: nameEnd };
  const name = methodName(value.slice(start, nameEnd));
  const valueStart = skipBlanks(value, equals + 1, value.length);
  const length = atomLength(value, valueStart, false);
  // "smtp.mailfrom= smtp.helo=x": the first has no value.
  if (valueStart > equals + 1 && startsPair(value, valueStart)) return { token: { kind: 'pair', name, value: '' }, end: equals + 1 };
  const end = valueStart + length;
  return { token: { kind: 'pair', name, value: unquoted(value.slice(valueStart, end)) }, end: Math.max(end, equals + 1) };
}

/** Lower case, without the version of `dkim/1`. */
function methodName(text: string): string {
  const slash = text.indexOf('/');
  return (slash > 0 ? text.slice(0, slash) : text).toLowerCase();
}

function startsPair(value: string, start: number): boolean {
  const limit = Math.min(value.length, start + 64);
  for (let index = start; index < limit; index++) {
    const code = value.charCodeAt(index);
    if (code === 61) return index > start;
    // A letter, a digit, "-", "." or "_" may be in a name.
    const isName = (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 45 || code === 46;
    if (!isName && code !== 95) return false;
  }
  return false;
}

/** Length of the text up to a blank, ";" or "(" outside quotation marks; with `isName` also up to "=". */
function atomLength(value: string, start: number, isName: boolean): number {
  let index = start;
  for (; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code === 34) {
      const close = closingQuote(value, index);
      if (close < 0) continue;
      index = close;
    } else if (code === 59 || code === 40 || (isName && code === 61) || isBlankCode(code)) break;
  }
  return index - start;
}

/** A quoted string that goes on for long is a mark that was never closed. */
function closingQuote(value: string, open: number): number {
  const limit = Math.min(value.length, open + 1000);
  for (let index = open + 1; index < limit; index++) {
    const code = value.charCodeAt(index);
    if (code === 92) index++;
    else if (code === 34) return index;
  }
  return -1;
}

function unquoted(text: string): string {
  return text.includes('"') ? text.replace(/\\(.)/g, '$1').replaceAll('"', '') : text;
}
