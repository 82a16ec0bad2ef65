import type { Evidence } from '../evidence/evidence.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';

export type RoutePlace = 'internet' | 'gateway' | 'on-premises' | 'exchange-online';

/** Whether a place takes the message as one of the organization's own. */
export type RouteTrust = 'internal' | 'anonymous' | 'unknown';

/** One place that the message passes. */
export interface RouteStep {
  readonly at: RoutePlace;
  /** The address that the message is for at this step: a targetAddress changes it. */
  readonly recipient: string;
  /** What happens there, in a few words that go into the path: "remote mailbox, targetAddress kim@..." */
  readonly what: string;
  /** Why, in whole sentences. */
  readonly because: string;
  readonly evidence: readonly Evidence[];
  /** As the message arrives there. */
  readonly trust: RouteTrust;
  /** How it came, and so why it is trusted as it is: the first part of `because`; may be empty. */
  readonly trustBecause: string;
}

/** Something that would decide the route, and how to get it. */
export interface RouteMissing {
  readonly what: string;
  readonly how: string;
}

export interface RouteOutcome {
  readonly kind: 'delivered' | 'loop' | 'bounce' | 'leaves' | 'undecided';
  /** Undefined: it is not known where the message starts. */
  readonly where: RoutePlace | undefined;
  /** Enhanced status code of the report that the sender gets, where one is known. */
  readonly status?: string;
  readonly why: string;
  /** Empty unless undecided. */
  readonly missing: readonly RouteMissing[];
}

/** The way of one message over the modelled organization. */
export interface Route {
  readonly from: string;
  readonly to: string;
  /** Undefined: it is not known where the message starts. */
  readonly start: RoutePlace | undefined;
  readonly steps: readonly RouteStep[];
  readonly outcome: RouteOutcome;
  /** Where the message stops to count as the organization's own, and why; undefined where it does not, or this is not known. */
  readonly trustLost: { readonly at: RoutePlace; readonly why: string } | undefined;
  /** What else a person should know: a mailbox on both sides, a disabled connector. */
  readonly notes: readonly string[];
  /** Of an undecided route: what would come out with the connectors that the Hybrid Configuration Wizard makes. */
  readonly likely:
    | { readonly assumed: readonly string[]; readonly outcome: RouteOutcome; readonly steps: readonly RouteStep[] }
    | undefined;
}

export interface RouteInput {
  /** Addresses in any case. */
  readonly from: string;
  readonly to: string;
  readonly directories: Directories;
  readonly settings: Settings | undefined;
  /** Where the message starts; without it, where the sender's mailbox lives. */
  readonly start?: 'on-premises' | 'exchange-online' | 'internet' | undefined;
}

/** A message that has come to a place. */
export interface Arrival {
  readonly at: 'on-premises' | 'exchange-online';
  readonly recipient: string;
  /** `internet`: taken as mail from outside, also from our own server when it was not recognised as such. */
  readonly as: 'submitted' | 'hybrid' | 'internet';
  readonly trust: RouteTrust;
  /** How it came and why it is trusted as it is; part of the step's reason. */
  readonly because: readonly string[];
  readonly evidence: readonly Evidence[];
  /** From on-premises to the cloud: whether the cloud knows the connection as the organization's. */
  readonly isAttributed?: boolean | undefined;
}

/** What a place does with a message: a step, and then it goes on or ends. */
export type Move =
  | { readonly kind: 'go'; readonly steps: readonly RouteStep[]; readonly next: Arrival; readonly notes?: readonly string[] }
  | { readonly kind: 'end'; readonly steps: readonly RouteStep[]; readonly outcome: RouteOutcome; readonly notes?: readonly string[] };

/** Everything a place looks at. */
export interface World {
  readonly from: string;
  readonly directories: Directories;
  readonly settings: Settings | undefined;
}

export const PLACE_NAMES: Readonly<Record<RoutePlace, string>> = {
  internet: 'Internet',
  gateway: 'gateway',
  'on-premises': 'on-premises',
  'exchange-online': 'Exchange Online',
};

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** The step of an arrival; `because` goes behind how the message came. */
export function stepAt(
  arrival: Arrival,
  what: string,
  because: string,
  evidence: readonly Evidence[] = [],
  recipient = arrival.recipient,
): RouteStep {
  return {
    at: arrival.at,
    recipient,
    what,
    because: [...arrival.because, because].filter((sentence) => sentence !== '').join(' '),
    evidence: [...arrival.evidence, ...evidence],
    trust: arrival.trust,
    trustBecause: arrival.because.join(' '),
  };
}

/** Ends with what is missing. */
export function undecided(where: RoutePlace | undefined, why: string, ...missing: readonly RouteMissing[]): RouteOutcome {
  return { kind: 'undecided', where, why, missing };
}

export function ended(kind: 'delivered' | 'loop' | 'bounce' | 'leaves', where: RoutePlace, why: string, status?: string): RouteOutcome {
  return { kind, where, why, missing: [], ...(status === undefined ? {} : { status }) };
}

/** The route ends at a group, for each of its members has one of its own. */
export function endsAtGroup(arrival: Arrival, evidence: readonly Evidence[]): Move {
  const { at, recipient: address } = arrival;
  const where = at === 'on-premises' ? 'on-premises' : 'in the cloud';
  return {
    kind: 'end',
    steps: [stepAt(arrival, 'group', `${address} is a group.`, evidence)],
    outcome: undecided(at, `${address} is a group: it is expanded ${where}, and each member has a route of its own.`, {
      what: 'the members of the group',
      how: 'crossprem route --to <member>',
    }),
  };
}

/** The evidence of a settings entry. */
export function settingEvidence(path: string, text: string): Evidence {
  return { source: 'settings', path, text };
}
