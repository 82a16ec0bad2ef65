import type { LoadedRules } from '../engine/load.js';
import { problem, type Result } from '../evidence/problem.js';
import type { DocsPort, Topic } from '../ports/search.js';

/** The page of a rule as markdown. */
export async function rulePageOf(id: string, _load: (() => Promise<Result<LoadedRules>>) | undefined): Promise<Result<string>> {
  return problem('There is no page of this rule.', id, 'Look for another one.');
}

/** The pages of the documentation. */
export async function listTopics(_docs: DocsPort | undefined): Promise<readonly Topic[]> {
  return [];
}

export async function readTopic(name: string, _docs: DocsPort | undefined): Promise<Result<string>> {
  return problem('There is no such page.', name, 'Look for another one.');
}
