// Prints the figures of header analysis as ratios, all in one run: node bench/headers.mjs. Nothing here is a test, and no test reads a clock.
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHeaders as mailauthHeaders } from 'mailauth/lib/tools.js';
import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { importTypeScript } from '../scripts/bundle.mjs';
import { readRuleFiles, root } from '../scripts/read-rules.mjs';

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const rows = [];
const row = (what, measured, wanted) => rows.push({ what, measured, wanted });

const { loadRules, createRuleSet } = await importTypeScript(join(root, 'src/engine/load.ts'));
const { createDiagnoser, createDirectories } = await importTypeScript(join(root, 'src/app/diagnose.ts'));
const { createMailReader } = await importTypeScript(join(root, 'src/app/mail-reader.ts'));
const { findBlocks } = await importTypeScript(join(root, 'src/parse/header/block.ts'));
const { files, cmdlets } = await readRuleFiles();
const reader = createMailReader();
const diagnose = createDiagnoser(createRuleSet(loadRules(files, cmdlets), 'bench'), reader);
const directories = createDirectories(undefined, undefined);
const own = { domains: undefined, ips: undefined };

const messages = Array.from({ length: 60 }, (_, index) => block(8_000 + (index % 9) * 1_000));

await warm('', messages);
await warm(', with a body of 4 KB', messages.map(withBody));
await oneProcess();
await manyHops();
await growth();
const width = Math.max(...rows.map(({ what }) => what.length));
console.log(`Node ${process.version}, ${process.platform}-${process.arch}; ${messages.length} messages of 8 to 16 KB`);
for (const { what, measured, wanted } of rows) console.log(`${what.padEnd(width)}  ${measured.padEnd(40)}  ${wanted}`);

/** Each reader over the same messages in turn; the median over the rounds of the mean of a message. */
async function warm(kind, messages) {
  const contenders = {
    'crossprem: split into fields': (text) => findBlocks(text),
    'crossprem: read as a message': (text) => reader.read(text, own),
    'crossprem: read as a message, all fields decoded': (text) => reader.read(text, own).message.decoded(),
    'crossprem: full analysis with all rules': (text) => diagnose({ text, bytes: text.length, kind: 'headers', directories }),
    'mailauth parseHeaders': (text) => mailauthHeaders(Buffer.from(text, 'latin1')),
    'postal-mime parse': (text) => PostalMime.parse(text),
    'mailparser simpleParser': (text) => simpleParser(text),
  };
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < 40; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      for (const text of messages) await run(text);
      if (round >= 20) times[name].push((performance.now() - start) / messages.length);
    }
  }
  const mailparser = median(times['mailparser simpleParser']);
  for (const name of Object.keys(contenders)) {
    const own = median(times[name]);
    row(
      `${name}${kind}`,
      `${own.toFixed(3)} ms, ${(own / mailparser).toFixed(2)} x mailparser`,
      name.includes('full analysis') ? 'below 1 x' : '',
    );
  }
}

/** One message, whole process, against a bare Node; the two in turn. */
async function oneProcess() {
  const folder = await mkdtemp(join(tmpdir(), 'crossprem-headers-'));
  try {
    const file = join(folder, 'message.txt');
    await writeFile(file, messages[4]);
    const time = (words) => {
      const start = process.hrtime.bigint();
      const { status } = spawnSync(process.execPath, words, { stdio: 'ignore' });
      if (status === 2) throw new Error('the program failed');
      return Number(process.hrtime.bigint() - start) / 1e6;
    };
    const ratios = [];
    const ours = [];
    for (let run = 0; run < 21; run++) {
      ours.push(time([join(root, 'bin/crossprem.cjs'), 'headers', file]));
      ratios.push(ours.at(-1) / time(['-e', '0']));
    }
    row('one message, whole process', `${median(ours).toFixed(0)} ms, ${median(ratios).toFixed(2)} x bare node`, 'at most 1.5 x');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function manyHops() {
  const text = `${Array.from({ length: 1_000 }, (_, index) => hop(1_000 - index)).join('')}${tail()}`;
  const run = () => diagnose({ text, bytes: text.length, kind: 'headers', directories });
  for (let round = 0; round < 3; round++) run();
  row('1,000 hops', `${median(Array.from({ length: 7 }, () => timeOf(run))).toFixed(0)} ms`, 'at most 300 ms');
}

/** Every kind of field grown from 10 KB to 80 KB and to 2 MB. */
async function growth() {
  const pieces = [
    '(',
    ')',
    '<',
    '"',
    '\\',
    '=?',
    '=?UTF-8?B?QQ==?= ',
    ';',
    ' ',
    '\t',
    '\r\n ',
    'a@b.c,',
    'a=b;',
    'A:B;',
    '&lt;',
    '|',
    '> ',
    '[',
    '\u00a0',
    'x',
    '\u0000',
  ];
  const names = [
    'Received',
    'From',
    'To',
    'Subject',
    'Date',
    'Authentication-Results',
    'ARC-Authentication-Results',
    'ARC-Seal',
    'DKIM-Signature',
    'Received-SPF',
    'X-Forefront-Antispam-Report',
    'X-Microsoft-Antispam',
    'X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp',
    'List-Id',
    'X-Unknown',
  ];
  let worst = { ratio: 0 };
  let slowest = { ms: 0 };
  const of = (name, piece, size) => `${hop(3)}${name}: ${piece.repeat(Math.ceil(size / piece.length))}\r\n${hop(2)}${tail()}`;
  for (const name of names) {
    for (const piece of pieces) {
      const time = (size, runs) => {
        const text = of(name, piece, size);
        const run = () => diagnose({ text, bytes: text.length, kind: 'headers', directories });
        run();
        return Math.min(...Array.from({ length: runs }, () => timeOf(run)));
      };
      const ratio = time(80_000, 5) / Math.max(0.2, time(10_000, 5));
      if (ratio > worst.ratio) worst = { ratio, name, piece };
      const ms = time(2_000_000, 1);
      if (ms > slowest.ms) slowest = { ms, name, piece };
    }
  }
  row(
    '80 KB against 10 KB in one field, worst',
    `${worst.ratio.toFixed(1)} x (${worst.name}: ${JSON.stringify(worst.piece)})`,
    'at most 10 x',
  );
  row('2 MB in one field, worst', `${slowest.ms.toFixed(0)} ms (${slowest.name}: ${JSON.stringify(slowest.piece)})`, 'at most 1,000 ms');
  const fields = `${Array.from({ length: 100_000 }, (_, index) => `X-Field-${index}: value ${index}`).join('\r\n')}\r\n${hop(1)}${tail()}`;
  const run = () => diagnose({ text: fields, bytes: fields.length, kind: 'headers', directories });
  run();
  row('100,000 fields', `${median(Array.from({ length: 3 }, () => timeOf(run))).toFixed(0)} ms`, 'at most 1,000 ms');
}

function timeOf(run) {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function hop(index) {
  const time = new Date(Date.UTC(2026, 10, 9, 8, 0, index)).toUTCString().replace('GMT', '+0000');
  return `Received: from AM0PR01MB${1000 + index}.eurprd01.prod.outlook.com (2603:10a6:208:ab::${index})\r\n by DB7PR01MB${2000 + index}.eurprd01.prod.outlook.com (2603:10a6:208:cd::${index}) with Microsoft SMTP\r\n Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\r\n 15.20.9320.${index}; ${time}\r\n`;
}

function tail() {
  return 'From: "Dana Whitfield" <dana.whitfield@contoso.com>\r\nTo: kim@fabrikam.com\r\nSubject: Figures\r\nDate: Mon, 9 Nov 2026 08:00:00 +0000\r\nMessage-ID: <1@contoso.com>\r\n\r\n';
}

/** As a mail program sends it: the text plain and as HTML. */
function withBody(text) {
  const lines = Array.from({ length: 24 }, (_, index) => `Line ${index + 1}: the figures of the quarter, as agreed on Monday.`);
  const html = lines.map((line) => `<p style=3D"margin:0">${line}</p>`).join('\r\n');
  const head = text.replace('Content-Type: text/plain; charset=utf-8', 'Content-Type: multipart/alternative; boundary="b1"').trimEnd();
  return `${head}\r\n\r\n--b1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${lines.join('\r\n')}\r\n--b1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body>${html}</body></html>\r\n--b1--\r\n`;
}

function block(size) {
  const base64 = (length) =>
    (
      randomBytes(length)
        .toString('base64')
        .match(/.{1,72}/g) ?? []
    ).join('\r\n ');
  const sets = [2, 1].map(
    (instance) =>
      `ARC-Seal: i=${instance}; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=${instance === 1 ? 'none' : 'pass'};\r\n b=${base64(256)}\r\nARC-Message-Signature: i=${instance}; a=rsa-sha256; c=relaxed/relaxed; d=microsoft.com;\r\n s=arcselector10001; h=From:Date:Subject:Message-ID:Content-Type:MIME-Version;\r\n bh=${base64(32)};\r\n b=${base64(256)}\r\nARC-Authentication-Results: i=${instance}; mx.microsoft.com 1; spf=pass (sender ip is\r\n 192.0.2.10) smtp.rcpttodomain=fabrikam.com smtp.mailfrom=contoso.com; dmarc=pass\r\n (p=reject sp=reject pct=100) action=none header.from=contoso.com; dkim=pass\r\n (signature was verified) header.d=contoso.com; arc=none (0)\r\n`,
  );
  const head = [
    hop(6),
    hop(5),
    'Authentication-Results: spf=pass (sender IP is 192.0.2.10)\r\n smtp.mailfrom=contoso.com; dkim=pass (signature was verified)\r\n header.d=contoso.com;dmarc=pass action=none header.from=contoso.com;compauth=pass\r\n reason=100\r\nReceived-SPF: Pass (protection.outlook.com: domain of contoso.com designates\r\n 192.0.2.10 as permitted sender) receiver=protection.outlook.com;\r\n client-ip=192.0.2.10; helo=mail.contoso.com; pr=C\r\n',
    'Received: from mail.contoso.com (192.0.2.10) by\r\n AM5EUR03FT012.mail.protection.outlook.com (10.152.16.98) with Microsoft SMTP\r\n Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9320.9 via\r\n Frontend Transport; Mon, 9 Nov 2026 08:00:03 +0000\r\n',
    'Received: from client.contoso.com (unknown [192.0.2.77]) by mail.contoso.com\r\n (Postfix) with ESMTPSA id 4XyZ12AbCd for <kim@fabrikam.com>; Mon, 9 Nov 2026\r\n 09:00:01 +0100 (CET)\r\n',
    ...sets,
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=contoso.com; s=selector1;\r\n h=From:Date:Subject:Message-ID; bh=${base64(32)};\r\n b=${base64(256)}\r\n`,
    'X-MS-Exchange-Organization-ExpirationStartTime: 09 Nov 2026 08:00:04.1234567 (UTC)\r\nX-MS-Exchange-Organization-Network-Message-Id: 6f1c0d5e-3b1c-4a55-9d0e-7c1f3a2b4c5d\r\nX-MS-Exchange-Organization-MessageDirectionality: Incoming\r\nX-MS-Exchange-Organization-AuthSource: AM5EUR03FT012.eop-EUR03.prod.protection.outlook.com\r\nX-MS-Exchange-Organization-AuthAs: Anonymous\r\nX-MS-Exchange-Organization-SCL: 1\r\nX-MS-Exchange-CrossTenant-Id: 72f988bf-86f1-41af-91ab-2d7cd011db47\r\nX-MS-Exchange-CrossTenant-FromEntityHeader: Internet\r\nX-MS-Exchange-CrossTenant-AuthAs: Anonymous\r\nX-Forefront-Antispam-Report: CIP:192.0.2.10;CTRY:DE;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:mail.contoso.com;PTR:mail.contoso.com;CAT:NONE;SFS:(13230040)(1800799024);DIR:INB;\r\nX-Microsoft-Antispam: BCL:0;ARA:13230040|1800799024|366016;\r\nX-Microsoft-Antispam-Mailbox-Delivery: ucf:0;jmr:0;auth:1;dest:I;ENG:(910001)(944506478);\r\nReturn-Path: dana.whitfield@contoso.com\r\n',
    // What else Exchange Online writes into a message of our days; a real one has 50 to 90 fields.
    'X-IncomingTopHeaderMarker: OriginalChecksum:B6A03F328E9B4022;UpperCasedChecksum:540E4834F51B72D6;SizeAsReceived:579;Count:12\r\nX-IncomingHeaderCount: 12\r\nX-MS-Exchange-Organization-ExpirationStartTimeReason: OriginalSubmit\r\nX-MS-Exchange-Organization-ExpirationInterval: 1:00:00:00.0000000\r\nX-MS-Exchange-Organization-ExpirationIntervalReason: OriginalSubmit\r\nX-EOPAttributedMessage: 0\r\nX-EOPTenantAttributedMessage: 72f988bf-86f1-41af-91ab-2d7cd011db47:0\r\nX-MS-PublicTrafficType: Email\r\nX-MS-TrafficTypeDiagnostic: AM5EUR03FT012:EE_|DM4PR19MB5929:EE_|MN0PR19MB6312:EE_\r\nX-MS-Office365-Filtering-Correlation-Id: 6f1c0d5e-3b1c-4a55-9d0e-7c1f3a2b4c5d\r\nX-MS-Exchange-AtpMessageProperties: SA|SL\r\nX-MS-Exchange-SenderADCheck: 1\r\nX-MS-Exchange-AntiSpam-Relay: 0\r\nX-MS-Exchange-CrossTenant-OriginalArrivalTime: 09 Nov 2026 08:00:03.6773 (UTC)\r\nX-MS-Exchange-CrossTenant-Network-Message-Id: 6f1c0d5e-3b1c-4a55-9d0e-7c1f3a2b4c5d\r\nX-MS-Exchange-CrossTenant-AuthSource: AM5EUR03FT012.eop-EUR03.prod.protection.outlook.com\r\nX-MS-Exchange-Transport-CrossTenantHeadersStamped: DM4PR19MB5929\r\nX-MS-Exchange-Transport-EndToEndLatency: 00:00:03.0628648\r\nX-MS-Exchange-Processed-By-BccFoldering: 15.20.9320.045\r\nX-Message-Delivery: Vj0xLjE7dXM9MDtsPTA7YT0wO0Q9MjtHRD0zO1NDTD02\r\nX-OriginatorOrg: contoso.com\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nThread-Topic: Figures\r\nThread-Index: AdxJ0s1pQ2b3\r\nAccept-Language: en-US\r\nContent-Language: en-US\r\n',
  ].join('');
  const rest = size - head.length - tail().length;
  const blob = rest > 200 ? `X-Microsoft-Antispam-Message-Info: ${base64(Math.floor((rest - 40) * 0.73))}\r\n` : '';
  return `${head}${blob}${tail()}`;
}
