import type { RecipientRecord } from '../../facts/recipient-record.js';
import type { Settings } from '../../facts/tenant.js';
import { firstText } from './read.js';

/** The containers that are synchronized; undefined where the settings do not say. */
export function syncedContainers(settings: Settings | undefined): readonly string[] | undefined {
  const given = settings?.syncedContainers;
  if (!Array.isArray(given)) return undefined;
  const names = given.flatMap((one: unknown) => (typeof one === 'string' && one.trim() !== '' ? [one.trim()] : []));
  return names.length === 0 ? undefined : names;
}

/** Whether a container is synchronized; undefined where that is not known. */
export function isSynced(container: string, settings: Settings | undefined): boolean | undefined {
  return syncedContainers(settings)?.some((one) => isUnder(container, one));
}

function isUnder(container: string, base: string): boolean {
  const [own, top] = [tidy(container), tidy(base)];
  return own === top || own.endsWith(`,${top}`);
}

const tidy = (dn: string): string =>
  dn
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .join(',');

export function isInactive(record: RecipientRecord): boolean {
  return firstText(record, ['exo.isinactivemailbox'])?.toLowerCase() === 'true';
}
