import { isObject } from '../evidence/is-object.js';
import { type DirectoryRecord, NOT_READABLE, type PartHead, type PartSide, type Unreadable } from '../evidence/snapshot.js';
import { attributeKind, columnName } from '../parse/recipient/attributes.js';
import { base64ToBytes, bytesToBase64 } from '../parse/recipient/bytes.js';
import { createCipher } from './cipher.js';
import { createIdentifiers } from './identifiers.js';
import {
  KEPT_ENDINGS,
  KEPT_VALUE,
  keptAttributes,
  keptLabels,
  keptSettings,
  LANGUAGES,
  PERSONAL_NUMBER,
  PRODUCT_ATTRIBUTE,
  productGuids,
  roleWords,
  SCHEMES,
  SETTINGS_VALUE,
  sentenceWords,
  settingsWords,
  tokenPattern,
} from './vocabulary.js';

/**
 * Replaces people, organizations and machines by invented ones, each always by the same, so that what belongs together still does: addresses join,
 * duplicates stay duplicates, odd characters, lengths and cases stay where they were. What is not known to be a word of the product is replaced.
 */
export interface Redactor {
  record(record: DirectoryRecord, side: PartSide): DirectoryRecord;
  head(head: PartHead): PartHead;
  unreadable(unreadable: Unreadable): Unreadable;
  /** A sentence: common words and those of the products stay. */
  text(text: string): string;
}

/** `name`: of a machine, a domain or an object; no word of it is a common one. */
type Context = 'person' | 'settings' | 'sentence' | 'name';

const DEEPEST = 32;
const NUMBER = /^-?\d{1,40}(?:\.\d{1,20})?$/;
const DATE = /^\d{4}-\d\d-\d\d(?:[T ][\d:.]{4,20}(?:Z|[+-]\d\d:?\d\d)?)?$|^\d{14}(?:\.\d{1,7})?Z$/;
const NEVER_WORDS = /^(?:true|false|\$null|unlimited|none|n\/a|system\.[a-z.]{1,80}\[\])$/i;
const SECURITY = new Set(['ntsecuritydescriptor', 'msexchmailboxsecuritydescriptor']);
const PLAN = /^assigned(?:plans|licenses)$|^(?:provisionedplans|serviceplans|licenseassignmentstates)$/;
const ROLES = /^(?:assigned|eligible)roles$/;
const ATTRIBUTE_NAMES = /^(?:schemaattributes|sourceanchorattribute)$/;
const LANGUAGE = /language|culture/;
/** What a service puts in quotes is a name. */
const QUOTED = /(?<=^|[\s(])["'“][^"'“”\n]{1,300}["'”](?=[\s.,;:)]|$)/g;
const PLACE = /^(?:city|street|streetaddress|postalcode|zip)$/i;

/** In: the secret of this run, at least 16 random bytes; it is to be kept nowhere, for with it a guess can be tested. */
export function createRedactor(seed: Uint8Array | string): Redactor {
  const cipher = createCipher(seed);
  const ids = createIdentifiers(cipher);
  const hosts = tokenPattern(true);
  const patterns = { person: tokenPattern(false), settings: hosts, sentence: hosts, name: hosts };
  // Names of properties and access lists come again with every record.
  const keys = createCache(plainKeyOf, 5000, 200);
  const columns = createCache(columnName, 5000, 200);
  const descriptors = createCache((text) => base64Of(text, ids.sidsInBytes) ?? textOf(text, 'person'), 1000, 16_384);

  function textOf(text: string, context: Context): string {
    // One parameter for each group of the pattern: an object of named groups for each word takes longer than all the rest.
    return text.replace(
      patterns[context],
      (
        match: string,
        _product?: string,
        guid?: string,
        sid?: string,
        ip4?: string,
        ip6?: string,
        _rdn?: string,
        _keptRdn?: string,
        _top?: string,
        domain?: string,
        word?: string,
        offset?: number,
      ) => {
        if (word !== undefined) return wordOf(match, context, text, offset ?? 0);
        if (guid !== undefined) return productGuids().has(match.toLowerCase()) ? match : ids.guidText(match);
        if (domain !== undefined) return domainOf(match, context);
        if (sid !== undefined) return ids.sidText(match);
        if (ip4 !== undefined) return ip4Of(match);
        return ip6 === undefined ? match : ids.ip6(match);
      },
    );
  }

  function wordOf(word: string, context: Context, text: string, from: number): string {
    if (context === 'person' || context === 'name') return cipher.word(word);
    const alone = (): boolean => isAlone(text, from, word.length);
    const isNumber = /^\d/.test(word);
    if (context === 'settings' && settingsWords().has(word.toLowerCase())) return word;
    if (context === 'settings' && isNumber && word.length <= 2 && alone()) return word;
    if (context === 'sentence' && (isNumber ? word.length <= 4 && alone() : sentenceWords().has(word.toLowerCase()))) return word;
    return cipher.word(word);
  }

  function domainOf(name: string, context: Context): string {
    const labels = name.split('.');
    const kept = keptLabels(labels);
    const own = labels.slice(0, labels.length - kept);
    // A version, or a sentence that ends without a blank, is no host.
    if (context !== 'person' && kept === 0 && /^[\d.]+$/.test(name))
      return context === 'settings' && Number(own[0]) <= 20 ? name : words(name);
    // A service's own host below a domain.
    return [
      ...own.map((label) => (label.toLowerCase() === 'autodiscover' ? label : words(label))),
      ...labels.slice(labels.length - kept),
    ].join('.');
  }

  /** Every word of a text that is no more than words. */
  function words(text: string): string {
    return text.replace(/[\p{L}\p{M}]+|\p{N}+/gu, (word) => cipher.word(word));
  }

  function ip4Of(match: string): string {
    const [, address = '', mark = '', rest = ''] = /^([\d.]+)(?:([/:])(\d+))?$/.exec(match) ?? [];
    const octets = address.split('.').map(Number);
    if (octets.length !== 4 || octets.some((octet) => octet > 255)) return words(match);
    const moved = ids.ip4(octets);
    const bits = mark === '/' ? Number(rest) : 32;
    const made = bits >= 8 && bits <= 32 ? network(octets, moved, bits) : moved;
    return `${made.join('.')}${mark}${rest}`;
  }

  function valueOf(value: unknown, name: string, context: Context, depth: number): unknown {
    if (depth > DEEPEST) return null;
    if (typeof value === 'string') return stringOf(value, name, context);
    if (typeof value === 'number') return numberOf(value, name, context);
    if (Array.isArray(value)) return listOf(value, name, context, depth);
    if (isObject(value)) return fieldsOf(value, name, context, depth + 1);
    return value;
  }

  function listOf(list: readonly unknown[], name: string, context: Context, depth: number): readonly unknown[] {
    return isBytes(list, name) ? bytesOf(list, name) : list.map((one) => valueOf(one, name, context, depth + 1));
  }

  function fieldsOf(fields: DirectoryRecord, parent: string, context: Context, depth: number): DirectoryRecord {
    const isKept = PLAN.test(parent);
    const entries = Object.entries(fields);
    const isPlace = entries.some(([key]) => PLACE.test(key));
    const out: [string, unknown][] = [];
    for (const [key, value] of entries) {
      if (key === NOT_READABLE) out.push([key, Array.isArray(value) ? value.map((one) => keyOf(String(one))) : []]);
      else out.push([context === 'settings' ? settingsKeyOf(key) : keyOf(key), valueOf(value, nameFor(key), context, depth)]);
    }
    return Object.fromEntries(out);

    function nameFor(key: string): string {
      const name = columns(key);
      // The group that gives a licence is the organization's own.
      if (isKept && name !== 'assignedbygroup') return parent;
      return isPlace && name === 'state' ? 'stateorprovince' : name;
    }
  }

  /** A table by the names of machines is a setting, too: no property of a cmdlet is called `EX01` or `mail-gw`. */
  function settingsKeyOf(key: string): string {
    return /^[A-Z0-9]*[A-Z][A-Z0-9]*\d+$|-/.test(key) && !key.includes('@') ? textOf(key, 'settings') : keyOf(key);
  }

  /** What an organization adds to the words of Entra's own roles. */
  function roleOf(text: string): string {
    if (/^[0-9a-f-]{36}$/i.test(text)) return textOf(text, 'person');
    return text.replace(/[\p{L}\p{M}]+|\p{N}+/gu, (word) => (roleWords().has(word.toLowerCase()) ? word : cipher.word(word)));
  }

  function keyOf(key: string): string {
    return keys(key);
  }

  /** Names of properties are the vendors', but for what an organization puts in them. */
  function plainKeyOf(key: string): string {
    if (/^@?(?:exo\.)?[A-Za-z][\w;-]{0,100}(?:@odata\.[A-Za-z.]{1,40})?$/.test(key) || key.startsWith('@odata.'))
      return key.replace(/(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi, (hex) => ids.guidText(hex));
    return textOf(key, 'settings');
  }

  function stringOf(text: string, name: string, context: Context): string {
    if (text === '' || NEVER_WORDS.test(text)) return text;
    const bare = name.startsWith('exo.') ? name.slice(4) : name;
    if (PLAN.test(bare)) return text;
    if (ROLES.test(bare)) return roleOf(text);
    if (isKept(text, bare, context)) return text;
    const kind = attributeKind(bare);
    if (SECURITY.has(bare) && text.includes(':')) return text.replace(/S-1-\d{1,15}(?:-\d{1,10}){1,15}/g, (sid) => ids.sidText(sid));
    if (SECURITY.has(bare) && context === 'person') return descriptors(text);
    if (SECURITY.has(bare)) return base64Of(text, ids.sidsInBytes) ?? textOf(text, context);
    if (kind === 'octets') return base64Of(text, ids.bytes) ?? textOf(text, context);
    if (kind === 'sid' && !/^S-1-/i.test(text)) return base64Of(text, ids.sidsInBytes) ?? textOf(text, context);
    const anchor =
      kind === 'guid' || bare === 'onpremisesimmutableid' ? anchorOf(text) : /^[\w+/]{22}==$/.test(text) ? anchorOf(text) : undefined;
    return anchor ?? addressOf(text, bare, context);
  }

  function isKept(text: string, bare: string, context: Context): boolean {
    if (LANGUAGE.test(bare)) return LANGUAGES.test(text);
    if (ATTRIBUTE_NAMES.test(bare)) return PRODUCT_ATTRIBUTE.test(text);
    if (keptAttributes().has(bare) || (context === 'settings' && keptSettings().has(bare)))
      return KEPT_VALUE.test(text) && !/[0-9a-f]{8}-[0-9a-f]{4}-/i.test(text);
    if (context === 'settings' && !PERSONAL_NUMBER.test(bare) && SETTINGS_VALUE.test(text)) return true;
    return KEPT_ENDINGS.test(bare) && (NUMBER.test(text) || DATE.test(text));
  }

  /** The Base64 of a GUID, of other bytes, or of text. */
  function anchorOf(text: string): string | undefined {
    if (!/^[A-Za-z0-9+/]{8,400}={0,2}$/.test(text) || (text.length % 4 !== 0 && text.length !== 22)) return undefined;
    const bytes = base64ToBytes(text);
    if (bytes === undefined) return undefined;
    if (bytes.length === 16) return undone(text, bytesToBase64(ids.guidBytes(bytes)));
    if (bytesToBase64(bytes) !== text) return undefined;
    const isText = bytes.every((byte) => byte >= 32 && byte < 127);
    if (!isText) return bytesToBase64(ids.bytes(bytes));
    const inner = textOf(String.fromCharCode(...bytes), 'person');
    return bytesToBase64(Uint8Array.from(inner, (character) => character.charCodeAt(0) & 255));
  }

  function base64Of(text: string, change: (bytes: Uint8Array) => Uint8Array): string | undefined {
    const bytes = base64ToBytes(text);
    return bytes === undefined || bytes.length === 0 ? undefined : bytesToBase64(change(bytes));
  }

  /** The kind of an address stands before it and stays. */
  function addressOf(text: string, bare: string, context: Context): string {
    const scheme = /^[A-Za-z][A-Za-z0-9+-]{0,15}(?=:)/.exec(text)?.[0] ?? '';
    const isScheme = SCHEMES.has(scheme.toLowerCase()) || (attributeKind(bare) === 'addresses' && scheme.length <= 10);
    if (scheme === '' || !isScheme) return textOf(text, context);
    return `${scheme}${textOf(text.slice(scheme.length), scheme.toLowerCase().startsWith('http') ? 'settings' : context)}`;
  }

  function numberOf(value: number, name: string, context: Context): number {
    const bare = name.startsWith('exo.') ? name.slice(4) : name;
    if (
      (context === 'settings' && !PERSONAL_NUMBER.test(bare)) ||
      keptAttributes().has(bare) ||
      KEPT_ENDINGS.test(bare) ||
      Math.abs(value) < 10
    )
      return value;
    const text = String(Math.abs(value));
    if (!Number.isSafeInteger(value)) return Math.sign(value) * Number(text.replace(/\d{2,}/g, (digits) => cipher.word(digits)));
    // The first digit stays: a number that began with 0 would have another length.
    return Math.sign(value) * Number(`${text.slice(0, 1)}${cipher.word(text.slice(1))}`);
  }

  function bytesOf(list: readonly number[], name: string): readonly number[] {
    const bytes = Uint8Array.from(list);
    const kind = attributeKind(name);
    if (kind === 'sid' || SECURITY.has(name)) return [...ids.sidsInBytes(bytes)];
    return [...(kind === 'guid' && bytes.length === 16 ? ids.guidBytes(bytes) : ids.bytes(bytes))];
  }

  function sentence(text: string): string {
    // From the first type of an RDN to the last one all words are a DN's, also those behind blanks.
    const from = text.search(/[A-Za-z]{1,20}=/);
    const to = text.lastIndexOf('=');
    const quotes = [...text.matchAll(QUOTED)];
    return text.replace(/\p{L}+(?=:\/\/)|[^\s"'“”]+/gu, (piece: string, at: number) => {
      while (quotes[0] !== undefined && quotes[0].index + quotes[0][0].length <= at) quotes.shift();
      const isQuoted = quotes[0] !== undefined && quotes[0].index <= at;
      return pieceOf(piece, isQuoted || (from >= 0 && at >= from && at <= to) || isHost(text, at, piece.length));
    });
  }

  /** Common words and the products' stay, but not in names: an organization may be called like one. */
  function pieceOf(piece: string, isName: boolean): string {
    if (/^(?:ldaps?|https?)$/i.test(piece)) return piece;
    const host = /^:\/\/(?:[^/]*@)?(?:\[[^\]/]*\]|[^/:]*)/.exec(piece)?.[0];
    if (host !== undefined)
      return `${textOf(host, 'name')}${textOf(piece.slice(host.length), isName || piece.includes('=') ? 'name' : 'sentence')}`;
    if (isName || /[=\\]/.test(piece)) return textOf(piece, 'name');
    return textOf(piece, piece.includes('@') ? 'person' : 'sentence');
  }

  function titleOf(title: string): string {
    const [, start = '', name] = /^((?:Recipients|Objects) (?:of the forest|of|below) )(.*)$/s.exec(title) ?? [];
    return name === undefined ? sentence(title) : start + textOf(name, 'name');
  }

  /** `onprem/objects/` and a name. */
  function partNameOf(name: string): string {
    const [side, what, ...rest] = name.split('/');
    const made = what === 'objects' ? [sentence(`${side}/${what}`), ...rest.map((one) => textOf(one, 'name'))].join('/') : sentence(name);
    return made.toLowerCase();
  }

  return {
    record: (record, side) => fieldsOf(record, '', side === 'settings' ? 'settings' : 'person', 0),
    head: (head) => ({
      ...head,
      name: partNameOf(head.name),
      title: titleOf(head.title),
      source: sentence(head.source),
      account: head.account === undefined ? undefined : textOf(head.account, 'person'),
      attributesRead: head.attributesRead.map(keyOf),
    }),
    unreadable: ({ what, why, next }) => ({ what: sentence(what), why: sentence(why), next: sentence(next) }),
    text: sentence,
  };
}

/** What stands where this program's own sentences name a host: `What dc2 holds is not read`, `The certificate of dc2 was not verified`. */
function isHost(text: string, at: number, length: number): boolean {
  return (
    (at === 5 && text.startsWith('What ') && text.startsWith(' holds ', at + length)) ||
    (text.startsWith('certificate of ', at - 15) && text.startsWith(' was ', at + length))
  );
}

/** A function of a text that remembers what it made of so many texts that are not longer. */
function createCache(make: (text: string) => string, most: number, longest: number): (text: string) => string {
  const made = new Map<string, string>();
  return (text) => {
    const known = made.get(text);
    if (known !== undefined) return known;
    const value = make(text);
    if (text.length <= longest) {
      if (made.size >= most) made.clear();
      made.set(text, value);
    }
    return value;
  };
}

/** A number that touches no letter and no other number. */
function isAlone(text: string, from: number, length: number): boolean {
  return !/[\p{L}\p{N}]/u.test(`${text[from - 1] ?? ''}${text[from + length] ?? ''}`);
}

function isBytes(list: readonly unknown[], name: string): list is readonly number[] {
  const kind = attributeKind(name);
  return (kind === 'guid' || kind === 'sid' || kind === 'octets') && list.length > 0 && list.every((one) => typeof one === 'number');
}

/** Bits behind the prefix of a network stay as they were: all zero, as a rule. */
function network(octets: readonly number[], moved: readonly number[], bits: number): readonly number[] {
  return moved.map((octet, at) => {
    const own = Math.min(8, Math.max(0, bits - at * 8));
    const mask = (0xff << (8 - own)) & 0xff;
    return (octet & mask) | ((octets[at] ?? 0) & ~mask & 0xff);
  });
}

/** What was odd about the Base64 stays odd: padding that is lost, last digits that no encoder writes. */
function undone(text: string, made: string): string {
  const bare = text.endsWith('==') ? made : made.slice(0, 22);
  const base = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const extra = base.indexOf(text[21] ?? 'A') & 15;
  if (extra === 0) return bare;
  return `${bare.slice(0, 21)}${base[(base.indexOf(bare[21] ?? 'A') & 48) | extra] ?? 'A'}${bare.slice(22)}`;
}
