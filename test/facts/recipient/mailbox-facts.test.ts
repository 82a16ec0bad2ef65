import { describe, expect, it } from 'vitest';
import { factsOf, type Given, valueOf } from '../../setup/diagnose.js';

const KIM = { addresses: ['kim@contoso.com'] };
const UPN = { userPrincipalName: 'kim@contoso.com', mail: 'kim@contoso.com', mailNickname: 'kim' };
const LOCAL = { ...UPN, msExchRecipientTypeDetails: '1' };
const REMOTE = { ...UPN, msExchRecipientTypeDetails: '2147483648' };
const CLOUD = { id: '0d9d8d6e-51ab-4c3e-8f0e-6d1f6b2b7c01', userPrincipalName: 'kim@contoso.com', mail: 'kim@contoso.com' };
const exo = (properties: Record<string, unknown>) => [{ ...CLOUD, exo: properties }];
const UNKNOWN = expect.stringMatching(/^unknown: \S/);

describe('mailbox facts', () => {
  it('take no row of statistics for a mailbox of its own', () => {
    const facts = factsOf({
      hints: { guid: '5b1f3c52-7d8e-4c7a-9a53-2f1f0f6f1a01' },
      onPremFile: [{ MailboxGuid: '5b1f3c52-7d8e-4c7a-9a53-2f1f0f6f1a01', Identity: 'x', TotalItemSize: '1 GB' }],
    });
    expect(valueOf(facts, 'onPrem.hasLocalMailbox')).not.toBe(true);
  });

  it.each<[string, Given, string, unknown]>([
    ['a local mailbox', { onPrem: [LOCAL] }, 'onPrem.hasLocalMailbox', true],
    [
      'statistics prove a mailbox',
      { onPrem: [{ userPrincipalName: 'kim@contoso.com', TotalItemSize: '1 GB' }] },
      'onPrem.hasLocalMailbox',
      true,
    ],
    ['a remote mailbox is none', { onPrem: [REMOTE] }, 'onPrem.hasLocalMailbox', false],
    [
      'an arbitration mailbox does not move',
      { onPrem: [{ ...UPN, msExchRecipientTypeDetails: '8388608' }] },
      'onPrem.hasLocalMailbox',
      false,
    ],
    ['a remote mailbox has a mailbox, whatever the cloud shows', { onPrem: [REMOTE] }, 'pair.hasMailbox', true],
    [
      'a group has none, whatever the cloud shows',
      { onPrem: [{ ...UPN, objectClass: ['group'], msExchRecipientTypeDetails: '1024' }] },
      'pair.hasMailbox',
      false,
    ],
    ['a mail user may have one in the cloud', { onPrem: [{ ...UPN, msExchRecipientTypeDetails: '128' }] }, 'pair.hasMailbox', UNKNOWN],
    ['a cloud mailbox of nobody on-premises', { onPrem: [], cloud: exo({ RecipientTypeDetails: 'UserMailbox' }) }, 'pair.hasMailbox', true],
    ['bit 8 is litigation hold', { onPrem: [{ ...LOCAL, msExchELCMailboxFlags: '24' }] }, 'onPrem.litigationHold', true],
    ['single item recovery is none', { onPrem: [{ ...LOCAL, msExchELCMailboxFlags: '16' }] }, 'onPrem.litigationHold', false],
    ['the property of the cmdlet', { onPrem: [{ ...LOCAL, LitigationHoldEnabled: 'True' }] }, 'onPrem.litigationHold', true],
    [
      'holds without exclusions',
      { cloud: exo({ InPlaceHolds: ['-mbxaa', 'UniHbb'], ComplianceTagHoldApplied: true }) },
      'cloud.activeHolds',
      ['UniHbb', 'ComplianceTagHoldApplied'],
    ],
    ['no holds', { cloud: exo({ InPlaceHolds: [] }) }, 'cloud.activeHolds', null],
    [
      'the name in a distinguished name',
      { onPrem: [{ ...LOCAL, msExchMailboxTemplateLink: 'CN=Ten Years\\, all,CN=Retention,DC=contoso,DC=com' }] },
      'onPrem.retentionPolicy',
      'Ten Years, all',
    ],
    [
      'the name behind a path',
      { cloud: exo({ RetentionPolicy: 'contoso.com/Configuration/Ten Years' }) },
      'cloud.retentionPolicy',
      'Ten Years',
    ],
    [
      'what forwards',
      { onPrem: [{ ...LOCAL, altRecipient: 'CN=Alex,DC=contoso,DC=com', deliverAndRedirect: 'FALSE' }] },
      'onPrem.forwarding',
      ['altrecipient'],
    ],
    ['nothing forwards', { onPrem: [{ ...LOCAL, deliverAndRedirect: 'FALSE' }] }, 'onPrem.forwarding', null],
    [
      'hidden on one side',
      { onPrem: [{ ...LOCAL, msExchHideFromAddressLists: 'TRUE' }], cloud: exo({ HiddenFromAddressListsEnabled: false }) },
      'pair.hiddenMailbox',
      true,
    ],
  ])('%s', (_, given, name, value) => {
    expect(valueOf(factsOf({ hints: KIM, ...given }), name)).toEqual(value);
  });

  it('knows a retention policy that the target lacks', () => {
    const missing = (given: Given): unknown =>
      valueOf(factsOf({ hints: KIM, direction: 'to-cloud', ...given }), 'pair.retentionPolicyMissing');
    const onPrem = (RetentionPolicy: string) => [{ ...LOCAL, RetentionPolicy }];
    expect(missing({ onPrem: onPrem('A'), settings: { retentionPolicies: { cloud: ['B'] } } })).toBe(true);
    expect(missing({ onPrem: onPrem('A'), settings: { retentionPolicies: { cloud: ['a'] } } })).toBe(false);
    expect(missing({ onPrem: onPrem('A') })).toEqual(UNKNOWN);
    expect(missing({ onPrem: onPrem('Default MRM Policy') })).toBe(false);
    expect(missing({ onPrem: [LOCAL] })).toBe(false);
  });
});
