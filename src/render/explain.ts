import { evaluate } from '../engine/evaluate.js';
import { createMatcher } from '../engine/match.js';
import type { Condition, Rule } from '../engine/rule.js';
import type { Evidence } from '../evidence/evidence.js';
import { foldText } from '../evidence/fold.js';
import { plainText } from '../evidence/log-prefix.js';
import { nearestWord } from '../evidence/nearest.js';
import { problem, type Result } from '../evidence/problem.js';
import type { Fact } from '../facts/fact.js';
import type { Finding } from '../findings/finding.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import { findingWords } from './finding-words.js';
import { type Paint, wrap } from './lines.js';
import { printable } from './printable.js';
import { sideName } from './text.js';

/** In: a diagnosis and the id of a rule. Out: why it fired, did not fire, or is undecided, claim by claim. Bad input: a problem with the nearest id. */
export function explainRule(diagnosis: Diagnosis, id: string, options: { readonly paint: Paint; readonly width: number }): Result<string> {
  const { ruleSet } = diagnosis;
  const rule = ruleSet.rule(id);
  if (rule === undefined) {
    const near = nearestWord(id, ruleSet.ids);
    return problem(
      `There is no rule ${id}.`,
      `--explain ${id}`,
      near === undefined ? 'crossprem rules list names them all.' : `The nearest is ${near}.`,
    );
  }
  const lines = [`${options.paint('id', rule.id)}  ${rule.title}`, ''];
  const finding = diagnosis.findings.find((candidate) => candidate.ruleId === id);
  const matches = createMatcher(ruleSet.templates)(foldText(plainText(diagnosis.input.text)));
  lines.push('Texts');
  for (const text of rule.recognise.text ?? []) {
    const template = typeof text === 'string' ? text : text.text;
    const weak = typeof text !== 'string' && text.weak === true ? ' (weak)' : '';
    lines.push(...wrap(`  ${matches.has(template) ? 'yes' : 'no '}  ${template}${weak}`, options.width, 7));
  }
  for (const template of rule.recognise.unlessText ?? []) {
    if (matches.has(template)) lines.push(`  STOP ${template}  (the rule does not fire where this stands)`);
  }
  lines.push('');
  if (finding === undefined) {
    lines.push(...notFired(rule, matches));
    return { kind: 'ok', value: `${lines.join('\n')}\n` };
  }
  lines.push(`The rule fired: the finding is ${findingWords(finding)}.`, '');
  const texts = (template: string): readonly Evidence[] =>
    (matches.get(template) ?? [])
      .slice(0, 1)
      .map((match) => ({ source: 'input', text: diagnosis.input.text.slice(match.start, match.end).replace(/\s+/g, ' ') }));
  for (const judged of finding.causes) {
    const cause = rule.causes.find((candidate) => candidate.id === judged.id);
    lines.push(
      `${options.paint(judged.status, judged.status)}  ${options.paint('strong', judged.id)}  ${judged.title}`,
      ...wrap(`  because ${judged.why}`, options.width, 2),
    );
    if (cause?.when !== undefined && cause.when !== 'recognised')
      lines.push(...conditionLines(cause.when, finding, texts, 1, options.width));
    lines.push('');
  }
  return { kind: 'ok', value: `${lines.join('\n').trimEnd()}\n` };
}

function notFired(rule: Rule, matches: ReadonlyMap<string, unknown>): readonly string[] {
  const stopped = (rule.recognise.unlessText ?? []).find((template) => matches.has(template));
  if (stopped !== undefined) return [`The rule did not fire: the text also says "${stopped}".`];
  const matched = (rule.recognise.text ?? []).some((text) => matches.has(typeof text === 'string' ? text : text.text));
  if (!matched) return ['The rule did not fire: none of its texts stands in the input.'];
  return ['The rule did not fire: a text stands in the input, but its further condition does not hold.'];
}

function conditionLines(
  condition: Condition,
  finding: Finding,
  texts: (template: string) => readonly Evidence[],
  depth: number,
  width: number,
): readonly string[] {
  const indent = '  '.repeat(depth);
  const verdict = evaluate(condition, finding.facts, texts);
  const mark = verdict.truth.padEnd(7);
  if ('all' in condition)
    return [`${indent}${mark} all of`, ...condition.all.flatMap((part) => conditionLines(part, finding, texts, depth + 1, width))];
  if ('any' in condition)
    return [`${indent}${mark} any of`, ...condition.any.flatMap((part) => conditionLines(part, finding, texts, depth + 1, width))];
  if ('not' in condition) return [`${indent}${mark} not`, ...conditionLines(condition.not, finding, texts, depth + 1, width)];
  if ('text' in condition) return wrap(`${indent}${mark} the text says "${condition.text}"`, width, depth * 2 + 8);
  const { fact, ...operator } = condition;
  const wanted = Object.entries(operator).map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(' | ') : String(value)}`);
  return wrap(`${indent}${mark} ${fact} ${wanted.join(' ')}: ${describeFact(finding.facts(fact))}`, width, depth * 2 + 8);
}

function describeFact(fact: Fact): string {
  if (fact.kind === 'unknown') return `unknown, ${fact.why}`;
  const value = fact.value === null ? 'not set' : typeof fact.value === 'object' ? fact.value.join(', ') : String(fact.value);
  const from = fact.evidence[0];
  const where = from === undefined ? '' : ` (${sideName(from)}${from.path === undefined ? '' : `, ${from.path}`})`;
  return `${printable(value).slice(0, 160)}${where}`;
}
