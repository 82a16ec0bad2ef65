import type { Problem } from '../../evidence/problem.js';
import { BLANK, type Line, line, span, wrapText } from '../lines.js';

/** A problem in full: what, where, and what to do. */
export function problemLines(problem: Problem | undefined, columns: number): readonly Line[] {
  if (problem === undefined) return [];
  const rows = [
    ['What', problem.what],
    ['Where', problem.where],
    ['Next', problem.next],
  ] as const;
  return [
    BLANK,
    ...rows.flatMap(([word, text]) =>
      wrapText(text, columns - 14).map((row, index) => line(span('  '), span((index === 0 ? word : '').padEnd(8), 'caution'), span(row))),
    ),
  ];
}
