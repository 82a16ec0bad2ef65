import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crossprem, folderWith } from '../setup/process.js';
import { sampleReport } from '../setup/report.js';
import { ROOT } from '../setup/rules.js';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SAMPLES = join(ROOT, 'samples');
const CASE = join(SAMPLES, 'migration/cloud-only-user');
const DATA = ['--onprem', join(CASE, 'onprem.ldf'), '--cloud', join(CASE, 'cloud.json')];
const HEADERS = join(SAMPLES, 'header/delayed-at-hop/headers.txt');
const WAVE = join(SAMPLES, 'readiness/first-wave');
const folder = folderWith();

interface Violations {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly unknown[] }[];
}

/** The path of a page that a run of the program wrote. */
function made(name: string, args: readonly string[]): string {
  const run = crossprem(['report', ...args, '--out', name], { cwd: folder });
  expect(run.err).toContain(`written to ${name}`);
  expect(run.code).toBe(0);
  return join(folder, name);
}

function saved(name: string, args: readonly string[]): string {
  const run = crossprem(args, { cwd: folder });
  return join(folderWith({ [name]: run.out }), name);
}

const SESSION = {
  schema: 'crossprem/session@1',
  version: '0.1.0',
  savedAt: '2026-11-22T12:00:00Z',
  inputs: [
    {
      name: 'error.txt',
      text: readFileSync(join(CASE, 'error.txt'), 'utf8'),
      at: '2026-11-22T11:00:00Z',
      answers: {},
      given: [],
      skipped: [],
    },
    { name: 'late.txt', text: readFileSync(HEADERS, 'utf8'), at: '2026-11-22T11:30:00Z', answers: {}, given: [], skipped: [] },
  ],
  sources: [
    { path: join(CASE, 'onprem.ldf'), side: 'onprem', kind: 'file' },
    { path: join(CASE, 'cloud.json'), side: 'cloud', kind: 'file' },
  ],
  pasted: [],
  history: [],
};

describe.skipIf(CHROMIUM === undefined)('the page of a report in Chromium', () => {
  let browser: Browser;
  const pages: Record<string, string> = {};
  const faults: string[] = [];
  const requests: string[] = [];

  async function open(path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, ...options });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`file://${path}`);
    return page;
  }

  beforeAll(async () => {
    pages.diagnosis = made('diagnosis.html', [join(CASE, 'error.txt'), ...DATA]);
    pages.headers = made('headers.html', [saved('headers.json', ['headers', HEADERS, '--format', 'json'])]);
    const readiness = [
      'readiness',
      '--onprem',
      `${WAVE}/onprem.ldf`,
      '--cloud',
      `${WAVE}/cloud.json`,
      '--settings',
      `${WAVE}/settings.json`,
    ];
    pages.readiness = made('readiness.html', [saved('readiness.json', [...readiness, '--direction', 'to-cloud', '--format', 'json'])]);
    pages.session = made('session.html', [
      join(folderWith({ 'monday.crossprem-session': JSON.stringify(SESSION) }), 'monday.crossprem-session'),
    ]);
    pages.redacted = made('redacted.html', [join(CASE, 'error.txt'), ...DATA, '--redact']);
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser?.close();
  });

  it('runs without a fault or a breach of its policy, and asks for nothing but itself', async () => {
    requests.length = 0;
    for (const path of Object.values(pages)) await (await open(path)).close();
    expect(faults).toEqual([]);
    expect(requests).toHaveLength(Object.keys(pages).length);
    expect(requests.filter((url) => !url.startsWith('file://'))).toEqual([]);
  });

  it.each(['diagnosis', 'headers', 'readiness', 'session', 'redacted'] as const)(
    'is accessible in light, dark and small: %s',
    async (name) => {
      for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, { viewport: { width: 320, height: 700 } }] as const) {
        // axe-core is put in by the test, which the policy of the page would refuse.
        const page = await open(pages[name] ?? '', { ...options, bypassCSP: true });
        await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
        await page.evaluate(AXE);
        const result: Violations = await page.evaluate(
          'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })',
        );
        expect(result.violations.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes).slice(0, 300)}`)).toEqual([]);
        await page.close();
      }
    },
  );

  it('shows results of a stranger as text: nothing runs, is asked for, or is wider than the page', async () => {
    const hostile = '</script><script>alert(1)</script><img src=https://evil.example/x onerror=alert(1)>"\'\u202e\u2028\u0000=cmd|';
    const spoilt = (value: unknown, key = ''): unknown => {
      if (Array.isArray(value)) return value.map((one) => spoilt(one, key));
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spoilt(inner, name)]));
      return typeof value === 'string' && key !== 'schema' ? `${hostile}${value}` : value;
    };
    const files = Object.fromEntries(
      [
        ['diagnosis.json', crossprem(['diagnose', join(CASE, 'error.txt'), ...DATA, '--format', 'json']).out],
        ['headers.json', crossprem(['headers', HEADERS, '--format', 'json']).out],
      ].map(([name, text = '']) => [name, JSON.stringify(spoilt(JSON.parse(text)))]),
    );
    const place = folderWith(files);
    faults.length = 0;
    requests.length = 0;
    for (const name of Object.keys(files)) {
      const page = await open(made(`hostile-${name}.html`, [join(place, name)]), { viewport: { width: 320, height: 700 } });
      page.on('dialog', (dialog) => faults.push(dialog.message()));
      await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true');
      expect(await page.evaluate('document.images.length')).toBe(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
      await page.close();
    }
    expect(faults).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('file://'))).toEqual([]);
  });

  it('shows cause, both sides, repair with check and undo, and sources of a diagnosis', async () => {
    const page = await open(pages.diagnosis ?? '');
    const headings = await page.locator('.finding h2, .finding h3').allTextContents();
    expect(headings).toEqual([
      'blocker The directory that was asked holds no recipient with this mailbox GUID',
      'Cause',
      'Both sides',
      'Repair',
      'Sources',
    ]);
    expect(await page.locator('.sides').last().textContent()).toContain('dana.whitfield@contoso.com');
    for (const word of ['Before', 'Run', 'Check', 'Undo'])
      expect(await page.locator('.label b', { hasText: word }).count()).toBeGreaterThan(0);
    await page.close();
  });

  it('copies one command, and all of a step', async () => {
    const page = await open(pages.diagnosis ?? '', { permissions: ['clipboard-read', 'clipboard-write'] });
    const command = page.locator('.command', { hasText: 'New-RemoteMailbox' });
    await command.locator('button.copy').click();
    await expect.poll(() => command.locator('button.copy').textContent()).toBe('copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(
      /^New-RemoteMailbox -Name 'Dana Whitfield' .* -Password \$password$/,
    );
    const all = page.locator('.commands', { hasText: 'New-RemoteMailbox' });
    await all.locator('.label button').click();
    await expect.poll(() => all.locator('.label button').textContent()).toBe('copied');
    const text = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(text.split('\n')).toHaveLength(3);
    await page.close();
  });

  it('searches findings and rows, and says how many are shown', async () => {
    const page = await open(pages.readiness ?? '');
    const rows = page.locator('#part-3 table.data tbody tr');
    expect(await rows.count()).toBe(12);
    await page.locator('#search').fill('Clara Nowak');
    await expect.poll(() => page.locator('#shown').textContent()).toMatch(/^\d+ of \d+ shown$/);
    expect(await page.locator('#part-3 table.data tbody tr:visible').count()).toBe(1);
    await page.locator('#search').fill('');
    await expect.poll(() => page.locator('#part-3 table.data tbody tr:visible').count()).toBe(12);
    await page.close();
  });

  it('shows while it searches only the parts that hold something, and says when nothing is found', async () => {
    const page = await open(pages.session ?? '');
    const headings = page.locator('main h2:visible');
    const all = await headings.allTextContents();
    await page.locator('#search').fill('DB5PEPF');
    await expect.poll(() => headings.allTextContents()).toEqual(['2. late.txt']);
    await page.locator('#search').fill('nobody-has-this');
    await expect.poll(() => page.locator('#shown').textContent()).toBe('Nothing in this report has all of these words.');
    expect(await headings.count()).toBe(0);
    await page.evaluate('location.hash = "finding-2-1"');
    await expect.poll(() => headings.allTextContents()).toEqual(['2. late.txt']);
    await page.locator('#search').fill('');
    await expect.poll(() => headings.allTextContents()).toEqual(all);
    await page.close();
  });

  it('leads from the steps at its top to each step', async () => {
    const page = await open(pages.diagnosis ?? '');
    const steps = page.locator('.brief ol a');
    expect(await steps.count()).toBeGreaterThan(2);
    const title = await steps.last().textContent();
    await steps.last().click();
    expect(await page.locator('.step:target').locator('h4').textContent()).toContain(title);
    await page.close();
  });

  it('has no button to copy what is done by hand', async () => {
    const page = await open(made('by-hand.html', [join(SAMPLES, 'migration/mrsproxy-disabled/error.log')]));
    const step = page.locator('.commands', { hasText: 'Test-MigrationServerAvailability -RemoteServer' });
    expect(await step.locator('.manual').textContent()).toMatch(/^By hand: Diagnose ErrorDetail/);
    expect(await step.locator('.command').count()).toBe(2);
    expect(await page.locator('.manual button').count()).toBe(0);
    await page.close();
  });

  it('shows a row of a table as lines on a small screen, each with its name', async () => {
    const page = await open(pages.session ?? '', { viewport: { width: 320, height: 700 } });
    const table = page.locator('table.data').first();
    expect(await table.locator('thead').isVisible()).toBe(false);
    const [severity, finding] = [table.locator('tbody td').nth(0), table.locator('tbody td').nth(1)];
    expect((await finding.boundingBox())?.y).toBeGreaterThan((await severity.boundingBox())?.y ?? 0);
    expect((await finding.boundingBox())?.x).toBe((await severity.boundingBox())?.x);
    const name = 'getComputedStyle(document.querySelectorAll("table.data tbody td")[1], "::before").content';
    expect(await page.evaluate(name)).toBe('"Finding: "');
    const fits = 'document.querySelector("table.data").scrollWidth <= document.querySelector("table.data").parentElement.clientWidth';
    expect(await page.evaluate(fits)).toBe(true);
    await page.close();
  });

  it('sorts a table by a button in its head, with the keyboard, too', async () => {
    const page = await open(pages.readiness ?? '');
    const head = page.locator('#part-3 th').nth(1);
    const names = async (): Promise<readonly string[]> => page.locator('#part-3 table.data tbody td:nth-child(2)').allTextContents();
    await head.locator('button').focus();
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    const up = await names();
    expect([...up].sort((a, b) => a.localeCompare(b))).toEqual(up);
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(await names()).toEqual([...up].reverse());
    await page.close();
  });

  it('draws charts with a name and the same numbers as a table', async () => {
    const page = await open(pages.readiness ?? '');
    expect(await page.locator('figure svg[role="img"] title').allTextContents()).toEqual(['People by verdict', 'People by cause']);
    expect(await page.locator('figure').first().locator('tbody tr').allTextContents()).toEqual([
      'blocked8',
      'ready with warnings1',
      'ready2',
      'nothing to move1',
    ]);
    await page.close();
  });

  it('shows the way of a message as a time line', async () => {
    const page = await open(pages.headers ?? '');
    expect(await page.locator('.stops > li').count()).toBe(7);
    expect(await page.locator('.stops .gap .bad').allTextContents()).toEqual(['42 min 11 s']);
    await page.close();
  });

  it('leads from the table of a session to each finding', async () => {
    const page = await open(pages.session ?? '');
    expect(await page.locator('.summary').textContent()).toMatch(/^3 findings in 2 inputs/);
    await page.locator('table.data a').first().click();
    const target = new URL(page.url()).hash.slice(1);
    expect(target).toBe('finding-1-1');
    await expect.poll(() => page.evaluate(`document.getElementById('${target}').getBoundingClientRect().top < innerHeight`)).toBe(true);
    expect(await page.locator(`#${target}`).textContent()).toContain('no on-premises object exists for the person');
    await page.close();
  });

  it('prints everything: commands, addresses of links, what is closed; and no controls', async () => {
    const page = await open(pages.diagnosis ?? '');
    await page.emulateMedia({ media: 'print' });
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    expect(await page.locator('#tools').isVisible()).toBe(false);
    expect(await page.locator('button.copy').first().isVisible()).toBe(false);
    expect(await page.locator('.command', { hasText: 'New-RemoteMailbox' }).isVisible()).toBe(true);
    expect(await page.locator('.fold td').first().isVisible()).toBe(true);
    const links = await page.evaluate(
      '[...document.querySelectorAll("main a[href^=http]")].filter((one) => one.textContent !== one.getAttribute("href")).length',
    );
    expect(links).toBe(0);
    const wide = await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
    expect(wide).toBe(true);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.length).toBeGreaterThan(20_000);
    await page.close();
  });

  it('can be read without script', async () => {
    const page = await open(pages.diagnosis ?? '', { javaScriptEnabled: false });
    expect(await page.locator('.command', { hasText: 'New-RemoteMailbox' }).isVisible()).toBe(true);
    expect(await page.locator('#tools').isVisible()).toBe(false);
    expect(await page.locator('button').count()).toBe(2);
    await page.locator('.fold summary').first().click();
    expect(await page.locator('.fold td').first().isVisible()).toBe(true);
    await page.close();
  });

  it('has no line that is wider than a small screen', async () => {
    for (const path of Object.values(pages)) {
      const page = await open(path, { viewport: { width: 320, height: 700 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
      await page.close();
    }
  });

  it('stays usable with 10,000 findings', async () => {
    const report = sampleReport();
    const [finding] = report.findings;
    const findings = Array.from({ length: 10_000 }, (_, index) => ({
      ...finding,
      subject: { kind: 'recipient', id: `p${index}@contoso.com` },
    }));
    const [step] = report.plan;
    const many = { ...report, findings, plan: findings.slice(0, 50).map(({ subject }) => ({ ...step, subject: subject.id })) };
    const page = await open(made('many.html', [join(folderWith({ 'many.json': JSON.stringify(many, null, 2) }), 'many.json')]));
    await page.locator('#search').fill('p49@');
    await expect.poll(() => page.locator('#shown').textContent(), { timeout: 30_000 }).toBe('2 of 12000 shown');
    const shown = page.locator('.finding:visible');
    await shown.locator('summary').first().click();
    await expect.poll(() => shown.locator('.command button.copy').count()).toBeGreaterThan(0);
    await page.close();
  });

  it('holds nobody of the organization when it is redacted', () => {
    const page = readFileSync(pages.redacted ?? '', 'utf8');
    expect(page).not.toMatch(/dana|whitfield|contoso|d7a6db0a/i);
    expect(page).toContain('Cannot find a recipient that has mailbox GUID');
    expect(page).toContain('New-RemoteMailbox -Name ');
  });
});

describe('crossprem report', () => {
  it('takes its format from the name of the file, and prints markdown without one', () => {
    const result = saved('result.json', ['diagnose', join(CASE, 'error.txt'), ...DATA, '--format', 'json']);
    const text = crossprem(['report', result]);
    expect(text.out).toMatch(/^# Diagnosis\n/);
    expect(text.code).toBe(0);
    expect(readFileSync(made('a.md', [result]), 'utf8')).toBe(
      text.out.replace(/^- Made: .*$/m, /^- Made: .*$/m.exec(readFileSync(join(folder, 'a.md'), 'utf8'))?.[0] ?? ''),
    );
    expect(JSON.parse(readFileSync(made('a.json', [result]), 'utf8'))).toEqual(JSON.parse(readFileSync(result, 'utf8')));
  });

  it('uses another key at each run', () => {
    const one = crossprem(['report', join(CASE, 'error.txt'), '--format', 'json', '--redact']).out;
    const other = crossprem(['report', join(CASE, 'error.txt'), '--format', 'json', '--redact']).out;
    expect(one).not.toBe(other);
    expect(one.length).toBe(other.length);
  });

  it('never replaces what it reads, and says what is wrong with a file', () => {
    const place = folderWith({ 'x.json': '{"schema":"crossprem/report@9"}', 'y.json': '{"schema":"crossprem/report@1","tool":{}}' });
    expect(crossprem(['report', 'x.json', '--out', 'x.json'], { cwd: place }).err).toContain('would replace');
    expect(crossprem(['report', 'x.json'], { cwd: place }).err).toContain('crossprem/report@9');
    expect(crossprem(['report', 'y.json'], { cwd: place }).err).toContain('input');
    expect(crossprem(['report', 'none.json'], { cwd: place }).code).toBe(2);
    expect(crossprem(['report'], { cwd: place }).code).toBe(2);
  });

  it('opens nothing over the network for a session of a stranger, and can be read by its owner alone', () => {
    const sources = ['\\\\evil.example\\share\\a.csv', '//evil.example/share/a.csv', '/dev/zero'].map((path) => ({
      path,
      side: 'cloud',
      kind: 'file',
    }));
    const place = folderWith({ 'x.crossprem-session': JSON.stringify({ ...SESSION, sources: [...SESSION.sources, ...sources] }) });
    const run = crossprem(['report', 'x.crossprem-session', '--out', 'x.html'], { cwd: place });
    expect(run.code).toBe(0);
    expect(run.err.match(/opens no network path by itself/g)).toHaveLength(2);
    expect(run.err).toContain('/dev/zero: A session file opens no device by itself.');
    if (process.platform !== 'win32') expect(statSync(join(place, 'x.html')).mode & 0o777).toBe(0o600);
  });

  it('is what diagnose and headers print as a page, with their exit codes', () => {
    const run = crossprem(['diagnose', join(CASE, 'error.txt'), ...DATA, '--format', 'html']);
    expect(run.out).toMatch(/^<!doctype html>/);
    expect(run.code).toBe(1);
    const headers = crossprem(['headers', HEADERS, '--format', 'html', '--fail-on', 'never']);
    expect(headers.out).toContain('<ol class="stops"');
    expect(headers.code).toBe(0);
  });
});
