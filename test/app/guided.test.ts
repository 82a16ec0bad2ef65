import { describe, expect, it } from 'vitest';
import { repositoryRules } from '../setup/rules.js';
import { list, litigationHold } from '../tui/outputs.js';
import { createTestSession } from '../tui/session.js';
import { adUser, cloudMailbox, confirmed, ERROR, GUID, narrow, paste, remoteMailbox } from './guided-outputs.js';

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
    const asked = repositoryRules().asked.find(({ name }) => name === 'cloud.recipientType');
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
    const asked = repositoryRules().asked.find(({ name }) => name === 'cloud.isDirSynced');
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
    const asked = repositoryRules().asked.find(({ name }) => name === 'cloud.holds');
    const [first] = before.questions;
    if (asked === undefined || first === undefined) throw new Error('no question');
    const holds = litigationHold();
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
