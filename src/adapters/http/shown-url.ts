const LONGEST = 200;

/** A URL for showing: what stands before an `@` may be a password and is left out. Never throws. */
export function withoutUserInfo(text: string): string {
  const start = text.indexOf('://');
  const from = start < 0 ? 0 : start + 3;
  const at = text.lastIndexOf('@');
  return (at < from ? text : `${text.slice(0, from)}...@${text.slice(at + 1)}`).slice(0, LONGEST);
}
