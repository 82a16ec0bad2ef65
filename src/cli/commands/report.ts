import type { Asker } from '../../app/asker.js';
import { createDiagnoser, createDirectories, type Diagnoser } from '../../app/diagnose.js';
import type { ReportInput, ReportTools } from '../../app/report.js';
import { isObject } from '../../evidence/is-object.js';
import { problem, type Result } from '../../evidence/problem.js';
import type { Diagnosis } from '../../fixes/diagnosis.js';
import type { InputKind } from '../../parse/error-text/detect.js';
import type { InputText } from '../../ports/files.js';
import type { ReadinessTools } from '../../ports/readiness.js';
import type { ReportFormat, Session } from '../../ports/session.js';
import { number } from '../../render/digits.js';
import { printable } from '../../render/printable.js';
import { timeWords } from '../../render/time.js';
import { type CliContext, EXIT } from '../context.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';
import { verifyLoaded } from './diagnose.js';
import { type LoadedData, loadData, resolveInput } from './load.js';

export interface ReportCommandTools extends Pick<ReadinessTools, 'openOutput' | 'isSameFile'>, Omit<ReportTools, 'ruleSet'> {
  /** A session as the terminal interface has it, for the files of saved sessions. */
  readonly session: () => Promise<Session>;
}

type Fault = Parameters<typeof tell>[1];

/**
 * `crossprem report`: results as one file to send. Each FILE is a saved result, a saved session, or an input to diagnose. Exit code 0 when the report
 * is made, 2 where something could not be read or written. `takesResults` is false for `diagnose` and `headers` with `--format html`: every file is an input.
 */
export async function runReport(args: ParsedArgs, context: CliContext, tools: ReportCommandTools, takesResults = true): Promise<number> {
  const { inputPath, lists } = await resolveInput(args, context);
  const words = args.positionals.length > 0 ? args.positionals : [...(inputPath === undefined ? [] : [inputPath])];
  const named = await context.expandPaths(words.filter((path) => path !== '-'));
  if (named.kind === 'problem') return failed(context, named.problem);
  const hasPipe = words.includes('-') || named.value.length === 0;
  if (hasPipe && context.isInputTerminal) return failed(context, NOTHING);
  const paths: readonly (string | undefined)[] = hasPipe ? [undefined, ...named.value] : named.value;
  const wrong = misfit(args, context, tools, [...named.value, ...Object.values(lists).flat()]);
  if (wrong !== undefined) return failed(context, wrong);
  const diagnosing = createDiagnosing(args, context, lists);
  const gathered = await gather(paths, context, diagnosing.run, takesResults ? tools : undefined).finally(diagnosing.close);
  if (gathered.kind === 'problem') return failed(context, gathered.problem);
  const { inputs, unread } = gathered.value;
  if (inputs.length === 0) return EXIT.failed;
  const written = await write(inputs, args, context, tools);
  if (!written || unread > 0) return EXIT.failed;
  return takesResults ? EXIT.nothing : codeOf(inputs, optionOf(args, 'fail-on') ?? 'error');
}

const SEVERITIES = ['blocker', 'error', 'warning', 'info'];

/** As `diagnose` has it: 1 where something at or above the level was found. */
function codeOf(inputs: readonly ReportInput[], failOn: string): number {
  const least = SEVERITIES.indexOf(failOn);
  const isBad = (finding: unknown): boolean =>
    isObject(finding) && typeof finding.severity === 'string' && SEVERITIES.indexOf(finding.severity) <= least;
  const found = inputs.some(({ values }) =>
    values.some((value) => isObject(value) && Array.isArray(value.findings) && value.findings.some(isBad)),
  );
  return found ? EXIT.findings : EXIT.nothing;
}

const NOTHING: Fault = {
  what: 'There is nothing to report.',
  where: 'report',
  next: 'Name a saved result (made with --format json), a saved session, or an error text: crossprem report result.json --out report.html',
};

function failed(context: CliContext, fault: Fault): number {
  tell(context, fault);
  return EXIT.failed;
}

function misfit(args: ParsedArgs, context: CliContext, tools: ReportCommandTools, read: readonly string[]): Fault | undefined {
  const out = optionOf(args, 'out');
  if (formatOf(args) === 'html' && out === undefined && context.isOutputTerminal)
    return {
      what: 'A page is not for a terminal.',
      where: '--format html',
      next: 'Say where it goes: crossprem report FILE --out report.html',
    };
  const same = out === undefined ? undefined : read.find((path) => tools.isSameFile(path, out));
  return same === undefined
    ? undefined
    : { what: 'The report would replace what it is made from.', where: same, next: 'Name another file to write.' };
}

/** `--format`, else by the ending of `--out`; a file is HTML and the terminal gets markdown where nothing says otherwise. */
export function formatOf(args: ParsedArgs): ReportFormat {
  const given = optionOf(args, 'format');
  if (given === 'html' || given === 'markdown' || given === 'json') return given;
  const out = optionOf(args, 'out');
  if (out === undefined) return 'markdown';
  return /\.(?:md|markdown|txt)$/i.test(out) ? 'markdown' : /\.json$/i.test(out) ? 'json' : 'html';
}

interface Gathered {
  readonly inputs: readonly ReportInput[];
  readonly unread: number;
}

/** Reads every file for what it is; one that cannot be read is told, and the others count. */
async function gather(
  paths: readonly (string | undefined)[],
  context: CliContext,
  diagnose: DiagnoseFile,
  tools: ReportCommandTools | undefined,
): Promise<Result<Gathered>> {
  const inputs: ReportInput[] = [];
  let unread = 0;
  for (const path of paths) {
    const input = await context.readInput(path);
    if (input.kind === 'problem') {
      tell(context, input.problem);
      unread++;
      continue;
    }
    if (path === undefined && input.value.text.trim() === '') return { kind: 'problem', problem: NOTHING };
    const saved = tools === undefined ? undefined : await savedInputs(input.value, path ?? 'standard input', context, tools);
    const found = saved ?? (await diagnose(input.value));
    if (found.kind === 'problem') return found;
    inputs.push(...found.value);
  }
  return { kind: 'ok', value: { inputs, unread } };
}

/** Large, and shared with the terminal interface. */
const reports = () => import('../../app/report.js');

/** A saved result or session; undefined for anything else. */
async function savedInputs(
  { text, isTruncated }: InputText,
  name: string,
  context: CliContext,
  tools: ReportCommandTools,
): Promise<Result<readonly ReportInput[]> | undefined> {
  const isCut = isTruncated && /^\s{0,100}[[{]/.test(text) && text.slice(0, 65_536).includes('"crossprem/');
  const whole = isCut ? await wholeText(name, text, context) : { kind: 'ok' as const, value: text };
  if (whole.kind === 'problem') return whole;
  const { isSavedSession, savedInput } = await reports();
  if (isSavedSession(text)) return sessionInputs(whole.value, name, context, tools);
  const saved = savedInput(name, whole.value);
  return saved === undefined ? undefined : { kind: 'ok', value: [saved] };
}

const LONGEST_RESULT = 400_000_000;

/** A result that is longer than any error text. It is read line by line, and its lines are short: so it was written. */
async function wholeText(name: string, head: string, context: CliContext): Promise<Result<string>> {
  const tooLong = problem(
    'The result is too long to be read whole.',
    name,
    'Make the report of the inputs themselves, or of a part of them.',
  );
  const lines = head.slice(0, 65_536).includes('\n') ? await context.inputLines(name) : tooLong;
  if (lines.kind === 'problem') return tooLong;
  const all: string[] = [];
  let length = 0;
  for await (const line of lines.value) {
    length += line.length + 1;
    if (length > LONGEST_RESULT) return tooLong;
    all.push(line);
  }
  return { kind: 'ok', value: all.join('\n') };
}

type DiagnoseFile = (input: InputText) => Promise<Result<readonly ReportInput[]>>;

/** Diagnoses inputs; rules and directory data are loaded with the first of them. */
function createDiagnosing(args: ParsedArgs, context: CliContext, lists: Parameters<typeof loadData>[2]) {
  let data: LoadedData | undefined;
  let diagnose: ((input: InputText) => Promise<Result<Diagnosis>>) | undefined;
  const run: DiagnoseFile = async (input) => {
    if (diagnose === undefined) {
      const loaded = await loadData(args, context, lists, 'asked');
      if (loaded.kind === 'problem') return loaded;
      data = loaded.value;
      diagnose = await diagnoserOf(data, args, context);
    }
    const made: ReportInput[] = [];
    const { diagnosedInput } = await reports();
    for (const message of messagesOf(input)) {
      const diagnosis = await diagnose(message);
      if (diagnosis.kind === 'problem') return diagnosis;
      made.push(diagnosedInput(diagnosis.value, context.version));
    }
    return { kind: 'ok', value: made };
  };
  return { run, close: async (): Promise<void> => data?.live?.close() };
}

/** Inputs of a saved session, diagnosed with its data and its answers. What is not there any more is told. */
async function sessionInputs(
  text: string,
  name: string,
  context: CliContext,
  { session: openSession }: ReportCommandTools,
): Promise<Result<readonly ReportInput[]>> {
  const { diagnosedInput, savedSessionOf } = await reports();
  const saved = savedSessionOf(text, name);
  if (saved.kind === 'problem') return saved;
  const session = await openSession();
  for (const fault of (await session.restore(saved.value)).problems) tell(context, fault);
  if (saved.value.inputs.length === 0) return problem('The session holds no input.', name, 'Diagnose something in it first.');
  return {
    kind: 'ok',
    value: saved.value.inputs.map(({ name: own, text: input, answers }) =>
      diagnosedInput(
        session.diagnose(input, { ...(own === undefined ? {} : { name: own }), answers: new Map(Object.entries(answers)) }),
        context.version,
      ),
    ),
  };
}

/** A file of several messages as one input for each. */
function messagesOf(input: InputText): readonly InputText[] {
  const { messages, ...rest } = input;
  if (messages === undefined || messages.length < 2) return [input];
  return messages.map(({ text, notes, raw }, index) => ({
    ...rest,
    name: `${input.name ?? 'standard input'}#${index + 1}`,
    text,
    bytes: text.length,
    notes,
    ...(raw === undefined ? {} : { raw }),
  }));
}

async function diagnoserOf(
  data: LoadedData,
  args: ParsedArgs,
  context: CliContext,
): Promise<(input: InputText) => Promise<Result<Diagnosis>>> {
  const { onprem, cloud, settings, direction, answers, ruleSet, live } = data;
  const { createMailReader } = await import('../../app/mail-reader.js');
  const plain = createDiagnoser(ruleSet, createMailReader());
  const directories = createDirectories(onprem, cloud);
  const proven: Diagnoser =
    onprem === undefined && cloud === undefined ? plain : (await import('../../app/prove.js')).provenDiagnoser(plain, ruleSet);
  const asked = live === undefined ? undefined : await askerOf(data);
  const kind = args.command.name === 'headers' ? 'headers' : optionOf(args, 'kind');
  return async (input) => {
    const question = {
      text: input.text,
      name: input.name,
      encoding: input.encoding,
      bytes: input.bytes,
      isTruncated: input.isTruncated,
      kind: KINDS.find((one) => one === kind),
      direction,
      settings,
      answers,
      chosenCauses: new Set(args.options.get('cause') ?? []),
      chosenFixes: new Set(args.options.get('fix') ?? []),
      notes: [...input.notes, ...data.notes],
    };
    const diagnosis =
      asked === undefined
        ? proven({ ...question, directories })
        : await (await import('../../app/diagnose-live.js')).diagnoseAsked(question, plain, ruleSet, asked);
    return verifyLoaded(diagnosis, { verify: data.verify, input }, context);
  };
}

const KINDS: readonly InputKind[] = ['migration-error', 'ndr', 'sync-error', 'headers', 'recipients'];

/** One for all inputs, so that nobody is asked for twice. */
async function askerOf({ live, onprem, cloud }: LoadedData): Promise<Asker | undefined> {
  if (live === undefined) return undefined;
  const { createAsker } = await import('../../app/diagnose-live.js');
  return createAsker({ connections: live.connections, onprem, cloud, signal: live.signal });
}

async function write(inputs: readonly ReportInput[], args: ParsedArgs, context: CliContext, tools: ReportCommandTools): Promise<boolean> {
  const { page, seed, columns, openOutput } = tools;
  const format = formatOf(args);
  const isRedacted = args.options.has('redact');
  const now = context.now?.();
  const request = {
    format,
    isRedacted,
    title: optionOf(args, 'title'),
    version: context.version,
    madeAt: now === undefined ? undefined : timeWords(now),
  };
  const made = await (await reports()).makeReport(inputs, request, { ruleSet: context.rules, page, seed, columns });
  if (made.kind === 'problem') {
    tell(context, made.problem);
    return false;
  }
  const out = optionOf(args, 'out');
  if (out === undefined) {
    for (const piece of made.value) context.out(piece);
    return true;
  }
  const file = openOutput(out);
  if (file.kind === 'problem') {
    tell(context, file.problem);
    return false;
  }
  for (const piece of made.value) file.value.write(piece);
  const closed = file.value.close();
  if (closed.kind === 'problem') {
    tell(context, closed.problem);
    return false;
  }
  const what = inputs.length === 1 ? 'the report' : `the report of ${number(inputs.length)} inputs`;
  context.err(`crossprem: ${what} is written to ${printable(out)}.${isRedacted ? ' Look through it before you send it.' : ''}\n`);
  return true;
}
