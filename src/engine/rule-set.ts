import type { FactName } from '../facts/fact.js';
import type { TemplateIndex } from './match.js';
import type { AskedFact, Condition, Fix, Parameter, Rule } from './rule.js';

/**
 * Everything that the rule files say, checked and ready to evaluate.
 * Rules are read one at a time, for a short paste needs one of hundreds: `entered` says which ones a matched text needs.
 */
export interface RuleSet {
  /** Version of the set: changes when any rule, fix or question changes. */
  readonly version: string;
  /** Ids of all rules, in order. */
  readonly ids: readonly string[];
  /** Ids of the rules that no text enters: they are asked by their facts. */
  readonly byFacts: readonly string[];
  /** Ids of the rules that a text enters; to be asked for texts that were matched. */
  entered(template: string): readonly string[];
  readonly templates: TemplateIndex;
  rule(id: string): Rule | undefined;
  fix(id: string): Fix | undefined;
  asked(name: FactName): AskedFact | undefined;
  readonly parameters: Readonly<Record<string, Parameter>>;
  knowsWhatIf(cmdlet: string): boolean;
  /** Names of all asked facts. */
  readonly askedNames: readonly FactName[];
}

/** What recognition needs to know of a rule. */
export interface RuleEntry {
  readonly id: string;
  readonly texts: readonly { readonly template: string; readonly weak: boolean }[];
  readonly unless: readonly string[];
  /** The rule has no text: it is entered by its facts. */
  readonly byFacts: boolean;
}

/** All templates of a rule: its texts, its exceptions, and those in conditions. */
export function templatesOf(rule: Rule): readonly string[] {
  const templates = new Set<string>();
  for (const text of rule.recognise.text ?? []) templates.add(typeof text === 'string' ? text : text.text);
  for (const text of rule.recognise.unlessText ?? []) templates.add(text);
  const visit = (condition: Condition): void => {
    if ('all' in condition) condition.all.forEach(visit);
    else if ('any' in condition) condition.any.forEach(visit);
    else if ('not' in condition) visit(condition.not);
    else if ('text' in condition) templates.add(condition.text);
  };
  if (rule.recognise.when !== undefined) visit(rule.recognise.when);
  for (const cause of rule.causes) if (cause.when !== undefined && cause.when !== 'recognised') visit(cause.when);
  return [...templates];
}

export function entryOf(rule: Rule): RuleEntry {
  const texts = (rule.recognise.text ?? []).map((text) =>
    typeof text === 'string' ? { template: text, weak: false } : { template: text.text, weak: text.weak === true },
  );
  return { id: rule.id, texts, unless: rule.recognise.unlessText ?? [], byFacts: texts.length === 0 };
}

const READING_VERBS =
  /^(?:Get|Test|Format|Select|Where|Sort|Measure|Export|Compare|Search|Validate|ConvertFrom|ConvertTo|Import|Write|Out|Connect|Disconnect|Read|Resolve|ForEach|Group)-/;

/** True for a cmdlet that may change a directory, a mailbox or a server. */
export function changesSomething(cmdlet: string): boolean {
  return !READING_VERBS.test(cmdlet);
}

/** Fix ids that a cause names, in order. */
export function fixIdsOf(fix: string | readonly string[] | undefined): readonly string[] {
  if (fix === undefined) return [];
  return typeof fix === 'string' ? [fix] : fix;
}
