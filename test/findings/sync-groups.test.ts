import { describe, expect, it } from 'vitest';
import { diagnoseWith, ruleOf, ruleSetOf, valueOf } from '../setup/diagnose.js';

const rule = ruleOf({
  id: 'sync/address-in-use',
  recognise: {
    text: ['AttributeValueMustBeUnique', { text: 'ProxyAddresses SMTP', weak: true }, 'the frobnicator refused an address'],
    when: {
      all: [
        { fact: 'sync.errorType', equals: 'AttributeValueMustBeUnique' },
        { fact: 'sync.conflictAttributes', contains: 'ProxyAddresses' },
      ],
    },
  },
  causes: [{ id: 'held', title: 'A cloud user holds it', when: { fact: 'sync.holderKind', equals: 'user' } }],
});
const set = ruleSetOf([rule]);
const row = (type: string, name: string, attribute: string) => `${type},${name}@contoso.com,${attribute},smtp:${name}@contoso.com`;
const csv = (...rows: readonly string[]) => ['Error Type,User Principal Name,Attribute Name,Attribute Value', ...rows].join('\n');

describe('errors of several objects', () => {
  it('give a finding each, about the object of the error', () => {
    const text = csv(
      row('AttributeValueMustBeUnique', 'ana', 'ProxyAddresses'),
      row('AttributeValueMustBeUnique', 'ben', 'UserPrincipalName'),
      row('InvalidSoftMatch', 'cy', 'ProxyAddresses'),
      row('AttributeValueMustBeUnique', 'dee', 'ProxyAddresses'),
    );
    const { findings } = diagnoseWith(set, { text });
    expect(findings.map(({ facts }) => valueOf(facts, 'sync.sourceObject'))).toEqual(['ana@contoso.com', 'dee@contoso.com']);
    expect(findings.map(({ status }) => status)).toEqual(['confirmed', 'confirmed']);
    expect(findings[1]?.evidence[0]).toMatchObject({ line: 5, text: row('AttributeValueMustBeUnique', 'dee', 'ProxyAddresses') });
    expect(findings[0]?.subject.hints.addresses).toEqual(['ana@contoso.com']);
  });

  it('say how many are left out of a long list', () => {
    const rows = Array.from({ length: 300 }, (_, index) => row('AttributeValueMustBeUnique', `user${index}`, 'ProxyAddresses'));
    const { findings, notes } = diagnoseWith(set, { text: csv(...rows) });
    expect(findings).toHaveLength(200);
    expect(notes.join(' ')).toContain('100 further findings were left out');
  });

  it('are judged each on the directories', () => {
    const holder = {
      id: '7505ed65-e7f5-4dca-9f78-2617a247f047',
      userPrincipalName: 'x@contoso.com',
      proxyAddresses: ['smtp:ana@contoso.com'],
    };
    const text = csv(
      row('AttributeValueMustBeUnique', 'ana', 'ProxyAddresses'),
      row('AttributeValueMustBeUnique', 'ben', 'ProxyAddresses'),
    );
    const { findings } = diagnoseWith(set, { text, cloud: [holder], onPrem: [] });
    expect(findings.map(({ causes }) => causes[0]?.status)).toEqual(['confirmed', 'possible']);
  });
});

describe('what a text proves', () => {
  it.each([
    ['the error with its attribute', 'AttributeValueMustBeUnique [ProxyAddresses SMTP:a@contoso.com;]', 'confirmed'],
    ['the attribute in brackets alone, in any language', 'Objekt nicht aktualisiert: [ProxyAddresses SMTP:a@contoso.com;].', 'confirmed'],
    ['the name alone', 'AttributeValueMustBeUnique', 'possible'],
    ['a sentence of the rule where no error was read', 'the frobnicator refused an address', 'possible'],
    ['a page that lists the names of errors', 'AttributeValueMustBeUnique\nInvalidSoftMatch\nObjectTypeMismatch\nLargeObject', 'possible'],
    ['a sentence that lists them', 'Due to AttributeValueMustBeUnique, InvalidSoftMatch, ObjectTypeMismatch.', 'possible'],
  ])('%s', (_, text, status) => {
    expect(diagnoseWith(set, { text }).findings.map((finding) => finding.status)).toEqual([status]);
  });

  it.each([
    ['another attribute', 'AttributeValueMustBeUnique [UserPrincipalName a@contoso.com;]'],
    ['another error', 'InvalidSoftMatch [ProxyAddresses SMTP:a@contoso.com;]'],
    ['a weak text alone', 'The column ProxyAddresses SMTP was exported.'],
  ])('nothing: %s', (_, text) => {
    expect(diagnoseWith(set, { text }).findings).toEqual([]);
  });
});
