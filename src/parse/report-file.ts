import * as z from 'zod';
import { isObject } from '../evidence/is-object.js';
import { ok, problem, type Result } from '../evidence/problem.js';
import {
  adoptSchema,
  differenceSchema,
  doctorSchema,
  matchListSchema,
  matchSchema,
  personLineSchema,
  readinessLineSchema,
  readinessReportSchema,
  reportSchema,
  routeSchema,
  type SavedResult,
  snapshotSchema,
} from './report-schema.js';

/**
 * The values of a saved result: of JSON one (or those of its array), of NDJSON one for each line.
 * Undefined for a text that is no result of this program: an error text, headers, other JSON. Never throws.
 */
export function readValues(given: string): readonly unknown[] | undefined {
  const trimmed = given.trim();
  if (!/^[[{]/.test(trimmed)) return undefined;
  const whole = parsed(trimmed);
  const values = whole === undefined ? lines(trimmed) : Array.isArray(whole) ? whole : [whole];
  const [first] = values ?? [];
  return values !== undefined && isOurs(first) ? values : undefined;
}

function parsed(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}

/** A last line that an interrupted run cut off is left out. */
function lines(given: string): readonly unknown[] | undefined {
  const all = given.split('\n').filter((line) => line.trim() !== '');
  const values: unknown[] = [];
  for (const [index, line] of all.entries()) {
    const value = parsed(line);
    if (value === undefined && (index === 0 || index < all.length - 1)) return undefined;
    if (value !== undefined) values.push(value);
  }
  return values;
}

function isOurs(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (typeof value.schema === 'string') return value.schema.startsWith('crossprem/') && !value.schema.startsWith('crossprem/session@');
  return kindOfLine(value) !== undefined;
}

/** Lines of NDJSON that name no schema are told by their keys. */
function kindOfLine(value: Readonly<Record<string, unknown>>): 'batch' | 'match' | 'doctor' | 'person' | undefined {
  if ('id' in value && (isObject(value.report) || isObject(value.error))) return 'batch';
  if ('endpoint' in value && 'check' in value && 'verdict' in value) return 'doctor';
  if ('object' in value && 'outcome' in value && 'isCertain' in value) return 'match';
  return value.type === 'person' && 'verdict' in value ? 'person' : undefined;
}

/** In: values of `readValues`, and the name of their file for a problem. Out: the results; a value that is not what it says it is, is a problem. */
export function readResults(values: readonly unknown[], name: string): Result<readonly SavedResult[]> {
  const results: SavedResult[] = [];
  const gathered: { matches: unknown[]; doctor: unknown[]; people: unknown[]; summary?: unknown } = { matches: [], doctor: [], people: [] };
  for (const value of values) {
    if (!isObject(value)) return refused(name, 'a line of it is no object');
    const kind = kindOfLine(value);
    if (value.schema === 'crossprem/readiness@1') gathered.summary = value;
    else if (kind === 'person') gathered.people.push(value);
    else if (typeof value.schema !== 'string' && kind === 'match') gathered.matches.push(value);
    else if (kind === 'doctor') gathered.doctor.push(value);
    else {
      const inner = kind === 'batch' ? value.report : value;
      // A line of a batch that failed holds no result.
      if (!isObject(inner)) continue;
      const result = resultOf(inner, name);
      if (result.kind === 'problem') return result;
      results.push(result.value);
    }
  }
  const rest = [
    ...(gathered.matches.length > 0 ? [resultOf({ schema: 'crossprem/match-list/1', objects: gathered.matches }, name)] : []),
    ...(gathered.doctor.length > 0 ? [resultOf({ schema: 'crossprem/doctor/1', lines: gathered.doctor }, name)] : []),
    ...(gathered.summary === undefined ? [] : [readinessOfLines(gathered.summary, gathered.people, name)]),
  ];
  for (const result of rest) {
    if (result.kind === 'problem') return result;
    results.push(result.value);
  }
  return results.length === 0 ? refused(name, 'it holds no result') : ok(results);
}

function resultOf(value: Readonly<Record<string, unknown>>, name: string): Result<SavedResult> {
  switch (value.schema) {
    case 'crossprem/report@1':
      return isObject(value.readiness)
        ? checked(readinessReportSchema, value, name, ({ tool, readiness, findings, plan, notes }) => {
            const { people, ...summary } = readiness;
            return { kind: 'readiness', tool, summary, people, findings, plan, notes };
          })
        : checked(reportSchema, value, name, (report) => ({ kind: 'report', report }));
    case 'crossprem/match/1':
      return checked(matchSchema, value, name, (match) => ({ kind: 'match', match }));
    case 'crossprem/match-list/1':
      return checked(matchListSchema, value, name, ({ objects, notes }) => ({ kind: 'matches', rows: objects, notes }));
    case 'crossprem/route/1':
      return checked(routeSchema, value, name, (route) => ({ kind: 'route', route }));
    case 'crossprem/adopt/1':
      return checked(adoptSchema, value, name, (adoption) => ({ kind: 'adoption', adoption }));
    case 'crossprem/doctor/1':
      return checked(doctorSchema, value, name, ({ lines: all }) => ({ kind: 'doctor', lines: all }));
    case 'crossprem/snapshot-difference/1':
      return checked(differenceSchema, value, name, (difference) => ({ kind: 'difference', difference }));
    case 'crossprem/snapshot/1':
      return checked(snapshotSchema, value, name, (snapshot) => ({ kind: 'snapshot', snapshot }));
    default:
      return refused(name, `it says that it is ${typeof value.schema === 'string' ? value.schema.slice(0, 60) : 'of no kind'}`);
  }
}

function readinessOfLines(summary: unknown, people: readonly unknown[], name: string): Result<SavedResult> {
  const all = z.object({ head: readinessLineSchema, people: z.array(personLineSchema) });
  return checked(all, { head: summary, people }, name, ({ head, people: persons }) => ({
    kind: 'readiness',
    tool: head.tool,
    summary: head,
    people: persons,
    findings: [
      ...head.organizationFindings,
      ...persons.flatMap(({ id, details }) => details.map((finding) => ({ subject: { kind: 'recipient', id }, ...finding }))),
    ],
    plan: persons.flatMap(({ plan }) => plan),
    notes: head.notes,
  }));
}

function checked<T extends z.ZodType>(
  schema: T,
  value: unknown,
  name: string,
  make: (value: z.output<T>) => SavedResult,
): Result<SavedResult> {
  const result = schema.safeParse(value);
  if (result.success) return ok(make(result.data));
  const [issue] = result.error.issues;
  return refused(name, `${(issue?.path ?? []).join('.').slice(0, 120)}: ${(issue?.message ?? 'not as expected').slice(0, 200)}`);
}

function refused(name: string, why: string): Result<never> {
  return problem(
    `The file is no result that can be shown: ${why}.`,
    name,
    'Give what a command of this program printed with --format json or ndjson.',
  );
}
