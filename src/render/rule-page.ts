import type { Cause, Condition, Rule } from '../engine/rule.js';
import type { RuleCase } from '../engine/rule-schema.js';
import { fixIdsOf } from '../engine/rule-set.js';
import { escapeMarkdown } from './markdown-text.js';

/** A condition as a sentence of the rule language, for pages and `rules show`. */
export function describeCondition(condition: Condition): string {
  if ('all' in condition) return condition.all.map((part) => group(part)).join(' and ');
  if ('any' in condition) return condition.any.map((part) => group(part)).join(' or ');
  if ('not' in condition) return `not ${group(condition.not)}`;
  if ('text' in condition) return `the text says "${condition.text}"`;
  const { fact, ...operator } = condition;
  return Object.entries(operator)
    .map(([name, value]) => {
      const shown = Array.isArray(value) ? value.join(' | ') : String(value);
      return name === 'is' ? `${fact} is ${shown}` : `${fact} ${WORDS[name] ?? name} ${shown}`;
    })
    .join(' and ');
}

/** What proves a cause, as words. */
export function describeProof({ when }: Cause): string {
  if (when === undefined) return 'nothing that can be read decides it';
  return when === 'recognised' ? 'the text itself says so' : describeCondition(when);
}

const WORDS: Readonly<Record<string, string>> = {
  equals: '=',
  oneOf: 'is one of',
  contains: 'contains',
  endsWith: 'ends with',
  equalsFact: '=',
  atLeast: 'is at least',
  atMost: 'is at most',
};

function group(condition: Condition): string {
  const text = describeCondition(condition);
  return 'all' in condition || 'any' in condition ? `(${text})` : text;
}

/** What a rule's page and `rules show` say beside its severity. */
export function ruleMarks({ unverified, aboutInput }: Rule): readonly string[] {
  return [
    ...(unverified === true ? ['unverified: never more than possible'] : []),
    ...(aboutInput === true ? ['about the input: stands behind the other findings'] : []),
  ];
}

/** The page of a rule under docs/rules, in markdown. Written from the rule; never edited by hand. */
export function rulePage(rule: Rule, cases: readonly RuleCase[]): string {
  const lines = [
    `# ${escapeMarkdown(rule.title)}`,
    '',
    [`\`${rule.id}\``, rule.severity, ...ruleMarks(rule)].join(' · '),
    '',
    escapeMarkdown(rule.why),
    '',
  ];
  lines.push('## Recognised by', '');
  for (const text of rule.recognise.text ?? [])
    lines.push(
      `- \`${(typeof text === 'string' ? text : text.text).replaceAll('`', "'")}\`${typeof text !== 'string' && text.weak === true ? ' (weak)' : ''}`,
    );
  for (const text of rule.recognise.unlessText ?? []) lines.push(`- not where the text says \`${text.replaceAll('`', "'")}\``);
  if (rule.recognise.when !== undefined) lines.push(`- and ${escapeMarkdown(describeCondition(rule.recognise.when))}`);
  lines.push('', '## Causes', '', '| cause | proven when | fix |', '|---|---|---|');
  for (const cause of rule.causes) {
    const when = describeProof(cause);
    const instead = (cause.alternatives ?? []).map((fix) => `or \`${fix}\``);
    const fixes = [...fixIdsOf(cause.fix).map((fix) => `\`${fix}\``), ...instead].join(', ');
    lines.push(
      `| \`${cause.id}\` ${escapeMarkdown(cause.title)}${cause.unverified === true ? ' *(unverified)*' : ''} | ${escapeMarkdown(when)} | ${fixes} |`,
    );
  }
  if (rule.symptomOf !== undefined && rule.symptomOf.length > 0)
    lines.push('', `Explained by, where one of them is found too: ${rule.symptomOf.map((id) => `\`${id}\``).join(', ')}.`);
  if (rule.falsePositives !== undefined) lines.push('', `**No problem when:** ${escapeMarkdown(rule.falsePositives)}`);
  lines.push(
    '',
    '## Cases',
    '',
    ...cases.map((ruleCase) => `- ${escapeMarkdown(ruleCase.name)}: ${escapeMarkdown(describeExpectation(ruleCase))}`),
  );
  lines.push('', '## Sources', '', ...rule.sources.map((source) => `- <${source}>`), '');
  return `${lines.join('\n')}`;
}

function describeExpectation({ expect }: RuleCase): string {
  if (typeof expect === 'string') return expect;
  const causes = Object.entries(expect.causes ?? {}).map(([id, status]) => `${id} ${status}`);
  if (expect.cause !== undefined) causes.unshift(`${expect.cause} ${expect.status ?? 'confirmed'}`);
  return causes.join(', ') || `finding ${expect.finding ?? ''}`;
}
