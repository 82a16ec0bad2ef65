import type { Problem } from '../evidence/problem.js';
import { wrap } from '../render/lines.js';
import { printable } from '../render/printable.js';
import type { CliContext } from './context.js';
import type { ParsedArgs } from './parse-args.js';

/** The value of an option that stands once. */
export function optionOf(args: ParsedArgs, name: string): string | undefined {
  return args.options.get(name)?.[0];
}

/** A problem for a person: what, where, what next. */
export function tell(context: Teller, { what, where, next }: Problem): void {
  say(context, `${where.length > 1 ? where.replace(/\.$/, '') : where}: ${what}`, next);
}

type Teller = Pick<CliContext, 'err'> & Partial<Pick<CliContext, 'isErrorTerminal' | 'errorWidth'>>;

/** A line of the program itself on standard error, and what to do on the next; wrapped at blanks where a person sees it in a terminal. */
export function say(context: Teller, text: string, next?: string): void {
  // Some terminals say 0.
  const columns = context.errorWidth === undefined || context.errorWidth < 20 ? 80 : context.errorWidth;
  const width = context.isErrorTerminal === true ? columns : Number.POSITIVE_INFINITY;
  const lines = [
    ...wrap(`crossprem: ${printable(text)}`, width, 2),
    ...(next === undefined ? [] : wrap(`  ${printable(next)}`, holdsCommand(next) ? Number.POSITIVE_INFINITY : width, 2)),
  ];
  context.err(`${lines.join('\n')}\n`);
}

/** A command stays on one line, so that it can be copied. */
const holdsCommand = (text: string): boolean => text.includes(' -');
