import { describe, expect, it } from 'vitest';
import type { Cause } from '../../src/engine/rule.js';
import type { Fact } from '../../src/facts/fact.js';
import { judgeCauses } from '../../src/findings/judge.js';
import { ruleOf } from '../setup/diagnose.js';

const FACTS: Readonly<Record<string, Fact>> = {
  yes: { kind: 'known', value: true, evidence: [{ source: 'onprem', path: 'a', text: 'True' }] },
  no: { kind: 'known', value: false, evidence: [{ source: 'cloud', path: 'b', text: 'False' }] },
};
const HOLDS = { fact: 'yes', is: true } as const;
const FAILS = { fact: 'no', is: true } as const;
const OPEN = { fact: 'open', is: true } as const;

const cause = (id: string, when?: Cause['when'], more: Partial<Cause> = {}): Cause => ({
  id,
  title: `Title of ${id}`,
  ...(when === undefined ? {} : { when }),
  ...more,
});

function judge(causes: readonly Cause[], unverified = false): string {
  const rule = ruleOf({ id: 'migration/x', causes, unverified });
  const judged = judgeCauses(
    rule,
    (name) => FACTS[name] ?? { kind: 'unknown', why: 'not read' },
    () => [],
    [{ source: 'input', text: 'the text' }],
  );
  return judged.map(({ id, status }) => `${id} ${status}`).join(', ');
}

describe('judgeCauses', () => {
  it('confirms what holds, rules out what does not, and leaves open what nobody knows', () => {
    expect(judge([cause('a', HOLDS)])).toBe('a confirmed');
    expect(judge([cause('a', FAILS)])).toBe('a ruled-out');
    expect(judge([cause('a', OPEN)])).toBe('a possible');
    expect(judge([cause('a')])).toBe('a possible');
    expect(judge([cause('a', 'recognised')])).toBe('a confirmed');
  });

  it('rules out the open ones once one is confirmed', () => {
    expect(judge([cause('open', OPEN), cause('proven', HOLDS), cause('undecidable')])).toBe(
      'proven confirmed, open ruled-out, undecidable ruled-out',
    );
  });

  it('leaves the open ones open while none is confirmed', () => {
    expect(judge([cause('false', FAILS), cause('open', OPEN), cause('undecidable')])).toBe(
      'open possible, undecidable possible, false ruled-out',
    );
  });

  it('confirms the first of two that hold, and keeps the other possible', () => {
    expect(judge([cause('a', HOLDS), cause('b', HOLDS)])).toBe('a confirmed, b possible');
  });

  it('never confirms what no source confirms', () => {
    expect(judge([cause('a', HOLDS, { unverified: true })])).toBe('a possible');
    expect(judge([cause('a', HOLDS), cause('b', 'recognised')], true)).toBe('a possible, b possible');
  });

  it('does not rule out for an unverified cause, and puts it before the open ones', () => {
    expect(judge([cause('open', OPEN), cause('fits', HOLDS, { unverified: true })])).toBe('fits possible, open possible');
  });

  it('keeps an unverified cause that fits beside a confirmed one', () => {
    expect(judge([cause('fits', HOLDS, { unverified: true }), cause('proven', HOLDS)])).toBe('proven confirmed, fits possible');
  });

  it('puts the cause of which more holds first', () => {
    expect(judge([cause('less', OPEN), cause('more', { all: [HOLDS, OPEN] })])).toBe('more possible, less possible');
  });

  it('says what is missing, what proves, and why', () => {
    const rule = ruleOf({ id: 'migration/x', causes: [cause('open', { all: [HOLDS, OPEN] })] });
    const [open] = judgeCauses(
      rule,
      (name) => FACTS[name] ?? { kind: 'unknown', why: 'not read' },
      () => [],
      [],
    );
    expect(open).toMatchObject({ missing: ['open'], isUnverified: false, fits: false, holds: 1 });
    const proven = judgeCauses(
      ruleOf({ id: 'migration/x', causes: [cause('a', HOLDS), cause('b', OPEN)] }),
      (name) => FACTS[name] ?? { kind: 'unknown', why: 'not read' },
      () => [],
      [],
    );
    expect(proven[0]).toMatchObject({ evidence: [{ source: 'onprem', path: 'a', text: 'True' }], missing: [] });
    expect(proven[1]).toMatchObject({ status: 'ruled-out', missing: [] });
    expect(proven[1]?.why).toContain('a is confirmed');
  });
});
