import { evaluate } from '../engine/evaluate.js';
import type { TextMatch } from '../engine/match.js';
import type { Condition, Rule } from '../engine/rule.js';
import type { RuleEntry } from '../engine/rule-set.js';
import { and, not, or, type Truth } from '../engine/truth.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Place } from '../evidence/fold.js';
import { createFacts } from '../facts/facts.js';
import type { Facts } from '../facts/maker.js';
import { NOBODY } from '../facts/subject.js';
import { isBare } from '../facts/sync-objects.js';
import type { SyncErrorEntry } from '../parse/sync-error/entry.js';
import type { Recognition } from './recognition.js';
import { type Group, matchGroups } from './text-groups.js';

/** True for a rule that asks what a synchronization error says: it is judged once for each error of the input. */
export function isAboutSyncError({ recognise: { when } }: Rule): boolean {
  return when !== undefined && asksEntry(when);
}

function asksEntry(condition: Condition): boolean {
  if ('all' in condition) return condition.all.some(asksEntry);
  if ('any' in condition) return condition.any.some(asksEntry);
  if ('not' in condition) return asksEntry(condition.not);
  return 'fact' in condition && condition.fact === 'sync.errorType';
}

const NO_DIRECTORIES = { onprem: undefined, cloud: undefined };
/** What the error itself tells; the rest of a condition is left open until the directories are asked. */
const TOLD = /^sync\.(?:errorType|conflict\w{1,20}|showsAttribute|eventId)$/;

function fits(condition: Condition, facts: Facts): Truth {
  if ('all' in condition) return and(condition.all.map((part) => fits(part, facts)));
  if ('any' in condition) return or(condition.any.map((part) => fits(part, facts)));
  if ('not' in condition) return not(fits(condition.not, facts));
  return 'fact' in condition && TOLD.test(condition.fact) ? evaluate(condition, facts, () => []).truth : 'unknown';
}

/** So many different errors, and nothing but their names: a page that explains them. */
const NAMES_OF_A_PAGE = 4;

/**
 * What of the synchronization errors enters a rule: each error that the rule's `when` does not exclude, with the texts that stand in it; and texts outside of
 * all errors that prove the rule alone.
 */
export function syncGroups(rule: Rule, entry: RuleEntry, recognition: Recognition): readonly Group[] {
  const { base, matches } = recognition;
  const errors = base.syncErrors?.() ?? [];
  const { when } = rule.recognise;
  if (errors.length === 0 || when === undefined) return matchGroups(strong(entry), recognition);
  const isPage = new Set(errors.map(({ errorType }) => errorType.value)).size >= NAMES_OF_A_PAGE && errors.every(isBare);
  const own = entry.texts.flatMap(({ template, weak }) => (matches.get(template) ?? []).map((match) => ({ match, weak })));
  const inside = new Map<SyncErrorEntry, { match: TextMatch; weak: boolean }[]>();
  for (const item of own) {
    const error = errorAt(errors, item.match.start);
    if (error === undefined) continue;
    const known = inside.get(error);
    if (known === undefined) inside.set(error, [item]);
    else known.push(item);
  }
  const groups = errors.flatMap((syncError): readonly Group[] => {
    if (
      fits(
        when,
        createFacts({ ...base, captures: new Map(), subject: NOBODY, directories: NO_DIRECTORIES, entry: undefined, syncError }),
      ) === 'false'
    )
      return [];
    const texts = inside.get(syncError) ?? [];
    return [
      {
        matches: texts.map(({ match }) => match),
        isWeak: texts.every(({ weak }) => weak),
        syncError,
        ...(isPage ? { isList: true } : {}),
      },
    ];
  });
  const outside = new Map(
    [...matches].map(([template, all]) => [template, all.filter(({ start }) => errorAt(errors, start) === undefined)]),
  );
  const rest = groups.length > 0 ? [] : matchGroups(strong(entry), { ...recognition, matches: outside });
  return [...groups, ...rest.filter((group) => group.matches.length > 0)];
}

function strong(entry: RuleEntry): RuleEntry {
  return { ...entry, texts: entry.texts.filter(({ weak }) => !weak) };
}

/** The error whose part of the text holds a place; they are in order and do not overlap. */
function errorAt(errors: readonly SyncErrorEntry[], at: number): SyncErrorEntry | undefined {
  let low = 0;
  let high = errors.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((errors[middle]?.end ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const found = errors[low];
  return found !== undefined && found.start <= at ? found : undefined;
}

const BEFORE = 80;
const BEHIND = 140;

/** The line of an error's name and, where it is another one, that of the value in conflict. Of a long line the part around it. */
export function quoteOf({ errorType, conflicts }: SyncErrorEntry, text: string, placeOf: (offset: number) => Place): readonly Evidence[] {
  const value = conflicts.find((conflict) => conflict.value !== undefined)?.value;
  const lines = [errorType, ...(value === undefined ? [] : [value])].map(({ start }) => {
    const before = text.slice(Math.max(0, start - BEFORE), start);
    const line = before.slice(before.lastIndexOf('\n') + 1);
    // A line that is longer is not cut inside a word.
    const whole = line.length < before.length || start <= BEFORE ? line : line.slice(line.indexOf(' ') + 1);
    const behind = text.slice(start, start + BEHIND);
    const feed = behind.indexOf('\n');
    return {
      source: 'input' as const,
      text: `${whole}${feed < 0 ? behind : behind.slice(0, feed)}`.replace(/\s+/g, ' ').trim(),
      ...placeOf(start),
    };
  });
  return lines.filter(
    ({ text: line }, index) => !lines.some((other, at) => at !== index && (other.text !== line ? other.text.includes(line) : at < index)),
  );
}
