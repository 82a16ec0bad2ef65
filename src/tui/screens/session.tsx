import type { ReactElement } from 'react';
import { subjectName } from '../../fixes/plan.js';
import { Frame } from '../components/frame.js';
import { sessionTabs } from '../components/tabs.js';
import { listingRows } from '../layout.js';
import { BLANK, type Line, line, type Span, span } from '../lines.js';
import type { ResultState, State } from '../model.js';
import { clean, cutEnd, pad } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { inputsOf } from '../transitions/inputs.js';
import { allFindings } from '../transitions/session.js';
import { count, KIND_WORDS, SEVERITY_TONES, STATUS_TONES } from '../words.js';
import { sidesWords } from './result.js';
import { listed } from './table.js';

/** The session: the findings of all inputs, the inputs, and what happened. */
export function SessionScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const { view, spots } = state.listing;
  const { body, of } = view === 'all' ? allBody(state) : view === 'inputs' ? inputsBody(state) : historyBody(state);
  const position = of === 0 ? '' : `${spots[view].at + 1} of ${of}`;
  const tabs = sessionTabs(state, [allFindings(state).length, inputsOf(state).length, state.history.length]);
  return <Frame state={state} theme={theme} title="session" aside={sidesWords(state)} tabs={tabs} body={body} position={position} />;
}

interface Body {
  readonly body: readonly Line[];
  readonly of: number;
}

/** From this width on there is room for the ids of rules. */
const WIDE = 116;

function allBody(state: State): Body {
  const all = allFindings(state);
  const inputs = inputsOf(state);
  if (all.length === 0)
    return { body: empty(inputs.length === 0 ? 'Nothing was diagnosed yet.' : 'Nothing was found in any input.'), of: 0 };
  const inputWidth = inputs.length < 2 ? 0 : Math.min(24, Math.max(...inputs.map((input) => nameOf(input).length)) + 2);
  const idWidth = state.columns >= WIDE ? 40 : 0;
  const width = state.columns - 3 - 9 - 11 - inputWidth - idWidth - 1;
  const heads = line(
    span(`   ${pad('Severity', 9)}${pad('Status', 11)}${inputWidth === 0 ? '' : pad('Input', inputWidth)}What is wrong`, 'strong'),
  );
  const rows = listed(state.listing.spots.all, all, listingRows(state)).map(([{ input, finding }, isMarked, row]): Line => {
    const subject = subjectName(finding);
    const title = subject === '' ? finding.title : `${subject}: ${finding.title}`;
    return {
      ...line(
        span(isMarked ? ' ▸ ' : '   ', 'chosen'),
        span(pad(finding.severity, 9), SEVERITY_TONES[finding.severity]),
        span(pad(finding.status, 11), STATUS_TONES[finding.status]),
        ...(inputWidth === 0 ? [] : [span(pad(nameOf(input), inputWidth), 'quiet')]),
        span(idWidth === 0 ? cutEnd(clean(title), width) : pad(title, width), isMarked ? 'chosen' : 'plain'),
        ...(idWidth === 0 ? [] : [span(cutEnd(finding.ruleId, idWidth - 1), 'quiet')]),
      ),
      row,
    };
  });
  return { body: [BLANK, heads, ...rows], of: all.length };
}

function inputsBody(state: State): Body {
  const inputs = inputsOf(state);
  if (inputs.length === 0) return { body: empty('Nothing was diagnosed yet.'), of: 0 };
  const rows = listed(state.listing.spots.inputs, inputs, listingRows(state)).map(([input, isMarked, row]): Line => {
    const { diagnosis, given } = input;
    const [worst] = diagnosis.findings;
    const answers = given.length === 0 ? '' : `, ${count(given.length, 'answer')}`;
    const verdict: readonly Span[] =
      worst === undefined
        ? [span(pad('nothing found', 14), 'quiet')]
        : [span(pad(`${worst.severity}`, 14), SEVERITY_TONES[worst.severity])];
    const about = `${KIND_WORDS[diagnosis.kind]}, ${count(diagnosis.findings.length, 'finding')}${answers}`;
    const nameWidth = Math.max(16, Math.min(40, state.columns - 3 - 7 - 14 - 34));
    return {
      ...line(
        span(isMarked ? ' ▸ ' : '   ', 'chosen'),
        span(pad(timeOf(input.at), 7), 'quiet'),
        span(pad(nameOf(input), nameWidth), isMarked ? 'chosen' : 'plain'),
        ...verdict,
        span(cutEnd(about, state.columns - 3 - 7 - nameWidth - 14 - 1), 'quiet'),
      ),
      row,
    };
  });
  return {
    body: [BLANK, line(span('  One data of both sides serves all inputs; answers belong to their input.', 'quiet')), ...rows],
    of: inputs.length,
  };
}

function historyBody(state: State): Body {
  const { history } = state;
  if (history.length === 0) return { body: empty('Nothing happened yet.'), of: 0 };
  const rows = listed(state.listing.spots.history, history, listingRows(state)).map(
    ([{ at, text }, isMarked, row]): Line => ({
      ...line(
        span(isMarked ? ' ▸ ' : '   ', 'chosen'),
        span(pad(timeOf(at), 7), 'quiet'),
        span(cutEnd(clean(text), state.columns - 11), isMarked ? 'chosen' : 'plain'),
      ),
      row,
    }),
  );
  return { body: [BLANK, line(span('  Oldest first, in UTC.', 'quiet')), ...rows], of: history.length };
}

function empty(text: string): readonly Line[] {
  return [BLANK, line(span(`  ${text}`, 'strong'))];
}

/** "14:05", UTC. */
function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}

function nameOf({ name, id }: ResultState): string {
  return clean(name ?? `paste ${id}`);
}
