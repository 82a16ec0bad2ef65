import type { RuleSet } from '../engine/rule-set.js';
import type { Problem, Result } from '../evidence/problem.js';
import type { Finding } from '../findings/finding.js';
import type { Question } from '../findings/questions.js';
import type { SavedOutput, SavedSession, SavedSource } from '../ports/saved-session.js';
import type { Restored, Session } from '../ports/session.js';
import type { Pastes } from './pastes.js';

/** What a session offers to have its data loaded. */
export interface Restoring extends Pick<Session, 'load' | 'unload' | 'diagnose'> {
  readonly takePaste: Pastes['take'];
  /** The pasted outputs that are there already. */
  readonly pasted: Pastes['saved'];
  readonly ruleSet: Pick<RuleSet, 'asked' | 'parameters'>;
  /** Whether a path leads to a device or a pipe; it is asked for paths of this machine alone. */
  readonly isDevice?: ((path: string) => Promise<boolean>) | undefined;
  /** The built-in sample: its own settings, and where this installation has a file of it; undefined for a file that it does not have. */
  readonly sample?: { readonly load: () => Promise<Result<unknown>>; readonly pathOf: (path: string) => string | undefined } | undefined;
}

/** `absent`: what could not be loaded, to be named again when the session is saved. */
export interface RestoredData extends Restored {
  readonly absent: readonly SavedSource[];
}

/**
 * Loads the data of a saved session anew, in its order; the problems say what is not there any more. The file may come from a stranger: what leads
 * away from this machine's own files is not opened.
 */
export async function restoreData(saved: SavedSession, session: Restoring): Promise<RestoredData> {
  const problems: Problem[] = [];
  const absent: SavedSource[] = [];
  if (saved.sample === true) {
    const sample = await session.sample?.load();
    if (sample?.kind === 'problem') problems.push(sample.problem);
  }
  const done = new Set<string>();
  for (const source of saved.sources) {
    const key = `${source.side} ${source.path}`;
    if (done.has(key)) continue;
    done.add(key);
    const problem = await loadSource(source, session);
    if (problem === undefined) continue;
    problems.push(problem);
    absent.push(source);
  }
  const numbers = new Map<number, number>();
  const present = [...session.pasted()];
  for (const [index, output] of saved.pasted.entries()) {
    // A file of the first version has no numbers; mostly nothing was taken back.
    const { text, side, number = index + 1 } = output;
    // The same file opened again brings nothing twice: an answer that is taken back would count on.
    const same = present.findIndex((other) => other.text === text && (side === undefined || other.side === side));
    const [known] = same < 0 ? [] : present.splice(same, 1);
    if (known?.number !== undefined) {
      numbers.set(number, known.number);
      continue;
    }
    const question = questionOf(output, saved, session);
    const hints = { ...(side === undefined ? {} : { side }), ...(question === undefined ? {} : { question }) };
    const taken = await session.takePaste(text, { ...hints, number });
    if (taken.kind === 'problem') problems.push(taken.problem);
    else if (taken.value.reading.kind !== 'outputs') problems.push({ ...UNREAD, where: text.trim().slice(0, 80) });
    else numbers.set(number, taken.value.number);
  }
  return { problems, numbers, absent };
}

/** The question named the person or the command, and it is not found again. */
const UNREAD = { what: 'A pasted output cannot be read again without its question.', next: 'Paste it again as an answer.' };

async function loadSource(source: SavedSource, session: Restoring): Promise<Problem | undefined> {
  const { side, kind, without = [] } = source;
  const own = source.sample === true ? session.sample?.pathOf(source.path) : undefined;
  const path = own ?? source.path;
  const named = kind === 'live' ? LIVE : own === undefined ? unsafe(path) : undefined;
  const fault = named ?? ((await session.isDevice?.(path)) === true ? DEVICE : undefined);
  if (fault !== undefined) return { ...fault, where: path };
  const loaded = await session.load(path, side);
  if (loaded.kind === 'problem') return loaded.problem;
  for (const part of without) session.unload(part);
  return undefined;
}

/** The question that a pasted output answered, with the finding that asked it, as the input is diagnosed with what is loaded by now. */
function questionOf({ number, question }: SavedOutput, { inputs }: SavedSession, session: Restoring): Question | undefined {
  if (number === undefined || question === undefined) return undefined;
  const asked = session.ruleSet.asked(question.fact);
  const start = `pasted ${number}: `;
  const input = inputs.find(({ given }) => given.some((facts) => facts.some((fact) => fact.startsWith(start))));
  if (asked === undefined || input === undefined) return undefined;
  const { text, name, answers } = input;
  const options = { ...(name === undefined ? {} : { name }), answers: new Map(Object.entries(answers)) };
  const isMeant = ({ ruleId, subject: { hints } }: Finding): boolean =>
    ruleId === question.rule && hints.guid === question.guid && hints.addresses.join(' ') === question.addresses.join(' ');
  const finding = session.diagnose(text, options).findings.find(isMeant);
  if (finding === undefined) return undefined;
  return { fact: asked.name, facts: [asked.name], text: asked.question, why: '', asked, finding, parameters: session.ruleSet.parameters };
}

type Fault = Pick<Problem, 'what' | 'next'>;

const LIVE: Fault = { what: 'What was read live is not in a session file.', next: 'Connect again with l.' };
const NETWORK: Fault = {
  what: 'A session file opens no network path by itself: your sign-in would be sent to that server.',
  next: 'If you know the server, load the file yourself.',
};
const DEVICE: Fault = {
  what: 'A session file opens no device by itself.',
  next: 'Load the export itself.',
};

/** `CON`, `nul.txt`, `COM1:`: Windows opens the device, in whatever folder. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])[ .:]{0,20}(?:[.:].*)?$/i;

/** Why a path of a stranger is not opened; undefined where it may be tried. */
function unsafe(path: string): Fault | undefined {
  // What people type around a path is taken away before it is opened: it hides nothing here.
  const bare = path.trim().replace(/^['"\s\\]*(?=[\\/]{2})|^['"\s]+/, '');
  if (/^[\\/]{2}[.?][\\/](?!unc[\\/])/i.test(bare)) return DEVICE;
  // `\\server`, `//server`, `\??\UNC\server`, and addresses: `file://server`, `https:`. One letter is a drive.
  if (/^[\\/]{2}|^[\\/]\?\?[\\/]|^[a-z][a-z0-9+.-]+:/i.test(bare) && !WINDOWS_DEVICE.test(bare)) return NETWORK;
  const last = bare.slice(Math.max(bare.lastIndexOf('/'), bare.lastIndexOf('\\')) + 1).replace(/['"]+$/, '');
  return /^\/(?:dev|proc|sys|net)(?:\/|$)/.test(flat(bare)) || WINDOWS_DEVICE.test(last) ? DEVICE : undefined;
}

/** An absolute path without `.` and `..`; empty for any other. */
function flat(path: string): string {
  if (!path.startsWith('/')) return '';
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
