import { isIP } from 'node:net';
import type { ARCData, ARCResult, DKIMResult, DKIMVerifyResult, DMARCResult, DNSResolver, SPFResult } from 'mailauth';
import { arc } from 'mailauth/lib/arc/index.js';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { evaluateDmarc } from 'mailauth/lib/dmarc/index.js';
import { spf } from 'mailauth/lib/spf/index.js';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { Check, CheckResult, DkimCheck, DmarcCheck, SpfCheck, Verification } from '../../message/verification.js';
import type { DnsChoice, VerifyInput } from '../../ports/verify.js';
import { type Dns, type DnsLimits, openDns } from './dns.js';
import { latin1, sectionsOf } from './header-section.js';
import { keepSignatures } from './keep-signatures.js';

// The protocol modules are called one by one: `authenticate` of the package would bring its BIMI module, the only one that opens HTTP connections.

/** Exchange itself takes no larger header section by default. */
const MOST_HEAD = 256 * 1024;
const MOST_LINES = 4_000;
const MOST_SIGNATURES = 10;
const SPF_MS = 15_000;
const NAME = 'crossprem';
const BODY_MISSING = 'It cannot be checked: the body of the message is not there.';
const TIMEOUT = 'DNS did not answer in time';

/** SPF, DKIM, DMARC and ARC of a message, computed anew; see `VerifyMessage`. `limits` are for tests. */
export async function verifyMessage(input: VerifyInput, choice: DnsChoice, limits?: DnsLimits): Promise<Result<Verification>> {
  const { head, body } = sectionsOf(input.raw);
  const text = latin1(head);
  if (head.length > MOST_HEAD || text.split('\n', MOST_LINES + 1).length > MOST_LINES) {
    return problem(
      `The header section is too large to be verified: up to ${MOST_HEAD / 1024} KB and ${MOST_LINES} lines are.`,
      '--verify',
      'Leave out --verify; no mail server takes such a message.',
    );
  }
  const opened = openDns(choice, limits);
  if (opened.kind === 'problem') return opened;
  const dns = opened.value;
  try {
    return ok(await verifyWith(input, keepSignatures(text, MOST_SIGNATURES), latin1(body), dns));
  } finally {
    dns.close();
  }
}

interface Subject {
  readonly hasBody: boolean;
  readonly isThinned: boolean;
}

async function verifyWith(input: VerifyInput, kept: ReturnType<typeof keepSignatures>, body: string, dns: Dns): Promise<Verification> {
  // mailauth knows the answers of node:dns, which these are: its type leaves out that MX records are objects.
  const resolver = dns.lookup as unknown as DNSResolver;
  const subject: Subject = { hasBody: body.trim() !== '', isThinned: kept.leftOut > 0 };
  // Line by line, mailauth mends bare line feeds slowly.
  const message = Buffer.from(`${kept.head.replace(/[\r\n]{1,9}$/, '')}\r\n\r\n${body}`.replace(/\r?\n/g, '\r\n'), 'latin1');
  const [spfCheck, dkimResult] = await Promise.all([checkSpf(input, resolver), dkimVerify(message, { resolver })]);
  // The same object: mailauth declares its optional properties in two ways, and it carries the keys that were looked up already.
  const arcResult = await arc((dkimResult.arc ?? { chain: [] }) as ARCData, { resolver });
  const { response, dkimAligned } = await evaluateDmarc({
    headerFrom: dkimResult.headerFrom,
    fromFields: dkimResult.fromFields,
    spfDomains: spfCheck.result === 'pass' && spfCheck.domain !== undefined ? [spfCheck.domain] : [],
    dkimDomains: dkimResult.results.flatMap(({ status, signingDomain, id }) =>
      status.result === 'pass' && signingDomain !== undefined
        ? [
            {
              ...(id === undefined ? {} : { id }),
              domain: signingDomain,
              aligned: status.aligned ?? false,
              underSized: status.underSized ?? 0,
            },
          ]
        : [],
    ),
    resolver,
  });
  const dkim = dkimChecks(dkimResult, kept.total, subject, dkimAligned ?? new Set());
  const notes = [`SPF, DKIM, DMARC and ARC were computed anew with ${dns.source}; DNS can have changed since the message was received.`];
  if (kept.leftOut > 0) notes.push(`The message has ${kept.total} DKIM signatures; the first ${MOST_SIGNATURES} were checked.`);
  return {
    spf: spfCheck,
    dkim,
    dmarc: dmarcCheck(response, dkimResult, spfCheck, dkim),
    arc: arcCheck(arcResult, dkimResult, subject),
    notes,
  };
}

async function checkSpf({ ip, helo, sender }: VerifyInput, resolver: DNSResolver): Promise<SpfCheck> {
  const unchecked = (why: string): SpfCheck => ({ result: 'unchecked', domain: undefined, why, record: undefined, lookups: undefined });
  if (ip === undefined || isIP(ip) === 0) return unchecked('It cannot be checked: the address that delivered the message is not known.');
  if (sender === undefined) return unchecked('It cannot be checked: the MAIL FROM of the message is not known.');
  const address = sender.trim().replace(/^<|>$/g, '');
  if (address === '' && (helo === undefined || helo === '')) {
    return unchecked('It cannot be checked: the sender is null, and the HELO name is not known.');
  }
  const result = await spf({
    ip,
    sender: address,
    mta: NAME,
    resolver,
    maxElapsedTime: SPF_MS,
    ...(helo === undefined ? {} : { helo: isIP(helo) === 0 ? helo : `[${helo}]` }),
  });
  return {
    result: resultOf(result.status.result),
    domain: result.domain,
    why: spfWhy(result),
    record: result.rr,
    lookups: result.lookups?.count,
  };
}

function spfWhy({ status, domain }: SPFResult): string {
  const comment = sentence((status.comment ?? '').replace(`${NAME}: `, ''));
  if (status.result === 'temperror' && /time(?:out| limit)/i.test(comment))
    return `${TIMEOUT} for the SPF record of ${domain} or one that it includes.`;
  if (/Too many DNS requests/.test(comment)) return `The SPF record of ${domain} needs more than 10 DNS look-ups.`;
  return comment;
}

function dkimChecks(
  { results }: DKIMVerifyResult,
  signatures: number,
  subject: Subject,
  aligned: ReadonlySet<string>,
): readonly DkimCheck[] {
  const checks = results.filter(({ signingDomain }) => signingDomain !== undefined).map((result) => dkimCheck(result, subject, aligned));
  const base = { domain: undefined, selector: undefined, isAligned: false } as const;
  if (signatures === 0) return [{ ...base, result: 'none', why: 'The message is not signed.' }];
  // mailauth leaves out what it cannot process.
  if (checks.length < Math.min(signatures, MOST_SIGNATURES)) {
    return [
      ...checks,
      { ...base, result: 'permerror', why: 'A signature cannot be read: its algorithm, form or domain is missing or not known.' },
    ];
  }
  return checks;
}

function dkimCheck(result: DKIMResult, { hasBody }: Subject, aligned: ReadonlySet<string>): DkimCheck {
  const domain = result.signingDomain?.toLowerCase();
  const key = `${result.selector}._domainkey.${domain}`;
  const [verdict, why] = dkimVerdict(result, key, hasBody);
  return { result: verdict, domain, why, selector: result.selector, isAligned: verdict === 'pass' && aligned.has(domain ?? '') };
}

function dkimVerdict({ status }: DKIMResult, key: string, hasBody: boolean): readonly [CheckResult, string] {
  const comment = status.comment ?? '';
  if (comment === 'body hash did not verify') {
    return hasBody ? ['fail', 'The body is not the one that was signed.'] : ['unchecked', BODY_MISSING];
  }
  if (comment === 'no key') return ['fail', `DNS has no key at ${key}.`];
  if (comment === 'bad signature') return ['fail', `A signed header field was changed, or the key at ${key} is another one by now.`];
  if (comment === 'expired') return ['fail', 'The signature has expired.'];
  if (status.policy?.['dkim-rules'] === 'weak-key') return ['policy', `The key at ${key} is shorter than 1024 bits.`];
  if (/ETIMEOUT/.test(comment)) return ['temperror', `${TIMEOUT} for the key at ${key}.`];
  if (status.result === 'pass') {
    return [
      'pass',
      status.underSized ? `The signature holds, but ${status.underSized} bytes of the body are not signed.` : 'The signature holds.',
    ];
  }
  return [resultOf(status.result), comment === '' ? 'The signature does not hold.' : sentence(`${comment} (${key})`)];
}

function dmarcCheck(
  response: DMARCResult | false,
  { headerFrom }: DKIMVerifyResult,
  spfCheck: SpfCheck,
  dkim: readonly DkimCheck[],
): DmarcCheck {
  if (response === false) {
    const why = headerFrom.length === 0 ? 'The message has no From address.' : 'From names more than one domain.';
    return { result: 'permerror', domain: undefined, why, policy: undefined, record: undefined, spfAligned: false, dkimAligned: false };
  }
  const [result, why] = dmarcVerdict(response, [spfCheck, ...dkim]);
  return {
    result,
    domain: response.status.header?.from?.toLowerCase(),
    why,
    policy: response.policy,
    record: response.rr,
    spfAligned: response.alignment?.spf?.result !== undefined,
    dkimAligned: response.alignment?.dkim?.result !== undefined,
  };
}

/** A failure holds only where every check that could have passed was made. */
function dmarcVerdict({ status, policyDomain }: DMARCResult, checks: readonly Check[]): readonly [CheckResult, string] {
  const { result } = status;
  if (result === 'none') return ['none', 'The domain of From has no DMARC record.'];
  if (result === 'pass') return ['pass', `SPF or DKIM passes for the domain of From; the record is that of ${policyDomain}.`];
  if (result === 'temperror') return ['temperror', `${TIMEOUT}, or not usefully, for the DMARC record.`];
  if (result !== 'fail') return [resultOf(result), sentence(status.comment ?? '')];
  if (checks.some((check) => check.result === 'unchecked'))
    return ['unchecked', 'It cannot be decided: SPF or DKIM could not be checked and might pass.'];
  if (checks.some((check) => check.result === 'temperror'))
    return ['temperror', 'It cannot be decided: SPF or DKIM met an error of DNS and might pass.'];
  return ['fail', `Neither SPF nor DKIM passes for the domain of From; the record is that of ${policyDomain}.`];
}

function arcCheck({ status, i }: ARCResult, { arc: chain }: DKIMVerifyResult, { hasBody, isThinned }: Subject): Check {
  const last = chain?.lastEntry;
  const domain = last?.['arc-seal']?.parsed?.d?.value?.toString().toLowerCase();
  if (status.result === 'none') return { result: 'none', domain: undefined, why: 'The message has no ARC sets.' };
  if (status.result === 'pass') return { result: 'pass', domain, why: `The chain of ${i} ARC set${i === 1 ? '' : 's'} holds.` };
  const newest = last?.messageSignature?.status;
  const isBroken = status.comment !== undefined && !/no valid signature/.test(status.comment);
  if (!isBroken && newest?.comment === 'body hash did not verify' && !hasBody) return { result: 'unchecked', domain, why: BODY_MISSING };
  if (!isBroken && isThinned)
    return { result: 'unchecked', domain, why: 'It cannot be checked: too many DKIM signatures stand in between.' };
  // mailauth calls every error a failure; one of DNS gives no comment of its own.
  if (status.comment === undefined || newest?.result === 'temperror') {
    return { result: 'temperror', domain, why: `${TIMEOUT}, or not usefully, for a key of the ARC chain.` };
  }
  const why =
    newest?.comment === 'body hash did not verify' && !isBroken ? 'The body is not the one that was sealed.' : sentence(status.comment);
  return { result: 'fail', domain, why };
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === ''
    ? ''
    : `${/^[a-z]+(?:\s|$)/.test(trimmed) ? trimmed.charAt(0).toUpperCase() + trimmed.slice(1) : trimmed}${/[.!?]$/.test(trimmed) ? '' : '.'}`;
}

function resultOf(result: string): CheckResult {
  switch (result) {
    case 'pass':
    case 'fail':
    case 'softfail':
    case 'neutral':
    case 'none':
    case 'policy':
    case 'permerror':
      return result;
    default:
      return 'temperror';
  }
}
