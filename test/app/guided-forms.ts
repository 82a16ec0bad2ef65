/** An object as a console prints it, by its properties. */
export type Properties = Readonly<Record<string, string>>;

/** One line a property, with the blanks of the console, or without them. */
const lines = (of: Properties, line: (name: string, value: string) => string, between = '\n'): string =>
  Object.entries(of)
    .map(([name, value]) => line(name, value))
    .join(between);

const padded = (of: Properties): ((name: string) => string) => {
  const width = Math.max(...Object.keys(of).map((name) => name.length));
  return (name) => name.padEnd(width);
};

const markup = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const cell = (text: string): string => text.replaceAll('|', '\\|');

/** The forms in which chats, tickets, mails, pages and terminals hand an output on: each makes of an object the text that is pasted. */
export const FORMS: Readonly<Record<string, (of: Properties) => string>> = {
  'names without a blank before the colon': (of) => lines(of, (name, value) => `${name}: ${value}`),
  bullets: (of) => lines(of, (name, value) => `- ${name}: ${value}`),
  'bullets of a word processor': (of) => lines(of, (name, value) => `\u2022\t${name} : ${value}`),
  'names in bold': (of) => lines(of, (name, value) => `* **${name}:** ${value}`),
  'a markdown table of properties': (of) => `| Name | Value |\n|---|:--|\n${lines(of, (name, value) => `| ${name} | ${cell(value)} |`)}`,
  'a markdown table of recipients': (of) =>
    `| ${Object.keys(of).join(' | ')} |\n|${'---|'.repeat(Object.keys(of).length)}\n| ${Object.values(of).map(cell).join(' | ')} |`,
  'a table of Jira': (of) => `||Property||Value||\n${lines(of, (name, value) => `|${name}|${value}|`)}`,
  'no line breaks': (of) => `${lines(of, (name, value) => `${name} : ${value}`, ' ')}\n`,
  'no line breaks, but the blanks of the console': (of) => `${lines(of, (name, value) => `${padded(of)(name)} : ${value}`, ' ')}\n`,
  'other line breaks than those of the console': (of) =>
    `${lines(of, (name, value) => `${name} : ${value}`, ' ').replace(/(.{40,70}) /g, '$1\n')}\n`,
  'cells of a spreadsheet': (of) => `${Object.keys(of).join('\t')}\n${Object.values(of).join('\t')}`,
  'cells of Format-Table': (of) =>
    `${Object.keys(of).join('\t')}\n${lines(of, (name) => '-'.repeat(name.length), '\t')}\n${Object.values(of).join('\t')}`,
  'two columns of a page': (of) => lines(of, (name, value) => `${name}\t${value}`),
  'ConvertTo-Html': (of) =>
    `<html><body>\n<table>\n<tr>${lines(of, (name) => `<th>${name}</th>`, '')}</tr>\n<tr>${lines(of, (_, value) => `<td>${markup(value)}</td>`, '')}</tr>\n</table>\n</body></html>`,
  'ConvertTo-Html -As List': (of) =>
    `<table>\n${lines(of, (name, value) => `<tr><td>${name}:</td><td>${markup(value)}</td></tr>`)}\n</table>`,
  'colours of PowerShell 7': (of) => lines(of, (name, value) => `\u001b[32;1m${padded(of)(name)} : \u001b[0m${value}`),
  'colours without their escape character': (of) => lines(of, (name, value) => `[32;1m${padded(of)(name)} : [0m${value}`),
  'backticks around each line': (of) => lines(of, (name, value) => `\`${padded(of)(name)} : ${value}\``),
  'addresses that became links': (of) =>
    lines(of, (name, value) => `${padded(of)(name)} : ${/^[\w.]+@[\w.]+$/.test(value) ? `${value}<mailto:${value}>` : value}`),
  'line breaks of a word processor': (of) => lines(of, (name, value) => `${padded(of)(name)} : ${value}`, '\u000b'),
  'tags of a page': (of) => `<pre>${lines(of, (name, value) => `${padded(of)(name)} : ${value}`, '<br>\n')}</pre>`,
};

/** A table of Format-Table of which each run of blanks is one blank. */
export const collapsed = (of: Properties): string =>
  `${Object.keys(of).join(' ')}\n${lines(of, (name) => '-'.repeat(name.length), ' ')}\n${Object.values(of)
    .filter((value) => value !== '')
    .join(' ')}`;
