import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, crossprem, folderWith, isPlainProblem, schemaFaults } from '../setup/process.js';
import { person, SETTINGS } from '../setup/readiness.js';
import { ROOT } from '../setup/rules.js';

const SAMPLE = join(ROOT, 'samples/readiness/first-wave');
const BOTH = ['--onprem', 'onprem.ldf', '--cloud', 'cloud.json', '--settings', 'settings.json', '--direction', 'to-cloud'];
const readiness = (words: readonly string[], cwd = SAMPLE) => crossprem(['readiness', ...BOTH, ...words], { cwd });

interface Shown {
  readonly readiness: {
    readonly verdicts: Readonly<Record<string, number>>;
    readonly people: readonly {
      readonly id: string;
      readonly name: string;
      readonly verdict: string;
      readonly findings: readonly { readonly id: string }[];
    }[];
    readonly causes: readonly { readonly id: string }[];
    readonly comparison?: { readonly new: number; readonly fixed: number; readonly same: number };
  };
  readonly notes: readonly string[];
}
const json = (words: readonly string[] = [], cwd = SAMPLE): Shown => {
  const report: Shown = JSON.parse(readiness([...words, '--format', 'json'], cwd).out);
  expect(schemaFaults(report)).toEqual([]);
  return report;
};

describe('crossprem readiness', () => {
  it('tells of the sample who is ready, and what blocks the others', () => {
    const { readiness: result } = json();
    const verdicts = Object.fromEntries(result.people.map(({ name, verdict }) => [name, verdict]));
    expect(verdicts).toMatchObject({
      'Amelie Brandt': 'ready',
      'Ben Okafor': 'ready',
      'Clara Nowak': 'blocked',
      'Dmitri Fell': 'blocked',
      'Ines Prado': 'warnings',
      'Katja Meier': 'no-move',
    });
    const found = (name: string) => result.people.find((one) => one.name === name)?.findings.map(({ id }) => id);
    expect(found('Clara Nowak')).toContain('readiness/upn-suffix-unverified');
    expect(found('Dmitri Fell')).toContain('readiness/licence-missing');
    expect(found('Farid Haddad')).toContain('readiness/out-of-scope-ou');
    expect(found('Jonas Weiss')).toContain('recipient/dual-mailbox');
  });

  it('prints one sentence first, and exits with 1 where somebody is blocked', () => {
    const run = readiness([]);
    expect(run.out).toMatch(/^Of 12 recipients, 2 can move to Exchange Online now/);
    expect([run.code, readiness(['--fail-on', 'never']).code]).toEqual([1, 0]);
  });

  it('judges only whom a list names, and tells of every other line', () => {
    const { readiness: result, notes } = json(['--users', 'wave1.csv']);
    expect(result.people).toHaveLength(4);
    const told = notes.join('\n');
    expect(told).toContain('7 entries in the column EmailAddress: 4 people found, 1 named again, 2 not used');
    expect(told).toContain('wave1.csv:6: norbert.nix@contoso.com is nobody');
    expect(told).toContain('wave1.csv:8: h.sol@contoso.com names 2 people');
  });

  it('reads a list in UTF-16, and people by alias, DN, GUID and domain account', () => {
    const report = json();
    const lines = ['amelie.brandt', 'cn=ben okafor, OU=Staff,DC=contoso,DC=com', 'CONTOSO\\cnowak', 'Dmitri Fell'];
    const folder = folderWith({ 'list.txt': Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`, 'utf16le') });
    const { readiness: result } = json(['--users', join(folder, 'list.txt')]);
    expect(result.people).toHaveLength(4);
    expect(report.readiness.people).toHaveLength(12);
  });

  it('takes organizational units and groups', () => {
    expect(json(['--ou', 'OU=Contractors,DC=contoso,DC=com']).readiness.people.map(({ name }) => name)).toEqual(['Farid Haddad']);
    expect(json(['--group', 'wave 1']).readiness.people).toHaveLength(6);
    expect(json(['--group', 'CN=Wave 1,OU=Groups,DC=contoso,DC=com', '--ou', 'OU=Staff,DC=contoso,DC=com']).readiness.people).toHaveLength(
      5,
    );
    expect(json(['--group', 'no such group']).readiness.people).toHaveLength(0);
  });

  it('says that memberOf was not read', () => {
    const folder = folderWith({ 'p.csv': 'userPrincipalName,mail\nkim@contoso.com,kim@contoso.com\n' });
    const run = crossprem(['readiness', '--onprem', 'p.csv', '--group', 'Wave 1'], { cwd: folder });
    expect(run.out).toContain('memberOf was not read');
  });

  it('lists only the verdicts and checks that are wanted', () => {
    expect(json(['--verdict', 'ready']).readiness.people.map(({ verdict }) => verdict)).toEqual(['ready', 'ready']);
    expect(json(['--check', 'readiness/licence-missing']).readiness.people.map(({ name }) => name)).toEqual(['Dmitri Fell']);
  });

  it('writes the CSV of a migration batch with only those who are ready', () => {
    const folder = folderWith();
    const path = join(folder, 'batch.csv');
    const run = readiness(['--migration-csv', path]);
    expect(readFileSync(path, 'utf8').trim().split('\r\n').sort()).toEqual([
      'EmailAddress',
      'amelie.brandt@contoso.com',
      'ben.okafor@contoso.com',
      'ines.prado@contoso.com',
    ]);
    expect(run.err).toContain('Left out: 8 blocked, 1 with nothing to move');
  });

  it('compares with an earlier result, and fails only for what is new', () => {
    const folder = folderWith();
    const before = join(folder, 'before.ndjson');
    expect(readiness(['--format', 'ndjson', '--out', before]).code).toBe(1);
    expect(existsSync(`${before}.part`)).toBe(false);
    expect(json(['--baseline', before]).readiness.comparison).toMatchObject({ new: 0, fixed: 0 });
    expect(readiness(['--baseline', before, '--fail-on', 'new']).code).toBe(0);
    const onprem = readFileSync(join(SAMPLE, 'onprem.ldf'), 'utf8').replace(
      'userPrincipalName: ben.okafor@contoso.com',
      'userPrincipalName: ben.okafor@fabrikam.local',
    );
    const broken = folderWith({ 'onprem.ldf': onprem });
    const run = crossprem(
      ['readiness', '--onprem', join(broken, 'onprem.ldf'), ...BOTH.slice(2), '--baseline', before, '--fail-on', 'new'],
      { cwd: SAMPLE },
    );
    expect(run.code).toBe(1);
    expect(run.out).toMatch(/Since the earlier result[\s\S]*Ben Okafor/);
  });

  it.each<readonly [string, readonly string[]]>([
    ['no recipients', ['readiness']],
    ['--fail-on new without --baseline', ['readiness', ...BOTH, '--fail-on', 'new']],
    ['a page for the terminal', ['readiness', ...BOTH, '--format', 'html']],
    ['--json with another format', ['readiness', ...BOTH, '--json', '--format', 'csv']],
    ['a result over its own input', ['readiness', ...BOTH, '--out', './onprem.ldf']],
    ['two results in one file', ['readiness', ...BOTH, '--out', '/tmp/x.txt', '--migration-csv', '/tmp/x.txt']],
    ['an unknown check', ['readiness', ...BOTH, '--check', 'readiness/licence-mising']],
    ['a list that is not there', ['readiness', ...BOTH, '--users', 'nobody.txt']],
    ['a batch CSV without its column', ['readiness', ...BOTH, '--batch-csv', 'settings.json']],
    ['a baseline that is none', ['readiness', ...BOTH, '--baseline', 'settings.json']],
    ['a folder that is not there', ['readiness', ...BOTH, '--out', '/no/such/folder/x.json']],
  ])('refuses %s plainly', (_, words) => {
    const run = crossprem(words, { cwd: SAMPLE });
    expect(run.code).toBe(2);
    expect(isPlainProblem(run)).toBe(true);
    expect(run.out).toBe('');
  });

  it('uses half a file as far as it goes, and says so', () => {
    const text = readFileSync(join(SAMPLE, 'onprem.ldf'), 'utf8');
    const folder = folderWith({ 'half.ldf': text.slice(0, text.length / 2) });
    const run = crossprem(['readiness', '--onprem', join(folder, 'half.ldf'), ...BOTH.slice(2)], { cwd: SAMPLE });
    expect(run.out).toMatch(/ends in the middle|did not arrive whole|breaks off/);
  });

  it('stops at Ctrl-C, keeps what is done, and exits with 130', async () => {
    const people = Array.from({ length: 60_000 }, (_, index) => person(`p${index}`, { objectGUID: undefined }));
    const folder = folderWith({ 'onprem.json': JSON.stringify(people), 'settings.json': JSON.stringify(SETTINGS) });
    const child = spawn(
      process.execPath,
      [BIN, 'readiness', '--onprem', 'onprem.json', '--settings', 'settings.json', '--format', 'ndjson', '--out', 'out.ndjson'],
      {
        cwd: folder,
      },
    );
    let err = '';
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    // Until the run has begun Ctrl-C ends the program at once, which is right, too.
    const timer = setInterval(() => child.kill('SIGINT'), 50);
    const [code, signal] = await new Promise<[number | null, string | null]>((done) => child.on('exit', (...how) => done(how)));
    clearInterval(timer);
    expect(code === 130 || signal === 'SIGINT').toBe(true);
    if (code === 130) expect(err).toContain('people were judged');
  });

  it('gives a report for a line of a batch, with its organization and without a text', () => {
    const line = { id: 1, job: 'readiness', onprem: [person('kim')], cloud: [], settings: SETTINGS, direction: 'to-cloud' };
    const kind = { id: 2, kind: 'recipients', onprem: [person('kim')], input: '' };
    const run = crossprem(['batch'], { input: `${JSON.stringify(line)}\n${JSON.stringify(kind)}\n` });
    const [first, second] = run.out
      .trim()
      .split('\n')
      .map((one) => JSON.parse(one));
    expect(schemaFaults(first.report)).toEqual([]);
    expect(first.report.findings.map(({ id }: { id: string }) => id)).toContain('readiness/upn-suffix-unverified');
    expect(second.report.input.kind).toBe('recipients');
  });
});
