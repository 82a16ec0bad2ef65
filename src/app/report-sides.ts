import type { CauseFinding, Finding } from '../findings/finding.js';
import { attributesOf } from '../render/readiness/attributes.js';
import { type SideRow, type SideValue, STATE_WORDS, sidesOf } from '../render/sides.js';

type Fields = Readonly<Record<string, unknown>>;

const SIDES = ['onprem', 'cloud'] as const;
type SideName = (typeof SIDES)[number];

/** What both sides hold of a recipient, as plain data; undefined where neither holds an object. */
export function recipientSides(finding: Finding): Fields | undefined {
  const { subject } = finding;
  const { onPrem, cloud, joinedBy } = subject;
  if ((onPrem ?? cloud) === undefined) return undefined;
  const objects = [
    ...(onPrem === undefined ? [objectState(finding, 'onprem')] : []),
    ...(cloud === undefined ? [objectState(finding, 'cloud')] : []),
  ];
  return { joinedBy: joinedBy ?? null, ...(objects.length === 0 ? {} : { objects }), attributes: attributesOf(subject, false) };
}

function objectState(finding: Finding, side: SideName): Fields {
  const exists = finding.facts(side === 'cloud' ? 'cloud.exists' : 'onPrem.exists');
  return { side, state: exists.kind === 'known' && exists.value === false ? 'no-object' : 'not-read' };
}

/** What both sides hold of the attributes that decide a cause, as the interface shows it; undefined where no attribute does. */
export function causeSides(finding: Finding, { evidence, status }: CauseFinding): Fields | undefined {
  if (status === 'ruled-out') return undefined;
  const rows = sidesOf(finding, evidence).rows.filter(({ decides }) => decides);
  return rows.length === 0 ? undefined : { attributes: rows.map(attributeOf) };
}

function attributeOf(row: SideRow): Fields {
  const without = SIDES.flatMap((side) => {
    const { state } = row[side];
    return state === 'no-object' || state === 'none' ? [{ side, state }] : [];
  });
  const notes = SIDES.flatMap((side) => {
    const note = noteOf(row[side]);
    return note === '' ? [] : [{ side, note }];
  });
  return {
    name: row.name,
    ...valueOf('a', row.onprem),
    ...valueOf('b', row.cloud),
    ...(row.mark === 'differs' ? { d: true } : {}),
    ...(without.length === 0 ? {} : { without }),
    ...(notes.length === 0 ? {} : { notes }),
  };
}

function valueOf(key: 'a' | 'b', { state, text }: SideValue): Fields {
  return state === 'value' ? { [key]: text } : state === 'not-set' ? { [key]: null } : {};
}

/** What else the interface says of it: its other name there (without the number behind it, which the evidence quotes), or how it was compared. */
function noteOf({ state, text, detail }: SideValue): string {
  return state === 'not-set' && text !== STATE_WORDS['not-set'] ? text : detail.replace(/^(\S{1,80}) \d{1,20}$/, '$1');
}
