import { describe, expect, it } from 'vitest';
import { applySync, lostAddresses } from '../../src/sync/apply.js';
import { cycle, type Fields } from './world.js';

const GUID = '5f0c2b1e-7a34-4f59-9d6b-1c8e20a7f4b3';
const OLE: Fields = {
  objectClass: 'user',
  objectGUID: GUID,
  sAMAccountName: 'ole',
  displayName: 'Ole Berg',
  userPrincipalName: 'ole@contoso.com',
  mail: 'ole@contoso.com',
  mailNickname: 'ole',
  proxyAddresses: ['SMTP:ole@contoso.com', 'smtp:info@contoso.com'],
};
const PERSON: Fields = {
  id: 'p',
  displayName: 'O. Berg',
  userPrincipalName: 'ole@contoso.com',
  mail: 'ole@contoso.com',
  proxyAddresses: ['SMTP:ole@contoso.com', 'smtp:old@contoso.com', 'smtp:ole@contoso.onmicrosoft.com', 'SIP:ole@contoso.com'],
};

function changesOf(onprem: Fields, cloud: readonly Fields[], settings = {}) {
  const changes = applySync(cycle([onprem], cloud, settings), settings);
  return { changes, by: new Map(changes.map((change) => [change.attribute, change])) };
}

describe('what a cycle changes', () => {
  it('stamps the anchor, overwrites with on-premises values and keeps what the service makes', () => {
    const { changes, by } = changesOf(OLE, [PERSON]);
    expect(by.get('onPremisesImmutableId')).toEqual({
      object: 'cloud:p',
      attribute: 'onPremisesImmutableId',
      from: null,
      to: 'HisMXzR6WU+daxyOIKf0sw==',
    });
    expect(by.get('onPremisesSyncEnabled')?.to).toBe('True');
    expect(by.get('displayName')).toMatchObject({ from: 'O. Berg', to: 'Ole Berg' });
    expect(by.get('proxyAddresses')?.to).toEqual([
      'SMTP:ole@contoso.com',
      'smtp:info@contoso.com',
      'smtp:ole@contoso.onmicrosoft.com',
      'SIP:ole@contoso.com',
    ]);
    expect(by.has('userPrincipalName')).toBe(false);
    expect(by.has('mail')).toBe(false);
    expect(lostAddresses(changes)).toEqual(['old@contoso.com']);
  });

  it('leaves out values in quarantine and records them as provisioning errors', () => {
    const holder = { id: 'h', userPrincipalName: 'h@contoso.com', proxyAddresses: ['SMTP:info@contoso.com'], mail: 'info@contoso.com' };
    const { by } = changesOf(OLE, [PERSON, holder]);
    expect(by.get('proxyAddresses')?.to).not.toContain('smtp:info@contoso.com');
    expect(by.get('onPremisesProvisioningErrors')?.to).toEqual(['PropertyConflict|ProxyAddress|smtp:info@contoso.com']);
  });

  it('clears provisioning errors when nothing conflicts any more', () => {
    const settings = { joinedTo: 'p' };
    const joined = {
      ...PERSON,
      onPremisesSyncEnabled: true,
      onPremisesImmutableId: 'HisMXzR6WU+daxyOIKf0sw==',
      onPremisesProvisioningErrors: ['PropertyConflict|ProxyAddress|smtp:info@contoso.com'],
    };
    expect(changesOf(OLE, [joined], settings).by.get('onPremisesProvisioningErrors')?.to).toBeNull();
  });

  it('makes a new object, with the GUID of an on-premises mailbox on its mail user', () => {
    const { changes, by } = changesOf(
      { ...OLE, msExchRecipientTypeDetails: '1', msExchMailboxGuid: '0c4f8a9e-5d21-4b7c-9f36-e1a2b3c4d5e6' },
      [],
    );
    expect(new Set(changes.map(({ object }) => object))).toEqual(new Set(['cloud:new']));
    expect(by.get('userPrincipalName')?.to).toBe('ole@contoso.com');
    expect(by.get('exo.RecipientTypeDetails')?.to).toBe('MailUser');
    expect(by.get('exo.ExchangeGuid')?.to).toBe('0c4f8a9e-5d21-4b7c-9f36-e1a2b3c4d5e6');
  });

  it('does not touch the GUID of a cloud mailbox', () => {
    const mailbox = {
      ...PERSON,
      exo: { RecipientTypeDetails: 'UserMailbox', ExchangeGuid: '0c4f8a9e-5d21-4b7c-9f36-e1a2b3c4d5e6', IsDirSynced: false },
    };
    const { by } = changesOf({ ...OLE, msExchMailboxGuid: GUID }, [mailbox]);
    expect(by.has('exo.ExchangeGuid')).toBe(false);
    expect(by.get('exo.IsDirSynced')).toMatchObject({ from: 'False', to: 'True' });
  });

  it('sends no Exchange attributes to a mailbox that is managed in the cloud', () => {
    const { by } = changesOf(OLE, [{ ...PERSON, exo: { RecipientTypeDetails: 'UserMailbox', IsExchangeCloudManaged: true } }]);
    expect(by.has('proxyAddresses')).toBe(false);
    expect(by.has('displayName')).toBe(true);
  });

  it('restores a soft-deleted user', () => {
    const deleted = { ...PERSON, onPremisesImmutableId: 'HisMXzR6WU+daxyOIKf0sw==', deletedDateTime: '2026-11-10T00:00:00Z' };
    expect(changesOf(OLE, [deleted], { date: '2026-11-15' }).by.get('deletedDateTime')).toMatchObject({
      from: '2026-11-10T00:00:00Z',
      to: null,
    });
  });

  it('writes nothing for an error or a block, and soft-deletes what left the scope', () => {
    expect(changesOf(OLE, [{ ...PERSON, assignedRoles: ['Global Reader'] }]).changes).toEqual([]);
    expect(changesOf(OLE, [PERSON], { blockSoftMatchEnabled: true }).changes).toEqual([]);
    const joined = { ...PERSON, onPremisesSyncEnabled: true, onPremisesImmutableId: 'HisMXzR6WU+daxyOIKf0sw==' };
    expect(changesOf(OLE, [joined], { inScope: false, date: '2026-11-15' }).changes).toEqual([
      { object: 'cloud:p', attribute: 'deletedDateTime', from: null, to: '2026-11-15T00:00:00Z' },
      { object: 'cloud:p', attribute: 'onPremisesSyncEnabled', from: 'True', to: 'False' },
    ]);
  });
});
