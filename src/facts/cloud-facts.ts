import type { Fact, FactName } from './fact.js';
import { type FactMaker, type FactSources, type Facts, known, unknown } from './maker.js';
import { addressesFact, attributeFacts, countNames, firstKnown, notFound, routingAddress, unacceptedDomains } from './onprem-facts.js';
import { specialObjects } from './recipient/special-objects.js';
import { recipientKind, recipientTypeName } from './recipient-types.js';
import { asciiLower, keysOf, primaryAddress, type Reading, type RecipientRecord, readColumn } from './recipients.js';
import { ofRecord, textFact, typedFact } from './record-facts.js';
import type { SideIndex } from './side-index.js';
import { listsMailboxesOnly } from './side-summary.js';
import { isAmbiguous } from './subject.js';

const NOT_READ = 'the cloud side was not read';

const chosen = ({ subject }: FactSources): RecipientRecord | undefined => (isAmbiguous(subject, 'cloud') ? undefined : subject.cloud);

const ofCloud =
  (make: (record: RecipientRecord) => Fact): FactMaker =>
  (sources, facts) =>
    ofRecord(chosen(sources), facts, 'cloud.exists', make);

/** Facts about the cloud object of the finding's recipient. */
export const cloudFacts: Readonly<Record<FactName, FactMaker>> = {
  ...attributeFacts('cloud', chosen),
  'cloud.exists': exists,
  'cloud.identity': (_, facts) => firstKnown(facts, ['cloud.userPrincipalName', 'cloud.primarySmtpAddress', 'cloud.id', 'cloud.alias']),
  'cloud.recipientType': ofCloud((record) => {
    const reading = readColumn(record, ['exo.recipienttypedetails']);
    if (typeof reading.value === 'string') return known(recipientTypeName(reading.value), () => reading.evidence);
    return typedFact(reading, 'text', 'exo.recipienttypedetails');
  }),
  'cloud.hasMailbox': (sources, facts) => {
    const { cloud } = sources.directories;
    // Whoever is not in a list of all mailboxes has none, whatever else there is of him.
    const isListed = sources.subject.cloud !== undefined || !sources.subject.isIdentified || isCutOff(cloud);
    if (!isListed && cloud !== undefined && listsMailboxesOnly(cloud)) return known(null, () => [notFound(cloud)]);
    return ofRecord(chosen(sources), facts, 'cloud.exists', hasMailbox);
  },
  'cloud.primarySmtpAddress': ofCloud((record) => textFact(primaryAddress(record), 'EmailAddresses')),
  'cloud.emailAddresses': ofCloud((record) => {
    const exchange = addressesFact(record, ['exo.emailaddresses', 'exo.primarysmtpaddress']);
    return exchange.kind === 'known' ? exchange : addressesFact(record, undefined);
  }),
  'cloud.entraAddresses': ofCloud((record) => addressesFact(record, ['proxyaddresses'])),
  'cloud.isDirSynced': ofCloud(isDirSynced),
  'cloud.roles': ofCloud(roles),
  'cloud.hasPrivilegedRole': (_, facts) => {
    const fact = facts('cloud.roles');
    return fact.kind === 'unknown' ? fact : known(fact.value !== null, () => fact.evidence);
  },
  'cloud.exchangeLicensed': ofCloud(exchangeLicensed),
  'cloud.provisioningErrors': ofCloud((record) =>
    joined(record, ['onpremisesprovisioningerrors', 'serviceprovisioningerrors'], 'onPremisesProvisioningErrors'),
  ),
  'cloud.softDeletedTwin': softDeletedTwin,
  'cloud.nameHolders': ({ directories, subject }) =>
    directories.cloud === undefined ? unknown(NOT_READ) : countNames(subject.hints.names, directories.cloud),
  'cloud.routingAddress': (sources, facts) =>
    ofRecord(chosen(sources), facts, 'cloud.exists', (record) => {
      const addresses = addressesFact(record, ['exo.emailaddresses']);
      return addresses.kind === 'unknown'
        ? unknown('EmailAddresses of Exchange Online is not in the export')
        : routingAddress(sources, facts, 'cloud.emailAddresses');
    }),
  'cloud.entraRoutingAddress': (sources, facts) => routingAddress(sources, facts, 'cloud.entraAddresses'),
  'cloud.unacceptedDomains': (_, facts) => unacceptedDomains(facts, 'cloud.emailAddresses'),
  'cloud.holds': ofCloud((record) => joined(record, ['exo.inplaceholds', 'exo.compliancetagholdapplied'], 'InPlaceHolds')),
  'cloud.delayHold': ofCloud(delayHold),
  'cloud.hasAuxArchive': (_, facts) => {
    const locations = facts('cloud.mailboxLocations');
    if (locations.kind === 'unknown') return locations;
    const list = typeof locations.value === 'object' && locations.value !== null ? locations.value : [];
    return known(
      list.some((location) => /AuxArchive/i.test(location)),
      () => locations.evidence,
    );
  },
};

function exists({ subject, directories }: FactSources): Fact {
  if (subject.cloud !== undefined) {
    // Two holders of one key, and nothing in the message to choose by: whatever is said would be said of the wrong one half of the time.
    if (isAmbiguous(subject, 'cloud')) return unknown(`several cloud objects answer to the same ${subject.foundBy ?? 'key'}`);
    const { cloud } = subject;
    const names = ['userprincipalname', 'exo.userprincipalname', 'exo.primarysmtpaddress', 'displayname', 'id'];
    return known(true, () => readColumn(cloud, names).evidence);
  }
  const index = directories.cloud;
  if (index === undefined) return unknown(NOT_READ);
  if (!subject.isIdentified) return unknown('the text does not say whom to look for in the cloud');
  if (isCutOff(index)) return unknown('the cloud export is cut: the recipient may stand in the part that is missing');
  if (index.records.length === 0 && index.tables.some((table) => table.format !== 'inline'))
    return unknown('the cloud export holds no objects, which proves nothing');
  if (listsMailboxesOnly(index))
    return unknown('the cloud export holds mailboxes only; a user without a mailbox in Exchange Online would not be in it');
  return known(false, () => [notFound(index)]);
}

function isCutOff(index: SideIndex | undefined): boolean {
  return index?.tables.some((table) => 'truncated' in table && table.truncated === true) ?? false;
}

function hasMailbox(record: RecipientRecord): Fact {
  const type = readColumn(record, ['exo.recipienttypedetails']);
  if (typeof type.value === 'string') return known(recipientKind(recipientTypeName(type.value)) === 'mailbox', () => type.evidence);
  const locations = readColumn(record, ['exo.mailboxlocations', 'exo.database', 'exo.servername']);
  if (typeof locations.value === 'string' || (Array.isArray(locations.value) && locations.value.length > 0))
    return known(true, () => locations.evidence);
  return unknown('RecipientTypeDetails of Exchange Online is not in the export');
}

function isDirSynced(record: RecipientRecord): Fact {
  const graph = readColumn(record, ['onpremisessyncenabled']);
  // Graph decides. Its null (never synchronized) counts beside Exchange's word only in a record that is known to be whole: Get-MgUser prints
  // nothing for a property that was not asked for.
  const isOfGraph = typeof graph.value === 'string' || (graph.value === null && isWholeInGraph(record));
  const reading = isOfGraph ? graph : readColumn(record, ['exo.isdirsynced', 'onpremisessyncenabled']);
  if (reading.value === null) return known(false, () => reading.evidence);
  return typedFact(reading, 'boolean', 'onpremisessyncenabled');
}

function isWholeInGraph({ parts }: RecipientRecord): boolean {
  return parts.some(({ table }) => table.format === 'inline' && table.columns.includes('onpremisessyncenabled'));
}

function listOf(value: Reading['value']): readonly string[] {
  if (value === undefined || value === null) return [];
  return typeof value === 'string' ? [value] : value;
}

function roles(record: RecipientRecord): Fact {
  const assigned = readColumn(record, ['assignedroles']);
  const eligible = readColumn(record, ['eligibleroles']);
  const all = [...listOf(assigned.value), ...listOf(eligible.value)].filter((role) => role !== '');
  if (all.length > 0) return known(all, () => [...assigned.evidence, ...eligible.evidence]);
  if (assigned.value === undefined) return unknown('the directory roles of the cloud user were not read');
  return known(null, () => assigned.evidence);
}

/** Service plans of the service "exchange" that give no mailbox. Source: https://learn.microsoft.com/entra/identity/users/licensing-service-plan-reference */
const NO_MAILBOX_PLANS = new Set([
  '113feb6c-3fe4-4440-bddc-54d774bf0318',
  'db4d623d-b514-490b-b7ef-8885eee514de',
  '617d9209-3b90-4879-96e6-838c42b2701d',
]);

function exchangeLicensed(record: RecipientRecord): Fact {
  const sku = readColumn(record, ['exo.skuassigned']);
  const plans = readColumn(record, ['assignedplans']);
  if (plans.value === undefined)
    return sku.value === undefined ? unknown('assignedPlans is not in the export') : typedFact(sku, 'boolean', 'exo.skuassigned');
  const plan = listOf(plans.value).find((text) => {
    const [service = '', id = '', status = ''] = text.split('/');
    return /^exchange$/i.test(service) && /^(?:enabled|warning)$/i.test(status) && !NO_MAILBOX_PLANS.has(id.toLowerCase());
  });
  return known(plan !== undefined, () => plans.evidence.map((item) => ({ ...item, text: plan ?? 'no enabled Exchange plan' })));
}

function joined(record: RecipientRecord, columns: readonly string[], name: string): Fact {
  const readings = columns.map((column) => readColumn(record, [column]));
  const values = readings.flatMap((reading) => listOf(reading.value)).filter((value) => value !== '' && !/^false$/i.test(value));
  if (values.length > 0) return known(values, () => readings.flatMap((reading) => (reading.value === null ? [] : reading.evidence)));
  return readings.some((reading) => reading.value !== undefined)
    ? known(null, () => readings.flatMap((reading) => reading.evidence))
    : unknown(`${name} is not in the export`);
}

function delayHold(record: RecipientRecord): Fact {
  const readings = ['exo.delayholdapplied', 'exo.delayreleaseholdapplied'].map((column) => readColumn(record, [column]));
  const on = readings.find((reading) => /^true$/i.test(listOf(reading.value)[0] ?? ''));
  if (on !== undefined) return known(true, () => on.evidence);
  const read = readings.filter((reading) => reading.value !== undefined);
  return read.length === 0
    ? unknown('DelayHoldApplied is not in the export')
    : known(false, () => read.flatMap((reading) => reading.evidence));
}

/** A soft-deleted or inactive mailbox that holds an address of the recipient. Known only where the export can hold such objects. */
function softDeletedTwin({ subject, directories }: FactSources, _facts: Facts): Fact {
  const index = directories.cloud;
  if (index === undefined) return unknown(NOT_READ);
  const own = subject.cloud === undefined ? [] : keysOf(subject.cloud, 'address');
  const addresses = [...own, ...subject.hints.addresses];
  const special = specialObjects(index);
  for (const address of addresses) {
    const twin = special.deleted('address', asciiLower(address)).find((record) => record !== subject.cloud);
    if (twin !== undefined)
      return known(true, () => readColumn(twin, ['exo.exchangeguid', 'exo.primarysmtpaddress', 'userprincipalname']).evidence);
  }
  return special.deletedCount > 0 ? known(false) : unknown('the cloud export holds no soft-deleted objects');
}
