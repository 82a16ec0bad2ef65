/** A text that was mended before it is read, with the way back to the places of the original. */
export interface MappedText {
  readonly text: string;
  /** The place in the original of a place in `text`. */
  readonly offset: (at: number) => number;
}

/** Builds a mended text out of parts of an original, in order. */
export interface TextMapper {
  /** What lies between the last part and `start` is kept, what lies between `start` and `end` is replaced. */
  readonly replace: (start: number, end: number, by: string) => void;
  readonly done: () => MappedText;
}

export function createMapper(original: string): TextMapper {
  const parts: string[] = [];
  const from: number[] = [0];
  const to: number[] = [0];
  let reached = 0;
  let length = 0;
  const mark = (at: number): void => {
    from.push(length);
    to.push(at);
  };
  return {
    replace: (start, end, by) => {
      parts.push(original.slice(reached, start), by);
      length += start - reached;
      mark(start);
      length += by.length;
      reached = end;
      mark(end);
    },
    done: () => {
      parts.push(original.slice(reached));
      return { text: parts.join(''), offset: (at) => offsetIn(from, to, at) };
    },
  };
}

function offsetIn(from: readonly number[], to: readonly number[], at: number): number {
  let low = 0;
  let high = from.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((from[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return (to[low] ?? 0) + at - (from[low] ?? 0);
}
