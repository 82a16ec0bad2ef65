import type { Problem } from '../evidence/problem.js';
import type { SavedSession } from '../ports/saved-session.js';
import type { Session } from '../ports/session.js';

/** Loads the data of a saved session anew, in its order; the problems say what is not there any more. */
export async function restoreData(saved: SavedSession, session: Pick<Session, 'load' | 'takeOutput'>): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { path, side, kind } of saved.sources) {
    if (kind === 'live') {
      problems.push({ what: 'What was read live is not in a session file.', where: path, next: 'Connect again with l.' });
      continue;
    }
    const loaded = await session.load(path, side);
    if (loaded.kind === 'problem') problems.push(loaded.problem);
  }
  for (const { text, side } of saved.pasted) {
    const taken = await session.takeOutput(text, side === undefined ? {} : { side });
    if (taken.kind === 'problem') problems.push(taken.problem);
  }
  return problems;
}
