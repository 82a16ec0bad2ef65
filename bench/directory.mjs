// Reads 100,000 recipients a side from LDIF and CSV and prints time and memory: node bench/directory.mjs [rows]
// The code under test is bundled from src/ into a temporary folder; each measurement is a process of its own.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const rows = Number(process.argv[2] ?? 100_000);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'crossprem-bench-'));

const WANTED = `distinguishedname objectguid ms-ds-consistencyguid msexchmailboxguid msexcharchiveguid userprincipalname mail proxyaddresses
 samaccountname mailnickname targetaddress objectclass msexchrecipienttypedetails msexchremoterecipienttype msexchrecipientdisplaytype
 legacyexchangedn useraccountcontrol objectsid id onpremisesimmutableid onpremisessyncenabled exo.exchangeguid exo.recipienttypedetails
 exo.emailaddresses exo.primarysmtpaddress exo.externaldirectoryobjectid exo.userprincipalname exo.isdirsynced`.split(/\s+/);

try {
  await bundle();
  const files = {
    ldif: await write('onprem.ldf', ldifLines()),
    adCsv: await write('onprem.csv', csvdeLines()),
    exoCsv: await write('cloud.csv', exchangeLines()),
    clixml: await write('cloud.xml', clixmlLines()),
    json: await write('cloud.json', jsonLines()),
  };
  console.log(`${rows} rows a side, node ${process.version}`);
  console.log('case                         MB      seconds   max RSS MB   rows');
  measure('LDIF on-premises', [['onprem', files.ldif]]);
  measure('LDIF, wanted columns', [['onprem', files.ldif]], true);
  measure('CSV on-premises (csvde)', [['onprem', files.adCsv]]);
  measure('CSV cloud (Export-Csv)', [['cloud', files.exoCsv]]);
  measure('CLIXML cloud', [['cloud', files.clixml]]);
  measure('JSON cloud (Graph)', [['cloud', files.json]]);
  measure('both: LDIF + CSV', [
    ['onprem', files.ldif],
    ['cloud', files.exoCsv],
  ]);
  measure(
    'both: LDIF + CSV, wanted',
    [
      ['onprem', files.ldif],
      ['cloud', files.exoCsv],
    ],
    true,
  );
  measure('both: CSV + CSV', [
    ['onprem', files.adCsv],
    ['cloud', files.exoCsv],
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function bundle() {
  const entry = join(folder, 'entry.mjs');
  writeFileSync(
    entry,
    `import { readDirectoryFile } from ${JSON.stringify(join(root, 'src/adapters/files/read-directory.ts'))};
const { files, wanted } = JSON.parse(process.argv[2]);
const started = performance.now();
const tables = [];
for (const [side, path] of files) {
  const result = await readDirectoryFile(path, side, wanted ? { wanted: new Set(wanted) } : {});
  if (result.kind === 'problem') throw new Error(JSON.stringify(result.problem));
  tables.push(result.table);
}
console.log(JSON.stringify({
  seconds: (performance.now() - started) / 1000,
  rss: process.resourceUsage().maxRSS / 1024,
  rows: tables.map((table) => table.rows.length),
  notes: tables.flatMap((table) => table.notes),
}));`,
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

function measure(name, files, wanted = false) {
  const argument = JSON.stringify({ files, wanted: wanted ? WANTED : undefined });
  const run = spawnSync(process.execPath, [join(folder, 'bundle.mjs'), argument], { encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
  const { seconds, rss, rows: counts, notes } = JSON.parse(run.stdout);
  const size = files.reduce((sum, [, path]) => sum + statSync(path).size, 0) / 1e6;
  console.log(
    `${name.padEnd(26)} ${size.toFixed(0).padStart(4)} ${seconds.toFixed(2).padStart(12)} ${rss.toFixed(0).padStart(12)}   ${counts.join(' + ')}`,
  );
  for (const note of notes.slice(0, 3)) console.log(`  note: ${note}`);
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

function bytesOf(kind, i) {
  return createHash('md5').update(`${kind}${i}`).digest();
}

function guidOf(kind, i) {
  const hex = bytesOf(kind, i).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function sidOf(i) {
  const sid = Buffer.alloc(28);
  sid.set([1, 5, 0, 0, 0, 0, 0, 5]);
  [21, 1004336348, 1177238915, 682003330, 1000 + i].forEach((part, at) => {
    sid.writeUInt32LE(part, 8 + at * 4);
  });
  return sid;
}

function adPerson(i) {
  const alias = `user${i}`;
  return {
    dn: `CN=User ${i},OU=Staff ${i % 50},DC=contoso,DC=com`,
    text: {
      cn: `User ${i}`,
      sn: `Surname ${i % 5000}`,
      givenName: `Given ${i % 700}`,
      displayName: `User ${i} (Contoso)`,
      department: `Department ${i % 40}`,
      company: 'Contoso',
      telephoneNumber: `+1 555 01${String(i % 100).padStart(2, '0')}`,
      userPrincipalName: `${alias}@contoso.com`,
      mail: `${alias}@contoso.com`,
      sAMAccountName: alias,
      mailNickname: alias,
      targetAddress: `SMTP:${alias}@contoso.mail.onmicrosoft.com`,
      legacyExchangeDN: `/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${bytesOf('l', i).toString('hex')}-${alias}`,
      userAccountControl: '512',
      msExchRecipientTypeDetails: '2147483648',
      msExchRemoteRecipientType: '4',
      msExchRecipientDisplayType: '-2147483642',
      msExchVersion: '1130555651091488',
      objectCategory: 'CN=Person,CN=Schema,CN=Configuration,DC=contoso,DC=com',
      instanceType: '4',
      whenCreated: '20240101000000.0Z',
      whenChanged: '20260101000000.0Z',
      uSNCreated: String(10_000 + i),
      uSNChanged: String(900_000 + i),
      pwdLastSet: String(133_000_000_000_000_000n + BigInt(i) * 1000n),
      lastLogonTimestamp: String(133_500_000_000_000_000n + BigInt(i) * 1000n),
    },
    lists: {
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      proxyAddresses: [
        `SMTP:${alias}@contoso.com`,
        `smtp:${alias}@contoso.mail.onmicrosoft.com`,
        `smtp:${alias}@fabrikam.com`,
        `sip:${alias}@contoso.com`,
      ],
      memberOf: [`CN=Group ${i % 300},OU=Groups,DC=contoso,DC=com`, `CN=Group ${i % 77},OU=Groups,DC=contoso,DC=com`],
    },
    bytes: {
      objectGUID: bytesOf('o', i),
      'mS-DS-ConsistencyGuid': bytesOf('o', i),
      msExchMailboxGuid: bytesOf('m', i),
      objectSid: sidOf(i),
    },
  };
}

function* ldifLines() {
  for (let i = 0; i < rows; i++) {
    const person = adPerson(i);
    let record = `dn: ${person.dn}\r\nchangetype: add\r\n`;
    for (const [name, values] of Object.entries(person.lists)) for (const value of values) record += `${name}: ${value}\r\n`;
    for (const [name, value] of Object.entries(person.text)) {
      const line = `${name}: ${value}`;
      record += `${line.length > 78 ? `${line.slice(0, 78)}\r\n ${line.slice(78)}` : line}\r\n`;
    }
    for (const [name, value] of Object.entries(person.bytes)) record += `${name}:: ${value.toString('base64')}\r\n`;
    yield `${record}\r\n`;
  }
}

function cells(values) {
  return `${values.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(',')}\r\n`;
}

function* csvdeLines() {
  const first = adPerson(0);
  yield cells(['DN', ...Object.keys(first.lists), ...Object.keys(first.text), ...Object.keys(first.bytes)]);
  for (let i = 0; i < rows; i++) {
    const person = adPerson(i);
    yield cells([
      person.dn,
      ...Object.values(person.lists).map((values) => values.join(';')),
      ...Object.values(person.text),
      ...Object.values(person.bytes).map((value) => `X'${value.toString('hex')}'`),
    ]);
  }
}

function mailbox(i) {
  const alias = `user${i}`;
  return {
    DisplayName: `User ${i} (Contoso)`,
    Alias: alias,
    UserPrincipalName: `${alias}@contoso.com`,
    PrimarySmtpAddress: `${alias}@contoso.com`,
    ExternalDirectoryObjectId: guidOf('e', i),
    ExchangeGuid: guidOf('m', i),
    ArchiveGuid: '00000000-0000-0000-0000-000000000000',
    Guid: guidOf('x', i),
    RecipientType: 'UserMailbox',
    RecipientTypeDetails: 'UserMailbox',
    IsDirSynced: 'True',
    LegacyExchangeDN: `/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=${bytesOf('c', i).toString('hex')}-${alias}`,
    WhenMailboxCreated: '1/1/2024 8:00:00 AM',
    Database: `EURPR01DG${i % 400}-db${i % 30}`,
    HiddenFromAddressListsEnabled: 'False',
    LitigationHoldEnabled: 'False',
    MailboxPlan: 'ExchangeOnlineEnterprise-0527a260-bea3-46a3-9f4f-215fdd24f4d9',
    CustomAttribute1: '',
    CustomAttribute2: '',
    ForwardingSmtpAddress: '',
  };
}

function addressesOf(i) {
  return [
    `SMTP:user${i}@contoso.com`,
    `smtp:user${i}@contoso.onmicrosoft.com`,
    `SIP:user${i}@contoso.com`,
    `smtp:user${i}@contoso.mail.onmicrosoft.com`,
  ];
}

function* exchangeLines() {
  const names = [...Object.keys(mailbox(0)), 'EmailAddresses'];
  yield '#TYPE Selected.System.Management.Automation.PSCustomObject\r\n';
  yield `${names.map((name) => `"${name}"`).join(',')}\r\n`;
  for (let i = 0; i < rows; i++)
    yield `${[...Object.values(mailbox(i)), addressesOf(i).join(' ')].map((value) => `"${value}"`).join(',')}\r\n`;
}

function* clixmlLines() {
  yield '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\r\n';
  for (let i = 0; i < rows; i++) {
    const type =
      i === 0 ? '<TN RefId="0"><T>Deserialized.Microsoft.Exchange.Data.Directory.Management.Mailbox</T></TN>' : '<TNRef RefId="0" />';
    const list = i === 0 ? '<TN RefId="1"><T>Deserialized.Microsoft.Exchange.Data.ProxyAddressCollection</T></TN>' : '<TNRef RefId="1" />';
    let record = `  <Obj RefId="${i * 2}">${type}<ToString>User ${i}</ToString><Props>\r\n`;
    for (const [name, value] of Object.entries(mailbox(i))) {
      const tag = name.endsWith('Guid') ? 'G' : 'S';
      record += value === '' ? `      <Nil N="${name}" />\r\n` : `      <${tag} N="${name}">${value}</${tag}>\r\n`;
    }
    record += `      <Obj N="EmailAddresses" RefId="${i * 2 + 1}">${list}<LST>${addressesOf(i)
      .map((one) => `<S>${one}</S>`)
      .join('')}</LST></Obj>\r\n`;
    yield `${record}    </Props></Obj>\r\n`;
  }
  yield '</Objs>\r\n';
}

function* jsonLines() {
  yield '{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","value":[\n';
  for (let i = 0; i < rows; i++) {
    const user = {
      id: guidOf('e', i),
      userPrincipalName: `user${i}@contoso.com`,
      displayName: `User ${i} (Contoso)`,
      mail: `user${i}@contoso.com`,
      proxyAddresses: addressesOf(i),
      onPremisesImmutableId: bytesOf('o', i).toString('base64'),
      onPremisesSyncEnabled: true,
      userType: 'Member',
      assignedPlans: [
        {
          assignedDateTime: '2024-01-01T00:00:00Z',
          capabilityStatus: 'Enabled',
          service: 'exchange',
          servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0',
        },
      ],
      onPremisesProvisioningErrors: [],
    };
    yield `${i === 0 ? '' : ',\n'}${JSON.stringify(user)}`;
  }
  yield '\n]}\n';
}
