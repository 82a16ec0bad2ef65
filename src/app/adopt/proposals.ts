import { asciiLower, type KeyKind } from '../../facts/recipient-keys.js';
import { type RecipientRecord, readColumn } from '../../facts/recipient-record.js';
import type { SideIndex } from '../../facts/side-index.js';
import type { Proposal } from '../../fixes/adoption.js';
import { firstText } from './read.js';

const LONGEST_SAM = 20;
const LONGEST_NAME = 64;
const LONGEST_ALIAS = 64;

/** Gives each person of a run names that nobody else has, on-premises or in the run. */
export interface Namer {
  propose(cloud: RecipientRecord, ou: string | undefined): { readonly proposal: Proposal; readonly notes: readonly string[] };
}

export function createNamer(onprem: SideIndex): Namer {
  const given: Record<'sam' | 'alias' | 'dn', Set<string>> = { sam: new Set(), alias: new Set(), dn: new Set() };
  const isTaken = (kind: 'sam' | 'alias' | 'dn', value: string): boolean =>
    given[kind].has(asciiLower(value)) || holds(onprem, kind, value);
  const free = (kind: 'sam' | 'alias', wanted: string, longest: number): string => {
    for (let count = 1; ; count++) {
      const end = count === 1 ? '' : String(count);
      const name = `${wanted.slice(0, longest - end.length).replace(/\.+$/, '')}${end}`;
      if (isTaken(kind, name)) continue;
      given[kind].add(asciiLower(name));
      return name;
    }
  };
  return {
    propose(cloud, ou) {
      const upn = firstText(cloud, ['userprincipalname', 'exo.userprincipalname']) ?? '';
      const alias = firstText(cloud, ['exo.alias', 'mailnickname']) ?? upn.slice(0, Math.max(0, upn.indexOf('@')));
      const display = firstText(cloud, ['displayname', 'exo.displayname']) ?? alias;
      const wantedSam = legalSam(alias) || legalSam(upn.slice(0, Math.max(0, upn.indexOf('@')))) || 'user';
      const samAccountName = free('sam', wantedSam.slice(0, LONGEST_SAM), LONGEST_SAM);
      const ownAlias = free('alias', legalAlias(alias) || samAccountName, LONGEST_ALIAS);
      const name = freeName(display, samAccountName, ou, isTaken);
      if (ou !== undefined) given.dn.add(asciiLower(dnOf(name, ou)));
      const notes: string[] = [];
      if (samAccountName !== wantedSam) notes.push(`sAMAccountName ${wantedSam} is taken or too long; ${samAccountName} is proposed.`);
      if (ownAlias !== alias)
        notes.push(
          `The alias ${alias} is taken or has characters that Exchange refuses; ${ownAlias} is proposed, and the cloud gets it at the match.`,
        );
      return { proposal: { name, samAccountName, alias: ownAlias, ou }, notes };
    },
  };
}

function freeName(display: string, sam: string, ou: string | undefined, isTaken: (kind: 'dn', value: string) => boolean): string {
  const short =
    display
      .replace(/[\u0000-\u001f\u007f]/g, ' ')
      .trim()
      .slice(0, LONGEST_NAME)
      .trim() || sam;
  if (ou === undefined || !isTaken('dn', dnOf(short, ou))) return short;
  return `${short.slice(0, LONGEST_NAME - sam.length - 3).trim()} (${sam})`;
}

/** The distinguished name of a new object. RFC 4514: what would end or change the name is escaped. */
export function dnOf(name: string, ou: string): string {
  const escaped = name.replace(/[\\,+"<>;=#]/g, '\\$&').replace(/^ | $/g, '\\ ');
  return `CN=${escaped},${ou}`;
}

function holds(onprem: SideIndex, kind: KeyKind, value: string): boolean {
  return onprem.find(kind, value).length > 0;
}

/** Letters without their marks, and nothing that a sAMAccountName must not hold; blanks go, too. */
export function legalSam(text: string): string {
  return plainLetters(text)
    .replace(/["/\\[\]:;|=,+*?<>@\s\u0000-\u001f\u007f]/g, '')
    .replace(/^\.+|\.+$/g, '');
}

/** RFC 5322 atoms with single dots, as Exchange takes an alias. */
function legalAlias(text: string): string {
  return text
    .replace(/[^A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.\u00a1-\uffff]/g, '')
    .replace(/\.{2,}/g, '.')
    .replace(/^\.+|\.+$/g, '');
}

const LIGATURES: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'Ae',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  œ: 'oe',
  Œ: 'Oe',
  ı: 'i',
};

function plainLetters(text: string): string {
  return text
    .slice(0, 256)
    .replace(/[ßæÆøØłŁđĐœŒı]/g, (letter) => LIGATURES[letter] ?? letter)
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\u0020-\u007e]/g, '');
}

const PROBED = 50;

/** True where a side tells of the column, if only that it is not set. */
export function wasRead(side: SideIndex, column: string): boolean {
  if (side.tables.some((table) => table.columns.includes(column))) return true;
  return side.records.slice(0, PROBED).some((record) => readColumn(record, [column]).value !== undefined);
}

/** The container of a distinguished name. */
export function containerOf(record: RecipientRecord): string | undefined {
  const { value } = readColumn(record, ['distinguishedname', 'dn']);
  const dn = typeof value === 'string' ? value : value?.[0];
  if (dn === undefined) return undefined;
  for (let index = 0; index < dn.length; index++) {
    if (dn[index] === '\\') index++;
    else if (dn[index] === ',') return dn.slice(index + 1).trim();
  }
  return undefined;
}
