import { describe, expect, it } from 'vitest';
import { reportText, sampleReport } from '../../setup/report.js';

const SAID = 'Look into the firewall, and let the two addresses through';
const withStep = (more: object): object => {
  const report = sampleReport();
  return { ...report, plan: report.plan.map((step) => ({ ...step, ...more })) };
};

describe('what is done by hand', () => {
  it('is said, and is no command to copy', async () => {
    for (const shell of ['windows', 'portal']) {
      const result = withStep({ commands: [{ shell, text: SAID, manual: true }] });
      const page = await reportText([result]);
      expect(page).toContain(`${shell === 'portal' ? '' : '<span class="dim">By hand:</span> '}${SAID}</p>`);
      expect(page).not.toContain(`<code>${SAID}`);
      const markdown = await reportText([result], { format: 'markdown' });
      expect(markdown).toContain(`\n- ${shell === 'portal' ? '' : 'By hand: '}${SAID}\n`);
    }
  });

  it('is told by its words in a result that does not mark it', async () => {
    const page = await reportText([withStep({ commands: [{ shell: 'windows', text: 'Restart the server.' }] })]);
    expect(page).toContain('<span class="dim">By hand:</span> Restart the server.</p>');
  });
});

describe('a step', () => {
  it('says that it cannot be undone', async () => {
    expect(await reportText([withStep({ rollback: [], risk: 'destructive' })])).toContain('This cannot be undone.');
    expect(await reportText([withStep({ rollback: [], risk: 'safe' })])).not.toContain('This cannot be undone.');
  });
});

describe('a finding that another explains', () => {
  it('leads to the other, of the same subject', async () => {
    const report = sampleReport();
    const [root] = report.findings;
    const other = { ...root, subject: { kind: 'recipient', id: 'other@contoso.com' } };
    const follows = { ...root, id: 'migration/follows', title: 'What follows', explainedBy: [root?.id, 'migration/not-here'] };
    const page = await reportText([{ ...report, findings: [other, root, follows] }]);
    expect(page).toContain(
      'Explained by <a href="#finding-1-2">The directory that was asked holds no recipient with this mailbox GUID</a>; <code>migration/not-here</code>: repair that first.',
    );
  });
});

describe('quotes of a finding', () => {
  it('leave out what stands in another quote of the same place', async () => {
    const report = sampleReport();
    const quote = (text: string, line: number, column = 1): object => ({ source: 'input', text, line, column });
    const quoted = (...evidence: readonly object[]): Promise<string> =>
      reportText([{ ...report, findings: report.findings.map((finding) => ({ ...finding, evidence })) }]);
    const page = await quoted(quote('the whole sentence', 3), quote('whole', 3, 5), quote('whole', 40), quote('the whole sentence', 3));
    expect([...page.matchAll(/<span class="place">(error\.txt[^<]*)</g)].map(([, place]) => place)).toEqual([
      'error.txt:3:1',
      'error.txt:40:1',
    ]);
    expect(await quoted(...Array.from({ length: 9 }, (_, line) => quote(`quote ${line}`, line)))).toContain(
      '3 more quotes are in the result.',
    );
  });
});
