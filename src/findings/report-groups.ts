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
  if (entry.unless.some((template) => matches.has(template)) || isListOfCodes(recognition)) return [];
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

const LIST_LENGTH = 4;

/** A page or a table that explains codes tells of no message: many codes, none of them in a whole reply, and no recipient or server. */
function isListOfCodes({ base: { report, extracted } }: Recognition): boolean {
  if (report === undefined || report.entries.length === 0)
    return extracted.statusCodes.length >= LIST_LENGTH && extracted.recipients.length === 0;
  if (report.isCodeOnly || report.entries.length < LIST_LENGTH || report.generatingServer !== undefined) return false;
  return report.entries.every(
    ({ recipient, remoteServer, status, replyCode }) =>
      recipient === undefined && remoteServer === undefined && (status === undefined || replyCode === undefined),
  );
}

/** A text belongs to the part of the report that it stands in; what stands in no part belongs to all. */
function isAbout({ start }: TextMatch, part: ReportEntry, all: readonly ReportEntry[]): boolean {
  const isIn = (candidate: ReportEntry): boolean => start >= candidate.start && start < candidate.end;
  return all.length === 1 || isIn(part) || !all.some(isIn);
}

/** A general code such as 5.7.1 has more rules than this; a sentence that none of them knows then means something else. */
const MOST_GUESSES = 2;
/** One of Exchange's own sentences may be a variant of one that a rule knows. */
const MOST_GUESSES_EXCHANGE = 3;
const EXCHANGE_SENTENCE = /\b(?:RESOLVER|STOREDRV|TRANSPORT|QUEUE|CAT|SMTPSEND|ROUTING)\./;

/**
 * Leaves out what fits by the code or the text alone, where another rule fits the same recipient with both; and what fits by a general code alone, where the
 * server said in words that it means something else.
 */
export function dropCandidates(found: readonly { readonly finding: Finding; readonly group: Group }[]): readonly Finding[] {
  const settled = new Set(
    found
      .filter(({ group, finding }) => group.entry !== undefined && group.candidate === undefined && finding.status === 'confirmed')
      .map(({ group }) => group.entry),
  );
  const guesses = new Map<ReportEntry | undefined, number>();
  for (const { group } of found) if (group.candidate === 'code') guesses.set(group.entry, (guesses.get(group.entry) ?? 0) + 1);
  return found.flatMap(({ finding, group }) => {
    if (group.candidate === undefined) return [finding];
    if (settled.has(group.entry)) return [];
    const isGuess = group.candidate === 'code' && (guesses.get(group.entry) ?? 0) > mostGuesses(group.entry) && saysMore(group.entry);
    return isGuess ? [] : [finding];
  });
}

function mostGuesses(entry: ReportEntry | undefined): number {
  return EXCHANGE_SENTENCE.test(entry?.diagnostic?.value.slice(0, 600) ?? '') ? MOST_GUESSES_EXCHANGE : MOST_GUESSES;
}

/** The server's reply holds a sentence besides its codes. */
function saysMore(entry: ReportEntry | undefined): boolean {
  const words = entry?.diagnostic?.value.slice(0, 600).match(/[\p{L}]{3,40}/gu) ?? [];
  return words.length >= 3;
}
