import { runRuleCases } from '../../app/test-rules.js';
import type { LoadedRules } from '../../engine/load.js';
import type { Rule } from '../../engine/rule.js';
import { fixIdsOf } from '../../engine/rule-set.js';
import { nearestWord } from '../../evidence/nearest.js';
import { jsonText } from '../../render/json.js';
import { wrap } from '../../render/lines.js';
import { describeCondition, describeProof, ruleMarks, rulePage } from '../../render/rule-page.js';
import { type CliContext, EXIT } from '../context.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';

const ACTIONS = ['list', 'show', 'test', 'new', 'docs'];

/** `crossprem rules list|show|test|new|docs [ID]`. */
export async function runRules(args: ParsedArgs, context: CliContext): Promise<number> {
  const [action = 'list', id = ''] = args.positionals;
  if (!ACTIONS.includes(action)) {
    const near = nearestWord(action, ACTIONS);
    tell(context, {
      what: `There is no action ${action}.`,
      where: 'rules',
      next: near === undefined ? `Choices: ${ACTIONS.join(', ')}.` : `The nearest is ${near}.`,
    });
    return EXIT.failed;
  }
  if (action === 'new') return newRule(id, args, context);
  const loaded = await context.loadRules(args.options.get('rules') ?? []);
  if (loaded.kind === 'problem') {
    tell(context, loaded.problem);
    return EXIT.failed;
  }
  for (const { path, line, message } of loaded.value.problems) context.err(`crossprem: rule file ${path}:${line}: ${message}\n`);
  switch (action) {
    case 'show':
      return showRule(id, loaded.value, args, context);
    case 'test':
      return testRules(id, loaded.value, context);
    case 'docs':
      return writeDocs(loaded.value, args, context);
    default:
      return listRules(id, loaded.value, args, context);
  }
}

function listRules(prefix: string, loaded: LoadedRules, args: ParsedArgs, context: CliContext): number {
  const rules = loaded.rules.filter((rule) => rule.id.startsWith(prefix));
  if (args.options.has('json') || optionOf(args, 'format') === 'json') {
    context.out(
      `${JSON.stringify(
        rules.map(({ id, title, severity, causes, unverified }) => ({
          id,
          title,
          severity,
          unverified: unverified === true,
          causes: causes.map((cause) => cause.id),
        })),
        null,
        2,
      )}\n`,
    );
    return EXIT.nothing;
  }
  const width = Math.max(10, ...rules.map((rule) => rule.id.length));
  for (const rule of rules) context.out(`${rule.id.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.title}\n`);
  context.out(`${rules.length} rules\n`);
  return rules.length === 0 ? EXIT.failed : EXIT.nothing;
}

function findRule(id: string, loaded: LoadedRules, context: CliContext): Rule | undefined {
  const rule = loaded.rules.find((candidate) => candidate.id === id || candidate.id.endsWith(`/${id}`));
  if (rule === undefined) {
    const near = nearestWord(
      id,
      loaded.rules.flatMap((candidate) => [candidate.id, candidate.id.slice(candidate.id.indexOf('/') + 1)]),
    );
    tell(context, {
      what: id === '' ? 'No rule was named.' : `There is no rule ${id}.`,
      where: 'rules show',
      next: near === undefined ? 'crossprem rules list names them all.' : `The nearest is ${near}.`,
    });
  }
  return rule;
}

function showRule(id: string, loaded: LoadedRules, args: ParsedArgs, context: CliContext): number {
  const rule = findRule(id, loaded, context);
  if (rule === undefined) return EXIT.failed;
  const cases = loaded.cases.get(rule.id) ?? [];
  const format = args.options.has('json') ? 'json' : optionOf(args, 'format');
  if (format === 'json') context.out(`${jsonText({ ...rule, cases }, 2)}\n`);
  else if (format === 'markdown') context.out(rulePage(rule, cases));
  else context.out(ruleText(rule, loaded, context.width));
  return EXIT.nothing;
}

function ruleText(rule: Rule, loaded: LoadedRules, width: number): string {
  const lines = [
    [rule.severity, rule.id, ...ruleMarks(rule).map((mark) => `(${mark})`)].join('  '),
    ...wrap(`${rule.title}.`, width, 0),
    '',
    ...wrap(rule.why, width, 0),
    '',
    'Recognised by',
  ];
  for (const text of rule.recognise.text ?? [])
    lines.push(...wrap(`  ${typeof text === 'string' ? text : `${text.text} (weak)`}`, width, 4));
  if (rule.recognise.when !== undefined) lines.push(...wrap(`  and ${describeCondition(rule.recognise.when)}`, width, 4));
  lines.push('', 'Causes');
  for (const cause of rule.causes) {
    const when = describeProof(cause);
    lines.push(
      `  ${cause.id}${cause.unverified === true ? ' (unverified)' : ''}`,
      ...wrap(`    ${cause.title}.`, width, 4),
      ...wrap(`    proven when: ${when}`, width, 6),
    );
    for (const fixId of [...fixIdsOf(cause.fix), ...(cause.alternatives ?? [])]) {
      const fix = loaded.fixes.find((candidate) => candidate.id === fixId);
      lines.push(...wrap(`    fix: ${fix?.title ?? fixId} (${fixId}, risk ${fix?.risk ?? 'unknown'})`, width, 6));
    }
  }
  if (rule.falsePositives !== undefined) lines.push('', ...wrap(`No problem when: ${rule.falsePositives}`, width, 2));
  lines.push('', 'Sources', ...rule.sources.map((source) => `  ${source}`), '');
  return lines.join('\n');
}

function testRules(prefix: string, loaded: LoadedRules, context: CliContext): number {
  const results = runRuleCases(loaded, prefix);
  for (const { rule, name, problem } of results) if (problem !== undefined) context.out(`FAIL  ${rule}  ${name}\n      ${problem}\n`);
  const failed = results.filter((result) => result.problem !== undefined).length;
  const rules = new Set(results.map((result) => result.rule)).size;
  context.out(
    `${results.length - failed} cases of ${rules} ${rules === 1 ? 'rule' : 'rules'} passed, ${failed} failed, ${loaded.problems.length} faults in rule files\n`,
  );
  return failed > 0 || loaded.problems.length > 0 ? EXIT.findings : EXIT.nothing;
}

async function writeDocs(loaded: LoadedRules, args: ParsedArgs, context: CliContext): Promise<number> {
  const folder = optionOf(args, 'out') ?? 'docs';
  const files = loaded.rules.map((rule) => ({ name: `rules/${rule.id}.md`, text: rulePage(rule, loaded.cases.get(rule.id) ?? []) }));
  const written = await context.writeFiles(folder, files);
  if (written.kind === 'problem') {
    tell(context, written.problem);
    return EXIT.failed;
  }
  context.out(`${written.value.length} pages written below ${folder}\n`);
  return EXIT.nothing;
}

async function newRule(id: string, args: ParsedArgs, context: CliContext): Promise<number> {
  if (!/^[a-z]+\/[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) {
    tell(context, {
      what: id === '' ? 'No id was given.' : `${id} is no rule id.`,
      where: 'rules new',
      next: 'An id is category/name in small letters, for example migration/my-rule.',
    });
    return EXIT.failed;
  }
  const folder = optionOf(args, 'out') ?? 'rules';
  const written = await context.writeFiles(folder, [{ name: `${id}.yaml`, text: skeleton(id) }]);
  if (written.kind === 'problem') {
    tell(context, written.problem);
    return EXIT.failed;
  }
  context.out(`${written.value.join('\n')}\nFill it in, then: crossprem rules test ${id} --rules ${folder}\n`);
  return EXIT.nothing;
}

function skeleton(id: string): string {
  return `# How rules are written: docs/writing-rules.md
id: ${id}
title: One plain sentence that says what is wrong
severity: error                     # blocker | error | warning | info
why: One or two sentences that explain the mechanism to an administrator.
recognise:
  text:
    - "Replace this with the sentence of the product about '<name:identity>'"
causes:
  - id: first-cause
    title: The state of the directory or server that is wrong
    when: { fact: onPrem.exists, is: false }
sources: [https://learn.microsoft.com/exchange]
cases:
  - name: nobody on-premises
    input: "Replace this with the sentence of the product about 'kim@contoso.com'"
    onPrem: []
    expect: { cause: first-cause, status: confirmed }
  - name: the on-premises side was not read
    input: "Replace this with the sentence of the product about 'kim@contoso.com'"
    expect: unknown
  - name: another text
    input: "Request is complete."
    expect: no-match
`;
}
