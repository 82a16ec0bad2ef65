import { type AccessListEntry, accessList } from '../recipient/security-descriptor.js';
import { createByteCache } from './byte-cache.js';
import type { AdAttribute } from './schema.js';

/** What an account may read of an object: everything, everything but some attributes (names as the schema spells them), or it cannot be told. */
export type Readable =
  | { readonly kind: 'all' }
  | { readonly kind: 'not'; readonly names: readonly string[] }
  | { readonly kind: 'unknown' };

export interface AccessOptions {
  /** SIDs of the account and of all its groups, as `S-1-...`. */
  readonly accountSids: ReadonlySet<string>;
  /** The attributes that are asked for. */
  readonly attributes: ReadonlyMap<string, AdAttribute>;
}

export interface AccessObject {
  /** True where the object is the account itself. */
  readonly isSelf: boolean;
  /** schemaIDGUID of the class of the object, lower case, where known: an entry may name it in place of an attribute. */
  readonly classIds?: readonly string[];
}

export type AccessReader = (descriptor: Uint8Array | undefined, object: AccessObject) => Readable;

const READ_PROPERTY = 0x10;
const CONTROL_ACCESS = 0x100;
/** GENERIC_READ holds READ_PROPERTY; GENERIC_ALL holds both. Source: MS-ADTS 5.1.3.2. */
const GENERIC_READ = 0x80000000;
const GENERIC_ALL = 0x10000000;
const INHERIT_ONLY = 0x8;
const SELF = 'S-1-5-10';
const MOST_ANSWERS = 4096;
const LONGEST_KEY = 8192;
/** It came, so it may be read. */
const DESCRIPTOR = 'ntsecuritydescriptor';

const UNKNOWN: Readable = { kind: 'unknown' };
const ALL: Readable = { kind: 'all' };

/** No one is granted these, whatever the list says. Source: MS-ADTS 3.1.1.4.4. */
const NEVER: ReadonlySet<string> = new Set(
  `peklist currentvalue dbcspwd unicodepwd ntpwdhistory priorvalue supplementalcredentials trustauthincoming trustauthoutgoing lmpwdhistory
 initialauthincoming initialauthoutgoing msds-executescriptpassword`.split(/\s+/),
);

/** An entry that is about reading and about this account. */
interface Grant {
  readonly allows: boolean;
  readonly reads: boolean;
  readonly controls: boolean;
  readonly objectType: string | undefined;
}

/**
 * Which of the asked attributes an account may not read of an object.
 *
 * In: nTSecurityDescriptor (of which only the discretionary list is needed), and what the object is. Out: see `Readable`; names are sorted.
 * An answer is kept for equal descriptors, so that many objects with one list cost one evaluation.
 * Bad input: no descriptor, one that is broken or holds entries that cannot be judged: `unknown`.
 * Source: MS-ADTS 3.1.1.4.3, 3.1.1.4.4, 5.1.3.3.2, 5.1.3.3.3. Rights of the owner as such concern no attribute; S-1-3-4 (owner rights) is
 * taken as someone else.
 */
export function createAccessReader({ accountSids, attributes }: AccessOptions): AccessReader {
  const never = [...attributes].flatMap(([name, attribute]) => (NEVER.has(name) ? [attribute.name] : []));
  const judged = [...attributes].flatMap(([name, attribute]) => (NEVER.has(name) || name === DESCRIPTOR ? [] : [attribute]));
  const cache = createByteCache<Readable>();
  const answers = new Map<string, Readable>();

  function evaluate(descriptor: Uint8Array, isSelf: boolean, classIds: readonly string[]): Readable {
    const list = accessList(descriptor);
    if (list === undefined) return UNKNOWN;
    if (!list.isThere) return answerOf(never);
    if (!list.isWhole) return UNKNOWN;
    const grants = list.entries.flatMap((entry) => grantOf(entry, isSelf, classIds));
    const key = grants.map(keyOf).join();
    const known = answers.get(key);
    if (known !== undefined) return known;
    const answer = answerOf([...never, ...judged.flatMap((attribute) => (mayRead(attribute, grants) ? [] : [attribute.name]))]);
    if (answers.size >= MOST_ANSWERS) answers.clear();
    if (key.length <= LONGEST_KEY) answers.set(key, answer);
    return answer;
  }

  function grantOf({ allows, flags, mask, objectType, sid }: AccessListEntry, isSelf: boolean, classIds: readonly string[]): Grant[] {
    if ((flags & INHERIT_ONLY) !== 0 || !(accountSids.has(sid) || (isSelf && sid === SELF))) return [];
    const reads = (mask & (READ_PROPERTY | GENERIC_READ | GENERIC_ALL)) !== 0;
    const controls = (mask & (CONTROL_ACCESS | GENERIC_ALL)) !== 0;
    if (!reads && !controls) return [];
    return [{ allows, reads, controls, objectType: objectType !== undefined && classIds.includes(objectType) ? undefined : objectType }];
  }

  return (descriptor, { isSelf, classIds = [] }) => {
    if (descriptor === undefined) return UNKNOWN;
    return cache.get(descriptor, `${isSelf ? 'self' : ''} ${classIds.join()}`, () => evaluate(descriptor, isSelf, classIds));
  };
}

/** The first entry that is about a right decides it; a right that no entry is about is denied. */
function mayRead({ schemaId, propertySet, isConfidential }: AdAttribute, grants: readonly Grant[]): boolean {
  // Without its GUID no entry can name it, and what the entries say of it is not known.
  if (schemaId === '') return false;
  let reads: boolean | undefined;
  let controls: boolean | undefined = isConfidential ? undefined : true;
  for (const grant of grants) {
    const { objectType } = grant;
    if (objectType !== undefined && objectType !== schemaId && objectType !== propertySet) continue;
    if (grant.reads) reads ??= grant.allows;
    if (grant.controls) controls ??= grant.allows;
    if (reads !== undefined && controls !== undefined) break;
  }
  return reads === true && controls === true;
}

const keyOf = ({ allows, reads, controls, objectType }: Grant): string =>
  `${allows ? '+' : '-'}${reads ? 'r' : ''}${controls ? 'c' : ''}${objectType ?? ''}`;

function answerOf(names: readonly string[]): Readable {
  return names.length === 0 ? ALL : { kind: 'not', names: [...names].sort() };
}
