import type { Severity, Shell } from '../engine/rule.js';
import type { CauseStatus, Finding } from '../findings/finding.js';
import type { Forgeable, Premises } from '../message/message.js';
import type { InputKind } from '../parse/error-text/detect.js';
import type { LoadedSource, SourceSide } from '../ports/session.js';
import { number as groupDigits } from '../render/digits.js';
import { TRUST_MARKS } from '../render/message-text.js';
import type { Tone } from './lines.js';
import { clean, cutEnd, cutStart, widthOf } from './sanitize.js';

export const SEVERITY_TONES: Readonly<Record<Severity, Tone>> = { blocker: 'severe', error: 'bad', warning: 'caution', info: 'accent' };

export const STATUS_WORDS: Readonly<Record<CauseStatus, string>> = {
  confirmed: 'confirmed',
  possible: 'possible',
  'ruled-out': 'ruled out',
};
export const STATUS_TONES: Readonly<Record<CauseStatus, Tone>> = { confirmed: 'good', possible: 'caution', 'ruled-out': 'quiet' };
export const STATUS_MARKS: Readonly<Record<CauseStatus, string>> = { confirmed: '●', possible: '○', 'ruled-out': '×' };

/** What is known of the cause, for a column of a list: "confirmed", "17 possible"; of a finding that is itself not certain "possible". */
export function causeWords({ status, causes }: Pick<Finding, 'status' | 'causes'>): readonly [words: string, tone: Tone] {
  if (status === 'possible') return [STATUS_WORDS.possible, STATUS_TONES.possible];
  if (causes.length === 0 || causes.some((cause) => cause.status === 'confirmed')) return [STATUS_WORDS.confirmed, STATUS_TONES.confirmed];
  const open = causes.filter((cause) => cause.status === 'possible').length;
  return [open === 0 ? 'none left' : `${groupDigits(open)} possible`, STATUS_TONES.possible];
}

/** The last part of a path; what is no path stays. */
export function fileName(path: string): string {
  const at = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
  return at === path.length ? path : path.slice(at);
}

/** What is said while a path is looked at; one that leads to another machine may keep everybody waiting. */
export function readingWords(path: string): string {
  const server = /^["'\s]{0,9}(?:file:)?(?:\\\\|\/\/)(?:\?\\UNC\\)?([^\\/?\s"']{1,255})[\\/]/i.exec(path)?.[1];
  if (server !== undefined) return `Asking ${clean(server)}, another machine; Esc leaves it.`;
  return path === '' ? 'Reading it.' : `Reading ${clean(path)}.`;
}

/** What an input is called: its file, or that it was pasted. */
export function inputName({ name }: { readonly name?: string | undefined }): string {
  return clean(name === undefined ? PASTED : fileName(name));
}
const PASTED = 'pasted text';

/** The same in a list of inputs, where each has to be told from the others. */
export function listedName(input: NamedInput, inputs: readonly NamedInput[]): string {
  const { name, id } = input;
  if (name === undefined) return `${PASTED} ${id}`;
  const isAlone = inputs.every((other) => other.id === id || other.name === undefined || fileName(other.name) !== fileName(name));
  return clean(isAlone ? fileName(name) : name.split(/[\\/]/).slice(-2).join('/'));
}
interface NamedInput {
  readonly name: string | undefined;
  readonly id: number;
}

export const KIND_WORDS: Readonly<Record<InputKind, string>> = {
  'migration-error': 'migration error',
  ndr: 'NDR',
  'sync-error': 'synchronization error',
  headers: 'message headers',
  recipients: 'directory data',
  unknown: 'not recognised',
};

export const SHELL_WORDS: Readonly<Record<Shell, string>> = {
  'exchange-onprem': 'on-premises, Exchange Management Shell',
  'exchange-online': 'cloud, Exchange Online PowerShell',
  'ad-ds': 'on-premises, Active Directory PowerShell',
  graph: 'cloud, Microsoft Graph PowerShell',
  'entra-connect': 'Entra Connect server, PowerShell',
  windows: 'Windows command line',
  portal: 'by hand',
};

export const SOURCE_WORDS: Readonly<Record<SourceSide, string>> = { onprem: 'On-premises', cloud: 'Cloud', settings: 'Settings' };

export const CONFIDENCE_WORDS: Readonly<Record<'exact' | 'has-placeholders' | 'needs-judgement', string>> = {
  exact: 'exact: run as it stands',
  'has-placeholders': 'has placeholders: fill in <…> first',
  'needs-judgement': 'needs judgement: read the checks first',
};

export const RISK_WORDS: Readonly<Record<'safe' | 'review' | 'destructive', string>> = {
  safe: 'safe',
  review: 'review before',
  destructive: 'destructive',
};
export const RISK_TONES: Readonly<Record<'safe' | 'review' | 'destructive', Tone>> = {
  safe: 'good',
  review: 'caution',
  destructive: 'severe',
};

/** Where the server of a hop stands. */
export const PREMISES_WORDS: Readonly<Record<Premises, string | undefined>> = {
  'exchange-online': 'Exchange Online',
  'on-premises': 'on-premises',
  internet: 'internet',
  gateway: 'gateway',
  unknown: undefined,
};

/** Beside the mark of a field: + ? ! */
export const TRUST_WORDS: Readonly<Record<Forgeable, string>> = {
  no: 'the receiver wrote it',
  unknown: 'not certain',
  yes: 'the sender can have written it',
};
export const TRUST_TONES: Readonly<Record<Forgeable, Tone>> = { no: 'good', unknown: 'caution', yes: 'bad' };

/** What the marks of fields mean, as long as there is room for. */
export function trustLegend(room: number): string {
  const words = (['no', 'unknown', 'yes'] as const).map((key) => `${TRUST_MARKS[key]} ${TRUST_WORDS[key]}`).join('   ');
  return words.length <= room ? words : '+ by the receiver   ? not certain   ! maybe by the sender';
}

/** "1 finding", "3 findings", "1,204 objects". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${groupDigits(number)} ${number === 1 ? one : many}`;
}

/** Where data comes from, in so many columns: of a path its end, of a part of a service or a snapshot what it is. */
export function sourceName(source: string, width: number): string {
  const text = clean(source);
  const live = /^(\w{1,10}:\/\/[^\s()]{1,300}) \((.*)\)$/.exec(text);
  if (live !== null) return cutEnd(`${live[2] ?? ''}, ${live[1] ?? ''}`, width);
  return text.includes(': ') ? cutEnd(text, width) : cutStart(text, width);
}

/** What a loaded file holds: "json  1,204 objects", "7 settings". */
export function amountWords({ side, format, objectCount }: LoadedSource): string {
  return side === 'settings' ? count(objectCount, 'setting') : `${format}  ${count(objectCount, 'object')}`;
}

/** Columns for the names of loaded files: what they need, as far as what stands beside leaves it. */
export function sourceRoom(sources: readonly LoadedSource[], columns: number): number {
  const beside = Math.max(0, ...sources.map((source) => amountWords(source).length));
  const longest = Math.max(0, ...sources.map(({ path }) => widthOf(clean(path))));
  return Math.max(8, Math.min(longest, columns - 17 - beside - 3));
}

/** Size for a person: "812 bytes", "300 KB". */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
