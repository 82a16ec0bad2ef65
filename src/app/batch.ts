import type { DirectoryTable, Side } from '../evidence/directory.js';
import { isObject } from '../evidence/is-object.js';
import type { InputKind } from '../parse/error-text/detect.js';
import { readJsonValues } from '../parse/recipient/json.js';
import type { JsonReport } from '../render/json.js';
import { type JsonMatch, matchJson } from '../render/match.js';
import { toReport } from '../render/report.js';
import { type JsonRoute, routeJson } from '../render/route.js';
import { datedSettings } from './dated-settings.js';
import { createDirectories, type Diagnoser } from './diagnose.js';
import type { answerMatch } from './match.js';
import type { ReadinessOptions } from './readiness.js';
import type { answerRoute } from './route.js';

/** One line of output: the report of one input, or why there is none. */
export type BatchResult =
  | { readonly id: unknown; readonly report: JsonReport }
  | { readonly id: unknown; readonly report: JsonReport; readonly match: JsonMatch }
  | { readonly id: unknown; readonly route: JsonRoute }
  | {
      readonly id: unknown;
      readonly error: { readonly code: 'bad-json' | 'bad-line' | 'job-not-available' | 'failed'; readonly message: string };
    };

/** What the jobs are done with. */
export interface BatchTools {
  readonly diagnose: Diagnoser;
  readonly route: typeof answerRoute;
  readonly match?: typeof answerMatch;
  /** The report of a readiness run over the recipients of a line. */
  readonly readiness?: (options: Omit<ReadinessOptions, 'ruleSet'>, bytes: number) => JsonReport;
  readonly version: string;
  /** ISO time by which dated rules judge a line whose settings say no date. */
  readonly now?: string | undefined;
}

const JOBS = new Set(['diagnose', 'headers', 'readiness', 'match', 'route']);
const KINDS: ReadonlySet<string> = new Set<InputKind>(['migration-error', 'ndr', 'sync-error', 'headers', 'recipients', 'unknown']);

/**
 * One line of a batch: `{"id", "input", "kind"?, "onprem"?, "cloud"?, "settings"?, "direction"?, "answers"?, "job"?}`.
 *
 * Records count as fully read. Bad input: an error object for this line; nothing throws, so one bad line never stops the rest.
 */
export function runBatchLine(line: string, tools: BatchTools): BatchResult {
  const { diagnose, route, version } = tools;
  const parsed = parseObject(line);
  if (typeof parsed === 'string') return { id: null, error: { code: 'bad-json', message: parsed } };
  const id = parsed.id ?? null;
  const fail = (code: 'bad-line' | 'job-not-available', message: string): BatchResult => ({ id, error: { code, message } });
  const { input, kind, direction, settings, job = 'diagnose', answers } = parsed;
  if (typeof job !== 'string' || !JOBS.has(job)) return fail('bad-line', `"job" is ${describe(job)}; it is one of ${[...JOBS].join(', ')}`);
  if (job === 'route') return routeLine(id, parsed, route);
  if (job === 'match' && tools.match !== undefined) return matchLine(id, parsed, tools.match, tools);
  const isReadiness = (job === 'readiness' || (job === 'diagnose' && kind === 'recipients')) && tools.readiness !== undefined;
  if (job !== 'diagnose' && job !== 'headers' && !isReadiness)
    return fail('job-not-available', `the job ${job} is not part of this version yet`);
  const text = isReadiness && (input === undefined || input === null) ? '' : input;
  if (typeof text !== 'string') return fail('bad-line', `"input" is ${describe(input)}; it is the text to diagnose`);
  if (kind !== undefined && kind !== null && (typeof kind !== 'string' || !KINDS.has(kind)))
    return fail('bad-line', `"kind" is ${describe(kind)}; it is one of ${[...KINDS].join(', ')}`);
  if (direction !== undefined && direction !== null && direction !== 'to-cloud' && direction !== 'to-onprem')
    return fail('bad-line', `"direction" is ${describe(direction)}; it is to-cloud or to-onprem`);
  if (settings !== undefined && settings !== null && !isObject(settings))
    return fail('bad-line', `"settings" is ${describe(settings)}; it is an object`);
  const onprem = sideTables(parsed.onprem, 'onprem');
  const cloud = sideTables(parsed.cloud, 'cloud');
  if (typeof onprem === 'string') return fail('bad-line', onprem);
  if (typeof cloud === 'string') return fail('bad-line', cloud);
  try {
    const shared = {
      direction: direction === 'to-cloud' || direction === 'to-onprem' ? direction : undefined,
      settings: datedSettings(isObject(settings) ? settings : undefined, tools.now),
      answers: answersOf(answers),
      directories: createDirectories(onprem, cloud),
      notes: [...(onprem ?? []), ...(cloud ?? [])].flatMap((table) => table.notes),
    } as const;
    if (isReadiness && tools.readiness !== undefined) return { id, report: tools.readiness(shared, utf8Length(text)) };
    const diagnosis = diagnose({
      text,
      bytes: utf8Length(text),
      kind: typeof kind === 'string' && isKind(kind) ? kind : job === 'headers' ? 'headers' : undefined,
      ...shared,
    });
    return { id, report: toReport(diagnosis, version) };
  } catch (error) {
    return ourFault(id, error);
  }
}

/** A fault of ours in one line must not cost the caller the other lines; it is reported, not hidden. */
function ourFault(id: unknown, error: unknown): BatchResult {
  const message = error instanceof Error ? `${error.message} (a fault of crossprem; please report it)` : String(error);
  return { id, error: { code: 'failed', message } };
}

/** `{"id", "job": "route", "from", "to", "start"?, "onprem"?, "cloud"?, "settings"?}`. */
function routeLine(
  id: unknown,
  { from, to, start, settings, ...sides }: Record<string, unknown>,
  simulate: BatchTools['route'],
): BatchResult {
  const fail = (message: string): BatchResult => ({ id, error: { code: 'bad-line', message } });
  if (settings !== undefined && settings !== null && !isObject(settings))
    return fail(`"settings" is ${describe(settings)}; it is an object`);
  const onprem = sideTables(sides.onprem, 'onprem');
  const cloud = sideTables(sides.cloud, 'cloud');
  if (typeof onprem === 'string') return fail(onprem);
  if (typeof cloud === 'string') return fail(cloud);
  for (const [name, value] of Object.entries({ from, to })) {
    if (typeof value !== 'string') return fail(`"${name}" is ${describe(value)}; it is an address`);
  }
  if (start !== undefined && start !== null && typeof start !== 'string') return fail(`"start" is ${describe(start)}; it is a place`);
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  try {
    const route = simulate({
      from: text(from),
      to: text(to),
      start: text(start),
      onprem,
      cloud,
      settings: isObject(settings) ? settings : undefined,
    });
    return route.kind === 'ok' ? { id, route: routeJson(route.value) } : fail(`${route.problem.what} ${route.problem.where}`);
  } catch (error) {
    return ourFault(id, error);
  }
}

/** `{"id", "job": "match", "onprem", "cloud"?, "settings"?, "identity"?, "whatIf"?}`: the object is the first user unless "identity" names one. */
function matchLine(
  id: unknown,
  { settings, identity, whatIf, ...sides }: Record<string, unknown>,
  simulate: typeof answerMatch,
  { diagnose, version }: BatchTools,
): BatchResult {
  const fail = (message: string): BatchResult => ({ id, error: { code: 'bad-line', message } });
  if (settings !== undefined && settings !== null && !isObject(settings))
    return fail(`"settings" is ${describe(settings)}; it is an object`);
  if (identity !== undefined && identity !== null && typeof identity !== 'string')
    return fail(`"identity" is ${describe(identity)}; it is the name of an on-premises object`);
  const assumed: unknown = whatIf ?? [];
  if (!Array.isArray(assumed) || !assumed.every((one) => typeof one === 'string'))
    return fail(`"whatIf" is ${describe(assumed)}; it is a list of assignments`);
  const onprem = sideTables(sides.onprem, 'onprem');
  const cloud = sideTables(sides.cloud, 'cloud');
  if (typeof onprem === 'string') return fail(onprem);
  if (typeof cloud === 'string') return fail(cloud);
  try {
    const answer = simulate({
      identity: typeof identity === 'string' ? identity : undefined,
      onprem,
      cloud,
      settings: isObject(settings) ? settings : undefined,
      whatIf: assumed,
      several: 'first-user',
    });
    if (answer.kind === 'problem') return fail(`${answer.problem.what} ${answer.problem.where}`);
    if (answer.value.kind === 'all') return fail('several objects, and "identity" names none');
    const notes = [...(onprem ?? []), ...(cloud ?? [])].flatMap((table) => table.notes);
    const nothing = diagnose({ text: '', bytes: 0, directories: createDirectories(undefined, undefined), notes });
    return { id, report: toReport(nothing, version), match: matchJson(answer.value) };
  } catch (error) {
    return ourFault(id, error);
  }
}

/** A line may hold a whole MIME message, whose body has to be decoded before it is read. */
const MIME_MARK =
  /content-(?:transfer-encoding|type)\s{0,4}:\s{0,4}(?:multipart|base64|quoted-printable|text\/html)|internetMessageHeaders/i;

/** In: a line, and the reader of mail. Out: the line, with the bodies of a MIME message in "input" decoded; a line of another kind as it is. */
export async function decodeBatchLine(line: string, decodeMail: (text: string) => Promise<string>): Promise<string> {
  if (!MIME_MARK.test(line)) return line;
  const parsed = parseObject(line);
  if (typeof parsed === 'string' || typeof parsed.input !== 'string') return line;
  return JSON.stringify({ ...parsed, input: await decodeMail(parsed.input) });
}

function parseObject(line: string): Record<string, unknown> | string {
  try {
    const value: unknown = JSON.parse(line.replace(/^\ufeff/, ''));
    return isObject(value) ? value : `the line holds ${describe(value)}, not an object`;
  } catch (error) {
    return `the line is no JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function isKind(kind: string): kind is InputKind {
  return KINDS.has(kind);
}

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}

/** The records of a side; undefined when the side was not given, a sentence when it is no list of records. */
function sideTables(value: unknown, side: Side): readonly DirectoryTable[] | undefined | string {
  if (value === undefined || value === null) return undefined;
  const list: unknown = isObject(value) && Array.isArray(value.value) ? value.value : value;
  if (!Array.isArray(list)) return `"${side}" is ${describe(value)}; it is a list of objects`;
  return [readJsonValues(list, side, side)];
}

function answersOf(value: unknown): ReadonlyMap<string, string | number | boolean> {
  if (!isObject(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([name, answer]) =>
      typeof answer === 'string' || typeof answer === 'number' || typeof answer === 'boolean' ? [[name, answer] as const] : [],
    ),
  );
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}
