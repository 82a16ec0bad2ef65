import { describe, expect, it } from 'vitest';
import { keysAsMarkdown, PLACES } from '../../src/tui/key-text.js';
import { findKey, KEYS, keysOf } from '../../src/tui/keys.js';
import { type Place, placeOf, type State } from '../../src/tui/model.js';
import { createRuntime } from '../../src/tui/runtime.js';
import { initialState } from '../../src/tui/state.js';
import { createConnections, FOREST, GRAPH } from './live.js';
import { CLEAN } from './mail.js';
import { CLOUD, createTestSession, ERROR, ON_PREM } from './session.js';

const WAY: Readonly<Record<Place, readonly string[]>> = {
  home: [],
  write: ['i'],
  prompt: ['o'],
  sources: ['d'],
  result: ['enter'],
  answer: ['enter', 'a'],
  help: ['?'],
  message: ['enter', '2'],
  path: ['enter', '3'],
  fields: ['enter', '4'],
  raw: ['enter', '5'],
  field: ['enter', '3', 'down', 'enter'],
  find: ['enter', '5', '/'],
  move: ['m'],
  run: ['m', 'enter'],
  people: ['m', 'enter'],
  causes: ['m', 'enter', '2'],
  organization: ['m', 'enter', '3'],
  open: ['m', 'enter', '4'],
  units: ['m', 'enter', '5'],
  seek: ['m', 'enter', 'f'],
  person: ['m', 'enter', 'enter'],
  export: ['m', 'enter', 'e'],
  all: ['enter', 'h'],
  inputs: ['enter', 'h', '2'],
  history: ['enter', 'h', '3'],
  palette: ['ctrl+p'],
  reading: [],
  save: ['enter', 'R'],
  side: ['enter'],
  connections: ['l'],
  connection: ['l', 'enter'],
  connect: ['l', 'p'],
  preview: ['l', 'c', 'ctrl+d'],
  'signing-in': ['l', 'c', 'ctrl+d', 'enter'],
  collect: ['l', 'r'],
  collecting: ['l', 'r', 'enter'],
  collected: ['l', 'r', 'enter', 'esc'],
};
/** Places that are no screens of their own. */
const WITHIN: ReadonlySet<Place> = new Set(['write', 'field', 'find', 'causes', 'organization', 'open', 'units', 'seek']);
/** Places that only directory data leads to. */
const OF_DATA: ReadonlySet<Place> = new Set([
  'move',
  'run',
  'people',
  'causes',
  'organization',
  'open',
  'units',
  'seek',
  'person',
  'export',
]);
/** Places that only a text with headers leads to. */
const OF_MAIL: ReadonlySet<Place> = new Set(['message', 'path', 'fields', 'raw', 'field', 'find']);

/** Places that only a result leads to. */
const OF_TEXT: ReadonlySet<Place> = new Set(['result', 'answer', 'all', 'inputs', 'history', 'save']);

/** Places where something goes on until a key ends it. */
const GOING_ON: ReadonlySet<Place> = new Set(['run', 'collecting']);

/** Two people, for one alone has no next one. */
const PEOPLE = {
  'onprem.json': [
    ...ON_PREM,
    { ...ON_PREM[0], objectGUID: undefined, userPrincipalName: 'lee@contoso.com', displayName: 'Lee', proxyAddresses: [] },
  ],
  'cloud.json': CLOUD,
};

async function open(place: Place, withText: boolean) {
  const exits: number[] = [];
  const session = {
    ...createTestSession({ directories: PEOPLE }),
    connections: createConnections([FOREST, GRAPH]),
    ...(place === 'side'
      ? { take: async () => [{ kind: 'side' as const, what: 'onprem.json', path: 'onprem.json', text: undefined }] }
      : {}),
  };
  if (OF_DATA.has(place)) {
    await session.load('onprem.json', 'onprem');
    await session.load('cloud.json', 'cloud');
  }
  const runtime = createRuntime(initialState({ columns: 80, rows: 24 }, false, session.sources(), session.connections.list()), {
    session,
    write: () => undefined,
    environment: {},
    exit: (code) => exits.push(code),
    suspend: async () => {
      exits.push(0);
      return undefined;
    },
    fail: (error) => {
      throw error;
    },
  });
  if (OF_MAIL.has(place)) runtime.dispatch({ kind: 'paste', text: CLEAN });
  else if (place === 'side') runtime.dispatch({ kind: 'paste', text: './onprem.json' });
  else if (withText || OF_TEXT.has(place)) runtime.dispatch({ kind: 'paste', text: ERROR });
  if (place === 'reading')
    runtime.dispatch({
      kind: 'read',
      title: 'live',
      content: { kind: 'markdown', text: '# Live\n\nText.\n\n```\ncrossprem\n```\n\n## More\n' },
    });
  for (const key of WAY[place]) {
    runtime.dispatch({ kind: 'key', key });
    while (runtime.state().busy !== undefined) await new Promise((resolve) => setImmediate(resolve));
    while (place !== 'run' && runtime.state().run !== undefined) await new Promise((resolve) => setImmediate(resolve));
    while (isStopping(runtime.state())) await new Promise((resolve) => setImmediate(resolve));
  }
  return { runtime, exits };
}

/** A reading that was stopped, and has not come to its end. */
const isStopping = ({ connections }: State): boolean => connections?.collect.run?.isStopping === true;

const shown = ({ notice, now, ...state }: State): string =>
  JSON.stringify({
    ...state,
    others: state.others.length,
    reading: state.reading && { ...state.reading, page: undefined },
    result: state.result && {
      ...state.result,
      diagnosis: undefined,
      page: state.result.page.lines.length,
      mail: state.result.mail && { ...state.result.mail, pages: undefined, listed: undefined, raw: undefined },
    },
    readiness: state.readiness && {
      ...state.readiness,
      table: undefined,
      person: state.readiness.person && { ...state.readiness.person, page: undefined, detail: undefined },
    },
  });

describe('the key table', () => {
  it('gives a key one meaning in a place', () => {
    for (const place of PLACES) {
      const keys = keysOf(place).flatMap((binding) => binding.keys);
      expect(keys.length, place).toBe(new Set(keys).size);
    }
  });

  it.each(PLACES)('does something or says why not, for every key of %s', async (place) => {
    for (const withText of [false, true]) {
      for (const key of keysOf(place).flatMap((binding) => binding.keys)) {
        const { runtime, exits } = await open(place, withText);
        expect(placeOf(runtime.state())).toBe(place);
        const before = runtime.state();
        const binding = findKey(place, key);
        const reason = binding?.unless?.(before);
        runtime.dispatch({ kind: 'key', key });
        while (runtime.state().busy !== undefined || (!GOING_ON.has(place) && runtime.state().run !== undefined))
          await new Promise((resolve) => setImmediate(resolve));
        const after = runtime.state();
        if (reason !== undefined && [...key].length > 1) expect(after.notice?.text, `${place} ${key}`).toBe(reason);
        const isScrollAtEdge = [
          'up',
          'down',
          'page-up',
          'page-down',
          'top',
          'bottom',
          'erase',
          'erase-line',
          'newline',
          'previous-section',
          'copy-all',
          'copy-report',
        ].includes(binding?.action ?? '');
        const happened =
          exits.length > 0 ||
          shown(after) !== shown(before) ||
          after.notice !== undefined ||
          after.problem !== undefined ||
          after.copied !== undefined;
        expect(happened || isScrollAtEdge, `${place} ${key}`).toBe(true);
      }
    }
  });

  it.each(PLACES.filter((place) => place !== 'home'))('leaves %s with Esc', async (place) => {
    const { runtime } = await open(place, false);
    const depth = runtime.state().screens.length;
    runtime.dispatch({ kind: 'key', key: 'esc' });
    while (runtime.state().run !== undefined || isStopping(runtime.state())) await new Promise((resolve) => setImmediate(resolve));
    expect(placeOf(runtime.state())).not.toBe(place);
    expect(runtime.state().screens.length).toBe(WITHIN.has(place) ? depth : depth - 1);
  });

  it('has reasons and sentences that fit into 80 columns', async () => {
    for (const place of PLACES) {
      const { runtime } = await open(place, false);
      for (const binding of KEYS) {
        expect(binding.help).toMatch(/^[A-Z].*\.$/);
        expect((binding.unless?.(runtime.state()) ?? '').length).toBeLessThan(78);
      }
    }
  });

  it('becomes a page of the docs', () => {
    const page = keysAsMarkdown();
    for (const binding of KEYS) expect(page).toContain(binding.help);
    expect(page).toContain('| `c` | Copy the marked command. |');
  });
});
