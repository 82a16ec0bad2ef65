import { isObject } from '../../evidence/is-object.js';
import type { Readiness } from '../../fixes/readiness.js';
import { type Identity, identityOf } from './identity.js';

/** An earlier result: whom it found what for. */
export interface Baseline {
  readonly people: readonly BaselinePerson[];
  /** Checks about the organization that had found something. */
  readonly organization: readonly string[];
  readonly direction: string | undefined;
  /** What stands in the way of a full comparison. */
  readonly notes: readonly string[];
}

export interface BaselinePerson {
  readonly id: string;
  readonly name: string;
  readonly keys: readonly string[];
  readonly verdict: string;
  readonly findings: readonly string[];
}

/** What became of one person's findings. */
export interface PersonChange {
  readonly id: string;
  readonly name: string;
  readonly fixed: readonly string[];
  readonly new: readonly string[];
  readonly was: string;
  readonly now: string;
}

export interface Comparison {
  /** Numbers of findings: of a person, or of the organization. */
  readonly fixed: number;
  readonly new: number;
  readonly same: number;
  /** Found before, and not decided now: nobody knows whether they are repaired. */
  readonly undecided: number;
  readonly checks: readonly {
    readonly id: string;
    readonly fixed: number;
    readonly new: number;
    readonly same: number;
    readonly undecided: number;
  }[];
  /** People with something fixed or new. */
  readonly changed: readonly PersonChange[];
  /** People of the earlier result who are not in this one, and the reverse. */
  readonly gone: number;
  readonly added: number;
  /** Checks with a new finding: of these the exit code is made with `--fail-on new`. */
  readonly newChecks: ReadonlySet<string>;
  readonly notes: readonly string[];
}

/** Takes an earlier result line by line, and keeps of it what a comparison needs. */
export interface BaselineReader {
  line(text: string): void;
  /** A sentence where it is no result. */
  end(): Baseline | string;
}

/**
 * Reads an earlier result of `readiness`: its NDJSON, or its JSON over many lines or one.
 * Bad input: a line that is no JSON is counted and left out; a text that is no result gives a sentence.
 */
export function createBaselineReader(): BaselineReader {
  const people: BaselinePerson[] = [];
  const organization: string[] = [];
  const notes: string[] = [];
  let direction: string | undefined;
  let isResult = false;
  let unread = 0;
  // JSON over several lines begins with a line that is none.
  let whole: string[] | undefined;
  let isFirst = true;
  const take = (value: unknown): void => {
    if (!isObject(value)) {
      unread++;
      return;
    }
    const summary = isObject(value.readiness) ? value.readiness : value.type === 'summary' ? value : undefined;
    if (summary === undefined) {
      const found = value.type === 'person' ? personOf(value) : [];
      people.push(...found);
      if (found.length === 0) unread++;
      return;
    }
    isResult = true;
    if (typeof summary.direction === 'string') direction = summary.direction;
    for (const person of Array.isArray(summary.people) ? summary.people : []) people.push(...personOf(person));
    for (const one of Array.isArray(summary.organization) ? summary.organization : []) organization.push(...idOf(one));
    if (typeof summary.peopleLeftOut === 'number' && summary.peopleLeftOut > 0)
      notes.push(
        `The earlier result lists not all people: ${summary.peopleLeftOut} are left out. Compare with an NDJSON result, which is whole.`,
      );
    if (summary.isComplete === false) notes.push('The earlier run was stopped before its end: what is new may have been there already.');
    if (typeof summary.listed === 'string')
      notes.push(
        `The earlier result lists only some people (${summary.listed}): of the others nothing is known, so what is new may have been there already.`,
      );
  };
  return {
    line(text) {
      if (whole !== undefined) whole.push(text);
      else if (text.trim() !== '') {
        const value = parsed(text);
        if (value === undefined && isFirst) whole = [text];
        else take(value);
        isFirst = false;
      }
    },
    end() {
      if (whole !== undefined) take(parsed(whole.join('\n')));
      if (!isResult) return 'It is no result of crossprem readiness with --format json or ndjson.';
      if (unread > 0) notes.push(`${unread} lines of the earlier result could not be read and were left out.`);
      return { people, organization, direction, notes };
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function personOf(value: unknown): readonly BaselinePerson[] {
  if (!isObject(value) || typeof value.id !== 'string') return [];
  const findings = (Array.isArray(value.findings) ? value.findings : []).flatMap(idOf);
  const sides = [value.onprem, value.cloud].map((side) => (isObject(side) ? side : {}));
  return [
    {
      id: value.id,
      name: typeof value.name === 'string' ? value.name : value.id,
      keys: keysOfPerson(value.id, sides[0]?.id, sides[1]?.id),
      verdict: typeof value.verdict === 'string' ? value.verdict : '',
      findings: [...new Set(findings)],
    },
  ];
}

function idOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return isObject(value) && typeof value.id === 'string' ? [value.id] : [];
}

/** A person is the same person by the ids of its objects, else by its name in reports. */
function keysOfPerson(id: string, onprem: unknown, cloud: unknown): readonly string[] {
  return [
    ...(typeof cloud === 'string' ? [`cloud ${cloud.toLowerCase()}`] : []),
    ...(typeof onprem === 'string' ? [`onprem ${onprem.toLowerCase()}`] : []),
    `id ${id.toLowerCase()}`,
  ];
}

/** In: this result and an earlier one. Out: what is fixed, new, still there. What was not decided now does not count as fixed. */
export function compareWith(baseline: Baseline, readiness: Readiness): Comparison {
  const before = new Map<string, BaselinePerson>();
  for (const person of baseline.people) for (const key of person.keys) if (!before.has(key)) before.set(key, person);
  const tally = createTally();
  const asked = new Set(readiness.checks.checks.map(({ id }) => id));
  const seen = new Set<BaselinePerson>();
  const changed: PersonChange[] = [];
  let added = 0;
  for (let position = 0; position < readiness.length; position++) {
    const result = readiness.person(position);
    const identity = identityOf(result.subject);
    const earlier = find(before, identity, seen);
    if (earlier === undefined) added++;
    else seen.add(earlier);
    const now = result.hits.map(({ check }) => check.id);
    const open = new Set(result.open.map(({ id }) => id));
    const change = tally.add(earlier?.findings ?? [], now, (id) => open.has(id) || !asked.has(id));
    if (change.fixed.length + change.new.length > 0)
      changed.push({ id: identity.id, name: identity.name, ...change, was: earlier?.verdict ?? 'not there', now: result.verdict });
  }
  const openNow = new Set(readiness.organization.open.map(({ id }) => id));
  const organization = readiness.organization.findings.map(({ ruleId }) => ruleId);
  tally.add(baseline.organization, organization, (id) => openNow.has(id) || !asked.has(id));
  const gone = baseline.people.length - seen.size;
  const notes = [...baseline.notes];
  if (baseline.direction !== readiness.direction)
    notes.push('The earlier result was made for another direction: the two are hardly to be compared.');
  return { ...tally.result(), changed, gone, added, notes };
}

function find(
  before: ReadonlyMap<string, BaselinePerson>,
  { id, onprem, cloud }: Identity,
  seen: ReadonlySet<BaselinePerson>,
): BaselinePerson | undefined {
  for (const key of keysOfPerson(id, onprem?.id, cloud?.id)) {
    const earlier = before.get(key);
    if (earlier !== undefined && !seen.has(earlier)) return earlier;
  }
  return undefined;
}

function createTally() {
  const checks = new Map<string, { id: string; fixed: number; new: number; same: number; undecided: number }>();
  const at = (id: string) => {
    const known = checks.get(id);
    if (known !== undefined) return known;
    const fresh = { id, fixed: 0, new: 0, same: 0, undecided: 0 };
    checks.set(id, fresh);
    return fresh;
  };
  return {
    add(
      was: readonly string[],
      now: readonly string[],
      isOpen: (id: string) => boolean,
    ): { readonly fixed: readonly string[]; readonly new: readonly string[] } {
      const fixed: string[] = [];
      const fresh: string[] = [];
      for (const id of now) {
        if (was.includes(id)) at(id).same++;
        else {
          at(id).new++;
          fresh.push(id);
        }
      }
      for (const id of was) {
        if (now.includes(id)) continue;
        if (isOpen(id)) at(id).undecided++;
        else {
          at(id).fixed++;
          fixed.push(id);
        }
      }
      return { fixed, new: fresh };
    },
    result() {
      const list = [...checks.values()].sort((a, b) => b.new - a.new || b.fixed - a.fixed || (a.id < b.id ? -1 : 1));
      const sum = (key: 'fixed' | 'new' | 'same' | 'undecided'): number => list.reduce((total, one) => total + one[key], 0);
      return {
        fixed: sum('fixed'),
        new: sum('new'),
        same: sum('same'),
        undecided: sum('undecided'),
        checks: list,
        newChecks: new Set(list.filter((one) => one.new > 0).map(({ id }) => id)),
      };
    },
  };
}
