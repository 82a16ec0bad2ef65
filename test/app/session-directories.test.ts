import { describe, expect, it } from 'vitest';
import { createSessionDirectories, type SessionTable } from '../../src/app/session-directories.js';
import type { Side } from '../../src/evidence/directory.js';
import { finish } from '../../src/evidence/steps.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';

const people = (side: Side, count: number, name = 'kim'): SessionTable => ({
  table: readJsonValues(
    Array.from({ length: count }, (_, at) => ({ userPrincipalName: `${name}${at}@contoso.com` })),
    side,
    `${name}.json`,
  ),
  isPasted: false,
});

function loaded() {
  const tables: Record<Side, readonly SessionTable[]> = { onprem: [], cloud: [] };
  const directories = createSessionDirectories((side) => tables[side]);
  const load = (side: Side, table: SessionTable): void => {
    tables[side] = [...tables[side], table];
    directories.changed();
  };
  return { directories, load, tables };
}

describe('the directories of a session', () => {
  it('are those of what is loaded, whether one waits for them or not', () => {
    const { directories, load } = loaded();
    expect(directories.isReady()).toBe(true);
    expect(directories.now()).toEqual({ onprem: undefined, cloud: undefined });
    load('onprem', people('onprem', 3));
    expect(directories.isReady()).toBe(false);
    const now = directories.now();
    expect(now.onprem?.records.length).toBe(3);
    expect(finish(directories.ready())).toBe(now);
    expect(directories.isReady()).toBe(true);
  });

  it('keep a side of which no table changed', () => {
    const { directories, load } = loaded();
    load('onprem', people('onprem', 3));
    const { onprem } = directories.now();
    load('cloud', people('cloud', 2));
    expect(directories.now().onprem).toBe(onprem);
    expect(directories.now().cloud?.records.length).toBe(2);
  });

  it('are of the newest data where other data comes while they are made', () => {
    const { directories, load } = loaded();
    load('onprem', people('onprem', 2000));
    const steps = directories.ready();
    for (let at = 0; at < 3; at++) expect(steps.next().done).toBe(false);
    load('onprem', people('onprem', 500, 'tom'));
    const made = finish(steps);
    expect(made.onprem?.records.length).toBe(2500);
    expect(directories.now()).toBe(made);
  });

  it('are the same for all who wait at a time', () => {
    const { directories, load } = loaded();
    load('onprem', people('onprem', 2000));
    const first = directories.ready();
    first.next();
    const second = finish(directories.ready());
    expect(finish(first)).toBe(second);
  });

  it('say of pastes alone nothing of anybody else, and take nothing away from an export', () => {
    const { directories, load } = loaded();
    load('onprem', { ...people('onprem', 1), isPasted: true });
    expect(directories.now().onprem?.isAsked).toBe(true);
    load('onprem', people('onprem', 2, 'tom'));
    expect(directories.now().onprem?.isAsked).not.toBe(true);
  });
});
