import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/spec.js';
import { createPowerShellParser } from '../setup/powershell.js';
import { BIN, crossprem, folderWith, isPlainProblem, reportOf, schemaFaults } from '../setup/process.js';
import { ROOT } from '../setup/rules.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const ERROR = `Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '${GUID}'. --> Cannot find a recipient that has mailbox GUID '${GUID}'.\n`;
const SEED = join(ROOT, 'samples/migration/cloud-only-user');
const DATA = ['--onprem', 'onprem.ldf', '--cloud', 'cloud.json', '--settings', 'settings.json', '--direction', 'to-onprem'];

describe('crossprem', () => {
  it('says its version', () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect(crossprem(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it.each([['--help'], ['-h'], ['help'], ...COMMANDS.map(({ name }) => [name, '--help'])])('helps with %s %s', (...words) => {
    const run = crossprem(words.filter((word) => word !== undefined));
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/Usage: crossprem[\s\S]*Options:[\s\S]*Examples:/);
    expect(run.err).toBe('');
  });

  it.each([
    [['diagnoes'], 'The nearest is diagnose'],
    [['diagnose', '--onperm', 'x'], 'the nearest is --onprem'],
    [['--jsno'], 'the nearest is --json'],
    [['rules', 'shw'], 'The nearest is show'],
    [['rules', 'show', 'mailbox-guid-not-fund'], 'mailbox-guid-not-found'],
    [['-', '--explain', 'migration/mailbox-guid-not-fund'], 'migration/mailbox-guid-not-found'],
    [['-', '--answer', 'ask.mrsProxyEnable=no'], 'ask.mrsProxyEnabled'],
  ])('%j names the nearest and exits with 2', (words, nearest) => {
    const run = crossprem(words, { input: ERROR });
    expect(run.code).toBe(2);
    expect(run.err).toContain(nearest);
    expect(run.out).toBe('');
  });

  it.each([
    ['a file', ['error.txt'], ''],
    ['a dash', ['-'], ERROR],
    ['a pipe', [], ERROR],
    ['the command and a pipe', ['diagnose'], ERROR],
    ['the command and a file', ['diagnose', 'error.txt'], ''],
  ])('reads %s', (_, words, input) => {
    const run = crossprem([...words, '--json'], { input, cwd: folderWith({ 'error.txt': ERROR }) });
    const report = reportOf(run);
    expect(run.code).toBe(1);
    expect(report.findings[0]?.id).toBe('migration/mailbox-guid-not-found');
    expect(report.extracted.guids).toEqual([GUID]);
    expect(report.tool.rules).toBeGreaterThanOrEqual(112);
  });

  it('finds the input behind a list of directory files', () => {
    const run = crossprem(['--cloud', 'cloud.json', '--onprem', 'onprem.ldf', 'error.txt', '--json'], { cwd: SEED });
    expect(reportOf(run).findings[0]?.causes[0]?.id).toBe('cloud-only-no-onprem-object');
  });

  it('gives the same output to the same input', () => {
    const once = crossprem(['error.txt', ...DATA, '--json'], { cwd: SEED });
    expect(crossprem(['error.txt', ...DATA, '--json'], { cwd: SEED })).toEqual(once);
  });

  it.each([
    ['a confirmed error', ERROR, [], 1],
    ['nothing known', 'milk, bread, three eggs\n', [], 0],
    ['a finding below the level', ERROR, ['--fail-on', 'never'], 0],
    ['a blocker at its level', ERROR, ['--fail-on', 'blocker'], 1],
    ['a finding at info', ERROR, ['--fail-on', 'info'], 1],
    ['an empty input', '', [], 2],
  ])('exits for %s', (_, input, words, code) => {
    expect(crossprem(['-', ...words], { input }).code).toBe(code);
  });

  it('colours only where it is asked to', () => {
    const escape = /\u001b\[/;
    expect(crossprem(['-'], { input: ERROR }).out).not.toMatch(escape);
    expect(crossprem(['-'], { input: ERROR, env: { FORCE_COLOR: '1' } }).out).toMatch(escape);
    expect(crossprem(['-'], { input: ERROR, env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).out).not.toMatch(escape);
    expect(crossprem(['-'], { input: ERROR, env: { NO_COLOR: '1' } }).out).not.toMatch(escape);
    expect(crossprem(['-', '--json'], { input: ERROR, env: { FORCE_COLOR: '1' } }).out).not.toMatch(escape);
    const coloured = crossprem(['-'], { input: ERROR, env: { FORCE_COLOR: '1' } }).out;
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(crossprem(['-'], { input: ERROR }).out);
  });

  it('prints commands on one line each, however long', () => {
    const { out } = crossprem(['error.txt', ...DATA], { cwd: SEED });
    const line = out.split('\n').find((text) => text.includes('New-RemoteMailbox -'));
    expect(line).toMatch(/New-RemoteMailbox .*-RemoteRoutingAddress '[^']+'/);
  });

  it('explains why a rule fired, and why not', () => {
    const fired = crossprem(['error.txt', ...DATA, '--explain', 'migration/mailbox-guid-not-found'], { cwd: SEED });
    expect(fired.code).toBe(0);
    expect(fired.out).toMatch(/confirmed {2}cloud-only-no-onprem-object/);
    expect(fired.out).toMatch(/onPrem\.exists is false: false/);
    const not = crossprem(['error.txt', '--explain', 'migration/csv-row-invalid'], { cwd: SEED });
    expect(not.out).toContain('The rule did not fire');
  });

  it('takes an answer', () => {
    const text =
      "The call to 'https://mail.contoso.com/EWS/mrsproxy.svc' failed. Error details: The HTTP request was forbidden with client authentication scheme 'Negotiate'. --> The remote server returned an error: (403) Forbidden.";
    const causes = (...words: string[]) =>
      reportOf(crossprem(['-', '--json', ...words], { input: text })).findings[0]?.causes.filter((cause) => cause.status === 'confirmed');
    expect(causes()).toEqual([]);
    expect(causes('--answer', 'ask.mrsProxyEnabled=no')).toMatchObject([{ status: 'confirmed' }]);
  });

  it('does not break when the reader goes away', () => {
    const run = spawnSync('sh', ['-c', `'${process.execPath}' '${BIN}' rules list | head -1`], { encoding: 'utf8' });
    expect(run.stdout).toMatch(/^header\//);
    expect(run.stderr).toBe('');
  });

  it('walks through the demo', () => {
    const run = crossprem(['demo']);
    expect(run.code).toBe(0);
    expect(run.out).toContain('Cannot find a recipient that has mailbox GUID');
    expect(run.out).toMatch(/Cause confirmed/);
    expect(run.out).toContain('New-RemoteMailbox');
    expect(schemaFaults(JSON.parse(crossprem(['demo', '--json']).out))).toEqual([]);
  });
});

describe('crossprem plan', () => {
  it('prints the steps', () => {
    const run = crossprem(['plan', 'error.txt', ...DATA], { cwd: SEED });
    expect(run.code).toBe(1);
    expect(run.out).toContain('Step 1 of');
  });

  it('writes scripts that PowerShell can read, once', async () => {
    const folder = join(folderWith(), 'fix');
    const words = ['plan', 'error.txt', ...DATA, '--script', folder];
    const run = crossprem(words, { cwd: SEED });
    expect(run.code).toBe(1);
    const names = readdirSync(folder).sort();
    expect(names).toEqual(expect.arrayContaining(['README.txt', 'exchange-onprem.ps1', 'rollback-exchange-onprem.ps1']));
    for (const name of names) expect(run.out).toContain(join(folder, name));
    const parser = await createPowerShellParser();
    for (const name of names.filter((file) => file.endsWith('.ps1'))) parser.commandNames(readFileSync(join(folder, name), 'utf8'));
    const before = readFileSync(join(folder, 'exchange-onprem.ps1'));
    const again = crossprem(words, { cwd: SEED });
    expect(again.code).toBe(2);
    expect(again.err).toMatch(/already there and was not replaced/);
    expect(readFileSync(join(folder, 'exchange-onprem.ps1'))).toEqual(before);
  });

  it('writes nothing while no cause is decided', () => {
    const folder = join(folderWith(), 'fix');
    const run = crossprem(['plan', '-', '--script', folder], { input: ERROR });
    expect(run.code).toBe(1);
    expect(run.err).toContain('no script was written');
    expect(existsSync(folder)).toBe(false);
  });

  it('plans a cause that the user names', () => {
    const run = crossprem(['plan', '-', '--cause', 'remote-mailbox-guid-empty', '--json'], { input: ERROR });
    expect(reportOf(run).plan.map((step) => step.id)).toContain('stamp-exchange-guid');
  });

  it('says that a folder cannot be written', () => {
    const folder = join(folderWith({ 'a-file': 'x' }), 'a-file/below');
    const run = crossprem(['plan', 'error.txt', ...DATA, '--script', folder], { cwd: SEED });
    expect(run.code).toBe(2);
    expect(isPlainProblem(run), run.err).toBe(true);
  });
});

describe('crossprem guid', () => {
  it.each([
    GUID,
    `{${GUID.toUpperCase()}}`,
    'IkTni9mw7Ee4YefeGpz7IA==',
    '2244E78BD9B0EC47B861E7DE1A9CFB20',
    '\\22\\44\\e7\\8b\\d9\\b0\\ec\\47\\b8\\61\\e7\\de\\1a\\9c\\fb\\20',
  ])('reads %s', (value) => {
    const run = crossprem(['guid', value, '--json']);
    expect(run.code).toBe(0);
    expect(JSON.parse(run.out)).toMatchObject({ guid: GUID, forms: { immutableId: 'IkTni9mw7Ee4YefeGpz7IA==' } });
    expect(crossprem(['guid', value]).out).toContain(GUID);
  });

  it.each([[['guid']], [['guid', 'nonsense']], [['guid', 'a\u001b[31mb']]])('refuses %j in a plain sentence', (words) => {
    const run = crossprem(words);
    expect(run.code).toBe(2);
    expect(isPlainProblem(run), run.err).toBe(true);
    expect(run.err).not.toContain('\u001b');
  });
});

describe('crossprem batch', () => {
  const lines = (run: { readonly out: string }) =>
    run.out
      .trimEnd()
      .split('\n')
      .map((line): { id: unknown; report?: unknown; error?: { code: string; message: string } } => JSON.parse(line));

  it('answers each line, in order, whatever stands between', () => {
    const input = [
      JSON.stringify({ id: 1, input: ERROR }),
      '{"id": 2, "input": ',
      '',
      JSON.stringify({ id: 'three', input: 'nothing known' }),
      JSON.stringify([1, 2]),
      JSON.stringify({ id: 4 }),
      JSON.stringify({ id: 5, input: ERROR, job: 'dance' }),
      JSON.stringify({ id: 6, input: ERROR, onprem: 'all' }),
      JSON.stringify({ id: 7, input: ERROR, direction: 'up' }),
      JSON.stringify({ id: 8, input: ERROR, job: 'readiness' }),
      JSON.stringify({ id: null, input: ERROR, onprem: null, cloud: null, settings: null, kind: null, direction: null }),
      JSON.stringify({
        id: { a: 1 },
        input: ERROR,
        cloud: [
          {
            id: GUID,
            userPrincipalName: 'kim@contoso.com',
            exo: { ExchangeGuid: GUID, RecipientTypeDetails: 'UserMailbox', EmailAddresses: ['SMTP:kim@contoso.com'] },
          },
        ],
        onprem: [],
      }),
    ].join('\n');
    const run = crossprem(['batch'], { input });
    expect(run.code).toBe(0);
    const answers = lines(run);
    expect(answers.map(({ id, error }) => [id, error?.code ?? 'report'])).toEqual([
      [1, 'report'],
      [null, 'bad-json'],
      ['three', 'report'],
      [null, 'bad-json'],
      [4, 'bad-line'],
      [5, 'bad-line'],
      [6, 'bad-line'],
      [7, 'bad-line'],
      [8, 'report'],
      [null, 'report'],
      [{ a: 1 }, 'report'],
    ]);
    for (const { report } of answers) if (report !== undefined) expect(schemaFaults(report)).toEqual([]);
    const last = reportOf({ code: 0, out: JSON.stringify(answers.at(-1)?.report), err: '' });
    expect(last.findings[0]?.causes[0]).toMatchObject({ id: 'cloud-only-no-onprem-object', status: 'confirmed' });
  });

  it('survives hostile values on every side', () => {
    const nasty = [
      '\u0000',
      '\ud800',
      '\u001b]0;x\u0007',
      "'; Remove-Mailbox *",
      '\u202e',
      '${user}',
      '__proto__',
      'constructor',
      'x'.repeat(100_000),
    ];
    const input = nasty
      .map((text) =>
        JSON.stringify({
          id: text.slice(0, 9),
          input: `${ERROR}${text}`,
          onprem: [
            {
              userPrincipalName: `${text}@contoso.com`,
              displayName: text,
              [text]: text,
              msExchMailboxGuid: text,
              proxyAddresses: [text, `SMTP:${text}`],
            },
          ],
          cloud: [
            {
              id: text,
              userPrincipalName: text,
              onPremisesImmutableId: text,
              exo: { ExchangeGuid: GUID, RecipientTypeDetails: text, [text]: [text] },
            },
          ],
          settings: { routingDomain: text, acceptedDomains: { cloud: [text, 5, null] }, syncedContainers: [text], exchangeServers: text },
        }),
      )
      .join('\n');
    const answers = lines(crossprem(['batch'], { input }));
    expect(answers.map(({ error }) => error)).toEqual(nasty.map(() => undefined));
    for (const { report } of answers) expect(schemaFaults(report)).toEqual([]);
  });

  it('takes Windows line ends, a byte order mark, and the last line without an end', () => {
    const answers = lines(
      crossprem(['batch'], { input: `\ufeff${JSON.stringify({ id: 1, input: ERROR })}\r\n${JSON.stringify({ id: 2, input: ERROR })}` }),
    );
    expect(answers.map(({ error }) => error)).toEqual([undefined, undefined]);
  });

  it.each([
    ['nothing', '', []],
    ['blank lines', '\n\n  \n', []],
    ['a missing file', '', ['no-such.ndjson']],
    ['a folder', '', ['samples']],
  ])('says so for %s', (_, input, words) => {
    const run = crossprem(['batch', ...words], { input });
    expect(run.code).toBe(2);
    expect(isPlainProblem(run), run.err).toBe(true);
    expect(run.out).toBe('');
  });
});

describe('crossprem rules', () => {
  it('lists, shows and tests', () => {
    expect(crossprem(['rules', 'list', 'migration']).out).toMatch(/migration\/mailbox-guid-not-found +blocker[\s\S]*\n11[2-9] rules\n$/);
    expect(JSON.parse(crossprem(['rules', 'list', '--json']).out).length).toBeGreaterThanOrEqual(112);
    const shown = crossprem(['rules', 'show', 'migration/mailbox-guid-not-found']);
    expect(shown.out).toMatch(/Recognised by[\s\S]*Causes[\s\S]*Sources\n {2}https:/);
    expect(crossprem(['rules', 'show', 'mailbox-guid-not-found', '--format', 'markdown']).out).toMatch(/^# /);
    const tested = crossprem(['rules', 'test']);
    expect(tested.out).toMatch(/^\d+ cases of [45]\d\d rules passed, 0 failed, 0 faults/m);
    expect(tested.code).toBe(0);
  });

  it('writes a skeleton that passes its own test', () => {
    const folder = folderWith();
    const made = crossprem(['rules', 'new', 'migration/my-rule', '--out', folder]);
    expect(made.code).toBe(0);
    const tested = crossprem(['rules', 'test', 'migration/my-rule', '--rules', folder]);
    expect(tested.err).toBe('');
    expect(tested.out).toMatch(/3 cases of 1 rules? passed, 0 failed, 0 faults/);
    expect(tested.code).toBe(0);
    const again = crossprem(['rules', 'new', 'migration/my-rule', '--out', folder]);
    expect(again.code).toBe(2);
    expect(again.err).toContain('was not replaced');
  });

  it.each(['', 'My Rule', '../x', 'migration', 'migration/../x'])('makes no rule named %j', (id) => {
    const run = crossprem(['rules', 'new', ...(id === '' ? [] : [id]), '--out', folderWith()]);
    expect(run.code).toBe(2);
    expect(isPlainProblem(run), run.err).toBe(true);
  });

  it('adds the rules of the user, tells a broken one, and uses the rest', () => {
    const folder = folderWith();
    crossprem(['rules', 'new', 'migration/my-rule', '--out', folder]);
    const good = readFileSync(join(folder, 'migration/my-rule.yaml'), 'utf8');
    const own = folderWith({
      'migration/my-rule.yaml': good,
      'migration/broken.yaml': good.replace('migration/my-rule', 'migration/broken').replace('onPrem.exists', 'onPrem.exist'),
      'migration/not-yaml.yaml': 'id: [',
    });
    const text = `Replace this with the sentence of the product about 'kim@contoso.com'\n${ERROR}`;
    const run = crossprem(['-', '--rules', own, '--json'], { input: text });
    const ids = reportOf(run).findings.map((finding) => finding.id);
    expect(ids).toContain('migration/my-rule');
    expect(ids).toContain('migration/mailbox-guid-not-found');
    expect(ids).not.toContain('migration/broken');
    expect(run.err).toMatch(/migration\/broken\.yaml:\d+: no fact onPrem\.exist; the nearest known is onPrem\.exists/);
    expect(run.err).toMatch(/migration\/not-yaml\.yaml:\d+/);
    expect(crossprem(['rules', 'test', '--rules', own]).code).toBe(1);
  });

  it.each([
    ['no folder', '/no/such/folder'],
    ['a folder without rules', ''],
  ])('says so for %s', (_, path) => {
    const run = crossprem(['-', '--rules', path === '' ? folderWith() : path], { input: ERROR });
    expect(run.code).toBe(2);
    expect(isPlainProblem(run), run.err).toBe(true);
  });
});
