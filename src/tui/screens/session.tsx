import type { ReactElement } from 'react';
import type { Finding } from '../../findings/finding.js';
import { subjectName } from '../../fixes/plan.js';
import { undecidedWords } from '../../render/finding-words.js';
import { Frame } from '../components/frame.js';
import { sessionTabs } from '../components/tabs.js';
import { aboutRows, bodyRows, sessionRows } from '../layout.js';
import { BLANK, type Line, line, span, type Tone, wrapText } from '../lines.js';
import { holdsMany } from '../long-text.js';
import type { ResultState, State } from '../model.js';
import { clean, cutEnd, pad } from '../sanitize.js';
import type { Theme } from '../theme.js';
import { inputsOf, oldCount } from '../transitions/inputs.js';
import { allFindings, type ListedFinding } from '../transitions/session.js';
import { causeWords, count, KIND_WORDS, listedName, SEVERITY_TONES } from '../words.js';
import { sidesWords } from './result.js';
import { listed } from './table.js';

/** The session: the findings of all inputs, the inputs, and what happened. */
export function SessionScreen({ state, theme }: { readonly state: State; readonly theme: Theme }): ReactElement {
  const { view, spots } = state.listing;
  const { body, of } = view === 'all' ? allBody(state) : view === 'inputs' ? inputsBody(state) : historyBody(state);
  const place = of === 0 ? '' : `${spots[view].at + 1} of ${of}`;
  const old = holdsMany(state.sources) ? oldCount(state) : 0;
  const position = old === 0 ? place : `${count(old, 'input')} not diagnosed anew yet  ${place}`;
  const tabs = sessionTabs(state, [allFindings(state).length, inputsOf(state).length, state.history.length]);
  return <Frame state={state} theme={theme} title="session" aside={sidesWords(state)} tabs={tabs} body={body} position={position} />;
}

interface Body {
  readonly body: readonly Line[];
  readonly of: number;
}

/** From this width on there is room for the names of inputs; for the ids of rules, where titles keep as much. */
const NARROW = 80;
const LEAST_TITLE = 64;
const ID_WIDTH = 42;

function allBody(state: State): Body {
  const all = allFindings(state);
  const inputs = inputsOf(state);
  if (all.length === 0)
    return { body: empty(inputs.length === 0 ? 'Nothing was diagnosed yet.' : 'Nothing was found in any input.'), of: 0 };
  const longest = Math.max(...inputs.map((input) => listedName(input, inputs).length));
  const inputWidth = inputs.length < 2 || state.columns < NARROW ? 0 : Math.min(Math.floor(state.columns / 4), longest) + 2;
  const room = state.columns - 3 - 9 - 12 - inputWidth - 1;
  const idWidth = room - ID_WIDTH >= LEAST_TITLE ? ID_WIDTH : 0;
  const width = room - idWidth;
  const names = `   ${pad('Severity', 9)}${pad('Cause', 12)}${inputWidth === 0 ? '' : pad('Input', inputWidth)}What is wrong`;
  const heads: Line = { ...line(span(names, 'strong')), spoken: '' };
  const { spots } = state.listing;
  const rows = listed(spots.all, all, sessionRows(state)).map(([{ input, finding }, isMarked, row]): Line => {
    const [cause, tone] = causeWords(finding);
    const title = listedTitle(finding);
    const name = listedName(input, inputs);
    return {
      ...line(
        span(isMarked ? ' ▸ ' : '   ', 'chosen'),
        span(pad(finding.severity, 9), SEVERITY_TONES[finding.severity]),
        span(pad(cause, 12), tone),
        ...(inputWidth === 0 ? [] : [span(pad(cutEnd(name, inputWidth - 2), inputWidth), 'quiet')]),
        span(idWidth === 0 ? cutEnd(title, width) : pad(title, width), isMarked ? 'chosen' : 'plain'),
        ...(idWidth === 0 ? [] : [span('  '), span(cutEnd(finding.ruleId, idWidth - 2), 'quiet')]),
      ),
      row,
      spoken: `${finding.severity}, cause ${cause}: ${title}${inputs.length < 2 ? '' : `. In ${name}`}`,
    };
  });
  const marked = all[spots.all.at];
  return { body: withAbout(state, [BLANK, heads, ...rows], marked && aboutFinding(marked, inputs)), of: all.length };
}

/** "kim@contoso.com: The directory that was asked holds no recipient with this mailbox GUID". */
function titleOf(finding: Finding): string {
  const subject = subjectName(finding);
  return clean(subject === '' ? finding.title : `${subject}: ${finding.title}`);
}

const GUID_TEXT = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The same for a row of the list, where a GUID would leave no room for what is wrong. */
function listedTitle(finding: Finding): string {
  const subject = listedSubject(finding);
  return subject === '' ? titleOf(finding) : `${subject}: ${clean(finding.title)}`;
}

function listedSubject(finding: Finding): string {
  const subject = clean(subjectName(finding));
  return GUID_TEXT.test(subject) ? `${subject.slice(0, 8)}…` : subject;
}

function aboutFinding({ input, finding }: ListedFinding, inputs: readonly ResultState[]): readonly Said[] {
  const confirmed = finding.causes.find(({ status }) => status === 'confirmed');
  const open = finding.causes.filter(({ status }) => status === 'possible');
  const [first] = open;
  const cause: Said | undefined =
    confirmed !== undefined
      ? [`Cause confirmed: ${confirmed.title}`, 'good']
      : first === undefined
        ? undefined
        : open.length === 1
          ? [`Cause possible: ${first.title}`, 'caution']
          : [`Cause ${undecidedWords(open.length)}. Enter opens it.`, 'caution'];
  const of: Said[] = inputs.length < 2 ? [] : [[listedName(input, inputs), 'quiet']];
  return [[titleOf(finding), 'strong'], ...(cause === undefined ? [] : [cause]), ...of];
}

function inputsBody(state: State): Body {
  const inputs = inputsOf(state);
  if (inputs.length === 0) return { body: empty('Nothing was diagnosed yet.'), of: 0 };
  const longest = Math.max(...inputs.map((input) => listedName(input, inputs).length));
  const nameWidth = Math.min(longest, Math.max(12, Math.min(60, state.columns - 3 - 7 - 15 - 34)));
  const { spots } = state.listing;
  const rows = listed(spots.inputs, inputs, sessionRows(state)).map(([input, isMarked, row]): Line => {
    const name = listedName(input, inputs);
    const [worst] = input.diagnosis.findings;
    const verdict = worst?.severity ?? 'nothing found';
    const tone = worst === undefined ? 'quiet' : SEVERITY_TONES[worst.severity];
    return {
      ...line(
        span(isMarked ? ' ▸ ' : '   ', 'chosen'),
        span(pad(timeOf(input.at), 7), 'quiet'),
        span(pad(cutEnd(name, nameWidth), nameWidth + 2), isMarked ? 'chosen' : 'plain'),
        span(pad(verdict, 14), tone),
        span(cutEnd(listedInput(input), state.columns - 3 - 7 - nameWidth - 2 - 14 - 1), 'quiet'),
      ),
      row,
      spoken: `${name}: ${aboutInput(input)}${worst === undefined ? '' : `, worst: ${verdict}`}, at ${timeOf(input.at)}`,
    };
  });
  const marked = inputs[spots.inputs.at];
  const about: readonly Said[] =
    marked === undefined
      ? []
      : [
          [clean(marked.name ?? firstLine(marked.text)), 'strong'],
          [`${aboutInput(marked)}. The loaded data serves all inputs; answers belong to their own.`, 'quiet'],
        ];
  return { body: withAbout(state, [BLANK, line(span('  Oldest first, in UTC.', 'quiet')), ...rows], about), of: inputs.length };
}

/** "migration error, 1 finding, 2 answers". */
function aboutInput({ diagnosis, given }: ResultState): string {
  const answers = given.length === 0 ? '' : `, ${count(given.length, 'answer')}`;
  return `${KIND_WORDS[diagnosis.kind]}, ${count(diagnosis.findings.length, 'finding')}${answers}`;
}

/** The same for a row of the list: first whom it is about, which tells one pasted text from another. */
function listedInput(input: ResultState): string {
  const [worst] = input.diagnosis.findings;
  const subject = worst === undefined ? '' : listedSubject(worst);
  return subject === '' ? aboutInput(input) : `${subject}, ${aboutInput(input)}`;
}

/** Of a pasted text, what tells it from another. */
function firstLine(text: string): string {
  return text.slice(0, 1000).trimStart().split('\n')[0] ?? '';
}

function historyBody(state: State): Body {
  const { history } = state;
  if (history.length === 0) return { body: empty('Nothing happened yet.'), of: 0 };
  const { spots } = state.listing;
  const rows = listed(spots.history, history, sessionRows(state)).map(
    ([{ at, text }, isMarked, row]): Line => ({
      ...line(
        span(isMarked ? ' ▸ ' : '   ', 'chosen'),
        span(pad(timeOf(at), 7), 'quiet'),
        span(cutEnd(clean(text), state.columns - 11), isMarked ? 'chosen' : 'plain'),
      ),
      row,
      spoken: `${timeOf(at)}: ${clean(text)}`,
    }),
  );
  const marked = history[spots.history.at];
  const about: readonly Said[] = marked === undefined ? [] : [[clean(marked.text), 'plain']];
  return { body: withAbout(state, [BLANK, line(span('  Oldest first, in UTC.', 'quiet')), ...rows], about), of: history.length };
}

type Said = readonly [text: string, tone: Tone];

/** The list, and at the lower edge the marked row in full: lists have no room for whole sentences. */
function withAbout(state: State, list: readonly Line[], about: readonly Said[] | undefined): readonly Line[] {
  const room = aboutRows(state);
  if (room === 0 || about === undefined || about.length === 0) return list;
  const width = Math.min(state.columns - 4, 110);
  let left = room - 1;
  const rows = about.flatMap(([text, tone], index) => {
    // Rows below are kept for what stands there.
    const most = Math.max(1, Math.min(2, left - (about.length - 1 - index)));
    const wrapped = wrapText(text, width);
    const shown = wrapped.length <= most ? wrapped : [...wrapped.slice(0, most - 1), cutEnd(wrapped.slice(most - 1).join(' '), width)];
    left -= shown.length;
    return shown.map((row): Line => ({ ...line(span('  '), span(row, tone)), spoken: '' }));
  });
  const filler = Math.max(0, bodyRows(state) - list.length - rows.length);
  return [...list, ...Array.from({ length: filler }, () => BLANK), ...rows];
}

function empty(text: string): readonly Line[] {
  return [BLANK, line(span(`  ${text}`, 'strong'))];
}

/** "14:05", UTC. */
function timeOf(at: number): string {
  return new Date(at).toISOString().slice(11, 16);
}
