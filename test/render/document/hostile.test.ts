import { describe, expect, it } from 'vitest';
import { fc } from '../../setup/property.js';
import { proseOf, reportText, sampleReport } from '../../setup/report.js';
import { RESULTS } from '../../setup/results.js';

const MESSAGE = {
  from: { address: 'a@contoso.com', display: 'A' },
  to: [{ address: 'b@contoso.com' }],
  subject: 'x',
  date: '2026-11-22T10:00:00Z',
  messageId: '<1@contoso.com>',
  hops: [
    { index: 0, from: 'a', by: 'b', with: 'SMTP', ip: '192.0.2.1', timestamp: '2026-11-22T10:00:00Z', premises: 'onprem', vendor: 'x' },
  ],
  authentication: { spf: { result: 'pass', domain: 'contoso.com', reason: 'x', meaning: 'y' } },
  antispam: { scl: 1, sfv: 'NSPM' },
  exchange: { direction: 'in' },
  forgeries: [{ kind: 'k', field: 'f', why: 'w' }],
  gateways: [{ vendor: 'v' }],
  signatures: [{ domain: 'contoso.com', selector: 's', aligned: true }],
  decoded: [{ field: 'X', about: 'a', codes: [{ code: 'c', value: 'v', meaning: 'm' }] }],
};
const ALL: readonly (readonly [string, unknown])[] = [
  ['diagnose', { ...sampleReport(), proofs: [{ subject: '', result: 'proven', why: 'w' }], notes: ['n'] }],
  ['headers', { ...sampleReport(), input: { kind: 'headers' }, message: MESSAGE }],
  ...RESULTS.map(([name, value]): readonly [string, unknown] => [name, value]),
];

const HOSTILE = [
  '</script><script>alert(1)</script><img src=x onerror=alert(1)>',
  "\"><svg onload=alert(1)>' onmouseover='alert(1)",
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'a\u202Ecod\u2028\u2029\u0000\u001b]8;;http://x\u0007\u009b31m',
  '\ud800 lone \udc00',
  "=cmd|'/c calc'!A1 | a | b |\n|---|",
  '```\n# h\n<b>x</b>\n[x](javascript:alert(1))\n``x``',
  'constructor',
  '__proto__',
  'toString',
];
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/;

type Path = readonly (string | number)[];

/** The places of a value where a text, a number or a list stands. */
function placesIn(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, Array.isArray(value) ? Number(key) : key]))];
}

function withAt(value: unknown, [first, ...rest]: Path, made: (old: unknown) => unknown): unknown {
  if (first === undefined) return made(value);
  if (Array.isArray(value)) return value.map((one, index) => (index === first ? withAt(one, rest, made) : one));
  return Object.fromEntries(
    Object.entries(typeof value === 'object' && value !== null ? value : {}).map(([key, one]) => [
      key,
      key === first ? withAt(one, rest, made) : one,
    ]),
  );
}

describe.each(ALL)('a result of a stranger: %s', (_name, value) => {
  const places = placesIn(value).filter((path) => path.at(-1) !== 'schema' && path.length > 0);

  it('is text in every place, whatever it says', async () => {
    for (const text of HOSTILE) {
      let result = value;
      for (const path of places) result = withAt(result, path, (old) => (typeof old === 'string' && old !== 'headers' ? text : old));
      const page = await reportText([result]);
      expect(page.match(/<script/g)).toHaveLength(1);
      expect(page).not.toMatch(/<(?:img|iframe|object|embed|link|base|math|svg onload|a href="(?!#|https?:\/\/))/i);
      expect(page.replaceAll('\n', '')).not.toMatch(CONTROLS);
      expect(page).not.toContain('[native code]');
      const markdown = await reportText([result], { format: 'markdown' });
      expect(markdown.replaceAll('\n', '')).not.toMatch(CONTROLS);
      const prose = proseOf(markdown);
      expect(prose.match(/.{0,40}(?:(?<!\\)\]\(|(?<!\\)<(?!https?:)).{0,20}/)).toBeNull();
    }
  });

  it('with a text in one place is a page, or a problem that says where', async () => {
    for (const path of places) for (const text of ['constructor', '</script>']) await made(withAt(value, path, () => text));
  });

  it('with anything else in one place is a page, or a problem that says where', async () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, {}, [], [[]], 0, -1e300, Number.MAX_SAFE_INTEGER, true, [null], { a: { b: [1] } }),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), odd, async (path, other) => {
        await made(withAt(value, path, () => other));
      }),
      { numRuns: 150 },
    );
  });

  it('with a key too many is a page, or a problem that says where', async () => {
    const text = JSON.stringify(value).replace(/\{(?=")/g, '{"__proto__":{"text":"<script>"},"constructor":"x","later":[1],');
    expect((await made(JSON.parse(text)))?.match(/<script/g) ?? [1]).toHaveLength(1);
  });

  async function made(result: unknown): Promise<string | undefined> {
    try {
      await reportText([result], { format: 'markdown' });
      return await reportText([result]);
    } catch (error) {
      // reportText throws a problem as what it says.
      expect(String(error)).toMatch(/^Error: The file is no result that can be shown: /);
      return undefined;
    }
  }
});
