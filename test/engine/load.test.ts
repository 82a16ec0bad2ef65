import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RuleProblem } from '../../src/engine/check.js';
import { loadRules } from '../../src/engine/load.js';
import { cmdletReference, repositoryRules, ruleFiles } from '../setup/rules.js';

const cmdlets = cmdletReference();

const RULE = `id: migration/example
title: One plain sentence
severity: error
why: One sentence about the mechanism.
recognise:
  text:
    - "The frobnicator of '<name:identity>' is out of order"
causes:
  - id: nobody-there
    title: Nobody is there
    when: { fact: onPrem.exists, is: false }
    fix: stamp-exchange-guid
sources: [https://learn.microsoft.com/exchange]
cases:
  - name: nobody
    input: "The frobnicator of 'kim@contoso.com' is out of order"
    onPrem: []
    expect: { cause: nobody-there, status: confirmed }
  - name: not read
    input: "The frobnicator of 'kim@contoso.com' is out of order"
    expect: unknown
  - name: other text
    input: "Request is complete."
    expect: no-match
`;

const FIX = `id: example-fix
title: Repair the example
risk: safe
steps:
  - { shell: exchange-onprem, run: Set-RemoteMailbox, with: { Identity: "\${user}", ExchangeGuid: "\${cloudExchangeGuid}" } }
verify:
  - { shell: exchange-onprem, run: Get-RemoteMailbox, with: { Identity: "\${user}" } }
rollback:
  - { shell: exchange-onprem, run: Set-RemoteMailbox, with: { Identity: "\${user}", ExchangeGuid: "00000000-0000-0000-0000-000000000000" } }
sources: [https://learn.microsoft.com/exchange]
`;

const isBase = ({ path }: { readonly path: string }): boolean =>
  path.startsWith('fixes/') || path.startsWith('questions/') || path === 'parameters.yaml';
/** Read once, as the build does it. */
const base = ruleFiles()
  .filter(isBase)
  .map(({ path, text }) => ({ path, value: parse(text) }));

function load(path: string, text: string): readonly RuleProblem[] {
  return loadRules([...base, { path, text }], cmdlets).problems.filter((problem) => problem.path === path);
}

const loadRule = (text: string, path = 'migration/example.yaml'): readonly RuleProblem[] => load(path, text);
const loadFix = (text: string): readonly RuleProblem[] => load('fixes/example-fix.yaml', text);

describe('loadRules', () => {
  it('takes the example as it stands', () => {
    expect(loadRule(RULE)).toEqual([]);
    expect(loadFix(FIX)).toEqual([]);
  });

  it.each<[what: string, from: string, to: string, line: number, message: RegExp]>([
    ['an unknown key', 'severity: error', 'severity: error\nsevereness: high', 4, /unknown key "severeness"/],
    ['an unknown key of a cause', '    title: Nobody is there', '    title: Nobody is there\n    fixx: a', 11, /unknown key "fixx"/],
    ['an unknown severity', 'severity: error', 'severity: fatal', 3, /severity/],
    [
      'an unknown fact, with the nearest',
      'onPrem.exists, is: false',
      'onPrem.exist, is: false',
      11,
      /no fact onPrem\.exist; the nearest known is onPrem\.exists/,
    ],
    [
      'an unknown asked fact',
      'onPrem.exists, is: false',
      'ask.mrsProxyEnable, is: false',
      11,
      /no fact ask\.mrsProxyEnable; the nearest known is ask\.mrsProxyEnabled/,
    ],
    [
      'a capture that no template makes',
      'onPrem.exists, is: false',
      'capture.identiti, is: present',
      11,
      /no fact capture\.identiti; the nearest known is capture\.identity/,
    ],
    ['an unknown operator', 'is: false }', 'equal: x }', 11, /./],
    ['two operators', 'is: false }', 'is: false, equals: x }', 11, /exactly one operator, it has 2/],
    ['no operator', ', is: false }', ' }', 11, /exactly one operator, it has 0/],
    [
      'an unknown fix, with the nearest',
      'fix: stamp-exchange-guid',
      'fix: stamp-exchange-gid',
      12,
      /no fix stamp-exchange-gid in rules\/fixes; the nearest known is stamp-exchange-guid/,
    ],
    ['an id unlike the path', 'id: migration/example', 'id: migration/exampel', 1, /id "migration\/exampel" is not the file's path/],
    [
      'an unknown rule in symptomOf',
      'causes:',
      'symptomOf: [migration/exampl]\ncauses:',
      8,
      /no rule migration\/exampl; the nearest known is migration\/example/,
    ],
    [
      'a cause that stands twice',
      'sources:',
      '  - id: nobody-there\n    title: Again the same\nsources:',
      13,
      /cause nobody-there stands twice/,
    ],
    ['an unknown placeholder', '<name:identity>', '<nam:identity>', 7, /<nam> is no placeholder/],
    [
      'a template without words',
      '"The frobnicator of \'<name:identity>\' is out of order"\ncauses',
      '"<any>????"\ncauses',
      7,
      /no words|starts with words/,
    ],
    ['no source', 'sources: [https://learn.microsoft.com/exchange]', 'sources: []', 13, /sources/],
    ['a source that is no address', 'https://learn.microsoft.com/exchange', 'javascript:alert(1)', 13, /sources/],
    [
      'a case of an unknown cause',
      'cause: nobody-there,',
      'cause: nobody-their,',
      18,
      /no cause nobody-their; the nearest known is nobody-there/,
    ],
    ['a missing no-match', 'expect: no-match', 'expect: unknown', 14, /no case shows the outcome no-match/],
    ['a missing unknown', 'expect: unknown', 'expect: no-match', 14, /no case shows the outcome unknown/],
    ['a missing match', 'expect: { cause: nobody-there, status: confirmed }', 'expect: unknown', 14, /no case shows the outcome match/],
    [
      'a cause that no case confirms',
      'expect: { cause: nobody-there, status: confirmed }',
      'expect: match',
      9,
      /no case shows cause nobody-there confirmed/,
    ],
    ['broken YAML', 'severity: error', 'severity: "error', 3, /./],
  ])('refuses %s', (_, from, to, line, message) => {
    expect(RULE).toContain(from);
    const problems = loadRule(RULE.replace(from, to));
    expect(problems.map((problem) => problem.message).join('\n')).toMatch(message);
    const found = problems.find((problem) => message.test(problem.message));
    // Where a key is missing or a block is meant, the line of its block will do.
    expect(Math.abs((found?.line ?? 0) - line), `line ${found?.line}`).toBeLessThanOrEqual(line > 12 ? 2 : 1);
  });

  it.each<[what: string, from: string, to: string, line: number, message: RegExp]>([
    [
      'an unknown cmdlet, with the nearest',
      'run: Set-RemoteMailbox, with: { Identity: "${user}", ExchangeGuid: "${cloud',
      'run: Set-RemotMailbox, with: { Identity: "${user}", ExchangeGuid: "${cloud',
      5,
      /Set-RemotMailbox is not in rules\/cmdlets\.json; the nearest known is Set-RemoteMailbox/,
    ],
    [
      'an unknown parameter, with the nearest',
      'ExchangeGuid: "${cloud',
      'ExchangGuid: "${cloud',
      5,
      /Set-RemoteMailbox has no parameter -ExchangGuid; the nearest known is -?ExchangeGuid/,
    ],
    [
      'an unknown value',
      '${cloudExchangeGuid}',
      '${cloudExchangeGui}',
      5,
      /no parameter cloudExchangeGui in rules\/parameters\.yaml; the nearest known is cloudExchangeGuid/,
    ],
    [
      'a cmdlet of another shell',
      'shell: exchange-onprem, run: Set-RemoteMailbox, with: { Identity: "${user}", ExchangeGuid: "${cloud',
      'shell: exchange-online, run: Set-RemoteMailbox, with: { Identity: "${user}", ExchangeGuid: "${cloud',
      5,
      /does not exist in exchange-online/,
    ],
    ['a check that changes something', 'run: Get-RemoteMailbox', 'run: Set-RemoteMailbox', 7, /changes something; verify only reads/],
    [
      'a missing rollback',
      'rollback:\n  - { shell: exchange-onprem, run: Set-RemoteMailbox, with: { Identity: "${user}", ExchangeGuid: "00000000-0000-0000-0000-000000000000" } }',
      'rollback: []',
      8,
      /risk destructive/,
    ],
    ['a name unlike the file', 'id: example-fix', 'id: exemple-fix', 1, /is not the file's name/],
    ['an unknown fix in after', 'sources:', 'after: [stamp-exchange-gui]\nsources:', 10, /no fix stamp-exchange-gui/],
    [
      'a property that is code',
      'with: { Identity: "${user}" } }',
      'with: { Identity: "${user}" }, then: [{ run: Format-List, properties: ["A; Remove-Mailbox x"] }] }',
      7,
      /./,
    ],
  ])('refuses a fix with %s', (_, from, to, line, message) => {
    expect(FIX).toContain(from);
    const problems = loadFix(FIX.replace(from, to));
    const found = problems.find((problem) => message.test(problem.message));
    expect(problems.map((problem) => problem.message).join('\n')).toMatch(message);
    expect(Math.abs((found?.line ?? 0) - line)).toBeLessThanOrEqual(1);
  });

  it('keeps what a faulty file stands beside', () => {
    const loaded = loadRules(
      [...base, { path: 'migration/example.yaml', text: RULE }, { path: 'migration/broken.yaml', text: 'id: [' }],
      cmdlets,
    );
    expect(loaded.rules.map((rule) => rule.id)).toEqual(['migration/example']);
    expect(loaded.problems.some((problem) => problem.path === 'migration/broken.yaml')).toBe(true);
  });

  it('does not let a rule with a fault run', () => {
    const text = RULE.replace('onPrem.exists, is: false', 'onPrem.exist, is: false');
    const loaded = loadRules([...base, { path: 'migration/example.yaml', text }], cmdlets);
    expect(loaded.problems).toHaveLength(1);
    expect(loaded.rules).toEqual([]);
    expect(loaded.cases.size).toBe(0);
  });

  it('does not let a fix with a cmdlet that does not exist be advised', () => {
    const loaded = loadRules(
      [...base, { path: 'fixes/example-fix.yaml', text: FIX.replace('run: Get-RemoteMailbox', 'run: Get-RemoteMailbx') }],
      cmdlets,
    );
    expect(loaded.fixes.map((fix) => fix.id)).not.toContain('example-fix');
  });

  it('names the file of a rule whose id is unlike its path, for every fault in it', () => {
    const text = RULE.replace('id: migration/example', 'id: migration/exampel').replace(
      'onPrem.exists, is: false',
      'onPrem.exist, is: false',
    );
    expect(loadRule(text).map((problem) => problem.line)).toEqual([1, 11]);
  });

  it('refuses a YAML bomb without unfolding it', () => {
    const bomb = [
      'a0: &a0 [x, x, x, x, x, x, x, x, x]',
      ...Array.from(
        { length: 12 },
        (_, index) => `a${index + 1}: &a${index + 1} [${Array.from({ length: 9 }, () => `*a${index}`).join(', ')}]`,
      ),
    ].join('\n');
    const started = process.memoryUsage().heapUsed;
    const problems = loadRule(bomb);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems[0]?.message).toMatch(/alias/i);
    expect(process.memoryUsage().heapUsed - started).toBeLessThan(200e6);
  });

  it('refuses a file that is no mapping, and an empty one', () => {
    for (const text of ['', '[]', 'just words', '42', '---\n---\n']) expect(loadRule(text).length, JSON.stringify(text)).toBeGreaterThan(0);
  });

  it('refuses two files of one id', () => {
    const loaded = loadRules(
      [...base, { path: 'migration/example.yaml', text: RULE }, { path: 'migration/other.yaml', text: RULE }],
      cmdlets,
    );
    expect(
      loaded.problems
        .filter((problem) => problem.path === 'migration/other.yaml')
        .map((problem) => problem.message)
        .join('\n'),
    ).toMatch(/already taken|not the file's path/);
  });

  it('makes the same of a text and of the value that the build read from it', () => {
    const example = { path: 'migration/example.yaml', text: RULE };
    const fromTexts = loadRules([...ruleFiles().filter(isBase), example], cmdlets);
    expect(fromTexts.fixes.length).toBeGreaterThan(400);
    expect(loadRules([...base, { path: example.path, value: parse(RULE) }], cmdlets)).toEqual(fromTexts);
  });

  it('finds the repository without a fault', () => {
    expect(repositoryRules().problems).toEqual([]);
  });
});
