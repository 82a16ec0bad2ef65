import { type Entry, EqualityFilter, PresenceFilter } from 'ldapts';
import { sidFromBytes } from '../../parse/recipient/attributes.js';
import { readEntry } from './entries.js';
import type { Answer, Session } from './session.js';

/** What a server says of itself. Texts are as it spells them. */
export interface Root {
  readonly isActiveDirectory: boolean;
  /** A read-only domain controller, which may lack attributes. */
  readonly isReadOnly: boolean;
  readonly defaultNamingContext: string | undefined;
  readonly rootDomain: string | undefined;
  readonly configuration: string | undefined;
  readonly schema: string | undefined;
  readonly subschema: string | undefined;
  readonly namingContexts: readonly string[];
  readonly dnsHostName: string | undefined;
  readonly dsServiceName: string | undefined;
  readonly highestUsn: number | undefined;
  readonly isGlobalCatalogReady: boolean | undefined;
  /** Milliseconds since 1970. */
  readonly currentTime: number | undefined;
  readonly domainLevel: number | undefined;
  readonly vendor: string | undefined;
  /** SIDs of the account and its groups. */
  readonly tokenGroups: readonly string[];
}

const ROOT_ATTRIBUTES = `supportedCapabilities defaultNamingContext rootDomainNamingContext configurationNamingContext schemaNamingContext
 subschemaSubentry namingContexts dnsHostName dsServiceName highestCommittedUSN isGlobalCatalogReady currentTime domainFunctionality vendorName
 tokenGroups`.split(/\s+/);
const ACTIVE_DIRECTORY = ['1.2.840.113556.1.4.800', '1.2.840.113556.1.4.1851'];
// LDAP_CAP_ACTIVE_DIRECTORY_PARTIAL_SECRETS_OID. Source: MS-ADTS 3.1.1.3.4.3.
const READ_ONLY = '1.2.840.113556.1.4.1920';
const ANY = new PresenceFilter({ attribute: 'objectClass' });

export async function readRoot(session: Session, signal: AbortSignal): Promise<Answer<Root>> {
  const answer = await session.search(
    { base: '', scope: 'base', filter: ANY, attributes: ROOT_ATTRIBUTES, binary: ['tokenGroups'] },
    signal,
  );
  if (answer.kind === 'failed') return answer;
  const entry = answer.value.entries[0];
  return { kind: 'ok', value: rootOf(entry ?? { dn: '' }) };
}

function rootOf(from: Entry): Root {
  const { entry } = readEntry(from);
  const texts = (name: string): readonly string[] =>
    (entry.attributes.get(name.toLowerCase()) ?? []).flatMap((value) => (typeof value === 'string' ? [value] : []));
  const text = (name: string): string | undefined => texts(name)[0];
  const ready = text('isGlobalCatalogReady');
  return {
    isActiveDirectory: texts('supportedCapabilities').some((oid) => ACTIVE_DIRECTORY.includes(oid)),
    isReadOnly: texts('supportedCapabilities').includes(READ_ONLY),
    defaultNamingContext: text('defaultNamingContext'),
    rootDomain: text('rootDomainNamingContext'),
    configuration: text('configurationNamingContext'),
    schema: text('schemaNamingContext'),
    subschema: text('subschemaSubentry'),
    namingContexts: texts('namingContexts').filter((name) => name !== ''),
    dnsHostName: text('dnsHostName'),
    dsServiceName: text('dsServiceName'),
    highestUsn: wholeNumber(text('highestCommittedUSN')),
    isGlobalCatalogReady: ready === undefined ? undefined : ready.toUpperCase() === 'TRUE',
    currentTime: readTime(text('currentTime')),
    domainLevel: wholeNumber(text('domainFunctionality')),
    vendor: text('vendorName'),
    tokenGroups: sidsOf(entry.attributes.get('tokengroups')),
  };
}

export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Generalized time as directories write it, `20261123012125.0Z`, in milliseconds. Bad input: undefined. */
export function readTime(text: string | undefined): number | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:[.,]\d{1,9})?Z$/.exec(text ?? '');
  if (found === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function sidsOf(values: readonly (string | Uint8Array)[] | undefined): readonly string[] {
  return (values ?? []).flatMap((value) => {
    const sid = sidFromBytes(typeof value === 'string' ? Buffer.from(value, 'utf8') : value);
    return sid === undefined ? [] : [sid];
  });
}

/** Who reads, as the server sees it. */
export interface Account {
  readonly name: string;
  /** Of the account itself; undefined where it was not found. */
  readonly sid: string | undefined;
  /** Of the account and all its groups; empty where they could not be read, and then nothing can be said of its rights. */
  readonly sids: ReadonlySet<string>;
}

const EVERYONE = 'S-1-1-0';
const AUTHENTICATED = 'S-1-5-11';
const PRE_WINDOWS_2000 = 'S-1-5-32-554';

/** Asks the server for the account and its groups. `user`: what was signed in with, where the server does not say. */
export async function readAccount(session: Session, root: Root, user: string, signal: AbortSignal): Promise<Account> {
  const said = await session.whoAmI(signal);
  const identity = said.kind === 'ok' ? said.value.slice(0, 512) : '';
  const name = identity.replace(/^(?:u|dn):/i, '') || user.slice(0, 512);
  if (!root.isActiveDirectory) return { name, sid: undefined, sids: new Set() };
  const own = await ownObject(session, root, name, signal);
  if (root.tokenGroups.length > 0) return { name, sid: own?.sid ?? root.tokenGroups[0], sids: new Set(root.tokenGroups) };
  const groups = own === undefined ? [] : await groupsOf(session, own.dn, signal);
  if (own?.sid === undefined || groups.length === 0) return { name, sid: own?.sid, sids: new Set() };
  const compatible = (await holdsAuthenticated(session, root, signal)) ? [PRE_WINDOWS_2000] : [];
  return { name, sid: own.sid, sids: new Set([own.sid, ...groups, EVERYONE, AUTHENTICATED, ...compatible]) };
}

/** In: `CORP\name`, a UPN or a DN. */
async function ownObject(
  session: Session,
  root: Root,
  name: string,
  signal: AbortSignal,
): Promise<{ readonly dn: string; readonly sid: string | undefined } | undefined> {
  const base = root.defaultNamingContext;
  if (base === undefined) return undefined;
  const slash = name.indexOf('\\');
  const isDn = slash < 0 && name.includes('=') && !name.includes('@');
  const filter = isDn
    ? ANY
    : new EqualityFilter(
        slash >= 0 ? { attribute: 'sAMAccountName', value: name.slice(slash + 1) } : { attribute: 'userPrincipalName', value: name },
      );
  const answer = await session.search(
    { base: isDn ? name : base, scope: isDn ? 'base' : 'sub', filter, attributes: ['objectSid'], binary: ['objectSid'] },
    signal,
  );
  const found = answer.kind === 'ok' ? answer.value.entries : [];
  const [first] = found;
  if (first === undefined || found.length > 1) return undefined;
  return { dn: first.dn, sid: sidsOf(readEntry(first).entry.attributes.get('objectsid'))[0] };
}

async function groupsOf(session: Session, dn: string, signal: AbortSignal): Promise<readonly string[]> {
  const answer = await session.search(
    { base: dn, scope: 'base', filter: ANY, attributes: ['tokenGroups'], binary: ['tokenGroups'] },
    signal,
  );
  const entry = answer.kind === 'ok' ? answer.value.entries[0] : undefined;
  return entry === undefined ? [] : sidsOf(readEntry(entry).entry.attributes.get('tokengroups'));
}

/** True where the group of Windows 2000's wide read rights still holds everyone who signs in. */
async function holdsAuthenticated(session: Session, root: Root, signal: AbortSignal): Promise<boolean> {
  const base = root.defaultNamingContext;
  if (base === undefined) return false;
  // S-1-5-32-554 and S-1-5-11 as bytes, and as the name of the object that stands for a foreign SID.
  const sid = Buffer.from('0102000000000005200000002a020000', 'hex');
  const answer = await session.search(
    { base, scope: 'sub', filter: new EqualityFilter({ attribute: 'objectSid', value: sid }), attributes: ['member'] },
    signal,
  );
  const entry = answer.kind === 'ok' ? answer.value.entries[0] : undefined;
  const members = entry === undefined ? [] : (readEntry(entry).entry.attributes.get('member') ?? []);
  return members.some((member) => typeof member === 'string' && member.toUpperCase().startsWith(`CN=${AUTHENTICATED},`));
}
