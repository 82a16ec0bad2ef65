import { makePerson } from '../setup/organization.js';
import { fc } from '../setup/property.js';
import type { Json, Seed } from './seeds.js';

/** How a seed is changed: nothing of it may matter to the repair. */
export interface Variation {
  /** Other healthy people of the organization, on both sides. */
  readonly others: readonly number[];
  /** Further addresses of the people of the seed, on both sides. */
  readonly more: number;
  /** As Exchange's cmdlets name and print the on-premises attributes. */
  readonly isCmdlet: boolean;
  /** As files: what no record of a side has was not read. */
  readonly isFile: boolean;
  /** Another name and another domain in the place of the ones that the case has. */
  readonly name: string;
  readonly isReversed: boolean;
}

export const variations: fc.Arbitrary<Variation> = fc.record({
  others: fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 4 }),
  more: fc.integer({ min: 0, max: 3 }),
  isCmdlet: fc.boolean(),
  isFile: fc.boolean(),
  name: fc.constantFrom('', 'noor', 'omar.okafor', 'x7', 'anne-marie'),
  isReversed: fc.boolean(),
});

const NAMES: Readonly<Record<string, string>> = {
  mailNickname: 'Alias',
  msExchMailboxGuid: 'ExchangeGuid',
  msExchArchiveGUID: 'ArchiveGuid',
  msExchRecipientTypeDetails: 'RecipientTypeDetails',
  proxyAddresses: 'EmailAddresses',
  msExchHideFromAddressLists: 'HiddenFromAddressListsEnabled',
};
const TYPES: Readonly<Record<string, string>> = {
  '1': 'UserMailbox',
  '4': 'SharedMailbox',
  '16': 'RoomMailbox',
  '32': 'EquipmentMailbox',
  '64': 'MailContact',
  '128': 'MailUser',
  '2147483648': 'RemoteUserMailbox',
  '8589934592': 'RemoteRoomMailbox',
  '17179869184': 'RemoteEquipmentMailbox',
  '34359738368': 'RemoteSharedMailbox',
};

function asCmdlet(record: Json): Json {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [
      NAMES[name] ?? name,
      name === 'msExchRecipientTypeDetails' && typeof value === 'string' ? (TYPES[value] ?? value) : value,
    ]),
  );
}

const isList = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string');

/** The same further addresses on both sides, so that the sides agree on them. */
function withMore(record: Json, more: number): Json {
  const upn = typeof record.userPrincipalName === 'string' ? (record.userPrincipalName.split('@')[0] ?? '') : '';
  if (!/^[\w.-]{1,40}$/.test(upn)) return record;
  const extra = Array.from({ length: more }, (_, index) => `smtp:${upn}.more${index}@contoso.com`);
  const grown = (value: unknown): unknown =>
    isList(value) && value.some((item) => item.startsWith('SMTP:')) ? [...value, ...extra] : value;
  const exo = typeof record.exo === 'object' && record.exo !== null ? { ...record.exo } : undefined;
  return {
    ...record,
    ...('proxyAddresses' in record ? { proxyAddresses: grown(record.proxyAddresses) } : {}),
    ...(exo === undefined ? {} : { exo: { ...exo, ...('EmailAddresses' in exo ? { EmailAddresses: grown(exo.EmailAddresses) } : {}) } }),
  };
}

function renamed<T>(value: T, name: string): T {
  if (name === '' || value === undefined) return value;
  const text = JSON.stringify(value)
    .replaceAll(/\bkim\b/g, name)
    .replaceAll(/\banna\.weber\b/g, name);
  // The same structure with other words in it.
  const parsed: T = JSON.parse(text);
  return parsed;
}

/** The seed with the variation; a side that it does not have stays away. */
export function varied(seed: Seed, { others, more, isCmdlet, name, isReversed }: Variation): Seed {
  const people = others.map((i) => makePerson(i, 0)).filter(({ onprem }) => String(onprem?.userPrincipalName).endsWith('@contoso.com'));
  const add = (own: Seed['onPrem'], rest: readonly (Json | undefined)[]): Seed['onPrem'] => {
    const found = rest.flatMap((record) => (record === undefined ? [] : [record]));
    if (own === undefined) return undefined;
    const all = [...(own ?? []).map((record) => withMore(renamed(record, name), more)), ...found];
    return isReversed ? all.reverse() : all;
  };
  const onPrem = add(
    seed.onPrem,
    people.map(({ onprem }) => onprem),
  );
  return {
    ...seed,
    onPrem: isCmdlet ? onPrem?.map(asCmdlet) : onPrem,
    cloud: add(
      seed.cloud,
      people.map(({ cloud }) => cloud),
    ),
  };
}
