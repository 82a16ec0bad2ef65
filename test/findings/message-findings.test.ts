import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/engine/rule.js';
import type { Diagnosis } from '../../src/fixes/diagnosis.js';
import { diagnoseWith, type Given, ruleOf, ruleSetOf } from '../setup/diagnose.js';
import { CONTOSO_SETTINGS, withField } from '../setup/header-facts.js';
import * as headers from '../setup/headers.js';

type Recognise = Rule['recognise'];

const SPOOF = { fact: 'header.cat', equals: 'SPOOF' } as const;
const OWN_IP = { fact: 'header.ingressIsOwnIp', is: false } as const;

const rule = (recognise: Recognise, more: Partial<Rule> = {}): Rule => ruleOf({ id: 'header/a', subject: 'message', recognise, ...more });
const diagnose = (rules: Rule | readonly Rule[], text: string, given: Given = {}): Diagnosis =>
  diagnoseWith(ruleSetOf([rules].flat()), { ...given, text });
const statusOf = (recognise: Recognise, text: string, given: Given = {}): string =>
  diagnose(rule(recognise), text, given).findings[0]?.status ?? 'none';

const DIRECT_SEND = headers.textOf(headers.directSend());
const CLEAN = headers.textOf(headers.internetToExo());

describe('a rule about a message', () => {
  it('is confirmed where its condition is true, and gives nothing where it is false', () => {
    expect(statusOf({ when: SPOOF }, DIRECT_SEND)).toBe('confirmed');
    expect(statusOf({ when: SPOOF }, CLEAN)).toBe('none');
  });

  it('gives nothing where its condition is unknown, unless the possible one is true', () => {
    const when = { all: [SPOOF, OWN_IP] };
    expect(statusOf({ when }, DIRECT_SEND)).toBe('none');
    expect(statusOf({ when, possibleWhen: SPOOF }, DIRECT_SEND)).toBe('possible');
    expect(statusOf({ when, possibleWhen: { fact: 'header.cat', equals: 'PHSH' } }, DIRECT_SEND)).toBe('none');
    // That is unknown, too.
    expect(statusOf({ when, possibleWhen: OWN_IP }, DIRECT_SEND)).toBe('none');
    // What is false stays so, whatever is possible.
    expect(statusOf({ when: { fact: 'header.cat', equals: 'PHSH' }, possibleWhen: SPOOF }, DIRECT_SEND)).toBe('none');
    const given = { settings: CONTOSO_SETTINGS };
    expect(statusOf({ when, possibleWhen: SPOOF }, DIRECT_SEND, given)).toBe('confirmed');
    expect(statusOf({ when: { all: [SPOOF, { not: OWN_IP }] }, possibleWhen: SPOOF }, DIRECT_SEND, given)).toBe('none');
  });

  it('is never more than possible where it is not verified', () => {
    const { findings } = diagnose(
      rule({ when: SPOOF }, { unverified: true, causes: [{ id: 'x', title: 'X', when: 'recognised' }] }),
      DIRECT_SEND,
    );
    expect([findings[0]?.status, findings[0]?.causes[0]?.status]).toEqual(['possible', 'possible']);
  });

  it('proves a cause that its condition proves, and not one that is only possible', () => {
    const causes = [{ id: 'x', title: 'X', when: 'recognised' }] as const;
    const cause = (recognise: Recognise) => diagnose(rule(recognise, { causes }), DIRECT_SEND).findings[0]?.causes[0]?.status;
    expect(cause({ when: SPOOF })).toBe('confirmed');
    expect(cause({ when: { all: [SPOOF, OWN_IP] }, possibleWhen: SPOOF })).toBe('possible');
  });

  it('shows the fields that made it, each once and with their place', () => {
    const { findings } = diagnose(
      rule({ when: { all: [SPOOF, { fact: 'header.compauth', equals: 'fail' }, { fact: 'header.compauthReason', equals: '601' }] } }),
      DIRECT_SEND,
    );
    expect(findings[0]?.evidence.map(({ source, path }) => [source, path])).toEqual([
      ['input', 'X-Forefront-Antispam-Report'],
      ['input', 'Authentication-Results'],
    ]);
    const line = findings[0]?.evidence[0]?.line ?? 0;
    expect(DIRECT_SEND.split('\r\n')[line - 1]).toMatch(/^X-Forefront-Antispam-Report: /);
  });

  it('asks for what would decide it', () => {
    const question = { type: 'text', question: 'Which are your addresses?', covers: ['header.ingressIsOwnIp'], how: [] } as const;
    const set = ruleSetOf([rule({ when: { all: [SPOOF, OWN_IP] }, possibleWhen: SPOOF })], [], {
      asked: [{ name: 'ask.ips', ...question }],
    });
    const { findings, questions } = diagnoseWith(set, { text: DIRECT_SEND });
    expect(findings[0]?.missing).toEqual(['header.ingressIsOwnIp']);
    expect(questions.map(({ text }) => text)).toContain('Which are your addresses?');
    expect(diagnoseWith(set, { text: DIRECT_SEND, answers: { 'header.ingressIsOwnIp': false } }).findings[0]).toMatchObject({
      status: 'confirmed',
      missing: [],
    });
  });
});

describe('the subject of a rule about a message', () => {
  const known = rule(
    { when: SPOOF },
    {
      causes: [
        { id: 'here', title: 'H', when: { fact: 'onPrem.exists', is: true } },
        {
          id: 'there',
          title: 'T',
          when: {
            all: [
              { fact: 'cloud.exists', is: true },
              { fact: 'onPrem.exists', is: false },
            ],
          },
        },
      ],
    },
  );
  const causes = (given: Given, text = DIRECT_SEND) =>
    diagnose(known, text, given)
      .findings[0]?.causes.map(({ id, status }) => `${id} ${status}`)
      .sort();
  const kim = { userPrincipalName: 'kim@contoso.com', mail: 'kim@contoso.com', proxyAddresses: ['SMTP:kim@contoso.com'] };
  const lee = { userPrincipalName: 'lee@contoso.com', mail: 'lee@contoso.com', proxyAddresses: ['SMTP:lee@contoso.com'] };

  it('is the author, on both sides', () => {
    expect(causes({ onPrem: [lee, kim], cloud: [kim] })).toEqual(['here confirmed', 'there ruled-out']);
    expect(causes({ onPrem: [lee], cloud: [kim] })).toEqual(['here ruled-out', 'there confirmed']);
    expect(causes({ cloud: [kim] })).toEqual(['here possible', 'there possible']);
  });

  it('is nobody where the message names no author, also beside an export of one', () => {
    const text = headers.textOf(headers.directSend().filter(([name]) => name !== 'From'));
    expect(causes({ onPrem: [kim], cloud: [kim] }, text)).not.toContain('here confirmed');
  });

  it('is found by the address without case, not by the display name', () => {
    expect(causes({ onPrem: [kim], cloud: [] }, headers.textOf(withField(headers.directSend(), 'From', 'KIM@Contoso.COM')))).toContain(
      'here confirmed',
    );
    expect(
      causes({ onPrem: [kim], cloud: [] }, headers.textOf(withField(headers.directSend(), 'From', '"kim@contoso.com" <x@fabrikam.com>'))),
    ).not.toContain('here confirmed');
  });
});

describe('a text without headers', () => {
  const always: Recognise = { when: { not: { fact: 'header.cat', is: 'known' } } };

  it.each([
    '',
    'milk, bread, three eggs',
    "Cannot find a recipient that has mailbox GUID '8be74422-b0d9-47ec-b861-e7de1a9cfb20'.",
    '5.7.64',
  ])('%j is asked nothing about a message', (text) => {
    expect(diagnose(rule(always), text).findings).toEqual([]);
    expect(diagnose(rule({ when: SPOOF, possibleWhen: always.when ?? SPOOF }), text, { onPrem: [], cloud: [] }).findings).toEqual([]);
  });
});

describe('other rules beside headers', () => {
  it('do not read what stands in a header', () => {
    const text = headers.textOf(withField(headers.internetToExo(), 'Subject', "The frobnicator of 'kim@contoso.com' is out of order"));
    expect(diagnose(ruleOf({ id: 'migration/a' }), text).findings).toEqual([]);
    expect(
      diagnose(ruleOf({ id: 'migration/a' }), `The frobnicator of 'kim@contoso.com' is out of order.\n\n${text}`).findings,
    ).toHaveLength(1);
  });

  it('with a text of their own give one finding, not two', () => {
    const both = rule({ text: ['The frobnicator is out of order'], when: SPOOF });
    expect(diagnose(both, `The frobnicator is out of order.\n\n${DIRECT_SEND}`).findings).toHaveLength(1);
  });
});
