import type { Evidence } from '../evidence/evidence.js';
import { assumeStandard } from './assume.js';
import { isOwnDomain, placeOfMx } from './choose.js';
import { exchangeOnline } from './exchange-online.js';
import { missingMx, missingRecipient } from './missing.js';
import { onPremises } from './on-premises.js';
import { findRecipient, type Recipient } from './recipient.js';
import {
  type Arrival,
  domainOf,
  ended,
  PLACE_NAMES,
  type Route,
  type RouteInput,
  type RouteMissing,
  type RouteOutcome,
  type RoutePlace,
  type RouteStep,
  type RouteTrust,
  undecided,
  type World,
} from './route.js';

const MOST_STEPS = 40;

/**
 * The way of one message over the modelled organization.
 *
 * In: sender and recipient, what was read of both sides, the settings; `start` where it is not to be told from the sender.
 * Out: every place it passes with the reason and the evidence, and how it ends. Where the data do not decide, the route ends undecided and
 * says what would decide it; `likely` then tells the end with the connectors that the Hybrid Configuration Wizard makes.
 * Bad input: an address without domain gives an undecided route; never throws.
 */
export function simulateRoute(input: RouteInput): Route {
  const route = walk(input);
  if (route.outcome.kind !== 'undecided') return route;
  const assumed = assumeStandard(input.settings);
  if (assumed.names.length === 0) return route;
  const other = walk({ ...input, settings: assumed.settings });
  if (other.outcome.kind === 'undecided') return route;
  return { ...route, likely: { assumed: assumed.names, outcome: other.outcome, steps: other.steps } };
}

function walk(input: RouteInput): Route {
  const from = input.from.trim().toLowerCase();
  const to = input.to.trim().toLowerCase();
  const world: World = { from, directories: input.directories, settings: input.settings };
  const base = { from, to, likely: undefined };
  const begin = startOf(world, to, input.start);
  if ('outcome' in begin)
    return { ...base, start: begin.start, steps: begin.steps, outcome: begin.outcome, trustLost: undefined, notes: [] };
  const steps: RouteStep[] = [...begin.steps];
  const notes: string[] = [];
  const outcome = follow(world, begin.arrival, steps, notes);
  notes.push(...twins(world, steps, outcome));
  return {
    ...base,
    start: begin.steps[0]?.at ?? begin.arrival.at,
    steps,
    outcome,
    trustLost: trustLost(steps),
    notes: [...new Set(notes)],
  };
}

function follow(world: World, begin: Arrival, steps: RouteStep[], notes: string[]): RouteOutcome {
  const seen = new Set<string>();
  let arrival = begin;
  while (steps.length < MOST_STEPS) {
    // Mail from outside and our own are treated differently, so that a place may see the same message once as each.
    const state = `${arrival.at} ${arrival.recipient} ${arrival.as === 'internet' ? 'outside' : 'inside'}`;
    if (seen.has(state)) {
      steps.push({
        at: arrival.at,
        recipient: arrival.recipient,
        what: 'again',
        because: arrival.because.join(' '),
        evidence: arrival.evidence,
        trust: arrival.trust,
        trustBecause: arrival.because.join(' '),
      });
      return looped(arrival, steps);
    }
    seen.add(state);
    const move = arrival.at === 'on-premises' ? onPremises(world, arrival) : exchangeOnline(world, arrival);
    steps.push(...move.steps);
    notes.push(...(move.notes ?? []));
    if (move.kind === 'end') return move.outcome;
    arrival = move.next;
  }
  return looped(arrival, steps);
}

/** Exchange Online counts the rounds of a loop that it is part of (5.4.14); one among on-premises servers ends with 5.4.6. */
function looped(arrival: Arrival, steps: readonly RouteStep[]): RouteOutcome {
  const places = [
    ...new Set(
      steps.slice(steps.findIndex((step) => step.at === arrival.at && step.recipient === arrival.recipient)).map((step) => step.at),
    ),
  ];
  const names = places.map((place) => PLACE_NAMES[place]).join(' and ');
  const why = `The message for ${arrival.recipient} comes back to ${PLACE_NAMES[arrival.at]}: it goes round between ${names} until the hop count is exceeded.`;
  return ended(
    'loop',
    arrival.at,
    places.length > 1 ? why : why.replace('between', 'in'),
    places.includes('exchange-online') ? '5.4.14' : '5.4.6',
  );
}

function trustLost(steps: readonly RouteStep[]): Route['trustLost'] {
  for (let index = 1; index < steps.length; index++) {
    const step = steps[index];
    if (step?.trust === 'anonymous' && steps[index - 1]?.trust !== 'anonymous') return { at: step.at, why: step.trustBecause };
  }
  return undefined;
}

/** A mailbox on the other side as well: mail that starts there stays there. */
function twins(world: World, steps: readonly RouteStep[], outcome: RouteOutcome): readonly string[] {
  const last = steps.at(-1);
  if (outcome.kind !== 'delivered' || last === undefined) return [];
  const here = outcome.where === 'on-premises' ? 'onprem' : 'cloud';
  const there = here === 'onprem' ? 'cloud' : 'onprem';
  const addresses = new Set([steps[0]?.recipient ?? last.recipient, last.recipient]);
  for (const address of addresses) {
    if (findRecipient(world.directories, there, address).kind !== 'mailbox') continue;
    const [now, other] = here === 'onprem' ? ['on-premises', 'in Exchange Online'] : ['in Exchange Online', 'on-premises'];
    return [
      `${address} has a mailbox on both sides. This message is delivered ${now}; mail that starts ${other} is delivered there and is never seen ${now}.`,
    ];
  }
  return [];
}

type Begin =
  | { readonly steps: readonly RouteStep[]; readonly arrival: Arrival }
  | { readonly start: RoutePlace | undefined; readonly steps: readonly RouteStep[]; readonly outcome: RouteOutcome };

function startOf(world: World, to: string, given: RouteInput['start']): Begin {
  const { from, settings } = world;
  if (!from.includes('@') || !to.includes('@'))
    return {
      start: undefined,
      steps: [],
      outcome: undecided(undefined, 'Sender and recipient must both be addresses.', {
        what: 'the addresses',
        how: '--from kim@contoso.com --to alex@contoso.com',
      }),
    };
  if (given === 'internet') return fromInternet(world, to);
  const onprem = findRecipient(world.directories, 'onprem', from);
  const cloud = findRecipient(world.directories, 'cloud', from);
  if (given !== undefined) return submitted(given, to, given === 'on-premises' ? onprem : cloud, senderDomain(settings, from), from);
  if (onprem.kind === 'mailbox' && cloud.kind !== 'mailbox') return submitted('on-premises', to, onprem, true, from);
  if (cloud.kind === 'mailbox' && onprem.kind !== 'mailbox') return submitted('exchange-online', to, cloud, true, from);
  if (onprem.kind === 'forwards' && onprem.type === 'remote mailbox') {
    const because = `${from} is a remote mailbox on-premises, so its mailbox is in the cloud.`;
    return {
      steps: [],
      arrival: { at: 'exchange-online', recipient: to, as: 'submitted', trust: 'internal', because: [because], evidence: onprem.evidence },
    };
  }
  if (senderDomain(settings, from) === false) return fromInternet(world, to);
  return { start: undefined, steps: [], outcome: unknownStart(from, onprem, cloud) };
}

const senderDomain = (settings: World['settings'], from: string): boolean | undefined => isOwnDomain(settings, domainOf(from));

function unknownStart(from: string, onprem: Recipient, cloud: Recipient): RouteOutcome {
  const choose: RouteMissing = {
    what: 'where the message starts',
    how: '--start on-premises, --start exchange-online or --start internet',
  };
  if (onprem.kind === 'mailbox' && cloud.kind === 'mailbox')
    return undecided(undefined, `${from} has a mailbox on both sides, so the message may start on either.`, choose);
  const open = [
    ...(onprem.kind === 'unknown' ? [missingRecipient('onprem', from)] : []),
    ...(cloud.kind === 'unknown' ? [missingRecipient('cloud', from)] : []),
  ];
  return undecided(undefined, `Where the mailbox of ${from} is, and so where the message starts, is not known.`, choose, ...open);
}

function submitted(at: 'on-premises' | 'exchange-online', to: string, sender: Recipient, isOwn: boolean | undefined, from: string): Begin {
  const make = (as: Arrival['as'], trust: RouteTrust, because: string, evidence: readonly Evidence[] = []): Begin => ({
    steps: [],
    arrival: { at, recipient: to, as, trust, because: [because], evidence },
  });
  const place = PLACE_NAMES[at];
  if (sender.kind === 'mailbox')
    return make('submitted', 'internal', `The mailbox of ${from} is there: the message is submitted with authentication.`, sender.evidence);
  if (isOwn === false) return make('internet', 'anonymous', `The message comes to ${place} from outside.`);
  return make('submitted', 'unknown', `The message is said to start at ${place}; a mailbox of ${from} is not known there.`);
}

function fromInternet(world: World, to: string): Begin {
  const domain = domainOf(to);
  const step = (what: string, because: string): RouteStep => ({
    at: 'internet',
    recipient: to,
    what,
    because,
    evidence: [],
    trust: 'anonymous',
    trustBecause: '',
  });
  const place = placeOfMx(world.settings, domain);
  const why = `The sender is outside the organization, so the MX record of ${domain} decides where the message comes in.`;
  if (isOwnDomain(world.settings, domain) === false) {
    const outside = `${domain} is none of the organization's domains, either.`;
    return {
      start: 'internet',
      steps: [step(`to ${domain}`, outside)],
      outcome: ended('leaves', 'internet', `The message never touches the organization. ${outside}`),
    };
  }
  if (place === undefined || place === 'elsewhere') {
    const open =
      place === undefined
        ? `${why} It is not known.`
        : `${why} It points to a host that is neither Exchange Online nor a known server of ours.`;
    const how = { what: 'where the message comes in', how: '--start exchange-online or --start on-premises' };
    return {
      start: 'internet',
      steps: [step(`MX of ${domain}`, why)],
      outcome: undecided(place === undefined ? 'internet' : 'gateway', open, ...(place === undefined ? [missingMx(domain)] : []), how),
    };
  }
  const because = `The MX record of ${domain} leads to ${PLACE_NAMES[place]}.`;
  return {
    steps: [step(`MX of ${domain}`, because)],
    arrival: { at: place, recipient: to, as: 'internet', trust: 'anonymous', because: [because], evidence: [] },
  };
}
