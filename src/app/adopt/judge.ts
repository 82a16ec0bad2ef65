import type { FactName } from '../../facts/fact.js';
import type { Facts } from '../../facts/maker.js';
import { kindOf } from '../../facts/recipient/objects.js';
import { isSoftDeleted } from '../../facts/recipient-keys.js';
import type { RecipientRecord } from '../../facts/recipient-record.js';
import { recipientKind } from '../../facts/recipient-types.js';
import type { Subject } from '../../facts/subject.js';
import type { Settings } from '../../facts/tenant.js';
import type { AdoptGroup } from '../../fixes/adoption.js';
import { type Found, isAddressed, isPersonal } from './candidates.js';
import { REMOTE_TYPES } from './compare.js';
import { isInactive, isSynced, syncedContainers } from './scope.js';

export interface Draft {
  readonly group: AdoptGroup;
  readonly why: readonly string[];
  readonly questions: readonly string[];
  /** The person's on-premises object. */
  readonly own: RecipientRecord | undefined;
  readonly isInScope: boolean | undefined;
  /** Where a new object goes. */
  readonly container: string | undefined;
}

interface Asked {
  readonly subject: Subject;
  readonly facts: Facts;
  readonly candidates: readonly Found[];
  readonly ou: string | undefined;
  readonly settings: Settings | undefined;
}

/** What has to be done for one cloud mailbox, before anything is planned. What was not read decides nothing. */
export function judgeGroup(asked: Asked): Draft {
  const { candidates, subject } = asked;
  const refused = refusedMailbox(asked);
  if (refused !== undefined) return draft(refused.group, refused.why, { own: subject.onPrem });
  const holders = candidates.filter(({ candidate }) => isAddressed(candidate.keys) || candidate.isOwn);
  const strangers = holders.filter(({ record }) => kindOf(record) !== 'user');
  if (strangers.length > 0)
    return clash(strangers, 'holds an address or the UPN of the mailbox', 'Take it away there, or give the mailbox another one?');
  if (holders.length > 1)
    return clash(holders, 'answers to a key of this mailbox', 'Which of them is the person? The others have to give up what they share.');
  const [holder] = holders;
  if (holder !== undefined) return withObject(asked, holder);
  const twins = candidates.filter(
    ({ candidate: { keys } }) => keys.includes('display name') && (keys.includes('sAMAccountName') || keys.includes('alias')),
  );
  if (twins.length > 0)
    return clash(
      twins,
      'has the short name and the display name of the mailbox, and neither its UPN nor an address',
      'Is it the same person? Yes: give it the UPN and the primary address of the mailbox, and run this again. No: rename one of them.',
    );
  return newObject(asked);
}

function refusedMailbox({ facts, subject }: Asked): { readonly group: AdoptGroup; readonly why: string } | undefined {
  const type = textFact(facts, 'cloud.recipientType');
  if (subject.cloud !== undefined && (isSoftDeleted(subject.cloud) || isInactive(subject.cloud)))
    return { group: 'blocked', why: 'The cloud mailbox is deleted or inactive: it cannot be adopted before it is restored.' };
  if (type === undefined)
    return {
      group: 'not-read',
      why: 'RecipientTypeDetails of the cloud object was not read: export Get-Mailbox (or Get-EXOMailbox -PropertySets All), too.',
    };
  if (REMOTE_TYPES[type] === undefined)
    return { group: 'blocked', why: `The cloud object is a ${type}: no remote mailbox stands for that.` };
  if (isTrue(facts, 'cloud.isCloudManaged'))
    return { group: 'blocked', why: 'The source of authority of this user was moved to the cloud (isCloudManaged).' };
  return undefined;
}

/** One object holds the mailbox's names: is it the person, and what is it for Exchange? */
function withObject({ facts, subject }: Asked, { record, candidate }: Found): Draft {
  const scope = facts('onPrem.inSyncScope');
  const more = { own: record, isInScope: scope.kind === 'known' && typeof scope.value === 'boolean' ? scope.value : undefined };
  if (record !== subject.onPrem)
    return draft('clash', `${candidate.name} shares ${candidate.keys.join(', ')} with the mailbox and is joined to another cloud object.`, {
      ...more,
      questions: ['Which cloud object belongs to it? Take the shared values from the other one.'],
    });
  if (!isPersonal(candidate.keys) && subject.joinedBy !== 'source anchor')
    return draft(
      'clash',
      `${candidate.name} holds an address of the mailbox (${candidate.keys.join(', ')}), and neither its UPN nor its primary address.`,
      {
        ...more,
        questions: [
          'Is it the same person? Yes: give it the UPN and the primary address of the mailbox, and run this again. No: take the address away there.',
        ],
      },
    );
  if (more.isInScope === false)
    return draft('blocked', `${candidate.name} lies outside the synchronized containers, so it cannot match.`, {
      ...more,
      questions: ['Move it into a synchronized container, or synchronize its container?'],
    });
  const type = facts('onPrem.exchangeType');
  if (type.kind === 'unknown')
    return draft('not-read', 'Whether the AD user has Exchange attributes was not read (msExchRecipientTypeDetails).', more);
  if (type.value === null) return draft('enable', 'The AD user is there, and has no Exchange attributes.', more);
  const name = String(type.value);
  switch (recipientKind(name)) {
    case 'remote-mailbox':
      return draft('finish', 'The remote mailbox is there, and is not complete.', more);
    case 'mail-user':
      return draft('convert', 'The AD user is a mail user, and has to become a remote mailbox.', more);
    case 'none':
      return draft('enable', 'The AD user is there, and has no Exchange attributes.', more);
    case 'mailbox':
      return draft('blocked', `The AD user has a mailbox of its own on-premises (${name}): two mailboxes for one person.`, {
        ...more,
        questions: ['Which of the two mailboxes stays? Merge them first (rule recipient/dual-mailbox).'],
      });
    default:
      return draft('clash', `The on-premises object is a ${name}.`, { ...more, questions: ['What stands for the mailbox on-premises?'] });
  }
}

function newObject({ ou, settings, facts }: Asked): Draft {
  const [sole, second] = syncedContainers(settings) ?? [];
  const container = ou ?? (second === undefined ? sole : undefined);
  const exists = facts('onPrem.exists');
  if (exists.kind === 'unknown')
    return draft('not-read', `Whether AD holds the person is not known: ${exists.why}.`, {
      questions: [
        'Export all users, contacts and groups of Active Directory (ldifde, or Get-ADUser and Get-ADObject), and run this again.',
      ],
    });
  const held = facts('onPrem.heldElsewhere');
  if (held.kind === 'known' && held.value !== null)
    return draft('clash', `An address of the mailbox is held on-premises by ${String(held.value)}.`, {
      questions: ['Who keeps the address?'],
    });
  if (container === undefined)
    return draft(
      'not-read',
      'It is not said in which container new objects are made, and the settings name not exactly one (syncedContainers).',
      {
        questions: ['Name the container: --ou "OU=Staff,DC=contoso,DC=com"'],
      },
    );
  const isInScope = isSynced(container, settings);
  if (isInScope === false)
    return draft('blocked', `The container ${container} is not synchronized, so a new object there never matches.`, {
      container,
      isInScope,
      questions: ['Name a synchronized container with --ou, or synchronize this one.'],
    });
  return draft('create', 'On-premises holds no object of this person.', { container, isInScope });
}

function clash(found: readonly Found[], what: string, question: string): Draft {
  return draft('clash', '', {
    questions: [question],
    whys: found.slice(0, 8).map(({ candidate }) => `${candidate.name} (${candidate.kind}) ${what}: ${candidate.keys.join(', ')}.`),
  });
}

function draft(
  group: AdoptGroup,
  why: string,
  more: Partial<Omit<Draft, 'group' | 'why'>> & { readonly whys?: readonly string[] } = {},
): Draft {
  const { own, isInScope, container, questions, whys } = more;
  return { group, why: whys ?? [why], questions: questions ?? [], own, isInScope, container };
}

function textFact(facts: Facts, name: FactName): string | undefined {
  const fact = facts(name);
  return fact.kind === 'known' && typeof fact.value === 'string' ? fact.value : undefined;
}

function isTrue(facts: Facts, name: FactName): boolean {
  const fact = facts(name);
  return fact.kind === 'known' && fact.value === true;
}
