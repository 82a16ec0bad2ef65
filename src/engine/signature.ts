import { foldText } from '../evidence/fold.js';

/** What may stand in a gap of a template, with the least and most folded characters it covers. */
export const GAP_KINDS = {
  guid: { least: 32, most: 32 },
  number: { least: 1, most: 20 },
  size: { least: 1, most: 60 },
  time: { least: 1, most: 60 },
  address: { least: 1, most: 256 },
  domain: { least: 1, most: 256 },
  host: { least: 1, most: 256 },
  url: { least: 1, most: 300 },
  name: { least: 1, most: 200 },
  any: { least: 0, most: 300 },
} as const;

export type GapKind = keyof typeof GAP_KINDS;

export interface Gap {
  readonly kind: GapKind;
  readonly name?: string;
}

/**
 * One way to say a template: literal, gap, literal, gap ... `literals[i]` is followed by `gaps[i]`; a last gap may stand behind the last literal.
 * `anchor` is the literal that is looked for first, `at` the position in it of its rarest six characters.
 */
export interface Variant {
  readonly literals: readonly string[];
  readonly gaps: readonly Gap[];
  readonly anchor: number;
  readonly at: number;
  /** The first (last) literal must not begin (end) inside a longer word: it is a code or a class name, or short. */
  readonly wholeStart: boolean;
  readonly wholeEnd: boolean;
}

export const WINDOW = 6;
const MOST_VARIANTS = 64;
const WHOLE_WORD_BELOW = 24;
const PLACEHOLDER = /<([a-z]{2,12})(?::([a-z][A-Za-z0-9]{0,40}))?>/g;

/** A template that cannot be used; the loader puts file and line before the sentence. */
export class TemplateProblem extends Error {}

/**
 * In: a template of a rule (docs/writing-rules.md). Out: its variants, at least one.
 * Bad input: throws TemplateProblem with a sentence for the rule's author.
 */
export function compileTemplate(template: string): readonly Variant[] {
  const texts = expand(template);
  if (texts.length > MOST_VARIANTS) throw new TemplateProblem(`more than ${MOST_VARIANTS} variants; split the template`);
  const seen = new Map<string, Variant>();
  for (const text of texts) {
    const variant = compileVariant(text);
    seen.set(JSON.stringify([variant.literals, variant.gaps]), variant);
  }
  return [...seen.values()];
}

/** All texts of `(a|b)` and `[optional]`, outermost first; parentheses without a bar are text. */
function expand(template: string): string[] {
  const group = findGroup(template);
  if (group === undefined) return [template];
  const before = template.slice(0, group.start);
  const after = expand(template.slice(group.end));
  const results: string[] = [];
  for (const option of group.options)
    for (const inner of expand(option)) for (const rest of after) results.push(`${before}${inner}${rest}`);
  if (results.length > MOST_VARIANTS * 4) throw new TemplateProblem('too many alternatives');
  return results;
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly options: readonly string[];
}

function findGroup(text: string): Group | undefined {
  for (let start = 0; start < text.length; start++) {
    const open = text[start];
    if (open !== '(' && open !== '[') continue;
    const end = closing(text, start);
    if (end < 0) continue;
    const inner = text.slice(start + 1, end);
    if (open === '[') return { start, end: end + 1, options: [inner, ''] };
    const options = splitBars(inner);
    if (options.length > 1) return { start, end: end + 1, options };
  }
  return undefined;
}

function closing(text: string, start: number): number {
  const open = text[start];
  const close = open === '(' ? ')' : ']';
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    if (text[index] === open) depth++;
    if (text[index] === close) {
      depth--;
      if (depth === 0) return index;
    }
  }
  return -1;
}

function splitBars(text: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if (character === '(' || character === '[') depth++;
    if (character === ')' || character === ']') depth--;
    if (character === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] = `${parts[parts.length - 1] ?? ''}${character}`;
  }
  return parts;
}

function compileVariant(text: string): Variant {
  const literals: string[] = [];
  const gaps: Gap[] = [];
  let from = 0;
  let pending: Gap | undefined;
  const addLiteral = (piece: string): void => {
    const folded = foldText(piece).text;
    if (folded === '') return;
    if (pending !== undefined) {
      if (literals.length === 0) throw new TemplateProblem('a template starts with words, not with a placeholder');
      gaps.push(pending);
      pending = undefined;
      literals.push(folded);
    } else if (literals.length === 0) literals.push(folded);
    else literals[literals.length - 1] = `${literals[literals.length - 1] ?? ''}${folded}`;
  };
  for (const match of text.matchAll(PLACEHOLDER)) {
    const kind = match[1] ?? '';
    if (!isGapKind(kind)) throw new TemplateProblem(`<${kind}> is no placeholder; there are ${Object.keys(GAP_KINDS).join(', ')}`);
    addLiteral(text.slice(from, match.index));
    const gap: Gap = match[2] === undefined ? { kind } : { kind, name: match[2] };
    pending = pending === undefined ? gap : widest(pending, gap);
    from = match.index + match[0].length;
  }
  addLiteral(text.slice(from));
  if (literals.length === 0) throw new TemplateProblem('the template holds no words');
  if (pending !== undefined) gaps.push(pending);
  const words = text
    .replace(PLACEHOLDER, '\u0000')
    .split('\u0000')
    .map((piece) => piece.trim())
    .filter((piece) => foldText(piece).text !== '');
  const isWhole = (piece: string | undefined, literal: string | undefined): boolean =>
    !/\s/.test(piece ?? '') || (literal ?? '').length < WHOLE_WORD_BELOW;
  const anchor = longest(literals);
  const anchorText = literals[anchor] ?? '';
  if (anchorText.length < WINDOW) throw new TemplateProblem(`its longest run of words, "${anchorText}", is shorter than ${WINDOW} letters`);
  return {
    literals,
    gaps,
    anchor,
    at: Math.max(0, Math.floor((anchorText.length - WINDOW) / 2)),
    wholeStart: isWhole(words[0], literals[0]),
    wholeEnd: isWhole(words.at(-1), literals.at(-1)),
  };
}

/** Two placeholders with nothing between them become one gap. */
function widest(first: Gap, second: Gap): Gap {
  if (first.name !== undefined && second.name === undefined) return first;
  return second.kind === 'any' && first.kind !== 'any' ? first : second;
}

function isGapKind(kind: string): kind is GapKind {
  return Object.hasOwn(GAP_KINDS, kind);
}

function longest(literals: readonly string[]): number {
  let best = 0;
  literals.forEach((literal, index) => {
    if (literal.length > (literals[best]?.length ?? 0)) best = index;
  });
  return best;
}
