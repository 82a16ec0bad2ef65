import { describe, expect, it } from 'vitest';
import { exportKind } from '../../../src/parse/intake/export-signs.js';
import { fc } from '../../setup/property.js';

const clixml = (type: string, properties: string): string =>
  `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>${type}</T></TN><Props>${properties}</Props></Obj></Objs>`;

describe('what an export is of', () => {
  it('takes LDIF for Active Directory', () => {
    expect(exportKind('dn: CN=Kim,DC=contoso,DC=com\n', 'ldif')).toBe('onprem');
  });

  it('knows a remote mailbox for one of the on-premises side', () => {
    const text = clixml(
      'Deserialized.Microsoft.Exchange.Data.Directory.Management.RemoteMailbox',
      '<S N="RemoteRoutingAddress">SMTP:kim@contoso.mail.onmicrosoft.com</S><S N="ExchangeGuid">0</S>',
    );
    expect(exportKind(text, 'clixml')).toBe('onprem');
  });

  it.each([
    ['{"value": [{"id": "1", "userPrincipalName": "kim@contoso.com", "onPremisesImmutableId": null}]}', 'json', 'cloud'],
    ['[{"userPrincipalName": "kim@contoso.com", "exo": {"ExchangeGuid": "1"}}]', 'json', 'cloud'],
    ['[{"objectGUID": "AAAA", "sAMAccountName": "kim"}]', 'json', 'onprem'],
    ['[{"RecipientTypeDetails": "UserMailbox", "OriginatingServer": "AM0PR01A001DC01.EURPR01A001.PROD.OUTLOOK.COM"}]', 'json', 'cloud'],
    ['[{"RecipientTypeDetails": "UserMailbox", "OriginatingServer": "dc1.corp.contoso.com"}]', 'json', 'onprem'],
    ['[{"RecipientTypeDetails": "UserMailbox", "PrimarySmtpAddress": "kim@contoso.com"}]', 'json', 'unclear'],
    [
      '"Name","RecipientTypeDetails","ExternalDirectoryObjectId"\n"Kim","UserMailbox","37469162-e7b3-44af-91d2-a20d444c9b3a"\n',
      'csv',
      'cloud',
    ],
    ['"DN","objectClass","sAMAccountName"\n"CN=Kim,DC=contoso,DC=com","user","kim"\n', 'csv', 'onprem'],
    ['{"acceptedDomains": {"onprem": ["contoso.com"]}, "routingDomain": "contoso.mail.onmicrosoft.com"}', 'json', 'settings'],
    ['[{"Name": "Inbound", "SenderDomains": ["smtp:*;1"], "TlsSenderCertificateName": "mail.contoso.com"}]', 'json', 'settings'],
    ['{"name": "crossprem", "dependencies": {"a": "1"}}', 'json', 'none'],
    ['"EmailAddress"\n"kim@contoso.com"\n', 'csv', 'none'],
  ] as const)('%s as %s is %s', (text, format, kind) => {
    expect(exportKind(text, format)).toBe(kind);
  });

  it('leaves the report of a move to be diagnosed', () => {
    const report = clixml('Deserialized.Microsoft.Exchange.MailboxReplicationService.MoveRequestStatistics', '<S N="ExchangeGuid">0</S>');
    expect(exportKind(report, 'clixml')).toBe('none');
    expect(exportKind('StatusDetail : Failed\nExchangeGuid : 0\n', 'format-list')).toBe('none');
    const statistics =
      'Identity : jan.novak@contoso.com\nEmailAddress : jan.novak@contoso.com\nMailboxGuid : 0\nBatchId : Wave\nSkippedItemCount : 0\n';
    expect(exportKind(statistics, 'format-list')).toBe('none');
  });

  it.each([
    [
      'a report of a move',
      clixml('Deserialized.Microsoft.Exchange.MailboxReplicationService.Report', '<S N="Failures">x</S><S N="Entries">y</S>'),
      'clixml',
    ],
    [
      'moves that failed',
      '"Alias","Status","ExchangeGuid","RecipientTypeDetails","TargetDatabase"\n"kim","Failed","1","UserMailbox","DB1"\n',
      'csv',
    ],
    [
      'users of a batch',
      '"Identity","Status","ErrorSummary","RecipientType","MailboxGuid"\n"kim@contoso.com","Failed","x","Mailbox","1"\n',
      'csv',
    ],
    [
      'synchronization errors',
      'UserPrincipalName,ObjectId,ErrorDescription\nkim@contoso.com,37469162-e7b3-44af-91d2-a20d444c9b3a,x\n',
      'csv',
    ],
    [
      'an audit log',
      '[{"activityDisplayName": "Update user", "initiatedBy": {"user": {"id": "1", "userPrincipalName": "kim@contoso.com"}}}]',
      'json',
    ],
    [
      'a transcript of both sides',
      'PS C:\\> Get-RemoteMailbox kim | fl\n\nRecipientTypeDetails : RemoteUserMailbox\nRemoteRoutingAddress : SMTP:kim@contoso.mail.onmicrosoft.com\nAlias                : kim\n\nPS C:\\> Get-EXOMailbox kim | fl\n',
      'format-list',
    ],
    [
      'an output with an error behind it',
      'RecipientTypeDetails : RemoteUserMailbox\nRemoteRoutingAddress : SMTP:kim@contoso.mail.onmicrosoft.com\nAlias                : kim\n\nMigrationPermanentException: Cannot find a recipient.\n',
      'format-list',
    ],
  ] as const)('leaves %s to be diagnosed', (_, text, format) => {
    expect(exportKind(text, format)).toBe('none');
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('csv', 'clixml', 'json', 'format-list' as const), (text, format) => {
        expect(['onprem', 'cloud', 'unclear', 'settings', 'none']).toContain(exportKind(text, format));
      }),
    );
  });
});
