import { describe, expect, it } from 'vitest';
import { fc } from '../setup/property.js';
import { proseOf, reportText, sampleReport } from '../setup/report.js';

/** Elements that text must never make. */
const STRANGE = /<(?:img|iframe|object|embed|link|base|input (?!id="search")|svg onload|math|a href="(?!#|https?:))/i;
const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '</style><script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '[x](javascript:alert(1))',
  '```\n# heading\n<b>bold</b>',
  'a\u202Ecod.exe',
  'bell\u0007 and \u001b[31mred\u001b[0m and \u009b1m',
  '| a | b |\n|---|---|',
];

describe('the HTML of a report', () => {
  it('reads from top to bottom: what is wrong, evidence, cause, what decides the rest, repair, check, undo, source', async () => {
    const page = await reportText([sampleReport()]);
    const order = [
      '</span> The directory that was asked holds no recipient with this mailbox GUID</h2>',
      'error.txt:3:1',
      '>Cause</h3>',
      '>confirmed</span> <b>The GUIDs differ</b>',
      'What shows it',
      'Ruled out (1)',
      '>What would decide the rest</h3>',
      'Is it there?',
      '>Repair</h3>',
      '<b>Run</b> on-premises, Exchange Management Shell',
      '<b>Check</b>',
      '<b>Undo</b>',
      '>Sources</h3>',
      '<a href="https://learn.microsoft.com/exchange"',
    ].map((text) => page.indexOf(text));
    expect(order.every((at) => at > 0)).toBe(true);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
  });

  it('says at its top whom it is about, what to do, and what is not known', async () => {
    const report = sampleReport();
    const page = await reportText([report]);
    expect(page).toContain('<dt>About</dt><dd>mira.solano@northgate-toys.example</dd>');
    expect(page).toContain(`<dt>To do</dt><dd><a href="#finding-1-1-step-1">${report.plan[0]?.title}</a></dd>`);
    expect(page).toContain('<dt>Not known</dt><dd>Nothing that would change the cause');
    const [finding] = report.findings;
    const open = {
      ...report,
      plan: [],
      findings: [{ ...finding, causes: finding?.causes.map((cause) => ({ ...cause, status: 'possible' })) }],
    };
    const undecided = await reportText([open]);
    expect(undecided).toContain('<dt>To do</dt><dd>First answer the questions below');
    expect(undecided).toContain('<dt>Not known</dt><dd>The cause is not decided yet. The question that tells most: Is it there?');
    expect(await reportText([{ ...report, findings: [] }])).not.toContain('<dt>To do</dt>');
  });

  it('puts the same attribute of both sides into one row', async () => {
    expect(await reportText([sampleReport()])).toContain(
      '<th scope="row">DisplayName</th><td data-of="on-premises">Mira Solano</td><td data-of="cloud">Mira Solano</td>',
    );
  });

  it('has a policy that runs only its own script, and asks for nothing', async () => {
    const page = await reportText([sampleReport()]);
    expect(page).toContain('default-src &#39;none&#39;; script-src &#39;sha256-x&#39;');
    expect(page).not.toMatch(/\son[a-z]+=|\sstyle="|<link|\ssrc=/);
  });

  it.each(HOSTILE)('shows %j as text, wherever it stands', async (text) => {
    for (const place of ['name', 'title', 'quote', 'command', 'subject', 'note', 'link'] as const) {
      const report = sampleReport({ [place]: text });
      const page = await reportText([report]);
      expect(page).not.toMatch(STRANGE);
      expect(page.match(/<script/g)).toHaveLength(1);
      expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      const markdown = await reportText([report], { format: 'markdown' });
      expect(markdown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      const prose = proseOf(markdown);
      expect(prose).not.toMatch(/(?<!\\)\]\(javascript:|<javascript:|(?<!\\)<(?:img|script|b|svg|\/)/);
    }
  });

  it('links only what says where it leads', async () => {
    for (const link of [
      'https://microsoft.com@evil.example/',
      'https://a:b@evil.example',
      'https://xn--e1a.example\u0430/',
      'ftp://a.example',
      '//a.example',
    ])
      expect(await reportText([sampleReport({ link })])).not.toMatch(/<a href="(?!#)/);
    expect(await reportText([sampleReport({ link: 'https://a.example/@x?y=@#@' })])).toContain('<a href="https://a.example/@x?y=@#@"');
  });

  it('cuts a text of a megabyte, and says so', async () => {
    const page = await reportText([sampleReport({ quote: 'x'.repeat(1_000_000) })]);
    expect(page.length).toBeLessThan(200_000);
    expect(page).toContain('(1,000,000 characters)');
  });

  it('has no heading that skips a level', async () => {
    const page = await reportText([sampleReport(), sampleReport({ name: 'other.txt' })]);
    const levels = [...page.matchAll(/<h([1-6])>/g)].map(([, level]) => Number(level));
    levels.forEach((level, index) => {
      expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
    });
    expect(levels[0]).toBe(1);
  });

  it('has no id twice, and every link in it leads somewhere', async () => {
    const page = await reportText([sampleReport(), sampleReport({ name: 'other.txt' }), sampleReport({ name: 'third.txt' })]);
    const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('never breaks on any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const page = await reportText([sampleReport({ title: text, quote: text, command: text, subject: text })]);
        expect(page.match(/<script/g)).toHaveLength(1);
        expect(page).toMatch(/<\/html>\n$/);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the markdown of a report', () => {
  it('has commands by shell in code blocks, and every block is closed', async () => {
    const markdown = await reportText([sampleReport()], { format: 'markdown' });
    expect(markdown).toContain(
      "**Run**, on-premises, Exchange Management Shell:\n\n```powershell\nSet-RemoteMailbox -Identity 'mira.solano@northgate-toys.example'\n```",
    );
    expect((markdown.match(/^```/gm) ?? []).length % 2).toBe(0);
    expect(markdown.startsWith('# Diagnosis\n')).toBe(true);
  });
});

describe('a report of several inputs', () => {
  it('begins with one table of all findings, the worst first, which lead to them', async () => {
    const mild = sampleReport({ name: 'mild.txt', title: 'A mild one' });
    const warning = { ...mild, findings: mild.findings.map((finding) => ({ ...finding, severity: 'warning' })) };
    const page = await reportText([warning, sampleReport()]);
    expect(page).toContain('2 findings in 2 inputs.');
    const rows = [...page.matchAll(/<td data-of="Finding"><a href="#(finding-\d+-\d+)">([^<]+)</g)].map(([, anchor, title]) => [
      anchor,
      title,
    ]);
    expect(rows).toEqual([
      ['finding-2-1', 'The directory that was asked holds no recipient with this mailbox GUID'],
      ['finding-1-1', 'A mild one'],
    ]);
  });

  it('stays whole with 10,000 findings', async () => {
    const report = sampleReport();
    const [finding] = report.findings;
    const many = {
      ...report,
      findings: Array.from({ length: 10_000 }, (_, index) => ({ ...finding, subject: { kind: 'recipient', id: `p${index}@contoso.com` } })),
    };
    const page = await reportText([many]);
    expect(page.match(/<details class="finding folded"/g)).toHaveLength(2000);
    expect(page.match(/<tr><td data-of="Severity"><span class="tag bad">blocker/g)).toHaveLength(10_000);
    expect(page).toContain('8,000 more findings stand in the table above');
    expect(page).toContain('p9999@contoso.com');
  });
});

describe('JSON of a report', () => {
  it('is the result as it was saved, and with redaction has the same form', async () => {
    const report = sampleReport();
    expect(JSON.parse(await reportText([report], { format: 'json' }))).toEqual(report);
    const redacted = JSON.parse(await reportText([report], { format: 'json', isRedacted: true }));
    expect(redacted.findings[0].id).toBe(report.findings[0]?.id);
    expect(JSON.stringify(redacted)).not.toMatch(/mira|solano|northgate/i);
  });

  it('redacts the title and the names of files, too', async () => {
    const page = await reportText([sampleReport({ name: 'northgate-toys.txt' })], {
      isRedacted: true,
      title: 'Migration of Northgate Toys',
    });
    expect(page).not.toMatch(/northgate/i);
    expect(page).toContain('<h1>Migration of ');
  });
});
