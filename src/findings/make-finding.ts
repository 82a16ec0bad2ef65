import { evaluate, type TextLookup } from '../engine/evaluate.js';
import type { TextMatch } from '../engine/match.js';
import type { Rule } from '../engine/rule.js';
import type { Place } from '../evidence/fold.js';
import { createFacts } from '../facts/facts.js';
import type { CapturedValue } from '../facts/maker.js';
import { resolveSubject, type SubjectHints } from '../facts/subject.js';
import { syncSubject } from '../facts/sync-objects.js';
import type { Finding } from './finding.js';
import { judgeCauses, judgeDoubtful } from './judge.js';
import { distinct, quote } from './quote.js';
import type { Recognition } from './recognition.js';
import { quoteOf } from './sync-groups.js';
import { type Group, isInside } from './text-groups.js';

/** Judges one rule for one group; undefined where its `when` says no. */
export function makeFinding(rule: Rule, group: Group, recognition: Recognition, groupCount: number): Finding | undefined {
  const { base, matches, placeOf, directories } = recognition;
  const captures = capturesOf(group.matches, placeOf);
  const { syncError } = group;
  const subject =
    syncError === undefined ? resolveSubject(hintsOf(group, captures, base, groupCount), directories) : syncSubject(syncError, directories);
  const facts = createFacts({ ...base, captures, subject, entry: group.entry, syncError });
  const texts: TextLookup = (template) => (matches.get(template) ?? []).slice(0, 3).map((match) => quote(base.text, match, placeOf));
  const evidence = distinct(
    outermost(group.matches)
      .slice(0, 5)
      .map((match) => quote(base.text, match, placeOf)),
  );

  const codes =
    group.entry?.status === undefined
      ? []
      : [{ source: 'input' as const, text: group.entry.status.value, ...placeOf(group.entry.status.start) }];
  let status: Finding['status'] = group.isWeak || rule.unverified === true ? 'possible' : 'confirmed';
  let shown = syncError !== undefined ? quoteOf(syncError, base.text, placeOf) : evidence.length > 0 ? evidence : codes;
  let missing: readonly string[] = [];
  let isOpen = false;
  if (rule.recognise.when !== undefined) {
    const verdict = evaluate(rule.recognise.when, facts, texts);
    if (verdict.truth === 'false') return undefined;
    if (group.matches.length === 0 && group.entry === undefined && syncError === undefined && verdict.truth === 'unknown') return undefined;
    if (verdict.truth === 'unknown') {
      status = 'possible';
      isOpen = true;
      missing = verdict.missing;
    } else if (rule.unverified !== true && group.candidate === undefined) status = 'confirmed';
    // What an error says of itself stands in its own lines already.
    const told = syncError === undefined ? verdict.evidence : verdict.evidence.filter(({ source }) => source !== 'input');
    if (verdict.truth === 'true') shown = distinct([...shown, ...told]);
  }
  const isStated = rule.unverified === true && !group.isWeak && group.isList !== true && group.candidate === undefined && !isOpen;
  if (group.isList === true) status = 'possible';
  return {
    ruleId: rule.id,
    title: rule.title,
    why: rule.why,
    severity: rule.severity,
    status,
    subjectKind: rule.subject ?? 'recipient',
    subject,
    evidence: shown,
    causes: status === 'possible' ? judgeDoubtful(rule, facts, texts, shown) : judgeCauses(rule, facts, texts, shown),
    explainedBy: [],
    symptomOf: rule.symptomOf ?? [],
    sources: rule.sources,
    repairBy: rule.repairBy,
    missing,
    showsRoute: rule.showsRoute === true,
    ...(isStated && status === 'possible' ? { isStated } : {}),
    ...(rule.aboutInput === true ? { isAboutInput: true } : {}),
    facts,
    specificity: Math.max(0, ...group.matches.map((match) => match.end - match.start)),
  };
}

function capturesOf(matches: readonly TextMatch[], placeOf: (offset: number) => Place): ReadonlyMap<string, CapturedValue> {
  const captures = new Map<string, CapturedValue>();
  for (const match of matches) {
    for (const [name, capture] of match.captures)
      if (!captures.has(name)) captures.set(name, { value: capture.value, ...placeOf(capture.start) });
  }
  return captures;
}

/** Whom the matched text concerns: its captures first, then what stands on its line, then the report's own fields, then any address. */
function hintsOf(group: Group, captures: ReadonlyMap<string, CapturedValue>, base: Recognition['base'], groupCount: number): SubjectHints {
  const captured = (name: string): string | undefined => {
    const value = captures.get(name)?.value;
    return value === undefined || value === '' ? undefined : value;
  };
  const addresses: string[] = [];
  const names: string[] = [];
  const addIdentity = (value: string | undefined): void => {
    if (value === undefined) return;
    const text = value.trim();
    if (/^[^\s@]{1,128}@[^\s@]{1,255}$/.test(text)) addresses.push(text.toLowerCase());
    else if (text !== '') {
      names.push(text);
      const last = text.includes('/') && !text.startsWith('/') ? text.slice(text.lastIndexOf('/') + 1) : '';
      if (last !== '') names.push(last);
    }
  };
  const recipient = group.entry?.recipient?.value;
  if (recipient !== undefined && /^imceaex-/i.test(recipient)) names.push(...encapsulatedNames(group, base));
  else addIdentity(recipient);
  addIdentity(captured('address'));
  addIdentity(captured('identity'));
  const at = group.matches[0]?.start ?? 0;
  for (const value of identitiesAt(base, at)) addIdentity(value);
  // A report says itself whom it is about: another address in it is somebody else's.
  const near = recipient === undefined ? byDistance(base, at) : { sameLine: [], others: [] };
  if (addresses.length === 0) addresses.push(...near.sameLine);
  const others = groupCount === 1 ? near.others : [];
  // A message with one GUID is about that GUID, also where its template has no place for it.
  const only = base.extracted.guids.length === 1 ? base.extracted.guids[0]?.value : undefined;
  const guid = captured('guid') ?? base.fields.get('ExchangeGuid')?.toLowerCase() ?? base.fields.get('MailboxGuid')?.toLowerCase() ?? only;
  return {
    ...(guid === undefined ? {} : { guid: guid.toLowerCase() }),
    addresses: [...new Set(addresses)],
    otherAddresses: others.filter((address) => !addresses.includes(address)),
    names: [...new Set(names)],
  };
}

/** Names to look for an X500 recipient by: its legacyExchangeDN, and the alias that Exchange put behind the 32 digits of the last part. */
function encapsulatedNames({ entry }: Group, { report }: Recognition['base']): readonly string[] {
  const found = report?.encapsulated.find(({ token }) => token.start === entry?.recipient?.start) ?? report?.encapsulated[0];
  if (found === undefined) return [];
  const path = found.x500.replace(/^x500:/i, '');
  const last = path.slice(path.toLowerCase().lastIndexOf('/cn=') + 4);
  return [path, last, last.replace(/^[0-9a-f]{32}-/i, '')].filter((name) => name !== '');
}

/** Whom the report's own fields name: of several records the one that stands last before the match. */
function identitiesAt({ identities }: Recognition['base'], at: number): readonly string[] {
  const values = new Set(identities.map((field) => field.value.toLowerCase()));
  const before = identities.filter((field) => field.start <= at);
  const nearest = before.at(-1) ?? identities[0];
  if (nearest === undefined) return [];
  if (values.size <= 1) return [nearest.value];
  // One record names a person several times (Identity, EmailAddress, DisplayName), each name once.
  const record = new Map<string, string>();
  for (const field of before.reverse()) {
    if (record.has(field.name)) break;
    record.set(field.name, field.value);
  }
  return record.size === 0 ? [nearest.value] : [...record.values()];
}

const MOST_OTHERS = 20;

/** Addresses on the line of a match, and the others, nearest first. */
function byDistance(
  { text, extracted }: Recognition['base'],
  at: number,
): { readonly sameLine: readonly string[]; readonly others: readonly string[] } {
  const lineStart = text.lastIndexOf('\n', Math.max(0, at - 1)) + 1;
  const lineEnd = text.indexOf('\n', at);
  const isSameLine = (start: number): boolean => start >= lineStart && (lineEnd < 0 || start < lineEnd);
  const sorted = [...extracted.addresses].sort((a, b) => Math.abs(a.start - at) - Math.abs(b.start - at));
  const sameLine = sorted.filter((token) => isSameLine(token.start)).slice(0, 3);
  return { sameLine: sameLine.map((token) => token.value), others: sorted.slice(0, MOST_OTHERS).map((token) => token.value) };
}

/** Matches that do not lie inside another one. */
function outermost(matches: readonly TextMatch[]): readonly TextMatch[] {
  return matches.filter(
    (match, index) => !matches.some((other, at) => at !== index && isInside(match, other) && (at < index || !isInside(other, match))),
  );
}
