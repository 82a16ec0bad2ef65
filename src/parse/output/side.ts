import type { Side } from '../../evidence/directory.js';
import { columnName, recordOrigin } from '../recipient/attributes.js';
import type { ConsoleCommand } from './command.js';
import type { OutputRecord } from './records.js';

const ONPREM_CMDLETS =
  /^(?:Get-RemoteMailbox|Get-AD(?!Sync)[A-Za-z]+|Get-MailboxDatabase.*|Get-ExchangeServer|Get-SendConnector|Get-ReceiveConnector|Get-HybridConfiguration|Get-WebServicesVirtualDirectory|ldifde|csvde|ldapsearch|dsquery)$/i;
const CLOUD_CMDLETS =
  /^(?:Get-EXO[A-Za-z]+|Get-Mg[A-Za-z]+|Get-Entra[A-Za-z]+|Get-AzureAD[A-Za-z]+|Get-Msol[A-Za-z]+|Invoke-Mg[A-Za-z]+|Get-InboundConnector|Get-OutboundConnector|Get-Migration[A-Za-z]+|Get-HostedContentFilterPolicy)$/i;

/** The side that a command reads, where only one has it, or where the prompt is that of the Exchange Management Shell. */
export function sideOfCommand(command: ConsoleCommand | undefined): Side | undefined {
  if (command === undefined) return undefined;
  const name = command.name.replace(/\.exe$/i, '');
  if (ONPREM_CMDLETS.test(name)) return 'onprem';
  if (CLOUD_CMDLETS.test(name)) return 'cloud';
  return command.isManagementShell ? 'onprem' : undefined;
}

const HOSTED =
  /\.outlook\.com(?:\/|$)|dc=outlook,dc=com|microsoft exchange hosted organizations|\.partner\.outlook\.cn|\.outlook\.de(?:\/|$)/i;
const CLOUD_DATABASE = /^[A-Z]{3,4}P\d{2,3}[A-Z0-9]{0,12}-db\d{1,5}$|^[A-Z]{3,4}PR\d{2}[A-Z0-9]{2,12}-db\d{1,5}$/i;
const PLACES = [
  'originatingserver',
  'distinguishedname',
  'organizationalunit',
  'organizationalunitroot',
  'organizationid',
  'identity',
  'id',
  'objectcategory',
];
const CLOUD_ONLY = ['isexchangecloudmanaged', 'mailboxregion', 'skuassigned', 'mailboxplan', 'previousrecipienttypedetails'];
// RemoteRecipientType is no sign: mailboxes of both sides have it.
const ONPREM_ONLY = ['remoteroutingaddress', 'onpremisesorganizationalunit'];

/** Whether Exchange Online's own properties are filled. Written back on-premises, the id of Entra ID has "User_" in front. */
function isOfCloud(text: (name: string) => string): boolean {
  if (CLOUD_ONLY.some((name) => text(name) !== '')) return true;
  return /^[0-9a-f-]{36}$/i.test(text('externaldirectoryobjectid'));
}

/**
 * The side that objects are of, by what only one side prints: Microsoft's hosts and forests, Graph's and Active Directory's attributes, remote mailboxes.
 * Undefined where nothing tells, or where they contradict each other.
 */
export function sideOfRecords(records: readonly OutputRecord[]): Side | undefined {
  let found: Side | undefined;
  for (const record of records) {
    const side = sideOfRecord(record);
    if (side === undefined) continue;
    if (found !== undefined && found !== side) return undefined;
    found = side;
  }
  return found;
}

/** The side of one object; undefined where nothing in it tells. */
export function sideOfRecord(record: OutputRecord): Side | undefined {
  const origin = originOf(record);
  if (origin === 'graph') return 'cloud';
  const text = (name: string): string => {
    const value = record.values.get(name)?.value;
    return typeof value === 'string' ? value.slice(0, 1000) : '';
  };
  if (PLACES.some((name) => HOSTED.test(text(name)))) return 'cloud';
  if (CLOUD_DATABASE.test(text('database')) || /^true$/i.test(text('isdirsynced'))) return 'cloud';
  if (origin === 'ad') return 'onprem';
  if (ONPREM_ONLY.some((name) => text(name) !== '') || /^Remote[A-Z]\w{3,20}Mailbox$/i.test(text('recipienttypedetails'))) return 'onprem';
  if (text('originatingserver').includes('.') || /,dc=/i.test(text('distinguishedname'))) return 'onprem';
  if (/^[a-z0-9.-]{3,200}\/./i.test(text('organizationalunit'))) return 'onprem';
  // A database with a name of the own organization contradicts them.
  return isOfCloud(text) && text('database') === '' ? 'cloud' : undefined;
}

/** The side of a server that an error names. */
export function sideOfServer(server: string | undefined): Side | undefined {
  return server === undefined ? undefined : HOSTED.test(server) ? 'cloud' : 'onprem';
}

/** What kind of objects a cmdlet prints; undefined where that is not known. */
export function originOfCmdlet(name: string | undefined): 'exchange' | 'ad' | 'graph' | undefined {
  if (name === undefined) return undefined;
  if (/^Get-(?:Remote|EXO)?Mailbox$|^Get-(?:EXO)?Recipient$|^Get-(?:MailUser|MailContact|(?:EXO)?CASMailbox)$/i.test(name))
    return 'exchange';
  if (/^Get-AD(?:User|Object|Group)$/i.test(name)) return 'ad';
  return /^Get-(?:Mg|Entra)(?:Beta)?User$/i.test(name) ? 'graph' : undefined;
}

export function originOf(record: OutputRecord): ReturnType<typeof recordOrigin> {
  return recordOrigin(new Set([...record.values.keys()].map(columnName)), record.types.join(' '));
}
