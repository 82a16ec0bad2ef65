/** Stands at the end of a row that the terminal is to wrap by itself. A code point that no text holds; sanitize.ts drops it from input. */
export const RUNS_ON = '\ufdd0';

// Styles may end between the mark and the line end.
const MARK = /\ufdd0((?:\u001b\[[0-9;]*m)*)\n/g;

/**
 * In: the terminal's output stream. Out: the same stream, which takes the line end away after a marked row.
 * Then the row and the next one are one long line to the terminal, and a command is copied with the mouse as it is typed.
 * The row is full, so that the terminal wraps where the line end was: the rows stay where they are.
 */
export function withSoftWraps(stdout: NodeJS.WriteStream): NodeJS.WriteStream {
  const write = (chunk: unknown, ...rest: unknown[]): boolean => {
    const text = typeof chunk === 'string' && chunk.includes(RUNS_ON) ? chunk.replace(MARK, '$1').replaceAll(RUNS_ON, '') : chunk;
    return Reflect.apply(stdout.write, stdout, [text, ...rest]) === true;
  };
  return new Proxy(stdout, {
    get(target, name) {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
