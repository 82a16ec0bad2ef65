import type { RuleSet } from '../engine/rule-set.js';
import type { Side } from '../evidence/directory.js';
import { ok, type Result } from '../evidence/problem.js';
import type { Finding } from '../findings/finding.js';
import type { Diagnosis } from '../fixes/diagnosis.js';
import { sessionVersion } from '../parse/intake/session-text.js';
import { readResults, readValues } from '../parse/report-file.js';
import { readSavedSession } from '../parse/session-file.js';
import type { HtmlTools } from '../ports/html.js';
import type { SavedSession } from '../ports/saved-session.js';
import type { ReportFormat } from '../ports/session.js';
import { redactResults } from '../redact/report.js';
import { chartsOf } from '../render/document/document.js';
import { documentHtml } from '../render/document/html.js';
import { makeDocument, type NamedResult } from '../render/document/make.js';
import { documentMarkdown } from '../render/document/markdown.js';
import { type JsonReport, jsonText } from '../render/json.js';
import { findingJson, toReport } from '../render/report.js';
import { productWordsOf } from './product-words.js';
import { causeSides, recipientSides } from './report-sides.js';

/** One input of a report: results as plain data, as `--format json` prints them. */
export interface ReportInput {
  readonly name: string;
  readonly values: readonly unknown[];
}

export interface ReportRequest {
  readonly format: ReportFormat;
  readonly isRedacted: boolean;
  readonly title?: string | undefined;
  /** Of this program. */
  readonly version: string;
  /** When it is made, in words. */
  readonly madeAt?: string | undefined;
}

/** What a report needs of the world. */
export interface ReportTools {
  readonly ruleSet: () => RuleSet;
  /** Names of the attributes that rules ask for. */
  readonly columns: (side: Side) => Iterable<string>;
  /** Script, style and charts of the page. */
  readonly page: () => Promise<HtmlTools>;
  /** Random bytes, made anew at each call. */
  readonly seed: () => Uint8Array;
}

/** Saved results of any command; undefined for a text that is none. */
export function savedInput(name: string, text: string): ReportInput | undefined {
  const values = readValues(text);
  return values === undefined ? undefined : { name, values };
}

/** In: the beginning of a text. */
export function isSavedSession(text: string): boolean {
  return sessionVersion(text) !== undefined;
}

/** A saved session, read back; a problem for a file that is none. */
export function savedSessionOf(text: string, name: string): Result<SavedSession> {
  return readSavedSession(text, name);
}

/** A diagnosis as data, with both sides of what decides each cause, and both sides of each recipient beside the first finding about them. */
export function diagnosedInput(diagnosis: Diagnosis, version: string): ReportInput {
  const shown = new Set<unknown>();
  const findings = diagnosis.findings.map((finding) => {
    const { onPrem, cloud } = finding.subject;
    const record = onPrem ?? cloud;
    const plain = withCauseSides(findingJson(finding, diagnosis.plan.stepsOf), finding);
    if (record === undefined || shown.has(record)) return plain;
    shown.add(record);
    return { ...plain, sides: recipientSides(finding) };
  });
  return { name: diagnosis.input.name ?? '', values: [{ ...toReport(diagnosis, version), findings }] };
}

function withCauseSides(plain: JsonReport, finding: Finding): JsonReport {
  const { causes } = plain;
  if (!Array.isArray(causes)) return plain;
  return {
    ...plain,
    causes: causes.map((cause: JsonReport, index) => {
      const decided = finding.causes[index];
      const sides = decided === undefined ? undefined : causeSides(finding, decided);
      return sides === undefined ? cause : { ...cause, sides };
    }),
  };
}

/** In: results of commands. Out: one file of them, in pieces; a problem where a saved result is not what it says it is. */
export async function makeReport(
  inputs: readonly ReportInput[],
  request: ReportRequest,
  tools: ReportTools,
): Promise<Result<Iterable<string>>> {
  const { inputs: shown, title } = request.isRedacted ? redacted(inputs, request.title, tools) : { inputs, title: request.title };
  const results: NamedResult[] = [];
  for (const [index, { name, values }] of shown.entries()) {
    const read = readResults(values, inputs[index]?.name ?? name);
    if (read.kind === 'problem') return read;
    results.push(...read.value.map((result) => ({ name, result })));
  }
  if (request.format === 'json') {
    const all = shown.flatMap(({ values }) => values);
    return ok([`${jsonText(all.length === 1 ? all[0] : all, 2)}\n`]);
  }
  const { version, madeAt, isRedacted } = request;
  const document = makeDocument(results, { version, madeAt, isRedacted, title });
  if (request.format === 'markdown') return ok(documentMarkdown(document));
  const page = await tools.page();
  const { script, style, hashOf } = page;
  const charts = chartsOf(document);
  return ok(documentHtml(document, { script, style, hashOf, charts: charts.length === 0 ? [] : await page.draw(charts) }));
}

/** All inputs together, so that the same name is replaced by the same one everywhere. The key is kept nowhere. */
function redacted(
  inputs: readonly ReportInput[],
  title: string | undefined,
  { ruleSet, seed, columns }: ReportTools,
): { readonly inputs: readonly ReportInput[]; readonly title: string | undefined } {
  const all = inputs.map(({ name, values }) => ({ file: name, values }));
  const [first, ...rest] = redactResults(
    [{ title: title ?? '' }, ...all],
    productWordsOf(ruleSet(), [...columns('onprem'), ...columns('cloud')]),
    seed(),
  );
  return {
    inputs: rest.map((one) => ({ name: textOf(one, 'file'), values: valuesOf(one) })),
    title: title === undefined ? undefined : textOf(first, 'title'),
  };
}

function textOf(value: unknown, key: string): string {
  const found = typeof value === 'object' && value !== null ? Object.entries(value).find(([name]) => name === key)?.[1] : undefined;
  return typeof found === 'string' ? found : '';
}

function valuesOf(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null && 'values' in value && Array.isArray(value.values) ? value.values : [];
}
