import { lazy } from '../evidence/lazy.js';
import { firstText, isSoftDeleted, keysOf } from './recipient-keys.js';
import { type RecipientRecord, readColumn } from './recipient-record.js';
import { recipientKind, recipientTypeName } from './recipient-types.js';

export const ON_PREM_STATES = [
  'no-object',
  'user',
  'mail-user',
  'mail-contact',
  'remote-mailbox',
  'mailbox',
  'disabled-user',
  'soft-deleted',
] as const;
export const CLOUD_STATES = [
  'none',
  'cloud-only-user',
  'synced-user',
  'mail-user',
  'mailbox',
  'soft-deleted-mailbox',
  'inactive-mailbox',
  'guest',
] as const;

export type OnPremState = (typeof ON_PREM_STATES)[number];
export type CloudState = (typeof CLOUD_STATES)[number];

/** What the catalogue says of a pair of states. */
export interface StatePair {
  readonly verdict: 'healthy' | 'broken' | 'transition';
  /** Ids of the rules that tell about it. */
  readonly diagnoses: readonly string[];
  /** No source confirms it. */
  readonly isUnverified: boolean;
}

/** For each on-premises state, a line for each cloud state: the state, the verdict, the diagnoses; `?` for what no source confirms. */
const MATRIX: Readonly<Record<OnPremState, string>> = {
  'no-object': `
    none healthy
    cloud-only-user healthy
    synced-user broken sync/orphaned-synced-object
    mail-user broken recipient/cloud-mail-user-no-onprem-object
    mailbox broken recipient/cloud-mailbox-no-onprem-object
    soft-deleted-mailbox transition recipient/cloud-mailbox-soft-deleted
    inactive-mailbox healthy
    guest healthy
  `,
  user: `
    none broken recipient/onprem-not-synced
    cloud-only-user broken recipient/unlinked-pair
    synced-user healthy
    mail-user broken recipient/cloud-mail-user-onprem-not-mail-enabled
    mailbox broken recipient/cloud-mailbox-onprem-user-not-mail-enabled
    soft-deleted-mailbox transition recipient/cloud-mailbox-soft-deleted
    inactive-mailbox broken recipient/cloud-mailbox-inactive
    guest broken recipient/guest-same-address ?
  `,
  'mail-user': `
    none broken recipient/onprem-not-synced
    cloud-only-user broken recipient/unlinked-pair
    synced-user broken recipient/cloud-not-mail-enabled
    mail-user healthy
    mailbox broken recipient/cloud-mailbox-onprem-mail-user
    soft-deleted-mailbox transition recipient/cloud-mailbox-soft-deleted
    inactive-mailbox transition recipient/cloud-mailbox-inactive
    guest broken recipient/guest-same-address ?
  `,
  'mail-contact': `
    none broken recipient/onprem-not-synced
    cloud-only-user broken recipient/contact-same-address
    synced-user broken recipient/contact-same-address
    mail-user broken recipient/contact-same-address
    mailbox broken recipient/cloud-mailbox-onprem-mail-contact
    soft-deleted-mailbox transition recipient/cloud-mailbox-soft-deleted
    inactive-mailbox healthy
    guest broken recipient/guest-same-address ?
  `,
  'remote-mailbox': `
    none broken recipient/remote-mailbox-no-cloud-object
    cloud-only-user broken recipient/unlinked-pair
    synced-user broken recipient/remote-mailbox-no-cloud-mailbox
    mail-user broken recipient/remote-mailbox-no-cloud-mailbox
    mailbox healthy
    soft-deleted-mailbox broken recipient/remote-mailbox-cloud-soft-deleted
    inactive-mailbox broken recipient/remote-mailbox-cloud-inactive
    guest broken recipient/guest-same-address ?
  `,
  mailbox: `
    none broken recipient/onprem-not-synced
    cloud-only-user broken recipient/unlinked-pair
    synced-user broken recipient/onprem-mailbox-cloud-user-no-mail-user
    mail-user healthy
    mailbox broken recipient/dual-mailbox
    soft-deleted-mailbox broken recipient/previous-cloud-mailbox
    inactive-mailbox broken recipient/previous-cloud-mailbox
    guest broken recipient/guest-same-address ?
  `,
  'disabled-user': `
    none healthy
    cloud-only-user broken recipient/unlinked-pair
    synced-user healthy
    mail-user broken recipient/cloud-mail-user-onprem-not-mail-enabled
    mailbox broken recipient/cloud-mailbox-onprem-user-not-mail-enabled
    soft-deleted-mailbox transition recipient/cloud-mailbox-soft-deleted
    inactive-mailbox healthy
    guest broken recipient/guest-same-address ?
  `,
  'soft-deleted': `
    none healthy
    cloud-only-user transition recipient/restored-cloud-user-keeps-anchor
    synced-user transition sync/orphaned-synced-object
    mail-user transition sync/orphaned-synced-object
    mailbox broken recipient/cloud-mailbox-no-onprem-object
    soft-deleted-mailbox transition recipient/cloud-mailbox-soft-deleted
    inactive-mailbox healthy
    guest healthy
  `,
};

const pairs = lazy(() => {
  const made = new Map<string, StatePair>();
  for (const onPrem of ON_PREM_STATES) {
    for (const line of MATRIX[onPrem].trim().split('\n')) {
      const [cloud = '', verdict = '', ...rest] = line.trim().split(' ');
      if (verdict !== 'healthy' && verdict !== 'broken' && verdict !== 'transition') continue;
      made.set(`${onPrem}+${cloud}`, { verdict, diagnoses: rest.filter((word) => word !== '?'), isUnverified: rest.includes('?') });
    }
  }
  return made;
});

/** What an on-premises state and a cloud state mean together; every pair has an answer. */
export function statePair(onPrem: OnPremState, cloud: CloudState): StatePair | undefined {
  return pairs().get(`${onPrem}+${cloud}`);
}

/**
 * State of a person's on-premises object. In: the object; undefined where the side was read and holds none.
 * Out: undefined where the attributes that decide were not read, contradict each other, or are of something else (a group, a system object).
 */
export function onPremState(record: RecipientRecord | undefined): OnPremState | undefined {
  if (record === undefined) return 'no-object';
  if (keysOf(record, 'dn').some((dn) => dn.includes(',cn=deleted objects,'))) return 'soft-deleted';
  const type = readColumn(record, ['msexchrecipienttypedetails', 'recipienttypedetails']).value;
  if (typeof type !== 'string') return type === null ? accountState(record) : undefined;
  const name = recipientTypeName(type);
  switch (recipientKind(name)) {
    case 'mailbox':
      return hasNoDatabase(record) ? undefined : 'mailbox';
    case 'remote-mailbox':
      return 'remote-mailbox';
    case 'mail-user':
      return 'mail-user';
    case 'contact':
      return 'mail-contact';
    case 'none':
      return accountState(record, name);
    default:
      return undefined;
  }
}

/** A mailbox type without a database is the remains of a mailbox, or of a move. */
function hasNoDatabase(record: RecipientRecord): boolean {
  return readColumn(record, ['homemdb', 'database']).value === null;
}

function accountState(record: RecipientRecord, typeName = ''): OnPremState | undefined {
  const classes = readColumn(record, ['objectclass']).value;
  const names = (typeof classes === 'string' ? [classes] : (classes ?? [])).map((name) => name.toLowerCase());
  if (names.some((name) => name === 'group' || name === 'contact' || name === 'computer')) return undefined;
  const control = firstText(record, 'useraccountcontrol');
  if (control !== undefined && /^\d{1,10}$/.test(control)) return (Number(control) & 2) !== 0 ? 'disabled-user' : 'user';
  if (typeName === 'DisabledUser' || typeName === 'LinkedUser') return 'disabled-user';
  return typeName === 'User' ? 'user' : undefined;
}

/** State of a person's cloud object, as `onPremState`. */
export function cloudState(record: RecipientRecord | undefined): CloudState | undefined {
  if (record === undefined) return 'none';
  const type = readColumn(record, ['exo.recipienttypedetails']).value;
  const kind = typeof type === 'string' ? recipientKind(recipientTypeName(type)) : undefined;
  if (firstText(record, 'exo.isinactivemailbox')?.toLowerCase() === 'true') return 'inactive-mailbox';
  if (isSoftDeleted(record)) return kind === 'mailbox' ? 'soft-deleted-mailbox' : undefined;
  if (firstText(record, 'usertype')?.toLowerCase() === 'guest' || type === 'GuestMailUser') return 'guest';
  if (type === 'GroupMailbox') return undefined;
  if (kind === 'mailbox' || kind === 'mail-user') return kind;
  if (kind !== 'none') return undefined;
  const synced = readColumn(record, ['onpremisessyncenabled', 'exo.isdirsynced']).value;
  if (synced === undefined) return undefined;
  return typeof synced === 'string' && synced.toLowerCase() === 'true' ? 'synced-user' : 'cloud-only-user';
}
