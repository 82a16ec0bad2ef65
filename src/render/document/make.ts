import { baseName } from '../../evidence/base-name.js';
import type { SavedFinding, SavedReport, SavedResult } from '../../parse/report-schema.js';
import { number } from '../digits.js';
import { briefOf, briefOfMany } from './brief.js';
import {
  type Block,
  type Line,
  listOf,
  type Pair,
  paragraph,
  type ReportDocument,
  type Section,
  sectionOf,
  type Tone,
  tagged,
  wordFor,
} from './document.js';
import { differenceParts, doctorParts, snapshotParts } from './environment.js';
import { findingAnchor, findingSections, proofBlock, stepSections } from './findings.js';
import { messageSections, named, resultTone } from './message.js';
import { overview, type Row } from './overview.js';
import { readinessParts } from './readiness.js';
import { adoptionParts, matchesParts, matchParts, type Parts, routeBlocks, routeParts } from './results.js';

export interface DocumentOptions {
  /** Version of the program that makes the document. */
  readonly version: string;
  readonly title?: string | undefined;
  /** When it is made, in words; left out where nobody says. */
  readonly madeAt?: string | undefined;
  readonly isRedacted: boolean;
}

/** One result and what its file is called. */
export interface NamedResult {
  readonly name: string;
  readonly result: SavedResult;
}

/** One document of one or several results: of several, with all findings in one table first. */
export function makeDocument(results: readonly NamedResult[], options: DocumentOptions): ReportDocument {
  const [only] = results;
  const parts = results.length === 1 && only !== undefined ? partsOf(only.result) : partsOfMany(results);
  const { version, title, madeAt, isRedacted } = options;
  const first = results.map(({ result }) => toolOf(result)).find((tool) => tool !== undefined);
  const rules =
    first?.ruleSet === undefined ? '' : `, with the rules ${first.ruleSet}${first.rules === undefined ? '' : ` (${number(first.rules)})`}`;
  return {
    ...parts,
    title: title ?? parts.title,
    brief:
      results.length > 1
        ? briefOfMany(results.flatMap(({ result }) => (result.kind === 'report' ? result.report.findings : [])))
        : only?.result.kind === 'report'
          ? briefOf(only.result.report, parts.sections)
          : [],
    facts: [
      ...(results.length === 1 && only !== undefined ? inputFacts(only) : [['Inputs', number(results.length)] as const]),
      ...(madeAt === undefined ? [] : [['Made', madeAt] as const]),
      ['By', `crossprem ${first?.version ?? version}${rules}`],
      [
        'Names',
        isRedacted
          ? 'People, domains, hosts and ids are replaced, each always by the same.'
          : 'As they are: this file holds data of people.',
      ],
    ],
    footer: [
      isRedacted
        ? 'Look through it before you send it: what nobody could know to be a name may still be in it.'
        : 'It holds data of people and of the organization: share it as you would share the directory. crossprem report --redact makes one without names.',
      'Nothing in it runs or changes anything; commands are to be read before they are run.',
    ],
  };
}

function toolOf(
  result: SavedResult,
): { readonly version: string; readonly rules?: number | undefined; readonly ruleSet?: string | undefined } | undefined {
  switch (result.kind) {
    case 'report':
      return result.report.tool;
    case 'readiness':
      return result.tool;
    default:
      return undefined;
  }
}

const KINDS: Readonly<Record<string, string>> = {
  'migration-error': 'migration error',
  ndr: 'non-delivery report',
  'sync-error': 'synchronization error',
  headers: 'message headers',
  recipients: 'recipients',
  unknown: 'a text of no kind that is known',
};

function inputFacts({ name, result }: NamedResult): readonly Pair[] {
  if (result.kind !== 'report') return name === '' ? [] : [['From', baseName(name)]];
  const { input } = result.report;
  return [
    ['Input', `${inputName(result.report, name)}, ${wordFor(KINDS, input.kind) ?? input.kind}`],
    ...(input.truncated === true ? [['Cut', 'A limit cut the input; the notes say what was left out.'] as const] : []),
  ];
}

function inputName({ input }: SavedReport, name: string): string {
  return typeof input.name === 'string' && input.name !== '' ? baseName(input.name) : name === '' ? 'pasted text' : baseName(name);
}

function partsOf(result: SavedResult, input = 0): Parts {
  switch (result.kind) {
    case 'report':
      return reportParts(result.report);
    case 'readiness':
      return readinessParts(result, input);
    case 'match':
      return matchParts(result.match);
    case 'matches':
      return matchesParts(result);
    case 'route':
      return routeParts(result.route);
    case 'adoption':
      return adoptionParts(result.adoption);
    case 'doctor':
      return doctorParts(result.lines);
    case 'difference':
      return differenceParts(result.difference);
    case 'snapshot':
      return snapshotParts(result.snapshot);
  }
}

function reportParts(report: SavedReport): Parts {
  const isHeaders = report.input.kind === 'headers';
  return {
    title: isHeaders ? 'Message headers' : 'Diagnosis',
    summary: summaryOf(report),
    tone: toneOf(report.findings),
    sections: reportSections(report, { total: report.findings.length, input: 0, most: MOST_FULL }),
  };
}

function summaryOf({ findings, input, message }: SavedReport): string {
  const [first] = findings;
  if (first === undefined)
    return input.kind === 'headers' && message !== undefined
      ? 'The headers show no fault.'
      : 'Nothing found: no known error stands in the text.';
  const cause = first.causes.find(({ status }) => status === 'confirmed');
  const more =
    findings.length === 1 ? '' : ` ${number(findings.length - 1)} more ${findings.length === 2 ? 'finding follows' : 'findings follow'}.`;
  const sure = first.status === 'possible' ? 'Possible: ' : '';
  return cause === undefined || cause.title === first.title
    ? `${sure}${first.title}.${more}`
    : `${sure}${first.title}. The cause: ${cause.title}.${more}`;
}

function toneOf(findings: readonly SavedFinding[]): Tone {
  if (findings.some(({ severity }) => severity === 'blocker' || severity === 'error')) return 'bad';
  return findings.some(({ severity }) => severity === 'warning') ? 'warn' : findings.length > 0 ? 'plain' : 'good';
}

/** A document has so many findings in full, and more of them in its table: a browser has to hold it. */
const MOST_FULL = 2000;
/** From so many findings on, a table of them stands before them. */
const OVERVIEW_FROM = 3;

interface Share {
  /** Findings of the whole document. */
  readonly total: number;
  /** Number of the input in it. */
  readonly input: number;
  /** So many findings in full. */
  readonly most: number;
}

function reportSections(report: SavedReport, { total, input, most }: Share): readonly Section[] {
  const { findings, plan, questions, proofs, message, route, notes } = report;
  const shown = findings.slice(0, most);
  const sections = findingSections(shown, { plan, questions, proofs, inputName: inputName(report, ''), total, input });
  const left = findings.length - shown.length;
  const placed = new Set(shown.flatMap(({ id }) => id));
  const lone = plan.filter(({ finding }) => !placed.has(finding));
  return [
    ...(total >= OVERVIEW_FROM && total === findings.length
      ? [
          {
            title: 'All findings',
            blocks: overview(
              findings.map((finding, index) => ({
                finding,
                anchor: index < most ? findingAnchor(input, index) : undefined,
                input: undefined,
              })),
            ),
          },
        ]
      : []),
    ...sections,
    ...(left > 0
      ? [
          {
            title: 'More findings',
            blocks: [paragraph(`${number(left)} more findings stand in the table above; all about them is in the result.`)],
          },
        ]
      : []),
    ...(lone.length === 0
      ? []
      : [{ title: 'Repair', blocks: proofs.map(proofBlock), sections: stepSections(lone.slice(0, MOST_FULL), `repair-${input + 1}`) }]),
    ...(route === undefined ? [] : [{ title: `The way of a message to ${route.to}`, blocks: routeBlocks(route) }]),
    ...sectionOf('Checks, computed anew', computedBlocks(report)),
    ...(message === undefined || message === null ? [] : messageSections(message)),
    ...sectionOf('Notes', listOf(notes.slice(0, 300))),
  ];
}

function computedBlocks({ verification }: SavedReport): readonly Block[] {
  if (verification === undefined) return [];
  const { spf, dkim, dmarc, arc, notes } = verification;
  const rows = ([['SPF', spf], ...dkim.map((one) => ['DKIM', one] as const), ['DMARC', dmarc], ['ARC', arc]] as const).map(
    ([name, check]): readonly Line[] => [
      name,
      [tagged({ text: check.result, tone: resultTone(check.result) })],
      check.domain ?? '',
      check.why,
    ],
  );
  return [{ kind: 'table', caption: 'Checks', columns: named('Check', 'Result', 'Domain', 'Why'), rows }, ...listOf(notes)];
}

function partsOfMany(results: readonly NamedResult[]): Parts {
  const nameAt = shortNames(results);
  const reports = results.flatMap(({ result }, input) =>
    result.kind === 'report' ? [{ name: nameAt(input), report: result.report, input }] : [],
  );
  const shares = sharesOf(results);
  const rows = reports.flatMap(({ name, report, input }) =>
    report.findings.map(
      (finding, index): Row => ({
        finding,
        anchor: index < (shares[input] ?? 0) ? findingAnchor(input, index) : undefined,
        input: name,
      }),
    ),
  );
  const silent = reports.filter(({ report }) => report.findings.length === 0).length;
  const parts = results.map(({ result }, index): Section => {
    if (result.kind === 'report')
      return {
        title: `${index + 1}. ${nameAt(index)}`,
        blocks: [paragraph(summaryOf(result.report))],
        sections: reportSections(result.report, {
          // All of them stand in one table: none of its own.
          total: Math.max(rows.length, result.report.findings.length + 1),
          input: index,
          most: shares[index] ?? 0,
        }),
      };
    const { title, summary, sections } = partsOf(result, index);
    return { title: `${index + 1}. ${title}`, blocks: [paragraph(summary)], sections };
  });
  const found = `${number(rows.length)} ${rows.length === 1 ? 'finding' : 'findings'} in ${number(results.length)} inputs`;
  return {
    title: reports.length === results.length ? `Diagnosis of ${number(results.length)} inputs` : 'Results',
    summary:
      reports.length === 0
        ? `${number(results.length)} results.`
        : `${found}${silent === 0 ? '' : `; ${number(silent)} ${silent === 1 ? 'shows' : 'show'} no known error`}.`,
    tone: toneOf(rows.map(({ finding }) => finding)),
    sections: [...(rows.length === 0 ? [] : [{ title: 'All findings', blocks: overview(rows) }]), ...parts],
  };
}

/** What the inputs are called: their file, with its folder where two have the same. */
function shortNames(results: readonly NamedResult[]): (index: number) => string {
  const whole = results.map(({ name, result }) => {
    const own = result.kind === 'report' ? result.report.input.name : undefined;
    return typeof own === 'string' && own !== '' ? own : name === '' ? 'pasted text' : name;
  });
  const counts = new Map<string, number>();
  for (const name of whole) counts.set(baseName(name), (counts.get(baseName(name)) ?? 0) + 1);
  return (index) => {
    const name = whole[index] ?? '';
    const base = baseName(name);
    const folder = baseName(name.slice(0, Math.max(0, name.length - base.length - 1)));
    return (counts.get(base) ?? 0) > 1 && folder !== '' ? `${folder}/${base}` : base;
  };
}

/** How many findings of each result stand in full: those of the first ones, until there are enough. */
function sharesOf(results: readonly NamedResult[]): readonly number[] {
  let left = MOST_FULL;
  return results.map(({ result }) => {
    const share = result.kind === 'report' ? Math.min(left, result.report.findings.length) : 0;
    left -= share;
    return share;
  });
}
