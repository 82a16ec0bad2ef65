import { describe, expect, it } from 'vitest';
import { plainPaint } from '../../src/render/lines.js';
import { messageMarkdown } from '../../src/render/message-markdown.js';
import { toMessage } from '../../src/render/message-report.js';
import { bar, detailLines, duration, verdictLines } from '../../src/render/message-text.js';
import { toReport } from '../../src/render/report.js';
import { toText } from '../../src/render/text.js';
import { diagnoseWith, ruleOf, ruleSetOf } from '../setup/diagnose.js';
import type { Fields } from '../setup/headers.js';
import * as headers from '../setup/headers.js';
import { schemaFaults } from '../setup/process.js';
import { fc } from '../setup/property.js';

const RULES = ruleSetOf([
  ruleOf({ id: 'header/any', subject: 'message', recognise: { when: { fact: 'header.hasReceived', is: true } }, showsRoute: true }),
  ruleOf({ id: 'ndr/any', recognise: { status: ['5.x.x', '4.x.x'] } }),
]);

const BLOCKS: Readonly<Record<string, Fields>> = {
  internet: headers.internetToExo(),
  healthy: headers.onPremToExo(true),
  broken: headers.onPremToExo(false),
  'to on-premises': headers.exoToOnPrem(),
  tenants: headers.tenantToTenant(),
  mimecast: headers.viaMimecast(),
  gmail: headers.exoToGmail(),
  'direct send': headers.directSend(),
  'no path': headers.internetToExo().filter(([name]) => name !== 'Received'),
  'no author': headers.internetToExo().filter(([name]) => name !== 'From'),
  bounce: [['Return-Path', '<>'], ...headers.exoInside(1), ['From', 'postmaster@fabrikam.com']],
  'bad dates': [
    headers.received('from a.example (192.0.2.9) by b.example; yesterday'),
    headers.received('by a.example'),
    ['Date', 'whenever'],
    ['From', 'kim@fabrikam.com, lee@fabrikam.com'],
    ['X-MS-Exchange-CrossPremises-AuthAs', 'Internal'],
    headers.report('SCL:x;CIP:;'),
    headers.results('compauth=pass reason=1; arc=pass (i=1); dkim=; spf=()'),
    ['DKIM-Signature', 'v=1'],
    ['ARC-Seal', 'i=1'],
  ],
};

const reportOf = (text: string): unknown =>
  JSON.parse(JSON.stringify(toReport(diagnoseWith(RULES, { text, onPrem: [], cloud: [] }), '1.0.0')));

describe('the message of a report', () => {
  it.each(Object.entries(BLOCKS))('of the block "%s" keeps the contract', (_, fields) => {
    const report = reportOf(headers.textOf(fields));
    expect(schemaFaults(report)).toEqual([]);
    expect(report).toMatchObject({ message: { receiver: expect.any(String), hops: expect.any(Array) } });
  });

  it('of any fields keeps the contract', () => {
    const names = [
      'Received',
      'From',
      'To',
      'Date',
      'Return-Path',
      'Authentication-Results',
      'ARC-Seal',
      'DKIM-Signature',
      'X-Forefront-Antispam-Report',
      'X-MS-Exchange-CrossPremises-x',
      'X-MS-Exchange-Organization-SCL',
      'Received-SPF',
      'X-Mimecast-x',
    ];
    const word = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        'from',
        'by',
        'a.outlook.com',
        '(192.0.2.1)',
        'id 15.20.1.1;',
        'spf=pass',
        'compauth=fail reason=9999',
        'i=1;',
        'd=',
        'header.d=x',
        headers.at(0),
        'CIP:;',
        'SCL:-9;',
        '<>',
        '@',
        'TenantId=;Ip=[]',
      ),
    );
    const field = fc.tuple(
      fc.constantFrom(...names),
      fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(fc.array(field, { maxLength: 12 }), (fields) => {
        const diagnosis = diagnoseWith(RULES, { text: headers.textOf(headers.internetToExo()) });
        const report = { ...toReport(diagnosis, '1.0.0'), message: toMessage(headers.messageOf(fields)) };
        expect(schemaFaults(JSON.parse(JSON.stringify(report)))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('holds the hops oldest first, and where the mail came in', () => {
    const message = toMessage(headers.messageOf(headers.internetToExo()));
    expect(message).toMatchObject({
      ingress: 1,
      totalDelaySeconds: 6,
      hops: [
        { index: 0, trusted: false },
        { index: 1, trusted: true, ip: '198.51.100.7', premises: 'exchange-online', timestamp: '2026-03-02T09:00:04Z', delaySeconds: 3 },
        {},
        {},
        {},
      ],
      authentication: { spf: { result: 'pass' }, compauth: { reason: '100' } },
      forgeries: [],
    });
  });

  it('says who can have written what', () => {
    const { trust } = toMessage(headers.messageOf(headers.internetToExo())) as {
      readonly trust: readonly { readonly field: string; readonly forgeable: string }[];
    };
    const of = (name: string) => trust.find(({ field }) => field === name)?.forgeable;
    expect([of('Authentication-Results'), of('From'), of('X-Forefront-Antispam-Report')]).toEqual(['no', 'yes', 'no']);
  });
});

describe('the message as text', () => {
  const lines = (fields: Fields, width: number): readonly string[] => {
    const options = { paint: plainPaint, width, isWhole: true };
    const message = headers.messageOf(fields);
    return [...verdictLines(message, options), ...detailLines(message, options)];
  };

  it.each([60, 80, 100, 140])('keeps its prose within %i columns', (width) => {
    for (const fields of Object.values(BLOCKS))
      for (const line of lines(fields, width)) {
        // A name or an address longer than the line stays whole, so that it can be copied.
        const longest = Math.max(
          ...line
            .trim()
            .split(' ')
            .map((word) => word.length),
        );
        if (line.length > width) expect([line, longest > width - 50]).toEqual([line, true]);
      }
  });

  it('tells the verdict, the path with its border, and every field', () => {
    const text = lines(headers.directSend(), 100).join('\n');
    expect(text).toMatch(/Sender {4}The receiver could not prove the author: composite authentication failed \(reason 601/);
    expect(text).toMatch(/Filter {4}The filter flagged it as spoofing/);
    expect(text).toMatch(/SPF {7}fail, for contoso\.com, from 198\.51\.100\.66/);
    expect(text).toMatch(/Path, oldest first: 4 hops, 3s in all/);
    expect(lines(headers.internetToExo(), 100).join('\n')).toContain('── what stands above is the word of the sender');
    expect(text).toContain('CAT=SPOOF');
    expect(lines([['Subject', 'x']], 80).join('\n')).toMatch(/No result that can be believed[\s\S]*No Received field/);
  });

  it('marks a hop as its field is marked', () => {
    const text = lines(headers.internetToExo(), 100);
    expect(text.find((line) => /^ {4}1 /.test(line))).toMatch(/^ {4}1 ! /);
    expect(text.filter((line) => /^ {4}\d [+] /.test(line)).length).toBeGreaterThan(0);
  });

  it('says that the filter was skipped where the spam level is -1', () => {
    const others = headers
      .internetToExo()
      .filter(([name]) => !/^X-(?:Forefront-Antispam-Report|MS-Exchange-Organization-SCL)$/i.test(name));
    expect(lines([...others, ['X-MS-Exchange-Organization-SCL', '-1']], 100).join('\n')).toContain('The filter was skipped (SCL -1).');
  });

  it('leaves the middle of a long path out, and says so', () => {
    const many = Array.from({ length: 300 }, (_, index) => headers.onPremHop('a.example', '192.0.2.9', 'b.example', index % 60)).reverse();
    const text = lines(many, 100).join('\n');
    expect(text).toContain('260 hops are left out; --json holds all');
    expect(text.match(/b\.example/g)?.length).toBeLessThan(60);
    expect(messageMarkdown(headers.messageOf(many)).join('\n')).toContain('240 more');
  });

  it('answers for more hops and larger values than mail ever has', () => {
    const many = Array.from({ length: 150_000 }, () => headers.received('from a by b'));
    expect(lines(many, 80).length).toBeLessThan(500_000);
    const long = headers.messageOf([
      ...headers.internetToExo(),
      ['Subject', 'a'.repeat(2_000_000)],
      headers.report(`CAT:${'b'.repeat(2_000_000)};`),
    ]);
    expect(verdictLines(long, { paint: plainPaint, width: 80, isWhole: false }).join('').length).toBeLessThan(10_000);
    expect(messageMarkdown(long).length).toBeGreaterThan(3);
  });

  it('stands in a report of every width', () => {
    for (const width of [60, 100, 140]) {
      const text = toText(diagnoseWith(RULES, { text: headers.textOf(headers.viaMimecast()) }), {
        paint: plainPaint,
        width,
        isVerbose: true,
        isWholeMessage: true,
      });
      expect(text).toContain('relay.mimecast.com');
    }
  });

  it.each([
    [0, '0s'],
    [59, '59s'],
    [95, '1m35s'],
    [-95, '-1m35s'],
    [3600, '1h00m'],
    [90_061, '1d01h'],
  ])('calls %i seconds %s', (seconds, expected) => {
    expect(duration(seconds)).toBe(expected);
  });

  it('draws no bar for a clock that is off, and one for every true delay', () => {
    expect(bar({ delaySeconds: 600, isSkew: true }, 600)).toBe('..........');
    expect(bar({ delaySeconds: 1, isSkew: false }, 86_400)).toBe('#.........');
    expect(bar({ delaySeconds: 600, isSkew: false }, 600)).toBe('##########');
    expect(bar({ delaySeconds: -5, isSkew: false }, 1)).toBe('..........');
  });
});
