import { factDefinition } from '../../facts/catalog.js';
import type { Finding } from '../../findings/finding.js';
import type { Question } from '../../findings/questions.js';
import { subjectName } from '../../fixes/plan.js';
import { questionCommands } from '../../render/report.js';
import { sentence } from '../compare.js';
import { type Span, span } from '../lines.js';
import type { AnswerPaste, AnswerState, Lines, ResultState, State } from '../model.js';
import { causesAskedFor, openCauses, shownFinding } from '../question.js';
import { clean, cutEnd, pad } from '../sanitize.js';
import { count } from '../words.js';
import { createPage, type PageBuilder } from './builder.js';
import { otherPerson } from './question-person.js';

/** How much is told: numbers of rows that each part may take. */
interface Detail {
  readonly changes: number;
  readonly values: number;
  readonly notes: number;
  readonly causes: number;
  readonly blanks: boolean;
}

/** From much to little: the first that fits into the window is shown. The question and its commands are in all of them. */
const DETAILS: readonly Detail[] = [
  { changes: 6, values: 12, notes: 4, causes: 20, blanks: true },
  { changes: 6, values: 8, notes: 4, causes: 8, blanks: true },
  { changes: 4, values: 6, notes: 2, causes: 5, blanks: true },
  { changes: 3, values: 4, notes: 2, causes: 4, blanks: true },
  { changes: 2, values: 3, notes: 2, causes: 3, blanks: true },
  { changes: 2, values: 3, notes: 2, causes: 3, blanks: false },
  { changes: 2, values: 2, notes: 1, causes: 3, blanks: false },
  { changes: 2, values: 2, notes: 1, causes: 2, blanks: false },
  { changes: 1, values: 2, notes: 1, causes: 1, blanks: false },
  { changes: 1, values: 1, notes: 1, causes: 1, blanks: false },
  { changes: 1, values: 0, notes: 1, causes: 1, blanks: false },
  { changes: 1, values: 0, notes: 1, causes: 0, blanks: false },
  { changes: 0, values: 0, notes: 1, causes: 0, blanks: false },
];

/** What stands above the box of the answer, for so many rows: where we are, what changed, the question, why it is asked, its commands. */
export function questionLines(state: State, result: ResultState, answer: AnswerState, rows: number): Lines {
  let lines: Lines = [];
  for (const detail of DETAILS) {
    lines = pageFor(state, result, answer, detail);
    if (lines.length <= rows) return lines;
  }
  return lines;
}

function pageFor({ columns, connections }: State, result: ResultState, answer: AnswerState, detail: Detail): Lines {
  const page = createPage(columns);
  const finding = shownFinding(result);
  page.row(...headSpans(answer, finding, columns));
  if (finding !== undefined) writeRead(page, answer, finding, detail);
  writeChanges(page, answer.changes ?? [], detail);
  if (detail.causes > 0) page.blank();
  if (answer.isAllSkipped) writeAside(page, connections !== undefined);
  else writeQuestion(page, answer.question, finding, detail);
  return page.done().lines;
}

function gap(page: PageBuilder, { blanks }: Detail): void {
  if (blanks) page.blank();
}

/** "Question 2 · 3 causes still possible   about kim@contoso.com". */
function headSpans(answer: AnswerState, finding: Finding | undefined, columns: number): readonly Span[] {
  const open = finding === undefined ? 0 : openCauses(finding).length;
  const causes = open === 0 ? '' : ` · ${count(open, 'cause')} still possible`;
  const head = answer.isAllSkipped ? `Every question was put aside${causes}` : `Question ${answer.number}${causes}`;
  const subject = finding === undefined ? '' : subjectName(finding);
  const room = columns - head.length - 14;
  return [
    span(`  ${head}`, 'heading'),
    ...(subject === '' || room < 12 ? [] : [span(`   about ${cutEnd(clean(subject), room)}`, 'quiet')]),
  ];
}

function writeQuestion(page: PageBuilder, question: Question, finding: Finding | undefined, detail: Detail): void {
  page.text(question.text, { tone: 'strong' });
  writeWhy(page, question, finding, detail);
  gap(page, detail);
  page.commands(questionCommands(question), 2);
}

/** What the answer tells apart: causes by their titles, a row each. */
function writeWhy(page: PageBuilder, question: Question, finding: Finding | undefined, detail: Detail): void {
  if (detail.causes === 0) return;
  const titles = finding === undefined ? [] : causesAskedFor(question, finding).map(({ title, id }) => (title === '' ? id : title));
  const [only] = titles;
  if (only === undefined) {
    const why = question.why.startsWith('Decides: ') ? question.why.slice('Decides: '.length) : 'The commands of the fix need it.';
    page.text(sentence(why), { tone: 'quiet', lead: [span('Why: ', 'quiet')] });
    return;
  }
  if (titles.length === 1) {
    page.text(`It is about one cause: ${sentence(only)}`, { tone: 'quiet' });
    return;
  }
  const isCut = titles.length > detail.causes;
  const shown = isCut ? titles.slice(0, detail.causes - 1) : titles;
  page.text(`It tells apart ${count(titles.length, 'cause')}${shown.length === 0 ? '.' : ':'}`, { tone: 'quiet' });
  for (const title of shown) {
    if (detail.causes > MOST_CUT) page.text(title, { tone: 'quiet', lead: [span('- ', 'quiet')] });
    else page.saidRow(title, span('  - ', 'quiet'), span(cutEnd(clean(title), page.columns - 6), 'quiet'));
  }
  if (isCut && shown.length > 0) page.text(`and ${titles.length - shown.length} more`, { indent: 4, tone: 'quiet' });
}

/** Where there is little room, a sentence takes one row. */
const MOST_CUT = 5;

function writeChanges(page: PageBuilder, changes: readonly string[], detail: Detail): void {
  for (const change of changes.slice(0, detail.changes)) {
    if (detail.changes > 3) page.text(change, { lead: [span('+ ', 'good')] });
    else page.saidRow(change, span('  + ', 'good'), span(cutEnd(clean(change), page.columns - 6)));
  }
}

/** What was understood of the last paste: its values, what was cut, and what of the question it leaves open. */
function writeRead(page: PageBuilder, { paste, question }: AnswerState, finding: Finding, detail: Detail): void {
  const reading = paste?.reading;
  if (paste === undefined || reading?.kind !== 'outputs') return;
  gap(page, detail);
  const from = [
    ...reading.tables.map(({ source, side }) => `${source} (${side === 'cloud' ? 'cloud' : 'on-premises'})`),
    ...reading.settings.map(({ source }) => source),
  ];
  page.text(`Read from ${from.length === 0 ? 'what was pasted' : from.join('; ')}${amountWords(reading.seen.length, detail.values)}`, {
    tone: 'good',
  });
  const isSeveral = new Set(reading.seen.map(({ of }) => of)).size > 1;
  const width = Math.min(30, Math.max(12, ...reading.seen.slice(0, detail.values).map(({ name }) => clean(name).length)));
  for (const { of, name, value } of reading.seen.slice(0, detail.values)) {
    const whose = isSeveral && of !== '' ? `  (${of})` : '';
    page.saidRow(
      `${name} = ${value}${whose}`,
      span('    '),
      span(`${pad(name, width)} = `, 'quiet'),
      span(cutEnd(clean(`${value}${whose}`), page.columns - width - 9)),
    );
  }
  const other = otherPerson(reading.tables, finding);
  if (other !== undefined) page.text(other, { tone: 'caution' });
  for (const note of reading.notes.slice(0, detail.notes)) page.text(note, { tone: 'caution' });
  const open = stillOpen(paste, question);
  if (open !== undefined && detail.notes > 0) page.text(open, { tone: 'caution' });
}

/** How many of the values stand below. */
function amountWords(all: number, shown: number): string {
  if (all === 0) return '.';
  if (shown === 0) return `, ${count(all, 'value')}.`;
  return all > shown ? `, ${shown} of ${all} values:` : ':';
}

const MOST_OPEN = 2;

/** What of the question is not known after the paste; undefined where it is another one that is asked now. */
function stillOpen({ to }: AnswerPaste, { asked, facts }: Question): string | undefined {
  if (to !== asked.name) return undefined;
  const titles = facts
    .filter((fact) => !fact.startsWith('guid.'))
    .toSorted((a, b) => Number(b === asked.name) - Number(a === asked.name))
    .map((fact) => factDefinition(fact)?.title)
    .filter((title) => title !== undefined);
  if (titles.length === 0) return 'It does not answer the question.';
  const rest = facts.length - Math.min(MOST_OPEN, titles.length);
  return `It leaves open: ${titles.slice(0, MOST_OPEN).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}.`;
}

function writeAside(page: PageBuilder, hasConnections: boolean): void {
  page.text('No answer so far decides it. What can be done:', { tone: 'strong' });
  page.text('asks the questions again that were put aside.', { lead: [span('a        ', 'accent')] });
  page.text('loads an export of a directory: it answers many questions at once.', { lead: [span('Ctrl+O   ', 'accent')] });
  if (hasConnections) page.text('reads what is needed from a live directory.', { lead: [span('Ctrl+L   ', 'accent')] });
  page.text('The output of any command of the finding can be pasted here, too.', { tone: 'quiet' });
}
