import { SLICE_MS } from '../app/slices.js';
import type { PeopleSearch, PersonHit } from '../ports/search.js';
import type { Session } from '../ports/session.js';
import type { Event } from './model.js';
import type { PaletteEffect } from './palette-model.js';
import type { Patience } from './readiness-effects.js';

type Search = Extract<PaletteEffect, { kind: 'searchable' | 'search' }>;

/** While people are still prepared, what is found among them is shown so often. */
const SHOWN_EVERY_MS = 250;
export const MOST_PEOPLE = 60;

/** Reads what can be looked for, and looks for people in slices. A later search ends an earlier one; preparing goes on until all are prepared. */
export function createSearcher(
  session: Session,
  ready: () => Promise<void>,
  patience: Patience,
  dispatch: (event: Event) => void,
): (effect: Search) => Promise<void> {
  const { clock, pause, stopped } = patience;
  let query = '';
  let run = 0;
  let preparing: PeopleSearch | undefined;

  const slice = (): (() => boolean) => {
    const started = clock();
    return () => clock() - started >= SLICE_MS;
  };
  const tell = (people: PeopleSearch, hits: readonly PersonHit[]): void =>
    dispatch({ kind: 'found', query, people: hits, done: people.prepared(), of: people.count });

  /** True unless another search came meanwhile. */
  const look = async (people: PeopleSearch): Promise<boolean> => {
    const own = ++run;
    const found = people.look(query, MOST_PEOPLE);
    while (!found.step(slice())) {
      await pause();
      if (own !== run || stopped() === 'exit') return false;
    }
    tell(people, found.hits());
    return true;
  };

  const prepare = async (people: PeopleSearch): Promise<void> => {
    if (preparing === people) return;
    preparing = people;
    let shown = clock();
    while (!people.prepare(slice())) {
      await pause();
      if (stopped() === 'exit' || preparing !== people) return;
      if (clock() - shown < SHOWN_EVERY_MS) continue;
      await look(people);
      shown = clock();
    }
    await look(people);
  };

  return async (effect) => {
    if (effect.kind === 'search') {
      query = effect.query;
      await ready();
      const people = await session.people();
      if (people !== undefined && query === effect.query) await look(people);
      return;
    }
    query = '';
    run++;
    // The palette is drawn first.
    await pause();
    dispatch({ kind: 'searchable', rules: await session.rules(), topics: await session.topics() });
    await ready();
    const people = await session.people();
    if (people === undefined) return;
    tell(people, []);
    await pause();
    await prepare(people);
  };
}
