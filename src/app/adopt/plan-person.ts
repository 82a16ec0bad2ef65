import type { RuleSet } from '../../engine/rule-set.js';
import type { Facts } from '../../facts/maker.js';
import { keysOf } from '../../facts/recipient-keys.js';
import { recipientTypeName } from '../../facts/recipient-types.js';
import type { CheckContext, Checks } from '../../findings/checks.js';
import type { Finding } from '../../findings/finding.js';
import type { Adoptee, RemoteMailboxValues } from '../../fixes/adoption.js';
import { type Plan, planFixes } from '../../fixes/plan.js';
import type { Proof } from '../../fixes/proof.js';
import type { PlanStep } from '../../fixes/step.js';
import { columnName } from '../../parse/recipient/attributes.js';
import { provePlan } from '../../twin/prove.js';
import { REMOTE_TYPES } from './compare.js';
import { type AdoptValues, type Making, withAdoptValues } from './fixes.js';
import { firstText, textsIn } from './read.js';

/** Rules that tell whether on-premises knows the mailbox; what else keeps it from moving is for `readiness`. */
const ABOUT_IDENTITY = /^recipient\/|^sync\//;
const MATCHED = /^(?:hard-match|soft-match|no-op)/;

/** What all people of a run are planned with. */
export interface Planning {
  readonly context: CheckContext;
  readonly ruleSet: RuleSet;
  /** The rule set whose fixes make remote mailboxes the way adopting does. */
  readonly rulesFor: (making: Making) => RuleSet;
  readonly checks: Checks;
  /** What was not read, and would refuse a match if it were set, is taken as not set. */
  readonly isUnreadClear: boolean;
}

/** Plans the repair of one person and proves it on a copy. A plan that is not proven puts the person among the blocked. */
export function planPerson(person: Adoptee, { context, ruleSet, rulesFor, checks, isUnreadClear }: Planning): Adoptee {
  const { subject, group } = person;
  const facts = checks.facts(subject);
  const findings = checks.findings(subject).filter(({ ruleId }) => ABOUT_IDENTITY.test(ruleId));
  const values = valuesOf(person, facts);
  const rules = rulesFor({
    kind: values.kind,
    hasAnchor: group === 'create' && isText(facts, 'cloud.immutableId'),
    hasArchive: group !== 'finish' && isText(facts, 'cloud.archiveGuid'),
  });
  const known = withAdoptValues(facts, values);
  const plan = planFixes(
    relevant(findings, group).map((finding): Finding => ({ ...finding, facts: known })),
    rules,
  );
  const notes = [...person.notes, ...plan.notes];
  const steps = withoutCovered(plan.steps);
  const planned = { ...person, steps, notes };
  if (steps.length === 0) return withoutPlan(planned, plan);
  const proof = provePlan(subject, steps, ruleSet, context);
  return judged({ ...planned, proof, match: matchOf(proof) }, isUnreadClear);
}

/** What the making of the object is for; whatever else is found of the person is left to `readiness`. */
function relevant(findings: readonly Finding[], group: Adoptee['group']): readonly Finding[] {
  if (group === 'create') return findings.filter(({ ruleId }) => ruleId === 'recipient/cloud-mailbox-no-onprem-object');
  return group === 'finish' ? findings : findings.filter(({ severity }) => severity !== 'info');
}

const MAKER = /^(?:create|enable|convert-mail-user-to)-remote-/;

/** A step that writes only what the making of the remote mailbox writes anyhow has nothing left to do. */
function withoutCovered(steps: readonly PlanStep[]): readonly PlanStep[] {
  const maker = steps.find(({ fixId }) => MAKER.test(fixId));
  if (maker === undefined) return steps;
  const written = new Set(maker.changes.map(({ attribute }) => columnName(attribute)));
  return steps.filter(
    (step) =>
      step === maker ||
      step.synchronizes ||
      step.changes.length === 0 ||
      step.changes.some(
        ({ object, attribute, isOther }) => isOther === true || !object.startsWith('onprem:') || !written.has(columnName(attribute)),
      ),
  );
}

function withoutPlan(person: Adoptee, plan: Plan): Adoptee {
  const withheld = plan.notes.length > 0;
  if (withheld) return { ...person, group: 'blocked', why: [...person.why, ...plan.notes] };
  const unread = person.compared.filter(({ state }) => state === 'not read').map(({ attribute }) => attribute);
  const lacking = person.compared
    .filter(({ isNeeded, state }) => isNeeded && state !== 'equal' && state !== 'not needed')
    .map(({ attribute, state }) => `${attribute}: ${state}`);
  if (unread.length > 0)
    return { ...person, group: 'not-read', why: [...person.why, `No repair is decided. Not read: ${unread.join(', ')}.`] };
  return {
    ...person,
    group: 'blocked',
    why: [
      ...person.why,
      `No repair is decided by the rules.${lacking.length === 0 ? '' : ` Not equal: ${lacking.slice(0, 8).join('; ')}.`}`,
    ],
    questions: [...person.questions, 'crossprem readiness and crossprem match show what else is there.'],
  };
}

function matchOf(proof: Proof): Adoptee['match'] {
  if (proof.kind === 'cannot-be-simulated') return undefined;
  const last = proof.trace
    .map(({ sync }) => sync)
    .filter((sync) => sync !== undefined)
    .at(-1);
  return last === undefined ? undefined : { outcome: last.outcome, with: last.with, why: last.why, isCertain: last.missing.length === 0 };
}

/** Only a plan that is proven, and whose cycle ends in a match, is a repair. */
function judged(person: Adoptee, isUnreadClear: boolean): Adoptee {
  const { proof, match } = person;
  if (proof === undefined) return person;
  const waiting = placeholdersOf(person.steps);
  if (waiting.length > 0)
    return { ...person, group: 'not-read', why: [...person.why, `A value of the plan is not known: ${waiting.slice(0, 5).join('; ')}.`] };
  const refused = match !== undefined && !MATCHED.test(match.outcome);
  if (proof.kind === 'proven' && !refused) return person;
  const unread = proof.kind === 'not-proven' && !refused && proof.still.length + proof.appeared.length === 0 ? unreadOf(proof) : [];
  if (unread.length > 0) {
    if (isUnreadClear) return { ...person, notes: [...person.notes, `Taken as not set, for it was not read: ${unread.join('; ')}.`] };
    return {
      ...person,
      group: 'not-read',
      why: [...person.why, `Whether the two objects match hangs on what was not read: ${unread.join('; ')}.`],
      questions: [...person.questions, 'Export that, too; or run again with --assume-clear if nothing of it is set.'],
    };
  }
  const why =
    proof.kind === 'proven' && match !== undefined ? `The synchronization cycle ends with ${match.outcome}: ${match.why}` : proof.why;
  const question = refused
    ? `What refuses the match has to go first: crossprem match ${person.id} shows each step.`
    : 'What is still there, or new, has to be repaired first: crossprem readiness shows it.';
  return { ...person, group: 'blocked', why: [...person.why, why], questions: [...person.questions, question] };
}

function placeholdersOf(steps: readonly PlanStep[]): readonly string[] {
  const found = steps.flatMap(({ commands }) =>
    commands.filter(({ hasPlaceholders }) => hasPlaceholders).map(({ text }) => /<([^<>]{1,100})>/.exec(text)?.[1] ?? 'a value'),
  );
  return [...new Set(found)];
}

function unreadOf(proof: Proof): readonly string[] {
  return proof.kind === 'cannot-be-simulated' ? [] : [...new Set(proof.trace.flatMap(({ sync }) => sync?.missing ?? []))];
}

/** In: a person with its proposal. Out: everything that the cmdlets write. */
export function remoteValues(person: Adoptee, facts: Facts): RemoteMailboxValues {
  const { kind, addresses, proposal } = valuesOf(person, facts);
  const text = (name: string): string | undefined => {
    const fact = facts(name);
    return fact.kind === 'known' && typeof fact.value === 'string' ? fact.value : undefined;
  };
  return {
    displayName: text('cloud.displayName') ?? text('onPrem.displayName'),
    userPrincipalName: text('cloud.userPrincipalName'),
    samAccountName: proposal?.samAccountName ?? text('onPrem.samAccountName'),
    alias: proposal?.alias ?? text('cloud.alias') ?? text('onPrem.alias'),
    primarySmtpAddress: text('cloud.primarySmtpAddress'),
    remoteRoutingAddress: text('derived.remoteRoutingAddress'),
    kind,
    exchangeGuid: text('cloud.exchangeGuid'),
    archiveGuid: text('cloud.archiveGuid'),
    addresses,
  };
}

function valuesOf(person: Adoptee, facts: Facts): AdoptValues {
  const { cloud, onPrem } = person.subject;
  const type = REMOTE_TYPES[recipientTypeName(firstText(cloud, ['exo.recipienttypedetails']) ?? '')] ?? REMOTE_TYPES.UserMailbox;
  const others = facts('derived.otherCloudAddresses');
  const x500 = facts('derived.x500FromCloud');
  const former = facts('derived.x500FromOnPrem');
  const routing = facts('derived.remoteRoutingAddress');
  const taken = new Set(
    [
      ...(cloud === undefined ? [] : keysOf(cloud, 'primary')),
      ...(routing.kind === 'known' && typeof routing.value === 'string' ? [routing.value] : []),
    ].map((address) => `smtp:${address.toLowerCase()}`),
  );
  const list = [
    ...(others.kind === 'known' && typeof others.value === 'object' && others.value !== null
      ? others.value.map((address) => `smtp:${address}`)
      : []),
    ...(textsIn(cloud, ['exo.emailaddresses', 'proxyaddresses']) ?? []).filter((text) => /^x500:/i.test(text)),
    // What the object has already stays: its proxies, and the name by which old mail knows it.
    ...(person.group === 'create'
      ? []
      : (textsIn(onPrem, ['proxyaddresses', 'emailaddresses']) ?? []).map((text) => text.replace(/^SMTP:/, 'smtp:'))),
    ...[x500, person.group === 'convert' ? former : undefined].flatMap((fact) =>
      fact?.kind === 'known' && typeof fact.value === 'string' ? [fact.value] : [],
    ),
  ];
  const addresses = new Map<string, string>();
  for (const text of list) {
    const key = text.toLowerCase();
    if (!taken.has(key) && !addresses.has(key)) addresses.set(key, text);
  }
  return {
    proposal: person.proposal,
    kind: type?.kind ?? 'Regular',
    details: type?.details ?? '',
    display: type?.display ?? '',
    remoteType: type?.type ?? '1',
    addresses: [...addresses.values()],
  };
}

function isText(facts: Facts, name: string): boolean {
  const fact = facts(name);
  return fact.kind === 'known' && typeof fact.value === 'string';
}
