// Runs the built program on a sample and keeps what V8 compiled: build.mjs calls it, with the Node that is to start the program.
const fs = require('node:fs');
const path = require('node:path');

const [, , dist, input, ...more] = process.argv;
let keep = () => {};
const program = require(path.join(dist, 'start.cjs'))((script, cacheFile) => {
  keep = () => fs.writeFileSync(cacheFile, script.createCachedData());
});
program
  .main(['diagnose', input, ...more])
  .then(() => program.main(['diagnose', input, '--json']))
  .then(() => keep());
