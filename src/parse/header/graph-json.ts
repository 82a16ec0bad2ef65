const MARK = '"internetMessageHeaders"';
const MOST_DEPTH = 6;

/**
 * In: a text. Out: the header section of a message that Microsoft Graph printed as JSON (`internetMessageHeaders`), one field a line; undefined for any other text.
 * https://learn.microsoft.com/graph/api/resources/internetmessageheader
 */
export function headersOfGraphJson(text: string): string | undefined {
  if (!text.includes(MARK)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Text around the JSON, or JSON that was cut: it stays as it is.
    return undefined;
  }
  const list = findList(value, MOST_DEPTH);
  const lines = list?.flatMap((item: unknown) => {
    if (typeof item !== 'object' || item === null || !('name' in item) || !('value' in item)) return [];
    const { name, value: content } = item;
    return typeof name === 'string' && typeof content === 'string' ? [`${name}: ${content.replace(/[\r\n]{1,2}[ \t]?/g, '\n ')}`] : [];
  });
  return lines === undefined || lines.length === 0 ? undefined : `${lines.join('\n')}\n`;
}

function findList(value: unknown, depth: number): readonly unknown[] | undefined {
  if (typeof value !== 'object' || value === null || depth === 0) return undefined;
  if ('internetMessageHeaders' in value && Array.isArray(value.internetMessageHeaders)) return value.internetMessageHeaders;
  for (const child of Object.values(value).slice(0, 1000)) {
    const found = findList(child, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
