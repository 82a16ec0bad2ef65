import { createHmac, randomBytes } from 'node:crypto';
import { type Answer, refuse, statusAnswer, textAnswer } from './answer.js';
import { answerBatch } from './batch.js';
import type { Contract } from './contract.js';
import { Delta } from './delta.js';
import type { Faults } from './faults.js';
import { base64url, fromBase64url, type Json } from './json.js';
import { passes } from './odata.js';
import { PATTERN_LENGTH } from './people.js';
import { byId, groupsOf, membersOf, principalOf, rolesOf } from './relations.js';
import { type Checked, checkRequest, type GraphRequest } from './request.js';
import { permissionRefusal, type Refusal } from './rules.js';
import type { Tenant } from './tenant.js';
import type { Issued, Tokens } from './tokens.js';
import type { GraphBedOptions } from './types.js';
import { shapeText } from './users.js';

export interface ServiceParts {
  readonly contract: Contract;
  readonly tenant: Tenant;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly options: GraphBedOptions;
  /** Bodies of ours that break the OpenAPI. */
  readonly violations: string[];
  /** Requests that broke it, and what the service said. */
  readonly refused: string[];
  /** Notes a request within a $batch. */
  readonly seenInner: (method: string, path: string, query: URLSearchParams, status: number) => unknown;
  /** Where the service is, and another name of it, known once it listens. */
  readonly urls: { graph: string; elsewhere: string };
}

const DEFAULT_PAGE = 100;
/** Plays Microsoft Graph: every request is held against the OpenAPI, and every answer too. */
export class GraphService {
  readonly parts: ServiceParts;
  readonly delta: Delta;
  private readonly secret = randomBytes(16);
  private readonly seenPages = new Map<string, number>();

  constructor(parts: ServiceParts) {
    this.parts = parts;
    this.delta = new Delta(this);
  }

  answer(request: GraphRequest): Answer {
    const { fault } = request;
    if (fault?.kind === 'status') return statusAnswer(fault);
    if (fault?.kind === 'body') return { status: fault.status, headers: { 'Content-Type': fault.type }, body: fault.body };
    if (fault?.kind === 'expired-token')
      return this.unauthorized(this.parts.tokens.revoke(request.headers.authorization, fault.withClaims === true));
    const token = this.parts.tokens.check(request.headers.authorization, this.parts.urls.graph);
    if ('challenge' in token) return this.unauthorized(token);
    if (request.path === '/$batch') return this.checked(request, answerBatch(this, request));
    return this.answerWith(request, token);
  }

  /** An answer to a request whose token was checked. */
  answerWith(request: GraphRequest, token: Issued): Answer {
    const found = this.parts.contract.find(request.version, request.method, request.path);
    if (found === undefined) {
      const message = `Resource not found for the segment '${request.path.split('/').at(-1)}'.`;
      return this.refusedBy(request, { status: 400, code: 'BadRequest', message });
    }
    const refusal =
      (request.fault?.kind === 'forbidden' ? permissionRefusal(request.path, []) : undefined) ??
      permissionRefusal(request.path, token.granted);
    if (refusal !== undefined) return refuse(refusal);
    const checked = checkRequest(this.parts.contract, request, found);
    if ('status' in checked) return this.refusedBy(request, checked);
    return this.checked(request, this.play(checked, token));
  }

  private play(checked: Checked, token: Issued): Answer {
    const { path } = checked.found.operation;
    const { tenant, options } = this.parts;
    const id = checked.found.values[0] ?? '';
    if (path === '/users') return this.users(checked);
    if (path === '/users/$count') return this.count(checked);
    if (path.startsWith('/users/delta')) return this.delta.answer(checked);
    if (path === '/users/{user-id}') return this.one(checked, tenant.users.get(id), id);
    if (path === '/me')
      return token.person === undefined
        ? refuse(NO_ME)
        : this.one(checked, tenant.users.get(token.person.id) ?? personOf(token), token.person.id);
    if (path === '/users/{user-id}/onPremisesSyncBehavior') return this.one(checked, this.behaviourOf(id), id);
    if (path.endsWith('/transitiveMemberOf/microsoft.graph.group')) return this.list(checked, groupsOf(tenant, id));
    if (path.includes('/transitiveMemberOf/')) return this.list(checked, rolesOf(tenant, id));
    if (path.startsWith('/groups/{group-id}/transitiveMembers')) return this.list(checked, membersOf(tenant, id));
    if (path === '/groups/{group-id}') return this.one(checked, byId(tenant.groups, id), id);
    if (path === '/contacts/{orgContact-id}') return this.one(checked, byId(tenant.contacts, id), id);
    if (path === '/directory/deletedItems/{directoryObject-id}') return this.one(checked, typed(byId(tenant.deletedUsers, id)), id);
    if (path.startsWith('/roleManagement/directory/roleEligibility') && options.hasP2 === false) return refuse(NO_LICENSE);
    const list = this.collections()[path];
    if (list === undefined) throw new Error(`the test bed does not play ${path}`);
    return this.list(checked, list);
  }

  private collections(): Readonly<Record<string, readonly Json[]>> {
    const { tenant } = this.parts;
    return {
      '/organization': [tenant.organization],
      '/domains': tenant.domains,
      '/subscribedSkus': tenant.skus,
      '/directory/onPremisesSynchronization': [tenant.synchronization],
      '/directory/deletedItems/microsoft.graph.user': tenant.deletedUsers,
      '/directory/deletedItems/graph.user': tenant.deletedUsers,
      '/groups': tenant.groups,
      '/contacts': tenant.contacts,
      '/roleManagement/directory/roleAssignments': tenant.roleAssignments,
      '/roleManagement/directory/roleDefinitions': tenant.roleDefinitions,
      '/roleManagement/directory/roleEligibilitySchedules': tenant.eligibilitySchedules,
      '/roleManagement/directory/roleEligibilityScheduleInstances': tenant.eligibilityInstances,
    };
  }

  private users(checked: Checked): Answer {
    const { users } = this.parts.tenant;
    const { shape, filter } = checked;
    if (filter === undefined) return this.page(checked, users.places, (from, to) => users.page(from, to, shape), users.length);
    const places = users.matching(filter);
    const textOf = (from: number, to: number) =>
      places
        .slice(from, to)
        .map((place) => users.page(place, place + 1, shape))
        .join(',');
    return this.page(checked, places.length, textOf, places.length);
  }

  private count({ filter }: Checked): Answer {
    const { users } = this.parts.tenant;
    const count = filter === undefined ? users.length : users.matching(filter).length;
    return textAnswer(200, String(count), { 'Content-Type': 'text/plain' });
  }

  private one({ shape, entity, request }: Checked, object: Json | undefined, id: string): Answer {
    if (object === undefined) {
      const message = `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`;
      return refuse({ status: 404, code: 'Request_ResourceNotFound', message });
    }
    const context = `${this.parts.urls.graph}/${request.version}/$metadata#${entity.slice('microsoft.graph.'.length)}s/$entity`;
    return textAnswer(200, `{"@odata.context":${JSON.stringify(context)},${shapeText(object, shape).slice(1)}`);
  }

  private list(checked: Checked, all: readonly Json[]): Answer {
    const { filter, shape, expand } = checked;
    const objects = filter === undefined ? all : all.filter((object) => passes(filter, object));
    const full = { ...shape, properties: [...shape.properties, ...expand] };
    const textOf = (from: number, to: number) =>
      objects
        .slice(from, to)
        .map((object) => shapeText(this.expanded(object, expand), full))
        .join(',');
    return this.page(checked, objects.length, textOf, objects.length);
  }

  private expanded(object: Json, expand: readonly string[]): Json {
    const { tenant } = this.parts;
    const result: Json = { ...object };
    if (expand.includes('roleDefinition'))
      result.roleDefinition = tenant.roleDefinitions.find(({ id }) => id === object.roleDefinitionId) ?? null;
    if (expand.includes('principal')) result.principal = principalOf(tenant, String(object.principalId));
    return result;
  }

  /** One page of a collection, with the link to the next. */
  page(checked: Checked, length: number, textOf: (from: number, to: number) => string, count: number): Answer {
    const { request, found, isAdvanced, entity } = checked;
    const token = request.query.get('$skiptoken');
    const from = token === null ? 0 : this.readSkip(token);
    if (from === undefined) {
      const message = 'The specified page token value has expired and can no longer be included in your request.';
      return this.refusedBy(request, { status: 400, code: 'Directory_ExpiredPageToken', message });
    }
    const size = Math.min(Number(request.query.get('$top') ?? DEFAULT_PAGE), this.parts.options.pageSize ?? Number.POSITIVE_INFINITY);
    const to = found.operation.query.has('$skiptoken') ? Math.min(from + size, length) : length;
    const fields = [`"@odata.context":${JSON.stringify(this.contextOf(checked))}`];
    if (isAdvanced && from === 0) fields.push(`"@odata.count":${count}`);
    const next = to < length ? this.linkTo(request, { $skiptoken: this.skip(to) }) : this.deltaLinkOf(checked);
    if (next !== undefined) fields.push(`"@odata.${to < length ? 'nextLink' : 'deltaLink'}":${JSON.stringify(next)}`);
    const body = `{${fields.join(',')},"value":[${textOf(from, to)}]}`;
    const isGenerated = entity === 'microsoft.graph.user' && length > PATTERN_LENGTH;
    return isGenerated ? this.sampled(checked, body, to - from) : textAnswer(200, body);
  }

  private contextOf({ request, entity }: Checked): string {
    const select = request.query.get('$select');
    const name = `${request.path.slice(1)}${select === null ? '' : `(${select})`}`;
    return `${this.parts.urls.graph}/${request.version}/$metadata#${entity === 'microsoft.graph.user' ? name.replace(/^users\/delta/, 'users') : name}`;
  }

  private deltaLinkOf(checked: Checked): string | undefined {
    return checked.found.operation.path.startsWith('/users/delta') ? this.delta.linkOf(checked) : undefined;
  }

  /** The same request with other state; the state tokens of the old one are left out. */
  linkTo(request: GraphRequest, state: Readonly<Record<string, string>>): string {
    const { fault, query } = request;
    if (fault?.kind === 'next-link' && fault.to !== 'elsewhere' && fault.to !== 'itself') return fault.to;
    const kept = [...query].filter(([name]) => name !== '$skiptoken' && name !== '$deltatoken');
    const own = query.get('$skiptoken');
    const isItself = fault?.kind === 'next-link' && fault.to === 'itself';
    const added = isItself ? (own === null ? [] : [['$skiptoken', own]]) : Object.entries(state);
    const text = [...kept, ...added].map(([name, value]) => `${name}=${encodeURIComponent(value ?? '').replaceAll('%2C', ',')}`).join('&');
    const base = fault?.kind === 'next-link' && fault.to === 'elsewhere' ? this.parts.urls.elsewhere : this.parts.urls.graph;
    return `${base}/${request.version}${request.path}${text === '' ? '' : `?${text}`}`;
  }

  private skip(to: number): string {
    const payload = base64url({ to });
    return `${payload}.${this.seal(payload)}`;
  }

  private readSkip(token: string): number | undefined {
    const [payload = '', seal = ''] = token.split('.');
    const to = seal === this.seal(payload) ? fromBase64url(payload)?.to : undefined;
    return typeof to === 'number' ? to : undefined;
  }

  seal(text: string): string {
    return createHmac('sha256', this.secret).update(text).digest('base64url').slice(0, 16);
  }

  /** Generated users have one template, whose pattern repeats: after it was seen whole, one page in 50 is held against the schema. */
  private sampled({ request, found }: Checked, body: string, records: number): Answer {
    const key = `${request.version} ${found.operation.path} ${request.query.get('$select') ?? ''}`;
    const seen = this.seenPages.get(key) ?? 0;
    this.seenPages.set(key, seen + records);
    const answer = textAnswer(200, body);
    const isDue = seen < 2 * PATTERN_LENGTH || Math.trunc((seen + records) / (50 * 999)) !== Math.trunc(seen / (50 * 999));
    return isDue ? answer : { ...answer, headers: { ...answer.headers, [UNCHECKED]: '1' } };
  }

  /** Holds an answer of ours against the schema. */
  private checked(request: GraphRequest, answer: Answer): Answer {
    if (UNCHECKED in answer.headers) {
      const { [UNCHECKED]: _, ...headers } = answer.headers;
      return { ...answer, headers };
    }
    if (answer.headers['Content-Type'] === 'text/plain') return answer;
    const found = this.parts.contract.find(request.version, request.method, request.path);
    const faults = found === undefined ? [] : this.parts.contract.responseFaults(found.operation, answer.status, JSON.parse(answer.body));
    for (const fault of faults) this.parts.violations.push(`${request.method} ${request.path} ${answer.status}: ${fault}`);
    return answer;
  }

  refusedBy(request: GraphRequest, refusal: Refusal): Answer {
    this.parts.refused.push(`${request.method} ${request.path}: ${refusal.message}`);
    return refuse(refusal);
  }

  private unauthorized(refusal: Refusal & { readonly challenge: string }): Answer {
    return refuse(refusal, { 'WWW-Authenticate': refusal.challenge });
  }

  private behaviourOf(id: string): Json | undefined {
    const user = this.parts.tenant.users.get(id);
    return user === undefined ? undefined : { id: user.id, isCloudManaged: this.parts.tenant.cloudManaged.has(String(user.id)) };
  }
}

const UNCHECKED = 'x-test-unchecked';

const NO_LICENSE: Refusal = {
  status: 400,
  code: 'AadPremiumLicenseRequired',
  message: 'The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.',
};

const NO_ME: Refusal = { status: 400, code: 'BadRequest', message: '/me request is only valid with delegated authentication flow.' };

function personOf({ person }: Issued): Json {
  return { id: person?.id, userPrincipalName: person?.userPrincipalName, displayName: person?.displayName, mail: null };
}

/** A user where any object could stand. */
function typed(user: Json | undefined): Json | undefined {
  return user === undefined ? undefined : { '@odata.type': '#microsoft.graph.user', ...user };
}
