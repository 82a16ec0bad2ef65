import type { Move, ReadinessVerdict } from '../findings/checks.js';
import type { ExportFormat, PeopleFilter, PeopleOrder, PeopleTable, SideWord } from '../ports/readiness-session.js';
import { number as groupDigits } from '../render/digits.js';
import type { Tone } from './lines.js';

/** In the order of the screen; each has a mark of its own, so that nothing is colour only. */
export const VERDICTS: readonly ReadinessVerdict[] = ['blocked', 'warnings', 'ready', 'no-move', 'not-known'];
export const VERDICT_MARKS: Readonly<Record<ReadinessVerdict, string>> = {
  blocked: '×',
  warnings: '!',
  ready: '✓',
  'no-move': '·',
  'not-known': '?',
};
export const VERDICT_TONES: Readonly<Record<ReadinessVerdict, Tone>> = {
  blocked: 'severe',
  warnings: 'caution',
  ready: 'good',
  'no-move': 'quiet',
  'not-known': 'quiet',
};
export const VERDICT_NAMES: Readonly<Record<ReadinessVerdict, string>> = {
  blocked: 'blocked',
  warnings: 'ready with warnings',
  ready: 'ready',
  'no-move': 'nothing to move',
  'not-known': 'not known',
};
export const SHORT_VERDICTS: Readonly<Record<ReadinessVerdict, string>> = { ...VERDICT_NAMES, warnings: 'warnings', 'no-move': 'no move' };

export const ORDER_WORDS: Readonly<Record<PeopleOrder, string>> = {
  verdict: 'by verdict',
  finding: 'by worst finding',
  name: 'by name',
  data: 'as in the data',
};

export function moveWords(direction: Move | undefined): string {
  return direction === 'to-cloud' ? 'to the cloud' : direction === 'to-onprem' ? 'to on-premises' : 'each as it could move';
}

export const FORMAT_WORDS: Readonly<Record<ExportFormat, readonly [name: string, what: string, file: string]>> = {
  csv: ['CSV', 'one row for each person, for a spreadsheet', 'readiness.csv'],
  html: ['HTML', 'one page with charts, search and details, that needs nothing else', 'readiness.html'],
  markdown: ['Markdown', 'for a ticket', 'readiness.md'],
  json: ['JSON', 'the report for other programs', 'readiness.json'],
  'migration-csv': ['Migration CSV', 'what New-MigrationBatch takes: only those who are ready', 'migration-batch.csv'],
};

/** The keys by which two objects were joined, in few letters. */
const SHORT_KEYS: Readonly<Record<string, string>> = {
  'source anchor': 'anchor',
  ExchangeGuid: 'ExchGuid',
  'ExchangeGuid in the wrong byte order': 'GUID turned',
  'primary SMTP address': 'primary',
  UserPrincipalName: 'UPN',
  'proxy address': 'proxy',
  ArchiveGuid: 'ArchGuid',
  'security identifier': 'SID',
};

export function shortKey(key: string | undefined): string {
  return key === undefined ? '' : (SHORT_KEYS[key] ?? key);
}

/** `-`: no such object. `?`: the side was not read. */
export function sideText(word: SideWord): string {
  return word === null ? '-' : (word ?? '?');
}

export const NO_FILTER: PeopleFilter = { text: '', verdict: undefined, check: undefined, unit: undefined };

export function isNarrowed({ text, verdict, check, unit }: PeopleFilter): boolean {
  return text.trim() !== '' || verdict !== undefined || check !== undefined || unit !== undefined;
}

/** What the filter lists, in words; undefined for everyone. */
export function filterWords({ text, verdict, check, unit }: PeopleFilter, table: PeopleTable): string | undefined {
  const name = unit === undefined ? undefined : (table.units().find(({ key }) => key === unit)?.name ?? unit);
  const parts = [
    ...(verdict === undefined ? [] : [VERDICT_NAMES[verdict]]),
    ...(check === undefined ? [] : [check]),
    ...(name === undefined ? [] : [`in ${name}`]),
    ...(text.trim() === '' ? [] : [`"${text.trim()}"`]),
  ];
  return parts.length === 0 ? undefined : parts.join(', ');
}

/** "12,345 of 100,000   8,900/s   1:51 left"; rate and time are told once there is something to tell them by. */
export function progressWords(done: number, of: number, elapsedMs: number): readonly [count: string, rate: string, left: string] {
  const amount = `${groupDigits(done)} of ${groupDigits(of)}`;
  if (done === 0 || elapsedMs < 300) return [amount, '', ''];
  const rate = done / (elapsedMs / 1000);
  const left = Math.max(0, Math.ceil((of - done) / rate));
  return [amount, `${groupDigits(Math.round(rate))}/s`, `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')} left`];
}
