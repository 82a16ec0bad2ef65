/** A text as a literal of OData: in single quotes, a quote inside doubled. It is still to be encoded for a URL. */
export function odataText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/**
 * In: query options without their dollar sign, with values as they are. Out: `?$filter=...&$top=...`, encoded; empty for none.
 * The one place where values enter a URL. Half a surrogate pair becomes U+FFFD, as URLs have it.
 */
export function odataQuery(options: Readonly<Record<string, string | number | undefined>>): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) parts.push(`$${name}=${encodeURIComponent(String(value).toWellFormed()).replaceAll('%2C', ',')}`);
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
