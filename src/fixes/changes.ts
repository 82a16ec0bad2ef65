import type { Change, Fix } from '../engine/rule.js';
import { changesSomething } from '../engine/rule-set.js';
import type { Side } from '../evidence/directory.js';
import { type RecipientRecord, readColumn } from '../facts/recipients.js';
import type { Finding } from '../findings/finding.js';
import type { Bindings } from './powershell.js';

/** What a step does to one attribute of the modelled directory. */
export interface PlannedChange {
  readonly object: string;
  readonly attribute: string;
  /** Undefined: not read. */
  readonly from?: string | readonly string[] | null;
  /** As it is after this change alone; the values of `add` where what was there is not known. */
  readonly to: string | readonly string[] | null;
  /** What a list gets and loses: so that several steps can change one list. */
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  /** The address that becomes the primary one of a list of proxy addresses. */
  readonly primary?: string;
  /** Bits of a number that are set; the others of the mask are cleared. */
  readonly mask?: number;
  readonly bits?: number;
  /** The object is not the recipient's own. */
  readonly isOther?: boolean;
  /** The synchronization cycle of the step does it. */
  readonly byCycle?: boolean;
}

/** Commands that let a synchronization cycle run, for all objects or for one. */
const CYCLES: ReadonlySet<string> = new Set(['Start-ADSyncSyncCycle', 'Invoke-ADSyncSingleObjectSync']);

/** True for a fix that lets directory synchronization run. */
export function synchronizes(fix: Fix): boolean {
  return fix.synchronizes === true || fix.steps.some((command) => 'run' in command && CYCLES.has(command.run));
}

/** True for a fix that does nothing to the directories but to let a cycle run. */
export function onlySynchronizes(fix: Fix): boolean {
  return synchronizes(fix) && fix.steps.every((command) => 'run' in command && (CYCLES.has(command.run) || !changesSomething(command.run)));
}

/** The changes of a fix, filled in. Not modelled: the fix says none (and does more than to synchronize), or a value of them is not known. */
export function changesOf(
  fix: Fix,
  finding: Finding,
  bindings: Bindings,
  isNone: (name: string) => boolean,
): { readonly changes: readonly PlannedChange[]; readonly isModelled: boolean } {
  const changes: PlannedChange[] = [];
  let isModelled = fix.changes !== undefined || onlySynchronizes(fix);
  for (const change of fix.changes ?? []) {
    if (change.skipWithout !== undefined && isNone(change.skipWithout)) continue;
    const record = change.object === 'onPrem' ? finding.subject.onPrem : finding.subject.cloud;
    const other = change.of === undefined ? undefined : fillWhole(change.of, bindings);
    const before = record === undefined || change.of !== undefined ? undefined : readColumn(record, [change.attribute.toLowerCase()]).value;
    // A list that an earlier change of the same fix wrote.
    const object = change.of === undefined ? objectName(change.object, record) : `${sideName(change.object)}:${other ?? 'unknown'}`;
    const earlier = changes.findLast((known) => known.object === object && known.attribute === change.attribute);
    const after = filledChange(change, earlier === undefined ? before : earlier.to, bindings, isNone);
    if (after === undefined || (change.of !== undefined && other === undefined)) {
      // What the cycle brings is worked out by the twin.
      if (change.byCycle !== true) isModelled = false;
      continue;
    }
    changes.push({
      object,
      attribute: change.attribute,
      ...(before === undefined ? {} : { from: before }),
      ...after,
      ...(change.of === undefined ? {} : { isOther: true }),
      ...(change.byCycle === true ? { byCycle: true } : {}),
    });
  }
  return { changes, isModelled };
}

function filledChange(
  change: Change,
  from: string | readonly string[] | null | undefined,
  bindings: Bindings,
  isNone: (name: string) => boolean,
): Pick<PlannedChange, 'to' | 'add' | 'remove' | 'primary' | 'mask' | 'bits'> | undefined {
  if (change.to !== undefined) {
    if (change.to === null) return { to: null };
    if (typeof change.to === 'string') {
      const to = fillWhole(change.to, bindings) ?? (change.orUnknown === true ? CHOSEN_BY_EXCHANGE : undefined);
      return to === undefined ? undefined : { to };
    }
    const to = fillItems(change.to, bindings, isNone);
    return to === undefined ? undefined : { to };
  }
  if (change.primary !== undefined) {
    const primary = fillWhole(change.primary, bindings);
    return primary === undefined ? undefined : { to: primaryList(from ?? null, primary), primary };
  }
  if (change.mask !== undefined && change.bits !== undefined) {
    const bits = Number(fillWhole(change.bits, bindings) ?? Number.NaN);
    return Number.isInteger(bits) ? { to: withBits(from ?? null, change.mask, bits), mask: change.mask, bits } : undefined;
  }
  const add = fillItems(change.add ?? [], bindings, isNone);
  const remove = fillItems(change.remove ?? [], bindings, isNone);
  if (add === undefined || remove === undefined) return undefined;
  const list = changedList(from ?? null, add, remove);
  return { to: list.length === 0 ? null : list, ...(add.length === 0 ? {} : { add }), ...(remove.length === 0 ? {} : { remove }) };
}

/** What a value is written as that is set and not known: Exchange chooses it (a legacyExchangeDN). */
export const CHOSEN_BY_EXCHANGE = '<chosen by Exchange>';

/** A number with these bits of a mask set and its others cleared; 0 where there was none. */
export function withBits(from: string | readonly string[] | null, mask: number, bits: number): string {
  const number = typeof from === 'string' && /^-?\d{1,10}$/.test(from) ? Number(from) : 0;
  return String((number & ~mask) | bits);
}

/** A list of proxy addresses with another primary SMTP address; the former one stays as a secondary address. */
export function primaryList(from: string | readonly string[] | null, primary: string): readonly string[] {
  const own = `smtp:${primary}`.toLowerCase();
  const others = (from === null ? [] : typeof from === 'string' ? [from] : from).filter((value) => value.toLowerCase() !== own);
  return [`SMTP:${primary}`, ...others.map((value) => (value.startsWith('SMTP:') ? `smtp:${value.slice(5)}` : value))];
}

/** A list without the removed values and with the added ones at its end; values are compared without case. */
export function changedList(from: string | readonly string[] | null, add: readonly string[], remove: readonly string[]): readonly string[] {
  const gone = new Set(remove.map((value) => value.toLowerCase()));
  const list = (from === null ? [] : typeof from === 'string' ? [from] : from).filter((value) => !gone.has(value.toLowerCase()));
  const there = new Set(list.map((value) => value.toLowerCase()));
  for (const value of add) {
    if (there.has(value.toLowerCase())) continue;
    there.add(value.toLowerCase());
    list.push(value);
  }
  return list;
}

/** The items of a list; an item that is one whole parameter (`${list}`, `smtp:${list}`) gives all its values, and none where it is known to have none. */
function fillItems(items: readonly string[], bindings: Bindings, isNone: (name: string) => boolean): readonly string[] | undefined {
  const filled: string[] = [];
  for (const item of items) {
    const [, prefix = '', whole] = /^([A-Za-z0-9]{1,10}:)?\$\{([A-Za-z0-9]{1,60})\}$/.exec(item) ?? [];
    const binding = whole === undefined ? undefined : bindings(whole);
    if (binding?.kind === 'list') filled.push(...binding.values.map((value) => prefix + value));
    else if (whole === undefined || !isNone(whole)) {
      const text = fillWhole(item, bindings);
      if (text === undefined) return undefined;
      filled.push(text);
    }
  }
  return filled;
}

function fillWhole(text: string, bindings: Bindings): string | undefined {
  let isComplete = true;
  const filled = text.replace(/\$\{([A-Za-z0-9]{1,60})\}/g, (_, name: string) => {
    const binding = bindings(name);
    if (binding.kind === 'value') return binding.value;
    if (binding.kind === 'list') return binding.values.join(',');
    isComplete = false;
    return '';
  });
  return isComplete ? filled : undefined;
}

const sideName = (object: 'onPrem' | 'cloud'): Side => (object === 'onPrem' ? 'onprem' : 'cloud');

function objectName(object: 'onPrem' | 'cloud', record: RecipientRecord | undefined): string {
  const side = sideName(object);
  if (record === undefined) return `${side}:new`;
  const name = readColumn(
    record,
    object === 'onPrem'
      ? ['distinguishedname', 'objectguid', 'userprincipalname']
      : ['id', 'exo.externaldirectoryobjectid', 'userprincipalname', 'exo.userprincipalname'],
  );
  return `${side}:${typeof name.value === 'string' ? name.value : 'unknown'}`;
}
