/** Kleene truth: what the evidence says, with "nobody knows" as a value of its own. */
export type Truth = 'true' | 'false' | 'unknown';

/** False if one is false, else unknown if one is unknown, else true. True for none. */
export function and(values: readonly Truth[]): Truth {
  if (values.includes('false')) return 'false';
  return values.includes('unknown') ? 'unknown' : 'true';
}

/** True if one is true, else unknown if one is unknown, else false. False for none. */
export function or(values: readonly Truth[]): Truth {
  if (values.includes('true')) return 'true';
  return values.includes('unknown') ? 'unknown' : 'false';
}

export function not(value: Truth): Truth {
  if (value === 'unknown') return 'unknown';
  return value === 'true' ? 'false' : 'true';
}
