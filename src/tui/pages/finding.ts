import type { Evidence } from '../../evidence/evidence.js';
import { type Finding, repairerOf } from '../../findings/finding.js';
import type { Diagnosis } from '../../fixes/diagnosis.js';
import { subjectName } from '../../fixes/plan.js';
import { findingWords, undecidedWords } from '../../render/finding-words.js';
import { questionCommands } from '../../render/report.js';
import { routeText } from '../../render/route.js';
import { REPAIRERS } from '../../render/text.js';
import { proseWidth, type Span, span } from '../lines.js';
import type { Page } from '../model.js';
import { causesAskedFor, questionsOf } from '../question.js';
import { count, inputName, SEVERITY_TONES, STATUS_MARKS, STATUS_TONES } from '../words.js';
import { createPage, type PageBuilder } from './builder.js';
import { writeCauses } from './causes.js';
import { writeEvidence } from './evidence.js';
import { stepsOf, writeFix } from './fix.js';
import { byLine, quoteInput } from './quote.js';
import { writeSides } from './sides.js';

export interface PageOptions {
  readonly columns: number;
  readonly colour: boolean;
  readonly showsRuledOut: boolean;
  readonly changes: readonly string[];
}

/** All about one finding, from top to bottom: what is wrong, evidence, cause, what decides the rest, fix, undo, sources. */
export function findingPage(diagnosis: Diagnosis, finding: Finding, options: PageOptions): Page {
  const page = createPage(options.columns);
  const questions = questionsOf(finding, diagnosis.questions);
  writeChanges(page, options.changes);
  writeHead(page, diagnosis, finding);
  writeQuotes(page, diagnosis, finding, options.colour);
  writeCauses(page, finding, { questions, showsRuledOut: options.showsRuledOut });
  writeRoute(page, diagnosis, finding);
  writeQuestions(page, diagnosis, finding);
  writeFix(page, diagnosis, finding);
  writeNotes(page, diagnosis);
  if (finding.sources.length > 0) {
    page.section('Sources');
    for (const source of finding.sources) page.link(source, 4);
  }
  return page.done();
}

export function writeChanges(page: PageBuilder, changes: readonly string[]): void {
  if (changes.length === 0) return;
  page.section('What changed');
  for (const change of changes) page.text(change, { indent: 4, lead: [span('+ ', 'good')] });
  page.blank();
}

const LABEL = 7;

/** What is wrong, whether it is proven, whom it is about, which cause, and who has to act: all that fits into the first rows. */
function writeHead(page: PageBuilder, diagnosis: Diagnosis, finding: Finding): void {
  page.text(`${finding.title}.`.replace(/([.!?])\.$/, '$1'), { tone: 'strong' });
  const doubt = finding.status === 'possible' ? ': the text fits, and something that would prove it is not known' : '';
  page.spans(
    [
      span(finding.severity, SEVERITY_TONES[finding.severity]),
      span('  '),
      span(`${findingWords(finding)}${doubt}`, STATUS_TONES[finding.status]),
      span('  '),
      span(finding.ruleId, 'quiet'),
    ],
    { indent: 2 },
  );
  const subject = subjectName(finding);
  if (subject !== '') page.text(subject, { lead: [label('About')] });
  const cause = causeSpans(diagnosis, finding);
  if (cause.length > 0) page.spans(cause, { indent: 2, lead: [label('Cause')] });
  const who = whoActs(diagnosis, finding);
  if (who !== '') page.text(who, { lead: [label('Who')], tone: 'accent' });
  if (finding.explainedBy.length > 0)
    page.text(`Explained by ${finding.explainedBy.join(', ')}: repair that first.`, { lead: [label('First')], tone: 'caution' });
}

function label(word: string): Span {
  return span(word.padEnd(LABEL), 'quiet');
}

function causeSpans(diagnosis: Diagnosis, { causes, ...finding }: Finding): readonly Span[] {
  const confirmed = causes.find(({ status }) => status === 'confirmed');
  if (confirmed !== undefined)
    return [span(`${STATUS_MARKS.confirmed} confirmed: `, STATUS_TONES.confirmed), span(confirmed.title, 'strong')];
  const open = causes.filter(({ status }) => status === 'possible');
  const [only] = open;
  if (only !== undefined && open.length === 1)
    return [span(`${STATUS_MARKS.possible} possible: `, STATUS_TONES.possible), span(only.title)];
  if (open.length > 1) {
    const invites = questionsOf({ causes, ...finding }, diagnosis.questions).length > 0 ? '; a asks further' : '';
    return [span(`${STATUS_MARKS.possible} ${undecidedWords(open.length)}`, STATUS_TONES.possible), span(invites)];
  }
  return causes.length === 0 ? [] : [span(`${STATUS_MARKS['ruled-out']} all that crossprem knows of are ruled out`, 'caution')];
}

function whoActs(diagnosis: Diagnosis, finding: Finding): string {
  const steps = stepsOf(diagnosis, finding).length;
  const repairer = repairerOf(finding) ?? (steps > 0 ? 'you' : undefined);
  if (repairer === undefined) return '';
  return `${REPAIRERS[repairer]}${steps === 0 ? '' : `: ${count(steps, 'step')} below`}`;
}

/** The way of the message over both sides, for a finding that is about routing. */
function writeRoute(page: PageBuilder, { route }: Diagnosis, { showsRoute }: Finding): void {
  if (route === undefined || !showsRoute) return;
  const [title = '', ...rows] = routeText(route).split('\n');
  page.section('Route');
  page.text(title, { indent: 4 });
  for (const row of rows) {
    const text = row.trimStart();
    if (text !== '') page.text(text, { indent: 4 + row.length - text.length, tone: text.startsWith('|') ? 'quiet' : 'plain' });
  }
}

const MOST_QUOTES = 3;
const WIDEST_QUOTE = 130;

function writeQuotes(page: PageBuilder, { input }: Diagnosis, finding: Finding, colour: boolean): void {
  const inText = finding.evidence.filter(({ source, path }) => source === 'input' && path === undefined);
  const quoted = inText.filter(
    (one, index) => !inText.some((other, at) => at !== index && holdsQuote(other, one) && (at < index || !holdsQuote(one, other))),
  );
  const groups = byLine(quoted);
  // A confirmed cause shows both sides itself.
  const isDecided = finding.causes.some(({ status }) => status === 'confirmed');
  const sides = isDecided ? [] : finding.evidence.filter(({ source }) => source === 'onprem' || source === 'cloud');
  const others = finding.evidence.filter(({ source, path }) => source === 'settings' || (source === 'input' && path !== undefined));
  if (groups.length + sides.length + others.length === 0) return;
  const places = groups.map((group) => `${inputName(input)}:${group[0]?.line ?? 1}`);
  page.section('Evidence', places.length === 1 ? places[0] : undefined);
  for (const [index, group] of groups.slice(0, MOST_QUOTES).entries()) {
    if (places.length > 1) page.text(places[index] ?? '', { indent: 4, tone: 'quiet' });
    const width = proseWidth(page.columns - 2, WIDEST_QUOTE);
    for (const { spans, spoken = '' } of quoteInput(input.text, group, { width, colour, indent: 4 })) page.saidRow(spoken, ...spans);
  }
  if (groups.length > MOST_QUOTES) page.text(`and ${count(groups.length - MOST_QUOTES, 'more line')}`, { indent: 4, tone: 'quiet' });
  if (others.length > 0) writeEvidence(page, others, 4);
  if (sides.length > 0) writeSides(page, finding, sides, 4);
}

const MOST_LINES = 4;

/** True where the words of one quotation stand in another that begins at most some lines above: they are read there. */
function holdsQuote(outer: Evidence, { source, path, text, line = 1 }: Evidence): boolean {
  const above = line - (outer.line ?? 1);
  return outer.source === source && outer.path === path && above >= 0 && above < MOST_LINES && outer.text.includes(text);
}

/** The question that tells most apart in full, the others in a row each. */
function writeQuestions(page: PageBuilder, diagnosis: Diagnosis, finding: Finding): void {
  const questions = questionsOf(finding, diagnosis.questions);
  if (questions.length === 0) return;
  page.section('What decides the rest', "a: paste what the command prints, or answer yes / no / don't know");
  questions.forEach((question, index) => {
    const commands = questionCommands(question);
    const copyText = commands
      .filter((command) => !command.isManual)
      .map((command) => command.text)
      .join('\n');
    page.question(question, copyText === '' ? question.text : copyText, [span(`${index + 1}. `.padStart(4), 'accent')], 4, {
      tone: index === 0 ? 'strong' : 'plain',
    });
    if (index > 0) return;
    const asked = causesAskedFor(question, finding);
    const [only] = asked;
    const title = only === undefined || asked.length > 1 ? '' : only.title;
    if (title !== '') page.text(`It decides: ${title}.`, { indent: 8, tone: 'quiet' });
    else if (asked.length > 1) page.text(`It tells apart ${count(asked.length, 'cause')}.`, { indent: 8, tone: 'quiet' });
    page.commands(commands, 6);
    if (questions.length > 1) page.text('The others, each with its commands when a asks it:', { indent: 4, tone: 'quiet' });
  });
}

export function writeNotes(page: PageBuilder, { notes }: Diagnosis): void {
  if (notes.length === 0) return;
  page.section('Notes');
  for (const note of notes) page.text(note, { indent: 4, lead: [span('- ', 'quiet')] });
}
