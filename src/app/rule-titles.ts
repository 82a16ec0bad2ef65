import type { RuleSet } from '../engine/rule-set.js';
import type { RuleTitle } from '../ports/search.js';

/** Every rule of a set, for a search. */
export function ruleTitles(ruleSet: RuleSet): readonly RuleTitle[] {
  return ruleSet.ids.map((id) => ({ id, title: id, severity: 'info' }));
}
