import type { Token } from '../error-text/extract.js';
import { conflictsAt } from './conflicts.js';
import type { Conflict, SyncErrorEntry, SyncErrorType, SyncObject } from './entry.js';
import { attributeBehind, attributeOf, errorTypeOf, nameIn, plain, sentenceIn } from './names.js';

/** What a field of a record says, whatever the export calls it. */
export type Role =
  | 'type'
  | 'attribute'
  | 'value'
  | 'description'
  | 'upn'
  | 'displayName'
  | 'anchor'
  | 'dn'
  | 'id'
  | 'ownId'
  | 'objectType'
  | 'address'
  | 'existingId'
  | 'existingUpn'
  | 'existingDisplayName'
  | 'existingAnchor'
  | 'existingDn'
  | 'existingObjectType'
  | 'existingAddress'
  | 'trackingId'
  | 'eventId';

const NAMES: Readonly<Record<string, Role>> = roles({
  type: 'errortype errorname error errorcode errorcategory category errorkind errorbucket synchronizationerror syncerror synchronizationerrortype type fehlertyp typederreur tipodeerror',
  attribute:
    'attributename attribute conflictingattribute attributeinconflict attributeconflictname propertycausingerror propertyname propertyinconflict property duplicateattribute conflictattribute',
  value:
    'attributevalue conflictingvalue value propertyvalue attributeconflictvalues attributeconflictvalue conflictingattributevalue duplicatevalue attributevalueinconflict conflictvalue',
  description:
    'errordescription errordetail errordetails servererrordetail errormessage message details description fehlerbeschreibung descriptiondelerreur',
  upn: 'userprincipalname upn onpremisesuserprincipalname benutzerprinzipalname nomdutilisateurprincipal nombreprincipaldeusuario',
  displayName: 'displayname name objectname objectdisplayname anzeigename nomdaffichage nombreparamostrar nombrepublico',
  anchor: 'sourceanchor immutableid onpremisesimmutableid anchor cloudanchor cloudsourceanchor',
  dn: 'distinguishedname onpremisesdistinguishedname dn sourcedn onpremdn onpremisesdn onpremidentity onpremisesobject onpremobject',
  id: 'objectid aadobjectid azureobjectid azureadobjectid entraobjectid cloudobjectid',
  ownId: 'id',
  objectType: 'objecttype objectclass',
  address: 'mail primarysmtpaddress emailaddress identity objectidentity modifiedobjectidentity identitaet identite identidad',
  existingId: 'objectidinconflict conflictingobjectid',
  trackingId: 'trackingid nachverfolgungsid idduivi iddesuivi iddeseguimiento',
  eventId: 'eventid ereignisid iddelevenement idevento',
});

function roles(words: Readonly<Partial<Record<Role, string>>>): Readonly<Record<string, Role>> {
  const table: Record<string, Role> = {};
  for (const [role, names] of Object.entries(words)) {
    // The keys of `words` are roles.
    for (const name of names.split(' ')) table[name] = role as Role;
  }
  return table;
}

const EXISTING = /^(?:existingobject|existing|conflictingobject|conflictingwith|otherobject|objectinconflict)/;
const SOURCE = /^(?:incomingobject|incoming|sourceobject|syncedobject|affectedobject)/;
const EXISTING_ROLES: Readonly<Partial<Record<Role, Role>>> = {
  id: 'existingId',
  ownId: 'existingId',
  upn: 'existingUpn',
  displayName: 'existingDisplayName',
  anchor: 'existingAnchor',
  dn: 'existingDn',
  objectType: 'existingObjectType',
  address: 'existingAddress',
  type: 'existingObjectType',
};

/** The role of a column or property; `existingObject.` and the like in front say that it is about the object in the way. */
export function roleOf(name: string): Role | undefined {
  if (name.length > 80) return undefined;
  const key = plain(name);
  if (Object.hasOwn(NAMES, key)) return NAMES[key];
  const existing = EXISTING.exec(key)?.[0];
  if (existing !== undefined) {
    const rest = key.slice(existing.length);
    if (rest === '') return 'existingDisplayName';
    if (rest === 'objectguid') return 'existingId';
    const role = Object.hasOwn(NAMES, rest) ? NAMES[rest] : undefined;
    return role === undefined ? undefined : EXISTING_ROLES[role];
  }
  const source = SOURCE.exec(key)?.[0];
  if (source === undefined) return undefined;
  const rest = key.slice(source.length);
  if (rest === 'type') return 'objectType';
  return Object.hasOwn(NAMES, rest) ? NAMES[rest] : undefined;
}

/** Fields of one record, by role, in order of appearance. */
export type RecordFields = ReadonlyMap<Role, readonly Token[]>;

const NOTHING = /^(?:-|n\/?a|null|none|not set|\{\})?$/i;
const GUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;
const ADDRESS = /^[^\s@]{1,128}@[^\s@]{1,255}$/;
const ANCHOR = /^[A-Za-z0-9+/]{22}==$/;
/** An anchor need not be a GUID: a tenant may use an employee number. */
const ANY_ANCHOR = /^[^\s{}@,]{4,60}$/;
/** An identity that is no name: an address, a DN, an anchor. */
const IDENTIFIER = /[@=]/;
const DN = /^(?:CN|OU)=[^{]/i;
const CONNECTOR = /^CN=\{(?:[0-9a-fA-F]{2}){2,150}\}$/;

/** The first error type that a record names or describes; what a sentence says goes before a general name. */
function typeIn(fields: RecordFields): SyncErrorEntry['errorType'] | undefined {
  const description = sentencesOf(fields);
  const named = description.flatMap((token) => typed(token, errorTypeOf(token.value) ?? nameIn(token.value)));
  const said = description.flatMap((token) => typed(token, sentenceIn(token.value.slice(0, 4000))));
  const first = named[0];
  const sentence = said[0];
  if (first === undefined) return sentence;
  return sentence?.value === 'HardMatchHardening' ? { ...first, value: sentence.value } : first;
}

/** What may hold the sentence of the error: a column "Error" has the name in one export and the sentence in another. */
function sentencesOf(fields: RecordFields): readonly Token[] {
  return [...(fields.get('type') ?? []), ...(fields.get('description') ?? [])];
}

function typed(token: Token, value: SyncErrorType | undefined): readonly SyncErrorEntry['errorType'][] {
  return value === undefined ? [] : [{ ...token, value }];
}

/**
 * In: the text, the fields of one record, and its place. Out: the error of that record; undefined where it names none.
 * `fallback`: the error where the record itself does not name it.
 */
export function recordEntry(
  text: string,
  fields: RecordFields,
  start: number,
  end: number,
  fallback?: SyncErrorType,
): SyncErrorEntry | undefined {
  const place = fields.get('attribute')?.[0] ?? fields.get('description')?.[0] ?? { value: '', start, end: start };
  const errorType = typeIn(fields) ?? (fallback === undefined ? undefined : { ...place, value: fallback });
  if (errorType === undefined) return undefined;
  const one = (role: Role): Token | undefined => fields.get(role)?.find(({ value }) => !NOTHING.test(value.trim()));
  const conflicts = conflictsOf(text, fields);
  const identity = one('address');
  const connectorDn = [one('dn'), identity, one('anchor')].find((token) => token !== undefined && CONNECTOR.test(token.value));
  const source: SyncObject = {
    ...kept('id', matching(one('id'), GUID)),
    ...kept('upn', matching(one('upn'), ADDRESS)),
    ...kept('displayName', one('displayName') ?? (identity !== undefined && !IDENTIFIER.test(identity.value) ? identity : undefined)),
    ...kept('anchor', matching(one('anchor'), ANY_ANCHOR) ?? matching(identity, ANCHOR) ?? decodedAnchor(connectorDn)),
    ...kept('dn', fields.get('dn')?.find((token) => matching(token, DN) !== undefined) ?? matching(identity, DN)),
    ...kept('objectType', one('objectType')),
    ...kept('address', matching(identity, ADDRESS)),
  };
  const existing: SyncObject = {
    ...kept('id', matching(one('existingId'), GUID)),
    ...kept('upn', matching(one('existingUpn'), ADDRESS)),
    ...kept('displayName', one('existingDisplayName')),
    ...kept('anchor', matching(one('existingAnchor'), ANY_ANCHOR)),
    ...kept('dn', one('existingDn')),
    ...kept('objectType', one('existingObjectType')),
    ...kept('address', matching(one('existingAddress'), ADDRESS)),
  };
  return {
    errorType,
    conflicts,
    source,
    existing,
    connectorDn,
    trackingId: matching(one('trackingId'), GUID),
    eventId: matching(one('eventId'), /^\d{1,6}$/),
    start,
    end,
  };
}

function conflictsOf(text: string, fields: RecordFields): readonly Conflict[] {
  const attribute = fields.get('attribute')?.[0];
  const name = attribute === undefined ? undefined : attributeOf(attribute.value);
  if (name !== undefined) {
    const values = fields.get('value') ?? [];
    return values.length === 0 ? [{ attribute: name, value: undefined }] : values.map((value) => ({ attribute: name, value }));
  }
  for (const { start, end } of sentencesOf(fields)) {
    const bracket = text.indexOf('[', start);
    const found = bracket < 0 || bracket >= end ? [] : conflictsAt(text, bracket, end);
    if (found.length > 0) return found;
    const behind = attributeBehind(text.slice(start, Math.min(end, start + 1000)));
    if (behind !== undefined) return [{ attribute: behind, value: undefined }];
  }
  return [];
}

/** The source anchor inside `CN={hex of its characters}`, the name of an object in the connector space of Entra ID. */
export function decodedAnchor(connectorDn: Token | undefined): Token | undefined {
  const hex = /\{([0-9a-fA-F]{4,300})\}/.exec(connectorDn?.value.slice(0, 400) ?? '')?.[1];
  if (connectorDn === undefined || hex === undefined || hex.length % 2 === 1) return undefined;
  let value = '';
  for (let at = 0; at < hex.length; at += 2) {
    const code = Number.parseInt(hex.slice(at, at + 2), 16);
    if (code < 0x21 || code > 0x7e) return undefined;
    value += String.fromCharCode(code);
  }
  return { ...connectorDn, value };
}

function matching(token: Token | undefined, pattern: RegExp): Token | undefined {
  return token !== undefined && token.value.length <= 1000 && pattern.test(token.value.trim()) ? token : undefined;
}

function kept<Name extends keyof SyncObject>(name: Name, token: Token | undefined): SyncObject {
  return token === undefined ? {} : { [name]: token };
}
