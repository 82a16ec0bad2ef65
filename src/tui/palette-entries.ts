import { type FuzzyQuery, fold, fuzzyQuery, fuzzyScore } from '../evidence/fuzzy.js';
import { subjectName } from '../fixes/plan.js';
import { readGuid } from '../parse/recipient/guid.js';
import type { Action, KeyBinding } from './key-binding.js';
import { keySign } from './key-text.js';
import { keysOf } from './keys.js';
import { placeOf, type ResultState, type State } from './model.js';
import type { Destination, PaletteEntry, PaletteState, PaletteTarget } from './palette-model.js';
import { inputsOf } from './transitions/inputs.js';
import { allFindings, type ListedFinding } from './transitions/session.js';
import { count, KIND_WORDS, listedName } from './words.js';

/** What a first sign limits the palette to. */
export const SCOPES = { '>': 'commands', '@': 'people', '#': 'rules', '?': 'help' } as const;
export type Scope = (typeof SCOPES)[keyof typeof SCOPES];

/** In: what was typed. Out: what it is limited to, and what is looked for. */
export function readQuery(query: string): { readonly scope: Scope | undefined; readonly text: string } {
  const bare = query.trimStart();
  const sign = bare[0];
  return sign === '>' || sign === '@' || sign === '#' || sign === '?'
    ? { scope: SCOPES[sign], text: bare.slice(1).trim() }
    : { scope: undefined, text: bare.trim() };
}

/** The screen below the palette. */
export function below(state: State): State {
  return state.screens.at(-1) === 'palette' ? { ...state, screens: state.screens.slice(0, -1) } : state;
}

/** An entry, and what it is found by besides its title. */
interface Candidate {
  readonly entry: PaletteEntry;
  readonly more: string;
  /** Among equals what is nearer to the work comes first. */
  readonly bonus: number;
}

const MOST_ENTRIES = 200;
/** Scores of what holds the word, and of what has its letters apart. */
const WHOLE = 560;
const LOOSE = 300;
const MOST_RECENT = 5;
/** While nothing is typed; the help has all keys. */
const MOST_HERE = 7;

/** The lines of the palette: what can be done and what is new while nothing is typed, else what is found, the best first. */
export function paletteEntries(state: State, palette: PaletteState): readonly PaletteEntry[] {
  const { scope, text } = readQuery(palette.query);
  if (scope === undefined && text === '') return unasked(below(state));
  const candidates = candidatesOf(state, palette, scope);
  if (text === '') return candidates.slice(0, MOST_ENTRIES).map(({ entry }) => entry);
  const query = fuzzyQuery(text);
  const scored: { readonly entry: PaletteEntry; readonly score: number }[] = [];
  for (const { entry, more, bonus } of candidates) {
    const score = scoreOf(query, entry.title, more);
    if (score > 0) scored.push({ entry, score: score + bonus });
  }
  if (scope === undefined || scope === 'people') scored.push(...people(palette, text));
  // Where something holds the word itself, what only has its letters somewhere is no answer.
  const least = scored.some(({ score }) => score >= WHOLE) ? LOOSE : 0;
  const best = scored
    .filter(({ score }) => score > least)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_ENTRIES);
  return [...guidEntry(scope, text), ...best.map(({ entry }) => entry)];
}

/** What is found by its title comes before what is found by what stands beside it. */
const LESS_BESIDE = 220;

function scoreOf(query: FuzzyQuery, title: string, more: string): number {
  const own = fold(title);
  const score = fuzzyScore(query, own, 0, own.length);
  if (score > 0 || more === '') return score;
  const all = fold(`${title.slice(0, 150)}\n${more}`);
  const beside = fuzzyScore(query, all, 0, all.length);
  return beside === 0 ? 0 : Math.max(1, beside - LESS_BESIDE);
}

/** How many of each were looked through, for an empty result. */
export function lookedThrough(state: State, palette: PaletteState): string {
  const { scope } = readQuery(palette.query);
  const { rules, topics } = palette;
  const parts = [
    ...(scope === undefined || scope === 'commands' ? [count(commands(below(state)).length, 'command')] : []),
    ...(scope === undefined ? [count(allFindings(state).length, 'finding'), count(inputsOf(state).length, 'input')] : []),
    ...(scope === undefined || scope === 'rules' ? [rules === undefined ? 'rules (still being read)' : count(rules.length, 'rule')] : []),
    ...(scope === undefined || scope === 'help'
      ? [topics === undefined ? 'help (still being read)' : count(topics.length, 'page of help', 'pages of help')]
      : []),
    ...((scope === undefined || scope === 'people') && palette.prepared !== undefined
      ? [count(palette.prepared.done, 'directory object')]
      : []),
  ];
  return parts.join(', ');
}

function candidatesOf(state: State, palette: PaletteState, scope: Scope | undefined): readonly Candidate[] {
  const from = below(state);
  switch (scope) {
    case 'commands':
      return commands(from);
    case 'people':
      return [];
    case 'rules':
      return rules(palette);
    case 'help':
      return topics(palette);
    default:
      return [...commands(from), ...findings(state), ...inputs(state), ...topics(palette), ...rules(palette)];
  }
}

function unasked(state: State): readonly PaletteEntry[] {
  const here = keysHere(state)
    .filter(({ footer }) => footer !== undefined)
    .toSorted((a, b) => (a.footer ?? 0) - (b.footer ?? 0));
  const recent = inputsOf(state).toReversed();
  const listed = allFindings(state);
  const newest: ListedFinding[] = [];
  for (const input of recent) {
    if (newest.length >= MOST_RECENT) break;
    newest.push(...listed.filter((one) => one.input === input));
  }
  const names = namesOf(state);
  return [
    ...here.slice(0, MOST_HERE).map(keyEntry),
    ...destinations(state),
    ...newest.slice(0, MOST_RECENT).map((one) => findingEntry(names, one)),
    ...recent.slice(0, MOST_RECENT).map((input) => inputEntry(names, input)),
  ];
}

function commands(state: State): readonly Candidate[] {
  return [
    ...keysHere(state).map((binding) => ({ entry: keyEntry(binding), more: binding.label, bonus: 40 })),
    ...destinations(state).map((entry) => ({ entry, more: entry.aside, bonus: 40 })),
  ];
}

/** Keys that only move what is shown are pressed sooner than looked for. */
const MOVES: ReadonlySet<Action> = new Set([
  'palette',
  'up',
  'down',
  'page-up',
  'page-down',
  'top',
  'bottom',
  'erase',
  'erase-line',
  'newline',
  'back',
  'suspend',
]);

function keysHere(state: State): readonly KeyBinding[] {
  return keysOf(placeOf(state)).filter(({ action, unless }) => !MOVES.has(action) && unless?.(state) === undefined);
}

function keyEntry({ keys, help }: KeyBinding): PaletteEntry {
  const [key = ''] = keys;
  return { target: { kind: 'key', key }, word: keySign(key), group: 'Here', title: help, aside: '' };
}

const DESTINATIONS: readonly (readonly [to: Destination, title: string, aside: string])[] = [
  ['home', 'Home', 'paste what failed'],
  ['result', 'The last result', 'the shown input'],
  ['session', 'Session', 'all findings, inputs, history'],
  ['sources', 'Directory data', 'load exports and settings'],
  ['connections', 'Connections', 'read live'],
  ['table', 'The last readiness result', 'people and causes'],
  ['move', 'Readiness', 'who can move'],
  ['help', 'Help', 'all keys'],
];

function destinations(state: State): readonly PaletteEntry[] {
  const here = state.screens.at(-1);
  const isThere = (to: Destination): boolean => {
    if (to === here) return false;
    if (to === 'connections') return state.connections !== undefined;
    if (to === 'result') return state.result !== undefined;
    if (to === 'table') return state.readiness !== undefined;
    return to !== 'move' || state.sources.some(({ side }) => side !== 'settings');
  };
  return DESTINATIONS.flatMap(([to, title, aside]) =>
    isThere(to) ? [{ target: { kind: 'go' as const, to }, word: 'go to', group: 'Go to', title, aside }] : [],
  );
}

/** The names of all inputs: each is told from the others, and there may be thousands of findings. */
function namesOf(state: State): ReadonlyMap<number, string> {
  const all = inputsOf(state);
  return new Map(all.map((input) => [input.id, listedName(input, all)]));
}

function findings(state: State): readonly Candidate[] {
  const names = namesOf(state);
  return allFindings(state).map((listed) => ({
    entry: findingEntry(names, listed),
    more: `${listed.finding.ruleId}\n${listed.input.name ?? ''}`,
    bonus: 30,
  }));
}

function findingEntry(names: ReadonlyMap<number, string>, { input, finding, index }: ListedFinding): PaletteEntry {
  const subject = subjectName(finding);
  const title = subject === '' ? finding.title : `${subject}: ${finding.title}`;
  const target = { kind: 'finding' as const, input: input.id, index };
  return { target, word: 'finding', group: 'Newest findings', title, aside: `${finding.severity}, ${names.get(input.id) ?? ''}` };
}

function inputs(state: State): readonly Candidate[] {
  const names = namesOf(state);
  return inputsOf(state).map((input) => ({ entry: inputEntry(names, input), more: KIND_WORDS[input.diagnosis.kind], bonus: 20 }));
}

function inputEntry(names: ReadonlyMap<number, string>, input: ResultState): PaletteEntry {
  const { diagnosis, id } = input;
  const aside = `${KIND_WORDS[diagnosis.kind]}, ${count(diagnosis.findings.length, 'finding')}`;
  return { target: { kind: 'input', input: id }, word: 'input', group: 'Inputs', title: names.get(id) ?? '', aside };
}

function rules({ rules: all }: PaletteState): readonly Candidate[] {
  return (all ?? []).map(({ id, title, severity }) => ({
    entry: { target: { kind: 'rule', id }, word: 'rule', group: 'Rules', title, aside: id },
    more: `${id}\n${severity}`,
    bonus: 0,
  }));
}

function topics({ topics: all }: PaletteState): readonly Candidate[] {
  const pages = (all ?? []).map(({ name, title }) => candidate({ kind: 'topic', name }, 'help', title, `${name}.md`, 15));
  const terms = (all ?? []).flatMap(({ name, terms: words }) =>
    words.map(([word, means]) => candidate({ kind: 'topic', name, at: word }, 'word', word, means, 18)),
  );
  const headings = (all ?? []).flatMap(({ name, title, headings: parts }) =>
    parts.map((heading) => candidate({ kind: 'topic', name, at: heading }, 'help', heading, title, 5)),
  );
  return [...pages, ...terms, ...headings];
}

function candidate(target: PaletteTarget, word: string, title: string, aside: string, bonus: number): Candidate {
  // What a word means holds too many words to be looked for in.
  return { entry: { target, word, group: 'Help', title, aside }, more: word === 'word' ? '' : aside, bonus };
}

const PERSON_BONUS = 25;
/** That everybody has been asked shows in the words: before, nobody is known to be on one side only. */
const SIDE_WORDS = { both: 'both sides', onprem: 'on-premises', cloud: 'cloud' } as const;

function people(
  { people: hits, peopleFor, prepared }: PaletteState,
  text: string,
): readonly { readonly entry: PaletteEntry; readonly score: number }[] {
  const isWhole = prepared !== undefined && prepared.done === prepared.of;
  // What an earlier query found is shown as far as it fits, until what was asked now is found.
  const query = peopleFor === text ? undefined : fuzzyQuery(text);
  return hits.flatMap(({ key, name, id, sides, score }) => {
    const bytes = query === undefined ? undefined : fold(`${name}\n${id}`);
    const fits = query === undefined || bytes === undefined ? score : fuzzyScore(query, bytes, 0, bytes.length);
    if (fits === 0) return [];
    const aside = [...(id === name ? [] : [id]), ...(isWhole ? [SIDE_WORDS[sides]] : [])].join(', ');
    return [
      { entry: { target: { kind: 'person', key }, word: 'person', group: 'People', title: name, aside }, score: fits + PERSON_BONUS },
    ];
  });
}

const LEAST_GUID = 20;

function guidEntry(scope: Scope | undefined, text: string): readonly PaletteEntry[] {
  if (scope !== undefined || text.length < LEAST_GUID) return [];
  const reading = readGuid(text);
  if (reading.kind === 'problem') return [];
  return [
    { target: { kind: 'guid', value: text }, word: 'GUID', group: '', title: reading.guid, aside: 'all its forms, and who carries it' },
  ];
}
