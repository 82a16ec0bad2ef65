import type { Unreadable } from '../../evidence/snapshot.js';
import { directoryRecord, ROLE_PROPERTIES, TYPE_OF } from '../../parse/graph/objects.js';
import { odataQuery } from '../../parse/graph/odata.js';
import { type TenantLists, tenantSettings } from '../../parse/graph/tenant-settings.js';
import { CONTACT_PROPERTIES, GROUP_PROPERTIES, selectedOf, USER_PROPERTIES } from '../../parse/graph/user-properties.js';
import type { LiveChunk, LivePart } from '../../ports/live.js';
import type { CallOptions, GraphCaller } from './caller.js';
import { END, pages } from './pages.js';
import { unreadableOf, unreadableOfProblem } from './refused.js';
import { type RolesRead, wholeList } from './roles.js';
import { bookmarkNow, type ToRecord, updatedUsers } from './update.js';

/** Properties of each kind of object that rules read. */
export interface Selection {
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly contacts: readonly string[];
}

/** In: the columns that rules ask of cloud objects. */
export function selectionOf(wanted: ReadonlySet<string>): Selection {
  return {
    users: selectedOf(USER_PROPERTIES, wanted),
    groups: selectedOf(GROUP_PROPERTIES, wanted),
    contacts: selectedOf(CONTACT_PROPERTIES, wanted),
  };
}

export interface PartsContext {
  readonly caller: GraphCaller;
  readonly account: string;
  readonly selection: Selection;
  readonly roles: RolesRead;
  /** Number of users, where Graph says it. */
  readonly users: number | undefined;
}

interface ListPart {
  readonly name: string;
  readonly title: string;
  readonly path: string;
  readonly select: readonly string[];
  readonly scope: string;
  readonly type: string | undefined;
  readonly expected: number | undefined;
  /** Users have roles, where these are known. */
  readonly hasRoles: boolean;
}

/**
 * Everything that Graph has for crossprem: objects first, then settings.
 *
 * A list that Graph refuses ends with an `unreadable` and no problem: the rest can be read without it. Its part then lacks objects, so what is not
 * found in it is unknown.
 */
export function graphParts(context: PartsContext): readonly LivePart[] {
  const { selection, users } = context;
  const deleted = [...new Set([...selection.users, 'deletedDateTime'])];
  return [
    listPart(context, {
      name: 'cloud/users',
      title: 'Users',
      path: 'users',
      select: selection.users,
      scope: 'User.Read.All',
      type: TYPE_OF.users,
      expected: users,
      hasRoles: true,
    }),
    listPart(context, {
      name: 'cloud/deleted-users',
      title: 'Deleted users',
      path: 'directory/deletedItems/microsoft.graph.user',
      select: deleted,
      scope: 'User.Read.All',
      type: TYPE_OF.users,
      expected: undefined,
      hasRoles: false,
    }),
    listPart(context, {
      name: 'cloud/groups',
      title: 'Groups',
      path: 'groups',
      select: selection.groups,
      scope: 'GroupMember.Read.All',
      type: TYPE_OF.groups,
      expected: undefined,
      hasRoles: false,
    }),
    listPart(context, {
      name: 'cloud/contacts',
      title: 'Contacts',
      path: 'contacts',
      select: selection.contacts,
      scope: 'OrgContact.Read.All',
      type: TYPE_OF.contacts,
      expected: undefined,
      hasRoles: false,
    }),
    settingsPart(context),
  ];
}

/** Properties that count as read: those selected, the type that tells what an object is, and the roles where they are known. */
export function attributesOf(select: readonly string[], withRoles: boolean): readonly string[] {
  return [...select, '@odata.type', ...(withRoles ? ROLE_PROPERTIES : [])];
}

function listPart({ caller, account, roles }: PartsContext, part: ListPart): LivePart {
  const index = part.hasRoles && roles.kind === 'known' ? roles.index : undefined;
  const toRecord: ToRecord = (value) => {
    const record = directoryRecord(value, { type: part.type });
    const own = record === undefined ? undefined : index?.rolesOf(String(record.id));
    return own === undefined ? record : { ...record, assignedRoles: own.assigned, eligibleRoles: own.eligible };
  };
  return {
    head: {
      name: part.name,
      side: 'cloud',
      title: part.title,
      source: caller.origin,
      account,
      attributesRead: attributesOf(part.select, index !== undefined),
    },
    expected: part.expected,
    ...(part.hasRoles ? { update: (earlier, signal) => updatedUsers(caller, part.select, toRecord, earlier, signal) } : {}),
    async *read(from, signal): AsyncGenerator<LiveChunk> {
      // Taken before the first page, so that what changes meanwhile comes with the changes.
      const bookmark = part.hasRoles && from === undefined ? await bookmarkNow(caller, part.select, { signal }) : undefined;
      if (bookmark !== undefined) yield { kind: 'bookmark', bookmark };
      const path = `${part.path}${odataQuery({ select: part.select.join(','), top: caller.limits.pageSize })}`;
      for await (const page of pages(caller, path, from, { signal })) {
        if (page.kind === 'refused') {
          yield { kind: 'unreadable', unreadable: unreadableOf(page.refusal, `${part.title} were not read.`, part.scope) };
        } else if (page.kind === 'problem') {
          yield page;
        } else {
          yield { kind: 'records', records: page.values.map(toRecord).filter((record) => record !== undefined), cursor: page.cursor };
        }
      }
    },
  };
}

/** Lists behind the settings, with the permission of each. `organization` needs no more than to be a member. */
const TENANT: readonly { readonly list: keyof TenantLists; readonly path: string; readonly what: string; readonly scope: string }[] = [
  {
    list: 'organization',
    path: 'organization',
    what: 'The tenant and its last synchronization were not read.',
    scope: 'Organization.Read.All',
  },
  { list: 'domains', path: 'domains', what: 'The domains of the tenant were not read.', scope: 'Domain.Read.All' },
  { list: 'subscribedSkus', path: 'subscribedSkus', what: 'The licences of the tenant were not read.', scope: 'Organization.Read.All' },
  {
    list: 'onPremisesSynchronization',
    path: 'directory/onPremisesSynchronization',
    what: 'The features of directory synchronization were not read.',
    scope: 'OnPremDirectorySynchronization.Read.All',
  },
];

/** One of the lists of settings, whole, or why not. */
export async function readTenantList(
  caller: GraphCaller,
  list: keyof TenantLists,
  options: CallOptions,
): Promise<
  { readonly kind: 'whole'; readonly values: readonly unknown[] } | { readonly kind: 'unreadable'; readonly unreadable: Unreadable }
> {
  const of = TENANT.find((one) => one.list === list);
  if (of === undefined) throw new Error(`no list ${list}`);
  const read = await wholeList(caller, of.path, options);
  if (read.kind === 'whole') return read;
  return {
    kind: 'unreadable',
    unreadable: read.kind === 'refused' ? unreadableOf(read.refusal, of.what, of.scope) : unreadableOfProblem(read.problem, of.what),
  };
}

function settingsPart({ caller, account, roles }: PartsContext): LivePart {
  return {
    head: { name: 'settings/graph', side: 'settings', title: 'Tenant', source: caller.origin, account, attributesRead: [] },
    expected: 1,
    async *read(from, signal): AsyncGenerator<LiveChunk> {
      if (from === END) return;
      // Told here, so that what a list of objects cannot read is always objects of it.
      if (roles.kind === 'unknown') for (const unreadable of roles.unreadable) yield { kind: 'unreadable', unreadable };
      const lists: { -readonly [K in keyof TenantLists]: TenantLists[K] } = {
        organization: undefined,
        domains: undefined,
        subscribedSkus: undefined,
        onPremisesSynchronization: undefined,
      };
      for (const { list } of TENANT) {
        const read = await readTenantList(caller, list, { signal });
        if (read.kind === 'whole') lists[list] = read.values;
        else yield read;
      }
      yield { kind: 'records', records: [tenantSettings(lists)], cursor: END };
    },
  };
}
