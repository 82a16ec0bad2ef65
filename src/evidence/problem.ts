/**
 * What the user can mend: three sentences, each standing alone.
 * `what` says what is wrong, `where` names the file (and line) or the value, `next` says what to do.
 */
export interface Problem {
  readonly what: string;
  readonly where: string;
  readonly next: string;
}
