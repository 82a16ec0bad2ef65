import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TENANT } from './tenant.js';

/** Folder with an `az` that is signed in, as far as it gives tokens. */
export function azFolder(folder: string, token: string): string {
  const expires = new Date(Date.now() + 3_600_000);
  const answer = {
    accessToken: token,
    expiresOn: expires.toISOString().replace('T', ' ').replace('Z', '000'),
    expires_on: Math.trunc(expires.getTime() / 1000),
    subscription: TENANT,
    tenant: TENANT,
    tokenType: 'Bearer',
  };
  const text = `#!/bin/sh
case "$*" in
  *"account get-access-token"*) cat <<'JSON'
${JSON.stringify(answer, null, 2)}
JSON
  ;;
  *) echo '{"azure-cli": "2.70.0"}' ;;
esac
`;
  return command(join(folder, 'az'), 'az', text);
}

/** Folder with an `az` that nobody is signed in to. */
export function signedOutAzFolder(folder: string): string {
  return command(join(folder, 'az-signed-out'), 'az', `#!/bin/sh\necho "ERROR: Please run 'az login' to setup account." >&2\nexit 1\n`);
}

/** Folder with an `xdg-open` in which somebody is signed in already: it goes back to the program at once. */
export function browserFolder(folder: string, caFile: string): string {
  const own = join(folder, 'browser');
  mkdirSync(own, { recursive: true });
  writeFileSync(join(own, 'browser.mjs'), BROWSER);
  const text = `#!/bin/sh\nNODE_EXTRA_CA_CERTS='${caFile}' exec '${process.execPath}' '${join(own, 'browser.mjs')}' "$1"\n`;
  return command(own, 'xdg-open', text);
}

// Follows a redirection, or sends the form that the page holds.
const BROWSER = `const page = await (await fetch(process.argv[2])).text();
const action = /action="([^"]+)"/.exec(page)?.[1];
if (action !== undefined) {
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
  await (await fetch(action, { method: 'POST', body: new URLSearchParams(fields) })).text();
}
`;

function command(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return folder;
}
