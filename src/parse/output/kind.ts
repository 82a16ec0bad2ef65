import { CMDLET_OF, type ExportRecord, kindOf, properPropertyName } from '../connector/kind.js';
import { columnName } from '../recipient/attributes.js';
import { isIdentityColumn } from '../recipient/csv.js';
import type { ConsoleCommand } from './command.js';
import type { OutputRecord } from './records.js';
import { originOf } from './side.js';

const OBJECT_CMDLETS =
  /^(?:Get-(?:Remote|EXO)?Mailbox|Get-(?:EXO)?Recipient|Get-MailUser|Get-User|Get-MailContact|Get-Contact|Get-(?:EXO)?CASMailbox|Get-(?:Dynamic)?DistributionGroup|Get-ADUser|Get-ADObject|Get-ADGroup|Get-(?:Mg|MgBeta|Entra|EntraBeta|AzureAD|Msol)User|Get-(?:EXO)?MailboxStatistics|Invoke-MgGraphRequest|ldifde|csvde|ldapsearch)$/i;
/** Properties of requests, batches, databases, folders and permissions, which name a mailbox and are none. */
const NO_OBJECTS = new Set(
  `batchname sourcedatabase targetdatabase percentcomplete requestguid requeststyle statusdetail batchid endpointtype accessrights trustee edbfilepath
 mountedonserver serverrole foldertype folderpath extendedrights rejectmessagereasontext mrsproxyenabled migrationtype skuid skupartnumber
 forwardto redirectto trustedsendersanddomains mailboxlocationtype transfer-encoding request-id client-request-id`
    .toLowerCase()
    .split(/\s+/),
);

export type RecordKind = 'object' | 'settings' | 'other';

/** What an object of an output is: somebody of a directory, a setting of the organization, or something else. */
export function kindOfRecord(record: OutputRecord, command: Pick<ConsoleCommand, 'name' | 'expanded'> | undefined): RecordKind {
  if (settingTypeOf(command) !== undefined) return 'settings';
  const names = [...record.values.keys()];
  // What is printed are properties of a property.
  if (command?.expanded !== undefined && !record.values.has(command.expanded.toLowerCase())) return 'other';
  if (command !== undefined && !OBJECT_CMDLETS.test(command.name) && /^Get-|^Test-/i.test(command.name)) return 'other';
  if (
    kindOf(exportRecord(record)) !== undefined &&
    !names.some((name) => /^(?:recipienttypedetails|msexch|useraccountcontrol|samaccountname)/.test(name))
  )
    return 'settings';
  if (names.some((name) => NO_OBJECTS.has(name))) return 'other';
  if (command !== undefined && OBJECT_CMDLETS.test(command.name)) return 'object';
  return isStatistics(names) || (originOf(record) !== 'unknown' && isNamed(names)) ? 'object' : 'other';
}

function isNamed(names: readonly string[]): boolean {
  return names.some((name) => isIdentityColumn(columnName(name)));
}

function isStatistics(names: readonly string[]): boolean {
  return names.includes('mailboxguid') && names.includes('totalitemsize');
}

const TYPES = new Map(Object.values(CMDLET_OF).map((cmdlet) => [cmdlet.toLowerCase(), typeName(cmdlet)]));

function typeName(cmdlet: string): string {
  return cmdlet.replace(/^Get-Mg(.*)$/, 'MicrosoftGraph$1').replace(/^(?:Get|Test)-/, '');
}

/** The type of settings that a cmdlet prints, for `ExportRecord.types`; undefined for other cmdlets. */
export function settingTypeOf(command: Pick<ConsoleCommand, 'name'> | undefined): string | undefined {
  if (command === undefined || /^Get-ADObject/i.test(command.name)) return undefined;
  return TYPES.get(command.name.toLowerCase());
}

/** The object as the readers of settings take it; what cannot be told is left out. */
export function exportRecord({ values, types }: OutputRecord, type?: string): ExportRecord {
  const properties = new Map<string, unknown>();
  for (const { name, value } of values.values()) if (value !== undefined) properties.set(properPropertyName(name), value);
  return { types: type === undefined ? types : [...types, type], properties };
}
