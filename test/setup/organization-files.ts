import type { Json } from './organization.js';

/** Records of an organization as the files that administrators have: LDIF on-premises; in the cloud Graph as JSON or CSV, and a CSV of Exchange Online. */

const GUIDS = new Set(['objectGUID', 'mS-DS-ConsistencyGuid', 'msExchMailboxGuid', 'msExchArchiveGUID']);

/** One record as `ldifde -f` writes it: GUIDs and SIDs in Base64 of their bytes. */
export function ldifOf(record: Json): string {
  const lines = [`dn: ${String(record.distinguishedName)}`, 'changetype: add'];
  for (const [name, value] of Object.entries(record)) {
    if (value === null || value === undefined || name === 'distinguishedName') continue;
    for (const one of Array.isArray(value) ? value : [value]) lines.push(ldifLine(name, String(one)));
  }
  // What a whole export shows: what an object does not carry is not set.
  lines.push(
    'instanceType: 4',
    'whenCreated: 20240101000000.0Z',
    'uSNChanged: 900000',
    `objectCategory: CN=Person,CN=Schema,DC=contoso,DC=com`,
  );
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function ldifLine(name: string, text: string): string {
  if (GUIDS.has(name)) return `${name}:: ${text}`;
  if (name === 'objectSid' && text.startsWith('S-1-5-21-')) return `${name}:: ${sidBytes(text).toString('base64')}`;
  if (/^[\s:<]|[^\x20-\x7e]|\s$/.test(text)) return `${name}:: ${Buffer.from(text, 'utf8').toString('base64')}`;
  return `${name}: ${text}`;
}

function sidBytes(text: string): Buffer {
  const parts = text.split('-').slice(3).map(Number);
  const bytes = Buffer.alloc(8 + parts.length * 4);
  bytes.set([1, parts.length, 0, 0, 0, 0, 0, 5]);
  for (const [at, part] of parts.entries()) bytes.writeUInt32LE(part, 8 + at * 4);
  return bytes;
}

/** Graph's part of a cloud record. */
export function graphOf(record: Json): Json {
  const { exo: _, ...graph } = record;
  return graph;
}

const GRAPH_COLUMNS = `@odata.type id userPrincipalName displayName mail mailNickname proxyAddresses userType accountEnabled usageLocation
  onPremisesImmutableId onPremisesSyncEnabled onPremisesSecurityIdentifier onPremisesLastSyncDateTime onPremisesProvisioningErrors
  serviceProvisioningErrors assignedPlans assignedRoles eligibleRoles mailEnabled`.split(/\s+/);
const EXCHANGE_COLUMNS = `ExternalDirectoryObjectId RecipientTypeDetails ExchangeGuid ArchiveGuid Alias PrimarySmtpAddress EmailAddresses
  LegacyExchangeDN IsDirSynced HiddenFromAddressListsEnabled ExternalEmailAddress MailboxMoveStatus`.split(/\s+/);

export const GRAPH_HEADER = csvLine(GRAPH_COLUMNS);
export const EXCHANGE_HEADER = csvLine(EXCHANGE_COLUMNS);

export function graphCsvOf(record: Json): string {
  return csvLine(GRAPH_COLUMNS.map((name) => cellOf(record[name], ';')));
}

/** The row of Exchange Online; empty where it has none. */
export function exchangeCsvOf(record: Json): string {
  const exo = record.exo;
  if (typeof exo !== 'object' || exo === null) return '';
  const fields: Json = { ...exo };
  return csvLine(EXCHANGE_COLUMNS.map((name) => cellOf(fields[name], ' ')));
}

function cellOf(value: unknown, between: string): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value))
    return value.map((one) => (isPlan(one) ? `${one.service}/${one.servicePlanId}/${one.capabilityStatus}` : String(one))).join(between);
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}

function isPlan(value: unknown): value is { service: string; servicePlanId: string; capabilityStatus: string } {
  return typeof value === 'object' && value !== null && 'servicePlanId' in value;
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`;
}
