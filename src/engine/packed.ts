import type { CompiledIndex } from './compiled.js';
import type { AskedFact, Fix, Rule } from './rule.js';
import type { RuleSet } from './rule-set.js';

/**
 * The packed rules (compiled.ts) as a rule set. Only the index is parsed; a rule is parsed when it is asked for, for a short paste needs one of hundreds.
 *
 * In: the text that the build wrote; it was checked then and is trusted now. Bad input: throws, for only a broken installation has it.
 */
export function openPackedRules(text: string): RuleSet {
  const lines = text.split('\n');
  const index = parseLine<CompiledIndex>(lines[0]);
  const cache = new Map<number, unknown>();
  const read = <T>(line: number | undefined): T | undefined => {
    if (line === undefined) return undefined;
    // Written by compileRules of this very build, under this line number, from a value of this type.
    const known = cache.get(line) as T | undefined;
    if (known !== undefined) return known;
    const value = parseLine<T>(lines[line]);
    cache.set(line, value);
    return value;
  };
  const whatIf = new Set(index.whatIf);
  return {
    version: index.version,
    entries: index.entries,
    templates: index.templates,
    parameters: index.parameters,
    askedNames: index.askedNames,
    knowsWhatIf: (cmdlet) => whatIf.has(cmdlet),
    rule: (id) => read<Rule>(index.ruleLines[id]),
    fix: (id) => read<Fix>(index.fixLines[id]),
    asked: (name) => read<AskedFact>(index.askedLines[name]),
  };
}

function parseLine<T>(line: string | undefined): T {
  // The build is the only writer of this file; its types are those of compileRules.
  return JSON.parse(line ?? '') as T;
}
