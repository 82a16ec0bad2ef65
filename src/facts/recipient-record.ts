import type { AttributeValue, DirectoryRow, DirectoryTable, Side } from '../evidence/directory.js';
import type { Evidence } from '../evidence/evidence.js';
import { isLost, valueOf } from '../parse/recipient/table.js';

/** One object of one side: a row, or the rows of several files that describe the same object. */
export interface RecipientRecord {
  readonly side: Side;
  readonly parts: readonly RecordPart[];
}

export interface RecordPart {
  readonly table: DirectoryTable;
  readonly row: DirectoryRow;
}

/** A value as it was read, and where it stands. */
export interface Reading {
  readonly value: AttributeValue;
  readonly evidence: readonly Evidence[];
}

/** The first of the columns that was read in any part; `undefined` when none was. A set value goes before a known-absent one. */
export function readColumn(record: RecipientRecord, columns: readonly string[]): Reading {
  let absent: Reading | undefined;
  for (const column of columns) {
    for (const { table, row } of record.parts) {
      const value = valueOf(table, row, column);
      if (value === undefined) continue;
      if (value !== null) return new CellReading(table, row, column, value);
      absent ??= new CellReading(table, row, column, value);
    }
  }
  if (absent === undefined || columns.length === 1) return absent ?? UNREAD;
  // One of them stands in the file and cannot be told: that another one is not set says nothing then.
  return record.parts.some(({ table, row }) => isLost(table, row, columns)) ? UNREAD : absent;
}

const UNREAD: Reading = { value: undefined, evidence: [] };

/** Of a hundred values that rules read, one is quoted: its evidence is made when somebody asks for it. */
class CellReading implements Reading {
  readonly value: AttributeValue;
  private readonly table: DirectoryTable;
  private readonly row: DirectoryRow;
  private readonly column: string;

  constructor(table: DirectoryTable, row: DirectoryRow, column: string, value: AttributeValue) {
    this.value = value;
    this.table = table;
    this.row = row;
    this.column = column;
  }

  get evidence(): readonly Evidence[] {
    return [evidenceOf(this.table, this.row, this.column, this.value)];
  }
}

/** Where a value stands, for quoting. */
export function evidenceOf(table: DirectoryTable, row: DirectoryRow, column: string, value: AttributeValue): Evidence {
  const text = value === null || value === undefined ? 'not set' : typeof value === 'string' ? value : value.join(', ');
  const path = properName(column);
  return { source: table.side, path, text, file: table.source, ...(row.line === undefined ? {} : { line: row.line }) };
}

const PROPER_NAMES: ReadonlyMap<string, string> = new Map(
  [
    'msExchMailboxGuid',
    'msExchArchiveGUID',
    'mailNickname',
    'userPrincipalName',
    'sAMAccountName',
    'displayName',
    'distinguishedName',
    'objectGUID',
    'mS-DS-ConsistencyGuid',
    'proxyAddresses',
    'mail',
    'targetAddress',
    'legacyExchangeDN',
    'msExchRemoteRecipientType',
    'msExchRecipientTypeDetails',
    'homeMDB',
    'homeMTA',
    'msExchHomeServerName',
    'msExchArchiveDatabaseLink',
    'msExchArchiveAddress',
    'adminCount',
    'adminDescription',
    'objectClass',
    'msExchUserHoldPolicies',
    'ExchangeGuid',
    'ArchiveGuid',
    'RecipientTypeDetails',
    'PreviousRecipientTypeDetails',
    'EmailAddresses',
    'PrimarySmtpAddress',
    'IsDirSynced',
    'onPremisesImmutableId',
    'onPremisesSyncEnabled',
    'onPremisesObjectIdentifier',
    'assignedPlans',
    'ExternalDirectoryObjectId',
    'ExternalEmailAddress',
    'MailboxLocations',
    'assignedRoles',
    'eligibleRoles',
    'EmailAddressPolicyEnabled',
    'msExchPoliciesExcluded',
    'Alias',
    'LitigationHoldEnabled',
    'InPlaceHolds',
    'DelayHoldApplied',
    'DataEncryptionPolicy',
    'AutoExpandingArchiveEnabled',
    'MailboxRegion',
    'IsExchangeCloudManaged',
    'usageLocation',
    'userType',
    'onPremisesProvisioningErrors',
    'ArchiveStatus',
    'LegacyExchangeDN',
    'RemoteRoutingAddress',
    'givenName',
    'isCloudManaged',
    'whenChanged',
    'onPremisesLastSyncDateTime',
    'serviceProvisioningErrors',
    'isCriticalSystemObject',
    'objectSid',
    'ItemCount',
    'assignedLicenses',
    'msExchUsageLocation',
    'cn',
  ].map((name) => [name.toLowerCase(), name]),
);

/** The vendor's spelling of a column, for quoting; `exo.` is dropped, for Exchange Online prints no prefix. */
export function properName(column: string): string {
  const bare = column.startsWith('exo.') ? column.slice(4) : column;
  return PROPER_NAMES.get(bare) ?? bare;
}
