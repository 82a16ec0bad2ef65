import { isGuid, kindOfPaste } from '../parse/intake/kind.js';
import { pathsIn } from '../parse/intake/paths.js';
import { readSavedSession } from '../parse/session-file.js';
import type { LookAtFile, Taken } from '../ports/intake.js';
import type { Session } from '../ports/session.js';

/** What intake needs of the session that it is part of. */
export interface IntakePorts extends Pick<Session, 'open' | 'load' | 'recipient'> {
  readonly lookAt: LookAtFile;
}

const MOST_FILES = 50;

/**
 * In: a paste, or paths that were dropped or typed. Out: what each of it is; directory data and settings are loaded by then. A path that leads
 * nowhere is taken as the text that it stands in, where it is alone.
 */
export async function takeAnything(text: string, paths: readonly string[] | undefined, ports: IntakePorts): Promise<readonly Taken[]> {
  if (paths !== undefined) return takePaths(paths, ports);
  const trimmed = text.trim();
  const kind = kindOfPaste(text);
  if (kind === 'session') return [sessionOf(text, undefined)];
  if (kind === 'value' && isGuid(trimmed)) return [{ kind: 'guid', value: trimmed }];
  if (kind === 'value' && (await ports.recipient(trimmed)) !== undefined) return [{ kind: 'recipient', query: trimmed }];
  const found = await existingPaths(text, ports.lookAt);
  if (found === undefined) {
    const opened = await ports.open(trimmed);
    const note = opened.kind === 'problem' && kind === 'paths' ? [`Read as text: ${opened.problem.what} (${opened.problem.where})`] : [];
    return [{ kind: 'text', name: undefined, text, notes: note }];
  }
  return takePaths(found, ports);
}

async function takePaths(paths: readonly string[], ports: IntakePorts): Promise<readonly Taken[]> {
  const taken: Taken[] = [];
  for (const path of paths.slice(0, MOST_FILES)) taken.push(...(await takePath(path, ports)));
  if (paths.length > MOST_FILES) taken.push(tooMany(paths.length - MOST_FILES, paths[MOST_FILES] ?? ''));
  return mergeData(taken);
}

function tooMany(count: number, where: string): Taken {
  const what = count === 1 ? 'One file was left out' : `${count} files were left out`;
  return problemOf(`${what}: ${MOST_FILES} are read at once.`, where, 'Drop the rest of them now.');
}

/** The paths of a paste of which at least one leads somewhere; a line with blanks is tried whole first. */
async function existingPaths(text: string, lookAt: LookAtFile): Promise<readonly string[] | undefined> {
  const whole = text.trim();
  if (whole.length < 1024 && !whole.includes('\n') && (await lookAt(whole)).kind !== 'missing') return [whole];
  const paths = pathsIn(text);
  if (paths.length < 2) return undefined;
  for (const path of paths) if ((await lookAt(path)).kind !== 'missing') return paths;
  return undefined;
}

async function takePath(path: string, ports: IntakePorts, isInFolder = false): Promise<readonly Taken[]> {
  const file = await ports.lookAt(path);
  switch (file.kind) {
    case 'missing':
      return isInFolder ? [] : [problemOf('The file does not exist.', path, 'Check the path and the spelling.')];
    case 'special':
      return isInFolder ? [] : [problemOf('This is a device or a pipe, not a file.', path, 'Name a file, or paste its text.')];
    case 'folder': {
      if (isInFolder) return [];
      const taken: Taken[] = [];
      for (const one of file.paths.slice(0, MOST_FILES)) taken.push(...(await takePath(one, ports, true)));
      if (file.more > 0) taken.push(tooMany(file.more, path));
      return taken.length > 0 ? taken : [problemOf('The folder holds no file that can be read.', path, 'Drop the files themselves.')];
    }
    case 'session':
      return [sessionOf(file.text, path)];
    case 'snapshot':
      return [await loadAs(path, 'onprem', ports)];
    case 'export':
      return [file.of === 'unclear' ? { kind: 'side', what: path, path, text: undefined } : await loadAs(path, file.of, ports)];
    case 'text': {
      const opened = await ports.open(path);
      if (opened.kind === 'problem') return isInFolder ? [] : [{ kind: 'problem', problem: opened.problem }];
      return [{ kind: 'text', name: opened.value.name, text: opened.value.text, notes: [] }];
    }
  }
}

async function loadAs(path: string, side: 'onprem' | 'cloud' | 'settings', ports: IntakePorts): Promise<Taken> {
  const loaded = await ports.load(path, side);
  return loaded.kind === 'problem'
    ? { kind: 'problem', problem: loaded.problem }
    : { kind: 'data', loaded: [loaded.value], notes: loaded.value.notes };
}

function sessionOf(text: string, path: string | undefined): Taken {
  const saved = readSavedSession(text, path ?? 'the paste');
  return saved.kind === 'problem' ? { kind: 'problem', problem: saved.problem } : { kind: 'session', path, saved: saved.value };
}

function problemOf(what: string, where: string, next: string): Taken {
  return { kind: 'problem', problem: { what, where, next } };
}

/** What was loaded of several files, as one; data first, so that texts are diagnosed with it. */
function mergeData(taken: readonly Taken[]): readonly Taken[] {
  const data = taken.flatMap((one) => (one.kind === 'data' ? [one] : []));
  const rest = taken.filter(({ kind }) => kind !== 'data');
  if (data.length === 0) return rest;
  return [{ kind: 'data', loaded: data.flatMap(({ loaded }) => loaded), notes: data.flatMap(({ notes }) => notes) }, ...rest];
}
