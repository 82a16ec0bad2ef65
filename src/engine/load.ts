import { LineCounter, parseDocument } from 'yaml';
import type { ZodError, ZodType } from 'zod';
import { allFacts } from '../facts/catalog.js';
import {
  type CmdletReference,
  type Context,
  checkCommands,
  checkFact,
  checkFix,
  checkRule,
  hasKey,
  type Path,
  type RuleProblem,
  report,
  type YamlFile,
} from './check.js';
import { checkAnswers } from './check-answers.js';
import { type CompiledTemplate, indexTemplates } from './match.js';
import type { AskedFact, Fix, Parameter, Rule } from './rule.js';
import { fixSchema, parametersSchema, questionsSchema, type RuleCase, ruleSchema } from './rule-schema.js';
import { checkEntries, entryOf, messageEntries, type RuleSet, rulesOfStatus, statusIndex, templatesOf } from './rule-set.js';
import { compileTemplate, TemplateProblem } from './signature.js';

/** A rule file as it was found. `path` is relative to the rule folder, with slashes. */
export interface RuleFile {
  readonly path: string;
  readonly text: string;
}

/** A rule file whose YAML the build has read: a fault in it has no line. */
export interface ReadRuleFile {
  readonly path: string;
  readonly value: unknown;
}

export interface LoadedRules {
  readonly rules: readonly Rule[];
  readonly cases: ReadonlyMap<string, readonly RuleCase[]>;
  readonly fixes: readonly Fix[];
  readonly asked: readonly AskedFact[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** Cmdlets that know -WhatIf. */
  readonly whatIf: readonly string[];
  readonly problems: readonly RuleProblem[];
}

/**
 * In: the files of the rule folders and the cmdlet reference. Out: all that could be read, and every problem with file, line and the nearest known word.
 * A file with a problem is left out; nothing throws for what an author can mend.
 */
export function loadRules(files: readonly (RuleFile | ReadRuleFile)[], cmdlets: ReadonlyMap<string, CmdletReference>): LoadedRules {
  const problems: RuleProblem[] = [];
  const rules: Rule[] = [];
  const fixes: Fix[] = [];
  const asked: AskedFact[] = [];
  const parameters: Record<string, Parameter> = {};
  const cases = new Map<string, readonly RuleCase[]>();
  const documents = new Map<string, YamlFile>();
  const paths = new Map<string, string>();

  for (const file of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const yaml = readYaml(file, problems);
    if (yaml === undefined) continue;
    documents.set(file.path, yaml);
    if (file.path === 'parameters.yaml') {
      const value = check<Record<string, Parameter>>(parametersSchema, yaml, problems);
      if (value !== undefined) Object.assign(parameters, value);
    } else if (file.path.startsWith('fixes/')) {
      const fix = check<Fix>(fixSchema, yaml, problems);
      if (fix === undefined) continue;
      if (`fixes/${fix.id}.yaml` !== file.path) report(yaml, ['id'], `id "${fix.id}" is not the file's name`, problems);
      fixes.push(fix);
    } else if (file.path.startsWith('questions/')) {
      const value = check<Record<string, Omit<AskedFact, 'name'>>>(questionsSchema, yaml, problems);
      for (const [name, question] of Object.entries(value ?? {})) {
        if (asked.some((other) => other.name === name)) report(yaml, [name], `${name} is already defined in another file`, problems);
        else asked.push({ name, ...question });
      }
    } else {
      const rule = check<Rule & { cases: readonly RuleCase[] }>(ruleSchema, yaml, problems);
      if (rule === undefined) continue;
      if (`${rule.id}.yaml` !== file.path) report(yaml, ['id'], `id "${rule.id}" is not the file's path`, problems);
      const { cases: ruleCases, ...rest } = rule;
      if (rules.some((other) => other.id === rule.id)) report(yaml, ['id'], `id "${rule.id}" is already taken`, problems);
      else {
        rules.push(rest);
        paths.set(rule.id, file.path);
        cases.set(rule.id, ruleCases);
      }
    }
  }

  const context: Context = {
    problems,
    cmdlets,
    facts: new Set([...allFacts().map((fact) => fact.name), ...asked.map((fact) => fact.name).filter((name) => name.startsWith('ask.'))]),
    fixIds: new Set(fixes.map((fix) => fix.id)),
    ruleIds: new Set(rules.map((rule) => rule.id)),
    parameters,
  };
  const yamlOf = (path: string): YamlFile =>
    documents.get(path) ?? { path, lines: new LineCounter(), document: undefined, value: undefined };
  for (const fix of fixes) checkFix(fix, yamlOf(`fixes/${fix.id}.yaml`), context);
  for (const fact of asked) {
    const yaml = [...documents.values()].find((file) => file.path.startsWith('questions/') && hasKey(file.value, fact.name));
    if (yaml === undefined) continue;
    checkCommands(fact.how, yaml, [fact.name, 'how'], context, {});
    checkAnswers(fact, yaml, context);
    for (const name of [fact.name, ...(fact.covers ?? [])]) checkFact(name, yaml, [fact.name], context, new Set());
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    for (const from of parameter.from) checkFact(from, yamlOf('parameters.yaml'), [name], context, undefined);
  }
  for (const rule of rules) checkRule(rule, cases.get(rule.id) ?? [], yamlOf(paths.get(rule.id) ?? ''), context);
  const whatIf = [...cmdlets].filter(([, cmdlet]) => cmdlet.parameters.includes('WhatIf')).map(([name]) => name);
  // What has a fault must not run: a fact that nobody makes decides nothing, and a cmdlet that does not exist would be typed.
  const faulty = new Set(problems.map((problem) => problem.path));
  const soundRules = rules.filter((rule) => !faulty.has(paths.get(rule.id) ?? ''));
  for (const rule of rules) if (!soundRules.includes(rule)) cases.delete(rule.id);
  const soundFixes = fixes.filter((fix) => !faulty.has(`fixes/${fix.id}.yaml`));
  return { rules: soundRules, cases, fixes: soundFixes, asked, parameters, whatIf, problems };
}

/** A rule set from what was loaded. `version` names the state of the files. */
export function createRuleSet(loaded: LoadedRules, version: string): RuleSet {
  const rules = new Map(loaded.rules.map((rule) => [rule.id, rule]));
  const fixes = new Map(loaded.fixes.map((fix) => [fix.id, fix]));
  const asked = new Map(loaded.asked.flatMap((fact) => [...(fact.covers ?? []), fact.name].map((name) => [name, fact] as const)));
  const whatIf = new Set(loaded.whatIf);
  const templates = compileTemplates(liveRules(loaded));
  const entered = new Map(templates.map(({ template, rules: ids }) => [template, ids]));
  const byStatus = statusIndex(liveRules(loaded));
  return {
    version,
    knowsWhatIf: (cmdlet) => whatIf.has(cmdlet),
    ids: liveRules(loaded).map((rule) => rule.id),
    checks: checkEntries(liveRules(loaded)),
    byMessage: messageEntries(liveRules(loaded)),
    byStatus: (code) => rulesOfStatus(byStatus, code),
    templates: indexTemplates(templates),
    entered: (template) => entered.get(template) ?? [],
    rule: (id) => rules.get(id),
    fix: (id) => fixes.get(id),
    asked: (name) => asked.get(name),
    parameters: loaded.parameters,
    askedNames: loaded.asked.map((fact) => fact.name).sort(),
  };
}

/** The rules that are asked, by id: a draft is not. */
export function liveRules(loaded: LoadedRules): readonly Rule[] {
  return loaded.rules.filter((rule) => rule.status !== 'draft').toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** Every template of the rules, once, compiled. Templates with a problem were reported by loadRules and are left out. */
export function compileTemplates(rules: readonly Rule[]): readonly CompiledTemplate[] {
  const compiled = new Map<string, CompiledTemplate>();
  const entering = new Map<string, string[]>();
  for (const rule of rules) {
    for (const template of new Set(entryOf(rule).texts.map((text) => text.template))) {
      const ids = entering.get(template) ?? [];
      entering.set(template, ids);
      ids.push(rule.id);
    }
  }
  for (const rule of rules) {
    for (const template of templatesOf(rule)) {
      if (compiled.has(template)) continue;
      try {
        compiled.set(template, { template, variants: compileTemplate(template), rules: entering.get(template) ?? [] });
      } catch (error) {
        if (!(error instanceof TemplateProblem)) throw error;
      }
    }
  }
  return [...compiled.values()];
}

function readYaml(file: RuleFile | ReadRuleFile, problems: RuleProblem[]): YamlFile | undefined {
  const lines = new LineCounter();
  if ('value' in file) return { path: file.path, lines, document: undefined, value: file.value };
  const document = parseDocument(file.text, { lineCounter: lines, prettyErrors: false });
  for (const error of document.errors) problems.push({ path: file.path, line: lines.linePos(error.pos[0]).line, message: error.message });
  if (document.errors.length > 0) return undefined;
  try {
    // maxAliasCount: a rule pack of a stranger must not unfold into gigabytes.
    return { path: file.path, lines, document, value: document.toJS({ maxAliasCount: 50 }) };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    problems.push({ path: file.path, line: 1, message: error.message });
    return undefined;
  }
}

function check<T>(schema: ZodType, yaml: YamlFile, problems: RuleProblem[]): T | undefined {
  const result = schema.safeParse(yaml.value);
  // The schema describes T by hand-kept agreement: rule.ts is what the engine reads, rule-schema.ts what an author may write.
  if (result.success) return result.data as T;
  for (const issue of flatten(result.error)) report(yaml, issue.path, issue.message, problems);
  return undefined;
}

function flatten(error: ZodError): { path: Path; message: string }[] {
  return error.issues.map((issue) => {
    const path = issue.path.filter((key): key is string | number => typeof key !== 'symbol');
    if (issue.code === 'unrecognized_keys')
      return { path: [...path, issue.keys[0] ?? ''], message: `unknown key "${issue.keys.join('", "')}"` };
    return { path, message: `${path.join('.') || 'file'}: ${issue.message}` };
  });
}
