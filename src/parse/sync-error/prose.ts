import { mentionOf } from '../../evidence/mention.js';
import type { Token } from '../error-text/extract.js';
import { closingOf, conflictsAt, trimmed } from './conflicts.js';
import type { Conflict, SyncErrorEntry, SyncErrorType, SyncObject } from './entry.js';
import { attributeBehind, attributeOf, CANNOT_UPDATE, errorTypeOf, sentenceIn } from './names.js';
import { decodedAnchor, type Role, roleOf } from './record.js';

const NAMES =
  'QuarantinedAttributeValueMustBeUnique|AttributeValueMustBeUnique|Attribute Value Must Be Unique|Invalid Soft Match|Invalid Hard Match|Object Type Mismatch|InvalidSoftMatch|FailedSoftMatch|InvalidHardMatch|ObjectTypeMismatch|ExistingAdminRoleConflict|Existing Admin Role Conflict|IdentityDataValidationFailed|DataValidationFailed|LargeObject|ExceededAllowedLength|FederatedDomainChangeError|AttributeUpdateNotAllowed|DeletingCloudOnlyObjectNotAllowed|PropertyConflict|permission-issue';
const OPENINGS = [
  'unable to update this object',
  'a synchronized object with the same proxy address already exists',
  'another cloud created object with the same source anchor',
  'hard match operation blocked',
  'deleting a cloud-only object',
  'this synchronization operation, delete,',
  'sourceanchor attribute has changed',
  'the provisioned object is too large',
  'identity data validation failed',
  'an attribute value violates a uniqueness constraint',
  ...CANNOT_UPDATE,
]
  // A console or a quoted mail breaks lines anywhere.
  .map((sentence) => sentence.replaceAll(' ', '[\\s>|]{1,12}'))
  .join('|');
const BRACKET =
  '\\[(?=[\\s*_]{0,4}(?:UserPrincipalName|ProxyAddress(?:es)?|SipProxyAddress(?:es)?|OnPremises?SecurityIdentifier|SignInName|Mail|AlternativeSecurityIds)[\\s;*_\\]])';
const VALIDATION = '\\[(?=[A-Za-z.]{3,60}\\],? is not valid)';
const PASSWORD = 'Password Change Result - Anchor'.replaceAll(' ', '[\\s>|]{1,12}');
const DETAILS = '"ObjectIdInConflict"';
/** Format-List of Get-MsolDirSyncProvisioningError and what came after it. */
const PROVISIONING = 'ProvisioningErrors\\s{0,20}:\\s{0,4}\\{(UserPrincipalName|ProxyAddresses)\\b';
/** Everything that tells of an error, in one pass. */
const MARK = new RegExp(
  `(?<![A-Za-z])(${NAMES})(?![A-Za-z])|(${OPENINGS}|0x8023134a)|(${BRACKET})|(${VALIDATION})|(${PASSWORD})|(${DETAILS})|${PROVISIONING}`,
  'gi',
);

interface Draft {
  readonly start: number;
  end: number;
  type: (Token & { readonly value: SyncErrorType }) | undefined;
  isNamed: boolean;
  /** What was said already: a second one begins another error. */
  readonly seen: Set<'name' | 'opening' | 'bracket' | 'details'>;
  conflicts: readonly Conflict[];
}

const MOST = 20_000;

/**
 * The errors of running text: what Synchronization Service Manager and the event log show, the error mail, a script's Format-List, a forum post.
 *
 * In: the decoded text. Out: one entry for each error of each object, in order. An attribute in brackets tells a conflict of values in any language.
 * Linear in time; never throws.
 */
export function readProse(text: string): readonly SyncErrorEntry[] {
  const drafts = draftsOf(text);
  const entries: SyncErrorEntry[] = [];
  let from = 0;
  for (const [index, draft] of drafts.entries()) {
    const next = drafts[index + 1];
    const to = next === undefined ? text.length : boundary(text, from, draft, next.start);
    const entry = finish(text, draft, from, to);
    if (entry !== undefined) entries.push(entry);
    from = to;
  }
  return entries;
}

function draftsOf(text: string): readonly Draft[] {
  const drafts: Draft[] = [];
  let draft: Draft | undefined;
  MARK.lastIndex = 0;
  for (const match of text.matchAll(MARK)) {
    if (drafts.length >= MOST) break;
    const [whole, name, opening, bracket, validation, password, , withheld] = match;
    const start = match.index;
    // A value inside a bracket that was read already.
    if (draft !== undefined && start < draft.end) continue;
    if ((name ?? opening) !== undefined && mentionOf(text, start, start + whole.length) !== undefined) continue;
    const what =
      name !== undefined || withheld !== undefined
        ? 'name'
        : opening !== undefined || password !== undefined
          ? 'opening'
          : bracket !== undefined || validation !== undefined
            ? 'bracket'
            : 'details';
    if (draft === undefined || withheld !== undefined || begins(draft, what, name)) {
      draft = { start, end: start + whole.length, type: undefined, isNamed: false, seen: new Set(), conflicts: [] };
      drafts.push(draft);
    }
    draft.seen.add(what);
    draft.end = Math.max(draft.end, start + whole.length);
    if (name !== undefined && !draft.isNamed) {
      const value = errorTypeOf(name);
      if (value !== undefined) draft.type = { value, start, end: start + name.length };
      draft.isNamed = value !== undefined;
    } else if (withheld !== undefined) {
      draft.type = { value: 'QuarantinedAttributeValueMustBeUnique', start, end: start + whole.length };
      draft.isNamed = true;
      draft.conflicts = [{ attribute: withheld, value: undefined }];
    } else if (bracket !== undefined) {
      draft.conflicts = conflictsAt(text, start);
      draft.end = (closingOf(text, start) ?? start) + 1;
    } else if (validation !== undefined) {
      const closing = closingOf(text, start) ?? start;
      const attribute = attributeOf(text.slice(start + 1, closing).replace(/^FederatedUser\./i, ''));
      if (attribute !== undefined) draft.conflicts = [{ attribute, value: undefined }];
      draft.end = closing + 1;
    } else if (password !== undefined) {
      draft.type = { value: 'PasswordChangeFailed', start, end: start + whole.length };
      draft.isNamed = true;
    }
  }
  return drafts;
}

/** A second name, sentence or bracket begins another error; a name that repeats the error at hand does not. */
function begins(draft: Draft, what: 'name' | 'opening' | 'bracket' | 'details', name: string | undefined): boolean {
  if (what === 'details') return draft.seen.has('details');
  if (what !== 'name') return draft.seen.has(what) || (what === 'opening' && draft.seen.has('bracket'));
  if (draft.isNamed)
    return (
      draft.seen.has('opening') || draft.seen.has('bracket') || errorTypeOf(name ?? '') !== draft.type?.value || name === 'PropertyConflict'
    );
  return draft.seen.has('bracket');
}

const LATE = /^[ \t>]{0,8}(?:Tracking ?Id|ExtraErrorDetails|Server Name|Error ?Extra ?Details|\[?\{"Key")/i;

/** Where the part about the next error begins: at a blank line, except before what still belongs to this one; else at the line of its mark. */
function boundary(text: string, from: number, draft: Draft, start: number): number {
  const { end } = draft;
  const ahead = text.slice(Math.max(from, draft.start - NEAR), draft.start);
  const gap = text.slice(end, start);
  let at = 0;
  let found: number | undefined;
  for (let feed = gap.indexOf('\n'); feed >= 0; feed = gap.indexOf('\n', feed + 1)) {
    const line = gap.slice(at, feed);
    if (at > 0 && line.trim() === '' && found === undefined) found = feed + 1;
    else if (found !== undefined && line.trim() !== '' && LATE.test(line)) found = undefined;
    at = feed + 1;
  }
  if (found !== undefined && LATE.test(gap.slice(found))) found = gap.length;
  if (found !== undefined) return end + found;
  if (at === 0) return start;
  // No blank line: where objects stand before their errors, as in the XML of a run, the next name begins the next part.
  const named = gap.indexOf('CN={', gap.indexOf('\n'));
  if (named >= 0 && named < at && ahead.includes('CN={')) return end + gap.lastIndexOf('\n', named) + 1;
  // Or its address stands on the line before.
  const line = gap.slice(0, at - 1);
  const before = line.slice(line.lastIndexOf('\n') + 1);
  return line.includes('\n') && IDENTITY_LINE.test(before) && /@|CN=|==/.test(ahead) ? end + line.lastIndexOf('\n') + 1 : end + at;
}

const IDENTITY_LINE = /^[ \t>|]{0,8}(?:[^\s@]{1,128}@[^\s@]{1,200}|CN=.{1,300}|[A-Za-z0-9+/]{22}==)[ \t\r|]{0,8}$/;
const CONNECTOR = /CN=\{((?:[0-9a-fA-F]{2}){2,150})\}/;
const ANCHOR = /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{22}==(?!=)/;
const DN =
  /(?<![A-Za-z])CN=(?:\\.|[^,\\\r\n"{};]){1,120}(?:,\s?(?:CN|OU|O|L)=(?:\\.|[^,\\\r\n"{};]){1,120}){0,15}(?:,\s?DC=[\w-]{1,63}){1,8}/i;
const TRACKING = /(?:Tracking ?Id|Nachverfolgungs-?ID|ID de (?:suivi|seguimiento))\s{0,4}[:=]\s{0,4}([0-9a-f]{8}-[0-9a-f-]{27})/i;
const EVENT = /(?:Event ?ID|Ereignis-?ID|ID de l.événement|Id\. de evento|イベント ?ID)\s{0,4}[:=\t]?\s{0,4}(\d{1,5})\b/i;
const FIELD = /^[ \t>|]{0,12}([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ '.-]{1,40}?)[ \t]{0,30}[:=\t][ \t]{0,8}([^\r\n]{1,1000})/gm;
const PAIR = /"Key"\s{0,8}:\s{0,8}"(\w{1,60})"\s{0,8},\s{0,8}"Value"\s{0,8}:\s{0,8}\[?\s{0,8}"([^"\r\n]{1,1000})"/gi;
const ADDRESS = /[^\s<>()[\]"',;:|]{1,128}@[A-Za-z0-9\u00c0-\uffff.-]{1,200}\.[A-Za-z]{2,24}/g;
const FAILED = /result\s{0,4}:\s{0,4}failed/i;
const NEAR = 6000;

function finish(text: string, draft: Draft, from: number, to: number): SyncErrorEntry | undefined {
  // A letter may be long; what names the object stands near.
  const start = Math.max(from, draft.start - NEAR);
  const part = text.slice(start, Math.min(to, draft.end + NEAR));
  const at = (match: RegExpExecArray | null, value = match?.[1] ?? match?.[0]): Token | undefined => {
    if (match === null || value === undefined) return undefined;
    const begin = start + match.index + match[0].indexOf(value);
    return { value, start: begin, end: begin + value.length };
  };
  const connector = CONNECTOR.exec(part);
  const connectorDn = at(connector, connector?.[0]);
  const fields = fieldsIn(part, start);
  const details = pairsIn(part, start);
  const sentence = sentenceIn(text.slice(draft.start, Math.min(to, draft.end + 600)));
  const told = implied(text, draft, to);
  const type = typeOf(draft, sentence, part, details.length > 0 || (draft.seen.has('opening') && told.length > 0));
  if (type === undefined) return undefined;
  const named = details.find(([role]) => role === 'attribute')?.[1];
  const attribute = named === undefined ? fieldAttribute(fields) : attributeOf(named.value);
  const values = named === undefined ? (fields.get('value') ?? []) : details.filter(([role]) => role === 'value').map(([, token]) => token);
  const conflicts =
    draft.conflicts.length > 0 || attribute === undefined
      ? told
      : values.length === 0
        ? [{ attribute, value: undefined }]
        : values.map((value) => ({ attribute, value }));
  const dn = at(DN.exec(part));
  const anchor = at(ANCHOR.exec(part)) ?? decodedAnchor(connectorDn);
  const upn = addressIn(fields.get('upn'));
  const address = upn === undefined ? (addressIn(fields.get('address')) ?? addressBefore(text, draft, from)) : undefined;
  const id = fields.get('id')?.[0] ?? details.find(([role]) => role === 'id')?.[1];
  const existingId = details.find(([role]) => role === 'existingId')?.[1] ?? fields.get('existingId')?.[0];
  const source: SyncObject = clean({
    id: guid(id),
    upn,
    displayName: fields.get('displayName')?.[0],
    anchor,
    dn,
    objectType: fields.get('objectType')?.[0],
    address,
  });
  const existing: SyncObject = clean({
    id: guid(existingId),
    upn: addressIn(fields.get('existingUpn')),
    displayName: fields.get('existingDisplayName')?.[0],
    anchor: undefined,
    dn: undefined,
    objectType: fields.get('existingObjectType')?.[0],
    address: undefined,
  });
  const eventId = at(EVENT.exec(part));
  return { errorType: type, conflicts, source, existing, connectorDn, trackingId: at(TRACKING.exec(part)), eventId, start, end: to };
}

function typeOf(
  draft: Draft,
  sentence: SyncErrorType | undefined,
  part: string,
  hasDetails: boolean,
): SyncErrorEntry['errorType'] | undefined {
  const place = { start: draft.start, end: draft.end };
  if (draft.type?.value === 'PasswordChangeFailed') return FAILED.test(part) ? draft.type : undefined;
  if (sentence === 'HardMatchHardening') return { ...(draft.type ?? place), value: sentence };
  if (draft.type !== undefined) return draft.type;
  if (sentence !== undefined) return { value: sentence, ...place };
  const isConflict = draft.conflicts.some(({ value }) => value !== undefined) || hasDetails;
  return isConflict ? { value: 'AttributeValueMustBeUnique', ...place } : undefined;
}

/** Two old sentences name their attribute in words; others end with its name behind a colon. */
function implied(text: string, draft: Draft, to: number): readonly Conflict[] {
  if (draft.conflicts.length > 0) return draft.conflicts;
  const words = text
    .slice(draft.start, Math.min(to, draft.end + 420))
    .toLowerCase()
    .replace(/[\s>|]+/g, ' ');
  if (words.startsWith('a synchronized object with the same proxy address')) return [{ attribute: 'ProxyAddresses', value: undefined }];
  if (/because the user principal name that is associated/.test(words)) return [{ attribute: 'UserPrincipalName', value: undefined }];
  const attribute = attributeBehind(words);
  return attribute === undefined ? [] : [{ attribute, value: undefined }];
}

function fieldsIn(part: string, offset: number): ReadonlyMap<Role, readonly Token[]> {
  const fields = new Map<Role, Token[]>();
  for (const match of part.matchAll(FIELD)) {
    const role = roleOf(match[1] ?? '');
    const begin = match.index + match[0].length - (match[2] ?? '').length;
    const token = role === undefined ? undefined : trimmed(part, begin, match.index + match[0].length);
    if (role === undefined || token === undefined) continue;
    const placed = { value: token.value, start: token.start + offset, end: token.end + offset };
    const known = fields.get(role);
    if (known === undefined) fields.set(role, [placed]);
    else known.push(placed);
  }
  return fields;
}

function pairsIn(part: string, offset: number): readonly (readonly [Role, Token])[] {
  return [...part.matchAll(PAIR)].flatMap((match) => {
    const role = roleOf(match[1] ?? '');
    const value = match[2] ?? '';
    const start = offset + match.index + match[0].lastIndexOf(value);
    return role === undefined ? [] : [[role, { value, start, end: start + value.length }] as const];
  });
}

function fieldAttribute(fields: ReadonlyMap<Role, readonly Token[]>): string | undefined {
  const token = fields.get('attribute')?.[0];
  return token === undefined ? undefined : attributeOf(token.value);
}

function addressIn(tokens: readonly Token[] | undefined): Token | undefined {
  return tokens?.find(({ value }) => /^[^\s@]{1,128}@[^\s@]{1,255}$/.test(value));
}

function guid(token: Token | undefined): Token | undefined {
  return token !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(token.value) ? token : undefined;
}

const BEFORE = 400;

/** The address that stands before the error, on its line or the line above: whom a mail or a table copied as text is about. */
function addressBefore(text: string, draft: Draft, from: number): Token | undefined {
  const lineStart = lineStartOf(text, draft.start);
  const above = lineStartOf(text, lineStart - 1);
  for (const [begin, end] of [
    [lineStart, draft.start],
    [above, lineStart],
  ] as const) {
    const first = Math.max(begin, from, end - BEFORE);
    if (first >= end) continue;
    const line = text.slice(first, end);
    // A letter's own lines ("From: MSOnlineServicesTeam@...") name no object.
    if (/^[ \t>]{0,8}(?:From|To|Cc|Sent|Subject|Von|An|De|Para|À)\s{0,3}:/i.test(line)) continue;
    const match = [...line.matchAll(ADDRESS)].at(-1);
    if (match !== undefined) return { value: match[0], start: first + match.index, end: first + match.index + match[0].length };
  }
  return undefined;
}

/** Start of the line that ends at a place; not further back than it is looked for. */
function lineStartOf(text: string, end: number): number {
  const from = Math.max(0, end - BEFORE);
  const feed = text.slice(from, Math.max(from, end)).lastIndexOf('\n');
  return from + feed + 1;
}

function clean(object: { readonly [Name in keyof SyncObject]-?: Token | undefined }): SyncObject {
  return Object.fromEntries(Object.entries(object).filter(([, token]) => token !== undefined));
}
