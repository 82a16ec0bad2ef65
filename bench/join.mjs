// Reads and joins two sides and prints time, memory and how both grow: node bench/join.mjs [rows a side, default 100000] [more rows...]
// The files are written once for each size; reading and joining is one process of its own. Both sides are of bench/people.mjs.
import { spawnSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [100_000, 1_000_000];
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? tmpdir(), 'crossprem-bench-'));

try {
  await bundle();
  console.log(`node ${process.version}`);
  console.log(
    'rows a side      MB   read s  index+join s  people s  find s   total s  RSS MB (read / all)   pairs  only on-prem  only cloud  deleted',
  );
  const results = [];
  for (const rows of sizes) results.push(await measure(rows));
  for (let at = 1; at < results.length; at++) {
    const [small, large] = [results[at - 1], results[at]];
    const ratio = (name) => (large[name] / small[name]).toFixed(1);
    console.log(
      `${sizes[at]} against ${sizes[at - 1]} (${(sizes[at] / sizes[at - 1]).toFixed(0)} times): time x ${ratio('total')} (read ${ratio('read')}, join ${ratio('join')}), RSS x ${ratio('rss')}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bundle() {
  const entry = join(folder, 'entry.mjs');
  const from = (path) => JSON.stringify(join(root, path));
  writeFileSync(
    entry,
    `import { readDirectoryFile } from ${from('src/adapters/files/read-directory.ts')};
import { indexSide } from ${from('src/facts/recipients.ts')};
import { joinPeople } from ${from('src/facts/people.ts')};
import { wantedColumns } from ${from('src/facts/wanted.ts')};
const rss = () => process.resourceUsage().maxRSS / 1024;
const seconds = (from) => (performance.now() - from) / 1000;
const started = performance.now();
const tables = { onprem: [], cloud: [] };
for (const [side, path] of JSON.parse(process.argv[2])) {
  const result = await readDirectoryFile(path, side, { wanted: wantedColumns(side) });
  if (result.kind === 'problem') throw new Error(JSON.stringify(result.problem));
  tables[side].push(result.table);
}
const read = seconds(started);
const rssRead = rss();
let from = performance.now();
const directories = { onprem: indexSide('onprem', tables.onprem), cloud: indexSide('cloud', tables.cloud) };
globalThis.indexed = seconds(from);
const people = joinPeople(directories);
const join = seconds(from);
from = performance.now();
let contended = 0;
let keys = 0;
for (let i = 0; i < people.length; i++) {
  const subject = people.subject(i);
  keys += subject.keys.length;
  if (subject.contenders.length > 0) contended++;
}
const walked = seconds(from);
from = performance.now();
let held = 0;
for (const kind of ['proxy', 'sam', 'sid', 'legacyDn']) for (let i = 0; i < 1000; i++) held += directories.onprem.find(kind, 'x' + i).length;
const found = seconds(from);
console.log(JSON.stringify({ read, rssRead, indexed, join, walked, found, total: seconds(started), rss: rss(), contended, keys, held, counts: people.counts }));`,
  );
  await build({
    entryPoints: [entry],
    outfile: join(folder, 'bundle.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    nodePaths: [join(root, 'node_modules')],
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    logLevel: 'error',
  });
}

async function measure(rows) {
  const files = [
    ['onprem', await write(`onprem-${rows}.ldf`, ldifLines(rows))],
    ['cloud', await write(`cloud-${rows}.csv`, graphLines(rows))],
    ['cloud', await write(`exo-${rows}.csv`, exchangeLines(rows))],
  ];
  const run = spawnSync(
    process.execPath,
    [...(process.env.BENCH_NODE ?? '').split(' ').filter(Boolean), join(folder, 'bundle.mjs'), JSON.stringify(files)],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  if (run.status !== 0) throw new Error(run.stderr || String(run.signal));
  const result = JSON.parse(run.stdout);
  const size = files.reduce((sum, [, path]) => sum + statSync(path).size, 0) / 1e6;
  const { counts } = result;
  console.log(
    [
      String(rows).padStart(11),
      size.toFixed(0).padStart(7),
      result.read.toFixed(1).padStart(8),
      `${result.indexed.toFixed(1)} / ${result.join.toFixed(1)}`.padStart(13),
      result.walked.toFixed(1).padStart(9),
      result.found.toFixed(1).padStart(7),
      result.total.toFixed(1).padStart(9),
      `${result.rssRead.toFixed(0).padStart(11)} / ${result.rss.toFixed(0).padEnd(6)}`,
      String(counts.pairs).padStart(9),
      String(counts.onpremOnly).padStart(12),
      String(counts.cloudOnly).padStart(12),
      String(counts.deleted).padStart(9),
    ].join(' '),
  );
  if (counts.onprem + counts.cloud !== counts.deleted + 2 * counts.pairs + counts.onpremOnly + counts.cloudOnly)
    throw new Error('The counts do not add up.');
  for (const [, path] of files) rmSync(path);
  return result;
}

async function write(name, lines) {
  const path = join(folder, name);
  const out = createWriteStream(path);
  let block = '';
  for (const line of lines) {
    block += line;
    if (block.length < 1 << 20) continue;
    if (!out.write(block)) await new Promise((resolve) => out.once('drain', resolve));
    block = '';
  }
  await new Promise((resolve) => out.end(block, resolve));
  return path;
}

// Cheap, fixed, and different for each kind and number: four mixed words.
function bytesOf(kind, i) {
  const bytes = Buffer.alloc(16);
  let word = (i + kind.charCodeAt(0) * 0x9e3779b1) >>> 0;
  for (let at = 0; at < 16; at += 4) {
    word = Math.imul(word ^ (word >>> 16), 0x45d9f3b) >>> 0;
    word = (word ^ (word >>> 13) ^ (at * 0x1000193)) >>> 0;
    bytes.writeUInt32LE(word, at);
  }
  bytes.writeUInt32LE(i, 12);
  return bytes;
}

function guidOf(kind, i) {
  const b = bytesOf(kind, i);
  const hex = Buffer.from([b[3], b[2], b[1], b[0], b[5], b[4], b[7], b[6], ...b.subarray(8)]).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function sidOf(i) {
  const sid = Buffer.alloc(28);
  sid.set([1, 5, 0, 0, 0, 0, 0, 5]);
  [21, 1004336348, 1177238915, 682003330, 1000 + i].forEach((part, at) => {
    sid.writeUInt32LE(part, 8 + at * 4);
  });
  return sid.toString('base64');
}

// Every 20th has no on-premises object, every 21st no cloud object, every 50th no anchor in the cloud.
function* ldifLines(rows) {
  for (let i = 0; i < rows; i++) {
    if (i % 20 === 7) continue;
    const alias = `user${i}`;
    const guid = bytesOf('o', i).toString('base64');
    yield `dn: CN=User ${i},OU=Staff ${i % 50},DC=contoso,DC=com\r\nchangetype: add\r\nobjectClass: top\r\nobjectClass: person\r\nobjectClass: organizationalPerson\r\nobjectClass: user\r\ncn: User ${i}\r\ndisplayName: User ${i} (Contoso)\r\nuserPrincipalName: ${alias}@contoso.com\r\nmail: ${alias}@contoso.com\r\nsAMAccountName: ${alias}\r\nmailNickname: ${alias}\r\ntargetAddress: SMTP:${alias}@contoso.mail.onmicrosoft.com\r\nproxyAddresses: SMTP:${alias}@contoso.com\r\nproxyAddresses: smtp:${alias}@contoso.mail.onmicrosoft.com\r\nproxyAddresses: smtp:${alias}@fabrikam.com\r\nproxyAddresses: sip:${alias}@contoso.com\r\nproxyAddresses: x500:/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients\r\n /cn=${guidOf('x', i)}-${alias}\r\nlegacyExchangeDN: /o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients\r\n /cn=${guidOf('l', i)}-${alias}\r\nuserAccountControl: 512\r\nmsExchRecipientTypeDetails: 2147483648\r\nmsExchRemoteRecipientType: 4\r\nmsExchRecipientDisplayType: -2147483642\r\nmsExchVersion: 1130555651091488\r\nobjectCategory: CN=Person,CN=Schema,CN=Configuration,DC=contoso,DC=com\r\ninstanceType: 4\r\nwhenCreated: 20240101000000.0Z\r\nuSNChanged: ${900_000 + i}\r\nobjectGUID:: ${guid}\r\nmS-DS-ConsistencyGuid:: ${guid}\r\nmsExchMailboxGuid:: ${bytesOf('m', i).toString('base64')}\r\nobjectSid:: ${sidOf(i)}\r\n\r\n`;
  }
}

function* graphLines(rows) {
  yield 'id,userPrincipalName,displayName,mail,proxyAddresses,onPremisesImmutableId,onPremisesSyncEnabled,userType,onPremisesSecurityIdentifier,onPremisesSamAccountName,onPremisesDomainName,accountEnabled,usageLocation\r\n';
  for (let i = 0; i < rows; i++) {
    if (i % 21 === 7) continue;
    const alias = `user${i}`;
    const anchor = i % 50 === 3 ? '' : bytesOf('o', i).toString('base64');
    yield `${guidOf('e', i)},${alias}@contoso.com,User ${i} (Contoso),${alias}@contoso.com,SMTP:${alias}@contoso.com;smtp:${alias}@contoso.onmicrosoft.com;smtp:${alias}@contoso.mail.onmicrosoft.com,${anchor},True,Member,,${alias},contoso.com,True,DE\r\n`;
  }
}

function* exchangeLines(rows) {
  yield '"DisplayName","Alias","UserPrincipalName","PrimarySmtpAddress","ExternalDirectoryObjectId","ExchangeGuid","ArchiveGuid","Guid","RecipientTypeDetails","IsDirSynced","LegacyExchangeDN","EmailAddresses","LitigationHoldEnabled"\r\n';
  for (let i = 0; i < rows; i++) {
    if (i % 21 === 7) continue;
    const alias = `user${i}`;
    yield `"User ${i} (Contoso)","${alias}","${alias}@contoso.com","${alias}@contoso.com","${guidOf('e', i)}","${guidOf('m', i)}","00000000-0000-0000-0000-000000000000","${guidOf('x', i)}","UserMailbox","True","/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${guidOf('c', i)}-${alias}","SMTP:${alias}@contoso.com smtp:${alias}@contoso.onmicrosoft.com SIP:${alias}@contoso.com smtp:${alias}@contoso.mail.onmicrosoft.com","False"\r\n`;
  }
}
