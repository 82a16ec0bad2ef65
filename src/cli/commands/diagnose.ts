import { createDiagnoser, createDirectories, mayHoldMail } from '../../app/diagnose.js';
import type { Severity } from '../../engine/rule.js';
import { ok, type Result } from '../../evidence/problem.js';
import type { Diagnosis } from '../../fixes/diagnosis.js';
import type { InputKind } from '../../parse/error-text/detect.js';
import { jsonText } from '../../render/json.js';
import { plainPaint } from '../../render/lines.js';
import { toMarkdown } from '../../render/markdown.js';
import { toReport } from '../../render/report.js';
import { toText } from '../../render/text.js';
import { type CliContext, EXIT } from '../context.js';
import { ansiPaint } from '../paint.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';
import { type Loaded, loadAll } from './load.js';

const ORDER: readonly Severity[] = ['info', 'warning', 'error', 'blocker'];

/** `crossprem diagnose`. */
export async function runDiagnose(args: ParsedArgs, context: CliContext): Promise<number> {
  const loaded = await loadAll(args, context);
  if (loaded.kind === 'problem') {
    tell(context, loaded.problem);
    return EXIT.failed;
  }
  const checked = await verifyLoaded(await diagnoseLoaded(loaded.value, args), loaded.value, context);
  if (checked.kind === 'problem') {
    tell(context, checked.problem);
    return EXIT.failed;
  }
  const diagnosis = checked.value;
  const explained = optionOf(args, 'explain');
  if (explained !== undefined) {
    const { explainRule } = await import('../../render/explain.js');
    const text = explainRule(diagnosis, explained, { paint: context.colour ? ansiPaint : plainPaint, width: context.width });
    if (text.kind === 'problem') {
      tell(context, text.problem);
      return EXIT.failed;
    }
    context.out(text.value);
    return EXIT.nothing;
  }
  context.out(renderDiagnosis(diagnosis, args, context));
  return exitCode(diagnosis, optionOf(args, 'fail-on') ?? 'error');
}

/** Diagnoses what was loaded; the readers of headers and delivery reports are loaded only for a text that may hold them. */
export async function diagnoseLoaded(loaded: Loaded, args: ParsedArgs): Promise<Diagnosis> {
  const { input, ruleSet, onprem, cloud, settings, direction, answers, notes } = loaded;
  const kind = optionOf(args, 'kind');
  const question = {
    text: input.text,
    name: input.name,
    encoding: input.encoding,
    bytes: input.bytes,
    isTruncated: input.isTruncated,
    kind: isKind(kind) ? kind : undefined,
    direction,
    settings,
    answers,
    chosenCauses: new Set(args.options.get('cause') ?? []),
    chosenFixes: new Set(args.options.get('fix') ?? []),
    notes,
  };
  const readMail = mayHoldMail(input.text) ? (await import('../../app/mail-reader.js')).createMailReader() : undefined;
  const plain = createDiagnoser(ruleSet, readMail);
  if (loaded.live !== undefined) {
    const { createAsker, diagnoseAsked } = await import('../../app/diagnose-live.js');
    const { connections, signal, close } = loaded.live;
    try {
      return await diagnoseAsked(question, plain, ruleSet, createAsker({ connections, onprem, cloud, signal }));
    } finally {
      await close();
    }
  }
  // Without directories there is nothing to try a plan on, and what does it is not loaded.
  const diagnose =
    onprem === undefined && cloud === undefined ? plain : (await import('../../app/prove.js')).provenDiagnoser(plain, ruleSet);
  return diagnose({ ...question, directories: createDirectories(onprem, cloud) });
}

/** With `--verify`, the diagnosis with the checks computed anew; without it, the same diagnosis, and nothing is loaded or asked. */
export async function verifyLoaded(
  diagnosis: Diagnosis,
  loaded: Pick<Loaded, 'verify' | 'input'>,
  context: CliContext,
): Promise<Result<Diagnosis>> {
  if (loaded.verify === undefined) return ok(diagnosis);
  const { verified } = await import('../../app/verify.js');
  return verified(diagnosis, loaded.input.raw, loaded.verify, context.verify);
}

function isKind(kind: string | undefined): kind is InputKind {
  return kind === 'migration-error' || kind === 'ndr' || kind === 'sync-error' || kind === 'headers' || kind === 'recipients';
}

export function renderDiagnosis(diagnosis: Diagnosis, args: ParsedArgs, context: CliContext): string {
  switch (args.options.has('json') ? 'json' : (optionOf(args, 'format') ?? 'text')) {
    case 'json':
      return `${jsonText(toReport(diagnosis, context.version), 2)}\n`;
    case 'ndjson':
      return `${jsonText(toReport(diagnosis, context.version))}\n`;
    case 'markdown':
      return toMarkdown(diagnosis);
    default:
      return toText(diagnosis, {
        paint: context.colour ? ansiPaint : plainPaint,
        width: context.width,
        isVerbose: args.options.has('verbose'),
      });
  }
}

export function exitCode(diagnosis: Diagnosis, failOn: string): number {
  if (failOn === 'never') return EXIT.nothing;
  const least = ORDER.map(String).indexOf(failOn);
  return diagnosis.findings.some((finding) => ORDER.indexOf(finding.severity) >= least) ? EXIT.findings : EXIT.nothing;
}
