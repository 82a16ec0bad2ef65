import { cutOf } from '../engine/cut.js';
import type { TextMatch } from '../engine/match.js';
import type { RuleEntry } from '../engine/rule-set.js';
import type { ReportEntry } from '../parse/ndr/report.js';
import type { SyncErrorEntry } from '../parse/sync-error/entry.js';
import type { Recognition } from './recognition.js';

/** What entered a rule for one recipient (or, for a rule about a message, for the message). */
export interface Group {
  readonly matches: readonly TextMatch[];
  /** Every text that matched is marked weak. */
  readonly isWeak: boolean;
  /** It stands in a list of many class names, as documentation prints them, in a sentence about what could happen, or was cut: that proves nothing. */
  readonly isList?: boolean;
  /** The part of a delivery report that it is about. */
  readonly entry?: ReportEntry | undefined;
  /** The synchronization error that it is about. */
  readonly syncError?: SyncErrorEntry;
  /** Only the status code fits (`code`), or only the text while the code is another (`text`): dropped where a rule fits with both. */
  readonly candidate?: 'code' | 'text';
}

export function isName({ matches }: Group, { base }: Recognition): boolean {
  return matches.every((match) => !/\s/.test(base.text.slice(match.start, match.end)));
}

export function matchGroups(entry: RuleEntry, { matches }: Recognition): readonly Group[] {
  if (entry.unless.some((template) => matches.has(template))) return [];
  const groups = new Map<string, { match: TextMatch; weak: boolean }[]>();
  const cut = new Set<TextMatch>();
  for (const { template, weak } of entry.texts) {
    const whole = matches.get(template);
    for (const match of whole ?? matches.get(cutOf(template)) ?? []) {
      if (match.mention === 'code') continue;
      if (whole === undefined) cut.add(match);
      const key = subjectKey(match);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [{ match, weak }]);
      else group.push({ match, weak });
    }
  }
  const named = [...groups].filter(([key]) => key !== '').flatMap(([, group]) => group);
  // What lies inside a text that names somebody belongs to that text alone.
  const nameless = (groups.get('') ?? []).filter(({ match }) => !named.some((other) => isInside(match, other.match)));
  if (groups.size > 1) groups.delete('');
  else if (groups.has('')) groups.set('', nameless);
  // A text that names nobody goes with the nearest one that does.
  const nearestKey = (start: number): string =>
    [...groups]
      .map(([key, group]) => ({ key, far: Math.min(...group.map(({ match }) => Math.abs(match.start - start))) }))
      .sort((a, b) => a.far - b.far)[0]?.key ?? '';
  const homes = groups.has('') ? [] : nameless.map((item) => ({ item, key: nearestKey(item.match.start) }));
  return [...groups].map(([key, group]) => {
    const all = [...group, ...homes.filter((home) => home.key === key).map((home) => home.item)];
    return {
      matches: all.map(({ match }) => match).sort((a, b) => b.captures.size - a.captures.size || a.start - b.start),
      isWeak: all.every(({ weak }) => weak),
      ...(all.every(({ match }) => match.mention === 'talk' || cut.has(match)) ? { isList: true } : {}),
    };
  });
}

function subjectKey({ captures }: TextMatch): string {
  for (const name of ['guid', 'address', 'identity']) {
    const value = captures.get(name)?.value;
    if (value !== undefined && value !== '') return `${name} ${value.toLowerCase()}`;
  }
  return '';
}

export function isInside(inner: TextMatch, outer: TextMatch): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}
