import type { Problem } from '../evidence/problem.js';
import { printable } from '../render/printable.js';
import type { CliContext } from './context.js';
import type { ParsedArgs } from './parse-args.js';

/** The value of an option that stands once. */
export function optionOf(args: ParsedArgs, name: string): string | undefined {
  return args.options.get(name)?.[0];
}

/** A problem for a person: what, where, what next. */
export function tell(context: Pick<CliContext, 'err'>, { what, where, next }: Problem): void {
  context.err(`crossprem: ${printable(where.length > 1 ? where.replace(/\.$/, '') : where)}: ${printable(what)}\n  ${printable(next)}\n`);
}
