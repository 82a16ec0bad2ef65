import { describe, expect, it } from 'vitest';
import { fc } from '../../setup/property.js';
import { proseOf, reportText, sampleReport } from '../../setup/report.js';

describe('commands in markdown', () => {
  it('stand as they are typed, whatever backticks they hold', async () => {
    const command = '```` ``` Get-Mailbox `"x`"';
    const markdown = await reportText([sampleReport({ command })], { format: 'markdown' });
    expect(markdown).toContain(`\n\`\`\`\`\`powershell\n${command}\n\`\`\`\`\`\n`);
  });

  it('never end their block by themselves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom('`', ' ', '\n', 'a', '~', '|'), maxLength: 60 }), async (command) => {
        const markdown = await reportText([sampleReport({ command: `${command} END` })], { format: 'markdown' });
        expect(proseOf(markdown)).not.toContain('END');
        expect(proseOf(markdown)).toContain('Sources');
      }),
      { numRuns: 60 },
    );
  });
});

describe('causes that are ruled out, in markdown', () => {
  it('are their titles: a ticket is read, not searched', async () => {
    const markdown = await reportText([sampleReport()], { format: 'markdown' });
    expect(markdown).toContain('**Ruled out (1)**\n\n- A third cause\n');
    expect(markdown).not.toContain('a condition does not hold');
  });
});

describe('tables in markdown', () => {
  it('have as many cells in each row, whatever stands in them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: fc.constantFrom('`', '|', '\\', '\n', 'a', ' ', '<') }), async (text) => {
        const report = sampleReport({ title: `T ${text}`, subject: `s${text}@contoso.com`, quote: text });
        const markdown = await reportText([report, report], { format: 'markdown' });
        const rows = markdown.split('\n').filter((line) => line.startsWith('| **'));
        expect(rows.length).toBeGreaterThan(0);
        for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(7);
      }),
      { numRuns: 60 },
    );
  });
});
