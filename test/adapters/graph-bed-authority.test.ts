import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Ask, askGraph as ask, type ChildRun, type Got, type GraphBed, graphEnv, runWithCa, startGraph } from '../setup/graph.js';
import { generatedId } from '../testbed/graph/people.js';

const form = (fields: Readonly<Record<string, string>>): Ask => ({ method: 'POST', body: new URLSearchParams(fields).toString() });
type EnvKind = Parameters<typeof graphEnv>[1];

interface Probed {
  readonly run: ChildRun;
  readonly lines: readonly { readonly answer?: Got['json']; readonly error?: Got['json']['error'] }[];
}

let bed: GraphBed;
beforeAll(async () => {
  bed = await startGraph({ generatedUsers: 2_500 });
});
afterEach(() => {
  bed.faults.clear();
  expect(bed.violations).toEqual([]);
});
afterAll(() => bed.stop());

describe('the authority', () => {
  const token = (fields: Readonly<Record<string, string>>, tenant = bed.tenant): Promise<Got> =>
    ask(bed, `${bed.authority}/${tenant}/oauth2/v2.0/token`, form(fields));
  const application = () => ({
    grant_type: 'client_credentials',
    client_id: bed.clientId,
    client_secret: bed.secret,
    scope: 'https://graph.microsoft.com/.default',
  });

  test('gives tokens that say who and what', async () => {
    const got = await token(application());
    const claims = JSON.parse(Buffer.from(got.json.access_token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    expect(claims).toMatchObject({ tid: bed.tenant, appid: bed.clientId, roles: expect.arrayContaining(['User.Read.All']) });
  });

  test.each([
    ['a wrong secret', { client_secret: 'wrong' }, undefined, 7000215],
    ['an unknown application', { client_id: generatedId(1) }, undefined, 700016],
    ['an unknown tenant', {}, 'fabrikam.com', 90002],
    ['a scope that is none for an application', { scope: 'User.Read.All' }, undefined, 1002012],
  ])('refuses %s', async (_, fields, tenant, code) => {
    const got = await token({ ...application(), ...fields }, tenant);
    expect(got.json).toMatchObject({ error_codes: [code], error_description: expect.stringContaining(`AADSTS${code}: `) });
  });

  test.each([65001, 50076, 53003])('refuses as it is told: %i', async (code) => {
    bed.entra.refuse = code;
    onTestFinished(() => {
      bed.entra.refuse = undefined;
    });
    expect((await token(application())).json.error_codes).toEqual([code]);
  });

  test('device code: pending, then signed in, declined or expired; refreshed', async () => {
    const start = async (): Promise<Got['json']> =>
      (
        await ask(
          bed,
          `${bed.authority}/organizations/oauth2/v2.0/devicecode`,
          form({ client_id: bed.clientId, scope: 'User.Read.All offline_access openid' }),
        )
      ).json;
    const poll = (device: string): Promise<Got> =>
      token({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', client_id: bed.clientId, device_code: device });
    const { device_code: code, user_code: shown } = await start();
    expect(shown).toMatch(/^TEST\d{5}$/);
    expect((await poll(code)).json.error).toBe('authorization_pending');
    const signedIn = (await poll(code)).json;
    expect((await ask(bed, '/v1.0/me?$select=id,userPrincipalName', { token: signedIn.access_token })).json.userPrincipalName).toBe(
      bed.admin.userPrincipalName,
    );
    const fresh = await token({
      grant_type: 'refresh_token',
      client_id: bed.clientId,
      refresh_token: signedIn.refresh_token,
      scope: 'User.Read.All',
    });
    expect((await ask(bed, '/v1.0/users?$top=1', { token: fresh.json.access_token })).status).toBe(200);
    for (const [outcome, error] of [
      ['declined', 'authorization_declined'],
      ['expired', 'expired_token'],
    ] as const) {
      bed.entra.deviceOutcome = outcome;
      const again = await start();
      await poll(again.device_code);
      expect((await poll(again.device_code)).json.error).toBe(error);
    }
    bed.entra.deviceOutcome = 'signed-in';
  });

  test('a scope that was not consented to', async () => {
    const answer: Got = await ask(
      bed,
      `${bed.authority}/common/oauth2/v2.0/devicecode`,
      form({ client_id: bed.clientId, scope: 'https://graph.microsoft.com/Mail.ReadWrite' }),
    );
    const poll = (): Promise<Got> => token({ grant_type: 'device_code', client_id: bed.clientId, device_code: answer.json.device_code });
    await poll();
    expect((await poll()).json.error_codes).toEqual([65001]);
  });

  test('has faults and a clock of its own', async () => {
    bed.faults.add({ at: 'authority', does: { kind: 'status', status: 503, retryAfter: 2 } }, { at: 'authority', does: { kind: 'reset' } });
    const busy = await token(application());
    expect([busy.status, busy.headers['retry-after']]).toEqual([503, '2']);
    await expect(token(application())).rejects.toThrow();
    bed.entra.clockSkew = 3_600;
    onTestFinished(() => {
      bed.entra.clockSkew = 0;
    });
    expect(Date.parse(String((await token(application())).headers.date)) - Date.now()).toBeGreaterThan(3_000_000);
  });

  test('tokens for another resource are none for Graph', async () => {
    const got = await token({ ...application(), scope: 'https://outlook.office365.com/.default' });
    expect(bed.audienceOf(`Bearer ${got.json.access_token}`)).toBe('https://outlook.office365.com');
    expect((await ask(bed, '/v1.0/users', { token: got.json.access_token })).json.error.message).toContain('audience');
  });

  test('nothing that is secret is noted', async () => {
    await token(application());
    const noted = JSON.stringify(bed.requests);
    expect(noted).not.toContain(bed.secret);
    expect(noted).not.toMatch(/bearer/i);
    expect(bed.requests.at(-1)?.fields).toContain('client_secret');
  });
});

describe("Microsoft's own libraries, in a process that trusts the bed", () => {
  const USERS = '/users?$select=id&$top=2';
  const probe = async (how: string, secret: string, kind: EnvKind = 'plain', paths = [USERS]): Promise<Probed> => {
    const args = [how, bed.url, bed.authority, bed.tenant, bed.clientId, secret, ...paths];
    const run = await runWithCa(bed, 'test/testbed/graph/probe.ts', args, { env: graphEnv(bed, kind) });
    return {
      run,
      lines: run.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    };
  };

  const ways: readonly (readonly [string, () => string, EnvKind])[] = [
    ['secret', () => bed.secret, 'plain'],
    ['certificate', () => bed.certificateFile, 'plain'],
    ['device-code', () => '', 'plain'],
    ['browser', () => '', 'browser'],
    ['managed-identity', () => '', 'managed-identity'],
    ['az', () => '', 'az'],
  ];
  test.each(ways)('sign in by %s', async (how, secret, kind) => {
    const { lines, run }: Probed = await probe(how, secret(), kind);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(lines.at(-1)?.answer?.value).toHaveLength(2);
  });

  const wrongWays: readonly (readonly [string, () => string, EnvKind, string])[] = [
    ['secret', () => 'wrong', 'plain', 'AADSTS7000215'],
    ['certificate', () => bed.unknownCertificateFile, 'plain', 'AADSTS700027'],
    ['az', () => '', 'az-signed-out', 'az login'],
  ];
  test.each(wrongWays)('cannot sign in by %s that is wrong', async (how, secret, kind, words) => {
    const { lines }: Probed = await probe(how, secret(), kind);
    expect(lines[0]?.error?.message).toContain(words);
  });

  test('the Graph client retries what is throttled, and gives up on an expired token', async () => {
    bed.faults.add({ does: { kind: 'status', status: 429, retryAfter: 1 } });
    bed.faults.add({ path: '/organization', does: { kind: 'expired-token', withClaims: true } });
    const { lines }: Probed = await probe('secret', bed.secret, 'plain', [USERS, '/organization', USERS]);
    expect(lines.map(({ error }) => error?.status ?? 200)).toEqual([200, 401, 401]);
  });
});
