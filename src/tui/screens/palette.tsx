import type { ReactElement } from 'react';
import { type FuzzyQuery, fuzzyMarks, fuzzyQuery } from '../../evidence/fuzzy.js';
import { number as groupDigits } from '../../render/digits.js';
import { Frame } from '../components/frame.js';
import { BLANK, type Line, line, type Span, span, type Tone, wrapText } from '../lines.js';
import type { State } from '../model.js';
import { lookedThrough, readQuery } from '../palette-entries.js';
import type { PaletteEntry, PaletteState } from '../palette-model.js';
import { clean, cutEnd, cutStart, pad, widthOf } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { paletteRoom, paletteRows } from '../transitions/palette.js';
import { count } from '../words.js';

const WORD = 10;
const MARGIN = 3;
/** No window is wider. */
const LONGEST = 600;
/** In a wider window what stands beside a title would be too far from it. */
const WIDEST = 130;
const HINT = '  Type a part of its name.   > commands   @ people   # rules   ? help';
const SHORT_HINT = '  Or only:  > commands  @ people  # rules  ? help';
const SCOPE_HINTS = { commands: 'Commands only.', people: 'People only.', rules: 'Rules only.', help: 'Help only.' } as const;

/** What was typed, and what is found by it. */
export function PaletteScreen({
  state,
  theme,
  palette,
}: {
  readonly state: State;
  readonly theme: Theme;
  readonly palette: PaletteState;
}): ReactElement {
  const { scope, text } = readQuery(palette.query);
  const hint =
    scope === undefined ? (state.columns < 76 ? SHORT_HINT : HINT) : `  ${SCOPE_HINTS[scope]} Erase the sign to look through everything.`;
  const typed = line(span('  Find  ', 'strong'), span(cutStart(clean(palette.query), state.columns - 10)), span('█', 'accent'));
  const list = palette.entries.length === 0 ? nothing(state, palette, scope, text) : rows(state, palette, text);
  const body = [typed, line(span(cutEnd(hint, state.columns - 1), 'quiet')), ...list];
  return (
    <Frame
      state={state}
      theme={theme}
      title="find"
      aside={state.linear ? '' : preparedWords(palette)}
      body={body}
      position={position(palette)}
    />
  );
}

function preparedWords({ prepared }: PaletteState): string {
  if (prepared === undefined || prepared.done === prepared.of) return '';
  return `reading people: ${groupDigits(prepared.done)} of ${groupDigits(prepared.of)}`;
}

function position({ entries, at, prepared, query }: PaletteState): string {
  if (entries.length === 0) return '';
  const place = `${at + 1} of ${entries.length}`;
  const { scope, text } = readQuery(query);
  const isAsked = text !== '' && (scope === undefined || scope === 'people');
  return prepared === undefined || !isAsked ? place : `${place}, ${count(prepared.done, 'directory object')} looked through`;
}

/** Why the list is empty: what was looked through, and what could be loaded. */
function nothing(state: State, palette: PaletteState, scope: ReturnType<typeof readQuery>['scope'], text: string): readonly Line[] {
  const { prepared } = palette;
  const wantsPeople = scope === undefined || scope === 'people';
  const sentences: (readonly [text: string, tone: Tone])[] = [];
  if (scope === 'people' && text === '' && prepared !== undefined)
    sentences.push([`Type a name, an address, the start of a GUID, or a DN.`, 'plain']);
  else if (text !== '')
    sentences.push(['Nothing is found.', 'strong'], [`Looked through: ${lookedThrough(state, palette) || 'nothing'}.`, 'quiet']);
  if (wantsPeople && prepared === undefined)
    sentences.push(['People: no directory data is loaded. Esc, then d loads exports of both sides.', 'quiet']);
  else if (wantsPeople && prepared !== undefined && prepared.done < prepared.of)
    sentences.push([`People are still being read: ${groupDigits(prepared.done)} of ${groupDigits(prepared.of)} objects so far.`, 'quiet']);
  return [
    BLANK,
    ...sentences.flatMap(([sentence, tone]) => wrapText(sentence, state.columns - 4).map((row) => line(span('  '), span(row, tone)))),
  ];
}

function rows(state: State, palette: PaletteState, text: string): readonly Line[] {
  const all = paletteRows(palette).slice(palette.top, palette.top + paletteRoom(state));
  const query = fuzzyQuery(text);
  return all.map((row): Line => {
    if ('head' in row) return row.head === '' ? BLANK : line(span(`  ${row.head}`, 'quiet'));
    const entry = palette.entries[row.entry];
    if (entry === undefined) return BLANK;
    const beside = entry.aside === '' ? '' : `, ${entry.aside}`;
    return {
      ...line(...entrySpans(state, entry, row.entry === palette.at, query)),
      row: row.entry,
      spoken: clean(`${entry.word}: ${entry.title}${beside}`.slice(0, LONGEST)),
    };
  });
}

function entrySpans(state: State, entry: PaletteEntry, isMarked: boolean, query: FuzzyQuery): readonly Span[] {
  const room = Math.min(state.columns, WIDEST) - MARGIN - WORD - 1;
  const title = clean(entry.title.slice(0, LONGEST));
  // What stands beside gives way to the title, as far as both can be read.
  const least = Math.floor(room * 0.3);
  const brackets = state.colour ? 0 : 2 * markedParts(title, query).filter(({ isMarked: isFound }) => isFound).length;
  const aside = cutEnd(clean(entry.aside.slice(0, LONGEST)), Math.max(least, room - 2 - widthOf(title) - brackets));
  const beside = aside === '' ? 0 : widthOf(aside) + 2;
  const spans = titleSpans(title, query, { room: room - beside, colour: state.colour, tone: isMarked ? 'chosen' : 'plain' });
  const used = spans.reduce((sum, { text }) => sum + widthOf(text), 0);
  return [
    span(isMarked ? ' ▸ ' : '   ', 'chosen'),
    span(pad(entry.word, WORD), 'quiet'),
    ...spans,
    span(' '.repeat(Math.max(0, room - used - widthOf(aside)))),
    span(aside, 'quiet'),
  ];
}

/** The letters that were found are underlined; without colours they stand in brackets. */
function titleSpans(
  title: string,
  query: FuzzyQuery,
  { room, colour, tone }: { readonly room: number; readonly colour: boolean; readonly tone: Tone },
): readonly Span[] {
  const cut = cutEnd(title, room);
  const parts = markedParts(cut, query);
  if (colour) return parts.map(({ text, isMarked }) => span(text, isMarked ? 'match' : tone));
  const brackets = parts.filter(({ isMarked }) => isMarked).length * 2;
  const shorter = widthOf(cut) + brackets <= room ? parts : markedParts(cutEnd(title, Math.max(4, room - brackets)), query);
  return shorter.map(({ text, isMarked }) => span(isMarked ? `[${text}]` : text, tone));
}

function markedParts(text: string, query: FuzzyQuery): readonly { readonly text: string; readonly isMarked: boolean }[] {
  const marks = new Set(fuzzyMarks(query, text));
  const parts: { text: string; isMarked: boolean }[] = [];
  let at = 0;
  for (const character of text) {
    const isMarked = marks.has(at);
    const last = parts.at(-1);
    if (last !== undefined && last.isMarked === isMarked) last.text += character;
    else parts.push({ text: character, isMarked });
    at += character.length;
  }
  return parts;
}
