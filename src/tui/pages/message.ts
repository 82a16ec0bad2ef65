import type { Diagnosis } from '../../fixes/diagnosis.js';
import type { Authentication, Hop, Message } from '../../message/message.js';
import { type MessageVerdict, verdictOf } from '../../message/verdict.js';
import type { AuthResults, HeaderField } from '../../parse/header/field.js';
import { authenticationRows, duration, envelopeRows, TRUST_MARKS } from '../../render/message-text.js';
import { isSpoken, span, type Tone } from '../lines.js';
import type { Page } from '../model.js';
import { nameHidden } from '../sanitize.js';
import { count, SEVERITY_TONES, TRUST_TONES } from '../words.js';
import { createPage, type PageBuilder } from './builder.js';
import { writeNotes } from './finding.js';

const LABEL = 11;
const INDENT = 4;

/** The message at a glance: what the receiver found of its author, what its filter made of it, and what is not believed. */
export function messagePage(diagnosis: Diagnosis, message: Message, columns: number): Page {
  const page = createPage(columns);
  const verdict = verdictOf(message);
  writeOutcome(page, diagnosis, message, verdict);
  writeRows(page, envelopeRows(message), message.block.isReturned);
  writeAuthentication(page, message);
  writeIgnored(page, message);
  writeForgeries(page, message);
  writePath(page, message);
  writeDamage(page, message);
  writeNotes(page, diagnosis);
  return page.done();
}

const VERDICTS: Readonly<Record<MessageVerdict['kind'], readonly [mark: string, word: string, tone: Tone]>> = {
  proven: ['✓', 'proven', 'good'],
  internal: ['✓', 'internal', 'good'],
  failed: ['×', 'not proven', 'bad'],
  undecided: ['?', 'undecided', 'caution'],
};

const SPAM_VERDICTS: ReadonlySet<string> = new Set(['SPM', 'SKS', 'SKB', 'BLK']);

/** The filter that is believed took the message for something bad. */
function isFlagged({ antispam: { forefront, scl } }: Message): boolean {
  const category = forefront?.values.get('CAT')?.toUpperCase() ?? 'NONE';
  const verdict = forefront?.values.get('SFV')?.toUpperCase() ?? '';
  return (scl !== undefined && scl >= 5) || SPAM_VERDICTS.has(verdict) || (category !== 'NONE' && category !== '');
}

function writeOutcome(page: PageBuilder, diagnosis: Diagnosis, message: Message, verdict: MessageVerdict): void {
  writeJudgement(page, 'Author', VERDICTS[verdict.kind], verdict.sender);
  if (verdict.filter !== undefined)
    writeJudgement(page, 'Filter', isFlagged(message) ? ['×', 'flagged', 'bad'] : ['-', 'not flagged', 'plain'], verdict.filter);
  writeFindings(page, diagnosis, message, verdict);
}

/** `Author     ✓ proven  The receiver found ...` */
function writeJudgement(page: PageBuilder, name: string, [mark, word, tone]: readonly [string, string, Tone], text: string): void {
  page.spans([span(isSpoken(page.columns) ? `${word}  ` : `${mark} ${word}  `, tone), span(nameHidden(text))], {
    indent: 2,
    lead: [span(name.padEnd(LABEL), 'strong')],
  });
}

const MOST_FINDINGS = 4;

function writeFindings(page: PageBuilder, diagnosis: Diagnosis, message: Message, verdict: MessageVerdict): void {
  const { findings, kind, ruleCount } = diagnosis;
  findings.slice(0, MOST_FINDINGS).forEach(({ severity, title }, index) => {
    writeJudgement(page, index === 0 ? 'Findings' : '', ['!', severity, SEVERITY_TONES[severity]], title);
  });
  if (findings.length > 0) {
    const more = findings.length - MOST_FINDINGS;
    page.text(more > 0 ? `and ${more} more: 1 shows them` : `1 shows ${findings.length === 1 ? 'it' : 'them'}, with causes and the fix`, {
      indent: 2 + LABEL,
      tone: 'quiet',
    });
    return;
  }
  const tried = `${count(ruleCount, 'rule')} were tried.`;
  const isClean = (verdict.kind === 'proven' || verdict.kind === 'internal') && !isFlagged(message) && message.forgeries.length === 0;
  if (kind === 'headers' && isClean) writeJudgement(page, 'Findings', ['✓', 'none', 'good'], `Nothing wrong was found. ${tried}`);
  else
    writeJudgement(
      page,
      'Findings',
      ['?', 'none', 'caution'],
      `No rule knows what is wrong, if anything is. ${tried} That proves nothing about the message.`,
    );
}

function writeRows(page: PageBuilder, rows: ReturnType<typeof envelopeRows>, isReturned: boolean): void {
  page.section('Message', isReturned ? 'the one that was returned' : undefined);
  for (const [name, value] of rows)
    if (value !== undefined) page.text(nameHidden(value), { indent: INDENT, lead: [span(name.padEnd(LABEL - 2), 'quiet')] });
}

const RESULTS: Readonly<Record<string, readonly [mark: string, tone: Tone]>> = {
  pass: ['✓', 'good'],
  bestguesspass: ['✓', 'good'],
  fail: ['×', 'bad'],
  hardfail: ['×', 'bad'],
  softpass: ['~', 'plain'],
  softfail: ['~', 'caution'],
  temperror: ['?', 'caution'],
  permerror: ['?', 'caution'],
};

function resultLead(name: string, result: string) {
  const [mark, tone] = RESULTS[result.toLowerCase()] ?? ['-', 'plain'];
  return [span(name.padEnd(LABEL - 2), 'quiet'), span(`${mark} `, tone), span(`${nameHidden(result)} `.padEnd(10), tone)];
}

function writeAuthentication(page: PageBuilder, message: Message): void {
  const rows = authenticationRows(message);
  const { believed, dkim } = message.authentication;
  page.section('Authentication', 'what the receiver found');
  if (rows.length === 0) page.text('No result that can be believed.', { indent: INDENT, tone: 'caution' });
  for (const { name, result, says } of rows) {
    page.text(nameHidden(says), { indent: INDENT, lead: resultLead(name, result) });
    if (name === 'DKIM') writeSignatures(page, dkim);
  }
  if (believed === undefined) return;
  const { addedBy, why } = message.trustOf(believed.field);
  const who = nameHidden(addedBy ?? believed.authservId ?? 'not known');
  page.text(`${who}. ${nameHidden(why)}`, { indent: INDENT, tone: 'quiet', lead: [span('Said by'.padEnd(LABEL - 2), 'quiet')] });
}

const MOST_SIGNATURES = 6;

function writeSignatures(page: PageBuilder, dkim: Authentication['dkim']): void {
  if (dkim === undefined || dkim.all.length < 2) return;
  for (const { result, properties } of dkim.all.slice(0, MOST_SIGNATURES))
    page.text(nameHidden(properties.get('header.d') ?? properties.get('header.i') ?? 'no domain is named'), {
      indent: INDENT,
      lead: resultLead('', result),
    });
  const more = dkim.all.length - MOST_SIGNATURES;
  if (more > 0) page.text(`and ${count(more, 'more signature')}`, { indent: INDENT + LABEL - 2, tone: 'quiet' });
}

const MOST_IGNORED = 6;

/** What other lines claim, with the reason why they are not the verdict. */
function writeIgnored(page: PageBuilder, message: Message): void {
  const { others, original, receivedSpf } = message.authentication;
  const claims = [...others, ...original];
  const spf = receivedSpf.filter(({ field }) => message.trustOf(field).forgeable !== 'no');
  const ignored: readonly (readonly [HeaderField, string])[] = [
    ...claims.map((results) => [results.field, methodsText(results)] as const),
    ...spf.map(({ field, result }) => [field, `spf=${result}`] as const),
  ];
  if (ignored.length === 0) return;
  page.section('Not believed', 'said by earlier hops or by the sender: not the verdict');
  for (const [field, text] of ignored.slice(0, MOST_IGNORED)) {
    const { forgeable, why } = message.trustOf(field);
    const mark = `${TRUST_MARKS[forgeable]} `;
    page.text(`${nameHidden(field.name)}: ${nameHidden(text)}`, { indent: INDENT, lead: [span(mark, TRUST_TONES[forgeable])] });
    page.text(nameHidden(why), { indent: INDENT + 2, tone: 'quiet' });
  }
  if (ignored.length > MOST_IGNORED)
    page.text(`and ${ignored.length - MOST_IGNORED} more: 4 shows all fields`, { indent: INDENT + 2, tone: 'quiet' });
}

const MOST_METHODS = 8;

function methodsText({ methods, authservId }: AuthResults): string {
  const shown = methods.slice(0, MOST_METHODS).map(({ method, result }) => `${method}=${result}`);
  const who = authservId === undefined ? '' : `${authservId.slice(0, 80)}: `;
  return `${who}${shown.length === 0 ? 'no result' : shown.join(', ')}${methods.length > MOST_METHODS ? ', ...' : ''}`;
}

const MOST_FORGERIES = 8;

function writeForgeries(page: PageBuilder, { forgeries }: Message): void {
  if (forgeries.length === 0) return;
  page.section('Signs of forgery', 'only a forger, or damage, explains these');
  for (const { why } of forgeries.slice(0, MOST_FORGERIES)) page.text(nameHidden(why), { indent: INDENT, lead: [span('! ', 'bad')] });
  const more = forgeries.length - MOST_FORGERIES;
  if (more > 0) page.text(`and ${more} more`, { indent: INDENT + 2, tone: 'quiet' });
}

const LEAST_SLOW = 5;

/** The hop that took longest; undefined where none took more than some seconds. */
export function slowestHop(hops: readonly Hop[]): Hop | undefined {
  let slowest: Hop | undefined;
  for (const hop of hops) if (!hop.isSkew && (hop.delaySeconds ?? 0) > Math.max(LEAST_SLOW, slowest?.delaySeconds ?? 0)) slowest = hop;
  return slowest;
}

const MOST_GATEWAYS = 5;

function writePath(page: PageBuilder, { hops, totalDelaySeconds, ingress, gateways }: Message): void {
  page.section('Path', hops.length === 0 ? undefined : '3 shows every hop');
  if (hops.length === 0) {
    page.text('No Received field.', { indent: INDENT });
    return;
  }
  const slowest = slowestHop(hops);
  const parts = [
    count(hops.length, 'hop'),
    totalDelaySeconds === undefined ? undefined : `${duration(totalDelaySeconds)} in all`,
    slowest === undefined || hops.length < 2 ? undefined : `longest at hop ${slowest.index + 1}: ${duration(slowest.delaySeconds ?? 0)}`,
  ].filter((part) => part !== undefined);
  page.text(`${parts.join(', ')}.`, { indent: INDENT });
  page.text(
    ingress === undefined
      ? 'The path does not show where the receiver took the mail from outside.'
      : ingress.index === 0
        ? 'The receiver took it from outside at hop 1, the oldest.'
        : `The receiver took it from outside at hop ${ingress.index + 1}; what lies before is the word of the sender.`,
    { indent: INDENT, tone: 'quiet' },
  );
  for (const { vendor, hop } of gateways.slice(0, MOST_GATEWAYS))
    page.text(hop === undefined ? `${vendor}, by header names only, which any sender can write` : `${vendor}, hop ${hop.index + 1}`, {
      indent: INDENT,
      lead: [span('Gateway: ', 'quiet')],
    });
}

/** What copying did to the block, where that can mislead. */
function writeDamage(page: PageBuilder, { block: { quirks } }: Message): void {
  const damage = [
    quirks.isCutAtStart ? 'The block begins inside a field: lines above are missing, and with them what the last server wrote.' : undefined,
    quirks.isCutAtEnd ? 'The block ends inside a field: lines below are missing.' : undefined,
    quirks.isFoldingLost ? 'Continuation lines have lost their blanks; they were joined by what they say.' : undefined,
  ].filter((text) => text !== undefined);
  if (damage.length === 0) return;
  page.section('What copying did');
  for (const text of damage) page.text(text, { indent: INDENT, lead: [span('- ', 'caution')] });
}
