import type { Command, Condition } from '../engine/rule.js';
import type { RuleSet } from '../engine/rule-set.js';
import { type ProductWords, productWords } from '../redact/report-words.js';

/** What the rules say is the products' and stays readable in a redacted report. `attributes`: names of those that they ask for. */
export function productWordsOf(ruleSet: RuleSet, attributes: Iterable<string>): ProductWords {
  const texts: string[] = [];
  const links: string[] = [];
  const fixes = new Set<string>();
  for (const id of ruleSet.ids) {
    const rule = ruleSet.rule(id);
    if (rule === undefined) continue;
    texts.push(id, rule.title, rule.why, ...(rule.recognise.text ?? []).map((one) => (typeof one === 'string' ? one : one.text)));
    texts.push(...(rule.recognise.unlessText ?? []));
    links.push(...rule.sources);
    for (const { id: cause, title, why, fix, alternatives, when } of rule.causes) {
      texts.push(cause, title, ...(why === undefined ? [] : [why]), ...(typeof when === 'object' ? textsOf(when, 0) : []));
      for (const one of [...(typeof fix === 'string' ? [fix] : (fix ?? [])), ...(alternatives ?? [])]) fixes.add(one);
    }
  }
  for (const id of fixes) {
    const fix = ruleSet.fix(id);
    if (fix === undefined) continue;
    texts.push(id, fix.title, ...(fix.why === undefined ? [] : [fix.why]), ...(fix.retired === undefined ? [] : [fix.retired]));
    links.push(...fix.sources);
    for (const guard of fix.guards ?? []) texts.push(guard.why, ...(guard.precheck ?? []).flatMap(wordsOfCommand));
    for (const command of [...(fix.precheck ?? []), ...fix.steps, ...fix.verify, ...fix.rollback]) texts.push(...wordsOfCommand(command));
    for (const { placeholder } of Object.values(fix.parameters ?? {})) texts.push(placeholder);
  }
  for (const name of ruleSet.askedNames) {
    const asked = ruleSet.asked(name);
    if (asked !== undefined) texts.push(asked.question, ...asked.how.flatMap(wordsOfCommand));
  }
  for (const { placeholder } of Object.values(ruleSet.parameters)) texts.push(placeholder);
  return productWords(texts, attributes, links);
}

/** Words and names of a command, without the values that it is given. */
function wordsOfCommand(command: Command): readonly string[] {
  if ('say' in command) return [command.say];
  const note = command.note === undefined ? [] : [command.note];
  if ('program' in command) return [command.program, ...(command.args ?? []), ...note];
  const { run, with: given, switches, then, assign } = command;
  return [
    run,
    ...Object.keys(given ?? {}),
    // Values that every organization gives: enumerations, names of properties.
    ...Object.values(given ?? {}).filter((value): value is string => typeof value === 'string' && !value.includes('$')),
    ...(switches ?? []),
    ...(assign === undefined ? [] : [assign]),
    ...note,
    ...(then ?? []).flatMap((piped) => [
      piped.run,
      ...Object.keys(piped.with ?? {}),
      ...(piped.switches ?? []),
      ...(piped.properties ?? []),
    ]),
  ];
}

/** Texts and values that conditions compare with: they are the products'. */
function textsOf(condition: Condition, depth: number): readonly string[] {
  if (depth > 20) return [];
  if ('all' in condition) return condition.all.flatMap((one) => textsOf(one, depth + 1));
  if ('any' in condition) return condition.any.flatMap((one) => textsOf(one, depth + 1));
  if ('not' in condition) return textsOf(condition.not, depth + 1);
  if ('text' in condition) return [condition.text];
  return [condition.equals, ...(condition.oneOf ?? [])].filter((value): value is string => typeof value === 'string');
}
