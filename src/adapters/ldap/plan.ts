import { BerWriter, Control } from 'ldapts';
import type { Unreadable } from '../../evidence/snapshot.js';
import { type AdAttribute, readSchema, readSubschema, SCHEMA_ATTRIBUTES } from '../../parse/ad/schema.js';
import { isSecret } from '../../parse/recipient/attributes.js';
import { readEntry } from './entries.js';
import { ANY, allOf, anyOf, equal } from './filters.js';
import type { Root } from './root.js';
import type { Failed } from './server-problems.js';
import type { Session } from './session.js';

/** What is asked of each object, and what the answer then says. */
export interface Plan {
  /** Names as the schema spells them. */
  readonly asked: readonly string[];
  /** Those whose values are bytes. */
  readonly binary: readonly string[];
  readonly controls: readonly Control[];
  /** The asked attributes, by lower-case name. */
  readonly attributes: ReadonlyMap<string, AdAttribute>;
  /** Names of `PartHead.attributesRead`: a record without one of them has no value there. */
  readonly attributesRead: readonly string[];
  /** Lower-case names that exist and that this server does not answer for: a search by them proves nothing. */
  readonly notHere: ReadonlySet<string>;
  /** True where the descriptor was asked only to learn what the account may read. */
  readonly dropsDescriptor: boolean;
  readonly hasExchange: boolean;
  /** True where objects can be asked for by the number that the server gave each when it got it. */
  readonly hasUsn: boolean;
  readonly limits: readonly Unreadable[];
}

// Names of cmdlet properties that the schema has for other kinds of objects: there they mean something else, and no person has them.
const MEANS_ELSE = new Set(['enabled', 'servername']);
/** Attributes that Exchange brings, by which its properties are told from those of its cmdlets, which no directory holds. */
const EXCHANGE = new Set(
  `mailnickname targetaddress homemdb homemta altrecipient altrecipientbl publicdelegates publicdelegatesbl deliverandredirect mdbusedefaults
 mdboverhardquotalimit mdboverquotalimit mdbstoragequota delivcontlength submissioncontlength authorig unauthorig dlmemsubmitperms
 dlmemrejectperms protocolsettings deleteditemflags garbagecollperiod internetencoding msds-externaldirectoryobjectid`.split(/\s+/),
);
const isExchange = (name: string): boolean => name.startsWith('msexch') || name.startsWith('extensionattribute') || EXCHANGE.has(name);

const ALWAYS = ['objectguid', 'objectclass'];
const DESCRIPTOR = 'ntsecuritydescriptor';
const USN = 'usncreated';
const BYTES: ReadonlySet<AdAttribute['syntax']> = new Set(['octets', 'sid', 'security-descriptor']);

export type PlanResult = { readonly kind: 'ok'; readonly value: Plan } | { readonly kind: 'failed'; readonly failed: Failed };

/** Finds out which of the wanted attributes this server can be asked for. `isCatalogue`: it answers for a part of them only. */
export async function makePlan(
  session: Session,
  root: Root,
  wanted: ReadonlySet<string>,
  isCatalogue: boolean,
  signal: AbortSignal,
): Promise<PlanResult> {
  const names = new Set([...[...wanted].filter(isLdapName), ...ALWAYS]);
  const schema = root.isActiveDirectory
    ? await activeSchema(session, root, new Set([...names, DESCRIPTOR, USN, 'msexchmailboxguid']), signal)
    : await otherSchema(session, root, signal);
  if (schema.kind === 'failed') return schema;
  return { kind: 'ok', value: planOf(schema.value, names, root, isCatalogue) };
}

const isLdapName = (name: string): boolean =>
  /^[a-z][a-z0-9-]{0,100}$/.test(name) && !MEANS_ELSE.has(name) && !isSecret(name) && name !== 'dn';

type Schema = ReadonlyMap<string, AdAttribute>;

/** Pure; see `makePlan`. */
export function planOf(
  schema: Schema,
  names: ReadonlySet<string>,
  { isActiveDirectory, isReadOnly }: Pick<Root, 'isActiveDirectory' | 'isReadOnly'>,
  isCatalogue: boolean,
): Plan {
  const attributes = new Map<string, AdAttribute>();
  const read: string[] = ['distinguishedName'];
  const notHere = new Set<string>();
  const kept: string[] = [];
  for (const name of names) {
    if (name === 'distinguishedname') continue;
    const attribute = schema.get(name);
    if (attribute === undefined) {
      if (isExchange(name)) read.push(name);
    } else if (isCatalogue && !attribute.isInGlobalCatalog) notHere.add(name);
    else if (isReadOnly && attribute.isKeptFromReadOnly === true) kept.push(name);
    else {
      attributes.set(name, attribute);
      read.push(attribute.name);
    }
  }
  const descriptor = isActiveDirectory ? schema.get(DESCRIPTOR) : undefined;
  const dropsDescriptor = descriptor !== undefined && !names.has(DESCRIPTOR);
  const all = [...attributes.values(), ...(dropsDescriptor ? [descriptor] : [])];
  const usn = schema.get(USN);
  const hasExchange = schema.has('msexchmailboxguid');
  return {
    asked: all.map(({ name }) => name),
    binary: all.filter(({ syntax }) => BYTES.has(syntax)).map(({ name }) => name),
    controls: descriptor === undefined ? [] : [new AccessListOnly()],
    attributes,
    attributesRead: read,
    notHere: new Set([...notHere, ...kept]),
    dropsDescriptor,
    hasExchange,
    hasUsn: isActiveDirectory && usn !== undefined && (!isCatalogue || usn.isInGlobalCatalog),
    limits: [
      ...(hasExchange ? [] : [NO_EXCHANGE]),
      ...(notHere.size === 0 ? [] : [catalogueLimit([...notHere], schema)]),
      ...(kept.length === 0 ? [] : [keptLimit(kept, schema)]),
      ...(isActiveDirectory ? [] : [NO_RIGHTS]),
    ],
  };
}

const NO_EXCHANGE: Unreadable = {
  what: 'The schema of this directory has no attributes of Exchange.',
  why: 'Exchange was never installed here, so no object can hold its attributes; they count as not set.',
  next: 'If the forest has Exchange, name a domain controller of that forest.',
};
const NO_RIGHTS: Unreadable = {
  what: 'What this account may not read cannot be told from what is not set.',
  why: 'The server is no Active Directory, and shows no access lists that can be judged.',
  next: 'Read with an account that may read everything.',
};

function notAsked(names: readonly string[], schema: Schema): string {
  const shown = names.slice(0, 8).map((name) => schema.get(name)?.name ?? name);
  return `${names.length} attributes were not asked for: ${shown.join(', ')}${names.length > shown.length ? ' and others' : ''}.`;
}

function keptLimit(names: readonly string[], schema: Schema): Unreadable {
  return {
    what: notAsked(names, schema),
    why: 'The domain controller is a read-only one, and the schema keeps them from such; they stay unknown.',
    next: 'Name another domain controller of the domain.',
  };
}

function catalogueLimit(names: readonly string[], schema: Schema): Unreadable {
  return {
    what: notAsked(names, schema),
    why: 'The global catalogue holds some attributes of each object only; the others stay unknown.',
    next: 'Connect to port 636 or 389 of a domain controller of each domain to read them.',
  };
}

/** The wanted attributes of an Active Directory; looked for by name, for the whole schema is long. */
async function activeSchema(session: Session, root: Root, names: ReadonlySet<string>, signal: AbortSignal) {
  const found = new Map<string, AdAttribute>();
  const base = root.schema ?? '';
  const all = [...names];
  for (let at = 0; at < all.length; at += NAMES_AT_ONCE) {
    const filter = allOf([
      equal('objectClass', 'attributeSchema'),
      anyOf(all.slice(at, at + NAMES_AT_ONCE).map((name) => equal('lDAPDisplayName', name))),
    ]);
    const answer = await session.search(
      { base, scope: 'one', filter, attributes: SCHEMA_ATTRIBUTES, binary: ['schemaIDGUID', 'attributeSecurityGUID'] },
      signal,
    );
    if (answer.kind === 'failed') return answer;
    for (const [name, attribute] of readSchema(answer.value.entries.map((entry) => readEntry(entry).entry))) found.set(name, attribute);
  }
  return { kind: 'ok' as const, value: found };
}

const NAMES_AT_ONCE = 100;

/** Everything that the server's subschema names (RFC 4512, 4.2). */
async function otherSchema(session: Session, root: Root, signal: AbortSignal) {
  if (root.subschema === undefined) return { kind: 'ok' as const, value: readSubschema([]) };
  const answer = await session.search({ base: root.subschema, scope: 'base', filter: ANY, attributes: ['attributeTypes'] }, signal);
  if (answer.kind === 'failed') return answer;
  const entry = answer.value.entries[0];
  const types = entry === undefined ? [] : (readEntry(entry).entry.attributes.get('attributetypes') ?? []);
  return { kind: 'ok' as const, value: readSubschema(types.flatMap((type) => (typeof type === 'string' ? [type] : []))) };
}

const SD_FLAGS = '1.2.840.113556.1.4.801';
const DACL = 4;

/** Only the discretionary list of a security descriptor: without this control the server refuses to those who may not see the audit list. MS-ADTS 3.1.1.3.4.1.11. */
class AccessListOnly extends Control {
  constructor() {
    super(SD_FLAGS, { critical: true });
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    value.startSequence();
    value.writeInt(DACL);
    value.endSequence();
    writer.writeBuffer(value.buffer, 0x04);
  }
}
