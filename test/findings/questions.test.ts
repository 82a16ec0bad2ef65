import { describe, expect, it } from 'vitest';
import type { AskedFact, Cause } from '../../src/engine/rule.js';
import { diagnoseWith, ruleOf, ruleSetOf } from '../setup/diagnose.js';

const ask = (name: string, covers: readonly string[] = []): AskedFact => ({
  name,
  covers,
  type: 'boolean',
  question: `Is ${name} so?`,
  how: [{ shell: 'exchange-online', run: 'Get-Mailbox', with: { Identity: '${user}' } }],
});
const cause = (id: string, ...facts: string[]): Cause => ({
  id,
  title: `Title of ${id}`,
  when: { all: facts.map((fact) => ({ fact, is: true as const })) },
});

function questionsOf(
  causes: readonly Cause[],
  asked: readonly AskedFact[],
  answers: Record<string, boolean> = {},
  text = "The frobnicator of 'kim@contoso.com' is out of order.",
) {
  return diagnoseWith(ruleSetOf([ruleOf({ id: 'migration/x', causes })], [], { asked }), { text, answers }).questions;
}

describe('rankQuestions', () => {
  it('asks first what decides most causes', () => {
    const questions = questionsOf([cause('a', 'ask.one'), cause('b', 'ask.two'), cause('c', 'ask.two')], [ask('ask.one'), ask('ask.two')]);
    expect(questions.map((question) => question.fact)).toEqual(['ask.two', 'ask.one']);
    expect(questions[0]?.why).toBe('Tells apart: b, c');
    expect(questions[1]?.why).toBe('Decides: Title of a');
  });

  it('asks once what one command answers', () => {
    const questions = questionsOf(
      [cause('a', 'cloud.alias'), cause('b', 'cloud.archiveGuid')],
      [ask('cloud.alias', ['cloud.archiveGuid'])],
    );
    expect(questions).toHaveLength(1);
    expect([...(questions[0]?.facts ?? [])].sort()).toEqual(['cloud.alias', 'cloud.archiveGuid']);
  });

  it('asks for the parts of a comparison', () => {
    const questions = questionsOf([cause('a', 'pair.sameExchangeGuid')], [ask('onPrem.exchangeGuid'), ask('cloud.exchangeGuid')]);
    expect(new Set(questions.map((question) => question.fact))).toEqual(new Set(['onPrem.exchangeGuid', 'cloud.exchangeGuid']));
  });

  it('asks nothing that is answered, that nobody can answer, or that decides nothing any more', () => {
    expect(questionsOf([cause('a', 'ask.one')], [ask('ask.one')], { 'ask.one': true })).toEqual([]);
    expect(questionsOf([cause('a', 'ask.one')], [])).toEqual([]);
    expect(questionsOf([cause('a', 'ask.one'), cause('b', 'ask.two')], [ask('ask.one'), ask('ask.two')], { 'ask.one': true })).toEqual([]);
  });

  it('asks about the first finding before the later ones', () => {
    const rules = ruleSetOf(
      [
        ruleOf({ id: 'migration/root', recognise: { text: ['the first sentence stands here'] }, causes: [cause('a', 'ask.root')] }),
        ruleOf({
          id: 'migration/aa-symptom',
          recognise: { text: ['the second sentence stands here'] },
          causes: [cause('b', 'ask.symptom')],
          symptomOf: ['migration/root'],
        }),
      ],
      [],
      { asked: [ask('ask.root'), ask('ask.symptom')] },
    );
    const { questions } = diagnoseWith(rules, { text: 'The second sentence stands here. The first sentence stands here.' });
    expect(questions.map((question) => question.fact)).toEqual(['ask.root', 'ask.symptom']);
  });
});
