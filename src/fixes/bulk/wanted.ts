import { changesSomething } from '../../engine/rule-set.js';
import { attributeKind, columnName } from '../../parse/recipient/attributes.js';
import { guidForms, readGuid, ZERO_GUID } from '../../parse/recipient/guid.js';
import { CHOSEN_BY_EXCHANGE, type PlannedChange } from '../changes.js';
import { quoteLiteral, type RenderedCommand } from '../powershell.js';
import type { PlanStep } from '../step.js';

/** What an attribute of one object has to hold when a step is done. */
export interface Want {
  readonly side: 'onprem' | 'graph' | 'exchange-online';
  /** An LDAP filter on-premises; an id or a UPN in the cloud. */
  readonly find: string;
  /** Distinguished name of the domain to search; empty: that of the machine. */
  readonly base: string;
  readonly attribute: string;
  readonly has: readonly string[];
  readonly lacks: readonly string[];
  readonly isEmpty: boolean;
}

const LDAP_SHELLS: ReadonlySet<string> = new Set(['ad-ds', 'exchange-onprem', 'entra-connect', 'windows']);
/** What a cmdlet that makes or mail-enables a recipient is known by; the rest is written by the commands after it. */
const OF_MAKERS: ReadonlySet<string> = new Set(['userprincipalname', 'mailnickname', 'msexchrecipienttypedetails']);

/**
 * When is a command of a step done? In: the step, the command, and the UPN of an object that an earlier step of the person makes.
 * Out: what its attributes hold then. Empty: nothing that can be read tells it, and only the journal knows.
 */
export function wantedAfter(step: PlanStep, command: RenderedCommand, newUpn: string | undefined): readonly Want[] {
  const { call } = command;
  const isOnPrem = LDAP_SHELLS.has(command.shell);
  const own = step.changes.filter(
    (change) => change.byCycle !== true && change.to !== CHOSEN_BY_EXCHANGE && sideOf(change) === (isOnPrem ? 'onprem' : command.shell),
  );
  if (call === undefined || own.some(({ attribute, bits }) => columnName(attribute) === 'isdeleted' || bits !== undefined)) return [];
  const person = own.find(({ isOther }) => isOther !== true);
  const given = isOnPrem && person !== undefined ? fromCall(call.given) : undefined;
  const pairs = given === undefined ? fromChanges(step, command, own) : given.map((content) => [person, content] as const);
  const wants = pairs.map(([change, content]) => {
    const target = change === undefined ? undefined : targetOf(change, newUpn);
    return target === undefined || !isWritable(content)
      ? undefined
      : { ...target, ...content, side: isOnPrem ? ('onprem' as const) : sideOf(change ?? NOWHERE) };
  });
  const known = wants.filter((want) => want !== undefined);
  return known.length === wants.length ? known : [];
}

/** The on-premises object that a step changes; undefined where it cannot be named. */
export function onPremTarget({ changes }: PlanStep, newUpn: string | undefined): Pick<Want, 'find' | 'base'> | undefined {
  const own = changes.find(({ object, isOther }) => object.startsWith('onprem:') && isOther !== true);
  const target = own === undefined ? undefined : targetOf(own, newUpn);
  return target === undefined || quoteLiteral(target.find) === undefined ? undefined : target;
}

const NOWHERE: PlannedChange = { object: 'onprem:unknown', attribute: '', to: null };

type Content = Pick<Want, 'attribute' | 'has' | 'lacks' | 'isEmpty'>;

/** Parameters that write one known attribute. */
function fromCall(given: Readonly<Record<string, readonly string[]>>): readonly Content[] | undefined {
  const add = given['EmailAddresses.add'];
  const remove = given['EmailAddresses.remove'];
  if (add !== undefined || remove !== undefined)
    return [{ attribute: 'proxyAddresses', has: (add ?? []).map(prefixed), lacks: (remove ?? []).map(prefixed), isEmpty: false }];
  const wants: Content[] = [];
  for (const [name, attribute] of [
    ['ExchangeGuid', 'msExchMailboxGuid'],
    ['ArchiveGuid', 'msExchArchiveGUID'],
  ] as const) {
    const guid = given[name]?.[0]?.toLowerCase();
    if (guid !== undefined) wants.push({ attribute, has: guid === ZERO_GUID ? [] : [guid], lacks: [], isEmpty: guid === ZERO_GUID });
  }
  return wants.length === 0 ? undefined : wants;
}

/** What the model says of a new or a removed object, and no directory holds as an attribute that is written. */
const NEVER_READ: ReadonlySet<string> = new Set(['distinguishedname', 'isdeleted']);

const prefixed = (address: string): string => (address.includes(':') ? address : `smtp:${address}`);

function fromChanges(
  step: PlanStep,
  { call }: RenderedCommand,
  own: readonly PlannedChange[],
): readonly (readonly [PlannedChange, Content])[] {
  if (!step.isModelled || call === undefined || !changesSomething(call.run)) return [];
  const isMaker = /^(?:New|Enable)-/.test(call.run);
  const isOnly = step.commands.filter((other) => other.call !== undefined && changesSomething(other.call.run)).length === 1;
  if (!isMaker && !isOnly) return [];
  const wanted = own.filter(({ attribute }) => !isMaker || OF_MAKERS.has(columnName(attribute)));
  return wanted
    .filter(({ attribute, isOther, byCycle }) => !NEVER_READ.has(columnName(attribute)) && isOther !== true && byCycle !== true)
    .map((change) => [change, contentOf(change)] as const);
}

function contentOf(change: PlannedChange): Content {
  const { attribute, from, to, add, remove, primary } = change;
  const name = attribute.replace(/^exo\./, '');
  const plain = (values: readonly string[]): readonly string[] => values.map((value) => plainValue(name, value));
  if (add !== undefined || remove !== undefined)
    return { attribute: name, has: plain(add ?? []), lacks: plain(remove ?? []), isEmpty: false };
  if (primary !== undefined) return { attribute: name, has: [`SMTP:${primary}`], lacks: [], isEmpty: false };
  if (to === null) return { attribute: name, has: [], lacks: [], isEmpty: true };
  const has = plain(typeof to === 'string' ? [to] : to);
  const kept = new Set(has.map((value) => value.toLowerCase()));
  const before = from === null || from === undefined || typeof from === 'string' ? [] : plain(from);
  return { attribute: name, has, lacks: before.filter((value) => !kept.has(value.toLowerCase())), isEmpty: false };
}

/** Bytes that are a GUID are compared as the GUID's text. */
function plainValue(attribute: string, value: string): string {
  if (attributeKind(columnName(attribute)) !== 'guid') return value;
  const reading = readGuid(value);
  return reading.kind === 'problem' ? value : reading.guid;
}

function sideOf({ object, attribute }: PlannedChange): Want['side'] {
  if (object.startsWith('onprem:')) return 'onprem';
  return attribute.startsWith('exo.') ? 'exchange-online' : 'graph';
}

function targetOf({ object }: PlannedChange, newUpn: string | undefined): Pick<Want, 'side' | 'find' | 'base'> | undefined {
  const name = object.slice(object.indexOf(':') + 1);
  if (name === 'unknown') return undefined;
  if (object.startsWith('cloud:')) return name === 'new' ? undefined : { side: 'graph', find: name, base: '' };
  if (name === 'new')
    return newUpn === undefined ? undefined : { side: 'onprem', find: `(userPrincipalName=${escapeFilter(newUpn)})`, base: '' };
  const guid = guidForms(name.toLowerCase());
  if (guid !== undefined) return { side: 'onprem', find: `(objectGUID=${guid.ldapFilter})`, base: '' };
  if (!name.includes('=')) return { side: 'onprem', find: `(userPrincipalName=${escapeFilter(name)})`, base: '' };
  return { side: 'onprem', find: `(distinguishedName=${escapeFilter(name)})`, base: domainOf(name) };
}

/** RFC 4515: special characters of a filter value as a backslash and two hex digits. */
function escapeFilter(text: string): string {
  return text.replace(/[\\*()\u0000]/g, (character) => `\\${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** The `DC=` end of a name; empty where it holds anything but plain labels. */
function domainOf(dn: string): string {
  const parts = dn.slice(-1024).split(',');
  const labels: string[] = [];
  for (const part of parts.reverse()) {
    if (!/^\s{0,3}DC=[A-Za-z0-9-]{1,63}$/i.test(part)) break;
    labels.unshift(part.trim());
  }
  return labels.join(',');
}

function isWritable({ attribute, has, lacks }: Content): boolean {
  return /^[A-Za-z][A-Za-z0-9-]{0,80}$/.test(attribute) && [...has, ...lacks].every((value) => quoteLiteral(value) !== undefined);
}
