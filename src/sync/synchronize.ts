import { finish, type Steps } from '../evidence/steps.js';
import type { RecipientRecord } from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import type { Settings } from '../facts/tenant.js';
import { type Anchor, findAnchor, isAnchor } from './anchor.js';
import { type CloudObject, type CloudState, cloudStateInSteps } from './cloud.js';
import { hardMatch, type Stage, seen, targetFor } from './hard-match.js';
import { type Incoming, readIncoming } from './incoming.js';
import { howCloud } from './missing.js';
import { doubt, type SyncResult, step, type Trace, type Verdict } from './result.js';
import { checkScope } from './scope.js';
import { readSyncSettings, type SyncSettings } from './settings.js';
import { softMatchBySmtp, softMatchByUpn } from './soft-match.js';
import { checkUniqueness } from './unique.js';

/** Both sides and the tenant, as one cycle sees them. */
export interface SyncWorld {
  readonly settings: SyncSettings;
  /** Undefined: the cloud side was not given. */
  readonly cloud: CloudState | undefined;
}

/** Indexes the cloud side once; linear in time. */
export function createSyncWorld(directories: Directories, settings: Settings | undefined): SyncWorld {
  return finish(syncWorldInSteps(directories, settings));
}

/** `createSyncWorld`, a few objects at each step. */
export function* syncWorldInSteps(directories: Directories, settings: Settings | undefined): Steps<SyncWorld> {
  return {
    settings: readSyncSettings(settings),
    cloud: directories.cloud === undefined ? undefined : yield* cloudStateInSteps(directories.cloud),
  };
}

/**
 * What one synchronization cycle does with one on-premises object.
 *
 * Out: the outcome with the steps that led to it. Nothing is concluded from what was not read: `isCertain` is false then, `missing` names it,
 * and the outcome is the one that comes out if it is not set. The world is not changed.
 * Bad input: never throws.
 */
export function synchronize(world: SyncWorld, record: RecipientRecord): SyncResult {
  return runObject(world, record).result;
}

/** As `synchronize`, with what the object looks like when it is exported. */
export function runObject(
  { settings, cloud }: SyncWorld,
  record: RecipientRecord,
): { readonly result: SyncResult; readonly incoming: Incoming; readonly anchor: string | undefined } {
  const incoming = readIncoming(record, settings);
  const trace: Trace = { steps: [], also: [], missing: [] };
  const finish = (verdict: Verdict, anchor?: string) => ({ result: resultOf(incoming, verdict, anchor, trace), incoming, anchor });
  if (incoming.typeEvidence.length === 0)
    step(trace, 'object', `Type of ${incoming.label}`, `objectClass was not read; taken as a ${incoming.type}.`);
  for (const value of incoming.discarded.slice(0, 5))
    step(
      trace,
      'object',
      'proxyAddresses',
      `The value "${value}" is malformed and discarded.`,
      incoming.proxyEvidence.map((item) => ({ ...item, text: value })),
    );
  if (incoming.discarded.some(isSeveral))
    doubt(
      trace,
      `whether a value of proxyAddresses of ${incoming.label} is several addresses that the export joined into one`,
      'Look at the object in Active Directory; an export as LDIF joins nothing',
    );
  const outOfScope = checkScope(incoming, settings, cloud, trace);
  if (outOfScope !== undefined) return finish(outOfScope);
  const anchor = findAnchor(incoming, settings, trace);
  if (!isAnchor(anchor)) return finish(anchor);
  if (cloud === undefined) {
    doubt(trace, 'the cloud side', howCloud('onPremisesImmutableId,onPremisesSyncEnabled,onPremisesSecurityIdentifier'));
    return finish(
      { outcome: 'undecided', why: `The cloud side was not read, so nothing is known of a match for ${incoming.label}.` },
      anchor.value,
    );
  }
  return finish(match({ incoming, settings, cloud, trace }, anchor), anchor.value);
}

/** True for a value with more than one address in it: malformed as it stands. */
function isSeveral(value: string): boolean {
  return value.split(/smtp:/i, 3).length > 2;
}

function match(stage: Stage, anchor: Anchor): Verdict {
  const joined = joinedObject(stage, anchor);
  if (joined !== undefined) return joined;
  const hard = hardMatch(stage, anchor);
  if (hard !== undefined) return settled(stage, hard);
  const smtp = softMatchBySmtp(stage, anchor);
  const soft = smtp.kind === 'nobody' ? softMatchByUpn(stage, anchor) : smtp;
  if (soft.kind === 'verdict') return settled(stage, soft.verdict);
  if (stage.cloud.isTruncated)
    doubt(
      stage.trace,
      'the rest of the cloud side: the export is cut or has more pages',
      'Export again with -All, and give the whole file',
    );
  return settled(stage, { outcome: 'provision-new', why: '', target: { kind: 'new' } });
}

/** An object that is joined already: no match is looked for, only its values are checked. */
function joinedObject(stage: Stage, anchor: Anchor): Verdict | undefined {
  const { incoming, settings, cloud, trace } = stage;
  const given = settings.joinedTo;
  const before = settings.cloudSourceAnchor;
  const target =
    given !== undefined
      ? cloud.find('id', given)[0]
      : before !== undefined
        ? cloud.find('anchor', before)[0]
        : alreadyJoined(stage, anchor);
  if (given === undefined && before === undefined && target === undefined) return undefined;
  const label = target?.label ?? given ?? 'a cloud object';
  const settingEvidence = given === undefined ? [] : [{ source: 'settings', path: 'joinedTo', text: given } as const];
  if (given !== undefined && target === undefined)
    doubt(trace, `the cloud object ${given}, to which ${incoming.label} is joined`, howCloud('onPremisesImmutableId'));
  if (target?.isCloudManaged === true) {
    const why = `The source of authority of ${label} was moved to the cloud (isCloudManaged), so nothing flows from on-premises.`;
    step(trace, 'joined', `Source of authority of ${label}`, why, [...settingEvidence, ...seen(target, 'iscloudmanaged')]);
    trace.also.push('Entra Connect logs event 6956 for the object');
    return { outcome: 'no-op', why };
  }
  const joinedBy = before ?? (incoming.type === 'user' ? target?.anchor : undefined);
  if (typeof joinedBy === 'string' && joinedBy !== '' && anchor.value !== undefined && joinedBy !== anchor.value) {
    const why = `${incoming.label} is joined with the source anchor ${joinedBy}, and has ${anchor.value} now: the anchor of a joined object must not change.`;
    step(trace, 'joined', 'cloudSourceAnchor and sourceAnchor', why, [...anchor.evidence, ...settingEvidence]);
    if (settings.tool === 'cloud-sync')
      doubt(trace, 'the name of this error in Cloud Sync', 'See the provisioning logs: the name is that of a rule of Entra Connect');
    return { outcome: 'error:SourceAnchorChanged', why, candidate: target?.id ?? given };
  }
  step(
    trace,
    'joined',
    `Whether ${incoming.label} is joined`,
    `It is joined to ${label}; a match is looked for with new objects only.`,
    settingEvidence,
  );
  const into =
    target === undefined ? ({ kind: 'cloud', id: given ?? '', record: undefined, isRestored: false } as const) : targetFor(target);
  return settled(stage, { outcome: 'no-op', why: '', target: into });
}

/** Groups and contacts show no anchor in the cloud: one that is synchronized and has our SID, our anchor or our address is ours. */
function alreadyJoined({ incoming, cloud, trace }: Stage, anchor: Anchor): CloudObject | undefined {
  if (incoming.type === 'user' || incoming.type === 'other') return undefined;
  const isOurs = ({ type, isSynced, isDeleted, isNew }: CloudObject): boolean =>
    type === incoming.type && isSynced === true && !isDeleted && !isNew;
  const byAnchor = anchor.value === undefined ? undefined : cloud.find('anchor', anchor.value).find(isOurs);
  const bySid = typeof incoming.sid.value === 'string' ? cloud.find('sid', incoming.sid.value).find(isOurs) : undefined;
  const sure = byAnchor ?? bySid;
  if (sure !== undefined || typeof incoming.primary !== 'string') return sure;
  const holder = cloud.find('primary', incoming.primary).find(isOurs);
  if (holder === undefined || (typeof holder.anchor === 'string' && holder.anchor !== '')) return undefined;
  // Two groups with different SIDs are two groups.
  if (typeof holder.sid === 'string' && typeof incoming.sid.value === 'string') return undefined;
  doubt(
    trace,
    `whether the synchronized ${incoming.type} ${holder.label} is ${incoming.label}, or another object with its address`,
    `Compare them in the Synchronization Service, or give joinedTo in the settings`,
  );
  return holder;
}

/** The verdict after the check for uniqueness; verdicts that write nothing stay as they are. */
function settled(stage: Stage, verdict: Verdict): Verdict {
  const { target } = verdict;
  if (target === undefined || target.kind === 'none') return verdict;
  const { incoming, trace } = stage;
  const id = target.kind === 'cloud' ? target.id : undefined;
  const { error, quarantined, resultUpn } = checkUniqueness(stage, id);
  if (error !== undefined) return error;
  noteOthers(
    stage,
    id,
    resultUpn,
    quarantined.some(({ attribute }) => attribute === 'userPrincipalName'),
  );
  if (verdict.outcome === 'no-op' || verdict.outcome === 'provision-new') {
    const isNew = target.kind === 'new';
    if (quarantined.length === 0) {
      const why = isNew
        ? `No cloud object matches ${incoming.label}, and no other holds one of its values: a new cloud ${incoming.type} is made.`
        : `${incoming.label} is joined, and no other cloud object holds one of its values.`;
      return { ...verdict, why, quarantined, ...upnOf(resultUpn) };
    }
    const values = quarantined
      .slice(0, 3)
      .map(({ value }) => value)
      .join(', ');
    const why = isNew
      ? `No cloud object matches ${incoming.label}: a new cloud ${incoming.type} is made without ${values}, which another object holds.`
      : `${incoming.label} is joined, and ${values} is withheld, for another cloud object holds it.`;
    return { ...verdict, outcome: 'quarantine-attribute', why, quarantined, ...upnOf(resultUpn) };
  }
  for (const { attribute, value } of quarantined.slice(0, 20))
    trace.also.push(
      attribute === 'proxyAddresses'
        ? `proxyAddress ${value} quarantined on the matched ${incoming.type}`
        : 'UPN conflict: quarantined, the matched user keeps its own',
    );
  return { ...verdict, quarantined, ...upnOf(resultUpn) };
}

const upnOf = (resultUpn: string | undefined): Pick<Verdict, 'resultUpn'> => (resultUpn === undefined ? {} : { resultUpn });

/** What happens beside the outcome: the UPN, deleted users with our values, holders that Entra does not know. */
function noteOthers(
  { incoming, settings, cloud, trace }: Stage,
  target: string | undefined,
  resultUpn: string | undefined,
  isUpnWithheld: boolean,
): void {
  const { upn } = incoming;
  const current = target === undefined ? undefined : cloud.find('id', target)[0]?.upn;
  if (!isUpnWithheld && typeof current === 'string' && resultUpn !== undefined && resultUpn.toLowerCase() !== current.toLowerCase())
    trace.also.push(
      upn.kind === 'replaced'
        ? `cloud UPN becomes ${resultUpn}, for ${upn.why}`
        : `cloud UPN becomes ${resultUpn} if synchronizeUpnForManagedUsersEnabled or user unlicensed`,
    );
  if (upn.kind === 'replaced' && current === undefined)
    trace.also.push(`the UPN ${upn.given} is not used, for ${upn.why}; the cloud UPN is ${resultUpn ?? '<mailNickname>@<initial domain>'}`);
  if (
    upn.kind === 'exported' &&
    upn.isVerified === undefined &&
    current === undefined &&
    !cloud.hasUpnDomain(upn.value.slice(upn.value.lastIndexOf('@') + 1).toLowerCase())
  )
    trace.also.push('verifiedDomains is not given: if the suffix is not verified, the cloud UPN is <mailNickname>@<initial domain>');
  const addresses = new Set((incoming.proxies ?? []).flatMap(({ kind, key }) => (kind === 'smtp' ? [key] : [])));
  const holders = settings.exchangeOnlyHolders.filter(({ address }) => addresses.has(address));
  const folders = [...addresses].slice(0, 1000).flatMap((address) =>
    cloud
      .find('smtp', address)
      .filter(({ type }) => type === 'exchange-only')
      .map(() => ({ type: 'PublicFolder', address })),
  );
  for (const { type, address } of [...holders, ...folders].slice(0, 10))
    trace.also.push(
      `Exchange Online only: a ${type} holds ${address}; Entra does not know it, and Exchange Online then reports the address as in use (serviceProvisioningErrors)`,
    );
}

function resultOf(incoming: Incoming, verdict: Verdict, anchor: string | undefined, trace: Trace): SyncResult {
  const { record, label, type } = incoming;
  return {
    record,
    label,
    type,
    outcome: verdict.outcome,
    with: verdict.with,
    target: verdict.target ?? { kind: 'none' },
    candidate: verdict.candidate,
    removed: verdict.removed,
    conflict: verdict.conflict,
    surfaceError: verdict.surfaceError,
    errorText: verdict.errorText,
    quarantined: verdict.quarantined ?? [],
    resultUpn: verdict.resultUpn,
    anchor,
    also: trace.also,
    why: verdict.why,
    steps: trace.steps,
    isCertain: trace.missing.length === 0 && verdict.outcome !== 'undecided',
    missing: trace.missing,
  };
}
