import { createRuleSet, type LoadedRules } from '../engine/load.js';
import type { RuleCase } from '../engine/rule-schema.js';
import type { Side } from '../evidence/directory.js';
import { readJsonValues } from '../parse/recipient/json.js';
import { createDiagnoser, createDirectories, type Diagnoser } from './diagnose.js';
import { createMailReader } from './mail-reader.js';

/** What came of one case. */
export interface CaseResult {
  readonly rule: string;
  readonly name: string;
  /** Undefined where the case holds. */
  readonly problem: string | undefined;
}

/**
 * Runs the cases of the rules whose id starts with a prefix. `readSample` gives the text of a case's `sample`.
 */
export function runRuleCases(
  loaded: LoadedRules,
  prefix = '',
  readSample: (path: string) => string | undefined = () => undefined,
): readonly CaseResult[] {
  const diagnose = createDiagnoser(createRuleSet(loaded, 'test'), createMailReader());
  const results: CaseResult[] = [];
  for (const [rule, cases] of loaded.cases) {
    if (!rule.startsWith(prefix)) continue;
    for (const ruleCase of cases) results.push({ rule, name: ruleCase.name, problem: runCase(rule, ruleCase, diagnose, readSample) });
  }
  return results;
}

function runCase(
  ruleId: string,
  ruleCase: RuleCase,
  diagnose: Diagnoser,
  readSample: (path: string) => string | undefined,
): string | undefined {
  const text = ruleCase.input ?? (ruleCase.sample === undefined ? '' : readSample(ruleCase.sample));
  if (text === undefined) return `no sample ${ruleCase.sample ?? ''}`;
  const tables = (records: RuleCase['onPrem'], side: Side) => (records === undefined ? undefined : [readJsonValues(records, side, 'case')]);
  const diagnosis = diagnose({
    text,
    bytes: text.length,
    kind: ruleCase.kind,
    direction: ruleCase.direction,
    settings: ruleCase.settings,
    answers: new Map(Object.entries(ruleCase.answers ?? {})),
    directories: createDirectories(tables(ruleCase.onPrem, 'onprem'), tables(ruleCase.cloud, 'cloud')),
  });
  const finding = diagnosis.findings.find((candidate) => candidate.ruleId === ruleId);
  const { expect } = ruleCase;
  const states = finding?.causes.map((cause) => `${cause.id} ${cause.status}`).join(', ');
  if (expect === 'no-match' || (typeof expect === 'object' && expect.finding === 'none')) {
    return finding === undefined ? undefined : `a finding was made from "${finding.evidence[0]?.text ?? ''}"`;
  }
  if (finding === undefined) return `no finding; found ${diagnosis.findings.map((other) => other.ruleId).join(', ') || 'nothing'}`;
  if (expect === 'match') return undefined;
  if (expect === 'unknown') {
    const proven = finding.causes.find((cause) => cause.status === 'confirmed');
    return proven === undefined ? undefined : `cause ${proven.id} is confirmed`;
  }
  if (expect.finding !== undefined && expect.finding !== finding.status) return `the finding is ${finding.status}, not ${expect.finding}`;
  const wanted = Object.entries(expect.causes ?? {});
  if (expect.cause !== undefined) wanted.push([expect.cause, expect.status ?? 'confirmed']);
  for (const [id, status] of wanted) {
    const cause = finding.causes.find((candidate) => candidate.id === id);
    if (cause?.status !== status)
      return `cause ${id} is ${cause?.status ?? 'not there'}, not ${status} (${states ?? ''}; missing ${cause?.missing.join(', ') ?? ''})`;
  }
  return undefined;
}
