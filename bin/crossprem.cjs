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
      // A sign-in that was given up can leave a listener behind, and who stopped it does not want to wait; everything is written by now.
      setTimeout(
        () => {
          process.exit(code);
        },
        code === 130 ? 50 : 1000,
      ).unref();
    },
    (error) => {
      process.exitCode = 2;
      if (error && error.code === 'MODULE_NOT_FOUND' && /start\.cjs/.test(error.message)) {
        process.stderr.write('crossprem was not built in this folder yet. Run: npm run build\n');
        return;
      }
      tellFault(error);
    },
  );

// Also what a library throws where nobody waits for it: Node would print it whole, with all that hangs on it.
process.on('uncaughtException', (error) => {
  tellFault(error);
  process.exit(2);
});

function tellFault(error) {
  const text = error && error.stack ? error.stack : String(error);
  process.stderr.write(
    `crossprem hit a fault of its own. Please report it, with the text below and what you did (CONTRIBUTING.md says how).\n\n${withoutSecrets(text)}\n`,
  );
}

// An error of a library may repeat what it was given: a token, a header, the body of a request, a URL with a password.
function withoutSecrets(text) {
  return String(text)
    .slice(0, 20000)
    .replace(/\b(bearer|basic)\s+\S+/gi, '$1 ...')
    .replace(
      /\b(client_secret|client_assertion|password|refresh_token|access_token|id_token|assertion|code|cookie)(["']?\s?[=:]\s?["']?)[^\s&"',;]+/gi,
      '$1$2...',
    )
    .replace(/:\/\/[^\s/@]{1,500}@/g, '://...@')
    .replace(/\beyJ[A-Za-z0-9_.-]{20,}/g, '...')
    .replace(/-----BEGIN[^-]{0,60}PRIVATE KEY-----[\s\S]*?(-----END|$)/g, '...')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '');
}
