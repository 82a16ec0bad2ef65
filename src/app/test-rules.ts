import { createRuleSet, type LoadedRules } from '../engine/load.js';
import type { RuleCase } from '../engine/rule-schema.js';
import type { RuleSet } from '../engine/rule-set.js';
import type { Side } from '../evidence/directory.js';
import type { Directories } from '../facts/subject.js';
import type { Finding } from '../findings/finding.js';
import { readJsonValues } from '../parse/recipient/json.js';
import { createDiagnoser, createDirectories, type Diagnoser } from './diagnose.js';
import { createMailReader } from './mail-reader.js';
import { assessAll } from './readiness.js';

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
  const ruleSet = createRuleSet(loaded, 'test');
  const diagnose = createDiagnoser(ruleSet, createMailReader());
  const checks = new Set(ruleSet.checks.map(({ id }) => id));
  const results: CaseResult[] = [];
  for (const [rule, cases] of loaded.cases) {
    if (!rule.startsWith(prefix)) continue;
    for (const ruleCase of cases) {
      const problem = checks.has(rule) ? runCheckCase(rule, ruleCase, ruleSet) : runCase(rule, ruleCase, diagnose, readSample);
      results.push({ rule, name: ruleCase.name, problem });
    }
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
  const diagnosis = diagnose({
    text,
    bytes: text.length,
    kind: ruleCase.kind,
    direction: ruleCase.direction,
    settings: ruleCase.settings,
    answers: new Map(Object.entries(ruleCase.answers ?? {})),
    directories: directoriesOf(ruleCase),
  });
  return judge(
    ruleCase.expect,
    diagnosis.findings.find((candidate) => candidate.ruleId === ruleId),
    diagnosis.findings,
  );
}

function directoriesOf({ onPrem, cloud }: RuleCase): Directories {
  const tables = (records: RuleCase['onPrem'], side: Side) => (records === undefined ? undefined : [readJsonValues(records, side, 'case')]);
  return createDirectories(tables(onPrem, 'onprem'), tables(cloud, 'cloud'));
}

/** The case of a check: holds where it holds for one of the people, or for the organization. Unknown: the check could not be decided, or no cause could. */
function runCheckCase(ruleId: string, ruleCase: RuleCase, ruleSet: RuleSet): string | undefined {
  const readiness = assessAll({
    ruleSet,
    directories: directoriesOf(ruleCase),
    settings: ruleCase.settings,
    direction: ruleCase.direction,
    answers: new Map(Object.entries(ruleCase.answers ?? {})),
  });
  const positions = Array.from({ length: readiness.length }, (_, position) => position);
  const all = [...positions.flatMap((position) => readiness.findings(position)), ...readiness.organization.findings];
  const finding = all.find((candidate) => candidate.ruleId === ruleId);
  if (ruleCase.expect === 'unknown' && finding === undefined) {
    const open = [...positions.flatMap((position) => readiness.person(position).open), ...readiness.organization.open];
    return open.some(({ id }) => id === ruleId) ? undefined : 'the check was decided: it found nothing';
  }
  return judge(ruleCase.expect, finding, all);
}

function judge(expect: RuleCase['expect'], finding: Finding | undefined, all: readonly Finding[]): string | undefined {
  const states = finding?.causes.map((cause) => `${cause.id} ${cause.status}`).join(', ');
  if (expect === 'no-match' || (typeof expect === 'object' && expect.finding === 'none')) {
    return finding === undefined ? undefined : `a finding was made from "${finding.evidence[0]?.text ?? ''}"`;
  }
  if (finding === undefined) return `no finding; found ${all.map((other) => other.ruleId).join(', ') || 'nothing'}`;
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
