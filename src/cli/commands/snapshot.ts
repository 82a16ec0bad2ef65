import { compareSnapshots } from '../../app/compare-snapshots.js';
import { copySnapshots } from '../../app/copy-snapshots.js';
import type { SnapshotReader, SnapshotWriter } from '../../ports/snapshot.js';
import { createRedactor } from '../../redact/redact.js';
import { number } from '../../render/digits.js';
import { jsonText } from '../../render/json.js';
import { plainPaint } from '../../render/lines.js';
import { printable } from '../../render/printable.js';
import { compareJson, compareMarkdown, compareText, hasDifferences } from '../../render/snapshot/compare.js';
import { snapshotJson, snapshotMarkdown, snapshotText } from '../../render/snapshot/show.js';
import { type CliContext, EXIT } from '../context.js';
import { ansiPaint } from '../paint.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, say, tell } from '../tell.js';

/** `crossprem snapshot FILE [OTHER]`: what it holds, or what changed. Exit code 1 where two differ. */
export async function runSnapshot(args: ParsedArgs, context: CliContext): Promise<number> {
  if (args.positionals.length === 0) {
    tell(context, {
      what: 'No file is named.',
      where: 'snapshot',
      next: 'Name a snapshot, or two to compare: crossprem snapshot monday.crossprem friday.crossprem',
    });
    return EXIT.failed;
  }
  const readers = await openAll(args.positionals, context);
  const [first, second] = readers ?? [];
  if (first === undefined) return EXIT.failed;
  const format = args.options.has('json') ? 'json' : (optionOf(args, 'format') ?? 'text');
  const view = { isVerbose: args.options.has('verbose'), width: context.width };
  const paint = context.colour ? ansiPaint : plainPaint;
  const print = (lines: readonly string[]): void => context.out(`${lines.join('\n')}\n`);
  if (second === undefined) {
    if (format === 'json') context.out(`${jsonText(snapshotJson(first), 2)}\n`);
    else print(format === 'markdown' ? snapshotMarkdown(first, view) : snapshotText(first, view, paint));
    return EXIT.nothing;
  }
  const difference = await compareSnapshots(first, second);
  if (format === 'json') context.out(`${jsonText(compareJson(difference), 2)}\n`);
  else print(format === 'markdown' ? compareMarkdown(difference, view) : compareText(difference, view, paint));
  return hasDifferences(difference) ? EXIT.findings : EXIT.nothing;
}

/** `crossprem collect --snapshot FILE... --out FILE`: one file of several, with `--redact` without names. */
export async function runCopy(paths: readonly string[], out: string, args: ParsedArgs, context: CliContext): Promise<number> {
  const readers = await openAll(paths, context);
  if (readers === undefined) return EXIT.failed;
  const isRedacted = args.options.has('redact') || readers.some(({ summary }) => summary.isRedacted);
  const writer = await context.live.createSnapshot(out, { fresh: true, isRedacted, sources: paths });
  if (writer.kind === 'problem') {
    tell(context, writer.problem);
    return EXIT.failed;
  }
  const interrupt = context.live.interrupt();
  try {
    return await copyInto(writer.value, readers, interrupt.signal, args, context);
  } catch (error) {
    await writer.value.suspend();
    if (!interrupt.signal.aborted) throw error;
    context.err('crossprem: stopped. The copy is not finished; the same command starts it anew.\n');
    return EXIT.interrupted;
  } finally {
    interrupt.end();
  }
}

async function copyInto(
  writer: SnapshotWriter,
  readers: readonly SnapshotReader[],
  signal: AbortSignal,
  args: ParsedArgs,
  context: CliContext,
): Promise<number> {
  const redactor = args.options.has('redact') ? createRedactor(context.live.seed()) : undefined;
  const copied = await copySnapshots(readers, writer, { signal, ...(redactor === undefined ? {} : { redactor }) });
  if (copied.kind === 'problem') {
    tell(context, copied.problem);
    return EXIT.failed;
  }
  const { path, bytes, summary } = copied.value;
  if (args.options.has('json')) {
    context.out(`${jsonText({ schema: 'crossprem/collect/1', path, bytes, ...summary }, 2)}\n`);
    return EXIT.nothing;
  }
  for (const note of [...readers.flatMap(({ notes }) => notes), ...repeatedNotes(readers)]) say(context, note);
  context.out(
    `${printable(path)}: ${number(summary.parts.reduce((sum, { records }) => sum + records, 0))} records in ${summary.parts.length} parts.\n`,
  );
  if (redactor !== undefined)
    context.out(
      'People, domains, hosts and ids are replaced, each always by the same. Look through it before you share it: gzip -dc shows every line.\n',
    );
  return EXIT.nothing;
}

/** Of parts with one name the last counts: that has to be said, for the others are not in the copy. */
function repeatedNotes(readers: readonly SnapshotReader[]): readonly string[] {
  const files = new Map<string, { readonly title: string; readonly paths: string[] }>();
  for (const { path, summary } of readers) {
    for (const { name, title } of summary.parts) {
      const known = files.get(name) ?? { title, paths: [] };
      known.paths.push(path);
      files.set(name, known);
    }
  }
  return [...files.values()]
    .filter(({ paths }) => paths.length > 1)
    .map(
      ({ title, paths }) =>
        `${title}: ${paths.length} of the files hold this part; only that of the last, ${paths.at(-1) ?? ''}, is in the copy.`,
    );
}

async function openAll(paths: readonly string[], context: CliContext): Promise<readonly SnapshotReader[] | undefined> {
  const readers: SnapshotReader[] = [];
  for (const path of paths) {
    const reader = await context.live.openSnapshot(path);
    if (reader.kind === 'problem') {
      tell(context, reader.problem);
      return undefined;
    }
    readers.push(reader.value);
  }
  return readers;
}
