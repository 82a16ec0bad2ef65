import type { Token } from '../error-text/extract.js';
import type { Conflict, SyncErrorEntry } from './entry.js';
import { errorTypeOf, plain } from './names.js';
import { type Role, recordEntry, roleOf } from './record.js';

/** A JSON object or list with the places of its texts; what is cut off at the end of the input is kept as far as it goes. */
interface Node {
  readonly isList: boolean;
  readonly start: number;
  end: number;
  readonly texts: { readonly key: string; readonly token: Token }[];
  readonly children: { readonly key: string; readonly node: Node }[];
}

const DEEPEST = 40;
const MOST_NODES = 400_000;

/**
 * The errors in JSON: objects of Graph with onPremisesProvisioningErrors or serviceProvisioningErrors (one, a list, or a `value` page; also as
 * ConvertTo-Json of PowerShell prints them), the export of Connect Health, and the key and value list of an export error.
 *
 * In: the decoded text; JSON may start anywhere in it and may break off. Out: one entry for each error of each object. Linear in time; never throws.
 */
export function readJsonErrors(text: string): readonly SyncErrorEntry[] {
  const start = text.search(/[[{]\s{0,40}(?:"|[[{])/);
  if (start < 0) return [];
  const entries: SyncErrorEntry[] = [];
  for (const root of parse(text, start)) collect(text, root, new Map(), entries);
  return entries;
}

type Fields = ReadonlyMap<Role, readonly Token[]>;

function collect(text: string, node: Node, around: Fields, entries: SyncErrorEntry[]): void {
  if (node.isList) {
    const pairs = pairsOf(node);
    if (pairs !== undefined) {
      add(entries, conflictEntry(text, pairs, around, node));
      return;
    }
    for (const { node: child } of node.children) collect(text, child, around, entries);
    return;
  }
  const own = new Map<Role, Token[]>();
  for (const { key, token } of node.texts) put(own, key, token);
  for (const { key, node: child } of node.children) {
    if (child.isList) for (const { token } of child.texts) put(own, key, token);
    else if (/^(?:incomingobject|existingobject|conflictingobject)$/.test(plain(key)))
      for (const inner of child.texts) put(own, `${key}.${inner.key}`, inner.token);
  }
  const errors = node.children.filter(({ key }) => /^(?:onpremisesprovisioningerrors|serviceprovisioningerrors|errors)$/.test(plain(key)));
  if (errors.length > 0) {
    const person = identityOf(own);
    for (const { node: list } of errors) {
      for (const child of list.isList ? list.children.map((item) => item.node) : [list]) collect(text, child, person, entries);
    }
    return;
  }
  const before = entries.length;
  add(entries, objectEntry(text, own, around, node));
  if (entries.length > before) return;
  for (const { key, node: child } of node.children) {
    if (!/^(?:incomingobject|existingobject)$/.test(plain(key))) collect(text, child, around, entries);
  }
}

function put(fields: Map<Role, Token[]>, key: string, token: Token): void {
  const role = plain(key) === 'servererrordetail' ? 'description' : roleOf(key);
  if (role === undefined) return;
  const known = fields.get(role);
  if (known === undefined) fields.set(role, [token]);
  else known.push(token);
}

const PERSON: readonly Role[] = ['upn', 'displayName', 'anchor', 'dn', 'id', 'ownId', 'address', 'objectType'];

/** Who an object is. `id` of Graph is the object; elsewhere it is the id of the error. */
function identityOf(own: Fields): Fields {
  const found = new Map<Role, readonly Token[]>();
  for (const role of PERSON) {
    const tokens = own.get(role);
    if (tokens !== undefined) found.set(role === 'ownId' ? 'id' : role, tokens);
  }
  return found;
}

function objectEntry(text: string, own: Fields, around: Fields, node: Node): SyncErrorEntry | undefined {
  const service = serviceError(own, node);
  if (service === 'resolved') return undefined;
  const isGraph = node.texts.some(({ key }) => plain(key) === 'propertycausingerror');
  if (!isGraph && service === undefined && !own.has('type') && !own.has('description')) return undefined;
  const named = own.get('type')?.some(({ value }) => errorTypeOf(value) !== undefined) === true;
  const fallback = isGraph && !named ? 'QuarantinedAttributeValueMustBeUnique' : service === undefined ? undefined : 'ExchangeProxyInUse';
  const entry = recordEntry(text, new Map([...around, ...own]), node.start, node.end, fallback);
  return entry === undefined || service === undefined ? entry : { ...entry, conflicts: service };
}

const IN_USE = /proxy address \\{0,4}["'\u201c]?([^\s"'\\\u201d]{3,400})\\{0,4}["'\u201d]? is already being used/i;

/** What Exchange Online reports on an object: an address that somebody else has; undefined for an object that is no such report. */
function serviceError(own: Fields, node: Node): readonly Conflict[] | 'resolved' | undefined {
  if (!node.texts.some(({ key }) => plain(key) === 'serviceinstance')) return undefined;
  if (node.texts.some(({ key, token }) => plain(key) === 'isresolved' && /^true$/i.test(token.value))) return 'resolved';
  for (const token of own.get('description') ?? []) {
    const value = IN_USE.exec(token.value.slice(0, 8000))?.[1];
    if (value !== undefined) return [{ attribute: 'ProxyAddresses', value: { ...token, value } }];
  }
  return undefined;
}

/** `[{"Key":"ObjectIdInConflict","Value":["…"]}, …]` as names and values. */
function pairsOf(list: Node): readonly (readonly [string, readonly Token[]])[] | undefined {
  if (list.children.length === 0) return undefined;
  const pairs = list.children.map(({ node }) => {
    const key = node.texts.find(({ key: name }) => plain(name) === 'key')?.token.value;
    const single = node.texts.filter(({ key: name }) => plain(name) === 'value').map(({ token }) => token);
    const several = node.children.find(({ key: name }) => plain(name) === 'value')?.node.texts.map(({ token }) => token) ?? [];
    return key === undefined ? undefined : ([key, [...single, ...several]] as const);
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

function conflictEntry(
  text: string,
  pairs: readonly (readonly [string, readonly Token[]])[],
  around: Fields,
  node: Node,
): SyncErrorEntry | undefined {
  if (!pairs.some(([key]) => /^(?:objectidinconflict|attributeconflictname)$/.test(plain(key)))) return undefined;
  const fields = new Map<Role, Token[]>([...around].map(([role, tokens]) => [role, [...tokens]]));
  for (const [key, tokens] of pairs) for (const token of tokens) put(fields, key, token);
  return recordEntry(text, fields, node.start, node.end, 'AttributeValueMustBeUnique');
}

function add(entries: SyncErrorEntry[], entry: SyncErrorEntry | undefined): void {
  if (entry !== undefined) entries.push(entry);
}

const WORD = /[-+.\w]{1,40}/y;

/** Reads JSON values from a place on, without recursion; a value that breaks off is closed at the end. */
function parse(text: string, from: number): readonly Node[] {
  const roots: Node[] = [];
  const open: Node[] = [];
  let key: string | undefined;
  let count = 0;
  for (let at = from; at < text.length && count < MOST_NODES; ) {
    const character = text[at];
    if (character === '{' || character === '[') {
      const node: Node = { isList: character === '[', start: at, end: text.length, texts: [], children: [] };
      count++;
      const parent = open.at(-1);
      if (parent === undefined) roots.push(node);
      else if (open.length < DEEPEST) parent.children.push({ key: key ?? '', node });
      open.push(node);
      key = undefined;
      at++;
    } else if (character === '}' || character === ']') {
      const node = open.pop();
      if (node !== undefined) node.end = at + 1;
      key = undefined;
      at++;
    } else if (character === '"') {
      const token = stringAt(text, at);
      at = token.end + 1;
      const node = open.at(-1);
      if (node === undefined) continue;
      if (!node.isList && key === undefined && isColon(text, at)) key = token.value;
      else {
        node.texts.push({ key: key ?? '', token });
        key = undefined;
      }
    } else {
      WORD.lastIndex = at;
      const word = key === undefined ? undefined : WORD.exec(text)?.[0];
      if (word === undefined) at++;
      else {
        if (word !== 'null') open.at(-1)?.texts.push({ key: key ?? '', token: { value: word, start: at, end: at + word.length } });
        key = undefined;
        at += word.length;
      }
    }
  }
  return roots;
}

function isColon(text: string, from: number): boolean {
  let at = from;
  while (at < from + 40 && /\s/.test(text[at] ?? '')) at++;
  return text[at] === ':';
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: ' ', f: ' ' };

/** The text between the quote at a place and the next one; `end` is where the closing quote stands. */
function stringAt(text: string, quote: number): Token {
  let end = quote + 1;
  let hasEscape = false;
  while (end < text.length && text[end] !== '"') {
    if (text[end] === '\\') {
      hasEscape = true;
      end++;
    }
    end++;
  }
  end = Math.min(end, text.length);
  const raw = text.slice(quote + 1, end);
  const value = hasEscape
    ? raw.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, hex: string | undefined, letter: string | undefined) =>
        hex === undefined ? (ESCAPES[letter ?? ''] ?? letter ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
      )
    : raw;
  return { value, start: quote + 1, end };
}
