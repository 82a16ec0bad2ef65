import { beforeAll, describe, expect, it } from 'vitest';
import type { Command, Fix } from '../../src/engine/rule.js';
import { phasesOf } from '../../src/fixes/bulk/operations.js';
import { bulkScripts } from '../../src/fixes/bulk-script.js';
import { renderCommand } from '../../src/fixes/powershell.js';
import type { PlanStep } from '../../src/fixes/step.js';
import { createPowerShellParser, type PowerShellParser, skeleton } from '../setup/powershell.js';
import { fc } from '../setup/property.js';
import { repositoryRules } from '../setup/rules.js';

const loaded = repositoryRules();
let parser: PowerShellParser;

beforeAll(async () => {
  parser = await createPowerShellParser();
});

/** A plan step of a fix, with one value for every parameter. */
function stepOf(fix: Fix, subject: string, value: string | undefined, more: Partial<PlanStep> = {}): PlanStep {
  const render = (commands: readonly Command[] | undefined) =>
    (commands ?? []).map((command) =>
      renderCommand(command, (name) => (value === undefined ? { kind: 'placeholder', name } : { kind: 'value', value })),
    );
  return {
    id: fix.id,
    fixId: fix.id,
    title: fix.title,
    why: fix.why,
    finding: 'recipient/x',
    cause: 'a',
    subject,
    risk: fix.risk,
    confidence: 'exact',
    guards: [],
    precheck: [],
    commands: render(fix.steps),
    verify: [],
    rollback: render(fix.rollback),
    changes: (fix.changes ?? []).map(({ object, attribute }) => ({
      object: `${object === 'onPrem' ? 'onprem' : 'cloud'}:${value ?? 'new'}`,
      attribute,
      to: value ?? null,
    })),
    isModelled: fix.changes !== undefined,
    synchronizes: false,
    retired: undefined,
    ...more,
  };
}

const fixNamed = (id: string): Fix => {
  const fix = loaded.fixes.find((one) => one.id === id);
  if (fix === undefined) throw new Error(`no fix ${id}`);
  return fix;
};

const textOf = (steps: readonly PlanStep[], name: string): string => bulkScripts(steps).find((file) => file.name === name)?.text ?? '';

const HOSTILE = [
  "O'Brien",
  "x'; Remove-Everything -Identity *; '",
  'x\u2018; Remove-Everything *; \u2019',
  'x\u201a; Remove-Everything *; \u201b',
  'x\u201c; Remove-Everything *; \u201d\u201e\u201f',
  '$(Remove-Everything *)',
  '`n`"; Remove-Everything *',
  'a\r\nRemove-Everything *',
  'a\u0000b',
  'a\u2028Remove-Everything *',
  '} ; Remove-Everything; {',
  '#> Remove-Everything <#',
  '*)(objectClass=*)',
  "CN=O\u2019Neil\\, Kim,OU='; Remove-Everything; ',DC=contoso,DC=com",
  '8be74422-b0d9-47ec-b861-e7de1a9cfb20',
  'x'.repeat(5000),
  '\ud800',
];

const OWN = new Set(
  `Read-Journal Add-Entry Get-Result Get-Time Test-Answer ConvertTo-Held Read-OnPrem Read-Graph Read-ExchangeOnline Read-Held Get-Plain Test-Want
 Get-State Get-Old Stop-Person Test-Turn Invoke-Step Wait-Step Test-Phase Set-DoneByHand Write-Summary New-Secret Wait-Scheduler Invoke-Synchronization
 ConvertTo-Literal ConvertTo-Typed Write-OldValues Undo-Step Get-Location Join-Path New-Object Test-Path ConvertFrom-Json ConvertTo-Json Get-Date
 Read-Host ForEach-Object Where-Object Sort-Object Split-Path Write-Host Write-Warning Out-Host Start-Sleep Get-ADSyncScheduler
 Start-ADSyncSyncCycle Invoke-MgGraphRequest Get-Mailbox Get-Recipient exit $Do`.split(/\s+/),
);

const cmdletsOf = (fix: Fix): ReadonlySet<string> =>
  new Set(
    [...fix.steps, ...fix.rollback].flatMap((command) =>
      'run' in command ? [command.run, ...(command.then ?? []).map(({ run }) => run)] : 'program' in command ? [command.program] : [],
    ),
  );

describe('the scripts of every fix', () => {
  it('hold no value outside a literal, whatever the values are', () => {
    for (const fix of loaded.fixes) {
      for (const value of HOSTILE) {
        for (const { name, text } of bulkScripts([stepOf(fix, value, value)], [{ person: value, why: value }])) {
          if (!name.endsWith('.ps1')) continue;
          expect(text.startsWith('\ufeff# crossprem')).toBe(true);
          const where = `${fix.id} ${name} with ${JSON.stringify(value.slice(0, 40))}`;
          expect(skeleton(ownPart(text)), where).not.toContain('Remove-Everything *');
          expect(text, where).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        }
      }
    }
  }, 120_000);

  it('call nothing but their own functions and the cmdlets of the fix', () => {
    for (const [index, fix] of loaded.fixes.entries()) {
      const value = [undefined, "O'Brien", 'x\u2019; Remove-Everything *; \u2018', '$(Remove-Everything)'][index % 4];
      const cmdlets = cmdletsOf(fix);
      for (const { name, text } of bulkScripts([stepOf(fix, value ?? 'kim@contoso.com', value)])) {
        if (!name.endsWith('.ps1')) continue;
        const strange = parser.commandNames(text.slice(1)).filter((called) => !OWN.has(called) && !cmdlets.has(called));
        expect(strange, `${fix.id} ${name}`).toEqual([]);
      }
    }
  }, 120_000);

  it('keep their shape for any text', () => {
    const fix = fixNamed('enable-remote-mailbox');
    const shape = (value: string): string =>
      skeleton(textOf([stepOf(fix, value, value)], 'exchange-onprem.ps1')).replace(/\(1 step\)|@\([', ]*\)/g, '');
    const plain = shape('kim');
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            "'",
            '\u2018',
            '\u2019',
            '\u201a',
            '\u201b',
            '"',
            '\u201d',
            '`',
            '$',
            '(',
            ')',
            '{',
            '}',
            ';',
            '#',
            'a',
            ' ',
            '\\',
          ),
          { maxLength: 20 },
        ),
        (parts) => {
          expect(shape(`x${parts.join('')}`)).toBe(plain);
        },
      ),
      { numRuns: 300 },
    );
  });
});

/** What differs from script to script: the calls after the functions. */
const ownPart = (text: string): string => text.slice(text.indexOf('\nRead-Journal\r'));

const change = (attribute: string, to: string | readonly string[] | null, object = 'onprem:new') => ({ object, attribute, to });
const call = (
  run: string,
  values: Record<string, string>,
  shell: 'exchange-onprem' | 'ad-ds' | 'entra-connect' | 'graph' = 'exchange-onprem',
) => renderCommand({ shell, run, with: values }, (name) => ({ kind: 'placeholder', name }));
const SYNC = call('Start-ADSyncSyncCycle', { PolicyType: 'Delta' }, 'entra-connect');

function planned(fixId: string, subject: string, commands: PlanStep['commands'], more: Partial<PlanStep> = {}): PlanStep {
  return stepOf(fixNamed('run-delta-sync'), subject, 'x', {
    id: fixId,
    fixId,
    title: fixId,
    commands,
    rollback: [],
    changes: [],
    isModelled: true,
    ...more,
  });
}

describe('the order of many people', () => {
  const people = ['kim@contoso.com', 'alex@contoso.com', 'megan@contoso.com'];
  const steps = people.flatMap((who) => [
    planned('clear-duplicate-exchange-guid', who, [call('Set-MailUser', { Identity: who, ExchangeGuid: '0' })]),
    planned('enable-remote-mailbox', who, [call('Enable-RemoteMailbox', { Identity: who })]),
    planned('stamp-exchange-guid', who, [call('Set-RemoteMailbox', { Identity: who })]),
    planned('run-delta-sync', who, [SYNC], { synchronizes: true }),
    planned('assign-exchange-license', who, [call('Set-MgUserLicense', { UserId: who }, 'graph')]),
  ]);

  it('does one kind of work for everyone before the next, and synchronizes once', () => {
    const phases = phasesOf(steps);
    expect(phases.map(({ title }) => title)).toEqual([
      'Clear duplicates and wrong values',
      'Create and mail-enable',
      'Write GUIDs, addresses and types',
      'Synchronize once, for all',
      'In the cloud',
    ]);
    expect(phases.map(({ operations }) => operations.length)).toEqual([3, 3, 3, 1, 3]);
    expect(phases[3]?.operations[0]?.needs).toHaveLength(9);
    expect(textOf(steps, 'entra-connect.ps1').match(/Invoke-Synchronization -Id/g)).toHaveLength(1);
  });

  it('never puts a later step of a person before an earlier one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('clear-x', 'enable-remote-mailbox', 'stamp-exchange-guid', 'run-delta-sync', 'assign-exchange-license'), {
          maxLength: 8,
        }),
        fc.array(fc.constantFrom('clear-x', 'create-remote-mailbox', 'stamp-exchange-guid', 'run-delta-sync'), { maxLength: 8 }),
        (first, second) => {
          const plan = (who: string, ids: readonly string[]): readonly PlanStep[] =>
            ids.map((id, index) => planned(id, who, [id === 'run-delta-sync' ? SYNC : call('Set-X', { Identity: `${who} ${index}` })]));
          const all = phasesOf([...plan('a', first), ...plan('b', second)]).flatMap(({ operations }) => operations);
          const done = new Set<string>();
          for (const { kind, needs, id } of all) {
            for (const need of needs) expect(done.has(need)).toBe(true);
            if (kind !== 'synchronize') done.add(id);
          }
          expect(done.size).toBe(
            first.filter((id) => id !== 'run-delta-sync').length + second.filter((id) => id !== 'run-delta-sync').length,
          );
        },
      ),
    );
  });

  it('gives a step the same id in every run, and another one to another value', () => {
    const ids = (who: string): readonly string[] =>
      phasesOf([planned('stamp-exchange-guid', who, [call('Set-RemoteMailbox', { Identity: who })])]).flatMap(({ operations }) =>
        operations.map(({ id }) => id),
      );
    expect(ids('kim')).toEqual(ids('kim'));
    expect(ids('kim')).not.toEqual(ids('tom'));
  });

  it('asks before a phase that another script prepares', () => {
    expect(textOf(steps, 'entra-connect.ps1')).toContain(
      "Test-Phase 4 'Synchronize once, for all' 'Phase 3 has steps in exchange-onprem.ps1. Are they done?' 1",
    );
    expect(textOf(steps, 'exchange-onprem.ps1')).toContain("Test-Phase 2 'Create and mail-enable' '' 3");
  });
});

describe('a step', () => {
  const create = planned(
    'create-remote-mailbox',
    'kim@contoso.com',
    [
      renderCommand(
        { shell: 'exchange-onprem', run: 'Read-Host', with: { Prompt: 'Password' }, switches: ['AsSecureString'], assign: 'password' },
        () => ({ kind: 'placeholder', name: 'x' }),
      ),
      renderCommand(
        { shell: 'exchange-onprem', run: 'New-RemoteMailbox', with: { Name: 'Kim', Password: { variable: 'password' } } },
        () => ({ kind: 'placeholder', name: 'x' }),
      ),
      renderCommand(
        {
          shell: 'exchange-onprem',
          run: 'Set-RemoteMailbox',
          with: { Identity: 'kim', EmailAddresses: { hashtable: { add: ['k@contoso.com', 'X500:/o=a'] } } },
        },
        () => ({ kind: 'placeholder', name: 'x' }),
      ),
    ],
    { changes: [change('userPrincipalName', 'kim(1)@contoso.com'), change('mailNickname', 'kim'), change('mail', 'kim@contoso.com')] },
  );

  it('looks first whether it is so: what it makes, and what each command adds', () => {
    const text = textOf([create], 'exchange-onprem.ps1');
    expect(text).toContain("Find = '(userPrincipalName=kim\\281\\29@contoso.com)'; Base = ''; Attribute = 'mailNickname'; Has = @('kim')");
    expect(text).toContain("Attribute = 'proxyAddresses'; Has = @('smtp:k@contoso.com', 'X500:/o=a')");
    expect(text).not.toContain("Attribute = 'mail';");
  });

  it('takes a password from the administrator or from a generator, and writes none', () => {
    const text = textOf([create], 'exchange-onprem.ps1');
    expect(text).toContain("$password = New-Secret 'kim@contoso.com'\r\n    New-RemoteMailbox -Name 'Kim' -Password $password");
    expect(text).toContain('RandomNumberGenerator');
    expect(text).not.toMatch(/ConvertTo-SecureString|AsPlainText/);
  });

  it('keeps what a command takes away', () => {
    const disable = planned('convert-x', 'dana', [call('Disable-MailUser', { Identity: 'dana' })], {
      changes: [change('mail', null, 'onprem:CN=Dana,OU=Staff,DC=contoso,DC=com')],
    });
    expect(textOf([disable], 'exchange-onprem.ps1')).toContain(
      "-Keep @{ Side = 'onprem'; Find = '(distinguishedName=CN=Dana,OU=Staff,DC=contoso,DC=com)'; Base = 'DC=contoso,DC=com'; Attributes = @('mail',",
    );
  });

  it('waits for somebody where a value is missing, and is no command then', () => {
    const open = planned('stamp-exchange-guid', 'kim', [
      renderCommand({ shell: 'exchange-onprem', run: 'Set-RemoteMailbox', with: { Identity: ['$', '{user}'].join('') } }, (name) => ({
        kind: 'placeholder',
        name,
      })),
    ]);
    const text = textOf([open], 'exchange-onprem.ps1');
    expect(text).toMatch(/Wait-Step -Id '[^']+' -In 1 -Person 'kim'/);
    expect(skeleton(ownPart(text))).not.toContain('Set-RemoteMailbox');
  });

  it('is recorded before and after it runs, and a fault is caught for its person', () => {
    const text = textOf([create], 'exchange-onprem.ps1');
    const body = text.slice(text.indexOf('function Invoke-Step'), text.indexOf('function Wait-Step'));
    const order = [
      "Add-Entry $Id $Person 'begun'",
      '& $Do',
      "Add-Entry $Id $Person 'done'",
      '} catch {',
      'Stop-Person',
      "Add-Entry $Id $Person 'failed'",
    ].map((part) => body.lastIndexOf(part));
    expect(order.every((at) => at > 0)).toBe(true);
    expect([order[0], order[1], order[2]]).toEqual([...order.slice(0, 3)].sort((a, b) => a - b));
    expect(body.indexOf('if (-not $Apply)')).toBeLessThan(body.indexOf('& $Do'));
  });

  it('is undone only where the journal says that it was done, and not unseen after a synchronization', () => {
    const undo = [call('Remove-RemoteMailbox', { Identity: 'kim' })];
    const files = [{ ...create, rollback: undo }, planned('run-delta-sync', 'kim@contoso.com', [SYNC])];
    const text = textOf(files, 'rollback-exchange-onprem.ps1');
    expect(text).toMatch(
      /Undo-Step -Ids @\('create-remote-mailbox-[0-9a-f]{16}', 'create-remote-mailbox-[0-9a-f]{16}'\) -Before 'synchronize-[0-9a-f]{16}' -For 'kim@contoso.com'/,
    );
    expect(text).toContain("@('done', 'begun', 'failed', 'unclear') -contains");
  });
});

describe('a script as a file', () => {
  it('has the mark by which Windows PowerShell knows UTF-8, for in Windows-1252 a letter would end a literal', () => {
    for (const { name, text } of bulkScripts([stepOf(fixNamed('stamp-exchange-guid'), 'Ñandú', 'Ñandú')])) {
      if (name.endsWith('.ps1')) expect(text.codePointAt(0)).toBe(0xfeff);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    }
  });

  it('says in the README who is left out, and in which order the scripts run', () => {
    const readme = bulkScripts([stepOf(fixNamed('stamp-exchange-guid'), 'kim', 'kim')], [{ person: 'lee', why: 'clash: who is it?' }]).find(
      ({ name }) => name === 'README.txt',
    )?.text;
    expect(readme).toContain('1. Write GUIDs, addresses and types: .\\exchange-onprem.ps1 -Apply -Phase 1 (1)');
    expect(readme).toContain('- lee: clash: who is it?');
  });

  it('is linear in the number of people', () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      stepOf(fixNamed('stamp-exchange-guid'), `user${index}@contoso.com`, `user${index}@contoso.com`),
    );
    expect(textOf(many, 'exchange-onprem.ps1').match(/Invoke-Step -Id/g)).toHaveLength(5000);
  });
});
