import { baseName } from '../evidence/base-name.js';
import type { Side } from '../evidence/directory.js';
import type { Evidence } from '../evidence/evidence.js';
import { smtpAddress, smtpAddresses } from '../facts/recipient-keys.js';
import { evidenceOf, type RecipientRecord, readColumn } from '../facts/recipient-record.js';
import type { Finding } from '../findings/finding.js';
import { valueOf } from '../parse/recipient/table.js';
import { visible } from './printable.js';
import { type AttributePair, PAIRS } from './readiness/attributes.js';

/**
 * What one side holds of an attribute. `value`: it is set. `not-set`: it was read and is empty. `not-read`: nobody knows. `no-object`: this side has
 * no such recipient. `none`: this side has no such attribute.
 */
export interface SideValue {
  readonly state: 'value' | 'not-set' | 'not-read' | 'no-object' | 'none';
  /** The value, or the state in words. */
  readonly text: string;
  /** What this side calls the attribute, where that is another name, and its raw value, where that is another text. */
  readonly detail: string;
  /** `cloud.json:14`; empty where it is not known. */
  readonly place: string;
}

/** One attribute on both sides. */
export interface SideRow {
  readonly name: string;
  readonly onprem: SideValue;
  readonly cloud: SideValue;
  readonly mark: 'differs' | 'same' | 'none';
  /** It was read to decide the cause; otherwise it stands there for comparison. */
  readonly decides: boolean;
}

export interface Sides {
  readonly rows: readonly SideRow[];
  /** What is said of a whole side: that it holds no such object. */
  readonly sentences: readonly { readonly side: Side; readonly text: string; readonly place: string }[];
}

/** The words for what is no value, the same in all views. */
export const STATE_WORDS: Readonly<Record<Exclude<SideValue['state'], 'value'>, string>> = {
  'not-set': 'not set',
  'not-read': 'not read',
  'no-object': 'no such object',
  none: '–',
};
const CONTEXT: ReadonlySet<string> = new Set([
  'UserPrincipalName',
  'Primary SMTP address',
  'ExchangeGuid',
  'Source anchor',
  'targetAddress',
]);
const LONGEST = 2000;
const MOST_CANDIDATES = 3;

/**
 * In: a finding, and what was read of the directories to decide it. Out: both sides of each of these attributes, the counterpart read from the
 * finding's own recipient, and after them what tells the two objects apart. Evidence of other objects stands alone, as it was quoted.
 */
export function sidesOf(finding: Pick<Finding, 'subject' | 'facts'>, evidence: readonly Evidence[]): Sides {
  const quoted = evidence.filter(({ source }) => source === 'onprem' || source === 'cloud');
  const attributes = quoted.filter((item) => item.file !== undefined && item.path !== undefined);
  const sentences = quoted
    .filter((item) => !attributes.includes(item))
    .map((item) => ({ side: sideOf(item), text: shown(item.text), place: visible(baseName(item.path ?? item.file ?? '')) }));
  const rows = new Map<string, SideRow>();
  for (const item of attributes) {
    const side = sideOf(item);
    const isOwn = isOf(recordOf(finding, side), item);
    const pair = isOwn ? pairOf(item) : undefined;
    const key = pair?.name ?? `${isOwn} ${side} ${item.path} ${item.text}`;
    if (!rows.has(key)) rows.set(key, pair === undefined ? singleRow(item, side) : pairRow(pair, finding, true));
  }
  const { onPrem, cloud } = finding.subject;
  if (rows.size > 0 && onPrem !== undefined && cloud !== undefined) {
    for (const pair of PAIRS) {
      if (!CONTEXT.has(pair.name) || rows.has(pair.name)) continue;
      const row = pairRow(pair, finding, false);
      if (row.onprem.state === 'value' && row.cloud.state === 'value') rows.set(pair.name, row);
    }
  }
  return { rows: [...rows.values()], sentences };
}

function sideOf({ source }: Evidence): Side {
  return source === 'cloud' ? 'cloud' : 'onprem';
}

function recordOf({ subject }: Pick<Finding, 'subject'>, side: Side): RecipientRecord | undefined {
  return side === 'cloud' ? subject.cloud : subject.onPrem;
}

/** Names that a column can have in a table: Exchange Online's carry a prefix there. */
function columnsNamed(name: string): readonly string[] {
  const bare = name.toLowerCase();
  return [bare, `exo.${bare}`];
}

/** The evidence is of the recipient at hand, and not of another object that was compared with it. */
function isOf(record: RecipientRecord | undefined, { path = '', text, file, line }: Evidence): boolean {
  return (record?.parts ?? []).some(
    ({ table, row }) =>
      table.source === file &&
      row.line === line &&
      columnsNamed(path).some((column) => {
        const value = valueOf(table, row, column);
        return value !== undefined && evidenceOf(table, row, column, value).text === text;
      }),
  );
}

function pairOf({ path = '', source }: Evidence): AttributePair | undefined {
  const names = columnsNamed(path);
  const side = source === 'cloud' ? 'cloud' : 'onprem';
  return PAIRS.find((pair) => pair[side].columns.some((column) => names.includes(column)));
}

function singleRow(item: Evidence, side: Side): SideRow {
  const value: SideValue =
    item.text === STATE_WORDS['not-set']
      ? { state: 'not-set', text: item.text, detail: '', place: placeOf(item) }
      : { state: 'value', text: shown(item.text), detail: '', place: placeOf(item) };
  const other = without('none');
  const sides = side === 'cloud' ? { onprem: other, cloud: value } : { onprem: value, cloud: other };
  return { name: visible(item.path ?? ''), ...sides, mark: 'none', decides: true };
}

function pairRow(pair: AttributePair, finding: Pick<Finding, 'subject' | 'facts'>, decides: boolean): SideRow {
  const onprem = readSide(pair, finding, 'onprem');
  const cloud = readSide(pair, finding, 'cloud');
  if (pair.name === 'targetAddress') return { name: pair.name, decides, ...routing(bare(onprem), bare(cloud), finding.subject.cloud) };
  const isGuess = pair.name === 'Source anchor' && isAnchorUnsure(finding.subject.onPrem);
  const areRead = isRead(onprem) && isRead(cloud);
  const isExact = pair.name === 'Source anchor';
  const areSame =
    onprem.state === cloud.state && (isExact ? onprem.text === cloud.text : onprem.text.toLowerCase() === cloud.text.toLowerCase());
  const differs = pair.isPair === true && areRead && !areSame && !isGuess;
  const same = pair.isPair === true && areSame && onprem.state === 'value';
  return { name: pair.name, onprem, cloud, mark: differs ? 'differs' : same ? 'same' : 'none', decides };
}

/** Which attribute is the source anchor depends on mS-DS-ConsistencyGuid, and that was not read. */
function isAnchorUnsure(record: RecipientRecord | undefined): boolean {
  return record === undefined || readColumn(record, ['ms-ds-consistencyguid']).value === undefined;
}

function isRead({ state }: SideValue): boolean {
  return state === 'value' || state === 'not-set';
}

function without(state: Exclude<SideValue['state'], 'value'>, place = '', detail = ''): SideValue {
  return { state, text: STATE_WORDS[state], detail, place };
}

function readSide(pair: AttributePair, finding: Pick<Finding, 'subject' | 'facts'>, side: Side): SideValue {
  const record = recordOf(finding, side);
  if (record === undefined) {
    const exists = finding.facts(side === 'cloud' ? 'cloud.exists' : 'onPrem.exists');
    return without(exists.kind === 'known' && exists.value === false ? 'no-object' : 'not-read');
  }
  const { read, columns } = pair[side];
  const text = read(record);
  const [quoted] = readColumn(record, columns).evidence;
  const place = quoted === undefined ? '' : placeOf(quoted);
  if (text === undefined) return without('not-read');
  const attribute = quoted?.path === undefined || quoted.path.toLowerCase() === pair.name.toLowerCase() ? '' : visible(quoted.path);
  const raw = quoted !== undefined && /^\d{1,20}$/.test(quoted.text) && quoted.text !== text ? ` ${quoted.text}` : '';
  // What Exchange prints is named as the row is; an LDAP name, or a number in the place of a name, is worth saying.
  const isWorthSaying =
    raw !== '' ||
    (side === 'onprem' && !/^(?:proxyAddresses|mail|EmailAddresses|PrimarySmtpAddress|RecipientTypeDetails)$/i.test(attribute));
  const detail = isWorthSaying ? `${attribute}${raw}`.trim() : '';
  return text === null ? without('not-set', place, detail) : { state: 'value', text: shown(text), detail, place };
}

/** An address without its `SMTP:`, as the other side writes it. */
function bare(value: SideValue): SideValue {
  const address = value.state === 'value' && /^smtp:/i.test(value.text) ? value.text.slice('smtp:'.length) : value.text;
  return { ...value, text: address };
}

/** The address that on-premises routes to, beside the cloud mailbox's address of that kind: the cloud has no attribute of this name. */
function routing(onprem: SideValue, cloud: SideValue, record: RecipientRecord | undefined): Pick<SideRow, 'onprem' | 'cloud' | 'mark'> {
  const held = record === undefined ? undefined : smtpAddresses(record);
  if (cloud.state === 'value' || held === undefined || !isRead(onprem)) return { onprem, cloud, mark: 'none' };
  const target = onprem.state === 'value' ? smtpAddress(onprem.text) : undefined;
  if (target !== undefined && held.includes(target))
    return { onprem, cloud: { ...cloud, state: 'value', text: shown(target), detail: 'one of its addresses' }, mark: 'same' };
  const candidates = held.filter((address) => address.endsWith('.onmicrosoft.com')).slice(0, MOST_CANDIDATES);
  const detail = target === undefined ? 'of its addresses' : 'of its addresses; the on-premises one is not among them';
  return candidates.length === 0
    ? { onprem, cloud: { ...cloud, state: 'not-set', text: 'no address ending in onmicrosoft.com', detail: '' }, mark: 'differs' }
    : { onprem, cloud: { ...cloud, state: 'value', text: shown(candidates.join(', ')), detail }, mark: 'differs' };
}

function shown(text: string): string {
  return text.length > LONGEST ? `${visible(text.slice(0, LONGEST))}… (${text.length} characters)` : visible(text);
}

function placeOf({ file, line }: Evidence): string {
  const name = file === undefined ? '' : visible(baseName(file));
  return line === undefined || name === '' ? name : `${name}:${line}`;
}

/** The place that all values of a side come from; undefined where there are several. */
export function sharedPlace(rows: readonly SideRow[], side: Side): string | undefined {
  const places = new Set(rows.map((row) => row[side].place).filter((place) => place !== ''));
  return places.size === 1 ? [...places][0] : undefined;
}
