import { isObject } from '../../evidence/is-object.js';
import { ok, type Result } from '../../evidence/problem.js';
import type { Unreadable } from '../../evidence/snapshot.js';
import { typeOf } from '../../parse/graph/objects.js';
import { odataQuery } from '../../parse/graph/odata.js';
import { lacksLicence } from '../../parse/graph/refusal.js';
import { type RoleHolding, type RoleIndex, roleHolding, roleIndex, roleName } from '../../parse/graph/roles.js';
import type { CallOptions, GraphCaller } from './caller.js';
import { type Page, pages } from './pages.js';
import { unreadableOf, unreadableOfProblem } from './refused.js';

const SCOPE = 'RoleManagement.Read.Directory';
const WHAT = {
  roleDefinitions: 'The names of the directory roles were not read.',
  roleAssignments: 'Who has which directory role was not read.',
  roleEligibilityScheduleInstances: 'Who may activate which directory role was not read.',
  members: 'The members of a group that holds a directory role were not read.',
} as const;

/** The roles of everyone, or what could not be read of them: then nobody's roles are known. */
export type RolesRead =
  | { readonly kind: 'known'; readonly index: RoleIndex }
  | { readonly kind: 'unknown'; readonly unreadable: readonly Unreadable[] };

/**
 * Reads all role assignments and eligibilities of the tenant, with the members of groups that hold roles: a few pages, as roles are rare.
 *
 * A user that is in no list has no role only where every list was read whole, so one that was not makes all unknown.
 */
export async function readRoles(caller: GraphCaller, options: CallOptions): Promise<RolesRead> {
  const unreadable: Unreadable[] = [];
  const list = async (path: string, what: string, mayBeMissing = false): Promise<readonly unknown[]> => {
    const read = await wholeList(caller, path, options);
    if (read.kind === 'whole') return read.values;
    if (mayBeMissing && read.kind === 'refused' && read.refusal.status === 404) return [];
    // Without the licence nobody may activate anything: Entra removes eligible assignments when it ends.
    // Source: https://learn.microsoft.com/entra/id-governance/licensing-fundamentals
    if (what === WHAT.roleEligibilityScheduleInstances && read.kind === 'refused' && lacksLicence(read.refusal)) return [];
    unreadable.push(read.kind === 'refused' ? unreadableOf(read.refusal, what, SCOPE) : unreadableOfProblem(read.problem, what));
    return [];
  };
  const principal = odataQuery({ expand: 'principal' });
  const names = await list('roleManagement/directory/roleDefinitions', WHAT.roleDefinitions);
  const assigned = holdings(await list(`roleManagement/directory/roleAssignments${principal}`, WHAT.roleAssignments));
  const eligible = holdings(
    await list(`roleManagement/directory/roleEligibilityScheduleInstances${principal}`, WHAT.roleEligibilityScheduleInstances),
  );
  const members = new Map<string, readonly string[]>();
  for (const { principalId, isGroup } of [...assigned, ...eligible]) {
    if (isGroup === false || members.has(principalId) || unreadable.length > 0) continue;
    const path = `groups/${encodeURIComponent(principalId)}/transitiveMembers${odataQuery({ select: 'id', top: caller.limits.pageSize })}`;
    // Of a principal that is not said to be a group, 404 says that it is none.
    const values = await list(path, WHAT.members, isGroup === undefined);
    members.set(
      principalId,
      values.flatMap((value) => (isObject(value) && typeof value.id === 'string' && isUser(value) ? [value.id] : [])),
    );
  }
  if (unreadable.length > 0) return { kind: 'unknown', unreadable };
  return { kind: 'known', index: roleIndex(assigned, eligible, new Map(names.flatMap((value) => namePair(value))), members) };
}

function isUser(value: Readonly<Record<string, unknown>>): boolean {
  const type = typeOf(value);
  return type === undefined || type === '#microsoft.graph.user';
}

function namePair(value: unknown): readonly (readonly [string, string])[] {
  const pair = roleName(value);
  return pair === undefined ? [] : [pair];
}

function holdings(values: readonly unknown[]): readonly RoleHolding[] {
  return values.flatMap((value) => {
    const holding = roleHolding(value);
    return holding === undefined ? [] : [holding];
  });
}

type WholeList = { readonly kind: 'whole'; readonly values: readonly unknown[] } | Exclude<Page, { readonly kind: 'page' }>;

/** A list of few pages, whole or not at all. */
export async function wholeList(caller: GraphCaller, path: string, options: CallOptions): Promise<WholeList> {
  const values: unknown[] = [];
  for await (const page of pages(caller, path, undefined, options)) {
    if (page.kind !== 'page') return page;
    for (const value of page.values) values.push(value);
  }
  return { kind: 'whole', values };
}

/** Names by id of role, for roles that are asked of one user. Refused: a problem's worth of reason. */
export async function readRoleNames(caller: GraphCaller, options: CallOptions): Promise<Result<ReadonlyMap<string, string>>> {
  const read = await wholeList(caller, 'roleManagement/directory/roleDefinitions', options);
  if (read.kind === 'whole') return ok(new Map(read.values.flatMap((value) => namePair(value))));
  if (read.kind === 'problem') return read;
  const { what, why, next } = unreadableOf(read.refusal, WHAT.roleDefinitions, SCOPE);
  return { kind: 'problem', problem: { what, where: why, next } };
}
