import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/facts/tenant.js';
import { peopleFacts, quoted, value } from './people.js';

const ROUTING = { routingDomain: 'contoso.mail.onmicrosoft.com' };
const one = (name: string, onPrem: object, settings: Settings = {}, cloud?: object, isFile = false) =>
  value(
    peopleFacts(
      [{ objectClass: ['user'], userPrincipalName: 'kim@contoso.com', ...onPrem }],
      cloud === undefined ? undefined : [{ userPrincipalName: 'kim@contoso.com', ...cloud }],
      settings,
      isFile,
    ),
    name,
  );

describe('onPrem.targetInRoutingDomain', () => {
  it('knows the routing domain from the settings, or by its form', () => {
    expect(one('onPrem.targetInRoutingDomain', { targetAddress: 'SMTP:Kim@Contoso.mail.onmicrosoft.com' }, ROUTING)).toBe(true);
    expect(one('onPrem.targetInRoutingDomain', { targetAddress: 'SMTP:kim@other.mail.onmicrosoft.com' }, ROUTING)).toBe(false);
    expect(one('onPrem.targetInRoutingDomain', { targetAddress: 'SMTP:kim@contoso.mail.onmicrosoft.com' })).toBe(true);
    expect(one('onPrem.targetInRoutingDomain', { targetAddress: 'SMTP:kim@fabrikam.com' })).toBe('unknown');
    expect(one('onPrem.targetInRoutingDomain', {}, ROUTING)).toBeNull();
  });
});

describe('onPrem.targetInOwnDomain', () => {
  const accepted = (onprem: unknown) => ({ acceptedDomains: { onprem } });
  const of = (settings: Settings, target = 'SMTP:kim@contoso.com') => one('onPrem.targetInOwnDomain', { targetAddress: target }, settings);

  it('goes by the type of the accepted domain', () => {
    expect(of(accepted([{ name: 'contoso.com', type: 'Authoritative' }]))).toBe(true);
    expect(of(accepted([{ Name: 'Our domain', DomainName: 'contoso.com', DomainType: 'Authoritative' }]))).toBe(true);
    expect(of(accepted([{ name: 'contoso.com', type: 'InternalRelay' }]))).toBe(false);
    expect(of(accepted([{ name: 'fabrikam.com', type: 'Authoritative' }]))).toBe(false);
    expect(of({ onpremAuthoritativeDomains: ['Contoso.com'] })).toBe(true);
  });

  it('leaves out the routing domain, which the hybrid wizard accepts too', () => {
    const both = accepted([{ name: 'contoso.mail.onmicrosoft.com', type: 'Authoritative' }]);
    expect(of(both, 'SMTP:kim@contoso.mail.onmicrosoft.com')).toBe(false);
  });

  it('is unknown without the type or the domains', () => {
    expect(of(accepted(['contoso.com']))).toBe('unknown');
    expect(of({})).toBe('unknown');
  });
});

describe('onPrem.hasRoutingProxy', () => {
  it('asks the settings, and the form of the address where they do not say it', () => {
    expect(one('onPrem.hasRoutingProxy', { proxyAddresses: ['smtp:kim@contoso.mail.onmicrosoft.com'] }, ROUTING)).toBe(true);
    expect(one('onPrem.hasRoutingProxy', { proxyAddresses: ['SMTP:kim@contoso.com'] }, ROUTING)).toBe(false);
    expect(one('onPrem.hasRoutingProxy', { proxyAddresses: ['SMTP:kim@contoso.com'] })).toBe('unknown');
    expect(one('onPrem.hasRoutingProxy', {}, ROUTING, undefined, true)).toBe('unknown');
  });
});

describe('primary addresses', () => {
  it('are the values in capital letters', () => {
    expect(one('onPrem.primaryProxies', { proxyAddresses: ['smtp:a@contoso.com', 'SMTP:b@contoso.com'] })).toEqual(['SMTP:b@contoso.com']);
    expect(one('onPrem.primaryProxies', { proxyAddresses: ['smtp:a@contoso.com'] })).toBeNull();
    expect(one('onPrem.hasSeveralPrimaries', { proxyAddresses: ['SMTP:a@contoso.com', 'SMTP:b@contoso.com'] })).toBe(true);
  });

  it('are compared with mail only where mail is set', () => {
    expect(one('onPrem.mailIsPrimary', { mail: 'A@contoso.com', proxyAddresses: ['SMTP:a@contoso.com'] })).toBe(true);
    expect(one('onPrem.mailIsPrimary', { mail: 'c@contoso.com', proxyAddresses: ['SMTP:a@contoso.com'] })).toBe(false);
    expect(one('onPrem.mailIsPrimary', { proxyAddresses: ['SMTP:a@contoso.com'] })).toBe(true);
    expect(one('onPrem.mailIsPrimary', { proxyAddresses: ['SMTP:a@contoso.com'] }, {}, undefined, true)).toBe('unknown');
  });
});

describe('addresses of the pair', () => {
  it('finds what only the cloud holds, and leaves out the addresses of the service', () => {
    const cloud = {
      exo: { EmailAddresses: ['SMTP:kim@contoso.com', 'smtp:k@contoso.com', 'smtp:kim@contoso.onmicrosoft.com', 'SIP:kim@contoso.com'] },
    };
    const onPrem = { proxyAddresses: ['SMTP:kim@contoso.com'] };
    expect(one('pair.cloudOnlyAddresses', onPrem, {}, cloud)).toEqual(['k@contoso.com']);
    expect(
      quoted(
        peopleFacts([{ userPrincipalName: 'kim@contoso.com', ...onPrem }], [{ userPrincipalName: 'kim@contoso.com', ...cloud }]),
        'pair.cloudOnlyAddresses',
      ),
    ).toEqual(['k@contoso.com']);
  });

  it('looks for the target in Exchange Online and in Entra ID', () => {
    const onPrem = { targetAddress: 'SMTP:kim@contoso.mail.onmicrosoft.com' };
    expect(one('pair.targetIsCloudAddress', onPrem, {}, { exo: { EmailAddresses: ['smtp:kim@contoso.mail.onmicrosoft.com'] } })).toBe(true);
    expect(one('pair.targetIsCloudAddress', onPrem, {}, { exo: { EmailAddresses: ['SMTP:kim@contoso.com'] } })).toBe(false);
    expect(one('pair.targetIsCloudAddress', onPrem, {}, { proxyAddresses: ['SMTP:kim@contoso.com'] })).toBe('unknown');
    expect(one('pair.targetIsCloudAddress', onPrem)).toBe('unknown');
  });

  it('compares an X500 address without case', () => {
    const cloud = { exo: { LegacyExchangeDN: '/o=ExchangeLabs/cn=Kim' } };
    expect(one('pair.cloudDnMissing', { proxyAddresses: ['X500:/o=EXCHANGELABS/cn=kim'] }, {}, cloud)).toBe(false);
    expect(one('pair.cloudDnMissing', { proxyAddresses: ['SMTP:kim@contoso.com'] }, {}, cloud)).toBe(true);
  });
});

describe('onPrem.missingFormerX500', () => {
  const settings = { formerLegacyExchangeDN: { 'KIM@contoso.com': ['/o=A/cn=kim', 'X500:/o=B/cn=kim'] } };

  it('goes by the name of the person', () => {
    expect(one('onPrem.missingFormerX500', { proxyAddresses: ['x500:/o=a/cn=kim'] }, settings)).toEqual(['X500:/o=B/cn=kim']);
    expect(one('onPrem.missingFormerX500', { userPrincipalName: 'tom@contoso.com', proxyAddresses: [] }, settings)).toBeNull();
    expect(one('onPrem.missingFormerX500', { proxyAddresses: [] })).toBe('unknown');
  });
});
