import type { Side } from '../../evidence/directory.js';
import { isObject } from '../../evidence/is-object.js';
import { readGuid } from '../../parse/recipient/guid.js';
import { instantOf } from '../date.js';
import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import { acceptedDomainFor, isServiceDomain } from '../organization.js';
import { type RecipientRecord, readColumn, smtpAddress } from '../recipients.js';
import { typedFact } from '../record-facts.js';
import { asNames, type Settings, settingFact } from '../tenant.js';
import { attribute, fromColumn, notRead, ofObject, textsOf } from './define.js';
import { STATISTICS_COLUMNS, statisticsOf } from './statistics.js';

const PROXIES = ['proxyaddresses', 'emailaddresses'];
const MARKS: Readonly<Record<string, string>> = { user_: 'user', group_: 'group', contact_: 'contact' };

function isMarkedOut(record: RecipientRecord, facts: Facts): Fact {
  const { value } = readColumn(record, ['admindescription']);
  if (value === undefined) return notRead('admindescription');
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  const mark = Object.keys(MARKS).find((prefix) => text.startsWith(prefix));
  if (mark === undefined) return fromColumn(false, record, ['admindescription']);
  const kind = facts('onPrem.kind');
  if (kind.kind === 'unknown') return kind;
  return fromColumn(kind.value === MARKS[mark], record, ['admindescription']);
}

/** A distinguished name for comparison: lower case, no blanks behind commas. */
export const plainDn = (dn: string): string =>
  dn
    .trim()
    .toLowerCase()
    .replace(/,\s{1,8}/g, ',');

function isUnderSynced(record: RecipientRecord, _facts: Facts, { settings }: FactSources): Fact {
  const containers = Array.isArray(settings?.syncedContainers)
    ? settings.syncedContainers.flatMap((one: unknown) => (typeof one === 'string' && one.trim() !== '' ? [plainDn(one)] : []))
    : [];
  if (containers.length === 0) return unknown('the settings do not say which containers are synchronized (syncedContainers)');
  const { value } = readColumn(record, ['distinguishedname']);
  if (typeof value !== 'string') return notRead('distinguishedname');
  const dn = plainDn(value);
  const isInside = containers.some((container) => dn === container || dn.endsWith(`,${container}`));
  return known(isInside, () => [
    ...readColumn(record, ['distinguishedname']).evidence,
    { source: 'settings', path: 'syncedContainers', text: containers.slice(0, 5).join('; ') },
  ]);
}

/** Where the object would lie in the only synchronized container: its own name (a comma in it is escaped) before that container. */
function dnInSynced(record: RecipientRecord, facts: Facts): Fact {
  const container = facts('tenant.syncedContainer');
  if (container.kind === 'unknown' || typeof container.value !== 'string')
    return unknown('the settings do not name one synchronized container');
  const { value, evidence } = readColumn(record, ['distinguishedname']);
  if (typeof value !== 'string') return notRead('distinguishedname');
  let end = value.indexOf(',');
  while (end > 0 && value[end - 1] === '\\') end = value.indexOf(',', end + 1);
  return end <= 0
    ? unknown('the distinguished name has no container')
    : known(`${value.slice(0, end)},${container.value.trim()}`, evidence);
}

/** SMTP proxy addresses, as they stand, in domains that the side that the mailbox moves to does not accept. */
function unacceptedProxies(record: RecipientRecord, facts: Facts, { settings }: FactSources): Fact {
  const values = textsOf(record, ...PROXIES);
  if (values === undefined) return notRead('proxyaddresses');
  const direction = facts('input.direction');
  const isOffboarding = direction.kind === 'known' && direction.value === 'to-onprem';
  const found: string[] = [];
  for (const value of values) {
    const address = smtpAddress(value);
    // A value without prefix is discarded by synchronization, and checked elsewhere.
    if (address === undefined) continue;
    const domain = address.slice(address.indexOf('@') + 1);
    if (isServiceDomain(domain)) continue;
    const accepted = accepts(settings, isOffboarding ? 'onprem' : 'cloud', domain);
    if (accepted === undefined)
      return unknown(
        `the settings do not say acceptedDomains.${isOffboarding ? 'onprem' : 'cloud'}, the domains of the side that the mailbox moves to`,
      );
    if (!accepted) found.push(value);
  }
  return fromColumn(found.length === 0 ? null : found, record, PROXIES, found.join(', '));
}

/** Answers of the settings by side and domain: a few domains are asked for a million times. */
const ACCEPTED = new WeakMap<Settings, Map<string, boolean>>();

function accepts(settings: Settings | undefined, side: Side, domain: string): boolean | undefined {
  if (settings === undefined) return undefined;
  const target = asNames(settings.targetAcceptedDomains);
  if (target !== undefined && target !== null) return target.includes(domain);
  let answers = ACCEPTED.get(settings);
  if (answers === undefined) {
    answers = new Map();
    ACCEPTED.set(settings, answers);
  }
  const key = `${side} ${domain}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  const found = acceptedDomainFor(settings, side, domain);
  const verified =
    found === undefined && side === 'cloud' && settings.verifiedDomains !== undefined ? asNames(settings.verifiedDomains) : undefined;
  const answer = found === undefined ? verified?.includes(domain) : found !== 'none';
  if (answer !== undefined && answers.size < 100_000) answers.set(key, answer);
  return answer;
}

/** The two objects are of one person, and the cloud one is not synchronized: a match is what makes them one. */
function matchPlanned({ subject }: FactSources, facts: Facts): Fact {
  if (subject.onPrem === undefined || subject.cloud === undefined) {
    for (const name of ['onPrem.exists', 'cloud.exists']) {
      const exists = facts(name);
      if (exists.kind === 'known' && exists.value === false) return known(false, exists.evidence);
    }
    return unknown('the recipient was not found on both sides');
  }
  const isSynced = facts('cloud.isDirSynced');
  if (isSynced.kind === 'unknown') return isSynced;
  if (isSynced.value === true) return known(false, isSynced.evidence);
  // A user whose source of authority was switched is not synchronized either, and a guest is nobody's account here.
  const isManaged = facts('cloud.isCloudManaged');
  if (isManaged.kind === 'known' && isManaged.value === true) return known(false, isManaged.evidence);
  const userType = facts('cloud.userType');
  if (userType.kind === 'known' && userType.value === 'Guest') return known(false, userType.evidence);
  return known(true, isSynced.evidence);
}

/** The cloud user is mapped to another AD object than this one. Known to be no matter where the tenant lets synchronization write the mapping. */
function identifierIsOther({ settings }: FactSources, facts: Facts): Fact {
  const bypass = settingFact(settings, 'allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled', (value) => String(value).toLowerCase());
  if (bypass.kind === 'known' && bypass.value === 'true') return known(false, bypass.evidence);
  const mapped = facts('cloud.onPremisesObjectIdentifier');
  const own = facts('onPrem.objectGuid');
  if (mapped.kind === 'unknown') return mapped;
  if (typeof mapped.value !== 'string') return known(false, mapped.evidence);
  if (own.kind === 'unknown') return own;
  if (typeof own.value !== 'string') return unknown('objectGUID is not in the export');
  return known(bareGuid(mapped.value) !== bareGuid(own.value), () => [...mapped.evidence, ...own.evidence]);
}

function bareGuid(text: string): string {
  const reading = readGuid(text);
  return reading.kind === 'problem' ? text.toLowerCase() : reading.guid;
}

/** Plans that give a mailbox; where only the licences were read, no licence is no plan. */
function hasExchangePlan(record: RecipientRecord, facts: Facts): Fact {
  const licensed = facts('cloud.exchangeLicensed');
  if (licensed.kind === 'known') return licensed;
  const licences = textsOf(record, 'assignedlicenses');
  return licences !== undefined && licences.length === 0 ? fromColumn(false, record, ['assignedlicenses']) : licensed;
}

/** Local mailboxes that need a licence of their own in Exchange Online. */
const USER_MAILBOXES = new Set(['UserMailbox', 'LinkedMailbox', 'LegacyMailbox']);

/** The person has, or is about to move, a mailbox of its own: shared and resource mailboxes need no licence. */
function needsLicense(_: FactSources, facts: Facts): Fact {
  const there = facts('cloud.recipientType');
  if (there.kind === 'known' && there.value === 'UserMailbox') return known(true, there.evidence);
  const here = facts('onPrem.recipientType');
  if (here.kind === 'unknown') return here;
  return known(typeof here.value === 'string' && USER_MAILBOXES.has(here.value), here.evidence);
}

function unresolved(record: RecipientRecord): Fact {
  const values = textsOf(record, 'serviceprovisioningerrors');
  if (values === undefined) return notRead('serviceprovisioningerrors');
  if (values.length === 0) return fromColumn(null, record, ['serviceprovisioningerrors']);
  const open = values.filter((value) => value.trim() !== '' && !/\|true(?:\||$)/i.test(value));
  return fromColumn(open.length === 0 ? null : open, record, ['serviceprovisioningerrors']);
}

function withheld(record: RecipientRecord): Fact {
  const values = textsOf(record, 'onpremisesprovisioningerrors');
  if (values === undefined) return notRead('onpremisesprovisioningerrors');
  if (values.length === 0) return fromColumn(null, record, ['onpremisesprovisioningerrors']);
  const open = values.filter((value) => value.trim() !== '');
  return fromColumn(open.length === 0 ? null : open, record, ['onpremisesprovisioningerrors']);
}

const THREE_HOURS = 3 * 3_600_000;

/** The AD object changed after the cloud object was last written, and the tenant has synchronized since, three hours later or more. */
function syncPassedOver({ subject, settings }: FactSources, facts: Facts): Fact {
  const { onPrem, cloud } = subject;
  if (onPrem === undefined || cloud === undefined) {
    const exists = facts(onPrem === undefined ? 'onPrem.exists' : 'cloud.exists');
    return exists.kind === 'known' && exists.value === false
      ? known(false, exists.evidence)
      : unknown('the recipient was not found on both sides');
  }
  const isSynced = facts('cloud.isDirSynced');
  if (isSynced.kind === 'known' && isSynced.value !== true) return known(false, isSynced.evidence);
  const changed = readColumn(onPrem, ['whenchanged', 'whenchangedutc']);
  const synced = readColumn(cloud, ['onpremiseslastsyncdatetime']);
  if (synced.value === undefined) return notRead('onpremiseslastsyncdatetime');
  if (changed.value === undefined) return notRead('whenchanged');
  const last = organizationText(settings, 'onPremisesLastSyncDateTime');
  const [change, object, tenant] = [instantOf(changed.value), instantOf(synced.value), instantOf(last)];
  if (change === undefined || object === undefined)
    return unknown('whenChanged or onPremisesLastSyncDateTime is no date that can be read in one way');
  if (change.start <= object.end) return known(false, () => [...changed.evidence, ...synced.evidence]);
  if (tenant === undefined) return unknown('the settings do not say organization.onPremisesLastSyncDateTime');
  const isStale = tenant.start - object.end > THREE_HOURS && tenant.start > change.end;
  return known(isStale, () => [
    ...changed.evidence,
    ...synced.evidence,
    { source: 'settings', path: 'organization.onPremisesLastSyncDateTime', text: String(last) },
  ]);
}

/** A property of the organization object that Graph gives (`organization` in the settings, or at their top). */
function organizationText(settings: Settings | undefined, name: string): unknown {
  const organization = settings?.organization;
  const one: unknown = Array.isArray(organization) ? organization[0] : organization;
  return (isObject(one) ? one[name] : undefined) ?? settings?.[name];
}

const flag =
  (key: string, ...spellings: readonly string[]): DefinedFact['make'] =>
  ({ settings }) => {
    const found = [key, ...spellings].find((name) => settings !== undefined && Object.hasOwn(settings, name));
    return settingFact(settings, found ?? key, (value) => {
      const word = String(value).trim().toLowerCase();
      return word === 'true' || word === '$true' ? true : word === 'false' || word === '$false' ? false : value === null ? null : undefined;
    });
  };

/** Facts about the scope of synchronization, the match of both objects, the source of authority, licences and what provisioning left behind. */
export const scopeFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.isMarkedOutOfSync': ofObject(
    'onprem',
    'boolean',
    'adminDescription takes the object out of synchronization (User_, Group_, Contact_)',
    ['admindescription'],
    isMarkedOut,
  ),
  'onPrem.isUnderSyncedContainer': ofObject(
    'onprem',
    'boolean',
    'the object lies under a container of syncedContainers',
    ['distinguishedname'],
    isUnderSynced,
  ),
  'onPrem.dnInSyncedContainer': ofObject(
    'onprem',
    'text',
    'the distinguished name that the object would have in the only synchronized container',
    ['distinguishedname'],
    dnInSynced,
  ),
  'onPrem.unacceptedProxies': ofObject(
    'onprem',
    'list',
    'SMTP proxy addresses in domains that the side that the mailbox moves to does not accept',
    PROXIES,
    unacceptedProxies,
  ),
  'onPrem.unacceptedPrimary': ofObject(
    'onprem',
    'text',
    'the primary SMTP address, where the side that the mailbox moves to does not accept its domain',
    PROXIES,
    (record, facts, sources) => {
      const all = unacceptedProxies(record, facts, sources);
      if (all.kind === 'unknown') return all;
      const found = typeof all.value === 'object' ? all.value?.find((value) => value.startsWith('SMTP:')) : undefined;
      return known(found ?? null, () => all.evidence);
    },
  ),
  'pair.matchPlanned': {
    type: 'boolean',
    title: 'both sides hold the person, and the cloud object is not synchronized yet',
    make: matchPlanned,
  },
  'pair.objectIdentifierIsOther': {
    type: 'boolean',
    title: 'onPremisesObjectIdentifier of the cloud user is not the objectGUID of the AD user',
    make: identifierIsOther,
  },
  'pair.needsExchangeLicense': { type: 'boolean', title: 'the mailbox is, or becomes, one that needs a licence', make: needsLicense },
  'pair.passedOverBySync': {
    type: 'boolean',
    title: 'the AD object changed, the tenant synchronized hours later, and the cloud object was not written',
    reads: { onprem: ['whenchanged', 'whenchangedutc'], cloud: ['onpremiseslastsyncdatetime'] },
    make: syncPassedOver,
  },
  'cloud.hasExchangePlan': ofObject(
    'cloud',
    'boolean',
    'an Exchange Online plan with a mailbox is enabled',
    ['assignedplans', 'assignedlicenses', 'exo.skuassigned'],
    hasExchangePlan,
  ),
  'cloud.itemCount': ofObject(
    'cloud',
    'number',
    'ItemCount of the Exchange Online mailbox',
    STATISTICS_COLUMNS.cloud,
    (record, _, { directories }) => {
      const reading = readColumn(record, ['exo.itemcount']);
      if (reading.value !== undefined && reading.value !== null) return typedFact(reading, 'number', 'exo.itemcount');
      // Every mailbox has a count, which stands in its statistics: where there is none, nobody counted.
      const row = directories.cloud === undefined ? undefined : statisticsOf(directories.cloud, record, 'exchangeGuid');
      const counted = row === undefined ? undefined : readColumn(row, ['itemcount', 'exo.itemcount']);
      return counted === undefined || counted.value === null ? notRead('exo.itemcount') : typedFact(counted, 'number', 'itemcount');
    },
  ),
  'cloud.serviceErrors': ofObject(
    'cloud',
    'list',
    'errors that a service such as Exchange reports on the user and that are not resolved',
    ['serviceprovisioningerrors'],
    unresolved,
  ),
  'cloud.withheldValues': ofObject('cloud', 'list', 'values that synchronization withheld', ['onpremisesprovisioningerrors'], withheld),
  'cloud.withheldValue': ofObject(
    'cloud',
    'text',
    'the first value that synchronization withheld',
    ['onpremisesprovisioningerrors'],
    (record) => {
      const values = textsOf(record, 'onpremisesprovisioningerrors');
      if (values === undefined) return notRead('onpremisesprovisioningerrors');
      // `category|propertyCausingError|value`
      const value = values[0]?.split('|')[2]?.trim();
      return fromColumn(value === undefined || value === '' ? null : value, record, ['onpremisesprovisioningerrors']);
    },
  ),
  'onPrem.usageLocation': attribute('onprem', 'text', 'msExchUsageLocation, else the country (c)', 'msexchusagelocation', 'c'),
  'tenant.syncsUpnOfManagedUsers': {
    type: 'boolean',
    title: 'synchronizeUpnForManagedUsersEnabled',
    make: flag('synchronizeUpnForManagedUsersEnabled'),
  },
  'tenant.blocksExchangeProvisioning': {
    type: 'boolean',
    title: 'BlockExchangeProvisioningFromOnPremEnabled: new on-premises recipients get no mail user',
    make: flag('BlockExchangeProvisioningFromOnPremEnabled', 'blockExchangeProvisioningFromOnPremEnabled'),
  },
};
