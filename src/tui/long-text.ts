/** A text of more characters takes longer to diagnose than a key may wait: the screen says so first. */
const LONG = 500_000;

export function isLong(text: string): boolean {
  return text.length > LONG;
}
