import { Buffer } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { codesOf, signInProblem } from '../../../src/adapters/entra/aadsts.js';
import { CLOUDS } from '../../../src/adapters/entra/clouds.js';
import { loadPersistence } from '../../../src/adapters/entra/kept-account.js';
import { networkFault } from '../../../src/adapters/entra/network-fault.js';
import { previewScopes } from '../../../src/adapters/entra/preview.js';
import { GRAPH_SCOPES } from '../../../src/adapters/entra/scopes.js';
import { tokenClaims } from '../../../src/adapters/entra/token-claims.js';
import { backoffMs, GRAPH_LIMITS } from '../../../src/adapters/graph/limits.js';
import { fc } from '../../setup/property.js';

const jwt = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;
const context = {
  authority: 'https://login.microsoftonline.com',
  tenant: 'contoso.com',
  clientId: 'app',
  scopes: ['https://x/User.Read.All'],
};

describe('the claims of a token', () => {
  it('are shown', () => {
    const token = jwt({ upn: 'ada@contoso.com', tid: 't', appid: 'a', scp: 'User.Read.All  Domain.Read.All', exp: 1000 });
    expect(tokenClaims(token)).toEqual({
      account: 'ada@contoso.com',
      tenantId: 't',
      appId: 'a',
      scopes: ['User.Read.All', 'Domain.Read.All'],
      roles: [],
      expiresAt: 1_000_000,
    });
  });

  it('are unknown of a token that is no JWT; nothing throws', () => {
    for (const token of ['', 'opaque', 'a.b.c', 'a..c', jwt(null), jwt([1]), jwt({ upn: 3, scp: {}, roles: 'x', exp: 'y' })])
      expect(tokenClaims(token)).toMatchObject({ account: undefined, scopes: [], roles: [], expiresAt: undefined });
    fc.assert(fc.property(fc.string(), (token) => Array.isArray(tokenClaims(token).scopes)));
  });
});

describe('what the library throws', () => {
  it('is taken apart for its codes alone', () => {
    const cause = Object.assign(new Error('invalid_client: AADSTS7000215: secret s3cr3t'), {
      errorCode: 'invalid_client',
      errorNo: '7000215',
    });
    const error = new Error('AADSTS7000215: Invalid client secret s3cr3t provided', { cause });
    expect(codesOf(error)).toEqual(['7000215', 'invalid_client']);
    const told = signInProblem('7000215', context);
    expect(told?.where).toBe('https://login.microsoftonline.com/contoso.com (AADSTS7000215)');
    expect(JSON.stringify(told)).not.toContain('s3cr3t');
  });

  it('names the permissions that need consent', () => {
    expect(signInProblem('65001', context)?.next).toContain('User.Read.All');
    expect(signInProblem('1', context)).toBeUndefined();
    expect(signInProblem('constructor', context)).toBeUndefined();
  });

  it.each([
    ['7000229', 'no app'],
    ['530032', 'Conditional Access'],
    ['50131', 'Conditional Access'],
    ['500021', 'network'],
    ['50128', 'no tenant'],
  ])('is told in words for AADSTS%s', (code, word) => {
    expect(signInProblem(code, context)?.what).toContain(word);
  });

  it('can be a fault of the network, however deep', () => {
    const deep = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }) });
    expect(networkFault(deep)).toMatchObject({ kind: 'certificate', says: 'has expired' });
    expect(networkFault(new Error('getaddrinfo ENOTFOUND login.example'))).toMatchObject({ kind: 'reach', code: 'ENOTFOUND' });
    expect(networkFault(new Error('other'))).toBeUndefined();
    const loop: { cause?: unknown } = {};
    loop.cause = loop;
    expect(networkFault(loop)).toBeUndefined();
    expect(codesOf(loop)).toEqual([]);
  });
});

describe('what is asked for', () => {
  it('can only read', () => {
    for (const { scope } of GRAPH_SCOPES) expect(scope).toMatch(/\.Read\.(?:All|Directory)$/);
  });

  it('is shown before the sign-in, a line each', () => {
    expect(previewScopes(['graph'])).toHaveLength(GRAPH_SCOPES.length);
    expect(previewScopes(['graph', 'exchange-online']).at(-1)).toContain('Exchange.ManageV2');
    expect(previewScopes([])).toEqual([]);
  });

  it('goes to hosts over TLS', () => {
    for (const { authority, graph, exchangeOnline } of Object.values(CLOUDS))
      for (const url of [authority, graph, exchangeOnline]) expect(new URL(url).origin).toBe(url);
  });
});

describe('the store of the operating system', () => {
  it('is used where its package is there', () => {
    let context: unknown;
    const plugin = { cachePersistencePlugin: (given: unknown) => (context = given) };
    expect(loadPersistence(() => plugin).kind).toBe('ok');
    expect(context).toHaveProperty('cachePluginControl');
  });

  it('is named where it is not', () => {
    for (const load of [
      () => ({}),
      () => null,
      () => {
        throw new Error('no');
      },
    ])
      expect(loadPersistence(load)).toMatchObject({ kind: 'problem', problem: { next: expect.stringContaining('npm install') } });
  });
});

describe('a wait that no service named', () => {
  it('doubles, and has an end', () => {
    expect([0, 1, 2, 3].map((attempt) => backoffMs(attempt, GRAPH_LIMITS, 1))).toEqual([1000, 2000, 4000, 8000]);
    expect(backoffMs(1000, GRAPH_LIMITS, 1)).toBe(GRAPH_LIMITS.longestWaitMs);
    expect(backoffMs(2, GRAPH_LIMITS, 0)).toBe(2000);
  });
});
