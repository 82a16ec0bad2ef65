import { fstatSync, statSync, writeSync } from 'node:fs';

/**
 * Writes text to standard output (1) or standard error (2), all of it, before it returns.
 *
 * Straight to the descriptor: setting up process.stdout costs a tenth of a short run. A reader that closed the pipe (head,
 * Select-Object -First) ends the program without a word.
 */
export function writeOutput(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  let from = 0;
  while (from < bytes.length) {
    try {
      from += writeSync(descriptor, bytes, from);
    } catch (error) {
      const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
      if (code === 'EPIPE' || code === 'EOF') process.exit(0);
      // The terminal was closed: what ends now goes on to its end.
      if (code === 'EIO') return;
      if (code !== 'EAGAIN') throw error;
      // A pipe that is full and does not block: wait for its reader, a moment at a time.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/**
 * True where a descriptor (0, 1, 2) is a terminal. node:tty brings the whole of node:net with it, so it is asked only about devices, and the
 * null device is known by its number.
 */
export function isTerminal(descriptor: 0 | 1 | 2): boolean {
  try {
    const info = fstatSync(descriptor);
    if (!info.isCharacterDevice()) return false;
    if (process.platform !== 'win32' && info.rdev === statSync('/dev/null').rdev) return false;
  } catch {
    // A closed descriptor is no terminal.
    return false;
  }
  // The first versions of Node 22 cannot be asked for a module of their own.
  if (process.getBuiltinModule === undefined) return [process.stdin, process.stdout, process.stderr][descriptor]?.isTTY === true;
  return process.getBuiltinModule('node:tty').isatty(descriptor);
}
