import { isObject } from '../../evidence/is-object.js';
import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import { recipientKind, recipientTypeName } from '../recipient-types.js';
import { keysOf, type RecipientRecord, readColumn, type SideIndex } from '../recipients.js';
import { type PropertyReader, propertiesOf, textOf } from '../settings-values.js';
import type { Settings } from '../tenant.js';
import { attribute, byDirection, chosen, fromColumn, notRead, ofObject, textsOf } from './define.js';

const DAMAGE = ['baditemsencountered', 'failuretype', 'lastfailure', 'message', 'report'];
const CLOUD_DAMAGE = DAMAGE.map((column) => `exo.${column}`);
const DELEGATES = ['publicdelegates', 'msexchdelegatelistlink'];

/** What is left of earlier moves, and who is bound to a mailbox that moves. */
export const moveFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.moveStatus': ofObject(
    'onprem',
    'text',
    'status of a move on the AD object; 0, None and no mailbox are not set',
    ['msexchmailboxmovestatus', 'mailboxmovestatus'],
    (record, facts) => neverMoves(facts) ?? status(record, ['msexchmailboxmovestatus', 'mailboxmovestatus']),
  ),
  'cloud.moveStatus': {
    type: 'text',
    title: 'status of a move request in Exchange Online; none is not set',
    reads: { cloud: ['exo.mailboxmovestatus'] },
    make: cloudMoveStatus,
  },
  'onPrem.moveRequestExists': {
    type: 'boolean',
    title: 'Get-MoveRequest on-premises returns a request',
    make: onPremMoveRequest,
  },
  'onPrem.moveRemoteHost': attribute(
    'onprem',
    'text',
    'remote host of the last move',
    'msexchmailboxmoveremotehostname',
    'mailboxmoveremotehostname',
  ),
  'cloud.migrationBatch': {
    type: 'text',
    title: 'the migration batch that the recipient is a migration user of',
    reads: { cloud: ['exo.batchid', 'exo.migrationbatch', 'exo.migrationuser'] },
    make: migrationBatch,
  },
  'tenant.plannedBatch': {
    type: 'text',
    title: 'name of the migration batch that is planned',
    make: ({ settings }) => {
      const text = textOf(settings?.plannedBatch) ?? propertiesOf(settings?.batch)?.text('Name');
      return typeof text === 'string'
        ? known(text, [{ source: 'settings', path: 'plannedBatch', text }])
        : unknown('the settings do not say plannedBatch');
    },
  },
  'pair.lastMoveFoundDamage': {
    type: 'boolean',
    title: 'the last move met bad items or a StoragePermanentException',
    reads: { onprem: DAMAGE, cloud: CLOUD_DAMAGE },
    make: lastMoveFoundDamage,
  },
  'onPrem.delegates': ofObject(
    'onprem',
    'list',
    'distinguished names of delegates (publicDelegates, msExchDelegateListLink)',
    DELEGATES,
    (record) => {
      const lists = DELEGATES.map((column) => textsOf(record, column));
      if (lists.every((list) => list === undefined)) return notRead('publicdelegates');
      const all = lists.flatMap((list) => list ?? []);
      return known(all.length === 0 ? null : all, () => DELEGATES.flatMap((column) => readColumn(record, [column]).evidence));
    },
  ),
  'pair.delegatesLeftBehind': {
    type: 'list',
    title: 'delegates whose mailbox stays on the side that the mailbox leaves',
    reads: { onprem: DELEGATES, cloud: ['exo.grantsendonbehalfto'] },
    make: delegatesLeftBehind,
  },
};

/** A status that says that there is a move; "0", "None" and "" say that there is none. */
function status(record: RecipientRecord, columns: readonly string[]): Fact {
  const texts = textsOf(record, ...columns);
  if (texts === undefined) return notRead(columns[0] ?? '');
  const text = (texts[0] ?? '').trim();
  return fromColumn(text === '' || /^(?:0|none)$/i.test(text) ? null : text, record, columns);
}

/** Groups, contacts and public folders have no moves; undefined for everybody else. */
function neverMoves(facts: Facts): Fact | undefined {
  const kind = facts('onPrem.kind');
  if (kind.kind !== 'known' || kind.value === 'user' || kind.value === null) return undefined;
  return known(null, () => kind.evidence);
}

function cloudMoveStatus(sources: FactSources, facts: Facts): Fact {
  const answer = facts('ask.cloudMoveRequestExists');
  const record = chosen(sources, 'cloud');
  const read = record === undefined ? undefined : status(record, ['exo.mailboxmovestatus']);
  if (answer.kind === 'known' && (answer.value === true) !== (read?.kind === 'known' && read.value !== null))
    return known(answer.value === true ? 'a request exists' : null, () => answer.evidence);
  if (read?.kind === 'known') return read;
  const never = neverMoves(facts);
  if (never !== undefined || read !== undefined) return never ?? read ?? answer;
  const exists = facts('cloud.exists');
  return exists.kind === 'known' ? known(null, () => exists.evidence) : exists;
}

/** Requests on-premises stand in the attributes of the AD object. A remote host there means that the request is that of the cloud. */
function onPremMoveRequest(_: FactSources, facts: Facts): Fact {
  const answer = facts('ask.onPremMoveRequestExists');
  if (answer.kind === 'known') return answer;
  const onPrem = facts('onPrem.moveStatus');
  if (onPrem.kind === 'unknown') return onPrem;
  if (onPrem.value === null) return known(false, () => onPrem.evidence);
  const host = facts('onPrem.moveRemoteHost');
  return host.kind === 'known' && host.value !== null ? known(false, () => host.evidence) : answer;
}

function migrationBatch(sources: FactSources, facts: Facts): Fact {
  const record = chosen(sources, 'cloud');
  if (record !== undefined) {
    const columns = ['exo.batchid', 'exo.migrationbatch', 'exo.migrationuser'];
    const texts = textsOf(record, ...columns);
    if (texts !== undefined && texts[0] !== undefined) return fromColumn(texts[0], record, columns);
    if (texts !== undefined && sources.settings?.migrationUsers === undefined) return fromColumn(null, record, columns);
  }
  const users = migrationUsers(sources.settings);
  if (users === undefined)
    return neverMoves(facts) ?? unknown('neither the export nor the settings (migrationUsers) tell of migration users');
  for (const one of [record, chosen(sources, 'onprem')]) {
    if (one === undefined) continue;
    for (const address of [...keysOf(one, 'address'), ...keysOf(one, 'upn')]) {
      const user = users.get(address);
      if (user !== undefined) return known(user, [{ source: 'settings', path: 'migrationUsers', text: `${address} in ${user}` }]);
    }
  }
  const exists = facts('cloud.exists');
  if (exists.kind === 'unknown' && record === undefined && chosen(sources, 'onprem') === undefined) return exists;
  return known(null, [{ source: 'settings', path: 'migrationUsers', text: 'none with an address of the recipient' }]);
}

const USERS = new WeakMap<object, ReadonlyMap<string, string>>();

/** Batches by the address of the migration user: rows of Get-MigrationUser in `migrationUsers`. */
function migrationUsers(settings: Settings | undefined): ReadonlyMap<string, string> | undefined {
  const list = settings?.migrationUsers;
  if (!Array.isArray(list)) return undefined;
  const made = USERS.get(list);
  if (made !== undefined) return made;
  const users = new Map<string, string>();
  for (const one of list) {
    const read = propertiesOf(one);
    const batch = read?.text('BatchId') ?? read?.text('Batch');
    if (read === undefined || typeof batch !== 'string') continue;
    for (const name of addressesOf(read)) users.set(name, batch);
  }
  USERS.set(list, users);
  return users;
}

function addressesOf(read: PropertyReader): readonly string[] {
  return ['Identity', 'EmailAddress', 'MailboxEmailAddress', 'MigrationUser'].flatMap((name) => {
    const text = read.text(name);
    return typeof text === 'string' ? [text.toLowerCase()] : [];
  });
}

function lastMoveFoundDamage(sources: FactSources): Fact {
  let wasRead = false;
  for (const [side, columns] of [
    ['cloud', CLOUD_DAMAGE],
    ['onprem', DAMAGE],
  ] as const) {
    const record = chosen(sources, side);
    if (record === undefined) continue;
    for (const column of columns) {
      const texts = textsOf(record, column);
      if (texts === undefined) continue;
      wasRead = true;
      const shown = texts.find((text) => showsDamage(column, text));
      if (shown !== undefined) return fromColumn(true, record, [column], shown.slice(0, 300));
    }
  }
  return wasRead ? known(false) : unknown('no report of an earlier move is in the exports');
}

function showsDamage(column: string, text: string): boolean {
  if (column.endsWith('baditemsencountered')) return /^\d{1,12}$/.test(text) && Number(text) > 0;
  return text.includes('StoragePermanentException');
}

function delegatesLeftBehind(sources: FactSources, facts: Facts): Fact {
  const links = facts('onPrem.delegates');
  return byDirection(facts, {
    toCloud: () => leftBehind(sources, links, staysOnPrem),
    toOnPrem: () => leftBehind(sources, links, staysInCloud),
  });
}

/** Undefined: not to be told. */
function staysOnPrem(record: RecipientRecord): boolean | undefined {
  return kindIs(record, 'mailbox');
}

function staysInCloud(record: RecipientRecord): boolean | undefined {
  return kindIs(record, 'remote-mailbox');
}

function kindIs(record: RecipientRecord, kind: string): boolean | undefined {
  const type = textsOf(record, 'recipienttypedetails', 'msexchrecipienttypedetails');
  return type === undefined ? undefined : type[0] !== undefined && recipientKind(recipientTypeName(type[0])) === kind;
}

function leftBehind(sources: FactSources, links: Fact, stays: (record: RecipientRecord) => boolean | undefined): Fact {
  if (links.kind === 'unknown') return links;
  const index = sources.directories.onprem;
  if (!isList(links.value) || index === undefined) return known(null, () => links.evidence);
  const members = batchMembers(sources.settings);
  const own = chosen(sources, 'onprem');
  if (members !== undefined && own !== undefined && !isMember(own, members)) return known(null, () => links.evidence);
  const { found, doubt } = judgeDelegates(links.value, index, members, stays);
  if (found.length > 0) return known(found, () => [...links.evidence]);
  return doubt === undefined ? known(null, () => links.evidence) : unknown(doubt);
}

function judgeDelegates(
  names: readonly string[],
  index: SideIndex,
  members: ReadonlySet<string> | undefined,
  stays: (record: RecipientRecord) => boolean | undefined,
): { readonly found: readonly string[]; readonly doubt: string | undefined } {
  const found: string[] = [];
  let doubt: string | undefined;
  for (const name of new Set(names)) {
    const [record] = index.find('dn', name);
    if (record === undefined) doubt ??= `${name.slice(0, 100)} is not in the on-premises export`;
    else if (members === undefined || !isMember(record, members)) {
      const stay = stays(record);
      if (stay === undefined) doubt ??= `the type of ${name.slice(0, 100)} is not in the on-premises export`;
      else if (stay && members === undefined) doubt ??= 'the settings (batchMembers) do not say who moves in the batch';
      else if (stay) found.push(name);
    }
  }
  return { found, doubt };
}

const isList = (value: unknown): value is readonly string[] => Array.isArray(value);

const isMember = (record: RecipientRecord, members: ReadonlySet<string>): boolean =>
  (['address', 'upn'] as const).some((kind) => keysOf(record, kind).some((key) => members.has(key)));

const MEMBERS = new WeakMap<object, ReadonlySet<string>>();

/** Addresses of the users of the planned batch: `batchMembers`, texts or rows of the batch's CSV file. */
function batchMembers(settings: Settings | undefined): ReadonlySet<string> | undefined {
  const list = settings?.batchMembers;
  if (!Array.isArray(list)) return undefined;
  const made = MEMBERS.get(list);
  if (made !== undefined) return made;
  const members = new Set(
    list.flatMap((one: unknown) => {
      const text = isObject(one) ? propertiesOf(one)?.text('EmailAddress') : textOf(one);
      return typeof text === 'string' ? [text.toLowerCase()] : [];
    }),
  );
  MEMBERS.set(list, members);
  return members;
}
