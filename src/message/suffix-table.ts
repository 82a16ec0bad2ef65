/**
 * Suffixes of the Public Suffix List by their last label, as one text: a line feed, then lines of `com=,co,*.x,!y.x,`. A rule is written
 * without its last label; the empty one is that label itself.
 */
export type SuffixTable = string;

/** A name that needs no further check: lower-case labels of letters, digits and dashes, the last one no number. */
const PLAIN = /^(?:[a-z0-9-]{1,63}\.){1,120}[a-z][a-z0-9-]{0,62}$/;

/**
 * In: the table. Out: a function from a host name to its organizational domain: null for a suffix, undefined for a name that is not plain.
 * Only the line of the name's last label is unpacked: the whole list would take longer than most messages.
 */
export function openSuffixTable(table: SuffixTable): (name: string) => string | null | undefined {
  const known = new Map<string, ReadonlySet<string> | undefined>();
  const rulesOf = (top: string): ReadonlySet<string> | undefined => {
    if (!known.has(top)) {
      const at = table.indexOf(`\n${top}=`);
      known.set(top, at < 0 ? undefined : new Set(table.slice(at + top.length + 2, table.indexOf('\n', at + 1)).split(',')));
    }
    return known.get(top);
  };
  return (name) => {
    if (!PLAIN.test(name)) return undefined;
    const labels = name.split('.');
    const rules = rulesOf(labels.at(-1) ?? '');
    // A last label that the list does not hold is a suffix by itself.
    const length = rules === undefined ? 1 : suffixLength(labels, rules);
    return length >= labels.length ? null : labels.slice(labels.length - length - 1).join('.');
  };
}

/** How many labels the suffix has. https://github.com/publicsuffix/list/wiki/Format */
function suffixLength(labels: readonly string[], rules: ReadonlySet<string>): number {
  let longest = 1;
  let rest = '';
  for (let count = 2; count <= labels.length; count++) {
    const label = labels[labels.length - count] ?? '';
    const name = rest === '' ? label : `${label}.${rest}`;
    if (rules.has(`!${name}`)) return count - 1;
    if (rules.has(name) || rules.has(rest === '' ? '*' : `*.${rest}`)) longest = count;
    rest = name;
  }
  return longest;
}
