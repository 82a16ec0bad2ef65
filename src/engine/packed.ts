import { lazy } from '../evidence/lazy.js';
import type { CompiledIndex, CompiledValues, Extent, ExtentTable } from './compiled.js';
import type { CompiledTemplate } from './match.js';
import type { AskedFact, Fix, Rule } from './rule.js';
import { type RuleSet, rulesOfStatus } from './rule-set.js';

/**
 * The packed rules (compiled.ts) as a rule set. Only the index is parsed; a rule is read when it is asked for, for a short paste needs one of hundreds.
 *
 * In: the index as text, and a reader of the other file. Both were written and checked by the build, and are trusted now.
 * Bad input: throws, for only a broken installation has it.
 */
export function openPackedRules(indexText: string, read: (from: number, length: number) => string): RuleSet {
  const index = parse<CompiledIndex>(indexText);
  const cache = new Map<number, unknown>();
  const value = <T>(extent: Extent | undefined): T | undefined => {
    if (extent === undefined) return undefined;
    const [from, length] = extent;
    // Written by compileRules of this very build, at this place, from a value of this type.
    const known = cache.get(from) as T | undefined;
    if (known !== undefined) return known;
    const made = parse<T>(read(from, length));
    cache.set(from, made);
    return made;
  };
  const required = <Name extends keyof CompiledValues>(name: Name): CompiledValues[Name] => {
    const made = value<CompiledValues[Name]>(index[name]);
    if (made === undefined) throw new Error(`the packed rules hold no ${name}`);
    return made;
  };
  const whatIf = lazy(() => new Set(required('whatIf')));
  // A text that was matched was unpacked before.
  const entered = new Map<string, readonly string[]>();
  return {
    version: index.version,
    ids: index.ids,
    get checks() {
      return required('checks');
    },
    get byMessage() {
      return required('messages');
    },
    byStatus: (code) => rulesOfStatus(required('byStatus'), code),
    entered: (template) => entered.get(template) ?? [],
    templates: {
      hashes: index.hashes,
      owners: index.owners,
      around: index.around,
      template: (owner) => {
        const template = value<CompiledTemplate>(templateExtent(index.templates, owner));
        if (template === undefined) throw new Error(`the packed rules hold no template ${owner}`);
        entered.set(template.template, template.rules);
        return template;
      },
    },
    get parameters() {
      return required('parameters');
    },
    get askedNames() {
      return required('askedNames');
    },
    knowsWhatIf: (cmdlet) => whatIf().has(cmdlet),
    rule: (id) => value<Rule>(extentIn(index.rules, id)),
    fix: (id) => value<Fix>(extentIn(index.fixes, id)),
    asked: (name) => value<AskedFact>(extentIn(index.asked, name)),
  };
}

function templateExtent(templates: readonly number[], owner: number): Extent | undefined {
  const [from, length] = [templates[owner * 2], templates[owner * 2 + 1]];
  return from === undefined || length === undefined ? undefined : [from, length];
}

function extentIn(table: ExtentTable, name: string): Extent | undefined {
  // No name in the table has a blank, and one that is asked for may be anything.
  const at = /\s/.test(name) ? -1 : table.indexOf(`\n${name} `);
  if (at < 0) return undefined;
  const [from, length] = table.slice(at + name.length + 2, table.indexOf('\n', at + 1)).split(' ');
  return [Number(from), Number(length)];
}

function parse<T>(text: string): T {
  // The build is the only writer; its types are those of compileRules.
  return JSON.parse(text) as T;
}
