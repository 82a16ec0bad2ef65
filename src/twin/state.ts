import type { AttributeValue, Side } from '../evidence/directory.js';
import type { KeyKind, RecipientRecord, SideIndex } from '../facts/recipients.js';
import type { Directories, Subject } from '../facts/subject.js';
import { CHOSEN_BY_EXCHANGE, changedList, type PlannedChange, primaryList, withBits } from '../fixes/changes.js';
import type { AppliedChange, ModelValue, Undo } from '../fixes/proof.js';
import { columnOf, currentValue, editedDirectories, editedRecord, restoredRecord } from './model.js';

/** One person in a copy of the directories. */
export interface TwinState {
  readonly directories: Directories;
  readonly onPrem: RecipientRecord | undefined;
  readonly cloud: RecipientRecord | undefined;
  /** All objects that were touched, by the name that the undo has for them. */
  readonly objects: ReadonlyMap<string, RecipientRecord | undefined>;
}

export function twinOf({ onPrem, cloud }: Pick<Subject, 'onPrem' | 'cloud'>, directories: Directories): TwinState {
  return { directories, onPrem, cloud, objects: new Map() };
}

/** A copy after changes, or why they cannot be applied. */
export type Applied =
  | { readonly kind: 'applied'; readonly state: TwinState; readonly changes: readonly AppliedChange[]; readonly undo: readonly Undo[] }
  | { readonly kind: 'blind'; readonly why: string };

/**
 * In: a copy, and changes of objects of either side. Out: the copy after them, what each value was before, and what takes them back.
 * Not applied: what would be a guess, such as a list that was not read and gets a value.
 */
export function applyChanges(start: TwinState, changes: readonly PlannedChange[]): Applied {
  let state = start;
  const applied: AppliedChange[] = [];
  const undo: Undo[] = [];
  const targets = [...new Set(changes.map((change) => `${change.isOther === true ? 'other ' : ''}${change.object}`))];
  for (const target of targets) {
    const own = changes.filter((change) => `${change.isOther === true ? 'other ' : ''}${change.object}` === target);
    const [first] = own;
    if (first === undefined) continue;
    const result = applyToObject(state, own, first);
    if (result.kind === 'blind') return result;
    state = result.state;
    applied.push(...result.changes);
    undo.push(...result.undo);
  }
  return { kind: 'applied', state, changes: applied, undo };
}

function applyToObject(state: TwinState, changes: readonly PlannedChange[], first: PlannedChange): Applied {
  const side: Side = first.object.startsWith('onprem:') ? 'onprem' : 'cloud';
  const of = first.isOther === true ? first.object.slice(first.object.indexOf(':') + 1) : undefined;
  const index = side === 'onprem' ? state.directories.onprem : state.directories.cloud;
  if (index === undefined) return { kind: 'blind', why: `The ${SIDE_NAMES[side]} side was not given.` };
  const found = of === undefined ? ownTarget(state, side) : otherTarget(state, side, of, index);
  if (found === undefined)
    return { kind: 'blind', why: `Which ${SIDE_NAMES[side]} object ${of ?? 'the recipient'} is cannot be told from what was given.` };
  const { key, record } = found;
  if (changes.some(({ attribute, to }) => columnOf(attribute) === 'isdeleted' && to === 'TRUE')) {
    if (record === undefined) return { kind: 'applied', state, changes: [], undo: [] };
    return {
      kind: 'applied',
      state: replaced(state, side, key, record, undefined),
      changes: [{ side, attribute: 'isDeleted', from: null, to: 'TRUE', of }],
      undo: [{ side, key, kind: 'gone', before: [], record }],
    };
  }
  const values = new Map<string, AttributeValue>();
  const applied: AppliedChange[] = [];
  for (const change of changes) {
    const column = columnOf(change.attribute);
    const before = values.has(column) ? values.get(column) : currentValue(record, side, change.attribute);
    const to = valueAfter(change, before);
    if (to === undefined)
      return {
        kind: 'blind',
        why: `${change.attribute} of the ${SIDE_NAMES[side]} object was not read, so what it holds afterwards is not known.`,
      };
    values.set(column, to === CHOSEN_BY_EXCHANGE ? undefined : to);
    applied.push({ side, attribute: change.attribute, from: before, to, ...(of === undefined ? {} : { of }) });
  }
  const edited = editedRecord(side, record, record === undefined ? withIdentity(side, values) : values);
  return {
    kind: 'applied',
    state: replaced(state, side, key, record, edited.record),
    changes: applied,
    undo: [{ side, key, kind: record === undefined ? 'made' : 'changed', before: edited.before, record: undefined }],
  };
}

const SIDE_NAMES: Readonly<Record<Side, string>> = { onprem: 'on-premises', cloud: 'cloud' };

/** Undefined: the list that it changes was not read. */
function valueAfter(change: PlannedChange, before: AttributeValue): ModelValue | undefined {
  if (change.primary !== undefined) return before === undefined ? undefined : primaryList(before, change.primary);
  if (change.mask !== undefined && change.bits !== undefined)
    return before === undefined ? undefined : withBits(before, change.mask, change.bits);
  if (change.add === undefined && change.remove === undefined) return change.to;
  if (before === undefined) return undefined;
  const list = changedList(before, change.add ?? [], change.remove ?? []);
  return list.length === 0 ? null : list;
}

interface Target {
  readonly key: string;
  readonly record: RecipientRecord | undefined;
}

function ownTarget(state: TwinState, side: Side): Target {
  const record = side === 'onprem' ? state.onPrem : state.cloud;
  return { key: keyOf(state, side, record), record };
}

/** The name of an object in the copy: what it was called when it was first touched, else a new one. */
function keyOf({ objects }: TwinState, side: Side, record: RecipientRecord | undefined): string {
  if (record !== undefined) for (const [key, known] of objects) if (known === record) return key;
  return `${side} ${objects.size}`;
}

const NAMES: readonly KeyKind[] = ['dn', 'objectId', 'upn', 'primary', 'address', 'mail', 'name'];

/** The one object that goes by a name, other than the recipient's own. */
function otherTarget(state: TwinState, side: Side, name: string, index: SideIndex): Target | undefined {
  const own = side === 'onprem' ? state.onPrem : state.cloud;
  for (const kind of NAMES) {
    const found = index.find(kind, name).filter((record) => record !== own);
    const [record] = found;
    if (record !== undefined && found.length === 1) return { key: keyOf(state, side, record), record };
    if (found.length > 1) return undefined;
  }
  return undefined;
}

/** The copy with another object in the place of one; the person's own follows. */
function replaced(
  state: TwinState,
  side: Side,
  key: string,
  old: RecipientRecord | undefined,
  record: RecipientRecord | undefined,
): TwinState {
  const isOwn = (own: RecipientRecord | undefined, name: Side): boolean => name === side && own === old;
  return {
    directories: editedDirectories(state.directories, [{ side, replaces: old, record }]),
    onPrem: isOwn(state.onPrem, 'onprem') ? record : state.onPrem,
    cloud: isOwn(state.cloud, 'cloud') ? record : state.cloud,
    objects: new Map([...state.objects, [key, record]]),
  };
}

/** Takes back what was applied, last first: the first state, value for value. */
export function undoChanges(state: TwinState, undo: readonly Undo[]): TwinState {
  let current = state;
  for (const { side, key, kind, before, record } of [...undo].reverse()) {
    const now = current.objects.get(key);
    const then = kind === 'gone' ? record : kind === 'made' || now === undefined ? undefined : restoredRecord(now, before);
    current = replaced(current, side, key, now, then);
  }
  return current;
}

/** What a directory gives every new object by itself. */
function withIdentity(side: Side, values: ReadonlyMap<string, AttributeValue>): ReadonlyMap<string, AttributeValue> {
  const key = side === 'onprem' ? 'objectguid' : 'id';
  if (values.has(key)) return values;
  return new Map([...values, [key, madeUpGuid([...values].map(([name, value]) => `${name}=${String(value)}`).join('\n'))]]);
}

/** A GUID for an object that exists only in the copy: the same for the same object (FNV-1a, four times). */
function madeUpGuid(text: string): string {
  const hex = [0, 1, 2, 3].map((seed) => {
    let hash = 0x811c9dc5 ^ seed;
    for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  });
  const all = hex.join('');
  return `${all.slice(0, 8)}-${all.slice(8, 12)}-4${all.slice(13, 16)}-8${all.slice(17, 20)}-${all.slice(20)}`;
}
