import type { Result } from '../evidence/problem.js';
import type { ConnectionAbout, DeviceCode, NationalCloud, SignIn } from './live.js';

/** What a person fills in to connect. Secrets are texts here, live as long as the form, and are shown nowhere. */
export type ConnectForm =
  | {
      readonly kind: 'ldap';
      readonly url: string;
      readonly user: string;
      readonly password: string;
      /** Empty: the authorities of the system. */
      readonly caFile: string;
    }
  | {
      readonly kind: 'cloud';
      readonly method: SignIn;
      readonly cloud: NationalCloud;
      /** Empty where a person signs in, for whom the tenant is known by the sign-in. */
      readonly tenant: string;
      readonly clientId: string;
      readonly secret: string;
      readonly certificateFile: string;
      /** Also the Admin API of Exchange Online, with the same sign-in. */
      readonly withExchangeOnline: boolean;
    };

export interface ConnectHooks {
  readonly signal: AbortSignal;
  readonly onDeviceCode: (code: DeviceCode) => void;
}

/** How far the reading of all connections is. */
export interface CollectProgress {
  readonly parts: readonly PartProgress[];
  /** Records read in this run, of all parts. */
  readonly records: number;
  /** Records in each second, over the last seconds. */
  readonly rate: number;
  /** A wait that a service asked for. */
  readonly waiting: { readonly source: string; readonly why: string; readonly seconds: number } | undefined;
}

export interface PartProgress {
  readonly title: string;
  readonly source: string;
  readonly records: number;
  readonly expected: number | undefined;
  readonly state: 'waiting' | 'reading' | 'complete' | 'partial';
  /** Things of this part that could not be read. */
  readonly unreadable: number;
}

export interface CollectRequest {
  /** File of the snapshot; undefined: nothing is written, and what is read stays in memory. */
  readonly path: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CollectProgress) => void;
}

export interface Collected {
  readonly records: number;
  readonly path: string | undefined;
  readonly isComplete: boolean;
  /** What was not read and why, one sentence each. */
  readonly notes: readonly string[];
}

/** What the connections screen can ask of the program. */
export interface Connections {
  readonly list: () => readonly ConnectionAbout[];
  /** What would be asked for, before anything is opened: scopes or rights, one line each. */
  readonly preview: (form: ConnectForm) => readonly string[];
  /** A form for the cloud may open two connections. */
  readonly connect: (form: ConnectForm, hooks: ConnectHooks) => Promise<Result<readonly ConnectionAbout[]>>;
  readonly disconnect: (source: string) => Promise<void>;
  /** Reads everything of all connections and loads it as sources of the session; an aborted run keeps what was read. */
  readonly collect: (request: CollectRequest) => Promise<Result<Collected>>;
}
