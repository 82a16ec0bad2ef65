import type { Side } from '../evidence/directory.js';
import type { Fact } from './fact.js';
import { type FactSources, known, unknown } from './maker.js';
import { recipientTypeName } from './recipient-types.js';
import { findPartners, isSoftDeleted, type RecipientRecord, readColumn, type SideIndex } from './recipients.js';

/** Whom the recipient of a delivery report is in the two directories: by its address, or by the X500 address that an IMCEAEX recipient stands for. */

const SIDES: Readonly<Record<Side, string>> = { onprem: 'on-premises', cloud: 'cloud' };

/** How many active objects of a side carry the recipient's address; unknown where the side was not read, or not to its end. */
export function holdersOf({ entry, directories }: FactSources, side: Side): Fact {
  const address = entry?.recipient?.value.toLowerCase();
  if (address === undefined || !address.includes('@')) return unknown('the report names no recipient');
  if (address.startsWith('imceaex-')) return unknown('the recipient is an encapsulated X500 address');
  const index = directories[side];
  if (index === undefined) return unknown(`the ${SIDES[side]} side was not read`);
  const found = index.find('address', address).filter((record) => !isSoftDeleted(record));
  const doubt = found.length === 0 ? doubtOf(index) : undefined;
  if (doubt !== undefined) return unknown(doubt);
  return known(found.length, found.length === 0 ? [searched(index, address)] : found.slice(0, 4).flatMap((record) => named(record)));
}

/** The object of a side that carries an X500 address as legacyExchangeDN or as a proxy; not set where none does. */
export function holderOfX500({ directories }: FactSources, side: Side, x500: string | undefined): Fact {
  if (x500 === undefined) return unknown('the report names no IMCEAEX address');
  const index = directories[side];
  if (index === undefined) return unknown(`the ${SIDES[side]} side was not read`);
  const [found] = x500Holders(index, x500);
  if (found !== undefined) return known(nameOf(found), named(found));
  const doubt = doubtOf(index);
  if (doubt !== undefined) return unknown(doubt);
  if (index.records.length > 0 && !index.records.some((record) => readColumn(record, DN_COLUMNS).value !== undefined))
    return unknown('legacyExchangeDN is not in the export');
  return known(null, [searched(index, x500)]);
}

/** A person on both sides, and whether the sides were read. */
export interface Person {
  readonly onprem: RecipientRecord | undefined;
  readonly cloud: RecipientRecord | undefined;
}

/**
 * The person that an X500 address names: who carries it, else the only one whose alias or name is its last CN (which Exchange lengthens by a
 * GUID in front or three hexadecimal digits behind). Undefined where nobody, or more than one, answers.
 */
export function personOfX500({ directories }: FactSources, x500: string | undefined): Person | undefined {
  if (x500 === undefined) return undefined;
  const { onprem, cloud } = directories;
  const byAddress = (index: SideIndex | undefined): RecipientRecord | undefined =>
    index === undefined ? undefined : only(x500Holders(index, x500));
  const byName = (index: SideIndex | undefined): RecipientRecord | undefined => {
    for (const name of index === undefined ? [] : namesIn(x500)) {
      const found = index?.find('name', name).filter((record) => !isSoftDeleted(record)) ?? [];
      if (found.length > 0) return only(found);
    }
    return undefined;
  };
  const inCloud = byAddress(cloud);
  const onPrem = byAddress(onprem);
  const first = inCloud ?? onPrem ?? byName(cloud) ?? byName(onprem);
  if (first === undefined) return undefined;
  const other = first.side === 'cloud' ? onprem : cloud;
  const partner = other === undefined ? undefined : findPartners(first, other)[0]?.record;
  return first.side === 'cloud' ? { cloud: first, onprem: partner } : { onprem: first, cloud: partner };
}

/** A name of the person that the cmdlets of both sides accept. */
export function identityOf(person: Person | undefined): Fact {
  const record = person?.onprem ?? person?.cloud;
  return record === undefined ? unknown('nobody in the directories answers to the X500 address') : known(nameOf(record), named(record));
}

/** RecipientTypeDetails of the person on a side; not set where the side was read and does not hold the person. */
export function typeOf({ directories }: FactSources, side: Side, person: Person | undefined): Fact {
  if (person === undefined) return unknown('nobody in the directories answers to the X500 address');
  const record = person[side];
  const index = directories[side];
  if (record === undefined) {
    if (index === undefined) return unknown(`the ${SIDES[side]} side was not read`);
    const doubt = doubtOf(index);
    return doubt === undefined ? known(null, [searched(index, 'the person')]) : unknown(doubt);
  }
  const { value, evidence } = readColumn(
    record,
    side === 'onprem' ? ['recipienttypedetails', 'msexchrecipienttypedetails'] : ['exo.recipienttypedetails'],
  );
  if (typeof value === 'string') return known(recipientTypeName(value), evidence);
  return value === null ? known(null, evidence) : unknown('RecipientTypeDetails is not in the export');
}

export function isSyncedPerson(person: Person | undefined): Fact {
  if (person?.cloud === undefined) return unknown('the person was not found in the cloud');
  const { value, evidence } = readColumn(person.cloud, ['exo.isdirsynced', 'onpremisessyncenabled']);
  if (value === undefined) return unknown('IsDirSynced is not in the export');
  return known(typeof value === 'string' && /^(?:true|1)$/i.test(value), evidence);
}

const DN_COLUMNS = ['legacyexchangedn', 'exo.legacyexchangedn'];
const PROXY_COLUMNS = ['proxyaddresses', 'emailaddresses', 'exo.emailaddresses'];

function x500Holders(index: SideIndex, x500: string): readonly RecipientRecord[] {
  const dn = withoutPrefix(x500);
  if (index.isAsked === true)
    return [...new Set([...index.find('legacyDn', dn), ...index.find('proxy', `x500:${dn}`)])].filter((record) => !isSoftDeleted(record));
  return index.records.filter((record) => !isSoftDeleted(record) && x500Of(record).includes(dn));
}

function x500Of(record: RecipientRecord): readonly string[] {
  return [...DN_COLUMNS, ...PROXY_COLUMNS].flatMap((column) => {
    const { value } = readColumn(record, [column]);
    const list = value === undefined || value === null ? [] : typeof value === 'string' ? [value] : value;
    return DN_COLUMNS.includes(column)
      ? list.map((text) => text.toLowerCase())
      : list.filter((text) => /^x500:/i.test(text)).map(withoutPrefix);
  });
}

function withoutPrefix(x500: string): string {
  return x500.replace(/^x500:/i, '').toLowerCase();
}

function namesIn(x500: string): readonly string[] {
  const last = x500.slice(x500.lastIndexOf('=') + 1);
  return [...new Set([last, last.replace(/^[0-9a-f]{32}-/i, ''), last.replace(/[0-9a-f]{3}$/i, '')])].filter((name) => name.length > 2);
}

function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}

/** Why it proves nothing that a side does not hold an object. */
function doubtOf(index: SideIndex): string | undefined {
  if (index.tables.some((table) => 'truncated' in table && table.truncated === true))
    return `the ${SIDES[index.side]} export is cut: the recipient may stand in the part that is missing`;
  if (index.records.length === 0 && index.tables.some((table) => table.format !== 'inline'))
    return `the ${SIDES[index.side]} export holds no objects, which proves nothing`;
  return undefined;
}

const NAME_COLUMNS = ['userprincipalname', 'exo.userprincipalname', 'exo.primarysmtpaddress', 'mail', 'distinguishedname', 'displayname'];

function named(record: RecipientRecord) {
  return readColumn(record, NAME_COLUMNS).evidence;
}

function nameOf(record: RecipientRecord): string {
  const { value } = readColumn(record, NAME_COLUMNS);
  return typeof value === 'string' ? value : (value?.[0] ?? 'an object without a name');
}

function searched(index: SideIndex, what: string) {
  if (index.isAsked === true)
    return { source: index.side, text: `asked for ${what}, and no ${SIDES[index.side]} object is or carries it` } as const;
  return { source: index.side, text: `none of the ${index.records.length} ${SIDES[index.side]} objects is or carries ${what}` } as const;
}
