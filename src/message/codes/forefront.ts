import type { DecodedCode } from '../message.js';
import { codeOf, decodeWith, type Meaning, type Meanings, meanings, seen } from './code.js';

// https://learn.microsoft.com/defender-office-365/message-headers-eop-mdo
// https://learn.microsoft.com/defender-office-365/anti-spam-spam-confidence-level-scl-about

export const SCL: Meanings = meanings({
  '-1': 'filtering was skipped: a safe sender, an allow list, a rule, or trusted internal mail',
  '0': 'not spam',
  '1': 'not spam',
  '2': 'not written by the filter; a rule can set it',
  '3': 'not written by the filter; a rule can set it',
  '4': 'not written by the filter; a rule can set it',
  '5': 'spam',
  '6': 'spam',
  '7': 'high confidence spam; a rule can set it, the filter itself writes 9',
  '8': 'high confidence spam; a rule can set it, the filter itself writes 9',
  '9': 'high confidence spam',
});

const SFV = meanings({
  BLK: "not filtered and blocked: the sender is in the user's Blocked Senders list",
  NSPM: 'the filter found no spam',
  SFE: "not filtered and allowed: the sender is in the user's Safe Senders list",
  SKA: 'not filtered and allowed: an anti-spam policy lists the sender or its domain as allowed',
  SKB: 'marked as spam: an anti-spam policy lists the sender or its domain as blocked',
  SKI: 'not filtered: treated as internal or trusted; DIR and IPV say which',
  SKN: 'marked as not spam before filtering, for example by a mail flow rule that sets SCL -1',
  SKQ: 'released from quarantine',
  SKS: 'marked as spam before filtering: a mail flow rule set SCL 5 to 9, or an on-premises verdict was carried over',
  SPM: 'the filter found spam',
  DMS: seen('the verdict was ignored because of a setting of the tenant'),
});

const CAT = meanings({
  AMP: 'malware',
  BIMP: 'impersonation of a brand',
  BULK: 'bulk mail',
  DIMP: 'impersonation of a domain',
  FTBP: 'an attachment of a type that the anti-malware policy blocks',
  GIMP: 'impersonation, found by mailbox intelligence',
  HPHSH: 'phishing, high confidence',
  HPHISH: 'phishing, high confidence',
  HSPM: 'spam, high confidence',
  INTOS: 'phishing sent inside the organization',
  MALW: 'malware',
  OSPM: 'outbound spam',
  PHSH: 'phishing',
  SAP: 'Safe Attachments',
  SPM: 'spam',
  SPOOF: 'spoofing',
  UIMP: 'impersonation of a user',
  NONE: seen('no policy applied'),
});

const SFTY = meanings({
  '9.19': 'impersonation of a domain',
  '9.20': 'impersonation of a user',
  '9.25': 'first contact with this sender; may be harmless',
  '9.11': 'spoof of a domain of the own organization',
  '9.22': 'spoof of another domain',
  '9.1': seen('phishing'),
});

const IPV = meanings({
  CAL: 'the address is in the IP Allow List of the connection filter; also written for mail taken through an on-premises connector',
  NLI: 'the address is on no reputation list',
});

const DIR = meanings({ INB: 'inbound', OUT: 'outbound', INT: 'internal' });

const SRV = meanings({ BULK: 'judged as bulk mail by the bulk threshold of the policy' });

const CIP = meanings({ '255.255.255.255': seen('no connecting host: the mail was submitted inside Microsoft 365') });

const PTR = meanings({
  InfoDomainNonexistent: seen('the connecting address has no reverse DNS name'),
  InfoNoRecords: seen('the connecting address has no reverse DNS name'),
});

const VALUES: ReadonlyMap<string, Meanings> = new Map(Object.entries({ SCL, SFV, CAT, SFTY, IPV, EFV: IPV, DIR, SRV, CIP, PTR }));

/** What a key holds, whatever its value. Keys without an entry here and in VALUES are internal to Microsoft. */
const KEYS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['CIP', 'address that connected to Exchange Online'],
  ['CTRY', 'country of that address, not of the author'],
  ['LANG', 'language the text was taken to be in'],
  ['H', 'name that the connecting host gave itself (HELO)'],
  ['PTR', 'reverse DNS name of the connecting address'],
  ['SFP', seen('number of the sending pool; 1501 goes with the pool for suspicious outbound mail')],
  ['EFV', seen('IPV of the address that enhanced filtering used')],
  ['SRVR', seen('server that did the scan')],
  ['SPF', seen('SPF result, in old reports')],
  ['PCL', seen('phishing confidence level, in old reports')],
  ['MX', seen('1: the MX record points at the connecting host; old reports')],
  ['A', seen('1: an A record exists; old reports')],
  ['UIP', seen('address that was not verified; old reports')],
  ['MLV', seen('verdict of a list; old reports')],
]);

/** In: a key of X-Forefront-Antispam-Report and its value. */
export function decodeForefront(key: string, value: string): DecodedCode {
  const code = key.toUpperCase();
  const byValue = decodeWith(code, value, VALUES.get(code));
  return byValue.meaning === undefined && !CODED.has(code) ? codeOf(code, value, KEYS.get(code)) : byValue;
}

/** Their values are codes: an unknown value means nothing known, not "a code". */
const CODED: ReadonlySet<string> = new Set(['SCL', 'SFV', 'CAT', 'SFTY', 'IPV', 'EFV', 'DIR', 'SRV']);
