import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import xterm from '@xterm/headless';
import type { Session } from '../../src/ports/session.js';
import { startTui } from '../../src/tui/start.js';

/** What a terminal keeps while a program runs in it: a real emulator behind a stream that says it is a terminal. */
class FakeOutput extends EventEmitter {
  readonly isTTY = true;
  readonly writable = true;
  columns: number;
  rows: number;
  raw = '';
  isGone = false;
  readonly emulator: InstanceType<typeof xterm.Terminal>;

  constructor(columns: number, rows: number) {
    super();
    this.setMaxListeners(50);
    this.columns = columns;
    this.rows = rows;
    this.emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  readonly write = (chunk: string, done?: unknown): boolean => {
    if (this.isGone) {
      queueMicrotask(() => this.emit('error', Object.assign(new Error('write EIO'), { code: 'EIO' })));
      return false;
    }
    this.raw += chunk;
    // As the line discipline does.
    this.emulator.write(chunk.replace(/\r?\n/g, '\r\n'), () => this.emit('drawn'));
    if (typeof done === 'function') queueMicrotask(() => done());
    return true;
  };
}

class FakeInput extends PassThrough {
  readonly isTTY = true;
  isRaw = false;
  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}

/** A process as the interface sees it, which is not stopped or ended by what it is sent. */
export class FakeHost extends EventEmitter {
  readonly env: Readonly<Record<string, string>>;
  readonly platform: string;
  exitCode: number | undefined;
  /** Signals that were sent, with the id they were sent to. */
  readonly sent: string[] = [];
  /** What the system does with a signal. */
  onKill: (signal: string) => void = () => undefined;

  constructor(env: Readonly<Record<string, string>> = {}, platform = 'linux') {
    super();
    this.env = env;
    this.platform = platform;
  }
  kill(pid: number, signal: string): void {
    this.sent.push(`${signal} ${pid}`);
    this.onKill(signal);
  }
  exit(): void {}
}

export interface TestTerminal {
  readonly press: (...keys: readonly string[]) => void;
  readonly paste: (text: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  /** The rows on the screen, without trailing blanks. */
  readonly screen: () => string;
  /** Rows as the terminal copies them: what it wrapped itself is one line. */
  readonly copied: () => readonly string[];
  /** Resolves with the screen as soon as it holds the text (or not, for `gone`). */
  readonly until: (text: string | RegExp) => Promise<string>;
  readonly untilGone: (text: string) => Promise<string>;
  /** Every byte that was written. */
  readonly raw: () => string;
  /** The terminal goes away: nothing can be read, and writing fails. */
  readonly hangUp: () => void;
  readonly buffer: () => 'normal' | 'alternate';
  readonly isRaw: () => boolean;
  readonly ended: Promise<void>;
}

export const KEY = {
  enter: '\r',
  esc: '\u001b',
  tab: '\t',
  up: '\u001b[A',
  down: '\u001b[B',
  pageDown: '\u001b[6~',
  ctrlC: '\u0003',
  ctrlD: '\u0004',
  ctrlU: '\u0015',
  backspace: '\u007f',
};

/** Starts the interface in a terminal of the given size. */
export function openTui(
  session: Session,
  options: {
    readonly columns?: number;
    readonly rows?: number;
    readonly initial?: { readonly name?: string; readonly text: string };
    readonly colour?: boolean;
    readonly screenReader?: boolean;
    /** Signals come from it; the test's own process unless given. */
    readonly host?: FakeHost;
  } = {},
): TestTerminal {
  const output = new FakeOutput(options.columns ?? 80, options.rows ?? 24);
  const input = new FakeInput();
  const { emulator } = output;
  // The streams carry what the interface uses of a terminal, not all of Node's own.
  const streams = { stdin: input as unknown as NodeJS.ReadStream, stdout: output as unknown as NodeJS.WriteStream };
  const ended = startTui(session, {
    ...streams,
    colour: options.colour ?? false,
    ...(options.screenReader === undefined ? {} : { screenReader: options.screenReader }),
    // It has what the interface uses of a process, not all of it.
    ...(options.host === undefined ? {} : { host: options.host as unknown as NodeJS.Process }),
    ...(options.initial === undefined ? {} : { initial: options.initial }),
  });

  const lines = (): readonly { readonly text: string; readonly isWrapped: boolean }[] => {
    const buffer = emulator.buffer.active;
    return Array.from({ length: emulator.rows }, (_, row) => {
      const line = buffer.getLine(buffer.viewportY + row);
      return { text: line?.translateToString(true) ?? '', isWrapped: line?.isWrapped ?? false };
    });
  };
  const screen = (): string =>
    lines()
      .map(({ text }) => text)
      .join('\n');
  const wait = (holds: (shown: string) => boolean, wanted: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const shown = screen();
        if (!holds(shown)) return;
        output.off('drawn', look);
        resolve(shown);
      };
      output.on('drawn', look);
      ended.then(
        () => reject(new Error(`The interface ended before ${wanted} was shown:\n${screen()}`)),
        (error: unknown) => reject(error),
      );
      emulator.write('', look);
    });
  return {
    press: (...keys) => {
      for (const key of keys) input.write(key);
    },
    paste: (text) => input.write(`\u001b[200~${text}\u001b[201~`),
    resize: (columns, rows) => {
      emulator.resize(columns, rows);
      output.columns = columns;
      output.rows = rows;
      output.emit('resize');
    },
    screen,
    copied: () => {
      const joined: string[] = [];
      for (const { text, isWrapped } of lines()) {
        const before = isWrapped ? joined.pop() : undefined;
        joined.push(`${before ?? ''}${text}`);
      }
      return joined;
    },
    until: (text) => wait((shown) => (typeof text === 'string' ? shown.includes(text) : text.test(shown)), String(text)),
    untilGone: (text) => wait((shown) => !shown.includes(text), `no ${text}`),
    raw: () => output.raw,
    hangUp: () => {
      output.isGone = true;
      input.end();
    },
    buffer: () => emulator.buffer.active.type,
    isRaw: () => input.isRaw,
    ended,
  };
}
