import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crossprem, folderWith } from '../setup/process.js';
import { person, SETTINGS } from '../setup/readiness.js';
import { ROOT } from '../setup/rules.js';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const NAMES = ['kim', 'alex', '<img src=x onerror=document.title=1>', '</script><script>document.title=2</script>', 'Zoe "Z" O\'Neil'];

interface Violations {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly unknown[] }[];
}

/** The page of a run over so many people, in a folder of its own. */
function pageOf(count: number): string {
  const people = Array.from({ length: count }, (_, index) =>
    person(`p${index}`, {
      displayName: NAMES[index] ?? `Person ${index}`,
      ...(index % 3 === 0 ? { userPrincipalName: `p${index}@contoso.com` } : {}),
    }),
  );
  const folder = folderWith({ 'onprem.json': JSON.stringify(people), 'settings.json': JSON.stringify(SETTINGS) });
  const run = crossprem(
    [
      'readiness',
      '--onprem',
      'onprem.json',
      '--settings',
      'settings.json',
      '--direction',
      'to-cloud',
      '--format',
      'html',
      '--out',
      'page.html',
    ],
    { cwd: folder },
  );
  expect(run.err).toContain('written to page.html');
  return join(folder, 'page.html');
}

describe.skipIf(CHROMIUM === undefined)('the HTML report in Chromium', () => {
  let browser: Browser;
  let small = '';
  const faults: string[] = [];
  const requests: string[] = [];

  async function open(path: string, options: Parameters<Browser['newPage']>[0] = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, ...options });
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`file://${path}`);
    return page;
  }

  beforeAll(async () => {
    small = pageOf(30);
    browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox'] });
  });

  afterAll(async () => {
    await browser.close();
  });

  it('shows everybody, runs without a fault, and asks for nothing but itself', async () => {
    const page = await open(small);
    expect(await page.locator('#rows > tr').count()).toBe(30);
    expect(await page.locator('figure svg').count()).toBe(2);
    expect(await page.title()).toMatch(/^Readiness: Of 30 recipients/);
    expect(faults).toEqual([]);
    expect(requests.filter((url) => !url.startsWith('file://'))).toEqual([]);
    expect(requests).toHaveLength(1);
    await page.close();
  });

  it('shows a hostile name as text', async () => {
    const page = await open(small);
    await page.locator('#search').fill('onerror');
    await expect.poll(() => page.locator('#rows > tr').count()).toBe(1);
    expect(await page.locator('#rows button.open').textContent()).toBe(NAMES[2]);
    await page.locator('#rows button.open').click();
    expect(await page.locator('#rows img').count()).toBe(0);
    expect(await page.title()).toMatch(/^Readiness/);
    await page.close();
  });

  it('searches, filters, sorts, and opens a person with both sides and the plan', async () => {
    const page = await open(small);
    await page.locator('#cause').selectOption({ label: 'readiness/upn-suffix-unverified' });
    expect(await page.locator('#rows > tr').count()).toBe(20);
    expect(await page.locator('#shown').textContent()).toBe('20 of 30 people');
    await page.locator('#cause').selectOption('');
    const header = page.locator('#list th[data-key="name"]');
    await header.locator('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('ascending');
    await header.locator('button').click();
    expect(await header.getAttribute('aria-sort')).toBe('descending');
    await page.locator('#search').fill('p1@');
    await expect.poll(() => page.locator('#rows > tr').count()).toBe(1);
    const person = page.locator('#rows button.open');
    await person.focus();
    await page.keyboard.press('Enter');
    expect(await person.getAttribute('aria-expanded')).toBe('true');
    const detail = page.locator('.detail');
    expect(await detail.locator('.sides').textContent()).toContain('p1@contoso.local');
    expect(await detail.locator('.sides').textContent()).toContain('not read');
    expect(await detail.locator('.sides').textContent()).not.toContain('no such object');
    expect(await detail.locator('pre').first().textContent()).toMatch(/-/);
    expect(await detail.locator('.command button.copy').count()).toBe(await detail.locator('pre').count());
    await page.keyboard.press('Enter');
    expect(await page.locator('.detail').count()).toBe(0);
    await page.close();
  });

  it('says that a side has no such object, and what is done by hand', async () => {
    const wave = (name: string): string => join(ROOT, 'samples/readiness/first-wave', name);
    const data = ['--onprem', wave('onprem.ldf'), '--cloud', wave('cloud.json'), '--settings', wave('settings.json')];
    const folder = folderWith();
    crossprem(['readiness', ...data, '--direction', 'to-cloud', '--format', 'html', '--out', 'wave.html'], { cwd: folder });
    const page = await open(join(folder, 'wave.html'), { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('button.open', { hasText: 'Farid Haddad' }).click();
    const detail = page.locator('.detail');
    expect(await detail.locator('.sides tbody td:nth-child(3)').first().textContent()).toBe('no such object');
    expect(await detail.textContent()).toContain('Nothing to undo here');
    expect(await detail.locator('pre', { hasText: 'Nothing to undo here' }).count()).toBe(0);
    const command = detail.locator('.command', { hasText: 'Start-ADSyncSyncCycle' });
    await command.locator('button').click();
    await expect.poll(() => command.locator('button').textContent()).toBe('copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe("Start-ADSyncSyncCycle -PolicyType 'Delta'");
    await page.close();
  });

  it.each(['light', 'dark'] as const)('is accessible, %s', async (colorScheme) => {
    // axe-core is put in by the test, which the policy of the page would refuse.
    const page = await open(small, { colorScheme, bypassCSP: true });
    await page.locator('button.open').first().click();
    for (const summary of await page.locator('summary').all()) await summary.click();
    await page.evaluate(AXE);
    const result: Violations = await page.evaluate(
      'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })',
    );
    expect(result.violations.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes).slice(0, 300)}`)).toEqual([]);
    await page.close();
  });

  it('lists 10,000 people a part at a time, and finds one of them', async () => {
    const page = await open(pageOf(10_000));
    expect(await page.locator('#rows > tr').count()).toBe(200);
    await page.locator('#more').click();
    expect(await page.locator('#rows > tr').count()).toBe(400);
    await page.locator('#search').fill('p9998@');
    await expect.poll(() => page.locator('#rows > tr').count()).toBe(1);
    await page.locator('button.open').click();
    expect(await page.locator('.sides').textContent()).toContain('p9998@contoso.com');
    await page.close();
  });

  it('prints without its controls', async () => {
    const page = await open(small);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#filter').isVisible()).toBe(false);
    await page.close();
  });

  it('does without script what can be done without', async () => {
    const page = await open(small, { javaScriptEnabled: false });
    expect(await page.locator('.headline').textContent()).toContain('30 recipients');
    expect(await page.locator('form#filter').isVisible()).toBe(false);
    await page.close();
  });
});
