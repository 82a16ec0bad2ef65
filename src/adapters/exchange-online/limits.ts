import type { Unreadable } from '../../evidence/snapshot.js';

const COLLECTOR =
  'Write the collector scripts with: crossprem collect --script DIR; run Collect-ExchangeOnline.ps1 after Connect-ExchangeOnline, and give crossprem the file that it writes.';

const NOT_OFFERED = 'The Admin API of Exchange Online does not offer it.';

/** What the documented API does not give. */
export const LIMITS: readonly Unreadable[] = [
  ['Inbound and outbound connectors, remote domains and the transport configuration are not read.', NOT_OFFERED],
  ['Mail users, mail contacts and groups of Exchange Online are not read.', NOT_OFFERED],
  ['Soft-deleted and inactive mailboxes are not read.', NOT_OFFERED],
  ['Migration users, batches and endpoints are not read.', NOT_OFFERED],
  ['Sizes of mailboxes and archives are not read.', NOT_OFFERED],
  ['Organization relationships, retention policies and Send As rights are not read.', NOT_OFFERED],
].map(([what, why]) => ({ what: what ?? '', why: why ?? '', next: COLLECTOR }));
