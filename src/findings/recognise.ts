import { entryOf, type RuleSet } from '../engine/rule-set.js';
import type { Finding } from './finding.js';
import { makeFinding } from './make-finding.js';
import { findInMessage } from './message-findings.js';
import type { Recognition } from './recognition.js';
import { dropCandidates, reportGroups, statusRules } from './report-groups.js';
import { isAboutSyncError, syncGroups } from './sync-groups.js';
import { isName, matchGroups } from './text-groups.js';

const MOST_FINDINGS = 200;
/** So many rules, and nothing but names of exception classes: a catalogue, no report. */
const NAMES_OF_A_LIST = 6;

/**
 * Enters every rule whose text or status code stands in the input, once for each recipient that the input names, and every rule about a message where there
 * are headers; judges their causes.
 *
 * Out: findings, not ranked; `dropped` counts what a limit cut.
 */
export function findAll(ruleSet: RuleSet, recognition: Recognition): { readonly findings: readonly Finding[]; readonly dropped: number } {
  const findings: { readonly finding: Finding; readonly group: Parameters<typeof makeFinding>[1] }[] = [];
  let dropped = 0;
  const ids = new Set([...statusRules(ruleSet, recognition)]);
  for (const template of recognition.matches.keys()) for (const id of ruleSet.entered(template)) ids.add(id);
  const entered = [...ids].sort().flatMap((id) => {
    const rule = ruleSet.rule(id);
    if (rule === undefined) return [];
    const entry = entryOf(rule);
    const groups =
      entry.status.length > 0
        ? reportGroups(entry, recognition)
        : isAboutSyncError(rule)
          ? syncGroups(rule, entry, recognition)
          : matchGroups(entry, recognition);
    return [{ rule, entry, groups }];
  });
  const named = entered.filter(({ entry, groups }) => entry.status.length === 0 && groups.some(({ syncError }) => syncError === undefined));
  const isList = named.length >= NAMES_OF_A_LIST && named.every(({ groups }) => groups.every((group) => isName(group, recognition)));
  for (const { rule, groups } of entered) {
    for (const group of groups) {
      if (findings.length >= MOST_FINDINGS) {
        dropped++;
        continue;
      }
      const finding = makeFinding(rule, isList ? { ...group, isList } : group, recognition, groups.length);
      if (finding !== undefined) findings.push({ finding, group });
    }
  }
  const kept = dropCandidates(findings);
  const known = new Set(kept.map(({ ruleId }) => ruleId));
  return { findings: [...kept, ...findInMessage(ruleSet, recognition, known)], dropped };
}

export type { Recognition } from './recognition.js';
