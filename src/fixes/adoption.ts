import type { Subject } from '../facts/subject.js';
import type { Proof } from './proof.js';
import type { PlanStep } from './step.js';

/**
 * What has to be done so that on-premises Exchange knows a cloud mailbox. `create`, `enable`, `convert`, `finish` are repairs; `clash`: a person has
 * to decide who is who; `blocked`: something refuses the match, or the repair is not proven; `not-read`: what decides was not in the exports.
 */
export const ADOPT_GROUPS = ['create', 'enable', 'convert', 'finish', 'clash', 'blocked', 'not-read', 'known'] as const;
export type AdoptGroup = (typeof ADOPT_GROUPS)[number];

/** Keys by which an AD object may be the person's, the surest first. The last four alone prove nothing. */
export const CANDIDATE_KEYS = [
  'source anchor',
  'ExchangeGuid',
  'UserPrincipalName',
  'primary SMTP address',
  'other proxy address',
  'mail',
  'sAMAccountName',
  'alias',
  'display name',
] as const;
export type CandidateKey = (typeof CANDIDATE_KEYS)[number];

/** An on-premises object that shares something with the cloud mailbox. */
export interface Candidate {
  /** Distinguished name, or what else names it. */
  readonly name: string;
  readonly kind: string;
  readonly keys: readonly CandidateKey[];
  readonly isOwn: boolean;
  readonly verdict: string;
}

/** `taken`: another on-premises object holds the value. `free`: nobody does; of a new object. */
export type CompareState = 'equal' | 'differs' | 'missing' | 'taken' | 'free' | 'not read' | 'not needed';

export interface ComparedValue {
  readonly attribute: string;
  readonly onPrem: string | undefined;
  readonly cloud: string | undefined;
  readonly state: CompareState;
  /** Who holds it, or what is proposed in its place. */
  readonly note: string | undefined;
  /** Without it on-premises Exchange does not know the mailbox as it is. */
  readonly isNeeded: boolean;
}

/** Names of a new object, free on-premises and among the people of the run. */
export interface Proposal {
  readonly name: string;
  readonly samAccountName: string;
  readonly alias: string;
  readonly ou: string | undefined;
}

/** What New-RemoteMailbox and Enable-RemoteMailbox need; undefined: not read, or not to be told. */
export interface RemoteMailboxValues {
  readonly displayName: string | undefined;
  readonly userPrincipalName: string | undefined;
  readonly samAccountName: string | undefined;
  readonly alias: string | undefined;
  readonly primarySmtpAddress: string | undefined;
  readonly remoteRoutingAddress: string | undefined;
  readonly kind: string;
  readonly exchangeGuid: string | undefined;
  readonly archiveGuid: string | undefined;
  /** Beside the primary and the routing address, with their prefixes. */
  readonly addresses: readonly string[];
}

/** Groups of the cloud that hold the person; undefined where no membership was read. */
export type Memberships = readonly string[] | undefined;

export interface Adoptee {
  /** The UPN, or what else names the person. */
  readonly id: string;
  readonly name: string;
  readonly subject: Subject;
  readonly group: AdoptGroup;
  /** Why it is in its group, one sentence each. */
  readonly why: readonly string[];
  readonly questions: readonly string[];
  readonly mailbox: string;
  readonly candidates: readonly Candidate[];
  readonly compared: readonly ComparedValue[];
  /** Whether its container is synchronized; undefined where that is not known. */
  readonly isInScope: boolean | undefined;
  readonly container: string | undefined;
  readonly proposal: Proposal | undefined;
  readonly values: RemoteMailboxValues | undefined;
  /** What the next cycle does after the plan. */
  readonly match:
    | { readonly outcome: string; readonly with: string | undefined; readonly why: string; readonly isCertain: boolean }
    | undefined;
  readonly memberships: Memberships;
  readonly steps: readonly PlanStep[];
  readonly notes: readonly string[];
  readonly proof: Proof | undefined;
}

/** The result of a run. */
export interface Adoption {
  /** Whoever has to be adopted, or was named; `known` ones only where they were named. */
  readonly people: readonly Adoptee[];
  readonly counts: Readonly<Record<AdoptGroup, number>>;
  /** Who is in the scripts. */
  readonly ready: readonly Adoptee[];
  /** One cycle over all plans at once. */
  readonly whole: { readonly isProven: boolean; readonly why: string };
  readonly notes: readonly string[];
  /** Nobody is listed only because what has a mailbox in Exchange Online was not read. */
  readonly isUnread: boolean;
}

/** Groups that a repair is planned for. */
export const REPAIRS: ReadonlySet<AdoptGroup> = new Set<AdoptGroup>(['create', 'enable', 'convert', 'finish']);
