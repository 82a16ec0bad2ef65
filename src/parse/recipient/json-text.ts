import { isObject } from '../../evidence/is-object.js';

/** Names that the list of records has in a document. */
export const LIST_NAMES: readonly string[] = ['records', 'objects', 'recipients', 'users'];

interface Parsed {
  readonly values: readonly unknown[];
  /** Where the text is no JSON. */
  readonly broken?: { readonly line: number };
}

/** All values of a text: one document, several in a row, or what is whole of a broken one. */
export function parseAll(text: string): Parsed {
  const whole = parseOne(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  if (whole !== undefined) return { values: [whole.value] };
  const values: unknown[] = [];
  let brokenAt: number | undefined;
  for (const span of looksLikeLines(text) ? lineSpans(text) : spans(text, 0)) {
    const parsed = span.whole ? parseOne(text.slice(span.from, span.to)) : undefined;
    if (parsed !== undefined) {
      values.push(parsed.value);
      continue;
    }
    const saved = salvage(text, span);
    values.push(...saved.values);
    brokenAt ??= saved.brokenAt;
  }
  return brokenAt === undefined ? { values } : { values, broken: { line: lineAt(text, brokenAt) } };
}

/** The value of a text that is one JSON document. */
export function parseOne(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    return undefined;
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly whole: boolean;
}

/** The values that stand side by side from a place on, separated by blanks or commas; ends at a closing bracket. */
function* spans(text: string, start: number): Generator<Span> {
  let from = start;
  while (from < text.length) {
    const code = text.charCodeAt(from);
    if (code <= 32 || code === 44 || code === 0xfeff) {
      from++;
    } else if (code === 93 || code === 125) {
      return;
    } else {
      const to = code === 123 || code === 91 ? closingOf(text, from) : scalarEnd(text, from);
      yield to === undefined ? { from, to: text.length, whole: false } : { from, to, whole: true };
      if (to === undefined) return;
      from = to;
    }
  }
}

/** True where the text is NDJSON: then one broken line must not swallow the rest. */
function looksLikeLines(text: string): boolean {
  const lines = text
    .slice(0, 200_000)
    .split('\n', 4)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length > 1 && lines.slice(0, -1).filter((line) => line.startsWith('{') && line.endsWith('}')).length * 2 >= lines.length - 1;
}

function* lineSpans(text: string): Generator<Span> {
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    if (text.slice(from, to).trim() !== '') yield { from, to, whole: true };
    from = to + 1;
  }
}

function closingOf(text: string, from: number): number | undefined {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      i = stringEnd(text, i);
    } else if (code === 123 || code === 91) {
      depth++;
    } else if (code === 125 || code === 93) {
      depth--;
      if (depth === 0) return i + 1;
    }
  }
  return undefined;
}

/** Place of the closing quote of the string that opens at `from`; the text's length where it does not close. */
function stringEnd(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) return i;
    if (code === 92) i++;
  }
  return text.length;
}

function scalarEnd(text: string, from: number): number {
  if (text.charCodeAt(from) === 34) return Math.min(stringEnd(text, from) + 1, text.length);
  let to = from + 1;
  while (to < text.length && !/[\s,[\]{}]/.test(text[to] ?? '')) to++;
  return to;
}

/** The whole elements of the list in a broken document; `value` pages too. */
function salvage(text: string, span: Span): { readonly values: readonly unknown[]; readonly brokenAt: number } {
  const list = text.charCodeAt(span.from) === 91 ? span.from : listInObject(text, span);
  const values: unknown[] = [];
  if (list === undefined) return { values, brokenAt: span.whole ? span.from : span.to };
  let brokenAt: number | undefined;
  for (const element of spans(text.slice(0, span.to), list + 1)) {
    const parsed = element.whole ? parseOne(text.slice(element.from, element.to)) : undefined;
    if (parsed === undefined) brokenAt ??= element.whole ? element.from : span.to;
    else if (isObject(parsed.value)) values.push(parsed.value);
  }
  return { values, brokenAt: brokenAt ?? span.to };
}

function listInObject(text: string, span: Span): number | undefined {
  let depth = 0;
  let key = '';
  for (let i = span.from; i < span.to; i++) {
    const code = text.charCodeAt(i);
    if (code === 34) {
      const end = stringEnd(text, i);
      if (depth === 1) key = text.slice(i + 1, Math.min(end, i + 40));
      i = end;
    } else if (code === 123 || code === 91) {
      if (code === 91 && depth === 1 && (key === 'value' || LIST_NAMES.includes(key))) return i;
      depth++;
    } else if (code === 125 || code === 93) {
      depth--;
    }
  }
  return undefined;
}

function lineAt(text: string, place: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < place; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
