import { describe, expect, it } from 'vitest';
import { compileRules } from '../../src/engine/compiled.js';
import { openPackedRules } from '../../src/engine/packed.js';
import { entryOf, fitsStatus, messageEntries, rulesOfStatus, statusIndex } from '../../src/engine/rule-set.js';
import { ruleOf } from '../setup/diagnose.js';
import { fc } from '../setup/property.js';
import { repositoryRuleSet, repositoryRules } from '../setup/rules.js';

const HEADERS = { fact: 'header.hasReceived', is: true } as const;

describe('fitsStatus', () => {
  it.each([
    ['5.7.64', '5.7.64', true],
    ['5.7.64', '5.7.6', false],
    ['5.7.6', '5.7.64', false],
    ['5.7.606-649', '5.7.606', true],
    ['5.7.606-649', '5.7.620', true],
    ['5.7.606-649', '5.7.649', true],
    ['5.7.606-649', '5.7.605', false],
    ['5.7.606-649', '5.7.650', false],
    ['5.7.606-649', '5.7.60', false],
    ['5.7.606-649', '5.1.620', false],
    ['5.7.606-649', '4.7.620', false],
    ['4.4.x', '4.4.7', true],
    ['4.4.x', '4.4.316', true],
    ['4.4.x', '5.4.7', false],
    ['4.4.x', '4.40.7', false],
    ['4.x.x', '4.0.0', true],
    ['4.x.x', '5.0.0', false],
    ['4.x.x', '44.1.1', false],
  ])('%s and %s: %s', (pattern, code, expected) => {
    expect(fitsStatus(pattern, code)).toBe(expected);
  });

  it('answers for any code', () => {
    fc.assert(
      fc.property(fc.constantFrom('5.7.64', '5.7.606-649', '4.4.x', '4.x.x'), fc.string(), (pattern, code) => {
        expect(typeof fitsStatus(pattern, code)).toBe('boolean');
      }),
    );
    for (const code of ['', '5', '5.7', '5.7.', '5.7.x', '5.7.606-', '5.7.606-649']) expect(fitsStatus('5.7.606-640', code)).toBe(false);
  });
});

describe('the index of status codes', () => {
  const rules = [
    ruleOf({ id: 'ndr/one', recognise: { status: ['5.7.64', '5.7.606-649'] } }),
    ruleOf({ id: 'ndr/two', recognise: { status: ['5.7.64'], text: ['The frobnicator is out of order'] } }),
    ruleOf({ id: 'ndr/class', recognise: { status: ['4.x.x'] } }),
    ruleOf({ id: 'migration/text' }),
  ];

  it('names every rule with a pattern that fits', () => {
    const index = statusIndex(rules);
    expect(rulesOfStatus(index, '5.7.64')).toEqual(['ndr/one', 'ndr/two']);
    expect(rulesOfStatus(index, '5.7.610')).toEqual(['ndr/one']);
    expect(rulesOfStatus(index, '4.3.2')).toEqual(['ndr/class']);
    expect(rulesOfStatus(index, '5.1.1')).toEqual([]);
    expect(rulesOfStatus(index, '__proto__')).toEqual([]);
  });

  it('parts the rules by what enters them', () => {
    const about = { subject: 'message', recognise: { when: HEADERS } } as const;
    const entry = entryOf(ruleOf({ id: 'header/one', ...about }));
    expect(entry).toMatchObject({ isAboutMessage: true, isCheck: false });
    expect(entryOf(rules[2] ?? ruleOf({ id: 'x/y' }))).toMatchObject({ isAboutMessage: false, isCheck: false, status: ['4.x.x'] });
    expect(entryOf(ruleOf({ id: 'migration/facts', recognise: { when: HEADERS } }))).toMatchObject({
      isAboutMessage: false,
      isCheck: true,
    });
    const possible = ruleOf({ id: 'header/two', subject: 'message', recognise: { when: HEADERS, possibleWhen: HEADERS } });
    expect(messageEntries([...rules, ruleOf({ id: 'header/one', ...about }), possible])).toEqual([
      { id: 'header/one', when: HEADERS },
      { id: 'header/two', when: HEADERS, possibleWhen: HEADERS },
    ]);
  });
});

describe('packed and loaded rules', () => {
  const loaded = repositoryRules();
  const whole = repositoryRuleSet();
  const files = compileRules(loaded, 'test');
  const packed = openPackedRules(files.index, (from, length) => files.values.slice(from, from + length));

  it('know the same rules about messages', () => {
    expect(whole.byMessage.length).toBeGreaterThan(10);
    expect(packed.byMessage).toEqual(JSON.parse(JSON.stringify(whole.byMessage)));
    for (const { id } of whole.byMessage) expect(packed.rule(id)?.subject).toBe('message');
  });

  it('know the same rules for every status code', () => {
    const patterns = loaded.rules.flatMap((rule) => rule.recognise.status ?? []);
    expect(patterns.length).toBeGreaterThan(10);
    const codes = new Set(['2.0.0', '4.0.0', '5.0.0', '5.7.999', '', 'x']);
    for (const pattern of patterns)
      for (const detail of ['', '0', '7', '64']) codes.add(pattern.replace(/x.x$/, '1.1').replace(/(?:x|-\d+)$/, detail));
    for (const code of codes) expect([code, packed.byStatus(code)]).toEqual([code, whole.byStatus(code)]);
  });
});
