import { guidFromBytes } from '../recipient/guid.js';
import type { AdEntry } from './entry.js';
import { bytesOf, textOf } from './values.js';

/** What stands in an attribute, as the schema says. */
export type AdSyntax = 'text' | 'octets' | 'dn' | 'number' | 'boolean' | 'time' | 'sid' | 'security-descriptor' | 'other';

export interface AdAttribute {
  /** lDAPDisplayName as the schema spells it. */
  readonly name: string;
  /** The GUID that access entries name the attribute by; empty where the server has none. */
  readonly schemaId: string;
  /** GUID of the property set it belongs to. */
  readonly propertySet: string | undefined;
  readonly isConfidential: boolean;
  readonly isInGlobalCatalog: boolean;
  /** Read-only domain controllers do not get it. */
  readonly isKeptFromReadOnly?: true;
  readonly isSingleValued: boolean;
  readonly syntax: AdSyntax;
  readonly isConstructed: boolean;
}

/** What to ask of the attributeSchema objects of a forest. */
export const SCHEMA_ATTRIBUTES: readonly string[] = [
  'lDAPDisplayName',
  'schemaIDGUID',
  'attributeSecurityGUID',
  'attributeSyntax',
  'oMSyntax',
  'isSingleValued',
  'isMemberOfPartialAttributeSet',
  'searchFlags',
  'systemFlags',
];

const CONFIDENTIAL = 0x80;
// fRODCFilteredAttribute. Source: MS-ADTS 2.2.9.
const KEPT_FROM_READ_ONLY = 0x200;
const CONSTRUCTED = 0x4;
// FLAG_ATTR_REQ_PARTIAL_SET_MEMBER: in the global catalogue whatever else is said. Source: MS-ADTS 2.2.10.
const ALWAYS_IN_CATALOG = 0x2;
const LONGEST_NAME = 256;

/** By attributeSyntax. Source: MS-ADTS 3.1.1.2.2.2. */
const SYNTAXES: ReadonlyMap<string, AdSyntax> = new Map([
  ['2.5.5.1', 'dn'],
  ['2.5.5.2', 'text'],
  ['2.5.5.3', 'text'],
  ['2.5.5.4', 'text'],
  ['2.5.5.5', 'text'],
  ['2.5.5.6', 'text'],
  ['2.5.5.7', 'other'],
  ['2.5.5.8', 'boolean'],
  ['2.5.5.9', 'number'],
  ['2.5.5.10', 'octets'],
  ['2.5.5.11', 'time'],
  ['2.5.5.12', 'text'],
  ['2.5.5.13', 'other'],
  ['2.5.5.14', 'other'],
  ['2.5.5.15', 'security-descriptor'],
  ['2.5.5.16', 'number'],
  ['2.5.5.17', 'sid'],
]);

/**
 * The attributes of a forest.
 *
 * In: attributeSchema objects with `SCHEMA_ATTRIBUTES`. Out: by lower-case lDAPDisplayName.
 * Bad input: an object without name or schemaIDGUID is left out; a syntax that is not known is `other`.
 */
export function readSchema(entries: Iterable<AdEntry>): ReadonlyMap<string, AdAttribute> {
  const found = new Map<string, AdAttribute>();
  for (const entry of entries) {
    const attribute = readAttribute(entry);
    if (attribute !== undefined) found.set(attribute.name.toLowerCase(), attribute);
  }
  return found;
}

function readAttribute(entry: AdEntry): AdAttribute | undefined {
  const name = textOf(entry, 'ldapdisplayname');
  const id = bytesOf(entry, 'schemaidguid');
  const schemaId = id === undefined ? undefined : guidFromBytes(id);
  if (name === undefined || name === '' || name.length > LONGEST_NAME || schemaId === undefined) return undefined;
  const set = bytesOf(entry, 'attributesecurityguid');
  return {
    name,
    schemaId,
    propertySet: set === undefined ? undefined : guidFromBytes(set),
    isConfidential: hasFlag(textOf(entry, 'searchflags'), CONFIDENTIAL),
    isInGlobalCatalog: isTrue(textOf(entry, 'ismemberofpartialattributeset')) || hasFlag(textOf(entry, 'systemflags'), ALWAYS_IN_CATALOG),
    ...(hasFlag(textOf(entry, 'searchflags'), KEPT_FROM_READ_ONLY) ? { isKeptFromReadOnly: true as const } : {}),
    isSingleValued: isTrue(textOf(entry, 'issinglevalued')),
    syntax: SYNTAXES.get(textOf(entry, 'attributesyntax') ?? '') ?? 'other',
    isConstructed: hasFlag(textOf(entry, 'systemflags'), CONSTRUCTED),
  };
}

const isTrue = (text: string | undefined): boolean => text?.toUpperCase() === 'TRUE';

/** Flags are signed 32-bit numbers. */
function hasFlag(text: string | undefined, flag: number): boolean {
  return text !== undefined && /^-?\d{1,11}$/.test(text) && (Number(text) & flag) !== 0;
}

/** By the OID of an LDAP syntax; all others are text. Source: RFC 4517 3.3, MS-ADTS 3.1.1.3.1.1.1. */
const LDAP_SYNTAXES: ReadonlyMap<string, AdSyntax> = new Map([
  ['1.3.6.1.4.1.1466.115.121.1.7', 'boolean'],
  ['1.3.6.1.4.1.1466.115.121.1.12', 'dn'],
  ['1.3.6.1.4.1.1466.115.121.1.24', 'time'],
  ['1.3.6.1.4.1.1466.115.121.1.27', 'number'],
  ['1.3.6.1.4.1.1466.115.121.1.40', 'octets'],
  ['1.3.6.1.4.1.1466.115.121.1.5', 'octets'],
  ['1.3.6.1.4.1.1466.115.121.1.8', 'octets'],
  ['1.3.6.1.4.1.1466.115.121.1.28', 'octets'],
  ['1.3.6.1.4.1.1466.115.121.1.53', 'time'],
  ['1.2.840.113556.1.4.903', 'other'],
  ['1.2.840.113556.1.4.904', 'other'],
  ['1.2.840.113556.1.4.906', 'number'],
  ['1.2.840.113556.1.4.907', 'security-descriptor'],
]);
const LONGEST_DESCRIPTION = 20_000;
const DEEPEST_SUPERIOR = 16;

/**
 * The attributes of a server that is no Active Directory.
 *
 * In: the attributeTypes values of its subschema, e.g. `( 2.5.4.3 NAME ( 'cn' 'commonName' ) SUP name )`. Out: one attribute for each name,
 * by the name in lower case; an attribute without a syntax has that of its superior. No rights: no GUIDs, nothing confidential.
 * Bad input: a description without names, or longer than 20,000 characters, is left out. Source: RFC 4512 4.1.2.
 */
export function readSubschema(attributeTypes: Iterable<string>): ReadonlyMap<string, AdAttribute> {
  const described = [...attributeTypes].flatMap((text) => (text.length > LONGEST_DESCRIPTION ? [] : [readDescription(text)]));
  const byName = new Map(described.flatMap((one) => one.names.map((name) => [name.toLowerCase(), one] as const)));
  const found = new Map<string, AdAttribute>();
  for (const one of described) {
    for (const name of one.names) found.set(name.toLowerCase(), attributeOf(name, one, byName));
  }
  return found;
}

interface Description {
  readonly names: readonly string[];
  readonly superior: string | undefined;
  readonly syntax: string | undefined;
  readonly isSingleValued: boolean;
  readonly isConstructed: boolean;
}

function attributeOf(name: string, one: Description, byName: ReadonlyMap<string, Description>): AdAttribute {
  return {
    name,
    schemaId: '',
    propertySet: undefined,
    isConfidential: false,
    isInGlobalCatalog: false,
    isSingleValued: one.isSingleValued,
    syntax: LDAP_SYNTAXES.get(syntaxOf(one, byName) ?? '') ?? 'text',
    isConstructed: one.isConstructed,
  };
}

function syntaxOf(one: Description, byName: ReadonlyMap<string, Description>): string | undefined {
  let at: Description | undefined = one;
  for (let i = 0; at !== undefined && i < DEEPEST_SUPERIOR; i++) {
    if (at.syntax !== undefined) return at.syntax;
    at = at.superior === undefined ? undefined : byName.get(at.superior);
  }
  return undefined;
}

function readDescription(text: string): Description {
  const words = wordsOf(text);
  const after = (key: string): string | undefined => {
    const at = words.indexOf(key);
    return at < 0 ? undefined : words[at + 1];
  };
  return {
    names: namesAt(words, words.indexOf('NAME')),
    superior: after('SUP')?.toLowerCase(),
    // Active Directory quotes it; a length may follow in braces.
    syntax: after('SYNTAX')?.replace(/^'/, '').split('{', 1)[0],
    isSingleValued: words.includes('SINGLE-VALUE'),
    // `USAGE directoryOperation`: the server makes or keeps it itself; it comes only when it is asked for by name.
    isConstructed: /^(?:directoryOperation|dSAOperation|distributedOperation)$/i.test(after('USAGE') ?? ''),
  };
}

function namesAt(words: readonly string[], at: number): readonly string[] {
  if (at < 0) return [];
  if (words[at + 1] !== '(') return quoted(words[at + 1]);
  const end = words.indexOf(')', at);
  return words.slice(at + 2, end < 0 ? undefined : end).flatMap(quoted);
}

/** The text of a quoted word; nothing where it is none. */
function quoted(word: string | undefined): readonly string[] {
  const text = word?.startsWith("'") === true ? word.slice(1) : '';
  return text === '' || text.length > LONGEST_NAME ? [] : [text];
}

/** Words, brackets, and quoted texts with their opening quote alone, in order. */
function wordsOf(text: string): readonly string[] {
  return text.match(/'[^']*'?|[()]|[^\s()']+/g)?.map((word) => (word.startsWith("'") ? word.replace(/'$/, '') : word)) ?? [];
}
