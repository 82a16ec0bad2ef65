import type { ReactElement } from 'react';
import type { SourceSide } from '../../ports/session.js';
import { Frame } from '../components/frame.js';
import { bodyRows } from '../layout.js';
import { BLANK, type Line, line, proseWidth, span, wrapText } from '../lines.js';
import type { State } from '../model.js';
import { pad } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { amountWords, SOURCE_WORDS, sourceName, sourceRoom } from '../words.js';
import { sidesWords } from './result.js';

/** The directory and settings files of the session with what their readers noted. */
export function SourcesScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const rows = state.sources.length === 0 ? emptyLines(state) : listLines(state);
  const height = bodyRows(state);
  const marked = rows.findIndex((row) => row.item === state.sourceAt);
  const top = Math.max(0, Math.min(marked - 2, rows.length - height));
  return <Frame state={state} theme={theme} title="directory data" aside={sidesWords(state)} body={rows.slice(top)} />;
}

function emptyLines(state: State): readonly Line[] {
  const { columns, connections } = state;
  const paragraphs = [
    'No directory data is loaded.',
    'A cause is proven or ruled out on exports of both sides: p loads the on-premises side, c the cloud. A side that was not read stays unknown, and causes that need it stay possible.',
    'Findings about headers need to know what is yours: s loads settings, as JSON or as exports of Get-AcceptedDomain, Get-InboundConnector and the like. Several files are put together.',
    'LDIF, CSV, CLIXML and JSON are read. The files are only read; nothing is sent anywhere.',
    ...(connections === undefined ? [] : ['Without exports: l connects to both sides and reads them live; nothing is changed there.']),
  ];
  const written = paragraphs.map((paragraph, index) =>
    wrapText(paragraph, proseWidth(columns - 4, 100)).map((row) => line(span('  '), span(row, index === 0 ? 'strong' : 'plain'))),
  );
  // Where it all has no room with blanks between, it stands without them.
  const isLow = written.reduce((sum, rows) => sum + rows.length + 1, 0) > bodyRows(state);
  return written.flatMap((rows) => (isLow ? rows : [BLANK, ...rows]));
}

function listLines(state: State): readonly Line[] {
  const room = sourceRoom(state.sources, state.columns);
  return [
    BLANK,
    ...state.sources.flatMap((source, index) => {
      const isMarked = index === state.sourceAt;
      const head: Line = {
        spans: [
          span(isMarked ? ' ▸ ' : '   ', 'chosen'),
          span(pad(SOURCE_WORDS[source.side], 13), 'accent'),
          span(pad(sourceName(source.path, room), room + 2), isMarked ? 'chosen' : 'plain'),
          span(amountWords(source), 'quiet'),
        ],
        item: index,
        row: index,
      };
      const notes = source.notes.flatMap((note) =>
        wrapText(note, state.columns - 22).map((row, at) => ({
          ...line(span(' '.repeat(16)), span(at === 0 ? '- ' : '  ', 'caution'), span(row, 'quiet')),
          spoken: row,
        })),
      );
      return [head, ...notes];
    }),
    BLANK,
    ...missingWords(state).flatMap((text) =>
      wrapText(text, proseWidth(state.columns - 4, 100)).map((row) => line(span('  '), span(row, 'quiet'))),
    ),
  ];
}

/** What is not loaded yet, and what it is needed for. */
function missingWords({ sources }: State): readonly string[] {
  const has = (side: SourceSide): boolean => sources.some((source) => source.side === side);
  return [
    ...(has('onprem') ? [] : ['On-premises was not read: causes that need it stay possible. p loads an export.']),
    ...(has('cloud') ? [] : ['The cloud was not read: causes that need it stay possible. c loads an export.']),
    ...(has('settings') ? [] : ['No settings: what is yours in headers and connectors is not known. s loads them.']),
  ];
}
