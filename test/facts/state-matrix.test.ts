import { describe, expect, it } from 'vitest';
import { indexSide } from '../../src/facts/recipients.js';
import { CLOUD_STATES, cloudState, ON_PREM_STATES, onPremState, statePair } from '../../src/facts/state-matrix.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import type { Records } from '../setup/diagnose.js';

const record = (side: 'onprem' | 'cloud', values: Records[number]) => indexSide(side, [readJsonValues([values], side, side)]).records[0];
const onPrem = (values: Records[number]) => onPremState(record('onprem', values));
const cloud = (values: Records[number]) => cloudState(record('cloud', values));

describe('statePair', () => {
  it('has every pair of an on-premises and a cloud state', () => {
    const missing = ON_PREM_STATES.flatMap((one) => CLOUD_STATES.filter((other) => statePair(one, other) === undefined));
    expect(missing).toEqual([]);
    expect(ON_PREM_STATES.length * CLOUD_STATES.length).toBe(64);
  });

  it('names a rule for each broken pair, and none for a healthy one', () => {
    for (const one of ON_PREM_STATES) {
      for (const other of CLOUD_STATES) {
        const pair = statePair(one, other);
        expect([one, other, (pair?.diagnoses.length ?? 0) > 0]).toEqual([one, other, pair?.verdict !== 'healthy']);
        for (const id of pair?.diagnoses ?? []) expect(id).toMatch(/^(?:recipient|sync)\/[a-z-]+$/);
      }
    }
  });

  it('tells the case that the tool was made for', () => {
    expect(statePair('no-object', 'mailbox')).toEqual({
      verdict: 'broken',
      diagnoses: ['recipient/cloud-mailbox-no-onprem-object'],
      isUnverified: false,
    });
    expect(statePair('mailbox', 'mailbox')?.diagnoses).toEqual(['recipient/dual-mailbox']);
    expect(statePair('user', 'guest')?.isUnverified).toBe(true);
    expect(statePair('soft-deleted', 'synced-user')?.verdict).toBe('transition');
  });
});

describe('onPremState', () => {
  it.each([
    [{ msExchRecipientTypeDetails: '1', homeMDB: 'CN=DB1' }, 'mailbox'],
    [{ msExchRecipientTypeDetails: '1' }, undefined],
    [{ RecipientTypeDetails: 'RemoteSharedMailbox' }, 'remote-mailbox'],
    [{ msExchRecipientTypeDetails: '17179869184' }, 'remote-mailbox'],
    [{ msExchRecipientTypeDetails: '128' }, 'mail-user'],
    [{ msExchRecipientTypeDetails: '64' }, 'mail-contact'],
    [{ msExchRecipientTypeDetails: '256' }, undefined],
    [{ objectClass: ['top', 'user'], userAccountControl: '512' }, 'user'],
    [{ objectClass: ['top', 'user'], userAccountControl: '514' }, 'disabled-user'],
    [{ objectClass: ['top', 'group'] }, undefined],
    [{ objectClass: ['top', 'contact'] }, undefined],
    [{ RecipientTypeDetails: 'DisabledUser' }, 'disabled-user'],
    [{ dn: 'CN=Kim\\0ADEL:8be74422,CN=Deleted Objects,DC=contoso,DC=com' }, 'soft-deleted'],
    [{ msExchRecipientTypeDetails: '999' }, undefined],
  ] as const)('%j is %s', (values, state) => {
    expect(onPrem(values)).toBe(state);
  });

  it('takes an object that is not there for no object', () => {
    expect(onPremState(undefined)).toBe('no-object');
    expect(cloudState(undefined)).toBe('none');
  });
});

describe('cloudState', () => {
  it.each([
    [{ exo: { RecipientTypeDetails: 'SharedMailbox' } }, 'mailbox'],
    [{ exo: { RecipientTypeDetails: 'MailUser' } }, 'mail-user'],
    [{ userType: 'Guest', exo: { RecipientTypeDetails: 'GuestMailUser' } }, 'guest'],
    [{ onPremisesSyncEnabled: true, exo: { RecipientTypeDetails: 'User' } }, 'synced-user'],
    [{ onPremisesSyncEnabled: null, exo: { RecipientTypeDetails: 'User' } }, 'cloud-only-user'],
    [{ exo: { RecipientTypeDetails: 'UserMailbox', IsInactiveMailbox: 'True' } }, 'inactive-mailbox'],
    [{ exo: { RecipientTypeDetails: 'UserMailbox', IsSoftDeletedByRemove: 'True' } }, 'soft-deleted-mailbox'],
    [{ exo: { RecipientTypeDetails: 'GroupMailbox' } }, undefined],
    [{ userPrincipalName: 'kim@contoso.com' }, undefined],
  ] as const)('%j is %s', (values, state) => {
    expect(cloud(values)).toBe(state);
  });
});
