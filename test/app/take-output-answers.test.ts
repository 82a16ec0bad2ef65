import { describe, expect, it } from 'vitest';
import { stated } from './output-reading.js';

const EWS = (...values: readonly string[]): string =>
  values.map((value, at) => `Identity        : EX0${at + 1}\\EWS (Default Web Site)\nMRSProxyEnabled : ${value}`).join('\n\n');

describe('answers that a property decides', () => {
  it.each([
    ['yes where every object has the value', EWS('True', 'True'), { 'ask.mrsProxyEnabled': true }],
    ['no where one has another', EWS('True', 'False'), { 'ask.mrsProxyEnabled': false }],
    [
      'nothing of one server alone',
      `[PS] C:\\>Get-WebServicesVirtualDirectory -Server EX01 | fl Identity,MRSProxyEnabled\n\n${EWS('True')}`,
      {},
    ],
    [
      'no of one server alone',
      `[PS] C:\\>Get-WebServicesVirtualDirectory -Server EX01 | fl Identity,MRSProxyEnabled\n\n${EWS('False')}`,
      { 'ask.mrsProxyEnabled': false },
    ],
    [
      'nothing without an object',
      '[PS] C:\\>Get-WebServicesVirtualDirectory -ADPropertiesOnly | fl Identity,MRSProxyEnabled\n\n[PS] C:\\>',
      {},
    ],
    [
      'of a table too',
      'Identity                    MRSProxyEnabled\n--------                    ---------------\nEX01\\EWS (Default Web Site)           False\n',
      { 'ask.mrsProxyEnabled': false },
    ],
    ['of CSV too', '"Identity","MRSProxyEnabled"\n"EX01\\EWS (Default Web Site)","True"\n', { 'ask.mrsProxyEnabled': true }],
    [
      'of all properties without the command',
      `RunspaceId                    : b7a7b1d2-1a0f-4b0e-8f31-5e7a2f6c9d10\nName                          : EWS (Default Web Site)\nServer                        : EX01\nCertificateAuthentication     : \n${EWS('True')}`,
      { 'ask.mrsProxyEnabled': true },
    ],
    ['nothing of another command', 'PS C:\\> Get-Service MSExchange* | fl\n\nName            : x\nMRSProxyEnabled : True\n', {}],
  ])('are %s', async (_, text, expected) => {
    expect(await stated(text, 'ask.mrsProxyEnabled')).toEqual(expected);
  });

  it.each([
    ['ask.endpointTestSucceeds', 'Result      : Success\nMessage     :\nErrorDetail :', true],
    [
      'ask.endpointTestSucceeds',
      'Result      : Failed\nMessage     : The connection to the server could not be completed.\nErrorDetail : x',
      false,
    ],
    [
      'ask.remoteMoveEndpointExists',
      'PS C:\\> Get-MigrationEndpoint\n\nIdentity EndpointType       RemoteServer\n-------- ------------       ------------\nHybrid   ExchangeRemoteMove mail.contoso.com\n',
      true,
    ],
    ['ask.remoteMoveEndpointExists', 'PS C:\\> Get-MigrationEndpoint\nPS C:\\> ', undefined],
    ['ask.endpointUserIsUpn', 'Identity : Hybrid\nUsername : contoso\\svc-move', false],
    ['ask.endpointUserIsUpn', 'Identity : Hybrid\nUsername : svc@contoso.com\n\nIdentity : Old\nUsername : contoso\\svc', undefined],
    [
      'ask.migrationMailboxExists',
      "[PS] C:\\>Get-Mailbox -Arbitration -Identity Migration.8f3e7716-2011-43e4-96b1-aba62d229136\nThe operation couldn't be performed because object 'Migration.8f3e7716-2011-43e4-96b1-aba62d229136' couldn't be found on 'DC01.contoso.com'.\n",
      false,
    ],
    [
      'ask.edgeMadeReport',
      'Name Fqdn             ServerRole AdminDisplayVersion\n---- ----             ---------- -------------------\nEX01 ex01.contoso.com Mailbox    Version 15.2 (Build 1118.7)\n',
      false,
    ],
    [
      'ask.edgeMadeReport',
      'Name Fqdn             ServerRole AdminDisplayVersion\n---- ----             ---------- -------------------\nED01 ed01.contoso.com Edge       Version 15.2 (Build 1118.7)\n',
      undefined,
    ],
    [
      'ask.sourceServerTooOld',
      '[PS] C:\\>Get-ExchangeServer | fl Name,AdminDisplayVersion\n\nName                : EX01\nAdminDisplayVersion : Version 15.2 (Build 1118.7)\n\nName                : EX02\nAdminDisplayVersion : Version 14.3 (Build 123.4)\n',
      undefined,
    ],
    ['ask.ipIsAllowListed', 'Name           : Default\nIPAllowList    : {}\nEnableSafeList : False', false],
    ['ask.ipIsAllowListed', 'Name           : Default\nIPAllowList    : {192.0.2.10}\nEnableSafeList : False', undefined],
    ['ask.clutterFolderMissing', 'FolderType FolderPath\n---------- ----------\nClutter    /Clutter\n', false],
    [
      'ask.ruleMarksSpam',
      'Name State   Priority SetSCL\n---- -----   -------- ------\nx    Enabled 0\ny    Enabled 1        6\n',
      undefined,
    ],
    ['ask.inheritanceDisabled', 'AreAccessRulesProtected : True', true],
    ['ask.inheritanceDisabled', 'True', true],
    [
      'cloud.isCloudManaged',
      '{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#x","id":"37469162-e7b3-44af-91d2-a20d444c9b3a","isCloudManaged":false}',
      undefined,
    ],
    [
      'cloud.mailboxSize',
      'MailboxGuid          : 2dcb23c9-4179-4fec-b556-659ce21780e6\nTotalItemSize        : 1.5 GB (1,610,612,736 bytes)\nTotalDeletedItemSize : 0 B (0 bytes)',
      1_610_612_736,
    ],
    [
      'tenant.blockHardMatch',
      'PS C:\\> Get-MgDirectoryOnPremiseSynchronization | Select -ExpandProperty Features\n\nBlockCloudObjectTakeoverThroughHardMatchEnabled : True\nBlockSoftMatchEnabled                           : False\n',
      true,
    ],
  ])('%s', async (name, text, expected) => {
    expect((await stated(text, name))[name]).toBe(expected);
  });
});

describe('answers of some of the objects', () => {
  it.each([
    [
      'an endpoint by its name',
      'ask.remoteMoveEndpointExists',
      'Get-MigrationEndpoint imap | fl Identity,EndpointType',
      'EndpointType : IMAP',
    ],
    [
      'endpoints of a type',
      'ask.remoteMoveEndpointExists',
      'Get-MigrationEndpoint -Type IMAP | fl Identity,EndpointType',
      'EndpointType : IMAP',
    ],
    [
      'directories that were filtered',
      'ask.mrsProxyEnabled',
      'Get-WebServicesVirtualDirectory | ? {$_.MRSProxyEnabled} | fl Identity,MRSProxyEnabled',
      'MRSProxyEnabled : True',
    ],
    [
      'the first directory',
      'ask.mrsProxyEnabled',
      'Get-WebServicesVirtualDirectory | select -First 1 Identity,MRSProxyEnabled | fl',
      'MRSProxyEnabled : True',
    ],
    ['another policy', 'ask.ipIsAllowListed', 'Get-HostedConnectionFilterPolicy Other | fl Name,IPAllowList', 'IPAllowList : {}'],
    ['rules of a filter', 'ask.ruleMarksSpam', 'Get-TransportRule -Filter "Description -like \'a\'" | fl Name,SetSCL', 'SetSCL :'],
    ['rules with a name', 'ask.ruleMarksSpam', "Get-TransportRule | ? Name -like 'a*' | fl Name,SetSCL", 'SetSCL :'],
  ])('are none for all: %s', async (_, question, command, property) => {
    expect(await stated(`PS C:\\> ${command}\n\nIdentity : x\nName : x\n${property}\n`, question)).toEqual({});
  });
});

describe('answers of several outputs', () => {
  const test = (result: string): string =>
    `PS C:\\> Test-MigrationServerAvailability -Endpoint x | fl\n\nResult      : ${result}\nMessage     :\nErrorDetail :\n\n`;

  it('are those of the last one', async () => {
    expect(await stated(test('Failed') + test('Success'), 'ask.endpointTestSucceeds')).toEqual({ 'ask.endpointTestSucceeds': true });
    expect(await stated(test('Success') + test('Failed'), 'ask.endpointTestSucceeds')).toEqual({ 'ask.endpointTestSucceeds': false });
  });

  it('are none where an error does not say that it was the command with the switch', async () => {
    const text =
      "[PS] C:\\>Get-Mailbox Migration.8f3e7716-2011-43e4-96b1-aba62d229136\nThe operation couldn't be performed because object 'Migration.8f3e7716-2011-43e4-96b1-aba62d229136' couldn't be found on 'DC01.contoso.com'.\n";
    expect(await stated(text, 'ask.migrationMailboxExists')).toEqual({});
  });
});
