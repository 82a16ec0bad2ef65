import { mayHoldSyncError } from '../error-text/detect.js';
import { isBare, type SyncErrorEntry } from './entry.js';
import { readJsonErrors } from './json.js';
import { inOriginal, mend } from './mend.js';
import { readProse } from './prose.js';
import { readTable } from './table.js';

/**
 * The directory-synchronization errors in a text: Connect Health export (CSV, JSON), Graph's provisioning errors, the texts of Synchronization Service
 * Manager and of the event log, the error mail.
 *
 * In: the decoded text. Out: one entry for each error of each object, in order of appearance; a name alone is given once. Linear in time; never throws.
 */
export function readSyncErrors(text: string): readonly SyncErrorEntry[] {
  const entries = readPlain(text);
  if (entries.some(({ conflicts }) => conflicts.some(({ value }) => value !== undefined))) return entries;
  // Words that a page or a console tore apart: what they say whole counts where it says more.
  const mended = mend(text);
  const whole = mended === undefined ? [] : readPlain(mended.text).map((entry) => inOriginal(entry, mended));
  return whole.some(({ conflicts }) => conflicts.length > 0) || whole.length > entries.length ? whole : entries;
}

function readPlain(text: string): readonly SyncErrorEntry[] {
  if (!mayHoldSyncError(text)) return [];
  const table = readTable(text);
  if (table.length > 0) return table;
  const json = IS_JSON.test(text) || JSON_FIELD.test(text) ? readJsonErrors(text) : [];
  return json.length > 0 ? json : withoutRepeats(readProse(text));
}

const IS_JSON = /^[\s\ufeff]{0,200}[[{]/;
/** Properties of the exports; the details behind an error text are JSON too, and belong to that text. */
const JSON_FIELD = /"(?:propertyCausingError|attributeName|serviceInstance)"/i;

/** The same error of the same object is told several times in a mail and its attachment, or by name alone beside the sentence. */
function withoutRepeats(entries: readonly SyncErrorEntry[]): readonly SyncErrorEntry[] {
  const seen = new Set<string>();
  const told = new Set(entries.filter((entry) => !isBare(entry)).map(({ errorType }) => errorType.value));
  return entries.filter((entry) => {
    const { errorType, conflicts, source, trackingId } = entry;
    if (isBare(entry) && told.has(errorType.value)) return false;
    const who = [source.id, source.anchor, source.dn, source.upn, source.address].map((token) => token?.value ?? '').join(' ');
    const what = conflicts.map(({ attribute, value }) => `${attribute} ${value?.value ?? ''}`).join(';');
    const key = `${errorType.value} ${what} ${who} ${what === '' && who.trim() === '' ? (trackingId?.value ?? '') : ''}`.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
