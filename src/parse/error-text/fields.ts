/** Named values of a statistics report, as text, the first of each name. */
export type Fields = ReadonlyMap<string, string>;

/** Properties of Get-MigrationUserStatistics, Get-MoveRequestStatistics, Get-MigrationBatch and error records that facts use. */
const WANTED = [
  'Identity',
  'MailboxIdentity',
  'EmailAddress',
  'MailboxEmailAddress',
  'DisplayName',
  'BatchId',
  'BatchName',
  'Status',
  'StatusDetail',
  'StatusSummary',
  'PercentComplete',
  'Direction',
  'MoveType',
  'Flags',
  'Error',
  'ErrorSummary',
  'Message',
  'FailureType',
  'FailureCode',
  'DataConsistencyScore',
  'RemoteHostName',
  'RemoteServer',
  'ExchangeGuid',
  'MailboxGuid',
  'RecipientTypeDetails',
  'TargetDeliveryDomain',
  'TargetDatabase',
  'SourceVersion',
  'TargetVersion',
  'PSComputerName',
  'CompleteAfter',
  'MigrationType',
] as const;
const WANTED_BY_LOWER: ReadonlyMap<string, string> = new Map(WANTED.map((name) => [name.toLowerCase(), name]));

const LIST_LINE = /^[ \t>]{0,12}([A-Za-z]{4,24})[ \t]{0,30}:[ \t]{1,4}([^\r\n]{1,600})$/gm;
const JSON_PAIR = /"([A-Za-z]{4,24})"\s{0,8}:\s{0,8}(?:"((?:[^"\\]|\\.){0,600})"|(-?\d{1,12}(?:\.\d{1,6})?|true|false))/g;
const CLIXML_LEAF = /<(?:S|I32|I64|U32|G|B|DT|Db|URI|Version) N="([A-Za-z]{4,24})">([^<]{0,600})</g;
const CLIXML_OBJECT =
  /<Obj N="([A-Za-z]{4,24})" RefId="\d{1,9}">(?:\s{0,40}<TN[^>]{0,60}>(?:\s{0,40}<T>[^<]{0,200}<\/T>){0,12}\s{0,40}<\/TN>|\s{0,40}<TNRef[^>]{0,40}\/>)?\s{0,40}<ToString>([^<]{0,600})</g;

/**
 * In: a pasted report as Format-List text, ConvertTo-Json or Export-Clixml. Out: the wanted fields by their cmdlet property name.
 * A value that PowerShell cut ("...") is kept as it stands. Never throws.
 */
export function readFields(text: string): Fields {
  const fields = new Map<string, string>();
  const add = (name: string | undefined, value: string | undefined): void => {
    const known = WANTED_BY_LOWER.get((name ?? '').toLowerCase());
    const trimmed = value?.trim();
    if (known !== undefined && trimmed !== undefined && trimmed !== '' && !fields.has(known)) fields.set(known, trimmed);
  };
  for (const { name, value } of namedValues(text)) add(name, value);
  return fields;
}

/** A field that names the recipient of a report, with its place. */
export interface IdentityField {
  readonly name: string;
  readonly value: string;
  readonly start: number;
}

const IDENTITY_NAMES = new Set(['identity', 'mailboxidentity', 'emailaddress', 'mailboxemailaddress', 'displayname']);

/** Every field of a report that names a recipient, in order of appearance: a text may hold the reports of several. */
export function readIdentities(text: string): readonly IdentityField[] {
  const found: IdentityField[] = [];
  const add = (name: string | undefined, value: string | undefined, start: number): void => {
    const trimmed = value?.trim();
    if (name !== undefined && IDENTITY_NAMES.has(name.toLowerCase()) && trimmed !== undefined && trimmed !== '')
      found.push({ name: name.toLowerCase(), value: trimmed, start });
  };
  for (const { name, value, isText, start } of namedValues(text)) if (isText) add(name, value, start);
  return found.sort((a, b) => a.start - b.start);
}

interface NamedValue {
  readonly name: string | undefined;
  readonly value: string | undefined;
  /** False for a bare number or truth value of JSON. */
  readonly isText: boolean;
  readonly start: number;
}

/** Every name with its value, in each of the three dresses a report comes in. */
function* namedValues(text: string): Generator<NamedValue, void, void> {
  for (const match of text.matchAll(LIST_LINE)) yield { name: match[1], value: match[2], isText: true, start: match.index };
  if (text.includes('"')) {
    for (const match of text.matchAll(JSON_PAIR)) {
      yield { name: match[1], value: match[2] ?? match[3], isText: match[2] !== undefined, start: match.index };
    }
  }
  if (!text.includes('<Obj') && !text.includes(' N="')) return;
  for (const pattern of [CLIXML_LEAF, CLIXML_OBJECT]) {
    for (const match of text.matchAll(pattern)) yield { name: match[1], value: match[2], isText: true, start: match.index };
  }
}
