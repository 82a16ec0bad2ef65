import { describe, expect, it } from 'vitest';
import { diagnoseWith, ruleOf, ruleSetOf } from '../setup/diagnose.js';
import { repositoryRuleSet } from '../setup/rules.js';

const order = (ids: { readonly findings: readonly { readonly ruleId: string }[] }): readonly string[] =>
  ids.findings.map((finding) => finding.ruleId);

describe('rankFindings', () => {
  it('puts the root cause before its symptoms, also over two steps', () => {
    const rules = ruleSetOf([
      ruleOf({
        id: 'migration/a-symptom-of-symptom',
        severity: 'blocker',
        recognise: { text: ['the third sentence stands here'] },
        symptomOf: ['migration/b-symptom'],
      }),
      ruleOf({
        id: 'migration/b-symptom',
        severity: 'blocker',
        recognise: { text: ['the second sentence stands here'] },
        symptomOf: ['migration/c-root'],
      }),
      ruleOf({ id: 'migration/c-root', severity: 'info', recognise: { text: ['the first sentence stands here'] } }),
    ]);
    const diagnosis = diagnoseWith(rules, {
      text: 'The third sentence stands here. The second sentence stands here. The first sentence stands here.',
    });
    expect(order(diagnosis)).toEqual(['migration/c-root', 'migration/b-symptom', 'migration/a-symptom-of-symptom']);
    expect(diagnosis.findings[1]?.explainedBy).toEqual(['migration/c-root']);
  });

  it('lets a text that stands there explain its symptom, also where no source confirms its wording', () => {
    const rules = (isWeak: boolean) =>
      ruleSetOf([
        ruleOf({ id: 'migration/a-symptom', recognise: { text: ['the call of it failed'] }, symptomOf: ['migration/b-root'] }),
        ruleOf({ id: 'migration/b-root', unverified: true, recognise: { text: [{ text: 'for the frobnicator is rusty', weak: isWeak }] } }),
      ]);
    const text = 'The call of it failed, for the frobnicator is rusty.';
    expect(diagnoseWith(rules(false), { text }).findings.map(({ ruleId, status }) => `${ruleId} ${status}`)).toEqual([
      'migration/b-root possible',
      'migration/a-symptom confirmed',
    ]);
    expect(order(diagnoseWith(rules(true), { text }))).toEqual(['migration/a-symptom', 'migration/b-root']);
  });

  it('puts what is about the paste behind what it says, proven or not', () => {
    const rules = ruleSetOf([
      ruleOf({ id: 'migration/a-cut', severity: 'info', aboutInput: true, recognise: { text: ['the first sentence stands here'] } }),
      ruleOf({ id: 'migration/b-weak', severity: 'info', recognise: { text: [{ text: 'the second sentence', weak: true }] } }),
    ]);
    expect(order(diagnoseWith(rules, { text: 'The first sentence stands here. The second sentence stands here.' }))).toEqual([
      'migration/b-weak',
      'migration/a-cut',
    ]);
  });

  it('survives rules that explain each other', () => {
    const rules = ruleSetOf([
      ruleOf({ id: 'migration/a', recognise: { text: ['the first sentence stands here'] }, symptomOf: ['migration/b'] }),
      ruleOf({ id: 'migration/b', recognise: { text: ['the second sentence stands here'] }, symptomOf: ['migration/a'] }),
    ]);
    expect(order(diagnoseWith(rules, { text: 'The first sentence stands here. The second sentence stands here.' }))).toHaveLength(2);
  });

  it('puts proven before possible, then severe before mild, then the longer text', () => {
    const rules = ruleSetOf([
      ruleOf({ id: 'migration/a-weak', severity: 'blocker', recognise: { text: [{ text: 'the first sentence', weak: true }] } }),
      ruleOf({ id: 'migration/b-mild', severity: 'warning', recognise: { text: ['the first sentence stands here'] } }),
      ruleOf({ id: 'migration/c-short', severity: 'error', recognise: { text: ['the first sentence'] } }),
      ruleOf({ id: 'migration/d-long', severity: 'error', recognise: { text: ['the first sentence stands here'] } }),
    ]);
    expect(order(diagnoseWith(rules, { text: 'The first sentence stands here.' }))).toEqual([
      'migration/d-long',
      'migration/c-short',
      'migration/b-mild',
      'migration/a-weak',
    ]);
  });
});

describe('findAll', () => {
  const text =
    "The frobnicator of 'kim@contoso.com' is out of order.\nThe frobnicator of 'tom@contoso.com' is out of order.\nThe frobnicator of 'Kim@contoso.com' is out of order.";

  it('makes one finding for each recipient', () => {
    const { findings } = diagnoseWith(ruleSetOf([ruleOf({ id: 'migration/x' })]), { text });
    expect(findings.map((finding) => finding.evidence[0]?.line)).toEqual([1, 2]);
  });

  it('does not fire where an exception stands', () => {
    const rule = ruleOf({
      id: 'migration/x',
      recognise: { text: ["The frobnicator of '<name:identity>' is out of order"], unlessText: ['it was repaired later'] },
    });
    expect(diagnoseWith(ruleSetOf([rule]), { text: `${text} It was repaired later.` }).findings).toEqual([]);
  });

  it('asks no check where a text is diagnosed', () => {
    const rule = ruleOf({ id: 'migration/x', recognise: { when: { fact: 'onPrem.homeMdb', is: 'present' } } });
    const of = (homeMDB: string | null) =>
      diagnoseWith(ruleSetOf([rule]), { text: 'anything', onPrem: [{ userPrincipalName: 'kim@contoso.com', homeMDB }] }).findings.length;
    expect(of('CN=DB1')).toBe(0);
    expect(of(null)).toBe(0);
    expect(diagnoseWith(ruleSetOf([rule]), { text: 'anything' }).findings).toEqual([]);
  });

  it('keeps a weak text possible until its condition proves it', () => {
    const rule = ruleOf({
      id: 'migration/x',
      recognise: { text: [{ text: 'it is out of order', weak: true }], when: { fact: 'ask.x', is: true } },
    });
    const status = (answers: Record<string, boolean>) =>
      diagnoseWith(ruleSetOf([rule]), { text: 'It is out of order', answers }).findings[0]?.status;
    expect(status({})).toBe('possible');
    expect(status({ 'ask.x': true })).toBe('confirmed');
    expect(status({ 'ask.x': false })).toBeUndefined();
  });

  it('stops at two hundred findings and says so', () => {
    const many = Array.from({ length: 260 }, (_, index) => `The frobnicator of 'user${index}@contoso.com' is out of order.`).join('\n');
    const { findings, notes } = diagnoseWith(ruleSetOf([ruleOf({ id: 'migration/x' })]), { text: many });
    expect(findings).toHaveLength(200);
    expect(notes.join(' ')).toMatch(/60 further findings/);
  });

  it('gives the same answer to the same text', () => {
    const rules = repositoryRuleSet();
    const [first, second] = [1, 2].map(() =>
      diagnoseWith(rules, {
        text: "MigrationPermanentException: Cannot find a recipient that has mailbox GUID '8be74422-b0d9-47ec-b861-e7de1a9cfb20'.",
        cloud: [],
      }),
    );
    expect(JSON.stringify(second?.findings.map(({ causes, evidence }) => [causes, evidence]))).toBe(
      JSON.stringify(first?.findings.map(({ causes, evidence }) => [causes, evidence])),
    );
  });
});

describe('words that do not prove their rule', () => {
  const rules = ruleSetOf([ruleOf({ id: 'migration/a', recognise: { text: ['the frobnicator of the left wheel is rusty'] } })]);
  const status = (text: string) => diagnoseWith(rules, { text }).findings.map((finding) => finding.status);

  it.each([
    ['whole', 'Error: the frobnicator of the left wheel is rusty.', ['confirmed']],
    ['cut', 'Error: the frobnicator of the left wheel is ru', ['possible']],
    ['in source code', 'if ($e -match "the frobnicator of the left wheel is rusty") {', []],
    ['in a sentence about what could happen', 'The car may report that the frobnicator of the left wheel is rusty.', ['possible']],
    ['broken by a log', '2026-05-13 09:12:01 INFO the frobnicator of the\n2026-05-13 09:12:01 INFO left wheel is rusty', ['confirmed']],
  ])('%s', (_, text, expected) => {
    expect(status(text)).toEqual(expected);
  });
});
