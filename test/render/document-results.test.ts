import { describe, expect, it } from 'vitest';
import { reportText } from '../setup/report.js';
import { RESULTS } from '../setup/results.js';

describe.each(RESULTS)('a report of %s', (_name, value, texts) => {
  it('says what the result says, as a page and as markdown, with and without names', async () => {
    const page = await reportText([value]);
    for (const text of texts) expect(page).toContain(text);
    const markdown = await reportText([value], { format: 'markdown' });
    expect(markdown).toMatch(/^# .+\n\n.+\n/);
    for (const format of ['html', 'markdown', 'json'] as const)
      expect(await reportText([value], { format, isRedacted: true })).not.toMatch(/mira|contoso/i);
  });
});
