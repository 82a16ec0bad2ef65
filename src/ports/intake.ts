import type { Problem } from '../evidence/problem.js';
import type { SavedSession } from './saved-session.js';
import type { LoadedSource } from './source.js';

/** What something that was pasted, typed or dropped turned out to be. */
export type Taken =
  /** A text to diagnose, of a file or of the paste itself. */
  | { readonly kind: 'text'; readonly name: string | undefined; readonly text: string; readonly notes: readonly string[] }
  /** Directory data, settings or a snapshot: it was loaded. */
  | { readonly kind: 'data'; readonly loaded: readonly LoadedSource[]; readonly notes: readonly string[] }
  /** Directory data that says nothing of its side: to be loaded by path, or read again, with one. */
  | { readonly kind: 'side'; readonly what: string; readonly path: string | undefined; readonly text: string | undefined }
  /** A saved session; a path where it is a file. */
  | { readonly kind: 'session'; readonly path: string | undefined; readonly saved: SavedSession }
  /** A GUID alone, in any form. */
  | { readonly kind: 'guid'; readonly value: string }
  /** An address or a name alone, that somebody of the loaded data has. */
  | { readonly kind: 'recipient'; readonly query: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/**
 * What a path leads to, by its first bytes. `export`: data or settings; `unclear` where nothing tells the side.
 */
export type FileKind =
  | { readonly kind: 'export'; readonly of: 'onprem' | 'cloud' | 'unclear' | 'settings' }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'session'; readonly text: string }
  /** `more`: files in it that are not among the paths. */
  | { readonly kind: 'folder'; readonly paths: readonly string[]; readonly more: number }
  | { readonly kind: 'missing' }
  /** A device, a pipe or a socket, which may never end. */
  | { readonly kind: 'special' }
  | { readonly kind: 'text' };

/** Looks at a path as it was typed or dropped. */
export type LookAtFile = (path: string) => Promise<FileKind>;
