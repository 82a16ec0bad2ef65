import { type Line, line, type Span, span } from '../lines.js';
import type { ResultState, State } from '../model.js';
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
  const draw = (withCounts: boolean): readonly Span[] => {
    const spans: Span[] = [span('─', 'quiet')];
    for (const [name, title, number] of tabs) {
      const text = withCounts && number !== undefined ? `${title} (${number})` : title;
      spans.push(name === shown ? span(`[${text}]`, 'chosen') : span(` ${text} `), span('─', 'quiet'));
    }
    return spans;
  };
  const width = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + widthOf(text), 0);
  const spans = width(draw(true)) <= columns ? draw(true) : draw(false);
  return line(...spans, span('─'.repeat(Math.max(0, columns - width(spans))), 'quiet'));
}
