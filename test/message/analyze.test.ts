import { describe, expect, it } from 'vitest';
import { analyzeMessage } from '../../src/message/analyze.js';
import { findBlocks } from '../../src/parse/header/block.js';
import * as headers from '../setup/headers.js';
import { fc } from '../setup/property.js';

describe('analyzeMessage', () => {
  it("reads the author's fields", () => {
    const message = headers.messageOf([
      ['From', '"Kim Lee" <kim@fabrikam.com>'],
      ['Sender', 'list@fabrikam.com'],
      ['Reply-To', 'other@example.com'],
      ['Return-Path', '<>'],
      ['To', 'alex@contoso.com, sam@contoso.com'],
      ['Subject', '=?utf-8?Q?Gr=C3=BC=C3=9Fe?='],
      ['Date', headers.at(0)],
    ]);
    expect(message).toMatchObject({
      from: [{ address: 'kim@fabrikam.com', domain: 'fabrikam.com', display: 'Kim Lee' }],
      sender: { address: 'list@fabrikam.com' },
      replyTo: { domain: 'example.com' },
      isReturnPathNull: true,
      subject: 'Grüße',
      date: { kind: 'known', at: Date.UTC(2026, 2, 2, 9) },
      receiver: 'unknown',
      messageId: undefined,
    });
    expect(message.to).toHaveLength(2);
  });

  it('reads what Exchange says of the connection', () => {
    const { exchange } = headers.messageOf(headers.onPremToExo(true));
    expect(exchange).toMatchObject({
      authAs: 'Internal',
      authMechanism: '04',
      directionality: 'Originating',
      fromEntity: 'HybridOnPrem',
      attributed: { tenant: headers.TENANT, ip: '203.0.113.5', helo: 'mail.contoso.com' },
      headersPreserved: ['ex01.contoso.local'],
      headersFilteredBySendConnector: [],
      eopTenant: `${headers.TENANT}:0`,
    });
    expect(exchange.organizationNames).toContain('X-MS-Exchange-Organization-SCL');
  });

  it('reads cross-premises fields and skip listing', () => {
    const { exchange } = headers.messageOf([
      ['X-MS-Exchange-CrossPremises-AuthAs', 'Anonymous'],
      ['X-MS-Exchange-CrossPremises-avstamp-service', '1.0'],
      ['X-MS-Exchange-ExternalOriginalInternetSender', 'ip=[198.51.100.7];domain=mail.fabrikam.com'],
      ['X-MS-Exchange-SkipListedInternetSender', 'ip=[2001:db8::7];domain=mail.fabrikam.com'],
    ]);
    expect([...exchange.crossPremises]).toEqual([
      ['authas', 'Anonymous'],
      ['avstamp-service', '1.0'],
    ]);
    expect([exchange.skippedSenderIp, exchange.skipListedSenderIp]).toEqual(['198.51.100.7', '2001:db8::7']);
  });

  it('takes the level that delivery acts on before that of the report', () => {
    const { antispam } = headers.messageOf([
      ...headers.internetToExo().filter(([name]) => !name.endsWith('Organization-SCL')),
      ['X-MS-Exchange-Organization-SCL', '7'],
    ]);
    expect([antispam.scl, antispam.bcl]).toEqual([7, 0]);
    expect(headers.messageOf([headers.report('SCL:5;')]).antispam.scl).toBe(5);
    expect(headers.messageOf([headers.report('SCL:high;')]).antispam.scl).toBeUndefined();
  });

  it('puts an ARC chain together', () => {
    const { arc } = headers.messageOf(headers.tenantToTenant());
    expect(arc).toMatchObject({ isIncomplete: false, lastCv: 'pass' });
    expect(arc.sets.map(({ instance, seal }) => [instance, seal?.domain])).toEqual([
      [1, 'microsoft.com'],
      [2, 'microsoft.com'],
    ]);
    const broken = headers.messageOf([
      ['ARC-Seal', 'i=3; cv=fail; d=a.example; s=x'],
      ['ARC-Seal', 'i=999; cv=pass'],
      ['ARC-Seal', 'i=none'],
    ]).arc;
    expect(broken).toMatchObject({ isIncomplete: true, lastCv: 'fail' });
    expect(broken.sets).toHaveLength(1);
  });

  it('reads the same of a pasted text as of its fields', () => {
    for (const fields of [
      headers.internetToExo(),
      headers.onPremToExo(true),
      headers.tenantToTenant(),
      headers.viaMimecast(),
      headers.exoToGmail(),
    ]) {
      const [block] = findBlocks(headers.textOf(fields));
      const pasted = block && analyzeMessage(block, { organizationalDomain: headers.organizationalDomain }, headers.NOBODY);
      const made = headers.messageOf(fields);
      expect(pasted?.hops.map((hop) => [hop.kind, hop.isTrusted, hop.delaySeconds])).toEqual(
        made.hops.map((hop) => [hop.kind, hop.isTrusted, hop.delaySeconds]),
      );
      expect(pasted?.authentication.compauth).toEqual(made.authentication.compauth);
      expect(pasted?.forgeries).toEqual([]);
    }
  });

  it('answers for any fields at all', () => {
    const names = [
      'Received',
      'Authentication-Results',
      'ARC-Seal',
      'From',
      'X-MS-Exchange-Organization-AuthAs',
      'X-Forefront-Antispam-Report',
      'Return-Path',
      'DKIM-Signature',
    ];
    const word = fc.oneof(
      fc.string(),
      fc.constantFrom('from', 'by', 'a.outlook.com', '(192.0.2.1)', 'id 15.20.1.1;', 'spf=pass', 'i=1;', headers.at(0), 'mx.google.com;'),
    );
    const field = fc.tuple(
      fc.oneof(fc.constantFrom(...names), fc.string()),
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(fc.array(field, { maxLength: 20 }), (fields) => {
        const message = headers.messageOf(fields, headers.CONTOSO);
        for (const one of message.block.fields) {
          expect(['no', 'yes', 'unknown']).toContain(message.trustOf(one).forgeable);
        }
        expect(message.decoded().length).toBeLessThanOrEqual(fields.length);
        expect(message.hops).toHaveLength(message.fieldsOf('received').length);
        expect(message.hops.filter((hop) => hop.isTrusted)).toEqual(
          message.hops.slice(message.hops.findIndex((hop) => hop.isTrusted)).filter(() => message.hops.length > 0),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('never believes a field below the ingress, whatever it says', () => {
    const good = fc
      .constantFrom('spf', 'dkim', 'dmarc', 'compauth')
      .map((method) => headers.results(`${method}=pass header.from=fabrikam.com reason=100`));
    const bad =
      'spf=fail (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.com; dkim=none (message not signed);dmarc=fail action=none header.from=fabrikam.com;compauth=fail reason=000';
    fc.assert(
      fc.property(fc.array(good, { minLength: 1, maxLength: 4 }), fc.integer({ min: 6, max: 14 }), (lines, place) => {
        const { authentication } = headers.messageOf(headers.internetToExo(bad).toSpliced(place, 0, ...lines));
        expect([authentication.spf?.result, authentication.dmarc?.result, authentication.compauth?.result]).toEqual([
          'fail',
          'fail',
          'fail',
        ]);
      }),
    );
  });

  it('reads large blocks', () => {
    const many = headers.messageOf(Array.from({ length: 100_000 }, (_, index) => [`X-${index % 7}`, 'a'] as const));
    expect(many.fieldsOf('x-3').length).toBeGreaterThan(14_000);
    const long = headers.messageOf([
      headers.exoDoor('a.example', '198.51.100.1', 1),
      headers.results(`spf=pass (${'('.repeat(2_000_000)}`),
      ['Subject', `=?${'a'.repeat(2_000_000)}`],
    ]);
    expect(long.receiver).toBe('exchange-online');
    const hops = headers.messageOf(
      Array.from({ length: 1000 }, (_, index) =>
        headers.onPremHop(`ex${index}.contoso.local`, '10.0.0.1', `ex${index + 1}.contoso.local`, 1),
      ).reverse(),
    );
    expect([hops.hops.length, hops.ingress?.index]).toEqual([1000, 0]);
  });
});
