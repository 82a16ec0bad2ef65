import type { Message } from '../../message/message.js';
import type { AuthMethod, HeaderField } from '../../parse/header/field.js';
import { parseReportValues } from '../../parse/header/key-values.js';
import { type DefinedFact, known } from '../maker.js';
import { claim, domainOf, evidenceOf, field, headerFact, isWhole, notThere, numberFact, said, textFact, unlessPart } from './read.js';
import { isSameOrganization } from './whose-domain.js';

const MICROSOFT_SEALER = /^(?:microsoft|outlook)\.com$/i;

const believedField = (message: Message): HeaderField | undefined =>
  message.authentication.believed?.field ?? message.authentication.receivedSpf[0]?.field;

/** What the final receiver found: SPF, DKIM, DMARC, composite authentication, ARC; filter verdicts. */
export const verdictFacts: Readonly<Record<string, DefinedFact>> = {
  'header.spf': textFact('SPF result of the receiver', (message) => ({
    value: message.authentication.spf?.result,
    field: believedField(message),
  })),
  'header.spfIp': textFact('IP address that SPF was checked for', (message) => ({
    value: message.authentication.spf?.ip,
    field: believedField(message),
  })),
  'header.spfDomain': textFact('domain that SPF was checked for', (message) => ({
    value: message.authentication.spf?.domain,
    field: believedField(message),
  })),
  'header.spfAligned': aligned('SPF passed for a domain of the author', (message) => message.authentication.isSpfAligned),
  'header.receivedSpf': textFact('result of the newest Received-SPF', (message) => {
    const first = message.authentication.receivedSpf.find((line) => message.trustOf(line.field).forgeable !== 'yes');
    return { value: first?.result, field: first?.field };
  }),
  'header.dkim': textFact('DKIM result of the receiver (pass where any signature passed)', (message) => ({
    value: message.authentication.dkim?.result,
    field: believedField(message),
  })),
  'header.dkimReason': textFact('why DKIM did not pass, as the receiver says', (message) => {
    const { dkim } = message.authentication;
    // Some write the length of the key into the comment and the reason apart: `dkim=fail (2048-bit key) reason="..."`.
    const apart = dkim?.all.find(({ result }) => result === dkim.result)?.properties.get('reason');
    const parts = [dkim?.reason, apart].filter((part, index, all) => part !== undefined && all.indexOf(part) === index);
    return { value: parts.join('; '), field: believedField(message) };
  }),
  'header.dkimDomains': headerFact('list', 'domains whose signature passed', (message, sources) => {
    const domains = passing(message.authentication.dkim?.all ?? []);
    if (message.authentication.dkim === undefined) return notThere(message);
    return domains.length === 0
      ? known(null, () => evidenceOf(sources, [believedField(message)]))
      : said(sources, domains, believedField(message));
  }),
  'header.dkimAligned': aligned('a signature of the author passed', (message) => message.authentication.isDkimAligned),
  'header.dkimOnlyFallback': claim(
    'DKIM passed, for *.onmicrosoft.com alone',
    (message) => {
      const domains = passing(message.authentication.dkim?.all ?? []);
      return domains.length > 0 ? domains.every((domain) => /\.onmicrosoft\.[a-z]{2,3}$/.test(domain)) : unlessPart(message, false);
    },
    (message) => [believedField(message)],
  ),
  'header.isSigned': claim(
    'the message carries a DKIM signature',
    (message) => unlessPart(message, message.signatures.length > 0),
    (message) => [message.signatures[0]?.field],
  ),
  'header.dmarc': textFact('DMARC result of the receiver', (message) => ({
    value: message.authentication.dmarc?.result,
    field: believedField(message),
  })),
  'header.dmarcAction': textFact('what the receiver did about DMARC', (message) => ({
    value: message.authentication.dmarc?.action,
    field: believedField(message),
  })),
  'header.compauth': textFact('composite authentication: pass, softpass, fail, none', (message) => ({
    value: message.authentication.compauth?.result,
    field: believedField(message),
  })),
  'header.compauthReason': textFact('reason code of composite authentication, three digits', (message) => ({
    value: message.authentication.compauth?.reason,
    field: believedField(message),
  })),
  'header.compauthFamily': headerFact('text', 'first digit of the reason code', (message, sources) => {
    const reason = message.authentication.compauth?.reason;
    return reason === undefined ? notThere(message) : said(sources, reason.slice(0, 1), believedField(message));
  }),
  'header.passesUnaligned': claim(
    'SPF or DKIM passed, and for no domain of the author',
    (message) => {
      const { spf, dkim, isSpfAligned, isDkimAligned } = message.authentication;
      const passes = spf?.result === 'pass' || dkim?.result === 'pass';
      if (!passes) return spf === undefined && dkim === undefined ? undefined : false;
      if (isSpfAligned === true || isDkimAligned === true) return false;
      const isOpen = (spf?.result === 'pass' && isSpfAligned === undefined) || (dkim?.result === 'pass' && isDkimAligned === undefined);
      return isOpen ? undefined : true;
    },
    (message) => [believedField(message), field(message, 'from')],
  ),
  'header.isAuthenticated': claim(
    'the receiver found the author proven (DMARC or composite authentication passed, or SPF and DKIM both)',
    (message) => {
      const { spf, dkim, dmarc, compauth } = message.authentication;
      if (dmarc?.result === 'pass' || compauth?.result === 'pass') return true;
      if (spf?.result === 'pass' && dkim?.result === 'pass' && compauth?.result !== 'fail') return true;
      return spf === undefined && dmarc === undefined && compauth === undefined ? undefined : false;
    },
    (message) => [believedField(message)],
  ),
  'header.authenticationFailed': claim(
    'the receiver could not prove the author (composite authentication or DMARC failed, or neither SPF nor DKIM passed)',
    (message) => {
      const { spf, dkim, dmarc, compauth } = message.authentication;
      if (compauth?.result === 'fail' || dmarc?.result === 'fail') return true;
      if (compauth?.result === 'pass' || dmarc?.result === 'pass') return false;
      if (spf === undefined) return undefined;
      return ['fail', 'softfail', 'none'].includes(spf.result) && (dkim === undefined || ['none', 'fail'].includes(dkim.result));
    },
    (message) => [believedField(message)],
  ),
  'header.originalSpf': original('spf'),
  'header.originalDkim': original('dkim'),
  'header.originalDmarc': original('dmarc'),
  'header.earlierPass': claim(
    'an earlier receiver found the message authenticated (an original verdict, or a valid ARC chain)',
    (message) => unlessPart(message, isEarlierPass(message)),
    (message) => [message.authentication.original[0]?.field, message.arc.sets[0]?.results?.field],
  ),
  'header.arcResult': textFact('ARC result of the receiver', (message) => ({
    value: message.authentication.arc?.result,
    field: believedField(message),
  })),
  'header.arcCount': numberFact('sets of the ARC chain', (message) => ({
    value: message.arc.sets.length === 0 && !isWhole(message) ? undefined : message.arc.sets.length,
    field: message.arc.sets.at(-1)?.seal?.field,
  })),
  'header.arcLastCv': textFact('chain state in the newest seal (cv)', (message) => ({
    value: message.arc.lastCv,
    field: message.arc.sets.at(-1)?.seal?.field,
  })),
  'header.arcIncomplete': claim(
    'the ARC chain has a gap, or a set lacks one of its three fields',
    (message) => {
      const { isIncomplete, sets } = message.arc;
      // The missing fields may not have been copied: in a part of a block, and where results alone are left of the whole chain.
      const isPart = !isWhole(message) || sets.every((set) => set.seal === undefined && !set.hasSignature);
      return isPart && sets.length > 0 ? undefined : unlessPart(message, isIncomplete);
    },
    (message) => [message.arc.sets[0]?.seal?.field],
  ),
  'header.arcVouches': claim(
    'a set of the ARC chain before the last says that the author was proven',
    (message) =>
      unlessPart(
        message,
        message.arc.sets.slice(0, -1).some((set) => isPass(set.results?.methods ?? [], message)),
      ),
    (message) => message.arc.sets.slice(0, -1).map((set) => set.results?.field),
  ),
  'header.arcSealer': textFact('domain of the newest sealer of the ARC chain that is not Microsoft', (message) => {
    // The newest set is the receiver's own, where there are several.
    const sets = message.arc.sets.length > 1 ? message.arc.sets.slice(0, -1) : message.arc.sets;
    const seal = sets.findLast((set) => set.seal?.domain !== undefined && !MICROSOFT_SEALER.test(set.seal.domain))?.seal;
    return { value: seal?.domain, field: seal?.field };
  }),
  'header.arcOnlyMicrosoft': claim(
    'all sealers of the ARC chain are Microsoft',
    (message) =>
      message.arc.sets.length === 0
        ? unlessPart(message, false)
        : message.arc.sets.every((set) => MICROSOFT_SEALER.test(set.seal?.domain ?? '')),
    (message) => [message.arc.sets[0]?.seal?.field],
  ),
  'header.scl': numberFact('spam confidence level', (message) => ({
    value: message.antispam.scl,
    field: field(message, 'x-ms-exchange-organization-scl') ?? message.antispam.forefront?.field,
  })),
  'header.organizationScl': numberFact('X-MS-Exchange-Organization-SCL', (message) => {
    const text = message.exchange.organizationScl;
    return {
      value: text !== undefined && /^-?\d{1,2}$/.test(text) ? Number(text) : undefined,
      field: field(message, 'x-ms-exchange-organization-scl'),
    };
  }),
  'header.bcl': numberFact('bulk complaint level', (message) => ({
    value: message.antispam.bcl,
    field: message.antispam.microsoft?.field,
  })),
  'header.sfv': forefront('SFV', 'spam filter verdict'),
  'header.cat': forefront('CAT', 'category of the policy that was applied'),
  'header.sfty': forefront('SFTY', 'safety tip code'),
  'header.ipv': forefront('IPV', 'IP reputation / allow list outcome'),
  'header.dir': forefront('DIR', 'direction as Exchange Online saw it'),
  'header.srv': forefront('SRV', 'bulk marker'),
  'header.cip': forefront('CIP', 'IP address that connected to Exchange Online'),
  'header.stampedCat': stamped('CAT', 'category in the topmost filter report, also where an earlier hop may have written it'),
  'header.stampedDir': stamped('DIR', 'direction in the topmost filter report, also where an earlier hop may have written it'),
  'header.hasFilterReport': claim(
    'a filter report of this delivery can be believed',
    (message) => unlessPart(message, message.antispam.forefront !== undefined),
    (message) => [message.antispam.forefront?.field],
  ),
  'header.untrustedReport': claim(
    'a filter report of an earlier pass is there (-Untrusted)',
    (message) => unlessPart(message, message.antispam.forefrontUntrusted !== undefined),
    (message) => [message.antispam.forefrontUntrusted?.field],
  ),
  'header.untrustedCat': untrusted('CAT', 'category in the report of the earlier pass'),
  'header.untrustedDir': untrusted('DIR', 'direction in the report of the earlier pass'),
  'header.untrustedSfp': untrusted('SFP', 'SFP in the report of the earlier pass'),
  'header.hasFirstPassResults': claim(
    'X-MS-Exchange-Authentication-Results of an earlier pass is there',
    (message) => unlessPart(message, field(message, 'x-ms-exchange-authentication-results') !== undefined),
    (message) => [field(message, 'x-ms-exchange-authentication-results')],
  ),
  'header.mailboxDest': mailbox('dest', 'folder the mailbox put it in (I, J, ...)'),
  'header.mailboxJmr': mailbox('jmr', 'junk mail rule outcome'),
  'header.mailboxUcf': mailbox('ucf', 'mailbox junk rule acted'),
  'header.mailboxOfr': mailbox('ofr', 'override reason of the mailbox'),
  'header.mailboxEx': mailbox('ex', 'the mailbox takes mail of its safe senders only'),
  'header.customSpam': headerFact('list', 'Advanced Spam Filter options that matched (X-CustomSpam)', (message, sources) =>
    message.antispam.customSpam.length === 0
      ? notThere(message)
      : said(sources, message.antispam.customSpam, field(message, 'x-customspam')),
  ),
};

function forefront(code: string, title: string): DefinedFact {
  return textFact(`${title} (${code} of the antispam report)`, ({ antispam }) => ({
    value: antispam.forefront?.values.get(code),
    field: antispam.forefront?.field,
  }));
}

/** Whatever stands in the field: the reader of the fact has to ask whose word it is. */
function stamped(code: string, title: string): DefinedFact {
  return textFact(title, (message) => {
    const report = field(message, 'x-forefront-antispam-report');
    return { value: report === undefined ? undefined : parseReportValues(report.value, 'upper').get(code), field: report };
  });
}

function untrusted(code: string, title: string): DefinedFact {
  return textFact(title, ({ antispam }) => ({
    value: antispam.forefrontUntrusted?.values.get(code),
    field: antispam.forefrontUntrusted?.field,
  }));
}

function mailbox(code: string, title: string): DefinedFact {
  return textFact(`${title} (${code})`, ({ antispam }) => ({
    value: antispam.mailboxDelivery?.values.get(code),
    field: antispam.mailboxDelivery?.field,
  }));
}

function aligned(title: string, read: (message: Message) => boolean | undefined): DefinedFact {
  return headerFact('boolean', title, (message, sources) => {
    const value = read(message);
    if (value !== undefined) return known(value, () => evidenceOf(sources, [believedField(message), field(message, 'from')]));
    return isWhole(message) && message.authentication.believed !== undefined && domainOf(message.from[0]) !== undefined
      ? known(false, () => evidenceOf(sources, [believedField(message)]))
      : { kind: 'unknown', why: 'the headers do not show it' };
  });
}

function original(method: string): DefinedFact {
  return textFact(`${method} result that an earlier pass found`, ({ authentication }) => {
    for (const results of authentication.original) {
      const found = results.methods.find((candidate) => candidate.method === method);
      if (found !== undefined) return { value: found.result, field: results.field };
    }
    return { value: undefined, field: undefined };
  });
}

function passing(methods: readonly AuthMethod[]): readonly string[] {
  return methods.flatMap(({ result, properties }) => {
    const domain = properties.get('header.d') ?? properties.get('header.i')?.split('@').at(-1);
    return result === 'pass' && domain !== undefined && domain !== 'none' ? [domain.toLowerCase()] : [];
  });
}

/** DMARC passed, or a signature of the author did. */
function isPass(methods: readonly AuthMethod[], message: Message): boolean {
  if (methods.some(({ method, result }) => method === 'dmarc' && result === 'pass')) return true;
  const author = domainOf(message.from[0]);
  return passing(methods.filter(({ method }) => method === 'dkim')).some(
    (domain) => isSameOrganization(domain, author, message.tools) === true,
  );
}

function isEarlierPass(message: Message): boolean {
  const { authentication, arc } = message;
  if (
    authentication.original.some(
      ({ methods }) => isPass(methods, message) || methods.some(({ method, result }) => method === 'spf' && result === 'pass'),
    )
  )
    return true;
  const isBroken = arc.isIncomplete || arc.lastCv === 'fail' || authentication.arc?.result === 'fail';
  const first = arc.sets[0]?.results?.methods ?? [];
  return (
    !isBroken &&
    arc.sets.length > 1 &&
    (isPass(first, message) || first.some(({ method, result }) => method === 'spf' && result === 'pass'))
  );
}
