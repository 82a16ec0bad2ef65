import { labelOf, othersWith } from '../../facts/recipient/objects.js';
import { asciiLower, isSoftDeleted, type KeyKind, keysOf, proxyKey } from '../../facts/recipient-keys.js';
import type { RecipientRecord } from '../../facts/recipient-record.js';
import { recipientTypeName } from '../../facts/recipient-types.js';
import type { SideIndex } from '../../facts/side-index.js';
import type { ComparedValue, CompareState, Proposal } from '../../fixes/adoption.js';
import { wasRead } from './proposals.js';
import { firstText, textsIn } from './read.js';

/** Types of cloud mailboxes that on-premises Exchange can stand for: the remote type, its kind, and the numbers that go with it. */
export const REMOTE_TYPES: Readonly<
  Record<
    string,
    {
      readonly remote: string;
      readonly kind: 'Regular' | 'Shared' | 'Room' | 'Equipment';
      readonly details: string;
      readonly display: string;
      readonly type: string;
    }
  >
> = {
  UserMailbox: { remote: 'RemoteUserMailbox', kind: 'Regular', details: '2147483648', display: '-2147483642', type: '1' },
  SharedMailbox: { remote: 'RemoteSharedMailbox', kind: 'Shared', details: '34359738368', display: '-2147483642', type: '97' },
  RoomMailbox: { remote: 'RemoteRoomMailbox', kind: 'Room', details: '8589934592', display: '-2147481850', type: '33' },
  EquipmentMailbox: { remote: 'RemoteEquipmentMailbox', kind: 'Equipment', details: '17179869184', display: '-2147481594', type: '65' },
};

const SERVICE_DOMAIN = /\.onmicrosoft\.(?:com|us|cn|de)$/i;
const MOST_ROWS = 400;

export interface Sides {
  readonly cloud: RecipientRecord;
  readonly own: RecipientRecord | undefined;
  readonly onprem: SideIndex;
  readonly proposal: Proposal | undefined;
  readonly routingAddress: string | undefined;
}

/** What must be equal on both sides, attribute by attribute. Linear in the number of addresses. */
export function compareSides(sides: Sides): readonly ComparedValue[] {
  const { cloud, own, proposal } = sides;
  const rows = [
    single(sides, 'userPrincipalName', 'upn', ['userprincipalname'], ['userprincipalname', 'exo.userprincipalname']),
    ...addressRows(sides),
    named(sides, 'sAMAccountName', 'sam', ['samaccountname'], undefined, proposal?.samAccountName),
    named(
      sides,
      'mailNickname (alias)',
      'alias',
      ['mailnickname', 'alias'],
      firstText(cloud, ['exo.alias', 'mailnickname']),
      proposal?.alias,
    ),
    guid(sides, 'msExchMailboxGuid (ExchangeGuid)', 'exchangeGuid', ['msexchmailboxguid', 'exchangeguid'], ['exo.exchangeguid']),
    guid(sides, 'msExchArchiveGUID (ArchiveGuid)', 'archiveGuid', ['msexcharchiveguid', 'archiveguid'], ['exo.archiveguid']),
    kindRow(cloud, own),
  ];
  return rows.filter((row) => row !== undefined).slice(0, MOST_ROWS);
}

type Columns = readonly string[];

function row(
  attribute: string,
  onPrem: string | undefined,
  cloud: string | undefined,
  state: CompareState,
  note?: string,
  isNeeded = true,
): ComparedValue {
  return { attribute, onPrem, cloud, state, note, isNeeded };
}

const same = (a: string, b: string): boolean => asciiLower(a) === asciiLower(b);

/** Names of other living objects that hold a value. */
function holders({ onprem, own }: Sides, kind: KeyKind, value: string): readonly string[] {
  const found =
    own === undefined ? onprem.find(kind, value).filter((record) => !isSoftDeleted(record)) : othersWith(onprem, kind, value, own);
  return found.slice(0, 5).map((record) => labelOf(record) ?? 'an object without a name');
}

function single(sides: Sides, attribute: string, kind: KeyKind, onPremColumns: Columns, cloudColumns: Columns): ComparedValue {
  const { own, cloud, onprem } = sides;
  const value = firstText(cloud, cloudColumns);
  const held = firstText(own, onPremColumns);
  if (value === undefined) return row(attribute, held, undefined, 'not read', 'the cloud value was not read');
  const taken = holders(sides, kind, value);
  if (taken.length > 0) return row(attribute, held, value, 'taken', `by ${taken.join('; ')}`);
  if (held !== undefined) return row(attribute, held, value, same(held, value) ? 'equal' : 'differs');
  if (!onPremColumns.some((column) => wasRead(onprem, column)))
    return row(attribute, undefined, value, 'not read', 'the on-premises export does not hold it');
  return row(attribute, undefined, value, own === undefined ? 'free' : 'missing');
}

function addressRows(sides: Sides): readonly ComparedValue[] {
  const { cloud, own, onprem, routingAddress } = sides;
  const values = textsIn(cloud, ['exo.emailaddresses', 'proxyaddresses']);
  const isRead = ['proxyaddresses', 'emailaddresses'].some((column) => wasRead(onprem, column));
  const ownProxies = own === undefined ? [] : (textsIn(own, ['proxyaddresses', 'emailaddresses']) ?? []);
  const heldBy = new Map(ownProxies.map((text) => [proxyKey(text), text]));
  const list = values ?? keysOf(cloud, 'primary').map((address) => `SMTP:${address}`);
  const legacy = firstText(cloud, ['exo.legacyexchangedn']);
  const routing =
    routingAddress === undefined || list.some((text) => same(proxyKey(text), `smtp:${routingAddress}`)) ? [] : [`smtp:${routingAddress}`];
  const x500 = legacy === undefined ? [] : [`X500:${legacy}`];
  const rows = [...new Set([...list, ...routing, ...x500])].map((text) => {
    const isPrimary = text.startsWith('SMTP:');
    const isX500 = /^x500:/i.test(text);
    const isService = !isPrimary && SERVICE_DOMAIN.test(text) && !same(proxyKey(text), `smtp:${routingAddress ?? ''}`);
    const attribute = isPrimary
      ? 'proxyAddresses: primary'
      : isX500
        ? 'proxyAddresses: X500 of the cloud'
        : isService
          ? 'proxyAddresses: of the service'
          : same(proxyKey(text), `smtp:${routingAddress ?? ''}`)
            ? 'proxyAddresses: RemoteRoutingAddress'
            : 'proxyAddresses';
    const isNeeded = !isX500 && !isService && /^smtp:/i.test(text);
    const taken = holders(sides, 'proxy', proxyKey(text));
    const held = heldBy.get(proxyKey(text));
    if (taken.length > 0) return row(attribute, held, text, 'taken', `by ${taken.join('; ')}`, isNeeded);
    if (!isRead) return row(attribute, undefined, text, 'not read', 'the on-premises export holds no proxyAddresses', isNeeded);
    if (held !== undefined) {
      const isEqual = !isPrimary || held.startsWith('SMTP:');
      return row(
        attribute,
        held,
        text,
        isEqual ? 'equal' : 'differs',
        isEqual ? undefined : 'it is a secondary address on-premises',
        isNeeded,
      );
    }
    if (own === undefined) return row(attribute, undefined, text, isService ? 'not needed' : 'free', undefined, isNeeded);
    return row(attribute, undefined, text, isService ? 'not needed' : 'missing', undefined, isNeeded);
  });
  return values === undefined
    ? [...rows, row('proxyAddresses', undefined, undefined, 'not read', 'the cloud addresses were not read')]
    : rows;
}

/** A name that has to be free: the object's own where there is one, else the proposed one. */
function named(
  sides: Sides,
  attribute: string,
  kind: 'sam' | 'alias',
  columns: Columns,
  cloud: string | undefined,
  proposed: string | undefined,
): ComparedValue {
  const { own, onprem } = sides;
  const isNeeded = kind === 'alias';
  const isRead = columns.some((column) => wasRead(onprem, column));
  if (own === undefined) {
    if (!isRead)
      return row(attribute, undefined, cloud, 'not read', proposed === undefined ? undefined : `proposed: ${proposed}`, isNeeded);
    const taken = cloud === undefined ? [] : holders(sides, kind, cloud);
    if (taken.length > 0)
      return row(attribute, undefined, cloud, 'taken', `by ${taken.join('; ')}; proposed: ${proposed ?? 'none'}`, isNeeded);
    return row(attribute, undefined, cloud, 'free', proposed === undefined ? undefined : `proposed: ${proposed}`, isNeeded);
  }
  const held = firstText(own, columns);
  if (cloud === undefined) return row(attribute, held, undefined, held === undefined ? 'not read' : 'not needed', undefined, false);
  if (held !== undefined) return row(attribute, held, cloud, same(held, cloud) ? 'equal' : 'differs', undefined, isNeeded);
  return row(attribute, undefined, cloud, isRead ? 'missing' : 'not read', undefined, isNeeded);
}

function guid(
  sides: Sides,
  attribute: string,
  kind: 'exchangeGuid' | 'archiveGuid',
  onPremColumns: Columns,
  cloudColumns: Columns,
): ComparedValue | undefined {
  const { own, cloud } = sides;
  const value = keysOf(cloud, kind)[0];
  const held = own === undefined ? undefined : keysOf(own, kind)[0];
  if (value === undefined) {
    const wasSet = textsIn(cloud, cloudColumns);
    if (kind === 'archiveGuid' && wasSet !== undefined) return undefined;
    return row(
      attribute,
      held,
      undefined,
      wasSet === undefined ? 'not read' : 'not needed',
      undefined,
      wasSet === undefined && kind === 'exchangeGuid',
    );
  }
  const taken = holders(sides, kind, value);
  if (taken.length > 0) return row(attribute, held, value, 'taken', `by ${taken.join('; ')}`);
  if (own === undefined) return row(attribute, undefined, value, 'free');
  if (held !== undefined) return row(attribute, held, value, held === value ? 'equal' : 'differs');
  return row(attribute, undefined, value, textsIn(own, onPremColumns) === undefined ? 'not read' : 'missing');
}

function kindRow(cloud: RecipientRecord, own: RecipientRecord | undefined): ComparedValue {
  const type = recipientTypeName(firstText(cloud, ['exo.recipienttypedetails']) ?? '');
  const wanted = REMOTE_TYPES[type]?.remote;
  const details = firstText(own, ['msexchrecipienttypedetails', 'recipienttypedetails']);
  const held = details === undefined ? undefined : recipientTypeName(details);
  const attribute = 'mailbox kind';
  if (wanted === undefined)
    return row(attribute, held, type === '' ? undefined : type, 'not read', 'no remote mailbox stands for this type');
  if (own === undefined) return row(attribute, undefined, type, 'free', `becomes ${wanted}`);
  if (held === undefined) {
    const state = textsIn(own, ['msexchrecipienttypedetails', 'recipienttypedetails']) === undefined ? 'not read' : 'missing';
    return row(attribute, undefined, type, state, `becomes ${wanted}`);
  }
  return row(attribute, held, type, held === wanted ? 'equal' : 'differs', held === wanted ? undefined : `has to be ${wanted}`);
}
