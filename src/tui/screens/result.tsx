import type { ReactElement } from 'react';
import { subjectName } from '../../fixes/plan.js';
import { number as groupDigits } from '../../render/digits.js';
import { Frame, rule } from '../components/frame.js';
import { tabsLine } from '../components/tabs.js';
import { listRows, pageRows } from '../layout.js';
import { type Line, line, span, withMark } from '../lines.js';
import type { ResultState, State } from '../model.js';
import { clean, cutEnd, pad } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { causeWords, count, inputName, KIND_WORDS, SEVERITY_TONES } from '../words.js';

/** The findings, and the page of the selected one. */
export function ResultScreen({
  state,
  theme,
  result,
}: {
  readonly state: State;
  readonly theme: Theme;
  readonly result: ResultState;
}): ReactElement {
  const { diagnosis, selected, page, top } = result;
  const rows = pageRows(state);
  const findings = diagnosis.findings.length;
  const list = listRows(state) === 0 ? [] : [...findingRows(state, result), rule(state.columns, `finding ${selected + 1} of ${findings}`)];
  const visible = page.lines
    .slice(top, top + rows)
    .map((row) => (row.item !== undefined && row.item === result.item ? withMark(row) : row));
  // What goes on below the window must not run into the rule.
  const lines = visible.map((row, index) => (index === visible.length - 1 ? { ...row, runsOn: false } : row));
  const last = Math.min(page.lines.length, top + rows);
  const position =
    page.lines.length <= rows
      ? 'all in view'
      : `rows ${top + 1}-${last} of ${page.lines.length}${last < page.lines.length ? '  ↓ more' : '  end'}`;
  return (
    <Frame
      state={state}
      theme={theme}
      title={`${inputName(result)}, ${KIND_WORDS[diagnosis.kind]}`}
      aside={sidesWords(state)}
      tabs={tabsLine(state, result)}
      body={[...list, ...lines]}
      position={position}
    />
  );
}

/** How much is loaded of each side, and whether settings are; the second and third are for windows with less room. */
export function sidesWords({ sources }: State): readonly string[] {
  const settings = sources.some(({ side }) => side === 'settings') ? ['settings'] : [];
  if (sources.every(({ side }) => side === 'settings'))
    return [[...settings, 'no directory data'].join(', '), [...settings, 'no data'].join(', ')];
  const sides = (['onprem', 'cloud'] as const).map((side) => {
    const loaded = sources.filter((source) => source.side === side);
    const objects = loaded.reduce((sum, source) => sum + source.objectCount, 0);
    return { name: side === 'onprem' ? 'on-premises' : 'cloud', isLoaded: loaded.length > 0, objects };
  });
  const words = (amount: (objects: number) => string): string =>
    [...settings, ...sides.map(({ name, isLoaded, objects }) => `${name} ${isLoaded ? amount(objects) : 'none'}`)].join(', ');
  const [only, other] = sides.filter(({ isLoaded }) => isLoaded);
  const short = only === undefined || other !== undefined ? 'both sides' : `${only.name} only`;
  return [words((objects) => count(objects, 'object')), words(groupDigits), short];
}

function findingRows(state: State, { diagnosis, selected }: ResultState): readonly Line[] {
  const rows = listRows(state);
  const from = Math.max(0, Math.min(selected - Math.floor(rows / 2), diagnosis.findings.length - rows));
  const idWidth = state.columns >= WIDE ? 42 : 0;
  const rules = diagnosis.findings.map((finding) => finding.ruleId);
  return diagnosis.findings.slice(from, from + rows).map((finding, index) => {
    const isSelected = from + index === selected;
    const width = state.columns - 3 - 9 - 12 - idWidth - 1;
    const [cause, tone] = causeWords(finding);
    // One rule can concern several recipients of a report: then their names tell the findings apart.
    const subject = rules.indexOf(finding.ruleId) === rules.lastIndexOf(finding.ruleId) ? '' : subjectName(finding);
    const title = subject === '' ? finding.title : `${subject}: ${finding.title}`;
    const shown = line(
      span(isSelected ? ' ▸ ' : '   ', 'chosen'),
      span(pad(finding.severity, 9), SEVERITY_TONES[finding.severity]),
      span(pad(cause, 12), tone),
      span(idWidth === 0 ? cutEnd(clean(title), width) : pad(title, width), isSelected ? 'chosen' : 'plain'),
      ...(idWidth === 0 ? [] : [span('  '), span(cutEnd(finding.ruleId, idWidth - 2), 'quiet')]),
    );
    return { ...shown, row: from + index };
  });
}

/** From this width on the list has room for ids. */
const WIDE = 132;
