import type { Taken } from '../ports/intake.js';
import type { Session } from '../ports/session.js';

/** What intake needs of the session that it is part of. */
export interface IntakePorts {
  readonly open: Session['open'];
}

/** In: a paste, or paths that were dropped. Out: what each of it is; data is loaded. */
export async function takeAnything(text: string, ports: IntakePorts): Promise<readonly Taken[]> {
  const opened = await ports.open(text);
  if (opened.kind === 'problem') return [{ kind: 'text', name: undefined, text, notes: [] }];
  return [{ kind: 'text', name: opened.value.name, text: opened.value.text, notes: [] }];
}
