import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/engine/rule.js';
import { diagnoseWith, type Given, ruleOf, ruleSetOf } from '../setup/diagnose.js';

type Recognise = Rule['recognise'];

const SENTENCE = 'TenantAttribution; Relay Access Denied';
const WEAK = 'Access denied by the relay';

/** A report about one recipient: `550 5.7.64 sentence`; without a code `550 sentence`. */
const report = (code: string, sentence: string, recipient = 'alex@contoso.com'): string =>
  `Generating server: ex01.contoso.com\n\n${recipient}\nRemote Server returned '550 ${code === '' ? '' : `${code} `}${sentence}'\n`;

const RECOGNISE: Recognise = { status: ['5.7.64'], text: [SENTENCE, { text: WEAK, weak: true }] };

/** Ids with their status, in order of the id. */
function found(rules: Readonly<Record<string, Recognise>>, text: string, given: Given = {}): readonly string[] {
  const set = ruleSetOf(Object.entries(rules).map(([id, recognise]) => ruleOf({ id, subject: 'message', recognise })));
  return diagnoseWith(set, { ...given, text })
    .findings.map(({ ruleId, status }) => `${ruleId} ${status}`)
    .sort();
}

const one = (recognise: Recognise, text: string, given: Given = {}): string =>
  found({ 'ndr/a': recognise }, text, given)[0]?.slice('ndr/a '.length) ?? 'none';

describe('a rule about a delivery report', () => {
  it.each([
    ['the code and the text fit', report('5.7.64', SENTENCE), 'confirmed'],
    ['the code and a weak text fit', report('5.7.64', WEAK), 'confirmed'],
    ['the code fits, the text is another', report('5.7.64', 'Something else'), 'possible'],
    ['no code is shown, the text fits', report('', SENTENCE), 'confirmed'],
    ['no code is shown, a weak text fits', report('', WEAK), 'none'],
    ['another code is shown, the text fits', report('5.7.1', SENTENCE), 'possible'],
    ['another code is shown, a weak text fits', report('5.7.1', WEAK), 'none'],
    ['nothing fits', report('5.7.1', 'Something else'), 'none'],
  ])('where %s: %s', (_, text, expected) => {
    expect(one(RECOGNISE, text)).toBe(expected);
  });

  it.each([
    ['5.7.64', 'confirmed'],
    ['550 5.7.64', 'confirmed'],
    ['#5.7.64', 'confirmed'],
    ['5.7.65', 'none'],
  ])('whose code decides says of %s alone: %s', (text, expected) => {
    expect(one({ ...RECOGNISE, statusDecides: true }, text)).toBe(expected);
  });

  it('whose code does not decide calls the bare code possible', () => {
    expect(one(RECOGNISE, '5.7.64')).toBe('possible');
    expect(one({ status: ['5.7.606-649'] }, 'Error ID 5.7.620')).toBe('possible');
    expect(one({ status: ['4.4.x'] }, report('4.4.7', 'x').replace('550', '451'))).toBe('possible');
  });

  it('takes a text without a report only where it is not weak', () => {
    expect(one(RECOGNISE, `The log says ${SENTENCE}.`)).toBe('confirmed');
    expect(one(RECOGNISE, `The log says ${WEAK}.`)).toBe('none');
    expect(one(RECOGNISE, 'milk, bread, three eggs')).toBe('none');
  });

  it('does not fire where an exception stands in the input', () => {
    const recognise = { ...RECOGNISE, unlessText: ['the queue was emptied'] };
    expect(one(recognise, `${report('5.7.64', SENTENCE)}\nThe queue was emptied.`)).toBe('none');
    expect(one(recognise, `${SENTENCE}. The queue was emptied.`)).toBe('none');
  });

  it('is decided further by its condition', () => {
    const when = { fact: 'ask.x', is: true } as const;
    const status = (text: string, answer?: boolean) =>
      one({ ...RECOGNISE, when }, text, answer === undefined ? {} : { answers: { 'ask.x': answer } });
    expect([
      status(report('5.7.64', SENTENCE)),
      status(report('5.7.64', SENTENCE), true),
      status(report('5.7.64', SENTENCE), false),
    ]).toEqual(['possible', 'confirmed', 'none']);
    // What fits by one of the two alone stays a candidate, whatever the condition says.
    expect([status(report('5.7.1', SENTENCE), true), status(report('5.7.64', 'Something else'), true)]).toEqual(['possible', 'possible']);
  });
});

describe('several recipients', () => {
  const dsn = (...groups: readonly (readonly [recipient: string, status: string, sentence: string])[]): string =>
    [
      'Reporting-MTA: dns;ex01.contoso.com',
      ...groups.map(
        ([recipient, status, sentence]) =>
          `\nFinal-Recipient: rfc822;${recipient}\nAction: failed\nStatus: ${status}\nDiagnostic-Code: smtp;550 ${status} ${sentence}`,
      ),
      '',
    ].join('\n');
  const subjects = (recognise: Recognise, text: string): readonly string[] =>
    diagnoseWith(ruleSetOf([ruleOf({ id: 'ndr/a', recognise })]), { text })
      .findings.map(({ facts, status }) => {
        const fact = facts('ndr.recipient');
        return `${fact.kind === 'known' ? String(fact.value) : '?'} ${status}`;
      })
      .sort();

  it('have a finding each, by their own code and text', () => {
    const text = dsn(
      ['a@contoso.com', '5.7.64', SENTENCE],
      ['b@contoso.com', '5.1.1', 'User unknown'],
      ['c@contoso.com', '5.7.64', 'Something else'],
    );
    expect(subjects(RECOGNISE, text)).toEqual(['a@contoso.com confirmed', 'c@contoso.com possible']);
  });

  it('do not lend each other their text', () => {
    const text = dsn(['a@contoso.com', '5.7.64', 'Something else'], ['b@contoso.com', '5.1.1', SENTENCE]);
    expect(subjects(RECOGNISE, text)).toEqual(['a@contoso.com possible', 'b@contoso.com possible']);
  });

  it('share a text that stands outside of all parts', () => {
    const text = `${SENTENCE}: why?\n\n${dsn(['a@contoso.com', '5.7.64', 'x'], ['b@contoso.com', '5.7.64', 'y'])}`;
    expect(subjects(RECOGNISE, text)).toEqual(['a@contoso.com confirmed', 'b@contoso.com confirmed']);
  });
});

describe('what fits by the code or the text alone', () => {
  it('is left out where another rule fits the same recipient with both', () => {
    const rules = {
      'ndr/both': { status: ['5.7.64'], text: [SENTENCE] },
      'ndr/code': { status: ['5.7.64'], text: ['Nothing like it here'] },
      'ndr/text': { status: ['5.1.1'], text: [SENTENCE] },
    };
    expect(found(rules, report('5.7.64', SENTENCE))).toEqual(['ndr/both confirmed']);
  });

  it('stays where no rule fits with both, for a server may send another code with the words', () => {
    const rules = {
      'ndr/code': { status: ['5.7.64'] },
      'ndr/code2': { status: ['5.7.x'] },
      'ndr/text': { status: ['5.1.1'], text: [SENTENCE] },
    };
    expect([...found(rules, report('5.7.64', SENTENCE))].sort()).toEqual(['ndr/code possible', 'ndr/code2 possible', 'ndr/text possible']);
    expect(found(rules, report('5.2.2', SENTENCE))).toEqual(['ndr/text possible']);
  });

  it('is left out where a code that no other rule has decides', () => {
    const rules = { 'ndr/sure': { status: ['5.7.64'], statusDecides: true }, 'ndr/code': { status: ['5.7.x'] } };
    expect(found(rules, '550 5.7.64')).toEqual(['ndr/sure confirmed']);
  });

  it('does not push out a rule of another recipient', () => {
    const rules = {
      'ndr/both': { status: ['5.7.64'], text: [SENTENCE] },
      'ndr/code': { status: ['5.1.1'], text: ['Nothing like it here'] },
    };
    const text = `Reporting-MTA: dns;ex01.contoso.com\n\nFinal-Recipient: rfc822;a@contoso.com\nStatus: 5.7.64\nDiagnostic-Code: smtp;550 5.7.64 ${SENTENCE}\n\nFinal-Recipient: rfc822;b@contoso.com\nStatus: 5.1.1\nDiagnostic-Code: smtp;550 5.1.1 User unknown\n`;
    expect(found(rules, text)).toEqual(['ndr/both confirmed', 'ndr/code possible']);
  });

  it('is left out where the server said in words what none of three rules knows', () => {
    const rules = {
      'ndr/a': { status: ['5.2.0'], text: ['One'] },
      'ndr/b': { status: ['5.2.0'], text: ['Two'] },
      'ndr/c': { status: ['5.2.0'], text: ['Three'] },
    };
    expect(found(rules, '550 5.2.0 Message rejected for its reputation')).toEqual([]);
    expect(found(rules, '550 5.2.0 STOREDRV.Deliver.Exception:Other; Failed to process message')).toHaveLength(3);
    expect(found(rules, '550 5.2.0')).toEqual(['ndr/a possible', 'ndr/b possible', 'ndr/c possible']);
  });

  it('leaves rules without a status code alone', () => {
    const rules = { 'ndr/both': { status: ['5.7.64'], text: [SENTENCE] }, 'migration/text': { text: ['Relay Access Denied'] } };
    expect(found(rules, report('5.7.64', SENTENCE))).toEqual(['migration/text confirmed', 'ndr/both confirmed']);
  });
});

describe('a list of codes', () => {
  const rules = { 'ndr/a': { status: ['5.7.64'], text: [SENTENCE] } };

  it.each([
    ['a page', `Code Meaning\n4.2.2 Mailbox full\n5.1.1 Unknown\n5.4.6 Loop\n5.7.64 ${SENTENCE}`],
    [
      'a table too long to be an error',
      `${'| 5.1.0 | Denied | The server takes no messages from this sender or for this recipient. |\n| 5.1.1 | Unknown | The address is not there. |\n'.repeat(9)}| 5.4.1 | No | x |\n| 5.7.64 | ${SENTENCE} | A connector is missing. |`,
    ],
  ])('that explains them (%s) tells of no message', (_, text) => {
    expect(found(rules, text)).toEqual([]);
  });

  it.each([
    ['codes alone', '4.2.2, 5.1.1, 5.4.6, 5.7.64', 'possible'],
    ['whole replies', `550 5.1.1 Unknown\n550 5.4.6 Loop\n452 4.2.2 Full\n550 5.7.64 ${SENTENCE}`, 'confirmed'],
  ])('is something else than %s', (_, text, status) => {
    expect(found(rules, text).filter((one) => one === `ndr/a ${status}`)).toHaveLength(1);
  });
});

describe('the evidence', () => {
  it('is the text, else the code', () => {
    const evidence = (text: string) =>
      diagnoseWith(ruleSetOf([ruleOf({ id: 'ndr/a', recognise: RECOGNISE })]), { text }).findings[0]?.evidence;
    expect(evidence(report('5.7.64', SENTENCE))).toEqual([{ source: 'input', text: SENTENCE, line: 4, column: 36 }]);
    expect(evidence(report('5.7.64', 'x'))).toEqual([{ source: 'input', text: '5.7.64', line: 4, column: 29 }]);
  });
});
