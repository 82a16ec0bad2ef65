import type { HeaderField } from '../parse/header/field.js';
import { readIp } from '../parse/header/ip.js';
import { parseTags } from '../parse/header/key-values.js';
import type { ExchangeHeaders } from './message.js';

type FieldsOf = (key: string) => readonly HeaderField[];

const ORGANIZATION = 'x-ms-exchange-organization-';
const CROSS_TENANT = 'x-ms-exchange-crosstenant-';
const CROSS_PREMISES = 'x-ms-exchange-crosspremises-';

/** "TenantId=GUID;Ip=[192.0.2.1];Helo=[host]": names in lower case, brackets taken off. */
function readList(value: string): ReadonlyMap<string, string> {
  return new Map(
    [...parseTags(value)].map(([name, text]) => [
      name.toLowerCase(),
      text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text,
    ]),
  );
}

const ipOf = (text: string | undefined): string | undefined => (text === undefined ? undefined : (readIp(text) ?? undefined));
const filled = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

/** In: fields by lower-case name, and all names of the block by lower-case name. Values as written; of a repeated field the upper holds. */
export function readExchangeHeaders(fieldsOf: FieldsOf, names: ReadonlyMap<string, string>): ExchangeHeaders {
  const value = (key: string): string | undefined => fieldsOf(key)[0]?.value;
  const values = (key: string): readonly string[] => fieldsOf(key).map((field) => field.value);
  const organization = (rest: string): string | undefined => value(ORGANIZATION + rest);
  const crossTenant = (rest: string): string | undefined => value(CROSS_TENANT + rest);
  const connection = crossTenant('originalattributedtenantconnectingip');
  const attributed = connection === undefined ? undefined : readList(connection);
  const skipIp = (key: string): string | undefined => {
    const text = value(key);
    return text === undefined ? undefined : ipOf(readList(text).get('ip'));
  };
  return {
    authAs: organization('authas'),
    authMechanism: organization('authmechanism'),
    authSource: organization('authsource'),
    directionality: organization('messagedirectionality'),
    organizationScl: organization('scl'),
    isAnonymousDirectSend: organization('isanonymousdirectsend'),
    internalOrgSender: organization('internalorgsender'),
    crossTenantAuthAs: crossTenant('authas'),
    crossTenantAuthSource: crossTenant('authsource'),
    crossTenantId: crossTenant('id'),
    fromEntity: organization('fromentityheader') ?? crossTenant('fromentityheader'),
    attributed:
      attributed === undefined
        ? undefined
        : { tenant: filled(attributed.get('tenantid')), ip: ipOf(attributed.get('ip')), helo: filled(attributed.get('helo')) },
    eopTenant: value('x-eoptenantattributedmessage'),
    eopAttributed: value('x-eopattributedmessage'),
    originatorOrg: value('x-originatororg'),
    headersPreserved: values('x-organizationheaderspreserved'),
    headersPromoted: values('x-crosspremisesheaderspromoted'),
    headersFiltered: values('x-crosspremisesheadersfiltered'),
    headersFilteredBySendConnector: values('x-crosspremisesheadersfilteredbysendconnector'),
    crossPremisesProcessed: organization('cross-premises-headers-processed'),
    crossPremisesPromoted: organization('cross-premises-headers-promoted'),
    crossPremisesBlocked: organization('cross-premises-headers-blocked'),
    crossPremises: new Map(
      [...names.keys()].flatMap((key) =>
        key.startsWith(CROSS_PREMISES) ? [[key.slice(CROSS_PREMISES.length), value(key) ?? ''] as const] : [],
      ),
    ),
    skippedSenderIp: skipIp('x-ms-exchange-externaloriginalinternetsender'),
    skipListedSenderIp: skipIp('x-ms-exchange-skiplistedinternetsender'),
    organizationNames: [...names].flatMap(([key, name]) => (key.startsWith(ORGANIZATION) ? [name] : [])),
  };
}
