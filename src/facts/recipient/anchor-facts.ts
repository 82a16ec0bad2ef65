import { bytesToBase64 } from '../../parse/recipient/bytes.js';
import { guidForms, guidToBytes, isCanonicalGuid, readGuid, swapGuidBytes } from '../../parse/recipient/guid.js';
import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import { isSoftDeleted, type RecipientRecord, readColumn, type SideIndex } from '../recipients.js';
import { chosen } from './define.js';
import { isInRecycleBin } from './duplicate-facts.js';
import { kindOf, labelOf, nameEvidence, unreadSide } from './objects.js';

/** The source anchor of the two objects of a person: the same, another one, or the same in a wrong encoding. */
export const anchorFacts: Readonly<Record<FactName, DefinedFact>> = {
  'pair.anchorDiffers': {
    type: 'boolean',
    title: 'the ImmutableId of the cloud user is not the source anchor of the AD user, nor that anchor in a wrong encoding',
    make: anchorDiffers,
  },
  'pair.anchorEncoding': {
    type: 'text',
    title: 'how the ImmutableId was written, where it is the anchor of the AD user in a wrong encoding',
    make: anchorEncoding,
  },
  'pair.sameSid': {
    type: 'boolean',
    title: 'objectSid is the onPremisesSecurityIdentifier of the cloud user',
    reads: { onprem: ['objectsid'], cloud: ['onpremisessecurityidentifier'] },
    make: (sources) => {
      const own = chosen(sources, 'onprem');
      const cloud = cloudPartner(sources);
      if (own === undefined || cloud === undefined) return unreadSide(sources) ?? known(false);
      const sid = readColumn(own, ['objectsid']);
      const other = readColumn(cloud, ['onpremisessecurityidentifier']);
      if (sid.value === undefined) return unknown('objectSid is not in the export');
      if (other.value === undefined) return unknown('onPremisesSecurityIdentifier is not in the export');
      return known(typeof sid.value === 'string' && sid.value === other.value, () => [...sid.evidence, ...other.evidence]);
    },
  },
  'cloud.anchorHolder': {
    type: 'text',
    title: 'the on-premises object whose GUID the ImmutableId of the cloud user encodes',
    make: anchorHolder,
  },
  'cloud.anchorHeldElsewhere': {
    type: 'boolean',
    title: 'the ImmutableId of the cloud user is the anchor of another on-premises object than the one it was joined with',
    make: (sources, facts) => {
      const fact = facts('cloud.anchorHolder');
      if (fact.kind === 'unknown') return fact;
      const record = holderOfAnchor(sources);
      return known(record !== undefined && record !== sources.subject.onPrem, () => fact.evidence);
    },
  },
  'cloud.federatedDomain': {
    type: 'boolean',
    title: 'the UPN of the cloud user is in a federated domain of the tenant',
    make: ({ settings }, facts) => {
      const upn = facts('cloud.userPrincipalName');
      if (upn.kind === 'unknown') return upn;
      const domains = settings?.federatedDomains;
      if (!Array.isArray(domains)) return unknown('the settings do not say federatedDomains');
      const domain = typeof upn.value === 'string' ? upn.value.slice(upn.value.indexOf('@') + 1).toLowerCase() : '';
      return known(
        domains.some((one: unknown) => typeof one === 'string' && one.toLowerCase() === domain),
        () => upn.evidence,
      );
    },
  },
};

/** The cloud user of the pair; where none was joined, the one with the SID of the AD user. */
function cloudPartner(sources: FactSources): RecipientRecord | undefined {
  const cloud = chosen(sources, 'cloud');
  if (cloud !== undefined) return cloud;
  const own = chosen(sources, 'onprem');
  const sid = own === undefined ? undefined : readColumn(own, ['objectsid']).value;
  if (typeof sid !== 'string') return undefined;
  return sources.directories.cloud?.find('sid', sid).find((record) => !isSoftDeleted(record));
}

interface Anchor {
  readonly guid: string;
  /** Another GUID of the object that may be the anchor as well, for nobody said which attribute is. */
  readonly perhaps: string | undefined;
}

/** The anchor of an AD user: ConsistencyGuid, else objectGUID (identity.md section 1); a sentence where it cannot be told. */
function anchorOf(record: RecipientRecord, { settings }: FactSources): Anchor | string {
  const attribute = String(settings?.sourceAnchorAttribute ?? '')
    .toLowerCase()
    .replaceAll('-', '');
  const objectGuid = readColumn(record, ['objectguid', 'guid']).value;
  const consistency = readColumn(record, ['ms-ds-consistencyguid']).value;
  if (attribute !== '' && attribute !== 'msdsconsistencyguid' && attribute !== 'objectguid')
    return `the source anchor of the tenant is ${attribute.slice(0, 60)}`;
  if (attribute === 'objectguid' || consistency === null)
    return typeof objectGuid === 'string' ? { guid: objectGuid, perhaps: undefined } : 'objectGUID is not in the export';
  if (typeof consistency !== 'string') return 'mS-DS-ConsistencyGuid is not in the export';
  return { guid: consistency, perhaps: attribute === '' && typeof objectGuid === 'string' ? objectGuid : undefined };
}

function anchorDiffers(sources: FactSources, facts: Facts): Fact {
  const own = chosen(sources, 'onprem');
  const cloud = cloudPartner(sources);
  if (own === undefined || cloud === undefined) return unreadSide(sources) ?? known(false);
  if (kindOf(own) !== 'user' || kindOf(cloud) !== 'user') return known(false);
  const reading = readColumn(cloud, ['onpremisesimmutableid', 'exo.immutableid']);
  if (reading.value === undefined) return unknown('onPremisesImmutableId is not in the export');
  if (typeof reading.value !== 'string') return known(false);
  const anchor = anchorOf(own, sources);
  if (typeof anchor === 'string') {
    const objectGuid = readColumn(own, ['objectguid', 'guid']).value;
    const isOwn = typeof objectGuid === 'string' && immutableIdOf(objectGuid) === reading.value;
    return isOwn ? known(false) : unknown(anchor);
  }
  if (immutableIdOf(anchor.guid) === reading.value) return known(false);
  const encoding = facts('pair.anchorEncoding');
  if (encoding.kind === 'known' && encoding.value !== null) return known(false);
  if (anchor.perhaps !== undefined && immutableIdOf(anchor.perhaps) === reading.value)
    return unknown('the settings do not say sourceAnchorAttribute, and the ImmutableId is that of objectGUID');
  return known(true, () => [
    ...reading.evidence,
    ...readColumn(own, ['ms-ds-consistencyguid']).evidence,
    ...readColumn(own, ['objectguid', 'guid']).evidence,
  ]);
}

function anchorEncoding(sources: FactSources): Fact {
  const cloud = cloudPartner(sources);
  if (cloud === undefined) return unreadSide(sources) ?? known(null);
  const reading = readColumn(cloud, ['onpremisesimmutableid', 'exo.immutableid']);
  if (reading.value === undefined) return unknown('onPremisesImmutableId is not in the export');
  if (typeof reading.value !== 'string') return known(null);
  const own = chosen(sources, 'onprem') ?? holderOfAnchor(sources);
  if (own === undefined) return sources.directories.onprem === undefined ? unknown('the on-premises side was not read') : known(null);
  const guids = GUID_COLUMNS.map((column) => readColumn(own, [column]));
  if (guids.some(({ value }) => typeof value === 'string' && immutableIdOf(value) === reading.value)) return known(null);
  for (const { value, evidence } of guids) {
    if (typeof value !== 'string' || !isCanonicalGuid(value)) continue;
    const how = wrongEncoding(reading.value, value);
    if (how !== undefined) return known(how, () => [...reading.evidence, ...evidence]);
  }
  return known(null);
}

const GUID_COLUMNS = ['ms-ds-consistencyguid', 'objectguid', 'guid'];

/** Base64 of the bytes of a GUID, without its other forms: asked of everybody. */
function immutableIdOf(guid: string): string | undefined {
  const bytes = guidToBytes(guid);
  return bytes === undefined ? undefined : bytesToBase64(bytes);
}

/** How a text was made from a GUID, where it is not its ImmutableId. */
export function wrongEncoding(text: string, guid: string): string | undefined {
  const forms = guidForms(guid);
  if (forms === undefined || text === forms.immutableId) return undefined;
  if (text === forms.wrongBigEndianBase64) return 'Base64 of big-endian bytes';
  if (text.toLowerCase() === forms.immutableId.toLowerCase()) return 'Base64 with another letter case';
  const reading = readGuid(text);
  if (reading.kind === 'problem') return undefined;
  if (reading.guid === guid) return HOW[reading.kind] ?? 'another form than Base64 of its bytes';
  // Unpadded or without dashes, and made from the bytes in the wrong order.
  return swapGuidBytes(reading.guid) === guid ? 'big-endian bytes' : undefined;
}

const HOW: Readonly<Partial<Record<string, string>>> = {
  text: 'GUID text',
  'base64-of-text': 'Base64 of the GUID text',
  base64: 'Base64 without its padding or with other letters',
  'hex-bytes': 'hex of the bytes',
};

/** The AD object whose objectGUID or ConsistencyGuid the ImmutableId encodes, in whatever way. */
function holderOfAnchor({ subject, directories }: FactSources): RecipientRecord | undefined {
  const index = directories.onprem;
  const anchor = subject.cloud === undefined ? undefined : readColumn(subject.cloud, ['onpremisesimmutableid', 'exo.immutableid']).value;
  if (index === undefined || typeof anchor !== 'string') return undefined;
  const reading = readGuid(anchor);
  if (reading.kind === 'problem') return undefined;
  for (const guid of [reading.guid, ...reading.alternatives.map((one) => one.guid)]) {
    const record = index.find('objectId', guid).find((one) => !isInRecycleBin(one));
    if (record !== undefined) return record;
  }
  return undefined;
}

function anchorHolder(sources: FactSources): Fact {
  const index = sources.directories.onprem;
  const cloud = chosen(sources, 'cloud');
  if (index === undefined) return unknown('the on-premises side was not read');
  if (cloud === undefined) return known(null);
  const reading = readColumn(cloud, ['onpremisesimmutableid', 'exo.immutableid']);
  if (reading.value === undefined) return unknown('onPremisesImmutableId is not in the export');
  if (typeof reading.value !== 'string') return known(null);
  const record = holderOfAnchor(sources);
  if (record !== undefined) return known(labelOf(record) ?? reading.value, () => [...reading.evidence, ...nameEvidence(record)]);
  if (readGuid(reading.value).kind === 'problem') return unknown('the ImmutableId of the cloud user is no GUID');
  if (!showsAnchors(index)) return unknown('neither objectGUID nor mS-DS-ConsistencyGuid is in the on-premises export');
  if (index.tables.some((table) => 'truncated' in table && table.truncated === true)) return unknown('the on-premises export is cut');
  return known(null, () => reading.evidence);
}

function showsAnchors({ tables }: SideIndex): boolean {
  return tables.every(
    ({ format, rows, columns }) =>
      format === 'inline' ||
      rows.length === 0 ||
      columns.includes('objectguid') ||
      columns.includes('guid') ||
      columns.includes('ms-ds-consistencyguid'),
  );
}
