import { describe, expect, it } from 'vitest';
import type { Diagnosis } from '../../src/fixes/diagnosis.js';
import { createTestSession, realRules, type TestSession } from '../tui/session.js';

const GUID = '2dcb23c9-4179-4fec-b556-659ce21780e6';
const ERROR = `Cannot find a recipient that has mailbox GUID '${GUID}'.`;
const RULE = 'migration/mailbox-guid-not-found';

/** What Get-Mailbox | fl of Exchange Online prints of a mailbox; the properties in between are left out. */
const cloudMailbox = (more: Readonly<Record<string, string>> = {}) =>
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

const remoteMailbox = (more: Readonly<Record<string, string>> = {}) =>
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
const adUser = (more: Readonly<Record<string, string>> = {}) =>
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

function list(values: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(values).map((name) => name.length));
  return `\n\n${Object.entries(values)
    .map(([name, value]) => `${name.padEnd(width)} : ${value}`)
    .join('\n')}\n\n\n`;
}

/** Breaks lines as a console of 80 columns does: a value goes on below its first letter. */
function narrow(text: string, columns = 80): string {
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

async function paste(session: TestSession, ...texts: readonly string[]): Promise<Diagnosis> {
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

function confirmed(diagnosis: Diagnosis): readonly string[] {
  return diagnosis.findings
    .filter(({ ruleId }) => ruleId === RULE)
    .flatMap(({ causes }) => causes.filter(({ status }) => status === 'confirmed').map(({ id }) => id));
}

describe('from one pasted line and pasted outputs to a confirmed cause', () => {
  it.each([
    ['remote-mailbox-guid-empty', remoteMailbox()],
    ['remote-mailbox-guid-empty', narrow(`[PS] C:\\Windows\\system32>Get-RemoteMailbox kim.alder | fl${remoteMailbox()}`)],
    ['remote-mailbox-guid-differs', remoteMailbox({ ExchangeGuid: '0f8fad5b-d9cb-469f-a165-70867728950e' })],
    ['guid-byte-order', remoteMailbox({ ExchangeGuid: 'c923cb2d-7941-ec4f-b556-659ce21780e6' })],
    [
      'onprem-is-mail-user',
      remoteMailbox({
        RemoteRecipientType: '',
        RemoteRoutingAddress: '',
        ExternalEmailAddress: 'SMTP:kim.alder@contoso.mail.onmicrosoft.com',
        RecipientTypeDetails: 'MailUser',
      }),
    ],
    ['ad-user-not-mail-enabled', `PS C:\\Users\\admin> Get-ADUser kalder -Properties *${adUser()}PS C:\\Users\\admin>`],
    ['ad-user-not-mail-enabled', narrow(adUser(), 120)],
  ])('%s', async (cause, onPrem) => {
    const session = createTestSession();
    expect(confirmed(await paste(session, cloudMailbox()))).toEqual([]);
    expect(confirmed(await paste(session, onPrem))).toEqual([cause]);
  });

  it('takes both sides from one transcript, in any order and around other commands', async () => {
    const session = createTestSession();
    const transcript = `\`\`\`
PS C:\\> Connect-ExchangeOnline -UserPrincipalName admin@contoso.com
PS C:\\> Get-RemoteMailbox kim.alder@contoso.com | Format-List${remoteMailbox()}PS C:\\> Get-Mailbox kim.alder | fl *${cloudMailbox()}PS C:\\> whoami
contoso\\admin
\`\`\``;
    const reading = await session.takeOutput(transcript, {});
    expect(reading).toMatchObject({ kind: 'ok', value: { kind: 'outputs', tables: [{ side: 'onprem' }, { side: 'cloud' }] } });
    expect(session.sources().map(({ path, side }) => [path, side])).toEqual([
      ['pasted 1: Get-RemoteMailbox', 'onprem'],
      ['pasted 1: Get-Mailbox', 'cloud'],
    ]);
    expect(confirmed(session.diagnose(ERROR, {}))).toEqual(['remote-mailbox-guid-empty']);
  });

  it('takes ldifde and Graph in place of the Exchange cmdlets', async () => {
    const session = createTestSession();
    const ldif = `dn: CN=Kim Alder,OU=Staff,DC=contoso,DC=com
changetype: add
objectClass: top
objectClass: person
objectClass: organizationalPerson
objectClass: user
cn: Kim Alder
distinguishedName: CN=Kim Alder,OU=Staff,DC=contoso,DC=com
instanceType: 4
whenCreated: 20250203091127.0Z
uSNCreated: 812345
uSNChanged: 912345
objectGUID:: DfOw3cNx4ECG+XXGimiXZQ==
sAMAccountName: kalder
userPrincipalName: kim.alder@contoso.com
objectCategory: CN=Person,CN=Schema,CN=Configuration,DC=contoso,DC=com
mailNickname: kim.alder
proxyAddresses: SMTP:kim.alder@contoso.com
proxyAddresses: smtp:kim.alder@contoso.mail.onmicrosoft.com
targetAddress: SMTP:kim.alder@contoso.mail.onmicrosoft.com
msExchRecipientTypeDetails: 2147483648
msExchRemoteRecipientType: 1

`;
    expect(confirmed(await paste(session, cloudMailbox(), ldif))).toEqual(['remote-mailbox-guid-empty']);
    const cut = createTestSession();
    expect(confirmed(await paste(cut, cloudMailbox(), ldif.trimEnd()))).toEqual([]);
  });

  it.each([
    [
      'of another person',
      remoteMailbox({
        UserPrincipalName: 'lee.osei@contoso.com',
        Alias: 'lee.osei',
        SamAccountName: 'losei',
        DisplayName: 'Lee Osei',
        EmailAddresses: '{SMTP:lee.osei@contoso.com}',
        PrimarySmtpAddress: 'lee.osei@contoso.com',
        WindowsEmailAddress: 'lee.osei@contoso.com',
        Identity: 'contoso.com/Staff/Lee Osei',
        DistinguishedName: 'CN=Lee Osei,OU=Staff,DC=contoso,DC=com',
        LegacyExchangeDN: '/o=Contoso/cn=lee',
        RemoteRoutingAddress: 'SMTP:lee.osei@contoso.mail.onmicrosoft.com',
      }),
    ],
    [
      'cut before the GUID',
      remoteMailbox()
        .slice(0, remoteMailbox().indexOf('ExchangeGuid'))
        .concat('Alias : kim.alder\nUserPrincipalName : kim.alder@contoso.com\nPrimarySmtpAddress : kim.alder@contoso.com\n'),
    ],
    [
      'of an AD user without -Properties',
      `PS C:\\> Get-ADUser kalder${list({ DistinguishedName: 'CN=Kim Alder,OU=Staff,DC=contoso,DC=com', Enabled: 'True', Name: 'Kim Alder', ObjectClass: 'user', ObjectGUID: 'c3b0f30d-71c3-40e0-86f9-75c68a689765', SamAccountName: 'kalder', UserPrincipalName: 'kim.alder@contoso.com' })}`,
    ],
    ['of an AD user cut at its end', adUser().slice(0, adUser().indexOf('uSNChanged'))],
    ['of an AD user cut at its beginning', adUser().slice(adUser().indexOf('DisplayName'))],
    [
      'of an AD user with a property asked for in vain',
      `PS C:\\> Get-ADUser kalder | fl UserPrincipalName,ObjectClass,mailNickname,msExchRecipientTypeDetails${list({ UserPrincipalName: 'kim.alder@contoso.com', ObjectClass: 'user', mailNickname: '', msExchRecipientTypeDetails: '' })}`,
    ],
  ])('confirms nothing by the output %s', async (_, onPrem) => {
    const session = createTestSession();
    expect(confirmed(await paste(session, cloudMailbox(), onPrem))).toEqual([]);
  });

  it('proves by no search in vain that there is nobody on-premises', async () => {
    const session = createTestSession();
    await paste(session, cloudMailbox({ IsDirSynced: 'False' }));
    const question = session.diagnose(ERROR, {}).questions.find(({ asked }) => asked.name === 'onPrem.recipientType');
    expect(question).toBeDefined();
    const missed = `[PS] C:\\>Get-Recipient kim.alder@contoso.com | fl
The operation couldn't be performed because object 'kim.alder@contoso.com' couldn't be found on 'DC01.contoso.com'.
    + CategoryInfo          : NotSpecified: (:) [Get-Recipient], ManagementObjectNotFoundException
    + FullyQualifiedErrorId : [Server=EX01,RequestId=1,TimeStamp=03.02.2025 09:11:27] [FailureCategory=Cmdlet-ManagementObjectNot
   FoundException] 2F1D2A04,Microsoft.Exchange.Management.RecipientTasks.GetRecipient
    + PSComputerName        : ex01.contoso.com

[PS] C:\\>`;
    for (const name of ['kim.alder@contoso.com', 'lee.osei@contoso.com', 'kim.alder']) {
      const reading = await session.takeOutput(
        missed.replaceAll('kim.alder@contoso.com', name),
        question === undefined ? {} : { question },
      );
      expect(reading).toMatchObject({ kind: 'ok', value: { kind: 'nothing', why: expect.stringContaining('did not find') } });
    }
  });

  it('knows that there is no mailbox in the cloud by a search for the address there, and by none on the other side', async () => {
    const session = createTestSession();
    const [first] = (await paste(session, remoteMailbox({ ExchangeGuid: GUID }))).questions;
    const asked = realRules().asked.find(({ name }) => name === 'cloud.recipientType');
    if (first === undefined || asked === undefined) throw new Error('no question');
    const missed = (name: string, server: string): string =>
      `The operation couldn't be performed because object '${name}' couldn't be found on '${server}'.`;
    const stated = async (text: string): Promise<unknown> => {
      const reading = await session.takeOutput(text, { question: { ...first, asked } });
      return reading.kind === 'ok' && reading.value.kind === 'outputs' ? [...reading.value.stated] : [];
    };
    const cloud = 'AM0PR01A01DC003.EURPR01A001.PROD.OUTLOOK.COM';
    expect(await stated(missed('kim.alder@contoso.com', cloud))).toEqual([['cloud.hasMailbox', false]]);
    expect(await stated(missed('kim.alder@contoso.com', 'DC01.contoso.com'))).toEqual([]);
    expect(await stated(missed('kim.alder', cloud))).toEqual([]);
    expect(await stated(missed('lee.osei@contoso.com', cloud))).toEqual([]);
  });

  it('confirms that there is nobody on-premises when the domain was searched by UserPrincipalName and by address', async () => {
    const session = createTestSession();
    const before = await paste(session, cloudMailbox({ IsDirSynced: 'False' }));
    const question = before.questions.find(({ asked }) => asked.name === 'onPrem.recipientType');
    if (question === undefined) throw new Error('no question');
    const search = (attribute: string, address = 'kim.alder@contoso.com'): string =>
      `PS C:\\> Get-ADObject -LDAPFilter '(${attribute}=${attribute === 'proxyAddresses' ? 'smtp:' : ''}${address})' -Properties *\n`;
    const provenBy = async (text: string): Promise<readonly string[]> => {
      const reading = await session.takeOutput(text, { question });
      const answers = reading.kind === 'ok' && reading.value.kind === 'outputs' ? reading.value.stated : new Map();
      return confirmed(session.diagnose(ERROR, { answers }));
    };
    expect(await provenBy(`${search('proxyAddresses')}${search('userPrincipalName')}PS C:\\>`)).toEqual(['cloud-only-no-onprem-object']);
    expect(
      await provenBy(
        "PS C:\\> Get-ADObject -LDAPFilter '(|(userPrincipalName=kim.alder@contoso.com)(proxyAddresses=smtp:kim.alder@contoso.com))'\nPS C:\\>",
      ),
    ).toEqual(['cloud-only-no-onprem-object']);
    for (const text of [
      `${search('proxyAddresses')}PS C:\\>`,
      // The output of the last one may not have been pasted.
      `${search('proxyAddresses')}${search('userPrincipalName')}`,
      `${search('proxyAddresses', 'lee.osei@contoso.com')}${search('userPrincipalName', 'lee.osei@contoso.com')}PS C:\\>`,
      `${search('proxyAddresses')}PS C:\\> Get-ADUser -LDAPFilter '(userPrincipalName=kim.alder@contoso.com)' -SearchBase 'OU=Staff,DC=contoso,DC=com'\nPS C:\\>`,
      "PS C:\\> Get-ADObject -LDAPFilter '(&(userPrincipalName=kim.alder@contoso.com)(proxyAddresses=smtp:kim.alder@contoso.com))'\nPS C:\\>",
      "PS C:\\> Get-ADUser kim.alder@contoso.com\nGet-ADUser : Cannot find an object with identity: 'kim.alder@contoso.com' under: 'DC=contoso,DC=com'.\n\nPS C:\\>",
    ]) {
      expect(await provenBy(text)).toEqual([]);
    }
  });

  it('takes no address for missing where PowerShell cut the list', async () => {
    const session = createTestSession();
    const cut = '{SMTP:kim.alder@contoso.com, smtp:k1@contoso.com, smtp:k2@contoso.com, smtp:k3@contoso.com...}';
    const diagnosis = await paste(
      session,
      cloudMailbox({ EmailAddresses: cut }),
      remoteMailbox({ EmailAddresses: cut, RemoteRoutingAddress: '' }),
    );
    const facts = diagnosis.findings[0]?.facts;
    for (const name of ['onPrem.emailAddresses', 'onPrem.routingAddress', 'cloud.emailAddresses', 'cloud.routingAddress'])
      expect([name, facts?.(name).kind]).toEqual([name, 'unknown']);
    // The person is found by the primary address all the same.
    expect(confirmed(diagnosis)).toEqual(['remote-mailbox-guid-empty']);
  });

  it('learns from Graph that a user is not synchronized, where that was asked for', async () => {
    const session = createTestSession();
    const [first] = (await paste(session, cloudMailbox().replace(/^IsDirSynced.*\n/m, ''))).questions;
    const asked = realRules().asked.find(({ name }) => name === 'cloud.isDirSynced');
    if (first === undefined || asked === undefined) throw new Error('no question');
    const user = list({
      Id: '37469162-e7b3-44af-91d2-a20d444c9b3a',
      UserPrincipalName: 'kim.alder@contoso.com',
      ProxyAddresses: '{SMTP:kim.alder@contoso.com}',
      OnPremisesImmutableId: '',
      OnPremisesSyncEnabled: '',
      UsageLocation: 'IT',
      UserType: 'Member',
    });
    const stated = async (text: string): Promise<unknown> => {
      const reading = await session.takeOutput(text, { question: { ...first, asked } });
      return reading.kind === 'ok' && reading.value.kind === 'outputs' ? [...reading.value.stated] : reading;
    };
    expect(await stated(user)).toEqual([['cloud.isDirSynced', false]]);
    expect(await stated(user.replace('OnPremisesSyncEnabled : ', 'OnPremisesSyncEnabled : True'))).toEqual([['cloud.isDirSynced', true]]);
    expect(await stated(`PS C:\\> Get-MgUser -UserId kim.alder@contoso.com | fl${user}`)).toEqual([]);
  });

  it('believes what was pasted last', async () => {
    const session = createTestSession();
    expect(
      confirmed(await paste(session, cloudMailbox(), remoteMailbox({ ExchangeGuid: '0f8fad5b-d9cb-469f-a165-70867728950e' }))),
    ).toEqual(['remote-mailbox-guid-differs']);
    expect(confirmed(await paste(session, remoteMailbox({ ExchangeGuid: GUID })))).toEqual([]);
  });

  it('takes properties without a name for those of the person whom the question is about', async () => {
    const session = createTestSession();
    const before = await paste(session, cloudMailbox({ LitigationHoldEnabled: '' }).replace(/^LitigationHoldEnabled.*\n/m, ''));
    const asked = realRules().asked.find(({ name }) => name === 'cloud.holds');
    const [first] = before.questions;
    if (asked === undefined || first === undefined) throw new Error('no question');
    const holds = list({
      LitigationHoldEnabled: 'True',
      InPlaceHolds: '{}',
      DelayHoldApplied: 'False',
      DelayReleaseHoldApplied: 'False',
      DataEncryptionPolicy: '',
      AutoExpandingArchiveEnabled: 'False',
      MailboxRegion: '',
    });
    const fact = () => session.diagnose(ERROR, {}).findings[0]?.facts('cloud.litigationHold');
    expect(fact()).toMatchObject({ kind: 'unknown' });
    const ofOther = await session.takeOutput(`PS C:\\> Get-Mailbox lee.osei@contoso.com | fl Litig*,InPlace*${holds}`, {
      question: { ...first, asked },
    });
    expect(ofOther).toMatchObject({ kind: 'ok', value: { kind: 'nothing' } });
    expect(await session.takeOutput(holds, { question: { ...first, asked } })).toMatchObject({ kind: 'ok', value: { kind: 'outputs' } });
    expect(fact()).toMatchObject({ kind: 'known', value: true });
    expect(session.diagnose(ERROR, {}).findings[0]?.facts('cloud.holds')).toMatchObject({ kind: 'known', value: null });
  });

  it('says nothing of others where an export of the side is there as well', async () => {
    const session = createTestSession();
    await session.load('onprem.json', 'onprem');
    await session.takeOutput(
      `[PS] C:\\>Get-RemoteMailbox lee | fl${remoteMailbox({ UserPrincipalName: 'lee.osei@contoso.com', Alias: 'lee', SamAccountName: 'lee', DisplayName: 'Lee', EmailAddresses: '{SMTP:lee.osei@contoso.com}', PrimarySmtpAddress: 'lee.osei@contoso.com', WindowsEmailAddress: 'lee.osei@contoso.com', Identity: 'contoso.com/Staff/Lee', DistinguishedName: 'CN=Lee,OU=Staff,DC=contoso,DC=com', Guid: '0f8fad5b-d9cb-469f-a165-70867728950e' })}`,
      {},
    );
    const unknownPerson = `${ERROR} Identity: nobody@contoso.com`;
    expect(session.diagnose(unknownPerson, {}).findings[0]?.facts('onPrem.guidHolders')).toMatchObject({ kind: 'known', value: 0 });
  });
});
