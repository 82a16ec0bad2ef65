export const GUID = '2dcb23c9-4179-4fec-b556-659ce21780e6';

/** What Format-List prints. */
export function list(values: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  return `\n${Object.entries(values)
    .map(([name, value]) => `${name.padEnd(width)} : ${value}`)
    .join('\n')}\n\n`;
}

/** Of Exchange Online: the mailbox that the error names. */
export const CLOUD_MAILBOX = `PS C:\\> Get-Mailbox kim.alder@contoso.com | fl\n${list({
  Name: 'kim.alder',
  Alias: 'kim.alder',
  RecipientTypeDetails: 'UserMailbox',
  ExchangeGuid: GUID,
  ArchiveGuid: '00000000-0000-0000-0000-000000000000',
  PrimarySmtpAddress: 'kim.alder@contoso.com',
  UserPrincipalName: 'kim.alder@contoso.com',
  IsDirSynced: 'True',
  ExternalDirectoryObjectId: '37469162-e7b3-44af-91d2-a20d444c9b3a',
  EmailAddresses: '{SMTP:kim.alder@contoso.com, smtp:kim.alder@contoso.mail.onmicrosoft.com}',
})}`;

/** Of Exchange on-premises: the remote mailbox of the same person, without an ExchangeGuid. */
export const REMOTE_MAILBOX = `[PS] C:\\>Get-RemoteMailbox kim.alder@contoso.com | fl\n${list({
  Name: 'Kim Alder',
  Alias: 'kim.alder',
  RecipientTypeDetails: 'RemoteUserMailbox',
  ExchangeGuid: '00000000-0000-0000-0000-000000000000',
  ArchiveGuid: '00000000-0000-0000-0000-000000000000',
  PrimarySmtpAddress: 'kim.alder@contoso.com',
  UserPrincipalName: 'kim.alder@contoso.com',
  RemoteRoutingAddress: 'SMTP:kim.alder@contoso.mail.onmicrosoft.com',
  EmailAddresses: '{SMTP:kim.alder@contoso.com, smtp:kim.alder@contoso.mail.onmicrosoft.com}',
})}`;

/** The properties of a mailbox on hold, without its name. */
export const litigationHold = (): string =>
  list({
    LitigationHoldEnabled: 'True',
    InPlaceHolds: '{}',
    DelayHoldApplied: 'False',
    DelayReleaseHoldApplied: 'False',
    DataEncryptionPolicy: '',
    AutoExpandingArchiveEnabled: 'False',
    MailboxRegion: '',
  });
