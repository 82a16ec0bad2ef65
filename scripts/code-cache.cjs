// Runs the built program on samples and keeps what V8 compiled: build.mjs calls it, with the Node that is to start the program.
// A cache that is there already is left as it is.
const fs = require('node:fs');
const path = require('node:path');
const { PassThrough } = require('node:stream');
const tty = require('node:tty');

const [, , dist, runs] = process.argv;
const start = require(path.join(dist, 'start.cjs'));
start.keepsScripts = true;
const commands = JSON.parse(runs);
if (commands[0][0] === 'open') pretendTerminal();
const program = start(commands[0][0]);
commands
  .reduce((before, words) => before.then(() => program.main(words)), Promise.resolve())
  .then(() => {
    for (const [cacheFile, script] of start.scripts) if (!fs.existsSync(cacheFile)) fs.writeFileSync(cacheFile, script.createCachedData());
  });

/** A terminal of which nobody sees anything: q is pressed as soon as the first screen is there. */
function pretendTerminal() {
  const { fstatSync } = fs;
  fs.fstatSync = (descriptor, ...rest) => (descriptor > 2 ? fstatSync(descriptor, ...rest) : { isCharacterDevice: () => true, rdev: -1 });
  tty.isatty = () => true;
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin, ref: () => stdin, unref: () => stdin });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  stdout.on('data', (text) => {
    if (String(text).includes('q quit')) stdin.write('q');
  });
  Object.defineProperty(process, 'stdin', { value: stdin });
  Object.defineProperty(process, 'stdout', { value: stdout });
}
