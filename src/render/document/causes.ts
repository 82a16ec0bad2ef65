import type { SavedCause, SavedEvidence, SavedFinding } from '../../parse/report-schema.js';
import { number } from '../digits.js';
import { REPAIRERS } from '../text.js';
import { type Block, code, dim, type Line, paragraph, statusTag, strong, tagged, wordFor } from './document.js';
import { placeOf, quotesOf } from './quotes.js';
import { causeSidesBlocks, isInSides } from './sides.js';

const MOST_CAUSES = 40;
const FIRST_POSSIBLE = 5;
const MOST_FACTS = 60;

/** Who can repair it, in words; empty where nobody says. */
export function repairerWords(repairBy: string | undefined): string {
  return repairBy === undefined ? '' : (wordFor(REPAIRERS, repairBy) ?? '');
}

/** The causes of a finding: the proven one, else the likeliest; all others are opened by who doubts. */
export function causeBlocks({ causes, evidence }: SavedFinding, inputName: string): readonly Block[] {
  // What stands above is not quoted again.
  const quoted = new Set(evidence.map(quoteKey));
  const blocksOf = (cause: SavedCause): readonly Block[] => causeBlock(cause, quoted, inputName);
  const confirmed = causes.filter(({ status }) => status === 'confirmed');
  const possible = causes.filter(({ status }) => status === 'possible');
  const ruledOut = causes.filter(({ status }) => status === 'ruled-out');
  const shown = confirmed.length === 0 ? possible.slice(0, FIRST_POSSIBLE) : [];
  const rest = possible.slice(shown.length);
  return [
    ...[...confirmed, ...shown].flatMap(blocksOf),
    ...(rest.length === 0
      ? []
      : [
          {
            kind: 'fold' as const,
            title: `${shown.length > 0 ? 'More that are possible' : 'Also possible'} (${rest.length})`,
            blocks: [...rest.slice(0, MOST_CAUSES).flatMap(blocksOf), ...leftOf(rest.length)],
          },
        ]),
    ...(ruledOut.length === 0
      ? []
      : [
          {
            kind: 'fold' as const,
            title: `Ruled out (${ruledOut.length})`,
            short: ruledOut.slice(0, MOST_CAUSES).map(({ title }) => title),
            blocks: [ruledOutTable(ruledOut, inputName), ...leftOf(ruledOut.length)],
          },
        ]),
  ];
}

const quoteKey = ({ source, text }: SavedEvidence): string => `${source}\n${text}`;
const leftOf = (count: number): readonly Block[] =>
  count > MOST_CAUSES ? [dim(`${number(count - MOST_CAUSES)} more causes are in the result.`)] : [];

/** Of what is ruled out, one line each. */
function ruledOutTable(causes: readonly SavedCause[], inputName: string): Block {
  return {
    kind: 'table',
    caption: 'Causes that are ruled out',
    columns: [{ name: 'Cause' }, { name: 'Because' }],
    rows: causes
      .slice(0, MOST_CAUSES)
      .map(({ title, id, evidence, why }): readonly Line[] => [
        [title, ' ', code(id)],
        evidence.length === 0
          ? (why ?? '')
          : evidence.slice(0, 2).flatMap((one, index) => [...(index === 0 ? [] : ['; ']), `${placeOf(one, inputName)}: `, code(one.text)]),
      ]),
  };
}

function causeBlock(cause: SavedCause, quoted: ReadonlySet<string>, inputName: string): readonly Block[] {
  const { id, title, status, evidence, unverified, repairBy } = cause;
  const who = repairerWords(repairBy);
  const rest = evidence.filter((one) => !isInSides(one, cause) && !quoted.has(quoteKey(one)));
  return [
    paragraph([
      tagged(statusTag(status)),
      ' ',
      status === 'confirmed' ? strong(title) : title,
      ' ',
      code(id),
      ...(unverified === true ? [' Not confirmed by a Microsoft source.'] : []),
      ...(who === '' ? [] : [` ${who.charAt(0).toUpperCase()}${who.slice(1)}.`]),
    ]),
    ...causeSidesBlocks(cause),
    ...quotesOf(rest, inputName),
  ];
}

/** Facts that are missing, for the causes that wait for them. */
export function unknownFacts(causes: readonly SavedCause[]): readonly Block[] {
  const facts = new Set(causes.filter(({ status }) => status === 'possible').flatMap(({ missing }) => missing));
  if (facts.size === 0) return [];
  const names = [...facts].slice(0, MOST_FACTS).flatMap((fact, index) => (index === 0 ? [code(fact)] : [', ', code(fact)]));
  const more = facts.size > MOST_FACTS ? [` and ${facts.size - MOST_FACTS} more`] : [];
  return [{ kind: 'fold', title: `Facts that are not known (${facts.size})`, blocks: [dim([...names, ...more])] }];
}
