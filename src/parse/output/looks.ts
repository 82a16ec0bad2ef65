import { readConsole } from './console.js';
import { kindOfRecord } from './kind.js';
import { groupsOf, type OutputRecord } from './records.js';
import { originOf } from './side.js';

const HEAD = 16 * 1024;
const MOST_RECORDS = 50;
/** One or two properties stand in letters and errors as well. */
const FEWEST = 3;
/** Reports of moves, batches and synchronization: they are to be diagnosed. */
const REPORT =
  /^(?:status|statusdetail|statussummary|errorsummary|percentcomplete|batchid|failuretype|message|report|lastfailure|eventid|recipientstatus)$/;

/**
 * True where a text is the output of commands that read a directory or settings, and so is data and nothing to diagnose.
 * In: what somebody pasted. Only the first 16 KB are looked at. Out: false in doubt, and for reports of moves, errors, headers, logs.
 */
export function looksLikeOutput(text: string): boolean {
  const head = text.slice(0, HEAD);
  if (/\b[A-Za-z]{3,60}(?:Permanent|Transient)Exception\b/.test(head)) return false;
  const { outputs, lines, known } = readConsole(head);
  if (lines === 0 || known * 2 < lines) return false;
  let found = 0;
  for (const { command, pieces } of outputs) {
    for (const record of pieces.flatMap((piece) => groupsOf(piece)).flatMap(({ records }) => records.slice(0, MOST_RECORDS))) {
      if (isReport(record)) return false;
      if (command === undefined && record.values.size < FEWEST) continue;
      const kind = kindOfRecord(record, command);
      // A list of addresses for a batch names people and says nothing of them.
      if (kind === 'object' && command === undefined && originOf(record) === 'unknown') continue;
      if (kind !== 'other') found++;
    }
  }
  return found > 0;
}

function isReport({ values }: OutputRecord): boolean {
  for (const [name, { value }] of values) {
    if (REPORT.test(name)) return true;
    if (value !== null && /error|failure|exception/.test(name) && !/^(?:ignore|suppress|send)/.test(name)) return true;
  }
  return false;
}
