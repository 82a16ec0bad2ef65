import type { Evidence } from '../evidence/evidence.js';
import { guidForms, readGuid, swapGuidBytes } from '../parse/recipient/guid.js';
import type { Fact, FactName } from './fact.js';
import { type FactMaker, type FactSources, type Facts, known, unknown } from './maker.js';
import { isSoftDeleted, readColumn } from './recipients.js';
import { hasSoftDeleted } from './soft-deleted.js';

/** Comparisons of the two sides, of the message's GUID with both, and values that fixes need. */
export const pairFacts: Readonly<Record<FactName, FactMaker>> = {
  'pair.joinedBy': ({ subject }) =>
    subject.joinedBy === undefined
      ? unknown('the recipient was not found on both sides')
      : { kind: 'known', value: subject.joinedBy, evidence: [] },
  'pair.sameExchangeGuid': (_, facts) => compare(facts, 'onPrem.exchangeGuid', 'cloud.exchangeGuid', (a, b) => a === b),
  'pair.swappedExchangeGuid': (_, facts) =>
    compare(facts, 'onPrem.exchangeGuid', 'cloud.exchangeGuid', (a, b) => a !== b && swapGuidBytes(a) === b),
  'pair.sameArchiveGuid': (_, facts) => compare(facts, 'onPrem.archiveGuid', 'cloud.archiveGuid', (a, b) => a === b),
  'pair.sameAnchor': (_, facts) => compare(facts, 'derived.immutableId', 'cloud.immutableId', (a, b) => a === b),
  'pair.sameUpn': (_, facts) => compare(facts, 'onPrem.userPrincipalName', 'cloud.userPrincipalName', sameText),
  'pair.samePrimarySmtp': (_, facts) => compare(facts, 'onPrem.primarySmtpAddress', 'cloud.primarySmtpAddress', sameText),
  'guid.isCloudExchangeGuid': (sources, facts) =>
    messageGuidIs(sources, facts, 'cloud.exchangeGuid', (guid) => holderOf(sources, 'cloud', 'exchangeGuid', guid, false)),
  'guid.isCloudArchiveGuid': (sources, facts) =>
    messageGuidIs(sources, facts, 'cloud.archiveGuid', (guid) => holderOf(sources, 'cloud', 'archiveGuid', guid, false)),
  'guid.isCloudLocation': cloudLocation,
  'guid.isOnPremExchangeGuid': (sources, facts) =>
    messageGuidIs(sources, facts, 'onPrem.exchangeGuid', (guid) => holderOf(sources, 'onprem', 'exchangeGuid', guid, false)),
  'guid.isOnPremArchiveGuid': (sources, facts) =>
    messageGuidIs(sources, facts, 'onPrem.archiveGuid', (guid) => holderOf(sources, 'onprem', 'archiveGuid', guid, false)),
  'guid.isSoftDeletedMailbox': softDeletedMailbox,
  'derived.remoteRoutingAddress': remoteRoutingAddress,
  'derived.immutableId': immutableId,
  'derived.cloudAnchorGuid': cloudAnchorGuid,
  'derived.remoteMailboxKind': remoteMailboxKind,
  'derived.remoteMailboxTypeDetails': (_, facts) => numberOfKind(facts, 0),
  'derived.remoteMailboxDisplayType': (_, facts) => numberOfKind(facts, 1),
  'derived.remoteMailboxTypeBits': (_, facts) => numberOfKind(facts, 2),
  'derived.x500FromOnPrem': (_, facts) => x500(facts, 'onPrem.legacyExchangeDn'),
  'derived.x500FromCloud': (_, facts) => x500(facts, 'cloud.legacyExchangeDn'),
  'derived.otherCloudAddresses': otherCloudAddresses,
  'derived.firstUnacceptedAddress': firstUnacceptedAddress,
};

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Compares two texts. One that is not set differs from one that is; two that are not set are not the same. */
function compare(facts: Facts, left: FactName, right: FactName, test: (a: string, b: string) => boolean): Fact {
  const a = facts(left);
  const b = facts(right);
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  const isTrue = typeof a.value === 'string' && typeof b.value === 'string' && test(a.value, b.value);
  return known(isTrue, () => [...a.evidence, ...b.evidence]);
}

function messageGuid(facts: Facts): { readonly guid: string; readonly evidence: readonly Evidence[] } | undefined {
  const fact = facts('input.guid');
  return fact.kind === 'known' && typeof fact.value === 'string' ? { guid: fact.value, evidence: fact.evidence } : undefined;
}

function messageGuidIs(
  _sources: FactSources,
  facts: Facts,
  name: FactName,
  elsewhere: (guid: string) => readonly Evidence[] | undefined,
): Fact {
  const message = messageGuid(facts);
  if (message === undefined) return unknown('the message names no GUID');
  const own = facts(name);
  if (own.kind === 'known' && own.value === message.guid) return known(true, () => [...message.evidence, ...own.evidence]);
  const other = elsewhere(message.guid);
  if (other !== undefined) return { kind: 'known', value: true, evidence: [...message.evidence, ...other] };
  return own.kind === 'unknown' ? own : known(false, () => [...message.evidence, ...own.evidence]);
}

function holderOf(
  { directories }: FactSources,
  side: 'cloud' | 'onprem',
  key: 'exchangeGuid' | 'archiveGuid',
  guid: string,
  softDeleted: boolean,
): readonly Evidence[] | undefined {
  const found = directories[side]?.find(key, guid).find((record) => isSoftDeleted(record) === softDeleted);
  if (found === undefined) return undefined;
  const columns =
    key === 'exchangeGuid'
      ? ['exo.exchangeguid', 'msexchmailboxguid', 'exchangeguid']
      : ['exo.archiveguid', 'msexcharchiveguid', 'archiveguid'];
  return readColumn(found, columns).evidence;
}

function cloudLocation(_: FactSources, facts: Facts): Fact {
  const message = messageGuid(facts);
  if (message === undefined) return unknown('the message names no GUID');
  const locations = facts('cloud.mailboxLocations');
  if (locations.kind === 'unknown') return locations;
  const list = typeof locations.value === 'object' && locations.value !== null ? locations.value : [];
  const found = list.find((location) => location.toLowerCase().includes(message.guid));
  const evidence = locations.evidence.map((item) => (found === undefined ? item : { ...item, text: found }));
  return { kind: 'known', value: found !== undefined, evidence };
}

function softDeletedMailbox(sources: FactSources, facts: Facts): Fact {
  const message = messageGuid(facts);
  if (message === undefined) return unknown('the message names no GUID');
  const index = sources.directories.cloud;
  if (index === undefined) return unknown('the cloud side was not read');
  const deleted = holderOf(sources, 'cloud', 'exchangeGuid', message.guid, true);
  if (deleted !== undefined) return { kind: 'known', value: true, evidence: [...message.evidence, ...deleted] };
  const active = facts('guid.isCloudExchangeGuid');
  if (active.kind === 'known' && active.value === true) return known(false, () => active.evidence);
  return index.isAsked !== true && hasSoftDeleted(index)
    ? { kind: 'known', value: false, evidence: [] }
    : unknown('the cloud export holds no soft-deleted mailboxes');
}

/** The routing address that the recipient has on one side, else alias@routing domain. */
function remoteRoutingAddress(_: FactSources, facts: Facts): Fact {
  for (const name of ['cloud.emailAddresses', 'cloud.entraAddresses', 'onPrem.emailAddresses']) {
    const fact = facts(name);
    if (fact.kind !== 'known' || typeof fact.value !== 'object' || fact.value === null) continue;
    const found = fact.value.find((address) => /\.mail\.onmicrosoft\.(?:com|us|cn|de)$/.test(address));
    if (found !== undefined) return known(found, () => fact.evidence);
  }
  const domain = facts('tenant.routingDomain');
  if (domain.kind === 'unknown' || typeof domain.value !== 'string')
    return unknown('the routing domain (tenant.mail.onmicrosoft.com) is not known');
  for (const name of ['cloud.alias', 'onPrem.alias']) {
    const alias = facts(name);
    if (alias.kind === 'known' && typeof alias.value === 'string')
      return { kind: 'known', value: `${alias.value}@${domain.value}`, evidence: [...alias.evidence, ...domain.evidence] };
  }
  const primary = facts('cloud.primarySmtpAddress');
  if (primary.kind === 'known' && typeof primary.value === 'string') {
    return {
      kind: 'known',
      value: `${primary.value.slice(0, primary.value.indexOf('@'))}@${domain.value}`,
      evidence: [...primary.evidence, ...domain.evidence],
    };
  }
  return unknown('neither side shows the alias of the recipient');
}

/** Source anchor as Entra Connect computes it: mS-DS-ConsistencyGuid, and objectGUID where that is empty. Source: identity.md section 1. */
function immutableId({ settings }: FactSources, facts: Facts): Fact {
  const consistency = facts('onPrem.consistencyGuid');
  const objectGuid = facts('onPrem.objectGuid');
  const attribute = String(settings?.sourceAnchorAttribute ?? 'mS-DS-ConsistencyGuid').toLowerCase();
  if (!/^(?:objectguid|m?s-?ds-?consistencyguid)$/.test(attribute))
    return unknown(`the source anchor of the tenant is ${attribute.slice(0, 60)}`);
  const anchor =
    attribute === 'objectguid' ? objectGuid : consistency.kind === 'known' && consistency.value === null ? objectGuid : consistency;
  if (anchor.kind === 'unknown') return anchor;
  if (typeof anchor.value !== 'string') return unknown('the on-premises object shows no source anchor');
  const forms = guidForms(anchor.value);
  return known(forms?.immutableId ?? anchor.value, () => anchor.evidence);
}

function cloudAnchorGuid(_: FactSources, facts: Facts): Fact {
  const anchor = facts('cloud.immutableId');
  if (anchor.kind === 'unknown') return anchor;
  if (typeof anchor.value !== 'string') return known(null, () => anchor.evidence);
  const reading = readGuid(anchor.value);
  return reading.kind === 'problem' ? unknown('the ImmutableId of the cloud user is no GUID') : known(reading.guid, () => anchor.evidence);
}

const KIND_OF_CLOUD: Readonly<Record<string, string>> = {
  UserMailbox: 'Regular',
  SharedMailbox: 'Shared',
  RoomMailbox: 'Room',
  EquipmentMailbox: 'Equipment',
};

function remoteMailboxKind(_: FactSources, facts: Facts): Fact {
  const type = facts('cloud.recipientType');
  if (type.kind === 'unknown') return type;
  const kind = typeof type.value === 'string' ? KIND_OF_CLOUD[type.value] : undefined;
  return kind === undefined ? unknown('the cloud recipient is no mailbox with a remote mailbox type') : known(kind, () => type.evidence);
}

/** msExchRecipientTypeDetails, msExchRecipientDisplayType, and the type bits of msExchRemoteRecipientType. */
const NUMBERS_OF_KIND: Readonly<Record<string, readonly [string, string, string]>> = {
  Regular: ['2147483648', '-2147483642', '0'],
  Shared: ['34359738368', '-2147483642', '96'],
  Room: ['8589934592', '-2147481850', '32'],
  Equipment: ['17179869184', '-2147481594', '64'],
};

function numberOfKind(facts: Facts, which: 0 | 1 | 2): Fact {
  const kind = facts('derived.remoteMailboxKind');
  if (kind.kind === 'unknown') return kind;
  return known((typeof kind.value === 'string' ? NUMBERS_OF_KIND[kind.value]?.[which] : undefined) ?? null, () => kind.evidence);
}

function x500(facts: Facts, name: FactName): Fact {
  const dn = facts(name);
  if (dn.kind === 'unknown') return dn;
  return known(typeof dn.value === 'string' ? `X500:${dn.value}` : null, () => dn.evidence);
}

function firstUnacceptedAddress(_: FactSources, facts: Facts): Fact {
  const domains = facts('onPrem.unacceptedDomains');
  const addresses = facts('onPrem.emailAddresses');
  if (domains.kind === 'unknown') return domains;
  if (addresses.kind === 'unknown') return addresses;
  const foreign = typeof domains.value === 'object' && domains.value !== null ? domains.value : [];
  const list = typeof addresses.value === 'object' && addresses.value !== null ? addresses.value : [];
  const found = list.find((address) => foreign.includes(address.slice(address.indexOf('@') + 1)));
  return known(found ?? null, () => domains.evidence);
}

/** What a new remote mailbox still lacks after its primary and routing address were given. */
function otherCloudAddresses(_: FactSources, facts: Facts): Fact {
  const addresses = facts('cloud.emailAddresses');
  if (addresses.kind === 'unknown') return addresses;
  const given = ['cloud.primarySmtpAddress', 'derived.remoteRoutingAddress']
    .map((name) => facts(name))
    .flatMap((fact) => (fact.kind === 'known' && typeof fact.value === 'string' ? [fact.value.toLowerCase()] : []));
  const list = typeof addresses.value === 'object' && addresses.value !== null ? addresses.value : [];
  // Addresses of the service's own domains are discarded when they come from AD. Source: identity.md section 10 (KB 3190357).
  const others = list.filter((address) => !given.includes(address) && !/\.onmicrosoft\.(?:com|us|cn|de)$/.test(address));
  return known(others.length === 0 ? null : others, () => addresses.evidence);
}
