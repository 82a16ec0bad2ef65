import { templateOf } from '../engine/cut.js';
import type { Rule } from '../engine/rule.js';
import { entryOf, type RuleEntry, type RuleSet } from '../engine/rule-set.js';
import type { Steps } from '../evidence/steps.js';
import type { Finding } from './finding.js';
import { makeFinding } from './make-finding.js';
import { findInMessage } from './message-findings.js';
import type { Recognition } from './recognition.js';
import { dropCandidates, reportGroups, statusRules } from './report-groups.js';
import { isAboutSyncError, syncGroups } from './sync-groups.js';
import { type Group, isName, matchGroups } from './text-groups.js';

const MOST_FINDINGS = 200;
/** So many rules, and nothing but names of exception classes: a catalogue, no report. */
const NAMES_OF_A_LIST = 6;

/**
 * Enters every rule whose text or status code stands in the input, once for each recipient that the input names, and every rule about a message where there
 * are headers; judges their causes.
 *
 * Out, with a finding at each step: findings, not ranked; `dropped` counts what a limit cut.
 */
export function* findAll(
  ruleSet: RuleSet,
  recognition: Recognition,
): Steps<{ readonly findings: readonly Finding[]; readonly dropped: number }> {
  const findings: { readonly finding: Finding; readonly group: Group }[] = [];
  let dropped = 0;
  const ids = new Set([...statusRules(ruleSet, recognition)]);
  for (const key of recognition.matches.keys()) for (const id of ruleSet.entered(templateOf(key))) ids.add(id);
  const entered: { readonly rule: Rule; readonly entry: RuleEntry; readonly groups: readonly Group[] }[] = [];
  for (const id of [...ids].sort()) {
    const rule = ruleSet.rule(id);
    if (rule === undefined) continue;
    entered.push({ rule, entry: entryOf(rule), groups: groupsOf(rule, recognition) });
    yield;
  }
  const named = entered.filter(({ entry, groups }) => entry.status.length === 0 && groups.some(({ syncError }) => syncError === undefined));
  const isList = named.length >= NAMES_OF_A_LIST && named.every(({ groups }) => groups.every((group) => isName(group, recognition)));
  for (const { rule, groups } of entered) {
    for (const group of groups) {
      if (findings.length >= MOST_FINDINGS) {
        dropped++;
        continue;
      }
      yield;
      const finding = makeFinding(rule, isList ? { ...group, isList } : group, recognition, groups.length);
      if (finding !== undefined) findings.push({ finding, group });
    }
  }
  const kept = dropCandidates(findings);
  const known = new Set(kept.map(({ ruleId }) => ruleId));
  yield;
  return { findings: [...kept, ...(yield* findInMessage(ruleSet, recognition, known))], dropped };
}

/** What of the input enters a rule, for each whom it is about. */
function groupsOf(rule: Rule, recognition: Recognition): readonly Group[] {
  const entry = entryOf(rule);
  if (entry.status.length > 0) return reportGroups(entry, recognition);
  return isAboutSyncError(rule) ? syncGroups(rule, entry, recognition) : matchGroups(entry, recognition);
}

export type { Recognition } from './recognition.js';
