// Runs the built program on samples and keeps what V8 compiled: build.mjs calls it, with the Node that is to start the program.
const fs = require('node:fs');
const path = require('node:path');

const [, , dist, error, headers] = process.argv;
const start = require(path.join(dist, 'start.cjs'));
start.keepsScripts = true;
const program = start();
const runs = [
  ['diagnose', error],
  ['diagnose', error, '--json'],
  ['headers', headers],
  ['headers', headers, '--json'],
];
runs
  .reduce((before, words) => before.then(() => program.main(words)), Promise.resolve())
  .then(() => {
    for (const [cacheFile, script] of start.scripts) fs.writeFileSync(cacheFile, script.createCachedData());
  });
