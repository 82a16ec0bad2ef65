import type { AskedFact, Parameter } from '../engine/rule.js';
import type { RuleSet } from '../engine/rule-set.js';
import type { FactName } from '../facts/fact.js';
import type { Facts } from '../facts/maker.js';
import type { Finding } from './finding.js';

/** An unknown fact whose answer would decide causes. */
export interface Question {
  readonly fact: FactName;
  /** All facts that the same command answers and that are open. */
  readonly facts: readonly FactName[];
  readonly text: string;
  /** Which causes it tells apart. */
  readonly why: string;
  readonly asked: AskedFact;
  readonly finding: Finding;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** Facts that a comparison is made of: to decide the comparison, ask for these. */
const PARTS: Readonly<Record<FactName, readonly FactName[]>> = {
  'pair.sameExchangeGuid': ['onPrem.exchangeGuid', 'cloud.exchangeGuid'],
  'pair.swappedExchangeGuid': ['onPrem.exchangeGuid', 'cloud.exchangeGuid'],
  'pair.sameArchiveGuid': ['onPrem.archiveGuid', 'cloud.archiveGuid'],
  'pair.sameAnchor': ['onPrem.consistencyGuid', 'cloud.immutableId'],
  'pair.sameUpn': ['onPrem.userPrincipalName', 'cloud.userPrincipalName'],
  'pair.samePrimarySmtp': ['onPrem.primarySmtpAddress', 'cloud.primarySmtpAddress'],
  'pair.joinedBy': ['onPrem.exists', 'cloud.exists'],
  'derived.immutableId': ['onPrem.consistencyGuid'],
  'derived.cloudAnchorGuid': ['cloud.immutableId'],
  'derived.remoteMailboxKind': ['cloud.recipientType'],
  'derived.remoteRoutingAddress': ['tenant.routingDomain'],
};

/**
 * In: ranked findings, and facts that guards of the plan leave open. Out: the questions that decide most, best first.
 * A cause of a finding that another one explains weighs little, and so does one that is asked for late.
 */
export function rankQuestions(
  findings: readonly Finding[],
  guards: readonly { readonly finding: Finding; readonly missing: readonly FactName[]; readonly why: string }[],
  ruleSet: RuleSet,
): readonly Question[] {
  const weights = new Map<FactName, { weight: number; causes: Map<string, string>; finding: Finding }>();
  const add = (name: FactName, weight: number, id: string, title: string, finding: Finding): void => {
    const entry = weights.get(name) ?? { weight: 0, causes: new Map<string, string>(), finding };
    entry.weight += weight;
    entry.causes.set(id, title);
    weights.set(name, entry);
  };
  findings.forEach((finding, rank) => {
    const importance = 1 / (rank + 1) / (finding.explainedBy.length + 1);
    const open = finding.missing.flatMap((name) => openParts(name, finding.facts));
    for (const name of new Set(open)) add(name, importance / open.length + importance / 2, finding.ruleId, finding.title, finding);
    for (const cause of finding.causes) {
      if (cause.status !== 'possible') continue;
      const missing = cause.missing.flatMap((name) => openParts(name, finding.facts));
      for (const name of new Set(missing)) add(name, importance / missing.length + importance / 4, cause.id, cause.title, finding);
    }
  });
  for (const { finding, missing, why } of guards) {
    for (const name of missing.flatMap((fact) => openParts(fact, finding.facts))) add(name, 0.5, why, why, finding);
  }

  const byQuestion = new Map<
    FactName,
    { weight: number; facts: FactName[]; causes: Map<string, string>; finding: Finding; asked: AskedFact }
  >();
  for (const [name, entry] of [...weights].sort((a, b) => b[1].weight - a[1].weight || (a[0] < b[0] ? -1 : 1))) {
    const asked = ruleSet.asked(name);
    if (asked === undefined) continue;
    const known = byQuestion.get(asked.name);
    if (known === undefined) byQuestion.set(asked.name, { ...entry, causes: new Map(entry.causes), facts: [name], asked });
    else {
      known.weight += entry.weight;
      known.facts.push(name);
      for (const [id, title] of entry.causes) known.causes.set(id, title);
    }
  }
  return [...byQuestion.values()]
    .sort((a, b) => b.weight - a.weight || (a.asked.name < b.asked.name ? -1 : 1))
    .map(({ facts, causes, finding, asked }) => ({
      fact: facts[0] ?? asked.name,
      facts,
      text: asked.question,
      why: explain(causes),
      asked,
      finding,
      parameters: ruleSet.parameters,
    }));
}

/** The facts to ask for when a fact is unknown: for a comparison the sides of it that are not known. */
export function openParts(name: FactName, facts: Facts): readonly FactName[] {
  const parts = PARTS[name];
  if (parts === undefined) return [name];
  const open = parts.filter((part) => facts(part).kind === 'unknown');
  return open.length === 0 ? [name] : open;
}

function explain(causes: ReadonlyMap<string, string>): string {
  const ids = [...causes.keys()];
  if (ids.length === 1) return `Decides: ${[...causes.values()][0] ?? ''}`;
  return `Tells apart: ${ids.join(', ')}`;
}
