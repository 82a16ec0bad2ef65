#!/usr/bin/env node
// Plain old JavaScript: this must run on any Node, to say what is wrong with an old one.
var major = parseInt(process.versions.node.split('.')[0], 10);
if (major < 22) {
  process.stderr.write(
    'crossprem needs Node.js 22 or newer; this is ' +
      process.version +
      '.\n' +
      'Install a newer one from https://nodejs.org and run the command again.\n',
  );
  process.exit(2);
}
Promise.resolve()
  .then(() => require('../dist/start.cjs')(process.argv[2]).main(process.argv.slice(2)))
  .then(
    (code) => {
      process.exitCode = code;
      // A sign-in that was given up can leave a listener behind; everything is written by now.
      setTimeout(() => {
        process.exit(code);
      }, 1000).unref();
    },
    (error) => {
      process.exitCode = 2;
      if (error && error.code === 'MODULE_NOT_FOUND' && /start\.cjs/.test(error.message)) {
        process.stderr.write('crossprem was not built in this folder yet. Run: npm run build\n');
        return;
      }
      process.stderr.write(
        'crossprem hit a fault of its own. Please report it, with the text below and what you did (CONTRIBUTING.md says how).\n\n',
      );
      process.stderr.write((error && error.stack ? error.stack : String(error)) + '\n');
    },
  );
