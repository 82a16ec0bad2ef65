import type { Side } from './directory.js';

/** Which side a part of a snapshot belongs to; `settings`: facts of the tenant and the organization. */
export type PartSide = Side | 'settings';

/**
 * One record of a snapshot: JSON data in the shape of contract/DIRECTORY.md. Of a settings part, one settings object, or one object of a
 * cmdlet as `parse/settings` reads it.
 * `@notReadable`: names of properties that were asked for and that the account may not read of this object: they are unknown, not absent.
 */
export type DirectoryRecord = Readonly<Record<string, unknown>>;

/** Name of the property that lists what may not be read of a record. */
export const NOT_READABLE = '@notReadable';

/** What a part of a snapshot is, and where it comes from. */
export interface PartHead {
  /** Unique in a snapshot, lower case: `onprem/objects/corp.contoso.com`, `cloud/users`, `settings/graph`. */
  readonly name: string;
  readonly side: PartSide;
  /** What the records are, for people: `Recipients of corp.contoso.com`. */
  readonly title: string;
  /** The service, as a URL without credentials, or the name of a file. */
  readonly source: string;
  /** Who read; undefined where it is not known. */
  readonly account: string | undefined;
  /** Properties that were asked for: a record that lacks one of them has no value there. Of settings, empty. */
  readonly attributesRead: readonly string[];
}

/** Something that was not read, wholly or in part: three sentences for people. */
export interface Unreadable {
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

/** `complete`: everything that was asked for. `partial`: it broke off, and what came before is there. */
export type PartState = 'complete' | 'partial';

/** A part as it was read. Times are ISO texts in UTC. */
export interface PartSummary extends PartHead {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly state: PartState;
  readonly records: number;
  readonly unreadable: readonly Unreadable[];
  /** Where the service can be asked for what changed since; opaque, and no secret. */
  readonly bookmark?: string | undefined;
}

/** What a snapshot says of itself. */
export interface SnapshotSummary {
  readonly version: 1;
  /** A GUID that is made anew for each snapshot. */
  readonly id: string;
  readonly createdAt: string;
  readonly finishedAt: string;
  /** What made it: `crossprem 0.1.0`, or the name of a collector script with its version. */
  readonly tool: string;
  readonly isRedacted: boolean;
  readonly parts: readonly PartSummary[];
  /** What belongs to no part: a service that did not answer at all. */
  readonly unreadable: readonly Unreadable[];
}
