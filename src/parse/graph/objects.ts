import { isObject } from '../../evidence/is-object.js';
import { type DirectoryRecord, NOT_READABLE } from '../../evidence/snapshot.js';

type GraphObject = Readonly<Record<string, unknown>>;

/** Names of the directory roles that a user has, and could activate. */
export interface UserRoles {
  readonly assigned: readonly string[];
  readonly eligible: readonly string[];
}

/** What a collection of one type does not say of each object. */
export const TYPE_OF = { users: undefined, groups: '#microsoft.graph.group', contacts: '#microsoft.graph.orgContact' } as const;

/** The properties that `roles` of `directoryRecord` puts on users. */
export const ROLE_PROPERTIES: readonly string[] = ['assignedRoles', 'eligibleRoles'];

/**
 * A record of a snapshot of one of Graph's objects: its properties as they came, without Graph's annotations but the type.
 *
 * `roles`: joined onto a user; `notReadable`: properties that are unknown of this one. Bad input: undefined for what is no object or has no id.
 */
export function directoryRecord(
  value: unknown,
  more: { readonly type?: string | undefined; readonly roles?: UserRoles | undefined; readonly notReadable?: readonly string[] } = {},
): DirectoryRecord | undefined {
  if (!isObject(value) || typeof value.id !== 'string' || value.id === '') return undefined;
  const record: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    // As a plain assignment, `__proto__` would set the prototype.
    if (!name.includes('@odata.') && name !== '__proto__') record[name] = value[name];
  }
  const type = typeOf(value) ?? more.type;
  if (type !== undefined && type !== '#microsoft.graph.user') record['@odata.type'] = type;
  if (more.roles !== undefined) {
    record.assignedRoles = more.roles.assigned;
    record.eligibleRoles = more.roles.eligible;
  }
  if (more.notReadable !== undefined && more.notReadable.length > 0) record[NOT_READABLE] = more.notReadable;
  return record;
}

/** `#microsoft.graph.user` and the like, where an object says it. */
export function typeOf(value: GraphObject): string | undefined {
  const type = value['@odata.type'];
  return typeof type === 'string' ? type : undefined;
}

/** A page of a list. Bad input: undefined for what is none. */
export function listPage(body: unknown): { readonly values: readonly unknown[]; readonly next: string | undefined } | undefined {
  if (!isObject(body) || !Array.isArray(body.value)) return undefined;
  const next = body['@odata.nextLink'];
  if (next !== undefined && next !== null && (typeof next !== 'string' || next === '')) return undefined;
  return { values: body.value, next: typeof next === 'string' ? next : undefined };
}
