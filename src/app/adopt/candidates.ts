import { kindOf, labelOf } from '../../facts/recipient/objects.js';
import { asciiLower, isSoftDeleted, type KeyKind, keysOf } from '../../facts/recipient-keys.js';
import type { RecipientRecord } from '../../facts/recipient-record.js';
import type { SideIndex } from '../../facts/side-index.js';
import type { Subject } from '../../facts/subject.js';
import { CANDIDATE_KEYS, type Candidate, type CandidateKey } from '../../fixes/adoption.js';
import { firstText } from './read.js';

/** Keys that make two objects one person; the others are coincidences until somebody says otherwise. */
const PERSONAL: ReadonlySet<CandidateKey> = new Set(['source anchor', 'ExchangeGuid', 'UserPrincipalName', 'primary SMTP address']);
const ADDRESSED: ReadonlySet<CandidateKey> = new Set(['other proxy address', 'mail']);
const MOST = 20;

export interface Found {
  readonly record: RecipientRecord;
  readonly candidate: Candidate;
}

/** In: a cloud mailbox and the on-premises side. Out: every living object there that shares a key with it, the surest first. */
export function findCandidates({ cloud, onPrem }: Subject, onprem: SideIndex): readonly Found[] {
  if (cloud === undefined) return [];
  const keys = new Map<RecipientRecord, Set<CandidateKey>>();
  const add = (
    by: CandidateKey,
    kind: KeyKind,
    values: readonly string[],
    test: (record: RecipientRecord) => boolean = () => true,
  ): void => {
    for (const value of values) {
      for (const record of onprem.find(kind, value).slice(0, MOST)) {
        if (isSoftDeleted(record) || !test(record)) continue;
        const known = keys.get(record);
        if (known === undefined) keys.set(record, new Set([by]));
        else known.add(by);
      }
    }
  };
  const upns = keysOf(cloud, 'upn');
  const primary = keysOf(cloud, 'primary');
  const alias = keysOf(cloud, 'alias');
  const display = firstText(cloud, ['displayname', 'exo.displayname']);
  add('source anchor', 'objectId', keysOf(cloud, 'anchor'));
  add('ExchangeGuid', 'exchangeGuid', keysOf(cloud, 'exchangeGuid'));
  add('UserPrincipalName', 'upn', upns);
  add('primary SMTP address', 'primary', primary);
  add('other proxy address', 'proxy', keysOf(cloud, 'proxy'), (record) => !keysOf(record, 'primary').some((own) => primary.includes(own)));
  add('mail', 'mail', keysOf(cloud, 'address'));
  add('sAMAccountName', 'sam', [...new Set([...alias, ...upns.map((upn) => upn.slice(0, Math.max(0, upn.indexOf('@'))))])]);
  add('alias', 'alias', alias);
  if (display !== undefined)
    add(
      'display name',
      'name',
      [display],
      (record) => asciiLower(firstText(record, ['displayname', 'cn', 'name']) ?? '') === asciiLower(display),
    );
  if (onPrem !== undefined && !keys.has(onPrem)) keys.set(onPrem, new Set());
  return [...keys]
    .map(([record, by]) => ({ record, by: CANDIDATE_KEYS.filter((key) => by.has(key)) }))
    .sort((a, b) => rankOf(a.by) - rankOf(b.by))
    .slice(0, MOST)
    .map(({ record, by }) => ({ record, candidate: candidateOf(record, by, record === onPrem) }));
}

const rankOf = (by: readonly CandidateKey[]): number => (by[0] === undefined ? CANDIDATE_KEYS.length : CANDIDATE_KEYS.indexOf(by[0]));

function candidateOf(record: RecipientRecord, keys: readonly CandidateKey[], isOwn: boolean): Candidate {
  const kind = kindOf(record);
  return { name: labelOf(record) ?? '(no name)', kind, keys, isOwn, verdict: verdictOf(kind, keys) };
}

function verdictOf(kind: string, keys: readonly CandidateKey[]): string {
  const isUser = kind === 'user' || kind === 'guest';
  if (!isUser && isAddressed(keys)) return `a ${kind} holds a value that the mailbox needs`;
  if (isPersonal(keys)) return 'the same person';
  if (isAddressed(keys)) return 'holds an address of the mailbox; whether it is the same person is not told by that';
  return keys.includes('sAMAccountName') || keys.includes('alias')
    ? keys.includes('display name')
      ? 'has the same short name and display name; perhaps the same person'
      : 'has the same short name; perhaps somebody else'
    : 'a hint only';
}

export const isPersonal = (keys: readonly CandidateKey[]): boolean => keys.some((key) => PERSONAL.has(key));
/** It holds a UPN or an address that the mailbox needs on-premises. */
export const isAddressed = (keys: readonly CandidateKey[]): boolean => keys.some((key) => PERSONAL.has(key) || ADDRESSED.has(key));
