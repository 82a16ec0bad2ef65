import { fixIdsOf, type RuleSet } from '../engine/rule-set.js';
import { ok, problem, type Result } from '../evidence/problem.js';
import { headingsOf, readBlocks } from '../parse/markdown/blocks.js';
import { plainText } from '../parse/markdown/inline.js';
import type { DocsPort, Topic } from '../ports/search.js';
import { escapeMarkdown } from '../render/markdown-text.js';
import { rulePage } from '../render/rule-page.js';

/**
 * The page of a rule as markdown: as under docs/rules, with the titles of its fixes, and without the cases that only tests ask. The texts that it
 * recognises are many, and stand last.
 */
export function rulePageOf(id: string, ruleSet: RuleSet): Result<string> {
  const rule = ruleSet.rule(id);
  if (rule === undefined) return problem('There is no such rule.', id, 'crossprem rules list names them all.');
  const [before = '', after = ''] = rulePage(rule, []).split('\n## Cases\n');
  const ids = new Set(rule.causes.flatMap(({ fix, alternatives = [] }) => [...fixIdsOf(fix), ...alternatives]));
  const fixes = [...ids].flatMap((fixId) => {
    const fix = ruleSet.fix(fixId);
    return fix === undefined ? [] : [`- \`${fixId}\` ${escapeMarkdown(fix.title)} (risk: ${fix.risk})`];
  });
  const [about = '', below = ''] = before.split('\n## Recognised by\n');
  const [texts = '', causes = ''] = below.split('\n## Causes\n');
  const parts = [about, '## Causes', causes, ...(fixes.length === 0 ? [] : ['## Fixes', '', ...fixes, '']), after.trimStart()];
  return ok([...parts, '## Recognised by', texts].join('\n'));
}

/** The pages of the documentation with what can be looked for in them. A page that cannot be read is left out. */
export async function listTopics(docs: DocsPort | undefined): Promise<readonly Topic[]> {
  if (docs === undefined) return [];
  const topics: Topic[] = [];
  for (const name of await docs.list()) {
    const text = await docs.read(name);
    if (text.kind === 'ok') topics.push(topicOf(name, text.value));
  }
  return topics;
}

export async function readTopic(name: string, docs: DocsPort | undefined): Promise<Result<string>> {
  if (docs === undefined || !(await docs.list()).includes(name)) return problem('There is no such page.', name, 'Look for another one.');
  return docs.read(name);
}

function topicOf(name: string, text: string): Topic {
  const blocks = readBlocks(text);
  const headings = headingsOf(blocks);
  const title = headings.find(({ level }) => level === 1);
  return {
    name,
    title: title === undefined ? name : plainText(title.inlines),
    headings: headings.filter(({ level }) => level > 1).map(({ inlines }) => plainText(inlines)),
    terms: name === 'glossary' ? blocks.flatMap((block) => (block.kind === 'table' ? block.rows.map(termOf) : [])) : [],
  };
}

function termOf([word = [], means = []]: readonly Parameters<typeof plainText>[0][]): readonly [string, string] {
  return [plainText(word), plainText(means)];
}
