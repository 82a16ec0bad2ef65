import { type CliContext, EXIT } from '../context.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';
import { diagnoseLoaded, renderDiagnosis } from './diagnose.js';
import { loadAll } from './load.js';

const SAMPLE = 'migration/cloud-only-user';

/** `crossprem demo`: the seed case, from the pasted text to the plan, on the bundled exports. */
export async function runDemo(args: ParsedArgs, context: CliContext): Promise<number> {
  const path = (name: string): string => context.samplePath(`${SAMPLE}/${name}`);
  const given: ParsedArgs = {
    ...args,
    positionals: [path('error.txt')],
    options: new Map([
      ...args.options,
      ['onprem', [path('onprem.ldf')]],
      ['cloud', [path('cloud.json')]],
      ['settings', [path('settings.json')]],
      ['direction', ['to-onprem']],
    ]),
  };
  const loaded = await loadAll(given, context);
  if (loaded.kind === 'problem') {
    tell(context, loaded.problem);
    return EXIT.failed;
  }
  const isText = !args.options.has('json') && (optionOf(args, 'format') ?? 'text') === 'text';
  if (isText) {
    const quoted = loaded.value.input.text
      .trim()
      .split(/\r?\n/)
      .map((line) => `  | ${line}`)
      .join('\n');
    context.out(
      `An administrator created a user in the cloud only. The move of its mailbox to on-premises fails, and the portal says:\n\n${quoted}\n\n`,
    );
    context.out(
      'crossprem reads that text beside one export of each side:\n\n  crossprem diagnose error.txt --onprem onprem.ldf --cloud cloud.json --settings settings.json --direction to-onprem\n\n',
    );
  }
  context.out(
    renderDiagnosis(await diagnoseLoaded({ ...loaded.value, input: { ...loaded.value.input, name: 'error.txt' } }, given), given, context),
  );
  if (isText)
    context.out(
      '\nThe files of this case lie in samples/. Next: crossprem (the terminal interface), or crossprem diagnose with a text of your own.\n',
    );
  return EXIT.nothing;
}
