import { isObject, type Json } from './json.js';

/** The part of OData's $filter that the directory is asked with. */
export type Filter =
  | { readonly kind: 'and' | 'or'; readonly left: Filter; readonly right: Filter }
  | { readonly kind: 'not'; readonly inner: Filter }
  | { readonly kind: 'compare'; readonly operator: string; readonly property: string; readonly values: readonly Literal[] }
  | { readonly kind: 'call'; readonly operator: 'startswith' | 'endswith'; readonly property: string; readonly value: string }
  | { readonly kind: 'any'; readonly property: string; readonly inner: Filter }
  | { readonly kind: 'count'; readonly property: string; readonly operator: string; readonly value: number };

export type Literal = string | number | boolean | null;

/** Name of the variable of a lambda, for which `property` stands inside `any`. */
export const IT = '';

const TOKEN = /\s*('(?:[^']|'')*'|[A-Za-z_][\w.]*(?:\/\$?[A-Za-z_][\w.]*)*|-?\d[\w:.-]*|[(),:])/y;
const COMPARISONS = new Set(['eq', 'ne', 'ge', 'le', 'gt', 'lt', 'in']);

/** Reads a $filter. Out: the filter, or the sentence that tells what is wrong. */
export function parseFilter(text: string): Filter | string {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(text);
    if (match?.[1] === undefined) return `Invalid filter clause: Syntax error at position ${at} in '${text}'.`;
    tokens.push(match[1]);
  }
  const reader = new Reader(tokens);
  try {
    const filter = reader.or(undefined);
    return reader.isAtEnd ? filter : `Invalid filter clause: Syntax error at '${reader.peek()}' in '${text}'.`;
  } catch (error) {
    if (error instanceof FilterError) return `Invalid filter clause: ${error.message} in '${text}'.`;
    throw error;
  }
}

class FilterError extends Error {}

class Reader {
  private next = 0;
  private readonly tokens: readonly string[];

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.next >= this.tokens.length;
  }

  peek(): string {
    return this.tokens[this.next] ?? '';
  }

  private take(expected?: string): string {
    const token = this.peek();
    if (this.isAtEnd) throw new FilterError('the clause ends too early');
    if (expected !== undefined && token.toLowerCase() !== expected) throw new FilterError(`'${expected}' is expected before '${token}'`);
    this.next += 1;
    return token;
  }

  or(variable: string | undefined): Filter {
    let left = this.and(variable);
    while (this.peek().toLowerCase() === 'or') {
      this.take();
      left = { kind: 'or', left, right: this.and(variable) };
    }
    return left;
  }

  private and(variable: string | undefined): Filter {
    let left = this.unary(variable);
    while (this.peek().toLowerCase() === 'and') {
      this.take();
      left = { kind: 'and', left, right: this.unary(variable) };
    }
    return left;
  }

  private unary(variable: string | undefined): Filter {
    const word = this.peek().toLowerCase();
    if (word === 'not') {
      this.take();
      return { kind: 'not', inner: this.unary(variable) };
    }
    if (word === '(') {
      this.take();
      const inner = this.or(variable);
      this.take(')');
      return inner;
    }
    if (word === 'startswith' || word === 'endswith') return this.call(word, variable);
    return this.comparison(variable);
  }

  private call(operator: 'startswith' | 'endswith', variable: string | undefined): Filter {
    this.take();
    this.take('(');
    const property = propertyOf(this.take(), variable);
    this.take(',');
    const value = literal(this.take());
    this.take(')');
    if (typeof value !== 'string') throw new FilterError(`${operator} needs a string`);
    return { kind: 'call', operator, property, value };
  }

  private comparison(variable: string | undefined): Filter {
    const path = this.take();
    if (!/^[A-Za-z_]/.test(path)) throw new FilterError(`'${path}' is no property`);
    if (/\/any$/i.test(path)) return this.any(path.slice(0, -4));
    const operator = this.take().toLowerCase();
    if (!COMPARISONS.has(operator)) throw new FilterError(`'${operator}' is no operator`);
    if (path.endsWith('/$count')) return { kind: 'count', property: path.slice(0, -7), operator, value: Number(this.take()) };
    const property = propertyOf(path, variable);
    if (operator !== 'in') return { kind: 'compare', operator, property, values: [literal(this.take())] };
    this.take('(');
    const values = [literal(this.take())];
    while (this.peek() === ',') {
      this.take();
      values.push(literal(this.take()));
    }
    this.take(')');
    return { kind: 'compare', operator, property, values };
  }

  private any(property: string): Filter {
    this.take('(');
    const variable = this.take();
    this.take(':');
    const inner = this.or(variable);
    this.take(')');
    return { kind: 'any', property, inner };
  }
}

function propertyOf(path: string, variable: string | undefined): string {
  if (variable === undefined) return path;
  if (path === variable) return IT;
  return path.startsWith(`${variable}/`) ? path.slice(variable.length + 1) : path;
}

function literal(token: string): Literal {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  if (token === 'true' || token === 'false') return token === 'true';
  if (token === 'null') return null;
  if (/^-?\d+(?:\.\d+)?$/.test(token)) return Number(token);
  // A date, or a GUID without quotes.
  if (/^-?\d/.test(token)) return token;
  throw new FilterError(`'${token}' is no value`);
}

/** Every clause of a filter, lambdas' own clauses left out. */
export function clausesOf(filter: Filter): readonly Filter[] {
  if (filter.kind === 'and' || filter.kind === 'or') return [filter, ...clausesOf(filter.left), ...clausesOf(filter.right)];
  return filter.kind === 'not' ? [filter, ...clausesOf(filter.inner)] : [filter];
}

/** Strings that some object may be found by; undefined where the filter may hold for objects without any of them. */
export function keysOf(filter: Filter): readonly string[] | undefined {
  if (filter.kind === 'or') {
    const left = keysOf(filter.left);
    const right = keysOf(filter.right);
    return left === undefined || right === undefined ? undefined : [...left, ...right];
  }
  if (filter.kind === 'and') return keysOf(filter.left) ?? keysOf(filter.right);
  if (filter.kind === 'any') return keysOf(filter.inner);
  if (filter.kind !== 'compare' || (filter.operator !== 'eq' && filter.operator !== 'in')) return undefined;
  const values = filter.values.filter((value) => typeof value === 'string');
  return values.length === filter.values.length ? values : undefined;
}

/** Whether an object passes. Strings are compared without case, as the directory does. */
export function passes(filter: Filter, object: unknown): boolean {
  switch (filter.kind) {
    case 'and':
      return passes(filter.left, object) && passes(filter.right, object);
    case 'or':
      return passes(filter.left, object) || passes(filter.right, object);
    case 'not':
      return !passes(filter.inner, object);
    case 'any': {
      const list = valueAt(object, filter.property);
      return Array.isArray(list) && list.some((item) => passes(filter.inner, item));
    }
    case 'count': {
      const list = valueAt(object, filter.property);
      return compare(filter.operator, Array.isArray(list) ? list.length : 0, filter.value);
    }
    case 'call': {
      const value = folded(valueAt(object, filter.property));
      const wanted = filter.value.toLowerCase();
      return typeof value === 'string' && (filter.operator === 'startswith' ? value.startsWith(wanted) : value.endsWith(wanted));
    }
    case 'compare': {
      const value = valueAt(object, filter.property);
      if (filter.operator === 'in') return filter.values.some((wanted) => compare('eq', value, wanted));
      return compare(filter.operator, value, filter.values[0]);
    }
  }
}

function valueAt(object: unknown, path: string): unknown {
  if (path === IT) return object;
  let value = object;
  for (const name of path.split('/')) value = isObject(value) ? field(value, name) : undefined;
  return value;
}

function field(object: Json, name: string): unknown {
  if (name in object) return object[name];
  const wanted = name.toLowerCase();
  for (const key of Object.keys(object)) if (key.toLowerCase() === wanted) return object[key];
  return undefined;
}

function folded(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

function compare(operator: string, left: unknown, right: unknown): boolean {
  const a = folded(left) ?? null;
  const b = folded(right) ?? null;
  if (operator === 'eq') return a === b;
  if (operator === 'ne') return a !== b;
  if (a === null || b === null || typeof a !== typeof b) return false;
  // Both are of one type: strings or numbers.
  const order = String(a) === String(b) ? 0 : typeof a === 'number' ? Number(a) - Number(b) : String(a) < String(b) ? -1 : 1;
  return { ge: order >= 0, le: order <= 0, gt: order > 0, lt: order < 0 }[operator] ?? false;
}
