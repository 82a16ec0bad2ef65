import type { Entry } from 'ldapts';
import { ok, type Result } from '../../evidence/problem.js';
import type { DirectoryRecord } from '../../evidence/snapshot.js';
import type { LookupAnswer, LookupKey } from '../../ports/live.js';
import { type Area, type Reach, referredHost } from './areas.js';
import { ANY, anyOf } from './filters.js';
import { hiddenAttributes } from './hidden.js';
import { type KeyQuestion, keyQuestion } from './lookup-filter.js';
import { isBelow, normalDn } from './names.js';
import { createRecordMaker, type RecordMaker } from './records.js';
import { CODES, type Failed, serverProblem } from './server-problems.js';
import type { Answer, SearchQuestion, Session } from './session.js';

const KEYS_AT_ONCE = 50;
const MOST_HITS = 200;

interface Asked {
  readonly key: LookupKey;
  readonly question: Extract<KeyQuestion, { kind: 'filter' }>;
}

/** What is found so far, of all areas. An object is known by its GUID, or by its name where it has none. */
interface Found {
  readonly records: Map<string, DirectoryRecord>;
  readonly unanswered: Map<LookupKey, string>;
}

/** Looks for the objects that hold these keys. See `LiveConnection.lookup`. */
export async function lookUp(reach: Reach, keys: readonly LookupKey[], signal: AbortSignal): Promise<Result<LookupAnswer>> {
  signal.throwIfAborted();
  const found: Found = { records: new Map(), unanswered: new Map() };
  const filters: Asked[] = [];
  const names: { readonly key: LookupKey; readonly dn: string }[] = [];
  for (const key of keys) {
    const question = keyQuestion(key);
    if (question.kind === 'none') found.unanswered.set(key, question.why);
    else if (question.kind === 'dn') names.push({ key, dn: question.dn });
    else filters.push({ key, question });
  }
  for (const area of reach.areas) {
    const session = await area.station.session(signal);
    if (session.kind === 'problem') return session;
    const looking: Looking = { area, session: session.value, maker: createRecordMaker(area.station), found, signal };
    const lost = (await askFilters(looking, filters)) ?? (await askNames(looking, names));
    if (lost !== undefined) return serverProblem(lost, area.station.url, 'search');
  }
  for (const { key, dn } of names) {
    const isHeld = reach.areas.some(({ base }) => isBelow(dn, base));
    if (!isHeld && !found.unanswered.has(key)) found.unanswered.set(key, 'the object would stand in a part of the forest that is not read');
  }
  return ok({
    records: [...found.records.values()],
    attributesRead: attributesOf(reach),
    unanswered: [...found.unanswered].map(([key, why]) => ({ key, why })),
    unreadable: reach.limits,
  });
}

/** Only what every server was asked for: a record of the one that was not would seem to lack the rest. */
function attributesOf({ areas }: Reach): readonly string[] {
  const [first, ...others] = areas;
  if (first === undefined) return [];
  const rest = others.map(({ station }) => new Set(station.plan.attributesRead.map((name) => name.toLowerCase())));
  return first.station.plan.attributesRead.filter((name) => rest.every((names) => names.has(name.toLowerCase())));
}

interface Looking {
  readonly area: Area;
  readonly session: Session;
  readonly maker: RecordMaker;
  readonly found: Found;
  readonly signal: AbortSignal;
}

/** Out: what the connection broke off with. */
async function askFilters(looking: Looking, filters: readonly Asked[]): Promise<Failed | undefined> {
  const { station, base } = looking.area;
  const { notHere } = station.plan;
  const hidden = filters.length === 0 ? new Set<string>() : await hiddenAttributes(station, base, looking.session, looking.signal);
  for (const { key, question } of filters) {
    if (question.attributes.some((name) => hidden.has(name)))
      looking.found.unanswered.set(key, 'the account may not read the attribute, and what it may not read a search passes over');
    if (question.attributes.some((name) => notHere.has(name)))
      looking.found.unanswered.set(
        key,
        'the server does not hold the attribute; connect to port 636 or 389 of a domain controller that is no read-only one',
      );
  }
  for (let at = 0; at < filters.length; at += KEYS_AT_ONCE) {
    const lost = await askTogether(looking, filters.slice(at, at + KEYS_AT_ONCE));
    if (lost !== undefined) return lost;
  }
  return undefined;
}

/** Many keys in one question; one by one where the answer is too long, for then one of them is no key. */
async function askTogether(looking: Looking, asked: readonly Asked[]): Promise<Failed | undefined> {
  const { found } = looking;
  const answer = await entriesOf(looking, {
    base: looking.area.base,
    scope: 'sub',
    filter: anyOf(asked.map(({ question }) => question.filter)),
  });
  if (answer.kind === 'ok' && answer.value.length <= MOST_HITS) {
    await keep(looking, answer.value);
    return undefined;
  }
  if (answer.kind === 'failed' && answer.failed.kind === 'lost') return answer.failed;
  const [first] = asked;
  if (first !== undefined && asked.length === 1) {
    found.unanswered.set(first.key, answer.kind === 'ok' ? `more than ${MOST_HITS} objects hold it` : whyOf(answer.failed));
    return undefined;
  }
  for (const one of asked) {
    const lost = await askTogether(looking, [one]);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function whyOf(failed: Failed): string {
  if (failed.kind === 'lost') return 'the connection was lost';
  if (failed.code === CODES.referral) return referredTo(failed.text);
  if (failed.code === CODES.timeLimit) return 'the server needed too long to look for it';
  return `the server refused the search with result code ${failed.code}`;
}

function referredTo(text: string): string {
  const host = referredHost(text);
  return host === undefined ? 'another server holds it' : `another server holds it; name it too: --ldap ldaps://${host}`;
}

type Place = Pick<SearchQuestion, 'base' | 'scope' | 'filter'>;

async function entriesOf({ area, session, signal }: Looking, place: Place): Promise<Answer<readonly Entry[]>> {
  const { plan } = area.station;
  const entries: Entry[] = [];
  const question = { ...place, attributes: plan.asked, binary: plan.binary, controls: plan.controls };
  for await (const page of session.pages(question, MOST_HITS + 1, signal)) {
    if (page.kind === 'failed') return page;
    entries.push(...page.value.entries);
    if (entries.length > MOST_HITS) break;
  }
  return { kind: 'ok', value: entries };
}

async function keep({ maker, session, found, signal }: Looking, entries: readonly Entry[]): Promise<void> {
  for (const record of await maker.recordsOf(entries, session, signal)) {
    const id = record.objectGUID ?? normalDn(String(record.distinguishedName ?? ''));
    found.records.set(String(id), record);
  }
}

/** Each name is asked for itself, where it would stand. */
async function askNames(looking: Looking, names: readonly { readonly key: LookupKey; readonly dn: string }[]): Promise<Failed | undefined> {
  for (const { key, dn } of names) {
    if (!isBelow(dn, looking.area.base)) continue;
    const answer = await entriesOf(looking, { base: dn, scope: 'base', filter: ANY });
    if (answer.kind === 'ok') await keep(looking, answer.value);
    else if (answer.failed.kind === 'lost') return answer.failed;
    else if (answer.failed.code !== CODES.noSuchObject && answer.failed.code !== CODES.invalidDn)
      looking.found.unanswered.set(key, whyOf(answer.failed));
  }
  return undefined;
}
