import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { folderWith } from '../setup/process.js';
import { ROOT } from '../setup/rules.js';
import { isObject } from '../testbed/graph/json.js';

const HERE = join(ROOT, 'test/testbed/graph');
const LDIF = `dn: CN=Zoë Example,OU=Staff,DC=corp,DC=contoso,DC=com
objectClass: user
userPrincipalName: zoe@contoso.com
displayName:: Wm/DqyBFeGFtcGxl
sAMAccountName: zoe
objectSid:: AQUAAAAAAAUVAAAADckwO8/PMEIrdaYoUQQAAA==
mS-DS-ConsistencyGuid:: PSwbCl9Oa0qMfZ4PGis8TQ==
proxyAddresses: SMTP:zoe@con
 toso.com
userAccountControl: 514

dn: OU=Staff,DC=corp,DC=contoso,DC=com
objectClass: organizationalUnit
`;

/** Starts serve.mjs. Out: its variables once it listens, and its end. */
async function serve(args: readonly string[]) {
  const child = spawn(process.execPath, [join(HERE, 'serve.mjs'), ...args], { cwd: ROOT });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let out = '';
  let err = '';
  const ended = new Promise<number | null>((done) => child.on('close', done));
  await new Promise<void>((done, fail) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('# ready')) done();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    void ended.then((code) => fail(new Error(`it ended with ${code}: ${err}`)));
  });
  const variables = new Map([...out.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name = '', value = '']) => [name, value]));
  return {
    variable: (name: string) => variables.get(name) ?? '',
    stop: () => {
      child.kill('SIGTERM');
      return ended.then((code) => ({ code, err }));
    },
  };
}

function send(url: string, caFile: string, headers: Readonly<Record<string, string>>, body: string | undefined): Promise<unknown> {
  return new Promise((done, fail) => {
    const sent = request(
      url,
      { ca: readFileSync(caFile), headers, method: body === undefined ? 'GET' : 'POST', agent: false },
      async (response) => {
        let text = '';
        for await (const chunk of response) text += String(chunk);
        done(JSON.parse(text));
      },
    );
    sent.on('error', fail);
    sent.end(body);
  });
}

test('stands alone, with users made of LDIF, until it is killed', async () => {
  const folder = folderWith({ 'accounts.ldif': LDIF });
  const users = execFileSync(process.execPath, [join(HERE, 'users-from-ldif.mjs'), join(folder, 'accounts.ldif')], { encoding: 'utf8' });
  const file = join(folderWith({ 'users.json': users }), 'users.json');
  const bed = await serve(['--users', '3', '--users-file', file]);
  const fields = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: bed.variable('GRAPH_CLIENT_ID'),
    client_secret: bed.variable('GRAPH_SECRET'),
    scope: 'https://graph.microsoft.com/.default',
  });
  const ca = bed.variable('NODE_EXTRA_CA_CERTS');
  const token = await send(
    `${bed.variable('GRAPH_AUTHORITY')}/${bed.variable('GRAPH_TENANT')}/oauth2/v2.0/token`,
    ca,
    {},
    fields.toString(),
  );
  const text = isObject(token) ? String(token.access_token) : '';
  const select = 'displayName,accountEnabled,proxyAddresses,onPremisesImmutableId,onPremisesSecurityIdentifier,onPremisesDomainName';
  const page = await send(`${bed.variable('GRAPH_URL')}/v1.0/users?$select=${select}`, ca, { authorization: `Bearer ${text}` }, undefined);
  expect(page).toHaveProperty('value.length', 4);
  expect(page).toHaveProperty('value.0', {
    displayName: 'Zoë Example',
    accountEnabled: false,
    proxyAddresses: ['SMTP:zoe@contoso.com'],
    onPremisesImmutableId: 'PSwbCl9Oa0qMfZ4PGis8TQ==',
    onPremisesSecurityIdentifier: 'S-1-5-21-993052941-1110495183-681997611-1105',
    onPremisesDomainName: 'corp.contoso.com',
    id: '30000000-0000-4000-8000-000000000000',
  });
  expect(await bed.stop()).toEqual({ code: 0, err: 'graph test bed: 2 requests, 0 refused, 0 violations\n' });
  expect(existsSync(ca)).toBe(false);
});
