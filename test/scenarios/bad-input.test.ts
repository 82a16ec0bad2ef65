import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { BIN, crossprem, folderWith, isPlainProblem, type Report, type Run, reportOf } from '../setup/process.js';
import { ROOT } from '../setup/rules.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const ERROR = `Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '${GUID}'. --> Cannot find a recipient that has mailbox GUID '${GUID}'.`;
const PERSON = {
  id: '11111111-2222-4333-8444-555555555555',
  userPrincipalName: 'kim@contoso.com',
  exo: { ExchangeGuid: GUID, RecipientTypeDetails: 'UserMailbox', EmailAddresses: ['SMTP:kim@contoso.com'] },
};
const CLOUD = JSON.stringify([PERSON]);
const CLIXML_HEAD = '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">';

const noise = Buffer.from(Array.from({ length: 20_000 }, (_, index) => (index * 7919 + (index >> 3) * 104_729) % 256));

/** One sentence with what, where and what next; exit 2; nothing on standard output. */
function expectProblem(run: Run, ...words: readonly string[]): void {
  expect(run.code, run.err).toBe(2);
  expect(isPlainProblem(run), run.err).toBe(true);
  for (const word of words) expect(run.err.toLowerCase()).toContain(word.toLowerCase());
  expect(run.out).toBe('');
}

function diagnose(files: Readonly<Record<string, string | Uint8Array>>, ...words: readonly string[]): Run {
  return crossprem(['diagnose', 'error.txt', '--json', ...words], { cwd: folderWith({ 'error.txt': ERROR, ...files }) });
}

const first = (report: Report) => report.findings[0];

describe('the text to diagnose', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['empty', '', 'empty'],
    ['blank', ' \r\n\t\n  ', 'blanks'],
    ['a ZIP archive', Buffer.concat([Buffer.from('504b0304140006000800000021', 'hex'), noise]), 'binary'],
    ['a picture', Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), noise]), 'binary'],
    ['zeros', Buffer.alloc(5000), 'binary'],
  ])('%s: says so, as a file and through a pipe', (_, content, word) => {
    const cwd = folderWith({ 'error.txt': content });
    expectProblem(crossprem(['error.txt'], { cwd }), word, 'error.txt');
    expectProblem(crossprem(['-'], { input: content }), word, 'standard input');
  });

  it('missing, a folder, a path through a file: says so', () => {
    const cwd = folderWith({ 'a.txt': 'x' });
    expectProblem(crossprem(['no-such-file.txt'], { cwd }), 'no-such-file.txt', 'not exist');
    expectProblem(crossprem(['a.txt/b.txt'], { cwd }), 'a.txt/b.txt');
    expectProblem(crossprem(['diagnose', cwd]), cwd, 'folder');
  });

  it('unreadable: says so', () => {
    const cwd = folderWith({ 'error.txt': ERROR });
    chmodSync(join(cwd, 'error.txt'), 0o000);
    const run = process.getuid?.() === 0 ? spawnAsNobody(join(cwd, 'error.txt'), cwd) : crossprem(['error.txt'], { cwd });
    if (run === undefined) return;
    expectProblem(run, 'error.txt', 'may not be read');
  });

  it.each<[string, Uint8Array, string]>([
    ['UTF-16 little-endian', iconv.encode(ERROR, 'utf16le', { addBOM: true }), 'utf-16le'],
    ['UTF-16 big-endian without a mark', iconv.encode(ERROR, 'utf16be'), 'utf-16be'],
    ['UTF-8 with a mark', iconv.encode(ERROR, 'utf8', { addBOM: true }), 'utf-8-bom'],
    ['Windows-1252', iconv.encode(`Empf\u00e4nger\r\n${ERROR}`, 'win1252'), 'windows-1252'],
  ])('%s: is read', (_, content, encoding) => {
    for (const run of [
      crossprem(['error.txt', '--json'], { cwd: folderWith({ 'error.txt': content }) }),
      crossprem(['-', '--json'], { input: content }),
    ]) {
      const report = reportOf(run);
      expect(report.input.encoding).toBe(encoding);
      expect(first(report)?.id).toBe('migration/mailbox-guid-not-found');
    }
  });

  it('cut in the middle of a character: is read, and said', () => {
    const whole = Buffer.from(`${ERROR} \u30e1`);
    const report = reportOf(crossprem(['-', '--json'], { input: whole.subarray(0, whole.length - 1) }));
    expect(first(report)?.id).toBe('migration/mailbox-guid-not-found');
    expect(report.notes.join(' ')).toMatch(/middle of a character/);
  });

  it('one line of five megabytes: the error at its end is found', () => {
    const report = reportOf(crossprem(['-', '--json'], { input: `${'{"a":1},'.repeat(650_000)} ${ERROR}` }));
    expect(first(report)?.id).toBe('migration/mailbox-guid-not-found');
    expect(first(report)?.evidence[0]?.line).toBe(1);
    expect(first(report)?.evidence[0]?.text.length).toBeLessThan(1000);
  });

  it('a log of 300 KB with the error in its last line: is found there', () => {
    const lines = Array.from(
      { length: 4000 },
      (_, index) => `5/1/2026 10:00:${index % 60} AM [AM0PR05] Copy progress: ${index}/4000 messages, 1.2 GB.`,
    );
    const report = reportOf(crossprem(['-', '--json'], { input: `${lines.join('\r\n')}\r\n${ERROR}\r\n` }));
    expect(first(report)?.evidence[0]?.line).toBe(4001);
  });

  it('200 MB with the error in the last line: is found, as a file and through a pipe', () => {
    const folder = folderWith();
    const path = join(folder, 'huge.log');
    const file = openSync(path, 'w');
    const block = Buffer.from('5/1/2026 10:00:00 AM [AM0PR05] Copy progress: 1234/4000 messages, 1.2 GB.\r\n'.repeat(14_000));
    for (let written = 0; written < 200e6; written += block.length) writeSync(file, block);
    writeSync(file, `${ERROR}\r\n`);
    closeSync(file);
    try {
      const size = statSync(path).size;
      const piped = spawnSync('sh', ['-c', `cat '${path}' | '${process.execPath}' '${BIN}' - --json`], { maxBuffer: 1e8, timeout: 90_000 });
      for (const run of [crossprem([path, '--json']), { code: piped.status, out: piped.stdout.toString(), err: piped.stderr.toString() }]) {
        const report = reportOf(run);
        expect(first(report)?.id).toBe('migration/mailbox-guid-not-found');
        expect(report.input).toMatchObject({ bytes: size, truncated: true });
        expect(report.notes.join(' ')).toMatch(/left out/);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 200_000);

  it('a directory export by mistake: says what it is', () => {
    const run = crossprem(['-'], { input: 'dn: CN=Kim,DC=contoso,DC=com\nobjectClass: user\nmail: kim@contoso.com\n' });
    expect(run.code).toBe(0);
    expect(run.out).toContain('--onprem or --cloud');
  });
});

describe('the directory data', () => {
  it.each<[string, string | Uint8Array, readonly string[]]>([
    ['an empty file', '', ['empty']],
    ['blanks', ' \n \n', ['blanks']],
    ['an Excel workbook', Buffer.concat([Buffer.from('504b0304140006000800000021', 'hex'), noise]), ['Excel']],
    ['a picture', Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), noise]), ['picture']],
    ['prose', 'Dear all, here is the export that you asked for. Kind regards', []],
    ['a web page', '<html><body>Sign in</body></html>', ['Export-Clixml']],
    [
      'a CLIXML bomb',
      `<?xml version="1.0"?><!DOCTYPE Objs [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>${CLIXML_HEAD}<Obj RefId="0"><Props><S N="Name">&c;</S></Props></Obj></Objs>`,
      ['DOCTYPE'],
    ],
    ['CLIXML nested without end', `${CLIXML_HEAD}${'<Obj RefId="0"><Props>'.repeat(200_000)}`, []],
    ['a CSV without a usable column', 'Colour;Size\nred;5\nblue;6\n', ['column']],
    ['JSON that holds no records', '{"a": 5}', ['records']],
    ['half a record of JSON', '[{"userPrincipalName": "kim@conto', ['broken']],
    ['LDIF with changes only', 'dn: CN=Kim,DC=contoso,DC=com\nchangetype: modify\nreplace: mail\nmail: a@b.c\n-\n', ['change']],
  ])('%s: says so and stops where nothing is left', (_, content, words) => {
    expectProblem(diagnose({ 'onprem.dat': content }, '--onprem', 'onprem.dat'), 'onprem.dat', ...words);
  });

  it('missing or a folder: says so', () => {
    expectProblem(diagnose({}, '--onprem', 'nothing.ldf'), 'nothing.ldf');
    expectProblem(diagnose({ 'folder/x': 'x' }, '--cloud', 'folder'), 'folder');
  });

  it('one bad file of two: tells it and uses the other', () => {
    const run = diagnose({ 'bad.xml': '<html>', 'cloud.json': CLOUD }, '--cloud', 'bad.xml', 'cloud.json');
    expect(run.code).toBe(1);
    expect(run.err).toContain('bad.xml');
    const report = reportOf(run);
    expect(report.notes.join(' ')).toContain('bad.xml was not used');
    expect(first(report)?.subject?.id).toBe('kim@contoso.com');
  });

  it('one bad side of two: tells it and stops, for a side that was asked for is missing', () => {
    expectProblem(diagnose({ 'bad.csv': 'Colour\nred\n', 'cloud.json': CLOUD }, '--onprem', 'bad.csv', '--cloud', 'cloud.json'), 'bad.csv');
  });

  it('a wrong extension: reads what it holds', () => {
    const report = reportOf(
      diagnose(
        {
          'cloud.csv': CLOUD,
          'onprem.xml': 'dn: CN=Kim,DC=contoso,DC=com\nobjectClass: user\nuserPrincipalName: kim@contoso.com\nmsExchMailboxGuid: x\n',
        },
        '--cloud',
        'cloud.csv',
        '--onprem',
        'onprem.xml',
      ),
    );
    expect(first(report)?.subject?.id).toBe('kim@contoso.com');
  });

  it('JSON that breaks off: uses the whole records and says so', () => {
    const report = reportOf(diagnose({ 'cloud.json': `[${JSON.stringify(PERSON)}, {"id": "2222` }, '--cloud', 'cloud.json'));
    expect(first(report)?.subject?.id).toBe('kim@contoso.com');
    expect(report.notes.join(' ')).toMatch(/broken or cut/);
  });

  it('an export that breaks off proves nobody absent', () => {
    const report = reportOf(
      diagnose(
        {
          'cloud.json': CLOUD,
          'onprem.json':
            '[{"distinguishedName":"CN=Tom","objectGUID":"11111111-2222-4333-8444-555555555556","userPrincipalName":"tom@contoso.com","mail":"tom@contoso.com"}, {"disti',
        },
        '--cloud',
        'cloud.json',
        '--onprem',
        'onprem.json',
      ),
    );
    expect(first(report)?.causes.filter((cause) => cause.status === 'confirmed')).toEqual([]);
  });

  it('two people with one GUID: says that there are two', () => {
    const ldif = ['Kim', 'Tom']
      .map(
        (name) =>
          `dn: CN=${name},DC=contoso,DC=com\nobjectClass: user\nuserPrincipalName: ${name.toLowerCase()}@contoso.com\nmsExchMailboxGuid:: IkTni9mw7Ee4YefeGpz7IA==\nmsExchRecipientTypeDetails: 2147483648\n`,
      )
      .join('\n');
    const report = reportOf(
      diagnose({ 'onprem.ldf': ldif, 'cloud.json': CLOUD }, '--onprem', 'onprem.ldf', '--cloud', 'cloud.json', '--direction', 'to-onprem'),
    );
    expect(first(report)?.causes[0]).toMatchObject({
      id: 'duplicate-guid-onprem',
      evidence: [{ text: 'CN=Kim,DC=contoso,DC=com' }, { text: 'CN=Tom,DC=contoso,DC=com' }],
    });
  });

  it('duplicate keys and columns: keeps on', () => {
    const csv = 'UserPrincipalName,userPrincipalName,ExchangeGuid\nkim@contoso.com,kim@contoso.com,\nkim@contoso.com,kim@contoso.com,\n';
    const json =
      '{"value":[{"userPrincipalName":"kim@contoso.com","userPrincipalName":"kim@contoso.com","id":"11111111-2222-4333-8444-555555555555"}]}';
    const report = reportOf(diagnose({ 'onprem.csv': csv, 'cloud.json': json }, '--onprem', 'onprem.csv', '--cloud', 'cloud.json'));
    expect(first(report)?.id).toBe('migration/mailbox-guid-not-found');
  });
});

describe('the settings', () => {
  it.each<[string, string, readonly string[]]>([
    ['no JSON', 'blockSoftMatch = true', ['JSON']],
    ['empty', '', ['empty']],
    ['a list', '[]', []],
    ['a wrong type', '{"syncedContainers": "OU=Staff"}', ['syncedContainers']],
  ])('%s: says so', (_, content, words) => {
    expectProblem(diagnose({ 'settings.json': content }, '--settings', 'settings.json'), 'settings.json', ...words);
  });

  it('missing: says so', () => {
    expectProblem(diagnose({}, '--settings', 'settings.json'), 'settings.json');
  });

  it('with keys of later versions: are taken', () => {
    expect(
      diagnose({ 'settings.json': '{"somethingNew": [1, 2], "initialDomain": "contoso.onmicrosoft.com"}' }, '--settings', 'settings.json')
        .code,
    ).toBe(1);
  });
});

/** Root may read everything, so the run drops its rights first; undefined where this machine has no way to do that. */
function spawnAsNobody(path: string, cwd: string): Run | undefined {
  chmodSync(cwd, 0o755);
  const run = spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', process.execPath, BIN, path], {
    cwd: '/',
    encoding: 'utf8',
  });
  if (run.error !== undefined || /setpriv:|Cannot find module|EACCES.*node/.test(run.stderr)) return undefined;
  return { code: run.status, out: run.stdout, err: run.stderr };
}

it('stands in the repository', () => {
  expect(statSync(join(ROOT, 'dist/start.cjs')).isFile()).toBe(true);
});
