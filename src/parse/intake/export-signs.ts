import { kindOf as settingsKindOf } from '../connector/kind.js';
import { looksLikeOutput } from '../output/looks.js';
import { recordOrigin } from '../recipient/attributes.js';
import { hasEcho } from './kind.js';

/** What a file is by its first characters, where it is an export: objects of a side, settings, or neither. `unclear`: objects of one of the sides. */
export type ExportKind = 'onprem' | 'cloud' | 'unclear' | 'settings' | 'none';

/** Names and values that stand in the head of an export. Names are in lower case. */
interface Signs {
  readonly names: ReadonlySet<string>;
  readonly types: readonly string[];
  readonly valueOf: (name: string) => string | undefined;
}

const NAME = '[A-Za-z@][A-Za-z0-9_.@-]{0,80}';
const MOST_NAMES = 4000;

/**
 * In: the first 64 K characters of a file, and its format. Out: what it holds, as far as names of attributes and properties tell. Reports of moves
 * and the like are `none`: they are to be diagnosed. Never guesses: properties that both sides have alike are `unclear`.
 */
export function exportKind(head: string, format: 'ldif' | 'csv' | 'clixml' | 'json' | 'format-list'): ExportKind {
  if (format === 'ldif') return 'onprem';
  // What a console showed may be of both sides, and may hold an error: it is read as a paste is.
  if (format === 'format-list' && (hasEcho(head) || !looksLikeOutput(head))) return 'none';
  const signs = signsOf(head, format);
  if (REPORTS.some((name) => signs.names.has(name))) return 'none';
  if (signs.types.some((type) => /(?:MoveRequest|MigrationUser|MigrationBatch|RequestStatistics|MessageTrace)/i.test(type))) return 'none';
  if (isSettings(signs)) return 'settings';
  const origin = recordOrigin(signs.names, signs.types.join(' '));
  if (origin === 'ad') return 'onprem';
  if (origin === 'graph') return 'cloud';
  if (signs.names.has('exo')) return 'cloud';
  return origin === 'exchange' && isOfRecipients(signs) ? exchangeSide(signs) : 'none';
}

/** Properties of statistics, reports, logs and errors, which nobody takes for a directory. */
const REPORTS =
  `statusdetail percentcomplete batchguid failuretype failurecode failureside itemstransferred messagetraceid requestguid errorsummary batchid batchname
 statussummary skippeditemcount sourcedatabase targetdatabase errordescription errormessage errordetail errorcode activitydisplayname operationtype
 initiatedby targetresources appliedconditionalaccesspolicies recipientstatus`.split(/\s+/);

/** Of Exchange's types, those of a recipient; reports of moves and folders have such a type as well. */
function isOfRecipients({ names }: Signs): boolean {
  if (names.has('status') && !names.has('distinguishedname')) return false;
  return ['recipienttypedetails', 'recipienttype', 'primarysmtpaddress', 'emailaddresses', 'windowsemailaddress', 'exchangeguid'].some(
    (name) => names.has(name),
  );
}

/** Which side printed a recipient of Exchange. Source of the cloud's names: https://learn.microsoft.com/exchange/recipients-in-exchange-online */
function exchangeSide({ names, types, valueOf }: Signs): ExportKind {
  if (names.has('remoterecipienttype') || names.has('remoteroutingaddress') || names.has('onpremisesorganizationalunit')) {
    // Mailboxes of both sides have the first; Get-MailUser of the cloud has none of these.
    if (types.some((type) => /RemoteMailbox/i.test(type)) || names.has('remoteroutingaddress')) return 'onprem';
  }
  for (const name of ['originatingserver', 'database', 'distinguishedname', 'organizationalunit', 'servername']) {
    const value = valueOf(name)?.toLowerCase();
    if (value === undefined || value === '') continue;
    if (/\.(?:prod|protection)\.outlook\.com|\.onmicrosoft\.com|ou=microsoft exchange hosted organizations|dg\d{2,5}-db\d/.test(value))
      return 'cloud';
    if (name === 'originatingserver' || name === 'distinguishedname') return 'onprem';
  }
  const external = valueOf('externaldirectoryobjectid');
  return external !== undefined && /^[0-9a-f-]{36}$/i.test(external) ? 'cloud' : 'unclear';
}

/** Keys of a settings file as docs/settings.md shows it. */
const SETTINGS = new Set([
  'accepteddomains',
  'verifieddomains',
  'routingdomain',
  'initialdomain',
  'syncedcontainers',
  'inboundconnectors',
  'outboundconnectors',
  'sourceanchorattribute',
  'hybridconfiguration',
  'exchangeservers',
  'onpremips',
  'blocksoftmatchenabled',
]);

function isSettings({ names, types }: Signs): boolean {
  if (names.has('recipienttypedetails') || names.has('objectguid') || names.has('samaccountname')) return false;
  const kind = settingsKindOf({ types, properties: new Map([...names].map((name) => [name, undefined])) });
  return kind !== undefined || [...names].some((name) => SETTINGS.has(name));
}

function signsOf(head: string, format: 'csv' | 'clixml' | 'json' | 'format-list'): Signs {
  const names = new Set<string>();
  const values = new Map<string, string>();
  const types: string[] = [];
  const take = (name: string, value: string | undefined): void => {
    const key = name.toLowerCase();
    if (names.size < MOST_NAMES) names.add(key);
    if (value !== undefined && value !== '' && !values.has(key)) values.set(key, value);
  };
  if (format === 'csv') csvSigns(head, take);
  else if (format === 'clixml') {
    for (const [, type = ''] of head.matchAll(/<T>([^<]{1,200})<\/T>/g)) types.push(type);
    for (const [, name = '', value] of head.matchAll(new RegExp(`N="(${NAME})"(?:>([^<]{0,300})<)?`, 'g'))) take(name, value);
  } else if (format === 'json') {
    for (const [, name = '', value] of head.matchAll(new RegExp(`"(${NAME})"\\s{0,10}:\\s{0,10}(?:"([^"\\\\]{0,300})")?`, 'g')))
      take(name, value);
  } else for (const [, name = '', value] of head.matchAll(new RegExp(`^(${NAME}) {0,60} : ?(.{0,300})$`, 'gm'))) take(name, value?.trim());
  return { names, types, valueOf: (name) => values.get(name) };
}

/** The head line and the first row of a CSV, cut at the mark that stands in it most. */
function csvSigns(head: string, take: (name: string, value: string | undefined) => void): void {
  const lines = head.split(/\r?\n/, 4).filter((line) => !line.startsWith('#TYPE'));
  const [first = '', second = ''] = lines;
  const mark = [',', ';', '\t'].toSorted((a, b) => first.split(b).length - first.split(a).length)[0] ?? ',';
  const bare = (cell: string): string => cell.trim().replace(/^"|"$/g, '');
  // A comma inside of quotes moves the cells of the row: then the values are not looked at.
  const row = second.includes('"') && mark === ',' && second.split(mark).length !== first.split(mark).length ? [] : second.split(mark);
  first.split(mark).forEach((name, index) => {
    take(bare(name), row[index] === undefined ? undefined : bare(row[index]));
  });
}
