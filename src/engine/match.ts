import type { FoldedText } from '../evidence/fold.js';
import { type Mention, mentionOf } from '../evidence/mention.js';
import { finish, type Steps } from '../evidence/steps.js';
import { type CutSpan, cutAround, cutOf, type Span } from './cut.js';
import { GAP_KINDS, type Gap, type GapKind, type Variant, WINDOW } from './signature.js';
import { BASE, bitmapOf, firstOf, hashWindow, power } from './window-hash.js';

/** A value that a placeholder covered, as it stands in the original, without its quotes. Empty: the text quotes nothing (`''`). */
export interface Capture {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** One place where a template stands in the text. `start` and `end` are offsets of the original. */
export interface TextMatch {
  readonly start: number;
  readonly end: number;
  readonly captures: ReadonlyMap<string, Capture>;
  /** The words are no report, wherever they occur. */
  readonly mention?: Mention;
  /** In how many places they were looked at. */
  readonly mentions?: number;
}

export interface CompiledTemplate {
  readonly template: string;
  readonly variants: readonly Variant[];
  /** Ids of the rules that this text enters; none for a text of conditions only. */
  readonly rules: readonly string[];
}

/** Matches of every template that occurs at all, in order of appearance; at most MOST_MATCHES different ones each. Those of a cut template under `cutOf`. */
export type Matches = ReadonlyMap<string, readonly TextMatch[]>;

/**
 * Where to look for which template: window `hashes[i]`, in ascending order, belongs to template number `owners[i]`, and stands in its anchor
 * between the eight characters of `around` from `8 * i` on. A template is unpacked when all of that is met, for a text meets few of hundreds.
 */
export interface TemplateIndex {
  readonly hashes: readonly number[];
  readonly owners: readonly number[];
  /** For each window the four characters before and the four behind it; a blank where the anchor has none. */
  readonly around: string;
  readonly template: (owner: number) => CompiledTemplate;
}

/** The index of templates that are all at hand. */
export function indexTemplates(templates: readonly CompiledTemplate[]): TemplateIndex {
  const pairs = new Map<string, readonly [hash: number, owner: number, around: string]>();
  templates.forEach(({ variants }, owner) => {
    for (const variant of variants) {
      const hash = hashWindow(variant.literals[variant.anchor] ?? '', variant.at);
      const around = aroundOf(variant);
      pairs.set(`${hash} ${owner} ${around}`, [hash, owner, around]);
    }
  });
  const sorted = [...pairs.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    hashes: sorted.map(([hash]) => hash),
    owners: sorted.map(([, owner]) => owner),
    around: sorted.map(([, , around]) => around).join(''),
    template: (owner) => {
      const template = templates[owner];
      if (template === undefined) throw new Error(`no template ${owner}`);
      return template;
    },
  };
}

interface Entry {
  readonly template: string;
  readonly variant: Variant;
  /** It captures nothing, so that its matches are all the same. */
  readonly isPlain: boolean;
}

const MOST_MATCHES = 500;
/** Places of words that are only mentioned; after so many, a report of the same words is not looked for. */
const MOST_MENTIONS = 200;
const ASIDE = 4;
const NO_CHARACTER = 0x20;
const HEX32 = /^[0-9a-f]{32}$/;
const DIGITS = /^[0-9]+$/;

/**
 * Makes one pass over a text for all templates at once.
 *
 * A rolling hash of six characters finds candidate anchors; around each, the other literals are looked for inside windows whose size the gap
 * kinds bound. Nothing backtracks and no regular expression comes from a rule, so time is linear in the text for any rule set.
 */
export function createMatcher(index: TemplateIndex): (folded: FoldedText) => Matches {
  const match = createStepMatcher(index);
  return (folded) => finish(match(folded));
}

/** Characters of folded text between two steps. */
const AT_ONCE = 131_072;

/** `createMatcher`, a part of the text at each step. */
export function createStepMatcher(index: TemplateIndex): (folded: FoldedText) => Steps<Matches> {
  const unpacked = new Map<number, readonly Entry[]>();
  const entriesOf = (pair: number, hash: number): readonly Entry[] => {
    const known = unpacked.get(pair);
    if (known !== undefined) return known;
    const around = index.around.slice(pair * 2 * ASIDE, (pair + 1) * 2 * ASIDE);
    const { template, variants } = index.template(index.owners[pair] ?? 0);
    const entries = variants
      .filter((variant) => hashWindow(variant.literals[variant.anchor] ?? '', variant.at) === hash && aroundOf(variant) === around)
      .map((variant) => ({ template, variant, isPlain: variant.gaps.every((gap) => gap?.name === undefined) }));
    unpacked.set(pair, entries);
    return entries;
  };
  let bitmap: Uint8Array | undefined;
  const outgoing = power(BASE, WINDOW - 1);

  /** Looks at the windows from `from` on that begin before `end`; `hash` is that of the first. Out: the hash of the next one. */
  const look = (folded: FoldedText, from: number, end: number, start: number, found: Map<string, Map<string, TextMatch>>): number => {
    const { text } = folded;
    bitmap ??= bitmapOf(index.hashes);
    let hash = start;
    for (let at = from; at < end; at++) {
      if (bitmap[(hash ^ (hash >>> 16)) & 0xffff] === 1) {
        for (let pair = firstOf(index.hashes, hash); index.hashes[pair] === hash; pair++) {
          if (!standsBetween(text, at, index.around, pair)) continue;
          for (const entry of entriesOf(pair, hash)) matchAt(folded, entry, at, found);
        }
      }
      const next = at + WINDOW;
      if (next >= text.length) break;
      hash = (Math.imul((hash - Math.imul(text.charCodeAt(at), outgoing)) | 0, BASE) + text.charCodeAt(next)) | 0;
    }
    return hash;
  };

  return function* (folded) {
    const { text } = folded;
    const found = new Map<string, Map<string, TextMatch>>();
    if (text.length < WINDOW) return new Map();
    const windows = text.length - WINDOW + 1;
    let hash = hashWindow(text, 0);
    for (let from = 0; from < windows; from += AT_ONCE) {
      if (from > 0) yield;
      hash = look(folded, from, Math.min(windows, from + AT_ONCE), hash, found);
    }
    return new Map([...found].map(([template, matches]) => [template, [...matches.values()].sort((a, b) => a.start - b.start)]));
  };
}

/** The characters of an anchor beside its window. */
function aroundOf({ literals, anchor, at }: Variant): string {
  const literal = literals[anchor] ?? '';
  const behind = at + WINDOW;
  return literal.slice(Math.max(0, at - ASIDE), at).padStart(ASIDE) + literal.slice(behind, behind + ASIDE).padEnd(ASIDE);
}

function standsBetween(text: string, at: number, around: string, pair: number): boolean {
  const from = pair * 2 * ASIDE;
  for (let index = 0; index < 2 * ASIDE; index++) {
    const code = around.charCodeAt(from + index);
    if (code !== NO_CHARACTER && code !== text.charCodeAt(index < ASIDE ? at - ASIDE + index : at + WINDOW - ASIDE + index)) return false;
  }
  return true;
}

function matchAt(folded: FoldedText, entry: Entry, at: number, found: Map<string, Map<string, TextMatch>>): void {
  const { variant } = entry;
  const anchor = variant.literals[variant.anchor] ?? '';
  const anchorStart = at - variant.at;
  const isWhole = anchorStart >= 0 && folded.text.startsWith(anchor, anchorStart);
  const cut = isWhole ? undefined : cutAround(folded, anchor, variant.at, at);
  if (!isWhole && cut === undefined) return;
  const name = cut === undefined ? entry.template : cutOf(entry.template);
  const known = found.get(name);
  if (known !== undefined && (known.size >= MOST_MATCHES || (entry.isPlain && isEnough(known.get(''))))) return;
  const match = matchVariant(folded, variant, cut ?? { start: anchorStart, end: anchorStart + anchor.length });
  if (match === undefined) return;
  const key = [...match.captures].map(([name, capture]) => `${name}\u0000${capture.value.toLowerCase()}`).join('\u0001');
  const before = known?.get(key);
  // The first report of the words counts; one that only mentions them makes room for it.
  if (isEnough(before)) return;
  // A template may begin with a word far before its sentence.
  const sentence = folded.offsets[cut?.start ?? anchorStart] ?? match.start;
  const mention =
    mentionOf(folded.original, match.start, match.end) ??
    (sentence > match.start ? mentionOf(folded.original, sentence, match.end) : undefined);
  const seen = mention === undefined ? match : { ...(before ?? match), mention, mentions: (before?.mentions ?? 0) + 1 };
  if (known === undefined) found.set(name, new Map([[key, seen]]));
  else known.set(key, seen);
}

/** True for the match of a report, and for that of words that were seen in many places and reported in none. */
function isEnough(match: TextMatch | undefined): boolean {
  return match !== undefined && (match.mention === undefined || (match.mentions ?? 0) >= MOST_MENTIONS);
}

function matchVariant(folded: FoldedText, variant: Variant, anchorSpan: CutSpan): TextMatch | undefined {
  const { literals, gaps, anchor } = variant;
  const spans: Span[] = new Array<Span>(literals.length);
  spans[anchor] = anchorSpan;
  const from = anchorSpan.isHeadCut === true ? anchor : 0;
  const to = anchorSpan.isTailCut === true ? anchor : literals.length - 1;
  for (let index = anchor - 1; index >= from; index--) {
    const span = literalBefore(folded.text, literals[index] ?? '', gaps[index], spans[index + 1]?.start ?? 0);
    if (span === undefined) return undefined;
    spans[index] = span;
  }
  for (let index = anchor + 1; index <= to; index++) {
    const span = literalAfter(folded.text, literals[index] ?? '', gaps[index - 1], spans[index - 1]?.end ?? 0);
    if (span === undefined) return undefined;
    spans[index] = span;
  }
  const first = spans[from];
  const last = spans[to];
  if (first === undefined || last === undefined) return undefined;
  if (variant.wholeStart && anchorSpan.isHeadCut !== true && !isWordEdge(folded, first.start)) return undefined;
  if (variant.wholeEnd && anchorSpan.isTailCut !== true && !isWordEdge(folded, last.end)) return undefined;

  const captures = new Map<string, Capture>();
  for (let index = from; index < to; index++) {
    const gap = gaps[index];
    const before = spans[index];
    const behind = spans[index + 1];
    if (gap?.name === undefined || before === undefined || behind === undefined) continue;
    captures.set(gap.name, captureBetween(folded, gap.kind, before.end, behind.start));
  }
  let end = originalEnd(folded, last.end);
  const trailing = gaps[literals.length - 1];
  if (trailing !== undefined && anchorSpan.isTailCut !== true) {
    const capture = captureTrailing(folded, trailing.kind, last.end);
    if (capture !== undefined) {
      end = withClosingQuote(folded.original, capture.end);
      if (trailing.name !== undefined) captures.set(trailing.name, capture);
    }
  }
  return { start: folded.offsets[first.start] ?? 0, end, captures };
}

function literalBefore(text: string, literal: string, gap: Gap | undefined, before: number): Span | undefined {
  const { least, most } = GAP_KINDS[gap?.kind ?? 'any'];
  const from = Math.max(0, before - most - literal.length);
  const index = text.slice(from, Math.max(from, before - least)).lastIndexOf(literal);
  if (index < 0) return undefined;
  const span = { start: from + index, end: from + index + literal.length };
  return gapFits(text, gap, span.end, before) ? span : undefined;
}

function literalAfter(text: string, literal: string, gap: Gap | undefined, after: number): Span | undefined {
  const { least, most } = GAP_KINDS[gap?.kind ?? 'any'];
  const from = after + least;
  const index = text.slice(from, after + most + literal.length).indexOf(literal);
  if (index < 0) return undefined;
  const span = { start: from + index, end: from + index + literal.length };
  return gapFits(text, gap, after, span.start) ? span : undefined;
}

function gapFits(text: string, gap: Gap | undefined, from: number, to: number): boolean {
  if (gap?.kind === 'guid') return HEX32.test(text.slice(from, to));
  if (gap?.kind === 'number') return DIGITS.test(text.slice(from, to));
  return true;
}

/** True where the original has something between folded characters `at - 1` and `at`, where CamelCase starts a word, or in a script without blanks. */
function isWordEdge(folded: FoldedText, at: number): boolean {
  if (at === 0 || at >= folded.text.length) return true;
  if (folded.text.charCodeAt(at - 1) > 127 || folded.text.charCodeAt(at) > 127) return true;
  const before = folded.offsets[at - 1] ?? 0;
  const after = folded.offsets[at] ?? 0;
  if (after - before !== 1) return true;
  return /[a-z0-9]/.test(folded.original[before] ?? '') && /[A-Z]/.test(folded.original[after] ?? '');
}

/** Index behind the last original character that folded character `end - 1` came from. */
function originalEnd(folded: FoldedText, end: number): number {
  return end === 0 ? 0 : (folded.offsets[end - 1] ?? 0) + 1;
}

/** A quotation ends behind its closing quote, so that it reads well. */
function withClosingQuote(original: string, end: number): number {
  const found = /^[\u200e\u200f]{0,2}['"\u2018-\u201f\u00bb]/.exec(original.slice(end, end + 4));
  return found === null ? end : end + found[0].length;
}

const QUOTED = /^[\s\u200e\u200f\u00a0:=(]{0,12}(?:&(?:#39|quot|apos);|\\u0027|\\?["'\u2018-\u201f\u00ab\u00bb`\u300c])/;
const EMPTY_QUOTES =
  /^[\s\u200e\u200f\u00a0:=]{0,12}(['"\u2018-\u201f]|&#39;|&quot;|\\u0027)[\u200e\u200f]?(['"\u2018-\u201f]|&#39;|&quot;|\\u0027)/;
const EDGE =
  /^(?:[\s\u200e\u200f\u00a0\u00ad\ufeff:,;=.]|&(?:#39|quot|apos|nbsp|lt|gt);|\\u0027|\\?["'\u2018-\u201f\u00ab\u00bb`\u300c\u300d])+/;
const EDGE_CHARACTERS = new Set([
  ...'\'"`:,;=.\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb\u300c\u300d\u200e\u200f\u00a0\u00ad\ufeff \t\r\n\\',
]);
const ENTITY_EDGE = /(?:&(?:#39|quot|apos|nbsp|lt|gt);|\\u0027)$/;
const SINGLE = "'\u2018\u2019\u201a\u201b`";
const DOUBLE = '"\u201c\u201d\u201e\u201f\u00ab\u00bb';

function captureBetween(folded: FoldedText, kind: GapKind, from: number, to: number): Capture {
  const start = originalEnd(folded, from);
  const end = folded.offsets[to] ?? start;
  return clean(folded.original, kind, start, end);
}

function captureTrailing(folded: FoldedText, kind: GapKind, from: number): Capture | undefined {
  const { original } = folded;
  const start = originalEnd(folded, from);
  const next = folded.offsets[from];
  if (kind === 'guid') {
    const hex = folded.text.slice(from, from + 32);
    if (!HEX32.test(hex) || next === undefined) return undefined;
    return { value: dashed(hex), start: next, end: originalEnd(folded, from + 32) };
  }
  const ahead = original.slice(start, start + 40);
  if (EMPTY_QUOTES.test(ahead)) return { value: '', start, end: start };
  if (next === undefined || next - start > 40 || next >= original.length) return undefined;
  const window = original.slice(next, next + 400);
  const open = QUOTED.exec(original.slice(start, next + 1));
  let length: number;
  if (open !== null) {
    const quote = open[0].slice(-1);
    const family = SINGLE.includes(quote) || quote === '7' || /&(?:#39|apos);$/.test(open[0]) ? SINGLE : DOUBLE;
    length = closingQuote(window, family, kind);
  } else length = unquotedLength(window, kind);
  return clean(original, kind, next, next + length);
}

function closingQuote(window: string, family: string, kind: GapKind): number {
  const stop = new RegExp(
    `[${family}]|&(?:#39|quot|apos);|\\\\u0027|-->|${kind === 'name' || kind === 'any' ? '\\n\\s*\\n' : '[<>|]'}`,
  ).exec(window);
  return stop === null ? Math.min(window.length, GAP_KINDS[kind].most) : stop.index;
}

function unquotedLength(window: string, kind: GapKind): number {
  const stop =
    kind === 'name' || kind === 'any' || kind === 'time' || kind === 'size'
      ? /[\r\n|]|\s-{1,3}[>\u2192]|\s\u2013>|\.\s|&lt;|;|"/
      : /[\s'"<>(),;|\u2018-\u201f]/;
  const found = stop.exec(window);
  return found === null ? Math.min(window.length, GAP_KINDS[kind].most) : found.index;
}

/** The value without the quotes and marks around it; wraps inside become one blank, or nothing where a value has no blanks. */
function clean(original: string, kind: GapKind, from: number, to: number): Capture {
  let start = from;
  let end = Math.max(from, to);
  const lead = EDGE.exec(original.slice(start, end));
  if (lead !== null) start += lead[0].length;
  for (let trimmed = true; trimmed && end > start; ) {
    trimmed = false;
    if (EDGE_CHARACTERS.has(original[end - 1] ?? '')) {
      end--;
      trimmed = true;
      continue;
    }
    const entity = ENTITY_EDGE.exec(original.slice(Math.max(start, end - 8), end));
    if (entity !== null) {
      end -= entity[0].length;
      trimmed = true;
    }
  }
  const opens = original[start] === '(' || original[start] === '[';
  const closes = original[end - 1] === ')' || original[end - 1] === ']';
  if (opens && (closes || !/[)\]]/.test(original.slice(start, end)))) start++;
  if (closes && (opens || !/[([]/.test(original.slice(start, end)))) end--;
  const raw = original.slice(start, Math.max(start, end)).replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]/g, '');
  switch (kind) {
    case 'guid': {
      const hex = raw.toLowerCase().replace(/[^0-9a-f]/g, '');
      return { value: hex.length === 32 ? dashed(hex) : raw, start, end };
    }
    case 'domain':
    case 'host':
      return { value: withoutBrokenQuotes(raw.replace(/\s+/g, '').replace(/^\/+|\/+$/g, '')), start, end };
    case 'address':
    case 'url':
      return { value: withoutBrokenQuotes(raw.replace(/\s+/g, '')), start, end };
    default:
      return { value: withoutBrokenQuotes(raw.replace(/\s+/g, ' ')), start, end };
  }
}

function dashed(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Quotes and marks that a console, an encoding or an escape broke: `?'kim?'`, `â€™kimâ€™`, `&lrm;kim`, `\\u200ekim`. */
const BROKEN_QUOTE = String.raw`[?\uFFFD'"\u2018-\u201F\u200E\u200F]|\\+u(?:200[ef]|0027|0022)|&(?:lrm|rlm|[lr][sd]quo|quot|apos|#39|#34|#82[012][0-9]);?|</?wbr>|\u00E2(?:\u20AC[^\s\w]?|\u0080[\u0080-\u00BF])`;
const BROKEN_START = new RegExp(`^(?:${BROKEN_QUOTE})+`, 'i');
const BROKEN_END = new RegExp(`(?:${BROKEN_QUOTE})+$`, 'i');

function withoutBrokenQuotes(value: string): string {
  return value.replace(BROKEN_START, '').replace(BROKEN_END, '').trim();
}
