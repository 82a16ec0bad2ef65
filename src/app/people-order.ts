/** Orders of positions that are made once each. Sorting many by name takes long, so it can be done a little at a time. */

/** Positions by a small number each, stable. Linear in the number of positions and of keys. */
export function bucketOrder(length: number, keys: number, keyOf: (position: number) => number): Uint32Array {
  const starts = new Uint32Array(keys + 1);
  for (let position = 0; position < length; position++) starts[keyOf(position) + 1] = (starts[keyOf(position) + 1] ?? 0) + 1;
  for (let key = 1; key <= keys; key++) starts[key] = (starts[key] ?? 0) + (starts[key - 1] ?? 0);
  const order = new Uint32Array(length);
  for (let position = 0; position < length; position++) {
    const key = keyOf(position);
    const at = starts[key] ?? 0;
    order[at] = position;
    starts[key] = at + 1;
  }
  return order;
}

const RUN = 2048;
const PAUSE = 16_384;

/** Sorts positions by their words, stable; yields every few milliseconds. Out: the order. */
export function* wordOrder(length: number, wordsOf: (position: number) => string): Generator<undefined, Uint32Array, undefined> {
  let order = Uint32Array.from({ length }, (_, position) => position);
  const compare = (a: number, b: number): number => {
    const [left, right] = [wordsOf(a), wordsOf(b)];
    return left < right ? -1 : left > right ? 1 : a - b;
  };
  for (let from = 0; from < length; from += RUN) {
    order.subarray(from, from + RUN).sort(compare);
    yield;
  }
  let other = new Uint32Array(length);
  let merged = 0;
  for (let width = RUN; width < length; width *= 2) {
    for (let from = 0; from < length; from += 2 * width) {
      const middle = Math.min(from + width, length);
      const end = Math.min(from + 2 * width, length);
      let [left, right] = [from, middle];
      for (let at = from; at < end; at++) {
        const [a, b] = [order[left] ?? 0, order[right] ?? 0];
        const takesLeft = left < middle && (right >= end || compare(a, b) <= 0);
        other[at] = takesLeft ? a : b;
        if (takesLeft) left++;
        else right++;
        if (++merged % PAUSE === 0) yield;
      }
    }
    [order, other] = [other, order];
  }
  return order;
}
