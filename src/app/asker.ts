import type { DirectoryTable, Side } from '../evidence/directory.js';
import { NOT_READABLE } from '../evidence/snapshot.js';
import { unreadableNotes } from '../evidence/unreadable.js';
import { askedSide } from '../facts/asked-side.js';
import { indexSide, type KeyKind } from '../facts/recipients.js';
import type { Directories } from '../facts/subject.js';
import { createRecordTable } from '../parse/recipient/json.js';
import type { LiveConnection, LookupAnswer, LookupKey } from '../ports/live.js';

/** What one service was asked for a text. */
export interface AskedOf {
  readonly source: string;
  readonly account: string;
  /** Keys in the order in which they came up; `hits`: how many objects hold it. */
  readonly keys: readonly (LookupKey & { readonly hits: number })[];
  readonly objects: number;
}

export interface Asked<T> {
  readonly answer: T;
  /** The sides as they were at the end: what was looked up, and nothing else. */
  readonly directories: Directories;
  readonly asked: readonly AskedOf[];
  readonly notes: readonly string[];
}

export interface AskerOptions {
  readonly connections: readonly LiveConnection[];
  /** Exports that were given beside the connections. */
  readonly onprem: readonly DirectoryTable[] | undefined;
  readonly cloud: readonly DirectoryTable[] | undefined;
  readonly signal: AbortSignal;
}

/** Works something out of directories that are read as it goes: only what is looked up is read. */
export interface Asker {
  /** `work` is pure, and runs again until nothing new is looked up. */
  readonly answer: <T>(work: (directories: Directories) => T) => Promise<Asked<T>>;
}

/** A chain of questions that does not end by then is cut; each round is one request to each service. */
const MOST_ROUNDS = 8;
const MOST_KEYS = 400;
const LONGEST_KEY = 1024;

/** Keys whose holder would be the person: where one of these could not be looked up, "not found" means nothing. */
const IDENTITY: ReadonlySet<KeyKind> = new Set(['exchangeGuid', 'objectId', 'immutableId', 'address', 'proxy', 'upn']);

interface Service {
  readonly connection: LiveConnection;
  readonly records: Map<string, Readonly<Record<string, unknown>>>;
  attributesRead: readonly string[];
  /** Keys that the service answered: with objects, or with none. */
  readonly answered: Set<string>;
}

/**
 * In: open connections. Out: what answers with their help. The key look-ups of all texts are kept, so that nobody is asked twice.
 *
 * A service that fails leaves its keys unanswered, with a note: what is not found then is unknown. An aborted signal rejects within a second.
 */
export function createAsker(options: AskerOptions): Asker {
  const services = options.connections.map(
    (connection): Service => ({ connection, records: new Map(), attributesRead: [], answered: new Set() }),
  );
  const notes = new Set<string>();
  return {
    async answer(work) {
      const own = new Map<string, LookupKey & { readonly side: Side }>();
      for (let round = 1; ; round++) {
        const fresh = new Map<string, LookupKey & { readonly side: Side }>();
        const directories = directoriesOf(options, services, own, (side, kind, value) => {
          const id = `${side} ${kind} ${value}`;
          if (value.length <= LONGEST_KEY && !own.has(id)) fresh.set(id, { side, kind, value });
        });
        const answer = work(directories);
        if (fresh.size === 0) return { answer, directories, asked: askedOf(services, own, directories), notes: [...notes] };
        if (round >= MOST_ROUNDS || own.size + fresh.size > MOST_KEYS) {
          notes.add('More look-ups would be needed than are made for one text: what was not looked up is not known.');
          return { answer, directories, asked: askedOf(services, own, directories), notes: [...notes] };
        }
        for (const [id, key] of fresh) own.set(id, key);
        await Promise.all(services.map((service) => lookUp(service, [...fresh.values()], options.signal, notes)));
      }
    },
  };
}

async function lookUp(
  service: Service,
  keys: readonly (LookupKey & { readonly side: Side })[],
  signal: AbortSignal,
  notes: Set<string>,
): Promise<void> {
  const { connection, answered } = service;
  const wanted = keys.filter(({ side, kind, value }) => side === connection.about.side && !answered.has(`${kind} ${value}`));
  if (wanted.length === 0) return;
  const result = await connection.lookup(
    wanted.map(({ kind, value }) => ({ kind, value })),
    signal,
  );
  if (result.kind === 'problem') {
    notes.add(`${connection.about.source} was not asked: ${result.problem.what} ${result.problem.next}`);
    return;
  }
  take(service, wanted, result.value);
  for (const note of unreadableNotes(result.value.unreadable)) notes.add(note);
}

function take(service: Service, wanted: readonly LookupKey[], { records, attributesRead, unanswered }: LookupAnswer): void {
  service.attributesRead = attributesRead;
  for (const record of records) service.records.set(idOf(record), record);
  const not = new Set(unanswered.map(({ key }) => `${key.kind} ${key.value}`));
  for (const { kind, value } of wanted) if (!not.has(`${kind} ${value}`)) service.answered.add(`${kind} ${value}`);
}

const IDS = ['objectGUID', 'id', 'ExternalDirectoryObjectId', 'Guid', 'distinguishedName', 'DistinguishedName'];

function idOf(record: Readonly<Record<string, unknown>>): string {
  for (const name of IDS) {
    const value = record[name];
    if (typeof value === 'string' && value !== '') return `${name} ${value.toLowerCase()}`;
  }
  return JSON.stringify({ ...record, [NOT_READABLE]: undefined });
}

type Tell = (side: Side, kind: KeyKind, value: string) => void;

function directoriesOf(
  options: AskerOptions,
  services: readonly Service[],
  own: ReadonlyMap<string, LookupKey & { readonly side: Side }>,
  tell: Tell,
): Directories {
  const sideOf = (side: Side): Directories[Side] => {
    const given = options[side];
    const live = services.filter(({ connection }) => connection.about.side === side);
    if (live.length === 0) return given === undefined ? undefined : indexSide(side, given);
    const build = (isCut: boolean) => indexSide(side, [...(given ?? []), ...live.map((service) => tableOf(service, isCut))]);
    const whole = build(false);
    const isOpen = [...own.values()].some(
      (key) => key.side === side && IDENTITY.has(key.kind) && whole.find(key.kind, key.value).length === 0 && !isAnswered(live, key),
    );
    return askedSide(isOpen ? build(true) : whole, (kind, value) => tell(side, kind, value));
  };
  return { onprem: sideOf('onprem'), cloud: sideOf('cloud') };
}

/** Exchange Online lists mailboxes alone, so that it has none says nothing of other objects. */
function isAnswered(live: readonly Service[], { kind, value }: LookupKey): boolean {
  return live.some(({ connection, answered }) => connection.about.kind !== 'exchange-online' && answered.has(`${kind} ${value}`));
}

function tableOf({ connection, records, attributesRead }: Service, isCut: boolean): DirectoryTable {
  const { source, side } = connection.about;
  const table = createRecordTable({ source, side, attributesRead });
  for (const record of records.values()) table.add(record);
  // As records given in a request: what was asked for by key and did not come is not there.
  return { ...table.finish(isCut), format: 'inline' };
}

function askedOf(
  services: readonly Service[],
  own: ReadonlyMap<string, LookupKey & { readonly side: Side }>,
  directories: Directories,
): readonly AskedOf[] {
  return services.map(({ connection, records, answered }) => {
    const { side, source, account } = connection.about;
    const keys = [...own.values()]
      .filter((key) => key.side === side && answered.has(`${key.kind} ${key.value}`))
      .map(({ kind, value }) => ({ kind, value, hits: directories[side]?.find(kind, value).length ?? 0 }));
    return { source, account, keys, objects: records.size };
  });
}

/** One sentence for each service: whom it was asked for, and what came of it. */
export function askedNotes(asked: readonly AskedOf[]): readonly string[] {
  return asked.map(({ source, account, keys, objects }) => {
    if (keys.length === 0) return `${source} was not asked: the text names nothing that it could be asked for.`;
    const byValue = new Map<string, string[]>();
    for (const { kind, value } of keys) {
      const kinds = byValue.get(value) ?? [];
      kinds.push(KEY_WORDS[kind] ?? kind);
      byValue.set(value, kinds);
    }
    const shown = [...byValue].slice(0, MOST_SHOWN).map(([value, kinds]) => `${value} (${kinds.join(', ')})`);
    const more = byValue.size - shown.length;
    const rest = more > 0 ? ` and ${more} more ${more === 1 ? 'value' : 'values'}` : '';
    const found = objects === 0 ? 'no object' : objects === 1 ? '1 object' : `${objects} objects`;
    return `Asked ${source} as ${account} for ${shown.join(', ')}${rest}: ${found} came. Nobody else was read there.`;
  });
}

const MOST_SHOWN = 4;
const KEY_WORDS: Partial<Readonly<Record<KeyKind, string>>> = {
  exchangeGuid: 'mailbox GUID',
  archiveGuid: 'archive GUID',
  objectId: 'object id',
  immutableId: 'ImmutableId',
  anchor: 'source anchor',
  address: 'address',
  primary: 'primary address',
  proxy: 'proxy address',
  upn: 'UPN',
  dn: 'DN',
  name: 'name',
  mail: 'mail attribute',
};
