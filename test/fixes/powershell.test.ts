import { beforeAll, describe, expect, it } from 'vitest';
import type { CmdletCommand, Command, CommandValue, Fix } from '../../src/engine/rule.js';
import { changesSomething } from '../../src/engine/rule-set.js';
import { type Binding, type Bindings, quoteLiteral, type RenderedCommand, renderCommand } from '../../src/fixes/powershell.js';
import { planScripts } from '../../src/fixes/script.js';
import { diagnoseWith, ruleOf, ruleSetOf } from '../setup/diagnose.js';
import { createPowerShellParser, type PowerShellParser, skeleton } from '../setup/powershell.js';
import { fc } from '../setup/property.js';
import { repositoryRuleSet, repositoryRules } from '../setup/rules.js';

const loaded = repositoryRules();
const ruleSet = repositoryRuleSet();
let parser: PowerShellParser;

beforeAll(async () => {
  parser = await createPowerShellParser();
});

const HOSTILE: readonly string[] = [
  "O'Brien",
  "x'; Remove-Mailbox -Identity *; '",
  'x\u2019; Remove-Mailbox -Identity *; \u2019',
  'x\u2018; Remove-Mailbox *; \u2018',
  'x\u201a; Remove-Mailbox *; \u201b',
  'x"; Remove-Mailbox *; "',
  'x\u201d; Remove-Mailbox *; \u201c',
  '$(Remove-Mailbox *)',
  '${env:PATH}',
  '${user}',
  '`n`"; Remove-Mailbox *',
  'a\nRemove-Mailbox *',
  'a\r\nRemove-Mailbox *',
  'a\u0000b',
  'a\u0085Remove-Mailbox *',
  'a\u2028Remove-Mailbox *',
  'a\u202eb\u2066c\u200fd',
  'a\u001b[31mb',
  '# x',
  '<# x #>',
  '@"\nx\n"@',
  "@'",
  "'@",
  '-WhatIf:$false',
  '--%',
  '; | & && || > < ( ) { } [ ] @ ! %',
  '*',
  '',
  ' ',
  '\\',
  "\\'",
  "'",
  "''",
  '\u2019',
  "\u2018\u2019\u201a\u201b'",
  '8be74422-b0d9-47ec-b861-e7de1a9cfb20',
  "8be74422-b0d9-47ec-b861-e7de1a9cfb20'; Remove-Mailbox *",
  'CN=Kim\\, Akers,OU=Staff,DC=contoso,DC=com',
  '*)(objectClass=*)',
  'https://x/?a=b&c=$(d)',
  '{"a":1}',
  'x'.repeat(2048),
  'x'.repeat(200_000),
  "'".repeat(3000),
  '\ud800',
];

const hostile = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          "'",
          '\u2018',
          '\u2019',
          '\u201a',
          '\u201b',
          '"',
          '\u201c',
          '\u201d',
          '\u201e',
          '$(',
          ')',
          '`',
          ';',
          '\n',
          '\r',
          '\u0000',
          '|',
          '&',
          '#',
          '{',
          '}',
          '\u202e',
          'Remove-Mailbox',
          ' ',
        ),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

const bindAll =
  (binding: Binding): Bindings =>
  () =>
    binding;
const HARMLESS: Binding = { kind: 'value', value: 'x' };

/** Names that a command calls. */
function callsOf(command: Command): readonly string[] {
  if ('say' in command) return [];
  if ('program' in command) return [command.program];
  return [command.run, ...(command.then ?? []).map((piped) => piped.run)];
}

function commandsOf(fix: Fix): readonly Command[] {
  return [
    ...(fix.guards ?? []).flatMap((guard) => guard.precheck ?? []),
    ...(fix.precheck ?? []),
    ...fix.steps,
    ...fix.verify,
    ...fix.rollback,
  ];
}

const COMMANDS: readonly (readonly [string, readonly Command[]])[] = [
  ...loaded.fixes.map((fix) => [`fix ${fix.id}`, commandsOf(fix)] as const),
  ...loaded.asked.map((fact) => [`question ${fact.name}`, fact.how] as const),
];

describe('quoteLiteral', () => {
  it.each([
    ['plain', "'plain'"],
    ["O'Brien", "'O''Brien'"],
    ['a\u2019b', "'a\u2019\u2019b'"],
    ["\u2018\u2019\u201a\u201b'", "'\u2018\u2018\u2019\u2019\u201a\u201a\u201b\u201b'''"],
    ['$(x) `n "y"', '\'$(x) `n "y"\''],
    ['', "''"],
  ])('quotes %j', (value, expected) => {
    expect(quoteLiteral(value)).toBe(expected);
  });

  it.each(['a\nb', 'a\rb', 'a\tb', 'a\u0000b', 'a\u0085b', 'a\u2028b', 'a\u202eb', 'a\u200fb', 'a\ufeffb', 'x'.repeat(2049)])(
    'refuses %j',
    (value) => {
      expect(quoteLiteral(value)).toBeUndefined();
    },
  );

  it('gives one literal, and the value back, for anything it does not refuse', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const quoted = quoteLiteral(value);
        if (quoted === undefined) return;
        expect(skeleton(quoted)).toBe("''");
        expect(quoted.slice(1, -1).replace(/(['\u2018\u2019\u201a\u201b])\1/g, '$1')).toBe(value);
        expect(parser.commandNames(`Write-Output ${quoted}`)).toEqual(['Write-Output']);
      }),
      { numRuns: 400 },
    );
  });
});

describe('renderCommand', () => {
  const render = (values: Readonly<Record<string, CommandValue>>, binding: Binding, more: Partial<CmdletCommand> = {}): RenderedCommand =>
    renderCommand({ shell: 'exchange-onprem', run: 'Set-Thing', with: values, ...more }, bindAll(binding), () => true);
  const value = (text: string): Binding => ({ kind: 'value', value: text });

  it.each<[string, Readonly<Record<string, CommandValue>>, Binding, string]>([
    ['text', { A: '${x}' }, value('k'), "Set-Thing -A 'k'"],
    ['text around it', { A: 'smtp:${x}' }, value("O'Neil"), "Set-Thing -A 'smtp:O''Neil'"],
    ['a number', { A: 5 }, HARMLESS, 'Set-Thing -A 5'],
    ['a switch', { A: true, B: false }, HARMLESS, 'Set-Thing -A:$true -B:$false'],
    ['nothing', { A: { null: true } }, HARMLESS, 'Set-Thing -A $null'],
    ['a variable', { A: { variable: 'cred' } }, HARMLESS, 'Set-Thing -A $cred'],
    ['a list', { A: ['a', '${x}'] }, value('b'), "Set-Thing -A 'a','b'"],
    ['an empty list', { A: [] }, HARMLESS, 'Set-Thing -A @()'],
    ['a list of values', { A: '${x}' }, { kind: 'list', values: ['a', "b'c"] }, "Set-Thing -A 'a','b''c'"],
    ['an empty list of values', { A: '${x}' }, { kind: 'list', values: [] }, 'Set-Thing -A @()'],
    [
      'a hash table',
      { A: { hashtable: { Add: '${x}', 'mS-DS-ConsistencyGuid': 'y' } } },
      value("k'"),
      "Set-Thing -A @{Add='k'''; 'mS-DS-ConsistencyGuid'='y'}",
    ],
    [
      'GUID bytes',
      { A: { guidBytes: '${x}' } },
      value('8be74422-b0d9-47ec-b861-e7de1a9cfb20'),
      "Set-Thing -A ([guid]'8be74422-b0d9-47ec-b861-e7de1a9cfb20').ToByteArray()",
    ],
    [
      'base64 bytes',
      { A: { base64Bytes: '${x}' } },
      value('IkTni9mw7Ee4YefeGpz7IA=='),
      "Set-Thing -A ([Convert]::FromBase64String('IkTni9mw7Ee4YefeGpz7IA=='))",
    ],
    [
      'a filter, quoted twice',
      { A: { opath: { property: 'EmailAddresses', op: 'eq', value: 'smtp:${x}' } } },
      value("o'neil@contoso.com"),
      "Set-Thing -A 'EmailAddresses -eq ''smtp:o''''neil@contoso.com'''",
    ],
    [
      'an LDAP filter with a GUID',
      { A: { ldapFilter: { attribute: 'msExchMailboxGuid', guid: '${x}' } } },
      value('8be74422-b0d9-47ec-b861-e7de1a9cfb20'),
      "Set-Thing -A '(msExchMailboxGuid=\\22\\44\\E7\\8B\\D9\\B0\\EC\\47\\B8\\61\\E7\\DE\\1A\\9C\\FB\\20)'",
    ],
    [
      'an LDAP filter with text, escaped',
      { A: { ldapFilter: { attribute: 'mail', text: '${x}' } } },
      value('a*)(b=\\'),
      "Set-Thing -A '(mail=a\\2a\\29\\28b=\\5c)'",
    ],
    ['an address', { A: { uri: 'https://x/users/${x}' } }, value("a b/c'd"), "Set-Thing -A 'https://x/users/a%20b%2Fc''d'"],
    [
      'an address with half a surrogate pair',
      { A: { uri: 'https://x/users/${x}' } },
      value('a\ud800'),
      "Set-Thing -A 'https://x/users/a%EF%BF%BD'",
    ],
    ['JSON', { A: { json: { a: '${x}', b: null } } }, value('k\'"z'), 'Set-Thing -A \'{"a":"k\'\'\\"z","b":null}\''],
    ['a placeholder', { A: '${x}' }, { kind: 'placeholder', name: 'user' }, "Set-Thing -A '<user>'"],
  ])('renders %s', (_, values, binding, text) => {
    expect(render(values, binding).text.replace(/\\([0-9a-f]{2})/g, (escape) => escape.toUpperCase())).toBe(
      text.replace(/\\([0-9a-f]{2})/g, (escape) => escape.toUpperCase()),
    );
  });

  it('says where something is to be filled in', () => {
    expect(render({ A: '${x}' }, value('k')).hasPlaceholders).toBe(false);
    expect(render({ A: '${x}' }, { kind: 'placeholder', name: 'user' }).hasPlaceholders).toBe(true);
    expect(render({ A: '${x}' }, value('a\nb')).hasPlaceholders).toBe(true);
    expect(render({ A: { guidBytes: '${x}' } }, value('no GUID')).hasPlaceholders).toBe(true);
    expect(render({ A: { ldapFilter: { attribute: 'a', guid: '${x}' } } }, value('*)(b=*')).hasPlaceholders).toBe(true);
  });

  it('never shows a placeholder for a value that only looks like one', () => {
    expect(render({ A: '${x}' }, value('${y}')).text).toBe("Set-Thing -A '${y}'");
  });

  it('asks for -WhatIf where the cmdlet knows it, else for -Apply', () => {
    const command: CmdletCommand = { shell: 'exchange-onprem', run: 'Set-Thing' };
    expect(renderCommand(command, bindAll(HARMLESS), () => true)).toMatchObject({
      text: 'Set-Thing',
      script: 'Set-Thing -WhatIf:$WhatIf',
      needsApply: false,
    });
    expect(renderCommand(command, bindAll(HARMLESS), () => false)).toMatchObject({
      text: 'Set-Thing',
      script: 'Set-Thing',
      needsApply: true,
    });
    expect(renderCommand({ ...command, run: 'Get-Thing' }, bindAll(HARMLESS), () => true)).toMatchObject({
      script: 'Get-Thing',
      needsApply: false,
    });
    expect(renderCommand({ shell: 'windows', program: 'iisreset' }, bindAll(HARMLESS))).toMatchObject({ needsApply: true });
  });

  it('keeps terminal codes out of what is done by hand', () => {
    const { text } = renderCommand({ shell: 'portal', say: 'Open ${x} now' }, bindAll(value('a\u001b[31m\u202eb\nc')));
    expect(text).toBe('Open a[31mbc now');
  });
});

describe('every command of the rules', () => {
  it.each(COMMANDS)('%s calls what it says, whatever the values', (_, commands) => {
    for (const command of commands) {
      const plain = renderCommand(command, bindAll(HARMLESS), ruleSet.knowsWhatIf);
      if (plain.isManual) continue;
      expect(new Set(parser.commandNames(plain.text))).toEqual(new Set(callsOf(command)));
      const shape = skeleton(plain.text);
      for (const text of HOSTILE) {
        const rendered = renderCommand(command, bindAll({ kind: 'value', value: text }), ruleSet.knowsWhatIf);
        expect(skeleton(rendered.text), JSON.stringify(text.slice(0, 60))).toBe(shape);
        expect(rendered.text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
      }
    }
  });

  it('keeps its shape for values that nobody thought of', () => {
    const all = COMMANDS.flatMap(([, commands]) => commands.filter((command) => !('say' in command)));
    fc.assert(
      fc.property(fc.constantFrom(...all), hostile, hostile, (command, one, other) => {
        const bindings: Bindings = (name) => ({ kind: 'value', value: name.length % 2 === 0 ? one : other });
        const rendered = renderCommand(command, bindings, ruleSet.knowsWhatIf);
        expect(skeleton(rendered.text)).toBe(skeleton(renderCommand(command, bindAll(HARMLESS), ruleSet.knowsWhatIf).text));
        expect(new Set(parser.commandNames(rendered.text))).toEqual(new Set(callsOf(command)));
      }),
      { numRuns: 600 },
    );
  });

  it('keeps its shape for lists', () => {
    const lists: Binding = { kind: 'list', values: HOSTILE };
    for (const [, commands] of COMMANDS) {
      for (const command of commands) {
        if ('say' in command) continue;
        expect(new Set(parser.commandNames(renderCommand(command, bindAll(lists), ruleSet.knowsWhatIf).text))).toEqual(
          new Set(callsOf(command)),
        );
        skeleton(renderCommand(command, bindAll(lists), ruleSet.knowsWhatIf).text);
      }
    }
  });
});

const SCRIPT_OWN = new Set([
  'Confirm-Turn',
  'Read-Host',
  'Start-Transcript',
  'Join-Path',
  'Get-Date',
  'Stop-Transcript',
  'Write-Host',
  'Write-Warning',
]);

/** The scripts of one fix, with one value for every fact that its parameters read. */
function scriptsOf(fix: Fix, value: string | undefined): ReturnType<typeof planScripts> {
  const parameters = { ...loaded.parameters, ...fix.parameters };
  const facts = Object.values(parameters).flatMap((parameter) => parameter.from);
  const answers = value === undefined ? {} : Object.fromEntries(facts.map((fact) => [fact, value]));
  const guards = (fix.guards ?? []).map((guard) => ({ ...guard, blockedWhen: { fact: 'ask.nobodyKnows', is: true } as const }));
  const rules = ruleSetOf(
    [ruleOf({ id: 'migration/x', causes: [{ id: 'a', title: 'A', when: 'recognised', fix: fix.id }] })],
    [{ ...fix, guards }],
    { parameters: loaded.parameters, whatIf: loaded.whatIf },
  );
  const { plan } = diagnoseWith(rules, { text: "The frobnicator of 'kim@contoso.com' is out of order", answers });
  expect(plan.steps).toHaveLength(1);
  return planScripts(plan.steps);
}

/** Every value meets many fixes, and every fix some values; one literal of a script is made as any other. */
const hostileFor = (index: number): readonly string[] => HOSTILE.filter((_, at) => (at + index) % 8 === 0);

describe('planScripts', () => {
  it.each(loaded.fixes.map((fix, index) => [fix.id, fix, index] as const))(
    '%s: runs nothing but its own cmdlets, and changes nothing without -Apply',
    (_, fix, index) => {
      const own = new Set(commandsOf(fix).flatMap(callsOf));
      for (const value of [undefined, 'x', ...hostileFor(index)]) {
        for (const { name, text } of scriptsOf(fix, value)) {
          if (!name.endsWith('.ps1')) continue;
          const where = `${name} with ${JSON.stringify(value?.slice(0, 40))}`;
          const names = parser.commandNames(text);
          expect(
            names.filter((called) => !SCRIPT_OWN.has(called) && !own.has(called)),
            where,
          ).toEqual([]);
          const shape = skeleton(text);
          expect(shape.split('\r\n').slice(2, 3)).toEqual(['param([switch]$Apply)']);
          for (const line of shape.split('\r\n').slice(12)) {
            const bare = line.trim();
            if (bare.startsWith('#') || bare.startsWith('if ($Apply) { ')) continue;
            for (const call of bare.split(' | ')) {
              const cmdlet = /^(?:\$[A-Za-z]+ = )?([A-Za-z]+-[A-Za-z]+)/.exec(call)?.[1];
              if (cmdlet === undefined || SCRIPT_OWN.has(cmdlet) || !changesSomething(cmdlet)) continue;
              expect(call, `${where}: ${line}`).toContain('-WhatIf:$WhatIf');
            }
            const program = /^([A-Za-z][\w.]*)(?: |$)/.exec(bare)?.[1];
            if (program !== undefined && !bare.includes('-'))
              expect(['try', 'function', 'param', 'Stop-Transcript'].includes(program) || /^}/.test(bare), `${where}: ${line}`).toBe(true);
          }
          expect(text).not.toMatch(/[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        }
      }
    },
    120_000,
  );

  it('says nothing must run by mistake: head, transcript, stop at the first error', () => {
    const fix = loaded.fixes.find(({ id }) => id === 'stamp-exchange-guid');
    if (fix === undefined) throw new Error('no fix');
    const files = scriptsOf(fix, '8be74422-b0d9-47ec-b861-e7de1a9cfb20');
    const names = files.map(({ name }) => name);
    expect(names).toContain('exchange-onprem.ps1');
    expect(names).toContain('rollback-exchange-onprem.ps1');
    expect(names).toContain('README.txt');
    for (const { text } of files.filter(({ name }) => name.endsWith('.ps1'))) {
      expect(text).toContain('param([switch]$Apply)');
      expect(text).toContain("$ErrorActionPreference = if ($Apply) { 'Stop' }");
      expect(text).toContain('$WhatIf = -not $Apply');
      expect(text).toMatch(/Start-Transcript [\s\S]*try \{[\s\S]*\} finally \{\r\n {2}Stop-Transcript\r\n\}\r\n$/);
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    }
  });

  it('turns a command that waits for a value into a comment', () => {
    const fix = loaded.fixes.find(({ id }) => id === 'stamp-exchange-guid');
    if (fix === undefined) throw new Error('no fix');
    const script = scriptsOf(fix, undefined).find(({ name }) => name === 'exchange-onprem.ps1')?.text ?? '';
    expect(script).toMatch(/# Fill in[^:]*: Set-RemoteMailbox/);
    expect(script).toContain('if ($Apply) { throw ');
    expect(skeleton(script)).not.toContain('Set-RemoteMailbox');
  });

  it('undoes the last step first', () => {
    const fixes: Fix[] = ['one', 'two'].map((id) => ({
      id,
      title: `Repair ${id}`,
      risk: 'safe',
      steps: [{ shell: 'exchange-onprem', run: 'Set-RemoteMailbox', with: { Identity: id } }],
      verify: [],
      rollback: [{ shell: 'exchange-onprem', run: 'Set-RemoteMailbox', with: { Identity: `undo ${id}` } }],
      ...(id === 'two' ? { after: ['one'] } : {}),
      sources: ['https://learn.microsoft.com/exchange'],
    }));
    const rules = ruleSetOf(
      [ruleOf({ id: 'migration/x', causes: [{ id: 'a', title: 'A', when: 'recognised', fix: ['two', 'one'] }] })],
      fixes,
    );
    const files = planScripts(diagnoseWith(rules, { text: "The frobnicator of 'kim@contoso.com' is out of order" }).plan.steps);
    const rollback = files.find(({ name }) => name.startsWith('rollback'))?.text ?? '';
    const forward = files.find(({ name }) => name === 'exchange-onprem.ps1')?.text ?? '';
    expect(forward.indexOf("'one'")).toBeLessThan(forward.indexOf("'two'"));
    expect(rollback.indexOf("'undo two'")).toBeLessThan(rollback.indexOf("'undo one'"));
    expect(rollback.indexOf("'undo two'")).toBeGreaterThan(0);
  });
});

describe('the check itself', () => {
  it('sees what gets out of a literal', () => {
    expect(() => skeleton("Set-X 'a\u2019; Remove-Mailbox *'")).toThrow();
    expect(skeleton("Set-X 'a'; Remove-Mailbox 'b'")).toBe("Set-X ''; Remove-Mailbox ''");
    expect(() => skeleton('Set-X "a"')).toThrow();
    expect(parser.commandNames("Set-X 'a'; Remove-Mailbox *")).toEqual(['Set-X', 'Remove-Mailbox']);
    expect(() => parser.commandNames("Set-X 'a")).toThrow();
  });
});
