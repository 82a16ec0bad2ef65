import { describe, expect, it } from 'vitest';
import { endpointFacts } from '../../src/facts/endpoint-facts.js';
import { offboardFacts } from '../../src/facts/recipient/offboard-facts.js';
import { factsOf, valueOf } from '../setup/diagnose.js';
import { fc } from '../setup/property.js';

const UNKNOWN = expect.stringMatching(/^unknown: \S/);
const told = (name: string, settings: Record<string, unknown>, answers: Record<string, boolean> = {}): unknown =>
  valueOf(factsOf({ settings, answers }), `tenant.${name}`);

describe('facts of the endpoint', () => {
  it('take one server for all where it says no', () => {
    expect(told('mrsProxyEnabled', { MRSProxyEnabled: [{ Server: 'EX1', MRSProxyEnabled: true }, 'False'] })).toBe(false);
    expect(told('mrsProxyEnabled', { MRSProxyEnabled: 'True' })).toBe(true);
    expect(
      told('mrsProxyEnabled', { webServicesVirtualDirectories: { Server: 'EX1', MRSProxyEnabled: { value: 0, Value: 'False' } } }),
    ).toBe(false);
    expect(told('mrsProxyEnabled', {}, { 'ask.mrsProxyEnabled': true })).toBe(true);
    expect(told('mrsProxyEnabled', {})).toEqual(UNKNOWN);
  });

  it('know an endpoint for remote moves', () => {
    expect(told('remoteMoveEndpoint', { MigrationEndpoint: null })).toBe(false);
    expect(told('remoteMoveEndpoint', { MigrationEndpoint: 'Hybrid Migration Endpoint' })).toBe(true);
    expect(told('remoteMoveEndpoint', { migrationEndpoints: [{ Identity: 'a' }] })).toEqual(UNKNOWN);
  });

  it('never show a password', () => {
    const facts = factsOf({ settings: { credentials: { UserName: 'svc', Password: 'hunter2' } } });
    const fact = facts('tenant.endpointUserHasDomain');
    expect(fact).toMatchObject({ kind: 'known', value: false });
    expect(JSON.stringify(fact.kind === 'known' ? fact.evidence : [])).not.toContain('hunter2');
  });

  it('judge a certificate by its day and its names', () => {
    const certificate = {
      Subject: 'CN=a.contoso.com',
      Issuer: 'CN=CA',
      NotAfter: '/Date(1767225600000)/',
      CertificateDomains: ['*.contoso.com'],
    };
    expect(told('endpointCertificateFaults', { certificate, endpointHost: 'a.contoso.com', date: '2025-12-01' })).toBeNull();
    expect(told('endpointCertificateFaults', { certificate, endpointHost: 'a.contoso.com', date: '2026-11-22' })).toEqual(['expired']);
    expect(told('endpointCertificateFaults', { certificate, endpointHost: 'a.b.contoso.com', date: '2025-12-01' })).toEqual([
      'host-not-named',
    ]);
    expect(told('endpointCertificateFaults', { certificate })).toEqual(UNKNOWN);
  });

  it('know servers that are too old, and leave mixed ones open', () => {
    expect(told('serversRefusedByCloud', { serverBuilds: 'Version 15.0 (Build 1497.48)' })).toBe(true);
    expect(told('serversRefusedByCloud', { serverBuilds: ['15.0.1497.48', '15.2.2562.17'] })).toEqual(UNKNOWN);
    expect(told('serversRefusedByCloud', { exchangeServers: [{ name: 'EX1', build: '15.2.2562.17' }] })).toBe(false);
    expect(told('serversRefusedByCloud', { exchangeServers: [] })).toEqual(UNKNOWN);
    expect(
      told('mailboxServers', {
        exchangeServers: [
          { name: 'E', roles: ['Edge'] },
          { name: 'M', ServerRole: 'Mailbox' },
        ],
      }),
    ).toBe(1);
  });

  it('never throw, whatever the settings hold', () => {
    const names = [...Object.keys(endpointFacts), ...Object.keys(offboardFacts)];
    const keys = [
      'MRSProxyEnabled',
      'webServicesVirtualDirectories',
      'migrationEndpoints',
      'credentials',
      'publishingRules',
      'certificate',
      'extendedProtection',
      'targetDatabases',
      'exchangeServers',
      'serverBuilds',
      'batch',
      'testResult',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue() as fc.Arbitrary<unknown>), (settings) => {
        const facts = factsOf({ settings });
        for (const name of names) expect(['known', 'unknown']).toContain(facts(name).kind);
      }),
    );
  });
});
