import { describe, expect, it } from 'vitest';
import { KEYS, keysOf } from '../../src/tui/keys.js';
import { placeOf } from '../../src/tui/model.js';
import { createRuntime, type Runtime } from '../../src/tui/runtime.js';
import { initialState } from '../../src/tui/state.js';
import { fc } from '../setup/property.js';
import { createConnections, FOREST, GRAPH } from './live.js';
import { SPOOFED } from './mail.js';
import { createTestSession, ERROR } from './session.js';

/** Every key of the table but those that end the program, and letters that somebody may type. */
const ANY_KEY = fc.constantFrom(
  ...new Set([...KEYS.filter(({ action }) => action !== 'quit' && action !== 'suspend').flatMap(({ keys }) => keys), 'k', '@', 'ü']),
);

async function settled(runtime: Runtime): Promise<void> {
  for (let turn = 0; turn < 400; turn++) {
    const { busy, run } = runtime.state();
    if (busy === undefined && run === undefined) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function open(texts: readonly string[], columns: number, rows: number): Promise<{ runtime: Runtime; exits: number[] }> {
  const exits: number[] = [];
  const session = { ...createTestSession(), connections: createConnections([FOREST, GRAPH]) };
  await session.load('onprem.json', 'onprem');
  await session.load('cloud.json', 'cloud');
  const runtime = createRuntime(initialState({ columns, rows }, false, session.sources(), session.connections.list()), {
    session,
    write: () => undefined,
    environment: {},
    exit: (code) => exits.push(code),
    fail: (error) => {
      throw error;
    },
  });
  for (const text of texts) {
    while (placeOf(runtime.state()) !== 'home') runtime.dispatch({ kind: 'key', key: 'esc' });
    runtime.dispatch({ kind: 'paste', text });
    runtime.dispatch({ kind: 'key', key: 'enter' });
    await settled(runtime);
  }
  return { runtime, exits };
}

describe('wherever somebody goes', () => {
  it('Esc leads back home, and every place says how to leave it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ANY_KEY, { minLength: 1, maxLength: 25 }),
        fc.constantFrom([60, 20], [80, 24], [200, 60] as const),
        async (keys, [columns = 80, rows = 24]) => {
          const { runtime, exits } = await open([ERROR, SPOOFED], columns, rows);
          for (const key of keys) {
            runtime.dispatch({ kind: 'key', key });
            const place = placeOf(runtime.state());
            const leaving = keysOf(place).filter(({ keys: own }) => own.includes('esc') || own.includes('q'));
            expect(leaving.length, place).toBeGreaterThan(0);
            expect(
              leaving.some(({ footer }) => footer !== undefined),
              `${place} shows how to leave it`,
            ).toBe(true);
            await settled(runtime);
            // Home quits with q: the walk ends there.
            if (exits.length > 0) return;
          }
          for (let turn = 0; turn < 15 && placeOf(runtime.state()) !== 'home'; turn++) {
            runtime.dispatch({ kind: 'key', key: 'esc' });
            await settled(runtime);
          }
          expect(placeOf(runtime.state()), keys.join(' ')).toBe('home');
          expect(runtime.state().busy).toBeUndefined();
        },
      ),
      { numRuns: 60 },
    );
  });
});
