import { describe, expect, it } from 'vitest';
import { allFacts } from '../../src/facts/catalog.js';
import { CONTOSO_SETTINGS, type GivenMessage, headerFact, headerValue, messageFacts, withField, without } from '../setup/header-facts.js';
import type { Fields } from '../setup/headers.js';
import * as headers from '../setup/headers.js';
import { fc } from '../setup/property.js';

const NAMES = allFacts()
  .map(({ name }) => name)
  .filter((name) => name.startsWith('header.'));
const PART: GivenMessage = { quirks: { isCutAtEnd: true } };
const OURS: GivenMessage = { settings: CONTOSO_SETTINGS };

const of = headerFact;

/** `[block, fact, value without settings, value with settings]`; without a fourth part the settings change nothing. */
type Row = readonly [block: string, fact: string, value: unknown, withSettings?: unknown];

const BLOCKS: Readonly<Record<string, Fields>> = {
  internet: headers.internetToExo(),
  healthy: headers.onPremToExo(true),
  broken: headers.onPremToExo(false),
  'to on-premises': headers.exoToOnPrem(),
  tenants: headers.tenantToTenant(),
  mimecast: headers.viaMimecast(),
  gmail: headers.exoToGmail(),
  'direct send': headers.directSend(),
};

const ROWS: readonly Row[] = [
  // Who: the accepted domains decide; without them what the receiving service stamped.
  ['direct send', 'fromIsOwn', true],
  ['broken', 'fromIsOwn', 'unknown', true],
  ['internet', 'fromIsOwn', false],
  ['gmail', 'fromIsOwn', 'unknown', true],
  ['tenants', 'toIsOwn', true],
  ['internet', 'toIsOwn', 'unknown', true],
  ['gmail', 'toIsOwn', true, false],
  ['broken', 'mailFromIsOwn', false],
  ['to on-premises', 'mailFromIsOwn', 'unknown'],
  ['gmail', 'mailFromIsOwn', 'unknown', true],
  ['direct send', 'fromIsTo', true],
  ['healthy', 'returnPathForeign', true],
  ['internet', 'returnPathForeign', false],
  ['to on-premises', 'returnPathForeign', 'unknown'],
  ['internet', 'originatorOrgIsOwn', null],
  // Where it came in.
  ['internet', 'ingressIp', '198.51.100.7'],
  ['internet', 'ingressHost', 'mail.fabrikam.com'],
  ['healthy', 'ingressIsOwnIp', 'unknown', true],
  ['internet', 'ingressIsOwnIp', 'unknown', false],
  ['broken', 'cipIsOwn', 'unknown', true],
  ['broken', 'spfIpIsOwn', 'unknown', true],
  ['to on-premises', 'cipIsOwn', null],
  ['mimecast', 'ingressVendor', 'Mimecast'],
  ['mimecast', 'gatewayBeforeIngress', true],
  ['internet', 'gatewayBeforeIngress', false],
  ['tenants', 'ingressIsService', true],
  ['direct send', 'ingressIsService', false],
  ['direct send', 'ingressIsStranger', true],
  ['healthy', 'ingressIsStranger', false],
  ['healthy', 'ingressBetweenOurs', true],
  // A server that the connector did not recognise counts as the Internet in FromEntityHeader: only its address tells.
  ['broken', 'ingressBetweenOurs', 'unknown', true],
  ['internet', 'ingressBetweenOurs', 'unknown', false],
  ['internet', 'ingressEncrypted', true],
  // The path.
  ['healthy', 'onPremDirectToCloud', true],
  ['internet', 'onPremDirectToCloud', false],
  ['healthy', 'deviceAfterOnPrem', false],
  ['to on-premises', 'bornInCloud', true],
  ['internet', 'bornInCloud', false],
  ['direct send', 'submittedFromInternet', true],
  ['healthy', 'submittedInside', true],
  ['mimecast', 'gateways', ['Mimecast']],
  ['internet', 'gateways', null],
  ['internet', 'hasGateway', false],
  // What the receiver found.
  ['internet', 'spfAligned', true],
  ['healthy', 'spfAligned', false],
  ['to on-premises', 'spfAligned', 'unknown'],
  ['internet', 'dkimDomains', ['fabrikam.com']],
  ['healthy', 'dkimDomains', null],
  ['to on-premises', 'dkimDomains', null],
  ['tenants', 'earlierPass', true],
  ['mimecast', 'earlierPass', false],
  ['tenants', 'arcCount', 2],
  ['internet', 'arcCount', 0],
  ['tenants', 'arcOnlyMicrosoft', true],
  ['gmail', 'arcOnlyMicrosoft', false],
  ['gmail', 'scl', null],
  ['direct send', 'cat', 'SPOOF'],
  ['direct send', 'sfty', '9.11'],
  ['tenants', 'untrustedDir', 'OUT'],
  ['internet', 'isAuthenticated', true],
  ['healthy', 'authenticationFailed', true],
  ['to on-premises', 'authenticationFailed', 'unknown'],
  // What Exchange says.
  ['healthy', 'isInternal', true],
  ['broken', 'isInternal', false],
  ['gmail', 'isInternal', false],
  ['broken', 'isAnonymous', true],
  ['to on-premises', 'isAnonymous', 'unknown'],
  ['direct send', 'anonymousDirectSend', true],
  ['internet', 'anonymousDirectSend', false],
  ['to on-premises', 'anonymousDirectSend', 'unknown'],
  ['internet', 'attributedTenant', headers.TENANT],
  ['healthy', 'attributedTenant', headers.TENANT],
  ['to on-premises', 'attributedTenant', null],
  ['healthy', 'attributedIpIsOwn', 'unknown', true],
  ['internet', 'attributedIpIsOwn', null],
  ['healthy', 'attributedElsewhere', false],
  // Servers.
  ['to on-premises', 'unsupportedExchange', 'ex01.contoso.local 15.2.1544.14'],
  ['internet', 'unsupportedExchange', null],
  ['healthy', 'unsupportedIsOurs', 'unknown', true],
  ['to on-premises', 'unsupportedIsOurs', true],
  ['internet', 'weakTls', null],
  ['internet', 'isOversized', false],
];

describe('facts about a message', () => {
  it.each(ROWS.map((row) => [row[0], row[1], row] as const))('%s: header.%s', (block, fact, [, , ...values]) => {
    const fields = BLOCKS[block] ?? [];
    expect(of(fields, fact)).toEqual(values[0]);
    expect(of(fields, fact, OURS)).toEqual(values.at(-1));
  });

  it('are unknown where the input holds no headers', () => {
    const facts = messageFacts(undefined, OURS);
    for (const name of NAMES) expect([name, headerValue(facts, name)]).toEqual([name, 'unknown']);
  });

  it('never call something missing in a part of a block', () => {
    for (const [block, fields] of Object.entries(BLOCKS)) {
      const whole = messageFacts(fields);
      const part = messageFacts(fields, PART);
      for (const name of NAMES) {
        const value = headerValue(part, name);
        // The line that was read says that no signature passed.
        if (name !== 'header.dkimDomains') expect([block, name, value === null]).toEqual([block, name, false]);
        // What is there is there in a part, too.
        if (headerValue(whole, name) === true && name !== 'header.isWhole') expect([block, name, value]).toEqual([block, name, true]);
      }
    }
  });

  it('give the fields that prove them', () => {
    const facts = messageFacts(headers.directSend());
    for (const [name, path] of [
      ['header.fromIsOwn', 'From'],
      ['header.compauthReason', 'Authentication-Results'],
      ['header.cat', 'X-Forefront-Antispam-Report'],
      ['header.ingressIp', 'Received'],
    ] as const) {
      const fact = facts(name);
      expect(fact.kind === 'known' && fact.evidence[0]?.path).toBe(path);
    }
  });

  it('answer for any fields at all, and take no long over large ones', () => {
    const word = fc.constantFrom(
      'from',
      'by',
      'EX01.contoso.local',
      '(192.0.2.1)',
      'id 15.2.1.1;',
      'a@b.c',
      'i=1;',
      headers.at(0),
      'Internal',
      '<>',
      '@',
    );
    const field = fc.tuple(
      fc.constantFrom(
        'Received',
        'From',
        'To',
        'List-Id',
        'Return-Path',
        'X-LD-Processed',
        'ARC-Seal',
        'X-MS-Exchange-Organization-AuthAs',
        'Reply-To',
        'Date',
      ),
      fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(fc.array(field, { maxLength: 14 }), fc.boolean(), (fields, isCutAtStart) => {
        const facts = messageFacts(fields, { ...OURS, quirks: { isCutAtStart }, onPrem: [{ mail: 'a@b.c' }], cloud: [] });
        for (const name of NAMES) expect(['known', 'unknown']).toContain(facts(name).kind);
      }),
      { numRuns: 150 },
    );
    const long = 'a'.repeat(2_000_000);
    const facts = messageFacts([
      ...headers.internetToExo(),
      ...Object.entries({
        'List-Id': long,
        'Reply-To': `${long}@${long}`,
        'X-LD-Processed': `${headers.TENANT},`.repeat(50_000),
        'X-MS-Exchange-Transport-Rules-Loop': long,
      }),
    ]);
    for (const name of NAMES) expect(['known', 'unknown']).toContain(facts(name).kind);
    expect(headerValue(facts, 'header.ldProcessed')).toBe(50_000);
    const many = messageFacts(
      Array.from(
        { length: 150_000 },
        (_, index) => ['X-LD-Processed', `${index.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`] as const,
      ),
    );
    expect(headerValue(many, 'header.ldProcessed')).toBe(1);
  });
});

describe('a field that is not there', () => {
  const whole = headers.internetToExo();

  it('is not set in a whole block, and unknown in a part or without a path', () => {
    for (const name of ['replyToDomain', 'headersPreserved', 'skippedSenderIp', 'sfty', 'crossPremisesAuthAs', 'customSpam', 'rulesLoop']) {
      expect([name, of(whole, name)]).toEqual([name, null]);
      expect([name, of(whole, name, PART)]).toEqual([name, 'unknown']);
      expect([name, of(without(whole, /^Received$/), name)]).toEqual([name, 'unknown']);
    }
  });

  it("is unknown where Outlook's copy leaves its whole family out", () => {
    const outlook = [
      ...without(whole, /Organization-MessageDirectionality$/),
      ['X-MS-Exchange-Organization-OriginalSize', '4711'] as const,
    ];
    for (const name of ['directionality', 'anonymousDirectSend', 'internalOrgSender', 'crossPremisesBlocked'])
      expect([name, of(outlook, name)]).toEqual([name, 'unknown']);
    expect(of(outlook, 'organizationAuthAs')).toBe('Anonymous');
    const server = [...outlook, ['X-MS-Exchange-Organization-Network-Message-Id', headers.TENANT] as const];
    expect([of(server, 'directionality'), of(server, 'anonymousDirectSend')]).toEqual([null, false]);
  });

  it('proves no claim about hops where the oldest are cut off', () => {
    // The paste ends inside the Received fields.
    const cut = headers.exoInside(5);
    for (const name of [
      'onPremBelowIngress',
      'onPremDirectToCloud',
      'deviceAfterOnPrem',
      'bornInCloud',
      'onPremExchangeHop',
      'submittedFromInternet',
      'submittedInside',
    ])
      expect([name, of([...cut, headers.exoDoor('mail.contoso.com', '203.0.113.5', 4)], name, PART)]).toEqual([name, 'unknown']);
    const server = headers.onPremHop('ex02.contoso.local', '10.0.0.21', 'ex01.contoso.local', 2);
    expect(of([server], 'onPremTookFromOther', PART)).toBe('unknown');
    expect(of([server], 'onPremTookFromOther')).toBe(true);
  });
});

describe('the domains of the organization', () => {
  const to = (address: string, fields: Fields = headers.onPremToExo(false)) => withField(fields, 'To', address);
  const results = (reason: string) =>
    headers.internetToExo(`spf=fail smtp.mailfrom=fabrikam.com; dmarc=fail header.from=fabrikam.com;compauth=fail reason=${reason}`);

  it('show in what the service stamped, where the settings do not say them', () => {
    expect(of(results('601'), 'fromIsOwn')).toBe(true);
    expect(of(results('010'), 'fromIsOwn')).toBe(true);
    // "001" is said of any domain.
    expect(of(to('kim@contoso.com', results('001')), 'fromIsOwn')).toBe(false);
    const inside: Fields = [['X-OriginatorOrg', 'contoso.com'], ...headers.onPremToExo(true)];
    expect(of(inside, 'fromIsOwn')).toBe(true);
    expect(of(withField(inside, 'X-MS-Exchange-Organization-AuthAs', 'Anonymous'), 'fromIsOwn')).toBe('unknown');
  });

  it('never show in a To field of the same domain, which a sender writes', () => {
    expect(of(to('<alex@contoso.com>'), 'fromIsOwn')).toBe('unknown');
    expect(of(to('<alex@contoso.com>'), 'toIsOwn')).toBe('unknown');
  });

  it('are the accepted ones, where they are given: with their subdomains, against every stamp', () => {
    expect(of(results('601'), 'fromIsOwn', OURS)).toBe(false);
    expect(of(withField(headers.directSend(), 'From', 'kim@news.contoso.com'), 'fromIsOwn', OURS)).toBe(true);
    expect(of(withField(headers.directSend(), 'From', 'kim@notcontoso.com'), 'fromIsOwn', OURS)).toBe(false);
    expect(of(headers.exoToOnPrem([['Return-Path', '<kim@contoso.com>']]), 'mailFromIsOwn', OURS)).toBe(true);
  });

  it('are those of the envelope, not of To', () => {
    const listed = to('"All" <all@lists.example.com>', headers.tenantToTenant());
    expect(of(listed, 'toDomain')).toBe('contoso.com');
    expect(of(listed, 'to')).toBe('all@lists.example.com');
  });
});

describe('attribution and skip listing', () => {
  const stamp = (value: string) =>
    withField(headers.onPremToExo(true), 'X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp', value);
  const other = '11111111-2222-4333-8444-555555555555';

  it('tells our tenant from another one', () => {
    expect(of(stamp(`TenantId=${other};Ip=[203.0.113.5];Helo=[x]`), 'attributedTenant')).toBe(other);
    expect(of(stamp(`TenantId=${other};Ip=[203.0.113.5];Helo=[x]`), 'attributedElsewhere', OURS)).toBe(true);
    expect(of(stamp(`TenantId=${headers.TENANT.toUpperCase()};Ip=[203.0.113.5];Helo=[x]`), 'attributedElsewhere', OURS)).toBe(false);
    expect(of(withField(headers.internetToExo(), 'X-EOPTenantAttributedMessage', `${other}:0`), 'attributedElsewhere')).toBe(true);
    expect(of(without(headers.internetToExo(), /CrossTenant-Id/), 'attributedElsewhere')).toBe('unknown');
    expect(of(without(headers.internetToExo(), /Attributed/), 'attributedElsewhere', PART)).toBe('unknown');
  });

  it.each([
    ['10.1.2.3', 'private'],
    ['203.0.113.5', 'own'],
    ['40.107.21.5', 'microsoft'],
    ['198.51.100.7', 'internet'],
  ])('says that a skipped sender at %s is %s', (ip, expected) => {
    const fields: Fields = [
      ...headers.viaMimecast(),
      ['X-MS-Exchange-ExternalOriginalInternetSender', `ip=[${ip}];domain=mail.fabrikam.com`],
    ];
    expect(of(fields, 'skippedSenderIs', OURS)).toBe(expected);
    expect(of(fields, 'skipListed', OURS)).toBe(false);
  });

  it('knows skip listing that was recognised and not applied', () => {
    const fields: Fields = [
      ...headers.viaMimecast(),
      ['X-MS-Exchange-SkipListedInternetSender', 'ip=[198.51.100.7];domain=mail.fabrikam.com'],
    ];
    expect([of(fields, 'skipListed'), of(fields, 'skippedSenderIs')]).toEqual([true, null]);
  });

  it('believes Internal only where a sender cannot have written it', () => {
    const internal = (fields: Fields) => of(withField(fields, 'X-MS-Exchange-Organization-AuthAs', 'Internal'), 'isInternal');
    expect(internal(headers.onPremToExo(true))).toBe(true);
    // The service itself says otherwise beside it.
    expect(internal(headers.directSend())).toBe(false);
    expect(of([['X-MS-Exchange-Organization-AuthAs', 'Internal'], ...headers.exoToGmail()], 'isInternal')).toBe(false);
    expect(
      of([['X-MS-Exchange-Organization-AuthAs', 'Internal'], ...headers.author('kim@contoso.com', 'alex@contoso.com')], 'isInternal'),
    ).toBe('unknown');
  });
});
