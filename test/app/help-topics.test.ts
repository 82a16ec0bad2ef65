import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listDocs, readDoc } from '../../src/adapters/files/docs.js';
import { listTopics, readTopic, rulePageOf } from '../../src/app/help-topics.js';
import { ruleTitles } from '../../src/app/rule-titles.js';
import { createRuleSet } from '../../src/engine/load.js';
import { ROOT, repositoryRules } from '../setup/rules.js';

const FOLDER = join(ROOT, 'docs');
const docs = { list: () => listDocs(FOLDER), read: (name: string) => readDoc(FOLDER, name) };
const ruleSet = createRuleSet(repositoryRules(), 'test');

describe('pages of the documentation', () => {
  it('come with their titles, headings and the words that the glossary explains', async () => {
    const topics = await listTopics(docs);
    const live = topics.find(({ name }) => name === 'live');
    expect(live?.title).toBe('Reading live');
    expect(live?.headings).toContain('What is needed, in short');
    const glossary = topics.find(({ name }) => name === 'glossary');
    expect(glossary?.terms.map(([word]) => word)).toContain('source anchor');
    for (const { title, headings } of topics) for (const text of [title, ...headings]) expect(text).not.toMatch(/[`*]/);
  });
  it('that nobody lists are not read', async () => {
    expect(await readTopic('../package', docs)).toMatchObject({ kind: 'problem' });
    expect(await readTopic('live', docs)).toMatchObject({ kind: 'ok' });
    expect(await listTopics(undefined)).toEqual([]);
    expect(await listDocs(join(FOLDER, 'nowhere'))).toEqual([]);
  });
});

describe('rules', () => {
  it('are listed with their titles', () => {
    const titles = ruleTitles(ruleSet);
    expect(titles).toHaveLength(ruleSet.ids.length);
    expect(titles.find(({ id }) => id === 'migration/mailbox-guid-not-found')?.title).toContain('GUID');
  });
  it('say first what they know, and last the many texts that they recognise', () => {
    const page = rulePageOf('migration/mailbox-guid-not-found', ruleSet);
    const heads = page.kind === 'ok' ? [...page.value.matchAll(/^## (.+)$/gm)].map(([, head]) => head) : [];
    expect(heads).toEqual(['Causes', 'Fixes', 'Sources', 'Recognised by']);
  });
  it('have a page with the titles of their fixes and their sources', () => {
    for (const id of ruleSet.ids) {
      const page = rulePageOf(id, ruleSet);
      expect(page.kind === 'ok' && page.value).toContain('## Sources\n\n- <https://');
    }
    const page = rulePageOf('migration/mailbox-guid-not-found', ruleSet);
    expect(page.kind === 'ok' && page.value).toMatch(/## Fixes\n\n- `/);
    expect(rulePageOf('no/such', ruleSet)).toMatchObject({ kind: 'problem' });
  });
});
