import type { ReactElement } from 'react';
import { Frame } from '../components/frame.js';
import { bodyRows } from '../layout.js';
import { BLANK, type Line, line, span, wrapText } from '../lines.js';
import { DIRECTIONS, type State } from '../model.js';
import type { Theme } from '../theme.js';
import { count } from '../words.js';
import { sidesWords } from './result.js';

const CHOICES: readonly (readonly [title: string, what: string])[] = [
  ['To the cloud', 'everyone with a mailbox on-premises: onboarding to Exchange Online'],
  ['To on-premises', 'everyone with a mailbox in Exchange Online: offboarding'],
  ['Each as it could move', 'away from the side that holds the mailbox'],
];

/** Which way people are to move, before they are checked. */
export function MoveScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const objects = state.sources.filter(({ side }) => side !== 'settings').reduce((sum, { objectCount }) => sum + objectCount, 0);
  const isOneSided = !(['onprem', 'cloud'] as const).every((side) => state.sources.some((source) => source.side === side));
  const hasSettings = state.sources.some(({ side }) => side === 'settings');
  const notes = [
    ...(isOneSided ? ['One side is not loaded: checks that need it stay undecided. d loads it.'] : []),
    ...(hasSettings ? [] : ['No settings are loaded: checks about domains, scope and connectors stay undecided. d, then s loads them.']),
  ];
  const quiet = (text: string): readonly Line[] => wrapText(text, state.columns - 6).map((row) => line(span('  '), span(row, 'quiet')));
  const gap = bodyRows(state) < 20 ? [] : [BLANK];
  const body: readonly Line[] = [
    ...gap,
    line(span('  Which way are they to move?', 'strong')),
    BLANK,
    ...DIRECTIONS.flatMap((_, index) => {
      const [title, what] = CHOICES[index] ?? ['', ''];
      const isMarked = index === state.moveAt;
      return [
        { ...line(span(isMarked ? ' ▸ ' : '   ', 'chosen'), span(title, isMarked ? 'chosen' : 'plain')), row: index },
        ...wrapText(what, state.columns - 8).map((row) => ({ ...line(span('     '), span(row, 'quiet')), row: index })),
        ...gap,
      ];
    }),
    ...(gap.length === 0 ? [BLANK] : []),
    ...quiet(`${count(objects, 'object')} will be joined to people, and every check is asked of each. Nothing is changed anywhere.`),
    ...notes.flatMap((note) => wrapText(note, state.columns - 6).map((row) => line(span('  '), span(row, 'caution')))),
  ];
  return <Frame state={state} theme={theme} title="readiness" aside={sidesWords(state)} body={body} />;
}
