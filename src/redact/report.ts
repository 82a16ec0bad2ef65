import { isObject } from '../evidence/is-object.js';
import { createRedactor } from './redact.js';
import { createPersonal } from './report-names.js';
import { createReportText } from './report-text.js';
import type { ProductWords } from './report-words.js';
import { keptLabels } from './vocabulary.js';

type Fields = Readonly<Record<string, unknown>>;

const DEEPEST = 64;
/** A SID of a domain, with the number of the account. */
const SID_BYTES = 28;
/** Keys whose values are words of the product: ids, states, kinds. */
const PRODUCT_KEYS = new Set(
  `schema status severity kind kinds shell risk confidence state result verdict type format encoding fact facts missing answers steps fixes checks gone still appeared explainedBy
 alternatives cause finding stage premises forgeable direction side version ruleSet repairBy check group outcome trust at step statusCodes exceptions hresults code start stage
 timestamp createdAt finishedAt startedAt at`.split(/\s+/),
);
const PRODUCT_VALUE = /^[A-Za-z0-9][\w.:/~*+-]{0,160}$/;
const ID_PARENTS = new Set([
  'findings',
  'causes',
  'plan',
  'guards',
  'organization',
  'organizationFindings',
  'notDecided',
  'details',
  'checks',
]);
/** Keys whose values are of an organization, whatever words are in them. */
const PERSONAL_KEYS = new Set(
  `display displayName dn upn address addresses recipients servers samAccountName alias userPrincipalName primarySmtpAddress remoteRoutingAddress emailAddresses container ou
 cloudGroups account key label object candidate listed`.split(/\s+/),
);
const NAME_PARENTS = new Set(['people', 'proposal', 'changed', 'from', 'to']);
/** Beside `attribute`, or beside the `path` of evidence, these hold values of it. */
const VALUE_KEYS = new Set(['from', 'to', 'onPrem', 'cloud', 'before', 'after', 'text', 'a', 'b']);

/**
 * Replaces people, tenants, domains, hosts, addresses and ids in results, each always by the same; ids of rules, states, attributes, cmdlets and the
 * products' own sentences stay. Words that are not known to be a product's are replaced.
 *
 * In: results as plain data, and the secret of this run, which is to be kept nowhere. Out: the same structure.
 */
export function redactResults(values: readonly unknown[], product: ProductWords, seed: Uint8Array | string): readonly unknown[] {
  const redactor = createRedactor(seed);
  const attribute = (name: string, value: unknown, side: string): unknown =>
    Object.values(redactor.record({ [name.replace(/\s+/g, '')]: value }, side === 'settings' ? 'settings' : 'onprem'))[0] ?? '';
  const whole = (text: string): string => textIn(attribute('displayname', text, 'onprem'));
  const host = (text: string): string => textIn(attribute('fqdn', text, 'settings'));
  const anchor = (text: string): string => textIn(attribute('onpremisesimmutableid', text, 'cloud'));
  const bytes = (given: readonly number[]): readonly number[] =>
    numbersIn(attribute(given.length === SID_BYTES ? 'objectsid' : 'objectguid', given, 'onprem'));
  /** A host keeps what is not the organization's; of all else every word is replaced. */
  const somebody = (value: string): string => {
    const side = /^(?:onprem|cloud|settings):/.exec(value)?.[0] ?? '';
    if (side !== '') return side + whole(value.slice(side.length));
    if (/^imceaex-/i.test(value)) return text(value);
    // A page of Microsoft's, that an error text names.
    if (/^[a-z]{1,20}\.microsoft\.com$/.test(value)) return value;
    return /^[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63}){1,20}$/u.test(value) && isHost(value) ? host(value) : whole(value);
  };
  const isPersonalValue = (name: string, value: string, side: string): boolean => valueOf(name, value, side) !== value;

  const personal = createPersonal();
  collect(values, '', '', 0);
  const text = createReportText({ product, personal, whole: cached(whole), host: cached(host), anchor, bytes });
  const known = new Map<string, string>();
  return values.map((value) => changed(value, '', '', 0));

  function valueOf(name: string, value: string, side: string): string {
    if (/^(?:not set|not read|none|empty|null|<chosen by Exchange>)$/.test(value)) return value;
    if (value.startsWith('not given; ')) return text(value);
    // The name of a type or a state: UserMailbox, RemoteUserMailbox.
    if (/^[A-Z][a-z]+(?:[A-Z][a-z0-9]+)+$/.test(value) && product.words.has(value.toLowerCase())) return value;
    return textIn(attribute(name, value, side));
  }

  /** What the results themselves know to be somebody's. */
  function collect(value: unknown, key: string, parent: string, depth: number): void {
    if (depth > DEEPEST) return;
    if (typeof value === 'string') {
      if (isPersonalKey(key, parent, value)) personal.add(value, key !== 'subject');
      else personal.look(value);
    } else if (Array.isArray(value)) {
      for (const one of value) collect(one, key, parent, depth + 1);
    } else if (isObject(value)) {
      const about = attributeOf(value);
      for (const [name, inner] of Object.entries(value)) {
        if (about !== undefined && VALUE_KEYS.has(name)) {
          for (const one of textsIn(inner)) if (isPersonalValue(about.name, one, about.side)) personal.add(one, about.side !== 'settings');
        } else collect(inner, name, key, depth + 1);
      }
    }
  }

  function changed(value: unknown, key: string, parent: string, depth: number): unknown {
    if (depth > DEEPEST) return null;
    if (typeof value === 'string') return stringOf(value, key, parent);
    if (Array.isArray(value)) return value.map((one) => changed(one, key, parent, depth + 1));
    if (!isObject(value)) return value;
    const about = attributeOf(value);
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const made = about !== undefined && VALUE_KEYS.has(name) ? valuesOf(inner, about) : changed(inner, name, key, depth + 1);
        return [isField(name) ? name : stringOf(name, '', ''), made];
      }),
    );
  }

  function isField(name: string): boolean {
    return /^[A-Za-z][A-Za-z0-9]{0,60}$/.test(name) && (product.words.has(name.toLowerCase()) || !personal.isName(name));
  }

  function valuesOf(value: unknown, about: { readonly name: string; readonly side: string }): unknown {
    if (Array.isArray(value)) return value.map((one) => valuesOf(one, about));
    return typeof value === 'string' ? valueOf(about.name, value, about.side) : value;
  }

  function stringOf(value: string, key: string, parent: string): string {
    if (isProductValue(value, key, parent)) return value;
    if (isPersonalKey(key, parent, value)) return somebody(value);
    if (product.texts.has(value)) return value;
    const made = known.get(value) ?? text(value);
    if (value.length <= 400 && known.size < 50_000) known.set(value, made);
    return made;
  }
}

function isProductValue(value: string, key: string, parent: string): boolean {
  if (key === 'schema') return /^crossprem\/[a-z-]{1,40}[@/]\d{1,4}$/.test(value);
  if (key === 'id') return ID_PARENTS.has(parent) && PRODUCT_VALUE.test(value);
  if (key === 'name') return parent === 'tool';
  return PRODUCT_KEYS.has(key) && PRODUCT_VALUE.test(value) && !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(value);
}

function isPersonalKey(key: string, parent: string, value: string): boolean {
  if (key === 'id') return parent === 'subject' || parent === 'people' || parent === 'changed' || parent === 'onprem' || parent === 'cloud';
  if (key === 'name') return NAME_PARENTS.has(parent);
  if (key === 'subject') return true;
  if (key === 'object') return !/^(?:onprem|cloud|settings):[a-z]{1,20}$/i.test(value);
  return PERSONAL_KEYS.has(key);
}

function isHost(value: string): boolean {
  return keptLabels(value.split('.')) > 0;
}

/** What the values of an object belong to: the attribute of a change or of evidence. */
function attributeOf(value: Fields): { readonly name: string; readonly side: string } | undefined {
  const side = typeof value.source === 'string' ? value.source : typeof value.side === 'string' ? value.side : 'onprem';
  if (typeof value.attribute === 'string') return { name: value.attribute, side };
  if (typeof value.path === 'string' && typeof value.text === 'string' && value.source !== 'input' && !isSettingText(value))
    return { name: value.path, side };
  return typeof value.name === 'string' && ('a' in value || 'b' in value) ? { name: value.name, side } : undefined;
}

/** `Inbound from ...: ConnectorType = OnPremises` is a sentence about a setting, not a value. */
const isSettingText = ({ source, text }: Fields): boolean => source === 'settings' && typeof text === 'string' && text.includes(' = ');

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const numbersIn = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.filter((one): one is number => typeof one === 'number') : [];
const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

function cached(make: (text: string) => string): (text: string) => string {
  const made = new Map<string, string>();
  return (text) => {
    const found = made.get(text);
    if (found !== undefined) return found;
    const value = make(text);
    if (text.length <= 200 && made.size < 100_000) made.set(text, value);
    return value;
  };
}
