import { describe, expect, it } from 'vitest';
import { peopleFacts, quoted, value } from './people.js';

const kim = (more: object = {}) => ({
  objectClass: ['user'],
  userPrincipalName: 'kim@contoso.com',
  proxyAddresses: ['SMTP:kim@contoso.com'],
  ...more,
});
const tom = (more: object = {}) => ({
  objectClass: ['user'],
  userPrincipalName: 'tom@contoso.com',
  proxyAddresses: ['SMTP:tom@contoso.com'],
  ...more,
});
const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';

describe('an address of two AD objects', () => {
  const people = peopleFacts([kim(), tom({ proxyAddresses: ['SMTP:tom@contoso.com', 'smtp:KIM@contoso.com'] })]);

  it('is told of both, with both holders quoted', () => {
    for (const index of [0, 1]) {
      expect(value(people, 'onPrem.sharedAddresses', index)).toEqual(['kim@contoso.com']);
      const texts = quoted(people, 'onPrem.sharedAddresses', index);
      expect(texts).toEqual(expect.arrayContaining(['SMTP:kim@contoso.com', 'smtp:KIM@contoso.com', 'kim@contoso.com', 'tom@contoso.com']));
    }
    expect(value(people, 'onPrem.sharedAddressHolder')).toBe('tom@contoso.com');
  });

  it('does not count mail, a second row of one object, or a contact of another forest', () => {
    expect(value(peopleFacts([kim(), tom({ mail: 'kim@contoso.com' })]), 'onPrem.sharedAddresses')).toBeNull();
    expect(value(peopleFacts([kim({ objectGUID: GUID }), kim({ objectGUID: GUID })]), 'onPrem.sharedAddresses')).toBeNull();
    const twin = { objectClass: ['contact'], distinguishedName: 'CN=Kim,DC=fabrikam,DC=local', proxyAddresses: ['SMTP:kim@contoso.com'] };
    expect(value(peopleFacts([kim({ distinguishedName: 'CN=Kim,DC=contoso,DC=com' }), twin]), 'onPrem.sharedAddresses')).toBeNull();
  });

  it('is unknown where proxyAddresses was not read, or the export is cut', () => {
    expect(value(peopleFacts([{ userPrincipalName: 'kim@contoso.com' }], undefined, {}, true), 'onPrem.sharedAddresses')).toBe('unknown');
  });
});

describe('a GUID of two objects', () => {
  it('quotes both', () => {
    const people = peopleFacts([kim({ msExchMailboxGuid: GUID }), tom({ msExchMailboxGuid: GUID })]);
    expect(value(people, 'onPrem.exchangeGuidTwin')).toBe('tom@contoso.com');
    expect(quoted(people, 'onPrem.exchangeGuidTwin')).toEqual(['kim@contoso.com', GUID, 'tom@contoso.com', GUID]);
    expect(value(peopleFacts([kim(), tom({ 'mS-DS-ConsistencyGuid': GUID })]), 'onPrem.consistencyGuidTwin')).toBeNull();
  });

  it('leaves out a deleted mailbox', () => {
    const cloud = [
      { id: GUID, userPrincipalName: 'kim@contoso.com', exo: { RecipientTypeDetails: 'UserMailbox', ExchangeGuid: GUID } },
      { exo: { RecipientTypeDetails: 'UserMailbox', ExchangeGuid: GUID, WhenSoftDeleted: '2026-11-01T00:00:00Z' } },
    ];
    expect(value(peopleFacts([kim()], cloud), 'cloud.exchangeGuidTwin')).toBeNull();
  });
});

describe('holders that are no users', () => {
  const group = {
    '@odata.type': '#microsoft.graph.group',
    displayName: 'Kim',
    groupTypes: ['Unified'],
    proxyAddresses: ['SMTP:kim@contoso.com'],
  };

  it('are found on both sides, by kind', () => {
    const people = peopleFacts([kim(), { objectClass: ['contact'], name: 'Kim', proxyAddresses: ['smtp:kim@contoso.com'] }], [group]);
    expect(value(people, 'pair.contactHolder')).toBe('Kim');
    expect(value(people, 'pair.groupHolder')).toBe('Kim');
    expect(value(people, 'pair.publicFolderHolder')).toBeNull();
  });

  it('are no matter of a contact or group alone', () => {
    const people = peopleFacts([{ objectClass: ['group'], displayName: 'Kim', proxyAddresses: ['SMTP:kim@contoso.com'] }], [group]);
    expect(value(people, 'pair.groupHolder')).toBeNull();
  });

  it('leave it open while a side was not read', () => {
    expect(value(peopleFacts([kim()]), 'pair.contactHolder')).toBe('unknown');
    expect(value(peopleFacts([kim()]), 'pair.onPremContactHolder')).toBeNull();
  });
});

describe('deleted mailboxes', () => {
  const deleted = (more: object) => ({
    exo: { RecipientTypeDetails: 'UserMailbox', PrimarySmtpAddress: 'kim@contoso.com', ExchangeGuid: GUID, ...more },
  });

  it('tells soft-deleted from inactive', () => {
    const soft = peopleFacts([kim()], [deleted({ WhenSoftDeleted: '2026-11-01T00:00:00Z' })]);
    expect(value(soft, 'cloud.softDeletedMailbox')).toBe(GUID);
    expect(value(soft, 'cloud.inactiveMailbox')).toBeNull();
    const inactive = peopleFacts([kim()], [deleted({ IsInactiveMailbox: true })]);
    expect(value(inactive, 'cloud.softDeletedMailbox')).toBeNull();
    expect(value(inactive, 'cloud.inactiveMailbox')).toBe(GUID);
  });

  it('is unknown in an export that holds no deleted objects, and known in records of a request', () => {
    const living = [{ id: GUID, userPrincipalName: 'lee@contoso.com', exo: { RecipientTypeDetails: 'UserMailbox' } }];
    expect(value(peopleFacts([kim()], living, {}, true), 'cloud.softDeletedMailbox')).toBe('unknown');
    expect(value(peopleFacts([kim()], living), 'cloud.softDeletedMailbox')).toBeNull();
  });
});

describe('cloud.guestHolder', () => {
  it('looks at the further addresses of guests', () => {
    const guest = {
      userPrincipalName: 'k_live.example#EXT#@contoso.onmicrosoft.com',
      userType: 'Guest',
      mail: 'k@live.example',
      otherMails: ['Kim@contoso.com'],
    };
    expect(value(peopleFacts([kim()], [guest]), 'cloud.guestHolder')).toBe('k_live.example#EXT#@contoso.onmicrosoft.com');
    expect(
      value(peopleFacts([kim()], [{ ...guest, userType: 'Member', userPrincipalName: 'k@contoso.com' }]), 'cloud.guestHolder'),
    ).toBeNull();
  });
});
