import type { SendConnector } from '../facts/connectors.js';
import { acceptedDomainFor, isServiceDomain } from '../facts/organization.js';
import { chooseSendConnector, isOwnDomain, placeOfMx, sendTarget } from './choose.js';
import { MISSING, missingDomains, missingMx, missingProperty, missingRecipient } from './missing.js';
import { findRecipient, type Recipient } from './recipient.js';
import {
  type Arrival,
  domainOf,
  ended,
  endsAtGroup,
  type Move,
  type RouteStep,
  settingEvidence,
  stepAt,
  undecided,
  type World,
} from './route.js';
import { mayRelayOnPremises, toCloud } from './trust.js';

/** What the on-premises servers do with a message. */
export function onPremises(world: World, arrival: Arrival): Move {
  const { recipient: address } = arrival;
  const found = findRecipient(world.directories, 'onprem', address);
  switch (found.kind) {
    case 'mailbox':
      return end(
        stepAt(arrival, `${found.type}`, `The mailbox of ${address} is there.`, found.evidence),
        'delivered',
        `The on-premises mailbox of ${address} gets it.`,
      );
    case 'group':
      return endsAtGroup(arrival, found.evidence);
    case 'forwards':
      return forwards(world, arrival, found);
    case 'none':
      return unknownRecipient(world, arrival, found);
    case 'unknown':
      return notRead(world, arrival, found);
    default:
      return found satisfies never;
  }
}

function end(step: RouteStep, kind: 'delivered' | 'loop' | 'bounce' | 'leaves', why: string, status?: string): Move {
  return { kind: 'end', steps: [step], outcome: ended(kind, 'on-premises', why, status) };
}

function notRead(world: World, arrival: Arrival, found: Extract<Recipient, { kind: 'unknown' }>): Move {
  const domain = domainOf(arrival.recipient);
  // A domain that on-premises does not accept needs no look into the directory.
  if (acceptedDomainFor(world.settings, 'onprem', domain) === 'none' && isOwnDomain(world.settings, domain) === false)
    return sendOn(world, arrival, arrival.recipient, [], `${domain} is not an accepted domain on-premises.`, 'not ours');
  return {
    kind: 'end',
    steps: [stepAt(arrival, 'recipient not known', found.why)],
    outcome: undecided('on-premises', found.why, ...found.missing),
  };
}

function forwards(world: World, arrival: Arrival, found: Extract<Recipient, { kind: 'forwards' }>): Move {
  const { recipient: address } = arrival;
  const { type, target, evidence } = found;
  if (target === null) {
    return end(
      stepAt(
        arrival,
        `${type} without targetAddress`,
        `The ${type} ${address} has no targetAddress, so there is nowhere to send its mail.`,
        evidence,
      ),
      'bounce',
      `The ${type} ${address} carries no targetAddress (RemoteRoutingAddress): RESOLVER.ADR.RecipNotFound.`,
      '5.1.1',
    );
  }
  if (target === undefined) {
    const why =
      found.targetText === ''
        ? `The targetAddress of the ${type} ${address} is not in the export.`
        : `The targetAddress "${found.targetText}" of ${address} is no SMTP address.`;
    return {
      kind: 'end',
      steps: [stepAt(arrival, type, why, evidence)],
      outcome: undecided('on-premises', why, missingRecipient('onprem', address)),
    };
  }
  const what = `${type}, targetAddress ${target}`;
  const step = stepAt(arrival, what, `The ${type} ${address} sends its mail on to ${target}.`, evidence);
  const other = findRecipient(world.directories, 'onprem', target);
  if ('record' in other && other.record !== found.record) {
    return {
      kind: 'go',
      steps: [step],
      next: { ...arrival, recipient: target, because: [`${target} is another recipient on-premises.`], evidence: [] },
    };
  }
  return sendOn(
    world,
    { ...arrival, because: [], evidence: [] },
    target,
    [step],
    '',
    'record' in other && !isServiceDomain(domainOf(target)) ? 'itself' : 'target',
  );
}

function unknownRecipient(world: World, arrival: Arrival, found: Extract<Recipient, { kind: 'none' }>): Move {
  const { recipient: address } = arrival;
  const domain = domainOf(address);
  const accepted = acceptedDomainFor(world.settings, 'onprem', domain);
  if (accepted === 'none')
    return sendOn(world, arrival, address, [], `${found.why} ${domain} is not an accepted domain on-premises.`, 'not ours');
  if (accepted === undefined || accepted.type === undefined) {
    const why = `${found.why} What follows depends on the type of the accepted domain ${domain}, which is not known.`;
    return {
      kind: 'end',
      steps: [stepAt(arrival, 'no recipient', found.why, found.evidence)],
      outcome: undecided('on-premises', why, missingDomains('onprem')),
    };
  }
  const evidence = [...found.evidence, settingEvidence(accepted.path, `${accepted.name} ${accepted.type}`)];
  if (accepted.type === 'Authoritative') {
    return end(
      stepAt(arrival, `no recipient, ${domain} is Authoritative`, found.why, evidence),
      'bounce',
      `${found.why} ${domain} is Authoritative on-premises, so the message is returned: RESOLVER.ADR.RecipNotFound.`,
      '5.1.1',
    );
  }
  const step = stepAt(
    arrival,
    `no recipient, ${domain} is ${accepted.type}`,
    `${found.why} ${domain} is ${accepted.type} on-premises, so the message is sent on.`,
    evidence,
  );
  return sendOn(world, { ...arrival, because: [], evidence: [] }, address, [step], '', 'relay');
}

type Reason = 'not ours' | 'relay' | 'target' | 'itself';

/** Out of the on-premises organization, by the send connector that covers the address. `done`: the step is already told. */
function sendOn(world: World, arrival: Arrival, address: string, done: readonly RouteStep[], because: string, reason: Reason): Move {
  const { settings } = world;
  const domain = domainOf(address);
  const [told] = done;
  const finish = (what: string, why: string): readonly RouteStep[] =>
    told === undefined ? [stepAt(arrival, what, `${because} ${why}`.trim())] : [{ ...told, because: `${told.because} ${why}`.trim() }];
  if (reason === 'not ours') {
    const refused = relayRefused(world, arrival, domain, finish);
    if (refused !== undefined) return refused;
  }
  const choice = chooseSendConnector(settings, domain);
  if (choice.kind === 'unknown')
    return {
      kind: 'end',
      steps: finish(`to ${domain}`, choice.why),
      outcome: undecided('on-premises', `Where on-premises sends mail for ${domain} is not known. ${choice.why}`, ...choice.missing),
    };
  if (choice.kind === 'none') {
    const off =
      choice.disabled.length === 0
        ? ''
        : ` The send connector ${choice.disabled.map((name) => `"${name}"`).join(', ')} would, but is disabled.`;
    if (reason === 'itself') return selfLoop(arrival, address, finish);
    const why = `No enabled send connector covers ${domain}.${off}`;
    return {
      kind: 'end',
      steps: finish(`no send connector for ${domain}`, why),
      outcome: ended(
        'bounce',
        'on-premises',
        `${why} The message waits in the Unreachable queue and is returned when it expires.`,
        '4.4.7',
      ),
    };
  }
  const { connector, pattern } = choice;
  const via = `The send connector "${connector.name}" (${pattern}) carries mail for ${domain}.`;
  return follow(world, arrival, address, connector, pattern, finish(`to ${domain}`, via), reason, finish);
}

/** An address that leads to itself, looked up in DNS: it comes back, unless the cloud has a mailbox for it and on-premises only relays. */
function comesBack(world: World, address: string): boolean {
  const accepted = acceptedDomainFor(world.settings, 'onprem', domainOf(address));
  const isFinal = typeof accepted === 'object' && accepted.type === 'Authoritative';
  return isFinal || findRecipient(world.directories, 'cloud', address).kind !== 'mailbox';
}

function selfLoop(arrival: Arrival, address: string, finish: (what: string, why: string) => readonly RouteStep[]): Move {
  const why = `${address} is an address of the same object, so the message comes back to where it was.`;
  return {
    kind: 'end',
    steps: finish('targetAddress points to itself', why),
    outcome: ended('loop', arrival.at, `The targetAddress leads back: ${why}`, '5.4.6'),
  };
}

function follow(
  world: World,
  arrival: Arrival,
  address: string,
  connector: SendConnector,
  pattern: string,
  steps: readonly RouteStep[],
  reason: Reason,
  finish: (what: string, why: string) => readonly RouteStep[],
): Move {
  const { settings } = world;
  const domain = domainOf(address);
  const evidence = [settingEvidence(connector.path, `${connector.name}: ${pattern}`)];
  const target = sendTarget(settings, connector, domain);
  const goTo = (next: Arrival, passed: readonly RouteStep[] = []): Move => ({ kind: 'go', steps: [...steps, ...passed], next });
  switch (target) {
    case 'exchange-online': {
      const handed = toCloud(settings, connector, domainOf(world.from), arrival.trust);
      const as = handed.isAttributed === false ? 'internet' : 'hybrid';
      return goTo({
        at: 'exchange-online',
        recipient: address,
        as,
        trust: handed.trust,
        because: [handed.because],
        evidence: [...evidence, ...handed.evidence],
        isAttributed: handed.isAttributed,
      });
    }
    case 'on-premises':
      return {
        kind: 'end',
        steps,
        outcome: ended('loop', 'on-premises', `The send connector "${connector.name}" leads back to the on-premises servers.`, '5.4.6'),
      };
    case 'unknown': {
      const missing = missingProperty(connector.name, 'SmartHosts and DNSRoutingEnabled', MISSING.sendConnectors);
      if (!isServiceDomain(domain))
        return {
          kind: 'end',
          steps,
          outcome: undecided('on-premises', `Where the send connector "${connector.name}" leads is not in the export.`, missing),
        };
      const because = `Mail for ${domain} ends in Exchange Online; whether it is recognised there cannot be told, for the export does not show where "${connector.name}" leads.`;
      return goTo({
        at: 'exchange-online',
        recipient: address,
        as: 'hybrid',
        trust: arrival.trust === 'anonymous' ? 'anonymous' : 'unknown',
        because: [because],
        evidence,
      });
    }
    case 'by MX':
      if (isOwnDomain(settings, domain) === false) return leaves(arrival, address, connector, steps);
      if (reason === 'itself' && comesBack(world, address)) return selfLoop(arrival, address, finish);
      return {
        kind: 'end',
        steps,
        outcome: undecided(
          'on-premises',
          `The send connector "${connector.name}" looks up the MX record of ${domain}, which is not known.`,
          missingMx(domain),
        ),
      };
    case 'elsewhere':
      return elsewhere(world, arrival, address, connector, steps);
    default:
      return target satisfies never;
  }
}

function leaves(arrival: Arrival, address: string, connector: SendConnector, steps: readonly RouteStep[]): Move {
  return {
    kind: 'end',
    steps,
    outcome: ended(
      'leaves',
      arrival.at,
      `The send connector "${connector.name}" takes it to the servers of ${domainOf(address)}, outside the organization.`,
    ),
  };
}

/** A smart host that is neither side: a gateway. It does not show our certificate, so Exchange Online sees a stranger. */
function elsewhere(world: World, arrival: Arrival, address: string, connector: SendConnector, steps: readonly RouteStep[]): Move {
  const domain = domainOf(address);
  const host = connector.smartHosts?.[0] ?? `the MX host of ${domain}`;
  if (isOwnDomain(world.settings, domain) === false) return leaves(arrival, address, connector, steps);
  const step: RouteStep = {
    at: 'gateway',
    recipient: address,
    what: host,
    because: `The send connector "${connector.name}" hands it to ${host}, which is neither Exchange Online nor a known server of ours.`,
    evidence: [settingEvidence(`${connector.path}.SmartHosts`, host)],
    trust: arrival.trust,
    trustBecause: '',
  };
  if (placeOfMx(world.settings, domain) !== 'exchange-online')
    return {
      kind: 'end',
      steps: [...steps, step],
      outcome: undecided('gateway', `Where ${host} sends mail for ${domain} is not known.`, {
        what: `the next hop of ${host}`,
        how: `the configuration of ${host}, or a Received line of such a message`,
      }),
    };
  const because = `${host} stands between on-premises Exchange and Exchange Online: the certificate and the cross-premises headers do not get through.`;
  return {
    kind: 'go',
    steps: [...steps, step],
    next: {
      at: 'exchange-online',
      recipient: address,
      as: 'internet',
      trust: 'anonymous',
      because: [because],
      evidence: step.evidence,
      isAttributed: false,
    },
  };
}

/** Mail for a foreign domain is taken from our own people only. */
function relayRefused(
  world: World,
  arrival: Arrival,
  domain: string,
  finish: (what: string, why: string) => readonly RouteStep[],
): Move | undefined {
  if (arrival.trust === 'internal' || arrival.as === 'submitted') return undefined;
  const isForeign = isOwnDomain(world.settings, domain) === false;
  if (arrival.trust === 'anonymous' && isForeign && mayRelayOnPremises(world.settings) === false) {
    const why = `The message is anonymous on-premises and ${domain} is not an accepted domain: a stranger may not relay.`;
    return { kind: 'end', steps: finish(`${domain} is not accepted`, why), outcome: ended('bounce', 'on-premises', why, '5.7.54') };
  }
  const why = `Whether on-premises relays to ${domain} depends on the receive connector that takes the message, which is not known.`;
  return { kind: 'end', steps: finish(`to ${domain}`, why), outcome: undecided('on-premises', why, MISSING.receiveConnectors) };
}
