import type { Message } from '../../message/message.js';
import { parseMailboxes } from '../../parse/header/addresses.js';
import type { Fact } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known } from '../maker.js';
import { isServiceDomain } from '../organization.js';
import { readColumn } from '../recipients.js';
import { claim, domainOf, field, headerFact, isUnder, isWhole, notThere, said, textFact, unlessPart } from './read.js';
import {
  envelopeDomain,
  envelopeRecipient,
  fromDomain,
  isAccepted,
  isOwnDomain,
  isSameOrganization,
  recipientDomain,
  shownRecipient,
} from './whose-domain.js';

const firstFrom = (message: Message) => message.from[0];

const FORWARD_MARKS = [
  'resent-from',
  'resent-to',
  'resent-sender',
  'resent-message-id',
  'x-forwarded-to',
  'x-forwarded-for',
  'x-ms-exchange-forwardingloop',
  'x-ms-exchange-inbox-rules-loop',
] as const;

/** Who the message says it is from, to, and whom it answers. */
const fields =
  (...keys: readonly string[]) =>
  (message: Message) =>
    keys.map((key) => field(message, key));

export const peopleFacts: Readonly<Record<string, DefinedFact>> = {
  'header.from': textFact('address of the author (From)', (message) => ({
    value: firstFrom(message)?.address,
    field: field(message, 'from'),
  })),
  'header.fromDomain': textFact('domain of the author', (message) => ({ value: fromDomain(message), field: field(message, 'from') })),
  'header.fromDisplay': textFact('display name of the author', (message) => ({
    value: firstFrom(message)?.display,
    field: field(message, 'from'),
  })),
  'header.fromIsOwn': headerFact(
    'boolean',
    "the author's domain is one of ours: an accepted domain, or by what the receiving service stamped",
    (message, sources) => {
      const own = isOwnDomain(fromDomain(message), message, sources);
      return own === undefined
        ? { kind: 'unknown', why: 'the accepted domains were not given (--settings), and the headers do not show whose domain it is' }
        : said(sources, own.value, field(message, 'from'), own.field);
    },
  ),
  'header.toDomain': textFact(
    'domain of the recipient (envelope where it is shown, else To)',
    (message) => recipientDomain(message) ?? { value: undefined, field: undefined },
  ),
  'header.to': textFact('address of the first recipient in To', (message) => ({
    value: message.to[0]?.address,
    field: field(message, 'to'),
  })),
  'header.fromIsTo': claim(
    'author and recipient are the same address',
    (message) => {
      const from = firstFrom(message)?.address?.toLowerCase();
      const to = message.to[0]?.address?.toLowerCase();
      return from === undefined || to === undefined ? undefined : from === to;
    },
    fields('from', 'to'),
  ),
  'header.fromDomainIsToDomain': claim(
    'author and recipient have the same domain',
    (message) => {
      const from = fromDomain(message);
      const to = shownRecipient(message)?.value;
      return from === undefined || to === undefined ? undefined : from === to;
    },
    fields('from', 'to'),
  ),
  'header.recipientsAreOfAuthor': claim(
    "every recipient that the headers show is of the author's domain, and no mailing list sent it",
    (message) => {
      const from = fromDomain(message);
      const envelope = envelopeRecipient(message)?.value ?? from;
      const shown = [...message.to, ...message.fieldsOf('cc').flatMap(({ value }) => parseMailboxes(value))];
      if (from === undefined || shown.length === 0) return undefined;
      if (envelope === undefined || (envelope !== from && !isServiceDomain(envelope)) || field(message, 'list-id') !== undefined)
        return false;
      return shown.every((mailbox) => domainOf(mailbox) === from);
    },
    fields('from', 'to', 'cc'),
  ),
  'header.fromIsOnmicrosoft': claim(
    "the author's domain is a fallback domain (*.onmicrosoft.com), not the routing domain of a hybrid organization",
    (message) => isFallback(fromDomain(message)),
    fields('from'),
  ),
  'header.returnPathDomain': textFact('domain of the envelope sender (Return-Path, else what SPF was checked for)', (message) =>
    envelopeDomain(message),
  ),
  'header.returnPathIsNull': claim(
    'the envelope sender is empty: a bounce',
    (message) => unlessPart(message, message.isReturnPathNull),
    fields('return-path'),
  ),
  'header.returnPathIsOnmicrosoft': claim(
    'the envelope sender is a fallback domain (*.onmicrosoft.com)',
    (message) => isFallback(envelopeDomain(message).value),
    fields('return-path'),
  ),
  'header.returnPathIsSrs': claim(
    'the envelope sender was rewritten by a forwarder (SRS)',
    (message) => {
      const local = message.returnPath?.address?.split('@')[0];
      return local === undefined ? unlessPart(message, false) : /^srs[01][=+-]|\+srs=/i.test(local);
    },
    fields('return-path'),
  ),
  'header.returnPathForeign': claim(
    'the envelope sender belongs to another organization than the author',
    (message) => {
      const same = isSameOrganization(fromDomain(message), envelopeDomain(message).value, message.tools);
      return same === undefined ? undefined : !same;
    },
    fields('from', 'return-path'),
  ),
  'header.replyToDomain': textFact('domain that replies go to', (message) => ({
    value: domainOf(message.replyTo),
    field: field(message, 'reply-to'),
  })),
  'header.replyToForeign': claim(
    'replies go to another organization than the author',
    (message) => {
      if (message.replyTo === undefined) return unlessPart(message, false);
      const same = isSameOrganization(fromDomain(message), domainOf(message.replyTo), message.tools);
      return same === undefined ? undefined : !same;
    },
    fields('from', 'reply-to'),
  ),
  'header.isBounce': claim(
    'the message is a bounce: empty envelope sender or multipart/report, from a mail system',
    (message) => {
      const isReport = /^multipart\/report\b/i.test(field(message, 'content-type')?.value ?? '');
      const bySystem = /^(?:mailer-daemon|postmaster|microsoftexchange[0-9a-f]{32})@?/i.test(
        firstFrom(message)?.address ?? firstFrom(message)?.display ?? '',
      );
      return unlessPart(message, (message.isReturnPathNull || isReport) && bySystem);
    },
    fields('return-path', 'content-type', 'from'),
  ),
  'header.displayHasForeignAddress': claim(
    'the display name of the author holds an address of another domain',
    (message) => {
      const display = firstFrom(message)?.display;
      if (display === undefined) return message.from.length > 0 ? false : undefined;
      const inner = /[^\s@<>"']{1,64}@([a-z0-9.-]{3,120})/i
        .exec(display)?.[1]
        ?.toLowerCase()
        .replace(/[.-]+$/, '');
      return inner?.includes('.') !== true ? false : isSameOrganization(inner, fromDomain(message), message.tools) === false;
    },
    fields('from'),
  ),
  'header.displayNamesColleague': headerFact(
    'boolean',
    'the display name is that of a person in the directories, and the domain is not ours',
    colleague,
  ),
  'header.displayIsBrand': claim(
    'the display name is that of a well-known company whose mail comes from other domains',
    (message) => isBrandElsewhere(firstFrom(message)?.display, fromDomain(message)),
    fields('from'),
  ),
  'header.isList': claim(
    'a mailing list sent it (List-Id, or Precedence: list)',
    (message) => unlessPart(message, field(message, 'list-id') !== undefined || /^list$/i.test(field(message, 'precedence')?.value ?? '')),
    fields('list-id', 'precedence'),
  ),
  'header.listIsFrom': claim(
    "the list's domain is the author's",
    (message) => {
      const list = listDomain(message);
      const from = fromDomain(message);
      return list === undefined || from === undefined
        ? unlessPart(message, false)
        : isUnder(list, from) || isSameOrganization(list, from, message.tools);
    },
    fields('list-id', 'from'),
  ),
  'header.listIsSender': claim(
    "the list's host is proven: its domain is the one that SPF or a signature passed for",
    (message) => {
      const { spf, dkim } = message.authentication;
      const list = listDomain(message);
      if (list === undefined || (spf === undefined && dkim === undefined)) return unlessPart(message, false);
      const signers = (dkim?.all ?? []).filter(({ result }) => result === 'pass').map(({ properties }) => properties.get('header.d') ?? '');
      return [spf?.result === 'pass' ? spf.domain : undefined, ...signers].some(
        (domain) => domain !== undefined && isSameOrganization(domain.toLowerCase(), list, message.tools) === true,
      );
    },
    (message) => [field(message, 'list-id'), message.authentication.believed?.field],
  ),
  'header.listUnsubscribe': claim(
    'the message has List-Unsubscribe',
    (message) => unlessPart(message, field(message, 'list-unsubscribe') !== undefined),
    fields('list-unsubscribe'),
  ),
  'header.isForwarded': claim(
    'a forwarder handled it (Resent-*, X-Forwarded-*, SRS, forwarding loop mark)',
    (message, _sources, facts) => {
      const marks = FORWARD_MARKS.some((key) => field(message, key) !== undefined);
      const srs = facts('header.returnPathIsSrs');
      return marks || (srs.kind === 'known' && srs.value === true)
        ? true
        : unlessPart(message, message.fieldsOf('delivered-to').length > 1);
    },
    fields(...FORWARD_MARKS),
  ),
  'header.mailFromIsOwn': headerFact('boolean', 'the envelope sender is one of our domains', (message, sources) => {
    const envelope = envelopeDomain(message);
    const own = isOwnDomain(envelope.value, message, sources);
    return own === undefined
      ? { kind: 'unknown', why: 'the accepted domains were not given (--settings)' }
      : said(sources, own.value, envelope.field);
  }),
  'header.toIsOwn': headerFact('boolean', "the recipient's domain is one of ours", (message, sources) => {
    const recipient = recipientDomain(message);
    const own = isOwnDomain(recipient?.value, message, sources);
    return own === undefined
      ? { kind: 'unknown', why: 'the accepted domains were not given (--settings)' }
      : said(sources, own.value, recipient?.field);
  }),
  'header.fromKnownOnPrem': headerFact('boolean', "a recipient of on-premises Exchange carries the author's address", knownOnPrem),
  'header.originatorOrgIsOwn': headerFact('boolean', 'X-OriginatorOrg names one of our domains', (message, sources) => {
    const org = message.exchange.originatorOrg?.toLowerCase();
    if (org === undefined) return notThere(message);
    const domains = sources.own.domains;
    const value = domains === undefined ? envelopeRecipient(message)?.value === org || undefined : isAccepted(org, domains);
    return value === undefined
      ? { kind: 'unknown', why: 'the accepted domains were not given (--settings)' }
      : said(sources, value, field(message, 'x-originatororg'));
  }),
};

/** The list's name in its List-Id: `lists.contoso.com`. */
function listDomain(message: Message): string | undefined {
  return /<?([a-z0-9._-]{3,200})>?\s{0,4}$/i.exec((field(message, 'list-id')?.value ?? '').slice(-400))?.[1]?.toLowerCase();
}

/** Whether on-premises Exchange can resolve the author: an object without Exchange attributes does not count, nor one with other addresses. */
function knownOnPrem(message: Message, sources: FactSources, facts: Facts): Fact {
  const address = firstFrom(message)?.address?.toLowerCase();
  if (address === undefined) return { kind: 'unknown', why: 'the author is not known' };
  const exists = facts('onPrem.exists');
  if (exists.kind === 'unknown') return exists;
  if (exists.value !== true) return exists;
  const enabled = facts('onPrem.mailEnabled');
  if (enabled.kind === 'unknown') return enabled;
  const holders = sources.directories.onprem?.find('address', address) ?? [];
  const isOther = holders.some((record) => record !== sources.subject.onPrem);
  if (enabled.value === false && !isOther) return known(false, () => enabled.evidence);
  if (isOther) return { kind: 'known', value: true, evidence: exists.evidence };
  const addresses = facts('onPrem.emailAddresses');
  if (addresses.kind === 'unknown') return addresses;
  const listed = typeof addresses.value === 'object' && addresses.value !== null ? addresses.value : [];
  return { kind: 'known', value: listed.includes(address) || holders.length > 0, evidence: addresses.evidence };
}

function isFallback(domain: string | undefined): boolean | undefined {
  return domain === undefined
    ? undefined
    : /(?:^|\.)[a-z0-9-]{1,63}\.onmicrosoft\.(?:com|us|cn|de)$/.test(domain) && !/\.mail\.onmicrosoft\.[a-z]{2,3}$/.test(domain);
}

function colleague(message: Message, sources: FactSources, facts: Facts) {
  const display = firstFrom(message)?.display?.trim().toLowerCase();
  if (display === undefined || display === '') return notThere(message);
  const { onprem, cloud } = sources.directories;
  if (onprem === undefined && cloud === undefined) return { kind: 'unknown', why: 'no directory was given' } as const;
  const address = firstFrom(message)?.address?.toLowerCase();
  const isForeign = facts('header.fromIsOwn');
  if (isForeign.kind === 'known' && isForeign.value === true) return said(sources, false, field(message, 'from'));
  const bare = display.replace(/\([^)]{0,80}\)|<[^>]{0,120}>/g, '').trim();
  const names = new Set([
    bare,
    bare
      .split(/\s{1,8}/)
      .reverse()
      .join(' '),
    bare
      .split(/,\s{0,4}/)
      .reverse()
      .join(' '),
  ]);
  for (const index of [onprem, cloud]) {
    for (const name of names) {
      const [record] = index?.find('name', name) ?? [];
      if (record === undefined || !name.includes(' ')) continue;
      // A contact or guest of that name with just this address: nobody borrows it.
      if (address !== undefined && (index?.find('address', address) ?? []).includes(record)) continue;
      const shown = readColumn(record, ['displayname', 'exo.displayname', 'name', 'cn']).value;
      return {
        kind: 'known',
        value: true,
        evidence: [
          { source: record.side === 'cloud' ? 'cloud' : 'onprem', path: 'displayName', text: typeof shown === 'string' ? shown : name },
        ],
      } as const;
    }
  }
  return isWhole(message)
    ? said(sources, false, field(message, 'from'))
    : ({ kind: 'unknown', why: 'only a part of the headers was given' } as const);
}

/** Names that phishers borrow, each with a word of it, and the labels that the companies' own mail domains hold. */
const BRANDS: readonly (readonly [words: readonly string[], name: RegExp, own: RegExp])[] = [
  [
    ['microsoft', 'office', 'outlook', 'onedrive', 'sharepoint', 'teams'],
    /\b(?:microsoft|office ?365|microsoft ?365|outlook|onedrive|sharepoint|teams) (?:team|support|account|security|admin|billing|notification)/i,
    /microsoft|office|outlook|sharepoint|onedrive|live|azure/,
  ],
  [['microsoft'], /^microsoft\b/i, /microsoft|office|outlook|sharepoint|onedrive|live|azure/],
  [['paypal'], /^(?:paypal)\b/i, /paypal/],
  [['docusign'], /^(?:docusign)\b/i, /docusign/],
  [['dhl'], /^(?:dhl)\b/i, /dhl/],
  [['fedex'], /^(?:fedex)\b/i, /fedex/],
  [['amazon'], /^(?:amazon)\b/i, /amazon|aws/],
  [['apple', 'icloud'], /^(?:apple|icloud)\b/i, /apple|icloud/],
  [['netflix'], /^(?:netflix)\b/i, /netflix/],
  [['google'], /^(?:google)\b/i, /google|youtube/],
  [['linkedin'], /^(?:linkedin)\b/i, /linkedin/],
  [['facebook', 'meta'], /^(?:facebook|meta)\b (?:support|security|business)/i, /facebook|meta/],
];

function isBrandElsewhere(display: string | undefined, domain: string | undefined): boolean | undefined {
  if (domain === undefined) return undefined;
  if (display === undefined) return false;
  const shown = display.slice(0, 200);
  const lower = shown.toLowerCase();
  // Most names hold none of the words, and then no pattern has to be compiled.
  return BRANDS.some(([words, name, own]) => words.some((word) => lower.includes(word)) && name.test(shown) && !own.test(domain));
}
