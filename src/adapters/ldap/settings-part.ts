import { CONFIGURATION_SEARCHES, configurationRecords } from '../../parse/ad/configuration.js';
import type { AdEntry } from '../../parse/ad/entry.js';
import type { LiveChunk, LivePart } from '../../ports/live.js';
import { readEntry, readRanges } from './entries.js';
import { anyOf, equal } from './filters.js';
import { serverProblem } from './server-problems.js';
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
  for (const { name, classes, attributes } of CONFIGURATION_SEARCHES) {
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
  const { settings, unreadable } = configurationRecords(found);
  for (const one of unreadable) yield { kind: 'unreadable', unreadable: one };
  yield { kind: 'records', records: [settings], cursor: undefined };
}
