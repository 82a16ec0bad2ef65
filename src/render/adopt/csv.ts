import type { Adoption } from '../../fixes/adoption.js';
import { csvCell } from '../readiness/csv.js';

const COLUMNS = [
  'Group',
  'Who',
  'DisplayName',
  'UserPrincipalName',
  'SamAccountName',
  'Alias',
  'PrimarySmtpAddress',
  'RemoteRoutingAddress',
  'OnPremisesOrganizationalUnit',
  'Type',
  'EmailAddresses',
  'ExchangeGuid',
  'ArchiveGuid',
  'OnPremObject',
  'FoundBy',
  'InSyncScope',
  'Match',
  'Proof',
  'Why',
  'Question',
] as const;

/** One row for each person, with everything that New-RemoteMailbox needs: UTF-8 with the mark that Excel needs, CR LF, every cell safe to open. */
export function* adoptCsv({ people }: Adoption): Generator<string, void, void> {
  yield `\ufeff${COLUMNS.join(',')}\r\n`;
  for (const { group, id, values, container, candidates, isInScope, match, proof, why, questions } of people) {
    const [first] = candidates;
    const cells = [
      group,
      id,
      values?.displayName ?? '',
      values?.userPrincipalName ?? '',
      values?.samAccountName ?? '',
      values?.alias ?? '',
      values?.primarySmtpAddress ?? '',
      values?.remoteRoutingAddress ?? '',
      container ?? '',
      values?.kind ?? '',
      (values?.addresses ?? []).join(';'),
      values?.exchangeGuid ?? '',
      values?.archiveGuid ?? '',
      first?.name ?? '',
      first?.keys.join('; ') ?? '',
      isInScope === undefined ? 'not known' : isInScope ? 'yes' : 'no',
      match?.outcome ?? '',
      proof?.kind ?? '',
      why.join(' '),
      questions.join(' '),
    ];
    yield `${cells.map(csvCell).join(',')}\r\n`;
  }
}
