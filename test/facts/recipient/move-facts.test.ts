import { describe, expect, it } from 'vitest';
import { factsOf, type Given, valueOf } from '../../setup/diagnose.js';

const KIM = { addresses: ['kim@contoso.com'] };
const LOCAL = { userPrincipalName: 'kim@contoso.com', mail: 'kim@contoso.com', mailNickname: 'kim', msExchRecipientTypeDetails: '1' };
const CLOUD = { id: '0d9d8d6e-51ab-4c3e-8f0e-6d1f6b2b7c01', userPrincipalName: 'kim@contoso.com', mail: 'kim@contoso.com' };
const exo = (properties: Record<string, unknown>) => [{ ...CLOUD, exo: properties }];
const DN = 'CN=Alex,OU=Staff,DC=contoso,DC=com';
const ALEX = { distinguishedName: DN, userPrincipalName: 'alex@contoso.com', mail: 'alex@contoso.com', mailNickname: 'alex' };
const SID = 'S-1-5-21-1004336348-1177238915-682003330-1602';
const UNKNOWN = expect.stringMatching(/^unknown: \S/);
const SEND_AS = `D:(OA;;CR;ab721a54-1e2f-11d0-9819-00aa0040529b;;${SID})`;

describe('facts of moves', () => {
  it.each<[string, Given, string, unknown]>([
    ['status 0 is none', { onPrem: [{ ...LOCAL, msExchMailboxMoveStatus: '0' }] }, 'onPrem.moveStatus', null],
    ['status None is none', { cloud: exo({ MailboxMoveStatus: 'None' }) }, 'cloud.moveStatus', null],
    ['a completed move counts', { cloud: exo({ MailboxMoveStatus: 'Completed' }) }, 'cloud.moveStatus', 'Completed'],
    [
      'an answer goes before what was not read',
      { cloud: exo({}), answers: { 'ask.cloudMoveRequestExists': true } },
      'cloud.moveStatus',
      'a request exists',
    ],
    ['no status, no request', { onPrem: [LOCAL] }, 'onPrem.moveRequestExists', false],
    [
      'a remote host: the request is in the cloud',
      { onPrem: [{ ...LOCAL, msExchMailboxMoveStatus: '2', msExchMailboxMoveRemoteHostName: 'x' }] },
      'onPrem.moveRequestExists',
      false,
    ],
    ['a status alone leaves it open', { onPrem: [{ ...LOCAL, msExchMailboxMoveStatus: '2' }] }, 'onPrem.moveRequestExists', UNKNOWN],
    ['a batch of the export', { cloud: exo({ BatchId: 'Wave 1' }) }, 'cloud.migrationBatch', 'Wave 1'],
    [
      'a batch of the settings',
      { onPrem: [LOCAL], settings: { migrationUsers: [{ Identity: 'KIM@contoso.com', BatchId: 'Wave 1' }] } },
      'cloud.migrationBatch',
      'Wave 1',
    ],
    ['no migration user', { onPrem: [LOCAL], settings: { migrationUsers: [] } }, 'cloud.migrationBatch', null],
    ['bad items', { cloud: exo({ BadItemsEncountered: 2 }) }, 'pair.lastMoveFoundDamage', true],
    ['no bad items', { cloud: exo({ BadItemsEncountered: 0 }) }, 'pair.lastMoveFoundDamage', false],
    ['no report', { hints: KIM }, 'pair.lastMoveFoundDamage', UNKNOWN],
  ])('%s', (_, given, name, value) => {
    expect(valueOf(factsOf({ hints: KIM, ...given }), name)).toEqual(value);
  });

  it('finds delegates that a batch leaves behind', () => {
    const left = (alex: Record<string, unknown>, settings: Record<string, unknown> = { batchMembers: ['kim@contoso.com'] }): unknown =>
      valueOf(
        factsOf({
          hints: KIM,
          direction: 'to-cloud',
          onPrem: [
            { ...LOCAL, publicDelegates: [DN] },
            { ...ALEX, ...alex },
          ],
          settings,
        }),
        'pair.delegatesLeftBehind',
      );
    expect(left({ msExchRecipientTypeDetails: '1' })).toEqual([DN]);
    expect(left({ msExchRecipientTypeDetails: '2147483648' })).toBeNull();
    expect(left({ msExchRecipientTypeDetails: '1' }, { batchMembers: ['kim@contoso.com', 'alex@contoso.com'] })).toBeNull();
    expect(left({ msExchRecipientTypeDetails: '1' }, { batchMembers: ['tom@contoso.com'] })).toBeNull();
    expect(left({ msExchRecipientTypeDetails: '1' }, {})).toEqual(UNKNOWN);
  });

  it('compares Send As of both sides', () => {
    const split = (descriptor: string | null, alexType: string, granted: readonly string[]): unknown =>
      valueOf(
        factsOf({
          hints: KIM,
          onPrem: [
            { ...LOCAL, nTSecurityDescriptor: descriptor },
            { ...ALEX, msExchRecipientTypeDetails: alexType, objectSid: SID },
          ],
          cloud: exo({ RecipientTypeDetails: 'MailUser', RecipientPermission: granted }),
        }),
        'pair.sendAsOnOneSide',
      );
    expect(split(SEND_AS, '2147483648', [])).toEqual(['alex@contoso.com']);
    expect(split(SEND_AS, '2147483648', ['Alex@contoso.com'])).toBeNull();
    expect(split(SEND_AS, '1', [])).toBeNull();
    expect(split(null, '2147483648', ['alex@contoso.com'])).toEqual(['alex@contoso.com']);
    expect(split(null, '2147483648', [])).toBeNull();
  });
});
