import { describe, expect, it } from 'vitest';
import { toMarkdown } from '../../src/render/markdown.js';
import { createTestSession, ERROR, GUID, ON_PREM } from '../tui/session.js';

async function diagnosisOf(onprem: readonly unknown[] | undefined) {
  const session = createTestSession(onprem === undefined ? {} : { directories: { 'onprem.json': onprem } });
  if (onprem !== undefined) {
    await session.load('onprem.json', 'onprem');
    await session.load('cloud.json', 'cloud');
  }
  return session.diagnose(ERROR, { name: 'error.txt', answers: new Map() });
}
/** Without the comments in the code. */
const headsOf = (markdown: string): readonly string[] =>
  markdown
    .replace(/^```[^`]*^```$/gm, '')
    .split('\n')
    .filter((line) => /^##? /.test(line) && line !== '## Notes');

describe('a report in markdown', () => {
  it('follows the order of the screen', async () => {
    expect(headsOf(toMarkdown(await diagnosisOf(ON_PREM)))).toEqual([
      '# The directory that was asked holds no recipient with this mailbox GUID',
      '## Evidence',
      '## Cause',
      '## Fix',
      '## Proof',
      '## Undo',
      '## Sources',
    ]);
    const open = headsOf(toMarkdown(await diagnosisOf(undefined)));
    expect(open.slice(2)).toEqual(['## Cause', '## What decides the rest', '## Sources']);
  });

  it('shows both sides beside each other, and as many cells in each row', async () => {
    const rows = toMarkdown(await diagnosisOf(ON_PREM))
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows[0]).toContain('| attribute | on-premises');
    expect(rows.find((row) => row.includes('ExchangeGuid'))).toBe(`| ≠ | ExchangeGuid | not set (msExchMailboxGuid) | \`\` ${GUID} \`\` |`);
    expect(new Set(rows.map((row) => row.split(/(?<!\\)\|/).length)).size).toBe(1);
  });

  it('holds every command as it is typed, in a block of its own, and no HTML', async () => {
    const diagnosis = await diagnosisOf(ON_PREM);
    const markdown = toMarkdown(diagnosis);
    const lines = markdown.split('\n');
    for (const step of diagnosis.plan.steps)
      for (const { isManual, text } of [...step.precheck, ...step.commands, ...step.verify, ...step.rollback])
        if (!isManual) expect(lines).toContain(text);
    expect(markdown.match(/^```/gm)?.length ?? 1).toBeGreaterThan(0);
    expect((markdown.match(/^```/gm)?.length ?? 1) % 2).toBe(0);
    expect(markdown).not.toMatch(/<(?!https:)[a-z/]/i);
  });

  it('lets no value of a directory become markup or another cell', async () => {
    const hostile = '```|<img src=x>|[a](b)';
    const onprem = [{ ...ON_PREM[0], userPrincipalName: `x@contoso.com${hostile}`, mail: hostile, msExchMailboxGuid: hostile }];
    const markdown = toMarkdown(await diagnosisOf(onprem));
    const rows = markdown.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(rows.map((row) => row.split(/(?<!\\)\|/).length)).size).toBeLessThanOrEqual(1);
    // Outside of code blocks every run of three backticks is a fence.
    expect((markdown.match(/^`{3,}/gm)?.length ?? 0) % 2).toBe(0);
  });
});
