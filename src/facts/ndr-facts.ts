import type { Evidence } from '../evidence/evidence.js';
import type { Token } from '../parse/error-text/extract.js';
import { meaningOf } from '../parse/ndr/meaning.js';
import type { FactName } from './fact.js';
import { type DefinedFact, type FactSources, known, unknown } from './maker.js';
import { holderOfX500, holdersOf, identityOf, isSyncedPerson, personOfX500, typeOf } from './ndr-recipients.js';

/** Servers of the service. */
const MICROSOFT = /\.(?:outlook\.com|outlook\.cn|office365\.com|office365\.us|exchangelabs\.com)$/;

/** What a delivery report says about the recipient of a finding. */
export const ndrFacts: Readonly<Record<FactName, DefinedFact>> = {
  'ndr.status': text('enhanced status code of the final reply, a.b.c', ({ entry }) => entry?.status),
  'ndr.statusClass': {
    type: 'text',
    title: 'first digit of the status: 5 permanent, 4 temporary, 2 success',
    make: (sources) => {
      const digit = (sources.entry?.status ?? sources.entry?.replyCode)?.value.charAt(0);
      return digit === undefined ? unknown('the report shows no status') : known(digit, quote(sources, sources.entry?.status));
    },
  },
  'ndr.replyCode': text('basic reply code, 550 and the like', ({ entry }) => entry?.replyCode),
  'ndr.recipient': text('recipient that the report is about', ({ entry }) => entry?.recipient),
  'ndr.recipientDomain': {
    type: 'text',
    title: "the recipient's domain",
    make: (sources) => {
      const domain = domainOf(sources);
      return domain === undefined ? unknown('the report names no recipient') : known(domain, quote(sources, sources.entry?.recipient));
    },
  },
  'ndr.diagnostic': text('sentence of the server that refused', ({ entry }) => entry?.diagnostic),
  'ndr.meaning': {
    type: 'text',
    title:
      'what the words of the reply say, where servers of many makers use one code: sender-domain, receiving-rate, user-unknown, spam, ...',
    make: (sources) => {
      const diagnostic = sources.entry?.diagnostic;
      if (diagnostic === undefined) return unknown('the report does not show it');
      const meaning = meaningOf(diagnostic.value);
      return meaning === undefined
        ? unknown('the words of the reply have no meaning that is known')
        : known(meaning, quote(sources, diagnostic));
    },
  },
  'ndr.action': {
    type: 'text',
    title: 'failed, delayed, relayed, delivered, expanded',
    make: (sources) =>
      sources.entry?.action === undefined
        ? unknown('the report does not say what was done')
        : known(sources.entry.action, quote(sources, sources.entry.status)),
  },
  'ndr.generatingServer': text('server that made the report', ({ report }) => report?.generatingServer),
  'ndr.remoteServer': text('server whose reply it is', ({ entry }) => entry?.remoteServer),
  'ndr.byExchangeOnline': claim('Exchange Online made the report', ({ report }) => report?.generatingServer, MICROSOFT),
  'ndr.refusedByExchangeOnline': claim(
    'a server of Exchange Online refused the message',
    ({ entry, report }) => entry?.remoteServer ?? report?.generatingServer,
    MICROSOFT,
  ),
  'ndr.isEncapsulated': {
    type: 'boolean',
    title: 'the recipient is an encapsulated X500 address (IMCEAEX)',
    make: (sources) => {
      const recipient = sources.entry?.recipient;
      if (recipient !== undefined) return known(/^imceaex-/i.test(recipient.value), quote(sources, recipient));
      const first = sources.report?.encapsulated[0];
      return first === undefined ? unknown('the report names no recipient') : known(true, quote(sources, first.token));
    },
  },
  'ndr.x500': {
    type: 'text',
    title: 'X500: address that the IMCEAEX recipient stands for',
    make: (sources) => {
      const found = encapsulated(sources);
      return found === undefined ? unknown('the report names no IMCEAEX address') : known(found.x500, quote(sources, found.token));
    },
  },
  'ndr.recipientIsOwn': {
    type: 'boolean',
    title: "the recipient's domain is an accepted domain of ours",
    make: (sources) => {
      const domain = domainOf(sources);
      if (domain === undefined) return unknown('the report names no recipient');
      const { domains } = sources.own;
      return domains === undefined
        ? unknown('the accepted domains were not given (--settings)')
        : known(domains.has(domain), quote(sources, sources.entry?.recipient));
    },
  },
  'ndr.recipientIsConsumer': {
    type: 'boolean',
    title: "the recipient has a mailbox of Microsoft's consumer service",
    make: (sources) => {
      const domain = domainOf(sources);
      return domain === undefined
        ? unknown('the report names no recipient')
        : known(/^(?:outlook|hotmail|live|msn|passport)\.[a-z.]{2,8}$/.test(domain), quote(sources, sources.entry?.recipient));
    },
  },
  'ndr.onPremHolders': {
    type: 'number',
    title: 'how many on-premises objects carry the address of the recipient',
    make: (sources) => holdersOf(sources, 'onprem'),
  },
  'ndr.cloudHolders': {
    type: 'number',
    title: 'how many cloud objects carry the address of the recipient',
    make: (sources) => holdersOf(sources, 'cloud'),
  },
  'ndr.x500OnPremHolder': {
    type: 'text',
    title: 'on-premises object that carries the X500 address of the recipient',
    make: (sources) => holderOfX500(sources, 'onprem', encapsulated(sources)?.x500),
  },
  'ndr.x500CloudHolder': {
    type: 'text',
    title: 'cloud object that carries the X500 address of the recipient',
    make: (sources) => holderOfX500(sources, 'cloud', encapsulated(sources)?.x500),
  },
  'ndr.x500Person': {
    type: 'text',
    title: 'person that the X500 address names: by the address itself, else by the name in it',
    make: (sources) => identityOf(personOfX500(sources, encapsulated(sources)?.x500)),
  },
  'ndr.x500PersonOnPrem': {
    type: 'text',
    title: 'RecipientTypeDetails on-premises of that person',
    make: (sources) => typeOf(sources, 'onprem', personOfX500(sources, encapsulated(sources)?.x500)),
  },
  'ndr.x500PersonCloud': {
    type: 'text',
    title: 'RecipientTypeDetails in Exchange Online of that person',
    make: (sources) => typeOf(sources, 'cloud', personOfX500(sources, encapsulated(sources)?.x500)),
  },
  'ndr.x500PersonIsSynced': {
    type: 'boolean',
    title: 'the cloud object of that person is synchronized from on-premises',
    make: (sources) => isSyncedPerson(personOfX500(sources, encapsulated(sources)?.x500)),
  },
  'ndr.isCodeOnly': {
    type: 'boolean',
    title: 'the input is nothing but a status code',
    make: ({ report }) => (report === undefined ? unknown('the input is no delivery report') : known(report.isCodeOnly)),
  },
  'ndr.partCount': {
    type: 'number',
    title: 'how many of status code, SMTP reply and recipient the report shows',
    make: ({ report, entry }) =>
      report === undefined
        ? unknown('the input is no delivery report')
        : known([entry?.status, entry?.replyCode ?? sentenceOf(entry), entry?.recipient].filter((part) => part !== undefined).length),
  },
};

/** A reply that is nothing but its code says no sentence. */
function sentenceOf(entry: FactSources['entry']): Token | undefined {
  return /[a-z]{2}/i.test(entry?.diagnostic?.value.slice(0, 400) ?? '') ? entry?.diagnostic : undefined;
}

function text(title: string, read: (sources: FactSources) => Token | undefined): DefinedFact {
  return {
    type: 'text',
    title,
    make: (sources) => {
      const token = read(sources);
      return token === undefined ? unknown('the report does not show it') : known(token.value, quote(sources, token));
    },
  };
}

function claim(title: string, read: (sources: FactSources) => Token | undefined, pattern: RegExp): DefinedFact {
  return {
    type: 'boolean',
    title,
    make: (sources) => {
      const token = read(sources);
      return token === undefined
        ? unknown('the report names no server')
        : known(pattern.test(token.value.toLowerCase()), quote(sources, token));
    },
  };
}

function quote({ placeOf, text }: FactSources, token: Token | undefined): readonly Evidence[] {
  if (token === undefined) return [];
  // As it stands there: the value is in lower case.
  const written = text.slice(token.start, token.end);
  const isSame = written.toLowerCase() === token.value.toLowerCase();
  return [{ source: 'input', text: isSame ? written : token.value, ...placeOf(token.start) }];
}

function encapsulated({ report, entry }: FactSources) {
  const own = report?.encapsulated.find(({ token }) => entry !== undefined && token.start >= entry.start && token.start < entry.end);
  return own ?? report?.encapsulated[0];
}

function domainOf(sources: FactSources): string | undefined {
  const recipient = sources.entry?.recipient?.value;
  if (recipient === undefined) return undefined;
  const found = encapsulated(sources);
  if (found !== undefined && /^imceaex-/i.test(recipient)) return found.domain.toLowerCase();
  const at = recipient.lastIndexOf('@');
  return at < 0 ? undefined : recipient.slice(at + 1).toLowerCase();
}
