import type { FactName } from '../facts/fact.js';
import type { TemplateIndex } from './match.js';
import type { AskedFact, Condition, Fix, Parameter, Rule, Severity } from './rule.js';

/**
 * Everything that the rule files say, checked and ready to evaluate.
 * Rules are read one at a time, for a short paste needs one of hundreds: `entered` says which ones a matched text needs.
 */
export interface RuleSet {
  /** Version of the set: changes when any rule, fix or question changes. */
  readonly version: string;
  /** Ids of all rules, in order. */
  readonly ids: readonly string[];
  /** The rules that no text enters: checks of recipients and of the organization, asked by their facts in a readiness run. */
  readonly checks: readonly CheckEntry[];
  /** Ids of the rules that are about a message, and how each is entered: asked where the input holds headers. */
  readonly byMessage: readonly MessageEntry[];
  /** Ids of the rules that a status code of a delivery report enters. */
  byStatus(code: string): readonly string[];
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

/** A rule about a message, with what decides at a glance that it does not fire: most do not. */
export interface MessageEntry {
  readonly id: string;
  readonly when: Condition;
  readonly possibleWhen?: Condition;
}

/** A check, with what decides whether it is asked and what it comes to: most come to nothing. */
export interface CheckEntry {
  readonly id: string;
  readonly severity: Severity;
  /** True: about one recipient. False: about the tenant, the organization, an endpoint; asked once. */
  readonly isAboutRecipient: boolean;
  readonly direction?: readonly ('to-cloud' | 'to-onprem')[];
  readonly when: Condition;
  readonly possibleWhen?: Condition;
}

/** What recognition needs to know of a rule. */
export interface RuleEntry {
  readonly id: string;
  readonly texts: readonly { readonly template: string; readonly weak: boolean }[];
  readonly unless: readonly string[];
  readonly status: readonly string[];
  readonly statusDecides: boolean;
  /** No text, no status code and no message enters the rule: it is a check. */
  readonly isCheck: boolean;
  readonly isAboutMessage: boolean;
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
  if (rule.recognise.possibleWhen !== undefined) visit(rule.recognise.possibleWhen);
  for (const cause of rule.causes) if (cause.when !== undefined && cause.when !== 'recognised') visit(cause.when);
  return [...templates];
}

export function entryOf(rule: Rule): RuleEntry {
  const texts = (rule.recognise.text ?? []).map((text) =>
    typeof text === 'string' ? { template: text, weak: false } : { template: text.text, weak: text.weak === true },
  );
  const { status = [], statusDecides = false, unlessText = [], when } = rule.recognise;
  const isAboutMessage = rule.subject === 'message' && when !== undefined;
  return {
    id: rule.id,
    texts,
    unless: unlessText,
    status,
    statusDecides,
    isCheck: texts.length === 0 && status.length === 0 && when !== undefined && !isAboutMessage,
    isAboutMessage,
  };
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

/** The rules about messages of a set. */
export function messageEntries(rules: readonly Rule[]): readonly MessageEntry[] {
  return rules.flatMap((rule) => {
    const { when, possibleWhen } = rule.recognise;
    if (!entryOf(rule).isAboutMessage || when === undefined) return [];
    return [{ id: rule.id, when, ...(possibleWhen === undefined ? {} : { possibleWhen }) }];
  });
}

/** The checks of a set. */
export function checkEntries(rules: readonly Rule[]): readonly CheckEntry[] {
  return rules.flatMap((rule) => {
    const { when, possibleWhen } = rule.recognise;
    if (!entryOf(rule).isCheck || when === undefined) return [];
    return [
      {
        id: rule.id,
        severity: rule.severity,
        isAboutRecipient: (rule.subject ?? 'recipient') === 'recipient',
        when,
        ...(rule.direction === undefined ? {} : { direction: rule.direction }),
        ...(possibleWhen === undefined ? {} : { possibleWhen }),
      },
    ];
  });
}

/** Rule ids by the patterns of status codes: the code itself, `5.7.606-649`, `4.4.x`, `4.x.x`. */
export function statusIndex(rules: readonly Rule[]): Readonly<Record<string, readonly string[]>> {
  const index = new Map<string, string[]>();
  for (const rule of rules) {
    for (const pattern of rule.recognise.status ?? []) {
      const ids = index.get(pattern) ?? [];
      ids.push(rule.id);
      index.set(pattern, ids);
    }
  }
  return Object.fromEntries(index);
}

/** True where a status code fits a pattern of a rule. */
export function fitsStatus(pattern: string, code: string): boolean {
  if (pattern === code) return true;
  const [kind, subject, detail = ''] = pattern.split('.');
  const [codeKind, codeSubject, codeDetail] = code.split('.');
  if (kind !== codeKind) return false;
  if (subject === 'x') return true;
  if (subject !== codeSubject) return false;
  if (detail === 'x') return true;
  const [from, to] = detail.split('-').map(Number);
  const number = Number(codeDetail);
  return from !== undefined && to !== undefined && number >= from && number <= to;
}

/** Ids of the rules with a pattern that fits a code. */
export function rulesOfStatus(index: Readonly<Record<string, readonly string[]>>, code: string): readonly string[] {
  return Object.entries(index).flatMap(([pattern, ids]) => (fitsStatus(pattern, code) ? ids : []));
}
