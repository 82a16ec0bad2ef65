import type { AttributeValue } from '../evidence/directory.js';
import { recipientKind, recipientTypeName } from '../facts/recipient-types.js';
import { type RecipientRecord, readColumn } from '../facts/recipients.js';
import type { Settings } from '../facts/tenant.js';
import { type ProxyValue, readProxy } from './address.js';
import { type Incoming, readIncoming } from './incoming.js';
import { readFlag, readList, readText } from './read.js';
import type { SyncResult } from './result.js';
import { readSyncSettings, type SyncSettings } from './settings.js';
import { isServiceAddress } from './synchronize-all.js';

/** One attribute of one cloud object that a cycle writes. Names are Graph's, those of Exchange Online with `exo.`; flags are True and False. */
export interface SyncChange {
  /** `cloud:<id>`, or `cloud:new` for the object that is made. */
  readonly object: string;
  readonly attribute: string;
  /** Undefined: not read. */
  readonly from: AttributeValue;
  readonly to: string | readonly string[] | null;
}

/**
 * What a cycle changes in the cloud, in a fixed order.
 *
 * In: the result of `synchronize`, and the settings of the run. Out: the attributes that get another value; nothing for errors and blocks, and
 * nothing for what was not read on-premises. Values in quarantine are left out and stand in onPremisesProvisioningErrors.
 * Source: https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/proxyaddresses-attribute-populate
 */
export function applySync(result: SyncResult, settings: Settings | undefined): readonly SyncChange[] {
  const { target, removed } = result;
  const options = readSyncSettings(settings);
  if (removed !== undefined) {
    const object = `cloud:${removed}`;
    return [
      {
        object,
        attribute: 'deletedDateTime',
        from: null,
        to: options.date === undefined ? '<time of the cycle>' : `${options.date}T00:00:00Z`,
      },
      { object, attribute: 'onPremisesSyncEnabled', from: 'True', to: 'False' },
    ];
  }
  if (target.kind === 'none' || (target.kind === 'cloud' && target.id === '')) return [];
  const record = target.kind === 'cloud' ? target.record : undefined;
  const object = target.kind === 'cloud' ? `cloud:${target.id}` : 'cloud:new';
  const incoming = readIncoming(result.record, options);
  const wanted = [
    ...identity(incoming, result, record, options),
    ...(isExchangeManagedInCloud(record) ? [] : exchange(incoming, result, record)),
  ];
  const changes: SyncChange[] = [];
  if (target.kind === 'cloud' && target.isRestored)
    changes.push({ object, attribute: 'deletedDateTime', from: current(record, 'deletedDateTime'), to: null });
  for (const [attribute, to] of wanted) {
    if (to === undefined) continue;
    const from = target.kind === 'new' ? null : current(record, attribute);
    if (!isSame(from, to)) changes.push({ object, attribute, from, to });
  }
  return changes;
}

type Flow = readonly [attribute: string, to: string | readonly string[] | null | undefined];

function current(record: RecipientRecord | undefined, attribute: string): AttributeValue {
  return record === undefined ? undefined : readColumn(record, [attribute.toLowerCase()]).value;
}

function isSame(from: AttributeValue, to: string | readonly string[] | null): boolean {
  if (from === undefined) return false;
  const values = (value: string | readonly string[] | null): readonly string[] =>
    value === null ? [] : typeof value === 'string' ? [value] : value;
  const [a, b] = [values(from), new Set(values(to))];
  return a.length === b.size && a.every((value) => b.has(value));
}

/** True where the mailbox's Exchange attributes are edited in Exchange Online. */
function isExchangeManagedInCloud(record: RecipientRecord | undefined): boolean {
  return record !== undefined && readFlag(record, 'exo.isexchangecloudmanaged') === true;
}

/** Attributes that flow for every object. */
function identity(incoming: Incoming, result: SyncResult, record: RecipientRecord | undefined, settings: SyncSettings): readonly Flow[] {
  const isUser = incoming.type === 'user';
  const given = (...columns: readonly string[]): string | null | undefined => readText(incoming.record, ...columns).value;
  const errors = result.quarantined.map(({ attribute, value }) => {
    const upn = incoming.upn.kind === 'exported' ? incoming.upn.value : '';
    return attribute === 'userPrincipalName' ? `PropertyConflict|UserPrincipalName|${upn}` : `PropertyConflict|ProxyAddress|${value}`;
  });
  const hadErrors = record !== undefined && (readList(record, 'onpremisesprovisioningerrors').value ?? []).length > 0;
  return [
    // Groups and contacts carry no anchor that Graph shows.
    ['onPremisesImmutableId', isUser ? result.anchor : undefined],
    ['onPremisesSyncEnabled', 'True'],
    ['onPremisesObjectIdentifier', isUser ? (incoming.objectGuid.value ?? undefined) : undefined],
    ['onPremisesSecurityIdentifier', incoming.sid.value ?? undefined],
    ['onPremisesDistinguishedName', isUser ? (given('distinguishedname') ?? undefined) : undefined],
    ['onPremisesSamAccountName', isUser || incoming.type === 'group' ? (given('samaccountname') ?? undefined) : undefined],
    ['onPremisesUserPrincipalName', isUser ? (given('userprincipalname') ?? undefined) : undefined],
    ['userPrincipalName', isUser && mayChangeUpn(record, settings) ? result.resultUpn : undefined],
    ['displayName', given('displayname') ?? (record === undefined ? (given('cn', 'name') ?? undefined) : undefined)],
    ['onPremisesProvisioningErrors', errors.length > 0 ? errors : hadErrors ? null : undefined],
  ];
}

/** A UPN changes for new users; for licensed ones only with the feature on, which is the default since 2016. */
function mayChangeUpn(record: RecipientRecord | undefined, { upnForManagedUsers }: SyncSettings): boolean {
  return (
    record === undefined || upnForManagedUsers.value || (readList(record, 'assignedlicenses', 'assignedplans').value ?? ['?']).length === 0
  );
}

const MAIL_USERS: ReadonlySet<string> = new Set(['mailbox', 'remote-mailbox', 'mail-user']);

/** Addresses, and what Exchange Online makes of them. Exchange attributes flow only where mailNickname is set. */
function exchange(incoming: Incoming, result: SyncResult, record: RecipientRecord | undefined): readonly Flow[] {
  const read = (...columns: readonly string[]) => readText(incoming.record, ...columns).value;
  const addresses = addressesAfter(incoming, result, record);
  const primary = addresses?.find((value) => value.startsWith('SMTP:'))?.slice(5);
  const flows: Flow[] = [
    ['proxyAddresses', addresses],
    ['mail', addresses === undefined ? undefined : (primary ?? undefined)],
    ['mailNickname', read('mailnickname', 'alias') ?? (record === undefined ? incoming.nickname : undefined)],
  ];
  const cloudType = record === undefined ? null : readText(record, 'exo.recipienttypedetails').value;
  if (typeof read('mailnickname', 'alias') !== 'string') return flows;
  const kind = recipientKind(recipientTypeName(incoming.recipientType.value ?? ''));
  const isPlain = cloudType === null || (cloudType !== undefined && recipientKind(cloudType) === 'none');
  // A plain user becomes a mail user with the first Exchange attributes.
  const isMadeMailUser = isPlain && incoming.type === 'user' && kind !== undefined && MAIL_USERS.has(kind);
  if (typeof cloudType !== 'string' && !isMadeMailUser) return flows;
  const isMailUser = isMadeMailUser || cloudType === 'MailUser';
  const hidden = readFlag(incoming.record, 'msexchhidefromaddresslists', 'hiddenfromaddresslistsenabled');
  return [
    ...flows,
    ['exo.RecipientTypeDetails', isMadeMailUser ? 'MailUser' : undefined],
    ['exo.IsDirSynced', 'True'],
    ['exo.EmailAddresses', addresses],
    ['exo.PrimarySmtpAddress', primary],
    ['exo.Alias', read('mailnickname', 'alias') ?? undefined],
    ['exo.HiddenFromAddressListsEnabled', hidden === undefined ? undefined : hidden === true ? 'True' : 'False'],
    // A mailbox keeps its own GUIDs; a mail user gets those of the on-premises object, which a move then asks for.
    ['exo.ExchangeGuid', isMailUser ? (read('msexchmailboxguid', 'exchangeguid') ?? undefined) : undefined],
    ['exo.ArchiveGuid', isMailUser ? (read('msexcharchiveguid', 'archiveguid') ?? undefined) : undefined],
    [
      'exo.ExternalEmailAddress',
      isMailUser ? externalAddress(read('targetaddress', 'remoteroutingaddress', 'externalemailaddress'), primary) : undefined,
    ],
  ];
}

/** Of an on-premises mailbox, which has no targetAddress, the mail user points to its primary address. */
function externalAddress(target: string | null | undefined, primary: string | undefined): string | undefined {
  if (typeof target === 'string') return target;
  return target === null && primary !== undefined ? `SMTP:${primary}` : undefined;
}

/** The on-premises values without those in quarantine; of the cloud's own, those stay that the service makes (onmicrosoft.com, SIP, SPO). */
function addressesAfter(incoming: Incoming, result: SyncResult, record: RecipientRecord | undefined): readonly string[] | undefined {
  if (incoming.proxies === undefined) return undefined;
  const withheld = new Set(result.quarantined.map(({ value }) => value));
  const kept = incoming.proxies.filter(({ text }) => !withheld.has(text));
  const has = new Set(kept.map(({ kind, key }) => `${kind} ${key}`));
  const before = record === undefined ? [] : (readList(record, 'proxyaddresses', 'exo.emailaddresses').value ?? []);
  const own = before.flatMap((value) => readProxy(value) ?? []).filter((proxy) => isOwn(proxy) && !has.has(`${proxy.kind} ${proxy.key}`));
  // With nothing from on-premises, the cloud values stay.
  if (kept.length === 0 && incoming.proxies.length === 0) return undefined;
  const isPrimaryThere = kept.some(({ isPrimary }) => isPrimary);
  let isPromoted = isPrimaryThere;
  return [
    ...kept.map(({ text }) => text),
    ...own.map((proxy) => {
      if (proxy.kind !== 'smtp') return proxy.text;
      if (isPromoted) return `smtp:${proxy.text.slice(5)}`;
      isPromoted = true;
      return `SMTP:${proxy.text.slice(5)}`;
    }),
  ];
}

function isOwn({ kind, key }: ProxyValue): boolean {
  return kind === 'sip' || (kind === 'smtp' && isServiceAddress(key)) || key.startsWith('spo:');
}

/** SMTP addresses that the cloud object has and loses, for on-premises has no such value. */
export function lostAddresses(changes: readonly SyncChange[]): readonly string[] {
  const change = changes.find(({ attribute }) => attribute === 'proxyAddresses');
  if (change === undefined || change.from === undefined || change.from === null) return [];
  const keys = (values: string | readonly string[] | null): readonly string[] =>
    (values === null ? [] : typeof values === 'string' ? [values] : values).flatMap((value) => {
      const proxy = readProxy(value);
      return proxy?.kind === 'smtp' ? [proxy.key] : [];
    });
  const after = new Set(keys(change.to));
  return keys(change.from).filter((address) => !after.has(address));
}
