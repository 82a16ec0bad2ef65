import { describe, expect, it } from 'vitest';
import { CONTOSO_SETTINGS, type GivenMessage, headerValue, messageFacts } from '../setup/header-facts.js';

const EXCHANGE_ONLINE = `Delivery has failed to these recipients or groups:

alex@contoso.com
The email address you entered couldn't be found.

Diagnostic information for administrators:

Generating server: AM0PR04MB3333.eurprd04.prod.outlook.com

alex@contoso.com
Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient alex@contoso.com not found by SMTP address lookup'
`;
const TWO = `Reporting-MTA: dns;ex01.contoso.com

Final-Recipient: rfc822;alex@contoso.com
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.fabrikam.com
Diagnostic-Code: smtp;550 5.1.1 User unknown

Final-Recipient: rfc822;sam@example.com
Action: delayed
Status: 4.4.7
Diagnostic-Code: smtp;441 4.4.7 Message delayed
`;
const X500 = '/o=Contoso/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=alexk';
const IMCEAEX = `Generating server: AM0PR04MB3333.eurprd04.prod.outlook.com

IMCEAEX-_O=CONTOSO_OU=EXCHANGE+20ADMINISTRATIVE+20GROUP+20+28FYDIBOHF23SPDLT+29_CN=RECIPIENTS_CN=ALEXK@contoso.com
Remote Server returned '550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found'
`;

const of = (report: string | undefined, name: string, given: GivenMessage = {}): unknown =>
  headerValue(messageFacts(undefined, { ...given, ...(report === undefined ? {} : { report }) }), `ndr.${name}`);

describe('facts about a delivery report', () => {
  it.each([
    ['status', '5.1.10'],
    ['statusClass', '5'],
    ['replyCode', '550'],
    ['recipient', 'alex@contoso.com'],
    ['recipientDomain', 'contoso.com'],
    ['byExchangeOnline', true],
    ['refusedByExchangeOnline', true],
    ['isEncapsulated', false],
    ['isCodeOnly', false],
    ['recipientIsConsumer', false],
    ['partCount', 3],
    ['x500', 'unknown'],
    ['action', 'unknown'],
  ])('say of a report of Exchange Online: %s is %s', (name, expected) => {
    expect(of(EXCHANGE_ONLINE, name)).toBe(expected);
  });

  it('are about one recipient each', () => {
    const facts = (entry: number) =>
      ['recipient', 'status', 'statusClass', 'action', 'remoteServer'].map((name) => of(TWO, name, { entry }));
    expect(facts(0)).toEqual(['alex@contoso.com', '5.1.1', '5', 'failed', 'mail.fabrikam.com']);
    expect(facts(1).slice(0, 4)).toEqual(['sam@example.com', '4.4.7', '4', 'delayed']);
    expect(of(TWO, 'byExchangeOnline')).toBe(false);
    expect(of(TWO, 'refusedByExchangeOnline')).toBe(false);
  });

  it('are unknown without a report', () => {
    for (const name of ['status', 'recipient', 'isCodeOnly', 'partCount', 'byExchangeOnline', 'recipientIsOwn', 'onPremHolders'])
      expect([name, of(undefined, name, { settings: CONTOSO_SETTINGS, onPrem: [] })]).toEqual([name, 'unknown']);
  });

  it('know an input that is nothing but a code', () => {
    expect([of('5.7.64', 'isCodeOnly'), of('5.7.64', 'status'), of('5.7.64', 'partCount'), of('5.7.64', 'recipient')]).toEqual([
      true,
      '5.7.64',
      1,
      'unknown',
    ]);
  });

  it('know our domains only from the settings', () => {
    expect(of(EXCHANGE_ONLINE, 'recipientIsOwn')).toBe('unknown');
    expect(of(EXCHANGE_ONLINE, 'recipientIsOwn', { settings: CONTOSO_SETTINGS })).toBe(true);
    expect(of(TWO, 'recipientIsOwn', { settings: CONTOSO_SETTINGS, entry: 1 })).toBe(false);
  });

  it.each([
    ['kim@outlook.com', true],
    ['kim@hotmail.co.uk', true],
    ['kim@outlook.example', true],
    ['kim@contoso-outlook.com', false],
  ])('say of %s that its mailbox is a consumer one: %s', (address, expected) => {
    expect(of(EXCHANGE_ONLINE.replaceAll('alex@contoso.com', address), 'recipientIsConsumer')).toBe(expected);
  });

  it('count who carries the address, on each side that was read', () => {
    const record = { userPrincipalName: 'alex@contoso.com', mail: 'alex@contoso.com', proxyAddresses: ['SMTP:alex@contoso.com'] };
    expect(of(EXCHANGE_ONLINE, 'onPremHolders')).toBe('unknown');
    expect(of(EXCHANGE_ONLINE, 'onPremHolders', { onPrem: [] })).toBe(0);
    expect(of(EXCHANGE_ONLINE, 'onPremHolders', { onPrem: [record] })).toBe(1);
    expect(of(EXCHANGE_ONLINE, 'cloudHolders', { onPrem: [record] })).toBe('unknown');
    const two = [record, { ...record, userPrincipalName: 'old@contoso.com', displayName: 'Old' }];
    expect(of(EXCHANGE_ONLINE, 'onPremHolders', { onPrem: two })).toBe(2);
  });

  it('quote the report where it says so', () => {
    const fact = messageFacts(undefined, { report: EXCHANGE_ONLINE })('ndr.status');
    expect(fact).toMatchObject({ kind: 'known', evidence: [{ source: 'input', text: '5.1.10', line: 11 }] });
  });
});

describe('an encapsulated recipient', () => {
  it('stands for an X500 address, and has no domain of its own but the one that encapsulated it', () => {
    expect(of(IMCEAEX, 'isEncapsulated')).toBe(true);
    expect(String(of(IMCEAEX, 'x500')).toLowerCase()).toBe(`x500:${X500.toLowerCase()}`);
    expect(of(IMCEAEX, 'recipientDomain')).toBe('contoso.com');
    expect(of(IMCEAEX, 'onPremHolders', { onPrem: [] })).toBe('unknown');
  });

  it('is looked up by legacyExchangeDN and by X500 proxies, without case', () => {
    const holder = { userPrincipalName: 'alex@contoso.com', mailNickname: 'alexk', legacyExchangeDN: X500 };
    const proxy = { userPrincipalName: 'alex@contoso.com', exo: { EmailAddresses: [`x500:${X500}`], LegacyExchangeDN: '/o=x/cn=1' } };
    expect(of(IMCEAEX, 'x500OnPremHolder')).toBe('unknown');
    expect(of(IMCEAEX, 'x500OnPremHolder', { onPrem: [holder] })).not.toBe(null);
    expect(of(IMCEAEX, 'x500CloudHolder', { cloud: [proxy] })).not.toBe(null);
    expect(of(IMCEAEX, 'x500CloudHolder', { cloud: [{ ...proxy, exo: { ...proxy.exo, EmailAddresses: [] } }] })).toBe(null);
    expect(of(EXCHANGE_ONLINE, 'x500CloudHolder', { cloud: [proxy] })).toBe('unknown');
  });

  it('names a person by the name in it, where only one answers', () => {
    const alex = {
      userPrincipalName: 'alex@contoso.com',
      mailNickname: 'alexk',
      displayName: 'Alex',
      proxyAddresses: ['SMTP:alex@contoso.com'],
    };
    expect(of(IMCEAEX, 'x500Person', { onPrem: [alex] })).not.toBe('unknown');
    expect(of(IMCEAEX, 'x500Person', { onPrem: [alex, { ...alex, userPrincipalName: 'alex2@contoso.com' }] })).toBe('unknown');
    expect(of(IMCEAEX, 'x500Person', { onPrem: [] })).toBe('unknown');
    expect(of(IMCEAEX, 'x500PersonCloud', { onPrem: [alex] })).toBe('unknown');
    expect(of(IMCEAEX, 'x500PersonIsSynced', { onPrem: [alex] })).toBe('unknown');
  });
});
