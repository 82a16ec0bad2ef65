/**
 * What the user can mend: three sentences, each standing alone.
 * `what` says what is wrong, `where` names the file (and line) or the value, `next` says what to do.
 */
export interface Problem {
  readonly what: string;
  readonly where: string;
  readonly next: string;
}

/** Either a value or a problem that the user can mend. What only we can mend throws. */
export type Result<T> = { readonly kind: 'ok'; readonly value: T } | { readonly kind: 'problem'; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { kind: 'ok', value };
}

export function problem(what: string, where: string, next: string): { readonly kind: 'problem'; readonly problem: Problem } {
  return { kind: 'problem', problem: { what, where, next } };
}
