import type { Json } from './json.js';
import type { Tenant } from './tenant.js';

export function byId(objects: readonly Json[], id: string): Json | undefined {
  return objects.find((object) => object.id === id);
}

/** Groups that somebody is a member of. */
export function groupsOf({ groups, groupMembers }: Tenant, id: string): readonly Json[] {
  return groups.filter((group) => groupMembers[String(group.id)]?.includes(id) === true);
}

/** Directory roles that a user or a group holds, by itself or through groups. */
export function rolesOf(tenant: Tenant, id: string): readonly Json[] {
  const holders = new Set<unknown>([id, ...groupsOf(tenant, id).map((group) => group.id)]);
  const held = new Set(
    tenant.roleAssignments.filter(({ principalId }) => holders.has(principalId)).map(({ roleDefinitionId }) => roleDefinitionId),
  );
  return tenant.roleDefinitions
    .filter((definition) => held.has(definition.id))
    .map(({ id: roleTemplateId, displayName, description }) => ({
      id: roleTemplateId,
      displayName,
      description,
      roleTemplateId,
      deletedDateTime: null,
    }));
}

/** Members of a group, each with its type. */
export function membersOf(tenant: Tenant, groupId: string): readonly Json[] {
  return (tenant.groupMembers[groupId] ?? []).map((id) => principalOf(tenant, id));
}

/** A holder of a role or member of a group, with its type. */
export function principalOf({ users, groups }: Tenant, id: string): Json {
  const user = users.get(id);
  if (user !== undefined)
    return { '@odata.type': '#microsoft.graph.user', id, displayName: user.displayName, userPrincipalName: user.userPrincipalName };
  const group = byId(groups, id);
  if (group !== undefined) return { '@odata.type': '#microsoft.graph.group', id, displayName: group.displayName, mail: group.mail ?? null };
  return { '@odata.type': '#microsoft.graph.servicePrincipal', id };
}
