import type { FactName } from '../facts/fact.js';
import { compileTemplates, type LoadedRules, liveRules } from './load.js';
import { indexTemplates } from './match.js';
import type { Parameter } from './rule.js';
import { type CheckEntry, checkEntries, type MessageEntry, messageEntries, statusIndex } from './rule-set.js';

/** A value's place in the packed file: first byte and length. */
export type Extent = readonly [from: number, length: number];

/** Places by name, as one text that costs nothing to parse: a line feed, then lines of name, first byte and length. */
export type ExtentTable = string;

/**
 * What recognition needs of all rules, and where in the packed file the rest lies. A run parses all of the index and little of the file, so
 * what only some runs ask for stands in the file.
 */
export interface CompiledIndex {
  readonly version: string;
  readonly ids: readonly string[];
  /** The checks: read in a readiness run. */
  readonly checks: Extent;
  /** Asked where there is a delivery report. */
  readonly byStatus: Extent;
  /** The conditions of the rules about messages: read where there are headers. */
  readonly messages: Extent;
  readonly hashes: readonly number[];
  readonly owners: readonly number[];
  readonly around: string;
  /** First byte and length of each template, one after the other. */
  readonly templates: readonly number[];
  readonly parameters: Extent;
  readonly whatIf: Extent;
  readonly rules: ExtentTable;
  readonly fixes: ExtentTable;
  readonly asked: ExtentTable;
  readonly askedNames: Extent;
}

/** The values in the packed file that are no rule, template, fix or question. */
export interface CompiledValues {
  readonly byStatus: Readonly<Record<string, readonly string[]>>;
  readonly messages: readonly MessageEntry[];
  readonly checks: readonly CheckEntry[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly whatIf: readonly string[];
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
  const { hashes, owners, around } = indexTemplates(templates);
  const asked: Record<FactName, Extent> = {};
  for (const fact of loaded.asked) {
    const extent = add(fact);
    for (const name of fact.covers ?? []) asked[name] ??= extent;
    asked[fact.name] = extent;
  }
  const index: CompiledIndex = {
    version,
    ids: live.map((rule) => rule.id),
    checks: add(checkEntries(live) satisfies CompiledValues['checks']),
    byStatus: add(statusIndex(live) satisfies CompiledValues['byStatus']),
    messages: add(messageEntries(live) satisfies CompiledValues['messages']),
    hashes,
    owners,
    around,
    templates: templates.flatMap(add),
    parameters: add(loaded.parameters satisfies CompiledValues['parameters']),
    whatIf: add(loaded.whatIf satisfies CompiledValues['whatIf']),
    rules: tableOf(loaded.rules.map((rule) => [rule.id, add(rule)])),
    fixes: tableOf(loaded.fixes.map((fix) => [fix.id, add(fix)])),
    asked: tableOf(Object.entries(asked)),
    askedNames: add(loaded.asked.map((fact) => fact.name).sort() satisfies CompiledValues['askedNames']),
  };
  return { index: ascii(JSON.stringify(index)), values: values.join('') };
}

function tableOf(extents: readonly (readonly [name: string, extent: Extent])[]): ExtentTable {
  return `\n${extents.map(([name, [from, length]]) => `${name} ${from} ${length}\n`).join('')}`;
}

/** JSON in which bytes and characters are the same, so that an extent fits both. */
function ascii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
