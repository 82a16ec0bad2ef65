import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTOSO_SETTINGS } from '../setup/header-facts.js';
import * as headers from '../setup/headers.js';
import { msgFile } from '../setup/mail.js';
import { crossprem, folderWith, isPlainProblem, type Report, reportOf, schemaFaults } from '../setup/process.js';
import { ALEX, cloudMailbox, cloudMailUser, hybrid, KIM, onPremMailbox, ROUTING, remoteMailbox } from '../setup/route.js';

const SPOOF = `${headers.textOf(headers.directSend())}\r\n\r\nBody\r\n`;
const CLEAN = `${headers.textOf(headers.internetToExo())}\r\n\r\nBody\r\n`;
const MBOX = `From kim@fabrikam.com Mon Mar  2 09:00:01 2026\n${CLEAN.replaceAll('\r\n', '\n')}\nFrom x@example.com Mon Mar  2 09:00:02 2026\n${SPOOF.replaceAll('\r\n', '\n')}`;

const idsOf = (report: Pick<Report, 'findings'>): readonly string[] => report.findings.map(({ id }) => id);
const many = (out: string): readonly Report[] => {
  const reports: readonly Report[] = JSON.parse(out);
  for (const report of reports) expect(schemaFaults(report)).toEqual([]);
  return reports;
};
const authors = (reports: readonly Report[]): readonly unknown[] =>
  // The message of the contract, which the type of the shared reader leaves out.
  reports.map(
    (report) => (report as Report & { readonly message?: { readonly from?: { readonly address?: string } } }).message?.from?.address,
  );

describe('crossprem headers', () => {
  const cwd = folderWith({
    'spoof.eml': SPOOF,
    'clean.eml': CLEAN,
    'in/a.eml': CLEAN,
    'in/b.txt': SPOOF,
    'in/c.png': 'no mail',
    'in/deep/d.eml': SPOOF,
  });

  it('reads a file, standard input, and a dash', () => {
    const file = crossprem(['headers', 'spoof.eml', '--json'], { cwd });
    expect(file.code).toBe(1);
    const report = reportOf(file);
    expect(report.input).toMatchObject({ kind: 'headers', name: 'spoof.eml' });
    expect(idsOf(report).some((id) => id.startsWith('header/'))).toBe(true);
    for (const words of [['headers'], ['headers', '-']]) {
      const piped = crossprem([...words, '--json'], { cwd, input: SPOOF });
      expect(idsOf(reportOf(piped))).toEqual(idsOf(report));
    }
  });

  it('gives clean mail no finding and exits with 0', () => {
    const run = crossprem(['headers', 'clean.eml', '--json', '--fail-on', 'info'], { cwd });
    expect([run.code, idsOf(reportOf(run))]).toEqual([0, []]);
  });

  it('tells who sent it, the path and every field, as text', () => {
    const { out, code } = crossprem(['headers', 'spoof.eml'], { cwd });
    expect(code).toBe(1);
    for (const part of ['Message', 'Authentication', 'Path, oldest first: 4 hops', 'Fields, decoded', 'CAT=SPOOF'])
      expect(out).toContain(part);
  });

  it('reads several files in order, with an overview at the end', () => {
    const run = crossprem(['headers', 'clean.eml', 'spoof.eml'], { cwd });
    expect(run.code).toBe(1);
    expect(run.out).toMatch(
      /======== clean\.eml\n[\s\S]*======== spoof\.eml\n[\s\S]*\n2 messages\nclean\.eml {2}nothing found\nspoof\.eml {2}\w+ header\//,
    );
    expect(run.err).toBe('');
    expect(authors(many(crossprem(['headers', 'clean.eml', 'spoof.eml', '--json'], { cwd }).out))).toEqual([
      'kim@fabrikam.com',
      'kim@contoso.com',
    ]);
    expect(crossprem(['headers', 'clean.eml', 'spoof.eml', '--fail-on', 'never'], { cwd }).code).toBe(0);
  });

  it('reads standard input beside files', () => {
    expect(authors(many(crossprem(['headers', '-', 'clean.eml', '--json'], { cwd, input: SPOOF }).out))).toEqual([
      'kim@contoso.com',
      'kim@fabrikam.com',
    ]);
  });

  it('writes a line a message as NDJSON, and a title a message as Markdown', () => {
    const lines = crossprem(['headers', 'clean.eml', 'spoof.eml', '--format', 'ndjson'], { cwd }).out.trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(schemaFaults(JSON.parse(line))).toEqual([]);
    const markdown = crossprem(['headers', 'clean.eml', 'spoof.eml', '--format', 'markdown'], { cwd }).out;
    expect(markdown.match(/^# (?:clean|spoof)\.eml$/gm)).toHaveLength(2);
    expect(markdown.match(/^## Message$/gm)).toHaveLength(2);
    expect(crossprem(['headers', 'spoof.eml', '--format', 'markdown'], { cwd }).out).not.toContain('# spoof.eml');
  });

  it('takes a folder for the mail files in it, and a pattern for what it fits', () => {
    expect(authors(many(crossprem(['headers', 'in', '--json'], { cwd }).out))).toEqual(['kim@fabrikam.com', 'kim@contoso.com']);
    expect(authors(many(crossprem(['headers', 'in/*.eml', 'in/?.txt', '--json'], { cwd }).out))).toEqual([
      'kim@fabrikam.com',
      'kim@contoso.com',
    ]);
    expect(authors(many(crossprem(['headers', '**/*.eml', '--json'], { cwd }).out))).toHaveLength(4);
    expect(authors(many(crossprem(['headers', '*', '--json'], { cwd }).out))).toHaveLength(2);
  });

  it('reads a file whose name looks like a pattern', () => {
    const folder = folderWith({ 'a[1].eml': CLEAN, 'b c.eml': CLEAN });
    expect(authors(many(crossprem(['headers', 'a[1].eml', 'b c.eml', '--json'], { cwd: folder }).out))).toHaveLength(2);
  });

  it('tells of what it cannot read, and reads the rest', () => {
    const run = crossprem(['headers', 'clean.eml', 'nobody.eml', 'spoof.eml', '--json'], { cwd });
    expect(authors(many(run.out))).toEqual(['kim@fabrikam.com', 'kim@contoso.com']);
    expect(run.err).toContain('nobody.eml');
    expect(run.err).toContain('1 of 3 files could not be read.');
    expect(run.code).toBe(1);
    // Clean mail beside a file that was not read is no all-clear.
    expect(crossprem(['headers', 'clean.eml', 'nobody.eml'], { cwd }).code).toBe(2);
  });

  it.each([
    ['a file that is not there', ['nobody.eml']],
    ['a pattern that fits nothing', ['*.nothing']],
    ['a folder without mail', ['empty']],
    ['settings that are not there', ['clean.eml', '--settings', 'nobody.json']],
    ['headers in the place of a name', [SPOOF]],
    ['a name that is too long', ['a'.repeat(5000)]],
  ])('says what is wrong with %s', (_, words) => {
    const folder = folderWith({ 'clean.eml': CLEAN, 'empty/readme.md': 'x' });
    const run = crossprem(['headers', ...words], { cwd: folder });
    expect([run.code, run.out]).toEqual([2, '']);
    expect(isPlainProblem(run)).toBe(true);
  });

  it('says so where a folder may not be read', () => {
    const folder = folderWith({ 'locked/a.eml': CLEAN });
    chmodSync(join(folder, 'locked'), 0o000);
    const run = crossprem(['headers', 'locked'], { cwd: folder });
    chmodSync(join(folder, 'locked'), 0o755);
    // The administrator of this machine may read every folder.
    if (run.code === 2) expect(isPlainProblem(run)).toBe(true);
    else expect(run.code).toBe(0);
  });
});

describe('the forms of a message', () => {
  const one = (name: string, bytes: string | Uint8Array, ...words: readonly string[]) =>
    crossprem(['headers', name, ...words], { cwd: folderWith({ [name]: bytes }) });

  it.each([
    ['UTF-16 with a mark', new Uint8Array([0xff, 0xfe, ...Buffer.from(SPOOF, 'utf16le')])],
    ['UTF-16 without one', new Uint8Array(Buffer.from(SPOOF, 'utf16le'))],
    ['UTF-8 with a mark', `\ufeff${SPOOF}`],
    ['LF alone', SPOOF.replaceAll('\r\n', '\n')],
    ['CR alone', SPOOF.replaceAll('\r\n', '\r')],
    ['a quotation', `> ${SPOOF.replaceAll('\r\n', '\r\n> ')}`],
  ])('%s is read', (_, bytes) => {
    const run = one('headers.txt', bytes, '--json');
    expect(authors([reportOf(run)])).toEqual(['kim@contoso.com']);
    expect(run.code).toBe(1);
  });

  it('.msg of Outlook is read by its transport headers', () => {
    const file = msgFile({
      properties: { '001A001F': 'IPM.Note', '0037001F': 'Report', '007D001F': headers.textOf(headers.directSend()), '1000001F': 'Body' },
    });
    expect(authors([reportOf(one('mail.msg', file, '--json'))])).toEqual(['kim@contoso.com']);
  });

  it('mbox is read message by message', () => {
    expect(authors(many(one('all.mbox', MBOX, '--json').out))).toEqual(['kim@fabrikam.com', 'kim@contoso.com']);
    expect(one('all.mbox', MBOX).out).toMatch(/======== all\.mbox#1[\s\S]*======== all\.mbox#2[\s\S]*2 messages/);
  });

  it('a thousand hops are read', () => {
    const hops = Array.from({ length: 1000 }, (_, index) =>
      headers.onPremHop(`ex${index % 2}.contoso.local`, '10.0.0.9', `ex${(index + 1) % 2}.contoso.local`, index % 3000),
    ).reverse();
    const run = one('loop.txt', headers.textOf([...hops, ...headers.author('kim@contoso.com', 'alex@contoso.com')]), '--json');
    expect(reportOf(run)).toMatchObject({ message: { hops: { length: 1000 } } });
    expect(idsOf(reportOf(run)).length).toBeGreaterThan(0);
    expect(one('loop.txt', headers.textOf(hops)).code).toBeLessThan(2);
  });

  it('control characters do not reach the terminal', () => {
    const evil = SPOOF.replace('Subject: Report', 'Subject: \u001b]0;owned\u0007\u001b[2Ja\u202eb');
    for (const words of [[], ['--format', 'markdown'], ['--verbose']]) {
      const { out, code } = one('evil.eml', evil, ...words);
      expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      expect(out).toContain('<U+202E>');
      expect(code).toBe(1);
    }
  });

  it('a NUL in a field is no reason to fail', () => {
    const run = one('nul.eml', SPOOF.replace('Subject: Report', 'Subject: Re\u0000port'), '--json');
    expect(run.code).toBe(1);
    expect(authors([reportOf(run)])).toEqual(['kim@contoso.com']);
  });

  it('no headers at all give no finding of the mail rules but one that says so', () => {
    const run = one('list.txt', 'milk, bread, three eggs\n', '--json');
    expect(idsOf(reportOf(run)).filter((id) => id !== 'header/not-a-header-block')).toEqual([]);
  });
});

describe('with settings and directories', () => {
  const CLIXML = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>Deserialized.Microsoft.Exchange.Data.Directory.SystemConfiguration.TenantInboundConnector</T></TN><Props><S N="Name">Inbound from on-premises</S><B N="Enabled">true</B><S N="ConnectorType">OnPremises</S><Obj N="SenderIPAddresses" RefId="1"><LST><S>203.0.113.0/28</S></LST></Obj><S N="TlsSenderCertificateName">mail.contoso.com</S><B N="CloudServicesMailEnabled">true</B></Props></Obj></Objs>`;

  it('takes connectors exported as CLIXML', () => {
    const cwd = folderWith({
      'broken.txt': headers.textOf(headers.onPremToExo(false)),
      'inbound.xml': CLIXML,
      'settings.json': JSON.stringify(CONTOSO_SETTINGS),
    });
    const run = crossprem(['headers', 'broken.txt', '--settings', 'settings.json', 'inbound.xml', '--json'], { cwd });
    expect(run.err).toBe('');
    expect(idsOf(reportOf(run)).length).toBeGreaterThan(0);
    const alone = crossprem(['headers', 'broken.txt', '--settings', 'inbound.xml', '--json'], { cwd });
    expect([alone.err, alone.code === 2]).toEqual(['', false]);
    // The address of our server, which the connector names, is not that of a stranger.
    expect(idsOf(reportOf(crossprem(['headers', 'broken.txt', '--json'], { cwd })))).toContain('header/real-spoof');
    expect(idsOf(reportOf(alone))).not.toContain('header/real-spoof');
  });

  it('looks the author up on both sides', () => {
    const cwd = folderWith({
      'spoof.txt': SPOOF,
      'onprem.json': '[]',
      'cloud.json': JSON.stringify([{ id: '1', userPrincipalName: 'kim@contoso.com' }]),
    });
    const run = crossprem(['headers', 'spoof.txt', '--onprem', 'onprem.json', '--cloud', 'cloud.json', '--json'], { cwd });
    expect(run.code).toBe(1);
    reportOf(run);
  });
});

describe('--verify', () => {
  const ZONE = { 'fabrikam.com': { TXT: ['v=spf1 ip4:198.51.100.7 -all'] }, '_dmarc.fabrikam.com': { TXT: ['v=DMARC1; p=reject'] } };
  const cwd = folderWith({
    'clean.eml': CLEAN,
    'zone.json': JSON.stringify(ZONE),
    'bad.json': '[',
    'pasted.txt': headers.textOf(headers.internetToExo()),
  });

  it('computes SPF, DKIM and DMARC from a file of DNS records', () => {
    const run = crossprem(['headers', 'clean.eml', '--verify', '--dns', 'zone.json', '--json'], { cwd });
    expect(run.err).toBe('');
    expect(reportOf(run)).toMatchObject({ verification: { spf: { result: 'pass', domain: 'fabrikam.com' }, dmarc: { result: 'pass' } } });
    expect(crossprem(['headers', 'clean.eml', '--verify', '--dns', 'zone.json'], { cwd }).out).toMatch(
      /Verified now, by DNS of today\n {2}SPF {7}pass, fabrikam\.com/,
    );
  });

  it.each([['nobody.json'], ['bad.json']])('says what is wrong with the file %s', (file) => {
    const run = crossprem(['headers', 'clean.eml', '--verify', '--dns', file], { cwd });
    expect(run.code).toBe(2);
    expect(isPlainProblem(run)).toBe(true);
  });

  it('asks nothing where it was not asked to', () => {
    expect(reportOf(crossprem(['headers', 'clean.eml', '--json'], { cwd }))).not.toHaveProperty('verification');
  });
});

describe('batch', () => {
  const lines = (...objects: readonly unknown[]): readonly Record<string, unknown>[] => {
    const run = crossprem(['batch'], {
      input: objects.map((object) => `${typeof object === 'string' ? object : JSON.stringify(object)}\n`).join(''),
    });
    expect(run.code).toBe(0);
    return run.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
  };
  const SIDES = {
    onprem: [onPremMailbox(ALEX), remoteMailbox(KIM, `SMTP:kim@${ROUTING}`)],
    cloud: [cloudMailbox(KIM)],
    settings: hybrid(),
  };

  it('does the job headers, and keeps the order around bad lines', () => {
    const [spoof, bad, clean, wrong] = lines(
      { id: 1, job: 'headers', input: SPOOF },
      '{',
      { id: 3, job: 'headers', input: CLEAN },
      { id: 4, job: 'headers', input: 7 },
    );
    expect(spoof).toMatchObject({ id: 1, report: { input: { kind: 'headers' } } });
    expect(schemaFaults(spoof?.report)).toEqual([]);
    expect(bad).toMatchObject({ id: null, error: { code: 'bad-json' } });
    expect(clean).toMatchObject({ id: 3, report: { findings: [] } });
    expect(wrong).toMatchObject({ id: 4, error: { code: 'bad-line' } });
  });

  it('does the job route', () => {
    const found = lines(
      { id: 'r', job: 'route', from: ALEX, to: KIM, ...SIDES },
      { id: 's', job: 'route', from: ALEX },
      { id: 't', job: 'route', from: ALEX, to: KIM, start: 'moon' },
      { id: 'u', job: 'route', from: ALEX, to: 'x', settings: [] },
    );
    expect(found[0]).toMatchObject({
      id: 'r',
      route: { schema: 'crossprem/route/1', outcome: { kind: 'delivered', where: 'exchange-online' } },
    });
    for (const line of found.slice(1)) expect(line).toMatchObject({ error: { code: 'bad-line' } });
  });
});

describe('crossprem route', () => {
  const data = (target: string) =>
    folderWith({
      'onprem.json': JSON.stringify([onPremMailbox(ALEX), remoteMailbox(KIM, target)]),
      'cloud.json': JSON.stringify([cloudMailbox(KIM)]),
      'other.json': JSON.stringify([cloudMailbox('sam@contoso.com')]),
      'back.json': JSON.stringify([cloudMailUser(KIM, KIM)]),
      'empty.json': '[]',
      'settings.json': JSON.stringify(hybrid()),
    });
  const WORDS = ['route', '--from', ALEX, '--to', KIM, '--onprem', 'onprem.json', '--settings', 'settings.json'];

  it('says where the message ends, as text and as JSON', () => {
    const cwd = data(`SMTP:kim@${ROUTING}`);
    const text = crossprem([...WORDS, '--cloud', 'cloud.json'], { cwd });
    expect([text.code, text.err]).toEqual([0, '']);
    expect(text.out).toMatch(/\nDelivered: /);
    const json = crossprem([...WORDS, '--cloud', 'cloud.json', '--json'], { cwd });
    expect(JSON.parse(json.out)).toMatchObject({ from: ALEX, to: KIM, outcome: { kind: 'delivered' } });
    expect(crossprem([...WORDS, '--cloud', 'cloud.json', '--format', 'markdown'], { cwd }).out).toContain('Route');
  });

  it('exits with 1 where the message is returned or loops, and with 2 where it cannot do its work', () => {
    const cwd = data(`SMTP:kim@${ROUTING}`);
    for (const [cloud, kind, code] of [
      ['other.json', 'bounce', 1],
      ['back.json', 'loop', 1],
      // An export without objects proves nothing.
      ['empty.json', 'undecided', 0],
    ] as const) {
      const run = crossprem([...WORDS, '--cloud', cloud, '--json'], { cwd });
      expect([cloud, JSON.parse(run.out).outcome.kind, run.code]).toEqual([cloud, kind, code]);
    }
    for (const words of [
      ['route', '--from', ALEX],
      ['route', '--to', KIM],
      ['route', '--from', 'nobody', '--to', KIM],
      [...WORDS, '--cloud', 'nobody.json'],
    ]) {
      const run = crossprem(words, { cwd });
      expect([words, run.code, run.out]).toEqual([words, 2, '']);
      expect(isPlainProblem(run)).toBe(true);
    }
  });
});
