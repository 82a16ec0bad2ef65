import type { SourceSide } from './source.js';

/**
 * A session as its file holds it. Texts and pasted outputs stand in it whole, files by their path; of live connections only what was read is named,
 * for it is not there any more. Never a secret.
 */
export interface SavedSession {
  readonly schema: 'crossprem/session@1';
  /** Version of the program that wrote it. */
  readonly version: string;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  readonly inputs: readonly SavedInput[];
  readonly sources: readonly SavedSource[];
  /** Outputs that were pasted, as they were, in order. */
  readonly pasted: readonly SavedOutput[];
  readonly history: readonly SavedEntry[];
}

export interface SavedInput {
  readonly name?: string | undefined;
  readonly text: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly answers: Readonly<Record<string, string | number | boolean>>;
  /** Facts of each answer, oldest first. */
  readonly given: readonly (readonly string[])[];
  readonly skipped: readonly string[];
}

export interface SavedSource {
  readonly path: string;
  readonly side: SourceSide;
  readonly kind: 'file' | 'snapshot' | 'live';
}

export interface SavedOutput {
  readonly text: string;
  readonly side?: 'onprem' | 'cloud' | undefined;
}

export interface SavedEntry {
  readonly at: string;
  readonly text: string;
}
