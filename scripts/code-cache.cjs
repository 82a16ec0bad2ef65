// Runs the built program on samples and keeps what V8 compiled: build.mjs calls it, with the Node that is to start the program.
// A cache that is there already is left as it is.
const fs = require('node:fs');
const path = require('node:path');

const [, , dist, runs] = process.argv;
const start = require(path.join(dist, 'start.cjs'));
start.keepsScripts = true;
const commands = JSON.parse(runs);
const program = start(commands[0][0]);
commands
  .reduce((before, words) => before.then(() => program.main(words)), Promise.resolve())
  .then(() => {
    for (const [cacheFile, script] of start.scripts) if (!fs.existsSync(cacheFile)) fs.writeFileSync(cacheFile, script.createCachedData());
  });
