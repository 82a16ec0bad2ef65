import { primaryAddress, smtpAddresses } from '../../facts/recipient-keys.js';
import { properName, type RecipientRecord, readColumn } from '../../facts/recipient-record.js';
import { recipientTypeName } from '../../facts/recipient-types.js';
import type { Subject } from '../../facts/subject.js';
import { guidForms } from '../../parse/recipient/guid.js';
import { valueOf } from '../../parse/recipient/table.js';
import { visible } from '../printable.js';
import type { PageAttribute } from './page-data.js';

type Text = string | null | undefined;

/** How a side holds a value: the columns that it may stand in, as the tables name them, and its text. */
export interface SideReader {
  readonly columns: readonly string[];
  readonly read: (record: RecipientRecord) => Text;
}

const column = (...names: string[]): SideReader => ({
  columns: names,
  read: (record) => {
    const { value } = readColumn(record, names);
    return typeof value === 'object' && value !== null ? value.join(', ') : value;
  },
});
const addresses = (...columns: string[]): SideReader => ({
  columns,
  read: (record) => {
    const found = smtpAddresses(record);
    return found === undefined ? undefined : found.length === 0 ? null : [...found].sort().join(', ');
  },
});
const primary = (...columns: string[]): SideReader => ({ columns, read: (record) => primaryAddress(record).value });
const typeOf = (...names: string[]): SideReader => ({
  columns: names,
  read: (record) => {
    const text = column(...names).read(record);
    return typeof text === 'string' ? recipientTypeName(text) : text;
  },
});
const CONSISTENCY = column('ms-ds-consistencyguid');
const OBJECT = column('objectguid');
const anchor: SideReader = {
  columns: [...CONSISTENCY.columns, ...OBJECT.columns],
  read: (record) => {
    const guid = CONSISTENCY.read(record) ?? OBJECT.read(record);
    return typeof guid === 'string' ? (guidForms(guid)?.immutableId ?? guid) : guid;
  },
};

/** What both sides hold of one thing; `isPair` where they are to be equal. */
export interface AttributePair {
  readonly name: string;
  readonly onprem: SideReader;
  readonly cloud: SideReader;
  readonly isPair?: true;
}

/** All pairs, in the order in which they are shown. */
export const PAIRS: readonly AttributePair[] = [
  { name: 'Display name', onprem: column('displayname', 'cn', 'name'), cloud: column('displayname', 'exo.displayname'), isPair: true },
  {
    name: 'Recipient type',
    onprem: typeOf('recipienttypedetails', 'msexchrecipienttypedetails'),
    cloud: typeOf('exo.recipienttypedetails'),
  },
  {
    name: 'UserPrincipalName',
    onprem: column('userprincipalname'),
    cloud: column('userprincipalname', 'exo.userprincipalname'),
    isPair: true,
  },
  {
    name: 'Primary SMTP address',
    onprem: primary('primarysmtpaddress', 'mail', 'windowsemailaddress'),
    cloud: primary('exo.primarysmtpaddress', 'mail', 'exo.windowsemailaddress'),
    isPair: true,
  },
  {
    name: 'SMTP addresses',
    onprem: addresses('proxyaddresses', 'emailaddresses'),
    cloud: addresses('exo.emailaddresses', 'proxyaddresses'),
    isPair: true,
  },
  { name: 'Alias', onprem: column('mailnickname', 'alias'), cloud: column('exo.alias', 'mailnickname'), isPair: true },
  { name: 'ExchangeGuid', onprem: column('msexchmailboxguid', 'exchangeguid'), cloud: column('exo.exchangeguid'), isPair: true },
  { name: 'ArchiveGuid', onprem: column('msexcharchiveguid', 'archiveguid'), cloud: column('exo.archiveguid'), isPair: true },
  { name: 'Source anchor', onprem: anchor, cloud: column('onpremisesimmutableid', 'exo.immutableid'), isPair: true },
  {
    name: 'targetAddress',
    onprem: column('targetaddress', 'remoteroutingaddress', 'externalemailaddress'),
    cloud: column('exo.externalemailaddress'),
  },
  { name: 'legacyExchangeDN', onprem: column('legacyexchangedn'), cloud: column('exo.legacyexchangedn') },
  { name: 'Distinguished name', onprem: column('distinguishedname', 'dn'), cloud: column('onpremisesdistinguishedname') },
];

const LONGEST = 400;
const MOST_OTHERS = 40;
const SHOWN = new Set(
  'displayname cn name recipienttypedetails msexchrecipienttypedetails userprincipalname proxyaddresses emailaddresses mail mailnickname alias msexchmailboxguid exchangeguid msexcharchiveguid archiveguid onpremisesimmutableid targetaddress remoteroutingaddress externalemailaddress legacyexchangedn distinguishedname dn'.split(
    ' ',
  ),
);

/** In: a person. Out: both sides beside each other, differences marked; `isWhole`: what only one side has, too. What nobody read is left out. */
export function attributesOf({ onPrem, cloud }: Subject, isWhole: boolean): readonly PageAttribute[] {
  const rows = PAIRS.flatMap(({ name, onprem, cloud: fromCloud, isPair }) => {
    const a = onPrem === undefined ? undefined : onprem.read(onPrem);
    const b = cloud === undefined ? undefined : fromCloud.read(cloud);
    if (a === undefined && b === undefined) return [];
    const isDifferent = isPair === true && a !== undefined && b !== undefined && (a ?? '').toLowerCase() !== (b ?? '').toLowerCase();
    return [rowOf(name, a, b, isDifferent)];
  });
  if (!isWhole) return rows;
  return [
    ...rows,
    ...others(onPrem).map(([name, text]) => rowOf(name, text, '', false)),
    ...others(cloud).map(([name, text]) => rowOf(name, '', text, false)),
  ];
}

function rowOf(name: string, a: Text, b: Text, isDifferent: boolean): PageAttribute {
  return {
    name,
    ...(a === undefined ? {} : { a: cut(a) }),
    ...(b === undefined ? {} : { b: cut(b) }),
    ...(isDifferent ? { d: true } : {}),
  };
}

function cut(text: string | null): string | null {
  if (text === null) return null;
  const shown = visible(text.slice(0, LONGEST));
  return text.length > LONGEST ? `${shown}… (${text.length} characters)` : shown;
}

/** Attributes that are set and stand in no row above. */
function others(record: RecipientRecord | undefined): readonly (readonly [string, string])[] {
  const found = new Map<string, string>();
  for (const { table, row } of record?.parts ?? []) {
    for (const name of table.columns) {
      if (SHOWN.has(name.replace(/^exo\./, '')) || found.has(name)) continue;
      const value = valueOf(table, row, name);
      if (value === undefined || value === null) continue;
      found.set(name, typeof value === 'string' ? value : value.join(', '));
      if (found.size >= MOST_OTHERS) return [...found].map(([column, text]) => [properName(column), text] as const);
    }
  }
  return [...found].map(([column, text]) => [properName(column), text] as const);
}
