/** `unlimited`: there is no bound. Undefined: the text is no size. */
export type Size = number | 'unlimited' | undefined;

const LONGEST = 200;
const POWER: Readonly<Record<string, number>> = { b: 0, o: 0, k: 1, m: 2, g: 3, t: 4, p: 5, б: 0, к: 1, м: 2, г: 3, т: 4 };

/**
 * Bytes of a size as Exchange prints it.
 *
 * In: `12.3 GB (13,207,024,435 bytes)`, `12,3 Go (13 207 024 435 octets)`, `50GB`, `6672B`, a plain number of bytes, `Unlimited`.
 * The number in parentheses is exact, so it goes first. Bad input: undefined.
 */
export function bytesOf(text: string): Size {
  if (text.length > LONGEST) return undefined;
  const open = text.indexOf('(');
  if (open >= 0) {
    const close = text.indexOf(')', open);
    const exact = close < 0 ? '' : digitsOf(text.slice(open + 1, close));
    if (exact !== '') return safe(Number(exact));
  }
  const bare = (open < 0 ? text : text.slice(0, open)).trim();
  if (/^unlimited$/i.test(bare)) return 'unlimited';
  const found = /^([\d.,'\u2019\s]{1,40})([a-zа-я]{0,8})\.?$/i.exec(bare);
  if (found === null) return undefined;
  const unit = (found[2] ?? '').toLowerCase();
  const power = unit === '' ? 0 : POWER[unit.charAt(0)];
  const number = power === undefined ? undefined : numberOf(found[1] ?? '', power > 0);
  return number === undefined || power === undefined ? undefined : safe(Math.round(number * 1024 ** power));
}

/** The digits of a whole number, whatever groups them; '' where something else stands between. */
function digitsOf(text: string): string {
  const found = /^\s{0,4}(\d[\d.,'\u2019\s]{0,40})[a-zа-я.]{0,12}\s{0,4}$/i.exec(text);
  return (found?.[1] ?? '').replace(/\D/g, '');
}

/** One separator before a unit is the decimal mark, wherever the text was printed; without a unit, or with several, marks group the digits. */
function numberOf(text: string, hasUnit: boolean): number | undefined {
  const bare = text.replace(/[\s'\u2019]/g, '');
  const last = Math.max(bare.lastIndexOf('.'), bare.lastIndexOf(','));
  const marks = bare.replace(/\d/g, '');
  const isDecimal = marks.length === 1 ? hasUnit : marks.length > 1 && marks.charAt(0) !== marks.charAt(marks.length - 1);
  const whole = (isDecimal ? bare.slice(0, last) : bare).replace(/\D/g, '');
  const part = isDecimal ? bare.slice(last + 1) : '';
  const number = Number(`${whole}.${part}0`);
  return whole === '' || !Number.isFinite(number) ? undefined : number;
}

const safe = (bytes: number): number | undefined => (Number.isSafeInteger(bytes) ? bytes : undefined);

export const GB = 1024 ** 3;

/** `61.5 GB`, for evidence. */
export function sizeText(bytes: number): string {
  const steps = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let step = 0;
  while (value >= 1024 && step < steps.length - 1) {
    value /= 1024;
    step++;
  }
  return `${Math.round(value * 100) / 100} ${steps[step] ?? ''}`;
}
