'use strict';
// Loads a file of the program with V8's code cache that the build made, where this very Node made it: a short run is then a third shorter.
// V8 refuses a cache that does not fit the source; without one the file is compiled as always.
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { createRequire } = require('node:module');

/** What was loaded, by name; kept while the build makes the caches. */
const scripts = new Map();

function load(name) {
  const file = path.join(__dirname, `${name}.cjs`);
  const cacheFile = path.join(__dirname, `${name}-${process.version}-${process.platform}-${process.arch}.cache`);
  let cachedData;
  try {
    cachedData = fs.readFileSync(cacheFile);
  } catch {
    if (!start.keepsScripts) return require(file);
  }
  const script = new vm.Script(`(function(exports,require,module,__filename,__dirname){${fs.readFileSync(file, 'latin1')}\n})`, {
    filename: file,
    cachedData,
  });
  if (start.keepsScripts) scripts.set(cacheFile, script);
  const loaded = { exports: {} };
  script.runInThisContext()(loaded.exports, createRequire(file), loaded, file, __dirname);
  return loaded.exports;
}

function start() {
  return load('main');
}
start.load = load;
start.keepsScripts = false;
start.scripts = scripts;
module.exports = start;
