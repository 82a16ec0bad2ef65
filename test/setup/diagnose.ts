import { createDiagnoser, createDirectories } from '../../src/app/diagnose.js';
import { createMailReader } from '../../src/app/mail-reader.js';
import { createRuleSet, type LoadedRules } from '../../src/engine/load.js';
import type { Fix, Rule } from '../../src/engine/rule.js';
import type { RuleSet } from '../../src/engine/rule-set.js';
import type { DirectoryTable, Side } from '../../src/evidence/directory.js';
import { createPlaces } from '../../src/evidence/fold.js';
import type { FactName } from '../../src/facts/fact.js';
import { createFacts } from '../../src/facts/facts.js';
import type { FactSources, Facts } from '../../src/facts/maker.js';
import { resolveSubject, type SubjectHints } from '../../src/facts/subject.js';
import type { Settings } from '../../src/facts/tenant.js';
import type { Diagnosis } from '../../src/fixes/diagnosis.js';
import { extract } from '../../src/parse/error-text/extract.js';
import { readFields } from '../../src/parse/error-text/fields.js';
import { readJson, readJsonValues } from '../../src/parse/recipient/json.js';

export type Records = readonly Readonly<Record<string, unknown>>[];

export interface Given {
  readonly text?: string;
  readonly onPrem?: Records;
  readonly cloud?: Records;
  /** Records as an export holds them: a property that no record has was not read. */
  readonly onPremFile?: Records;
  readonly cloudFile?: Records;
  /** The same as text: a file that breaks off. */
  readonly onPremText?: string;
  readonly settings?: Settings;
  readonly direction?: 'to-cloud' | 'to-onprem';
  readonly answers?: Readonly<Record<FactName, string | number | boolean>>;
  readonly hints?: Partial<SubjectHints>;
  readonly captures?: Readonly<Record<string, string>>;
  readonly chosen?: readonly string[];
}

function directoriesOf({ onPrem, cloud, onPremFile, cloudFile, onPremText }: Given) {
  return createDirectories(tablesOf('onprem', onPrem, onPremText ?? textOf(onPremFile)), tablesOf('cloud', cloud, textOf(cloudFile)));
}

function textOf(records: Records | undefined): string | undefined {
  return records === undefined ? undefined : JSON.stringify(records);
}

function tablesOf(side: Side, inline: Records | undefined, file: string | undefined): readonly DirectoryTable[] | undefined {
  if (file !== undefined) {
    const result = readJson(file, { source: `${side}.json`, side });
    if (result.kind === 'problem') throw new Error(result.problem.what);
    return [result.table];
  }
  return inline === undefined ? undefined : [readJsonValues(inline, side, side)];
}

/** The facts of one recipient, as a finding would have them. */
export function factsOf(given: Given): Facts {
  const text = given.text ?? '';
  const directories = directoriesOf(given);
  const hints: SubjectHints = { addresses: [], otherAddresses: [], names: [], ...given.hints };
  const sources: FactSources = {
    text,
    extracted: extract(text),
    fields: readFields(text),
    identities: [],
    captures: new Map(Object.entries(given.captures ?? {}).map(([name, value]) => [name, { value, line: 1, column: 1 }])),
    direction: given.direction,
    directories,
    subject: resolveSubject(hints, directories),
    settings: given.settings,
    answers: new Map(Object.entries(given.answers ?? {})),
    settingOf: () => undefined,
    kind: undefined,
    message: undefined,
    report: undefined,
    entry: undefined,
    own: { domains: undefined, ips: undefined },
    placeOf: createPlaces(text),
  };
  return createFacts(sources);
}

/** The value of a known fact; `unknown: why` of an unknown one. */
export function valueOf(facts: Facts, name: FactName): unknown {
  const fact = facts(name);
  return fact.kind === 'known' ? fact.value : `unknown: ${fact.why}`;
}

/** A rule set of a few rules and fixes of a test's own. */
export function ruleSetOf(rules: readonly Rule[], fixes: readonly Fix[] = [], more: Partial<LoadedRules> = {}): RuleSet {
  return createRuleSet({ rules, fixes, cases: new Map(), asked: [], parameters: {}, whatIf: [], problems: [], ...more }, 'test');
}

export function diagnoseWith(ruleSet: RuleSet, given: Given): Diagnosis {
  const text = given.text ?? '';
  return createDiagnoser(
    ruleSet,
    createMailReader(),
  )({
    text,
    bytes: text.length,
    direction: given.direction,
    settings: given.settings,
    answers: new Map(Object.entries(given.answers ?? {})),
    chosenCauses: new Set(given.chosen ?? []),
    directories: directoriesOf(given),
  });
}

/** A rule about a made-up device; `more` replaces what a test is about. */
export function ruleOf(more: Partial<Rule> & { readonly id: string }): Rule {
  return {
    title: 'The frobnicator is out of order',
    severity: 'error',
    why: 'It has to turn.',
    recognise: { text: ["The frobnicator of '<name:identity>' is out of order"] },
    causes: [],
    sources: ['https://learn.microsoft.com/exchange'],
    ...more,
  };
}
