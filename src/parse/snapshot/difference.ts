import { isObject } from '../../evidence/is-object.js';
import { lazy } from '../../evidence/lazy.js';
import { type DirectoryRecord, NOT_READABLE, type PartSide, type PartSummary, type SnapshotSummary } from '../../evidence/snapshot.js';
import { attributeKind, columnName, isHeavy, isSecret, readOne } from '../recipient/attributes.js';
import { parseObject } from './lines.js';

/** An object, or a settings object. */
export interface ObjectName {
  /** What both snapshots know it by. */
  readonly key: string;
  /** For people: a UPN, an address, a name. */
  readonly label: string;
}

/** Values as text; none: not set. */
export interface AttributeChange {
  readonly attribute: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface ObjectChange extends ObjectName {
  readonly changes: readonly AttributeChange[];
}

export interface SideDifference {
  readonly side: PartSide;
  /** Undefined: compared. Else why it could not be: one sentence. */
  readonly notCompared: string | undefined;
  readonly added: readonly ObjectName[];
  readonly removed: readonly ObjectName[];
  /** Those with the most telling changes first. */
  readonly changed: readonly ObjectChange[];
  readonly unchanged: number;
  /** Attributes that only one of the two read. */
  readonly notComparable: readonly string[];
  /** A part of the older snapshot is not complete: what counts as added may have been there. */
  readonly mayHaveBeenThere: boolean;
  /** The same of the newer one and of what counts as removed. */
  readonly mayStillBeThere: boolean;
}

/** A snapshot that was compared. */
export interface ComparedSnapshot {
  readonly path: string;
  readonly summary: SnapshotSummary;
  readonly notes: readonly string[];
}

export interface SnapshotDifference {
  readonly before: ComparedSnapshot;
  readonly after: ComparedSnapshot;
  readonly sides: readonly SideDifference[];
}

export interface DifferenceOptions {
  /** Also attributes that change by themselves: counters, times of sign-ins, versions of replication. */
  readonly withVolatile: boolean;
}

const VOLATILE = lazy(
  () =>
    new Set(
      `usnchanged usncreated whenchanged whenchangedutc lastlogon lastlogontimestamp lastlogoff lastlogontime lastlogofftime logoncount badpwdcount badpasswordtime
 dscorepropagationdata replpropertymetadata pwdlastset onpremiseslastsyncdatetime lastdirsynctime signinactivity lastpasswordchangedatetime
 refreshtokensvalidfromdatetime signinsessionsvalidfromdatetime renewaldatetime reneweddatetime lastexchangechangedtime originatingserver originatingserverguid
 objectstate runspaceid pscomputername isvalid lastsuccessfulsyncdatetime lastinteractiontime modifytimestamp mslapspasswordexpirationtime`.split(
        /\s+/,
      ),
    ),
);

/** A change of one of these can break a mailbox, a sign-in or a route; the first is the worst. */
const TELLING: readonly string[] =
  `onpremisesimmutableid ms-ds-consistencyguid onpremisessyncenabled exchangeguid msexchmailboxguid archiveguid msexcharchiveguid recipienttypedetails
 msexchrecipienttypedetails msexchremoterecipienttype userprincipalname targetaddress externalemailaddress primarysmtpaddress proxyaddresses emailaddresses mail
 legacyexchangedn mailnickname alias homemdb useraccountcontrol accountenabled assignedplans assignedlicenses objectclass samaccountname distinguishedname`.split(
    /\s+/,
  );

type Values = Readonly<Record<string, readonly string[]>>;

interface Held {
  readonly label: string;
  readonly values: Values;
  readonly hidden: readonly string[];
}

export interface SideComparer {
  before(record: DirectoryRecord, part: PartSummary): void;
  after(record: DirectoryRecord, part: PartSummary): void;
  end(): SideDifference;
}

/**
 * Compares one side of two snapshots: `before` for all records of the older one, then `after` for those of the newer, then `end`. Memory: the attributes
 * of one side. Objects are the same by objectGUID or id, else by DN or UPN; records of several parts that are one object count as one.
 */
export function createSideComparer(
  side: PartSide,
  before: SnapshotSummary,
  after: SnapshotSummary,
  options: DifferenceOptions,
): SideComparer {
  const old = new Map<string, string>();
  const fresh = new Map<string, string>();
  const oldParts = before.parts.filter((part) => part.side === side);
  const newParts = after.parts.filter((part) => part.side === side);
  const askedBefore = asked(oldParts);
  const askedAfter = asked(newParts);
  const names = new Map<string, string>();
  const fields = fieldReader(names, options);

  function hold(into: Map<string, string>, record: DirectoryRecord, part: PartSummary): void {
    const { values, hidden } = flatten(record, fields);
    const key = keyOf(values, part);
    const known = into.get(key);
    const held = known === undefined ? undefined : opened(known);
    const merged: Held = {
      label: held?.label ?? labelOf(values, key),
      values: held === undefined ? values : { ...held.values, ...values },
      hidden: held === undefined ? hidden : [...held.hidden, ...hidden],
    };
    into.set(key, JSON.stringify(merged));
  }

  function changesOf(one: Held, other: Held): readonly AttributeChange[] {
    const changes: AttributeChange[] = [];
    const hidden = new Set([...one.hidden, ...other.hidden]);
    for (const name of new Set([...Object.keys(one.values), ...Object.keys(other.values)])) {
      const values = valuesOf(one, name) ?? (askedBefore.has(name) || askedBefore.has('*') ? [] : undefined);
      const others = valuesOf(other, name) ?? (askedAfter.has(name) || askedAfter.has('*') ? [] : undefined);
      if (values === undefined || others === undefined || hidden.has(name) || isSame(values, others)) continue;
      changes.push({ attribute: names.get(name) ?? name, before: values, after: others });
    }
    return changes.sort((a, b) => weightOf(b) - weightOf(a) || compareText(a.attribute, b.attribute));
  }

  return {
    before: (record, part) => hold(old, record, part),
    after: (record, part) => hold(fresh, record, part),
    end() {
      const notCompared = whyNot(oldParts, newParts);
      const changed: ObjectChange[] = [];
      const added: ObjectName[] = [];
      const removed: ObjectName[] = [];
      let unchanged = 0;
      for (const [key, text] of notCompared === undefined ? fresh : []) {
        const was = old.get(key);
        if (was === text) {
          unchanged++;
          continue;
        }
        const now = opened(text);
        if (was === undefined) added.push({ key, label: now.label });
        else {
          const changes = changesOf(opened(was), now);
          if (changes.length === 0) unchanged++;
          else changed.push({ key, label: now.label, changes });
        }
      }
      for (const [key, text] of notCompared === undefined ? old : []) if (!fresh.has(key)) removed.push({ key, label: opened(text).label });
      const byLabel = (a: ObjectName, b: ObjectName): number => compareText(a.label, b.label) || compareText(a.key, b.key);
      return {
        side,
        notCompared,
        added: added.sort(byLabel),
        removed: removed.sort(byLabel),
        changed: changed.sort((a, b) => worst(b) - worst(a) || byLabel(a, b)),
        unchanged,
        notComparable: notCompared === undefined ? onlyOne(askedBefore, askedAfter, options) : [],
        mayHaveBeenThere: oldParts.some(({ state }) => state === 'partial'),
        mayStillBeThere: newParts.some(({ state }) => state === 'partial'),
      };
    },
  };
}

function whyNot(oldParts: readonly PartSummary[], newParts: readonly PartSummary[]): string | undefined {
  if (oldParts.length === 0 && newParts.length === 0) return 'Neither snapshot holds anything of it.';
  if (oldParts.length === 0) return 'Only the newer snapshot holds it.';
  return newParts.length === 0 ? 'Only the older snapshot holds it.' : undefined;
}

function asked(parts: readonly PartSummary[]): ReadonlySet<string> {
  const names = parts.flatMap((part) => part.attributesRead.map((name) => (name === '*' ? name : columnName(name))));
  // Settings parts declare nothing: what a settings object lacks was not there.
  return new Set(parts.some(({ side }) => side === 'settings') ? [...names, '*'] : names);
}

function onlyOne(before: ReadonlySet<string>, after: ReadonlySet<string>, options: DifferenceOptions): readonly string[] {
  if (before.has('*') || after.has('*') || before.size === 0 || after.size === 0) return [];
  const found = [...before].filter((name) => !after.has(name)).concat([...after].filter((name) => !before.has(name)));
  return found.filter((name) => options.withVolatile || !isVolatile(name)).sort(compareText);
}

function isVolatile(name: string): boolean {
  return VOLATILE().has(bare(name));
}

function bare(name: string): string {
  return name.startsWith('exo.') ? name.slice(4) : name;
}

interface Field {
  readonly name: string;
  readonly kind: ReturnType<typeof attributeKind>;
  readonly isCompared: boolean;
}

const MOST_FIELDS = 20_000;

/** What a property is, by its name as it stands in a record; the same names come with every record. */
function fieldReader(names: Map<string, string>, options: DifferenceOptions): (shown: string) => Field {
  const known = new Map<string, Field>();
  return (shown) => {
    const found = known.get(shown);
    if (found !== undefined) return found;
    const name = columnName(shown);
    const isCompared = !isSecret(name) && !isHeavy(name) && (options.withVolatile || !isVolatile(name));
    if (isCompared && !names.has(name)) names.set(name, shown);
    const field = { name, kind: attributeKind(name), isCompared };
    if (known.size < MOST_FIELDS) known.set(shown, field);
    return field;
  };
}

function flatten(record: DirectoryRecord, fieldOf: (shown: string) => Field): Pick<Held, 'values' | 'hidden'> {
  const values: Record<string, readonly string[]> = {};
  const hidden: string[] = [];
  const put = (shown: string, value: unknown): void => {
    const { name, kind, isCompared } = fieldOf(shown);
    if (!isCompared) return;
    const texts = textsOf(value, kind);
    // Own property, whatever its name.
    if (name === '__proto__') Object.defineProperty(values, name, { value: texts, enumerable: true, configurable: true, writable: true });
    else values[name] = texts;
  };
  const walk = (fields: DirectoryRecord, prefix: string): void => {
    for (const [key, value] of Object.entries(fields)) {
      if (key === NOT_READABLE) hidden.push(...(Array.isArray(value) ? value.map((one) => columnName(`${prefix}${String(one)}`)) : []));
      else if (key === 'exo' && prefix === '' && isObject(value)) walk(value, 'exo.');
      else put(prefix === '' ? key : `${prefix}${key}`, value);
    }
  };
  walk(record, '');
  return { values, hidden };
}

/** Values in one order and one form, so that only a change is a difference. */
function textsOf(value: unknown, kind: ReturnType<typeof attributeKind>): readonly string[] {
  const list = Array.isArray(value) ? value : [value];
  const texts = list.flatMap((one) => {
    if (one === null || one === undefined || one === '') return [];
    if (typeof one !== 'string') return [canonical(one, 0)];
    const read = readOne(kind, one);
    return read === null ? [] : [typeof read === 'string' ? read : one];
  });
  return texts.length > 1 ? texts.sort(compareText) : texts;
}

const DEEPEST = 16;

function canonical(value: unknown, depth: number): string {
  if (depth > DEEPEST) return '...';
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one, depth + 1)).join(', ')}]`;
  if (!isObject(value)) return typeof value === 'string' ? value : String(JSON.stringify(value));
  const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
  return `{${entries.map(([key, one]) => `${key}: ${canonical(one, depth + 1)}`).join(', ')}}`;
}

function opened(text: string): Held {
  // It was made by this module.
  return (parseObject(text) ?? { label: '', values: {}, hidden: [] }) as unknown as Held;
}

const KEYS: Readonly<Record<PartSide, readonly string[]>> = {
  onprem: ['objectguid', 'guid', 'distinguishedname', 'userprincipalname'],
  cloud: [
    'id',
    'exo.externaldirectoryobjectid',
    'externaldirectoryobjectid',
    'userprincipalname',
    'exo.primarysmtpaddress',
    'primarysmtpaddress',
  ],
  settings: ['guid', 'id', 'identity', 'name'],
};
const LABELS = [
  'userprincipalname',
  'mail',
  'exo.primarysmtpaddress',
  'primarysmtpaddress',
  'displayname',
  'name',
  'identity',
  'cn',
  'distinguishedname',
];

function keyOf(values: Values, part: PartSummary): string {
  const name = KEYS[part.side].find((one) => values[one]?.[0] !== undefined);
  const value = name === undefined ? '' : (values[name]?.[0] ?? '').toLowerCase();
  // Of settings, an object is the same only where the same was asked.
  if (part.side === 'settings') return `${part.name} ${value}`.trim();
  return value === '' ? canonical(values, 0) : value;
}

function labelOf(values: Values, key: string): string {
  for (const name of LABELS) {
    const found = values[name]?.[0];
    if (found !== undefined) return found;
  }
  return key;
}

/** An attribute may be called `constructor`. */
function valuesOf({ values }: Held, name: string): readonly string[] | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, at) => one === b[at]);
}

function weightOf({ attribute }: AttributeChange): number {
  const at = TELLING.indexOf(bare(columnName(attribute)));
  return at < 0 ? 0 : TELLING.length - at;
}

function worst({ changes }: ObjectChange): number {
  return changes.reduce((most, change) => Math.max(most, weightOf(change)), 0);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
