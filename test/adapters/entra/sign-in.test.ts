import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GRAPH_SCOPES } from '../../../src/adapters/entra/scopes.js';
import { signIn } from '../../../src/adapters/entra/sign-in.js';
import { ok, type Problem } from '../../../src/evidence/problem.js';
import type { EntraSignIn } from '../../../src/ports/live.js';
import { type GraphBed, startGraph } from '../../setup/graph.js';
import { folderWith } from '../../setup/process.js';
import { never, secretSignIn, type TestTools, testTools, trust, valueOf } from '../graph/live.js';

const ALL = GRAPH_SCOPES.map(({ scope }) => scope);
let bed: GraphBed;
let tools: TestTools;
const PATH = process.env.PATH ?? '';
beforeAll(async () => {
  bed = await startGraph({ permissions: ALL });
  trust(bed);
});
afterAll(() => bed.stop());
beforeEach(() => {
  tools = testTools();
  bed.faults.clear();
  bed.entra.refuse = undefined;
  bed.entra.deviceOutcome = 'signed-in';
  bed.entra.devicePending = 1;
  process.env.PATH = PATH;
  delete process.env.BROWSER;
  delete process.env.IDENTITY_ENDPOINT;
  delete process.env.IDENTITY_HEADER;
});

const opened = async (more: Partial<EntraSignIn> = {}) => valueOf(await signIn(secretSignIn(bed, more), tools, never));

async function refusal(more: Partial<EntraSignIn> = {}): Promise<Problem> {
  const result = await signIn(secretSignIn(bed, more), tools, never);
  if (result.kind === 'ok') throw new Error('signed in');
  expect(JSON.stringify(result.problem)).not.toContain(bed.secret);
  return result.problem;
}

describe('signing in', () => {
  it('with a client secret says which app it is and what it may', async () => {
    const session = await opened();
    expect(session).toMatchObject({ account: 'crossprem test', tenantId: bed.tenant, appId: bed.clientId, isPerson: false });
    expect(session.roles).toContain('User.Read.All');
    expect(session.grantedScopes('graph')).toContain('User.Read.All');
    expect(session.grantedScopes('exchange-online')).toEqual([]);
  });

  it('with a certificate', async () => {
    const session = await opened({ method: 'certificate', secret: undefined, certificateFile: bed.certificateFile });
    expect(session.appId).toBe(bed.clientId);
  });

  it('with a device code shows the code, and then who signed in', async () => {
    const session = await opened({ method: 'device-code', tenant: undefined, clientId: undefined, secret: undefined });
    expect(session).toMatchObject({ account: bed.admin.userPrincipalName, tenantId: bed.tenant, isPerson: true });
    expect(tools.codes).toHaveLength(1);
    expect(tools.codes[0]?.userCode).not.toBe('');
    expect(tools.codes[0]?.url).toMatch(/^https:/);
    expect(tools.codes[0]?.expiresAt).toBeGreaterThan(Date.now() + 600_000);
  });

  it.skipIf(process.platform !== 'linux')('by browser, which brings the answer back', async () => {
    // Submits the form that Entra answers with, as a browser does.
    const browser = join(folderWith(), 'browser');
    const script = `
      (async () => {
        const page = await (await fetch(process.argv[1])).text();
        const action = /action="([^"]+)"/.exec(page)[1].replaceAll('&amp;', '&');
        const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map((match) => [match[1], match[2]]);
        await fetch(action, { method: 'POST', body: new URLSearchParams(fields) });
      })();`;
    writeFileSync(`${browser}.cjs`, script.replace('process.argv[1]', 'process.argv[2]'));
    writeFileSync(browser, `#!/bin/sh\nNODE_EXTRA_CA_CERTS='${bed.caFile}' exec '${process.execPath}' '${browser}.cjs' "$1"\n`, {
      mode: 0o755,
    });
    process.env.BROWSER = browser;
    const session = await opened({ method: 'browser', clientId: undefined, secret: undefined });
    expect(session).toMatchObject({ account: bed.admin.userPrincipalName, isPerson: true });
    expect(session.grantedScopes('graph')).toContain('OnPremDirectorySynchronization.Read.All');
  });

  it('with a managed identity', async () => {
    Object.assign(process.env, bed.managedIdentity);
    expect((await opened({ method: 'managed-identity', clientId: undefined, secret: undefined })).tenantId).toBe(bed.tenant);
  });

  it('with Azure CLI', async () => {
    process.env.PATH = `${bed.azFolder}:${PATH}`;
    expect((await opened({ method: 'azure-cli', clientId: undefined, secret: undefined })).tenantId).toBe(bed.tenant);
  });
});

describe('a session', () => {
  it('keeps a token as long as it is good, and gets another when it was refused', async () => {
    const session = await opened();
    const first = valueOf(await session.getToken('graph'));
    expect(valueOf(await session.getToken('graph'))).toBe(first);
    const fresh = valueOf(await session.getToken('graph', { isFresh: true }));
    expect(fresh).not.toBe(first);
    expect(valueOf(await session.getToken('graph'))).toBe(fresh);
  });

  it('has a token for Exchange Online by the same sign-in', async () => {
    const session = await opened();
    const token = valueOf(await session.getToken('exchange-online'));
    expect(token).not.toBe(valueOf(await session.getToken('graph')));
  });
});

describe('a refused sign-in is told by its code', () => {
  it.each<[number, RegExp]>([
    [50034, /not in this tenant/],
    [50126, /password is wrong/],
    [50053, /disabled or locked/],
    [65001, /consented/],
    [53003, /Conditional Access/],
    [50076, /second factor/],
    [700082, /expired/],
    [90002, /no tenant/],
    [7000222, /secret of the app has expired/],
    [700027, /certificate is not registered/],
    [999_123, /AADSTS999123/],
  ])('AADSTS%i', async (code, what) => {
    bed.entra.refuse = code;
    const { what: told, where } = await refusal();
    expect(told).toMatch(what);
    expect(where).toContain(`AADSTS${code}`);
  });

  it('a wrong secret', async () => {
    const problem = await refusal({ secret: () => Promise.resolve(ok('wrong~secret')) });
    expect(problem.what).toContain('client secret is not one of the app');
    expect(JSON.stringify(problem)).not.toContain('wrong~secret');
  });

  it('an app or a tenant that is not there, a certificate that is not registered', async () => {
    expect((await refusal({ clientId: '00000000-0000-4000-8000-000000000009' })).what).toContain('has no app with the id');
    expect((await refusal({ tenant: 'nowhere.example' })).what).toMatch(/no tenant|has no/);
    const certificate = { method: 'certificate', certificateFile: bed.unknownCertificateFile } as const;
    expect((await refusal(certificate)).what).toContain('certificate is not registered');
  });

  it('a code that was declined, or not entered', async () => {
    bed.entra.deviceOutcome = 'declined';
    expect((await refusal({ method: 'device-code', clientId: undefined })).what).toContain('declined');
    bed.entra.deviceOutcome = 'expired';
    expect((await refusal({ method: 'device-code', clientId: undefined })).what).toContain('not entered in time');
  });

  it('an authority that is not there', async () => {
    const stopped = await startGraph();
    await stopped.stop();
    expect((await refusal({ authority: stopped.authority })).what).toContain('refuses the connection');
  });

  it('a certificate that is not trusted', async () => {
    const other = await startGraph();
    try {
      expect((await refusal({ authority: other.authority })).what).toContain('this computer does not trust');
    } finally {
      await other.stop();
    }
  });

  it('Azure CLI that is not there, or not signed in', async () => {
    process.env.PATH = '/nonexistent';
    expect((await refusal({ method: 'azure-cli' })).what).toContain('not installed');
    process.env.PATH = `${bed.azSignedOutFolder}:${PATH}`;
    expect((await refusal({ method: 'azure-cli' })).next).toContain('az login');
  });
});

describe('what is missing is told before Entra is asked', () => {
  it.each<[string, Partial<EntraSignIn>, RegExp]>([
    ['no tenant', { tenant: undefined }, /Tenant or client id is missing/],
    ['no secret', { secret: undefined }, /secret is missing/],
    ['an empty secret', { secret: () => Promise.resolve(ok('')) }, /secret is empty/],
    ['no certificate file', { method: 'certificate' }, /certificate is missing/],
    ['a file that is not there', { method: 'certificate', certificateFile: '/nonexistent.pem' }, /cannot be read/],
    ['a tenant that is none', { tenant: 'contoso.com/../x' }, /neither a GUID nor a domain/],
    ['an authority without TLS', { authority: 'http://localhost:1' }, /no https address/],
    ['a store that is not installed', { method: 'device-code', keepsSignIn: true }, /not installed/],
  ])('%s', async (_, more, what) => {
    const before = bed.requests.length;
    expect((await refusal(more)).what).toMatch(what);
    expect(bed.requests.length).toBe(before);
  });

  it.each<[string, RegExp]>([
    ['-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n', /without its private key/],
    ['-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n', /no certificate/],
    ['-----BEGIN CERTIFICATE-----\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n', /passphrase/],
  ])('a file with %j', async (pem, what) => {
    const certificateFile = join(folderWith(), 'app.pem');
    writeFileSync(certificateFile, pem);
    expect((await refusal({ method: 'certificate', certificateFile })).what).toMatch(what);
  });
});

describe('cancelling', () => {
  it('ends a sign-in that waits for a person', async () => {
    bed.entra.devicePending = Number.POSITIVE_INFINITY;
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped by the test')), 300);
    const target = secretSignIn(bed, { method: 'device-code', clientId: undefined });
    await expect(signIn(target, tools, stop.signal)).rejects.toThrow('stopped by the test');
  }, 2000);

  it('ends a sign-in whose authority is silent', async () => {
    bed.faults.add({ at: 'authority', times: Number.POSITIVE_INFINITY, does: { kind: 'silent' } });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped by the test')), 200);
    await expect(signIn(secretSignIn(bed), tools, stop.signal)).rejects.toThrow('stopped by the test');
  }, 1500);
});
