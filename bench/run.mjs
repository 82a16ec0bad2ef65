// Prints the figures of the issue as ratios in one run: npm run bench. Nothing here is a test, and no test reads a clock.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importTypeScript } from '../scripts/bundle.mjs';
import { readRuleFiles, root } from '../scripts/read-rules.mjs';

const node = process.execPath;
const program = join(root, 'bin/crossprem.cjs');
const folder = await mkdtemp(join(tmpdir(), 'crossprem-bench-'));
const rows = [];
const row = (what, measured, wanted) => rows.push({ what, measured, wanted });
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const GUID = '6f1c0d5e-3b1c-4a55-9d0e-7c1f3a2b4c5d';

try {
  await wholeProcess();
  await firstFrame();
  await recognition();
  await bigDirectories();
} finally {
  await rm(folder, { recursive: true, force: true });
}
const width = Math.max(...rows.map(({ what }) => what.length));
console.log(`Node ${process.version}, ${process.platform}-${process.arch}`);
for (const { what, measured, wanted } of rows) console.log(`${what.padEnd(width)}  ${measured.padEnd(34)}  ${wanted}`);

/** A short paste, whole process, against a bare Node; the two in turn, so that a slow moment hits both. */
async function wholeProcess() {
  const paste = join(folder, 'paste.txt');
  await writeFile(paste, `Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '${GUID}'.`);
  const ours = [];
  const bare = [];
  for (let run = 0; run < 21; run++) {
    ours.push(timeOf([program, 'diagnose', paste]));
    bare.push(timeOf(['-e', '0']));
  }
  const ratios = ours.map((time, run) => time / bare[run]);
  row('diagnose a short paste, whole process', `${median(ours).toFixed(0)} ms, ${median(ratios).toFixed(2)} x bare node`, 'at most 1.5 x');
}

function timeOf(words) {
  const start = process.hrtime.bigint();
  spawnSync(node, words, { stdio: 'ignore' });
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** Until the first frame of the interface stands in a real terminal (tmux), against a bare Node. */
async function firstFrame() {
  const tmux = (...words) => execFileSync('tmux', ['-L', 'crossprem-bench', ...words], { encoding: 'utf8' });
  try {
    tmux('-V');
  } catch {
    row('first frame of the interface', 'tmux is not installed', 'at most 8 x');
    return;
  }
  const ours = [];
  const bare = [];
  for (let run = 0; run < 7; run++) {
    const file = join(folder, `frame-${run}`);
    // script(1) would need util-linux; tmux pipes what the program writes into a file as it comes.
    tmux('new-session', '-d', '-s', 'bench', '-x', '80', '-y', '24', 'cat');
    tmux('pipe-pane', '-t', 'bench', `cat > '${file}'`);
    const start = process.hrtime.bigint();
    tmux('respawn-pane', '-k', '-t', 'bench', `'${node}' '${program}'`);
    for (;;) {
      if (tmux('capture-pane', '-p', '-t', 'bench').includes('q quit')) break;
      if (Number(process.hrtime.bigint() - start) > 10e9) throw new Error('no frame within ten seconds');
    }
    ours.push(Number(process.hrtime.bigint() - start) / 1e6);
    tmux('kill-session', '-t', 'bench');
    bare.push(timeOf(['-e', '0']));
  }
  const ratios = ours.map((time, run) => time / bare[run]);
  row('first frame of the interface', `${median(ours).toFixed(0)} ms, ${median(ratios).toFixed(1)} x bare node`, 'at most 8 x');
}

/** Recognition over all rules, warm, in one process. */
async function recognition() {
  const { loadRules, createRuleSet } = await importTypeScript(join(root, 'src/engine/load.ts'));
  const { createDiagnoser, createDirectories } = await importTypeScript(join(root, 'src/app/diagnose.ts'));
  const { files, cmdlets } = await readRuleFiles();
  const diagnose = createDiagnoser(createRuleSet(loadRules(files, cmdlets), 'bench'));
  const directories = createDirectories(undefined, undefined);
  const time = (text) => {
    const start = performance.now();
    const { findings } = diagnose({ text, bytes: text.length, directories });
    return { ms: performance.now() - start, findings: findings.length };
  };
  const small = log(500_000);
  for (let run = 0; run < 3; run++) time(small);
  const warm = median(Array.from({ length: 7 }, () => time(small).ms));
  if (time(small).findings !== 1) throw new Error('the error in the last line was not found');
  row('recognise in 0.5 MB of log, warm', `${warm.toFixed(0)} ms`, 'below 150 ms');
  const large = log(10_000_000);
  time(large);
  const big = median(Array.from({ length: 5 }, () => time(large).ms));
  row('10 MB against 0.5 MB', `${(big / warm).toFixed(1)} x (${big.toFixed(0)} ms)`, 'at most 20 x');
  // Text made to be slow: beginnings of templates over and over, runs that patterns like to start on.
  const hostile = {
    anchors: 'Cannot find a recipient that has mailbox ',
    wrappers: "the call to 'https://",
    digits: '1',
    letters: 'a',
    'labels of hosts': 'A.',
    'at signs': 'a@',
    entities: '&amp;',
    dashes: '-',
    blanks: ' ',
    'list lines': 'Status : ',
  };
  const slow = Object.entries(hostile).map(([name, piece]) => {
    const of = (size) => median(Array.from({ length: 3 }, () => time(piece.repeat(Math.ceil(size / piece.length))).ms));
    const one = of(250_000);
    return { name, one, ratio: of(2_500_000) / one };
  });
  const worst = slow.sort((a, b) => b.ratio - a.ratio)[0];
  row(
    'hostile text, 2.5 MB against 0.25 MB, worst of ten',
    `${worst.ratio.toFixed(1)} x (${worst.name}, ${worst.one.toFixed(0)} ms)`,
    'about 10 x: linear',
  );
}

function log(size) {
  const lines = [];
  for (let length = 0, index = 0; length < size; index++) {
    const line = `11/${(index % 28) + 1}/2026 ${(index % 12) + 1}:02:03 PM [AM0PR01MB${1000 + (index % 9000)}] Stage: CopyingMessages. Percent complete: ${index % 100}. Copy progress: ${index}/${index * 3} messages, ${index}.5 MB, folder '/Inbox/Project ${index}'.\r\n`;
    lines.push(line);
    length += line.length;
  }
  return `${lines.join('')}Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '${GUID}'.`;
}

/** 100,000 recipients a side, whole process: read, joined, diagnosed. */
async function bigDirectories() {
  const count = 100_000;
  const guid = await writeDirectories(count);
  const paste = join(folder, 'big.txt');
  await writeFile(paste, `Cannot find a recipient that has mailbox GUID '${guid}'.`);
  for (const [name, onprem, cloud] of [
    ['LDIF and CSV', 'onprem.ldf', 'cloud.csv'],
    ['CSV and CSV', 'onprem.csv', 'cloud.csv'],
  ]) {
    const words = [program, 'diagnose', paste, '--onprem', join(folder, onprem), '--cloud', join(folder, cloud), '--json'];
    const { seconds, megabytes, output } = await measured(words);
    if (!output.includes('"remote-mailbox-guid-empty"')) throw new Error('the cause was not found in the big directories');
    row(`100,000 recipients a side, ${name}`, `${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB`, 'below 10 s and 1 GB');
  }
}

async function writeDirectories(count) {
  const ldif = createWriteStream(join(folder, 'onprem.ldf'));
  const csvde = createWriteStream(join(folder, 'onprem.csv'));
  const cloud = createWriteStream(join(folder, 'cloud.csv'));
  csvde.write(
    'DN,objectClass,displayName,instanceType,whenCreated,uSNCreated,uSNChanged,objectGUID,sAMAccountName,userPrincipalName,objectCategory,mail,mailNickname,proxyAddresses,targetAddress,legacyExchangeDN,msExchRecipientTypeDetails,msExchMailboxGuid\r\n',
  );
  cloud.write(
    '#TYPE Selected.System.Management.Automation.PSCustomObject\r\n"ExternalDirectoryObjectId","UserPrincipalName","DisplayName","Alias","PrimarySmtpAddress","EmailAddresses","RecipientTypeDetails","ExchangeGuid","ArchiveGuid","IsDirSynced","LegacyExchangeDN"\r\n',
  );
  let wanted = '';
  for (let index = 0; index < count; index++) {
    const bytes = randomBytes(16);
    const hex = bytes.toString('hex');
    const part = (from, length) =>
      bytes
        .subarray(from, from + length)
        .toReversed()
        .toHex?.() ??
      Buffer.from(bytes.subarray(from, from + length))
        .reverse()
        .toString('hex');
    const guid = `${part(0, 4)}-${part(4, 2)}-${part(6, 2)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    const isEmpty = index === Math.floor(count * 0.7);
    if (isEmpty) wanted = guid;
    const own = randomBytes(16);
    const name = `user${index}`;
    const lines = [
      `dn: CN=User ${index},OU=Staff,DC=contoso,DC=com`,
      'objectClass: top',
      'objectClass: person',
      'objectClass: organizationalPerson',
      'objectClass: user',
      `displayName: User ${index}`,
      'instanceType: 4',
      'whenCreated: 20240101000000.0Z',
      `uSNCreated: ${index}`,
      `uSNChanged: ${index}`,
      `objectGUID:: ${own.toString('base64')}`,
      `sAMAccountName: ${name}`,
      `userPrincipalName: ${name}@contoso.com`,
      'objectCategory: CN=Person',
      `mail: ${name}@contoso.com`,
      `mailNickname: ${name}`,
      `proxyAddresses: SMTP:${name}@contoso.com`,
      `proxyAddresses: smtp:${name}@fabrikam.com`,
      `proxyAddresses: smtp:${name}@contoso.mail.onmicrosoft.com`,
      `targetAddress: SMTP:${name}@contoso.mail.onmicrosoft.com`,
      `legacyExchangeDN: /o=Contoso/ou=x/cn=Recipients/cn=${name}`,
      'msExchRecipientTypeDetails: 2147483648',
      ...(isEmpty ? [] : [`msExchMailboxGuid:: ${bytes.toString('base64')}`]),
    ];
    await write(ldif, `${lines.join('\r\n')}\r\n\r\n`);
    await write(
      csvde,
      `"CN=User ${index},OU=Staff,DC=contoso,DC=com",user,User ${index},4,20240101000000.0Z,${index},${index},X'${own.toString('hex')}',${name},${name}@contoso.com,CN=Person,${name}@contoso.com,${name},SMTP:${name}@contoso.com;smtp:${name}@fabrikam.com;smtp:${name}@contoso.mail.onmicrosoft.com,SMTP:${name}@contoso.mail.onmicrosoft.com,/o=Contoso/cn=${name},2147483648,${isEmpty ? '' : `X'${hex}'`}\r\n`,
    );
    await write(
      cloud,
      `"${guid.replace(/^./, '0')}","${name}@contoso.com","User ${index}","${name}","${name}@contoso.com","SMTP:${name}@contoso.com smtp:${name}@fabrikam.com","UserMailbox","${guid}","00000000-0000-0000-0000-000000000000","True","/o=ExchangeLabs/cn=${name}"\r\n`,
    );
  }
  for (const stream of [ldif, csvde, cloud]) {
    stream.end();
    await once(stream, 'close');
  }
  return wanted;
}

async function write(stream, text) {
  if (!stream.write(text)) await once(stream, 'drain');
}

/** Seconds, and the most memory that the process held, from /proc while it runs (Linux); elsewhere 0 MB. */
async function measured(words) {
  const start = process.hrtime.bigint();
  const child = spawn('/usr/bin/env', ['bash', '-c', '"$0" "$@"; code=$?; exit $code', node, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  let kilobytes = 0;
  const watch = setInterval(() => {
    try {
      const children = execFileSync('ps', ['-o', 'rss=', '--ppid', String(child.pid)], { encoding: 'utf8' });
      kilobytes = Math.max(
        kilobytes,
        ...children.split('\n').map(Number),
        Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })),
      );
    } catch {
      // ps finds nothing once the process has ended.
    }
  }, 100);
  await once(child, 'close');
  clearInterval(watch);
  return { seconds: Number(process.hrtime.bigint() - start) / 1e9, megabytes: kilobytes / 1024, output };
}
