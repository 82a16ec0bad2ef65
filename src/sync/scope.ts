import type { Evidence } from '../evidence/evidence.js';
import { plainDn } from '../facts/recipient/scope-facts.js';
import { isFilteredFromSync, recipientTypeName, recipientTypeValue } from '../facts/recipient-types.js';
import { isAddress } from './address.js';
import { anchorsOf } from './anchor.js';
import type { CloudObject, CloudState } from './cloud.js';
import type { Incoming } from './incoming.js';
import { HOW_ONPREM } from './missing.js';
import { readFlag, readText } from './read.js';
import { doubt, step, type Trace, type Verdict } from './result.js';
import type { SyncSettings } from './settings.js';

/** Why an object does not take part, and what shows it. */
interface Filter {
  readonly why: string;
  readonly evidence: readonly Evidence[];
  /** A filter of Entra Connect's default rules; whether Cloud Sync has it is not documented. */
  readonly isConnectRule?: boolean;
}

/**
 * The scope filter. Out: a no-op with its reason, or undefined where the object takes part.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/concept-azure-ad-connect-sync-default-configuration
 */
export function checkScope(incoming: Incoming, settings: SyncSettings, cloud: CloudState | undefined, trace: Trace): Verdict | undefined {
  const filter =
    byType(incoming) ??
    byContainer(incoming, settings, trace) ??
    byMark(incoming, trace) ??
    byName(incoming) ??
    byRecipient(incoming, trace);
  if (filter === undefined) {
    const scope = settings.inScope.isDefault && settings.syncedContainers === undefined ? [settings.inScope.evidence] : [];
    step(trace, 'scope', 'Filters of the synchronization', `${incoming.label} takes part.`, scope);
    return undefined;
  }
  step(trace, 'scope', 'Filters of the synchronization', filter.why, filter.evidence);
  if (filter.isConnectRule === true && settings.tool === 'cloud-sync')
    doubt(
      trace,
      'whether Cloud Sync has this filter of the default rules of Entra Connect',
      'Test the object with provision on demand in the Cloud Sync configuration',
    );
  const before = cloud === undefined ? undefined : synchronizedBefore(incoming, settings, cloud);
  if (before !== undefined) {
    trace.also.push(`previously synced: soft delete (the cloud user ${before.label} is soft-deleted at the next export)`);
    return { outcome: 'no-op', why: filter.why, removed: before.id };
  }
  return { outcome: 'no-op', why: filter.why };
}

/** The cloud object that this one was synchronized to, by the id that was given or by its anchors. */
function synchronizedBefore(incoming: Incoming, settings: SyncSettings, cloud: CloudState): CloudObject | undefined {
  const known = settings.joinedTo === undefined ? [] : cloud.find('id', settings.joinedTo);
  const found = known.length > 0 ? known : anchorsOf(incoming).flatMap((anchor) => cloud.find('anchor', anchor));
  return found.find(({ isSynced, isDeleted, isNew }) => isSynced === true && !isDeleted && !isNew);
}

function byType({ type, typeName, typeEvidence, label }: Incoming): Filter | undefined {
  if (type !== 'other') return undefined;
  return { why: `${label} is of the class ${typeName}, which is not synchronized as a user, group or contact.`, evidence: typeEvidence };
}

function byContainer({ record, label }: Incoming, settings: SyncSettings, trace: Trace): Filter | undefined {
  if (!settings.inScope.value)
    return { why: `${label} is out of scope: the settings say so (inScope).`, evidence: [settings.inScope.evidence] };
  const containers = settings.syncedContainers;
  if (containers === undefined || !settings.inScope.isDefault) return undefined;
  const dn = readText(record, 'distinguishedname');
  if (typeof dn.value !== 'string') {
    doubt(trace, `the distinguishedName of ${label}, which tells whether its container is synchronized`, HOW_ONPREM);
    return undefined;
  }
  const here = plainDn(dn.value);
  if (containers.some((container) => here === container || here.endsWith(`,${container}`))) return undefined;
  const shown = { source: 'settings', path: 'syncedContainers', text: containers.slice(0, 20).join(' | ') } as const;
  return { why: `${label} lies in no container that is synchronized.`, evidence: [...dn.evidence, shown] };
}

const PREFIX = { user: 'User_', group: 'Group_', contact: 'Contact_' } as const;

function byMark({ record, type, label }: Incoming, trace: Trace): Filter | undefined {
  if (type === 'other') return undefined;
  const description = readText(record, 'admindescription');
  const prefix = PREFIX[type];
  if (description.value?.startsWith(prefix) === true)
    return { why: `adminDescription starts with ${prefix}, which takes ${label} out of scope.`, evidence: description.evidence };
  if (description.value?.toLowerCase().startsWith(prefix.toLowerCase()) === true)
    doubt(
      trace,
      `whether the filter on adminDescription ignores the case of ${prefix}`,
      'It is not documented: write the prefix exactly, or clear adminDescription',
    );
  const critical = readFlag(record, 'iscriticalsystemobject');
  if (critical === true)
    return {
      why: `${label} is a critical system object (isCriticalSystemObject), which is filtered.`,
      evidence: readText(record, 'iscriticalsystemobject').evidence,
    };
  const unread = [
    ...(description.value === undefined ? ['adminDescription'] : []),
    ...(critical === undefined ? ['isCriticalSystemObject'] : []),
  ];
  if (unread.length > 0) doubt(trace, `${unread.join(' and ')} of ${label}, which can take it out of scope`, HOW_ONPREM);
  return undefined;
}

function byName({ record, type, label }: Incoming): Filter | undefined {
  const dn = readText(record, 'distinguishedname');
  // The first component is cut at the first comma that is not escaped; the mark stands before it.
  if (typeof dn.value === 'string' && /^[^,=]{1,40}=(?:\\,|[^,]){0,1000}(?:\\0A|\n)CNF:/i.test(dn.value))
    return {
      why: `${label} is what a replication conflict left (CNF in its name), which is filtered.`,
      evidence: dn.evidence,
      isConnectRule: true,
    };
  const name = readText(record, 'cn', 'name');
  if (typeof dn.value !== 'string' && typeof name.value === 'string' && /(?:\\0A|\n)CNF:/i.test(name.value))
    return {
      why: `${label} is what a replication conflict left (CNF in its name), which is filtered.`,
      evidence: name.evidence,
      isConnectRule: true,
    };
  const sam = readText(record, 'samaccountname');
  if (type === 'user' && sam.value === null)
    return { why: `${label} has no sAMAccountName, so it is filtered.`, evidence: sam.evidence, isConnectRule: true };
  const nickname = readText(record, 'mailnickname');
  const filtered = (reading: typeof sam, name: string): Filter => ({
    why: `The name ${reading.value ?? ''} belongs to a service (${name}), which is filtered.`,
    evidence: reading.evidence,
    isConnectRule: true,
  });
  const isOf = (reading: typeof sam, test: (name: string) => boolean): boolean =>
    typeof reading.value === 'string' && test(reading.value.toLowerCase());
  const isCas = (name: string): boolean => name.startsWith('cas_') && name.includes('}');
  if (type === 'user' && isOf(sam, (name) => name.startsWith('aad_') || name.startsWith('msol_')))
    return filtered(sam, 'an account of the synchronization');
  if (type === 'user' && isOf(sam, (name) => name === 'support_388945a0')) return filtered(sam, 'a support account');
  if (type === 'group' && isOf(sam, (name) => name === 'msol_ad_sync_richcoexistence')) return filtered(sam, 'a group of DirSync');
  if (type === 'user' && isOf(nickname, (name) => name.startsWith('systemmailbox{'))) return filtered(nickname, 'a system mailbox');
  if (type === 'user' && isOf(sam, isCas)) return filtered(sam, 'a client access server');
  if (type !== 'group' && isOf(nickname, isCas)) return filtered(nickname, 'a client access server');
  const shown = readText(record, 'displayname');
  if (type === 'contact' && isOf(shown, (name) => name.includes('(msol)')) && readFlag(record, 'msexchhidefromaddresslists') === true)
    return filtered(shown, 'a hidden contact of the synchronization');
  return undefined;
}

/** Bits of msExchRecipientTypeDetails that the default rules filter. */
const USER_MASK = 0x21c07000n;
const ROLE_GROUP = 0x40000000n;

function byRecipient(incoming: Incoming, trace: Trace): Filter | undefined {
  const { type, label, recipientType, record } = incoming;
  const value = recipientType.value;
  const name = typeof value === 'string' ? recipientTypeName(value) : undefined;
  const bits = typeof value === 'string' && /^-?\d{1,19}$/.test(value) ? BigInt(value) : 0n;
  if (type === 'user' && ((bits & USER_MASK) > 0n || isFilteredFromSync(recipientTypeValue(name ?? '') ?? '')))
    return {
      why: `${label} is ${name ?? ''}, which would not work in Exchange Online (mask 0x21C07000 on msExchRecipientTypeDetails).`,
      evidence: recipientType.evidence,
      isConnectRule: true,
    };
  if (type === 'group' && ((bits & ROLE_GROUP) > 0n || name === 'RoleGroup'))
    return { why: `${label} is a role group of Exchange, which is filtered.`, evidence: recipientType.evidence, isConnectRule: true };
  if (value === undefined && type === 'user')
    doubt(trace, `msExchRecipientTypeDetails of ${label}: system and linked mailboxes are not synchronized`, HOW_ONPREM);
  if (type === 'contact') return byMail(incoming, `${label} is a contact without`, trace);
  const groupType = readText(record, 'grouptype');
  const isDistribution = typeof groupType.value === 'string' && /^\d{1,10}$/.test(groupType.value) && Number(groupType.value) < 0x80000000;
  return type === 'group' && isDistribution ? byMail(incoming, `${label} is a distribution group without`, trace) : undefined;
}

/** Contacts and distribution groups take part with mail and proxyAddresses only. */
function byMail({ record, proxies, label, mail, primary, type }: Incoming, lead: string, trace: Trace): Filter | undefined {
  const list = readText(record, 'proxyaddresses', 'emailaddresses');
  if (proxies === undefined || mail === undefined || list.value === undefined) {
    doubt(trace, `mail and proxyAddresses of ${label}, without which it is not synchronized`, HOW_ONPREM);
    return undefined;
  }
  const filtered = (what: string, evidence: readonly Evidence[]): Filter => ({
    why: `${lead} ${what}, so it is not synchronized.`,
    evidence,
    isConnectRule: true,
  });
  if (list.value === null) return filtered('proxyAddresses', list.evidence);
  if (mail === null && type === 'contact') return filtered('mail', readText(record, 'mail', 'primarysmtpaddress').evidence);
  const isMail = typeof mail === 'string' && isAddress(mail);
  return primary === null && !isMail ? filtered('a primary address', list.evidence) : undefined;
}
