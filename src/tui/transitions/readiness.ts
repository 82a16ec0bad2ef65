import { EXPORT_FORMATS, type PeopleTable } from '../../ports/readiness-session.js';
import { number as groupDigits } from '../../render/digits.js';
import { stepCommandCount, stepCommands } from '../copy-text.js';
import type { Action } from '../key-binding.js';
import { bodyRows, peopleRows } from '../layout.js';
import { DIRECTIONS, type Event, type Outcome, type PersonState, type State } from '../model.js';
import { personPage } from '../pages/person.js';
import { FORMAT_WORDS, filterWords } from '../people-words.js';
import { count } from '../words.js';
import { moveTo } from './list.js';
import { settleSpot } from './scroll.js';
import { inOrder, sourcesText, startTable, withTable } from './table.js';
import { copyOrSay, scrollPage } from './text-page.js';

const still = (state: State): Outcome => ({ state, effects: [] });

/** Choosing the direction of a run. */
export function onMove(state: State, action: Action): Outcome {
  const { moveAt } = state;
  switch (action) {
    case 'up':
      return still({ ...state, moveAt: Math.max(0, moveAt - 1) });
    case 'down':
      return still({ ...state, moveAt: Math.min(DIRECTIONS.length - 1, moveAt + 1) });
    case 'last-table':
      return still({ ...state, screens: [...state.screens.filter((screen) => screen !== 'move'), 'table'] });
    case 'start': {
      const direction = DIRECTIONS[moveAt];
      const screens = [...state.screens.filter((screen) => screen !== 'move' && screen !== 'table'), 'run' as const];
      const run = { direction, from: sourcesText(state), progress: undefined, isStopping: false };
      return { state: { ...state, screens, run }, effects: [{ kind: 'assess', direction }] };
    }
    default:
      return still(state);
  }
}

/** While a run goes on the only thing to do is to end it. */
export function onRun(state: State, action: Action): Outcome {
  if (action !== 'stop' || state.run === undefined) return still(state);
  return { state: { ...state, run: { ...state.run, isStopping: true } }, effects: [{ kind: 'stop' }] };
}

/** What effects of readiness came to. What is about another table than the one shown came too late. */
export function onReadinessEvent(state: State, event: ReadinessEvent): State {
  switch (event.kind) {
    case 'progress':
      return state.run === undefined ? state : { ...state, run: { ...state.run, progress: event } };
    case 'assessed':
      return showTable(state, event.table);
    case 'arranged':
      return state.readiness?.table === event.table && state.busy !== undefined ? inOrder(state, event.order) : state;
    case 'person': {
      const { readiness } = state;
      if (readiness?.table !== event.table) return state;
      const { position, detail } = event;
      const made = { position, detail, match: undefined, proof: undefined };
      const page = personPage(made, state.columns);
      const person = { ...made, page, spot: settleSpot(page, { top: 0, item: undefined }, bodyRows(state)) };
      const screens = state.screens.at(-1) === 'person' ? state.screens : [...state.screens, 'person' as const];
      return withTable({ ...state, screens }, { person });
    }
    case 'matched':
      return learn(state, event, { match: event.match });
    case 'proven':
      return learn({ ...state, busy: state.readiness?.person?.position === event.position ? undefined : state.busy }, event, {
        proof: event.proof,
      });
    case 'exported': {
      const screens = state.screens.filter((screen) => screen !== 'export' && (screen !== 'prompt' || state.prompt.purpose !== 'export'));
      const more = event.notes.length === 0 ? '' : ` ${event.notes[0] ?? ''}`;
      const text = `Wrote ${count(event.people, 'person', 'people')} to ${event.path}.${more}`;
      return withTable({ ...state, screens, busy: undefined, notice: { tone: 'good', text } }, { replaces: undefined });
    }
    case 'exists':
      return withTable(
        {
          ...state,
          busy: undefined,
          problem: { what: 'The file is there already.', where: event.path, next: 'Enter once more replaces it; or name another file.' },
        },
        { replaces: event.path },
      );
  }
}

export type ReadinessEvent = Extract<
  Event,
  { readonly kind: 'progress' | 'assessed' | 'arranged' | 'person' | 'matched' | 'proven' | 'exported' | 'exists' }
>;

function showTable(state: State, table: PeopleTable | undefined): State {
  const next = { ...state, run: undefined };
  if (table === undefined || table.length === 0) {
    const text = table?.isComplete === true ? 'The loaded data holds nobody to check.' : 'Stopped before anybody was checked.';
    return { ...next, screens: state.screens.filter((screen) => screen !== 'run'), notice: { tone: 'caution', text } };
  }
  const screens = state.screens.map((screen) => (screen === 'run' ? ('table' as const) : screen));
  const notice = table.isComplete
    ? undefined
    : ({
        tone: 'caution',
        text: `Stopped: ${count(table.length, 'person', 'people')} of ${groupDigits(table.chosen)} were checked.`,
      } as const);
  return { ...next, screens, readiness: startTable(state, table), notice };
}

/** Adds what was worked out meanwhile to the person on the screen; the page stays where it is. */
function learn(
  state: State,
  { table, position }: { readonly table: PeopleTable; readonly position: number },
  more: Partial<Pick<PersonState, 'match' | 'proof'>>,
): State {
  const { readiness } = state;
  const person = readiness?.person;
  if (readiness?.table !== table || person?.position !== position) return state;
  return remakePerson(withTable(state, { person: { ...person, ...more } }));
}

/** The page of the person anew: for another width, or with more on it. */
export function remakePerson(state: State): State {
  const person = state.readiness?.person;
  if (person === undefined) return state;
  const page = personPage(person, state.columns);
  return withTable(state, { person: { ...person, page, spot: settleSpot(page, person.spot, bodyRows(state)) } });
}

export function onPerson(state: State, action: Action): Outcome {
  const { readiness } = state;
  const person = readiness?.person;
  if (readiness === undefined || person === undefined) return still(state);
  const move = scrollPage(person.page, person.spot, action, bodyRows(state));
  if (move !== undefined) {
    if ('why' in move) return still({ ...state, notice: { tone: 'plain', text: move.why } });
    return still(withTable(state, { person: { ...person, spot: move.spot } }));
  }
  if (action === 'next-person' || action === 'previous-person') return neighbour(state, action === 'next-person' ? 1 : -1);
  if (action === 'copy-all') {
    const { steps } = person.detail.plan;
    const what = `${count(stepCommandCount(steps), 'command')}, undo as comments`;
    return {
      state,
      effects: [{ kind: 'copy', what, fileName: 'crossprem-commands.ps1', text: stepCommands(person.detail.row.name, steps) }],
    };
  }
  if (action === 'prove') {
    const { table } = readiness;
    return {
      state: { ...state, busy: 'Trying a cycle, and the plan on a copy of both directories.' },
      effects: [{ kind: 'prove', table, position: person.position }],
    };
  }
  return copyOrSay(person, state, action);
}

/** The next person of the list; the mark of the list goes along. */
function neighbour(state: State, step: 1 | -1): Outcome {
  const { readiness } = state;
  if (readiness === undefined) return still(state);
  const { listed, spot, table } = readiness;
  const position = listed[spot.at + step];
  if (position === undefined)
    return still({ ...state, notice: { tone: 'plain', text: step > 0 ? 'This is the last one of the list.' : 'This is the first one.' } });
  const next = withTable(state, { spot: moveTo(spot.at + step, spot, listed.length, peopleRows(state)) });
  return { state: next, effects: [{ kind: 'person', table, position }] };
}

/** Choosing the format of an export. */
export function onExport(state: State, action: Action): Outcome {
  const { readiness } = state;
  if (readiness === undefined) return still(state);
  const { exportAt } = readiness;
  switch (action) {
    case 'up':
      return still(withTable(state, { exportAt: Math.max(0, exportAt - 1) }));
    case 'down':
      return still(withTable(state, { exportAt: Math.min(EXPORT_FORMATS.length - 1, exportAt + 1) }));
    case 'submit': {
      const exportFormat = EXPORT_FORMATS[exportAt] ?? 'csv';
      const prompt = { purpose: 'export' as const, value: FORMAT_WORDS[exportFormat][2] };
      return still(withTable({ ...state, prompt, screens: [...state.screens, 'prompt'] }, { exportFormat, replaces: undefined }));
    }
    default:
      return still(state);
  }
}

/** Enter on the path of an export. */
export function submitExport(state: State, path: string): Outcome {
  const { readiness } = state;
  if (readiness === undefined) return still(state);
  const { table, exportFormat: format, listed, filter, replaces } = readiness;
  return {
    state: { ...state, busy: `Writing ${path}.` },
    effects: [{ kind: 'export', table, format, path, positions: listed, listed: filterWords(filter, table), replaces: replaces === path }],
  };
}
