import { SaxesParser } from 'saxes';
import type { Side } from '../../evidence/directory.js';
import { attributeKind, cloudColumnName, columnName, describeObject, isTypeName, recordOrigin } from './attributes.js';
import { base64ToBytes } from './guid.js';
import type { ReadTable } from './table.js';
import { createTableBuilder, FULL_EXPORT_MARKS } from './table-builder.js';

export interface ClixmlOptions {
  readonly source: string;
  readonly side: Side;
  readonly wanted?: ReadonlySet<string>;
}

/** `stopped`: a sentence with the line, where the document is broken, cut or refused; objects before it are in the table. */
export interface ClixmlResult {
  readonly table: ReadTable;
  readonly stopped?: string;
  /** True where the document was refused as a whole (DOCTYPE, not CLIXML). */
  readonly refused: boolean;
}

/** Takes text in pieces of any size; `end` gives the table. After `stopped` further text is ignored. */
export interface ClixmlReader {
  write(chunk: string): void;
  readonly stopped: boolean;
  end(): ClixmlResult;
}

/** One simple value of a CLIXML document. `path` has the names from the outermost object on: `Report.Entries[2].Message`. */
export interface ClixmlLeaf {
  readonly name: string;
  readonly path: string;
  readonly value: string;
  readonly line: number;
}

/** One element of a document that carries data. */
export interface Node {
  readonly tag: string;
  readonly name: string;
  readonly line: number;
  text: string;
  // Children that carry data: properties, list elements, dictionary entries.
  readonly children: Node[];
  types: readonly string[];
  shown: string | undefined;
  list: boolean;
}

type References = Pick<ReadonlyMap<string, readonly string[]>, 'get'>;

const LONGEST_TEXT = 32 * 1024 * 1024;
const DEEPEST = 100;
const MOST_REFERENCES = 20_000;
// MS-PSRP 2.2.5.1: the elements of primitive types.
export const PRIMITIVE = new Set('S C B DT TS By SB U16 I16 U32 I32 U64 I64 Sg Db D BA G URI Nil Version XD SBK PR SS'.split(' '));
const LISTS = new Set(['LST', 'IE', 'QUE', 'STK']);

/**
 * Reads the output of `Export-Clixml`, object by object.
 *
 * In: XML text in pieces, cut anywhere.
 * Out: one row per object. A nested object becomes the text PowerShell shows for it, a list becomes a list, `<Nil>` is "not set". A property
 * counts as read when some object carries it. `origin` comes from the type names. In a cloud table Exchange properties get `exo.`.
 * Bad input: never throws. A DOCTYPE is refused (no entity is ever expanded); broken or cut XML keeps the objects before the break.
 * Source: MS-PSRP 2.2.5, https://learn.microsoft.com/openspecs/windows_protocols/ms-psrp
 */
export function createClixmlReader(options: ClixmlOptions): ClixmlReader {
  const { source, side } = options;
  const builder = createTableBuilder({ ...options, format: 'clixml' });
  // Objects of the current record, and the first ones of the document: what a later <Ref> most likely points to.
  const recent = new Map<string, readonly string[]>();
  const first = new Map<string, readonly string[]>();
  const references: References = { get: (id) => recent.get(id) ?? first.get(id) };
  let origin: ReadTable['origin'] = 'unknown';
  let skipped = 0;

  function record(node: Node): void {
    const fields = node.children.length === 1 && node.children[0]?.tag === 'DCT' ? dictionaryFields(node.children[0]) : node.children;
    const names = new Set(fields.map((field) => columnName(field.name)));
    const found = recordOrigin(names, node.types.join(' '));
    if (origin === 'unknown') origin = found;
    const prefix = side === 'cloud' && found === 'exchange' ? 'exo.' : '';
    const nameOf = side === 'cloud' && found !== 'exchange' ? cloudColumnName : columnName;
    builder.begin(node.line);
    for (const field of fields) {
      const name = nameOf(field.name);
      if (name === '') continue;
      const column = builder.column(name.startsWith(prefix) ? name : prefix + name, true);
      if (column >= 0) put(column, name, field);
    }
    builder.end({ full: found === 'ad' && FULL_EXPORT_MARKS.slice(0, 4).every((mark) => names.has(mark)) });
  }

  function put(column: number, name: string, field: Node): void {
    if (field.tag === 'Nil') {
      builder.putNull(column);
    } else if (field.tag === 'SS') {
      builder.putLost(column, 'the value is a protected string');
    } else if (field.tag === 'BA') {
      putBytes(column, field.text);
    } else if (PRIMITIVE.has(field.tag)) {
      putText(column, field);
    } else {
      putObject(column, name, field);
    }
  }

  function putText(column: number, field: Node): void {
    const text = primitiveText(field);
    if (isTypeName(text)) builder.putLost(column, `the export shows the type name "${text.slice(0, 60)}" in place of the value`);
    else if (builder.kindOf(column) === 'text') builder.putOne(column, text);
    else builder.putJoined(column, text);
  }

  function putBytes(column: number, base64: string): void {
    const bytes = base64ToBytes(base64);
    if (bytes === undefined) builder.putLost(column, 'the Base64 of a byte array is broken');
    else builder.putBytes(column, bytes);
  }

  function putObject(column: number, name: string, field: Node): void {
    if (field.tag === 'Ref') {
      const values = references.get(field.text);
      if (values === undefined) builder.putLost(column, 'the value refers to an object that was not kept');
      else for (const value of values) builder.putOne(column, value);
      return;
    }
    const elements = field.list ? field.children : [field];
    if (elements.length === 0) builder.putNull(column);
    for (const element of elements) {
      if (element.tag === 'BA') putBytes(column, element.text);
      else if (element.tag === 'Nil') builder.putNull(column);
      else putElement(column, name, element);
    }
  }

  function putElement(column: number, name: string, element: Node): void {
    const texts = textsOf(name, element, references);
    if (texts === undefined) builder.putLost(column, 'the export holds a nested object in place of the value; export with a larger -Depth');
    else for (const text of texts) builder.putOne(column, text);
  }

  const walker = createWalker({
    object: (node) => {
      record(node);
      recent.clear();
    },
    simple: () => {
      skipped++;
    },
    remember: (id, node) => {
      const texts = textsOf('', node, references);
      if (texts === undefined || texts.length > 100) return;
      recent.set(id, texts);
      if (first.size < MOST_REFERENCES) first.set(id, texts);
    },
  });

  return {
    write: (chunk) => walker.write(chunk),
    get stopped() {
      return walker.problem() !== undefined;
    },
    end() {
      walker.close();
      const problem = walker.problem();
      if (skipped > 0) builder.note(`${source}: ${skipped} simple values stand beside the objects and were left out.`);
      const truncated = problem !== undefined;
      const stopped = problem === undefined ? undefined : `${source}, line ${problem.line}: ${problem.text}`;
      if (stopped !== undefined && !problem?.refused) builder.note(`${stopped} The ${builder.rowCount} objects before it are used.`);
      const table = builder.finish({ origin, truncated });
      const refused = problem?.refused === true;
      return stopped === undefined ? { table, refused } : { table, refused, stopped };
    },
  };
}

/**
 * All simple values of any CLIXML document, in order: for reports whose shape is not known (migration user statistics, move reports).
 *
 * In: the whole text. Out: the leaves with their names and paths; an object's own text (`ToString`) stands under the object's name.
 * Bad input: never throws; the leaves before the break, and `stopped` with the line and the reason.
 */
export function flattenClixml(text: string): { readonly leaves: readonly ClixmlLeaf[]; readonly stopped?: string } {
  const leaves: ClixmlLeaf[] = [];
  const walker = createWalker({
    object: (node, index) => flatten(node, node.name === '' ? `[${index}]` : node.name, leaves),
    simple: (node, index) => flatten(node, node.name === '' ? `[${index}]` : node.name, leaves),
    remember: () => {},
  });
  walker.write(text);
  walker.close();
  const problem = walker.problem();
  return problem === undefined ? { leaves } : { leaves, stopped: `Line ${problem.line}: ${problem.text}` };
}

function flatten(node: Node, path: string, leaves: ClixmlLeaf[]): void {
  const name = node.name;
  if (node.tag === 'SS' || node.tag === 'Ref') return;
  if (PRIMITIVE.has(node.tag)) {
    if (node.tag !== 'Nil') leaves.push({ name, path, value: primitiveText(node), line: node.line });
    return;
  }
  if (node.shown !== undefined && !isTypeName(node.shown)) leaves.push({ name, path, value: node.shown, line: node.line });
  node.children.forEach((child, at) => {
    const fields = child.tag === 'DCT' ? dictionaryFields(child) : [child];
    for (const field of fields) flatten(field, field.name === '' ? `${path}[${at}]` : `${path}.${field.name}`, leaves);
  });
}

/** The text of a primitive element; booleans as True and False. */
export function primitiveText(node: Node): string {
  if (node.tag === 'B') return node.text.trim().toLowerCase() === 'true' ? 'True' : 'False';
  return unescapeName(node.text);
}

// MS-PSRP 2.2.5.3.2: characters that XML cannot hold are written _xHHHH_, and "_x" itself as _x005F_x.
function unescapeName(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

/** Entries of a dictionary, named by their keys. */
export function dictionaryFields(dictionary: Node): readonly Node[] {
  return dictionary.children.flatMap((entry) => {
    const key = entry.children.find((child) => child.name === 'Key');
    const value = entry.children.find((child) => child.name === 'Value');
    if (key === undefined || value === undefined) return [];
    return [{ ...value, name: PRIMITIVE.has(key.tag) ? primitiveText(key) : (key.shown ?? '') }];
  });
}

/** The texts that stand for a nested value; `undefined` where nothing does. */
function textsOf(column: string, node: Node, references: References): readonly string[] | undefined {
  if (node.tag === 'Ref') return references.get(node.text);
  if (node.tag === 'Nil') return [];
  if (node.tag === 'SS') return undefined;
  if (PRIMITIVE.has(node.tag)) return [primitiveText(node)];
  if (node.list) return node.children.flatMap((child) => textsOf(column, child, references) ?? []);
  if (node.children.length === 1 && node.children[0]?.tag === 'DCT') {
    return dictionaryFields(node.children[0]).map((field) => `${field.name}=${(textsOf('', field, references) ?? []).join(',')}`);
  }
  const described = describeNode(column, node);
  return described === undefined ? undefined : [described];
}

function describeNode(column: string, node: Node): string | undefined {
  const typed = new Map<string, string>();
  for (const child of node.children) {
    if (PRIMITIVE.has(child.tag) && child.tag !== 'Nil' && child.tag !== 'SS') typed.set(child.name.toLowerCase(), primitiveText(child));
  }
  const kind = attributeKind(column);
  if (kind === 'list' && typed.size > 0 && (node.shown === undefined || isTypeName(node.shown))) return describeObject(column, typed);
  if (node.shown !== undefined && node.shown !== '' && !isTypeName(node.shown)) return node.shown;
  return describeObject(column, typed);
}

interface Visitor {
  object(node: Node, index: number): void;
  simple(node: Node, index: number): void;
  /** An object with a RefId was read, that later ones may refer to. */
  remember(id: string, node: Node): void;
}

interface WalkProblem {
  readonly text: string;
  readonly line: number;
  readonly refused: boolean;
}

interface Walker {
  write(chunk: string): void;
  close(): void;
  problem(): WalkProblem | undefined;
}

/** Walks a document and gives one outermost object at a time; also the elements of an outermost list, so that they need not be held. */
export function createWalker(visitor: Visitor): Walker {
  const parser = new SaxesParser();
  const stack: Node[] = [];
  const ids: (string | undefined)[] = [];
  const typeNames = new Map<string, readonly string[]>();
  let typeId: string | undefined;
  let found: WalkProblem | undefined;
  let sinceEvent = 0;
  let index = 0;
  let sawRoot = false;

  function stop(text: string, refused = false): void {
    found ??= { text, line: parser.line, refused };
  }

  parser.on('error', () => stop('the XML is broken or cut here.'));
  parser.on('doctype', () => stop('the XML has a DOCTYPE, which Export-Clixml never writes; it is refused.', true));

  parser.on('opentag', (tag) => {
    if (found !== undefined) return;
    sinceEvent = 0;
    const { name, attributes } = tag;
    if (!sawRoot) {
      sawRoot = true;
      if (name !== 'Objs') stop(`the document is <${name.slice(0, 40)}> and not <Objs>, so it is not the output of Export-Clixml.`, true);
    }
    if (stack.length > DEEPEST) stop(`objects are nested deeper than ${DEEPEST} levels.`);
    if (name === 'TN') typeId = attributes.RefId;
    if (name === 'TNRef') {
      const owner = stack.at(-1);
      if (owner !== undefined) owner.types = typeNames.get(attributes.RefId ?? '') ?? [];
    }
    ids.push(name === 'Obj' ? attributes.RefId : undefined);
    stack.push({
      tag: name,
      name: attributes.N === undefined ? '' : unescapeName(attributes.N),
      line: parser.line,
      text: name === 'Ref' ? (attributes.RefId ?? '') : '',
      children: [],
      types: [],
      shown: undefined,
      list: false,
    });
  });

  parser.on('text', (text) => {
    sinceEvent = 0;
    const node = stack.at(-1);
    if (node !== undefined && (PRIMITIVE.has(node.tag) || node.tag === 'ToString' || node.tag === 'T')) node.text += text;
  });
  parser.on('cdata', (text) => {
    sinceEvent = 0;
    const node = stack.at(-1);
    if (node !== undefined && PRIMITIVE.has(node.tag)) node.text += text;
  });

  parser.on('closetag', () => {
    if (found !== undefined) return;
    const node = stack.pop();
    const id = ids.pop();
    const parent = stack.at(-1);
    if (node === undefined || parent === undefined) return;
    close(node, parent, id);
  });

  function close(node: Node, parent: Node, id: string | undefined): void {
    const { tag } = node;
    if (tag === 'T') {
      if (parent.types.length < 20) parent.types = [...parent.types, node.text];
    } else if (tag === 'TN') {
      if (typeId !== undefined) typeNames.set(typeId, node.types);
      parent.types = node.types;
    } else if (tag === 'ToString') {
      parent.shown = unescapeName(node.text);
    } else if (tag === 'Props' || tag === 'MS') {
      // A named MS is a property set: its members count as the object's own.
      for (const child of node.children) parent.children.push(child);
    } else if (LISTS.has(tag)) {
      parent.list = true;
      for (const child of node.children) parent.children.push(child);
    } else if (tag === 'Obj' || tag === 'Ref' || tag === 'DCT' || tag === 'En' || PRIMITIVE.has(tag)) {
      finished(node, parent, id);
    }
  }

  function finished(node: Node, parent: Node, id: string | undefined): void {
    if (node.tag === 'Obj' && id !== undefined && !isOutermost()) visitor.remember(id, node);
    if (!isOutermost()) {
      parent.children.push(node);
    } else if (node.tag !== 'Obj') {
      visitor.simple(node, index++);
    } else if (!node.list || node.children.length > 0) {
      if (!emptyWrapper(node)) visitor.object(node, index++);
    }
  }

  /** The open elements are only the root and lists of the outermost objects: what closes now is an object of its own. */
  function isOutermost(): boolean {
    return stack.every((open) => open.tag === 'Objs' || (open.name === '' && (open.tag === 'Obj' || LISTS.has(open.tag)))) && endsInList();
  }

  function endsInList(): boolean {
    const top = stack.at(-1)?.tag ?? '';
    return top === 'Objs' || LISTS.has(top);
  }

  // The outermost list itself: its elements were given one by one.
  function emptyWrapper(node: Node): boolean {
    return node.list && node.children.every((child) => PRIMITIVE.has(child.tag) && ['Count', 'Capacity', 'Length'].includes(child.name));
  }

  return {
    write(chunk) {
      if (found !== undefined) return;
      sinceEvent += chunk.length;
      if (sinceEvent > LONGEST_TEXT) {
        stop(`a value or tag does not end within ${LONGEST_TEXT / 1024 / 1024} million characters.`);
        return;
      }
      parser.write(chunk);
    },
    close() {
      if (found !== undefined) return;
      if (!sawRoot) stop('the document has no element.', true);
      else parser.close();
    },
    problem: () => found,
  };
}
