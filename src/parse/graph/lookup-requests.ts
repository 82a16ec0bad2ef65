import { guidForms, isCanonicalGuid } from '../recipient/guid.js';
import { odataQuery, odataText } from './odata.js';

export type LookupCollection = 'users' | 'groups' | 'contacts' | 'deletedItems';

/** One GET of a look-up. `isAdvanced`: the filter needs Graph's index, which runs some minutes behind the directory. */
export interface LookupRequest {
  readonly collection: LookupCollection;
  /** Path and query behind the version, without a slash before. */
  readonly path: string;
  readonly isAdvanced: boolean;
  /** True where one object comes, or 404; else a list. */
  readonly isOne: boolean;
}

/** Properties to ask for, by collection. */
export type LookupSelect = Readonly<Record<'users' | 'groups' | 'contacts', readonly string[]>>;

export type LookupPlan =
  | { readonly kind: 'requests'; readonly requests: readonly LookupRequest[] }
  | { readonly kind: 'unanswered'; readonly why: string };

/** More objects than this that hold one key are not listed. */
export const MOST_HOLDERS = 100;
const LONGEST_VALUE = 1024;
const PATHS: Readonly<Record<LookupCollection, string>> = {
  users: 'users',
  groups: 'groups',
  contacts: 'contacts',
  deletedItems: 'directory/deletedItems/microsoft.graph.user',
};
const EVERYONE = ['users', 'groups', 'contacts'] as const;

/**
 * How Graph is asked for the holders of one key.
 *
 * In: kind and value of a key, as `normalKey` of facts/recipient-keys has it. Out: the requests, or the reason why Graph cannot be asked.
 * Which properties can be filtered by: https://learn.microsoft.com/graph/aad-advanced-queries
 */
export function lookupPlan(kind: string, value: string, select: LookupSelect): LookupPlan {
  if (value === '') return unanswered('The value is empty.');
  if (value.length > LONGEST_VALUE) return unanswered('The value is longer than any such value is.');
  const lists = (filter: string, among: readonly (typeof EVERYONE)[number][], isAdvanced = false): LookupPlan => ({
    kind: 'requests',
    requests: among.map((collection) => listRequest(collection, filter, select[collection], isAdvanced)),
  });
  const text = odataText(value);
  switch (kind) {
    case 'objectId':
      return objectById(value, select);
    case 'upn':
      return lists(`userPrincipalName eq ${text}`, ['users']);
    case 'address':
    case 'primary':
      return lists(`${proxyFilter(`smtp:${value}`)} or mail eq ${text}`, EVERYONE);
    case 'proxy':
      return lists(proxyFilter(value), EVERYONE);
    case 'mail':
      return lists(`mail eq ${text}`, EVERYONE);
    case 'immutableId':
      return lists(`onPremisesImmutableId eq ${text}`, ['users'], true);
    case 'anchor':
      return lists(anchorFilter(value), ['users'], true);
    case 'sid':
      return lists(`onPremisesSecurityIdentifier eq ${odataText(value.toUpperCase())}`, ['users', 'groups']);
    case 'alias':
      return lists(`mailNickname eq ${text}`, EVERYONE);
    case 'sam':
      return lists(`onPremisesSamAccountName eq ${text}`, ['users', 'groups'], true);
    case 'name':
      return lists(`displayName eq ${text} or mailNickname eq ${text}`, EVERYONE);
    case 'exchangeGuid':
    case 'archiveGuid':
    case 'legacyDn':
    case 'targetAddress':
      return unanswered('Microsoft Graph does not have it; Exchange Online does.');
    case 'dn':
    case 'domain':
      return unanswered('Microsoft Graph cannot search by it.');
    default:
      return unanswered('Microsoft Graph does not have it.');
  }
}

function unanswered(why: string): LookupPlan {
  return { kind: 'unanswered', why };
}

function listRequest(collection: LookupCollection, filter: string, select: readonly string[], isAdvanced: boolean): LookupRequest {
  return {
    collection,
    path: `${PATHS[collection]}${odataQuery({ filter, select: select.join(','), top: MOST_HOLDERS })}`,
    isAdvanced,
    isOne: false,
  };
}

/** The same request through Graph's index, for a filter that it does not do without. */
export function advancedRequest(request: LookupRequest): LookupRequest {
  return { ...request, isAdvanced: true };
}

/** Path of a request as it is sent: a query through the index needs `$count`. */
export function sentPath({ path, isAdvanced }: LookupRequest): string {
  return isAdvanced ? `${path}&$count=true` : path;
}

function objectById(value: string, select: LookupSelect): LookupPlan {
  const id = value.toLowerCase();
  if (!isCanonicalGuid(id)) return unanswered('The value is not a GUID, as an object id is.');
  const filter = `id eq ${odataText(id)}`;
  return {
    kind: 'requests',
    requests: [
      { collection: 'users', path: `users/${id}${odataQuery({ select: select.users.join(',') })}`, isAdvanced: false, isOne: true },
      listRequest('deletedItems', filter, [...new Set([...select.users, 'deletedDateTime'])], false),
      listRequest('groups', filter, select.groups, false),
      listRequest('contacts', filter, select.contacts, false),
    ],
  };
}

/** Prefixes are written in capitals for the primary address of a type. */
function proxyFilter(value: string): string {
  const colon = value.indexOf(':');
  const prefix = value.slice(0, Math.max(0, colon));
  const rest = value.slice(prefix.length);
  const forms = new Set([value, `${prefix.toUpperCase()}${rest}`, `${prefix.toLowerCase()}${rest}`]);
  return [...forms].map((form) => `proxyAddresses/any(p:p eq ${odataText(form)})`).join(' or ');
}

/** A source anchor is kept as Base64 of the GUID's bytes; some set its text by hand. */
function anchorFilter(value: string): string {
  const forms = new Set([value]);
  const immutableId = guidForms(value)?.immutableId;
  if (immutableId !== undefined) forms.add(immutableId);
  return [...forms].map((form) => `onPremisesImmutableId eq ${odataText(form)}`).join(' or ');
}
