import { describe, expect, it } from 'vitest';
import { reportText, sampleReport } from '../../setup/report.js';

const report = sampleReport();
const [finding] = report.findings;
const SEVERITIES = ['info', 'warning', 'error', 'blocker'];
const many = (count: number, name: string): object => ({
  ...report,
  input: { ...report.input, name },
  findings: Array.from({ length: count }, (_, index) => ({
    ...finding,
    severity: SEVERITIES[index % 4],
    subject: { kind: 'recipient', id: `p${index}@contoso.com` },
    ...(index % 5 === 0 ? { title: 'Another one', causes: [] } : {}),
  })),
});

describe('a report of many findings', () => {
  it('says at its top how many there are of what, and whom they are about', async () => {
    const page = await reportText([many(8, 'a.txt'), many(4, 'b.txt')]);
    const brief = /<dl class="brief">(.*?)<\/dl>/
      .exec(page)?.[1]
      ?.replace(/<\/dt>/g, ': ')
      .replace(/<\/div>/g, '\n')
      .replace(/<[^>]+>/g, '');
    expect(brief?.trim().split('\n')).toEqual([
      'Found: 3 blockers, 3 errors, 3 warnings, 3 info',
      'Most often: The directory that was asked holds no recipient with this mailbox GUID (9 times)',
      'About: p0@contoso.com, p1@contoso.com, p2@contoso.com and 5 more',
      'Not known: Nothing that would change a cause: the data that was given confirms each of them.',
    ]);
  });

  it('shows as bars how bad it is and what comes back, and in its contents only the parts', async () => {
    const page = await reportText([many(8, 'a.txt'), many(4, 'b.txt')]);
    expect([...page.matchAll(/<figcaption>([^<]*)</g)].map(([, title]) => title)).toEqual([
      'Findings by severity',
      'What was found most often',
    ]);
    expect(page).toContain('<th scope="row">Another one</th><td class="number">3</td>');
    const contents = /<nav class="contents".*?<\/nav>/.exec(await reportText([many(8, 'a.txt'), many(4, 'b.txt'), report]))?.[0];
    expect(contents?.match(/<li>/g)).toHaveLength(4);
  });

  it('names in its table the proven cause, or says that it is open, and what another finding explains', async () => {
    const open = { ...finding, title: 'Open', causes: finding?.causes.slice(1).map((cause) => ({ ...cause, status: 'possible' })) };
    const explained = { ...finding, title: 'Explained', causes: [], explainedBy: ['migration/mailbox-guid-not-found'] };
    const page = await reportText([{ ...report, findings: [explained, open, finding] }]);
    const cells = [...page.matchAll(/<td data-of="Cause">(.*?)<\/td>/g)].map(([, cell = '']) => cell.replace(/<[^>]+>/g, ''));
    expect(cells.slice(0, 3)).toEqual(['not decided yet: 2 possible', 'The GUIDs differ', 'explained by migration/mailbox-guid-not-found']);
  });

  it('puts a severity that it does not know behind all others', async () => {
    const findings = ['strange', 'info', 'blocker'].map((severity) => ({ ...finding, severity, title: `Is ${severity}` }));
    const page = await reportText([{ ...report, findings }]);
    const titles = [...page.matchAll(/<td data-of="Finding">(.*?)<\/td>/g)].map(([, cell = '']) => cell.replace(/<[^>]+>/g, ''));
    expect(titles).toEqual(['Is blocker', 'Is info', 'Is strange']);
  });
});

describe('the steps at the top', () => {
  it('stand in their order, each once, and lead to where they are told', async () => {
    const [step] = report.plan;
    const titles = ['One', 'Two', 'One', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight'];
    const result = { ...report, plan: titles.map((title, index) => ({ ...step, id: `s${index}`, title })) };
    const page = await reportText([result]);
    expect(page).toContain(
      '<ol><li><a href="#finding-1-1-step-1">One</a></li><li><a href="#finding-1-1-step-2">Two</a></li><li><a href="#finding-1-1-step-4">',
    );
    expect(page).toContain('</ol><p>and 2 more</p>');
    const markdown = await reportText([result], { format: 'markdown' });
    expect(markdown).toContain('- To do:\n  1. One\n  2. Two\n  3. Three\n  4. Four\n  5. Five\n  6. Six\n  - and 2 more\n');
    expect(markdown).toContain('#### 2. Two');
  });
});
