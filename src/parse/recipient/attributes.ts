import { lazy } from '../../evidence/lazy.js';
import { base64ToBytes, bytesToBase64, hexToBytes } from './bytes.js';
import { guidFromBytes, isCanonicalGuid, readGuid, ZERO_GUID } from './guid.js';

/**
 * What stands in an attribute. `guid`, `sid` and `octets` are bytes in a directory; `guid-text` is usually a GUID, or a name; `addresses`, `names` (distinguished names), `words`
 * (no blanks) and `list` hold several values, which some tools join into one text.
 */
export type AttributeKind = 'text' | 'guid' | 'guid-text' | 'sid' | 'octets' | 'addresses' | 'names' | 'words' | 'list';

/** A value that stands in the file and cannot be told; `reason` continues a sentence after a colon. */
export interface LostValue {
  readonly reason: string;
}

/** `null`: read and not set. */
export type ReadValue = string | string[] | null | LostValue;

const GUIDS = `objectguid ms-ds-consistencyguid msexchmailboxguid msexcharchiveguid msexchdisabledarchiveguid guid exchangeguid archiveguid
 disabledarchiveguid exchangeobjectid`;
// Exchange's Id is a name and Graph's is a GUID; an identifier of a foreign system may be anything.
const GUID_TEXTS = 'id objectid onpremisesobjectidentifier externaldirectoryobjectid mailboxguid correlationid originatingserverguid';
const SIDS = 'objectsid sidhistory msexchmasteraccountsid onpremisessecurityidentifier masteraccountsid linkedmasteraccountsid';
const OCTETS = `usercertificate usersmimecertificate thumbnailphoto jpegphoto photo thumbnaillogo ntsecuritydescriptor logonhours
 msexchmailboxsecuritydescriptor msexchsafesendershash msexchsaferecipientshash msexchblockedsendershash msexchumspokenname spokenname
 replpropertymetadata dnsrecord tokengroups`;
const ADDRESSES = 'proxyaddresses emailaddresses othermails imaddresses';
const NAMES = `memberof member showinaddressbook addresslistmembership publicdelegates publicdelegatesbl msexchdelegatelistlink
 msexchdelegatelistbl managedobjects directreports altrecipientbl authorig dlmemsubmitperms unauthorig dlmemrejectperms`;
const WORDS = `objectclass msexchpoliciesincluded msexchpoliciesexcluded policiesincluded policiesexcluded inplaceholds msexchuserholdpolicies
 serviceprincipalname persistedcapabilities msexchcapabilityidentifiers`;
const LISTS = `assignedplans provisionedplans assignedlicenses assignedroles eligibleroles onpremisesprovisioningerrors serviceprovisioningerrors
 extensioncustomattribute1 extensioncustomattribute2 extensioncustomattribute3 extensioncustomattribute4 extensioncustomattribute5
 msexchextensioncustomattribute1 msexchextensioncustomattribute2 msexchextensioncustomattribute3 msexchextensioncustomattribute4
 msexchextensioncustomattribute5 grantsendonbehalfto acceptmessagesonlyfrom acceptmessagesonlyfromdlmembers
 acceptmessagesonlyfromsendersormembers rejectmessagesfrom rejectmessagesfromdlmembers rejectmessagesfromsendersormembers
 bypassmoderationfromsendersormembers moderatedby managedby administrativeunits identities businessphones othertelephone othermobile
 otherhomephone url umdtmfmap msexchumdtmfmap protocolsettings altsecurityidentities mailboxlocations senderdomains senderipaddresses
 recipientdomains smarthosts addressspaces sourcetransportservers remoteipranges bindings associatedaccepteddomains efskipips efusers
 tlsdomaincapabilities domains members`;

const kindOf = lazy(() => new Map(kinds()));
function* kinds(): Iterable<readonly [string, AttributeKind]> {
  for (const [kind, names] of [
    ['guid', GUIDS],
    ['guid-text', GUID_TEXTS],
    ['sid', SIDS],
    ['octets', OCTETS],
    ['addresses', ADDRESSES],
    ['names', NAMES],
    ['words', WORDS],
    ['list', LISTS],
  ] as const) {
    for (const name of names.split(/\s+/)) yield [name, kind];
  }
}
const LONGEST_NAME = 256;
const SEVERAL_BYTES = new Set(['sidhistory', 'usercertificate', 'usersmimecertificate', 'tokengroups']);

// Large and of no use to any rule: kept only when asked for by name.
const heavy = lazy(
  () =>
    new Set(
      `thumbnailphoto jpegphoto photo thumbnaillogo logonhours replpropertymetadata
 msexchsafesendershash msexchsaferecipientshash msexchblockedsendershash msexchumspokenname spokenname dnsrecord`.split(/\s+/),
    ),
);
const secret = lazy(
  () =>
    new Set(
      `unicodepwd userpassword unixuserpassword dbcspwd lmpwdhistory ntpwdhistory supplementalcredentials ms-mcs-admpwd mslaps-password
 mslaps-encryptedpassword mslaps-encryptedpasswordhistory mslaps-encrypteddsrmpassword msds-managedpassword msfve-recoverypassword
 passwordprofile password strongauthenticationuserdetails`.split(/\s+/),
    ),
);

// Spellings of one attribute. `dn` is LDIF's and csvde's; SID is what the ActiveDirectory module calls objectSid.
const SAME: Readonly<Record<string, string>> = {
  dn: 'distinguishedname',
  sid: 'objectsid',
  'msds-consistencyguid': 'ms-ds-consistencyguid',
  msdsconsistencyguid: 'ms-ds-consistencyguid',
};
// Headers of the retired MSOnline module and of the admin centres' user lists, for cloud tables only.
const SAME_CLOUD: Readonly<Record<string, string>> = {
  objectid: 'id',
  immutableid: 'onpremisesimmutableid',
  dirsyncenabled: 'onpremisessyncenabled',
  lastdirsynctime: 'onpremiseslastsyncdatetime',
};

/** Column name of an attribute or property: lower case, one spelling for each attribute, LDAP options (`;binary`) gone. */
export function columnName(name: string): string {
  const bare = name
    .slice(0, LONGEST_NAME)
    .replace(/^[\ufeff"'\s]+|["'\s]+$/g, '')
    .toLowerCase();
  const option = bare.indexOf(';');
  const base = option > 0 ? bare.slice(0, option) : bare;
  return Object.hasOwn(SAME, base) ? (SAME[base] ?? base) : base;
}

/** As `columnName`, for records of Entra ID: headers of old modules and portal lists ("Object Id") get Graph's name. */
export function cloudColumnName(name: string): string {
  const column = columnName(name);
  const joined = column.replaceAll(' ', '');
  return Object.hasOwn(SAME_CLOUD, joined) ? (SAME_CLOUD[joined] ?? joined) : joined;
}

/**
 * What made a record, told by its property names (from `columnName`) and, where the file has it, the .NET type it says it holds.
 * Out: `unknown` where neither tells.
 */
export function recordOrigin(names: ReadonlySet<string>, typeName = ''): 'ad' | 'exchange' | 'graph' | 'unknown' {
  if (/Microsoft\.Exchange\./i.test(typeName)) return 'exchange';
  if (/Microsoft\.ActiveDirectory|DirectoryServices/i.test(typeName)) return 'ad';
  if (/Microsoft\.Graph|Microsoft\.Online\.Administration|AzureAD|Microsoft\.Entra/i.test(typeName)) return 'graph';
  const has = (...wanted: readonly string[]): boolean => wanted.some((name) => names.has(name));
  if (has('onpremisesimmutableid', 'onpremisessyncenabled', '@odata.type', 'assignedplans', 'assignedlicenses')) return 'graph';
  if (has('msexchrecipienttypedetails', 'msexchmailboxguid', 'usnchanged', 'instancetype')) return 'ad';
  if (has('recipienttypedetails', 'exchangeguid', 'emailaddresses', 'recipienttype', 'primarysmtpaddress', 'windowsemailaddress'))
    return 'exchange';
  if (has('objectguid', 'objectsid', 'samaccountname', 'distinguishedname', 'objectclass')) return 'ad';
  // Few properties selected from a cmdlet of Exchange Online.
  if (has('externaldirectoryobjectid', 'isdirsynced', 'isexchangecloudmanaged', 'archiveguid', 'hiddenfromaddresslistsenabled'))
    return 'exchange';
  if (names.has('userprincipalname') && has('id', 'objectid', 'immutableid')) return 'graph';
  if (has('user principal name', 'object id')) return 'graph';
  return 'unknown';
}

/** Kind of a column, with or without the `exo.` prefix. An unknown column is text. */
export function attributeKind(column: string): AttributeKind {
  return kindOf().get(column.startsWith('exo.') ? column.slice(4) : column) ?? 'text';
}

/** True where the attribute can hold several values, so that its value is always a list. */
export function isManyValued(column: string): boolean {
  const kind = attributeKind(column);
  return kind === 'addresses' || kind === 'names' || kind === 'words' || kind === 'list' || SEVERAL_BYTES.has(column);
}

/** True for pictures, hashes and the like, which are stored only when asked for by name. */
export function isHeavy(column: string): boolean {
  return heavy().has(column.startsWith('exo.') ? column.slice(4) : column);
}

/** True for attributes that hold a password or key; never stored. */
export function isSecret(column: string): boolean {
  return secret().has(column.startsWith('exo.') ? column.slice(4) : column);
}

/** True where an object cannot exist without the attribute: a missing one was left out by the exporter, never "not set". */
export function isNeverAbsent(column: string): boolean {
  return column === 'objectguid' || column === 'objectclass' || column === 'distinguishedname';
}

/** One value of an attribute as text, exactly one (an LDIF line, an element of a list). `''` is not set. */
export function readOne(kind: AttributeKind, text: string): string | null | LostValue {
  if (text === '') return null;
  if (kind === 'guid') return readGuidText(text);
  if (kind === 'guid-text') return readGuidOrText(text);
  if (kind === 'sid') return readSidText(text);
  return text;
}

/**
 * The bytes of one value. GUID attributes: canonical, all zero is `null`; SIDs: `S-1-...`; octet strings and bytes that are no text: Base64;
 * everything else is decoded as UTF-8.
 */
export function readBytes(kind: AttributeKind, bytes: Uint8Array): string | null {
  if (bytes.length === 0) return null;
  if (kind === 'guid' || (kind === 'guid-text' && bytes.length === 16)) {
    const guid = guidFromBytes(bytes) ?? utf8Guid(bytes);
    if (guid === ZERO_GUID) return null;
    return guid ?? bytesToBase64(bytes);
  }
  if (kind === 'sid') return sidFromBytes(bytes) ?? bytesToBase64(bytes);
  if (kind === 'octets') return bytesToBase64(bytes);
  return utf8Text(bytes) ?? bytesToBase64(bytes);
}

/**
 * A cell of a table or a scalar of JSON: one value, or several that a tool joined into one text.
 *
 * In: e.g. `smtp:a@x;SMTP:b@x`, `{SMTP:a@x, smtp:b@x}`, `X'3F25…'` (csvde), `System.String[]`, `$null`.
 * Out: `null` for not set; a list for attributes with several values; `LostValue` where the tool printed a type name or cut the list.
 * Source: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables ($FormatEnumerationLimit)
 */
export function readJoined(kind: AttributeKind, text: string): ReadValue {
  if (isNothing(text)) return null;
  if (kind === 'guid') return readGuidCell(text);
  const first = text.charCodeAt(0);
  // Only text that starts with one of these letters or marks can be a type name, a PowerShell list, an object or csvde octets.
  if (first === 83 || first === 77 || first === 68 || first === 123 || first === 64 || first === 88 || first === 120) {
    if (isTypeName(text)) return { reason: `the tool wrote the type name "${text.slice(0, 60)}" in place of the value` };
    if (text.startsWith('@{')) return { reason: 'the tool wrote a nested object in place of the value' };
    const octets = /^X'([0-9a-fA-F]*)'$/i.exec(text);
    const bytes = octets?.[1] === undefined ? undefined : hexToBytes(octets[1]);
    if (bytes !== undefined) return readBytes(kind, bytes);
    if (first === 123 && text.endsWith('}')) return readBraces(kind, text.slice(1, -1).trim());
    if (first === 123 && isCut(text)) return CUT;
  }
  switch (kind) {
    case 'text':
    case 'octets':
      return text;
    case 'sid':
      return readSidText(text);
    case 'guid-text':
      return readGuidOrText(text);
    case 'addresses':
      return isCut(text) ? CUT : splitAddresses(text);
    case 'names':
      return isCut(text) ? CUT : splitNames(text);
    case 'words':
      return isCut(text) ? CUT : clean(text.split(/[;|,\s]+/));
    case 'list':
      return isCut(text) ? CUT : clean(text.split(/(?<!\\);|\||\r?\n/));
    default:
      return kind satisfies never;
  }
}

const CUT: LostValue = { reason: 'the list was cut by PowerShell ("...")' };

function readBraces(kind: AttributeKind, inner: string): ReadValue {
  if (inner === '') return null;
  if (isCut(inner)) return CUT;
  switch (kind) {
    case 'addresses':
      return splitAddresses(inner);
    case 'names':
      return splitNames(inner);
    case 'words':
      return clean(inner.split(/[;|,\s]+/));
    case 'list':
      return clean(inner.split(', '));
    default:
      return readOne(kind, inner);
  }
}

/** True for the texts that tools print for "not set". */
export function isNothing(text: string): boolean {
  if (text.length > 9) return false;
  return text === '' || text === '$null' || text === '[]' || text === '{}' || text === '<not set>';
}

/** True where a tool printed the .NET type of a value in place of the value. */
export function isTypeName(text: string): boolean {
  if (text.length > 400 || !/^(?:System|Microsoft|Deserialized)\./.test(text)) return false;
  if (/^(?:System|Microsoft|Deserialized)\.[A-Za-z0-9_.+]+\[\]$/.test(text)) return true;
  return /^(?:Deserialized\.)?(?:System\.(?:Object$|Collections\.)|Microsoft\.(?:Exchange\.(?:Data|Management)|ActiveDirectory\.Management|Graph\.PowerShell|Open\.AzureAD|Online\.Administration)\.)[A-Za-z0-9_.+`]+/.test(
    text,
  );
}

/**
 * Several addresses in one text. A separator (`;` `,` `|` `+` or blank) counts only before a `type:` prefix, because X.500 names hold blanks
 * and X.400 addresses hold semicolons; addresses without prefix are split when each part holds an `@`.
 */
export function splitAddresses(text: string): string[] {
  if (/^[A-Za-z][A-Za-z0-9-]{0,15}:/.test(text))
    return clean(text.split(/(?:\s{0,4}[;,|+]\s{0,4}|\s{1,4})(?=[A-Za-z][A-Za-z0-9-]{0,15}:)/));
  const parts = clean(text.split(/[;,|\s]+/));
  return parts.every((part) => part.includes('@')) ? parts : [text];
}

function splitNames(text: string): string[] {
  if (!text.includes('=')) return clean(text.split(/[;|]|, /));
  // A comma inside a distinguished name has no blank behind it.
  return clean(text.split(/(?:[;|]|, |\s{1,8})(?=(?:CN|OU)=)/i));
}

function clean(parts: readonly string[]): string[] {
  const found: string[] = [];
  for (const part of parts) {
    const trimmed = part.trim();
    if (trimmed !== '') found.push(trimmed);
  }
  return found;
}

function isCut(text: string): boolean {
  return text.endsWith('...') || text.endsWith('\u2026') || text.endsWith('...}') || text.endsWith('\u2026}');
}

function readGuidCell(text: string): string | null | LostValue {
  if (isTypeName(text)) return { reason: `the tool wrote the type name "${text.slice(0, 60)}" in place of the value` };
  return readGuidText(text);
}

function readGuidText(text: string): string | null | LostValue {
  const guid = guidOf(text);
  if (guid === ZERO_GUID) return null;
  if (guid !== undefined) return guid;
  // Sixteen printable bytes stand in LDIF as plain text (RFC 2849 encodes only what is unsafe).
  if (text.length === 16 && /^[\x21-\x7e]{16}$/.test(text)) return guidFromBytes(Uint8Array.from(text, (c) => c.charCodeAt(0))) ?? text;
  if (/^[A-Za-z0-9+/]{2,4000}={0,2}$/.test(text) && text.length % 4 === 0) {
    const bytes = base64ToBytes(text);
    if (bytes !== undefined && bytes.length > 0 && bytesToBase64(bytes) === text && text.length !== 24) return text;
  }
  return { reason: `"${text.slice(0, 60)}" is not a GUID` };
}

function readGuidOrText(text: string): string | null {
  const guid = /^[{(]?[0-9a-fA-F-]{36}[})]?$/.test(text) ? guidOf(text) : undefined;
  return guid === ZERO_GUID ? null : (guid ?? text);
}

function guidOf(text: string): string | undefined {
  if (text.length === 36) {
    const lower = text.toLowerCase();
    if (isCanonicalGuid(lower)) return lower;
  }
  if (text.length === 24 && text.endsWith('==')) {
    const bytes = base64ToBytes(text);
    const guid = bytes === undefined ? undefined : guidFromBytes(bytes);
    if (guid !== undefined && bytes !== undefined && bytesToBase64(bytes) === text) return guid;
  }
  const found = readGuid(text);
  return found.kind === 'problem' ? undefined : found.guid;
}

function utf8Guid(bytes: Uint8Array): string | undefined {
  if (bytes.length < 32 || bytes.length > 76) return undefined;
  const text = utf8Text(bytes);
  return text === undefined ? undefined : guidOf(text);
}

function readSidText(text: string): string | null {
  if (/^S-1-/i.test(text)) return text.toUpperCase();
  const octets = /^X'([0-9a-fA-F]*)'$/i.exec(text);
  const bytes = octets?.[1] === undefined ? base64ToBytes(text) : hexToBytes(octets[1]);
  return (bytes === undefined ? undefined : sidFromBytes(bytes)) ?? text;
}

/** `S-1-...` of the bytes of a SID. Bad input: `undefined`. Source: MS-DTYP 2.4.2.2. */
export function sidFromBytes(bytes: Uint8Array): string | undefined {
  const count = bytes[1] ?? 0;
  if (bytes[0] !== 1 || count > 15 || bytes.length !== 8 + count * 4) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sid = `S-1-${view.getUint16(2) * 0x1_0000_0000 + view.getUint32(4)}`;
  for (let i = 0; i < count; i++) sid += `-${view.getUint32(8 + i * 4, true)}`;
  return sid;
}

/** Text of UTF-8 bytes, or `undefined` where they are not UTF-8 or hold control characters, so are not text. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text) ? undefined : text;
}

/**
 * One text for an object that stands in an attribute (Graph's complex types, Exchange's types in JSON).
 *
 * In: the column, and the object's scalar fields by lower-case name.
 * Out: `service/servicePlanId/capabilityStatus` for plans; `category|propertyCausingError|value` for provisioning errors; the one field that
 * stands for the object (address, SID, GUID, enumeration name, distinguished name). `undefined` when nothing is known to stand for it.
 * Source: https://learn.microsoft.com/graph/api/resources/assignedplan, .../onpremisesprovisioningerror, .../serviceprovisioningerror
 */
export function describeObject(column: string, fields: ReadonlyMap<string, string>): string | undefined {
  const pick = (...names: readonly string[]): readonly string[] => names.map((name) => fields.get(name) ?? '');
  switch (column.startsWith('exo.') ? column.slice(4) : column) {
    case 'assignedplans':
      return trimmedJoin(pick('service', 'serviceplanid', 'capabilitystatus'), '/');
    case 'provisionedplans':
      return trimmedJoin(pick('service', 'capabilitystatus', 'provisioningstatus'), '/');
    case 'assignedlicenses':
      return fields.get('skuid');
    case 'onpremisesprovisioningerrors':
      return trimmedJoin(pick('category', 'propertycausingerror', 'value'), '|');
    case 'serviceprovisioningerrors':
      return trimmedJoin(
        fields.has('category') || fields.has('propertycausingerror')
          ? pick('category', 'propertycausingerror', 'value')
          : pick('serviceinstance', 'isresolved', 'errordetail'),
        '|',
      );
    case 'migrationuser':
      return fields.get('batchid');
    case 'identities':
      return trimmedJoin(pick('signintype', 'issuer', 'issuerassignedid'), '|');
    default:
      return STANDS_FOR.map((name) => fields.get(name)).find((value) => value !== undefined && value !== '');
  }
}

const STANDS_FOR = ['proxyaddressstring', 'address', 'distinguishedname', 'guid', 'datetime', 'displayname', 'name', 'value'];

function trimmedJoin(parts: readonly string[], separator: string): string | undefined {
  return parts.some((part) => part !== '') ? parts.join(separator) : undefined;
}
