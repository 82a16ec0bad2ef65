import { ok, problem, type Result } from '../../evidence/problem.js';
import { type Baseline, createBaselineReader } from '../../render/readiness/compare.js';
import type { CliContext } from '../context.js';

const NEXT = 'Name a file that was written with: crossprem readiness ... --format json --out FILE (or ndjson)';

/** The earlier result that was named; undefined without one. It is read line by line, for as NDJSON it may be larger than any text. */
export async function loadBaseline(path: string | undefined, context: CliContext): Promise<Result<Baseline | undefined>> {
  if (path === undefined) return ok(undefined);
  const lines = await context.inputLines(path);
  if (lines.kind === 'problem') return problem(lines.problem.what, path, NEXT);
  const reader = createBaselineReader();
  for await (const line of lines.value) reader.line(line);
  const baseline = reader.end();
  return typeof baseline === 'string' ? problem(baseline, path, NEXT) : ok(baseline);
}
