import type { FactName } from '../facts/fact.js';
import { compileTemplates, type LoadedRules, liveRules } from './load.js';
import { indexTemplates } from './match.js';
import type { Parameter } from './rule.js';
import { entryOf, type MessageEntry, messageEntries, statusIndex } from './rule-set.js';

/** A value's place in the packed file: first byte and length. */
export type Extent = readonly [from: number, length: number];

/** What recognition needs of all rules, and where in the packed file each rule, template, fix and question lies. */
export interface CompiledIndex {
  readonly version: string;
  readonly ids: readonly string[];
  readonly byFacts: readonly string[];
  readonly byStatus: Readonly<Record<string, readonly string[]>>;
  /** The conditions of the rules about messages: read where there are headers. */
  readonly messages: Extent;
  readonly hashes: readonly number[];
  readonly owners: readonly number[];
  readonly templates: readonly Extent[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly whatIf: readonly string[];
  readonly rules: Readonly<Record<string, Extent>>;
  readonly fixes: Readonly<Record<string, Extent>>;
  readonly asked: Readonly<Record<FactName, Extent>>;
  readonly askedNames: readonly FactName[];
}

/** The checked rules as the two texts that are packed with the program: an index, and everything else one value after the other. ASCII only. */
export function compileRules(loaded: LoadedRules, version: string): { readonly index: string; readonly values: string } {
  const values: string[] = [];
  let length = 0;
  const add = (value: unknown): Extent => {
    const text = `${ascii(JSON.stringify(value))}\n`;
    values.push(text);
    length += text.length;
    return [length - text.length, text.length];
  };
  const live = liveRules(loaded);
  const templates = compileTemplates(live);
  const { hashes, owners } = indexTemplates(templates);
  const asked: Record<FactName, Extent> = {};
  for (const fact of loaded.asked) {
    const extent = add(fact);
    for (const name of fact.covers ?? []) asked[name] ??= extent;
    asked[fact.name] = extent;
  }
  const index: CompiledIndex = {
    version,
    ids: live.map((rule) => rule.id),
    byFacts: live.filter((rule) => entryOf(rule).byFacts).map((rule) => rule.id),
    byStatus: statusIndex(live),
    messages: add(messageEntries(live) satisfies readonly MessageEntry[]),
    hashes,
    owners,
    templates: templates.map(add),
    parameters: loaded.parameters,
    whatIf: loaded.whatIf,
    rules: Object.fromEntries(loaded.rules.map((rule) => [rule.id, add(rule)])),
    fixes: Object.fromEntries(loaded.fixes.map((fix) => [fix.id, add(fix)])),
    asked,
    askedNames: loaded.asked.map((fact) => fact.name).sort(),
  };
  return { index: ascii(JSON.stringify(index)), values: values.join('') };
}

/** JSON in which bytes and characters are the same, so that an extent fits both. */
function ascii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
