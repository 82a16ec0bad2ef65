import { isObject } from '../../evidence/is-object.js';
import { ok, type Problem, type Result } from '../../evidence/problem.js';
import type { DirectoryRecord, Unreadable } from '../../evidence/snapshot.js';
import {
  advancedRequest,
  type LookupCollection,
  type LookupRequest,
  lookupPlan,
  MOST_HOLDERS,
  sentPath,
} from '../../parse/graph/lookup-requests.js';
import { directoryRecord, listPage, TYPE_OF } from '../../parse/graph/objects.js';
import { needsAdvancedQuery } from '../../parse/graph/refusal.js';
import { recordLine } from '../../parse/snapshot/lines.js';
import type { LookupAnswer, LookupKey } from '../../ports/live.js';
import { batchGet } from './batch.js';
import type { CallOptions, GraphCaller, Reply } from './caller.js';
import { attributesOf, type Selection } from './parts.js';
import { unreadableOf } from './refused.js';
import { type RoleNames, rolesOfUsers } from './user-roles.js';

const SCOPES: Readonly<Record<LookupCollection, string>> = {
  users: 'User.Read.All',
  deletedItems: 'User.Read.All',
  groups: 'GroupMember.Read.All',
  contacts: 'OrgContact.Read.All',
};
const NAMES: Readonly<Record<LookupCollection, string>> = {
  users: 'Users',
  deletedItems: 'Deleted users',
  groups: 'Groups',
  contacts: 'Contacts',
};

interface Asked {
  readonly key: LookupKey;
  readonly request: LookupRequest;
}

/**
 * The few objects that hold these keys. Each is asked for by its key, in batches; users come with their roles.
 *
 * A key is unanswered where Graph cannot be asked, or where one of the collections that may hold it could not be read.
 */
export async function lookup(
  caller: GraphCaller,
  selection: Selection,
  keys: readonly LookupKey[],
  names: RoleNames,
  options: CallOptions,
): Promise<Result<LookupAnswer>> {
  const unanswered: { key: LookupKey; why: string }[] = [];
  const asked: Asked[] = [];
  for (const key of keys) {
    const plan = lookupPlan(key.kind, key.value, selection);
    if (plan.kind === 'unanswered') unanswered.push({ key, why: plan.why });
    else asked.push(...plan.requests.map((request) => ({ key, request })));
  }
  const found = new Finds();
  const unreadable = new Map<string, Unreadable>();
  const replies = await ask(caller, asked, options);
  for (const [index, { key, request }] of asked.entries()) {
    const reply = replies[index];
    if (reply === undefined || reply.kind === 'problem') return { kind: 'problem', problem: reply?.problem ?? noReply(caller.origin) };
    const fault = reply.kind === 'ok' ? found.take(request, reply.body) : refusedWhy(request, reply, unreadable);
    if (fault !== undefined && !unanswered.some((one) => one.key === key)) unanswered.push({ key, why: fault });
  }
  const roles = await rolesOfUsers(caller, found.userIds(), names, options);
  if (roles.kind === 'problem') return roles;
  for (const one of roles.value.unreadable) unreadable.set(one.what, one);
  return ok({
    records: found.records().map((record) => (found.isUser(record) ? roles.value.join(record) : record)),
    attributesRead: attributesOf([...new Set([...selection.users, ...selection.groups, ...selection.contacts])], true),
    unanswered,
    unreadable: [...unreadable.values()],
  });
}

/** Asks all; a filter that turns out to need Graph's index is asked for through it, once. */
async function ask(caller: GraphCaller, asked: readonly Asked[], options: CallOptions): Promise<readonly Reply[]> {
  const first = await batchGet(
    caller,
    asked.map(({ request }) => getOf(request)),
    options,
  );
  const again = asked.flatMap(({ request }, index) => {
    const reply = first[index];
    return reply?.kind === 'refused' && !request.isAdvanced && needsAdvancedQuery(reply.refusal) ? [{ index, request }] : [];
  });
  if (again.length === 0) return first;
  const second = await batchGet(
    caller,
    again.map(({ request }) => getOf(advancedRequest(request))),
    options,
  );
  const replies = [...first];
  for (const [place, { index }] of again.entries()) {
    const reply = second[place];
    if (reply !== undefined) replies[index] = reply;
  }
  return replies;
}

function getOf(request: LookupRequest) {
  return { path: sentPath(request), isAdvanced: request.isAdvanced };
}

/** Why a refused request leaves its key unanswered; undefined where it says that there is no such object. */
function refusedWhy(
  { collection, isOne }: LookupRequest,
  { refusal }: Extract<Reply, { kind: 'refused' }>,
  unreadable: Map<string, Unreadable>,
): string | undefined {
  if (isOne && refusal.status === 404) return undefined;
  const one = unreadableOf(refusal, `${NAMES[collection]} were not looked up.`, SCOPES[collection]);
  unreadable.set(one.what, one);
  return `${one.what} ${one.why}`;
}

/** The objects found, each once. */
class Finds {
  private readonly byId = new Map<string, DirectoryRecord>();
  private readonly users = new Set<string>();

  /** Why an answer leaves its key unanswered; undefined where it is whole. */
  take({ collection, isOne }: LookupRequest, body: unknown): string | undefined {
    if (isOne) {
      this.add(collection, body);
      return isObject(body) && typeof body.id === 'string' ? undefined : 'Microsoft Graph gave an answer that is no object.';
    }
    const page = listPage(body);
    if (page === undefined) return 'Microsoft Graph gave an answer that is no list.';
    for (const value of page.values) this.add(collection, value);
    return page.next === undefined ? undefined : `More than ${MOST_HOLDERS} objects hold it; the others were not read.`;
  }

  private add(collection: LookupCollection, value: unknown): void {
    const record = directoryRecord(value, { type: collection === 'deletedItems' ? undefined : TYPE_OF[collection] });
    if (record === undefined || typeof record.id !== 'string' || this.byId.has(record.id)) return;
    // Nested too deeply for JSON: nothing that Graph gives.
    if (recordLine(record) === undefined) return;
    this.byId.set(record.id, record);
    if (collection === 'users' || collection === 'deletedItems') this.users.add(record.id);
  }

  /** Users that are not deleted: what is deleted has no roles that could be asked for. */
  userIds(): readonly string[] {
    return [...this.users].filter((id) => typeof this.byId.get(id)?.deletedDateTime !== 'string');
  }

  isUser({ id }: DirectoryRecord): boolean {
    return typeof id === 'string' && this.users.has(id);
  }

  records(): readonly DirectoryRecord[] {
    return [...this.byId.values()];
  }
}

function noReply(origin: string): Problem {
  return { what: 'A look-up got no answer.', where: origin, next: 'Try again.' };
}
