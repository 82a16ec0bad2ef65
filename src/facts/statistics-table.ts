import type { DirectoryTable } from '../evidence/directory.js';

const NAMES = [
  'userprincipalname',
  'proxyaddresses',
  'emailaddresses',
  'primarysmtpaddress',
  'windowsemailaddress',
  'mail',
  'objectguid',
  'exchangeguid',
  'externaldirectoryobjectid',
  'recipienttypedetails',
  'distinguishedname',
];

/**
 * True for the output of Get-MailboxStatistics: its rows name a mailbox by MailboxGuid and nothing else, so they are read with that mailbox and
 * are no recipients of their own.
 */
export function isStatisticsTable({ columns }: DirectoryTable): boolean {
  const has = (name: string): boolean => columns.includes(name) || columns.includes(`exo.${name}`);
  return has('mailboxguid') && !NAMES.some(has);
}
