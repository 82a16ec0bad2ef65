import { parse } from 'csv-parse/sync';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { plainPaint } from '../../../src/render/lines.js';
import { compareWith, createBaselineReader } from '../../../src/render/readiness/compare.js';
import { csvCell, migrationCsv, readinessCsv } from '../../../src/render/readiness/csv.js';
import { readinessCharts, readinessHtml } from '../../../src/render/readiness/html.js';
import { readinessNdjson, readinessReport } from '../../../src/render/readiness/json.js';
import { readinessJunit, xml } from '../../../src/render/readiness/junit.js';
import { readinessMarkdown } from '../../../src/render/readiness/markdown.js';
import { readinessText } from '../../../src/render/readiness/text.js';
import type { ReadinessView } from '../../../src/render/readiness/view.js';
import { schemaFaults } from '../../setup/process.js';
import { person, run, view } from '../../setup/readiness.js';

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '=HYPERLINK("http://fabrikam.com","x")',
  '\u001b[31mred\u001b[0m\u0007',
  '| a | `b` **c** [d](http://fabrikam.com)',
  ']]><!--',
  '\u202egnp.exe',
  "'; Remove-Mailbox -Identity *; '",
  '\ud800 lone',
];
const hostile = view(
  run(HOSTILE.map((name, index) => person(name, { displayName: name, userPrincipalName: `u${index}${name}@contoso.local` }))),
);

function text(one: ReadinessView, isVerbose = true): string {
  return [...readinessText(one, { paint: plainPaint, width: 100, isVerbose })].join('');
}
const page = (one: ReadinessView): string =>
  [...readinessHtml(one, { script: 'S', style: 'T', hashOf: (value) => `sha256-${value}`, charts: ['<svg></svg>'], version: '1' })].join(
    '',
  );

describe('a readiness result', () => {
  const few = view(run([person('kim'), person('alex', { userPrincipalName: 'alex@contoso.com' })]));

  it('begins with one sentence and the counts', () => {
    expect(text(few)).toMatch(/^Of 2 recipients, .*blocked until repaired/);
    expect(text(few)).toContain('readiness/upn-suffix-unverified');
    expect(text(few)).toContain('Not decided, for want of data');
  });

  it('lists the blocked first, and counts what it cuts', () => {
    const many = view(run(Array.from({ length: 60 }, (_, index) => person(`p${index}`))));
    expect(text(many, false)).toContain('and 40 more: --verbose');
    expect(text(many).match(/First: /g)).toHaveLength(60);
  });

  it('keeps the contract as JSON', () => {
    for (const one of [few, hostile]) expect(schemaFaults(readinessReport(one, { version: '1' }))).toEqual([]);
  });

  it('gives every step an id of its own, and says which cause it is for', () => {
    const report = readinessReport(view(run([person('kim'), person('alex')])), { version: '1' });
    const { plan, findings } = JSON.parse(JSON.stringify(report));
    const ids: readonly string[] = plan.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const named: readonly string[] = findings.flatMap((finding: { causes: { steps: string[] }[] }) =>
      finding.causes.flatMap(({ steps }) => steps),
    );
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
    expect(findings[0].subject).toEqual({ kind: 'recipient', id: 'kim@contoso.local' });
  });

  it('cuts the full findings, says so, and still lists everybody', () => {
    const report = JSON.parse(JSON.stringify(readinessReport(view(run([person('kim'), person('alex')])), { version: '1', mostFull: 1 })));
    expect(new Set(report.findings.map((finding: { subject?: { id: string } }) => finding.subject?.id)).size).toBe(1);
    expect(report.notes.join()).toContain('ndjson');
    expect(report.readiness.people).toHaveLength(2);
  });

  it('gives one line for each person as NDJSON', () => {
    const lines = [...readinessNdjson(few, { version: '1' })].map((line) => JSON.parse(line));
    expect(lines.map(({ type }) => type)).toEqual(['summary', 'person', 'person']);
    expect(lines[1].details.length).toBe(lines[1].findings.length);
  });
});

describe('hostile values', () => {
  it('reach no terminal', () => {
    const all = [
      text(hostile),
      [...readinessMarkdown(hostile, true)].join(''),
      [...readinessCsv(hostile)].join(''),
      readinessJunit(hostile),
    ];
    for (const one of all)
      expect(one.replace(/^\ufeff/, '')).not.toMatch(/[\u0000-\u0008\u000b-\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('are no formula, and every row keeps its columns', () => {
    const rows: string[][] = parse([...readinessCsv(hostile)].join(''), { bom: true });
    expect(rows).toHaveLength(HOSTILE.length + 1);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    for (const row of rows.slice(1)) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\u200b=1', '\uff1d1'])('%j is text in a spreadsheet', (value) => {
    expect(csvCell(value).replace(/^"/, '')).toMatch(/^['<]/);
  });

  it('leave the XML well-formed', () => {
    const parser = new SaxesParser();
    parser.on('error', (error) => {
      throw error;
    });
    parser.write(readinessJunit(hostile)).close();
    expect(xml('<a & "b">\u0000\ud800')).toBe('&lt;a &amp; &quot;b&quot;&gt;&lt;U+0000&gt;&lt;U+D800&gt;');
  });

  it('are no markup of the page', () => {
    const html = page(hostile);
    expect(html.match(/<script/g)?.length).toBe(html.match(/<\/script>/g)?.length);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('alert(1)</script>');
    expect(html).toContain('script-src &#39;sha256-S&#39;');
    expect(html).not.toMatch(/ (?:on[a-z]+|style|src|href)="(?!#)/);
  });

  it('leave nothing but addresses in the CSV of a batch', () => {
    const ready = view(
      run(
        HOSTILE.map((name, index) =>
          person(`n${index}`, { proxyAddresses: [`SMTP:${name}@contoso.com`], userPrincipalName: `n${index}@contoso.com` }),
        ),
      ),
    );
    for (const row of migrationCsv(ready).text.trim().split('\r\n').slice(1)) expect(row).toMatch(/^[^\s,;"'<>]+@[^\s,;"'<>]+$/);
  });
});

describe('the charts', () => {
  it('count the same people', () => {
    const [verdicts] = readinessCharts(hostile);
    expect(verdicts?.rows.reduce((sum, { count }) => sum + count, 0)).toBe(HOSTILE.length);
  });
});

describe('a comparison', () => {
  const before = view(run([person('kim'), person('alex')]));
  const after = run([person('kim', { userPrincipalName: 'kim@contoso.com' }), person('alex'), person('bo')]);
  const baseline = (lines: Iterable<string>) => {
    const reader = createBaselineReader();
    for (const line of lines) reader.line(line);
    const read = reader.end();
    if (typeof read === 'string') throw new Error(read);
    return read;
  };

  it.each([
    ['NDJSON', () => [...readinessNdjson(before, { version: '1' })].map((line) => line.trimEnd())],
    ['JSON', () => JSON.stringify(readinessReport(before, { version: '1' }), null, 2).split('\n')],
    ['JSON on one line', () => [JSON.stringify(readinessReport(before, { version: '1' }))]],
  ])('with %s tells same and added people', (_, lines) => {
    const found = compareWith(baseline(lines()), after);
    const upn = found.checks.find(({ id }) => id === 'readiness/upn-suffix-unverified');
    expect(upn).toMatchObject({ same: 1 });
    expect(found.new).toBeGreaterThan(0);
    expect(found.newChecks.has('readiness/upn-suffix-unverified')).toBe(true);
  });

  it('finds a person by the id of its object when its name changed, and tells what is fixed', () => {
    const guid = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
    const first = view(run([person('kim', { objectGUID: guid })]));
    const second = run([person('kim', { objectGUID: guid, userPrincipalName: 'kim@contoso.com' })]);
    const found = compareWith(baseline(readinessNdjson(first, { version: '1' })), second);
    expect(found.changed.map(({ id }) => id)).toEqual(['kim@contoso.com']);
    expect(found.changed[0]?.fixed).toContain('readiness/upn-suffix-unverified');
    expect([found.gone, found.added]).toEqual([0, 0]);
  });

  it('does not call fixed what could not be decided', () => {
    const open = run([person('kim')], [], { settings: {} });
    const found = compareWith(baseline(readinessNdjson(view(run([person('kim')])), { version: '1' })), open);
    expect(found.changed.flatMap(({ fixed }) => fixed)).not.toContain('readiness/upn-suffix-unverified');
    expect(found.undecided).toBeGreaterThan(0);
  });

  it('refuses what is no result, and counts lines it cannot read', () => {
    const reader = createBaselineReader();
    reader.line('hello');
    expect(reader.end()).toContain('no result');
    const lines = [...readinessNdjson(before, { version: '1' }), '{"type":"person"', '[]'];
    expect(baseline(lines).notes.join()).toContain('2 lines');
  });
});
