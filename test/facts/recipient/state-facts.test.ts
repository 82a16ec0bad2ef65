import { describe, expect, it } from 'vitest';
import { peopleFacts, value } from './people.js';

const one = (name: string, onPrem: object, cloud?: object, isFile = false) =>
  value(
    peopleFacts(
      [{ objectClass: ['user'], userPrincipalName: 'kim@contoso.com', ...onPrem }],
      cloud === undefined ? undefined : [{ userPrincipalName: 'kim@contoso.com', ...cloud }],
      {},
      isFile,
    ),
    name,
  );

describe('onPrem.exchangeType', () => {
  it.each([
    [{ msExchRecipientTypeDetails: '2147483648' }, 'RemoteUserMailbox'],
    [{ RecipientTypeDetails: 'RemoteSharedMailbox' }, 'RemoteSharedMailbox'],
    [{ msExchRecipientTypeDetails: 128 }, 'MailUser'],
    [{ RecipientTypeDetails: 'User' }, null],
    [{ RecipientTypeDetails: 'DisabledUser' }, null],
    [{ msExchRecipientTypeDetails: '0' }, null],
    [{}, null],
  ])('of %j is %s', (record, expected) => {
    expect(one('onPrem.exchangeType', record)).toBe(expected);
  });

  it('is unknown where the type was not read', () => {
    expect(one('onPrem.exchangeType', {}, undefined, true)).toBe('unknown');
  });
});

describe('onPrem.accountDisabled', () => {
  it.each([
    [{ userAccountControl: '514' }, true],
    [{ userAccountControl: 66048 }, false],
    [{ UserAccountControl: 'AccountDisabled, NormalAccount' }, true],
    [{ Enabled: 'False' }, true],
    [{ AccountDisabled: false }, false],
    [{}, 'unknown'],
  ])('of %j is %s', (record, expected) => {
    expect(one('onPrem.accountDisabled', record)).toBe(expected);
  });
});

describe('msExchRemoteRecipientType', () => {
  it('is read as a number and as names', () => {
    expect(one('onPrem.isRemoteShared', { msExchRecipientTypeDetails: '34359738368', msExchRemoteRecipientType: '100' })).toBe(true);
    expect(
      one('onPrem.isRemoteShared', { RecipientTypeDetails: 'RemoteSharedMailbox', RemoteRecipientType: 'Migrated, SharedMailbox' }),
    ).toBe(true);
    expect(one('onPrem.isRemoteShared', { msExchRecipientTypeDetails: '34359738368', msExchRemoteRecipientType: '36' })).toBe(false);
    expect(one('onPrem.deprovisionMailbox', { RemoteRecipientType: 'ProvisionArchive, DeprovisionMailbox' })).toBe(true);
    expect(one('onPrem.deprovisionArchive', { msExchRemoteRecipientType: '4' })).toBe(false);
  });

  it('gives the value that the type asks for', () => {
    expect(one('onPrem.properRemoteType', { msExchRecipientTypeDetails: '2147483648', msExchRemoteRecipientType: '8' })).toBe(1);
    expect(one('onPrem.properRemoteType', { msExchRecipientTypeDetails: '34359738368', msExchRemoteRecipientType: '22' })).toBe(102);
    expect(one('onPrem.properRemoteType', { msExchRecipientTypeDetails: '1', msExchRemoteRecipientType: '4' })).toBeNull();
  });
});

describe('onPrem.typeFits', () => {
  it.each([
    ['1', '1073741824', null, true],
    ['1', '0', '2', true],
    ['1', '7', null, false],
    ['16', '7', null, true],
    ['128', '6', null, true],
    ['2147483648', '-2147483642', '1', true],
    ['2147483648', '-1073741818', '20', true],
    ['2147483648', '-2147483642', null, false],
    ['2147483648', '-2147483642', '33', false],
    ['34359738368', '-2147483642', '97', true],
    ['8589934592', '-2147481850', '36', true],
    ['17179869184', '-2147481594', '65', true],
    ['17179869184', '-2147481850', '65', false],
    ['256', '1', null, true],
  ])('of %s, %s, %s is %s', (type, display, remote, expected) => {
    expect(
      one('onPrem.typeFits', { msExchRecipientTypeDetails: type, msExchRecipientDisplayType: display, msExchRemoteRecipientType: remote }),
    ).toBe(expected);
  });

  it('is decided by two numbers where they contradict each other, and open where one was not read', () => {
    expect(one('onPrem.typeFits', { msExchRecipientTypeDetails: '1', msExchRecipientDisplayType: '7' }, undefined, true)).toBe(false);
    expect(one('onPrem.typeFits', { msExchRecipientTypeDetails: '1', msExchRecipientDisplayType: '0' }, undefined, true)).toBe('unknown');
  });
});

describe('cloud.kind', () => {
  it.each([
    [{ exo: { RecipientTypeDetails: 'GroupMailbox' } }, 'group'],
    [{ exo: { RecipientTypeDetails: 'MailUniversalDistributionGroup' } }, 'group'],
    [{ exo: { RecipientTypeDetails: 'MailContact' } }, 'contact'],
    [{ exo: { RecipientTypeDetails: 'PublicFolder' } }, 'public-folder'],
    [{ exo: { RecipientTypeDetails: 'GuestMailUser' } }, 'guest'],
    [{ userType: 'Guest' }, 'guest'],
    [{ exo: { RecipientTypeDetails: 'UserMailbox' } }, 'user'],
    [{}, 'user'],
  ])('of %j is %s', (record, expected) => {
    expect(one('cloud.kind', {}, record)).toBe(expected);
  });
});

describe('cloud.archiveExists', () => {
  it('takes the ArchiveGuid of a mail user for no proof', () => {
    const guid = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
    const of = (exo: object) => one('cloud.archiveExists', {}, { exo });
    expect(of({ RecipientTypeDetails: 'MailUser', ArchiveGuid: guid })).toBe('unknown');
    expect(of({ RecipientTypeDetails: 'MailUser', ArchiveGuid: guid, ArchiveStatus: 'None' })).toBe(false);
    expect(of({ RecipientTypeDetails: 'MailUser', ArchiveGuid: guid, ArchiveStatus: 'Active' })).toBe(true);
    expect(of({ RecipientTypeDetails: 'UserMailbox', ArchiveGuid: guid })).toBe(true);
    expect(of({ RecipientTypeDetails: 'UserMailbox', ArchiveGuid: '00000000-0000-0000-0000-000000000000' })).toBe(false);
  });
});

describe('pair.hiddenDiffers', () => {
  it('needs what the cloud says', () => {
    expect(one('pair.hiddenDiffers', { msExchHideFromAddressLists: 'TRUE' }, { exo: { HiddenFromAddressListsEnabled: false } })).toBe(true);
    expect(one('pair.hiddenDiffers', {}, { showInAddressList: false })).toBe(true);
    expect(one('pair.hiddenDiffers', { msExchHideFromAddressLists: 'TRUE' }, { exo: { RecipientTypeDetails: 'UserMailbox' } })).toBe(
      'unknown',
    );
    expect(one('pair.hiddenDiffers', {})).toBe('unknown');
  });
});

describe('cloud.missing', () => {
  it('is open for a contact in a file, which may hold users only', () => {
    const contact = [{ objectClass: ['contact'], mail: 'lee@fabrikam.com', proxyAddresses: ['SMTP:lee@fabrikam.com'] }];
    const cloud = [{ id: '8be74422-b0d9-47ec-b861-e7de1a9cfb20', userPrincipalName: 'tom@contoso.com', mail: 'tom@contoso.com' }];
    expect(value(peopleFacts(contact, cloud, {}, true), 'cloud.missing')).toBe('unknown');
    expect(value(peopleFacts(contact, cloud), 'cloud.missing')).toBe(true);
  });
});
