import { domainPart, localPart } from './address.js';
import type { CloudObject, CloudState } from './cloud.js';
import { type Stage, seen } from './hard-match.js';
import { howCloud } from './missing.js';
import { only } from './read.js';
import { doubt, type Quarantined, step, type Verdict } from './result.js';

/** What the check for uniqueness says: an error of the whole object, or values that are withheld. */
export interface Uniqueness {
  readonly error: Verdict | undefined;
  readonly quarantined: readonly Quarantined[];
  readonly resultUpn: string | undefined;
}

const STEPS_AT_MOST = 20;

/**
 * Every value that must be unique, against all other live cloud objects.
 *
 * In: the cloud object that the values go to; undefined for a new one. Out: an error by name, else the values in quarantine and the UPN that
 * results. Users, groups and contacts fall under the quarantine for UPN and SMTP addresses; SIP, SID and the primary address of a group do not.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/how-to-connect-syncservice-duplicate-attribute-resiliency
 */
export function checkUniqueness(stage: Stage, target: string | undefined): Uniqueness {
  const before = stage.trace.steps.length;
  const bySid = sidConflict(stage, target);
  if (bySid !== undefined) return { error: bySid, quarantined: [], resultUpn: undefined };
  const proxies = checkProxies(stage, target);
  if (proxies.error !== undefined) return { error: proxies.error, quarantined: [], resultUpn: undefined };
  const upn = checkUpn(stage, target);
  if (upn.error !== undefined) return upn;
  doubtUnread(stage, target);
  if (stage.trace.steps.length === before)
    step(stage.trace, 'uniqueness', 'UPN, addresses and SID', 'No other cloud object holds one of them.');
  return { error: undefined, quarantined: [...proxies.quarantined, ...upn.quarantined], resultUpn: upn.resultUpn };
}

/** An address that nobody seems to hold may be held by an object whose addresses were not read. */
function doubtUnread({ incoming, cloud, trace }: Stage, target: string | undefined): void {
  if (!(incoming.proxies ?? []).some(({ kind }) => kind !== 'other')) return;
  const own = target === undefined ? undefined : cloud.find('id', target)[0];
  const unread = cloud.unread.addresses - (own?.areAddressesRead === false && !own.isDeleted ? 1 : 0);
  if (unread > 0)
    doubt(
      trace,
      `proxyAddresses of ${unread} cloud objects, which may hold an address of ${incoming.label}`,
      howCloud('onPremisesImmutableId'),
    );
}

function others(cloud: CloudState, kind: 'sid' | 'sip' | 'smtp' | 'upn', key: string, target: string | undefined): readonly CloudObject[] {
  const found = cloud.find(kind, key);
  return found.length === 0
    ? found
    : found.filter(({ id, type }) => id.toLowerCase() !== target?.toLowerCase() && type !== 'exchange-only');
}

function sidConflict({ incoming, cloud, trace }: Stage, target: string | undefined): Verdict | undefined {
  const sid = incoming.sid.value;
  const holder = typeof sid === 'string' ? others(cloud, 'sid', sid, target)[0] : undefined;
  if (holder === undefined) return undefined;
  const why = `The cloud user ${holder.label} has the SID of the on-premises ${incoming.label} and another source anchor: it is the same on-premises account, whose anchor was lost or changed.`;
  step(trace, 'uniqueness', `Cloud users with the SID of ${incoming.label}`, why, [
    ...incoming.sid.evidence,
    ...seen(holder, 'onpremisessecurityidentifier'),
    ...seen(holder, 'onpremisesimmutableid'),
  ]);
  return { outcome: 'error:AttributeValueMustBeUnique', why, conflict: 'OnPremiseSecurityIdentifier', candidate: holder.id };
}

function checkProxies({ incoming, settings, cloud, trace }: Stage, target: string | undefined): Pick<Uniqueness, 'error' | 'quarantined'> {
  const quarantined: Quarantined[] = [];
  for (const proxy of incoming.proxies ?? []) {
    if (proxy.kind === 'other') continue;
    const holders = others(cloud, proxy.kind, proxy.key, target);
    const holder = holders[0];
    if (holder === undefined) continue;
    // Made for the steps that are kept only: an object may hold many thousands of values.
    const evidence = () => [
      ...only(incoming.proxyEvidence.slice(0, 1), proxy.text),
      ...only(seen(holder, 'proxyaddresses', 'exo.emailaddresses', 'mail'), proxy.key),
    ];
    const looked = `Cloud objects that hold ${proxy.text}`;
    const fail = (why: string, verdict: Omit<Verdict, 'why'>): Pick<Uniqueness, 'error' | 'quarantined'> => {
      step(trace, 'uniqueness', looked, why, evidence());
      return { error: { candidate: holder.id, ...verdict, why }, quarantined: [] };
    };
    if (proxy.kind === 'sip')
      return fail(`The cloud object ${holder.label} holds ${proxy.text}; a SIP address that is held twice is an error, not a quarantine.`, {
        outcome: 'error:AttributeValueMustBeUnique',
        conflict: 'SipProxyAddress',
      });
    const group = holders.find(({ type, primary }) => type === 'group' && primary === proxy.key);
    if (incoming.type === 'user' && group !== undefined)
      return fail(
        `${proxy.text} is the primary address of the group ${group.label}; a user against the primary address of a group is an error.`,
        {
          outcome: 'error:AttributeValueMustBeUnique',
          conflict: 'ProxyAddresses',
          candidate: group.id,
        },
      );
    if (incoming.type === 'group' && holders.some(({ type, isNew }) => type === 'group' && isNew))
      return fail(`${proxy.text} was taken by a group that is new in the same cycle; the second of two new groups fails.`, {
        outcome: 'error:AttributeValueMustBeUnique',
        conflict: 'ProxyAddresses',
      });
    if (!settings.quarantineProxy.value)
      return fail(`The cloud object ${holder.label} holds ${proxy.text}, and the tenant does not quarantine values that are held twice.`, {
        outcome: isBound(holder) ? 'error:InvalidSoftMatch' : 'error:AttributeValueMustBeUnique',
        conflict: 'ProxyAddresses',
      });
    if (quarantined.length < STEPS_AT_MOST)
      step(trace, 'uniqueness', looked, `The cloud object ${holder.label} holds it, so the value is withheld (quarantine).`, evidence());
    quarantined.push({ attribute: 'proxyAddresses', value: proxy.text, holders: holders.map(({ id }) => id) });
  }
  return { error: undefined, quarantined };
}

const isBound = ({ anchor, isSynced }: CloudObject): boolean => (typeof anchor === 'string' && anchor !== '') || isSynced === true;

function checkUpn({ incoming, settings, cloud, trace }: Stage, target: string | undefined): Uniqueness {
  const { upn, nickname } = incoming;
  const none = { error: undefined, quarantined: [], resultUpn: undefined };
  if (upn.kind === 'none' || upn.kind === 'unread') return none;
  if (upn.kind === 'replaced') {
    const prefix = nickname ?? localPart(upn.given);
    if (settings.initialDomain === undefined) return none;
    const calculated = `${prefix}@${settings.initialDomain}`;
    return {
      ...none,
      resultUpn: others(cloud, 'upn', calculated, target).length === 0 ? calculated : withDigits(prefix, settings.initialDomain),
    };
  }
  const holders = others(cloud, 'upn', upn.value, target);
  const group = others(cloud, 'smtp', upn.value, target).find(
    ({ type, primary }) => type === 'group' && primary === upn.value.toLowerCase(),
  );
  const holder = group ?? holders[0];
  if (holder === undefined) return { ...none, resultUpn: upn.value };
  const looked = `Cloud objects that hold the UPN ${upn.value}`;
  const evidence = [...upn.evidence, ...seen(holder, 'userprincipalname', 'mail')];
  const isError = group !== undefined || !settings.quarantineUpn.value;
  if (isError) {
    const name = group === undefined && isBound(holder) ? 'InvalidSoftMatch' : 'AttributeValueMustBeUnique';
    const why =
      group === undefined
        ? `The cloud object ${holder.label} holds the UPN ${upn.value}, and the tenant does not quarantine values that are held twice.`
        : `The UPN ${upn.value} is the primary address of the group ${group.label}; a user against the primary address of a group is an error.`;
    step(trace, 'uniqueness', looked, why, evidence);
    return { ...none, error: { outcome: `error:${name}`, why, conflict: 'UserPrincipalName', candidate: holder.id } };
  }
  step(trace, 'uniqueness', looked, `The cloud object ${holder.label} holds it, so the UPN is withheld (quarantine).`, evidence);
  const kept = target === undefined ? undefined : cloud.find('id', target)[0]?.upn;
  return {
    error: undefined,
    quarantined: [{ attribute: 'userPrincipalName', value: 'userPrincipalName', holders: holders.map(({ id }) => id) }],
    resultUpn: kept ?? withDigits(localPart(upn.value), settings.initialDomain ?? onlyInitial(domainPart(upn.value))),
  };
}

/** The digits are chosen by the service. */
function withDigits(prefix: string, domain: string): string {
  return `${prefix}<4 digits>@${domain}`;
}

function onlyInitial(domain: string): string {
  return domain.endsWith('.onmicrosoft.com') ? domain : '<initial domain>';
}
