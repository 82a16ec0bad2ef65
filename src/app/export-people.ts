import { ok, problem, type Result } from '../evidence/problem.js';
import type { HtmlTools } from '../ports/html.js';
import type { OutputFile } from '../ports/readiness.js';
import type { Exported, ExportRequest, PeopleTable } from '../ports/readiness-session.js';
import { jsonText } from '../render/json.js';
import { migrationCsv, readinessCsv } from '../render/readiness/csv.js';
import { readinessCharts, readinessHtml } from '../render/readiness/html.js';
import { readinessReport } from '../render/readiness/json.js';
import { readinessMarkdown } from '../render/readiness/markdown.js';
import type { ReadinessView } from '../render/readiness/view.js';
import { viewOfTable } from './people-table.js';
import { SLICE_MS } from './slices.js';

/** What an export needs of the world. */
export interface ExportTools {
  readonly version: string;
  readonly clock: () => number;
  /** True where a file of that name is there. */
  readonly isThere: (path: string) => boolean;
  readonly openOutput: (path: string) => Result<OutputFile>;
  /** True where the path is that of a file that the session was given. */
  readonly isInput: (path: string) => boolean;
  readonly html: () => Promise<HtmlTools>;
}

/** Writes people of a table in one of the formats of the command. What is there is replaced only where that was said. */
export async function exportPeople(
  table: PeopleTable,
  request: ExportRequest,
  pause: () => Promise<void>,
  tools: ExportTools,
): Promise<Exported> {
  const { path, positions, listed, replaces } = request;
  const whole = viewOfTable(table);
  if (whole === undefined) return problem('The result is gone.', path, 'Check readiness once more, then export.');
  if (tools.isInput(path))
    return problem('This file was loaded: the export would replace what it is made from.', path, 'Name another file.');
  if (!replaces && tools.isThere(path)) return { kind: 'exists' };
  const { pieces, notes } = await render({ ...whole, order: [...positions], listed }, request, tools);
  const file = tools.openOutput(path);
  if (file.kind === 'problem') return file;
  let paused = tools.clock();
  for (const piece of pieces) {
    file.value.write(piece);
    if (tools.clock() - paused < SLICE_MS) continue;
    await pause();
    paused = tools.clock();
  }
  const closed = file.value.close();
  return closed.kind === 'problem' ? closed : ok({ path: closed.value, notes });
}

async function render(
  view: ReadinessView,
  { format }: ExportRequest,
  tools: ExportTools,
): Promise<{ readonly pieces: Iterable<string>; readonly notes: readonly string[] }> {
  switch (format) {
    case 'csv':
      return { pieces: readinessCsv(view), notes: [] };
    case 'markdown':
      return { pieces: readinessMarkdown(view, true), notes: [] };
    case 'json':
      return { pieces: [`${jsonText(readinessReport(view, { version: tools.version }), 2)}\n`], notes: [] };
    case 'html': {
      const { script, style, hashOf, draw } = await tools.html();
      const charts = await draw(readinessCharts(view));
      return { pieces: readinessHtml(view, { script, style, hashOf, charts, version: tools.version }), notes: [] };
    }
    case 'migration-csv': {
      const { text, notes } = migrationCsv(view);
      return { pieces: [text], notes };
    }
  }
}
