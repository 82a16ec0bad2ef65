import { type BatchTools, decodeBatchLine, runBatchLine } from '../../app/batch.js';
import { createDiagnoser } from '../../app/diagnose.js';
import { jsonText } from '../../render/json.js';
import { type CliContext, EXIT } from '../context.js';
import type { ParsedArgs } from '../parse-args.js';
import { tell } from '../tell.js';
import { loadRuleSet } from './load.js';

/** `crossprem batch`: one report for each line, in order, written as it is made. */
export async function runBatch(args: ParsedArgs, context: CliContext): Promise<number> {
  const [named] = args.positionals;
  const ruleSet = await loadRuleSet(args, context);
  if (ruleSet.kind === 'problem') {
    tell(context, ruleSet.problem);
    return EXIT.failed;
  }
  const lines = await context.inputLines(named === '-' ? undefined : named);
  if (lines.kind === 'problem') {
    tell(context, lines.problem);
    return EXIT.failed;
  }
  const { answerRoute, createMailReader } = await import('../../app/mail-reader.js');
  const { answerMatch } = await import('../../app/match.js');
  const { reportReadiness } = await import('../../app/readiness-report.js');
  const readiness: BatchTools['readiness'] = (options, bytes) =>
    reportReadiness({ ...options, ruleSet: ruleSet.value }, context.version, bytes);
  const { provenDiagnoser } = await import('../../app/prove.js');
  const diagnose = provenDiagnoser(createDiagnoser(ruleSet.value, createMailReader()), ruleSet.value);
  let read = 0;
  for await (const line of lines.value) {
    if (line.trim() === '') continue;
    read++;
    context.out(
      `${jsonText(runBatchLine(await decodeBatchLine(line, context.decodeMail), { diagnose, route: answerRoute, match: answerMatch, readiness, version: context.version, now: context.now?.() }))}\n`,
    );
  }
  if (read === 0) {
    tell(context, {
      what: 'There is no line to work on.',
      where: named ?? 'standard input',
      next: 'Give one JSON object on each line: {"id": 1, "input": "the error text"}',
    });
    return EXIT.failed;
  }
  return EXIT.nothing;
}
