import { describe, expect, it } from 'vitest';
import { reportText, sampleReport } from '../../setup/report.js';

const evidence = (source: string, path: string, text: string, line = 1): object => ({
  source,
  path,
  text,
  file: `C:\\data\\${source}.csv`,
  line,
});

function withCause(more: object): object {
  const report = sampleReport();
  return {
    ...report,
    findings: report.findings.map((finding) => ({ ...finding, causes: [{ id: 'c', title: 'A cause', status: 'confirmed', ...more }] })),
  };
}

describe('what shows a cause, in a saved result', () => {
  it('has only the side of which something is quoted', async () => {
    const page = await reportText([
      withCause({ evidence: [evidence('cloud', 'IsDirSynced', 'False'), evidence('cloud', 'Alias', 'mira')] }),
    ]);
    expect(page).toContain('<th scope="col">Attribute</th><th scope="col">cloud <span class="place">cloud.csv:1</span></th></tr>');
    expect(page).toContain('<th scope="row">IsDirSynced</th><td data-of="cloud">False</td></tr>');
    const markdown = await reportText([withCause({ evidence: [evidence('cloud', 'Alias', 'mira')] })], { format: 'markdown' });
    expect(markdown).toContain('| Attribute | cloud, cloud.csv:1 |\n|---|---|\n| Alias | `` mira `` |');
  });

  it('has both sides where both are quoted, with words for what is not set', async () => {
    const page = await reportText([
      withCause({ evidence: [evidence('onprem', 'ExchangeGuid', 'not set'), evidence('cloud', 'ExchangeGuid', 'x', 7)] }),
    ]);
    expect(page).toContain('<th scope="row">ExchangeGuid</th><td class="dim" data-of="on-premises">not set</td><td data-of="cloud">x</td>');
  });

  it('names no place where the values come from many', async () => {
    const many = [1, 2, 3].map((line) => evidence('cloud', `attribute${line}`, 'x', line));
    expect(await reportText([withCause({ evidence: many })])).toContain('<th scope="col">cloud</th>');
  });
});

describe('both sides of a recipient, in a saved result', () => {
  const page = (sides: object): Promise<string> => {
    const report = sampleReport();
    return reportText([{ ...report, findings: report.findings.map((finding) => ({ ...finding, sides })) }]);
  };
  const rows = [{ name: 'Alias', b: 'mira' }];

  it('says why a side holds nothing', async () => {
    for (const [state, words] of [
      ['no-object', 'no such object'],
      ['not-read', 'not read'],
    ])
      expect(await page({ joinedBy: null, objects: [{ side: 'onprem', state }], attributes: rows })).toContain(
        `<td class="dim" data-of="on-premises">${words}</td><td data-of="cloud">mira</td>`,
      );
  });

  it('does not guess where the result does not say it', async () => {
    expect(await page({ joinedBy: null, attributes: rows })).toContain('<td class="dim" data-of="on-premises">–</td>');
  });

  it('takes a state that it does not know for not read', async () => {
    const objects = [{ side: 'onprem', state: 'constructor' }];
    expect(await page({ joinedBy: null, objects, attributes: rows })).toContain('<td class="dim" data-of="on-premises">not read</td>');
  });
});
