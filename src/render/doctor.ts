import { number } from './digits.js';
import { type Paint, wrap } from './lines.js';
import { escapeMarkdown, inCell } from './markdown-text.js';
import { visible } from './printable.js';
import { timeWords } from './time.js';

/** What one check of a service came to. */
export interface DoctorCheck {
  readonly endpoint: string;
  readonly check: string;
  readonly verdict: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly says: string;
  readonly next?: string;
}

const CHECK_WIDTH = 15;
const INDENT = 2 + 8 + 1 + CHECK_WIDTH + 1;

/** Who looked, and when: the first line of a report that may be forwarded. */
export function doctorHead(version: string, time: string): string {
  return `crossprem ${version} doctor, ${timeWords(time)}`;
}

/** Checks as text, one after the other as they come. Checks that were not tried for one reason are put together. */
export function createDoctorText(
  paint: Paint,
  width: number,
): {
  /** The text to print now; it can be empty until a later one. */
  readonly line: (check: DoctorCheck) => string;
  /** What is left to print, and what it comes to. */
  readonly end: () => string;
} {
  const all: DoctorCheck[] = [];
  let skipped: DoctorCheck[] = [];
  let endpoint: string | undefined;
  const flush = (): string => {
    const [first] = skipped;
    const names = skipped.map(({ check }) => visible(check)).join(', ');
    skipped = [];
    if (first === undefined) return '';
    const text = `  ${'skipped'.padEnd(8)} ${names}: ${visible(first.says)}${first.next === undefined ? '' : ` ${visible(first.next)}`}`;
    return `${wrap(text, width, 11).join('\n')}\n`;
  };
  return {
    line: (check) => {
      all.push(check);
      const before = skipped[0];
      const isSame = before?.endpoint === check.endpoint && before.says === check.says && check.verdict === 'skipped';
      const left = isSame ? '' : flush();
      const heading = check.endpoint === endpoint ? '' : `\n${paint('strong', visible(check.endpoint))}\n`;
      endpoint = check.endpoint;
      if (check.verdict !== 'skipped') return `${left}${heading}${checkText(check, paint, width)}`;
      skipped.push(check);
      return `${left}${heading}`;
    },
    end: () => `${flush()}\n${wrap(conclusion(all), width, 0).join('\n')}\n`,
  };
}

function checkText({ check, verdict, says, next }: DoctorCheck, paint: Paint, width: number): string {
  const lines = wrap(`  ${verdict.padEnd(8)} ${visible(check).padEnd(CHECK_WIDTH)} ${visible(says)}`, width, INDENT);
  const [first = '', ...rest] = lines;
  // Painted after wrapping, for colours have no width.
  const shown =
    verdict === 'failed' ? paint('severity', 'failed') : verdict === 'warning' ? paint('possible', 'warning') : paint('confirmed', verdict);
  const more = next === undefined ? [] : wrap(`${' '.repeat(INDENT)}${visible(next)}`, width, INDENT);
  return `${[first.replace(verdict, shown), ...rest, ...more].join('\n')}\n`;
}

/** "Failed: sign-in of ldaps://dc1. Because of it 6 checks were not tried. With a warning: clock of https://graph.microsoft.com." */
function conclusion(all: readonly DoctorCheck[]): string {
  const failed = namesOf(all, 'failed');
  const warned = namesOf(all, 'warning');
  if (failed === '' && warned === '') return 'Everything that was tried works.';
  const waiting = all.filter(({ verdict }) => verdict === 'skipped').length;
  return [
    failed === '' ? 'Nothing failed.' : `Failed: ${failed}.`,
    ...(waiting === 0 ? [] : [`${number(waiting)} ${waiting === 1 ? 'check was' : 'checks were'} not tried.`]),
    ...(warned === '' ? [] : [`With a warning: ${warned}.`]),
  ].join(' ');
}

/** The checks of one verdict, by endpoint: "permission (5) and roles of https://graph.microsoft.com". */
function namesOf(all: readonly DoctorCheck[], wanted: DoctorCheck['verdict']): string {
  const byEndpoint = new Map<string, Map<string, number>>();
  for (const { endpoint, check, verdict } of all) {
    if (verdict !== wanted) continue;
    const counts = byEndpoint.get(endpoint) ?? new Map<string, number>();
    counts.set(check, (counts.get(check) ?? 0) + 1);
    byEndpoint.set(endpoint, counts);
  }
  const texts = [...byEndpoint].map(([endpoint, counts]) => {
    const names = [...counts].map(([check, count]) => `${visible(check)}${count === 1 ? '' : ` (${number(count)})`}`);
    return `${names.join(', ')} of ${visible(endpoint)}`;
  });
  return texts.join('; ');
}

/** All checks as a table, for a ticket. */
export function doctorMarkdown(all: readonly DoctorCheck[], head: string): string {
  return [
    `# ${escapeMarkdown(head)}`,
    '',
    escapeMarkdown(conclusion(all)),
    '',
    '| Endpoint | Check | Result | |',
    '|---|---|---|---|',
    ...all.map(({ endpoint, check, verdict, says, next }) => {
      const text = inCell(escapeMarkdown([says, next ?? ''].join(' ').trim()));
      return `| ${inCell(escapeMarkdown(endpoint))} | ${inCell(escapeMarkdown(check))} | ${verdict} | ${text} |`;
    }),
    '',
  ].join('\n');
}
