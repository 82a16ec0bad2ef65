import { ADOPT_GROUPS, type Adoptee, type AdoptGroup, type Adoption, REPAIRS } from '../../fixes/adoption.js';
import type { LeftOut } from '../../fixes/bulk-script.js';
import { PROOF_WORDS } from '../proof.js';

/** What each group means, for a heading. */
export const GROUP_WORDS: Readonly<Record<AdoptGroup, string>> = {
  create: 'no AD object: New-RemoteMailbox makes one',
  enable: 'an AD user without Exchange attributes: Enable-RemoteMailbox',
  convert: 'a mail user: becomes a remote mailbox',
  finish: 'a remote mailbox that is not complete',
  clash: 'somebody has to decide who is who',
  blocked: 'the match is refused, or the repair is not proven',
  'not-read': 'what decides was not read',
  known: 'on-premises Exchange knows them already',
};

/** Groups that somebody is in, in their order. */
export function groupsOf(adoption: Adoption): readonly (readonly [group: AdoptGroup, count: number, listed: readonly Adoptee[]])[] {
  return ADOPT_GROUPS.flatMap((group) => {
    const count = adoption.counts[group];
    return count === 0 ? [] : [[group, count, adoption.people.filter((person) => person.group === group)] as const];
  });
}

export function headlineOf({ counts, ready, isUnread }: Adoption): string {
  if (isUnread)
    return 'Not known: who has a mailbox in Exchange Online was not read. Give an export of Get-Mailbox with --cloud, or read it with --exchange-online.';
  const open = ADOPT_GROUPS.filter((group) => group !== 'known').reduce((sum, group) => sum + counts[group], 0);
  if (open === 0)
    return counts.known === 0 ? 'Nobody was found to adopt.' : `On-premises Exchange knows all ${counts.known} cloud mailboxes.`;
  return `${open} cloud ${open === 1 ? 'mailbox is' : 'mailboxes are'} not known on-premises as ${open === 1 ? 'it is' : 'they are'}; for ${ready.length} of them the repair is planned and proven.`;
}

/** How the match of a person ends, in one line; undefined where nothing was simulated. */
export function matchLine({ match, proof }: Adoptee): string | undefined {
  if (match === undefined && proof === undefined) return undefined;
  const cycle = match === undefined ? 'no cycle' : `${match.outcome}${match.isCertain ? '' : ' (not certain)'}`;
  return proof === undefined ? cycle : `${cycle}; the plan is ${PROOF_WORDS[proof.kind]}`;
}

/** People whom the scripts leave out, each with the first reason and the question that decides. */
export function leftOut({ people }: Adoption): readonly LeftOut[] {
  return people
    .filter(({ group }) => group !== 'known' && !REPAIRS.has(group))
    .map(({ id, group, why, questions }) => ({ person: id, why: [`${group}:`, why.at(-1) ?? '', questions[0] ?? ''].join(' ').trim() }));
}

/** Why somebody is not known after a run: what is not equal, else the reasons of the group. */
export function stillOpen({ why, compared, group }: Adoptee): readonly string[] {
  const open = compared
    .filter(({ isNeeded, state }) => isNeeded && state !== 'equal' && state !== 'not needed')
    .map(({ attribute, state, note }) => `${attribute}: ${state}${note === undefined ? '' : ` ${note}`}`);
  return group === 'finish' && open.length > 0 ? open : why;
}

export function membershipLine({ memberships }: Adoptee): string {
  if (memberships === undefined) return 'Cloud groups: not read (neither memberOf nor groups with members are in the data).';
  if (memberships.length === 0) return 'Cloud groups: none in the data.';
  return `Cloud groups (${memberships.length}): ${memberships.slice(0, 10).join(', ')}. They stay with the cloud user, and follow nobody until both match.`;
}
