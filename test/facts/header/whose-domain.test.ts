import { describe, expect, it } from 'vitest';
import { headerFact as of, withField } from '../../setup/header-facts.js';
import type { Fields } from '../../setup/headers.js';
import * as headers from '../../setup/headers.js';

/** A message to Exchange Online whose envelope recipient the service shows. */
const sentTo = (domain: string, fields: Fields): Fields => [
  ['ARC-Authentication-Results', `i=1; mx.microsoft.com 1; spf=pass smtp.rcpttodomain=${domain} smtp.mailfrom=contoso.com`],
  ...fields,
];

const ROUTING = 'contoso.mail.onmicrosoft.com';
const hybrid = headers.onPremToExo(false);

describe('whose domain it is', () => {
  it('is not told by the routing address that hybrid mail is sent to', () => {
    expect(of(sentTo(ROUTING, hybrid), 'fromIsOwn')).toBe('unknown');
    expect(of(sentTo(ROUTING, hybrid), 'fromDomainIsToDomain')).toBe(true);
    expect(of(sentTo(ROUTING, hybrid), 'toDomain')).toBe(ROUTING);
    expect(of(sentTo('contoso.com', hybrid), 'fromIsOwn')).toBe(true);
    expect(of(sentTo(ROUTING, headers.internetToExo()), 'fromIsOwn')).toBe(false);
  });

  it('leaves a domain of some tenant open where the settings name none', () => {
    const custom = { acceptedDomains: { cloud: ['contoso.com'] } };
    expect(of(sentTo(ROUTING, hybrid), 'toIsOwn', { settings: custom })).toBe('unknown');
    expect(of(sentTo(ROUTING, hybrid), 'toIsOwn', { settings: { ...custom, initialDomain: 'contoso.onmicrosoft.com' } })).toBe(true);
    expect(of(sentTo(ROUTING, hybrid), 'toIsOwn', { settings: { ...custom, initialDomain: 'fabrikam.onmicrosoft.com' } })).toBe(false);
  });

  it('may be the one that author and all shown recipients share', () => {
    const shared = (fields: Fields) => of(fields, 'recipientsAreOfAuthor');
    expect(shared(hybrid)).toBe(true);
    expect(shared(sentTo(ROUTING, hybrid))).toBe(true);
    expect(shared(sentTo('fabrikam.com', hybrid))).toBe(false);
    expect(shared([...hybrid, ['Cc', 'Lou <lou@fabrikam.com>']])).toBe(false);
    expect(shared([...hybrid, ['List-Id', '<team.contoso.com>']])).toBe(false);
    expect(shared(withField(hybrid, 'To', 'undisclosed-recipients:;'))).toBe('unknown');
  });
});

describe('stamps of the service', () => {
  const entity = 'X-MS-Exchange-CrossTenant-FromEntityHeader';
  const connection = 'X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp';

  it('tell nothing where copies disagree', () => {
    const written = headers.internetToExo();
    expect(of(written, 'fromEntity')).toBe('Internet');
    expect(of([...written, [entity, 'internet ']], 'fromEntity')).toBe('Internet');
    expect(of([...written, [entity, 'HybridOnPrem']], 'fromEntity')).toBe('unknown');
    const twice: Fields = [
      ...written,
      [connection, `TenantId=${headers.TENANT};Ip=[192.0.2.25];Helo=[mail.contoso.com]`],
      [connection, `TenantId=${headers.TENANT};Ip=[198.51.100.4];Helo=[mail.contoso.com]`],
    ];
    expect([of(twice, 'isAttributed'), of(twice, 'attributedIpIsOwn'), of(twice, 'attributedElsewhere')]).toEqual([
      'unknown',
      'unknown',
      'unknown',
    ]);
  });
});

describe('the lower lines', () => {
  it('are a stranger’s word where a stranger hands in mail of an unproven author', () => {
    expect(of(headers.directSend(), 'lowerLinesAreCredible')).toBe('unknown');
    expect(of(headers.internetToExo(), 'lowerLinesAreCredible')).toBe(true);
    expect(of(hybrid, 'lowerLinesAreCredible')).toBe(true);
  });

  it('prove no old server of ours where the author is not proven', () => {
    const old: Fields = [
      ...headers.exoInside(2),
      headers.results(
        'spf=fail (sender IP is 198.51.100.66) smtp.mailfrom=contoso.com; dkim=none;dmarc=fail header.from=contoso.com;compauth=fail reason=601',
      ),
      headers.exoDoor('mail.example.net', '198.51.100.66', 1),
      headers.onPremHop('ex01.contoso.com', '10.0.0.1', 'ex02.contoso.com', 0, '14.3.513.0'),
      ...headers.author('kim@contoso.com', 'alex@contoso.com'),
    ];
    const settings = { acceptedDomains: { cloud: ['contoso.com'] }, onpremIps: ['203.0.113.25'] };
    expect(of(old, 'unsupportedIsOurs', { settings })).toBe('unknown');
    expect(of(old, 'unsupportedIsOurs', { settings: { ...settings, onpremIps: ['198.51.100.66'] } })).toBe(true);
  });
});
