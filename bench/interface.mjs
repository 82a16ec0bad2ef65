// Drives the built interface in a pretended terminal and prints, for each key, how long it takes to its frame, and the longest time between two turns of
// the event loop, in which no other key would have been heard: by the clock, and by the processor time of the thread, which other programs do not lengthen.
// Behind long jobs, how long keys that are pressed meanwhile take to their frames. node bench/interface.mjs [people a side, default 100000]; the data are
// those of bench/readiness.mjs.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import tty from 'node:tty';
import { root } from '../scripts/read-rules.mjs';
import { writePeople } from './people-files.mjs';

const size = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'crossprem-bench-'));
const COLUMNS = 120;
const ROWS = 40;
/** A frame is there when nothing more was written for so long. */
const QUIET_MS = 120;
/** Keys that do nothing, and how soon after the answer to one the next is pressed. */
const LETTERS = 'xyz';
const PRESSED_EVERY_MS = 150;
const KEYS = {
  up: '\u001b[A',
  down: '\u001b[B',
  pageDown: '\u001b[6~',
  end: '\u001b[F',
  enter: '\r',
  escape: '\u001b',
  palette: '\u0010',
  tab: '\t',
};
const ERROR = "Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '6f1c0d5e-3b1c-4a55-9d0e-7c1f3a2b4c5d'.";

const terminal = pretendTerminal();
const out = (text) => process.stderr.write(`${text}\n`);
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);

async function main() {
  const { main: run } = createRequire(import.meta.url)(join(process.env.BENCH_TREE ?? root, 'dist/interface.cjs'));
  const exports = Object.values(await writePeople(folder, size));
  out(
    `Node ${process.version}, load ${loadavg()[0].toFixed(1)}; ms to the frame; longest time without a key heard, by the clock and of the processor`,
  );
  run(['open']).catch((error) => {
    out(error.stack);
    process.exit(2);
  });
  await terminal.until('q quit');

  await step('home: a letter', 'ia');
  await step('home: another letter', 'b');
  await terminal.press('\u0015\u001b');
  for (let at = 0; at < (process.env.BENCH_INPUTS ?? 200); at++) {
    await terminal.type(paste(sessionText(at)), ' 25 lines');
    await terminal.type(KEYS.enter, 'About ');
    await terminal.type(KEYS.escape, 'Paste what');
  }
  await step('home, 200 inputs: a letter', 'ib');
  await terminal.press('\u0015\u001b');
  await step('session, 200 inputs: opened', 'h', 'session');
  await step('session: one row down', KEYS.down);
  await step('session: the last row', KEYS.end);
  await step('session: a finding opened', KEYS.enter, 'About ');
  await step('result: the next section', 's');
  await goHome();
  await terminal.press('x');

  for (const path of exports) {
    await terminal.press(paste(path));
    await step(`home: ${path.slice(folder.length + 1)} read`, KEYS.enter, 'Loaded ', 120_000);
    await terminal.press('x');
  }
  await step('palette: opened, and people prepared', KEYS.palette, '', 20_000);
  for (const letters of ['k', 'i', 'm', ' ', 'a', 'l']) await step(`palette: typed ${letters}`, letters);
  await step('palette: one row down', KEYS.down);
  await goHome();
  await terminal.press('m');
  await terminal.press('m');
  await step('people: all judged', KEYS.enter, '1 of ', 600_000, (key) => `${key} does nothing here`);
  await step('people: one row down', KEYS.down);
  await step('people: one page down', KEYS.pageDown);
  await step('people: the last row', 'G');
  await step('people: a person opened', KEYS.enter);
  await step('people: back', KEYS.escape);
  await goHome();

  await step('home: 20 MB pasted', paste(longText(20_000_000)));
  await step('home: scrolled in 20 MB', KEYS.up);
  await step('home: a letter after 20 MB', 'ic');
  await step('home: a letter erased', '\u007f');
  await terminal.press(KEYS.escape);
  await step('home: 20 MB diagnosed', KEYS.enter, 'About ');
  await step('result of 20 MB: one row down', KEYS.down);
}

async function goHome() {
  for (let at = 0; at < 5 && !terminal.screen().includes('Paste what'); at++) await terminal.press(KEYS.escape);
}

/** Presses a key and tells how long it took. `shown`: a text that the screen has afterwards. */
async function step(name, keys, shown = '', most = 60_000, answer = undefined) {
  const { first, total, longest, longestCpu, others } = await terminal.press(keys, shown, most, answer);
  const times = [first, longest, longestCpu].map((time) => time.toFixed(0).padStart(6)).join(' ');
  const meanwhile =
    others.length === 0
      ? ''
      : `; ${others.length} keys meanwhile: median ${at(others, 0.5)}, of 100 the 99th ${at(others, 0.99)}, longest ${at(others, 1)}`;
  out(`${name.padEnd(40)} ${times}   all done in ${total.toFixed(0)}${meanwhile}`);
}

/** The time below which so much of them lies. */
function at(times, share) {
  return times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(0);
}

function cpuMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function pretendTerminal() {
  const rows = [];
  let wrote = 0;
  let isFirst = false;
  let first = 0;
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: COLUMNS, rows: ROWS });
  stdout.on('data', (data) => {
    wrote = performance.now();
    if (isFirst) first = wrote;
    isFirst = false;
    // The painter writes whole rows, each behind its place.
    for (const [, row, text] of String(data).matchAll(/\u001b\[(\d+);1H([\s\S]*?)(?=\u001b\[\d+;1H|\u001b\[\?2026l|$)/g))
      rows[Number(row) - 1] = text.replace(/\u001b\[[?\d;]*[A-Za-z]/g, '');
  });
  tty.isatty = () => true;
  const fs = createRequire(import.meta.url)('node:fs');
  const { fstatSync } = fs;
  fs.fstatSync = (descriptor, ...rest) => (descriptor > 2 ? fstatSync(descriptor, ...rest) : { isCharacterDevice: () => true, rdev: -1 });
  Object.defineProperty(process, 'stdin', { value: stdin });
  Object.defineProperty(process, 'stdout', { value: stdout });
  const screen = () => rows.join('\n');
  const soon = () => new Promise((resume) => setTimeout(resume, 1));
  /** In the pieces in which a terminal hands it over. */
  const write = (keys) => {
    for (let at = 0; at < keys.length; at += 4095) stdin.write(keys.slice(at, at + 4095));
  };
  const type = async (keys, shown, most = 60_000) => {
    write(keys);
    const started = performance.now();
    while (!screen().includes(shown)) {
      if (performance.now() - started > most) throw new Error(`no "${shown}" on the screen:\n${screen()}`);
      await soon();
    }
  };
  return {
    screen,
    type,
    until: (shown) => type('', shown),
    /** `answer`: what the screen says after a letter that is pressed meanwhile. */
    press: async (keys, shown = '', most = 60_000, answer = undefined) => {
      const started = performance.now();
      isFirst = true;
      first = Number.NaN;
      wrote = started;
      write(keys);
      let [longest, longestCpu] = [0, 0];
      let [before, cpuBefore] = [started, cpuMs()];
      let pressed = { key: '', at: started };
      const others = [];
      for (;;) {
        await soon();
        const [now, cpu] = [performance.now(), cpuMs()];
        longest = Math.max(longest, now - before);
        longestCpu = Math.max(longestCpu, cpu - cpuBefore);
        [before, cpuBefore] = [now, cpu];
        if (answer !== undefined && !screen().includes(shown)) {
          if (pressed.key !== '' && screen().includes(answer(pressed.key))) {
            others.push(now - pressed.at);
            pressed = { key: '', at: now };
          }
          if (pressed.key === '' && now - pressed.at > PRESSED_EVERY_MS) {
            pressed = { key: LETTERS[others.length % LETTERS.length], at: now };
            write(pressed.key);
          }
        }
        if (now - wrote > QUIET_MS && screen().includes(shown)) break;
        if (now - started > most) throw new Error(`no "${shown}" on the screen:\n${screen()}`);
      }
      return { first: first - started, total: wrote - started, longest, longestCpu, others };
    },
  };
}

function paste(text) {
  return `\u001b[200~${text}\u001b[201~`;
}

function longText(length) {
  const line = (index) =>
    `11/${(index % 28) + 1}/2026 1:02:03 PM Stage: CopyingMessages. Copy progress: ${index}/${index * 3} messages, folder '/Inbox/Project ${index}'.\n`;
  const lines = [];
  for (let index = 0, used = 0; used < length; index++) used += lines[lines.push(line(index)) - 1].length;
  return `${lines.join('')}${ERROR}`;
}

/** Twenty-five errors, of another person each. */
function sessionText(input) {
  return Array.from({ length: 25 }, (_, at) => ERROR.replace('6f1c0d5e', (0x10000000 + input * 1000 + at).toString(16))).join('\n');
}
