import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPowerShellParser, skeleton } from '../setup/powershell.js';
import { crossprem, folderWith, isPlainProblem } from '../setup/process.js';
import { ROOT } from '../setup/rules.js';

const SAMPLE = join(ROOT, 'samples/adopt/born-in-the-cloud');
const DATA = ['--onprem', 'onprem.ldf', '--cloud', 'cloud.json', '--settings', 'settings.json'];
const AFTER = ['--onprem', 'after/onprem.ldf', '--cloud', 'after/cloud.json', '--settings', 'settings.json'];
const adopt = (...words: string[]) => crossprem(['adopt', ...words], { cwd: SAMPLE });

describe('crossprem adopt', () => {
  it('tells for each cloud mailbox what has to be done', () => {
    const run = adopt(...DATA);
    expect(run.code).toBe(1);
    for (const line of ['3  create', '1  enable', '1  convert', '1  finish', '2  clash', '1  blocked', '1  known'])
      expect(run.out).toContain(line);
    expect(run.out).toContain('In one cycle over all 6 plans each object joins its own cloud user.');
  });

  it('takes a CSV of people, and accounts for every row', () => {
    const list = join(folderWith({ 'list.csv': 'UserPrincipalName\nkim.akers@contoso.com\nnobody@contoso.com\n' }), 'list.csv');
    const run = adopt(...DATA, '--users', list, '--format', 'json');
    const result = JSON.parse(run.out);
    expect(result.people.map(({ id, group }: { id: string; group: string }) => `${id} ${group}`)).toEqual(['kim.akers@contoso.com create']);
    expect(result.notes.join('\n')).toContain('nobody@contoso.com is nobody in the data');
  });

  it('prints one row for each person as CSV, and the same people as JSON and markdown', () => {
    const csv = adopt(...DATA, '--format', 'csv')
      .out.trim()
      .split('\r\n');
    expect(csv).toHaveLength(10);
    expect(csv[1]).toContain('create,kim.akers@contoso.com,Kim Akers,kim.akers@contoso.com,kim.akers,kim.akers,');
    const json = JSON.parse(adopt(...DATA, '--json').out);
    expect(json).toMatchObject({ schema: 'crossprem/adopt/1', counts: { create: 3, known: 1 }, whole: { isProven: true } });
    expect(json.people[0].compared[0]).toMatchObject({ attribute: 'userPrincipalName', state: 'free' });
    expect(adopt(...DATA, '--format', 'markdown').out).toContain('| attribute | on-premises | cloud | state |');
  });

  it('writes scripts that PowerShell can read, with those alone whose plan is proven', async () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'crossprem-')), 'adopt');
    const run = adopt(...DATA, '--script', folder);
    expect(run.code).toBe(1);
    const names = readdirSync(folder).sort();
    expect(names).toEqual(['README.txt', 'entra-connect.ps1', 'exchange-onprem.ps1', 'people.csv', 'rollback-exchange-onprem.ps1']);
    const parser = await createPowerShellParser();
    for (const name of names.filter((file) => file.endsWith('.ps1'))) {
      const text = readFileSync(join(folder, name), 'utf8');
      expect(parser.commandNames(text.slice(1)).length).toBeGreaterThan(10);
      expect(() => skeleton(text)).not.toThrow();
      for (const left of ['lee.gu@', 'pat.reed@', 'sam.doyle@']) expect(text).not.toContain(left);
    }
    const script = readFileSync(join(folder, 'exchange-onprem.ps1'), 'utf8');
    expect(script.match(/New-RemoteMailbox -Name/g)).toHaveLength(3);
    expect(readFileSync(join(folder, 'README.txt'), 'utf8')).toContain('lee.gu@contoso.com: clash');
    const again = adopt(...DATA, '--script', folder);
    expect(again.code).toBe(2);
    expect(again.err).toContain('already there and was not replaced');
  });

  it('writes no script where nobody has a proven repair', () => {
    const list = join(folderWith({ list: 'lee.gu@contoso.com\n' }), 'list');
    const folder = join(mkdtempSync(join(tmpdir(), 'crossprem-')), 'adopt');
    const run = adopt(...DATA, '--users', list, '--script', folder);
    expect(run.code).toBe(1);
    expect(run.err).toContain('no script was written');
    expect(existsSync(folder)).toBe(false);
  });

  it('checks after the run who is known now, and why somebody is not', () => {
    const run = adopt(...AFTER, '--users', 'people.csv', '--check');
    expect(run.code).toBe(1);
    expect(run.out).toContain('On-premises Exchange knows 6 of 10 cloud mailboxes.');
    expect(run.out).toMatch(/megan\.bowen@contoso\.com {2}finish\n {6}msExchMailboxGuid \(ExchangeGuid\): missing/);
    const known = join(folderWith({ list: 'kim.akers@contoso.com\npress@contoso.com\n' }), 'list');
    expect(adopt(...AFTER, '--users', known, '--check').code).toBe(0);
  });

  it('puts new objects where it is told, and refuses a container that is not synchronized', () => {
    const list = join(folderWith({ list: 'kim.akers@contoso.com\n' }), 'list');
    const inside = JSON.parse(adopt(...DATA, '--users', list, '--ou', 'OU=Sales,OU=Staff,DC=contoso,DC=com', '--json').out);
    expect(inside.people[0]).toMatchObject({ group: 'create', container: 'OU=Sales,OU=Staff,DC=contoso,DC=com' });
    const outside = JSON.parse(adopt(...DATA, '--users', list, '--ou', 'OU=Lab,DC=contoso,DC=com', '--json').out);
    expect(outside.people[0]).toMatchObject({ group: 'blocked', inSyncScope: false });
  });

  it.each([
    [['--onprem', 'onprem.ldf']],
    [['--cloud', 'cloud.json']],
    [['--onprem', 'missing.ldf', '--cloud', 'cloud.json']],
    [[...DATA, '--users', 'missing.csv']],
    [[...DATA, '--check', '--script', 'x']],
  ])('says what is wrong with %j', (words) => {
    const run = adopt(...words);
    expect(run.code).toBe(2);
    expect(isPlainProblem(run), run.err).toBe(true);
  });
});
