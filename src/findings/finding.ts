import type { RepairBy, Severity } from '../engine/rule.js';
import type { Evidence } from '../evidence/evidence.js';
import type { FactName } from '../facts/fact.js';
import type { Facts } from '../facts/maker.js';
import type { Subject } from '../facts/subject.js';

export type CauseStatus = 'confirmed' | 'possible' | 'ruled-out';

/** One cause of a finding, judged. */
export interface CauseFinding {
  readonly id: string;
  readonly title: string;
  readonly status: CauseStatus;
  readonly evidence: readonly Evidence[];
  /** Facts that would decide it; empty unless it is possible. */
  readonly missing: readonly FactName[];
  /** Its condition holds, but no source confirms the cause itself: it stays possible. */
  readonly isUnverified: boolean;
  /** The condition holds on the facts, whatever the status. */
  readonly fits: boolean;
  /** How many claims of its condition hold. */
  readonly holds: number;
  /** Who can repair this cause, where it is not who repairs the finding. */
  readonly repairBy: RepairBy | undefined;
  readonly fixes: readonly string[];
  /** Fixes that may stand in the place of the first of `fixes`. */
  readonly alternatives: readonly string[];
  readonly why: string;
}

/** A diagnosis that applies to the input, with its causes: confirmed first, then possible, then ruled out. */
export interface Finding {
  readonly ruleId: string;
  readonly title: string;
  readonly why: string;
  readonly severity: Severity;
  /** Confirmed: the input proves the diagnosis. Possible: it fits, and something that would prove it is unknown. */
  readonly status: 'confirmed' | 'possible';
  readonly subjectKind: string;
  readonly subject: Subject;
  readonly evidence: readonly Evidence[];
  readonly causes: readonly CauseFinding[];
  /** Ids of other findings of this input that explain this one. */
  readonly explainedBy: readonly string[];
  readonly symptomOf: readonly string[];
  readonly sources: readonly string[];
  readonly repairBy: RepairBy | undefined;
  /** Facts that would prove or refute the diagnosis itself; empty unless it is possible. */
  readonly missing: readonly FactName[];
  /** The cause is a matter of routing. */
  readonly showsRoute: boolean;
  readonly facts: Facts;
  /** Possible only because no source confirms the wording: the text says it, and it explains what follows from it. */
  readonly isStated?: true;
  /** About what was pasted, not about what went wrong. */
  readonly isAboutInput?: true;
  /** Folded length of the longest matched text: tells a specific text from a general one. */
  readonly specificity: number;
}

/** Who can repair a finding: as its open causes agree, else as the rule says. */
export function repairerOf({ causes, repairBy }: Pick<Finding, 'causes' | 'repairBy'>): RepairBy | undefined {
  const confirmed = causes.filter(({ status }) => status === 'confirmed');
  const open = confirmed.length > 0 ? confirmed : causes.filter(({ status }) => status === 'possible');
  const named = new Set(open.map((cause) => cause.repairBy ?? repairBy));
  return named.size === 1 ? [...named][0] : repairBy;
}

const SEVERITY_ORDER: readonly Severity[] = ['blocker', 'error', 'warning', 'info'];

/**
 * Puts the root cause before its symptoms, what is good to know last, then proven before possible, severe before mild, specific before general.
 * Same input, same order.
 */
export function rankFindings(findings: readonly Finding[]): readonly Finding[] {
  const present = new Set(findings.map((finding) => finding.ruleId));
  const proven = new Set(
    findings.filter(({ status, isStated }) => status === 'confirmed' || isStated === true).map(({ ruleId }) => ruleId),
  );
  const explained: readonly Finding[] = findings.map((finding) => ({
    ...finding,
    // What is only possible does not explain what is proven.
    explainedBy: finding.symptomOf.filter((id) => (finding.status === 'confirmed' ? proven : present).has(id) && id !== finding.ruleId),
  }));
  const depth = (finding: Finding, seen: ReadonlySet<string>): number => {
    if (seen.has(finding.ruleId)) return 0;
    const next = new Set([...seen, finding.ruleId]);
    const roots = explained.filter((other) => finding.explainedBy.includes(other.ruleId));
    return roots.length === 0 ? 0 : 1 + Math.max(...roots.map((root) => depth(root, next)));
  };
  const depths = new Map(explained.map((finding) => [finding, depth(finding, new Set())]));
  const key = (finding: Finding): readonly number[] => [
    depths.get(finding) ?? 0,
    // What is only good to know never stands before what may be wrong.
    finding.severity === 'info' ? 1 : 0,
    finding.isAboutInput === true ? 1 : 0,
    finding.status === 'confirmed' ? 0 : 1,
    SEVERITY_ORDER.indexOf(finding.severity),
    finding.causes.some((cause) => cause.status === 'confirmed') ? 0 : 1,
    -finding.specificity,
  ];
  return [...explained].sort((a, b) => compareKeys(key(a), key(b)) || (a.ruleId < b.ruleId ? -1 : a.ruleId > b.ruleId ? 1 : 0));
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
