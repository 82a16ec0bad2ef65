import type { Diagnosis } from '../../src/fixes/diagnosis.js';
import { list } from '../tui/outputs.js';
import type { TestSession } from '../tui/session.js';

export const GUID = '2dcb23c9-4179-4fec-b556-659ce21780e6';
export const ERROR = `Cannot find a recipient that has mailbox GUID '${GUID}'.`;
export const RULE = 'migration/mailbox-guid-not-found';

/** What Get-Mailbox | fl of Exchange Online prints of a mailbox; the properties in between are left out. */
export const cloudMailbox = (more: Readonly<Record<string, string>> = {}) =>
  list({
    Database: 'EURPR01DG123-db045',
    LitigationHoldEnabled: 'False',
    RetentionPolicy: 'Default MRM Policy',
    ServerName: 'am0pr01mb1234',
    SamAccountName: '$7KI310-2J4O1G0SPK9K',
    UserPrincipalName: 'kim.alder@contoso.com',
    ExchangeGuid: GUID,
    ArchiveGuid: '00000000-0000-0000-0000-000000000000',
    MailboxLocations: `{1;${GUID};Primary;eurprd01.prod.outlook.com;0f8fad5b-d9cb-469f-a165-70867728950e}`,
    IsDirSynced: 'True',
    Alias: 'kim.alder',
    OrganizationalUnit: 'eurpr01a001.prod.outlook.com/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com',
    DisplayName: 'Kim Alder',
    EmailAddresses: '{SIP:kim.alder@contoso.com, smtp:kim.alder@contoso.mail.onmicrosoft.com, SMTP:kim.alder@contoso.com}',
    ExternalDirectoryObjectId: '37469162-e7b3-44af-91d2-a20d444c9b3a',
    LegacyExchangeDN: '/o=ExchangeLabs/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)/cn=Recipients/cn=9a1b-kim',
    PrimarySmtpAddress: 'kim.alder@contoso.com',
    RecipientType: 'UserMailbox',
    RecipientTypeDetails: 'UserMailbox',
    WindowsEmailAddress: 'kim.alder@contoso.com',
    DistinguishedName:
      'CN=Kim Alder,OU=contoso.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR01A001,DC=PROD,DC=OUTLOOK,DC=COM',
    OriginatingServer: 'AM0PR01A01DC003.EURPR01A001.PROD.OUTLOOK.COM',
    ...more,
  });

export const remoteMailbox = (more: Readonly<Record<string, string>> = {}) =>
  list({
    RunspaceId: 'b7a7b1d2-1a0f-4b0e-8f31-5e7a2f6c9d10',
    RemoteRoutingAddress: 'SMTP:kim.alder@contoso.mail.onmicrosoft.com',
    RemoteRecipientType: 'ProvisionMailbox',
    OnPremisesOrganizationalUnit: 'contoso.com/Staff',
    ExchangeGuid: '00000000-0000-0000-0000-000000000000',
    ArchiveGuid: '00000000-0000-0000-0000-000000000000',
    ArchiveName: '{}',
    SamAccountName: 'kalder',
    UserPrincipalName: 'kim.alder@contoso.com',
    Alias: 'kim.alder',
    OrganizationalUnit: 'contoso.com/Staff',
    DisplayName: 'Kim Alder',
    EmailAddresses: '{smtp:kim.alder@contoso.mail.onmicrosoft.com, SMTP:kim.alder@contoso.com}',
    ExternalDirectoryObjectId: '',
    LegacyExchangeDN: '/o=Contoso/ou=External (FYDIBOHF25SPDLT)/cn=Recipients/cn=4f0e-kim',
    PrimarySmtpAddress: 'kim.alder@contoso.com',
    RecipientType: 'MailUser',
    RecipientTypeDetails: 'RemoteUserMailbox',
    WindowsEmailAddress: 'kim.alder@contoso.com',
    Identity: 'contoso.com/Staff/Kim Alder',
    DistinguishedName: 'CN=Kim Alder,OU=Staff,DC=contoso,DC=com',
    Guid: 'c3b0f30d-71c3-40e0-86f9-75c68a689765',
    OriginatingServer: 'DC01.contoso.com',
    ...more,
  });

/** All of an AD user as `Get-ADUser -Properties *` prints it: nothing that is not set. */
export const adUser = (more: Readonly<Record<string, string>> = {}) =>
  list(
    Object.fromEntries(
      Object.entries({
        AccountExpirationDate: '',
        accountExpires: '9223372036854775807',
        CanonicalName: 'contoso.com/Staff/Kim Alder',
        CN: 'Kim Alder',
        codePage: '0',
        Created: '03.02.2025 09:11:27',
        DisplayName: 'Kim Alder',
        DistinguishedName: 'CN=Kim Alder,OU=Staff,DC=contoso,DC=com',
        EmailAddress: 'kim.alder@contoso.com',
        Enabled: 'True',
        GivenName: 'Kim',
        instanceType: '4',
        mail: 'kim.alder@contoso.com',
        MemberOf: '{CN=Sales,OU=Groups,DC=contoso,DC=com}',
        nTSecurityDescriptor: 'System.DirectoryServices.ActiveDirectorySecurity',
        ObjectCategory: 'CN=Person,CN=Schema,CN=Configuration,DC=contoso,DC=com',
        ObjectClass: 'user',
        ObjectGUID: 'c3b0f30d-71c3-40e0-86f9-75c68a689765',
        objectSid: 'S-1-5-21-1004336348-1177238915-682003330-1612',
        SamAccountName: 'kalder',
        SID: 'S-1-5-21-1004336348-1177238915-682003330-1612',
        Surname: 'Alder',
        userAccountControl: '512',
        userCertificate: '{}',
        UserPrincipalName: 'kim.alder@contoso.com',
        uSNChanged: '912345',
        uSNCreated: '812345',
        whenChanged: '04.02.2025 10:11:27',
        whenCreated: '03.02.2025 09:11:27',
        ...more,
      }).sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)),
    ),
  );

/** Breaks lines as a console of 80 columns does: a value goes on below its first letter. */
export function narrow(text: string, columns = 80): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const indent = line.indexOf(' : ') + 3;
      if (line.length < columns || indent < 3) return [line];
      const lines: string[] = [line.slice(0, columns - 1)];
      for (let at = columns - 1; at < line.length; at += columns - 1 - indent)
        lines.push(' '.repeat(indent) + line.slice(at, at + columns - 1 - indent));
      return lines;
    })
    .join('\r\n');
}

export async function paste(session: TestSession, ...texts: readonly string[]): Promise<Diagnosis> {
  const answers = new Map<string, string | number | boolean>();
  for (const text of texts) {
    const question = session.diagnose(ERROR, { answers }).questions[0];
    const reading = await session.takeOutput(text, question === undefined ? {} : { question });
    if (reading.kind === 'problem') throw new Error(reading.problem.what);
    if (reading.value.kind !== 'outputs') throw new Error(JSON.stringify(reading.value));
    for (const [name, value] of reading.value.stated) answers.set(name, value);
  }
  return session.diagnose(ERROR, { answers });
}

export function confirmed(diagnosis: Diagnosis): readonly string[] {
  return diagnosis.findings
    .filter(({ ruleId }) => ruleId === RULE)
    .flatMap(({ causes }) => causes.filter(({ status }) => status === 'confirmed').map(({ id }) => id));
}
