import type { Evidence } from '../evidence/evidence.js';
import { PLACE_NAMES, type Route, type RouteOutcome, type RouteStep } from '../route/route.js';
import { wrap } from './lines.js';
import { printable } from './printable.js';

/** A route as `--format json` and `batch` print it. */
export interface JsonRoute {
  readonly schema: 'crossprem/route/1';
  readonly from: string;
  readonly to: string;
  readonly start: string | null;
  readonly path: string;
  readonly steps: readonly RouteStep[];
  readonly outcome: RouteOutcome;
  readonly trustLost: Route['trustLost'] | null;
  readonly notes: readonly string[];
  readonly likely: { readonly assumed: readonly string[]; readonly path: string; readonly outcome: RouteOutcome } | null;
}

export function routeJson(route: Route): JsonRoute {
  const { from, to, start, steps, outcome, trustLost, notes, likely } = route;
  return {
    schema: 'crossprem/route/1',
    from,
    to,
    start: start ?? null,
    path: routePath(steps, outcome),
    steps,
    outcome,
    trustLost: trustLost ?? null,
    notes,
    likely:
      likely === undefined ? null : { assumed: likely.assumed, path: routePath(likely.steps, likely.outcome), outcome: likely.outcome },
  };
}

const OUTCOMES: Readonly<Record<RouteOutcome['kind'], string>> = {
  delivered: 'delivered',
  loop: 'loop',
  bounce: 'returned to the sender',
  leaves: 'leaves the organization',
  undecided: 'not decided',
};

function outcomeWords({ kind, status }: RouteOutcome): string {
  return status === undefined ? OUTCOMES[kind] : `${OUTCOMES[kind]} (${status})`;
}

/** One line: `Exchange Online (mail user, ...) -> on-premises (mailbox) : delivered`. Steps at one place stand in one pair of brackets. */
export function routePath(steps: readonly RouteStep[], outcome: RouteOutcome): string {
  const places: { name: string; whats: string[] }[] = [];
  for (const step of steps) {
    const name = PLACE_NAMES[step.at];
    const last = places.at(-1);
    if (last?.name === name && step.what !== 'again') last.whats.push(step.what);
    else places.push({ name, whats: step.what === 'again' ? [] : [step.what] });
  }
  const path = places.map(({ name, whats }) => (whats.length === 0 ? name : `${name} (${whats.join('; ')})`)).join(' -> ');
  return printable(`${path === '' ? 'start not known' : path} : ${outcomeWords(outcome)}`);
}

const TRUST_WORDS: Readonly<Record<RouteStep['trust'], string>> = {
  internal: 'taken as internal',
  anonymous: 'taken as anonymous',
  unknown: 'trust not known',
};

/** The route for a terminal, ending in a line end. Paths, evidence and commands are never wrapped, so that they can be copied. */
export function routeText(route: Route, width = 100): string {
  const { from, to, steps, outcome, notes, trustLost, likely } = route;
  const prose = (text: string, indent = 0): readonly string[] => wrap(' '.repeat(indent) + printable(text), width, indent);
  const whole = (text: string, indent: number): string => ' '.repeat(indent) + printable(text);
  const lines = [`Route of a message from ${printable(from)} to ${printable(to)}`, '', whole(routePath(steps, outcome), 2), ''];
  steps.forEach((step, index) => {
    lines.push(whole(`${index + 1}. ${PLACE_NAMES[step.at]}, for ${step.recipient}, ${TRUST_WORDS[step.trust]}`, 2));
    if (step.because !== '') lines.push(...prose(step.because, 5));
    for (const item of shownEvidence(step.evidence)) lines.push(whole(`| ${item}`, 5));
  });
  if (steps.length > 0) lines.push('');
  lines.push(...prose(`${capital(outcomeWords(outcome))}: ${outcome.why}`));
  if (trustLost !== undefined) lines.push(...prose(`Trust is lost at ${PLACE_NAMES[trustLost.at]}: ${trustLost.why}`));
  for (const note of notes) lines.push(...prose(`Note: ${note}`));
  if (outcome.missing.length > 0) lines.push('', 'To decide:');
  for (const { what, how } of outcome.missing) lines.push(...prose(what, 2), whole(how, 5));
  if (likely !== undefined) {
    lines.push('', 'What would come out, if there were', ...likely.assumed.flatMap((one) => prose(`- ${one}`, 2)));
    lines.push(whole(routePath(likely.steps, likely.outcome), 2), ...prose(likely.outcome.why, 2));
  }
  return `${lines.join('\n')}\n`;
}

const SHOWN_EVIDENCE = 5;

function shownEvidence(evidence: readonly Evidence[]): readonly string[] {
  const texts = evidence.map(({ source, file, line, path, text }) => {
    const place = file === undefined ? source : `${file}${line === undefined ? '' : `:${line}`}`;
    return `${place}${path === undefined ? '' : `, ${path}`}: ${text.slice(0, 300)}`;
  });
  return [...new Set(texts)].slice(0, SHOWN_EVIDENCE);
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** The route for a ticket. */
export function routeMarkdown(route: Route): string {
  const { from, to, steps, outcome, notes, trustLost, likely } = route;
  const lines = [`# Route of a message from ${code(from)} to ${code(to)}`, '', code(routePath(steps, outcome)), ''];
  lines.push(`**${capital(outcomeWords(outcome))}**: ${escape(outcome.why)}`, '');
  steps.forEach((step, index) => {
    lines.push(
      `${index + 1}. **${PLACE_NAMES[step.at]}**, for ${code(step.recipient)}, ${TRUST_WORDS[step.trust]}. ${escape(step.because)}`,
    );
    for (const item of shownEvidence(step.evidence)) lines.push(`   - ${code(item)}`);
  });
  if (trustLost !== undefined) lines.push('', `Trust is lost at ${PLACE_NAMES[trustLost.at]}: ${escape(trustLost.why)}`);
  for (const note of notes) lines.push('', `Note: ${escape(note)}`);
  if (outcome.missing.length > 0)
    lines.push('', '## To decide', '', ...outcome.missing.map(({ what, how }) => `- ${escape(what)}: ${code(how)}`));
  if (likely !== undefined) {
    lines.push(
      '',
      `If there were ${escape(likely.assumed.join('; '))}:`,
      '',
      code(routePath(likely.steps, likely.outcome)),
      '',
      escape(likely.outcome.why),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Inline code that no input can end: the fence is longer than any run of backticks inside. */
function code(text: string): string {
  const clean = printable(text);
  let longest = 0;
  for (const run of clean.match(/`{1,1000}/g) ?? []) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${clean}${fence}` : `${fence} ${clean} ${fence}`;
}

function escape(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|]/g, '\\$&');
}
