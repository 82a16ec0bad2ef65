import { evaluate, type TextLookup, truthOf } from '../engine/evaluate.js';
import type { RuleSet } from '../engine/rule-set.js';
import type { Evidence } from '../evidence/evidence.js';
import type { Steps } from '../evidence/steps.js';
import { createFacts } from '../facts/facts.js';
import type { FactSources } from '../facts/maker.js';
import { resolveSubject } from '../facts/subject.js';
import type { Finding } from './finding.js';
import { judgeCauses, judgeDoubtful } from './judge.js';
import { distinct, quote } from './quote.js';
import type { Recognition } from './recognition.js';

const MOST_EVIDENCE = 8;

/**
 * Asks the rules about messages, where the input holds headers or is said to be headers. The recipient of their facts is the author of the message.
 *
 * Out: findings. A rule whose `when` is unknown gives one only while its `possibleWhen` is true: nothing is found in what is not known.
 */
export function* findInMessage(ruleSet: RuleSet, recognition: Recognition, known: ReadonlySet<string>): Steps<readonly Finding[]> {
  const { base, matches, placeOf, directories } = recognition;
  if (base.message === undefined && base.kind !== 'headers') return [];
  const author = base.message?.from[0];
  const hints = {
    addresses: author?.address === undefined ? [] : [author.address.toLowerCase()],
    otherAddresses: [],
    names: [],
  };
  // With no author there is nobody to look up: the one recipient of an export is not meant.
  const subject = resolveSubject(author?.address === undefined ? { ...hints, addresses: ['\u0000'] } : hints, directories);
  const sources: FactSources = { ...base, captures: new Map(), subject, entry: undefined };
  const facts = createFacts(sources);
  const texts: TextLookup = (template) => (matches.get(template) ?? []).slice(0, 3).map((match) => quote(base.text, match, placeOf));
  const hasText = (template: string): boolean => matches.has(template);
  const findings: Finding[] = [];
  for (const { id, when, possibleWhen } of ruleSet.byMessage) {
    if (known.has(id)) continue;
    const truth = truthOf(when, facts, hasText);
    if (truth === 'false') continue;
    if (truth === 'unknown' && (possibleWhen === undefined || truthOf(possibleWhen, facts, hasText) !== 'true')) continue;
    const verdict = evaluate(when, facts, texts);
    const doubt = truth === 'unknown' && possibleWhen !== undefined ? evaluate(possibleWhen, facts, texts) : undefined;
    const rule = ruleSet.rule(id);
    if (rule === undefined) continue;
    const status = verdict.truth === 'true' && rule.unverified !== true ? 'confirmed' : 'possible';
    const evidence = distinct([...verdict.evidence, ...(doubt?.evidence ?? [])].sort((a, b) => weightOf(a) - weightOf(b))).slice(
      0,
      MOST_EVIDENCE,
    );
    yield;
    findings.push({
      ruleId: rule.id,
      title: rule.title,
      why: rule.why,
      severity: rule.severity,
      status,
      subjectKind: 'message',
      subject,
      evidence,
      causes: status === 'possible' ? judgeDoubtful(rule, facts, texts, evidence) : judgeCauses(rule, facts, texts, evidence),
      explainedBy: [],
      symptomOf: rule.symptomOf ?? [],
      sources: rule.sources,
      repairBy: rule.repairBy,
      missing: verdict.truth === 'unknown' ? verdict.missing : [],
      showsRoute: rule.showsRoute === true,
      ...(rule.aboutInput === true ? { isAboutInput: true } : {}),
      facts,
      specificity: 0,
    });
  }
  return findings;
}

/** What the services stamped tells most, then the path; From and To everybody sees. */
function weightOf({ source, path = '', isGuard }: Evidence): number {
  if (isGuard === true) return 3;
  if (source !== 'input') return 1;
  if (/^(?:x-|authentication-results|received-spf|arc-)/i.test(path)) return 0;
  return /^received$/i.test(path) ? 1 : 2;
}
