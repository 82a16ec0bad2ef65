import { describe, expect, it } from 'vitest';
import { sessionVersion } from '../../src/parse/intake/session-text.js';
import { readSavedSession } from '../../src/parse/session-file.js';
import { fc } from '../setup/property.js';

const SAVED = {
  schema: 'crossprem/session@1',
  version: '0.1.0',
  savedAt: '2026-11-23T10:00:00.000Z',
  inputs: [
    { name: 'error.txt', text: 'x', at: '2026-11-23T09:00:00.000Z', answers: { 'ask.a': true }, given: [['ask.a']], skipped: ['ask.b'] },
  ],
  sources: [{ path: 'onprem.ldf', side: 'onprem', kind: 'file' }],
  pasted: [{ text: 'Name : Kim', side: 'cloud' }],
  history: [{ at: '2026-11-23T09:00:00.000Z', text: 'Diagnosed error.txt.' }],
};

describe('a session file', () => {
  it('is read as it was written', () => {
    const text = JSON.stringify(SAVED, undefined, 2);
    expect(sessionVersion(text)).toBe('1');
    expect(readSavedSession(text, 'a')).toEqual({ kind: 'ok', value: SAVED });
  });

  it('may hold what later versions of it added, and needs none of it', () => {
    const [input] = SAVED.inputs;
    const question = { fact: 'cloud.holds', rule: 'migration/a', guid: 'x', addresses: ['kim@contoso.com'] };
    const more = {
      ...SAVED,
      sample: true,
      shown: 0,
      inputs: [{ ...input, number: 3, selected: 2 }],
      sources: [{ path: 'a', side: 'onprem', kind: 'snapshot', sample: false, without: ['ldap'] }],
      pasted: [{ number: 2, text: 'Name : Kim', side: 'cloud', question }],
      history: [{ at: SAVED.savedAt, text: 'x', what: 'answer', input: 0 }],
    };
    expect(readSavedSession(JSON.stringify(more), 'a')).toEqual({ kind: 'ok', value: more });
    const odd = { ...SAVED, history: [{ at: SAVED.savedAt, text: 'x', what: 'of a later version' }] };
    expect(readSavedSession(JSON.stringify(odd), 'a')).toMatchObject({ kind: 'ok', value: { history: [{ text: 'x', what: undefined }] } });
  });

  it.each([
    [JSON.stringify({ ...SAVED, shown: -1 }), /shown/],
    [JSON.stringify({ ...SAVED, pasted: [{ text: 'x', number: 0.5 }] }), /pasted\.0\.number/],
    [JSON.stringify({ ...SAVED, pasted: [{ text: 'x', question: { fact: 'a', rule: 'b', addresses: [1] } }] }), /question\.addresses/],
    ['{"schema": "crossprem/session@2"}', /later version/],
    [JSON.stringify(SAVED).slice(0, -20), /no whole JSON/],
    [JSON.stringify({ ...SAVED, inputs: [{ ...SAVED.inputs[0], at: 'yesterday' }] }), /inputs\.0\.at/],
    [JSON.stringify({ ...SAVED, sources: [{ path: 'a', side: 'left', kind: 'file' }] }), /sources\.0\.side/],
    ['[]', /cannot be used/],
  ])('that is broken is refused, with where: %s', (text, says) => {
    const read = readSavedSession(text, 'a.crossprem-session');
    expect(read.kind).toBe('problem');
    if (read.kind === 'problem') {
      expect(read.problem.what).toMatch(says);
      expect(read.problem.where).toBe('a.crossprem-session');
    }
  });

  it('of thousands of inputs, long paths and any text is read as it was written', () => {
    const long = `C:\\${'folder\\'.repeat(4000)}error.txt`;
    const many = {
      ...SAVED,
      inputs: Array.from({ length: 3000 }, () => ({ ...SAVED.inputs[0], name: long.slice(0, 300) })),
      sources: [{ path: long, side: 'onprem', kind: 'file' }],
      history: [{ at: SAVED.savedAt, text: `Loaded ${long}.` }],
    };
    expect(readSavedSession(JSON.stringify(many), 'a')).toEqual({ kind: 'ok', value: many });
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.boolean()),
        (text, answers) => {
          const own = Object.fromEntries(Object.entries(answers).filter(([key]) => key !== '__proto__'));
          const value = { ...SAVED, inputs: [{ ...SAVED.inputs[0], text, answers: own }], pasted: [{ text }] };
          expect(readSavedSession(JSON.stringify(value), 'a')).toEqual({ kind: 'ok', value });
        },
      ),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(['ok', 'problem']).toContain(readSavedSession(text, 'x').kind);
      }),
    );
  });
});
