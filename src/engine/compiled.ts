import type { FactName } from '../facts/fact.js';
import { compileTemplates, type LoadedRules } from './load.js';
import type { CompiledTemplate } from './match.js';
import type { Parameter } from './rule.js';
import { entryOf, type RuleEntry } from './rule-set.js';

/** First line of the compiled rule file: all that recognition needs, and on which line each rule, fix and question stands. */
export interface CompiledIndex {
  readonly version: string;
  readonly entries: readonly RuleEntry[];
  readonly templates: readonly CompiledTemplate[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly whatIf: readonly string[];
  readonly ruleLines: Readonly<Record<string, number>>;
  readonly fixLines: Readonly<Record<string, number>>;
  readonly askedLines: Readonly<Record<FactName, number>>;
  readonly askedNames: readonly FactName[];
}

/** The checked rules as the text that is packed with the program: JSON lines, the index first. Only at build time. */
export function compileRules(loaded: LoadedRules, version: string): string {
  const lines: string[] = [];
  const add = (value: unknown): number => lines.push(JSON.stringify(value));
  const ruleLines = Object.fromEntries(loaded.rules.map((rule) => [rule.id, add({ ...rule, cases: loaded.cases.get(rule.id)?.length ?? 0 })]));
  const fixLines = Object.fromEntries(loaded.fixes.map((fix) => [fix.id, add(fix)]));
  const askedLines: Record<FactName, number> = {};
  for (const fact of loaded.asked) {
    const line = add(fact);
    for (const name of fact.covers ?? []) askedLines[name] ??= line;
    askedLines[fact.name] = line;
  }
  const index: CompiledIndex = {
    version,
    entries: loaded.rules.filter((rule) => rule.status !== 'draft').map(entryOf),
    templates: compileTemplates(loaded.rules),
    parameters: loaded.parameters,
    whatIf: loaded.whatIf,
    ruleLines,
    fixLines,
    askedLines,
    askedNames: loaded.asked.map((fact) => fact.name).sort(),
  };
  return `${[JSON.stringify(index), ...lines].join('\n')}\n`;
}
