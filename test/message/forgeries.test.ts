import { describe, expect, it } from 'vitest';
import * as headers from '../setup/headers.js';

const kinds = (fields: headers.Fields, own = headers.NOBODY) =>
  headers.messageOf(fields, own).forgeries.map(({ kind, field }) => `${kind} ${field.name}`);
const AUTH_AS = 'X-MS-Exchange-Organization-AuthAs';
const BAD =
  'spf=fail (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.com; dkim=none (message not signed) header.d=none;dmarc=fail action=oreject header.from=fabrikam.com;compauth=fail reason=000';
const GOOD =
  'spf=pass (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.com; dkim=pass header.d=fabrikam.com;dmarc=pass action=none header.from=fabrikam.com;compauth=pass reason=100';
/** Places a line right below the ingress of Exchange Online. */
const below = (fields: headers.Fields, line: readonly [string, string]): headers.Fields => fields.toSpliced(6, 0, line);

describe('forgeries', () => {
  it.each([
    ['clean mail', headers.internetToExo()],
    ['mail that failed', headers.internetToExo(BAD)],
    ['healthy hybrid mail', headers.onPremToExo(true)],
    ['broken hybrid mail', headers.onPremToExo(false)],
    ['mail of another tenant', headers.tenantToTenant()],
    ['mail through a gateway', headers.viaMimecast()],
    ['Direct Send', headers.directSend()],
    ['Exchange Online to Gmail', headers.exoToGmail()],
    ['Exchange Online to on-premises', headers.exoToOnPrem([[AUTH_AS, 'Internal']])],
  ])('finds none in %s', (_name, fields) => {
    expect(kinds(fields)).toEqual([]);
    expect(kinds(fields, headers.CONTOSO)).toEqual([]);
  });

  it.each([
    ['junk behind the word', [[AUTH_AS, 'Internal74']], [`organization-headers ${AUTH_AS}`]],
    [
      'an unknown mechanism',
      [['X-MS-Exchange-Organization-AuthMechanism', '99']],
      ['organization-headers X-MS-Exchange-Organization-AuthMechanism'],
    ],
    ['a second AuthAs', [[AUTH_AS, 'Internal']], [`organization-headers ${AUTH_AS}`]],
  ] as const)('finds %s', (_name, extra, expected) => {
    expect(kinds([...headers.internetToExo(), ...extra])).toEqual(expected);
  });

  it.each([
    ['FromEntityHeader', [['X-MS-Exchange-CrossTenant-FromEntityHeader', 'Internet']]],
    ['CrossTenant-AuthAs', [['X-MS-Exchange-CrossTenant-AuthAs', 'Anonymous']]],
    ['the direction of the filter', [headers.report('CIP:198.51.100.7;DIR:INB;SCL:1;')]],
  ] as const)('finds an Internal that %s contradicts', (_name, extra) => {
    const found = headers.internetToExo(BAD).slice(0, 12);
    expect(kinds([...found, [AUTH_AS, 'Internal'], ...extra])).toEqual([`organization-headers ${AUTH_AS}`]);
  });

  it("finds Exchange's fields on mail that never met Exchange", () => {
    const fields = headers.exoToGmail().filter(([name, value]) => name !== 'Received' || !value.includes('prod.outlook.com'));
    expect(kinds([...fields, [AUTH_AS, 'Internal']])).toEqual([`organization-headers ${AUTH_AS}`]);
    expect(kinds([...headers.exoToGmail(), [AUTH_AS, 'Internal']])).toEqual([]);
  });

  it('says nothing of them where the newest hops are missing', () => {
    const isNewest = ([name, value]: readonly [string, string]): boolean => name !== 'Received' || !value.includes('outlook.com');
    const rest = headers.internetToExo().filter(isNewest);
    expect(kinds(rest)).toEqual([]);
    const ofOthers = rest.filter(([name]) => name !== 'Return-Path' && !name.startsWith('X-Microsoft-Antispam-Mailbox'));
    expect(headers.messageOf(ofOthers, headers.NOBODY, { isCutAtStart: true }).forgeries).toEqual([]);
  });

  it.each([
    ['the mark of a quotation', [[AUTH_AS, 'Anonymous >']]],
    ['the end of the paste', [[AUTH_AS, 'Anonym']]],
    ['the end of the paste', [['X-MS-Exchange-Organization-AuthMechanism', '1']]],
  ] as const)('takes no value for forged because of %s', (_name, extra) => {
    const fields = headers.internetToExo().filter(([name]) => name !== AUTH_AS);
    expect(kinds([...fields, ...extra])).toEqual([]);
  });

  it('marks a forged field as forgeable', () => {
    const message = headers.messageOf([...headers.internetToExo(), [AUTH_AS, 'Internal']]);
    const [own, forged] = message.fieldsOf(AUTH_AS.toLowerCase());
    expect([own && message.trustOf(own).forgeable, forged && message.trustOf(forged).forgeable]).toEqual(['no', 'yes']);
  });

  it.each([
    ['a better result in the form of Microsoft', below(headers.internetToExo(BAD), headers.results(GOOD))],
    ['a line that names the receiver', below(headers.internetToExo(BAD), headers.results('mx.microsoft.com 1; spf=fail'))],
    ['a reason that does not go with its result', headers.internetToExo(BAD.replace('fail reason=000', 'pass reason=601'))],
    [
      'a voucher that stands nowhere in the path',
      below(headers.internetToExo(BAD), headers.results('mx.example.net; dmarc=pass header.from=fabrikam.com')),
    ],
  ])('finds %s', (_name, fields) => {
    expect(kinds(fields)).toEqual(['authentication-results Authentication-Results']);
  });

  it('lets an earlier receiver that stands in the path say otherwise', () => {
    const fields = below(headers.internetToExo(BAD), headers.results('mail.fabrikam.com; dmarc=pass header.from=fabrikam.com'));
    expect(kinds(fields)).toEqual([]);
  });

  it('lets the forwarder that handed the mail over say otherwise, if its name is true', () => {
    const line = headers.results('mx.example.net; dmarc=pass header.from=fabrikam.com');
    const fields = (peer: string, mailFrom: string): headers.Fields =>
      [
        ...headers.exoInside(5),
        headers.results(
          `spf=pass (sender IP is 198.51.100.7) smtp.mailfrom=${mailFrom}; dkim=fail header.d=fabrikam.com;${BAD.split(';')[2]}`,
        ),
        headers.exoDoor(peer, '198.51.100.7', 4),
        line,
        ...headers.author('kim@fabrikam.com', 'alex@contoso.com'),
      ] as const;
    expect(kinds(fields('out7.example.net', 'bounces.example.net'))).toEqual([]);
    // The greeting alone is the word of the peer.
    expect(kinds(fields('out7.example.net', 'adatum.com'))).toEqual(['authentication-results Authentication-Results']);
  });

  describe("a line at the end, in the name of a receiver that is not Microsoft's", () => {
    const path = headers.received(
      `from mail.fabrikam.com (mail.fabrikam.com [198.51.100.7]) by mx.contoso.com (Postfix) with ESMTPS id 4F1; ${headers.at(4)}`,
    );
    const older = headers.received(`from app (unknown [10.1.1.5]) by mail.fabrikam.com (Postfix) with ESMTPS id 4F0; ${headers.at(1)}`);
    const mail = headers.author('kim@fabrikam.com', 'alex@contoso.com');
    const pass = headers.results('mx.contoso.com; dmarc=pass header.from=fabrikam.com');
    const fail = headers.results('mx.contoso.com; dmarc=fail header.from=fabrikam.com');

    it('may be that of a filter which appends', () => {
      expect(kinds([path, older, ...mail, fail])).toEqual([]);
      expect(kinds([path, older, ...mail, pass])).toEqual([]);
    });

    it('is forged where the receiver writes at the top, or where it stands among the lines of the path', () => {
      expect(kinds([fail, path, older, ...mail, pass])).toEqual(['authentication-results Authentication-Results']);
      expect(kinds([path, older, pass, ...mail])).toEqual(['authentication-results Authentication-Results']);
    });
  });

  it('finds repeated fields of the author', () => {
    const fields = headers.internetToExo();
    expect(kinds([...fields, ['From', 'ceo@contoso.com']])).toEqual(['originator-fields From']);
    expect(kinds([...fields, ['Subject', 'x'], ['Message-ID', '<2@x>']])).toEqual([
      'originator-fields Message-ID',
      'originator-fields Subject',
    ]);
    expect(
      kinds([
        ['From', 'a@fabrikam.com, b@fabrikam.com'],
        ['To', 'c@contoso.com'],
      ]),
    ).toEqual(['originator-fields From']);
    expect(
      kinds([
        ['From', 'a@fabrikam.com, b@fabrikam.com'],
        ['Sender', 'a@fabrikam.com'],
      ]),
    ).toEqual([]);
  });

  it.each([
    ['an escape', 'x\u001b[31mred', 1],
    ['a turned direction', 'invoice\u202efdp.exe', 1],
    ['an escape in an encoded word', '=?utf-8?Q?=1B[31m?=', 1],
    ['an escape in base64', '=?utf-8?B?G1szMW0=?=', 1],
    ['a fold kept as a tab', 'a\tb', 0],
    ['isolates in an encoded word, as some services send', '=?utf-8?B?4oGoS2lt4oGp?=', 0],
  ])('finds control characters: %s', (_name, subject, count) => {
    expect(kinds([['Subject', subject]])).toHaveLength(count);
  });
});
