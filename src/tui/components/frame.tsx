import { type ReactElement, useContext, useLayoutEffect } from 'react';
import { bodyRows } from '../layout.js';
import { BLANK, type Line, line, type Span, span } from '../lines.js';
import type { State } from '../model.js';
import { clean, cutEnd, widthOf } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { footerKeys, keysLine, noticeLine, noticeText } from './footer.js';
import { type SpokenParts, SurfaceContext } from './surface.js';

export interface FrameProps {
  readonly state: State;
  readonly theme: Theme;
  /** What the screen shows, after the program's name. */
  readonly title: string;
  /** At the right of the title; of several, from long to short, the first that fits whole. */
  readonly aside?: string | readonly string[];
  /** In the place of the upper rule: the pages to choose from. */
  readonly tabs?: Line | undefined;
  readonly body: readonly Line[];
  /** In the lower rule: where the view stands in the whole. */
  readonly position?: string;
}

/** Fills the window: title, rule, body, rule with the position, the last notice, the keys. */
export function Frame({ state, theme, title, aside = '', tabs, body, position = '' }: FrameProps): ReactElement {
  const asides = typeof aside === 'string' ? [aside] : aside;
  const rows = bodyRows(state);
  const visible = body.slice(0, rows);
  const filled = [...visible, ...Array.from({ length: Math.max(0, rows - body.length) }, () => BLANK)];
  const lines = [
    titleLine(state.columns, title, asides),
    tabs ?? rule(state.columns),
    ...filled,
    rule(state.columns, position),
    noticeLine(state),
    keysLine(state),
  ];
  const spoken: SpokenParts = {
    title: clean(title),
    aside: clean(asides[0] ?? ''),
    page: shownPage(tabs),
    body: state.linear ? body : visible,
    position,
    notice: noticeText(state),
    keys: footerKeys(state),
  };
  return <Shown state={state} theme={theme} lines={lines} spoken={spoken} />;
}

/** "2 Causes (13)": the page that stands in brackets. */
function shownPage(tabs: Line | undefined): string {
  const chosen = tabs?.spans.find(({ tone }) => tone === 'chosen')?.text ?? '';
  return chosen.replace(/^\[|\]$/g, '');
}

export interface ShownProps {
  readonly state: State;
  readonly theme: Theme;
  readonly lines: readonly Line[];
  readonly spoken: SpokenParts;
}

/** Hands rows that fill the window to what paints or speaks them. Ink draws nothing itself: it would lay out and write the whole window for each key. */
export function Shown({ state: { columns, rows }, theme, lines, spoken }: ShownProps): null {
  const surface = useContext(SurfaceContext);
  useLayoutEffect(() => surface.show({ lines, theme, columns, rows, spoken }));
  return null;
}

/** What stands beside the title gives way to it: half of a sentence says nothing. */
function titleLine(columns: number, title: string, asides: readonly string[]): Line {
  const name = ' crossprem';
  const room = columns - name.length - 3 - 1;
  const left = cutEnd(clean(title), room);
  const free = room - widthOf(left) - 2;
  const right = asides.map(clean).find((aside) => widthOf(aside) <= free) ?? '';
  return line(
    span(name, 'heading'),
    span(`   ${left}`, 'plain'),
    span(' '.repeat(Math.max(1, room - widthOf(left) - widthOf(right)))),
    span(right, 'quiet'),
  );
}

export function rule(columns: number, text = ''): Line {
  if (text === '') return line(span('─'.repeat(columns), 'quiet'));
  const shown = ` ${clean(text)} `;
  const spans: Span[] = [span('─'.repeat(Math.max(0, columns - widthOf(shown) - 2)), 'quiet'), span(shown, 'quiet'), span('──', 'quiet')];
  return line(...spans);
}
