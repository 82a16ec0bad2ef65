import type { SavedFinding } from '../../parse/report-schema.js';
import { undecidedWords } from '../finding-words.js';
import type { Chart } from '../readiness/page-data.js';
import { type Block, code, type Line, severityTag, statusTag, tagged } from './document.js';
import { named } from './message.js';
import { SEVERITY_COLOURS } from './readiness.js';

const MOST_ROWS = 20_000;
/** Fewer are counted at a glance. */
const CHART_FROM = 9;
const MOST_BARS = 12;
const SEVERITIES: readonly string[] = ['blocker', 'error', 'warning', 'info'];

/** A finding in the table of all. */
export interface Row {
  readonly finding: SavedFinding;
  /** None where it does not stand in full. */
  readonly anchor: string | undefined;
  /** What the input is called, where there are several. */
  readonly input: string | undefined;
}

/** A severity that a saved result has of its own stands last. */
function severityAt({ severity }: SavedFinding): number {
  const at = SEVERITIES.indexOf(severity);
  return at < 0 ? SEVERITIES.length : at;
}

/** The worst first; of equals first what explains the others, what is only possible last. */
const weightOf = ({ finding }: Row): number =>
  severityAt(finding) * 4 + (finding.status === 'possible' ? 2 : 0) + (finding.explainedBy.length > 0 ? 1 : 0);

/** All findings in one table, the worst first, and how many of each severity, and what comes back. */
export function overview(rows: readonly Row[]): readonly Block[] {
  const withCause = rows.some(({ finding }) => finding.causes.length > 0);
  const withInput = rows.some(({ input }) => input !== undefined);
  return [
    ...(rows.length < CHART_FROM ? [] : charts(rows).map((chart): Block => ({ kind: 'chart', unit: 'findings', chart }))),
    {
      kind: 'table',
      caption: 'All findings',
      columns: named('Severity', 'Finding', ...(withCause ? ['Cause'] : []), 'About', ...(withInput ? ['Input'] : [])),
      rows: [...rows]
        .sort((a, b) => weightOf(a) - weightOf(b))
        .slice(0, MOST_ROWS)
        .map(({ finding, anchor, input }): readonly Line[] => [
          [tagged(severityTag(finding.severity))],
          titleOf(finding, anchor),
          ...(withCause ? [causeOf(finding)] : []),
          finding.subject?.id ?? '',
          ...(withInput ? [input ?? ''] : []),
        ]),
    },
  ];
}

function titleOf({ title, status }: SavedFinding, anchor: string | undefined): Line {
  return [
    anchor === undefined ? title : { kind: 'jump', text: title, anchor },
    ...(status === 'possible' ? [' ', tagged(statusTag(status))] : []),
  ];
}

/** The proven cause, or how many are possible; of a finding that another explains, which. */
function causeOf({ causes, explainedBy }: SavedFinding): Line {
  const cause = causes.find(({ status }) => status === 'confirmed');
  const possible = causes.filter(({ status }) => status === 'possible').length;
  const [reason] = explainedBy;
  return [
    cause?.title ?? (possible > 0 ? undecidedWords(possible) : ''),
    ...(reason === undefined ? [] : [...(cause === undefined && possible === 0 ? [] : ['; ']), 'explained by ', code(reason)]),
  ];
}

function charts(rows: readonly Row[]): readonly Chart[] {
  const bySeverity = SEVERITIES.flatMap((severity) => {
    const count = rows.filter(({ finding }) => finding.severity === severity).length;
    return count === 0 ? [] : [{ label: severity, count, kind: severity }];
  });
  const titles = new Map<string, { label: string; count: number; kind: string }>();
  for (const { finding } of rows) {
    const own = titles.get(finding.title) ?? { label: finding.title, count: 0, kind: finding.severity };
    own.count++;
    titles.set(finding.title, own);
  }
  const byTitle = [...titles.values()]
    .filter(({ count }) => count > 1)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_BARS);
  return [
    ...(bySeverity.length > 1 ? [{ title: 'Findings by severity', rows: bySeverity, colours: SEVERITY_COLOURS }] : []),
    ...(byTitle.length > 1 ? [{ title: 'What was found most often', rows: byTitle, colours: SEVERITY_COLOURS }] : []),
  ];
}
