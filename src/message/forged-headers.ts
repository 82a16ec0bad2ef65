import type { HeaderField } from '../parse/header/field.js';
import type { Boundary } from './boundary.js';
import { AUTH_AS, AUTH_MECHANISM, FORGED_MECHANISMS } from './codes/exchange.js';
import type { Antispam, Authentication, ExchangeHeaders, Forgery, Hop } from './message.js';

export interface ForgedHeadersInput {
  readonly fieldsOf: (key: string) => readonly HeaderField[];
  readonly fields: readonly HeaderField[];
  readonly hops: readonly Hop[];
  readonly boundary: Boundary;
  readonly exchange: ExchangeHeaders;
  readonly authentication: Authentication;
  readonly antispam: Antispam;
  /** The block begins in the middle: the newest hops may be missing. */
  readonly isCutAtStart: boolean;
}

const PREFIX = 'x-ms-exchange-organization-';

const forgery = (field: HeaderField, why: string): Forgery => ({ kind: 'organization-headers', field, why: `${field.name} ${why}` });
/** Without the marks that quoting and tables leave around a word. */
const wordOf = (text: string): string => text.toLowerCase().replace(/^[\s>|*"']{1,9}|[\s>|*"',;.]{1,9}$/g, '');
const isWord = (text: string | undefined, word: string): boolean => text?.trim().toLowerCase() === word;

/** The last field of a paste may hold the beginning of a word only. */
function isCutWord(input: ForgedHeadersInput, field: HeaderField, words: Iterable<string>): boolean {
  const word = wordOf(field.value);
  return field === input.fields.at(-1) && [...words].some((whole) => whole !== word && whole.startsWith(word));
}

/** Values that no Exchange server writes. */
function findWrongValues(input: ForgedHeadersInput): readonly Forgery[] {
  const { fieldsOf } = input;
  const authAs = fieldsOf(`${PREFIX}authas`);
  const mechanisms = fieldsOf(`${PREFIX}authmechanism`);
  return [
    ...authAs.flatMap((field, index) =>
      !AUTH_AS.has(wordOf(field.value)) && !isCutWord(input, field, AUTH_AS.keys())
        ? [forgery(field, 'holds a value that Exchange never writes.')]
        : index > 0
          ? [forgery(field, 'stands more than once; Exchange writes it once.')]
          : [],
    ),
    ...mechanisms.flatMap((field) => {
      const code = wordOf(field.value);
      if (isCutWord(input, field, AUTH_MECHANISM.keys())) return [];
      return !AUTH_MECHANISM.has(code) || FORGED_MECHANISMS.has(code)
        ? [forgery(field, 'holds a code that Exchange is not known to write.')]
        : [];
    }),
  ];
}

/** "Internal", against what the receiving service says itself. On-premises an externally secured connector may rightly say Internal. */
function findContradiction(input: ForgedHeadersInput): readonly Forgery[] {
  const { exchange, authentication, antispam, boundary, fieldsOf } = input;
  const [field] = fieldsOf(`${PREFIX}authas`);
  if (field === undefined || !isWord(field.value, 'internal') || boundary.receiver === 'onprem-exchange') {
    return [];
  }
  if (isWord(exchange.fromEntity, 'internet')) {
    return [forgery(field, 'says Internal, but FromEntityHeader says that the mail came from the Internet.')];
  }
  if (isWord(exchange.crossTenantAuthAs, 'anonymous')) {
    return [forgery(field, 'says Internal, but X-MS-Exchange-CrossTenant-AuthAs says Anonymous.')];
  }
  const isInbound = isWord(antispam.forefront?.values.get('DIR'), 'inb');
  const isSpfBad = authentication.spf?.result === 'fail' || authentication.spf?.result === 'softfail';
  const isAttributed = exchange.attributed !== undefined || exchange.headersPromoted.length > 0;
  return isInbound && isSpfBad && !isAttributed
    ? [forgery(field, 'says Internal, but the filter saw inbound mail of an address that SPF does not allow.')]
    : [];
}

/** Fields that Exchange Online writes when it hands the message to the mailbox. */
const DELIVERED = [
  'x-ms-exchange-processed-by-bccfoldering',
  'x-ms-exchange-transport-endtoendlatency',
  'x-microsoft-antispam-mailbox-delivery',
];
/** Fields that the last server of other systems puts on top. */
const ON_TOP = /^(?:return-path|delivered-to|envelope-to|x-original-to)$/;
/** A result that begins with the name of the server; those of Exchange Online have none. */
const NAMED_RESULT = /^[\w-]{1,63}\.[\w.-]{1,200}(?:[;\s]|$)/;

/**
 * Whether the newest hop that is shown took the message into the mailbox. Where the top of a block is missing and Exchange Online's own
 * stamps of the delivery are there, newer hops are missing, too.
 */
function isPathWhole({ hops, fields, fieldsOf, isCutAtStart }: ForgedHeadersInput): boolean {
  if (isCutAtStart) return false;
  const newest = hops.at(-1)?.field.index ?? 0;
  const isMarked = fields
    .slice(0, newest)
    .some(({ key, value }) => ON_TOP.test(key) || (key === 'authentication-results' && NAMED_RESULT.test(value.slice(0, 300))));
  return isMarked || !DELIVERED.some((key) => fieldsOf(key).length > 0);
}

/** Neither the receiver nor any hop is Exchange, and yet there are its internal fields. */
function findStrays(input: ForgedHeadersInput): readonly Forgery[] {
  const { hops, boundary, fields } = input;
  const isElsewhere = (boundary.receiver === 'gmail' || boundary.receiver === 'other') && isPathWhole(input);
  if (!isElsewhere || hops.some(({ kind }) => kind.startsWith('exo-') || kind.startsWith('onprem-'))) {
    return [];
  }
  const field = fields.find(({ key }) => key.startsWith(PREFIX));
  return field === undefined ? [] : [forgery(field, 'is internal to Exchange, but no Exchange server stands in the path.')];
}

/** X-MS-Exchange-Organization fields that came from outside. One entry a field. */
export function findForgedHeaders(input: ForgedHeadersInput): readonly Forgery[] {
  const found = [...findWrongValues(input), ...findContradiction(input), ...findStrays(input)];
  return [...new Map(found.toReversed().map((entry) => [entry.field, entry] as const)).values()].toReversed();
}
