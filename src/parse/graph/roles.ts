import { isObject } from '../../evidence/is-object.js';
import { typeOf, type UserRoles } from './objects.js';

/** Who has a role: a user, or a group whose members have it. */
export interface RoleHolding {
  readonly principalId: string;
  readonly roleDefinitionId: string;
  /** Undefined where the answer does not say what the principal is. */
  readonly isGroup: boolean | undefined;
}

const NOBODY: UserRoles = { assigned: [], eligible: [] };

/** A role assignment or an eligibility of Graph. Bad input: undefined for what names no principal or no role. */
export function roleHolding(value: unknown): RoleHolding | undefined {
  if (!isObject(value)) return undefined;
  const { principalId, roleDefinitionId, principal } = value;
  if (typeof principalId !== 'string' || typeof roleDefinitionId !== 'string') return undefined;
  const type = isObject(principal) ? typeOf(principal) : undefined;
  const isGroup = type === undefined ? undefined : type === '#microsoft.graph.group';
  return { principalId, roleDefinitionId, isGroup };
}

/** Id and name of a role. Built-in roles have one id in all tenants, their templateId. Bad input: undefined. */
export function roleName(value: unknown): readonly [string, string] | undefined {
  if (!isObject(value) || typeof value.id !== 'string' || typeof value.displayName !== 'string') return undefined;
  return [value.id, value.displayName];
}

/** Names of roles for every user. */
export interface RoleIndex {
  readonly rolesOf: (userId: string) => UserRoles;
}

/**
 * In: all assignments and eligibilities, names by id of the role, members by id of each group that holds one. Out: the roles of each user, sorted,
 * each once; a user that none names has none. A role without a name is called by its id.
 */
export function roleIndex(
  assigned: readonly RoleHolding[],
  eligible: readonly RoleHolding[],
  names: ReadonlyMap<string, string>,
  members: ReadonlyMap<string, readonly string[]>,
): RoleIndex {
  const users = new Map<string, { assigned: Set<string>; eligible: Set<string> }>();
  const add = (holdings: readonly RoleHolding[], kind: 'assigned' | 'eligible'): void => {
    for (const { principalId, roleDefinitionId, isGroup } of holdings) {
      const name = names.get(roleDefinitionId) ?? roleDefinitionId;
      for (const id of [...(isGroup === true ? [] : [principalId]), ...(members.get(principalId) ?? [])]) {
        const key = id.toLowerCase();
        let own = users.get(key);
        if (own === undefined) {
          own = { assigned: new Set(), eligible: new Set() };
          users.set(key, own);
        }
        own[kind].add(name);
      }
    }
  };
  add(assigned, 'assigned');
  add(eligible, 'eligible');
  const roles = new Map([...users].map(([id, own]) => [id, { assigned: [...own.assigned].sort(), eligible: [...own.eligible].sort() }]));
  return { rolesOf: (userId) => roles.get(userId.toLowerCase()) ?? NOBODY };
}
