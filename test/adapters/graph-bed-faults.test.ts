import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Ask, askGraph as ask, type GraphBed, graphOfTest, startGraph } from '../setup/graph.js';

const form = (fields: Readonly<Record<string, string>>): Ask => ({ method: 'POST', body: new URLSearchParams(fields).toString() });
let bed: GraphBed;
beforeAll(async () => {
  bed = await startGraph({ generatedUsers: 2_500 });
});
afterEach(() => {
  bed.faults.clear();
  expect(bed.violations).toEqual([]);
});
afterAll(() => bed.stop());

describe('faults', () => {
  const USERS = '/v1.0/users?$select=id,mail';

  test('throttling: so often, after so many, with seconds or a date', async () => {
    bed.faults.add({ path: '/users', after: 1, times: 2, does: { kind: 'status', status: 429, retryAfter: 3 } });
    const statuses: number[] = [];
    for (let n = 0; n < 4; n++) statuses.push((await ask(bed, USERS)).status);
    expect(statuses).toEqual([200, 429, 429, 200]);
    expect(bed.faults.areUsedUp).toBe(true);
    bed.faults.add({ every: 3, times: 2, does: { kind: 'status', status: 504 } });
    statuses.length = 0;
    for (let n = 0; n < 8; n++) statuses.push((await ask(bed, USERS)).status);
    expect(statuses).toEqual([200, 200, 504, 200, 200, 504, 200, 200]);
    bed.faults.add({ does: { kind: 'status', status: 503, retryAfter: 120, retryAfterAs: 'date' } });
    const late = Date.parse(String((await ask(bed, USERS)).headers['retry-after']));
    expect(late - Date.now()).toBeGreaterThan(100_000);
  });

  test('the connection breaks in the middle of a page, or before it', async () => {
    for (const withLength of [true, false]) {
      bed.faults.add({ does: { kind: 'cut', afterBytes: 500, withLength } });
      await expect(ask(bed, USERS)).rejects.toThrow();
    }
    bed.faults.add({ does: { kind: 'reset' } });
    await expect(ask(bed, USERS)).rejects.toThrow();
    expect((await ask(bed, USERS)).status).toBe(200);
  });

  test('half a page, another body, a slow and a late one', async () => {
    bed.faults.add({ does: { kind: 'half-page' } });
    const half = await ask(bed, USERS);
    expect([half.status, half.json]).toEqual([200, undefined]);
    bed.faults.add({ does: { kind: 'body', status: 407, type: 'text/html', body: '<h1>Proxy</h1>' } });
    expect((await ask(bed, USERS)).text).toBe('<h1>Proxy</h1>');
    bed.faults.add({ does: { kind: 'slow', bytes: 4_000 } }, { does: { kind: 'late', ms: 50 } });
    expect((await ask(bed, USERS)).json.value).toHaveLength(100);
    expect((await ask(bed, USERS)).json.value).toHaveLength(100);
  });

  test('a link to another host, to itself, to anywhere', async () => {
    bed.faults.add({ does: { kind: 'next-link', to: 'elsewhere' } });
    const link: string = (await ask(bed, USERS)).json['@odata.nextLink'];
    expect(link).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/v1\.0\/users\?/);
    expect(link.startsWith(bed.url)).toBe(false);
    await ask(bed, link);
    expect(bed.requests.at(-1)).toMatchObject({ to: 'elsewhere', hasToken: true });
    const second: string = (await ask(bed, USERS)).json['@odata.nextLink'];
    bed.faults.add({ does: { kind: 'next-link', to: 'itself' } });
    expect((await ask(bed, second)).json['@odata.nextLink']).toBe(second);
    bed.faults.add({ does: { kind: 'next-link', to: 'ftp://files.contoso.com/' } });
    expect((await ask(bed, USERS)).json['@odata.nextLink']).toBe('ftp://files.contoso.com/');
  });

  test('a missing permission on one path', async () => {
    bed.faults.add({ path: '/contacts', times: Number.POSITIVE_INFINITY, does: { kind: 'forbidden' } });
    expect((await ask(bed, '/v1.0/contacts')).json.error.code).toBe('Authorization_RequestDenied');
    expect((await ask(bed, '/v1.0/contacts')).status).toBe(403);
    expect((await ask(bed, '/v1.0/groups')).status).toBe(200);
  });

  test('tokens: none, unknown, expired, revoked with a challenge', async () => {
    const message = async (options: Ask) => (await ask(bed, USERS, options)).json.error.message;
    expect(await message({ headers: { authorization: '' } })).toContain('empty');
    expect(await message({ token: 'made-up' })).toContain('not well formed');
    const token = bed.token();
    bed.faults.add({ does: { kind: 'expired-token', withClaims: true } });
    const got = await ask(bed, USERS, { token });
    const claims = /claims="([^"]+)"/.exec(String(got.headers['www-authenticate']))?.[1] ?? '';
    expect(got.status).toBe(401);
    expect(JSON.parse(Buffer.from(claims, 'base64').toString('utf8'))).toHaveProperty('access_token.nbf.essential', true);
    expect((await ask(bed, USERS, { token })).status).toBe(401);
    expect((await ask(bed, USERS)).status).toBe(200);
  });

  test('tokens that hold for some requests, or for some seconds', async () => {
    const own = await graphOfTest({});
    own.entra.tokenRequests = 2;
    const token = own.token();
    const statuses: number[] = [];
    for (let n = 0; n < 3; n++) statuses.push((await ask(own, USERS, { token })).status);
    expect(statuses).toEqual([200, 200, 401]);
    own.entra.tokenLifetime = -1;
    const fields = {
      grant_type: 'client_credentials',
      client_id: own.clientId,
      client_secret: own.secret,
      scope: 'https://graph.microsoft.com/.default',
    };
    const stale = await ask(own, `${own.authority}/${own.tenant}/oauth2/v2.0/token`, form(fields));
    expect((await ask(own, USERS, { token: stale.json.access_token })).json.error.message).toContain('expired');
  });
});
