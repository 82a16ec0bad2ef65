import { problem, type Result } from '../../evidence/problem.js';
import type { DirectoryRecord, PartSummary, SnapshotSummary, Unreadable } from '../../evidence/snapshot.js';
import { summaryOf } from '../../parse/snapshot/layout.js';
import type { SnapshotHead } from '../../parse/snapshot/lines.js';
import type { SnapshotReader } from '../../ports/snapshot.js';

export interface OpenPart {
  readonly summary: PartSummary;
}

/** What is known of an open snapshot; what is found damaged later is told to it. */
export interface Opened {
  /** So many records of a part turned out to be lost. */
  lose(part: string, records: number): void;
  reader(records: (part: string, signal: AbortSignal | undefined) => AsyncIterable<DirectoryRecord>): SnapshotReader;
}

interface Found {
  readonly finishedAt: string | undefined;
  readonly parts: readonly OpenPart[];
  readonly unreadable: readonly Unreadable[];
  readonly notes: readonly string[];
}

export function createOpened(path: string, head: SnapshotHead, found: Found): Opened {
  const parts = found.parts.map(({ summary }) => summary);
  const notes = [...found.notes];
  const told = new Set<string>();
  const summary = (): SnapshotSummary => summaryOf(head, found.finishedAt ?? '', [...parts], found.unreadable);
  return {
    lose(name, records) {
      const at = parts.findIndex((part) => part.name === name);
      const part = parts[at];
      if (part === undefined) return;
      parts[at] = { ...part, state: 'partial' };
      const key = `${name}\n${records}`;
      if (!told.has(key))
        notes.push(
          `${path}: ${part.title}: ${records === 1 ? 'a record is' : `${records} records are`} damaged and left out; collect again.`,
        );
      told.add(key);
    },
    reader: (records) => ({
      path,
      get summary() {
        return summary();
      },
      get notes() {
        return notes;
      },
      records: (part, signal) => records(part, signal),
    }),
  };
}

export function versionProblem(path: string, version: number): Result<never> {
  return problem(
    `The snapshot has version ${version} of the format, and this program reads version 1.`,
    path,
    'Install a newer crossprem, or collect again with this one.',
  );
}
