import { join } from 'node:path';
import { listDocs, readDoc } from '../../src/adapters/files/docs.js';
import { listTopics, readTopic } from '../../src/app/help-topics.js';
import type { Session } from '../../src/ports/session.js';
import type { State } from '../../src/tui/model.js';
import { readQuery } from '../../src/tui/palette-entries.js';
import { createRuntime, type Runtime } from '../../src/tui/runtime.js';
import { initialState } from '../../src/tui/state.js';
import { ROOT } from '../setup/rules.js';

const FOLDER = join(ROOT, 'docs');
const docs = { list: () => listDocs(FOLDER), read: (name: string) => readDoc(FOLDER, name) };

/** The session with the pages of the documentation, as the program has them. */
export function withDocs<S extends Session>(session: S): S {
  return { ...session, topics: () => listTopics(docs), topic: (name: string) => readTopic(name, docs) };
}

export interface Driver {
  readonly runtime: Runtime;
  readonly state: () => State;
  readonly copied: string[];
  readonly exits: number[];
  /** Presses keys, and waits each time for what follows. */
  readonly press: (...keys: readonly string[]) => Promise<State>;
  readonly type: (text: string) => Promise<State>;
  /** Waits until nothing more follows. */
  readonly settle: () => Promise<State>;
}

/** The interface without a terminal. */
export function drive(session: Session, size: { readonly columns: number; readonly rows: number } = { columns: 80, rows: 24 }): Driver {
  const copied: string[] = [];
  const exits: number[] = [];
  let pending = 0;
  let changes = 0;
  const runtime = createRuntime(initialState(size, false, session.sources(), session.connections?.list()), {
    session,
    write: (sequence) => copied.push(sequence),
    environment: { TERM: 'xterm-256color' },
    exit: (code) => exits.push(code),
    fail: (error) => {
      throw error;
    },
    pause: async () => {
      pending++;
      await new Promise((resume) => setImmediate(resume));
      pending--;
    },
  });
  runtime.subscribe(() => changes++);
  const settle = async (): Promise<State> => {
    for (let calm = 0; calm < 4; calm++) {
      const before = changes;
      await new Promise((resume) => setTimeout(resume, 1));
      if (changes !== before || pending > 0 || !isCalm(runtime.state())) calm = -1;
    }
    return runtime.state();
  };
  return {
    runtime,
    state: runtime.state,
    copied,
    exits,
    settle,
    press: async (...keys) => {
      for (const key of keys) {
        runtime.dispatch({ kind: 'key', key });
        await settle();
      }
      return runtime.state();
    },
    type: async (text) => {
      runtime.dispatch({ kind: 'text', text });
      return settle();
    },
  };
}

/** Nothing is read, and the palette shows what it looks for. */
function isCalm({ busy, run, palette, screens, sources }: State): boolean {
  if (busy !== undefined || run !== undefined) return false;
  if (palette === undefined || screens.at(-1) !== 'palette') return true;
  if (palette.topics === undefined || palette.rules === undefined) return false;
  if (!sources.some(({ side }) => side !== 'settings')) return true;
  const { scope, text } = readQuery(palette.query);
  const wanted = scope === undefined || scope === 'people' ? text : '';
  return palette.prepared !== undefined && palette.prepared.done === palette.prepared.of && palette.peopleFor === wanted;
}
