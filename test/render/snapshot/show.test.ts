import { describe, expect, it } from 'vitest';
import type { SnapshotSummary } from '../../../src/evidence/snapshot.js';
import { snapshotJson, snapshotMarkdown, snapshotText } from '../../../src/render/snapshot/show.js';

const unreadable = (what: string) => ({ what, why: 'The account may not.', next: 'Ask for the right.' });

const summary: SnapshotSummary = {
  version: 1,
  id: '6f1c0d5e-3a2b-4c1d-9e8f-0a1b2c3d4e5f',
  createdAt: '2026-11-23T01:00:00Z',
  finishedAt: '',
  tool: 'crossprem 0.1.0',
  isRedacted: false,
  parts: [
    {
      name: 'cloud/users',
      side: 'cloud',
      title: 'Users\u001b[2J',
      source: 'https://graph.microsoft.com',
      account: 'admin@contoso.com',
      attributesRead: ['id', 'mail'],
      startedAt: '2026-11-23T01:00:00Z',
      endedAt: '',
      state: 'partial',
      records: 1200,
      unreadable: Array.from({ length: 8 }, (_, i) => ({ ...unreadable(`Thing ${i} was not read.`), next: `Ask for right ${i}.` })),
    },
  ],
  unreadable: [unreadable('Exchange Online was not read.')],
};

describe('a snapshot that is shown', () => {
  const shown = { path: 'contoso.crossprem.partial', summary, notes: ['a note'] };

  it('tells source, account, time, count, what is missing', () => {
    const text = snapshotText(shown, { isVerbose: false, width: 100 }).join('\n');
    expect(text).toMatch(/\(not finished\)/);
    expect(text).toMatch(/1, 1,200 records; 1 of 1 parts are not complete; 9 things could not be read/);
    expect(text).toMatch(/1,200 records, not complete/);
    expect(text).toMatch(/from https:\/\/graph\.microsoft\.com as admin@contoso\.com/);
    expect(text).toMatch(/read 2026-11-23 01:00:00 UTC \(broke off\); 2 attributes asked for/);
    expect(text).toMatch(/and 3 more; --verbose shows all/);
    expect(text).toMatch(/Not read at all\n {2}- Exchange Online was not read\. The account may not\.\n {4}Ask for the right\./);
    expect(text).not.toContain('\u001b');
    expect(snapshotText(shown, { isVerbose: true, width: 100 }).filter((line) => line.startsWith('  - '))).toHaveLength(9);
  });

  it('is data and markdown, too', () => {
    expect(snapshotJson(shown)).toMatchObject({ schema: 'crossprem/snapshot/1', version: 1, notes: ['a note'] });
    const lines = snapshotMarkdown(shown, { isVerbose: false, width: 100 });
    expect(lines.filter((line) => line.startsWith('|'))).toHaveLength(3);
    expect(lines.join('\n')).not.toContain('\u001b');
  });
});
