import type { RuleSet } from '../engine/rule-set.js';
import { joinPeople, type People } from '../facts/people.js';
import { keysOf } from '../facts/recipient-keys.js';
import type { RecipientRecord } from '../facts/recipients.js';
import type { SideIndex } from '../facts/side-index.js';
import { sideNotes } from '../facts/side-notes.js';
import type { Subject } from '../facts/subject.js';
import { type CheckContext, type Checks, createChecks } from '../findings/checks.js';
import { ADOPT_GROUPS, type Adoptee, type AdoptGroup, type Adoption, type Memberships, REPAIRS } from '../fixes/adoption.js';
import { identityOf, nameOfPerson } from '../render/readiness/identity.js';
import { findCandidates } from './adopt/candidates.js';
import { compareSides } from './adopt/compare.js';
import { createAdoptRules } from './adopt/fixes.js';
import { type Draft, judgeGroup } from './adopt/judge.js';
import { cloudMemberships } from './adopt/memberships.js';
import { planPerson, remoteValues } from './adopt/plan-person.js';
import { containerOf, createNamer, type Namer, wasRead } from './adopt/proposals.js';
import { firstText } from './adopt/read.js';
import { proveWhole } from './adopt/whole.js';

export interface AdoptOptions extends Omit<CheckContext, 'direction'> {
  readonly ruleSet: RuleSet;
  /** Distinguished name of the container for new objects; without it the only one that is synchronized. */
  readonly ou: string | undefined;
  /** Whom to adopt; without it everyone who has a mailbox in the cloud. */
  readonly choose?: ((people: People) => (index: number) => boolean) | undefined;
  /** What was not read, and would refuse a match if it were set, is taken as not set. */
  readonly isUnreadClear?: boolean;
  /** How far it is: called now and then. */
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Makes known on-premises the mailboxes that live in the cloud.
 *
 * In: both sides, the settings, whom. Out: each person with its group, what must be equal, a plan and its proof on a copy; nothing is changed.
 * Bad input: never throws; what was not read puts a person into `not-read`, and is said.
 */
export function adopt(options: AdoptOptions): Adoption {
  const context: CheckContext = { ...options, direction: undefined };
  const people = joinPeople(options.directories);
  const isChosen = options.choose?.(people);
  const memberships = cloudMemberships(options.directories.cloud);
  const checks = createChecks(options.ruleSet, context);
  const namer = options.directories.onprem === undefined ? undefined : createNamer(options.directories.onprem);
  const run: Run = { options, context, checks, namer, memberships, rulesFor: createAdoptRules(options.ruleSet) };
  const adoptees: Adoptee[] = [];
  let known = 0;
  for (let index = 0; index < people.length; index++) {
    if (index % 64 === 0) options.onProgress?.(index, people.length);
    if (isChosen?.(index) === false) continue;
    const subject = people.subject(index);
    if (isChosen === undefined && !mayBeMailbox(subject)) continue;
    const person = adoptPerson(run, subject);
    if (person === undefined) continue;
    if (person.group === 'known' && isChosen === undefined) known++;
    else adoptees.push(person);
  }
  const notes = [...runNotes(options)];
  const { people: judged, whole } = proveWhole(adoptees, context);
  const counts: Record<AdoptGroup, number> = { create: 0, enable: 0, convert: 0, finish: 0, clash: 0, blocked: 0, 'not-read': 0, known };
  for (const { group } of judged) counts[group]++;
  const ordered = [...judged].sort((a, b) => ADOPT_GROUPS.indexOf(a.group) - ADOPT_GROUPS.indexOf(b.group));
  if (ordered.some(({ group }) => group !== 'known') && ordered.every((person) => person.memberships === undefined))
    notes.push('Memberships in cloud groups were not read: export groups with their members, or memberOf, to see them.');
  const isUnread = isChosen === undefined && ordered.length + known === 0 && !readsMailboxes(options.directories.cloud);
  return { people: ordered, counts, ready: ordered.filter(({ group }) => REPAIRS.has(group)), whole, notes, isUnread };
}

interface Run {
  readonly options: AdoptOptions;
  readonly context: CheckContext;
  readonly checks: Checks;
  readonly namer: Namer | undefined;
  readonly memberships: (record: RecipientRecord) => Memberships;
  readonly rulesFor: ReturnType<typeof createAdoptRules>;
}

/** True where the cloud side tells of anybody what it is in Exchange Online; Graph alone does not. */
function readsMailboxes(cloud: SideIndex | undefined): boolean {
  return cloud !== undefined && ['exo.recipienttypedetails', 'exo.exchangeguid'].some((column) => wasRead(cloud, column));
}

/** A cloud object that has a mailbox, or of which that was not read. */
function mayBeMailbox({ cloud }: Subject): boolean {
  if (cloud === undefined) return false;
  const type = firstText(cloud, ['exo.recipienttypedetails']);
  return type !== undefined ? /^(?:User|Shared|Room|Equipment)Mailbox$/i.test(type) : keysOf(cloud, 'exchangeGuid').length > 0;
}

function adoptPerson(run: Run, subject: Subject): Adoptee | undefined {
  const { options, checks, namer } = run;
  const { onprem } = options.directories;
  const { cloud } = subject;
  const { id } = identityOf(subject);
  const base = {
    id,
    name: firstText(cloud, ['displayname', 'exo.displayname']) ?? nameOfPerson(subject),
    subject,
    mailbox: firstText(cloud, ['exo.recipienttypedetails']) ?? 'not read',
  };
  if (cloud === undefined)
    return nobody(base, 'blocked', 'The cloud side holds no object of this person, so there is no mailbox to make known.');
  const memberships = run.memberships(cloud);
  if (onprem === undefined || namer === undefined)
    return { ...nobody(base, 'not-read', 'The on-premises side was not read.'), memberships };
  const candidates = findCandidates(subject, onprem);
  const facts = checks.facts(subject);
  const draft: Draft = judgeGroup({ subject, facts, candidates, ou: options.ou, settings: options.settings });
  const named = draft.group === 'create' ? namer.propose(cloud, draft.container) : undefined;
  const routing = facts('derived.remoteRoutingAddress');
  const compared = compareSides({
    cloud,
    own: draft.own,
    onprem,
    proposal: named?.proposal,
    routingAddress: routing.kind === 'known' && typeof routing.value === 'string' ? routing.value : undefined,
  });
  const bare: Adoptee = {
    ...base,
    group: draft.group,
    why: draft.why,
    questions: draft.questions,
    candidates: candidates.map(({ candidate }) => candidate),
    compared,
    isInScope: draft.isInScope,
    container: draft.own === undefined ? draft.container : containerOf(draft.own),
    proposal: named?.proposal,
    values: undefined,
    match: undefined,
    memberships,
    steps: [],
    notes: named === undefined ? [] : [...named.notes, ...unreadNames(onprem)],
    proof: undefined,
  };
  const person: Adoptee = { ...bare, values: remoteValues(bare, facts) };
  if (draft.group === 'finish' && isComplete(person, run))
    return { ...person, group: 'known', why: ['On-premises Exchange knows the mailbox, and what must be equal is.'] };
  return REPAIRS.has(draft.group)
    ? planPerson(person, {
        context: run.context,
        ruleSet: options.ruleSet,
        rulesFor: run.rulesFor,
        checks,
        isUnreadClear: options.isUnreadClear === true,
      })
    : person;
}

function unreadNames(onprem: SideIndex): readonly string[] {
  const unread = (['sAMAccountName', 'mailNickname'] as const).filter((name) => !wasRead(onprem, name.toLowerCase()));
  return unread.map((name) => `${name} was not read on-premises, so whether the proposed one is free is not known.`);
}

/** Everything that is needed is equal, and the two objects are joined. */
function isComplete({ compared, subject }: Adoptee, { checks }: Run): boolean {
  const isSynced = checks.facts(subject)('cloud.isDirSynced');
  const areEqual = compared.every(({ isNeeded, state }) => !isNeeded || state === 'equal' || state === 'not needed');
  return areEqual && isSynced.kind === 'known' && isSynced.value === true;
}

function nobody(base: Pick<Adoptee, 'id' | 'name' | 'subject' | 'mailbox'>, group: AdoptGroup, why: string): Adoptee {
  return {
    ...base,
    group,
    why: [why],
    questions: [],
    candidates: [],
    compared: [],
    isInScope: undefined,
    container: undefined,
    proposal: undefined,
    values: undefined,
    match: undefined,
    memberships: undefined,
    steps: [],
    notes: [],
    proof: undefined,
  };
}

function runNotes({ directories }: AdoptOptions): readonly string[] {
  const notes: string[] = [];
  if (directories.cloud === undefined) notes.push('The cloud side was not read, so nobody can be adopted. Give --cloud FILE.');
  if (directories.onprem === undefined)
    notes.push('The on-premises side was not read, so it is not known who is there. Give --onprem FILE.');
  return [...notes, ...sideNotes(directories)];
}
