import { scriptsOf } from '../../app/plan-scripts.js';
import { type CliContext, EXIT } from '../context.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';
import { diagnoseLoaded, renderDiagnosis } from './diagnose.js';
import { loadAll } from './load.js';

/** `crossprem plan`: the repair alone, printed or as scripts. */
export async function runPlan(args: ParsedArgs, context: CliContext): Promise<number> {
  const loaded = await loadAll(args, context);
  if (loaded.kind === 'problem') {
    tell(context, loaded.problem);
    return EXIT.failed;
  }
  const diagnosis = await diagnoseLoaded(loaded.value, args);
  const { steps } = diagnosis.plan;
  const folder = optionOf(args, 'script');
  if (folder === undefined) {
    context.out(renderDiagnosis(diagnosis, args, context));
    return steps.length > 0 ? EXIT.findings : EXIT.nothing;
  }
  if (steps.length === 0) {
    context.out(renderDiagnosis(diagnosis, args, context));
    context.err(
      'crossprem: no script was written, for no cause is decided yet. Answer the questions above, or name a cause with --cause.\n',
    );
    return diagnosis.findings.length > 0 ? EXIT.findings : EXIT.nothing;
  }
  const written = await context.writeFiles(folder, scriptsOf(steps));
  if (written.kind === 'problem') {
    tell(context, written.problem);
    return EXIT.failed;
  }
  context.out(`${steps.length} steps. Written, to be read before they are run:\n${written.value.map((path) => `  ${path}\n`).join('')}`);
  const waiting = steps.filter((step) => step.commands.some((command) => command.hasPlaceholders)).length;
  if (waiting > 0)
    context.out(`${waiting} ${waiting === 1 ? 'step holds a value' : 'steps hold values'} that you fill in: look for <angle brackets>.\n`);
  context.out('Without -Apply a script only shows what it would do.\n');
  return EXIT.findings;
}
