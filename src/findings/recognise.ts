import { evaluate, type TextLookup } from '../engine/evaluate.js';
import type { Matches, TextMatch } from '../engine/match.js';
import type { Rule } from '../engine/rule.js';
import { entryOf, type RuleEntry, type RuleSet } from '../engine/rule-set.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Place } from '../evidence/fold.js';
import { createFacts } from '../facts/facts.js';
import type { CapturedValue, FactSources, Facts } from '../facts/maker.js';
import { type Directories, resolveSubject, type SubjectHints } from '../facts/subject.js';
import type { CauseFinding, Finding } from './finding.js';
import { judgeCauses } from './judge.js';

/** The input as the parsers left it; what all findings of one diagnosis share. */
export interface Recognition {
  readonly base: Omit<FactSources, 'captures' | 'subject'>;
  readonly matches: Matches;
  readonly placeOf: (offset: number) => Place;
  readonly directories: Directories;
}

const MOST_FINDINGS = 200;
const QUOTE_LENGTH = 400;
/** So many rules, and nothing but names of exception classes: a catalogue, no report. */
const NAMES_OF_A_LIST = 6;
const LINE_LENGTH = 180;

/**
 * Enters every rule whose text stands in the input, once for each recipient that the text names, and judges its causes.
 *
 * Out: findings, not ranked; `dropped` counts what a limit cut.
 */
export function findAll(ruleSet: RuleSet, recognition: Recognition): { readonly findings: readonly Finding[]; readonly dropped: number } {
  const findings: Finding[] = [];
  let dropped = 0;
  const ids = new Set(ruleSet.byFacts);
  for (const template of recognition.matches.keys()) for (const id of ruleSet.entered(template)) ids.add(id);
  const entered = [...ids].sort().flatMap((id) => {
    const rule = ruleSet.rule(id);
    if (rule === undefined) return [];
    const entry = entryOf(rule);
    return [{ rule, entry, groups: entry.byFacts ? factGroups(recognition) : matchGroups(entry, recognition) }];
  });
  const named = entered.filter(({ entry, groups }) => !entry.byFacts && groups.length > 0);
  const isList = named.length >= NAMES_OF_A_LIST && named.every(({ groups }) => groups.every((group) => isName(group, recognition)));
  for (const { rule, groups } of entered) {
    for (const group of groups) {
      if (findings.length >= MOST_FINDINGS) {
        dropped++;
        continue;
      }
      const finding = makeFinding(rule, isList ? { ...group, isList } : group, recognition, groups.length);
      if (finding !== undefined) findings.push(finding);
    }
  }
  return { findings, dropped };
}

interface Group {
  readonly matches: readonly TextMatch[];
  /** Every text that matched is marked weak. */
  readonly isWeak: boolean;
  /** It stands in a list of many class names, as documentation prints them: that proves nothing. */
  readonly isList?: boolean;
}

function isName({ matches }: Group, { base }: Recognition): boolean {
  return matches.every((match) => !/\s/.test(base.text.slice(match.start, match.end)));
}

/** A rule without text is asked once, about the recipient at hand, when there is any directory data. */
function factGroups({ directories }: Recognition): readonly Group[] {
  return directories.onprem === undefined && directories.cloud === undefined ? [] : [{ matches: [], isWeak: false }];
}

function matchGroups(entry: RuleEntry, { matches }: Recognition): readonly Group[] {
  if (entry.unless.some((template) => matches.has(template))) return [];
  const groups = new Map<string, { match: TextMatch; weak: boolean }[]>();
  for (const { template, weak } of entry.texts) {
    for (const match of matches.get(template) ?? []) {
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

function makeFinding(rule: Rule, group: Group, recognition: Recognition, groupCount: number): Finding | undefined {
  const { base, matches, placeOf, directories } = recognition;
  const captures = capturesOf(group.matches, placeOf);
  const subject = resolveSubject(hintsOf(group, captures, base, groupCount), directories);
  const facts = createFacts({ ...base, captures, subject });
  const texts: TextLookup = (template) => (matches.get(template) ?? []).slice(0, 3).map((match) => quote(base.text, match, placeOf));
  const evidence = distinct(
    outermost(group.matches)
      .slice(0, 5)
      .map((match) => quote(base.text, match, placeOf)),
  );

  let status: Finding['status'] = group.isWeak || rule.unverified === true ? 'possible' : 'confirmed';
  let shown = evidence;
  if (rule.recognise.when !== undefined) {
    const verdict = evaluate(rule.recognise.when, facts, texts);
    if (verdict.truth === 'false') return undefined;
    if (group.matches.length === 0 && verdict.truth === 'unknown') return undefined;
    if (verdict.truth === 'unknown') status = 'possible';
    else if (rule.unverified !== true) status = 'confirmed';
    if (verdict.truth === 'true') shown = distinct([...evidence, ...verdict.evidence]);
  }
  if (group.isList === true) status = 'possible';
  return {
    ruleId: rule.id,
    title: rule.title,
    why: rule.why,
    severity: rule.severity,
    status,
    subjectKind: rule.subject ?? 'recipient',
    subject,
    evidence: shown,
    causes: status === 'possible' ? judgeDoubtful(rule, facts, texts, shown) : judgeCauses(rule, facts, texts, shown),
    explainedBy: [],
    symptomOf: rule.symptomOf ?? [],
    sources: rule.sources,
    facts,
    specificity: Math.max(0, ...group.matches.map((match) => match.end - match.start)),
  };
}

/** A cause that nothing but the text proves is no surer than that the text means this diagnosis. */
function judgeDoubtful(rule: Rule, facts: Facts, texts: TextLookup, shown: readonly Evidence[]): readonly CauseFinding[] {
  const sure = judgeCauses(rule, facts, texts, shown);
  const byText = ({ status, evidence }: CauseFinding): boolean =>
    status === 'confirmed' && evidence.length > 0 && evidence.every(({ source }) => source === 'input');
  const doubtful = new Set(sure.filter(byText).map(({ id }) => id));
  if (doubtful.size === 0) return sure;
  const causes = rule.causes.map((cause) => (doubtful.has(cause.id) ? { ...cause, unverified: true } : cause));
  return judgeCauses({ ...rule, causes }, facts, texts, shown);
}

function capturesOf(matches: readonly TextMatch[], placeOf: (offset: number) => Place): ReadonlyMap<string, CapturedValue> {
  const captures = new Map<string, CapturedValue>();
  for (const match of matches) {
    for (const [name, capture] of match.captures)
      if (!captures.has(name)) captures.set(name, { value: capture.value, ...placeOf(capture.start) });
  }
  return captures;
}

/** Whom the matched text concerns: its captures first, then what stands on its line, then the report's own fields, then any address. */
function hintsOf(group: Group, captures: ReadonlyMap<string, CapturedValue>, base: Recognition['base'], groupCount: number): SubjectHints {
  const captured = (name: string): string | undefined => {
    const value = captures.get(name)?.value;
    return value === undefined || value === '' ? undefined : value;
  };
  const addresses: string[] = [];
  const names: string[] = [];
  const addIdentity = (value: string | undefined): void => {
    if (value === undefined) return;
    const text = value.trim();
    if (/^[^\s@]{1,128}@[^\s@]{1,255}$/.test(text)) addresses.push(text.toLowerCase());
    else if (text !== '') {
      names.push(text);
      const last = text.includes('/') && !text.startsWith('/') ? text.slice(text.lastIndexOf('/') + 1) : '';
      if (last !== '') names.push(last);
    }
  };
  addIdentity(captured('address'));
  addIdentity(captured('identity'));
  const at = group.matches[0]?.start ?? 0;
  for (const value of identitiesAt(base, at)) addIdentity(value);
  const near = byDistance(base, at);
  if (addresses.length === 0) addresses.push(...near.sameLine);
  const others = groupCount === 1 ? near.others : [];
  // A message with one GUID is about that GUID, also where its template has no place for it.
  const only = base.extracted.guids.length === 1 ? base.extracted.guids[0]?.value : undefined;
  const guid = captured('guid') ?? base.fields.get('ExchangeGuid')?.toLowerCase() ?? base.fields.get('MailboxGuid')?.toLowerCase() ?? only;
  return {
    ...(guid === undefined ? {} : { guid: guid.toLowerCase() }),
    addresses: [...new Set(addresses)],
    otherAddresses: others.filter((address) => !addresses.includes(address)),
    names: [...new Set(names)],
  };
}

/** Whom the report's own fields name: of several records the one that stands last before the match. */
function identitiesAt({ identities }: Recognition['base'], at: number): readonly string[] {
  const values = new Set(identities.map((field) => field.value.toLowerCase()));
  const before = identities.filter((field) => field.start <= at);
  const nearest = before.at(-1) ?? identities[0];
  if (nearest === undefined) return [];
  if (values.size <= 1) return [nearest.value];
  // One record names a person several times (Identity, EmailAddress, DisplayName), each name once.
  const record = new Map<string, string>();
  for (const field of before.reverse()) {
    if (record.has(field.name)) break;
    record.set(field.name, field.value);
  }
  return record.size === 0 ? [nearest.value] : [...record.values()];
}

const MOST_OTHERS = 20;

/** Addresses on the line of a match, and the others, nearest first. */
function byDistance(
  { text, extracted }: Recognition['base'],
  at: number,
): { readonly sameLine: readonly string[]; readonly others: readonly string[] } {
  const lineStart = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
  const lineEnd = text.indexOf('\n', at);
  const isSameLine = (start: number): boolean => start >= lineStart && (lineEnd < 0 || start < lineEnd);
  const sorted = [...extracted.addresses].sort((a, b) => Math.abs(a.start - at) - Math.abs(b.start - at));
  const sameLine = sorted.filter((token) => isSameLine(token.start)).slice(0, 3);
  return { sameLine: sameLine.map((token) => token.value), others: sorted.slice(0, MOST_OTHERS).map((token) => token.value) };
}

function quote(text: string, match: TextMatch, placeOf: (offset: number) => Place): Evidence {
  const place = placeOf(match.start);
  const whole = text.slice(match.start, Math.min(match.end, match.start + QUOTE_LENGTH));
  // A quotation over several lines of a record is cut at the first: the rest is what stood between the words.
  const raw = whole.length > LINE_LENGTH && whole.includes('\n') ? `${whole.slice(0, LINE_LENGTH)} …` : whole;
  return { source: 'input', text: raw.replace(/\s+/g, ' '), line: place.line, column: place.column };
}

/** Matches that do not lie inside another one. */
function outermost(matches: readonly TextMatch[]): readonly TextMatch[] {
  return matches.filter(
    (match, index) => !matches.some((other, at) => at !== index && isInside(match, other) && (at < index || !isInside(other, match))),
  );
}

function isInside(inner: TextMatch, outer: TextMatch): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(evidence.map((item) => [`${item.source} ${item.path ?? ''} ${item.text.toLowerCase()}`, item])).values()];
}
