import type { Side } from '../../evidence/directory.js';
import type { Evidence } from '../../evidence/evidence.js';
import type { Fact, FactName } from '../fact.js';
import { type DefinedFact, type Facts, known, unknown } from '../maker.js';
import { type RecipientRecord, readColumn } from '../recipients.js';
import { type Settings, settingFact } from '../tenant.js';
import { byDirection, chosen, fromColumn, notRead, ofObject, textsOf } from './define.js';
import { bytesOf, GB, type Size, sizeText } from './size.js';
import { STATISTICS_COLUMNS, statisticsOf } from './statistics.js';

/** How large a mailbox is, and whether it fits into the quota of the side that it moves to. */
export const quotaFacts: Readonly<Record<FactName, DefinedFact>> = {
  'onPrem.mailboxSize': size('TotalItemSize on-premises, in bytes', {
    side: 'onprem',
    columns: ['totalitemsize'],
    statistics: { column: 'totalitemsize', of: 'exchangeGuid' },
  }),
  'onPrem.recoverableItemsSize': size('TotalDeletedItemSize on-premises, in bytes', {
    side: 'onprem',
    columns: ['totaldeleteditemsize'],
    statistics: { column: 'totaldeleteditemsize', of: 'exchangeGuid' },
  }),
  'onPrem.archiveSize': size('size of the local archive, in bytes', {
    side: 'onprem',
    columns: ['archivetotalitemsize'],
    statistics: { column: 'totalitemsize', of: 'archiveGuid' },
    onlyWith: 'onPrem.archiveGuid',
  }),
  'cloud.mailboxSize': size('TotalItemSize in Exchange Online, in bytes', {
    side: 'cloud',
    columns: ['exo.totalitemsize'],
    statistics: { column: 'totalitemsize', of: 'exchangeGuid' },
  }),
  'cloud.archiveSize': size('size of the archive in Exchange Online, in bytes', {
    side: 'cloud',
    columns: ['exo.archivetotalitemsize'],
    statistics: { column: 'totalitemsize', of: 'archiveGuid' },
    onlyWith: 'cloud.archiveGuid',
  }),
  'onPrem.largestItem': size('size of the largest item, in bytes', {
    side: 'onprem',
    columns: ['topsubjectsize', 'largestitemsize', 'maxitemsize', 'itemsizes'],
  }),
  'pair.mailboxOverTargetQuota': {
    type: 'boolean',
    title: 'the primary mailbox is larger than the quota of the side that it moves to',
    reads: {
      onprem: ['mdboverhardquotalimit', 'mdbusedefaults', 'prohibitsendreceivequota'],
      cloud: ['exo.prohibitsendreceivequota', 'assignedplans'],
    },
    make: (sources, facts) =>
      byDirection(facts, {
        toCloud: () => exceeds(facts('onPrem.mailboxSize'), cloudQuota(chosen(sources, 'cloud'), sources.settings), 2 * GB, 100 * GB),
        toOnPrem: () => exceeds(facts('cloud.mailboxSize'), onPremQuota(chosen(sources, 'onprem'), sources.settings)),
      }),
  },
  'pair.recoverableItemsOverTargetQuota': {
    type: 'boolean',
    title: 'Recoverable Items are larger than the target takes (30 GB, 100 GB while a hold is on there)',
    reads: { cloud: ['exo.recoverableitemsquota'] },
    make: (sources, facts) => recoverableOver(chosen(sources, 'cloud'), facts),
  },
  'pair.archiveOverTargetQuota': {
    type: 'boolean',
    title: 'the archive is larger than the quota of the archive that it moves to',
    reads: { onprem: ['archivequota', 'msexcharchivequota'], cloud: ['exo.archivequota'] },
    make: (sources, facts) =>
      byDirection(facts, {
        toCloud: () =>
          exceeds(
            facts('onPrem.archiveSize'),
            smallest([settingQuota(sources.settings, 'targetArchiveQuota'), quotaOf(chosen(sources, 'cloud'), 'exo.archivequota')]),
            50 * GB,
            110 * GB,
          ),
        toOnPrem: () =>
          exceeds(
            facts('cloud.archiveSize'),
            smallest([
              settingQuota(sources.settings, 'targetArchiveQuota'),
              quotaOf(chosen(sources, 'onprem'), 'archivequota'),
              kilobytes(chosen(sources, 'onprem'), 'msexcharchivequota'),
            ]),
          ),
      }),
  },
};

interface Measure {
  readonly side: Side;
  /** Columns of the recipient itself, the largest value counts. */
  readonly columns: readonly string[];
  /** The column of Get-MailboxStatistics, and the GUID under which its row is found. */
  readonly statistics?: { readonly column: string; readonly of: 'exchangeGuid' | 'archiveGuid' };
  /** Not set: there is nothing to measure. */
  readonly onlyWith?: FactName;
}

function size(title: string, { side, columns, statistics, onlyWith }: Measure): DefinedFact {
  const reads = [...columns, ...(statistics === undefined ? [] : STATISTICS_COLUMNS[side])];
  return ofObject(side, 'number', title, reads, (record, facts, { directories }) => {
    const own = sizeIn(record, columns);
    if (own.kind === 'known' && own.value !== null) return own;
    const index = statistics === undefined ? undefined : directories[side];
    const row = index === undefined || statistics === undefined ? undefined : statisticsOf(index, record, statistics.of);
    if (row !== undefined && statistics !== undefined) return sizeIn(row, [statistics.column, `exo.${statistics.column}`]);
    const condition = own.kind === 'unknown' && onlyWith !== undefined ? facts(onlyWith) : undefined;
    return condition?.kind === 'known' && condition.value === null ? condition : own;
  });
}

function sizeIn(record: RecipientRecord, columns: readonly string[]): Fact {
  const texts = textsOf(record, ...columns);
  if (texts === undefined) return notRead(columns[0] ?? '');
  if (texts.length === 0) return fromColumn(null, record, columns);
  let largest: number | undefined;
  for (const text of texts) {
    const bytes = bytesOf(text);
    if (typeof bytes === 'number' && (largest === undefined || bytes > largest)) largest = bytes;
  }
  return largest === undefined ? unknown(`"${(texts[0] ?? '').slice(0, 60)}" is no size`) : fromColumn(largest, record, columns);
}

interface Quota {
  readonly bytes: Exclude<Size, undefined>;
  readonly evidence: () => readonly Evidence[];
}

/** Whether a size is above a quota. Without a quota, sizes that every quota takes, or none does, are decided all the same. */
function exceeds(fact: Fact, quota: Quota | undefined, alwaysFits = 0, neverFits = Number.POSITIVE_INFINITY): Fact {
  if (fact.kind === 'unknown') return fact;
  const bytes = fact.value;
  if (typeof bytes !== 'number') return known(false, () => fact.evidence);
  if (quota !== undefined) return known(quota.bytes !== 'unlimited' && bytes > quota.bytes, () => [...fact.evidence, ...quota.evidence()]);
  if (bytes <= alwaysFits || bytes > neverFits) return known(bytes > neverFits, () => fact.evidence);
  return unknown('the quota of the target was not read');
}

function quotaOf(record: RecipientRecord | undefined, column: string): Quota | undefined {
  const text = record === undefined ? undefined : textsOf(record, column)?.[0];
  const bytes = text === undefined ? undefined : bytesOf(text);
  if (record === undefined || bytes === undefined) return undefined;
  return { bytes, evidence: () => readColumn(record, [column]).evidence };
}

/** Quotas in Active Directory are numbers of KB. */
function kilobytes(record: RecipientRecord | undefined, column: string): Quota | undefined {
  const text = record === undefined ? undefined : textsOf(record, column)?.[0];
  if (record === undefined || text === undefined) return undefined;
  const evidence = (): readonly Evidence[] => readColumn(record, [column]).evidence;
  if (!/^\d{1,12}$/.test(text)) {
    const bytes = bytesOf(text);
    return bytes === undefined ? undefined : { bytes, evidence };
  }
  return { bytes: Number(text) * 1024, evidence };
}

function settingQuota(settings: Settings | undefined, key: string): Quota | undefined {
  const fact = settingFact(settings, key, (value) =>
    typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined,
  );
  if (fact.kind === 'unknown' || typeof fact.value !== 'string') return undefined;
  // Nobody has a quota of so few bytes: a small bare number is meant in GB.
  const bytes = /^\d{1,3}$/.test(fact.value) ? Number(fact.value) * GB : bytesOf(fact.value);
  return bytes === undefined ? undefined : { bytes, evidence: () => fact.evidence };
}

function smallest(quotas: readonly (Quota | undefined)[]): Quota | undefined {
  let found: Quota | undefined;
  for (const quota of quotas) {
    if (quota === undefined) continue;
    const { bytes } = quota;
    if (found === undefined || (bytes !== 'unlimited' && (found.bytes === 'unlimited' || bytes < found.bytes))) found = quota;
  }
  return found;
}

/**
 * Mailbox quota of a service plan, in GB.
 * Source: https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits
 */
const PLAN_QUOTAS: Readonly<Record<string, number>> = {
  'efb87545-963c-4e0d-99df-69c6916d9eb0': 100, // EXCHANGE_S_ENTERPRISE
  '9aaf7827-d63c-4b61-89c3-182f06f82e5c': 50, // EXCHANGE_S_STANDARD
  '4a82b400-a79f-41a4-b4e2-e94f5787b113': 2, // EXCHANGE_S_DESKLESS
};

function planQuota(record: RecipientRecord | undefined): Quota | undefined {
  const plans = record === undefined ? undefined : textsOf(record, 'assignedplans');
  if (record === undefined || plans === undefined) return undefined;
  let largest = 0;
  for (const plan of plans) {
    const [, id = '', status = ''] = plan.split('/', 3);
    const gigabytes = /^(?:enabled|warning)$/i.test(status) ? (PLAN_QUOTAS[id.toLowerCase()] ?? 0) : 0;
    if (gigabytes > largest) largest = gigabytes;
  }
  if (largest === 0) return undefined;
  const text = `an Exchange plan with a mailbox of ${largest} GB`;
  return { bytes: largest * GB, evidence: () => readColumn(record, ['assignedplans']).evidence.map((item) => ({ ...item, text })) };
}

/** The quota that meets a mailbox in Exchange Online: what the settings say, what the mail user carries, or its plan; the smallest counts. */
function cloudQuota(record: RecipientRecord | undefined, settings: Settings | undefined): Quota | undefined {
  return smallest([
    settingQuota(settings, 'targetProhibitSendReceiveQuota'),
    quotaOf(record, 'exo.prohibitsendreceivequota'),
    planQuota(record),
  ]);
}

/** The quota on-premises: of the recipient itself, else of the target databases. */
function onPremQuota(record: RecipientRecord | undefined, settings: Settings | undefined): Quota | undefined {
  const usesDefaults = record !== undefined && /^true$/i.test(textsOf(record, 'mdbusedefaults')?.[0] ?? '');
  const own = usesDefaults ? undefined : (kilobytes(record, 'mdboverhardquotalimit') ?? quotaOf(record, 'prohibitsendreceivequota'));
  return own ?? smallest([settingQuota(settings, 'targetProhibitSendReceiveQuota'), databaseQuota(settings)]);
}

/** The smallest ProhibitSendReceiveQuota of the target databases, where the settings give them as objects of Get-MailboxDatabase. */
function databaseQuota(settings: Settings | undefined): Quota | undefined {
  const databases = settings?.targetDatabases;
  if (!Array.isArray(databases)) return undefined;
  return smallest(
    databases.map((database: unknown) => {
      if (typeof database !== 'object' || database === null || !('ProhibitSendReceiveQuota' in database)) return undefined;
      const text = String(database.ProhibitSendReceiveQuota);
      const bytes = bytesOf(text);
      return bytes === undefined ? undefined : { bytes, evidence: () => [{ source: 'settings' as const, path: 'targetDatabases', text }] };
    }),
  );
}

const RECOVERABLE = 30 * GB;
const RECOVERABLE_ON_HOLD = 100 * GB;

/** Source: https://learn.microsoft.com/exchange/security-and-compliance/recoverable-items-folder/recoverable-items-folder */
function recoverableOver(cloud: RecipientRecord | undefined, facts: Facts): Fact {
  const fact = facts('onPrem.recoverableItemsSize');
  if (fact.kind === 'unknown') return fact;
  const bytes = fact.value;
  if (typeof bytes !== 'number' || bytes <= RECOVERABLE) {
    const own = typeof bytes === 'number' ? quotaOf(cloud, 'exo.recoverableitemsquota') : undefined;
    const isOver = typeof bytes === 'number' && typeof own?.bytes === 'number' && bytes > own.bytes;
    return known(isOver, () => [...fact.evidence, ...(isOver ? (own?.evidence() ?? []) : [])]);
  }
  const own = quotaOf(cloud, 'exo.recoverableitemsquota');
  if (own !== undefined && (own.bytes === 'unlimited' || bytes <= own.bytes))
    return known(false, () => [...fact.evidence, ...own.evidence()]);
  if (bytes > RECOVERABLE_ON_HOLD) return known(true, () => fact.evidence);
  const holds = [facts('cloud.litigationHold'), facts('cloud.activeHolds')];
  const on = holds.find((hold) => hold.kind === 'known' && hold.value !== null && hold.value !== false);
  if (on?.kind === 'known') return known(false, () => [...fact.evidence, ...on.evidence]);
  const open = holds.find((hold) => hold.kind === 'unknown');
  if (open !== undefined) return open;
  return known(true, () => [...fact.evidence, { source: 'cloud', text: `the target takes ${sizeText(RECOVERABLE)} where no hold is on` }]);
}
