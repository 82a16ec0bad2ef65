import { finish, type Steps } from '../evidence/steps.js';
import { asciiLower, isSoftDeleted, type RecipientRecord, type SideIndex } from '../facts/recipients.js';
import { isLost } from '../parse/recipient/table.js';
import { domainPart, readProxy } from './address.js';
import { listValue, readFlag, textValue } from './read.js';
import type { ObjectType } from './result.js';

/** A cloud object as the directory service compares it. */
export interface CloudObject {
  readonly id: string;
  /** How a person would name it. */
  readonly label: string;
  readonly record: RecipientRecord | undefined;
  /** `exchange-only`: Exchange Online knows it and Entra does not (a public folder). `unknown`: the export does not tell. */
  readonly type: ObjectType | 'exchange-only' | 'unknown';
  readonly isGuest: boolean;
  readonly isDeleted: boolean;
  /** onPremisesImmutableId: null not set, undefined not read. */
  readonly anchor: string | null | undefined;
  /** onPremisesSyncEnabled. */
  readonly isSynced: boolean | null | undefined;
  readonly isCloudManaged: boolean;
  readonly upn: string | null | undefined;
  /** Lower case. */
  readonly primary: string | null | undefined;
  /** False: its list of addresses was not read; what `mail` says stands in `smtp` all the same. */
  readonly areAddressesRead: boolean;
  /** All SMTP addresses, lower case; undefined: not read. */
  readonly smtp: readonly string[] | undefined;
  readonly sip: readonly string[];
  readonly sid: string | null | undefined;
  /** Made by an earlier object of the same run. */
  readonly isNew: boolean;
}

/** The cloud side during a cycle: what the objects hold, also what earlier objects of the run took. */
export interface CloudState {
  /** Live objects only, but for `anchor` and `id`. At most a few dozen for one key, the smallest ids first. */
  find(kind: CloudKey, key: string): readonly CloudObject[];
  /** Puts an object in place of the one with its id. */
  put(object: CloudObject): void;
  /** How many live objects were exported without the attribute that answers to a key. */
  readonly unread: Readonly<Record<'anchor' | 'primary' | 'addresses' | 'upn', number>>;
  /** The export ended too early or has more pages. */
  readonly isTruncated: boolean;
  /** True where a cloud UPN ends in this domain, so that it is verified. */
  hasUpnDomain(domain: string): boolean;
}

export type CloudKey = 'id' | 'anchor' | 'primary' | 'smtp' | 'sip' | 'upn' | 'sid';
const KEYS: readonly CloudKey[] = ['id', 'anchor', 'primary', 'smtp', 'sip', 'upn', 'sid'];

/** Enough to name the holders of a value; a value that more objects hold is broken data. */
const HOLDERS_AT_MOST = 64;

/** In: the cloud side. Out: its state at the start of a cycle, made in linear time. */
export function createCloudState(side: SideIndex): CloudState {
  return finish(cloudStateInSteps(side));
}

/** Records between two steps. */
const AT_ONCE = 64;

/** `createCloudState`, a few records at each step. */
export function* cloudStateInSteps(side: SideIndex): Steps<CloudState> {
  const maps = new Map<CloudKey, Map<string, CloudObject[]>>(KEYS.map((key) => [key, new Map()]));
  const unread = { anchor: 0, primary: 0, addresses: 0, upn: 0 };
  const domains = new Set<string>();
  const add = (object: CloudObject): void => {
    for (const kind of KEYS) for (const key of keysOf(object, kind)) insert(maps.get(kind), key, object);
    if (typeof object.upn === 'string') domains.add(domainPart(object.upn));
  };
  const remove = (object: CloudObject): void => {
    for (const kind of KEYS) {
      for (const key of keysOf(object, kind)) {
        const list = maps.get(kind)?.get(key);
        const at = list?.findIndex(({ id }) => id === object.id) ?? -1;
        if (at >= 0) list?.splice(at, 1);
      }
    }
  };
  for (const [index, record] of side.records.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) yield;
    const object = readCloudObject(record, index);
    add(object);
    if (object.isDeleted || object.type === 'exchange-only') continue;
    if (object.type !== 'group' && object.type !== 'contact') {
      if (object.anchor === undefined) unread.anchor++;
      if (object.upn === undefined) unread.upn++;
    }
    if (object.primary === undefined) unread.primary++;
    if (!object.areAddressesRead) unread.addresses++;
  }
  const state: CloudState = {
    find: (kind, key) => maps.get(kind)?.get(kind === 'anchor' ? key : asciiLower(key)) ?? [],
    put: (object) => {
      for (const old of [...state.find('id', object.id)]) remove(old);
      add(object);
    },
    unread,
    isTruncated: side.tables.some((table) => 'truncated' in table && table.truncated === true),
    hasUpnDomain: (domain) => domains.has(domain),
  };
  return state;
}

function insert(map: Map<string, CloudObject[]> | undefined, key: string, object: CloudObject): void {
  const list = map?.get(key);
  if (list === undefined) {
    map?.set(key, [object]);
    return;
  }
  if (list.includes(object)) return;
  const at = list.findIndex(({ id }) => id > object.id);
  if (at < 0) list.push(object);
  else list.splice(at, 0, object);
  if (list.length > HOLDERS_AT_MOST) list.pop();
}

function keysOf(object: CloudObject, kind: CloudKey): readonly string[] {
  if (kind === 'id') return [asciiLower(object.id)];
  if (kind === 'anchor') return typeof object.anchor === 'string' && object.anchor !== '' ? [object.anchor] : [];
  if (object.isDeleted) return [];
  switch (kind) {
    case 'primary':
      return typeof object.primary === 'string' ? [object.primary] : [];
    case 'smtp':
      return object.smtp ?? [];
    case 'sip':
      return object.sip;
    case 'upn':
      return typeof object.upn === 'string' ? [asciiLower(object.upn)] : [];
    case 'sid':
      return typeof object.sid === 'string' ? [asciiLower(object.sid)] : [];
    default:
      return kind satisfies never;
  }
}

/** In: a record of the cloud side. Out: what the service compares. `index` names a record that has no id of its own. */
export function readCloudObject(record: RecipientRecord, index: number): CloudObject {
  const upn = textValue(record, 'userprincipalname', 'exo.userprincipalname', 'exo.windowsliveid');
  const proxies = listValue(record, 'proxyaddresses', 'exo.emailaddresses');
  const values = (proxies ?? []).flatMap((value) => readProxy(value) ?? []);
  const mail = textValue(record, 'mail', 'exo.primarysmtpaddress', 'exo.windowsemailaddress');
  const single = typeof mail === 'string' && mail.includes('@') ? asciiLower(mail.trim()) : mail;
  const primary = values.find(({ isPrimary }) => isPrimary)?.key ?? single;
  const smtp = new Set(values.filter(({ kind }) => kind === 'smtp').map(({ key }) => key));
  if (typeof primary === 'string') smtp.add(primary);
  const id = textValue(record, 'id', 'exo.externaldirectoryobjectid', 'exo.guid') ?? upn ?? primary ?? `record-${index + 1}`;
  return {
    id,
    label: upn ?? primary ?? textValue(record, 'displayname', 'exo.displayname') ?? id,
    record,
    type: typeOf(record, upn),
    isGuest: /^guest$/i.test(textValue(record, 'usertype') ?? '') || (upn ?? '').toUpperCase().includes('#EXT#'),
    isDeleted: isSoftDeleted(record),
    anchor: textValue(record, 'onpremisesimmutableid', 'exo.immutableid'),
    isSynced: readFlag(record, 'onpremisessyncenabled', 'exo.isdirsynced'),
    isCloudManaged: readFlag(record, 'iscloudmanaged') === true,
    upn,
    primary:
      typeof primary === 'string' ? primary : proxies === undefined ? knownMail(record, primary) : proxies.length === 0 ? null : primary,
    areAddressesRead: proxies !== undefined,
    smtp: proxies === undefined && mail === undefined ? undefined : [...smtp],
    sip: values.filter(({ kind }) => kind === 'sip').map(({ key }) => key),
    sid: textValue(record, 'onpremisessecurityidentifier'),
    isNew: false,
  };
}

/** Without the list `mail` says whether there is a primary address; where the list is in the file and could not be told, nothing does. */
function knownMail(record: RecipientRecord, mail: null | undefined): null | undefined {
  return record.parts.some(({ table, row }) => isLost(table, row, ['proxyaddresses', 'exo.emailaddresses'])) ? undefined : mail;
}

function typeOf(record: RecipientRecord, upn: string | null | undefined): CloudObject['type'] {
  const named = (textValue(record, '@odata.type') ?? '').toLowerCase();
  if (named.endsWith('.group')) return 'group';
  if (named.endsWith('orgcontact') || named.endsWith('.contact')) return 'contact';
  if (named.endsWith('.user')) return 'user';
  const exchange = (textValue(record, 'exo.recipienttypedetails', 'exo.recipienttype') ?? '').toLowerCase();
  if (exchange.includes('publicfolder') && !exchange.includes('mailbox')) return 'exchange-only';
  if (exchange.includes('contact')) return 'contact';
  if (exchange.includes('group') || exchange === 'roomlist') return 'group';
  if (typeof upn === 'string' || exchange.endsWith('mailbox') || exchange.endsWith('mailuser')) return 'user';
  const isGroup = ['mailenabled', 'securityenabled', 'grouptypes'].some((column) => typeof textValue(record, column) === 'string');
  return isGroup ? 'group' : 'unknown';
}

/** True where the service may match the object softly: it was never bound to an on-premises object. */
export function isUnbound({ anchor, isSynced, isCloudManaged }: CloudObject): boolean {
  return (anchor === null || anchor === undefined || anchor === '') && isSynced !== true && !isCloudManaged;
}
