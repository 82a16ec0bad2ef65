import { describe, expect, it } from 'vitest';
import { createDiagnoser, createDirectories } from '../../src/app/diagnose.js';
import { compileRules } from '../../src/engine/compiled.js';
import { openPackedRules } from '../../src/engine/packed.js';
import { nearestWord } from '../../src/evidence/nearest.js';
import { toReport } from '../../src/render/report.js';
import { repositoryRuleSet, repositoryRules } from '../setup/rules.js';

const loaded = repositoryRules();
const whole = repositoryRuleSet();
const files = compileRules(loaded, 'test');
const packed = openPackedRules(files.index, (from, length) => files.values.slice(from, from + length));

describe('packed rules', () => {
  it('hold every rule, fix and question as it was loaded', () => {
    for (const { id } of loaded.rules) expect(packed.rule(id)).toEqual(JSON.parse(JSON.stringify(whole.rule(id))));
    for (const { id } of loaded.fixes) expect(packed.fix(id)).toEqual(JSON.parse(JSON.stringify(whole.fix(id))));
    for (const { name, covers } of loaded.asked)
      for (const asked of [name, ...(covers ?? [])]) expect(packed.asked(asked)?.question).toBe(whole.asked(asked)?.question);
    expect(packed.ids).toEqual(whole.ids);
    expect(packed.checks).toEqual(whole.checks);
    expect(packed.askedNames).toEqual(whole.askedNames);
    expect(packed.rule('migration/none')).toBeUndefined();
  });

  it('are ASCII, so that bytes and characters are the same', () => {
    expect(/^[\u0000-\u007f]*$/.test(files.index + files.values)).toBe(true);
  });

  it('diagnose as the loaded ones do, over all cases', () => {
    const one = createDiagnoser(whole);
    const other = createDiagnoser(packed);
    for (const cases of loaded.cases.values()) {
      const input = cases[0]?.input;
      if (input === undefined) continue;
      const given = { text: input, bytes: input.length, directories: createDirectories(undefined, undefined) };
      expect(toReport(other(given), 'x')).toEqual(toReport(one(given), 'x'));
    }
  });
});

describe('nearestWord', () => {
  const known = ['Set-RemoteMailbox', 'Enable-RemoteMailbox', 'onPrem.exists', 'diagnose'];
  it.each([
    ['Set-RemotMailbox', 'Set-RemoteMailbox'],
    ['onprem.exist', 'onPrem.exists'],
    ['diagnoes', 'diagnose'],
    ['zzz', undefined],
    ['', undefined],
  ])('of %s is %s', (word, expected) => {
    expect(nearestWord(word, known)).toBe(expected);
  });
});
