import type { Problem } from '../evidence/problem.js';
import type { Collected, CollectProgress } from '../ports/connections.js';
import type { ConnectionAbout, DeviceCode, NationalCloud, SignIn } from '../ports/live.js';
import type { LoadedSource } from '../ports/session.js';
import type { Secret } from './secret.js';

export type FormKind = 'ldap' | 'cloud';
export type TextField = 'url' | 'user' | 'caFile' | 'tenant' | 'clientId' | 'certificateFile';
export type ChoiceField = 'method' | 'cloud' | 'withExchangeOnline';
/** `secret`: the password, or the secret of an app. */
export type FormField = TextField | ChoiceField | 'secret';

/** What is filled in to connect. All but the secret stays until the program ends. */
export interface FormState {
  readonly kind: FormKind;
  readonly texts: Readonly<Record<TextField, string>>;
  readonly secret: Secret;
  readonly method: SignIn;
  readonly cloud: NationalCloud;
  readonly withExchangeOnline: boolean;
  /** The marked one of the fields that the form shows. */
  readonly at: number;
  /** What is wrong with a field, one sentence. */
  readonly faults: Readonly<Partial<Record<FormField, string>>>;
  /** Why the last attempt failed. */
  readonly problem: Problem | undefined;
}

/** Signing in, while it is waited for. */
export interface SignInState {
  readonly run: number;
  readonly code: DeviceCode | undefined;
  readonly elapsedMs: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Reading everything, while it goes on. */
export interface CollectRun {
  readonly run: number;
  /** Undefined until the first word of it. */
  readonly progress: CollectProgress | undefined;
  readonly elapsedMs: number;
  /** `elapsedMs` at which the wait that is shown was first told. */
  readonly waitFromMs: number;
  readonly isStopping: boolean;
}

export interface CollectState {
  /** File of the snapshot; empty: none. */
  readonly path: string;
  readonly problem: Problem | undefined;
  readonly run: CollectRun | undefined;
  readonly done: Collected | undefined;
}

export interface ConnectionsState {
  readonly open: readonly ConnectionAbout[];
  readonly at: number;
  readonly forms: Readonly<Record<FormKind, FormState>>;
  /** The one that is filled in. */
  readonly form: FormKind;
  readonly preview: readonly string[];
  /** How many sign-ins and readings were begun: what comes from an older one came too late. */
  readonly runs: number;
  readonly signIn: SignInState | undefined;
  readonly collect: CollectState;
  /** First row in view of the page of a connection, of the preview, and of what a reading came to. */
  readonly top: number;
}

/** What the connections answered. */
export type LiveEvent =
  | { readonly kind: 'listed'; readonly open: readonly ConnectionAbout[]; readonly notice: string | undefined }
  | { readonly kind: 'previewed'; readonly lines: readonly string[] }
  | { readonly kind: 'device-code'; readonly run: number; readonly code: DeviceCode; readonly now: number }
  | { readonly kind: 'waited'; readonly run: number; readonly elapsedMs: number; readonly now: number }
  | {
      readonly kind: 'connected';
      readonly run: number;
      readonly opened: readonly ConnectionAbout[];
      readonly open: readonly ConnectionAbout[];
    }
  | { readonly kind: 'not-connected'; readonly run: number; readonly problem: Problem }
  | { readonly kind: 'read'; readonly run: number; readonly progress: CollectProgress | undefined; readonly elapsedMs: number }
  | { readonly kind: 'collected'; readonly run: number; readonly done: Collected; readonly sources: readonly LoadedSource[] }
  | { readonly kind: 'not-collected'; readonly run: number; readonly problem: Problem; readonly sources: readonly LoadedSource[] };

/** What is asked of the connections. */
export type LiveEffect =
  | { readonly kind: 'list' }
  | { readonly kind: 'preview'; readonly form: FormState }
  | { readonly kind: 'connect'; readonly run: number; readonly form: FormState }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'disconnect'; readonly source: string }
  | { readonly kind: 'collect'; readonly run: number; readonly path: string | undefined }
  | { readonly kind: 'stop-collect' }
  /** To the clipboard, and never into a file. */
  | { readonly kind: 'copy'; readonly what: string; readonly text: string };
