import type { Side } from '../evidence/directory.js';
import type { Steps } from '../evidence/steps.js';
import { gatherSpecialObjects } from './recipient/special-objects.js';
import type { KeyKind } from './recipient-keys.js';
import type { Directories } from './subject.js';

/** The keys that the join and the checks look up. */
export const CHECKED_KEYS: Readonly<Record<Side, readonly KeyKind[]>> = {
  onprem: [
    'objectId',
    'anchor',
    'exchangeGuid',
    'address',
    'upn',
    'archiveGuid',
    'proxy',
    'mail',
    'targetAddress',
    'alias',
    'consistencyGuid',
  ],
  cloud: ['objectId', 'anchor', 'immutableId', 'exchangeGuid', 'address', 'primary', 'upn', 'archiveGuid', 'proxy', 'sid'],
};

/** By these, too, a text names somebody. */
const NAMES: readonly KeyKind[] = ['name', 'dn'];

/** An index of fewer records is made soon enough by who first asks for it. */
const FEW = 1000;

/** Builds, a little at each step, what is looked up in both sides: to judge everyone, or to diagnose a text and
 * prove its plan. What is there already is kept. */
export function* prepareSides(directories: Directories, purpose: 'checks' | 'text'): Steps<void> {
  for (const name of ['onprem', 'cloud'] as const) {
    const side = directories[name];
    if (side?.prepare === undefined || side.records.length < FEW) continue;
    yield* side.prepare(purpose === 'checks' ? CHECKED_KEYS[name] : [...CHECKED_KEYS[name], ...NAMES]);
    yield* gatherSpecialObjects(side);
  }
}
