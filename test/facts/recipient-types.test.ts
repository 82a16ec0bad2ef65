import { describe, expect, it } from 'vitest';
import {
  decodeDisplayType,
  decodeRemoteRecipientType,
  isFilteredFromSync,
  recipientKind,
  recipientTypeName,
} from '../../src/facts/recipient-types.js';

describe('decodeRemoteRecipientType', () => {
  it.each([
    ['1', ['ProvisionMailbox'], 'user'],
    ['4', ['Migrated'], 'user'],
    ['20', ['Migrated', 'DeprovisionArchive'], 'user'],
    ['36', ['Migrated', 'RoomMailbox'], 'room'],
    ['67', ['ProvisionMailbox', 'ProvisionArchive', 'EquipmentMailbox'], 'equipment'],
    ['100', ['Migrated', 'SharedMailbox'], 'shared'],
    ['113', ['ProvisionMailbox', 'DeprovisionArchive', 'SharedMailbox'], 'shared'],
    ['ProvisionMailbox, SharedMailbox', ['ProvisionMailbox', 'SharedMailbox'], 'shared'],
    ['Migrated', ['Migrated'], 'user'],
  ])('%s', (text, names, kind) => {
    expect(decodeRemoteRecipientType(text)).toMatchObject({ names, kind, isKnown: true });
  });

  it('tells what Exchange never writes, and what is no value', () => {
    expect(decodeRemoteRecipientType('5')?.isKnown).toBe(false);
    expect(decodeRemoteRecipientType('8')).toMatchObject({ isMailboxDeprovisioned: true, isMigrated: false });
    for (const text of ['', 'x', '-1', '1e3', '99999999999', 'Migrated, Moved']) expect(decodeRemoteRecipientType(text)).toBeUndefined();
  });
});

describe('decodeDisplayType', () => {
  it.each([
    ['0', 'MailboxUser', false, false, 0, 0],
    ['1073741824', 'ACLableMailboxUser', false, true, 0, 0],
    ['-2147483642', 'SyncedMailboxUser', true, false, 0, 6],
    ['2147483654', 'SyncedMailboxUser', true, false, 0, 6],
    ['-1073741818', 'ACLableSyncedMailboxUser', true, true, 0, 6],
    ['-2147481850', 'SyncedConferenceRoomMailbox', true, false, 7, 6],
    ['-2147481594', 'SyncedEquipmentMailbox', true, false, 8, 6],
    ['-1073739511', 'SyncedUSGasUSG', true, true, 9, 9],
    ['77', undefined, false, false, 0, 77],
  ])('%s', (text, name, isSynced, isAclable, remoteType, localType) => {
    expect(decodeDisplayType(text)).toEqual({ name, isSynced, isAclable, remoteType, localType });
  });

  it('reads nothing from what is no 32-bit number', () => {
    for (const text of ['', '4294967296', '-2147483649', '0x6', 'six']) expect(decodeDisplayType(text)).toBeUndefined();
  });
});

describe('recipient types', () => {
  it('names numbers and keeps what nobody knows', () => {
    expect(recipientTypeName('34359738368')).toBe('RemoteSharedMailbox');
    expect(recipientTypeName('remoteusermailbox')).toBe('RemoteUserMailbox');
    expect(recipientTypeName('3')).toBe('3');
    expect(recipientKind('SharedWithMailUser')).toBe('mail-user');
  });

  it('knows what Entra Connect never synchronizes', () => {
    for (const type of ['4096', '8192', '16384', '4194304', '8388608', '16777216', '536870912'])
      expect(isFilteredFromSync(type)).toBe(true);
    for (const type of ['1', '128', '2147483648', '34359738368', '1099511627776', 'x']) expect(isFilteredFromSync(type)).toBe(false);
  });
});
