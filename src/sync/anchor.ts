import type { Evidence } from '../evidence/evidence.js';
import { recipientTypeName } from '../facts/recipient-types.js';
import { attributeKind, columnName } from '../parse/recipient/attributes.js';
import { bytesToBase64 } from '../parse/recipient/bytes.js';
import { guidForms, guidToBytes, isCanonicalGuid, readGuid } from '../parse/recipient/guid.js';
import type { Incoming } from './incoming.js';
import { HOW_ONPREM } from './missing.js';
import { readText } from './read.js';
import { doubt, step, type Trace, type Verdict } from './result.js';
import type { SyncSettings } from './settings.js';

const CONSISTENCY = 'ms-ds-consistencyguid';

/** The source anchor of an object, or why it has none. `value` undefined: it could not be read. */
export interface Anchor {
  readonly value: string | undefined;
  readonly attribute: string;
  readonly evidence: readonly Evidence[];
}

/**
 * Which attribute is the source anchor, and its value as Entra stores it.
 *
 * Out: the anchor, or a verdict where the object has none. Users follow the setting, with objectGUID in place of an empty ConsistencyGuid;
 * groups and contacts always have objectGUID; a linked mailbox has none.
 * Source: https://learn.microsoft.com/entra/identity/hybrid/connect/plan-connect-design-concepts
 */
export function findAnchor(incoming: Incoming, settings: SyncSettings, trace: Trace): Anchor | Verdict {
  const { label, type, objectGuid, recipientType, record } = incoming;
  const linked = type === 'user' && typeof recipientType.value === 'string' && recipientTypeName(recipientType.value) === 'LinkedMailbox';
  if (linked) {
    const why = `${label} is a linked mailbox: it has no source anchor until its account of the other forest joins it.`;
    step(trace, 'source anchor', 'Type of the recipient', why, recipientType.evidence);
    return { outcome: 'no-op', why };
  }
  const column = type === 'user' ? columnName(settings.anchorAttribute.value) : 'objectguid';
  const used = type === 'user' ? [settings.anchorAttribute.evidence] : [];
  if (column !== 'objectguid') {
    const isConsistency = column === CONSISTENCY;
    const name = isConsistency ? 'mS-DS-ConsistencyGuid' : settings.anchorAttribute.value;
    const reading = readText(record, column);
    if (typeof reading.value === 'string') {
      const value = anchorText(reading.value, attributeKind(column) === 'guid');
      step(trace, 'source anchor', `${name} of ${label}`, `The source anchor is ${value}.`, [...reading.evidence, ...used]);
      if (attributeKind(column) === 'text' && !isUsable(value))
        trace.also.push(`The anchor ${value} breaks the rules for anchors: fewer than 60 characters, without special ones.`);
      return { value, attribute: name, evidence: reading.evidence };
    }
    if (reading.value === undefined) doubt(trace, `${name} of ${label}, the source anchor`, HOW_ONPREM);
    if (!isConsistency) {
      if (reading.value === undefined) return { value: undefined, attribute: name, evidence: [] };
      const why = `${label} has no value in ${name}, the source anchor of the tenant, so it is not synchronized.`;
      step(trace, 'source anchor', `${name} of ${label}`, why, [...reading.evidence, ...used]);
      return { outcome: 'no-op', why };
    }
  }
  if (typeof objectGuid.value !== 'string') {
    doubt(trace, `objectGUID of ${label}, its source anchor`, HOW_ONPREM);
    step(trace, 'source anchor', `objectGUID of ${label}`, 'It was not read, so the source anchor is not known.');
    return { value: undefined, attribute: 'objectGUID', evidence: [] };
  }
  const value = anchorText(objectGuid.value, true);
  const why =
    type !== 'user'
      ? `Groups and contacts are anchored by objectGUID: ${value}.`
      : column === CONSISTENCY
        ? `mS-DS-ConsistencyGuid is empty, so the anchor is objectGUID: ${value}.`
        : `The source anchor is objectGUID: ${value}.`;
  const empty = column === CONSISTENCY ? readText(record, column).evidence : [];
  step(trace, 'source anchor', `Source anchor of ${label}`, why, [...objectGuid.evidence, ...empty, ...used]);
  return { value, attribute: 'objectGUID', evidence: objectGuid.evidence };
}

export function isAnchor(found: Anchor | Verdict): found is Anchor {
  return 'attribute' in found;
}

/** Both values that an object may be anchored by. */
export function anchorsOf({ record, objectGuid }: Incoming): readonly string[] {
  return [readText(record, CONSISTENCY).value, objectGuid.value].flatMap((value) =>
    typeof value === 'string' ? [anchorText(value, true)] : [],
  );
}

/** A GUID as Base64 of its bytes; every other value as it stands. */
function anchorText(value: string, isGuid: boolean): string {
  const bytes = isGuid && isCanonicalGuid(value) ? guidToBytes(value) : undefined;
  return bytes === undefined ? value : bytesToBase64(bytes);
}

function isUsable(value: string): boolean {
  return value.length < 60 && !/[\\!#$%&*+/=?^`{}|~<>()';:,[\]"@_]/.test(value);
}

/** A sentence where two anchors that differ are the same GUID, badly encoded; undefined where they are not. */
export function encodingFault(anchor: string, other: string): string | undefined {
  if (anchor === other) return undefined;
  if (anchor.toLowerCase() === other.toLowerCase()) return 'The two differ in letter case only, and anchors are compared with case.';
  const ours = readGuid(anchor);
  const theirs = readGuid(other);
  if (ours.kind === 'problem' || theirs.kind === 'problem') return undefined;
  const guids = [theirs.guid, ...theirs.alternatives.map(({ guid }) => guid)];
  return guids.includes(ours.guid) || guidForms(ours.guid)?.wrongBigEndianBase64 === other
    ? 'It is the same GUID in another encoding, and anchors are compared as text.'
    : undefined;
}
