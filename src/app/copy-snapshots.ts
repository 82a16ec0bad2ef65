import type { Problem, Result } from '../evidence/problem.js';
import type { DirectoryRecord, PartHead, PartSummary, Unreadable } from '../evidence/snapshot.js';
import type { FinishedSnapshot, SnapshotReader, SnapshotWriter } from '../ports/snapshot.js';
import type { Redactor } from '../redact/redact.js';

const RECORDS_IN_CHUNK = 1000;

export interface CopyOptions {
  /** Replaces every person and organization, the same in all parts; undefined: copied as they are. */
  readonly redactor?: Redactor;
  readonly signal?: AbortSignal;
}

/**
 * Copies snapshots, and files of collector scripts, into one. The state of each part stays, as do its times and what was not read; of parts with one
 * name the last that is given counts. In: a writer that starts anew. Bad input: the first problem of writing; what is damaged is left out, and its
 * part partial. An aborted signal rejects; the caller suspends the writer.
 */
export async function copySnapshots(
  readers: readonly SnapshotReader[],
  writer: SnapshotWriter,
  { redactor, signal }: CopyOptions = {},
): Promise<Result<FinishedSnapshot>> {
  const last = new Map<string, { readonly reader: SnapshotReader; readonly part: PartSummary }>();
  for (const reader of readers) for (const part of reader.summary.parts) last.set(part.name, { reader, part });
  for (const { reader, part } of last.values()) {
    const fault = await copyPart(reader, part);
    if (fault === undefined) continue;
    await writer.suspend();
    return { kind: 'problem', problem: fault };
  }
  const unreadable = readers.flatMap(({ summary }) => summary.unreadable).map(hidden);
  const times = readers.map(({ summary }) => summary.finishedAt || summary.createdAt).sort();
  return writer.finish(times.at(-1) ?? '', unreadable);

  function hidden(one: Unreadable): Unreadable {
    return redactor === undefined ? one : redactor.unreadable(one);
  }

  async function copyPart(reader: SnapshotReader, part: PartSummary): Promise<Problem | undefined> {
    const head = headOf(part);
    const begun = await writer.begin(redactor === undefined ? head : redactor.head(head), part.startedAt);
    if (begun.kind === 'problem') return begun.problem;
    for (const one of part.unreadable) begun.value.unreadable(hidden(one));
    // It may carry the names of a tenant.
    if (redactor === undefined && part.bookmark !== undefined) begun.value.bookmark(part.bookmark);
    let chunk: DirectoryRecord[] = [];
    const flush = async (): Promise<Problem | undefined> => {
      const written = await begun.value.write(chunk, undefined);
      chunk = [];
      return written.kind === 'problem' ? written.problem : undefined;
    };
    for await (const record of reader.records(part.name, signal)) {
      chunk.push(redactor === undefined ? record : redactor.record(record, part.side));
      const fault = chunk.length < RECORDS_IN_CHUNK ? undefined : await flush();
      if (fault !== undefined) return fault;
    }
    const fault = chunk.length === 0 ? undefined : await flush();
    if (fault !== undefined) return fault;
    // Damage may have come to light only now.
    const state = reader.summary.parts.find(({ name }) => name === part.name)?.state ?? 'partial';
    const ended = await begun.value.end(state, part.endedAt);
    return ended.kind === 'problem' ? ended.problem : undefined;
  }
}

function headOf({ name, side, title, source, account, attributesRead }: PartHead): PartHead {
  return { name, side, title, source, account, attributesRead };
}
