import type { SavedAdoption, SavedMatch, SavedResult, SavedRoute } from '../../parse/report-schema.js';
import { number } from '../digits.js';
import {
  type Block,
  BOTH_SIDES,
  code,
  type Line,
  listOf,
  paragraph,
  type ReportDocument,
  type Section,
  type SideRow,
  type Stop,
  sectionOf,
  strong,
  type Tone,
  tagged,
  wordFor,
} from './document.js';
import { commandOf, proofBlock, riskTag } from './findings.js';
import { named } from './message.js';
import { placeOf } from './quotes.js';
import { sideCell } from './sides.js';

/** What a maker gives of one result. */
export type Parts = Pick<ReportDocument, 'title' | 'summary' | 'tone' | 'sections'>;

export const MOST_ROWS = 20_000;

export function outcomeTone(outcome: string): Tone {
  if (/^(?:error|blocked|quarantine|bounce|loop)/.test(outcome)) return 'bad';
  return outcome === 'undecided' ? 'warn' : 'good';
}

const outcomeTag = (outcome: string): Line => [tagged({ text: outcome, tone: outcomeTone(outcome) })];
const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
export const notesSection = (notes: readonly string[]): readonly Section[] => sectionOf('Notes', listOf(notes.slice(0, 300)));

/** One cycle of one object. */
export function matchParts(match: Extract<SavedResult, { kind: 'match' }>['match']): Parts {
  const { object, type, outcome, why, isCertain, steps, also, changes, lost, missing, next, notes, whatIf } = match;
  return {
    title: `Synchronization of ${object}`,
    summary: `${outcome}${isCertain ? '' : ' (not certain)'}: ${sentence(why)}`,
    tone: isCertain ? outcomeTone(outcome) : 'warn',
    sections: [
      ...sectionOf(`One synchronization cycle for this ${type}`, stopsOf(steps)),
      ...sectionOf('Also', listOf(also)),
      ...sectionOf('What the cycle changes in the cloud', changes.length === 0 ? [] : [changeTable(changes)]),
      ...sectionOf('What the cloud object loses', listOf(lost.slice(0, 300).map((one): Line => [code(one)]))),
      ...sectionOf('To be certain', listOf(missing.map(({ what, how }): Line => [`${what}: `, code(how)]))),
      ...sectionOf('Next', listOf(next)),
      ...(whatIf === undefined ? [] : whatIfSection(whatIf.assignments, whatIf.before, outcome)),
      ...notesSection(notes),
    ],
  };
}

function stopsOf(steps: SavedMatch['steps']): readonly Block[] {
  if (steps.length === 0) return [];
  return [
    {
      kind: 'stops',
      label: 'What the engine looks at, in order',
      stops: steps.map(
        ({ stage, looked, found, evidence }): Stop => ({
          title: `${stage}: ${looked}`,
          lines: [found],
          quotes: evidence.slice(0, 4).map((one) => ({ place: placeOf(one, 'input'), text: one.text })),
        }),
      ),
    },
  ];
}

function changeTable(changes: SavedMatch['changes']): Block {
  return {
    kind: 'table',
    caption: 'Changes',
    columns: named('Object', 'Attribute', 'Was', 'Becomes'),
    rows: changes
      .slice(0, MOST_ROWS)
      .map(({ object, attribute, from, to }): readonly Line[] => [object, [code(attribute)], valueWords(from), valueWords(to)]),
  };
}

const shown = (value: string | readonly string[] | null | undefined): string | null | undefined =>
  typeof value === 'object' && value !== null ? value.join(', ') : value;

function valueWords(value: string | readonly string[] | null | undefined): string {
  return sideCell(shown(value)).text;
}

function whatIfSection(assignments: readonly string[], before: SavedMatch, after: string): readonly Section[] {
  return [
    {
      title: 'What was assumed',
      blocks: [
        ...listOf(assignments.map((one): Line => [code(one)])),
        paragraph(['Without it: ', code(before.outcome), '. With it: ', code(after), '.']),
      ],
    },
  ];
}

/** One cycle of all objects. */
export function matchesParts({ rows, notes }: Extract<SavedResult, { kind: 'matches' }>): Parts {
  const counts = countsOf(rows.map(({ outcome }) => outcome));
  const bad = rows.filter(({ outcome }) => outcomeTone(outcome) === 'bad').length;
  return {
    title: 'Synchronization of all objects',
    summary: `One synchronization cycle for ${number(rows.length)} on-premises objects: ${bad === 0 ? 'none ends in an error' : `${number(bad)} end in an error, a block or a quarantine`}.`,
    tone: bad > 0 ? 'bad' : 'good',
    sections: [
      { title: 'Outcomes', blocks: [countChart('Objects by outcome', 'objects', counts, (outcome) => outcomeTone(outcome))] },
      {
        title: 'Objects',
        blocks: [
          {
            kind: 'table',
            caption: 'Objects with what the cycle does',
            columns: named('Outcome', 'Object', 'Type', 'Certain', 'Why'),
            rows: rows
              .slice(0, MOST_ROWS)
              .map(({ object, type, outcome, isCertain, why }): readonly Line[] => [
                outcomeTag(outcome),
                object,
                type,
                isCertain ? 'yes' : 'no',
                why,
              ]),
          },
        ],
      },
      ...notesSection(notes),
    ],
  };
}

const TONE_COLOURS: Readonly<Record<Tone, string>> = { bad: '#d1495b', warn: '#c98a00', good: '#2a9d6f', plain: '#7b8794' };

function countChart(title: string, unit: string, counts: readonly (readonly [string, number])[], toneOf: (name: string) => Tone): Block {
  return {
    kind: 'chart',
    unit,
    chart: { title, rows: counts.slice(0, 15).map(([label, count]) => ({ label, count, kind: toneOf(label) })), colours: TONE_COLOURS },
  };
}

function countsOf(names: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
}

const ENDS: Readonly<Record<string, string>> = {
  delivered: 'delivered',
  loop: 'loops',
  bounce: 'returned to the sender',
  leaves: 'leaves the organization',
  undecided: 'not decided',
};
const PLACES: Readonly<Record<string, string>> = {
  'exchange-online': 'Exchange Online',
  'on-premises': 'on-premises',
  gateway: 'gateway',
  internet: 'internet',
};
const placeName = (at: string): string => wordFor(PLACES, at) ?? at;

export function routeParts(route: SavedRoute): Parts {
  const { from, to, outcome, notes } = route;
  return {
    title: `The way of a message from ${from} to ${to}`,
    summary: `It is ${wordFor(ENDS, outcome.kind) ?? outcome.kind}${typeof outcome.status === 'string' ? ` (${outcome.status})` : ''}: ${sentence(outcome.why)}`,
    tone: outcomeTone(outcome.kind),
    sections: [{ title: 'Step by step', blocks: routeBlocks(route) }, ...notesSection(notes)],
  };
}

export function routeBlocks({ path, steps, outcome, trustLost, likely }: SavedRoute): readonly Block[] {
  return [
    paragraph([code(path)]),
    ...(steps.length === 0
      ? []
      : [
          {
            kind: 'stops' as const,
            label: 'Places that the message passes',
            stops: steps.map(
              ({ at, recipient, what, because, trust, evidence }): Stop => ({
                title: `${placeName(at)}: ${what}`,
                tags:
                  trust === 'anonymous'
                    ? [{ text: 'as anonymous mail', tone: 'warn' }]
                    : trust === 'internal'
                      ? [{ text: 'as internal mail', tone: 'good' }]
                      : [],
                lines: [['for ', code(recipient)], because],
                quotes: evidence.slice(0, 4).map((one) => ({ place: placeOf(one, 'input'), text: one.text })),
              }),
            ),
          },
        ]),
    paragraph([tagged({ text: wordFor(ENDS, outcome.kind) ?? outcome.kind, tone: outcomeTone(outcome.kind) }), ` ${outcome.why}`]),
    ...(trustLost === undefined || trustLost === null
      ? []
      : [paragraph(`Its trust is lost at ${placeName(trustLost.at)}: ${trustLost.why}`)]),
    ...listOf(outcome.missing.map(({ what, how }): Line => [`Not known: ${what}. `, code(how)])),
    ...(likely === undefined || likely === null
      ? []
      : [paragraph(['With what the Hybrid Configuration Wizard makes: ', code(likely.path)]), ...listOf(likely.assumed)]),
  ];
}

const GROUPS: readonly (readonly [string, string, Tone])[] = [
  ['create', 'to be created', 'warn'],
  ['enable', 'to be enabled', 'warn'],
  ['convert', 'to be converted', 'warn'],
  ['finish', 'to be finished', 'warn'],
  ['clash', 'clash', 'bad'],
  ['blocked', 'blocked', 'bad'],
  ['not-read', 'not read', 'plain'],
  ['known', 'known already', 'good'],
];
const groupOf = (group: string): readonly [string, Tone] => {
  const [, word = group, tone = 'plain' as const] = GROUPS.find(([key]) => key === group) ?? [];
  return [word, tone];
};

export function adoptionParts({ headline, counts, whole, people, notes }: SavedAdoption): Parts {
  const rows = GROUPS.flatMap(([key, word]): readonly (readonly [string, number])[] =>
    (counts[key] ?? 0) > 0 ? [[word, counts[key] ?? 0]] : [],
  );
  const bad = (counts.clash ?? 0) + (counts.blocked ?? 0);
  return {
    title: 'Adopting cloud mailboxes on-premises',
    summary: headline,
    tone: bad > 0 ? 'bad' : people.length === (counts.known ?? 0) ? 'good' : 'warn',
    sections: [
      {
        title: 'Mailboxes',
        blocks: [
          countChart('People by what is to be done', 'people', rows, (label) => GROUPS.find(([, word]) => word === label)?.[2] ?? 'plain'),
          ...(whole === undefined ? [] : [proofBlock({ result: whole.isProven ? 'proven' : 'not-proven', why: whole.why })]),
        ],
      },
      { title: 'People', blocks: [], sections: people.slice(0, MOST_ROWS).map((person) => adopteeSection(person, people.length)) },
      ...notesSection(notes),
    ],
  };
}

const DIFFERENT = ['differs', 'missing', 'taken'];
/** What on-premises holds, by the state of a row that has no value of it. */
const ABSENT: Readonly<Record<string, string>> = { missing: 'not-set', free: 'not-set', 'not read': 'not-read' };

/** `create`: the object is still to be made. */
function comparedRow(group: string): (row: SavedAdoption['people'][number]['compared'][number]) => SideRow {
  return ({ attribute, onPrem, cloud, state, note }) => ({
    name: typeof note === 'string' && note !== '' ? `${attribute} (${note})` : attribute,
    onprem: sideCell(onPrem ?? undefined, group === 'create' ? 'no-object' : (wordFor(ABSENT, state) ?? 'none')),
    cloud: sideCell(cloud ?? undefined, state === 'not read' ? 'not-read' : 'none'),
    isDifferent: DIFFERENT.includes(state),
  });
}

function adopteeSection(person: SavedAdoption['people'][number], total: number): Section {
  const { id, name, group, why, questions, compared, candidates, match, cloudGroups, steps, proof, notes } = person;
  const [word, tone] = groupOf(group);
  const rows = compared.map(comparedRow(group));
  return {
    title: name === id || name === '' ? id : `${name} (${id})`,
    kind: 'finding',
    isFolded: total > 12,
    tags: [{ text: word, tone }],
    blocks: [
      ...listOf(why),
      ...listOf(questions),
      ...listOf(candidates.slice(0, 20).map(({ object, keys }): Line => [strong(object), ` answers to ${keys.join(', ')}`])),
      ...(rows.length === 0 ? [] : [{ kind: 'sides' as const, caption: 'What must be equal', sides: BOTH_SIDES, rows }]),
      ...(match === undefined || match === null ? [] : [paragraph(['Then the synchronization: ', code(match.outcome), `: ${match.why}`])]),
      ...(cloudGroups === undefined || cloudGroups === null || cloudGroups.length === 0
        ? []
        : [paragraph(`Groups that exist only in the cloud: ${cloudGroups.slice(0, 50).join(', ')}`)]),
      ...(proof === undefined || proof === null ? [] : [proofBlock(proof)]),
      ...listOf(notes),
    ],
    sections: steps.map(
      (step, index): Section => ({
        title: step.title,
        number: index + 1,
        kind: 'step',
        tags: [riskTag(step.risk)],
        blocks: [{ kind: 'commands', label: 'Run', commands: step.commands.map(commandOf) }],
      }),
    ),
  };
}
