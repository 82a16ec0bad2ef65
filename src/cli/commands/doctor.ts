import type { DoctorLine } from '../../ports/live.js';
import { jsonText } from '../../render/json.js';
import { type Paint, plainPaint } from '../../render/lines.js';
import { printable } from '../../render/printable.js';
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
  let endpoint: string | undefined;
  try {
    for await (const line of context.live.examine(targets.value, interrupt.signal)) {
      lines.push(line);
      if (format === 'ndjson') context.out(`${jsonText(line)}\n`);
      if (format !== 'text') continue;
      if (line.endpoint !== endpoint) context.out(`${endpoint === undefined ? '' : '\n'}${printable(line.endpoint)}\n`);
      endpoint = line.endpoint;
      context.out(doctorText(line, paint));
    }
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
    context.err('crossprem: stopped.\n');
    return EXIT.interrupted;
  } finally {
    interrupt.end();
  }
  const failed = lines.filter(({ verdict }) => verdict === 'failed').length;
  const warnings = lines.filter(({ verdict }) => verdict === 'warning').length;
  if (format === 'json') context.out(`${jsonText({ schema: 'crossprem/doctor/1', lines }, 2)}\n`);
  if (format === 'markdown') context.out(doctorMarkdown(lines));
  if (format === 'text')
    context.out(
      `\n${failed === 0 && warnings === 0 ? 'Everything that was tried works.' : `${failed} failed, ${warnings} with a warning.`}\n`,
    );
  return failed > 0 ? EXIT.findings : EXIT.nothing;
}

const MARKS: Readonly<Record<DoctorLine['verdict'], string>> = { ok: 'ok', warning: 'warning', failed: 'failed', skipped: 'skipped' };

function doctorText({ check, verdict, says, next }: DoctorLine, paint: Paint): string {
  const mark = MARKS[verdict].padEnd(8);
  const shown = verdict === 'failed' ? paint('severity', mark) : verdict === 'warning' ? paint('possible', mark) : mark;
  return `  ${shown} ${printable(check).padEnd(12)} ${printable(says)}${next === undefined ? '' : `\n${' '.repeat(24)}${printable(next)}`}\n`;
}

function doctorMarkdown(lines: readonly DoctorLine[]): string {
  const cell = (text: string): string => printable(text).replaceAll('|', '\\|').replaceAll('<', '&lt;');
  return [
    '| Endpoint | Check | Result | |',
    '|---|---|---|---|',
    ...lines.map(
      ({ endpoint, check, verdict, says, next }) =>
        `| ${cell(endpoint)} | ${cell(check)} | ${verdict} | ${cell([says, next ?? ''].join(' ').trim())} |`,
    ),
    '',
  ].join('\n');
}
