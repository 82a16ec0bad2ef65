import type { DecodedCode } from '../message.js';
import { codeOf, decodeWith, type Meaning, type Meanings, meanings, seen, wholeNumber } from './code.js';

/** https://learn.microsoft.com/defender-office-365/anti-spam-bulk-complaint-level-bcl-about */
function bulkMeaning(value: string): string | undefined {
  const level = wholeNumber(value, 0, 9);
  if (level === undefined) {
    return undefined;
  }
  if (level === 0) {
    return 'not from a bulk sender';
  }
  return level <= 3
    ? 'from a bulk sender with few complaints'
    : level <= 7
      ? 'from a bulk sender with a mixed number of complaints'
      : 'from a bulk sender with many complaints';
}

const MICROSOFT_KEYS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['PCL', seen('phishing confidence level, in older reports')],
  ['RULEID', seen('rules that fired, in older reports')],
  ['ARA', seen('rules that fired')],
]);

/** In: a key of X-Microsoft-Antispam and its value. */
export function decodeMicrosoftAntispam(key: string, value: string): DecodedCode {
  const code = key.toUpperCase();
  return codeOf(code, value, code === 'BCL' ? bulkMeaning(value) : MICROSOFT_KEYS.get(code));
}

// Microsoft has never documented this field; all of it was observed.
const DELIVERY: ReadonlyMap<string, Meanings> = new Map<string, Meanings>([
  ['ucf', meanings({ '0': seen("the mailbox's junk rule did not act"), '1': seen("the mailbox's junk rule acted") })],
  ['jmr', meanings({ '0': seen('not moved by the junk mail rule'), '1': seen('moved by the junk mail rule') })],
  ['auth', meanings({ '0': seen('not taken as authenticated'), '1': seen('taken as authenticated') })],
  ['dest', meanings({ I: seen('delivered to the Inbox'), J: seen('delivered to Junk Email'), C: seen('delivered to another folder') })],
  [
    'ofr',
    meanings({
      SpamFilterAuthJ: seen('junk because of the filter verdict or of missing authentication'),
      CustomRules: seen('an inbox rule moved it'),
      ExclusiveSettings: seen('the mailbox takes mail of safe senders only'),
      TrustedSenderList: seen("the sender is in the user's trusted list"),
    }),
  ],
  ['rf', meanings({ JunkEmail: seen('routed to Junk Email') })],
]);

const DELIVERY_KEYS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['abwl', seen('flag of the address book list')],
  ['wl', seen('flag of an allow list')],
  ['pcwl', seen('flag of an allow list of contacts')],
  ['dwl', seen('flag of an allow list of domains')],
  ['rwl', seen('flag of an allow list of recipients')],
]);

/** In: a key of X-Microsoft-Antispam-Mailbox-Delivery and its value. */
export function decodeMailboxDelivery(key: string, value: string): DecodedCode {
  const code = key.toLowerCase();
  const table = DELIVERY.get(code);
  return table === undefined ? codeOf(code, value, DELIVERY_KEYS.get(code)) : decodeWith(code, value, table);
}

// https://learn.microsoft.com/defender-office-365/anti-spam-policies-asf-settings-about
const CUSTOM_SPAM: readonly (readonly [start: string, setting: string])[] = [
  ['image links to remote', 'Image links to remote websites'],
  ['numeric ip in url', 'Numeric IP address in URL'],
  ['url redirect to other port', 'URL redirect to other port'],
  ['url to .biz or .info', 'Links to .biz or .info websites'],
  ['empty message', 'Empty messages'],
  ['embed tag', 'Embed tags in HTML'],
  ['javascript or vbscript', 'JavaScript or VBScript in HTML'],
  ['form tag', 'Form tags in HTML'],
  ['iframe or frame', 'Frame or iframe tags in HTML'],
  ['web bug', 'Web bugs in HTML'],
  ['object tag', 'Object tags in HTML'],
  ['sensitive word', 'Sensitive words'],
  ['spf record fail', 'SPF record: hard fail'],
  ['spf from record fail', 'Sender ID filtering: hard fail'],
  ['backscatter', 'Backscatter'],
  ['this message was filtered by the custom spam filter', 'test mode: the setting only writes this header'],
];

/** In: the value of X-CustomSpam. */
export function decodeCustomSpam(value: string): DecodedCode {
  const text = value.slice(0, 200).toLowerCase().trim();
  const setting = CUSTOM_SPAM.find(([start]) => text.startsWith(start))?.[1];
  return codeOf('setting', value, setting === undefined ? undefined : `Advanced Spam Filter setting: ${setting}`);
}
