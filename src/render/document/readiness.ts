import type { SavedPerson, SavedReadiness } from '../../parse/report-schema.js';
import { number } from '../digits.js';
import { STATE_WORDS } from '../sides.js';
import { type Block, code, type Line, type ReportDocument, type Section, sectionOf, severityTag, type Tone, tagged } from './document.js';
import { commandOf, findingAnchor, findingSections } from './findings.js';
import { named } from './message.js';

const MOST_PEOPLE = 20_000;
const MOST_FINDINGS = 2_000;
const MOST_BARS = 15;

const VERDICTS: readonly (readonly [string, string, Tone])[] = [
  ['blocked', 'blocked', 'bad'],
  ['warnings', 'ready with warnings', 'warn'],
  ['ready', 'ready', 'good'],
  ['no-move', 'nothing to move', 'plain'],
  ['not-known', 'not known', 'plain'],
];
// Told apart by people who see colours otherwise, on a light and on a dark page.
const VERDICT_COLOURS = { blocked: '#d1495b', warnings: '#c98a00', ready: '#2a9d6f', 'no-move': '#7b8794', 'not-known': '#9aa5b1' };
export const SEVERITY_COLOURS = { blocker: '#d1495b', error: '#d97757', warning: '#c98a00', info: '#4a90c2' };

/** A saved readiness result: verdicts and causes as charts, the people as a table, findings and repairs below. */
export function readinessParts(
  { summary, people, findings, plan, notes }: SavedReadiness,
  input = 0,
): Pick<ReportDocument, 'title' | 'summary' | 'tone' | 'sections'> {
  const { direction, headline, listed } = summary;
  const way = direction === 'to-cloud' ? ' to move to Exchange Online' : direction === 'to-onprem' ? ' to move to on-premises' : '';
  return {
    title: `Readiness${way}`,
    summary: headline,
    tone: (summary.verdicts.blocked ?? 0) > 0 ? 'bad' : (summary.verdicts.warnings ?? 0) > 0 ? 'warn' : 'good',
    sections: [
      { title: 'Verdicts', blocks: chartBlocks(summary) },
      ...sectionOf('What was found, and what to do', causeBlocks(summary)),
      {
        title: typeof listed === 'string' ? `People (${listed})` : 'People',
        blocks: peopleBlocks(people, summary.counts, anchorsOf(findings, input)),
      },
      ...findingsSection(findings, plan, input),
      ...sectionOf('Not decided, for want of data', openBlocks(summary)),
      ...sectionOf('Since the earlier result', comparisonBlocks(summary)),
      ...sectionOf('Notes', notes.length === 0 ? [] : [{ kind: 'list', items: notes.slice(0, 300) }]),
    ],
  };
}

function chartBlocks({ verdicts, causes }: SavedReadiness['summary']): readonly Block[] {
  const rows = VERDICTS.flatMap(([kind, label]) => ((verdicts[kind] ?? 0) > 0 ? [{ label, count: verdicts[kind] ?? 0, kind }] : []));
  const bars = causes.slice(0, MOST_BARS).map(({ id, confirmed, possible, severity }) => ({
    label: id.slice(id.indexOf('/') + 1),
    count: confirmed + possible,
    kind: severity,
  }));
  return [
    { kind: 'chart', unit: 'people', chart: { title: 'People by verdict', rows, colours: VERDICT_COLOURS } },
    ...(bars.length === 0
      ? []
      : [{ kind: 'chart' as const, unit: 'people', chart: { title: 'People by cause', rows: bars, colours: SEVERITY_COLOURS } }]),
  ];
}

function causeBlocks({ causes }: SavedReadiness['summary']): readonly Block[] {
  if (causes.length === 0) return [];
  return [
    {
      kind: 'table',
      caption: 'Causes, the worst first',
      columns: [
        { name: 'Severity' },
        { name: 'People', isNumber: true },
        { name: 'Possible', isNumber: true },
        { name: 'Cause' },
        { name: 'What to do' },
      ],
      rows: causes.map(({ id, severity, confirmed, possible, title, action }): readonly Line[] => [
        [tagged(severityTag(severity))],
        number(confirmed + possible),
        number(possible),
        [title, ' ', code(id)],
        action,
      ]),
    },
  ];
}

/** Where the finding of a person stands in full. */
function anchorsOf(findings: SavedReadiness['findings'], input: number): (person: string, id: string) => string | undefined {
  const anchors = new Map<string, string>();
  for (const [index, { id, subject }] of findings.slice(0, MOST_FINDINGS).entries()) {
    const key = `${subject?.id ?? ''}\n${id}`;
    if (!anchors.has(key)) anchors.set(key, findingAnchor(input, index));
  }
  return (person, id) => anchors.get(`${person}\n${id}`);
}

function peopleBlocks(
  people: readonly SavedPerson[],
  counts: SavedReadiness['summary']['counts'],
  anchorOf: ReturnType<typeof anchorsOf>,
): readonly Block[] {
  const left = people.length - MOST_PEOPLE;
  return [
    {
      kind: 'table',
      caption: 'People',
      columns: named('Verdict', 'Name', 'Who', 'On-premises', 'Cloud', 'Found'),
      rows: people.slice(0, MOST_PEOPLE).map(({ id, name, verdict, onprem, cloud, findings }): readonly Line[] => {
        const [, word = verdict, tone = 'plain' as const] = VERDICTS.find(([kind]) => kind === verdict) ?? [];
        return [
          [tagged({ text: word, tone })],
          name,
          id,
          sideWord(onprem, counts.onprem),
          sideWord(cloud, counts.cloud),
          findings.flatMap(({ id: found, status }, index) => {
            const anchor = anchorOf(id, found);
            return [
              ...(index === 0 ? [] : [', ']),
              anchor === undefined ? code(found) : ({ kind: 'jump', text: found, anchor } as const),
              ...(status === 'possible' ? [' (possible)'] : []),
            ];
          }),
        ];
      }),
    },
    ...(left > 0 ? [{ kind: 'paragraph' as const, isDim: true, text: `${number(left)} more people are in the result.` }] : []),
  ];
}

/** The type of the object of one side. A side of which nothing at all was read may hold it. */
function sideWord(side: SavedPerson['onprem'], objects: number | undefined): string {
  if (side !== undefined && side !== null) return side.type ?? 'there';
  return STATE_WORDS[(objects ?? 0) > 0 ? 'no-object' : 'none'];
}

function findingsSection(findings: SavedReadiness['findings'], plan: SavedReadiness['plan'], input: number): readonly Section[] {
  if (findings.length === 0) return [];
  const shown = findings.slice(0, MOST_FINDINGS);
  const left = findings.length - shown.length;
  return [
    {
      title: 'Findings and repairs',
      blocks:
        left > 0
          ? [
              {
                kind: 'paragraph',
                isDim: true,
                text: `The first ${number(MOST_FINDINGS)} findings stand here; ${number(left)} more are in the result.`,
              },
            ]
          : [],
      sections: findingSections(shown, {
        plan,
        questions: [],
        proofs: [],
        inputName: 'input',
        total: Math.max(100, shown.length),
        input,
      }).map((section, index) => {
        const who = shown[index]?.subject?.id;
        return who === undefined || who === '' ? section : { ...section, title: `${who}: ${section.title}` };
      }),
    },
  ];
}

function openBlocks({ toDecide }: SavedReadiness['summary']): readonly Block[] {
  return toDecide.map(
    ({ source, checks, people, how, then }): Block => ({
      kind: 'fold',
      title: `${source}: ${checks.length} ${checks.length === 1 ? 'check' : 'checks'}${people > 0 ? `, for up to ${number(people)} people` : ''}`,
      blocks: [
        { kind: 'commands', label: 'To read it', commands: how.map(commandOf) },
        { kind: 'paragraph', text: then },
        { kind: 'paragraph', isDim: true, text: checks.flatMap((check, index) => (index === 0 ? [code(check)] : [', ', code(check)])) },
      ],
    }),
  );
}

function comparisonBlocks({ comparison }: SavedReadiness['summary']): readonly Block[] {
  if (comparison === undefined) return [];
  const { fixed, new: fresh, same, undecided, added, gone } = comparison;
  return [
    {
      kind: 'pairs',
      pairs: [
        ['Fixed', number(fixed)],
        ['New', number(fresh)],
        ['Still there', number(same)],
        ['Not decided this time', number(undecided)],
        ['People who came', number(added)],
        ['People who went', number(gone)],
      ],
    },
  ];
}
