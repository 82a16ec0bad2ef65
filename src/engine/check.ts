import type { Document, LineCounter } from 'yaml';
import { nearestWord } from '../evidence/nearest.js';
import type { FactName } from '../facts/fact.js';
import type { CmdletCommand, Command, CommandValue, Condition, Fix, Parameter, PipedCmdlet, Rule, Shell } from './rule.js';
import type { RuleCase } from './rule-schema.js';
import { changesSomething, fixIdsOf, templatesOf } from './rule-set.js';
import { compileTemplate, TemplateProblem } from './signature.js';

/** What is wrong with a rule file, for its author. */
export interface RuleProblem {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

export interface CmdletReference {
  readonly where: string;
  readonly parameters: readonly string[];
  readonly cloudOnlyParameters?: readonly string[];
  readonly onpremOnlyParameters?: readonly string[];
  readonly complete?: boolean;
}

const COMMON_PARAMETERS = new Set(['ErrorAction', 'Verbose', 'WarningAction', 'Debug', 'OutVariable', 'ErrorVariable']);
const SHELLS_OF_MODULE: Readonly<Record<string, readonly Shell[]>> = {
  onprem: ['exchange-onprem'],
  cloud: ['exchange-online'],
  both: ['exchange-onprem', 'exchange-online'],
  ad: ['ad-ds'],
  adsync: ['entra-connect'],
  graph: ['graph'],
  any: ['exchange-onprem', 'exchange-online', 'ad-ds', 'graph', 'entra-connect', 'windows'],
};

export interface YamlFile {
  readonly path: string;
  readonly lines: LineCounter;
  readonly document: Document | undefined;
  readonly value: unknown;
}

export interface Context {
  readonly problems: RuleProblem[];
  readonly cmdlets: ReadonlyMap<string, CmdletReference>;
  readonly facts: ReadonlySet<FactName>;
  readonly fixIds: ReadonlySet<string>;
  readonly ruleIds: ReadonlySet<string>;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

export type Path = readonly (string | number)[];

export function report(yaml: YamlFile, path: Path, message: string, problems: RuleProblem[]): void {
  problems.push({ path: yaml.path, line: lineOf(yaml, path), message });
}

function lineOf(yaml: YamlFile, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node = yaml.document?.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) && typeof node.range[0] === 'number') {
      return yaml.lines.linePos(node.range[0]).line;
    }
  }
  return 1;
}

export function hasKey(value: unknown, key: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}

function nearest(word: string, known: Iterable<string>): string {
  const word2 = nearestWord(word, known);
  return word2 === undefined ? '' : `; the nearest known is ${word2}`;
}

export function checkRule(rule: Rule, cases: readonly RuleCase[], yaml: YamlFile, context: Context): void {
  const captures = captureNames(rule);
  for (const template of templatesOf(rule)) {
    try {
      compileTemplate(template);
    } catch (error) {
      if (!(error instanceof TemplateProblem)) throw error;
      report(yaml, ['recognise'], `template "${template}": ${error.message}`, context.problems);
    }
  }
  const { text, when, status, possibleWhen } = rule.recognise;
  if (text === undefined && when === undefined && status === undefined) {
    report(yaml, ['recognise'], 'the rule can never fire: it has neither text nor status nor when', context.problems);
  }
  if (possibleWhen !== undefined) checkCondition(possibleWhen, yaml, ['recognise', 'possibleWhen'], context, captures);
  if (/^(?:header|ndr)\//.test(rule.id) && rule.repairBy === undefined && rule.causes.some((cause) => cause.repairBy === undefined)) {
    report(yaml, ['repairBy'], 'say who can repair it: you, other-side, microsoft or nobody', context.problems);
  }
  if (rule.recognise.when !== undefined) checkCondition(rule.recognise.when, yaml, ['recognise', 'when'], context, captures);
  for (const id of rule.symptomOf ?? []) {
    if (!context.ruleIds.has(id)) report(yaml, ['symptomOf'], `no rule ${id}${nearest(id, context.ruleIds)}`, context.problems);
  }
  const seen = new Set<string>();
  rule.causes.forEach((cause, index) => {
    if (seen.has(cause.id)) report(yaml, ['causes', index, 'id'], `cause ${cause.id} stands twice`, context.problems);
    seen.add(cause.id);
    if (cause.when !== undefined && cause.when !== 'recognised')
      checkCondition(cause.when, yaml, ['causes', index, 'when'], context, captures);
    for (const id of [...fixIdsOf(cause.fix), ...(cause.alternatives ?? [])]) {
      if (!context.fixIds.has(id))
        report(yaml, ['causes', index, 'fix'], `no fix ${id} in rules/fixes${nearest(id, context.fixIds)}`, context.problems);
    }
  });
  checkCases(rule, cases, yaml, context);
}

function captureNames(rule: Rule): ReadonlySet<string> {
  const names = new Set<string>();
  for (const template of templatesOf(rule)) {
    for (const match of template.matchAll(/<[a-z]{2,12}:([a-z][A-Za-z0-9]{0,40})>/g)) names.add(`capture.${match[1] ?? ''}`);
  }
  return names;
}

function checkCases(rule: Rule, cases: readonly RuleCase[], yaml: YamlFile, context: Context): void {
  const outcomes = new Set<string>();
  const shown = new Map<string, Set<string>>();
  cases.forEach((ruleCase, index) => {
    for (const name of Object.keys(ruleCase.answers ?? {})) checkFact(name, yaml, ['cases', index, 'answers', name], context, new Set());
    const { expect } = ruleCase;
    if (typeof expect === 'string') {
      outcomes.add(expect);
      return;
    }
    if (expect.finding === 'none') outcomes.add('no-match');
    const entries = Object.entries(expect.causes ?? {});
    if (expect.cause !== undefined) entries.push([expect.cause, expect.status ?? 'confirmed']);
    for (const [cause, status] of entries) {
      if (!rule.causes.some((known) => known.id === cause)) {
        report(
          yaml,
          ['cases', index, 'expect'],
          `no cause ${cause}${nearest(
            cause,
            rule.causes.map((known) => known.id),
          )}`,
          context.problems,
        );
      }
      shown.set(cause, (shown.get(cause) ?? new Set()).add(status));
      outcomes.add(status === 'possible' ? 'unknown' : 'match');
      outcomes.add('match');
    }
    if (entries.length === 0 && expect.finding !== 'none') outcomes.add('match');
  });
  for (const outcome of ['match', 'no-match', 'unknown']) {
    const decidedByText = outcome === 'unknown' && rule.causes.every((cause) => cause.when === 'recognised');
    if (!outcomes.has(outcome) && !decidedByText) report(yaml, ['cases'], `no case shows the outcome ${outcome}`, context.problems);
  }
  rule.causes.forEach((cause, index) => {
    const canConfirm = cause.when !== undefined && cause.unverified !== true && rule.unverified !== true;
    const wanted = canConfirm ? 'confirmed' : 'possible';
    if (!(shown.get(cause.id)?.has(wanted) ?? false))
      report(yaml, ['causes', index, 'id'], `no case shows cause ${cause.id} ${wanted}`, context.problems);
  });
}

function checkCondition(condition: Condition, yaml: YamlFile, path: Path, context: Context, captures: ReadonlySet<string>): void {
  const parts = 'all' in condition ? condition.all : 'any' in condition ? condition.any : [];
  for (const [index, part] of parts.entries()) checkCondition(part, yaml, [...path, index], context, captures);
  if ('not' in condition) checkCondition(condition.not, yaml, [...path, 'not'], context, captures);
  else if ('fact' in condition) {
    checkFact(condition.fact, yaml, path, context, captures);
    if (condition.equalsFact !== undefined) checkFact(condition.equalsFact, yaml, path, context, captures);
    const operators = Object.keys(condition).filter((key) => key !== 'fact');
    if (operators.length !== 1)
      report(yaml, path, `${condition.fact} needs exactly one operator, it has ${operators.length}`, context.problems);
  }
}

export function checkFact(name: FactName, yaml: YamlFile, path: Path, context: Context, captures: ReadonlySet<string> | undefined): void {
  if (context.facts.has(name)) return;
  if (name.startsWith('capture.') && (captures === undefined || captures.has(name))) return;
  const known = [...context.facts, ...(captures ?? [])];
  report(yaml, path, `no fact ${name}${nearest(name, known)}`, context.problems);
}

export function checkFix(fix: Fix, yaml: YamlFile, context: Context): void {
  const parameters = fix.parameters ?? {};
  for (const [name, parameter] of Object.entries(parameters)) {
    for (const from of parameter.from) checkFact(from, yaml, ['parameters', name], context, undefined);
  }
  for (const key of ['precheck', 'steps', 'verify', 'rollback'] as const) checkCommands(fix[key] ?? [], yaml, [key], context, parameters);
  fix.guards?.forEach((guard, index) => {
    checkCondition(guard.blockedWhen, yaml, ['guards', index], context, new Set());
    checkCommands(guard.precheck ?? [], yaml, ['guards', index, 'precheck'], context, parameters);
  });
  fix.changes?.forEach((change, index) => {
    const isList = change.add !== undefined || change.remove !== undefined;
    if (
      [change.to !== undefined, change.primary !== undefined, change.mask !== undefined && change.bits !== undefined, isList].filter(
        Boolean,
      ).length !== 1
    )
      report(
        yaml,
        ['changes', index],
        'a change has either `to`, `primary`, `mask` with `bits`, or `add` and/or `remove`',
        context.problems,
      );
    for (const text of [
      ...(change.skipWithout === undefined ? [] : [`\${${change.skipWithout}}`]),
      ...(change.of === undefined ? [] : [change.of]),
      ...(change.primary === undefined ? [] : [change.primary]),
      ...(change.bits === undefined ? [] : [change.bits]),
      ...(typeof change.to === 'string' ? [change.to] : (change.to ?? [])),
      ...(change.add ?? []),
      ...(change.remove ?? []),
    ])
      checkText(text, yaml, ['changes', index], context, parameters);
  });
  for (const id of [...(fix.after ?? []), ...(fix.coveredBy ?? [])]) {
    if (!context.fixIds.has(id)) report(yaml, ['after'], `no fix ${id} in rules/fixes${nearest(id, context.fixIds)}`, context.problems);
  }
  if (
    fix.rollback.length === 0 &&
    fix.risk !== 'destructive' &&
    fix.steps.some((command) => 'run' in command && changesSomething(command.run))
  ) {
    report(yaml, ['rollback'], 'no rollback: a step that cannot be undone has risk destructive', context.problems);
  }
  for (const key of ['precheck', 'verify'] as const) {
    for (const command of fix[key] ?? []) {
      if ('run' in command && changesSomething(command.run))
        report(yaml, [key], `${command.run} changes something; ${key} only reads`, context.problems);
    }
  }
}

export function checkCommands(
  commands: readonly Command[],
  yaml: YamlFile,
  path: Path,
  context: Context,
  own: Readonly<Record<string, Parameter>>,
): void {
  commands.forEach((command, index) => {
    const here = [...path, index];
    if ('program' in command && (command.args ?? []).some((arg) => arg.includes('${')))
      report(yaml, here, 'the arguments of a program are fixed: a value goes into a cmdlet, or is named in a `say`', context.problems);
    if ('say' in command) checkText(command.say, yaml, here, context, own);
    if (!('run' in command)) return;
    if (command.skipWithout !== undefined) checkText(`\${${command.skipWithout}}`, yaml, here, context, own);
    checkCall(command, command.shell, yaml, here, context, own);
    for (const [at, piped] of (command.then ?? []).entries()) checkCall(piped, command.shell, yaml, [...here, 'then', at], context, own);
  });
}

function checkCall(
  call: CmdletCommand | PipedCmdlet,
  shell: Shell,
  yaml: YamlFile,
  path: Path,
  context: Context,
  own: Readonly<Record<string, Parameter>>,
): void {
  const cmdlet = context.cmdlets.get(call.run);
  for (const value of Object.values(call.with ?? {})) checkValue(value, yaml, path, context, own);
  if (cmdlet === undefined) {
    report(yaml, path, `${call.run} is not in rules/cmdlets.json${nearest(call.run, context.cmdlets.keys())}`, context.problems);
    return;
  }
  if (!(SHELLS_OF_MODULE[cmdlet.where] ?? []).includes(shell)) {
    report(
      yaml,
      path,
      `${call.run} does not exist in ${shell}; it is a cmdlet of ${(SHELLS_OF_MODULE[cmdlet.where] ?? []).join(', ')}`,
      context.problems,
    );
  }
  for (const name of [...Object.keys(call.with ?? {}), ...(call.switches ?? [])]) {
    if (COMMON_PARAMETERS.has(name)) continue;
    if (!cmdlet.parameters.includes(name)) {
      if (cmdlet.complete === false) continue;
      report(yaml, path, `${call.run} has no parameter -${name}${nearest(name, cmdlet.parameters)}`, context.problems);
    } else if (shell === 'exchange-onprem' && cmdlet.cloudOnlyParameters?.includes(name) === true) {
      report(yaml, path, `${call.run} -${name} exists only in Exchange Online`, context.problems);
    } else if (shell === 'exchange-online' && cmdlet.onpremOnlyParameters?.includes(name) === true) {
      report(yaml, path, `${call.run} -${name} exists only on-premises`, context.problems);
    }
  }
}

function checkValue(value: CommandValue, yaml: YamlFile, path: Path, context: Context, own: Readonly<Record<string, Parameter>>): void {
  for (const text of textsOf(value)) checkText(text, yaml, path, context, own);
}

/** Every text with `${parameter}` that a value holds. */
function textsOf(value: CommandValue): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number' || typeof value === 'boolean') return [];
  if (isList(value)) return value.flatMap(textsOf);
  if ('hashtable' in value) return Object.values(value.hashtable).flatMap(textsOf);
  if ('guidBytes' in value) return [value.guidBytes];
  if ('base64Bytes' in value) return [value.base64Bytes];
  if ('opath' in value) return [value.opath.value];
  if ('ldapFilter' in value) return [value.ldapFilter.guid ?? '', value.ldapFilter.text ?? '', value.ldapFilter.or?.text ?? ''];
  if ('uri' in value) return [value.uri];
  if ('json' in value) return Object.values(value.json).filter((item) => typeof item === 'string');
  return [];
}

function isList(value: CommandValue): value is readonly CommandValue[] {
  return Array.isArray(value);
}

function checkText(text: string, yaml: YamlFile, path: Path, context: Context, own: Readonly<Record<string, Parameter>>): void {
  for (const match of text.matchAll(/\$\{([^}]{1,80})\}/g)) {
    const name = match[1] ?? '';
    if (Object.hasOwn(own, name) || Object.hasOwn(context.parameters, name)) continue;
    const known = [...Object.keys(own), ...Object.keys(context.parameters)];
    report(yaml, path, `no parameter ${name} in rules/parameters.yaml${nearest(name, known)}`, context.problems);
  }
}
