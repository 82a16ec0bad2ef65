import { type Ask, evaluate, prepareAll, truthOf } from '../engine/evaluate.js';
import { SEVERITIES, type Severity } from '../engine/rule.js';
import type { CheckEntry, RuleSet } from '../engine/rule-set.js';
import { isObject } from '../evidence/is-object.js';
import type { Steps } from '../evidence/steps.js';
import type { FactName } from '../facts/fact.js';
import { createFacts, scanFacts } from '../facts/facts.js';
import type { FactSources, Facts } from '../facts/maker.js';
import { ownOrganization } from '../facts/organization.js';
import { recipientKind } from '../facts/recipient-types.js';
import { type Directories, NOBODY, type Subject } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import { extract } from '../parse/error-text/extract.js';
import { type Finding, rankFindings } from './finding.js';
import { judgeCauses, judgeDoubtful } from './judge.js';
import { distinct } from './quote.js';

/** Which way a mailbox moves. */
export type Move = 'to-cloud' | 'to-onprem';

/** What of a rule set the checks need; without its rules they scan, and give no findings. */
export type CheckRules = Pick<RuleSet, 'checks' | 'asked' | 'rule'>;

/** What all checks of a run share. */
export interface CheckContext {
  readonly directories: Directories;
  readonly settings: Settings | undefined;
  /** Undefined: each recipient is judged for the move that it could make. */
  readonly direction: Move | undefined;
  readonly answers: ReadonlyMap<FactName, string | number | boolean>;
}

/** A check as this run asks it: with the severity of the settings, and its place in the list. */
export interface Check extends CheckEntry {
  readonly index: number;
}

/** `ready`, or `warnings`: it may move. `blocked`: not before it is repaired. `no-move`: there is nothing to move in this direction. `not-known`: whether there is, was not read. */
export const READINESS_VERDICTS = ['ready', 'warnings', 'blocked', 'no-move', 'not-known'] as const;
export type ReadinessVerdict = (typeof READINESS_VERDICTS)[number];

/** What the checks came to for one recipient, and no more: made for millions. */
export interface Scan {
  readonly verdict: ReadinessVerdict;
  /** Checks that found something, by index; `possible` ones negative (-1 - index). */
  readonly hits: readonly number[];
  /** Checks that could not be decided, by index. */
  readonly open: readonly number[];
}

/** The checks of a rule set over one pair of directories. */
export interface Checks {
  readonly checks: readonly Check[];
  /** Sentences about settings that name no check. */
  readonly notes: readonly string[];
  scan(subject: Subject): Scan;
  /** The findings of one recipient in full, ranked. */
  findings(subject: Subject): readonly Finding[];
  /** Findings about the tenant and the organization, ranked, and the checks about them that could not be decided. */
  organization(): Steps<{ readonly findings: readonly Finding[]; readonly open: readonly number[] }>;
  /** The facts that a check still needs for a recipient (or, without one, about the organization). */
  missing(check: Check, subject: Subject | undefined): readonly FactName[];
  facts(subject: Subject): Facts;
}

/** No text is looked at: a check is about facts alone. */
const noTexts = (): readonly [] => [];
const noText = (): boolean => false;

/**
 * In: the rule set and what is to be checked. Out: functions from a recipient to what was found; pure.
 *
 * The settings may hold `checks: { "readiness/um-enabled": "off", "recipient/alias-differs": "warning" }`: a check is left out, or has another severity.
 */
export function createChecks(ruleSet: CheckRules, context: CheckContext): Checks {
  const { checks, notes } = gradedChecks(ruleSet, context.settings);
  const ofRecipient = checks.filter(({ isAboutRecipient }) => isAboutRecipient);
  const ofOrganization = checks.filter(({ isAboutRecipient }) => !isAboutRecipient);
  const base = baseSources(ruleSet, context);
  const factsOf = (subject: Subject, direction = context.direction): Facts => createFacts({ ...base, direction, subject });
  /** The facts of a recipient, with the move that is meant, or that it could make. */
  const judged = (subject: Subject): { readonly facts: Facts; readonly move: Move | undefined } => {
    const facts = factsOf(subject);
    const move = context.direction ?? possibleMove(facts);
    return { facts: move === context.direction ? facts : factsOf(subject, move), move };
  };
  const find = (check: Check, subject: Subject, facts: Facts): Finding | undefined => {
    const truth = truthOf(check.when, facts, noText);
    const isPossible = truth === 'unknown' && check.possibleWhen !== undefined && truthOf(check.possibleWhen, facts, noText) === 'true';
    return truth === 'true' || isPossible ? makeFinding(check, ruleSet, subject, facts) : undefined;
  };
  const scanned = scanFacts(base, NOBODY);
  let ready: readonly Ask[] | undefined;
  return {
    checks,
    notes,
    scan(subject) {
      scanned.turnTo(subject);
      scanned.direct(context.direction);
      const { facts } = scanned;
      const move = context.direction ?? possibleMove(facts);
      scanned.direct(move);
      const hits: number[] = [];
      const open: number[] = [];
      let worst: Severity | undefined;
      ready ??= prepareAll(ofRecipient.map(({ when }) => when));
      for (const [at, check] of ofRecipient.entries()) {
        if (!isAsked(check, move)) continue;
        const truth = ready[at]?.(facts, noText) ?? 'unknown';
        if (truth === 'false') continue;
        if (truth === 'true') {
          hits.push(check.index);
          if (worst === undefined || rank(check.severity) < rank(worst)) worst = check.severity;
        } else if (check.possibleWhen !== undefined && truthOf(check.possibleWhen, facts, noText) === 'true') {
          hits.push(-1 - check.index);
          if (rank(check.severity) < rank('info') && (worst === undefined || rank('warning') < rank(worst))) worst = 'warning';
        } else open.push(check.index);
      }
      return { verdict: verdictOf(worst, facts, move), hits, open };
    },
    findings(subject) {
      const { facts, move } = judged(subject);
      return rankFindings(
        ofRecipient.flatMap((check) => {
          const finding = isAsked(check, move) ? find(check, subject, facts) : undefined;
          return finding === undefined ? [] : [finding];
        }),
      );
    },
    *organization() {
      const facts = factsOf(NOBODY);
      const open: number[] = [];
      const found: Finding[] = [];
      for (const check of ofOrganization) {
        yield;
        if (!isAsked(check, context.direction)) continue;
        const finding = find(check, NOBODY, facts);
        if (finding !== undefined) found.push(finding);
        else if (truthOf(check.when, facts, noText) === 'unknown') open.push(check.index);
      }
      return { findings: rankFindings(found), open };
    },
    missing(check, subject) {
      const facts = subject === undefined ? factsOf(NOBODY) : judged(subject).facts;
      return evaluate(check.when, facts, noTexts).missing;
    },
    facts: (subject) => judged(subject).facts,
  };
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);

function isAsked({ direction }: CheckEntry, move: Move | undefined): boolean {
  return direction === undefined || move === undefined || direction.includes(move);
}

function verdictOf(worst: Severity | undefined, facts: Facts, move: Move | undefined): ReadinessVerdict {
  const moves: readonly Move[] = move === undefined ? ['to-cloud', 'to-onprem'] : [move];
  const has = moves.map((one) => hasMailboxToMove(facts, one));
  if (has.every((one) => one === false)) return 'no-move';
  if (worst === 'blocker' || worst === 'error') return 'blocked';
  if (!has.includes(true)) return 'not-known';
  return worst === 'warning' ? 'warnings' : 'ready';
}

/** True where the source side holds a mailbox, false where it holds none, undefined where that is not known. */
function hasMailboxToMove(facts: Facts, move: Move): boolean | undefined {
  // A group, a contact, a guest or a public folder has no mailbox, whatever else was not read.
  const [source, target] = move === 'to-onprem' ? ['cloud.kind', 'onPrem.kind'] : ['onPrem.kind', 'cloud.kind'];
  const own = facts(source);
  const kind = own.kind === 'unknown' ? facts(target) : own;
  if (kind.kind === 'known' && typeof kind.value === 'string' && kind.value !== 'user') return false;
  if (move === 'to-onprem') {
    const has = facts('cloud.hasMailbox');
    return has.kind === 'known' ? has.value === true : cannotBeInCloud(facts) ? false : undefined;
  }
  const type = facts('onPrem.recipientType');
  if (type.kind === 'unknown') return undefined;
  return typeof type.value === 'string' && recipientKind(type.value) === 'mailbox';
}

/** Where the cloud was not read: the mailbox lies on-premises, or the object is of Exchange or of Windows itself. */
function cannotBeInCloud(facts: Facts): boolean {
  const type = facts('onPrem.recipientType');
  const kind = type.kind === 'known' && typeof type.value === 'string' ? recipientKind(type.value) : undefined;
  if (kind === 'mailbox' || kind === 'system') return true;
  const isSystem = facts('onPrem.isSystemObject');
  return isSystem.kind === 'known' && isSystem.value === true;
}

/** The move that a recipient could make: away from the side that holds its mailbox. */
function possibleMove(facts: Facts): Move | undefined {
  if (hasMailboxToMove(facts, 'to-cloud') === true) return 'to-cloud';
  return hasMailboxToMove(facts, 'to-onprem') === true ? 'to-onprem' : undefined;
}

function makeFinding(check: Check, ruleSet: CheckRules, subject: Subject, facts: Facts): Finding | undefined {
  const rule = ruleSet.rule(check.id);
  if (rule === undefined) return undefined;
  const verdict = evaluate(check.when, facts, noTexts);
  const doubt =
    verdict.truth === 'unknown' && check.possibleWhen !== undefined ? evaluate(check.possibleWhen, facts, noTexts).evidence : [];
  const status = verdict.truth === 'true' && rule.unverified !== true ? 'confirmed' : 'possible';
  const all = distinct([...verdict.evidence, ...doubt]);
  const evidence = [...all.filter(({ isGuard }) => isGuard !== true), ...all.filter(({ isGuard }) => isGuard === true)];
  const judge = status === 'confirmed' ? judgeCauses : judgeDoubtful;
  return {
    ruleId: rule.id,
    title: rule.title,
    why: rule.why,
    severity: check.severity,
    status,
    subjectKind: rule.subject ?? 'recipient',
    subject,
    evidence,
    causes: judge(rule, facts, noTexts, evidence),
    explainedBy: [],
    symptomOf: rule.symptomOf ?? [],
    sources: rule.sources,
    repairBy: rule.repairBy,
    missing: verdict.truth === 'unknown' ? verdict.missing : [],
    showsRoute: false,
    facts,
    specificity: 0,
  };
}

function baseSources(ruleSet: CheckRules, { directories, settings, answers }: CheckContext): Omit<FactSources, 'direction' | 'subject'> {
  return {
    text: '',
    extracted: extract(''),
    fields: new Map(),
    identities: [],
    captures: new Map(),
    kind: 'recipients',
    directories,
    settings,
    message: undefined,
    report: undefined,
    entry: undefined,
    own: ownOrganization(settings),
    placeOf: () => ({ line: 1, column: 1 }),
    answers,
    settingOf: (name) => ruleSet.asked(name)?.setting,
  };
}

/** The checks with the grades of the settings; a name that no check has is told. */
function gradedChecks(ruleSet: CheckRules, settings: Settings | undefined): Pick<Checks, 'checks' | 'notes'> {
  const grades = isObject(settings?.checks) ? settings.checks : {};
  const known = new Set(ruleSet.checks.map(({ id }) => id));
  const notes: string[] = [];
  for (const [id, grade] of Object.entries(grades)) {
    if (!known.has(id)) notes.push(`The settings grade the check ${id.slice(0, 80)}, and there is no such check.`);
    else if (grade !== 'off' && severityOf(grade) === undefined)
      notes.push(`The settings grade ${id} as ${String(grade).slice(0, 40)}: it is off, ${SEVERITIES.join(', ')}. It keeps its severity.`);
  }
  const kept = ruleSet.checks.filter(({ id }) => !Object.hasOwn(grades, id) || grades[id] !== 'off');
  const checks = kept.map((entry, index) => {
    const grade = Object.hasOwn(grades, entry.id) ? severityOf(grades[entry.id]) : undefined;
    return { ...entry, index, severity: grade ?? entry.severity };
  });
  return { checks, notes };
}

function severityOf(grade: unknown): Severity | undefined {
  return SEVERITIES.find((severity) => severity === grade);
}
