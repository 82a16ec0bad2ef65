import { ok, type Problem, type Result } from '../../evidence/problem.js';
import type { DirectoryRecord, PartHead } from '../../evidence/snapshot.js';
import { mergeSettings, type SettingsPart, settingsOfRecords } from '../../parse/connector/merge.js';
import type { LiveChunk, LivePart } from '../../ports/live.js';
import type { ExchangeClient } from './client.js';
import { ENDPOINTS, type Endpoint } from './documented.js';

/** Out: the objects of all pages. Bad input: the problem of the page that failed: half of the domains would be taken for all. */
export async function readAll(
  client: ExchangeClient,
  endpoint: Endpoint,
  signal: AbortSignal,
): Promise<Result<readonly DirectoryRecord[]>> {
  const parameters: Record<string, string> = endpoint.parameters.includes('ResultSize') ? { ResultSize: 'Unlimited' } : {};
  const records: DirectoryRecord[] = [];
  const seen = new Set<string>();
  let next: string | undefined;
  do {
    const reply = await client.ask({ endpoint, parameters, select: undefined }, signal, next);
    if (reply.kind === 'not-found') return ok(records);
    if (reply.kind !== 'page') return { kind: 'problem', problem: reply.problem };
    records.push(...reply.page.records);
    next = reply.page.next;
    if (next !== undefined && seen.has(next)) break;
    if (next !== undefined) seen.add(next);
  } while (next !== undefined && records.length < MOST && seen.size < MOST_PAGES);
  return ok(records);
}

// An organization may have 5,000 accepted domains.
const MOST = 20_000;
const MOST_PAGES = 1000;

/**
 * Settings as `parse/settings` has them. In: objects of one cmdlet. Out: `acceptedDomains.cloud`, `initialDomain`, `routingDomain`, or
 * `organizationConfig.cloud` and what is also read by its own name. Bad input: a problem.
 */
export function settingsOf(endpoint: Endpoint, records: readonly DirectoryRecord[]): Result<SettingsPart> {
  const settings = settingsOfRecords(
    records.map((record) => ({ types: [endpoint.name], properties: new Map(Object.entries(record)) })),
    SOURCE,
  );
  const blocks = endpoint.name === 'OrganizationConfig' ? records[0]?.[BLOCKS_PROVISIONING] : undefined;
  if (settings.kind === 'problem' || typeof blocks !== 'boolean') return settings;
  return ok({ ...settings.value, [BLOCKS_PROVISIONING]: blocks });
}

const BLOCKS_PROVISIONING = 'BlockExchangeProvisioningFromOnPremEnabled';

// The name tells the side where the objects do not.
const SOURCE = 'exchange-online';

export function settingsPart(client: ExchangeClient, account: string): LivePart {
  const head: PartHead = {
    name: 'settings/exchange-online',
    side: 'settings',
    title: 'Settings of Exchange Online',
    source: client.source,
    account,
    attributesRead: [],
  };
  return { head, expected: undefined, read: (_from, signal) => readSettings(client, signal) };
}

async function* readSettings(client: ExchangeClient, signal: AbortSignal): AsyncGenerator<LiveChunk> {
  const parts: { source: string; settings: SettingsPart }[] = [];
  for (const endpoint of [ENDPOINTS.acceptedDomain, ENDPOINTS.organizationConfig]) {
    const records = await readAll(client, endpoint, signal);
    const settings = records.kind === 'problem' ? records : settingsOf(endpoint, records.value);
    if (settings.kind === 'problem') yield { kind: 'unreadable', unreadable: unreadable(endpoint, settings.problem) };
    else parts.push({ source: SOURCE, settings: settings.value });
  }
  const merged = mergeSettings(parts);
  if (merged.kind === 'problem') yield { kind: 'problem', problem: merged.problem };
  else if (parts.length > 0) yield { kind: 'records', records: [merged.value], cursor: undefined };
}

function unreadable(endpoint: Endpoint, { what, next }: Problem): { what: string; why: string; next: string } {
  return { what: `${endpoint.cmdlet} of Exchange Online was not read.`, why: what, next };
}
