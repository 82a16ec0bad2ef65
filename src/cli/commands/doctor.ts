import type { DoctorLine } from '../../ports/live.js';
import { createDoctorText, doctorHead, doctorMarkdown } from '../../render/doctor.js';
import { jsonText } from '../../render/json.js';
import { plainPaint } from '../../render/lines.js';
import { type CliContext, EXIT } from '../context.js';
import { ansiPaint } from '../paint.js';
import type { ParsedArgs } from '../parse-args.js';
import { optionOf, tell } from '../tell.js';
import { targetsOf } from './live.js';

/** `crossprem doctor`: tries every service that is named, step by step. Exit code 1 where something failed. */
export async function runDoctor(args: ParsedArgs, context: CliContext): Promise<number> {
  const targets = targetsOf(args, context);
  if (targets.kind === 'problem') {
    tell(context, targets.problem);
    return EXIT.failed;
  }
  if (targets.value.length === 0) {
    tell(context, {
      what: 'No service is named to look at.',
      where: 'doctor',
      next: 'Add --ldap ldaps://HOST --ldap-user NAME, --graph or --exchange-online, with the options that you would read them with.',
    });
    return EXIT.failed;
  }
  const format = args.options.has('json') ? 'json' : (optionOf(args, 'format') ?? 'text');
  const paint = context.colour ? ansiPaint : plainPaint;
  const lines: DoctorLine[] = [];
  const interrupt = context.live.interrupt();
  const show = createDoctorText(paint, context.width);
  const head = doctorHead(context.version, new Date(context.live.now()).toISOString());
  if (format === 'text') context.out(`${head}\n`);
  try {
    for await (const line of context.live.examine(targets.value, interrupt.signal)) {
      lines.push(line);
      if (format === 'ndjson') context.out(`${jsonText(line)}\n`);
      if (format === 'text') context.out(show.line(line));
    }
    if (format === 'text') context.out(show.end());
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    context.err('crossprem: stopped.\n');
    return EXIT.interrupted;
  } finally {
    interrupt.end();
  }
  const failed = lines.filter(({ verdict }) => verdict === 'failed').length;
  if (format === 'json') context.out(`${jsonText({ schema: 'crossprem/doctor/1', lines }, 2)}\n`);
  if (format === 'markdown') context.out(doctorMarkdown(lines, head));
  return failed > 0 ? EXIT.findings : EXIT.nothing;
}
