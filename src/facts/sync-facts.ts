import type { Evidence } from '../evidence/evidence.js';
import type { Token } from '../parse/error-text/extract.js';
import type { SyncErrorEntry, SyncObject } from '../parse/sync-error/entry.js';
import type { Fact, FactName, FactType, FactValue } from './fact.js';
import { type DefinedFact, type FactSources, known, unknown } from './maker.js';
import { isSoftDeleted, primaryAddress, type RecipientRecord, readColumn, smtpAddress } from './recipients.js';
import { adObjectOf, anchorGuid, cloudHolders, cloudKind, isSamePerson, onPremHolders } from './sync-objects.js';

const NO_ERROR = 'the input tells of no synchronization error';

/** What a synchronization error says, and who holds the value that is in the way. */
export const syncFacts: Readonly<Record<FactName, DefinedFact>> = {
  'sync.errorType': ofEntry('text', 'error name, e.g. AttributeValueMustBeUnique', ({ errorType }) => told(errorType)),
  'sync.conflictAttribute': ofEntry('text', 'attribute in conflict that is named first', ({ conflicts, errorType }) =>
    conflicts[0] === undefined ? undefined : { value: conflicts[0].attribute, token: conflicts[0].value ?? errorType },
  ),
  'sync.conflictAttributes': ofEntry(
    'list',
    'attributes in conflict: UserPrincipalName, ProxyAddresses, SipProxyAddress ...',
    ({ conflicts, errorType }) =>
      conflicts.length === 0
        ? undefined
        : { value: [...new Set(conflicts.map(({ attribute }) => attribute))], token: conflicts[0]?.value ?? errorType },
  ),
  'sync.showsAttribute': ofEntry('boolean', 'the error names the attribute in conflict', ({ conflicts, errorType }) => ({
    value: conflicts.length > 0,
    token: errorType,
  })),
  'sync.conflictValue': ofEntry('text', 'value in conflict as the error shows it', (entry) => told(valueOf(entry))),
  'sync.conflictAddress': ofEntry('text', 'address in conflict, lower case, without prefix', (entry) => {
    const token = valueOf(entry);
    const address = token === undefined ? undefined : smtpAddress(token.value.replace(/^sip:/i, ''));
    return token === undefined || address === undefined ? undefined : { value: address, token };
  }),
  'sync.anchor': ofEntry('text', 'source anchor (ImmutableId) of the object, Base64', ({ source }) => told(source.anchor)),
  'sync.anchorGuid': ofEntry('guid', 'GUID of that source anchor: objectGUID or mS-DS-ConsistencyGuid of the AD object', ({ source }) => {
    const guid = anchorGuid(source.anchor?.value);
    return guid === undefined || source.anchor === undefined ? undefined : { value: guid, token: source.anchor };
  }),
  'sync.sourceObject': ofEntry('text', 'the object that could not be synchronized, as the error names it', ({ source }) =>
    told(nameOf(source)),
  ),
  'sync.sourceDn': ofEntry('text', 'distinguished name of that object', ({ source }) => told(source.dn)),
  'sync.existingObject': ofEntry('text', 'the object in the way, as the error names it', ({ existing }) => told(nameOf(existing))),
  'sync.existingId': ofEntry('guid', 'object id of the object in the way, as the error names it', ({ existing }) => lower(existing.id)),
  'sync.cloudObjectId': ofEntry('guid', 'cloud object id of the object that the error is about', ({ source }) => lower(source.id)),
  'sync.connectorDn': ofEntry('text', 'name of the object in the connector space of Entra ID, CN={hex}', ({ connectorDn }) =>
    told(connectorDn),
  ),
  'sync.trackingId': ofEntry('guid', 'tracking id, for Microsoft support', ({ trackingId }) => lower(trackingId)),
  'sync.eventId': ofEntry('text', 'number of the event', ({ eventId }) => told(eventId)),
  'sync.holder': aboutHolder('text', 'cloud object that holds the value in conflict, or that the match hit', (holder) =>
    known(labelOf(holder) ?? null, named(holder)),
  ),
  'sync.holderId': aboutHolder('guid', 'object id of the holder', column(['id', 'exo.externaldirectoryobjectid'])),
  'sync.holderUpn': aboutHolder('text', 'UserPrincipalName of the holder', column(['userprincipalname', 'exo.userprincipalname'])),
  'sync.holderKind': {
    ...aboutHolder('text', 'kind of the holder: user, guest, group, contact, public-folder', (holder) => {
      const kind = cloudKind(holder);
      return kind === undefined ? unknown('the cloud export does not tell what kind of object it is') : known(kind, named(holder));
    }),
    reads: { cloud: ['@odata.type', 'grouptypes', 'usertype', 'exo.recipienttypedetails', 'onpremisessecurityidentifier'] },
  },
  'sync.holderPrimaryAddress': aboutHolder('text', 'primary SMTP address of the holder', (holder) => {
    const { value, evidence } = primaryAddress(holder);
    return value === undefined ? unknown('no address attribute of the holder is in the export') : known(value, evidence);
  }),
  'sync.holdsAsPrimary': aboutHolder('boolean', 'the value is the primary SMTP address of the holder', (holder, { syncError }) => {
    const { value, evidence } = primaryAddress(holder);
    const token = syncError === undefined ? undefined : valueOf(syncError);
    const address = token === undefined ? undefined : smtpAddress(token.value);
    return value === undefined || address === undefined
      ? unknown('no address of the holder is in the export')
      : known(value === address, evidence);
  }),
  'sync.holderIsSynced': aboutHolder('boolean', 'the holder is synchronized from on-premises', (holder) => {
    const { value, evidence } = readColumn(holder, ['onpremisessyncenabled', 'exo.isdirsynced']);
    if (value === undefined) return unknown('onPremisesSyncEnabled of the holder is not in the export');
    return known(String(value).toLowerCase() === 'true', evidence);
  }),
  'sync.holderImmutableId': aboutHolder(
    'text',
    'onPremisesImmutableId of the holder',
    column(['onpremisesimmutableid', 'exo.immutableid']),
  ),
  'sync.holderObjectIdentifier': aboutHolder('text', 'onPremisesObjectIdentifier of the holder', column(['onpremisesobjectidentifier'])),
  'sync.holderIsDeleted': aboutHolder('boolean', 'the holder is soft-deleted', (holder) => known(isSoftDeleted(holder), named(holder))),
  'sync.holderIsCloudManaged': aboutHolder('boolean', 'the source of authority of the holder was switched to the cloud', (holder) => {
    const { value, evidence } = readColumn(holder, ['iscloudmanaged']);
    return value === undefined ? unknown('isCloudManaged is not in the export') : known(String(value).toLowerCase() === 'true', evidence);
  }),
  'sync.holderHasRole': aboutHolder('boolean', 'the holder has, or is eligible for, a directory role', (holder) => {
    const assigned = readColumn(holder, ['assignedroles']);
    const eligible = readColumn(holder, ['eligibleroles']);
    const count = [assigned, eligible]
      .flatMap(({ value }) => (value === undefined || value === null ? [] : value))
      .filter((role) => role !== '').length;
    if (count > 0) return known(true, [...assigned.evidence, ...eligible.evidence]);
    return assigned.value === undefined ? unknown('the directory roles of the holder were not read') : known(false, assigned.evidence);
  }),
  'sync.holderIsSamePerson': aboutHolder('boolean', 'the holder and the AD object are one person', (holder, { subject, directories }) => {
    if (subject.onPrem === undefined) return unknown('the AD object of the error was not found');
    if (subject.rivals.length > 0) return unknown('several AD objects answer to the error');
    const isSame = isSamePerson(subject.onPrem, holder, directories.onprem);
    const evidence = [...named(subject.onPrem), ...named(holder)];
    return isSame === undefined ? unknown('UPN, primary address and name do not say whether both are one person') : known(isSame, evidence);
  }),
  'sync.holderOnPrem': aboutHolder(
    'text',
    'AD object that the holder is synchronized from; not set where none has its anchor',
    (holder, { directories }) => {
      if (directories.onprem === undefined) return unknown('the on-premises side was not read');
      const anchor = readColumn(holder, ['onpremisesimmutableid', 'exo.immutableid']);
      if (anchor.value === undefined) return unknown('onPremisesImmutableId of the holder is not in the export');
      const found = adObjectOf(holder, directories.onprem);
      return found === undefined ? known(null, anchor.evidence) : known(labelOf(found) ?? null, [...anchor.evidence, ...named(found)]);
    },
  ),
  'sync.onPremHolders': {
    type: 'number',
    title: 'how many other AD objects carry the value in conflict',
    make: ({ syncError, subject, directories }) => {
      if (syncError === undefined) return unknown(NO_ERROR);
      if (valueOf(syncError) === undefined) return unknown('the error does not show the value');
      if (directories.onprem === undefined) return unknown('the on-premises side was not read');
      if (subject.onPrem === undefined) return unknown('the AD object of the error was not found');
      const found = onPremHolders(syncError, subject, directories);
      return known(found.length, found.slice(0, 3).flatMap(named));
    },
  },
  'sync.otherOnPrem': {
    type: 'text',
    title: 'the other AD object that carries the value in conflict',
    make: ({ syncError, subject, directories }) => {
      if (syncError === undefined) return unknown(NO_ERROR);
      const [found] = onPremHolders(syncError, subject, directories);
      return found === undefined ? unknown('no other AD object with the value was found') : known(labelOf(found) ?? null, named(found));
    },
  },
};

interface Told {
  readonly value: FactValue;
  readonly token: Token;
}

function told(token: Token | undefined): Told | undefined {
  return token === undefined ? undefined : { value: token.value, token };
}

function lower(token: Token | undefined): Told | undefined {
  return token === undefined ? undefined : { value: token.value.toLowerCase(), token };
}

function ofEntry(type: FactType, title: string, read: (entry: SyncErrorEntry) => Told | undefined): DefinedFact {
  return {
    type,
    title,
    make: (sources) => {
      if (sources.syncError === undefined) return unknown(NO_ERROR);
      const found = read(sources.syncError);
      return found === undefined ? unknown('the error does not show it') : known(found.value, () => quote(sources, found.token));
    },
  };
}

function quote({ placeOf, text }: FactSources, { start, end, value }: Token): readonly Evidence[] {
  const written = text
    .slice(start, Math.min(end, start + 300))
    .replace(/\s+/g, ' ')
    .trim();
  return [{ source: 'input', text: written === '' ? value : written, ...placeOf(start) }];
}

function valueOf({ conflicts }: SyncErrorEntry): Token | undefined {
  return conflicts.find(({ value }) => value !== undefined)?.value;
}

function nameOf(object: SyncObject): Token | undefined {
  return object.dn ?? object.upn ?? object.address ?? object.displayName ?? object.anchor ?? object.id;
}

const NAMES = [
  'userprincipalname',
  'exo.userprincipalname',
  'exo.primarysmtpaddress',
  'mail',
  'distinguishedname',
  'displayname',
  'exo.displayname',
  'id',
];

function labelOf(record: RecipientRecord): string | undefined {
  const columns = record.side === 'onprem' ? ['distinguishedname', ...NAMES] : NAMES;
  const { value } = readColumn(record, columns);
  return typeof value === 'string' ? value : undefined;
}

function named(record: RecipientRecord): readonly Evidence[] {
  return readColumn(record, record.side === 'onprem' ? ['distinguishedname', ...NAMES] : NAMES).evidence;
}

function column(columns: readonly string[]): (holder: RecipientRecord) => Fact {
  return (holder) => {
    const { value, evidence } = readColumn(holder, columns);
    if (value === undefined) return unknown(`${columns[0] ?? 'the attribute'} of the holder is not in the export`);
    return known(typeof value === 'string' ? value : null, evidence);
  };
}

function aboutHolder(type: FactType, title: string, make: (holder: RecipientRecord, sources: FactSources) => Fact): DefinedFact {
  return {
    type,
    title,
    make: (sources) => {
      const { syncError, subject, directories } = sources;
      if (syncError === undefined) return unknown(NO_ERROR);
      if (directories.cloud === undefined) return unknown('the cloud side was not read');
      const found = cloudHolders(syncError, subject, directories);
      const active = found.filter((record) => !isSoftDeleted(record));
      const [holder] = found;
      // It may be a deleted object, a group or a contact that the export leaves out.
      if (holder === undefined) return unknown('no object of the cloud export holds the value');
      if (active.length > 1) return unknown(`${active.length} cloud objects hold the value`);
      return make(holder, sources);
    },
  };
}
