import type { RuleSet } from '../engine/rule-set.js';
import type { RuleTitle } from '../ports/search.js';

/** Every rule of a set, for a search. Reads each of them: some milliseconds, so once. */
export function ruleTitles(ruleSet: RuleSet): readonly RuleTitle[] {
  return ruleSet.ids.flatMap((id) => {
    const rule = ruleSet.rule(id);
    return rule === undefined ? [] : [{ id, title: rule.title, severity: rule.severity }];
  });
}
