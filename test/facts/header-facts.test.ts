import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allFacts } from '../../src/facts/catalog.js';
import { CONTOSO_SETTINGS, type GivenMessage, headerValue, messageFacts, withField, without } from '../setup/header-facts.js';
import type { Fields } from '../setup/headers.js';
import * as headers from '../setup/headers.js';

const NAMES = allFacts()
  .map(({ name }) => name)
  .filter((name) => name.startsWith('header.'));
const PART: GivenMessage = { quirks: { isCutAtEnd: true } };
const OURS: GivenMessage = { settings: CONTOSO_SETTINGS };

const of = (fields: Fields | undefined, name: string, given: GivenMessage = {}): unknown =>
  headerValue(messageFacts(fields, given), `header.${name}`);

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

describe('the sender', () => {
  const from = (value: string) => withField(headers.internetToExo(), 'From', value);

  it.each([
    ['"ceo@contoso.com" <kim@fabrikam.com>', true],
    ['"kim@mail.fabrikam.com" <kim@fabrikam.com>', false],
    ['"Kim @ work" <kim@fabrikam.com>', false],
    ['kim@fabrikam.com', false],
  ])('%s shows a foreign address: %s', (value, expected) => {
    expect(of(from(value), 'displayHasForeignAddress')).toBe(expected);
  });

  it.each([
    ['"Microsoft account team" <no-reply@fabrikam.com>', true],
    ['"Microsoft account team" <no-reply@accountprotection.microsoft.com>', false],
    ['"PayPal" <service@fabrikam.com>', true],
    ['"Apple Tree Ltd" <info@appletree.example>', false],
    ['"Kim Lee" <kim@fabrikam.com>', false],
  ])('%s bears the name of a brand: %s', (value, expected) => {
    expect(of(from(value), 'displayIsBrand')).toBe(expected);
  });

  it('is compared with the people of both directories by the whole name', () => {
    const cloud = [{ userPrincipalName: 'alex@contoso.com', displayName: 'Alex Kim' }];
    expect(of(from('"Alex Kim" <x@fabrikam.com>'), 'displayNamesColleague', { cloud })).toBe(true);
    expect(of(from('"Kim, Alex" <x@fabrikam.com>'), 'displayNamesColleague', { cloud })).toBe(true);
    expect(of(from('"Alex" <x@fabrikam.com>'), 'displayNamesColleague', { cloud })).toBe(false);
    expect(of(from('"Alex Kim" <x@fabrikam.com>'), 'displayNamesColleague')).toBe('unknown');
    expect(of(from('"Alex Kim" <alex@contoso.com>'), 'displayNamesColleague', { ...OURS, cloud })).toBe(false);
  });

  it('is known on-premises only with Exchange attributes and this very address', () => {
    const known = (onPrem: GivenMessage['onPrem']) =>
      of(headers.onPremToExo(false), 'fromKnownOnPrem', onPrem === undefined ? {} : { onPrem });
    expect(known(undefined)).toBe('unknown');
    expect(known([])).toBe(false);
    expect(known([{ userPrincipalName: 'kim@contoso.com', mail: 'kim@contoso.com' }])).toBe(false);
    expect(
      known([
        {
          userPrincipalName: 'kim@contoso.com',
          mailNickname: 'kim',
          msExchRecipientTypeDetails: '1',
          homeMDB: 'CN=DB1',
          proxyAddresses: ['SMTP:kim@contoso.com'],
        },
      ]),
    ).toBe(true);
  });

  it('is a bounce where a mail system says so with an empty envelope sender', () => {
    const bounce = [...withField(from('postmaster@fabrikam.com'), 'Return-Path', '<>')];
    expect([of(bounce, 'isBounce'), of(bounce, 'returnPathIsNull')]).toEqual([true, true]);
    expect(of(from('postmaster@fabrikam.com'), 'isBounce')).toBe(false);
    expect(of(withField(from('kim@fabrikam.com'), 'Return-Path', '<>'), 'isBounce')).toBe(false);
  });

  it.each([
    ['<SRS0=abc=XY=fabrikam.com=kim@forwarder.example>', true],
    ['<srs1+abc@forwarder.example>', true],
    ['<kim+SRS=abc@contoso.com>', true],
    ['<srsly@fabrikam.com>', false],
    ['<kim@fabrikam.com>', false],
  ])('was forwarded with the envelope sender %s: %s', (value, expected) => {
    const fields = withField(headers.internetToExo(), 'Return-Path', value);
    expect([of(fields, 'returnPathIsSrs'), of(fields, 'isForwarded')]).toEqual([expected, expected]);
  });

  it.each([
    ['kim@contoso.onmicrosoft.com', true],
    ['kim@sub.contoso.onmicrosoft.com', true],
    ['kim@contoso.mail.onmicrosoft.com', false],
    ['kim@onmicrosoft.com.example', false],
  ])('writes from a fallback domain with %s: %s', (value, expected) => {
    expect(of(from(value), 'fromIsOnmicrosoft')).toBe(expected);
  });

  it('of a mailing list is the host of its List-Id, where that is proven', () => {
    const list = (id: string, verdict: string): Fields => [['List-Id', id], ...headers.internetToExo(verdict)];
    const pass = 'spf=pass smtp.mailfrom=lists.example.com; dkim=none;dmarc=fail header.from=fabrikam.com';
    expect(of(list('Talk <talk.lists.example.com>', pass), 'listIsSender')).toBe(true);
    expect(of(list('Talk <talk.lists.example.org>', pass), 'listIsSender')).toBe(false);
    expect(of(list('Talk <talk.fabrikam.com>', pass), 'listIsFrom')).toBe(true);
    expect(of(headers.internetToExo(), 'isList')).toBe(false);
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

describe('time and servers', () => {
  const hops = (...seconds: readonly number[]): Fields =>
    seconds
      .map((second, index) => headers.onPremHop(`ex${index}.contoso.local`, '10.0.0.9', `ex${index + 1}.contoso.local`, second))
      .reverse();
  const shift = (fields: Fields): Fields => [...fields, ...headers.author('kim@contoso.com', 'alex@contoso.com')];

  it('tells a delay from a clock that is off', () => {
    const late = shift(hops(0, 1, 601, 602));
    expect(
      ['longestDelay', 'longestDelayHost', 'longestDelayFrom', 'delayIsSkew', 'delayedHops', 'earliestStep', 'totalDelay'].map((name) =>
        of(late, name),
      ),
    ).toEqual([600, 'ex3.contoso.local', 'ex2.contoso.local', false, 1, 1, 602]);
    const skewed = shift(hops(0, 600, 2, 3));
    expect(['delayIsSkew', 'delayedHops', 'earliestStep', 'longestDelay'].map((name) => of(skewed, name))).toEqual([true, 0, -598, 1]);
    expect(of(shift(hops(0)), 'earliestStep')).toBe(null);
  });

  it('compares the Date field with the oldest hop', () => {
    expect(of(withField(shift(hops(600, 601)), 'Date', headers.at(0)), 'dateAhead')).toBe(-600);
    expect(of(withField(shift(hops(0, 1)), 'Date', headers.at(600)), 'dateAhead')).toBe(600);
    expect(of(withField(shift(hops(0, 1)), 'Date', 'yesterday'), 'dateAhead')).toBe(null);
  });

  it('counts visits and pairs of a loop', () => {
    const pair = (index: number) =>
      index % 2 === 0
        ? headers.onPremHop('ex02.contoso.local', '10.0.0.21', 'ex01.contoso.local', index)
        : headers.onPremHop('ex01.contoso.local', '10.0.0.20', 'ex02.contoso.local', index);
    const loop = Array.from({ length: 10 }, (_, index) => pair(index)).reverse();
    expect([of(loop, 'sameHostVisits'), of(loop, 'alternations'), of(loop, 'hopCount')]).toEqual([5, 5, 10]);
    // A server that hands the message to itself is one visit, and every host is localhost to itself.
    const self = Array.from({ length: 6 }, (_, index) =>
      headers.onPremHop('ex01.contoso.local', '10.0.0.20', 'ex01.contoso.local', index),
    ).reverse();
    expect([of(self, 'sameHostVisits'), of(self, 'alternations')]).toEqual([1, 0]);
    const local = Array.from({ length: 6 }, (_, index) =>
      headers.received(`from a${index}.example by localhost (Postfix) with ESMTP; ${headers.at(index)}`),
    ).reverse();
    expect(of(local, 'sameHostVisits')).toBe(null);
    expect(
      of(
        [
          ...headers.exoInside(1),
          ['X-LD-Processed', `${headers.TENANT},ExtAddr`],
          ['X-LD-Processed', `${headers.TENANT.toUpperCase()},ExtAddr`],
        ],
        'ldProcessed',
      ),
    ).toBe(2);
  });

  it.each([
    ['15.2.1544.14', headers.at(0), 'known'],
    ['15.2.2562.17', headers.at(0), null],
    ['15.2.1544.14', 'Mon, 13 Oct 2025 09:00:00 +0000', null],
    ['15.1.2507.39', 'Wed, 15 Oct 2025 09:00:00 +0000', 'known'],
    ['15.0.1497.48', 'Wed, 12 Apr 2023 09:00:00 +0000', 'known'],
    ['15.0.1497.48', 'Mon, 10 Apr 2023 09:00:00 +0000', null],
    ['14.3.513.0', 'Mon, 12 Oct 2020 09:00:00 +0000', null],
    ['8.3.517.0', 'Mon, 2 Mar 2020 09:00:00 +0000', 'known'],
    ['15.20.9253.13', headers.at(0), null],
    ['16.0.1.1', headers.at(0), null],
  ])('says of build %s on %s that it was out of support: %s', (build, date, expected) => {
    const hop = headers.received(
      `from ex02.contoso.local (10.0.0.21) by ex01.contoso.local (10.0.0.20) with Microsoft SMTP Server id ${build}; ${date}`,
    );
    const value = of([hop, ...headers.author('kim@contoso.com', 'alex@contoso.com')], 'unsupportedExchange');
    expect(value).toBe(expected === null ? null : `ex01.contoso.local ${build}`);
  });

  it('reads the padded build of a MAPI line', () => {
    expect(of([headers.onPremMapi('ex01.contoso.local', 1)], 'unsupportedExchange')).toBe('ex01.contoso.local 15.02.1544.014');
  });

  it.each([
    ['version=TLS1_0, cipher=TLS_RSA_WITH_AES_256_CBC_SHA', true],
    ['version=TLS1_1, cipher=TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', true],
    ['version=TLS1_2, cipher=TLS_RSA_WITH_RC4_128_SHA', true],
    ['version=TLS1_2, cipher=TLS_RSA_WITH_3DES_EDE_CBC_SHA', true],
    ['version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', false],
    ['version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384', false],
    ['using TLSv1 with cipher ECDHE-RSA-AES256-SHA (256/256 bits)', true],
    ['using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)', false],
  ])('finds weak TLS in (%s): %s', (tls, isWeak) => {
    const fields = [headers.received(`from a.example (192.0.2.9) (${tls}) by mx.contoso.com (Postfix) with ESMTPS id 1; ${headers.at(0)}`)];
    expect(of(fields, 'weakTls') !== null).toBe(isWeak);
  });

  it('knows what copying did to the block', () => {
    const fields = headers.internetToExo();
    expect(of(fields, 'isFoldingLost', { quirks: { isFoldingLost: true } })).toBe(true);
    expect(of(fields, 'isTruncated', PART)).toBe(true);
    expect(of(without(fields, /^From$/), 'isTruncated')).toBe(true);
    expect(of(fields, 'isTruncated')).toBe(false);
    expect(of([['Subject', 'a\u001b[31m'], ...fields], 'hostileBytes')).toBe(true);
    expect(of([...fields, ['From', 'other@example.com']], 'duplicateOriginators')).toBe(true);
    expect(
      of(
        Array.from({ length: 101 }, () => headers.exoMapi(1)),
        'isOversized',
      ),
    ).toBe(true);
  });
});
