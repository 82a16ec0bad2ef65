import type { Evidence } from '../evidence/evidence.js';
import type { RecipientRecord } from '../facts/recipients.js';
import type { Anchor } from './anchor.js';
import type { CloudObject, CloudState } from './cloud.js';
import type { Incoming } from './incoming.js';
import { HOW_IDENTIFIER, HOW_ONPREM, HOW_ROLES, howCloud } from './missing.js';
import { readList, readText } from './read.js';
import { doubt, step, type Trace, type Verdict } from './result.js';
import type { SyncSettings } from './settings.js';

const ERROR_TEXT = 'Hard match operation blocked due to security hardening. Review OnPremisesObjectIdentifier mapping.';

/** Where the objects of a cycle stand, and what is collected of one of them. */
export interface Stage {
  readonly incoming: Incoming;
  readonly settings: SyncSettings;
  readonly cloud: CloudState;
  readonly trace: Trace;
}

/**
 * Looks for the cloud user with the same source anchor.
 *
 * Out: the match, what refuses it, or undefined where there is none. Only users are hard-matched; anchors are compared with case.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-install-existing-tenant
 */
export function hardMatch(stage: Stage, anchor: Anchor): Verdict | undefined {
  const { incoming, settings, cloud, trace } = stage;
  if (incoming.type !== 'user') {
    step(trace, 'hard match', 'Type of the object', 'Only users are hard-matched.', incoming.typeEvidence);
    return undefined;
  }
  if (anchor.value === undefined) return undefined;
  const target = targetOf(cloud.find('anchor', anchor.value), settings, trace);
  const looked = `Cloud users whose onPremisesImmutableId is ${anchor.value}`;
  if (target === undefined) {
    step(trace, 'hard match', looked, 'There is none.', anchor.evidence);
    if (cloud.unread.anchor > 0)
      doubt(trace, `onPremisesImmutableId of ${cloud.unread.anchor} cloud users`, howCloud('onPremisesImmutableId,onPremisesSyncEnabled'));
    return undefined;
  }
  const evidence = [...anchor.evidence, ...seen(target, 'onpremisesimmutableid', 'exo.immutableid')];
  step(trace, 'hard match', looked, `The cloud user ${target.label} has it.`, evidence);
  const refused = refusal(stage, target, evidence);
  if (refused !== undefined) return refused;
  if (target.isDeleted) trace.also.push('user restored from deleted items, with its mailbox');
  const lead = target.isSynced === true ? 'is synchronized already with' : 'is joined to';
  const tail = target.isDeleted ? ', and the soft-deleted user is restored' : '';
  const why = `The on-premises ${incoming.label} ${lead} the cloud user ${target.label}: the source anchor equals its onPremisesImmutableId${tail}.`;
  return { outcome: 'hard-match', why, with: target.id, target: targetFor(target) };
}

export function targetFor({ id, record, isDeleted }: CloudObject): NonNullable<Verdict['target']> {
  return { kind: 'cloud', id, record, isRestored: isDeleted };
}

/** What an attribute of a cloud object shows; nothing for an object that this run made. */
export function seen({ record }: CloudObject, ...columns: readonly string[]): readonly Evidence[] {
  return record === undefined ? [] : readText(record, ...columns).evidence;
}

const DAYS_KEPT = 30;

/** A live user goes before a deleted one, then the smallest id. Deleted users are kept for 30 days. */
function targetOf(found: readonly CloudObject[], settings: SyncSettings, trace: Trace): CloudObject | undefined {
  const users = found.filter(({ type }) => type === 'user' || type === 'unknown');
  const live = users.find(({ isDeleted }) => !isDeleted);
  if (live !== undefined) return live;
  return users.find((user) => {
    const deletedAt = user.record === undefined ? undefined : readText(user.record, 'deleteddatetime').value;
    const age = settings.date === undefined || typeof deletedAt !== 'string' ? undefined : days(settings.date) - days(deletedAt);
    if (age === undefined || Number.isNaN(age) || age <= DAYS_KEPT) return true;
    step(
      trace,
      'hard match',
      `The soft-deleted user ${user.label}`,
      `It was deleted more than ${DAYS_KEPT} days before ${settings.date ?? ''}, so it is gone.`,
      seen(user, 'deleteddatetime'),
    );
    return false;
  });
}

function days(date: string): number {
  return Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / 86_400_000;
}

function refusal({ incoming, settings, trace }: Stage, target: CloudObject, evidence: readonly Evidence[]): Verdict | undefined {
  if (target.isCloudManaged) {
    const why = `The source of authority of ${target.label} was moved to the cloud (isCloudManaged), so nothing flows from on-premises.`;
    step(trace, 'hard match', `Source of authority of ${target.label}`, why, [...evidence, ...seen(target, 'iscloudmanaged')]);
    trace.also.push('Entra Connect logs event 6956 for the object');
    return { outcome: 'no-op', why, candidate: target.id };
  }
  if (settings.blockTakeover.value && target.isSynced !== true) {
    if (target.isSynced === undefined)
      doubt(trace, `onPremisesSyncEnabled of ${target.label}`, howCloud('onPremisesImmutableId,onPremisesSyncEnabled'));
    const why = `The tenant refuses that a hard match takes over ${target.label}, which is not synchronized (BlockCloudObjectTakeoverThroughHardMatch).`;
    step(trace, 'hard match', 'blockCloudObjectTakeoverThroughHardMatchEnabled', why, [
      ...evidence,
      ...seen(target, 'onpremisessyncenabled', 'exo.isdirsynced'),
      settings.blockTakeover.evidence,
    ]);
    return {
      outcome: 'blocked:BlockCloudObjectTakeoverThroughHardMatch',
      why,
      candidate: target.id,
      surfaceError: 'InvalidHardMatch',
      errorText: 'Another cloud created object with the same source anchor already exists in Microsoft Entra ID',
    };
  }
  return hardening({ incoming, settings, trace }, target);
}

// Assigned roles: a third party saw them refused from June on; Microsoft's page is of July, the roll-out ended in September 2026.
const FIRST_REFUSALS = '2026-06-01';
const PAGE_OF_MICROSOFT = '2026-07-01';
const ROLLED_OUT = '2026-10-01';

/**
 * The hardening of 2026: no hard match onto a user that is bound to another on-premises object, or that holds or may activate a role.
 * The ongoing synchronization of a pair is not affected.
 */
function hardening(
  { incoming, settings, trace }: Pick<Stage, 'incoming' | 'settings' | 'trace'>,
  target: CloudObject,
): Verdict | undefined {
  const record = target.record;
  const date = settings.date ?? ROLLED_OUT;
  if (date < FIRST_REFUSALS || record === undefined) return undefined;
  const bound = readText(record, 'onpremisesobjectidentifier');
  const isOwn = typeof bound.value === 'string' && bound.value.toLowerCase() === incoming.objectGuid.value?.toLowerCase();
  if (target.isSynced === true && (isOwn || typeof bound.value !== 'string')) {
    step(
      trace,
      'hard match',
      'Hardening of 2026',
      `${target.label} is synchronized with this anchor already; the ongoing synchronization of a pair is not affected.`,
      [...bound.evidence, ...seen(target, 'onpremisessyncenabled', 'exo.isdirsynced')],
    );
    return undefined;
  }
  const roles = rolesOf(record);
  const binding = date < PAGE_OF_MICROSOFT ? undefined : bindingOf(bound.value, isOwn, settings);
  const reason = binding ?? (roles.names.length > 0 ? `it ${roles.words}` : undefined);
  if (reason === undefined) {
    name(trace, target, bound.value === undefined && date >= PAGE_OF_MICROSOFT, roles.unread);
    if (isOwn)
      doubt(
        trace,
        'whether the hardening refuses an object that comes back to its own cloud user',
        'It is not documented: try it with one object',
      );
    return undefined;
  }
  if (binding !== undefined && typeof incoming.objectGuid.value !== 'string')
    doubt(trace, `objectGUID of ${incoming.label}: the cloud user may be bound to this very object`, HOW_ONPREM);
  if (date < ROLLED_OUT)
    doubt(
      trace,
      `whether the tenant had the hardening on ${date}`,
      'It was rolled out between June and September 2026: see message MC1263280 in the tenant',
    );
  const why = `The hardening of 2026 refuses the hard match onto ${target.label}: ${reason}.`;
  step(trace, 'hard match', 'Hardening of 2026', why, [
    ...(binding === undefined ? roles.evidence : bound.evidence),
    settings.allowRemap.evidence,
  ]);
  return { outcome: 'blocked:HardMatchHardening', why, candidate: target.id, surfaceError: 'InvalidHardMatch', errorText: ERROR_TEXT };
}

function bindingOf(identifier: string | null | undefined, isOwn: boolean, settings: SyncSettings): string | undefined {
  if (typeof identifier !== 'string' || isOwn || settings.allowRemap.value) return undefined;
  return `it is bound to another on-premises object (onPremisesObjectIdentifier ${identifier})`;
}

function name(trace: Trace, target: CloudObject, isIdentifierUnread: boolean, areRolesUnread: boolean): void {
  if (isIdentifierUnread) doubt(trace, `onPremisesObjectIdentifier of ${target.label}, which can refuse the hard match`, HOW_IDENTIFIER);
  if (areRolesUnread) doubt(trace, `the roles of ${target.label}, which can refuse the match`, HOW_ROLES);
}

/** The roles of a cloud user, assigned and eligible. */
function rolesOf(record: RecipientRecord): {
  readonly names: readonly string[];
  readonly words: string;
  readonly unread: boolean;
  readonly evidence: readonly Evidence[];
} {
  const assigned = readList(record, 'assignedroles');
  const eligible = readList(record, 'eligibleroles');
  const held = assigned.value ?? [];
  const names = [...held, ...(eligible.value ?? [])];
  return {
    names,
    words: held.length > 0 ? `holds the role ${held.slice(0, 3).join(', ')}` : `is eligible for the role ${names.slice(0, 3).join(', ')}`,
    unread: assigned.value === undefined || eligible.value === undefined,
    evidence: [...assigned.evidence, ...eligible.evidence],
  };
}
