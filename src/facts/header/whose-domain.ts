import type { Message, MessageTools } from '../../message/message.js';
import type { FactSources } from '../maker.js';
import { isServiceDomain } from '../organization.js';
import { domainOf, field, isUnder } from './read.js';

export const fromDomain = (message: Message): string | undefined => domainOf(message.from[0]);

/** Same organizational domain, by the Public Suffix List; undefined where one of the two is not known. */
export function isSameOrganization(a: string | undefined, b: string | undefined, tools: MessageTools): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return true;
  const first = tools.organizationalDomain(a) ?? a;
  return first === (tools.organizationalDomain(b) ?? b);
}

export function isAccepted(domain: string, domains: ReadonlySet<string>): boolean {
  if (domains.has(domain)) return true;
  for (const accepted of domains) if (isUnder(domain, accepted)) return true;
  return false;
}

interface OwnDomain {
  readonly value: boolean;
  readonly field: ReturnType<typeof field>;
}

/**
 * Whether a domain is ours. The accepted domains decide; without them what the receiving service stamped: a reason code that means "own accepted domain",
 * the recipient's domain on the envelope, the originating organization. The To field, which a sender writes, proves nothing.
 */
export function isOwnDomain(domain: string | undefined, message: Message, { own }: FactSources): OwnDomain | undefined {
  if (domain === undefined) return undefined;
  if (own.domains !== undefined) {
    const isOurs = isAccepted(domain, own.domains);
    // Settings that name no domain of the tenant's own do not say that this one is another's.
    const isLeftOut = !isOurs && isServiceDomain(domain) && ![...own.domains].some(isServiceDomain);
    return isLeftOut ? undefined : { value: isOurs, field: undefined };
  }
  const { compauth, believed } = message.authentication;
  if (domain === fromDomain(message)) {
    if (compauth?.reason !== undefined && /^(?:010|6\d\d)$/.test(compauth.reason)) return { value: true, field: believed?.field };
    const { forefront } = message.antispam;
    if (forefront?.values.get('SFTY')?.startsWith('9.11') === true) return { value: true, field: forefront.field };
  }
  const envelope = envelopeRecipient(message);
  if (envelope !== undefined && envelope.value === domain) return { value: true, field: envelope.field };
  if (message.exchange.originatorOrg?.toLowerCase() === domain && message.exchange.fromEntity !== undefined) {
    const originator = field(message, 'x-originatororg');
    const isInside = message.exchange.authAs?.toLowerCase() === 'internal';
    if (isInside) return { value: true, field: originator };
  }
  const recipient = shownRecipient(message);
  if (recipient === undefined || recipient.value === domain || isServiceDomain(recipient.value)) return undefined;
  // At a receiver that cannot be ours the recipient is a stranger, and says nothing of the author.
  if (message.receiver === 'gmail' || message.receiver === 'other') return undefined;
  return isSameOrganization(recipient.value, domain, message.tools) === false ? { value: false, field: recipient.field } : undefined;
}

/** Whose mailbox the service delivered to: smtp.rcpttodomain of the ARC results, else the last `for` clause. */
export function envelopeRecipient(message: Message): { readonly value: string; readonly field: ReturnType<typeof field> } | undefined {
  // What Exchange Online wrote before it sent the message to a receiver elsewhere names that of an earlier leg.
  const isElsewhere = message.receiver === 'gmail' || message.receiver === 'other';
  for (const set of isElsewhere ? [] : [...message.arc.sets].reverse()) {
    for (const { properties } of set.results?.methods ?? []) {
      const domain = properties.get('smtp.rcpttodomain')?.toLowerCase();
      if (domain !== undefined && domain !== '') return { value: domain, field: set.results?.field };
    }
  }
  for (const hop of [...message.hops].reverse()) {
    if (!hop.isTrusted) break;
    const domain = hop.received.for?.replace(/[<>]/g, '').split('@')[1]?.toLowerCase();
    if (domain !== undefined && domain !== '') return { value: domain, field: hop.field };
  }
  return undefined;
}

export function recipientDomain(message: Message): { readonly value: string; readonly field: ReturnType<typeof field> } | undefined {
  const envelope = envelopeRecipient(message);
  if (envelope !== undefined) return envelope;
  const to = domainOf(message.to[0]);
  return to === undefined ? undefined : { value: to, field: field(message, 'to') };
}

/** Hybrid mail goes to the routing address in the tenant's own domain: the address that was written to then stands in To alone. */
export function shownRecipient(message: Message): ReturnType<typeof recipientDomain> {
  const envelope = envelopeRecipient(message);
  const to = domainOf(message.to[0]);
  return envelope === undefined || (isServiceDomain(envelope.value) && to !== undefined)
    ? to === undefined
      ? undefined
      : { value: to, field: field(message, 'to') }
    : envelope;
}

export function envelopeDomain(message: Message): { readonly value: string | undefined; readonly field: ReturnType<typeof field> } {
  const path = domainOf(message.returnPath);
  if (path !== undefined) return { value: path, field: field(message, 'return-path') };
  const { spf, believed } = message.authentication;
  const checked = spf?.domain?.toLowerCase();
  return { value: checked?.includes('@') === true ? checked.slice(checked.lastIndexOf('@') + 1) : checked, field: believed?.field };
}
