import type { Adoptee, Adoption } from '../../fixes/adoption.js';
import { code, escapeMarkdown, inCell } from '../markdown-text.js';
import { GROUP_WORDS, groupsOf, headlineOf, matchLine, membershipLine } from './view.js';

/** The result for a ticket. */
export function adoptMarkdown(adoption: Adoption, notes: readonly string[]): string {
  const lines = [
    '# Cloud mailboxes that on-premises Exchange has to know',
    '',
    `**${escapeMarkdown(headlineOf(adoption))}**`,
    '',
    '| people | group | meaning |',
    '|---:|---|---|',
  ];
  for (const [group, count] of groupsOf(adoption)) lines.push(`| ${count} | ${group} | ${escapeMarkdown(GROUP_WORDS[group])} |`);
  if (adoption.ready.length > 0) lines.push('', escapeMarkdown(adoption.whole.why));
  for (const [group, count, listed] of groupsOf(adoption)) {
    if (listed.length === 0) continue;
    lines.push('', `## ${group} (${count})`);
    for (const person of listed) lines.push('', ...personLines(person));
  }
  for (const note of [...notes, ...adoption.notes]) lines.push('', `Note: ${escapeMarkdown(note)}`);
  return `${lines.join('\n')}\n`;
}

function personLines(person: Adoptee): readonly string[] {
  const { id, mailbox, why, questions, candidates, compared, steps, notes } = person;
  const lines = [`### ${code(id)}`, '', `${escapeMarkdown(mailbox)}. ${why.map(escapeMarkdown).join(' ')}`];
  const match = matchLine(person);
  if (match !== undefined) lines.push('', `Next synchronization: ${escapeMarkdown(match)}.`);
  for (const { name, kind, keys, verdict } of candidates)
    lines.push(`- ${code(name)} (${kind}), by ${keys.join(', ') || 'the join'}: ${escapeMarkdown(verdict)}`);
  if (compared.length > 0) {
    lines.push('', '| attribute | on-premises | cloud | state |', '|---|---|---|---|');
    for (const { attribute, onPrem, cloud, state, note } of compared) {
      const cells = [
        escapeMarkdown(attribute),
        onPrem === undefined ? '' : code(onPrem),
        cloud === undefined ? '' : code(cloud),
        `${state}${note === undefined ? '' : ` ${escapeMarkdown(note)}`}`,
      ];
      lines.push(`| ${cells.map(inCell).join(' | ')} |`);
    }
    lines.push('', escapeMarkdown(membershipLine(person)));
  }
  if (steps.length > 0)
    lines.push(
      '',
      ...steps.flatMap(({ title, commands }, index) => [
        `${index + 1}. ${escapeMarkdown(title)}`,
        ...commands.map(({ text }) => `   - ${code(text)}`),
      ]),
    );
  for (const note of notes) lines.push('', `Note: ${escapeMarkdown(note)}`);
  for (const question of questions) lines.push('', `**${escapeMarkdown(question)}**`);
  return lines;
}
