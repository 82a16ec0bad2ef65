import { CONFIGURATION_SEARCHES, configurationRecords } from '../../parse/ad/configuration.js';
import type { AdEntry } from '../../parse/ad/entry.js';
import type { LiveChunk, LivePart } from '../../ports/live.js';
import { readEntry, readRanges } from './entries.js';
import { allOf, anyOf, equal } from './filters.js';
import { type Failed, serverProblem } from './server-problems.js';
import type { Session } from './session.js';
import type { Station } from './station.js';

/** The organization of Exchange, which every domain controller of the forest holds. */
export function settingsPart(station: Station): LivePart {
  return {
    head: {
      name: `settings/onprem/${station.address.host}`,
      side: 'settings',
      title: 'Exchange organization',
      source: station.url,
      account: station.account.name,
      attributesRead: [],
    },
    expected: undefined,
    read: (_from, signal) => readSettings(station, signal),
  };
}

async function* readSettings(station: Station, signal: AbortSignal): AsyncGenerator<LiveChunk, undefined> {
  signal.throwIfAborted();
  const session = await station.session(signal);
  if (session.kind === 'problem') return void (yield { kind: 'problem', problem: session.problem });
  const found = new Map<string, readonly AdEntry[]>();
  const known = await knownClasses(station, session.value, signal);
  if (known.kind === 'failed')
    return void (yield { kind: 'problem', problem: serverProblem(known.failed, station.url, 'search of the schema').problem });
  const notInSchema = new Set<string>();
  for (const { name, classes, attributes } of CONFIGURATION_SEARCHES) {
    if (!classes.some((one) => known.value.has(one.toLowerCase()))) {
      notInSchema.add(name);
      continue;
    }
    const filter = anyOf(classes.map((one) => equal('objectClass', one)));
    const question = { base: station.root.configuration ?? '', scope: 'sub' as const, filter, attributes };
    const entries: AdEntry[] = [];
    for await (const page of session.value.pages(question, station.pace.pageSize, signal)) {
      if (page.kind === 'failed') {
        return void (yield { kind: 'problem', problem: serverProblem(page.failed, station.url, 'search of the configuration').problem });
      }
      for (const from of page.value.entries) {
        const read = readEntry(from);
        if (read.open.length > 0) await readRanges(read, session.value, [], [], signal);
        entries.push(read.entry);
      }
    }
    found.set(name, entries);
  }
  const { settings, unreadable } = configurationRecords(found, { notInSchema });
  for (const one of unreadable) yield { kind: 'unreadable', unreadable: one };
  yield { kind: 'records', records: [settings], cursor: undefined };
}

/** Classes of the configuration that the schema has, in lower case: of an old Exchange, or of none, some are missing. */
async function knownClasses(
  { root }: Station,
  session: Session,
  signal: AbortSignal,
): Promise<{ readonly kind: 'ok'; readonly value: ReadonlySet<string> } | { readonly kind: 'failed'; readonly failed: Failed }> {
  const names = [...new Set(CONFIGURATION_SEARCHES.flatMap(({ classes }) => classes))];
  if (root.schema === undefined) return { kind: 'ok', value: new Set(names.map((name) => name.toLowerCase())) };
  const filter = allOf([equal('objectClass', 'classSchema'), anyOf(names.map((name) => equal('lDAPDisplayName', name)))]);
  const answer = await session.search({ base: root.schema, scope: 'one', filter, attributes: ['lDAPDisplayName'] }, signal);
  if (answer.kind === 'failed') return answer;
  const found = answer.value.entries.flatMap((entry) => readEntry(entry).entry.attributes.get('ldapdisplayname') ?? []);
  return { kind: 'ok', value: new Set(found.flatMap((name) => (typeof name === 'string' ? [name.toLowerCase()] : []))) };
}
