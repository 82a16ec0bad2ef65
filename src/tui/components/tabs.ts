import { number as groupDigits } from '../../render/digits.js';
import { type Line, line, type Span, span } from '../lines.js';
import type { ReadinessState, ResultState, State, TableView } from '../model.js';
import { widthOf } from '../sanitize.js';

/** The pages of a result with headers, in the place of the upper rule; the shown one stands in brackets. Undefined: there is one page only. */
export function tabsLine({ columns }: State, { diagnosis, view, mail }: ResultState): Line | undefined {
  const { message, findings } = diagnosis;
  if (mail === undefined || message === undefined) return undefined;
  const shown = view === 'field' ? (mail.opened?.from ?? 'fields') : view;
  const tabs = [
    ['findings', '1 Findings', findings.length],
    ['message', '2 Message', undefined],
    ['path', '3 Path', message.hops.length],
    ['fields', '4 Fields', undefined],
    ['raw', '5 Raw', undefined],
  ] as const;
  return drawTabs(columns, tabs, shown);
}

/** The pages of a readiness result. */
export function tableTabs({ columns }: State, { table, listed }: ReadinessState, shown: TableView): Line {
  return drawTabs(
    columns,
    [
      ['people', '1 People', listed.length],
      ['causes', '2 Causes', table.causes.length],
      ['organization', columns < 80 ? '3 Org' : '3 Organization', table.organization.length],
      ['open', '4 Not decided', undefined],
      ['units', '5 Units', undefined],
    ],
    shown,
  );
}

/** The lists of the session; the numbers are of their rows. */
export function sessionTabs({ columns, listing }: State, [all, inputs, history]: readonly [number, number, number]): Line {
  return drawTabs(
    columns,
    [
      ['all', '1 All findings', all],
      ['inputs', '2 Inputs', inputs],
      ['history', '3 History', history],
    ],
    listing.view,
  );
}

/** The title begins with the key that shows the page. */
export type Tab = readonly [name: string, title: string, number: number | undefined];

/** Titles in a row, the shown one in brackets; a click on one shows its page. */
export function drawTabs(columns: number, tabs: readonly Tab[], shown: string): Line {
  const draw = (withCounts: boolean): readonly Span[] => {
    const spans: Span[] = [span('─', 'quiet')];
    for (const [name, title, number] of tabs) {
      const text = withCounts && number !== undefined ? `${title} (${groupDigits(number)})` : title;
      const tab = name === shown ? span(`[${text}]`, 'chosen') : span(` ${text} `);
      spans.push({ ...tab, key: title.slice(0, 1) }, span('─', 'quiet'));
    }
    return spans;
  };
  const width = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + widthOf(text), 0);
  const spans = width(draw(true)) <= columns ? draw(true) : draw(false);
  return line(...spans, span('─'.repeat(Math.max(0, columns - width(spans))), 'quiet'));
}
