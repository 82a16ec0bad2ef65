import { isObject } from '../../evidence/is-object.js';
import { ok, type Result } from '../../evidence/problem.js';
import { type DirectoryRecord, NOT_READABLE, type Unreadable } from '../../evidence/snapshot.js';
import { listPage } from '../../parse/graph/objects.js';
import { odataQuery, odataText } from '../../parse/graph/odata.js';
import { lacksLicence } from '../../parse/graph/refusal.js';
import { roleHolding } from '../../parse/graph/roles.js';
import { type BatchGet, batchGet } from './batch.js';
import type { CallOptions, GraphCaller, Reply } from './caller.js';
import { unreadableOf } from './refused.js';
import { readRoleNames } from './roles.js';

/** Roles of the users that were looked up. `join` puts them on a record; what is not known of a user is marked as not readable. */
export interface UserRolesRead {
  readonly join: (record: DirectoryRecord) => DirectoryRecord;
  readonly unreadable: readonly Unreadable[];
}

/** Names of roles by their ids, once they were read: they are the same for every look-up. */
export interface RoleNames {
  read: ReadonlyMap<string, string> | undefined;
}

/** Names; undefined where they could not be read whole. */
interface Known {
  assigned: Set<string> | undefined;
  eligible: Set<string> | undefined;
}

const SCOPE = 'RoleManagement.Read.Directory';
const ASSIGNED = 'Who has which directory role was not read.';
const ELIGIBLE = 'Who may activate which directory role was not read.';
const GROUPS = 'The groups through which a user may have or activate a directory role were not read.';

/**
 * The directory roles of a few users, asked user by user: those of the user, and those that come through groups that may hold roles.
 *
 * Roles are known of a user only where every one of these questions was answered.
 */
export async function rolesOfUsers(
  caller: GraphCaller,
  ids: readonly string[],
  names: RoleNames,
  options: CallOptions,
): Promise<Result<UserRolesRead>> {
  const unreadable = new Map<string, Unreadable>();
  const known = new Map<string, Known>();
  if (ids.length > 0) {
    const read = names.read === undefined ? await readRoleNames(caller, options) : ok(names.read);
    if (read.kind === 'problem') {
      const { what, where, next } = read.problem;
      unreadable.set(what, { what, why: where, next });
    } else {
      const { value } = read;
      names.read = value;
      const fault = await readInto(caller, ids, known, (id) => value.get(id) ?? id, unreadable, options);
      if (fault !== undefined) return fault;
    }
  }
  return ok({ join: (record) => joined(record, known.get(String(record.id))), unreadable: [...unreadable.values()] });
}

async function readInto(
  caller: GraphCaller,
  ids: readonly string[],
  known: Map<string, Known>,
  nameOf: (id: string) => string,
  unreadable: Map<string, Unreadable>,
  options: CallOptions,
): Promise<Extract<Reply, { kind: 'problem' }> | undefined> {
  const replies = await batchGet(caller, ids.flatMap(userGets), options);
  const groups = new Map<string, Set<string>>();
  for (const [index, id] of ids.entries()) {
    const [assigned, eligible, member] = replies.slice(index * 3, index * 3 + 3);
    for (const reply of [assigned, eligible, member]) if (reply?.kind === 'problem') return reply;
    const own: Known = { assigned: new Set(), eligible: new Set() };
    known.set(id, own);
    own.assigned = joinNames(own.assigned, holdingNames(valuesOf(assigned, ASSIGNED, unreadable), nameOf));
    own.eligible = joinNames(own.eligible, holdingNames(valuesOf(eligible, ELIGIBLE, unreadable), nameOf));
    const groupIds = valuesOf(member, GROUPS, unreadable)?.flatMap(roleGroup);
    if (groupIds === undefined) known.set(id, { assigned: undefined, eligible: undefined });
    else groups.set(id, new Set(groupIds));
  }
  const all = [...new Set([...groups.values()].flatMap((of) => [...of]))];
  const ofGroups = await batchGet(caller, all.flatMap(principalGets), options);
  for (const [index, group] of all.entries()) {
    const [assigned, eligible] = ofGroups.slice(index * 2, index * 2 + 2);
    for (const reply of [assigned, eligible]) if (reply?.kind === 'problem') return reply;
    const assignedNames = holdingNames(valuesOf(assigned, ASSIGNED, unreadable), nameOf);
    const eligibleNames = holdingNames(valuesOf(eligible, ELIGIBLE, unreadable), nameOf);
    for (const [id, of] of groups) {
      const own = known.get(id);
      if (own === undefined || !of.has(group)) continue;
      own.assigned = joinNames(own.assigned, assignedNames);
      own.eligible = joinNames(own.eligible, eligibleNames);
    }
  }
  return undefined;
}

function userGets(id: string): readonly BatchGet[] {
  const groups = `users/${encodeURIComponent(id)}/transitiveMemberOf/microsoft.graph.group`;
  // A cast to one type is an advanced query, which needs the count. Source: https://learn.microsoft.com/graph/api/user-list-transitivememberof
  return [
    ...principalGets(id),
    { path: `${groups}${odataQuery({ select: 'id,isAssignableToRole', top: 999 })}&$count=true`, isAdvanced: true },
  ];
}

function principalGets(id: string): readonly BatchGet[] {
  const filter = odataQuery({ filter: `principalId eq ${odataText(id)}` });
  return [
    { path: `roleManagement/directory/roleAssignments${filter}` },
    { path: `roleManagement/directory/roleEligibilityScheduleInstances${filter}` },
  ];
}

/** The values of a list that came whole; undefined, and noted, where it did not. */
function valuesOf(reply: Reply | undefined, what: string, unreadable: Map<string, Unreadable>): readonly unknown[] | undefined {
  // Without the licence nobody may activate anything.
  if (reply?.kind === 'refused' && what === ELIGIBLE && lacksLicence(reply.refusal)) return [];
  if (reply?.kind === 'refused') unreadable.set(what, unreadableOf(reply.refusal, what, SCOPE));
  const page = reply?.kind === 'ok' ? listPage(reply.body) : undefined;
  if (reply?.kind === 'ok' && (page === undefined || page.next !== undefined))
    unreadable.set(what, { what, why: 'Microsoft Graph gave only a part of it.', next: 'Collect all users, where roles are read whole.' });
  return page?.next === undefined ? page?.values : undefined;
}

function roleGroup(value: unknown): readonly string[] {
  return isObject(value) && typeof value.id === 'string' && value.isAssignableToRole === true ? [value.id] : [];
}

function holdingNames(values: readonly unknown[] | undefined, nameOf: (id: string) => string): readonly string[] | undefined {
  return values?.flatMap((value) => {
    const holding = roleHolding(value);
    return holding === undefined ? [] : [nameOf(holding.roleDefinitionId)];
  });
}

function joinNames(names: Set<string> | undefined, more: readonly string[] | undefined): Set<string> | undefined {
  return names === undefined || more === undefined ? undefined : new Set([...names, ...more]);
}

function joined(record: DirectoryRecord, known: Known | undefined): DirectoryRecord {
  const marked = record[NOT_READABLE];
  const notReadable: string[] = Array.isArray(marked) ? [...marked] : [];
  const more: Record<string, unknown> = {};
  if (known?.assigned === undefined) notReadable.push('assignedRoles');
  else more.assignedRoles = [...known.assigned].sort();
  if (known?.eligible === undefined) notReadable.push('eligibleRoles');
  else more.eligibleRoles = [...known.eligible].sort();
  return { ...record, ...more, ...(notReadable.length === 0 ? {} : { [NOT_READABLE]: notReadable }) };
}
