import { visible } from '../printable.js';
import { batchAddress } from './identity.js';
import { type ReadinessView, VERDICT_WORDS, worstFirst } from './view.js';

// A spreadsheet takes a cell that begins so for a formula.
const FORMULA = /^\s{0,100}[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/** One cell of a CSV that people open in a spreadsheet: quoted where RFC 4180 asks for it, and never a formula. */
export function csvCell(value: string): string {
  const plain = visible(value);
  const safe = FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",;\r\n\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const COLUMNS = [
  'Who',
  'Name',
  'Verdict',
  'Blockers',
  'Errors',
  'Warnings',
  'Causes',
  'FirstRepair',
  'NotDecided',
  'JoinedBy',
  'OnPremUserPrincipalName',
  'OnPremPrimarySmtpAddress',
  'OnPremRecipientType',
  'OnPremObjectGuid',
  'OnPremDistinguishedName',
  'CloudUserPrincipalName',
  'CloudPrimarySmtpAddress',
  'CloudRecipientType',
  'CloudObjectId',
] as const;

/** One row for each listed person, for a spreadsheet: UTF-8 with the mark that Excel needs, CR LF, every cell safe to open. */
export function* readinessCsv(view: ReadinessView): Generator<string, void, void> {
  yield `\ufeff${COLUMNS.join(',')}\r\n`;
  for (const position of view.order) {
    const { id, name, verdict, onprem, cloud, person } = view.person(position);
    const hits = worstFirst(person.hits);
    const count = (severity: string): string => String(hits.filter(({ check }) => check.severity === severity).length);
    const first = hits.length === 0 ? undefined : view.readiness.plan(position).steps[0];
    const cells = [
      id,
      name,
      VERDICT_WORDS[verdict],
      count('blocker'),
      count('error'),
      count('warning'),
      hits.map(({ check, status }) => (status === 'possible' ? `${check.id} (possible)` : check.id)).join('; '),
      first?.title ?? '',
      String(person.open.length),
      person.subject.joinedBy ?? '',
      onprem?.upn ?? '',
      onprem?.address ?? '',
      onprem?.type ?? '',
      onprem?.id ?? '',
      onprem?.dn ?? '',
      cloud?.upn ?? '',
      cloud?.address ?? '',
      cloud?.type ?? '',
      cloud?.id ?? '',
    ];
    yield `${cells.map(csvCell).join(',')}\r\n`;
  }
}

/** Who is in the CSV of a migration batch, and why the others are not. */
export interface MigrationCsv {
  readonly text: string;
  readonly addresses: number;
  readonly notes: readonly string[];
}

// What a cmdlet takes for an address; anything else is left out and told, for it would not be the mailbox that was judged.
const ADDRESS = /^[^\s@,;"'<>()\u0000-\u001f=+@-][^\s@,;"<>()\u0000-\u001f]{0,127}@[^\s@,;"'<>()\u0000-\u001f]{1,255}$/;

/**
 * The CSV that New-MigrationBatch reads: one column, EmailAddress, which is all that an onboarding or offboarding remote move needs.
 * Only listed people who are ready, or ready with warnings. No byte order mark, for the cmdlet reads the bytes of the file.
 * Source: https://learn.microsoft.com/exchange/csv-files-for-mailbox-migration-exchange-2013-help
 */
export function migrationCsv(view: ReadinessView): MigrationCsv {
  const rows: string[] = [];
  const seen = new Map<string, string>();
  const { verdicts } = view.readiness;
  let able = 0;
  const notes: string[] = [];
  for (const position of view.order) {
    const person = view.person(position);
    if (person.verdict !== 'ready' && person.verdict !== 'warnings') continue;
    able++;
    const address = batchAddress(person);
    const reason = whyNot(address, seen);
    if (reason !== undefined) notes.push(`Left out of the migration CSV: ${person.id}: ${reason}.`);
    else if (address !== undefined) {
      seen.set(address, person.id);
      rows.push(address);
    }
  }
  const unlisted = verdicts.ready + verdicts.warnings - able;
  return {
    text: ['EmailAddress', ...rows, ''].join('\r\n'),
    addresses: rows.length,
    notes: [
      `The migration CSV holds ${rows.length} ${rows.length === 1 ? 'person' : 'people'}. Left out: ${verdicts.blocked} blocked, ${verdicts['no-move']} with nothing to move${verdicts['not-known'] > 0 ? `, ${verdicts['not-known']} of whom nothing is known` : ''}${unlisted > 0 ? `, ${unlisted} ready whom --verdict or --check does not list` : ''}.`,
      ...notes,
    ],
  };
}

function whyNot(address: string | undefined, seen: ReadonlyMap<string, string>): string | undefined {
  if (address === undefined) return 'no primary SMTP address was read';
  if (!ADDRESS.test(address)) return 'the primary SMTP address is none that the cmdlet takes';
  const other = seen.get(address);
  return other === undefined ? undefined : `${other} has the same primary SMTP address`;
}
