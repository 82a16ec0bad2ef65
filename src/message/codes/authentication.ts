import type { AuthMethod } from '../../parse/header/field.js';
import type { DecodedCode } from '../message.js';
import { codeOf, decodeWith, type Meaning, type Meanings, meanings, seen, textOf } from './code.js';

// RFC 8601, RFC 7208; https://learn.microsoft.com/defender-office-365/message-headers-eop-mdo

export const SPF: Meanings = meanings({
  pass: 'the domain allows this address to send',
  fail: 'the domain forbids all addresses but its own (-all), and this is none of them',
  softfail: 'the domain discourages other addresses (~all), and this is one',
  neutral: 'the domain says nothing about this address (?all)',
  none: 'the domain publishes no SPF record',
  temperror: 'DNS could not be asked',
  permerror: 'the SPF record is broken: more than 10 look-ups, two records, or wrong syntax',
});

const DKIM = meanings({
  pass: 'the signature was verified',
  fail: 'the signature does not fit; the comment says why',
  none: 'the message is not signed',
  timeout: 'the key could not be read in time',
  temperror: 'DNS could not be asked',
  permerror: 'the key or its record is broken',
  policy: 'the signature was not accepted by a policy of the receiver',
  neutral: 'the signature could not be processed',
});

const DMARC = meanings({
  pass: 'SPF or DKIM passed for the domain of From',
  fail: 'neither SPF nor DKIM passed for the domain of From',
  bestguesspass: 'the domain has no DMARC record; with one, the message would have passed',
  none: 'the domain publishes no DMARC record',
  temperror: 'DNS could not be asked',
  permerror: 'the DMARC record is broken',
});

const ACTION = meanings({
  none: 'nothing was done about the DMARC result',
  quarantine: 'the policy of the domain was followed: quarantine',
  reject: 'the policy of the domain was followed: reject',
  oreject: 'the domain asks to reject; the message was marked or delivered instead',
  'o.reject': 'the domain asks to reject; the message was marked or delivered instead',
  'pct.quarantine': 'the domain asks to quarantine a share of its mail; this message was not in the share',
  'pct.reject': 'the domain asks to reject a share of its mail; this message was not in the share',
  permerror: 'the policy could not be applied: lasting error',
  temperror: 'the policy could not be applied: passing error',
});

const COMPAUTH = meanings({
  pass: 'Microsoft takes the sender as authenticated',
  softpass: 'Microsoft takes the sender as authenticated, with low or medium confidence',
  fail: 'Microsoft takes the sender as not authenticated',
  none: 'Microsoft did not judge the sender',
});

const ARC = meanings({
  none: 'there is no ARC chain',
  pass: 'the ARC chain is whole',
  fail: 'the ARC chain is broken',
});

const METHODS: ReadonlyMap<string, Meanings> = new Map(
  Object.entries({ spf: SPF, dkim: DKIM, dmarc: DMARC, compauth: COMPAUTH, arc: ARC }),
);

const REASONS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['000', 'DMARC failed, and the domain asks for quarantine or reject'],
  ['001', 'no authentication records, or only weak ones (SPF ~all or ?all, DMARC p=none), and nothing else vouches for the sender'],
  ['002', 'the tenant itself forbids this pair of sender and domain (spoof entry of the Tenant Allow/Block List)'],
  ['010', "DMARC failed, the domain asks for quarantine or reject, and it is one of the receiving tenant's own"],
  ['100', 'SPF or DKIM passed, and its domain is that of From'],
  ['101', 'DKIM passed for the domain of From'],
  ['102', 'SPF passed, and the domain of the envelope sender is that of From'],
  ['103', 'the domain of From fits the reverse DNS name of the sending address'],
  ['104', 'the reverse DNS name of the sending address fits the domain of From'],
  ['105', seen('passed; the reason is not published')],
  ['108', 'DKIM failed only because a rightful earlier hop, for example on-premises, changed the body'],
  ['109', 'the domain has no DMARC record; with one, the message would have passed'],
  ['111', 'DMARC could not be evaluated, but SPF or DKIM fits the domain of From'],
  ['112', 'DNS did not answer in time for the DMARC record'],
  ['115', 'sent by a Microsoft 365 organization that holds the domain of From as an accepted domain'],
  ['116', 'the MX record of the domain of From fits the reverse DNS name of the sending address'],
  ['130', 'DMARC failed, but a trusted ARC sealer vouches for the message'],
  ['201', "the reverse DNS name of the domain of From fits the network of the sending address's name"],
  ['202', "the domain of From fits the domain of the sending address's name"],
  ['405', seen('not checked: bypassed')],
  ['451', seen('not enforced: the mail passed another system before Microsoft 365')],
  ['501', 'DMARC was not enforced: a genuine bounce between parties that had written before'],
  ['502', 'DMARC was not enforced: a genuine bounce for a message that this organization sent'],
  ['601', "not authenticated, and the domain of From is one of the receiving tenant's own"],
  ['701', 'DMARC was not enforced: the organization regularly gets rightful mail from this infrastructure'],
  ['702', 'DMARC was not enforced: the organization regularly gets rightful mail from this infrastructure'],
  ['703', 'DMARC was not enforced: the organization regularly gets rightful mail from this infrastructure'],
  ['704', 'DMARC was not enforced: the organization regularly gets rightful mail from this infrastructure'],
  ['905', 'DMARC was not enforced: the mail passed on-premises servers or another service before Microsoft 365'],
]);

/** By the first digit, for reasons without an entry of their own. */
const FAMILIES: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['1', 'authenticated'],
  ['2', 'authenticated with low or medium confidence'],
  ['3', 'composite authentication was not checked'],
  ['4', 'composite authentication was bypassed'],
  ['6', "not authenticated, and the domain of From is one of the receiving tenant's own"],
  ['7', 'authenticated'],
  ['9', 'composite authentication was bypassed'],
]);

const reasonOf = (reason: string): Meaning | undefined =>
  /^\d{3}$/.test(reason) ? (REASONS.get(reason) ?? FAMILIES.get(reason.charAt(0))) : undefined;

/** In: a reason of compauth, "601". Out: what it means; undefined for what is no reason or in no known family. */
export function compauthReason(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : textOf(reasonOf(reason));
}

/** The outcome that a reason goes with; undefined where more than one is possible. */
export function outcomeOfReason(reason: string): 'pass' | 'fail' | undefined {
  if (!/^\d{3}$/.test(reason)) {
    return undefined;
  }
  const family = reason.charAt(0);
  return '06'.includes(family) ? 'fail' : '127'.includes(family) ? 'pass' : undefined;
}

const PROPERTIES: ReadonlyMap<string, string> = new Map([
  ['smtp.mailfrom', 'envelope sender that SPF was checked for'],
  ['smtp.rcpttodomain', 'domain of the envelope recipient'],
  ['smtp.helo', 'HELO name that SPF was checked for'],
  ['header.d', 'domain that signed'],
  ['header.s', 'selector of the key'],
  ['header.i', 'user or agent the signature stands for'],
  ['header.b', 'start of the signature, to tell several apart'],
  ['header.from', 'domain of From'],
]);

function decodeProperty(method: string, name: string, value: string): DecodedCode {
  if (name === 'action') {
    return decodeWith('action', value, ACTION);
  }
  if (name === 'reason' && method === 'compauth') {
    return codeOf('reason', value, reasonOf(value));
  }
  return codeOf(name, value, PROPERTIES.get(name));
}

/** In: one method of an Authentication-Results field. Out: its result, then its properties. */
export function decodeMethod({ method, result, properties }: AuthMethod): readonly DecodedCode[] {
  return [decodeWith(method, result, METHODS.get(method)), ...[...properties].map(([name, value]) => decodeProperty(method, name, value))];
}

const SPF_PROPERTIES: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['client-ip', 'address that was checked'],
  ['helo', 'name that the sending host gave itself'],
  ['receiver', 'host that checked'],
  ['envelope-from', 'envelope sender'],
  ['identity', 'what was checked: the envelope sender or the HELO name'],
  ['pr', seen('flag internal to Microsoft')],
]);

export function decodeSpfProperty(name: string, value: string): DecodedCode {
  return codeOf(name, value, SPF_PROPERTIES.get(name));
}

const ARC_TAGS: ReadonlyMap<string, string> = new Map([
  ['i', 'number of the hop in the chain'],
  ['d', 'domain that signed'],
  ['s', 'selector of the key'],
  ['a', 'algorithm'],
  ['t', 'time of signing, seconds since 1970'],
  ['x', 'time the signature expires, seconds since 1970'],
  ['c', 'how header and body are normalized'],
  ['h', 'fields that are signed'],
  ['l', 'length of the body that is signed: text after it may be added'],
]);

const CHAIN = meanings({
  none: 'no chain before this hop; only right for the first',
  pass: 'the chain before this hop was whole',
  fail: 'the chain before this hop was broken',
});

/** Tags of DKIM and ARC fields; hashes and signatures are left out. */
export function decodeTags(tags: ReadonlyMap<string, string>): readonly DecodedCode[] {
  return [...tags].flatMap(([tag, value]) =>
    tag === 'b' || tag === 'bh' || tag === '' ? [] : [tag === 'cv' ? decodeWith(tag, value, CHAIN) : codeOf(tag, value, ARC_TAGS.get(tag))],
  );
}
