import type { Side } from '../../evidence/directory.js';
import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, type FactSources, type Facts, known, unknown } from '../maker.js';
import { recipientKind } from '../recipient-types.js';
import { keysOf, type RecipientRecord, readColumn } from '../recipients.js';
import type { Settings } from '../tenant.js';
import { attribute, byDirection, chosen, fromColumn, notRead, ofObject, textsOf } from './define.js';

/** RecipientTypeDetails of mailboxes that a move request takes. */
const MOVABLE: ReadonlySet<string> = new Set([
  'UserMailbox',
  'LinkedMailbox',
  'SharedMailbox',
  'LegacyMailbox',
  'RoomMailbox',
  'EquipmentMailbox',
  'TeamMailbox',
  'LinkedRoomMailbox',
  'SchedulingMailbox',
]);

const FORWARDING = [
  'altrecipient',
  'forwardingaddress',
  'forwardingsmtpaddress',
  'msexchgenericforwardingaddress',
  'deliverandredirect',
  'delivertomailboxandforward',
];
const HIDDEN = ['msexchhidefromaddresslists', 'hiddenfromaddresslistsenabled'];
const CLOUD_HIDDEN = ['exo.hiddenfromaddresslistsenabled'];
const CLOUD_FORWARDING = ['exo.forwardingaddress', 'exo.forwardingsmtpaddress'];

/** What the mailbox of a recipient holds, and the quotas that it has to fit into. */
export const mailboxFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.hasLocalMailbox': {
    type: 'boolean',
    title: 'a mailbox that can be moved lies on-premises',
    reads: { onprem: ['totalitemsize', 'homemdb'] },
    make: (sources, facts) => {
      const fact = facts('onPrem.recipientType');
      // Statistics prove a mailbox where the type was not exported.
      if (fact.kind === 'unknown' || fact.value === 'User') {
        const record = chosen(sources, 'onprem');
        if (record !== undefined && hasStatistics(record)) return fromColumn(true, record, ['totalitemsize']);
        // So does a database on an object whose type is read and empty.
        if (record !== undefined && fact.kind === 'known' && typeof readColumn(record, ['homemdb']).value === 'string')
          return fromColumn(true, record, ['homemdb']);
      }
      return isMovable(fact);
    },
  },
  'cloud.hasMovableMailbox': {
    type: 'boolean',
    title: 'a mailbox that can be moved lies in Exchange Online',
    make: (_, facts) => isMovable(facts('cloud.recipientType')),
  },
  'pair.hasMailbox': {
    type: 'boolean',
    title: 'the recipient has a mailbox on one of the sides, on-premises or in Exchange Online',
    make: hasMailbox,
  },
  'pair.hiddenMailbox': {
    type: 'boolean',
    title: 'the recipient is hidden from address lists',
    reads: { onprem: HIDDEN, cloud: CLOUD_HIDDEN },
    make: (sources) => hidden(chosen(sources, 'onprem'), chosen(sources, 'cloud')),
  },
  'onPrem.litigationHold': ofObject(
    'onprem',
    'boolean',
    'LitigationHoldEnabled on-premises (msExchELCMailboxFlags, bit 8)',
    ['litigationholdenabled', 'msexchelcmailboxflags'],
    litigationHold,
  ),
  'cloud.activeHolds': ofObject(
    'cloud',
    'list',
    'InPlaceHolds and ComplianceTagHoldApplied, without entries that only exclude the mailbox from a policy',
    ['exo.inplaceholds', 'exo.compliancetagholdapplied'],
    activeHolds,
  ),
  'onPrem.retentionPolicy': ofObject(
    'onprem',
    'text',
    'name of the retention policy on-premises',
    ['retentionpolicy', 'msexchmailboxtemplatelink'],
    (record) => nameFact(record, ['retentionpolicy', 'msexchmailboxtemplatelink']),
  ),
  'cloud.retentionPolicy': ofObject('cloud', 'text', 'name of the retention policy in Exchange Online', ['exo.retentionpolicy'], (record) =>
    nameFact(record, ['exo.retentionpolicy']),
  ),
  'pair.retentionPolicyMissing': {
    type: 'boolean',
    title: 'the retention policy of the mailbox does not exist on the side that it moves to',
    make: ({ settings }, facts) =>
      byDirection(facts, {
        toCloud: () => policyMissing(facts('onPrem.retentionPolicy'), settings, 'cloud'),
        toOnPrem: () => policyMissing(facts('cloud.retentionPolicy'), settings, 'onprem'),
      }),
  },
  'onPrem.forwarding': ofObject('onprem', 'list', 'attributes that forward mail of the on-premises mailbox', FORWARDING, (record) =>
    forwarding(record, FORWARDING),
  ),
  'cloud.forwarding': ofObject('cloud', 'list', 'properties that forward mail of the Exchange Online mailbox', CLOUD_FORWARDING, (record) =>
    forwarding(record, CLOUD_FORWARDING),
  ),
  'onPrem.contactsInMailbox': attribute('onprem', 'boolean', 'ImListMigrationCompleted on-premises', 'imlistmigrationcompleted'),
  'cloud.contactsInMailbox': attribute('cloud', 'boolean', 'ImListMigrationCompleted in Exchange Online', 'exo.imlistmigrationcompleted'),
};

/** A row that holds statistics alone is not a recipient. */
function hasStatistics(record: RecipientRecord): boolean {
  if (textsOf(record, 'totalitemsize')?.[0] === undefined) return false;
  return (['upn', 'primary', 'dn'] as const).some((kind) => keysOf(record, kind).length > 0);
}

function isMovable(type: Fact): Fact {
  return type.kind === 'unknown' ? type : known(typeof type.value === 'string' && MOVABLE.has(type.value), () => type.evidence);
}

/** What is on-premises decides where it is a mailbox, a remote mailbox or something that cannot have one; else the cloud. */
function hasMailbox(_: FactSources, facts: Facts): Fact {
  const local = facts('onPrem.hasLocalMailbox');
  if (local.kind === 'known' && local.value === true) return local;
  const type = facts('onPrem.recipientType');
  const kind = type.kind === 'known' && typeof type.value === 'string' ? recipientKind(type.value) : undefined;
  if (type.kind === 'known' && kind === 'remote-mailbox') return known(true, () => type.evidence);
  if (type.kind === 'known' && (kind === 'group' || kind === 'contact' || kind === 'public-folder' || kind === 'system'))
    return known(false, () => type.evidence);
  const cloud = facts('cloud.hasMovableMailbox');
  return cloud.kind === 'known' && cloud.value === false && type.kind === 'unknown' ? type : cloud;
}

function hidden(onPrem: RecipientRecord | undefined, cloud: RecipientRecord | undefined): Fact {
  let wasRead = false;
  for (const [record, columns] of [
    [onPrem, HIDDEN],
    [cloud, CLOUD_HIDDEN],
  ] as const) {
    const text = record === undefined ? undefined : textsOf(record, ...columns);
    if (record === undefined || text === undefined) continue;
    wasRead = true;
    if (/^true$/i.test(text[0] ?? '')) return fromColumn(true, record, columns);
  }
  return wasRead ? known(false) : notRead('msexchhidefromaddresslists');
}

const LITIGATION_HOLD = 8;

function litigationHold(record: RecipientRecord): Fact {
  const property = textsOf(record, 'litigationholdenabled');
  if (property !== undefined && property.length > 0)
    return fromColumn(/^(?:true|1)$/i.test(property[0] ?? ''), record, ['litigationholdenabled']);
  const flags = textsOf(record, 'msexchelcmailboxflags');
  if (flags === undefined)
    return property === undefined ? notRead('litigationholdenabled') : fromColumn(false, record, ['litigationholdenabled']);
  return fromColumn((Number(flags[0] ?? '0') & LITIGATION_HOLD) !== 0, record, ['msexchelcmailboxflags']);
}

/** Source: https://learn.microsoft.com/purview/ediscovery-identify-a-hold-on-an-exchange-online-mailbox (a leading minus excludes the mailbox). */
function activeHolds(record: RecipientRecord): Fact {
  const holds = textsOf(record, 'exo.inplaceholds');
  const label = textsOf(record, 'exo.compliancetagholdapplied');
  if (holds === undefined && label === undefined) return notRead('exo.inplaceholds');
  const found = (holds ?? []).filter((hold) => !hold.startsWith('-'));
  if (/^true$/i.test(label?.[0] ?? '')) found.push('ComplianceTagHoldApplied');
  const columns = holds !== undefined && holds.length > 0 ? ['exo.inplaceholds'] : ['exo.compliancetagholdapplied', 'exo.inplaceholds'];
  return fromColumn(found.length === 0 ? null : found, record, columns);
}

/** A name as a cmdlet prints it, or the first part of a distinguished name or a path. */
function nameFact(record: RecipientRecord, columns: readonly string[]): Fact {
  const texts = textsOf(record, ...columns);
  if (texts === undefined) return notRead(columns[0] ?? '');
  const text = texts[0];
  return fromColumn(text === undefined ? null : leafName(text), record, columns);
}

function leafName(text: string): string {
  const dn = /^CN=((?:\\.|[^,\\]){1,256})/i.exec(text);
  if (dn?.[1] !== undefined) return dn[1].replace(/\\(.)/g, '$1');
  return text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1).trim();
}

/** The policy that Exchange makes on both sides. */
const DEFAULT_POLICY = 'default mrm policy';

function policyMissing(policy: Fact, settings: Settings | undefined, target: Side): Fact {
  if (policy.kind === 'unknown') return policy;
  const name = policy.value;
  if (typeof name !== 'string') return known(false, () => policy.evidence);
  const names = policyNames(settings?.retentionPolicies, target);
  if (names === undefined)
    return name.toLowerCase() === DEFAULT_POLICY
      ? known(false, () => policy.evidence)
      : unknown(`the settings do not say retentionPolicies.${target}`);
  const wanted = name.toLowerCase();
  const isMissing = !names.some((one) => one.toLowerCase() === wanted);
  const text = names.length === 0 ? 'none' : names.slice(0, 20).join(', ');
  return known(isMissing, () => [...policy.evidence, { source: 'settings', path: `retentionPolicies.${target}`, text }]);
}

/** `retentionPolicies: { onprem: [...], cloud: [...] }`, each a name or an object of Get-RetentionPolicy. */
function policyNames(value: unknown, target: Side): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || !(target in value)) return undefined;
  const list: unknown = Reflect.get(value, target);
  if (!Array.isArray(list)) return undefined;
  return list.flatMap((one: unknown) => {
    if (typeof one === 'string') return [one];
    if (typeof one !== 'object' || one === null) return [];
    const name: unknown = 'Name' in one ? one.Name : 'name' in one ? one.name : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}

function forwarding(record: RecipientRecord, columns: readonly string[]): Fact {
  const found: string[] = [];
  let wasRead = false;
  for (const column of columns) {
    const texts = textsOf(record, column);
    if (texts === undefined) continue;
    wasRead = true;
    const text = texts[0];
    if (text !== undefined && !/^(?:false|0)$/i.test(text)) found.push(column);
  }
  if (!wasRead) return notRead(columns[0] ?? '');
  return known(found.length === 0 ? null : found, () =>
    (found.length === 0 ? columns : found).flatMap((one) => readColumn(record, [one]).evidence),
  );
}
