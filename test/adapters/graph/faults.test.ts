import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LivePart } from '../../../src/ports/live.js';
import { type Fault, type GraphBed, startGraph } from '../../setup/graph.js';
import { connected, partOf, QUICK, readAll, type TestTools, testTools, trust } from './live.js';

const USERS = 60;
let bed: GraphBed;
let tools: TestTools;
let part: LivePart;
beforeAll(async () => {
  bed = await startGraph({ generatedUsers: USERS, pageSize: 10 });
  trust(bed);
});
afterAll(() => bed.stop());
beforeEach(async () => {
  bed.faults.clear();
  tools = testTools();
  part = await partOf(await connected(bed, tools, { ...QUICK, requestMs: 700 }), 'cloud/users');
});

async function readWith(fault: Omit<Fault, 'path'>) {
  bed.faults.add({ path: /^\/users$/, after: 2, ...fault });
  return readAll(part);
}

const wholeOnce = (whole: { readonly records: readonly { readonly id?: unknown }[]; readonly problems: readonly unknown[] }): void => {
  expect(whole.problems).toEqual([]);
  expect(new Set(whole.records.map(({ id }) => id)).size).toBe(USERS);
  expect(whole.records).toHaveLength(USERS);
};

describe('a fault that passes leaves the list whole', () => {
  it.each<[string, Fault['does'], number]>([
    ['throttled for a second', { kind: 'status', status: 429, retryAfter: 1 }, 1],
    ['throttled until a date', { kind: 'status', status: 429, retryAfter: 1, retryAfterAs: 'date' }, 1],
    ['throttled without saying how long', { kind: 'status', status: 429 }, 3],
    ['not available', { kind: 'status', status: 503, retryAfter: 0 }, 2],
    ['a gateway that gave up', { kind: 'status', status: 504 }, 2],
    ['a fault of the service', { kind: 'status', status: 500 }, 1],
    ['a connection cut in the middle of a page', { kind: 'cut', afterBytes: 400, withLength: true }, 2],
    ['a connection cut in a page of no stated length', { kind: 'cut', afterBytes: 400, withLength: false }, 2],
    ['a connection cut before any answer', { kind: 'reset' }, 2],
    ['half a page of JSON', { kind: 'half-page' }, 2],
    ['silence', { kind: 'silent' }, 1],
    ['a page that drips', { kind: 'slow', bytes: 8 }, 1],
    ['a token that has expired', { kind: 'expired-token' }, 1],
    ['a token that is to be another one', { kind: 'expired-token', withClaims: true }, 1],
    ['a sign-in page of a proxy', { kind: 'body', status: 200, type: 'text/html', body: '<html>Sign in</html>' }, 1],
  ])('%s', async (_, does, times) => {
    wholeOnce(await readWith({ does, times }));
    expect(bed.violations).toEqual([]);
  });

  it('waits as long as it is asked to, and says so', async () => {
    wholeOnce(await readWith({ does: { kind: 'status', status: 429, retryAfter: 1 }, times: 1 }));
    expect(tools.waits).toContainEqual({ source: bed.url, why: 'service throttles', seconds: 1 });
  });
});

describe('a fault that stays ends the part with what came before', () => {
  it.each<[string, Fault['does'], RegExp]>([
    ['a storm of 429', { kind: 'status', status: 429, retryAfter: 0 }, /throttles/],
    ['a wait that is longer than any', { kind: 'status', status: 429, retryAfter: 86_400 }, /throttles/],
    ['never available', { kind: 'status', status: 503 }, /not available \(503\)/],
    ['half pages for ever', { kind: 'half-page' }, /no whole JSON/],
    ['connections cut for ever', { kind: 'reset' }, /cut the connection/],
    ['every token refused', { kind: 'expired-token' }, /refuses the token/],
    ['another host as the next page', { kind: 'next-link', to: 'elsewhere' }, /another host/],
    ['a next page that is itself', { kind: 'next-link', to: 'itself' }, /lead back/],
    ['a next page in plain text', { kind: 'next-link', to: 'http://localhost/v1.0/users?x=1' }, /another host/],
    ['a next page of another list', { kind: 'next-link', to: 'https://graph.microsoft.com/v1.0/me/messages' }, /another host/],
    ['a next page that is no address', { kind: 'next-link', to: 'nonsense' }, /another host/],
    [
      'a page that is no longer known',
      { kind: 'status', status: 400, code: 'Directory_ExpiredPageToken' },
      /no longer knows the next page/,
    ],
    ['a redirect', { kind: 'status', status: 302, headers: { Location: 'https://evil.example/' } }, /sends requests on/],
    ['a list that is none', { kind: 'body', status: 200, type: 'application/json', body: '{"value":{}}' }, /no page of a list/],
  ])('%s', async (_, does, what) => {
    const { records, problems } = await readWith({ does, times: Number.POSITIVE_INFINITY });
    expect(problems).toHaveLength(1);
    expect(problems[0]?.what).toMatch(what);
    expect(problems[0]?.next).toMatch(/\.$/);
    expect(records.length).toBeGreaterThanOrEqual(20);
    expect(records.length).toBeLessThan(USERS);
  });

  it('follows a link whose token holds slashes, and says so when Graph does not know it', async () => {
    const { problems } = await readWith({ does: { kind: 'next-link', to: `${bed.url}/v1.0/users?$skiptoken=a//b/../c` }, times: 1 });
    expect(problems[0]?.what).toContain('no longer knows the next page');
  });

  it('sends no token to another host', async () => {
    await readWith({ does: { kind: 'next-link', to: 'elsewhere' }, times: 1 });
    expect(bed.requests.filter(({ to }) => to === 'elsewhere')).toEqual([]);
  });

  it('goes on where it stopped, when the service is well again', async () => {
    const broken = await readWith({ does: { kind: 'status', status: 503 }, times: Number.POSITIVE_INFINITY });
    bed.faults.clear();
    const rest = await readAll(part, broken.cursors.at(-1));
    wholeOnce({ records: [...broken.records, ...rest.records], problems: rest.problems });
  });
});

describe('cancelling', () => {
  it.each<[string, Fault['does']]>([
    ['in a wait that the service asked for', { kind: 'status', status: 429, retryAfter: 60 }],
    ['in an answer that does not come', { kind: 'silent' }],
    ['in a page that drips', { kind: 'slow', bytes: 1 }],
  ])(
    'ends it within a second %s',
    async (_, does) => {
      const slow = await partOf(await connected(bed, tools, { ...QUICK, allWaitsMs: 600_000, requestMs: 600_000 }), 'cloud/users');
      bed.faults.add({ path: /^\/users$/, after: 1, times: Number.POSITIVE_INFINITY, does });
      const stop = new AbortController();
      setTimeout(() => stop.abort(new Error('stopped by the test')), 200);
      await expect(readAll(slow, undefined, stop.signal)).rejects.toThrow('stopped by the test');
    },
    1500,
  );
});
