import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { wantedColumns } from '../../../src/facts/wanted.js';
import { ldapAttributes, onPremisesProperties, STATISTICS, securityAttributes } from '../../../src/render/collector/names.js';
import { collectorScripts } from '../../../src/render/collector/scripts.js';
import { createPowerShellParser, type PowerShellParser, skeleton } from '../../setup/powershell.js';
import { ROOT } from '../../setup/rules.js';

const wanted = { onprem: wantedColumns('onprem'), cloud: wantedColumns('cloud') };
const files = collectorScripts({ version: '0.1.0', wanted });
const scripts = files.filter(({ name }) => name.endsWith('.ps1'));

interface Cmdlet {
  readonly where: string;
  readonly parameters: readonly string[];
  readonly cloudOnlyParameters?: readonly string[];
  readonly onpremOnlyParameters?: readonly string[];
}
const CATALOGUE = new Map<string, Cmdlet>(Object.entries(JSON.parse(readFileSync(join(ROOT, 'rules/cmdlets.json'), 'utf8'))));

/** What PowerShell itself brings along, and of what is used here nothing changes anything but the file that is written. */
const BUILT_IN = new Set([
  'ConvertFrom-Json',
  'ConvertTo-Json',
  'ForEach-Object',
  'Get-Command',
  'Get-Date',
  'New-Object',
  'Set-StrictMode',
  'Start-Sleep',
  'Test-Path',
  'Where-Object',
  'Write-Host',
  'Write-Progress',
  'Write-Warning',
]);
const COMMON_PARAMETERS = new Set(['ErrorAction']);

let parser: PowerShellParser;
beforeAll(async () => {
  parser = await createPowerShellParser();
});

const ownFunctions = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/^function ([A-Za-z]+-[A-Za-z]+)/gm)].map((match) => match[1] ?? ''));

/** Calls of cmdlets of Exchange, with the names of their parameters. */
function callsOf(text: string): readonly { readonly cmdlet: string; readonly parameters: readonly string[] }[] {
  const code = skeleton(text).replace(/#.*/g, '');
  return [...code.matchAll(/\b(Get-[A-Za-z]+)([^|;{}\n]*)/g)].flatMap(([, cmdlet = '', rest = '']) =>
    CATALOGUE.has(cmdlet) && !BUILT_IN.has(cmdlet)
      ? [{ cmdlet, parameters: [...rest.matchAll(/ -([A-Za-z]+)/g)].map((match) => match[1] ?? '') }]
      : [],
  );
}

describe('the collector scripts', () => {
  it('are two scripts and a README, and always the same', () => {
    expect(files.map(({ name }) => name)).toEqual(['Collect-OnPremises.ps1', 'Collect-ExchangeOnline.ps1', 'README.txt']);
    expect(collectorScripts({ version: '0.1.0', wanted })).toEqual(files);
    const shuffled = { onprem: new Set([...wanted.onprem].reverse()), cloud: new Set([...wanted.cloud].reverse()) };
    expect(collectorScripts({ version: '0.1.0', wanted: shuffled })).toEqual(files);
  });

  it.each(scripts)('$name is PowerShell', ({ text }) => {
    expect(() => parser.commandNames(text.replaceAll('\r\n', '\n').replace('\ufeff', ''))).not.toThrow();
    expect(text.startsWith('\ufeff# .SYNOPSIS')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it.each(scripts)(
    '$name calls Get- cmdlets of Exchange, its own functions, and what PowerShell brings along, and nothing else',
    ({ text }) => {
      const own = ownFunctions(text);
      for (const name of own) expect(CATALOGUE.has(name), `${name} hides a cmdlet`).toBe(false);
      const names = new Set(parser.commandNames(text.replaceAll('\r\n', '\n').replace('\ufeff', '')));
      const others = [...names].filter((name) => !own.has(name) && !BUILT_IN.has(name));
      expect(others.filter((name) => !/^Get-[A-Za-z]+$/.test(name) && !/^\$(?:From|Do)$/.test(name))).toEqual([]);
      expect(others.filter((name) => name.startsWith('Get-') && !CATALOGUE.has(name))).toEqual([]);
    },
  );

  it.each(scripts)('$name writes, deletes and sends nothing but its file', ({ text }) => {
    const code = skeleton(text);
    expect(code).not.toMatch(
      /Invoke-|Out-File|Set-Content|Add-Content|Remove-|Import-|Enable-|Disable-|\biex\b|CommitChanges|\.Invoke\(|DeleteTree|WebClient|HttpClient/i,
    );
    expect(code).not.toMatch(/Get-Credential|Read-Host|SecureString|Password/i);
    expect([...code.matchAll(/\[System\.IO\.File\]::(\w+)/g)].map((match) => match[1])).toEqual(['Open', 'Open']);
  });

  it.each([
    ['Collect-OnPremises.ps1', 'cloud'],
    ['Collect-ExchangeOnline.ps1', 'onprem'],
  ])('%s uses only parameters that the cmdlets have on its side', (name, otherSide) => {
    const calls = callsOf(scripts.find((file) => file.name === name)?.text ?? '');
    expect(calls.length).toBeGreaterThan(15);
    for (const { cmdlet, parameters } of calls) {
      const known = CATALOGUE.get(cmdlet);
      expect(known?.where, cmdlet).not.toBe(otherSide);
      const elsewhere = (otherSide === 'cloud' ? known?.cloudOnlyParameters : known?.onpremOnlyParameters) ?? [];
      for (const parameter of parameters.filter((one) => !COMMON_PARAMETERS.has(one))) {
        expect(known?.parameters, `${cmdlet} -${parameter}`).toContain(parameter);
        expect(elsewhere, `${cmdlet} -${parameter}`).not.toContain(parameter);
      }
    }
  });

  it.each(scripts)('$name stops at each error of a cmdlet that reads a list: half a list is not taken for a whole one', ({ text }) => {
    for (const { cmdlet, parameters } of callsOf(text)) expect(parameters, cmdlet).toContain('ErrorAction');
  });

  it.each(scripts)('$name gives no two variables names that differ in case alone', ({ text }) => {
    // PowerShell takes them for one: $from in a loop would overwrite the parameter $From.
    const code = skeleton(text).replace(/#.*/g, '');
    for (const part of code.split(/^(?=function )/m)) {
      const parameters = /^function [\w-]+\(([^)]*)\)/.exec(part)?.[1] ?? '';
      const given = [...parameters.matchAll(/\$(\w+)/g)].map((match) => match[1] ?? '');
      const assigned = [...part.matchAll(/\$(\w+) = /g)].map((match) => match[1] ?? '');
      for (const name of given) {
        const other = assigned.filter((one) => one !== name && one.toLowerCase() === name.toLowerCase());
        expect(other, part.slice(0, 60)).toEqual([]);
      }
    }
  });

  it.each(scripts)('$name uses no variable that is never set, and calls its own functions with parameters that they have', ({ text }) => {
    const code = skeleton(text).replace(/#.*/g, '');
    const names = (pattern: RegExp): readonly string[] => [...code.matchAll(pattern)].map((match) => (match[1] ?? '').toLowerCase());
    const functions = new Map(
      [...code.matchAll(/^function ([\w-]+)\(?([^\n]*)\)? \{$/gm)].map(([, name = '', given = '']) => [
        name,
        [...given.matchAll(/\$(\w+)/g)].map((match) => (match[1] ?? '').toLowerCase()),
      ]),
    );
    const parameters = [...functions.values()].flat();
    const head = [...(/^param\(([\s\S]*?)^\)/m.exec(code)?.[1] ?? '').matchAll(/\]\$(\w+)/g)].map((match) =>
      (match[1] ?? '').toLowerCase(),
    );
    const automatic = ['_', 'null', 'true', 'false', 'executioncontext', 'erroractionpreference'];
    const set = new Set([...automatic, ...head, ...parameters, ...names(/\$(?:script:)?(\w+) = /g), ...names(/foreach \(\$(\w+) in /g)]);
    expect([...new Set(names(/\$(?:script:)?(\w+)/g))].filter((name) => !set.has(name))).toEqual([]);
    for (const [, name = '', given = ''] of code.matchAll(
      /(?:^|[({;|] ?|= )\s*([A-Z]\w+-\w+)((?: -[A-Za-z]+ [^-\n]*?)*)(?= -From \{|$)/gm,
    )) {
      for (const [, parameter = ''] of given.matchAll(/ -([A-Za-z]+) /g))
        if (functions.has(name)) expect(functions.get(name), `${name} -${parameter}`).toContain(parameter.toLowerCase());
    }
    expect(functions.size).toBeGreaterThan(20);
  });

  it('asks IIS for what stands in IIS: with -ADPropertiesOnly the cmdlet says False and None of it', () => {
    const text = scripts.find(({ name }) => name === 'Collect-OnPremises.ps1')?.text ?? '';
    const after = text.slice(text.indexOf('-ADPropertiesOnly -ErrorAction'));
    const names = /@\(([^)]*)\)/.exec(after)?.[1] ?? '';
    expect(names).toContain("'MRSProxyEnabled'");
    expect(names).not.toMatch(/Authentication|ExtendedProtection/);
    expect(text.match(/-ADPropertiesOnly -ErrorAction/g)).toHaveLength(1);
  });

  it.each([
    ['Collect-OnPremises.ps1', "Test-Mixed 'Get-ExchangeServer' 'Get-OutboundConnector' 'Get-Mailbox'"],
    ['Collect-ExchangeOnline.ps1', "Test-Mixed 'Get-OutboundConnector' 'Get-ExchangeServer' 'Get-MailUser'"],
  ])('%s does not run in a session of both sides', (name, check) => {
    const text = scripts.find((file) => file.name === name)?.text ?? '';
    expect(text).toContain(`if (${check}) { throw `);
    expect(text.indexOf(check)).toBeLessThan(text.lastIndexOf('\r\nOpen-Output\r\n'));
  });

  it.each(scripts)('$name calls a part whole only where nothing of it is written down as not read', ({ text }) => {
    const complete = text.split('\r\n').filter((line) => / 'complete'/.test(line));
    expect(complete.length).toBeGreaterThan(1);
    for (const line of complete) expect(line).toMatch(/if \(\$Gaps\.ContainsKey/);
  });

  it('tells to loosen the execution policy in the session that is open, for a new process has none', () => {
    const readme = files.find(({ name }) => name === 'README.txt')?.text ?? '';
    expect(readme).toContain('Set-ExecutionPolicy -Scope Process');
    expect(readme).not.toContain('powershell.exe -');
  });

  it('puts a version that is no version into one literal', () => {
    const [script] = collectorScripts({ version: "1'; Remove-Mailbox kim #\u2019", wanted });
    expect(skeleton(script?.text ?? '')).not.toContain('Remove-Mailbox');
  });
});

describe('the attributes that are read', () => {
  it('are all that the rules want and a script can read', () => {
    const read = new Set(
      [...ldapAttributes(wanted.onprem), ...securityAttributes(wanted.onprem), ...onPremisesProperties(wanted.onprem), ...STATISTICS].map(
        (name) => name.toLowerCase(),
      ),
    );
    const missing = [...wanted.onprem].filter((name) => !read.has(name)).sort();
    // Of move requests and their reports, of other tools' exports, and other spellings.
    expect(missing).toEqual([
      'archivetotalitemsize',
      'baditemsencountered',
      'dn',
      'enabled',
      'failuretype',
      'firstname',
      'itemsizes',
      'largestitemsize',
      'lastfailure',
      'maxitemsize',
      'message',
      'report',
      'topsubjectsize',
    ]);
  });

  it('begin with the id by which a resumed run knows what is there', () => {
    expect(ldapAttributes(wanted.onprem)[0]).toBe('objectGUID');
    expect(onPremisesProperties(wanted.onprem)[0]).toBe('Guid');
    for (const { text } of scripts) expect(text).toMatch(/Properties = @\('Guid', /);
  });

  it('leave out what no rule wants, and passwords', () => {
    const few = ldapAttributes(new Set(['msexchmailboxguid']));
    expect(few).toContain('msexchmailboxguid');
    expect(few).not.toContain('homeMDB');
    for (const { text } of scripts) expect(text).not.toMatch(/unicodePwd|userPassword|AuthenticationCredential|ms-Mcs-AdmPwd/i);
  });
});
