import type { Adoptee, Adoption, ComparedValue } from '../../fixes/adoption.js';
import { type Paint, wrap } from '../lines.js';
import { printable } from '../printable.js';
import { GROUP_WORDS, groupsOf, headlineOf, matchLine, membershipLine, stillOpen } from './view.js';

const MOST_LISTED = 200;

export interface TextOptions {
  readonly paint: Paint;
  readonly width: number;
  /** Every value and every step of everyone. */
  readonly isVerbose: boolean;
}

/** Who is to be adopted: numbers first, then the people by what has to be done. */
export function adoptText(adoption: Adoption, notes: readonly string[], options: TextOptions): string {
  const { paint, width } = options;
  const lines = wrap(paint('strong', headlineOf(adoption)), width, 0).slice();
  lines.push('');
  for (const [group, count] of groupsOf(adoption)) lines.push(`${String(count).padStart(6)}  ${group.padEnd(9)} ${GROUP_WORDS[group]}`);
  if (adoption.ready.length > 0) lines.push('', ...wrap(adoption.whole.why, width, 0));
  for (const [group, count, listed] of groupsOf(adoption)) {
    if (listed.length === 0) continue;
    lines.push('', paint('strong', `${group} (${count}): ${GROUP_WORDS[group]}`));
    for (const person of listed.slice(0, options.isVerbose ? listed.length : MOST_LISTED)) lines.push(...personLines(person, options));
    if (!options.isVerbose && listed.length > MOST_LISTED)
      lines.push(`  ${listed.length - MOST_LISTED} more: --verbose, --format csv and --format json list all.`);
  }
  for (const note of [...notes, ...adoption.notes]) lines.push('', ...wrap(`Note: ${printable(note)}`, width, 6));
  return `${lines.join('\n')}\n`;
}

function personLines(person: Adoptee, { paint, width, isVerbose }: TextOptions): readonly string[] {
  const { id, name, mailbox, why, questions, candidates, compared, proposal, container, group, notes, steps, memberships } = person;
  const say = (text: string): readonly string[] => wrap(`      ${printable(text)}`, width, 8);
  const lines = [
    `  ${paint('id', printable(id))}  ${printable(name === id ? '' : name.replace(id, '').trim())}${name === id ? '' : ', '}${printable(mailbox)}`,
  ];
  for (const one of why) lines.push(...say(one));
  for (const { name: holder, kind, keys, verdict } of group === 'create' || isVerbose ? candidates : [])
    lines.push(...say(`${holder} (${kind}), by ${keys.join(', ') || 'the join'}: ${verdict}.`));
  if (proposal !== undefined && group === 'create')
    lines.push(
      ...say(
        `New object ${proposal.name} in ${container ?? 'a container that is not named'}: sAMAccountName ${proposal.samAccountName}, alias ${proposal.alias}.`,
      ),
    );
  const match = matchLine(person);
  if (match !== undefined) lines.push(...say(`Next synchronization: ${match}.`));
  if (isVerbose) lines.push(...tableLines(compared, width), ...say(membershipLine(person)));
  else {
    lines.push(...differing(compared, group === 'finish').flatMap(say));
    if (group !== 'known' && memberships !== undefined && memberships.length > 0) lines.push(...say(membershipLine(person)));
  }
  if (isVerbose)
    for (const { title, commands } of steps)
      lines.push(...say(`Step: ${title}`), ...commands.map(({ text }) => `        ${printable(text)}`));
  for (const note of notes) lines.push(...say(`Note: ${note}`));
  for (const question of questions) lines.push(...say(`? ${question}`));
  return lines;
}

/** Values that keep somebody from being known, or that another object holds. */
function differing(compared: readonly ComparedValue[], withMissing: boolean): readonly string[] {
  const shown = compared.filter(
    ({ state, isNeeded }) =>
      state === 'taken' || state === 'differs' || state === 'not read' || (withMissing && isNeeded && state === 'missing'),
  );
  return shown
    .slice(0, 6)
    .map(
      ({ attribute, state, onPrem, cloud, note }) =>
        `${attribute}: ${state}${sides(onPrem, cloud)}${note === undefined ? '' : ` (${note})`}`,
    );
}

const sides = (onPrem: string | undefined, cloud: string | undefined): string =>
  onPrem === undefined ? (cloud === undefined ? '' : `, ${cloud}`) : `, on-premises ${onPrem}, cloud ${cloud ?? 'not read'}`;

function tableLines(compared: readonly ComparedValue[], width: number): readonly string[] {
  const rows = compared.map(({ attribute, state, onPrem, cloud, note }) =>
    [attribute, state, onPrem ?? '-', cloud ?? '-', note ?? ''].map((cell) => printable(cell)),
  );
  const table = [
    ['attribute', 'state', 'on-premises', 'cloud', ''],
    ...rows.map((cells) => cells.map((cell) => short(cell, Math.max(28, Math.floor(width / 2))))),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  return table.map((cells) => `        ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}

const short = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** The reverse check after the scripts were run: who is known now, and who is not and why. */
export function checkText(adoption: Adoption, notes: readonly string[], { paint, width }: TextOptions): string {
  const open = adoption.people.filter(({ group }) => group !== 'known');
  const total = adoption.counts.known + open.length;
  const lines = [
    paint('strong', `On-premises Exchange knows ${adoption.counts.known} of ${total} cloud ${total === 1 ? 'mailbox' : 'mailboxes'}.`),
  ];
  for (const person of open) {
    lines.push('', `  ${paint('id', printable(person.id))}  ${person.group}`);
    for (const why of stillOpen(person).slice(0, 12)) lines.push(...wrap(`      ${printable(why)}`, width, 8));
  }
  for (const note of [...notes, ...adoption.notes]) lines.push('', ...wrap(`Note: ${printable(note)}`, width, 6));
  return `${lines.join('\n')}\n`;
}
