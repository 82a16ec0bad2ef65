/** Places that a text is searched through for marks; a text with more of them was made for that. */
const MOST_LINKS = 20_000;
const LONGEST_LINK = 320;

/**
 * Takes off what a page, a chat or a terminal puts into the text itself: colours, links that were made of addresses, tags of a page, other line breaks
 * than those of a file, quotes that were curled in JSON. Bad input: stays as it is. Linear in time.
 */
export function withoutMarks(text: string): string {
  const plain = withoutColours(text).replace(/[\u000b\u000c\u0085\u2028\u2029]/g, '\n');
  return withoutTags(withoutLinks(straightJson(plain)));
}

/** Colours of a terminal: PowerShell 7 writes names in green. A copy often loses the escape character, or shows another one for it. */
function withoutColours(text: string): string {
  if (!/[\u001b\u009b]|\[32;1m/.test(text)) return text;
  const plain = text
    .replace(/(?:\u001b|\u009b)\][^\u0007\u001b\u009b\n]{0,2000}(?:\u0007|\u001b\\)/g, '')
    .replace(/(?:\u001b\[|\u009b)[0-9;?]{0,20}[A-Za-z]/g, '');
  if (!plain.includes('[32;1m') || !plain.includes('[0m')) return plain;
  return plain.replace(/(?:\u241b|\u2190|\^\[|\\x1b|\\u001b|\\e|`e)?\[(?:\d{1,3}(?:;\d{1,3}){0,4})?m/gi, '');
}

/** JSON begins with a bracket and a quote: then all its quotes were curled, and none of a value is left to be told. */
function straightJson(text: string): string {
  return /^\s{0,200}[{[][\s{[]{0,200}\u201c/.test(text.slice(0, 500)) ? text.replace(/[\u201c\u201d]/g, '"') : text;
}

/**
 * `kim@contoso.com<mailto:kim@contoso.com>` of Outlook, `[kim@contoso.com](mailto:kim@contoso.com)` of markdown, `<mailto:kim@contoso.com|kim@contoso.com>` of
 * Slack, `[kim@contoso.com|mailto:kim@contoso.com]` of Jira: the address alone, where both are the same.
 */
function withoutLinks(text: string): string {
  if (!text.includes('mailto:')) return text;
  let plain = '';
  let from = 0;
  for (let count = 0; count < MOST_LINKS; count++) {
    const at = text.indexOf('mailto:', from);
    if (at < 0) break;
    const link = linkAt(text, at, from);
    plain += link === undefined ? text.slice(from, at + 7) : text.slice(from, link.from) + link.text;
    from = link === undefined ? at + 7 : link.to;
  }
  return plain + text.slice(from);
}

interface Link {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The link around `mailto:` at a place; nothing of it lies before `least`. */
function linkAt(text: string, at: number, least: number): Link | undefined {
  const behind = text.slice(at + 7, at + 7 + LONGEST_LINK * 2);
  const before = text.slice(Math.max(least, at - LONGEST_LINK), at);
  const opening = before.at(-1);
  const end = (opening === '<' ? /[>\s]/ : /[)\]\s]/).exec(behind);
  if (end === null) return undefined;
  const [address = '', label] = behind.slice(0, end.index).split('|');
  const to = at + 7 + end.index + 1;
  if (end[0] === '>') {
    if (label !== undefined) return isSame(address, label) ? { from: at - 1, to, text: label } : undefined;
    const shown = before.slice(0, -1);
    return shown.toLowerCase().endsWith(address.toLowerCase()) && address !== '' ? { from: at - 1, to, text: '' } : undefined;
  }
  const open = before.lastIndexOf('[');
  const isMarkdown = end[0] === ')' && before.endsWith('](');
  const isJira = end[0] === ']' && opening === '|';
  if (open < 0 || !(isMarkdown || isJira)) return undefined;
  const shown = before.slice(open + 1, isMarkdown ? -2 : -1);
  return isSame(address, shown) ? { from: at - before.length + open, to, text: shown } : undefined;
}

function isSame(one: string, other: string): boolean {
  return one !== '' && one.toLowerCase() === other.toLowerCase();
}

/** Tags that break lines or hold text as it is. A table of a page, CLIXML and other XML are read as what they are. */
function withoutTags(text: string): string {
  if (!/<(?:br|pre|code|p|div|span)[\s/>]/i.test(text) || /<(?:Objs|\?xml|table|html)[\s>]/i.test(text)) return text;
  return text.replace(/<br ?\/?>(?:\r?\n)?|<\/(?:p|div)>/gi, '\n').replace(/<\/?(?:pre|code|p|div|span)(?: [^<>\n]{0,300})?>/gi, '');
}
