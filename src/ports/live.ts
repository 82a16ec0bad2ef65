import type { Side } from '../evidence/directory.js';
import type { Problem, Result } from '../evidence/problem.js';
import type { DirectoryRecord, PartHead, Unreadable } from '../evidence/snapshot.js';
import type { KeyKind } from '../facts/recipient-keys.js';

/** A service that is read live. Nothing is ever written to it. */
export type ServiceKind = 'ldap' | 'graph' | 'exchange-online';

/** A secret, asked for when it is needed and kept nowhere: from a prompt, the environment, or a command. */
export type SecretSource = () => Promise<Result<string>>;

/** Active Directory, as the user named it. */
export interface LdapTarget {
  readonly kind: 'ldap';
  /** `ldaps://host[:port]`, or `ldap://host[:port]`, which is upgraded with StartTLS before anything is sent. Port 3269 or 3268: the global catalogue. */
  readonly url: string;
  /** UPN, `DOMAIN\name` or DN. */
  readonly user: string;
  readonly password: SecretSource;
  /** File with the certificates (PEM) of the authority that signed the server's; undefined: those of the system. */
  readonly caFile: string | undefined;
  /** The one host whose certificate is not verified, because the user named it so. */
  readonly unverifiedHost: string | undefined;
  /** Only below these DNs; empty: every domain of the forest that this server holds. */
  readonly bases: readonly string[];
  /** Host names that the user named in this run: a referral is followed to these and to no other. */
  readonly namedHosts: readonly string[];
}

export const SIGN_INS = ['device-code', 'browser', 'secret', 'certificate', 'managed-identity', 'azure-cli'] as const;
export type SignIn = (typeof SIGN_INS)[number];

export const NATIONAL_CLOUDS = ['global', 'us-gov', 'us-gov-dod', 'china'] as const;
export type NationalCloud = (typeof NATIONAL_CLOUDS)[number];

/** How to sign in to Entra; one sign-in serves Graph and Exchange Online. */
export interface EntraSignIn {
  readonly method: SignIn;
  /** GUID or domain of the tenant; undefined: `organizations` where a person signs in. */
  readonly tenant: string | undefined;
  /** Id of the app registration; undefined: Microsoft's own app for command lines, where a person signs in. */
  readonly clientId: string | undefined;
  readonly secret: SecretSource | undefined;
  /** File with certificate and private key (PEM). */
  readonly certificateFile: string | undefined;
  readonly cloud: NationalCloud;
  /** Keeps the sign-in in the cache that the operating system protects; else in memory alone. */
  readonly keepsSignIn: boolean;
  /** Another authority than that of the cloud, as `https://host:port`; it is asked nothing but what Entra would be asked. */
  readonly authority: string | undefined;
}

/** Microsoft Graph, or the Admin API of Exchange Online. */
export interface CloudTarget {
  readonly kind: 'graph' | 'exchange-online';
  readonly signIn: EntraSignIn;
  /** Another endpoint than that of the cloud, as `https://host:port`. */
  readonly endpoint: string | undefined;
}

export type LiveTarget = LdapTarget | CloudTarget;

/** What a person has to do to sign in by device code. */
export interface DeviceCode {
  readonly userCode: string;
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What an adapter needs of the world. */
export interface LiveTools {
  /** Column names (lower case, `exo.` for Exchange Online's) that any rule may ask for. */
  readonly wanted: (side: Side) => ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onDeviceCode: (code: DeviceCode) => void;
  /** A wait that was forced on us: `service throttles, 12 s`. For showing. */
  readonly onWait: (wait: { readonly source: string; readonly why: string; readonly seconds: number }) => void;
}

/** Who is signed in where. */
export interface ConnectionAbout {
  readonly kind: ServiceKind;
  readonly side: Side;
  /** URL without credentials. */
  readonly source: string;
  /** The account as the service names it. */
  readonly account: string;
  /** The organization behind it: forest, or tenant. */
  readonly organization: string;
  /** ISO text in UTC. */
  readonly since: string;
  /** What may be read, one short line each: scopes, roles, naming contexts. */
  readonly mayRead: readonly string[];
  /** What may not, or is not there. */
  readonly limits: readonly Unreadable[];
}

/**
 * A piece of a part. `records`: `cursor` is where reading goes on after them; undefined where it cannot start again in the middle. A `problem`
 * ends the part; what came before it counts.
 */
export type LiveChunk =
  | { readonly kind: 'records'; readonly records: readonly DirectoryRecord[]; readonly cursor: string | undefined }
  | { readonly kind: 'unreadable'; readonly unreadable: Unreadable }
  /** Reading could not go on behind the cursor and begins anew: what an earlier run has of the part does not count. Before the first records. */
  | { readonly kind: 'restart'; readonly why: string }
  /** From where on changes can be asked for later; it comes before the first records. */
  | { readonly kind: 'bookmark'; readonly bookmark: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** What an earlier reading of a part left. */
export interface EarlierPart {
  readonly bookmark: string;
  readonly records: AsyncIterable<DirectoryRecord>;
}

/** A part that can be read whole, one chunk after another. */
export interface LivePart {
  readonly head: PartHead;
  /** How many records there will be, where the service says so. */
  readonly expected: number | undefined;
  /** `from`: the cursor of an earlier run, to go on behind it. An aborted signal ends the iteration within a second by a throw of its reason. */
  readonly read: (from: string | undefined, signal: AbortSignal) => AsyncIterable<LiveChunk>;
  /**
   * The part as it is now, of an earlier reading and what changed since; undefined where the service cannot tell what changed, or where it is too
   * long ago: then all of it has to be read.
   */
  readonly update?: (earlier: EarlierPart, signal: AbortSignal) => Promise<Result<AsyncIterable<LiveChunk> | undefined>>;
}

/** One object to look for. */
export interface LookupKey {
  readonly kind: KeyKind;
  /** As `normalKey` of facts/recipient-keys has it. */
  readonly value: string;
}

export interface LookupAnswer {
  readonly records: readonly DirectoryRecord[];
  readonly attributesRead: readonly string[];
  /** Keys that were not looked up, with the reason: for them "not found" means nothing. */
  readonly unanswered: readonly { readonly key: LookupKey; readonly why: string }[];
  readonly unreadable: readonly Unreadable[];
}

/** An open connection. */
export interface LiveConnection {
  readonly about: ConnectionAbout;
  /** Everything that can be read of this service, objects first, then settings. */
  readonly parts: (signal: AbortSignal) => Promise<Result<readonly LivePart[]>>;
  /** The few objects that hold these keys: asked for by key, never by reading everything. An object that holds two keys comes once. */
  readonly lookup: (keys: readonly LookupKey[], signal: AbortSignal) => Promise<Result<LookupAnswer>>;
  readonly close: () => Promise<void>;
}

export type Connect<T extends LiveTarget> = (target: T, tools: LiveTools, signal: AbortSignal) => Promise<Result<LiveConnection>>;

/** One line of `doctor`. `says` is one sentence; `next` what to do about it, for all but `ok`. */
export interface DoctorLine {
  /** What was tried: `ldaps://dc1.corp.contoso.com`. */
  readonly endpoint: string;
  /** `reach`, `certificate`, `sign-in`, `clock`, `permission`, `schema`, `version`, ... */
  readonly check: string;
  readonly verdict: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly says: string;
  readonly next?: string;
}

/** Tries a target step by step; a step that fails makes those that need it `skipped`. Throws only the reason of an aborted signal. */
export type Examine<T extends LiveTarget> = (target: T, tools: LiveTools, signal: AbortSignal) => AsyncIterable<DoctorLine>;
