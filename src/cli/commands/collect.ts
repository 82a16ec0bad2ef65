import { type CollectOutcome, collect } from '../../app/collect.js';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { PartSummary } from '../../evidence/snapshot.js';
import type { SnapshotReader, SnapshotWriter } from '../../ports/snapshot.js';
import { number } from '../../render/digits.js';
import { jsonText } from '../../render/json.js';
import { printable } from '../../render/printable.js';
import { unreadableLines } from '../../render/unreadable.js';
import { type CliContext, EXIT } from '../context.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, say, tell } from '../tell.js';
import { createCollectProgress } from './collect-progress.js';
import { namesLive, withLive } from './live.js';

/**
 * `crossprem collect`: reads the services that are named into one file, or writes the scripts that collect where crossprem cannot go.
 * Exit code 0: everything was read, but for what the account may not; 2: something broke off; 130: stopped. Then the same command goes on.
 */
export async function runCollect(args: ParsedArgs, context: CliContext): Promise<number> {
  const fault = misfit(args);
  if (fault !== undefined) {
    tell(context, fault);
    return EXIT.failed;
  }
  const scripts = optionOf(args, 'script');
  if (scripts !== undefined) return writeCollectors(scripts, args, context);
  const out = optionOf(args, 'out') ?? '';
  const snapshots = args.options.get('snapshot') ?? [];
  if (snapshots.length > 0) return (await import('./snapshot.js')).runCopy(snapshots, out, args, context);
  const code = await withLive(args, context, async ({ connections, signal }) => {
    const writer = await context.live.createSnapshot(out, { fresh: args.options.has('fresh'), isRedacted: args.options.has('redact') });
    if (writer.kind === 'problem') {
      tell(context, writer.problem);
      return EXIT.failed;
    }
    if (writer.value.isResumed) say(context, `goes on with ${out}.partial; --fresh starts anew.`);
    const earlier = await earlierOf(args, context);
    if (earlier?.kind === 'problem') {
      tell(context, earlier.problem);
      await writer.value.suspend();
      return EXIT.failed;
    }
    const progress = createCollectProgress(context);
    const isForced = args.options.has('keep-partial');
    let outcome: CollectOutcome;
    try {
      outcome = await collect(connections, writer.value, {
        signal,
        now: context.live.now,
        onProgress: progress.show,
        waiting: context.live.waiting,
        endsPartial: isForced,
        ...(earlier === undefined ? {} : { earlier: earlier.value }),
      });
    } finally {
      progress.end();
    }
    return conclude(outcome, writer.value, isForced, args, context);
  });
  return code ?? EXIT.failed;
}

function misfit(args: ParsedArgs): Parameters<typeof tell>[1] | undefined {
  const { options } = args;
  const sources = namesLive(args) || options.has('snapshot');
  if (options.has('script')) {
    return sources || options.has('out')
      ? { what: 'The scripts are written, or services are read: one at a time.', where: '--script', next: 'Leave the other options out.' }
      : undefined;
  }
  if (!options.has('out'))
    return {
      what: 'It is not said where the snapshot goes.',
      where: 'collect',
      next: 'Add --out snapshot.crossprem, or --script DIR for the scripts that collect.',
    };
  if (!sources)
    return {
      what: 'No service is named to read.',
      where: 'collect',
      next: 'Add --ldap ldaps://HOST, --graph or --exchange-online; or --script DIR where crossprem cannot reach them.',
    };
  if (options.has('update') && !namesLive(args))
    return {
      what: 'Nothing is read that could have changed.',
      where: '--update',
      next: 'Name the services again, as when the snapshot was collected.',
    };
  if (namesLive(args) && options.has('snapshot'))
    return {
      what: 'Services are read, or snapshots are copied: one at a time.',
      where: '--snapshot',
      next: 'Collect first; then name both files: collect --snapshot A B --out C.',
    };
  if (options.has('redact') && namesLive(args))
    return {
      what: 'A redacted snapshot is made of one that is whole.',
      where: '--redact',
      next: 'Collect first; then: crossprem collect --snapshot FILE --redact --out shareable.crossprem.',
    };
  return undefined;
}

async function earlierOf(args: ParsedArgs, context: CliContext): Promise<Result<SnapshotReader> | undefined> {
  const path = optionOf(args, 'update');
  return path === undefined ? undefined : context.live.openSnapshot(path);
}

async function conclude(
  outcome: CollectOutcome,
  writer: SnapshotWriter,
  isForced: boolean,
  args: ParsedArgs,
  context: CliContext,
): Promise<number> {
  for (const note of outcome.notes) context.err(`crossprem: ${printable(note)}\n`);
  for (const fault of outcome.problems) tell(context, fault);
  if (outcome.wasStopped || (outcome.problems.length > 0 && !isForced)) {
    const { path } = await writer.suspend();
    const why = outcome.wasStopped ? 'stopped' : 'not everything could be read';
    say(
      context,
      `${why}. ${counted(outcome.records, 'record')} of this run ${outcome.records === 1 ? 'is' : 'are'} safe in ${path}.`,
      `Run the same command again: it goes on where it stopped.${outcome.wasStopped ? '' : ' With --keep-partial the file is finished with what is there.'}`,
    );
    return outcome.wasStopped ? EXIT.interrupted : EXIT.failed;
  }
  const finished = await writer.finish(new Date(context.live.now()).toISOString(), outcome.limits);
  if (finished.kind === 'problem') {
    tell(context, finished.problem);
    return EXIT.failed;
  }
  const { path, bytes, summary } = finished.value;
  if (args.options.has('json')) {
    context.out(`${jsonText({ schema: 'crossprem/collect/1', path, bytes, ...summary }, 2)}\n`);
  } else {
    const records = summary.parts.reduce((sum, part) => sum + part.records, 0);
    context.out(
      `${partsTable(summary.parts)}\n${printable(path)}: ${counted(records, 'record')} in ${counted(summary.parts.length, 'part')}, ${number(Math.ceil(bytes / 1024))} KB.\nUse it: crossprem readiness --snapshot ${printable(path)} --direction to-cloud\n`,
    );
    const lines = unreadableLines([...summary.unreadable, ...summary.parts.flatMap(({ unreadable }) => unreadable)], context.width);
    if (lines.length > 0) context.out(`\nNot read, so it stays unknown:\n${lines.join('\n')}\n`);
  }
  return outcome.problems.length > 0 ? EXIT.failed : EXIT.nothing;
}

function partsTable(parts: readonly PartSummary[]): string {
  const width = Math.max(...parts.map(({ title }) => Math.min(printable(title).length, 60)), 0);
  return parts
    .map(({ records, title, source, state }) => {
      const note = state === 'complete' ? '' : '  (not complete)';
      return `${number(records).padStart(11)}  ${printable(title).padEnd(width)}  ${printable(source)}${note}\n`;
    })
    .join('');
}

const counted = (count: number, one: string): string => `${number(count)} ${count === 1 ? one : `${one}s`}`;

async function writeCollectors(folder: string, args: ParsedArgs, context: CliContext): Promise<number> {
  const files = await collectorFiles(context);
  if (files.kind === 'problem') {
    tell(context, files.problem);
    return EXIT.failed;
  }
  const written = await context.writeFiles(folder, files.value);
  if (written.kind === 'problem') {
    tell(context, written.problem);
    return EXIT.failed;
  }
  if (args.options.has('json')) context.out(`${jsonText({ schema: 'crossprem/collectors/1', files: written.value }, 2)}\n`);
  else
    context.out(
      `${written.value.map((path) => `${printable(path)}\n`).join('')}Read them, then run each on its side. They only read, and each writes one file: give it to crossprem with --snapshot FILE.\n`,
    );
  return EXIT.nothing;
}

async function collectorFiles(context: CliContext): Promise<Result<readonly { readonly name: string; readonly text: string }[]>> {
  const { collectorScripts } = await import('../../render/collector/scripts.js');
  const files = collectorScripts({
    version: context.version,
    wanted: { onprem: context.live.wanted('onprem'), cloud: context.live.wanted('cloud') },
  });
  return files.length === 0 ? problem('There are no scripts.', 'collect', 'This is a fault of crossprem.') : ok(files);
}
