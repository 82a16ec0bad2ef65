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
}

const PREFIX = 'x-ms-exchange-organization-';

const forgery = (field: HeaderField, why: string): Forgery => ({ kind: 'organization-headers', field, why: `${field.name} ${why}` });
const isWord = (text: string | undefined, word: string): boolean => text?.trim().toLowerCase() === word;

/** Values that no Exchange server writes. */
function findWrongValues({ fieldsOf }: ForgedHeadersInput): readonly Forgery[] {
  const authAs = fieldsOf(`${PREFIX}authas`);
  const mechanisms = fieldsOf(`${PREFIX}authmechanism`);
  return [
    ...authAs.flatMap((field, index) =>
      !AUTH_AS.has(field.value.trim().toLowerCase())
        ? [forgery(field, 'holds a value that Exchange never writes.')]
        : index > 0
          ? [forgery(field, 'stands more than once; Exchange writes it once.')]
          : [],
    ),
    ...mechanisms.flatMap((field) => {
      const code = field.value.trim().toLowerCase();
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

/** Neither the receiver nor any hop is Exchange, and yet there are its internal fields. */
function findStrays({ hops, boundary, fields }: ForgedHeadersInput): readonly Forgery[] {
  const isElsewhere = boundary.receiver === 'gmail' || boundary.receiver === 'other';
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
