import type { DirectoryTable, Side } from '../evidence/directory.js';
import type { Problem, Result } from '../evidence/problem.js';

/** A text to diagnose, as it was read. */
export interface InputText {
  readonly text: string;
  readonly name: string | undefined;
  readonly encoding: string;
  readonly bytes: number;
  /** A limit cut it; the notes say what was left out. */
  readonly isTruncated: boolean;
  readonly notes: readonly string[];
  /** The bytes of the one mail message (or its headers alone) that was read, for `--verify`; not set where they are not the message as it travelled. */
  readonly raw?: Uint8Array;
  /** The messages of a file that holds several: an mbox, or a .msg with messages attached. Their texts stand in `text`, too. */
  readonly messages?: readonly MailMessage[];
}

/** A mail message as text: the header section as it stands, a blank line, then what of the body can be read. */
export interface MailText {
  readonly text: string;
  /** What was decoded and what was left out, one sentence each. */
  readonly notes: readonly string[];
}

/** One message of several. */
export interface MailMessage extends MailText {
  readonly raw?: Uint8Array;
}

/** Reads one export of a side. */
export type ReadDirectory = (
  path: string,
  side: Side,
) => Promise<{ readonly kind: 'table'; readonly table: DirectoryTable } | { readonly kind: 'problem'; readonly problem: Problem }>;

/** Writes text files below a folder; existing ones stay as they are. Out: the paths written. */
export type WriteFiles = (
  folder: string,
  files: readonly { readonly name: string; readonly text: string }[],
) => Promise<Result<readonly string[]>>;
