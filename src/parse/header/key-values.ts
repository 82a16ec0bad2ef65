/** Keys whose value is a code: a blank in it is a fold that stood there. */
const CODE_KEYS: ReadonlySet<string> = new Set(
  'CIP CTRY LANG SCL SRV IPV SFV H PTR CAT SFTY DIR SFS SFP EFV SRVR FPR SPF MLV MX A PCL BCL RULEID ARA ENG OFR DEST AUTH JMR UCF'.split(
    ' ',
  ),
);

/**
 * Values of a `KEY:VALUE;` list, as in X-Forefront-Antispam-Report, X-Microsoft-Antispam and X-Microsoft-Antispam-Mailbox-Delivery.
 *
 * In: the unfolded value, e.g. "CIP:2001:db8::1;CTRY:;SFV:SPM". Split at the first colon, so values may hold colons.
 * Out: in the order of the text, keys in upper case (or lower, where asked for), empty values kept. Where a key comes twice the first holds.
 * Bad input: a part without a colon is left out; never throws.
 * Source: https://learn.microsoft.com/defender-office-365/message-headers-eop-mdo
 */
export function parseReportValues(value: string, keyCase: 'upper' | 'lower' = 'upper'): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const part of partsWith(value, ':')) {
    const colon = part.indexOf(':');
    const name = withoutBlanks(part.slice(0, colon)).toUpperCase();
    if (name === '' || name.length > 64) continue;
    const key = keyCase === 'lower' ? name.toLowerCase() : name;
    if (values.has(key)) continue;
    const text = part.slice(colon + 1);
    values.set(key, CODE_KEYS.has(name) ? withoutBlanks(text) : text.trim());
  }
  return values;
}

/**
 * Tags of a `tag=value;` list: DKIM-Signature, ARC-Seal, ARC-Message-Signature (RFC 6376 section 3.2).
 *
 * In: the unfolded value; the tags that are wanted, where that is not all of them.
 * Out: names as written (they are case-sensitive), values without the folds that signatures, hashes and lists of names carry.
 * Bad input: a part without "=" is left out, the first of a repeated tag holds; never throws.
 */
export function parseTags(value: string, wanted?: ReadonlySet<string>): ReadonlyMap<string, string> {
  const tags = new Map<string, string>();
  for (const part of partsWith(value, '=')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, equals).trim();
    if (name === '' || name.length > 64 || tags.has(name) || wanted?.has(name) === false) continue;
    const text = part.slice(equals + 1);
    tags.set(name, name === 'b' || name === 'bh' || name === 'h' || name === 'p' ? withoutBlanks(text) : text.trim());
  }
  return tags;
}

/** The parts between semicolons that hold `sign`, but not as their first character. */
function* partsWith(value: string, sign: string): Generator<string> {
  let start = 0;
  // The next sign is looked for once, however many parts have none.
  for (let at = value.indexOf(sign); at >= 0; at = value.indexOf(sign, start)) {
    if (at > start) start = Math.max(start, value.lastIndexOf(';', at) + 1);
    const semicolon = value.indexOf(';', at);
    const end = semicolon < 0 ? value.length : semicolon;
    if (at > start) yield value.slice(start, end);
    start = end + 1;
  }
}

function withoutBlanks(text: string): string {
  return text.replace(/\s/g, '');
}
