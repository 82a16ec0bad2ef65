import type { Evidence } from '../evidence/evidence.js';
import type { OutboundConnector } from '../facts/connectors.js';
import { configurationOf } from '../facts/organization.js';
import { centralConnector, chooseOutboundConnector, cloudDomain, isOwnDomain, placeOfHost, placeOfMx } from './choose.js';
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
import { toOnPremises } from './trust.js';

/** What Exchange Online does with a message. */
export function exchangeOnline(world: World, arrival: Arrival): Move {
  const { recipient: address } = arrival;
  const refused = refusedAtBorder(world, arrival);
  if (refused !== undefined) return refused;
  const found = findRecipient(world.directories, 'cloud', address);
  const central = arrival.as === 'internet' && isHeld(found) ? centralConnector(world.settings) : false;
  if (central !== undefined && central !== false) return overOnPremises(world, arrival, central, found);
  switch (found.kind) {
    case 'mailbox': {
      const step = stepAt(arrival, found.type, `The mailbox of ${address} is there.`, found.evidence);
      const delivered = ended('delivered', 'exchange-online', `The cloud mailbox of ${address} gets it.`);
      return { kind: 'end', steps: [step], outcome: delivered, notes: central === undefined ? [CENTRAL_NOT_KNOWN] : [] };
    }
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

const CENTRAL_NOT_KNOWN =
  'Whether centralized transport takes mail from outside over the on-premises servers first is not known: it stands in the outbound connectors (RouteAllMessagesViaOnPremises).';

function bounce(step: RouteStep, why: string, status: string): Move {
  return { kind: 'end', steps: [step], outcome: ended('bounce', 'exchange-online', why, status) };
}

const isHeld = (found: Recipient): boolean => found.kind === 'mailbox' || found.kind === 'forwards' || found.kind === 'group';

/** What the border refuses before it looks for the recipient: relaying for strangers, and our own domain from an unknown server. */
function refusedAtBorder(world: World, arrival: Arrival): Move | undefined {
  const domain = domainOf(arrival.recipient);
  const isForeign = cloudDomain(world.settings, domain) === 'none' && isOwnDomain(world.settings, domain) === false;
  if (isForeign && arrival.isAttributed === false) {
    const why = `The connection is not known as the tenant's (TenantAttribution), and ${domain} is none of its domains: Exchange Online does not relay for strangers.`;
    return bounce(stepAt(arrival, 'connection not attributed', why), why, '5.7.64');
  }
  if (isForeign && arrival.as === 'hybrid' && arrival.isAttributed === undefined) {
    const why = `Whether Exchange Online relays to ${domain} depends on the inbound connector that knows the on-premises server.`;
    return {
      kind: 'end',
      steps: [stepAt(arrival, 'attribution not known', why)],
      outcome: undecided('exchange-online', why, MISSING.inboundConnectors),
    };
  }
  const organization = configurationOf(world.settings, 'organizationConfig', 'cloud');
  const isDirect = arrival.as === 'internet' && (arrival.isAttributed === false || arrival.trust === 'anonymous');
  if (
    isDirect &&
    organization?.flag('RejectDirectSend') === true &&
    typeof cloudDomain(world.settings, domainOf(world.from)) === 'object'
  ) {
    const why = `The sender's domain is an accepted domain of the tenant, no connector knows the server that sends, and Direct Send is rejected.`;
    const evidence = [settingEvidence('organizationConfig.RejectDirectSend', 'True')];
    return bounce(stepAt(arrival, 'Direct Send rejected', why, evidence), why, '5.7.68');
  }
  return undefined;
}

function notRead(world: World, arrival: Arrival, found: Extract<Recipient, { kind: 'unknown' }>): Move {
  const domain = domainOf(arrival.recipient);
  if (cloudDomain(world.settings, domain) === 'none' && isOwnDomain(world.settings, domain) === false)
    return sendOut(world, arrival, arrival.recipient, undefined, `${domain} is none of the tenant's domains.`);
  return {
    kind: 'end',
    steps: [stepAt(arrival, 'recipient not known', found.why)],
    outcome: undecided('exchange-online', found.why, ...found.missing),
  };
}

function forwards(world: World, arrival: Arrival, found: Extract<Recipient, { kind: 'forwards' }>): Move {
  const { recipient: address } = arrival;
  const { type, target, evidence } = found;
  if (target === null || target === undefined) {
    const why =
      target === null
        ? `The ${type} ${address} has no ExternalEmailAddress, which Exchange Online does not allow: the export may be incomplete.`
        : found.targetText === ''
          ? `The ExternalEmailAddress of the ${type} ${address} is not in the export.`
          : `The ExternalEmailAddress "${found.targetText}" of ${address} is no SMTP address.`;
    return {
      kind: 'end',
      steps: [stepAt(arrival, type, why, evidence)],
      outcome: undecided('exchange-online', why, missingRecipient('cloud', address)),
    };
  }
  const step = stepAt(
    arrival,
    `${type}, ExternalEmailAddress ${target}`,
    `The ${type} ${address} sends its mail on to ${target}.`,
    evidence,
  );
  const other = findRecipient(world.directories, 'cloud', target);
  if ('record' in other && other.record !== found.record)
    return {
      kind: 'go',
      steps: [step],
      next: { ...arrival, recipient: target, because: [`${target} is another recipient in the cloud.`], evidence: [] },
    };
  return sendOut(world, arrival, target, step, '');
}

function unknownRecipient(world: World, arrival: Arrival, found: Extract<Recipient, { kind: 'none' }>): Move {
  const { recipient: address } = arrival;
  const domain = domainOf(address);
  const accepted = cloudDomain(world.settings, domain);
  if (accepted === 'none') return sendOut(world, arrival, address, undefined, `${domain} is none of the tenant's domains.`);
  if (accepted === undefined || accepted.type === undefined) {
    const why = `${found.why} What follows depends on the type of the accepted domain ${domain}, which is not known.`;
    return {
      kind: 'end',
      steps: [stepAt(arrival, 'no recipient', found.why, found.evidence)],
      outcome: undecided('exchange-online', why, missingDomains('cloud')),
    };
  }
  const evidence: readonly Evidence[] = [...found.evidence, settingEvidence(accepted.path, `${accepted.name} ${accepted.type}`)];
  if (accepted.type === 'Authoritative') return notFound(arrival, found.why, domain, evidence);
  const step = stepAt(
    arrival,
    `no recipient, ${domain} is ${accepted.type}`,
    `${found.why} ${domain} is ${accepted.type} in the cloud, so the message is sent on.`,
    evidence,
  );
  return sendOut(world, arrival, address, step, '');
}

/** Mail from outside is refused at the border (directory based edge blocking); other mail is taken, and returned. */
function notFound(arrival: Arrival, why: string, domain: string, evidence: readonly Evidence[]): Move {
  const what = `no recipient, ${domain} is Authoritative`;
  const step = stepAt(arrival, what, why, evidence);
  if (arrival.as === 'internet') {
    const blocked = `${why} ${domain} is Authoritative in the cloud, so the border refuses the recipient (Recipient address rejected: Access denied, directory based edge blocking).`;
    return bounce(step, blocked, '5.4.1');
  }
  const returned = `${why} ${domain} is Authoritative in the cloud, so the message is returned: RESOLVER.ADR.RecipientNotFound.`;
  // A connection that is not known as ours would be refused at the border, with another status.
  const isOurs = arrival.as === 'submitted' || arrival.isAttributed === true;
  return bounce(
    step,
    isOurs ? returned : `${returned} Where the connection is not known as the tenant's, the border refuses it with 5.4.1.`,
    '5.1.10',
  );
}

/** Out of Exchange Online, by the outbound connector that covers the address, else by MX. `told`: the step that is already known. */
function sendOut(world: World, arrival: Arrival, address: string, told: RouteStep | undefined, because: string): Move {
  const { settings } = world;
  const domain = domainOf(address);
  const finish = (what: string, why: string): readonly RouteStep[] =>
    told === undefined ? [stepAt(arrival, what, `${because} ${why}`.trim())] : [{ ...told, because: `${told.because} ${why}` }];
  const choice = chooseOutboundConnector(settings, domain, arrival.as === 'hybrid');
  if (choice.kind === 'unknown') {
    const why = `Where Exchange Online sends mail for ${domain} is not known. ${choice.why}`;
    return { kind: 'end', steps: finish(`to ${domain}`, choice.why), outcome: undecided('exchange-online', why, ...choice.missing) };
  }
  if (choice.kind === 'none') {
    const off =
      choice.disabled.length === 0 ? '' : ` The connector ${choice.disabled.map((name) => `"${name}"`).join(', ')} would, but is disabled.`;
    return byMx(world, address, `No outbound connector covers ${domain}, so the MX record decides.${off}`, finish);
  }
  const { connector, pattern } = choice;
  const why =
    pattern === '*' && connector.routeAllMessagesViaOnPremises === true
      ? `Centralized transport: the outbound connector "${connector.name}" takes all mail over the on-premises servers (RouteAllMessagesViaOnPremises).`
      : `The outbound connector "${connector.name}" covers ${domain}.`;
  return carry(world, arrival, address, connector, finish, why);
}

type Finish = (what: string, why: string) => readonly RouteStep[];

function carry(world: World, arrival: Arrival, address: string, connector: OutboundConnector, finish: Finish, why: string): Move {
  const domain = domainOf(address);
  if (connector.type === 'OnPremises') {
    const handed = toOnPremises(world.settings, connector, arrival.trust);
    const validated =
      connector.isValidated === false ? [`The outbound connector "${connector.name}" was never validated (IsValidated is False).`] : [];
    return {
      kind: 'go',
      steps: finish(`to ${domain}`, why),
      next: {
        at: 'on-premises',
        recipient: address,
        as: 'hybrid',
        trust: handed.trust,
        because: [handed.because],
        evidence: handed.evidence,
      },
      notes: validated,
    };
  }
  if (connector.type === undefined) {
    const missing = missingProperty(connector.name, 'ConnectorType', MISSING.outboundConnectors);
    return {
      kind: 'end',
      steps: finish(`to ${domain}`, why),
      outcome: undecided(
        'exchange-online',
        `Whether the outbound connector "${connector.name}" leads on-premises is not in the export.`,
        missing,
      ),
    };
  }
  const host = connector.useMxRecord === true ? undefined : connector.smartHosts?.[0];
  if (host === undefined) return byMx(world, address, `${why} It is of type Partner.`, finish);
  return byHost(world, address, placeOfHost(world.settings, host), `${why} It hands the message to ${host}.`, finish);
}

function byMx(world: World, address: string, why: string, finish: Finish): Move {
  const domain = domainOf(address);
  const place = placeOfMx(world.settings, domain);
  if (isOwnDomain(world.settings, domain) === false) return byHost(world, address, 'elsewhere', why, finish);
  if (place === undefined)
    return {
      kind: 'end',
      steps: finish(`to ${domain}`, why),
      outcome: undecided('exchange-online', `${why} Where it points to is not known.`, missingMx(domain)),
    };
  return byHost(world, address, place, why, finish);
}

function byHost(world: World, address: string, place: ReturnType<typeof placeOfHost>, why: string, finish: Finish): Move {
  const domain = domainOf(address);
  if (place === 'exchange-online') {
    const loop = `${why} That leads to Exchange Online again.`;
    return { kind: 'end', steps: finish(`to ${domain}, which is here`, loop), outcome: ended('loop', 'exchange-online', loop, '5.4.14') };
  }
  if (place === 'on-premises') {
    const because = 'It comes over the Internet and not over the hybrid connector: on-premises takes it as mail from outside.';
    return {
      kind: 'go',
      steps: finish(`to ${domain}`, why),
      next: { at: 'on-premises', recipient: address, as: 'internet', trust: 'anonymous', because: [because], evidence: [] },
    };
  }
  if (isOwnDomain(world.settings, domain) === false)
    return {
      kind: 'end',
      steps: finish(`to ${domain}`, why),
      outcome: ended('leaves', 'exchange-online', `${why} It leaves the organization for the servers of ${domain}.`),
    };
  const open = `${why} That host is neither Exchange Online nor a known server of ours; where it sends mail for ${domain} is not known.`;
  return {
    kind: 'end',
    steps: finish(`to ${domain}`, open),
    outcome: undecided('gateway', open, {
      what: 'the next hop of the host',
      how: 'its configuration, or the names of our servers as exchangeServers and onpremIps in the settings',
    }),
  };
}

/** Centralized transport also takes mail that comes in from outside over the on-premises servers first. */
function overOnPremises(world: World, arrival: Arrival, connector: OutboundConnector, found: Recipient): Move {
  const evidence = 'evidence' in found ? found.evidence : [];
  const why = `Centralized transport: mail from outside goes over the on-premises servers before it is delivered ("${connector.name}", RouteAllMessagesViaOnPremises).`;
  const handed = toOnPremises(world.settings, connector, arrival.trust);
  return {
    kind: 'go',
    steps: [stepAt(arrival, 'centralized transport', why, evidence)],
    next: {
      at: 'on-premises',
      recipient: arrival.recipient,
      as: 'hybrid',
      trust: handed.trust,
      because: [handed.because],
      evidence: handed.evidence,
    },
  };
}
