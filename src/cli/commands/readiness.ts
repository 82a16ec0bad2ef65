import { choosePeople, type PeopleFilter, readPeopleFile } from '../../app/choose-people.js';
import { createDirectories } from '../../app/diagnose.js';
import { assess } from '../../app/readiness.js';
import { assessWithCrew } from '../../app/readiness-crew.js';
import { readinessScripts } from '../../app/readiness-scripts.js';
import { nearestWord } from '../../evidence/nearest.js';
import { ok, problem, type Result } from '../../evidence/problem.js';
import type { ReadinessVerdict } from '../../findings/checks.js';
import type { Readiness } from '../../fixes/readiness.js';
import type { Crew } from '../../ports/crew.js';
import type { HtmlTools } from '../../ports/html.js';
import type { ReadinessTools } from '../../ports/readiness.js';
import { number } from '../../render/digits.js';
import { jsonText } from '../../render/json.js';
import { plainPaint } from '../../render/lines.js';
import { printable } from '../../render/printable.js';
import { compareWith } from '../../render/readiness/compare.js';
import { migrationCsv, readinessCsv } from '../../render/readiness/csv.js';
import { readinessCharts, readinessHtml } from '../../render/readiness/html.js';
import { MOST_FULL, readinessNdjson, readinessReport } from '../../render/readiness/json.js';
import { readinessJunit } from '../../render/readiness/junit.js';
import { readinessMarkdown } from '../../render/readiness/markdown.js';
import { readinessText } from '../../render/readiness/text.js';
import { type ReadinessView, viewOf } from '../../render/readiness/view.js';
import { type CliContext, EXIT } from '../context.js';
import { ansiPaint } from '../paint.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';
import { loadBaseline } from './baseline.js';
import { type LoadedData, loadData, namesSources } from './load.js';
import { createProgress } from './progress.js';

const INTERRUPTED = 130;
const SEVERITIES = ['blocker', 'error', 'warning', 'info'];

/** `crossprem readiness`: judges every recipient of both sides before a move. Exit code 1 from `--fail-on` on, 130 where it was stopped. */
export async function runReadiness(args: ParsedArgs, context: CliContext, tools: ReadinessTools): Promise<number> {
  const failed = (fault: Parameters<typeof tell>[1]): number => {
    tell(context, fault);
    return EXIT.failed;
  };
  const wrong = misfit(args, tools);
  if (wrong !== undefined) return failed(wrong);
  const data = await loadData(args, showReading(context, tools));
  if (data.kind === 'problem') return failed(data.problem);
  const unknown = unknownCheck(args, data.value);
  if (unknown !== undefined) return failed(unknown);
  const filter = await loadFilter(args, context);
  if (filter.kind === 'problem') return failed(filter.problem);
  const baseline = await loadBaseline(optionOf(args, 'baseline'), context);
  if (baseline.kind === 'problem') return failed(baseline.problem);
  const judged = await judge(data.value, filter.value, context, tools);
  if (judged.kind === 'problem') return failed(judged.problem);
  const { readiness, wasStopped } = judged.value;
  const view = viewOf(readiness, {
    verdicts: (args.options.get('verdict') ?? []).map((word): ReadinessVerdict => VERDICTS[word] ?? 'blocked'),
    checks: args.options.get('check') ?? [],
    comparison: baseline.value === undefined ? undefined : compareWith(baseline.value, readiness),
  });
  const written = await writeResult(view, args, context, tools);
  if (written !== undefined) return failed(written);
  const scripts = await writeScripts(view, args, context);
  if (scripts !== undefined) return failed(scripts);
  if (wasStopped) {
    context.err(
      `crossprem: stopped. ${number(readiness.length)} of ${number(readiness.chosen)} people were judged; the result above is theirs.\n`,
    );
    return INTERRUPTED;
  }
  return codeOf(view, optionOf(args, 'fail-on') ?? 'error');
}

/** Reading a large export takes a while: its name stands there meanwhile. */
function showReading(context: CliContext, { clock }: ReadinessTools): CliContext {
  const line = createProgress(context, clock);
  return {
    ...context,
    readDirectory: async (path, side) => {
      const result = await line.while(`reading ${printable(path).slice(-60)}`, () => context.readDirectory(path, side));
      line.end();
      return result;
    },
  };
}

const VERDICTS: Readonly<Record<string, ReadinessVerdict>> = {
  blocked: 'blocked',
  warnings: 'warnings',
  ready: 'ready',
  'no-move': 'no-move',
  'not-known': 'not-known',
};

type Fault = Parameters<typeof tell>[1];

/** Options that do not fit together. */
function misfit(args: ParsedArgs, tools: ReadinessTools): Fault | undefined {
  const { options } = args;
  const inputs = ['onprem', 'cloud', 'settings', 'users', 'batch-csv'].flatMap((name) => options.get(name) ?? []);
  if (!options.has('onprem') && !options.has('cloud') && !namesSources(args))
    return {
      what: 'There are no recipients to judge.',
      where: 'readiness',
      next: 'Give the exports of both sides: --onprem onprem.ldf --cloud cloud.json (docs/exports.md says how to make them), or --snapshot FILE.',
    };
  if (optionOf(args, 'fail-on') === 'new' && !options.has('baseline'))
    return {
      what: 'There is no earlier result to be newer than.',
      where: '--fail-on new',
      next: 'Add --baseline FILE, or name a severity.',
    };
  if (options.has('json') && optionOf(args, 'format') !== undefined && optionOf(args, 'format') !== 'json')
    return {
      what: '--json and --format contradict each other.',
      where: `--format ${optionOf(args, 'format')}`,
      next: 'Leave one of them out.',
    };
  if (optionOf(args, 'format') === 'html' && !options.has('out'))
    return { what: 'A page is not for a terminal.', where: '--format html', next: 'Say where it goes: --out readiness.html' };
  if (options.has('unproven') && !options.has('script'))
    return {
      what: 'It says which scripts to write, but none are wanted.',
      where: '--unproven',
      next: 'Add --script DIR, or leave it out.',
    };
  const [out, batch] = [optionOf(args, 'out'), optionOf(args, 'migration-csv')];
  if (out !== undefined && batch !== undefined && tools.isSameFile(out, batch))
    return { what: 'Both results would go into one file.', where: `--migration-csv ${batch}`, next: 'Name two files.' };
  for (const path of [out, batch]) {
    const input = path === undefined ? undefined : inputs.find((name) => tools.isSameFile(name, path));
    if (input !== undefined)
      return { what: 'The result would replace what it is made from.', where: input, next: 'Name another file to write.' };
  }
  return undefined;
}

function unknownCheck(args: ParsedArgs, { ruleSet }: LoadedData): Fault | undefined {
  const known = ruleSet.checks.map(({ id }) => id);
  for (const id of args.options.get('check') ?? []) {
    if (known.includes(id)) continue;
    const near = nearestWord(id, known);
    return {
      what: `There is no check ${id}.`,
      where: '--check',
      next: near === undefined ? 'crossprem rules list names them.' : `The nearest is ${near}.`,
    };
  }
  return undefined;
}

async function loadFilter(args: ParsedArgs, context: CliContext): Promise<Result<PeopleFilter>> {
  const lists: PeopleFilter['lists'][number][] = [];
  for (const name of ['users', 'batch-csv']) {
    for (const path of args.options.get(name) ?? []) {
      const input = await context.readInput(path);
      if (input.kind === 'problem') return input;
      if (input.value.isTruncated) return problem('The list is longer than 32 MB.', path, 'Give it in several runs.');
      const list = readPeopleFile(path, input.value.text, name === 'batch-csv');
      if (list.kind === 'problem') return list;
      lists.push(list.value);
    }
  }
  return ok({ lists, ous: args.options.get('ou') ?? [], groups: args.options.get('group') ?? [] });
}

const PAUSE_MS = 100;

async function judge(data: LoadedData, filter: PeopleFilter, context: CliContext, tools: ReadinessTools): Promise<Result<Judged>> {
  const { crew } = tools;
  if (crew?.hasRead([...(data.onprem ?? []), ...(data.cloud ?? [])]) === true) return judgeWithCrew(crew, data, filter, context, tools);
  const progress = createProgress(context, tools.clock);
  progress.say('joining both sides');
  const directories = createDirectories(data.onprem, data.cloud);
  let notes: readonly string[] = [];
  const run = assess({
    ...data,
    directories,
    // The list is filled while the people are chosen, before the notes are read.
    notes: data.notes,
    choose: (people) => {
      const choice = choosePeople(people, directories, filter);
      notes = choice.notes;
      return choice.isChosen;
    },
  });
  let step = run.next();
  while (step.done !== true && step.value === 'joining') step = run.next();
  let isStopped = false;
  // The join cannot be left half done, so until here Ctrl-C ends the program.
  const release = tools.onInterrupt(() => {
    isStopped = true;
  });
  let paused = tools.clock();
  while (step.done !== true) {
    if (typeof step.value === 'object') progress.count(step.value.done, step.value.of);
    if (tools.clock() - paused > PAUSE_MS) {
      await tools.pause();
      paused = tools.clock();
    }
    step = run.next(isStopped);
  }
  progress.end();
  release();
  const readiness = step.value;
  return ok({ readiness: { ...readiness, notes: [...notes, ...readiness.notes] }, wasStopped: isStopped && !readiness.isComplete });
}

interface Judged {
  readonly readiness: Readiness;
  readonly wasStopped: boolean;
}

function isForAll({ lists, ous, groups }: PeopleFilter): boolean {
  return lists.length === 0 && ous.length === 0 && groups.length === 0;
}

async function judgeWithCrew(
  crew: Crew,
  data: LoadedData,
  filter: PeopleFilter,
  context: CliContext,
  tools: ReadinessTools,
): Promise<Result<Judged>> {
  const progress = createProgress(context, tools.clock);
  let notes: readonly string[] = [];
  let release: (() => void) | undefined;
  let isStopped = false;
  const result = await progress.while('joining both sides', () =>
    assessWithCrew(crew, data, {
      ...data,
      choose: isForAll(filter)
        ? undefined
        : (people, directories) => {
            const choice = choosePeople(people, directories, filter);
            notes = choice.notes;
            return choice.isChosen;
          },
      onProgress: (step) => {
        if (step === 'joining') return;
        // The join cannot be left half done, so until here Ctrl-C ends the program.
        release ??= tools.onInterrupt(() => {
          isStopped = true;
          crew.stop();
        });
        progress.count(step.done, step.of);
      },
    }),
  );
  progress.end();
  release?.();
  await crew.close();
  if (result.kind === 'problem') return result;
  const readiness = { ...result.value, notes: [...notes, ...result.value.notes] };
  return ok({ readiness, wasStopped: isStopped && !readiness.isComplete });
}

/** Writes the result to standard output or into a file, and the CSV of the migration batch; a fault where a file cannot be written. */
async function writeResult(view: ReadinessView, args: ParsedArgs, context: CliContext, tools: ReadinessTools): Promise<Fault | undefined> {
  const batch = optionOf(args, 'migration-csv');
  let shown = view;
  if (batch !== undefined) {
    const { text, notes } = migrationCsv(view);
    const written = writeWhole(batch, [text], tools);
    if (written.kind === 'problem') return written.problem;
    shown = { ...view, notes: [...notes, ...view.notes] };
    context.err(`crossprem: ${printable(batch)}: ${printable(notes[0] ?? '')}\n`);
  }
  const path = optionOf(args, 'out');
  const pieces = await render(shown, args, path, context, tools);
  if (path === undefined) {
    for (const piece of pieces) context.out(piece);
    return undefined;
  }
  const written = writeWhole(path, pieces, tools);
  if (written.kind === 'problem') return written.problem;
  context.err(`crossprem: ${printable(view.headline)}\ncrossprem: written to ${printable(path)}\n`);
  return undefined;
}

/** Writes the repairs of the people that are listed as scripts; a fault where a file cannot be written. */
async function writeScripts(view: ReadinessView, args: ParsedArgs, context: CliContext): Promise<Fault | undefined> {
  const folder = optionOf(args, 'script');
  if (folder === undefined) return undefined;
  const { files, people, leftOut } = readinessScripts(view.readiness, view.order, args.options.has('unproven'));
  if (people > 0) {
    const written = await context.writeFiles(folder, files);
    if (written.kind === 'problem') return written.problem;
    context.err(
      `crossprem: the repairs for ${number(people)} people are written to ${printable(folder)}; read them before you run them.\n`,
    );
  } else context.err('crossprem: no script was written, for no plan is proven.\n');
  if (leftOut.length > 0)
    context.err(
      `crossprem: ${number(leftOut.length)} plans are left out${people > 0 ? '; README.txt in the folder says why' : ''}: ${printable(leftOut[0]?.person ?? '')}: ${printable(leftOut[0]?.why ?? '')}\n`,
    );
  return undefined;
}

function writeWhole(path: string, pieces: Iterable<string>, tools: ReadinessTools): Result<string> {
  const file = tools.openOutput(path);
  if (file.kind === 'problem') return file;
  for (const piece of pieces) file.value.write(piece);
  return file.value.close();
}

async function render(
  view: ReadinessView,
  args: ParsedArgs,
  path: string | undefined,
  context: CliContext,
  tools: ReadinessTools,
): Promise<Iterable<string>> {
  const isVerbose = args.options.has('verbose');
  const { version } = context;
  switch (args.options.has('json') ? 'json' : (optionOf(args, 'format') ?? 'text')) {
    case 'json':
      if (view.order.length > MOST_FULL)
        context.err(`crossprem: ${number(view.order.length)} people: --format ndjson gives each of them in full, one on a line.\n`);
      return [`${jsonText(readinessReport(view, { version }), 2)}\n`];
    case 'ndjson':
      return readinessNdjson(view, { version });
    case 'markdown':
      return readinessMarkdown(view, isVerbose);
    case 'csv':
      return readinessCsv(view);
    case 'junit':
      return [readinessJunit(view)];
    case 'html':
      return page(view, await tools.html(), version);
    default: {
      const paint = context.colour && path === undefined ? ansiPaint : plainPaint;
      return readinessText(view, { paint, width: context.width, isVerbose });
    }
  }
}

async function page(view: ReadinessView, html: HtmlTools, version: string): Promise<Iterable<string>> {
  const { script, style, hashOf } = html;
  return readinessHtml(view, { script, style, hashOf, charts: await html.draw(readinessCharts(view)), version });
}

/** 1 where a check at or above the level found somebody, or the organization; with `new` where one at or above error found somebody new. */
function codeOf({ readiness, comparison }: ReadinessView, failOn: string): number {
  if (failOn === 'never') return EXIT.nothing;
  const least = SEVERITIES.indexOf(failOn === 'new' ? 'error' : failOn);
  const isBad = ({ severity }: { readonly severity: string }): boolean => SEVERITIES.indexOf(severity) <= least;
  if (failOn === 'new')
    return readiness.checks.checks.some((check) => isBad(check) && comparison?.newChecks.has(check.id) === true)
      ? EXIT.findings
      : EXIT.nothing;
  const found = readiness.counts.some(({ check, firstFound }) => firstFound >= 0 && isBad(check));
  return found || readiness.organization.findings.some(isBad) ? EXIT.findings : EXIT.nothing;
}
