// Runs the Graph test service by itself, for transcripts and benchmarks:
//   node test/testbed/graph/serve.mjs [--users N] [--users-file FILE.json] [--page-size N] [--permissions A,B] [--no-p2] [--folder DIR] >vars &
//   . ./vars
// FILE.json: an array of users as Graph has them, or an object with `users`, `groups`, `contacts`, `deletedUsers`, ... (TenantOptions in types.ts).
// Prints shell variables, and runs until it is killed; then it says what broke the OpenAPI.
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { importTypeScript } from '../../../scripts/bundle.mjs';

const { values } = parseArgs({
  options: {
    users: { type: 'string' },
    'users-file': { type: 'string' },
    'page-size': { type: 'string' },
    permissions: { type: 'string' },
    'no-p2': { type: 'boolean' },
    folder: { type: 'string' },
  },
});

function tenantOf(file) {
  const content = JSON.parse(readFileSync(file, 'utf8'));
  return Array.isArray(content) ? { users: content } : content;
}

const folder = values.folder === undefined ? undefined : resolve(values.folder);
if (folder !== undefined) mkdirSync(folder, { recursive: true });
const here = fileURLToPath(new URL('.', import.meta.url));
const { startBed } = await importTypeScript(`${here}bed.ts`);
const bed = await startBed(here, {
  ...(values['users-file'] === undefined ? {} : tenantOf(values['users-file'])),
  ...(values.users === undefined ? {} : { generatedUsers: Number(values.users) }),
  ...(values['page-size'] === undefined ? {} : { pageSize: Number(values['page-size']) }),
  ...(values.permissions === undefined ? {} : { permissions: values.permissions.split(',') }),
  ...(values['no-p2'] ? { hasP2: false } : {}),
  ...(folder === undefined ? {} : { folder }),
});

const variables = {
  NODE_EXTRA_CA_CERTS: bed.caFile,
  GRAPH_URL: bed.url,
  GRAPH_AUTHORITY: bed.authority,
  GRAPH_TENANT: bed.tenant,
  GRAPH_TENANT_DOMAIN: bed.tenantDomain,
  GRAPH_CLIENT_ID: bed.clientId,
  GRAPH_SECRET: bed.secret,
  GRAPH_CERTIFICATE_FILE: bed.certificateFile,
  GRAPH_AZ_FOLDER: bed.azFolder,
  GRAPH_IDENTITY_ENDPOINT: bed.managedIdentity.IDENTITY_ENDPOINT,
  GRAPH_IDENTITY_HEADER: bed.managedIdentity.IDENTITY_HEADER,
};
for (const [name, value] of Object.entries(variables)) process.stdout.write(`export ${name}='${value}'\n`);
process.stdout.write('# ready\n');

async function end() {
  process.stderr.write(
    `graph test bed: ${bed.requests.length} requests, ${bed.refused.length} refused, ${bed.violations.length} violations\n`,
  );
  for (const line of [...new Set([...bed.refused, ...bed.violations])].slice(0, 20)) process.stderr.write(`  ${line}\n`);
  await bed.stop();
  process.exit(bed.violations.length === 0 ? 0 : 1);
}
process.on('SIGTERM', end);
process.on('SIGINT', end);
