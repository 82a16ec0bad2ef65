import { SaxesParser } from 'saxes';

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

const LONGEST_TEXT = 32 * 1024 * 1024;
const DEEPEST = 100;
// MS-PSRP 2.2.5.1: the elements of primitive types.
export const PRIMITIVE = new Set('S C B DT TS By SB U16 I16 U32 I32 U64 I64 Sg Db D BA G URI Nil Version XD SBK PR SS'.split(' '));
const LISTS = new Set(['LST', 'IE', 'QUE', 'STK']);

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
