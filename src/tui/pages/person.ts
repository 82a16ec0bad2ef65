import { outcomeLine } from '../../render/match.js';
import { PROOF_WORDS } from '../../render/proof.js';
import type { PageAttribute } from '../../render/readiness/page-data.js';
import { isSpoken, span, type Tone } from '../lines.js';
import type { Page, PersonState } from '../model.js';
import { sideText, VERDICT_MARKS, VERDICT_NAMES, VERDICT_TONES } from '../people-words.js';
import { count } from '../words.js';
import { createPage, type PageBuilder } from './builder.js';
import { writeStep } from './fix.js';
import { listedAttributes } from './person-attributes.js';
import { writeFinding } from './person-finding.js';

/** All about one person: verdict, findings, repair, both sides, what a cycle would do, and the proof. */
export function personPage(person: Pick<PersonState, 'detail' | 'match' | 'proof'>, columns: number): Page {
  const page = createPage(columns);
  writeHead(page, person);
  const { findings, attributes, open } = person.detail;
  page.section('Findings', findings.length === 0 ? undefined : `${findings.length}, what explains the others first`);
  if (findings.length === 0) page.text('No check found anything.', { indent: 4 });
  for (const finding of findings) writeFinding(page, finding);
  page.section('Both sides', isSpoken(page.columns) ? undefined : '≠ differs   = the same');
  // What only one side can hold comes with an empty text for the other.
  const isPair = ({ a, b }: PageAttribute): boolean => a !== '' && b !== '';
  listedAttributes(page, attributes.filter(isPair));
  writePlan(page, person);
  writeProof(page, person);
  writeMatch(page, person);
  const others = attributes.filter((attribute) => !isPair(attribute));
  if (others.length > 0) {
    page.section('Further attributes', 'that one side alone has');
    listedAttributes(page, others);
  }
  if (open.length > 0) {
    page.section('Not decided', `${count(open.length, 'check')}; page 4 of the table says what would decide them`);
    page.text(open.join(', '), { indent: 4, tone: 'quiet' });
  }
  return page.done();
}

function writeHead(page: PageBuilder, { detail: { row, id, keys } }: Pick<PersonState, 'detail'>): void {
  page.spans([span(row.name, 'strong'), ...(id === row.name ? [] : [span(`  ${id}`, 'plain')])], { indent: 2 });
  const state = [row.kind, `on-premises ${sideText(row.onprem)}`, `cloud ${sideText(row.cloud)}`].filter((part) => part !== '').join(', ');
  page.spans(
    [span(`${VERDICT_MARKS[row.verdict]} ${VERDICT_NAMES[row.verdict]}`, VERDICT_TONES[row.verdict]), span(`   ${state}`, 'quiet')],
    {
      indent: 2,
    },
  );
  const joined = keys.length > 0 ? `Joined by ${keys.join(', ')}.` : whyAlone(row);
  if (joined !== '') page.text(joined, { tone: 'quiet' });
}

function whyAlone({ onprem, cloud }: PersonState['detail']['row']): string {
  if (onprem === null) return 'No on-premises object was found for this person.';
  if (cloud === null) return 'No cloud object was found for this person.';
  return onprem === undefined ? 'The on-premises side was not loaded.' : cloud === undefined ? 'The cloud side was not loaded.' : '';
}

function writePlan(page: PageBuilder, { detail: { plan, findings } }: Pick<PersonState, 'detail'>): void {
  const { steps, notes } = plan;
  page.section('Fix', steps.length === 0 ? undefined : `${count(steps.length, 'step')}, in this order; crossprem changes nothing itself`);
  if (steps.length === 0)
    page.text(findings.length === 0 ? 'Nothing has to be repaired.' : 'No step is planned: no cause with a repair is decided.', {
      indent: 4,
    });
  steps.forEach((step, index) => {
    if (index > 0) page.blank();
    writeStep(page, step, `${index + 1}. `);
  });
  for (const note of notes) page.text(note, { indent: 4, tone: 'caution' });
}

const PROOF_TONES: Readonly<Record<keyof typeof PROOF_WORDS, Tone>> = {
  proven: 'good',
  'not-proven': 'severe',
  'cannot-be-simulated': 'caution',
};
const PROOF_MARKS: Readonly<Record<keyof typeof PROOF_WORDS, string>> = { proven: '✓', 'not-proven': '×', 'cannot-be-simulated': '?' };

/** The plan, tried on a copy of both directories. */
function writeProof(page: PageBuilder, { detail, proof }: Pick<PersonState, 'detail' | 'proof'>): void {
  if (detail.plan.steps.length === 0) return;
  page.section('Proof', 'the plan, tried on a copy of both directories');
  if (proof === undefined) {
    page.text('Not tried yet: t tries it. Among very many people that takes some seconds.', { indent: 4, tone: 'quiet' });
    return;
  }
  const { proof: result } = proof;
  page.text(result.why, {
    indent: 4,
    lead: [span(`${PROOF_MARKS[result.kind]} ${PROOF_WORDS[result.kind]}  `, PROOF_TONES[result.kind])],
  });
  if (result.kind === 'cannot-be-simulated') return;
  for (const { changes, sync } of result.trace) {
    for (const { side, attribute, from, to } of changes)
      page.text(`${attribute}: ${valueText(from)} → ${valueText(to)}`, {
        indent: 6,
        lead: [span(side === 'onprem' ? 'on-premises  ' : 'cloud        ', 'quiet')],
      });
    if (sync !== undefined) page.text(`${sync.outcome}. ${sync.why}`, { indent: 6, lead: [span('cycle        ', 'quiet')] });
  }
}

function writeMatch(page: PageBuilder, { match }: Pick<PersonState, 'match'>): void {
  page.section('What a synchronization cycle does', 'as things stand');
  if (match === undefined) {
    page.text('Not tried yet: t tries it. Among very many people that takes some seconds.', { indent: 4, tone: 'quiet' });
    return;
  }
  if (match.kind === 'none') {
    page.text(match.why, { indent: 4 });
    return;
  }
  const { result, changes, lost, next } = match;
  page.text(outcomeLine(result), { indent: 4, tone: 'strong' });
  page.text(result.why, { indent: 4 });
  result.steps.forEach(({ stage, looked, found }, index) => {
    page.text(`${stage}: ${looked}`, { indent: 6, lead: [span(`${index + 1}. `, 'accent')] });
    page.text(found, { indent: 9, tone: 'quiet' });
  });
  for (const one of result.also) page.text(one, { indent: 6, lead: [span('also  ', 'quiet')] });
  for (const { attribute, from, to } of changes)
    page.text(`${attribute}: ${valueText(from)} → ${valueText(to)}`, { indent: 6, lead: [span('cloud  ', 'quiet')] });
  if (lost.length > 0) page.text(`The cloud object loses ${listed(lost)}: on-premises has no such value.`, { indent: 6, tone: 'caution' });
  for (const { what, how } of result.missing) {
    page.text(what, { indent: 6, lead: [span('To be certain: ', 'caution')] });
    page.text(how, { indent: 8, tone: 'quiet' });
  }
  for (const one of next) page.text(one, { indent: 6, lead: [span('next  ', 'accent')] });
}

const MOST_LISTED = 6;

function listed(values: readonly string[]): string {
  const rest = values.length - MOST_LISTED;
  return `${values.slice(0, MOST_LISTED).map(short).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

const short = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

function valueText(value: string | readonly string[] | null | undefined): string {
  if (value === undefined) return 'not read';
  if (value === null) return 'not set';
  return typeof value === 'string' ? short(value) : listed(value);
}
