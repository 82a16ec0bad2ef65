import { describe, expect, it } from 'vitest';
import { evaluate, type TextLookup } from '../../src/engine/evaluate.js';
import type { Condition } from '../../src/engine/rule.js';
import type { Truth } from '../../src/engine/truth.js';
import type { Fact, FactValue } from '../../src/facts/fact.js';
import type { Facts } from '../../src/facts/maker.js';
import { fc } from '../setup/property.js';

const known = (value: FactValue | null, text = String(value)): Fact => ({
  kind: 'known',
  value,
  evidence: [{ source: 'onprem', path: 'a', text }],
});
const FACTS: Readonly<Record<string, Fact>> = {
  text: known('RemoteUserMailbox'),
  number: known(5),
  yes: known(true),
  no: known(false),
  list: known(['smtp:Kim@Contoso.com', 'X500:/o=First']),
  single: known(['One']),
  absent: known(null, 'not set'),
  other: known('remoteusermailbox'),
  unknown: { kind: 'unknown', why: 'not in the export' },
};
const facts: Facts = (name) => FACTS[name] ?? { kind: 'unknown', why: 'nobody makes it' };
const texts: TextLookup = (template) => (template === 'it says so' ? [{ source: 'input', text: 'It says so', line: 3, column: 1 }] : []);
const truth = (condition: Condition): Truth => evaluate(condition, facts, texts).truth;

describe('one operator', () => {
  it.each<[Condition, Truth]>([
    [{ fact: 'text', is: 'present' }, 'true'],
    [{ fact: 'absent', is: 'present' }, 'false'],
    [{ fact: 'text', is: 'absent' }, 'false'],
    [{ fact: 'absent', is: 'absent' }, 'true'],
    [{ fact: 'no', is: 'present' }, 'true'],
    [{ fact: 'no', is: 'absent' }, 'false'],
    [{ fact: 'yes', is: true }, 'true'],
    [{ fact: 'yes', is: false }, 'false'],
    [{ fact: 'no', is: false }, 'true'],
    [{ fact: 'absent', is: false }, 'false'],
    [{ fact: 'absent', is: true }, 'false'],
    [{ fact: 'text', is: 'known' }, 'true'],
    [{ fact: 'absent', is: 'known' }, 'true'],
    [{ fact: 'text', equals: 'remoteUSERmailbox' }, 'true'],
    [{ fact: 'text', equals: 'UserMailbox' }, 'false'],
    [{ fact: 'number', equals: 5 }, 'true'],
    [{ fact: 'number', equals: '5' }, 'true'],
    [{ fact: 'single', equals: 'one' }, 'true'],
    [{ fact: 'list', equals: 'X500:/o=First' }, 'false'],
    [{ fact: 'absent', equals: 'x' }, 'false'],
    [{ fact: 'text', oneOf: ['UserMailbox', 'RemoteUserMailbox'] }, 'true'],
    [{ fact: 'text', oneOf: ['UserMailbox'] }, 'false'],
    [{ fact: 'number', oneOf: [4, 5] }, 'true'],
    [{ fact: 'absent', oneOf: ['x'] }, 'false'],
    [{ fact: 'text', contains: 'USER' }, 'true'],
    [{ fact: 'list', contains: '@contoso.COM' }, 'true'],
    [{ fact: 'list', contains: 'fabrikam' }, 'false'],
    [{ fact: 'text', endsWith: 'mailBOX' }, 'true'],
    [{ fact: 'list', endsWith: '.com' }, 'true'],
    [{ fact: 'text', endsWith: 'user' }, 'false'],
    [{ fact: 'text', equalsFact: 'other' }, 'true'],
    [{ fact: 'text', equalsFact: 'number' }, 'false'],
    [{ fact: 'absent', equalsFact: 'absent' }, 'false'],
    [{ fact: 'number', atLeast: 5 }, 'true'],
    [{ fact: 'number', atLeast: 6 }, 'false'],
    [{ fact: 'number', atMost: 5 }, 'true'],
    [{ fact: 'number', atMost: 4 }, 'false'],
    [{ fact: 'text', atLeast: 1 }, 'false'],
    [{ fact: 'text', atMost: 1 }, 'false'],
    [{ fact: 'absent', atLeast: 0 }, 'false'],
    [{ fact: 'absent', atMost: 9 }, 'false'],
    [{ text: 'it says so' }, 'true'],
    [{ text: 'it does not' }, 'unknown'],
    [{ text: 'it does not', otherwise: false }, 'false'],
    [{ text: 'it says so', otherwise: false }, 'true'],
  ])('%j is %s', (condition, expected) => {
    expect(truth(condition)).toBe(expected);
  });

  it.each<Condition>([
    { fact: 'unknown', is: 'present' },
    { fact: 'unknown', is: 'absent' },
    { fact: 'unknown', is: true },
    { fact: 'unknown', is: false },
    { fact: 'unknown', equals: 'x' },
    { fact: 'unknown', oneOf: ['x'] },
    { fact: 'unknown', contains: 'x' },
    { fact: 'unknown', endsWith: 'x' },
    { fact: 'unknown', equalsFact: 'text' },
    { fact: 'text', equalsFact: 'unknown' },
    { fact: 'unknown', atLeast: 1 },
    { fact: 'unknown', atMost: 1 },
    { not: { fact: 'unknown', is: true } },
    {
      all: [
        { fact: 'yes', is: true },
        { fact: 'unknown', is: true },
      ],
    },
    {
      any: [
        { fact: 'no', is: true },
        { fact: 'unknown', is: true },
      ],
    },
  ])('%j is unknown, and says what is missing', (condition) => {
    expect(evaluate(condition, facts, texts)).toMatchObject({ truth: 'unknown', missing: ['unknown'] });
  });

  it('knows that it does not know', () => {
    expect(truth({ fact: 'unknown', is: 'known' })).toBe('false');
    expect(truth({ not: { fact: 'unknown', is: 'known' } })).toBe('true');
  });
});

describe('a condition', () => {
  it('carries the evidence of what agrees with it', () => {
    const verdict = evaluate(
      {
        any: [
          { fact: 'no', is: true },
          { fact: 'text', equals: 'RemoteUserMailbox' },
        ],
      },
      facts,
      texts,
    );
    expect(verdict.truth).toBe('true');
    expect(verdict.evidence.map((item) => item.text)).toEqual(['RemoteUserMailbox']);
    expect(verdict.missing).toEqual([]);
  });

  it('names nothing missing once it is decided', () => {
    expect(
      evaluate(
        {
          all: [
            { fact: 'no', is: true },
            { fact: 'unknown', is: true },
          ],
        },
        facts,
        texts,
      ),
    ).toMatchObject({ truth: 'false', missing: [] });
    expect(
      evaluate(
        {
          any: [
            { fact: 'yes', is: true },
            { fact: 'unknown', is: true },
          ],
        },
        facts,
        texts,
      ),
    ).toMatchObject({ truth: 'true', missing: [] });
  });

  it('counts what holds', () => {
    expect(evaluate({ all: [{ fact: 'yes', is: true }, { text: 'it says so' }, { fact: 'unknown', is: true }] }, facts, texts).holds).toBe(
      2,
    );
  });

  const leaf = fc.constantFrom<Condition>(
    { fact: 'yes', is: true },
    { fact: 'no', is: true },
    { fact: 'unknown', is: true },
    { text: 'it says so' },
    { text: 'it does not' },
    { fact: 'absent', is: 'present' },
    { fact: 'number', atLeast: 3 },
  );
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.record({ all: fc.array(tie('condition'), { minLength: 1, maxLength: 4 }) }),
      fc.record({ any: fc.array(tie('condition'), { minLength: 1, maxLength: 4 }) }),
      fc.record({ not: tie('condition') }),
    ),
  }));

  it('obeys De Morgan', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 4 }), (parts) => {
        expect(truth({ not: { all: parts } })).toBe(truth({ any: parts.map((part) => ({ not: part })) }));
        expect(truth({ not: { any: parts } })).toBe(truth({ all: parts.map((part) => ({ not: part })) }));
        expect(truth({ not: { not: { all: parts } } })).toBe(truth({ all: parts }));
      }),
    );
  });

  it('is not moved by the order of its parts', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 5 }), (parts) => {
        expect(truth({ all: [...parts].reverse() })).toBe(truth({ all: parts }));
        expect(truth({ any: [...parts].reverse() })).toBe(truth({ any: parts }));
      }),
    );
  });

  it('never turns a decided answer round when an unknown becomes known', () => {
    fc.assert(
      fc.property(condition, fc.boolean(), (tree, value) => {
        const before = truth(tree);
        const learned: Facts = (name) => (name === 'unknown' ? known(value) : facts(name));
        const after = evaluate(tree, learned, texts).truth;
        if (before !== 'unknown') expect(after).toBe(before);
      }),
      { numRuns: 500 },
    );
  });

  it('names something missing exactly while a fact could still decide it', () => {
    fc.assert(
      fc.property(condition, (tree) => {
        const verdict = evaluate(tree, facts, texts);
        if (verdict.truth !== 'unknown') expect(verdict.missing).toEqual([]);
      }),
    );
  });
});
