/**
 * What the words of a reply say, where servers of many makers use one status code for different things. In the order they are tried: the
 * first that fits holds, so what is special stands before what is general.
 */
const MEANINGS: readonly (readonly [meaning: string, words: RegExp])[] = [
  ['rule', /\b(?:transport|mail flow) rules? agent\b|\bdeleted by (?:a |the )?(?:transport|mail flow) rule/i],
  [
    'sender-domain',
    /\bsender (?:address|domain)\b[^.]{0,80}\b(?:domain not found|not exist|unresolvable|cannot be resolved|could not be resolved|undeliverable|unverified)|\bdomain of sender (?:address|domain)?/i,
  ],
  [
    'receiving-rate',
    /\breceiving (?:mail|messages?|email) (?:at a rate|too)|\brate that\b|\btoo (?:many|much) (?:mail|messages?|emails?)\b/i,
  ],
  ['sending-rate', /\brate[- ]limited?\b|\bunexpected volume\b|\bunusual rate\b|\btoo many connections\b|\bconcurrent connections\b/i],
  ['greylisted', /\bgr[ae]y-?list/i],
  ['reserved-domain', /\breserved by RFC\b|\bsingle[- ]label domains?\b/i],
  ['unroutable', /NoConnectorForAddressType|\bunable to route\b|\bno route to\b/i],
  ['line-ends', /\b(?:lone|bare) (?:CR|LF|carriage|line ?feed)/i],
  ['malware', /\bvirus|\bmalware|\bbanned: ?\.|\b(?:file|attachment) (?:type|extension)|\bexecutable\b|\bpotential security issue/i],
  [
    'blocked-address',
    /\bblack ?list|\bblock ?list|\bdnsbl\b|\brbl\b|\bspamhaus|\bblocked using\b|\bpoor reputation|\breputation\b|\byour ip\b|\bclient host\b/i,
  ],
  ['unauthenticated', /\bSPF\b|\bDKIM\b|\bDMARC\b|\bunauthenticated\b|\bsender id\b/i],
  ['spam', /\bspam\b|\bunsolicited\b|\bjunk\b|\bcontent filter|\bbulk mail\b/i],
  ['mailbox-full', /\bquota\b|\bmailbox (?:is )?full\b|\bout of storage\b|\binbox is full\b/i],
  [
    'mailbox-closed',
    /\b(?:disabled|inactive|suspended|deactivated|expired|locked)\b[^.]{0,40}\b(?:account|mailbox|recipient|user|address)\b|\b(?:account|mailbox|recipient|user|address)\b[^.]{0,60}\b(?:disabled|inactive|suspended|deactivated|expired|locked|no longer)\b/i,
  ],
  [
    'user-unknown',
    /\b(?<!sender )(?:user|recipient|mailbox|alias|address) (?:is )?(?:unknown|not found|not listed|invalid)\b|\b(?:unknown|invalid|no such) (?:user|recipient|mailbox|alias|address)\b|\bdoes ?n[o']t? exist\b|\bcould not be found\b|\bno mailbox\b/i,
  ],
  ['timeout', /\btimed? ?out\b|\bTimedOut\b|\bunreachable\b/i],
];

/** So much of a sentence is looked at; what is said stands at its beginning. */
const MOST_WORDS = 600;

/**
 * What a reply means by its own words, whatever its code: one of `rule`, `sender-domain`, `receiving-rate`, `sending-rate`, `greylisted`,
 * `reserved-domain`, `unroutable`, `line-ends`, `malware`, `blocked-address`, `unauthenticated`, `spam`, `mailbox-full`, `mailbox-closed`, `user-unknown`, `timeout`.
 * In: the sentence of a server. Out: undefined for words that are none of these. English only: Exchange writes its replies in English.
 */
export function meaningOf(sentence: string): string | undefined {
  const words = sentence.slice(0, MOST_WORDS);
  return MEANINGS.find(([, pattern]) => pattern.test(words))?.[0];
}
