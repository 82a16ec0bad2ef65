import { smtpAddresses } from '../facts/recipient-keys.js';
import { type RecipientRecord, readColumn } from '../facts/recipient-record.js';
import { recipientKind } from '../facts/recipient-types.js';
import type { Directories, Subject } from '../facts/subject.js';
import type { PersonResult, Readiness } from '../fixes/readiness.js';
import type { PersonRow, SideWord } from '../ports/readiness-session.js';
import { identityOf, type SideIdentity } from '../render/readiness/identity.js';
import { worstFirst } from '../render/readiness/view.js';

const MOST_WORDS = 4000;

/** What a person is found by: the name, and all addresses of both sides; in lower case. */
export function wordsOf(subject: Subject): string {
  const { id, name, onprem, cloud } = identityOf(subject);
  const own = [name, id, onprem?.upn, cloud?.upn, onprem?.address, cloud?.address].filter((text) => text !== undefined);
  const words = new Set(own.map((text) => text.toLowerCase()));
  let length = 0;
  for (const record of [subject.onPrem, subject.cloud]) {
    for (const address of record === undefined ? [] : (smtpAddresses(record) ?? [])) {
      length += address.length;
      if (length > MOST_WORDS) break;
      words.add(address.toLowerCase());
    }
  }
  return [...words].join('\n');
}

const KINDS: Readonly<Record<NonNullable<ReturnType<typeof recipientKind>>, string>> = {
  mailbox: 'mailbox',
  'remote-mailbox': 'remote',
  'mail-user': 'mail user',
  contact: 'contact',
  group: 'group',
  'public-folder': 'folder',
  system: 'system',
  none: 'no mail',
};

/** One row of the table of people. */
export function rowOf(person: PersonResult, { ruleSet, context }: Readiness): PersonRow {
  const { subject, hits, verdict } = person;
  const { onprem, cloud, name, id } = identityOf(subject);
  const [worst] = worstFirst(hits);
  const { directories } = context;
  return {
    verdict,
    name,
    address: id,
    kind: kindOf(onprem?.type, cloud?.type),
    onprem: sideWord('onprem', subject.onPrem, onprem, directories),
    cloud: sideWord('cloud', subject.cloud, cloud, directories),
    joinedBy: subject.joinedBy,
    worst:
      worst === undefined
        ? undefined
        : {
            id: worst.check.id,
            title: ruleSet.rule(worst.check.id)?.title ?? worst.check.id,
            severity: worst.check.severity,
            status: worst.status,
          },
    others: Math.max(0, hits.length - 1),
  };
}

/** `shared`, `room`, `user`: what the mailbox is, whichever side holds it. */
function kindOf(onprem: string | undefined, cloud: string | undefined): string {
  const type = [onprem, cloud].find((one) => one !== undefined && /mailbox$/i.test(one)) ?? onprem ?? cloud;
  if (type === undefined) return '';
  if (!/mailbox$/i.test(type)) return KINDS[recipientKind(type) ?? 'none'];
  const word = type.replace(/^(?:Remote|Linked)(?=.)/i, '').replace(/Mailbox$/i, '');
  return word === '' ? 'user' : word.toLowerCase();
}

const TYPE_COLUMNS = { onprem: ['recipienttypedetails', 'msexchrecipienttypedetails'], cloud: ['exo.recipienttypedetails'] } as const;

function sideWord(
  side: 'onprem' | 'cloud',
  record: RecipientRecord | undefined,
  identity: SideIdentity | null,
  directories: Directories,
): SideWord {
  if (record === undefined) return directories[side] === undefined ? undefined : null;
  if (identity?.type !== undefined) return KINDS[recipientKind(identity.type) ?? 'none'];
  return readColumn(record, TYPE_COLUMNS[side]).value === undefined ? 'type unread' : 'no mail';
}
