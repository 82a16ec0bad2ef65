import { describe, expect, it } from 'vitest';
import { createDiagnoser, createDirectories } from '../../src/app/diagnose.js';
import { sessionReport } from '../../src/app/session-report.js';
import { repositoryRuleSet } from '../setup/rules.js';

const rules = repositoryRuleSet();
const diagnose = createDiagnoser(rules);
const diagnoses = ["Cannot find a recipient that has mailbox GUID '8be74422-b0d9-47ec-b861-e7de1a9cfb20'", 'nothing of note'].map(
  (text, index) => diagnose({ text, name: `input-${index}.txt`, bytes: text.length, directories: createDirectories(undefined, undefined) }),
);
const tools = {
  version: '0.1.0',
  now: () => '2026-11-22T12:00:00Z',
  ruleSet: () => rules,
  columns: () => [],
  seed: () => new Uint8Array(32).fill(1),
  page: async () => ({
    script: '',
    style: '',
    hashOf: () => 'sha256-x',
    draw: async (charts: readonly unknown[]) => charts.map(() => '<svg></svg>'),
  }),
};

describe('the report of a session', () => {
  it('holds every input, in each format', async () => {
    for (const format of ['html', 'markdown', 'json'] as const) {
      const text = await sessionReport(diagnoses, { format, isRedacted: false }, tools);
      expect(text).toContain('input-0.txt');
      expect(text).toContain('input-1.txt');
      expect(text).toContain('8be74422-b0d9-47ec-b861-e7de1a9cfb20');
    }
    expect(await sessionReport(diagnoses, { format: 'markdown', isRedacted: false }, tools)).toContain('2026-11-22 12:00:00 UTC');
  });

  it('names nobody when it is redacted', async () => {
    const text = await sessionReport(diagnoses, { format: 'html', isRedacted: true }, tools);
    expect(text).not.toContain('8be74422');
    expect(text).toContain('migration/mailbox-guid-not-found');
  });
});
