import type { Side } from '../../evidence/directory.js';
import { attributeKind, cloudColumnName, columnName, describeObject, isTypeName, recordOrigin } from './attributes.js';
import { base64ToBytes } from './bytes.js';
import { createWalker, dictionaryFields, type Node, PRIMITIVE, primitiveText } from './clixml-walk.js';
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

type References = Pick<ReadonlyMap<string, readonly string[]>, 'get'>;

const MOST_REFERENCES = 20_000;
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
