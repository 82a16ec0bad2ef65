import type { Json } from './json.js';

/** What the tenant holds. All of it has a default that fits the rest. */
export interface TenantOptions {
  /**
   * Users as Graph has them, with as many properties as the test needs; a missing `id` is made up. `objectGUID`, as text or base64, becomes the
   * source anchor, so that the user joins the account on-premises with this GUID.
   */
  readonly users?: readonly Json[];
  /** So many users are made from their number, behind those given. */
  readonly generatedUsers?: number;
  readonly deletedUsers?: readonly Json[];
  readonly groups?: readonly Json[];
  /** Ids of all members of a group, by the group's id. */
  readonly groupMembers?: Readonly<Record<string, readonly string[]>>;
  readonly contacts?: readonly Json[];
  readonly domains?: readonly Json[];
  readonly skus?: readonly Json[];
  /** Properties that differ from the default organization. */
  readonly organization?: Json;
  /** Features of directory synchronization that differ from the default. */
  readonly syncFeatures?: Json;
  readonly roleAssignments?: readonly { readonly principalId: string; readonly role: string }[];
  readonly eligibleRoles?: readonly { readonly principalId: string; readonly role: string }[];
  /** Ids of users whose source of authority was turned to the cloud. */
  readonly cloudManaged?: readonly string[];
}

export interface GraphBedOptions extends TenantOptions {
  /** No page holds more objects, whatever $top asks for. */
  readonly pageSize?: number;
  /** Permissions of the application and scopes of the person. Default: all that read. */
  readonly permissions?: readonly string[];
  /** Without: roles that people are eligible for cannot be read. */
  readonly hasP2?: boolean;
  /** Folder for certificates and scripts; default: a new one, which `stop` deletes. */
  readonly folder?: string;
}

/** Which requests a fault hits, and what it does. The first fault in the list that fits a request is used. */
export interface Fault {
  /** Default: `graph`. `batch`: the requests within a $batch, each by itself. */
  readonly at?: 'graph' | 'authority' | 'batch';
  /** Part of the path, or a pattern, without version and query: `/users`. Default: every path. */
  readonly path?: string | RegExp;
  /** So many fitting requests pass first. Default 0. */
  readonly after?: number;
  /** Only every nth fitting request is hit, as when the service throttles now and then. Default 1: each. */
  readonly every?: number;
  /** So many requests are hit. Default 1; Infinity: until it is cleared. */
  readonly times?: number;
  readonly does: FaultKind;
}

export type FaultKind =
  /** `retryAfter`: seconds, as a number or as a date that lies so many seconds ahead. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly retryAfter?: number;
      readonly retryAfterAs?: 'seconds' | 'date';
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** 401 as for an expired token; with a challenge as continuous access evaluation sends it. The token is refused from then on. */
  | { readonly kind: 'expired-token'; readonly withClaims?: boolean }
  /** The connection is destroyed after so many bytes of the body; `withLength`: after a Content-Length of the whole. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly withLength: boolean }
  /** The connection is destroyed before any answer. */
  | { readonly kind: 'reset' }
  /** No answer, ever. */
  | { readonly kind: 'silent' }
  /** 200 with half of the JSON, complete as HTTP. */
  | { readonly kind: 'half-page' }
  /** So many bytes each 100 ms. */
  | { readonly kind: 'slow'; readonly bytes: number }
  /** The whole answer, so many milliseconds later. */
  | { readonly kind: 'late'; readonly ms: number }
  /** `elsewhere`: to another host, which is this bed under another name. `itself`: to the page it stands in. Anything else: that text. */
  | { readonly kind: 'next-link'; readonly to: 'elsewhere' | 'itself' | (string & {}) }
  /** 403 as for a missing permission. */
  | { readonly kind: 'forbidden' }
  /** A body of another kind, as a proxy sends it. */
  | { readonly kind: 'body'; readonly status: number; readonly type: string; readonly body: string };

/** A request as it came. Tokens and secrets are left out. */
export interface SeenRequest {
  readonly to: 'graph' | 'authority' | 'elsewhere' | 'managed-identity' | 'batch';
  readonly method: string;
  /** Path without version. */
  readonly path: string;
  readonly version: string;
  readonly query: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it carried a token. */
  readonly hasToken: boolean;
  /** Status of the answer; undefined where there was none. */
  status?: number;
  /** Names of the fields of a form, without values. */
  fields?: readonly string[];
}

/** How the authority behaves from now on; a test may change it at any time. */
export interface EntraBehaviour {
  /** Times that a device code is still pending before it is answered. */
  devicePending: number;
  deviceOutcome: 'signed-in' | 'declined' | 'expired';
  /** Seconds between two questions for a device code, and until it expires. */
  deviceInterval: number;
  deviceLifetime: number;
  /** AADSTS error that every request for a token gets: 65001, 50076, 53003, ... */
  refuse: number | undefined;
  /** Seconds that a token lives, as the answer says. */
  tokenLifetime: number;
  /** A token is refused after so many requests, though it says that it lives longer. */
  tokenRequests: number;
  /** Refusals of such a token carry a claims challenge. */
  challenges: boolean;
  /** Seconds that the clocks of Graph and of the authority are ahead. */
  clockSkew: number;
}

export interface Person {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
}
