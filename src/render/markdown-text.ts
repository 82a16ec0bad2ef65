import { printable } from './printable.js';

/** A code span; nothing in it is markup. */
export function code(text: string): string {
  return `\`\` ${printable(text).replaceAll('`', "'")} \`\``;
}

/** Prose in which nothing is markup. */
export function escapeMarkdown(text: string): string {
  return printable(text)
    .replace(/[\\`*_[\]<>|~]/g, '\\$&')
    .replace(/^[#+-]/, '\\$&');
}
