import { describe, expect, it } from 'vitest';
import { factsOf, type Given, valueOf } from '../../setup/diagnose.js';

const GB = 1024 ** 3;
const KIM = { addresses: ['kim@contoso.com'] };
const GUID = '5b1f3c52-7d8e-4c7a-9a53-2f1f0f6f1a01';
const ARCHIVE = '6c1f3c52-7d8e-4c7a-9a53-2f1f0f6f1a02';
const LOCAL = { userPrincipalName: 'kim@contoso.com', mail: 'kim@contoso.com', msExchRecipientTypeDetails: '1', msExchMailboxGuid: GUID };
const CLOUD = { id: '0d9d8d6e-51ab-4c3e-8f0e-6d1f6b2b7c01', userPrincipalName: 'kim@contoso.com', mail: 'kim@contoso.com' };
const UNKNOWN = expect.stringMatching(/^unknown: \S/);
const plan = (servicePlanId: string, capabilityStatus = 'Enabled') => ({ service: 'exchange', servicePlanId, capabilityStatus });

describe('sizes', () => {
  it.each<[string, Given, string, unknown]>([
    [
      'of a property of the recipient',
      { onPrem: [{ ...LOCAL, TotalItemSize: '2 GB (2,147,483,648 bytes)' }] },
      'onPrem.mailboxSize',
      2 * GB,
    ],
    [
      'as JSON writes an unlimited size type',
      { cloud: [{ ...CLOUD, exo: { TotalItemSize: { IsUnlimited: false, Value: '2 GB (2,147,483,648 bytes)' } } }] },
      'cloud.mailboxSize',
      2 * GB,
    ],
    [
      'of a row of Get-MailboxStatistics, found by the GUID of the mailbox',
      { onPrem: [LOCAL, { MailboxGuid: GUID, DisplayName: 'x', TotalItemSize: '3 GB (3,221,225,472 bytes)' }] },
      'onPrem.mailboxSize',
      3 * GB,
    ],
    [
      'of the row of the archive',
      {
        onPrem: [
          { ...LOCAL, msExchArchiveGUID: ARCHIVE },
          { MailboxGuid: GUID, TotalItemSize: '1 GB' },
          { MailboxGuid: ARCHIVE, TotalItemSize: '9 GB' },
        ],
      },
      'onPrem.archiveSize',
      9 * GB,
    ],
    ['are not set where the export has the column and no value', { onPrem: [LOCAL] }, 'onPrem.mailboxSize', null],
    ['are unknown where the side was not read', {}, 'onPrem.mailboxSize', UNKNOWN],
    ['are unknown where the text is no size', { onPrem: [{ ...LOCAL, TotalItemSize: 'viel' }] }, 'onPrem.mailboxSize', UNKNOWN],
  ])('%s', (_, given, name, value) => {
    expect(valueOf(factsOf({ hints: KIM, ...given }), name)).toEqual(value);
  });
});

describe('pair.mailboxOverTargetQuota', () => {
  const over = (given: Given): unknown => valueOf(factsOf({ hints: KIM, direction: 'to-cloud', ...given }), 'pair.mailboxOverTargetQuota');
  const sized = (size: string) => [{ ...LOCAL, TotalItemSize: size }];

  it('takes the smallest quota that is known', () => {
    const cloud = [
      {
        ...CLOUD,
        assignedPlans: [plan('efb87545-963c-4e0d-99df-69c6916d9eb0')],
        exo: { ProhibitSendReceiveQuota: '50 GB (53,687,091,200 bytes)' },
      },
    ];
    expect(over({ onPrem: sized('60GB'), cloud })).toBe(true);
    expect(over({ onPrem: sized('50GB'), cloud })).toBe(false);
    expect(over({ onPrem: sized('60GB'), cloud: [CLOUD], settings: { targetProhibitSendReceiveQuota: 53_687_091_200 } })).toBe(true);
    expect(over({ onPrem: sized('60GB'), cloud: [CLOUD], settings: { targetProhibitSendReceiveQuota: '100GB' } })).toBe(false);
    expect(over({ onPrem: sized('60GB'), cloud: [CLOUD], settings: { targetProhibitSendReceiveQuota: 100 } })).toBe(false);
    expect(over({ onPrem: sized('200GB'), cloud: [{ ...CLOUD, exo: { ProhibitSendReceiveQuota: 'Unlimited' } }] })).toBe(false);
  });

  it('takes the largest plan that is enabled', () => {
    const plans = (...all: unknown[]) => [{ ...CLOUD, assignedPlans: all }];
    expect(over({ onPrem: sized('60GB'), cloud: plans(plan('9aaf7827-d63c-4b61-89c3-182f06f82e5c')) })).toBe(true);
    expect(
      over({
        onPrem: sized('60GB'),
        cloud: plans(plan('9aaf7827-d63c-4b61-89c3-182f06f82e5c'), plan('efb87545-963c-4e0d-99df-69c6916d9eb0')),
      }),
    ).toBe(false);
    expect(over({ onPrem: sized('60GB'), cloud: plans(plan('9aaf7827-d63c-4b61-89c3-182f06f82e5c', 'Deleted')) })).toEqual(UNKNOWN);
  });

  it('is decided without a quota where every plan, or none, takes the mailbox', () => {
    expect(over({ onPrem: sized('2GB') })).toBe(false);
    expect(over({ onPrem: sized('101GB') })).toBe(true);
    expect(over({ onPrem: sized('60GB') })).toEqual(UNKNOWN);
  });

  it('asks the other side in the other direction', () => {
    const cloud = [{ ...CLOUD, exo: { TotalItemSize: '60GB' } }];
    const back = (onPrem: Record<string, unknown>, settings = {}): unknown =>
      over({ direction: 'to-onprem', onPrem: [{ ...LOCAL, ...onPrem }], cloud, settings });
    expect(back({ mDBOverHardQuotaLimit: '52428800' })).toBe(true);
    expect(back({ mDBOverHardQuotaLimit: '104857600' })).toBe(false);
    expect(back({ mDBOverHardQuotaLimit: '1', mDBUseDefaults: 'TRUE' })).toEqual(UNKNOWN);
    expect(
      back(
        {},
        {
          targetDatabases: [
            { Name: 'DB1', ProhibitSendReceiveQuota: '70GB' },
            { Name: 'DB2', ProhibitSendReceiveQuota: '2GB' },
          ],
        },
      ),
    ).toBe(true);
  });
});

describe('pair.recoverableItemsOverTargetQuota', () => {
  const over = (size: string, exo: unknown): unknown =>
    valueOf(
      factsOf({
        hints: KIM,
        onPrem: [{ ...LOCAL, TotalDeletedItemSize: size }],
        ...(exo === undefined ? {} : { cloud: [{ ...CLOUD, exo }] }),
      }),
      'pair.recoverableItemsOverTargetQuota',
    );

  it('knows 30 GB, and 100 GB while a hold is on', () => {
    expect(over('30GB', {})).toBe(false);
    expect(over('31GB', {})).toBe(true);
    expect(over('31GB', { LitigationHoldEnabled: true })).toBe(false);
    expect(over('31GB', { InPlaceHolds: ['UniHa3a6bdbe'] })).toBe(false);
    expect(over('31GB', { InPlaceHolds: ['-mbxa3a6bdbe'] })).toBe(true);
    expect(over('101GB', { LitigationHoldEnabled: true })).toBe(true);
    expect(over('31GB', { RecoverableItemsQuota: '100 GB (107,374,182,400 bytes)' })).toBe(false);
    expect(over('20GB', { RecoverableItemsQuota: '15 GB (16,106,127,360 bytes)' })).toBe(true);
    expect(over('31GB', undefined)).toEqual(UNKNOWN);
    expect(over('101GB', undefined)).toBe(true);
  });
});
