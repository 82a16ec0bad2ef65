import { datedSettings } from '../../app/dated-settings.js';
import type { RuleSet } from '../../engine/rule-set.js';
import type { DirectoryTable, Side } from '../../evidence/directory.js';
import { nearestWord } from '../../evidence/nearest.js';
import { ok, type Problem, problem, type Result } from '../../evidence/problem.js';
import { allFacts } from '../../facts/catalog.js';
import type { FactName } from '../../facts/fact.js';
import type { Settings } from '../../facts/tenant.js';
import type { InputText } from '../../ports/files.js';
import type { DnsChoice } from '../../ports/verify.js';
import type { CliContext } from '../context.js';
import type { DirectoryData } from '../directory-data.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';

/** What every command that diagnoses reads before it starts. */
export interface Loaded extends LoadedData {
  readonly input: InputText;
}

/** What is read besides the input. */
export interface LoadedData extends DirectoryData {
  readonly ruleSet: RuleSet;
  readonly direction: 'to-cloud' | 'to-onprem' | undefined;
  readonly answers: ReadonlyMap<FactName, string | number | boolean>;
  /** Where `--verify` asks DNS; undefined without it. */
  readonly verify: DnsChoice | undefined;
}

/** The rule set of a command: the packed one, or with the user's folders. Faults in a rule file are told and the rest is used. */
export async function loadRuleSet(args: ParsedArgs, context: CliContext): Promise<Result<RuleSet>> {
  const folders = args.options.get('rules') ?? [];
  if (folders.length === 0) return ok(context.rules());
  const loaded = await context.loadRules(folders);
  if (loaded.kind === 'problem') return loaded;
  for (const { path, line, message } of loaded.value.problems) context.err(`crossprem: rule file ${path}:${line}: ${message}\n`);
  const { createRuleSet } = await import('../../engine/load.js');
  return ok(createRuleSet(loaded.value, `${context.rules().version}+own`));
}

/**
 * Reads the input, the directory data and the settings. Directory files that cannot be read are told, and the rest is used; without any that
 * could be read, the problem is the result.
 */
export async function loadAll(args: ParsedArgs, context: CliContext): Promise<Result<Loaded>> {
  const { inputPath, lists } = await resolveInput(args, context);
  if (inputPath === undefined && context.isInputTerminal) {
    return problem(
      'There is nothing to read.',
      'input',
      `Name a file (crossprem ${args.command.name} error.txt), pipe the text in, or start crossprem without a command and paste.`,
    );
  }
  const data = await loadData(args, context, lists, 'asked');
  if (data.kind === 'problem') return data;
  const input = await context.readInput(inputPath);
  if (input.kind === 'problem') {
    await data.value.live?.close();
    return input;
  }
  return ok({ ...data.value, input: input.value, notes: [...input.value.notes, ...data.value.notes] });
}

/** Everything but the input: rules, answers, the directories of both sides, the settings. */
export async function loadData(
  args: ParsedArgs,
  context: CliContext,
  lists: Readonly<Record<Side | 'settings', readonly string[]>> = listsOf(args),
  reading: 'whole' | 'asked' = 'whole',
): Promise<Result<LoadedData>> {
  const verify = verifyChoice(args);
  if (verify.kind === 'problem') return verify;
  const ruleSet = await loadRuleSet(args, context);
  if (ruleSet.kind === 'problem') return ruleSet;
  const answers = readAnswers(args.options.get('answer') ?? [], ruleSet.value);
  if (answers.kind === 'problem') return answers;
  const directories = await loadDirectories(args, context, lists, reading);
  if (directories.kind === 'problem') return directories;
  const direction = optionOf(args, 'direction');
  return ok({
    ruleSet: ruleSet.value,
    ...directories.value,
    settings: datedSettings(directories.value.settings, context.now?.()),
    direction: direction === 'to-cloud' || direction === 'to-onprem' ? direction : undefined,
    answers: answers.value,
    verify: verify.value,
  });
}

function verifyChoice(args: ParsedArgs): Result<DnsChoice | undefined> {
  const [server, file] = [optionOf(args, 'resolver'), optionOf(args, 'dns')];
  if (args.options.has('verify')) return ok({ server, file });
  const lone = server !== undefined ? '--resolver' : file !== undefined ? '--dns' : undefined;
  return lone === undefined
    ? ok(undefined)
    : problem('It says where to ask DNS, but nothing asks.', lone, 'Add --verify, or leave it out.');
}

function listsOf(args: ParsedArgs): Record<Side | 'settings', string[]> {
  const given = (name: string): string[] => [...(args.options.get(name) ?? [])];
  return { onprem: given('onprem'), cloud: given('cloud'), settings: given('settings') };
}

/** The input is the positional word; else the last word that a list option took, when it is no directory data and nothing is piped in. */
export async function resolveInput(
  args: ParsedArgs,
  context: CliContext,
): Promise<{ readonly inputPath: string | undefined; readonly lists: Readonly<Record<Side | 'settings', readonly string[]>> }> {
  const lists = listsOf(args);
  const [named] = args.positionals;
  if (named !== undefined) return { inputPath: named === '-' ? undefined : named, lists };
  const tail = args.greedyTail;
  if (tail !== undefined && isListName(tail.option) && !(await context.isDirectoryData(tail.value))) {
    lists[tail.option].splice(lists[tail.option].lastIndexOf(tail.value), 1);
    return { inputPath: tail.value, lists };
  }
  return { inputPath: undefined, lists };
}

function isListName(name: string): name is Side | 'settings' {
  return name === 'onprem' || name === 'cloud' || name === 'settings';
}

/** The settings of all files that were named; undefined without any. */
export async function loadSettings(paths: readonly string[], context: CliContext): Promise<Result<Settings | undefined>> {
  return paths.length === 0 ? ok(undefined) : context.readSettings(paths);
}

/**
 * Reads exports, snapshots and live services. `whole`: a service is read to its end, and closed; `asked`: its settings are read, and the connection
 * stays open for single objects.
 */
export async function loadDirectories(
  args: ParsedArgs,
  context: CliContext,
  lists: Readonly<Record<Side | 'settings', readonly string[]>> = listsOf(args),
  reading: 'whole' | 'asked' = 'whole',
): Promise<Result<DirectoryData>> {
  const notes: string[] = [];
  const onprem = await readSide(lists.onprem, 'onprem', context, notes);
  if (onprem.kind === 'problem') return onprem;
  const cloud = await readSide(lists.cloud, 'cloud', context, notes);
  if (cloud.kind === 'problem') return cloud;
  const settings = await loadSettings(lists.settings, context);
  if (settings.kind === 'problem') return settings;
  const files = { onprem: onprem.value, cloud: cloud.value, settings: settings.value, notes, live: undefined };
  if (!namesSources(args)) return ok(files);
  const { withSources } = await import('./load-live.js');
  return withSources(files, args, context, reading);
}

/** True where a snapshot or a service is named, or how to reach one: what handles them is loaded only then. */
export function namesSources({ command, options }: ParsedArgs): boolean {
  return options.has('snapshot') || command.options.some(({ name, group }) => group === 'live' && options.has(name));
}

/** The tables of one side. Files that cannot be read are told and noted; a problem when none can. */
export async function readSide(
  paths: readonly string[],
  side: Side,
  context: CliContext,
  notes: string[],
): Promise<Result<readonly DirectoryTable[] | undefined>> {
  if (paths.length === 0) return ok(undefined);
  const tables: DirectoryTable[] = [];
  let last: Problem | undefined;
  for (const path of paths) {
    const result = await context.readDirectory(path, side);
    if (result.kind === 'table') {
      tables.push(result.table);
      notes.push(...result.table.notes);
    } else {
      tell(context, result.problem);
      last = result.problem;
      notes.push(`${path} was not used: ${result.problem.what}`);
    }
  }
  if (tables.length === 0 && last !== undefined) {
    return problem(
      `No ${side === 'onprem' ? 'on-premises' : 'cloud'} data could be read.`,
      paths.join(', '),
      'Mend the export as said above, or leave the option out.',
    );
  }
  return ok(tables);
}

/** `fact=value` words. yes, no, true, false are booleans; a number is a number; all else is text. */
function readAnswers(words: readonly string[], ruleSet: RuleSet): Result<ReadonlyMap<FactName, string | number | boolean>> {
  const answers = new Map<FactName, string | number | boolean>();
  if (words.length === 0) return ok(answers);
  const known = new Set([...allFacts().map((fact) => fact.name), ...ruleSet.askedNames]);
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = word.slice(0, Math.max(0, equals));
    if (equals < 1)
      return problem('An answer has the form fact=value.', `--answer ${word}`, 'For example: --answer ask.mrsProxyEnabled=no');
    if (!known.has(name) && !name.startsWith('capture.')) {
      const near = nearestWord(name, known);
      return problem(
        `There is no fact ${name}.`,
        `--answer ${word}`,
        near === undefined ? 'The questions of the report name the facts.' : `The nearest is ${near}.`,
      );
    }
    const value = word.slice(equals + 1).trim();
    if (/^(?:yes|true|y)$/i.test(value)) answers.set(name, true);
    else if (/^(?:no|false|n)$/i.test(value)) answers.set(name, false);
    else answers.set(name, /^-?\d{1,15}$/.test(value) ? Number(value) : value);
  }
  return ok(answers);
}
