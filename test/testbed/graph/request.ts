import type { Contract, Found, Operation, Version } from './contract.js';
import { isObject, type Json } from './json.js';
import { type Filter, parseFilter } from './odata.js';
import { filterRefusal, ONLY_OF_ONE, type Refusal } from './rules.js';
import type { FaultKind } from './types.js';
import type { Shape } from './users.js';

export interface GraphRequest {
  readonly method: string;
  readonly version: Version;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
  readonly fault: FaultKind | undefined;
}

/** A request that was checked against the contract. */
export interface Checked {
  readonly request: GraphRequest;
  readonly found: Found;
  readonly entity: string;
  readonly shape: Shape;
  readonly filter: Filter | undefined;
  /** What is asked for with $expand. */
  readonly expand: readonly string[];
  readonly isAdvanced: boolean;
}

// Properties that come without $select. Source: https://learn.microsoft.com/graph/api/user-list
const DEFAULT_OF_USER =
  `businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage surname userPrincipalName
  id`.split(/\s+/);

/** Holds a request against the contract and the rules of the directory. */
export function checkRequest(contract: Contract, request: GraphRequest, found: Found): Checked | Refusal {
  const { operation } = found;
  const names = new Set<string>();
  for (const [name, value] of request.query) {
    const check = operation.query.get(name.toLowerCase());
    if (check === undefined) return badRequest(`Query option '${name}' is not supported by ${operation.path}.`);
    if (names.has(name)) return badRequest(`Query option '${name}' was specified more than once, but it must be specified at most once.`);
    names.add(name);
    const fault = check(value);
    if (fault !== undefined)
      return { status: 400, code: name === '$top' ? 'Request_UnsupportedQuery' : 'Request_BadRequest', message: fault };
  }
  const entity = operation.entity ?? 'microsoft.graph.user';
  const isAdvanced =
    request.headers.consistencylevel?.toLowerCase() === 'eventual' &&
    (names.has('$count') || names.has('$search') || operation.path.endsWith('/$count'));
  const shape = shapeOf(contract, request, operation, entity);
  if ('status' in shape) return shape;
  const filter = filterOf(contract, request, operation, entity, isAdvanced);
  if (filter !== undefined && 'status' in filter) return filter;
  const expand = (request.query.get('$expand') ?? '').split(',').filter((name) => name !== '');
  const unknown = expand.find((name) => !contract.expandable(entity).has(name));
  if (unknown !== undefined) {
    const message = `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type '${entity}'.`;
    return { status: 400, code: 'BadRequest', message };
  }
  return unsupported(request, operation, isAdvanced, filter) ?? { request, found, entity, shape, filter, expand, isAdvanced };
}

function unsupported(request: GraphRequest, { path }: Operation, isAdvanced: boolean, filter: Filter | undefined): Refusal | undefined {
  const { query, headers } = request;
  const refused = (message: string): Refusal => ({ status: 400, code: 'Request_UnsupportedQuery', message });
  if (path.endsWith('/$count') && headers.consistencylevel?.toLowerCase() !== 'eventual') {
    return badRequest('$count is not currently supported.');
  }
  if (path.includes('/transitiveMember') && filter !== undefined && !isAdvanced) {
    return refused('The specified filter to the reference property query is currently not supported.');
  }
  if (path.includes('/transitiveMemberOf/') && !isAdvanced) {
    return refused('The test bed takes the documentation at its word: a cast needs ConsistencyLevel: eventual and $count=true.');
  }
  if (query.has('$search')) return refused('The test bed does not play $search.');
  return query.has('$orderby') ? refused('Sorting not supported for current query. The test bed does not play $orderby.') : undefined;
}

function shapeOf(contract: Contract, request: GraphRequest, operation: Operation, entity: string): Shape | Refusal {
  // Of members of any type, the service takes the properties of each type.
  const known =
    entity === 'microsoft.graph.directoryObject' ? allOf(contract, request.version) : contract.properties(entity, request.version);
  const asked = request.query.get('$select');
  const isUser = entity === 'microsoft.graph.user';
  // Without $select, a user comes with its default properties, other objects with all that have a value.
  const empty = (property: string) => (asked === null && !isUser ? undefined : contract.empty(entity, property));
  const isList = operation.path === '/users' || operation.path.startsWith('/users/delta');
  if (asked === null) return { properties: isUser ? DEFAULT_OF_USER : [...known], empty };
  const properties = asked.split(',').map((name) => name.trim());
  for (const property of properties) {
    if (!known.has(property)) {
      return {
        status: 400,
        code: 'BadRequest',
        message: `Parsing OData Select and Expand failed: Could not find a property named '${property}' on type '${entity}'.`,
      };
    }
    if (isList && ONLY_OF_ONE.has(property))
      return { status: 501, code: 'NotImplemented', message: 'This operation target is not yet supported.' };
  }
  // The id comes, asked for or not; annotations of a changed object too.
  return { properties: properties.includes('id') || !known.has('id') ? properties : [...properties, 'id'], empty };
}

function allOf(contract: Contract, version: Version): ReadonlySet<string> {
  return new Set(['user', 'group', 'orgContact'].flatMap((name) => [...contract.properties(`microsoft.graph.${name}`, version)]));
}

function filterOf(
  contract: Contract,
  request: GraphRequest,
  operation: Operation,
  entity: string,
  isAdvanced: boolean,
): Filter | undefined | Refusal {
  const text = request.query.get('$filter');
  if (text === null) return undefined;
  const filter = parseFilter(text);
  if (typeof filter === 'string') return { status: 400, code: 'BadRequest', message: filter };
  const known = contract.properties(entity, request.version);
  if (operation.path.startsWith('/roleManagement')) return filter;
  const resource = entity.slice('microsoft.graph.'.length);
  return filterRefusal(filter, known, resource.slice(0, 1).toUpperCase() + resource.slice(1), isAdvanced) ?? filter;
}

export function badRequest(message: string): Refusal {
  return { status: 400, code: 'Request_BadRequest', message };
}

/** A JSON body, or undefined. */
export function bodyOf(request: GraphRequest): Json | undefined {
  try {
    const body: unknown = JSON.parse(request.body);
    return isObject(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** The path of a request, decoded as far as it can be. */
export function decodedPath({ pathname }: URL): string {
  try {
    return decodeURI(pathname);
  } catch {
    return pathname;
  }
}
