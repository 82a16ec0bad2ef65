import type { Problem } from '../evidence/problem.js';
import type { SavedSession } from '../ports/saved-session.js';
import type { Session } from '../ports/session.js';

/** What a session offers to have its data loaded. `isDevice`: a path leads to a device or a pipe; it is asked for paths of this machine alone. */
export interface Restoring extends Pick<Session, 'load' | 'takeOutput'> {
  readonly isDevice?: ((path: string) => Promise<boolean>) | undefined;
}

/**
 * Loads the data of a saved session anew, in its order; the problems say what is not there any more. The file may come from a stranger: what leads
 * away from this machine's own files is not opened.
 */
export async function restoreData(saved: SavedSession, session: Restoring): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const done = new Set<string>();
  for (const { path, side, kind } of saved.sources) {
    const named = kind === 'live' ? LIVE : unsafe(path);
    const fault = named ?? ((await session.isDevice?.(path)) === true ? DEVICE : undefined);
    if (fault !== undefined) {
      problems.push({ ...fault, where: path });
      continue;
    }
    const key = `${side} ${path}`;
    if (done.has(key)) continue;
    done.add(key);
    const loaded = await session.load(path, side);
    if (loaded.kind === 'problem') problems.push(loaded.problem);
  }
  for (const { text, side } of saved.pasted) {
    const taken = await session.takeOutput(text, side === undefined ? {} : { side });
    if (taken.kind === 'problem') problems.push(taken.problem);
    // The question named the person or the command, and nobody asks it now.
    else if (taken.value.kind !== 'outputs')
      problems.push({
        what: 'A pasted output cannot be read again without its question.',
        where: text.trim().slice(0, 80),
        next: 'Paste it again as an answer.',
      });
  }
  return problems;
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
