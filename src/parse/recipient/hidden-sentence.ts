const NAMES_SHOWN = 8;
const GROUPS_SHOWN = 4;

/**
 * One sentence on what the account may not read, with the most frequent first.
 * In: by attribute, of how many of the `all` objects. Out: undefined for none.
 */
export function hiddenSentence(source: string, hidden: ReadonlyMap<string, number>, all: number): string | undefined {
  if (hidden.size === 0) return undefined;
  const byCount = new Map<number, string[]>();
  for (const [name, count] of hidden) {
    const names = byCount.get(count) ?? [];
    names.push(name);
    byCount.set(count, names);
  }
  const groups = [...byCount].sort(([a], [b]) => b - a);
  const parts = groups.slice(0, GROUPS_SHOWN).map(([count, names]) => {
    const rest = names.length - NAMES_SHOWN;
    const shown = names.slice(0, NAMES_SHOWN).join(', ');
    return `${shown}${rest > 0 ? ` and ${rest} more` : ''} of ${count} of ${all} ${all === 1 ? 'object' : 'objects'}`;
  });
  const more = groups.length > GROUPS_SHOWN ? '; and others of fewer objects' : '';
  return `${source}: the account may not read ${parts.join('; ')}${more}. That counts as unknown; an account that may read it decides more.`;
}
