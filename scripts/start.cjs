'use strict';
// Loads a file of the program with V8's code cache that the build made, where this very Node made it: a short run is then a third shorter.
// V8 refuses a cache that does not fit the source; without one the file is compiled as always. The files are function expressions already
// (build.mjs wraps them), so that their text is read and compiled as it stands.
const fs = require('node:fs');
const vm = require('node:vm');

/** What was loaded, by name; kept while the build makes the caches. */
const scripts = new Map();

function load(name) {
  const filename = `${__dirname}/${name}.cjs`;
  const cacheFile = `${__dirname}/${name}-${process.version}-${process.platform}-${process.arch}.cache`;
  let cachedData;
  try {
    cachedData = fs.readFileSync(cacheFile);
  } catch {
    // Made by another Node, or not made yet.
  }
  const script = new vm.Script(fs.readFileSync(filename, 'latin1'), { filename, cachedData });
  if (start.keepsScripts) scripts.set(cacheFile, script);
  const loaded = { exports: {} };
  // All files lie in one folder, so this file's require is theirs.
  script.runInThisContext()(loaded.exports, require, loaded, filename, __dirname);
  return loaded.exports;
}

/** The whole program. `headers` is a command of which the program and the readers of mail are one file; so are the program and its interface. */
function start(command) {
  if (command === 'headers') return load('headers.code');
  return load(command === 'open' || (command === undefined && isDevice(0) && isDevice(1)) ? 'interface.code' : 'main.code');
}

/** A guess, which costs less than to ask node:tty: the null device is no terminal, and both files can do the same. */
function isDevice(descriptor) {
  try {
    return fs.fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}
start.load = load;
start.keepsScripts = false;
start.scripts = scripts;
module.exports = start;
