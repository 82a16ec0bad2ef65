import type { Filter } from 'ldapts';
import type { DirectoryRecord, Unreadable } from '../../evidence/snapshot.js';
import type { LiveChunk, LivePart } from '../../ports/live.js';
import { type Area, notFollowed, readReferences } from './areas.js';
import { readEntry } from './entries.js';
import { ANY, allOf, atLeast, atMost, not, present, RECIPIENTS } from './filters.js';
import { isBelow } from './names.js';
import { createRecordMaker, type RecordMaker } from './records.js';
import { readRoot } from './root.js';
import { CODES, type Failed, serverProblem, shownText } from './server-problems.js';
import type { Page, SearchQuestion, Session } from './session.js';
import type { Station } from './station.js';
import { findVeiled } from './veiled.js';
import { type Cursor, readCursor, sizeAfter, smallerSize, writeCursor } from './windows.js';

const USN = 'uSNCreated';

/** The recipients of one area as a part that is read chunk after chunk. */
export function objectPart(area: Area): LivePart {
  const { station } = area;
  return {
    head: {
      name: `onprem/objects/${area.name}`,
      side: 'onprem',
      title: area.title,
      source: station.url,
      account: station.account.name,
      attributesRead: station.plan.attributesRead,
    },
    expected: undefined,
    read: (from, signal) => readArea(area, from, signal),
  };
}

async function* readArea(area: Area, from: string | undefined, signal: AbortSignal): AsyncGenerator<LiveChunk, undefined> {
  signal.throwIfAborted();
  const { station } = area;
  const session = await station.session(signal);
  if (session.kind === 'problem') return void (yield { kind: 'problem', problem: session.problem });
  for (const unreadable of area.unreadable) yield { kind: 'unreadable', unreadable };
  for (const unreadable of await findVeiled(station, area.base, session.value, signal)) yield { kind: 'unreadable', unreadable };
  const reading: Reading = { area, session: session.value, maker: createRecordMaker(station), references: new Set(), signal };
  const start = station.plan.hasUsn && !(await hidesNumbers(reading)) ? await startOf(reading) : undefined;
  // Nothing is known then, and what an earlier run has is not to be given up for it.
  if (!session.value.isOpen()) return void (yield problemOf(reading, { kind: 'lost', why: 'closed' }));
  if (start === undefined) {
    if (from !== undefined) yield { kind: 'restart', why: BEGUN_ANEW };
    yield* readAtOnce(reading);
  } else {
    const cursor = from === undefined ? undefined : readCursor(from);
    const goesOn =
      cursor !== undefined && cursor.server === start.server && cursor.invocation === start.invocation && cursor.base === start.base;
    if (from !== undefined && !goesOn) yield { kind: 'restart', why: BEGUN_ANEW };
    const isWhole = yield* readWindows(reading, goesOn ? cursor : start);
    if (isWhole && !isSamba(station)) yield* readHidden(reading);
  }
}

/** Samba leaves out of its answer whatever has an attribute of the filter that may not be read, also under a "not". */
const isSamba = ({ root }: Station): boolean => root.vendor?.startsWith('Samba') === true;

/**
 * True where the folder that every domain has shows that the account may not read the numbers of its objects.
 *
 * What an account may not read does not exist for it in a filter either (MS-ADTS, access checks of searches): such objects stand in no
 * window. So it is for a plain account where the group Pre-Windows 2000 Compatible Access is empty.
 */
async function hidesNumbers(reading: Reading): Promise<boolean> {
  const { session, area, signal } = reading;
  if (area.base === '') return false;
  const question: SearchQuestion = { base: `CN=Users,${area.base}`, scope: 'one', filter: RECIPIENTS, attributes: [USN] };
  for await (const page of session.pages(question, area.station.pace.pageSize, signal)) {
    // There need not be one below a base that was named.
    if (page.kind === 'failed') return false;
    return page.value.entries.some((entry) => !readEntry(entry).entry.attributes.has(USN.toLowerCase()));
  }
  return false;
}

/** Objects without a number that the account may read, wherever they stand: the windows passed them over. */
async function* readHidden(reading: Reading): AsyncGenerator<LiveChunk, undefined> {
  const { session, area, signal } = reading;
  const question = questionOf(reading, allOf([RECIPIENTS, not(present(USN))]));
  for await (const page of session.pages(question, area.station.pace.pageSize, signal)) {
    if (page.kind === 'failed') return void (yield { kind: 'unreadable', unreadable: maybeHidden(area) });
    const records = await recordsOf(reading, page.value);
    if (records.length > 0) yield { kind: 'records', records, cursor: undefined };
  }
}

const maybeHidden = ({ base }: Area): Unreadable => ({
  what: `Objects of ${shownText(base === '' ? 'the global catalogue' : base)} whose number is hidden from this account were not looked for.`,
  why: 'The server did not answer the search for them; few directories have any.',
  next: 'Read with an account that may read all properties, or try again.',
});

const BEGUN_ANEW =
  'The reading could not go on where it had stopped, and began anew: another domain controller answers than before, or its database was restored.';

/** What stays the same while one area is read. */
interface Reading {
  readonly area: Area;
  readonly session: Session;
  readonly maker: RecordMaker;
  /** Sentences about references that were told already. */
  readonly references: Set<string>;
  readonly signal: AbortSignal;
}

/** The first and the last number to read; undefined where the server does not number. */
async function startOf({ area, session, signal }: Reading): Promise<Cursor | undefined> {
  const root = await readRoot(session, signal);
  if (root.kind === 'failed' || root.value.highestUsn === undefined) return undefined;
  const server = root.value.dsServiceName ?? '';
  const invocation = server === '' ? '' : await invocationOf(session, server, signal);
  return { server, invocation, base: area.base, next: 0, end: root.value.highestUsn };
}

/** Names the copy of the database: after a restore the numbers begin anew, and so does this. */
async function invocationOf(session: Session, server: string, signal: AbortSignal): Promise<string> {
  const answer = await session.search(
    { base: server, scope: 'base', filter: ANY, attributes: ['invocationId'], binary: ['invocationId'] },
    signal,
  );
  const value = answer.kind === 'ok' ? answer.value.entries[0]?.invocationId : undefined;
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : '';
}

function questionOf({ area }: Reading, filter: Filter): SearchQuestion {
  const { plan } = area.station;
  return { base: area.base, scope: 'sub', filter, attributes: plan.asked, binary: plan.binary, controls: plan.controls };
}

/** Out: true where all windows were read. */
async function* readWindows(reading: Reading, start: Cursor): AsyncGenerator<LiveChunk, boolean> {
  const { chunkSize, firstWindow } = reading.area.station.pace;
  const { end } = start;
  let { next } = start;
  let size = firstWindow;
  let refusals = 0;
  while (next <= end) {
    const last = Math.min(end, next + size - 1);
    const found = yield* readWindow(reading, next, last, writeCursor({ ...start, next: last + 1 }));
    reading.signal.throwIfAborted();
    if (found.kind === 'failed') {
      // What was given already would come twice.
      const canRetry = !found.hasGiven && last > next && refusals < MOST_REFUSALS && isTooMuch(found.failed);
      if (!canRetry) {
        yield problemOf(reading, found.failed);
        return false;
      }
      refusals++;
      size = smallerSize(last - next + 1);
      continue;
    }
    refusals = 0;
    next = last + 1;
    size = sizeAfter(size, found.objects, chunkSize);
  }
  return true;
}

const MOST_REFUSALS = 6;

/** Refusals that a smaller question may get around. */
function isTooMuch(failed: Failed): boolean {
  const codes: readonly number[] = [CODES.timeLimit, CODES.sizeLimit, CODES.adminLimit, CODES.busy, CODES.unavailable, CODES.unwilling];
  return failed.kind === 'result' && codes.includes(failed.code);
}

type Window =
  | { readonly kind: 'ok'; readonly objects: number }
  | { readonly kind: 'failed'; readonly failed: Failed; readonly hasGiven: boolean };

/**
 * The objects of one window, as one chunk, behind which reading can go on. A window that holds far more than was to be expected comes in several:
 * until the last of them, reading can only begin anew. (Real controllers give a number to one object; a copied database may hold thousands under
 * one.)
 */
async function* readWindow(reading: Reading, first: number, last: number, cursor: string): AsyncGenerator<LiveChunk, Window> {
  const { pageSize, chunkSize } = reading.area.station.pace;
  const filter = allOf([RECIPIENTS, ...(first === 0 ? [] : [atLeast(USN, first)]), atMost(USN, last)]);
  let held: DirectoryRecord[] = [];
  let given = 0;
  for await (const page of reading.session.pages(questionOf(reading, filter), pageSize, reading.signal)) {
    if (page.kind === 'failed') return { kind: 'failed', failed: page.failed, hasGiven: given > 0 };
    for (const unreadable of newReferences(reading, page.value)) yield { kind: 'unreadable', unreadable };
    const records = await recordsOf(reading, page.value);
    if (held.length > 0 && held.length + records.length > chunkSize) {
      given += held.length;
      yield { kind: 'records', records: held, cursor: undefined };
      held = [];
    }
    for (const record of records) held.push(record);
  }
  // Also where there was nothing: it tells how far reading is.
  yield { kind: 'records', records: held, cursor };
  return { kind: 'ok', objects: given + held.length };
}

/** Where nothing numbers the objects: page by page, and from the beginning if it breaks off. */
async function* readAtOnce(reading: Reading): AsyncGenerator<LiveChunk, undefined> {
  for await (const page of reading.session.pages(questionOf(reading, RECIPIENTS), reading.area.station.pace.pageSize, reading.signal)) {
    if (page.kind === 'failed') return void (yield problemOf(reading, page.failed));
    for (const unreadable of newReferences(reading, page.value)) yield { kind: 'unreadable', unreadable };
    yield { kind: 'records', records: await recordsOf(reading, page.value), cursor: undefined };
  }
}

async function recordsOf({ area, session, maker, signal }: Reading, page: Page): Promise<readonly DirectoryRecord[]> {
  const { configuration } = area.station.root;
  // The whole of a catalogue also holds the configuration, whose objects are no recipients.
  const isPerson = (dn: string): boolean => area.base !== '' || configuration === undefined || !isBelow(dn, configuration);
  return maker.recordsOf(area.base === '' ? page.entries.filter(({ dn }) => isPerson(dn)) : page.entries, session, signal);
}

/** References that were not there when the parts were listed. */
function newReferences({ area, references }: Reading, page: Page): readonly Unreadable[] {
  if (page.references.length === 0) return [];
  const found = readReferences(page.references, area.station);
  const known = new Set(area.unreadable.map(({ what }) => what));
  return [...found.unreadable, ...found.references.filter((one) => !area.followed.has(one.address.host)).map(notFollowed)].filter(
    ({ what }) => {
      if (known.has(what) || references.has(what)) return false;
      references.add(what);
      return true;
    },
  );
}

function problemOf({ area }: Reading, failed: Failed): LiveChunk {
  return { kind: 'problem', problem: serverProblem(failed, area.station.url, 'search').problem };
}
