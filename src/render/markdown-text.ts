import { printable } from './printable.js';

/** A code span; nothing in it is markup. */
export function code(text: string): string {
  return `\`\` ${printable(text).replaceAll('`', "'")} \`\``;
}

/** Code spans in a cell of a table. Readers do not agree what a backslash before an escaped bar means: a blank parts the two. */
export function inCell(spans: string): string {
  return spans.replace(/\\(?=\|)/g, '\\ ').replaceAll('|', '\\|');
}

/** Prose in which nothing is markup. */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]<>|~]/g, '\\$&')
    .replace(/^[#+-]/, '\\$&');
}
