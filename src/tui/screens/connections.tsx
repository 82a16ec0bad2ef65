import type { ReactElement } from 'react';
import type { ConnectionAbout } from '../../ports/live.js';
import { Frame } from '../components/frame.js';
import type { ConnectionsState } from '../connections-model.js';
import { SERVICE_WORDS, sinceWords } from '../connections-words.js';
import { bodyRows } from '../layout.js';
import { BLANK, type Line, line, proseWidth, span, wrapText } from '../lines.js';
import type { State } from '../model.js';
import { clean, cutEnd, pad, widthOf } from '../sanitize.js';
import { count } from '../words.js';
import type { LiveProps } from './live-props.js';

/** The open connections: who am I, to what, since when, what may I read. */
export function ConnectionsScreen({ state, theme, connections }: LiveProps): ReactElement {
  const { open, at } = connections;
  const rows = open.length === 0 ? emptyLines(state) : listLines(state, connections);
  const height = bodyRows(state);
  const first = rows.findIndex((row) => row.item === at);
  const last = rows.findLastIndex((row) => row.item === at);
  const top = Math.max(0, Math.min(Math.max(last + 1 - height, Math.min(first - 1, rows.length - height)), first));
  const position = open.length === 0 || rows.length <= height ? '' : `connection ${at + 1} of ${open.length}`;
  return (
    <Frame
      state={state}
      theme={theme}
      title="connections"
      aside={open.length === 0 ? 'nothing is connected' : `${count(open.length, 'connection')}, only read`}
      body={rows.slice(top)}
      position={position}
    />
  );
}

function emptyLines({ columns }: State): readonly Line[] {
  const width = proseWidth(columns - 4, 100);
  const paragraph = (text: string, tone: 'strong' | 'plain' | 'quiet'): readonly Line[] => [
    BLANK,
    ...wrapText(text, width).map((row) => line(span('  '), span(row, tone))),
  ];
  const keys = [
    ['p', 'Active Directory, over LDAP: the on-premises side'],
    ['c', 'Entra ID and Exchange Online: the cloud side'],
  ] as const;
  return [
    ...paragraph('Nothing is connected.', 'strong'),
    ...paragraph('Connected, crossprem reads both directories itself, so that causes and readiness need no exports.', 'plain'),
    BLANK,
    ...keys.map(([key, what]) => line(span('  '), span(pad(key, 3), 'accent'), span(cutEnd(what, columns - 6)))),
    ...paragraph('It only reads: nothing is changed there, and nothing of what was read is sent anywhere.', 'plain'),
    ...paragraph('What would be asked for is shown first; nothing is opened before you confirm it.', 'quiet'),
  ];
}

function listLines({ columns }: State, { open, at }: ConnectionsState): readonly Line[] {
  return open.flatMap((about, index) => {
    const rows = connectionLines(about, columns, index === at);
    return [BLANK, ...rows.map((row) => ({ ...row, item: index }))];
  });
}

const LABEL = 10;

function connectionLines(about: ConnectionAbout, columns: number, isMarked: boolean): readonly Line[] {
  const { kind, source, organization, account, mayRead, limits } = about;
  const room = columns - 5 - LABEL - 2;
  const row = (label: string, text: string, tone: 'plain' | 'caution' = 'plain'): Line =>
    line(span('     '), span(label.padEnd(LABEL), 'quiet'), span(cutEnd(clean(text), room), tone));
  const width = widthOf(SERVICE_WORDS[kind]) + 2;
  return [
    line(
      span(isMarked ? ' ▸ ' : '   ', 'chosen'),
      span(pad(SERVICE_WORDS[kind], Math.max(width, LABEL + 9)), isMarked ? 'chosen' : 'strong'),
      span(cutEnd(clean(source), columns - 5 - Math.max(width, LABEL + 9)), isMarked ? 'chosen' : 'plain'),
    ),
    row('who', `${account}, of ${organization}`),
    row('since', sinceWords(about)),
    row('may read', mayRead.length === 0 ? 'the service does not say' : fitting(mayRead, room)),
    limits.length === 0
      ? row('not read', 'no limit is known')
      : row(
          'not read',
          fitting(
            limits.map(({ what }) => what.replace(/\.$/, '')),
            room,
          ),
          'caution',
        ),
  ];
}

/** As many texts as fit, and how many more there are: "a; b; 3 more". */
function fitting(texts: readonly string[], room: number): string {
  const whole = texts.map(clean).join('; ');
  if (widthOf(whole) <= room) return whole;
  let shown = '';
  let taken = 0;
  for (const text of texts) {
    const next = shown === '' ? clean(text) : `${shown}; ${clean(text)}`;
    if (widthOf(next) > room - 14) break;
    shown = next;
    taken++;
  }
  const rest = texts.length - taken;
  if (taken === 0) return rest === 1 ? (texts[0] ?? '') : `${cutEnd(clean(texts[0] ?? ''), room - 14)}; ${rest - 1} more`;
  return `${shown}; ${rest} more`;
}
