import type { Evidence } from '../evidence/evidence.js';
import { type Anchor, encodingFault } from './anchor.js';
import { type CloudObject, isUnbound } from './cloud.js';
import { type Stage, seen, targetFor } from './hard-match.js';
import { HOW_ONPREM, HOW_ROLES, howCloud } from './missing.js';
import { readList } from './read.js';
import { doubt, type SyncStage, step, type Verdict } from './result.js';

/** `found`: the attempt ended at an object, matched or not, so the next key is not tried. */
export type SoftMatch = { readonly kind: 'verdict'; readonly verdict: Verdict } | { readonly kind: 'found' } | { readonly kind: 'nobody' };

const NOBODY: SoftMatch = { kind: 'nobody' };

/** The primary SMTP address against primary SMTP addresses; for users, mail-enabled groups and contacts. Secondary ones never match. */
export function softMatchBySmtp(stage: Stage, anchor: Anchor): SoftMatch {
  const { incoming, cloud, trace } = stage;
  const { primary, label } = incoming;
  if (primary === undefined || (!incoming.areProxiesRead && primary !== null))
    doubt(trace, `proxyAddresses of ${label}, the first key of the soft match`, HOW_ONPREM);
  if (primary === undefined) return NOBODY;
  if (primary === null) {
    step(
      trace,
      'soft match by SMTP',
      `Primary SMTP address of ${label}`,
      'It has none, so this key is left out.',
      incoming.primaryEvidence,
    );
    return NOBODY;
  }
  const looked = `Cloud objects whose primary SMTP address is ${primary}`;
  const holders = cloud.find('primary', primary).filter(({ type }) => type !== 'exchange-only');
  const members = holders.filter(({ isGuest }) => !isGuest);
  if (members.length === 0) {
    const guest = holders[0];
    const found = guest === undefined ? 'There is none.' : `Only the guest ${guest.label} has it, and guests are taken as not matched.`;
    step(trace, 'soft match by SMTP', looked, found, [...incoming.primaryEvidence, ...(guest === undefined ? [] : shown(guest))]);
    if (guest !== undefined) doubtGuest(stage, guest);
    if (cloud.unread.primary > 0) doubt(trace, `addresses of ${cloud.unread.primary} cloud objects`, howCloud('onPremisesImmutableId'));
    return NOBODY;
  }
  const same = members.filter(({ type }) => type === incoming.type || type === 'unknown');
  const first = same[0];
  if (first === undefined) return otherType(stage, members, looked);
  const evidence = [...incoming.primaryEvidence, ...shown(first)];
  return ofCandidates(
    stage,
    anchor,
    { stage: 'soft match by SMTP', outcome: 'soft-match-smtp', looked, key: 'the primary SMTP address', evidence },
    same,
  );
}

/** The UPN, for users, when the SMTP attempt found nobody and the tenant allows it. */
export function softMatchByUpn(stage: Stage, anchor: Anchor): SoftMatch {
  const { incoming, settings, cloud, trace } = stage;
  const { upn, label } = incoming;
  if (incoming.type !== 'user') return NOBODY;
  const skip = (looked: string, found: string, evidence: readonly Evidence[]): SoftMatch => {
    step(trace, 'soft match by UPN', looked, found, evidence);
    return NOBODY;
  };
  if (upn.kind === 'unread' || upn.kind === 'none') {
    doubt(trace, `userPrincipalName of ${label}, the second key of the soft match`, HOW_ONPREM);
    return NOBODY;
  }
  if (upn.kind === 'replaced')
    return skip(`userPrincipalName of ${label}`, `It is replaced (${upn.why}), so it is not compared.`, upn.evidence);
  const users = cloud.find('upn', upn.value);
  if (!settings.softMatchOnUpn.value)
    return skip('softMatchOnUpnEnabled', 'The tenant does not match by UPN.', [...upn.evidence, settings.softMatchOnUpn.evidence]);
  const looked = `Cloud users whose userPrincipalName is ${upn.value}`;
  const members = users.filter(({ isGuest }) => !isGuest);
  const first = members[0];
  if (first === undefined) {
    const guest = users[0];
    if (guest !== undefined) doubtGuest(stage, guest);
    if (cloud.unread.upn > 0) doubt(trace, `userPrincipalName of ${cloud.unread.upn} cloud objects`, howCloud('onPremisesImmutableId'));
    return skip(looked, 'There is none.', upn.evidence);
  }
  const evidence = [...upn.evidence, ...seen(first, 'userprincipalname', 'exo.userprincipalname', 'exo.windowsliveid')];
  return ofCandidates(stage, anchor, { stage: 'soft match by UPN', outcome: 'soft-match-upn', looked, key: 'the UPN', evidence }, members);
}

interface Attempt {
  readonly stage: SyncStage;
  readonly outcome: 'soft-match-smtp' | 'soft-match-upn';
  readonly looked: string;
  readonly key: string;
  readonly evidence: readonly Evidence[];
}

/** What becomes of objects of the right type that hold the key. */
function ofCandidates(stage: Stage, anchor: Anchor, attempt: Attempt, candidates: readonly CloudObject[]): SoftMatch {
  const { incoming, settings, trace } = stage;
  const free = candidates.filter(isUnbound);
  const [candidate] = free;
  if (candidate === undefined) return bound(stage, anchor, attempt, candidates);
  const { label, id } = candidate;
  if (free.length > 1)
    doubt(
      trace,
      `which of ${free.length} cloud objects with ${attempt.key} of ${incoming.label} is matched: ${free
        .slice(0, 3)
        .map((one) => one.id)
        .join(', ')}`,
      'Only one object can hold it: export the cloud side again, and remove the value from the others',
    );
  if (candidate.anchor === undefined && incoming.type === 'user')
    doubt(
      trace,
      `onPremisesImmutableId of ${label}: a user that has one is not soft-matched`,
      howCloud('onPremisesImmutableId,onPremisesSyncEnabled'),
    );
  if (candidate.type === 'unknown') doubt(trace, `the type of the cloud object ${label}`, howCloud('onPremisesImmutableId'));
  const end = (verdict: Verdict, evidence: readonly Evidence[] = []): SoftMatch => {
    step(trace, attempt.stage, attempt.looked, verdict.why, [...attempt.evidence, ...evidence]);
    return { kind: 'verdict', verdict };
  };
  if (settings.blockSoftMatch.value)
    return end(
      {
        outcome: 'blocked:BlockSoftMatch',
        why: `The cloud ${incoming.type} ${label} has ${attempt.key} of the on-premises ${incoming.label}, and the tenant refuses every soft match (BlockSoftMatch).`,
        candidate: id,
        surfaceError: 'InvalidSoftMatch',
      },
      [settings.blockSoftMatch.evidence],
    );
  if (incoming.type === 'user') {
    const roles = candidate.record === undefined ? { value: [], evidence: [] } : readList(candidate.record, 'assignedroles');
    if (roles.value === undefined) doubt(trace, `the roles of ${label}, which can refuse the match`, HOW_ROLES);
    if ((roles.value ?? []).length > 0) {
      trace.also.push('second cloud object with quarantined values; hard-delete it before the retry');
      const held = (roles.value ?? []).slice(0, 3).join(', ');
      const why = `The cloud user ${label} has ${attempt.key} of the on-premises ${incoming.label} and holds a role (${held}); an account with a role is never soft-matched.`;
      return end({ outcome: 'error:ExistingAdminRoleConflict', why, candidate: id }, roles.evidence);
    }
  }
  const empty = seen(candidate, 'onpremisesimmutableid', 'exo.immutableid');
  const why = `The on-premises ${incoming.label} is joined to the cloud ${incoming.type} ${label}: it has ${attempt.key} and ${incoming.type === 'user' ? 'no onPremisesImmutableId' : 'is not synchronized'}.`;
  return end({ outcome: attempt.outcome, why, with: id, target: targetFor(candidate) }, empty);
}

/** The objects that hold the key are bound to other on-premises objects, so a new one is tried. */
function bound(stage: Stage, anchor: Anchor, attempt: Attempt, candidates: readonly CloudObject[]): SoftMatch {
  const { incoming, settings, trace } = stage;
  const candidate = candidates[0];
  if (candidate === undefined) return NOBODY;
  const { label } = candidate;
  const fault =
    typeof candidate.anchor === 'string' && anchor.value !== undefined ? encodingFault(anchor.value, candidate.anchor) : undefined;
  const state =
    typeof candidate.anchor === 'string' && candidate.anchor !== ''
      ? `has another onPremisesImmutableId (${candidate.anchor})`
      : candidate.isCloudManaged
        ? 'is managed in the cloud (isCloudManaged)'
        : 'is synchronized from another object';
  const evidence = [...attempt.evidence, ...seen(candidate, 'onpremisesimmutableid', 'exo.immutableid'), ...anchor.evidence];
  const found = `The cloud ${incoming.type} ${label} ${state}, so it is not matched.${fault === undefined ? '' : ` ${fault}`}`;
  step(trace, attempt.stage, attempt.looked, found, evidence);
  if (anchor.value === undefined && incoming.type === 'user')
    return {
      kind: 'verdict',
      verdict: {
        outcome: 'undecided',
        why: `The cloud ${incoming.type} ${label} ${state}, and whether that is the anchor of ${incoming.label} was not read.`,
        candidate: candidate.id,
      },
    };
  const isSameSid = typeof incoming.sid.value === 'string' && incoming.sid.value.toLowerCase() === candidate.sid?.toLowerCase();
  // A conflict of the SID is found by the check for uniqueness; a synchronized holder keeps its value, and ours is withheld.
  if (isSameSid || candidate.isSynced === true || attempt.outcome === 'soft-match-upn') return { kind: 'found' };
  if (candidate.isSynced === undefined)
    doubt(trace, `onPremisesSyncEnabled of ${label}`, howCloud('onPremisesImmutableId,onPremisesSyncEnabled'));
  const why = `The cloud ${incoming.type} ${label} has the primary SMTP address of the on-premises ${incoming.label} and is bound to another object; a second object with the address cannot be made.${fault === undefined ? '' : ` ${fault}`}`;
  const name = settings.quarantineProxy.value ? 'AttributeValueMustBeUnique' : 'InvalidSoftMatch';
  return { kind: 'verdict', verdict: { outcome: `error:${name}`, why, candidate: candidate.id, conflict: 'ProxyAddresses' } };
}

const NOUN = { user: 'user', group: 'group', contact: 'contact', 'exchange-only': 'object', unknown: 'object' } as const;

function otherType({ incoming, trace }: Stage, holders: readonly CloudObject[], looked: string): SoftMatch {
  const free = holders.find(isUnbound);
  const holder = free ?? holders[0];
  if (holder === undefined) return NOBODY;
  const evidence = [...incoming.primaryEvidence, ...shown(holder), ...incoming.typeEvidence];
  if (free === undefined) {
    step(
      trace,
      'soft match by SMTP',
      looked,
      `The ${NOUN[holder.type]} ${holder.label} has it, and is synchronized from another object.`,
      evidence,
    );
    return { kind: 'found' };
  }
  const why = `The cloud ${NOUN[free.type]} ${free.label} has the primary SMTP address of the on-premises ${incoming.type} ${incoming.label}; objects of different types are not matched.`;
  step(trace, 'soft match by SMTP', looked, why, evidence);
  return { kind: 'verdict', verdict: { outcome: 'error:ObjectTypeMismatch', why, candidate: free.id } };
}

function shown(object: CloudObject): readonly Evidence[] {
  const evidence = seen(object, 'proxyaddresses', 'exo.emailaddresses', 'mail', 'exo.primarysmtpaddress');
  return evidence.map((item) => (object.primary === null || object.primary === undefined ? item : { ...item, text: object.primary }));
}

function doubtGuest({ trace }: Stage, guest: CloudObject): void {
  doubt(
    trace,
    `how the service treats the guest ${guest.label}: Microsoft does not document it`,
    'Remove the address from the guest, or the guest, before the synchronization',
  );
}
