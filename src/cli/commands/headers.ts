import type { Asker } from '../../app/asker.js';
import { createDiagnoser, createDirectories, type Diagnoser } from '../../app/diagnose.js';
import { problem, type Result } from '../../evidence/problem.js';
import type { Diagnosis } from '../../fixes/diagnosis.js';
import { jsonText } from '../../render/json.js';
import { plainPaint } from '../../render/lines.js';
import { toMarkdown } from '../../render/markdown.js';
import { printable } from '../../render/printable.js';
import { toReport } from '../../render/report.js';
import { toText } from '../../render/text.js';
import { type CliContext, EXIT } from '../context.js';
import { ansiPaint } from '../paint.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';
import { exitCode, verifyLoaded } from './diagnose.js';
import { type LoadedData, loadData } from './load.js';

/** One message to analyze. */
interface Source {
  readonly name: string | undefined;
  readonly text: string;
  readonly encoding: string;
  readonly bytes: number;
  readonly isTruncated: boolean;
  readonly notes: readonly string[];
  readonly raw?: Uint8Array;
}

/** `crossprem headers`: every message of the named files, one after the other; a file that cannot be read is told and the rest is done. */
export async function runHeaders(args: ParsedArgs, context: CliContext): Promise<number> {
  const data = await loadData(args, context, undefined, 'asked');
  if (data.kind === 'problem') return failed(context, data.problem);
  try {
    return await readMessages(args, context, data.value);
  } finally {
    await data.value.live?.close();
  }
}

async function readMessages(args: ParsedArgs, context: CliContext, data: LoadedData): Promise<number> {
  const paths = await context.expandPaths(args.positionals.filter((path) => path !== '-'));
  if (paths.kind === 'problem') return failed(context, paths.problem);
  if (paths.value.length === 0 && args.positionals.length === 0 && context.isInputTerminal) {
    return failed(context, {
      what: 'There is nothing to read.',
      where: 'input',
      next: 'Name files (crossprem headers message.eml), pipe headers in, or start crossprem without a command and paste.',
    });
  }
  const { createMailReader } = await import('../../app/mail-reader.js');
  const diagnose = createDiagnoser(data.ruleSet, createMailReader());
  const asker = await askerOf(data);
  const format = args.options.has('json') ? 'json' : (optionOf(args, 'format') ?? 'text');
  const hasPipe = paths.value.length === 0 || args.positionals.includes('-');
  const inputs: readonly (string | undefined)[] = hasPipe ? [undefined, ...paths.value] : paths.value;
  const done: { readonly name: string; readonly diagnosis: Diagnosis }[] = [];
  let unread = 0;
  let worst = EXIT.nothing as number;
  const isMany = inputs.length > 1;
  const reports: unknown[] = [];
  for (const [index, path] of inputs.entries()) {
    if (isMany) progress(context, index + 1, inputs.length, path);
    const sources = await read(path, context);
    if (sources.kind === 'problem') {
      tell(context, sources.problem);
      unread++;
      continue;
    }
    for (const source of sources.value) {
      const checked = await verifyLoaded(
        await analyze(source, data, diagnose, asker, args),
        { verify: data.verify, input: source },
        context,
      );
      if (checked.kind === 'problem') return failed(context, checked.problem);
      const diagnosis = checked.value;
      worst = Math.max(worst, exitCode(diagnosis, optionOf(args, 'fail-on') ?? 'error'));
      const isOne = !isMany && sources.value.length === 1;
      if (format === 'json' && !isOne) reports.push(toReport(diagnosis, context.version));
      else context.out(rendered(diagnosis, format, source.name, isOne, context, args));
      done.push({ name: source.name ?? 'standard input', diagnosis });
    }
  }
  if (isMany) progress(context, 0, 0, undefined);
  if (reports.length > 0) context.out(`${jsonText(reports, 2)}\n`);
  if (format === 'text' && done.length > 1) context.out(overview(done));
  if (unread > 0) context.err(`crossprem: ${unread} of ${inputs.length} files could not be read.\n`);
  return done.length === 0 ? EXIT.failed : unread > 0 && worst === EXIT.nothing ? EXIT.failed : worst;
}

function failed(context: CliContext, fault: { readonly what: string; readonly where: string; readonly next: string }): number {
  tell(context, fault);
  return EXIT.failed;
}

async function read(path: string | undefined, context: CliContext): Promise<Result<readonly Source[]>> {
  const input = await context.readInput(path);
  if (input.kind === 'problem') return input;
  const { name, encoding, bytes, isTruncated, notes, messages } = input.value;
  if (messages === undefined || messages.length === 0) return { kind: 'ok', value: [input.value] };
  if (messages.every(({ text }) => text.trim() === ''))
    return problem('The file holds no message.', path ?? 'standard input', 'Save a message as .eml or .msg.');
  const value = messages.map((message, index) => ({
    name: `${name ?? 'standard input'}#${index + 1}`,
    text: message.text,
    encoding,
    bytes: index === 0 ? bytes : message.text.length,
    isTruncated,
    notes: index === 0 ? [...notes, ...message.notes] : message.notes,
    ...(message.raw === undefined ? {} : { raw: message.raw }),
  }));
  return { kind: 'ok', value };
}

/** Of one for all messages, so that no author is asked for twice. */
async function askerOf({ live, onprem, cloud }: LoadedData): Promise<Asker | undefined> {
  if (live === undefined) return undefined;
  const { createAsker } = await import('../../app/diagnose-live.js');
  return createAsker({ connections: live.connections, onprem, cloud, signal: live.signal });
}

async function analyze(
  source: Source,
  data: LoadedData,
  diagnose: Diagnoser,
  asker: Asker | undefined,
  args: ParsedArgs,
): Promise<Diagnosis> {
  const { onprem, cloud, settings, direction, answers, notes, ruleSet } = data;
  const question = {
    text: source.text,
    name: source.name,
    encoding: source.encoding,
    bytes: source.bytes,
    isTruncated: source.isTruncated,
    kind: 'headers' as const,
    direction,
    settings,
    answers,
    chosenCauses: new Set(args.options.get('cause') ?? []),
    notes: [...notes, ...source.notes],
  };
  if (asker === undefined) return diagnose({ ...question, directories: createDirectories(onprem, cloud) });
  const { diagnoseAsked } = await import('../../app/diagnose-live.js');
  return diagnoseAsked(question, diagnose, ruleSet, asker);
}

function rendered(
  diagnosis: Diagnosis,
  format: string,
  name: string | undefined,
  isOne: boolean,
  context: CliContext,
  args: ParsedArgs,
): string {
  if (format === 'json') return `${jsonText(toReport(diagnosis, context.version), 2)}\n`;
  if (format === 'ndjson') return `${jsonText(toReport(diagnosis, context.version))}\n`;
  if (format === 'markdown') return `${isOne ? '' : `# ${printable(name ?? '')}\n\n`}${toMarkdown(diagnosis)}`;
  const text = toText(diagnosis, {
    paint: context.colour ? ansiPaint : plainPaint,
    width: context.width,
    isVerbose: args.options.has('verbose'),
    isWholeMessage: isOne,
  });
  return isOne ? text : `${'='.repeat(8)} ${printable(name ?? '')}\n${text}\n`;
}

/** One line that replaces itself, on a terminal only: a file has no use for it. */
function progress(context: CliContext, at: number, of: number, path: string | undefined): void {
  if (!context.isErrorTerminal) return;
  context.err(of === 0 ? '\r\u001b[K' : `\r\u001b[K${at} of ${of}  ${printable(path ?? '').slice(-60)}`);
}

function overview(done: readonly { readonly name: string; readonly diagnosis: Diagnosis }[]): string {
  const width = Math.min(
    64,
    done.reduce((longest, { name }) => Math.max(longest, printable(name).length), 0),
  );
  const lines = done.map(({ name, diagnosis }) => {
    const [first, ...more] = diagnosis.findings;
    const says =
      first === undefined ? 'nothing found' : `${first.severity} ${first.ruleId}${more.length === 0 ? '' : ` and ${more.length} more`}`;
    const shown = printable(name);
    return `${(shown.length > width ? `…${shown.slice(1 - width)}` : shown).padEnd(width)}  ${says}`;
  });
  return `${done.length} messages\n${lines.join('\n')}\n`;
}
