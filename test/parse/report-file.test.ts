import { describe, expect, it } from 'vitest';
import { readResults, readValues } from '../../src/parse/report-file.js';
import { fc } from '../setup/property.js';
import { sampleReport } from '../setup/report.js';

const json = (value: unknown): string => JSON.stringify(value);
const kindsOf = (text: string): readonly string[] | string => {
  const values = readValues(text);
  if (values === undefined) return 'not ours';
  const read = readResults(values, 'file');
  return read.kind === 'problem' ? read.problem.what : read.value.map(({ kind }) => kind);
};
const person = { type: 'person', id: 'a@contoso.com', name: 'A', verdict: 'ready' };
const summary = { type: 'summary', schema: 'crossprem/readiness@1', headline: 'Of 1', verdicts: { ready: 1 } };

describe('a saved result', () => {
  it.each([
    ['a diagnosis', json(sampleReport()), ['report']],
    ['several, as headers prints them', json([sampleReport(), sampleReport()]), ['report', 'report']],
    ['NDJSON of diagnoses', `${json(sampleReport())}\n${json(sampleReport())}\n`, ['report', 'report']],
    [
      'lines of a batch, one of them failed',
      `${json({ id: 1, report: sampleReport() })}\n${json({ id: 2, error: { code: 'x', message: 'y' } })}`,
      ['report'],
    ],
    ['readiness', json({ ...sampleReport(), readiness: { headline: 'Of 1', verdicts: { ready: 1 }, people: [person] } }), ['readiness']],
    ['NDJSON of readiness', `${json(summary)}\n${json(person)}`, ['readiness']],
    ['NDJSON that was cut off', `${json(summary)}\n${json(person)}\n{"type":"per`, ['readiness']],
    ['match', json({ schema: 'crossprem/match/1', object: 'a', type: 'user', outcome: 'no-op', why: '', isCertain: true }), ['match']],
    ['rows of match', json({ object: 'a', type: 'user', outcome: 'no-op', with: null, isCertain: true, why: '' }), ['matches']],
    ['doctor', json({ endpoint: 'ldaps://x', check: 'reach', verdict: 'ok', says: 'Reached.' }), ['doctor']],
    ['an error text', 'Cannot find a recipient', 'not ours'],
    ['other JSON', '{"value": []}', 'not ours'],
    ['an empty list', '[]', 'not ours'],
    ['broken JSON', '{"schema": "crossprem/report@1"', 'not ours'],
    ['a session, which is no result', json({ schema: 'crossprem/session@1' }), 'not ours'],
  ])('is told from its content: %s', (_name, text, kinds) => {
    expect(kindsOf(text)).toEqual(kinds);
  });

  it('keeps what a later version adds, and refuses what has another type', () => {
    expect(kindsOf(json({ ...sampleReport(), later: { a: 1 } }))).toEqual(['report']);
    expect(kindsOf(json({ ...sampleReport(), findings: 'none' }))).toContain('findings');
    expect(kindsOf(json({ schema: 'crossprem/report@2' }))).toContain('crossprem/report@2');
    expect(kindsOf(json({ schema: 'crossprem/report@1' }))).toContain('tool');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('report@1', 'match/1', 'route/1', 'adopt/1', 'doctor/1', 'snapshot/1', 'readiness@1'),
        (value, schema) => {
          kindsOf(json({ ...(typeof value === 'object' ? value : {}), schema: `crossprem/${schema}` }));
          kindsOf(json(value));
        },
      ),
    );
    for (const text of ['{'.repeat(200_000), '['.repeat(200_000), '\u0000', '{}\n'.repeat(1000)]) kindsOf(text);
  });
});
