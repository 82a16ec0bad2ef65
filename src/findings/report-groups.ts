import type { TextMatch } from '../engine/match.js';
import { fitsStatus, type RuleEntry, type RuleSet } from '../engine/rule-set.js';
import type { ReportEntry } from '../parse/ndr/report.js';
import type { Finding } from './finding.js';
import type { Recognition } from './recognition.js';
import { type Group, matchGroups } from './text-groups.js';

/** Ids of the rules that a status code of the report enters. */
export function statusRules(ruleSet: RuleSet, { base: { report } }: Recognition): readonly string[] {
  const codes = new Set((report?.entries ?? []).flatMap(({ status }) => (status === undefined ? [] : [status.value])));
  return [...codes].flatMap((code) => ruleSet.byStatus(code));
}

/**
 * What of a delivery report enters a rule, recipient by recipient: code and text together prove it; one of them alone makes it a candidate. A code that no
 * other diagnosis has proves it alone. Without a report only a text that is not weak enters the rule.
 */
export function reportGroups(entry: RuleEntry, recognition: Recognition): readonly Group[] {
  const { matches, base } = recognition;
  if (entry.unless.some((template) => matches.has(template))) return [];
  if (base.report === undefined || base.report.entries.length === 0) {
    const strong = { ...entry, texts: entry.texts.filter(({ weak }) => !weak) };
    return matchGroups(strong, recognition);
  }
  const found = entry.texts.flatMap(({ template, weak }) => (matches.get(template) ?? []).map((match) => ({ match, weak })));
  const { entries } = base.report;
  return entries.flatMap((part): readonly Group[] => {
    const here = found.filter(({ match }) => isAbout(match, part, entries));
    const fits = part.status === undefined ? undefined : entry.status.some((pattern) => fitsStatus(pattern, part.status?.value ?? ''));
    const texts = here.map(({ match }) => match);
    const isStrong = here.some(({ weak }) => !weak);
    if (fits === true) {
      const isProven = texts.length > 0 || entry.statusDecides;
      return [{ matches: texts, isWeak: !isProven, entry: part, ...(isProven ? {} : { candidate: 'code' }) }];
    }
    if (!isStrong) return [];
    return [{ matches: texts, isWeak: fits === false, entry: part, ...(fits === false ? { candidate: 'text' } : {}) }];
  });
}

/** A text belongs to the part of the report that it stands in; what stands in no part belongs to all. */
function isAbout({ start }: TextMatch, part: ReportEntry, all: readonly ReportEntry[]): boolean {
  const isIn = (candidate: ReportEntry): boolean => start >= candidate.start && start < candidate.end;
  return all.length === 1 || isIn(part) || !all.some(isIn);
}

/** Leaves out what fits by the code or the text alone, where another rule fits the same recipient with both. */
export function dropCandidates(found: readonly { readonly finding: Finding; readonly group: Group }[]): readonly Finding[] {
  const settled = new Set(
    found
      .filter(({ group, finding }) => group.entry !== undefined && group.candidate === undefined && finding.status === 'confirmed')
      .map(({ group }) => group.entry),
  );
  return found.flatMap(({ finding, group }) => (group.candidate !== undefined && settled.has(group.entry) ? [] : [finding]));
}
