import { describe, expect, it } from 'vitest';
import { repositoryRules } from '../setup/rules.js';
import { createTestSession } from '../tui/session.js';
import { adUser, cloudMailbox, confirmed, ERROR, GUID, paste, remoteMailbox } from './guided-outputs.js';

describe('searches that found nobody', () => {
  it.each([
    ['commands alone, which nobody may have run', (search: string) => `${search}\nGet-Recipient kim.alder@contoso.com\n`],
    ['a search that is kept in a variable', (search: string) => `PS C:\\> $u = ${search}\nPS C:\\>`],
    ['one that goes into a file', (search: string) => `PS C:\\> ${search} > out.txt\nPS C:\\>`],
    ['one that is exported', (search: string) => `PS C:\\> ${search} | Export-Csv out.csv\nPS C:\\>`],
    ['one that is filtered', (search: string) => `PS C:\\> ${search} | ? { $_.mail }\nPS C:\\>`],
    ['one whose errors are hidden', (search: string) => `PS C:\\> ${search} -ErrorAction SilentlyContinue\nPS C:\\>`],
    ['one of another domain', (search: string) => `PS C:\\> ${search} -Server dc01.emea.contoso.com\nPS C:\\>`],
    ['one that was cut', (search: string) => `PS C:\\> ${search} -SearchBa\nPS C:\\>`],
    ['one of users alone', (search: string) => `PS C:\\> ${search.replace('ADObject', 'ADUser')}\nPS C:\\>`],
    ['one behind which another one finds them', (search: string) => `PS C:\\> ${search}\nPS C:\\> ${search}${adUser()}PS C:\\>`],
  ])('proves nothing by %s', async (_, text) => {
    const session = createTestSession();
    const before = await paste(session, cloudMailbox({ IsDirSynced: 'False' }));
    const question = before.questions.find(({ asked }) => asked.name === 'onPrem.recipientType');
    if (question === undefined) throw new Error('no question');
    const search =
      "Get-ADObject -LDAPFilter '(|(userPrincipalName=kim.alder@contoso.com)(proxyAddresses=smtp:kim.alder@contoso.com))' -Properties *";
    const reading = await session.takeOutput(text(search), { question });
    const answers = reading.kind === 'ok' && reading.value.kind === 'outputs' ? reading.value.stated : new Map();
    expect(confirmed(session.diagnose(ERROR, { answers }))).not.toContain('cloud-only-no-onprem-object');
    expect([...answers.keys()]).not.toContain('onPrem.exists');
  });

  it.each([
    [
      'of a database',
      'PS C:\\> Get-Recipient kim.alder@contoso.com -Database DB9\nCouldn\'t find database "DB9". Make sure you have typed it correctly.\n    + CategoryInfo          : NotSpecified: (:) [Get-Recipient], ManagementObjectNotFoundException\nPS C:\\>',
    ],
    [
      'of an organizational unit',
      'Get-Recipient : The organizational unit "Staff" couldn\'t be found.\n    + CategoryInfo          : NotSpecified: (:) [Get-Recipient], ManagementObjectNotFoundException\n',
    ],
    [
      'of a kind of recipient',
      "PS C:\\> Get-Recipient kim.alder@contoso.com -RecipientTypeDetails MailContact\nThe operation couldn't be performed because object 'kim.alder@contoso.com' couldn't be found on 'AM0PR01A01DC003.EURPR01A001.PROD.OUTLOOK.COM'.\nPS C:\\>",
    ],
    ['that was kept in a variable', 'PS C:\\> $r = Get-Recipient kim.alder@contoso.com\nPS C:\\> $r | fl\nPS C:\\>'],
    [
      'of somebody whom the next command finds',
      `PS C:\\> Get-Recipient kim.alder@contoso.com\nThe operation couldn't be performed because object 'kim.alder@contoso.com' couldn't be found on 'AM0PR01A01DC003.EURPR01A001.PROD.OUTLOOK.COM'.\n\nPS C:\\> Get-Recipient kim.alder@contoso.com | fl${cloudMailbox()}`,
    ],
  ])('takes no mailbox for missing by the search %s', async (_, text) => {
    const session = createTestSession();
    const [first] = (await paste(session, remoteMailbox({ ExchangeGuid: GUID }))).questions;
    const asked = repositoryRules().asked.find(({ name }) => name === 'cloud.recipientType');
    if (first === undefined || asked === undefined) throw new Error('no question');
    const reading = await session.takeOutput(text, { question: { ...first, asked } });
    expect(reading.kind === 'ok' && reading.value.kind === 'outputs' ? [...reading.value.stated] : []).toEqual([]);
  });

  it('believes data that comes after an answer, and quotes the answer beside it', async () => {
    const session = createTestSession();
    await paste(session, cloudMailbox({ IsDirSynced: 'False' }));
    const answers = new Map([['onPrem.exists', false]]);
    expect(confirmed(session.diagnose(ERROR, { answers }))).toEqual(['cloud-only-no-onprem-object']);
    await paste(session, remoteMailbox());
    const diagnosis = session.diagnose(ERROR, { answers });
    expect(confirmed(diagnosis)).toEqual(['remote-mailbox-guid-empty']);
    const fact = diagnosis.findings[0]?.facts('onPrem.exists');
    expect(fact).toMatchObject({ kind: 'known', value: true });
    expect(JSON.stringify(fact)).toContain('answered: false');
  });
});
