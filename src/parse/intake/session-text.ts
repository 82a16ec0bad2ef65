const SCHEMA = /^\s{0,100}\{\s{0,100}"schema"\s{0,10}:\s{0,10}"crossprem\/session@(\d{1,6})"/;

/** The version of the session file that a text says it is; undefined for any other text. In: its first characters. */
export function sessionVersion(head: string): string | undefined {
  return SCHEMA.exec(head.slice(0, 1000))?.[1];
}
