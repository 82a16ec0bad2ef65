import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/fixes/diagnosis.js';
import { lineWidth } from '../../src/tui/lines.js';
import type { Page } from '../../src/tui/model.js';
import { findingPage } from '../../src/tui/pages/finding.js';
import { nothingPage } from '../../src/tui/pages/nothing.js';
import { CLOUD, createTestSession, ERROR, GUID, ON_PREM, SPOOF } from './session.js';

const SAMPLES = join(import.meta.dirname, '../../samples');
const WIDTHS = [60, 80, 100, 120, 160, 200];
const TENANT = JSON.stringify({ organizationConfig: { cloud: { RejectDirectSend: false } } });

interface Given {
  readonly text: string;
  readonly onprem?: readonly unknown[];
  readonly cloud?: readonly unknown[];
  readonly settings?: string;
}

async function diagnose({ text, onprem, cloud, settings }: Given): Promise<Diagnosis> {
  const session = createTestSession({
    directories: { 'onprem.json': onprem ?? [], 'cloud.json': cloud ?? [] },
    ...(settings === undefined ? {} : { settings: { 'tenant.json': settings } }),
  });
  if (onprem !== undefined) await session.load('onprem.json', 'onprem');
  if (cloud !== undefined) await session.load('cloud.json', 'cloud');
  if (settings !== undefined) await session.load('tenant.json', 'settings');
  return session.diagnose(text, { name: 'error.txt', answers: new Map() });
}

const CONFIRMED: Given = { text: ERROR, onprem: ON_PREM, cloud: CLOUD };
const OPEN: Given = { text: ERROR };

const options = (columns: number, more: { readonly showsRuledOut?: boolean; readonly colour?: boolean } = {}) => ({
  columns,
  colour: false,
  showsRuledOut: false,
  changes: [],
  ...more,
});

function pageOf(diagnosis: Diagnosis, columns: number, more: { readonly showsRuledOut?: boolean; readonly colour?: boolean } = {}): Page {
  const [finding] = diagnosis.findings;
  return finding === undefined ? nothingPage(diagnosis, options(columns, more)) : findingPage(diagnosis, finding, options(columns, more));
}

const rowsOf = ({ lines }: Page): readonly string[] =>
  lines.slice(0, lines.length).map(({ spans }) => spans.map(({ text }) => text).join(''));
/** Rows as a terminal copies them. */
const copiedOf = ({ lines }: Page): readonly string[] => {
  const copied: string[] = [];
  let open = '';
  for (const { spans, runsOn } of lines.slice(0, lines.length)) {
    open += spans.map(({ text }) => text).join('');
    if (runsOn === true) continue;
    copied.push(open.trim());
    open = '';
  }
  return copied;
};
const headsOf = (page: Page): readonly string[] => page.sections.map((at) => (rowsOf(page)[at] ?? '').trim().split('   ')[0] ?? '');

describe('the page of a finding', () => {
  it('stands in the order in which it is needed', async () => {
    expect(headsOf(pageOf(await diagnose(CONFIRMED), 80))).toEqual(['Evidence', 'Cause', 'Fix', 'Undo', 'Sources']);
    expect(headsOf(pageOf(await diagnose(OPEN), 80))).toEqual(['Evidence', 'Causes', 'What decides the rest', 'Fix', 'Sources']);
  });

  it('says in its first rows what is wrong, whether it is proven, which cause, and who has to act', async () => {
    for (const columns of [60, 80, 120, 200]) {
      const top = rowsOf(pageOf(await diagnose(CONFIRMED), columns))
        .slice(0, 8)
        .join(' ')
        .replace(/\s+/g, ' ');
      expect(top).toContain('holds no recipient with this mailbox GUID.');
      expect(top).toContain('blocker seen in the text migration/mailbox-guid-not-found');
      expect(top).toContain("● confirmed: The on-premises remote mailbox does not carry the cloud mailbox's ExchangeGuid");
      expect(top).toContain('Who you can repair it: 3 steps below');
    }
    const open = rowsOf(pageOf(await diagnose(OPEN), 80))
      .slice(0, 8)
      .join(' ');
    expect(open).toMatch(/Cause {2}○ not decided yet: \d+ possible; a asks further/);
  });

  it('quotes no words twice that one quotation holds', async () => {
    const text = readFileSync(join(SAMPLES, 'ndr/loop/ndr.txt'), 'utf8');
    const rows = rowsOf(pageOf(await diagnose({ text }), 80));
    expect(rows.filter((row) => row.includes('Message rejected by:')).length).toBe(1);
  });

  it('breaks nothing that is wider than the window, at no width', async () => {
    for (const given of [CONFIRMED, OPEN, { text: SPOOF, settings: TENANT }, { text: 'nothing known here' }]) {
      const diagnosis = await diagnose(given);
      for (const columns of WIDTHS) {
        const page = pageOf(diagnosis, columns);
        for (const { spans } of page.lines.slice(0, page.lines.length)) expect(lineWidth(spans)).toBeLessThanOrEqual(columns);
      }
    }
  });

  it('keeps prose at a readable measure in a wide window', async () => {
    const page = pageOf(await diagnose(CONFIRMED), 200);
    const why = rowsOf(page).find((row) => row.includes('A remote move finds its target'));
    expect(why?.length).toBeLessThanOrEqual(112);
  });

  it('leaves every command whole as the terminal copies it, and every source', async () => {
    const diagnosis = await diagnose(CONFIRMED);
    for (const columns of WIDTHS) {
      const page = pageOf(diagnosis, columns);
      const copied = copiedOf(page);
      for (const item of page.items.filter(({ kind }) => kind === 'command')) expect(copied).toContain(item.text);
      for (const source of diagnosis.findings[0]?.sources ?? []) expect(copied).toContain(source);
    }
  });

  it('shows one question in full and the others in a row, each to be selected', async () => {
    const page = pageOf(await diagnose(OPEN), 100);
    const questions = page.items.filter(({ kind }) => kind === 'question');
    const commands = page.items.filter(({ kind }) => kind === 'command');
    expect(questions.length).toBeGreaterThan(3);
    expect(commands.length).toBeLessThan(questions.length);
    expect(rowsOf(page).join('\n')).toContain("a: paste what the command prints, or answer yes / no / don't know");
  });

  it('tells that the plan was tried on a copy of the data', async () => {
    expect(rowsOf(pageOf(await diagnose(CONFIRMED), 120)).join('\n')).toMatch(/✓ proven on a copy of your data\./);
  });

  it('keeps the undo apart from the fix, the last step first', async () => {
    const diagnosis = await diagnose(CONFIRMED);
    const rows = rowsOf(pageOf(diagnosis, 100));
    const undo = rows.findIndex((row) => row.trim().startsWith('Undo'));
    const numbers = rows.slice(undo).flatMap((row) => /^ {4}[←×] (\d+)\. /.exec(row)?.[1] ?? []);
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers).toEqual([...numbers].sort((a, b) => Number(b) - Number(a)));
    expect(rows[undo]).toContain('no part of the fix');
    // Without colours the mark and the section tell it apart.
    expect(rows.slice(0, undo).some((row) => row.includes('←'))).toBe(false);
  });

  it('names what is ruled out when that is asked for, and counts it otherwise', async () => {
    const diagnosis = await diagnose(CONFIRMED);
    expect(rowsOf(pageOf(diagnosis, 100)).filter((row) => row.includes('× ruled out'))).toHaveLength(1);
    const shown = rowsOf(pageOf(diagnosis, 100, { showsRuledOut: true }));
    expect(shown.filter((row) => row.includes('× ruled out')).length).toBeGreaterThan(10);
    expect(shown.some((row) => row.includes('because '))).toBe(true);
  });
});

describe('both sides of a cause', () => {
  const find = (rows: readonly string[], text: string): string => rows.find((row) => row.includes(text)) ?? '';

  it('stand beside each other, with what differs marked by a sign', async () => {
    for (const columns of [120, 160, 200]) {
      const rows = rowsOf(pageOf(await diagnose(CONFIRMED), columns));
      expect(find(rows, 'attribute')).toMatch(/on-premises {3}onprem\.json\S* +│ cloud {3}cloud\.json/);
      expect(find(rows, '≠')).toMatch(new RegExp(`≠ ExchangeGuid +not set +msExchMailboxGuid +│ ${GUID}`));
      expect(find(rows, '= targetAddress')).toContain('kim.alder@contoso.mail.onmicrosoft.com');
      expect(find(rows, '= UserPrincipalName')).toMatch(/kim\.alder@contoso\.com +│ kim\.alder@contoso\.com/);
    }
  });

  it('stand below each other in a narrow window, and no GUID is broken', async () => {
    for (const columns of [60, 80]) {
      const rows = rowsOf(pageOf(await diagnose(CONFIRMED), columns));
      const at = rows.findIndex((row) => row.trim() === '≠ ExchangeGuid');
      expect(rows[at + 1]).toMatch(/on-premises {2}not set/);
      expect(rows[at + 2]).toMatch(new RegExp(`cloud +${GUID}$`));
    }
  });

  it('tell what is not set from what was not read', async () => {
    const unread = ON_PREM.map(({ userPrincipalName: _, ...rest }) => rest);
    const set = { ...CLOUD[0], exo: { ...CLOUD[0]?.exo, ArchiveGuid: null } };
    const rows = rowsOf(pageOf(await diagnose({ text: ERROR, onprem: unread, cloud: [set] }), 120)).join('\n');
    expect(rows).toContain('not set');
    expect(rows).not.toMatch(/≠ UserPrincipalName/);
  });

  it('show a GUID that lies in the wrong byte order beside the right one', async () => {
    const swapped = 'c923cb2d-7941-ec4f-b556-659ce21780e6';
    const onprem = [{ ...ON_PREM[0], msExchMailboxGuid: swapped }];
    const rows = rowsOf(pageOf(await diagnose({ text: ERROR, onprem, cloud: CLOUD }), 120));
    expect(rows.find((row) => row.includes('≠ ExchangeGuid'))).toMatch(new RegExp(`${swapped}.*│ ${GUID}`));
  });

  it('keep the whole value of an attribute', async () => {
    const long = Array.from({ length: 12 }, (_, index) => `smtp:kim.alder.${index}@contoso.com`);
    const onprem = [{ ...ON_PREM[0], proxyAddresses: [...(ON_PREM[0]?.proxyAddresses ?? []), ...long] }];
    for (const columns of WIDTHS) {
      const diagnosis = await diagnose({ text: ERROR, onprem, cloud: CLOUD });
      const page = pageOf(diagnosis, columns, { showsRuledOut: true });
      for (const row of rowsOf(page)) expect(row.length).toBeLessThanOrEqual(columns);
    }
  });
});

describe('the kinds of findings', () => {
  it('a header finding quotes fields, and says what of the settings decided it', async () => {
    const page = rowsOf(pageOf(await diagnose({ text: SPOOF, settings: TENANT }), 100)).join('\n');
    expect(page).toMatch(/● confirmed: The tenant takes Direct Send from anybody/);
    expect(page).toContain('Authentication-Results');
    expect(page).toContain('organizationConfig.RejectDirectSend  false');
  });

  it('an NDR about routing shows the route before the fix', async () => {
    const text = readFileSync(join(SAMPLES, 'ndr/loop/ndr.txt'), 'utf8');
    const cloud: readonly unknown[] = [JSON.parse(readFileSync(join(SAMPLES, 'ndr/loop/cloud.json'), 'utf8'))].flat();
    const onprem = [
      {
        ...ON_PREM[0],
        userPrincipalName: 'jonas.weber@contoso.com',
        proxyAddresses: ['SMTP:jonas.weber@contoso.com', 'smtp:jonas.weber@contoso.mail.onmicrosoft.com'],
        targetAddress: 'SMTP:jonas.weber@contoso.mail.onmicrosoft.com',
        objectGUID: 'AAAAAAAAAAAAAAAAAAAAAQ==',
      },
    ];
    const diagnosis = await diagnose({ text, onprem, cloud });
    const heads = headsOf(pageOf(diagnosis, 100));
    expect(heads).toContain('Route');
    expect(heads.indexOf('Route')).toBeLessThan(heads.indexOf('Fix'));
    expect(heads.indexOf('Route')).toBeGreaterThan(heads.findIndex((head) => head.startsWith('Cause')));
  });

  it('nothing found says what was read, and concludes nothing', async () => {
    const page = rowsOf(pageOf(await diagnose({ text: 'The printer is on fire' }), 60)).join('\n');
    expect(page).toContain('No rule recognises this text.');
    expect(page).toContain('Nothing is concluded');
  });
});
