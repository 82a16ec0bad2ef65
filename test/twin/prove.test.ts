import { describe, expect, it } from 'vitest';
import { createDiagnoser, createDirectories } from '../../src/app/diagnose.js';
import { createMailReader } from '../../src/app/mail-reader.js';
import { provenDiagnoser } from '../../src/app/prove.js';
import type { PlanProof } from '../../src/fixes/proof.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { textOfRecord } from '../../src/twin/model.js';
import { completed, guidFor, immutableIdFor } from './complete.js';
import { fire, type Json, prove, ruleSet, type Seed } from './seeds.js';

const MAILBOX = '00112233-4455-6677-8899-aabbccddeeff';
const CLOUD: Json = {
  id: guidFor('the cloud user'),
  userPrincipalName: 'kim@contoso.com',
  displayName: 'Kim Novak',
  mail: 'kim@contoso.com',
  mailNickname: 'kim',
  proxyAddresses: ['SMTP:kim@contoso.com', 'smtp:kim@contoso.onmicrosoft.com', 'smtp:sales@contoso.com'],
  usageLocation: 'DE',
  userType: 'Member',
  assignedRoles: [],
  assignedPlans: [{ capabilityStatus: 'Enabled', service: 'exchange', servicePlanId: 'efb87545-963c-4e0d-99df-69c6916d9eb0' }],
  exo: {
    RecipientTypeDetails: 'UserMailbox',
    ExchangeGuid: MAILBOX,
    Alias: 'kim',
    PrimarySmtpAddress: 'kim@contoso.com',
    EmailAddresses: ['SMTP:kim@contoso.com', 'smtp:kim@contoso.onmicrosoft.com', 'smtp:sales@contoso.com'],
    LegacyExchangeDN: '/o=ExchangeLabs/ou=Exchange Administrative Group/cn=Recipients/cn=kim',
  },
};
const AD_USER: Json = {
  objectClass: ['top', 'person', 'organizationalPerson', 'user'],
  distinguishedName: 'CN=Kim Novak,OU=Staff,DC=contoso,DC=com',
  objectGUID: guidFor('the AD user'),
  sAMAccountName: 'kim',
  userPrincipalName: 'kim@contoso.com',
  displayName: 'Kim Novak',
  userAccountControl: '512',
};
const REMOTE: Json = {
  ...AD_USER,
  mail: 'kim@contoso.com',
  mailNickname: 'kim',
  proxyAddresses: ['SMTP:kim@contoso.com', 'smtp:kim@contoso.mail.onmicrosoft.com'],
  targetAddress: 'SMTP:kim@contoso.mail.onmicrosoft.com',
  msExchRecipientTypeDetails: '2147483648',
  msExchRecipientDisplayType: '-2147483642',
  msExchRemoteRecipientType: '1',
};
const OTHER: Json = {
  ...AD_USER,
  distinguishedName: 'CN=Tom,OU=Staff,DC=contoso,DC=com',
  objectGUID: guidFor('tom'),
  sAMAccountName: 'tom',
  userPrincipalName: 'tom@contoso.com',
};
const SETTINGS = {
  verifiedDomains: ['contoso.com', 'contoso.onmicrosoft.com', 'contoso.mail.onmicrosoft.com'],
  routingDomain: 'contoso.mail.onmicrosoft.com',
  initialDomain: 'contoso.onmicrosoft.com',
  syncedContainers: ['OU=Staff,DC=contoso,DC=com'],
  sourceAnchorAttribute: 'mS-DS-ConsistencyGuid',
  blockSoftMatchEnabled: false,
  blockCloudObjectTakeoverThroughHardMatchEnabled: false,
  softMatchOnUpnEnabled: true,
};

function diagnosed(
  onPrem: readonly Json[],
  cloud: readonly Json[],
  settings: Readonly<Record<string, unknown>> = SETTINGS,
): readonly PlanProof[] {
  const text = `Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '${MAILBOX}'.`;
  const diagnose = provenDiagnoser(createDiagnoser(ruleSet, createMailReader()), ruleSet);
  return (
    diagnose({
      text,
      bytes: text.length,
      direction: 'to-onprem',
      settings,
      directories: createDirectories([readJsonValues(onPrem, 'onprem', 'ad')], [readJsonValues(cloud, 'cloud', 'cloud')]),
    }).proofs ?? []
  );
}

describe('the story of a user who was made in the cloud', () => {
  it('proves the whole way where nothing is on-premises: created, matched, stamped', () => {
    const [proof] = diagnosed([OTHER], [CLOUD]);
    expect(proof).toMatchObject({ subject: 'kim@contoso.com', proof: { kind: 'proven' } });
    const trace = proof?.proof.kind === 'proven' ? proof.proof.trace : [];
    expect(trace.flatMap(({ sync }) => sync?.outcome ?? [])).toContain('soft-match-smtp');
    // No address of the cloud mailbox is lost on the way.
    const added = trace
      .flatMap(({ changes }) => changes)
      .findLast(({ side, attribute }) => side === 'onprem' && attribute === 'proxyAddresses');
    expect(added?.to).toContain('smtp:sales@contoso.com');
  });

  it('proves the way where an AD user is there and not mail-enabled', () => {
    const [proof] = diagnosed([AD_USER, OTHER], [CLOUD]);
    expect(proof?.proof.kind).toBe('proven');
  });

  it('proves that the stamped GUID is enough where the remote mailbox is synchronized already', () => {
    const synced = { ...CLOUD, onPremisesSyncEnabled: true, onPremisesImmutableId: immutableIdFor(guidFor('the AD user')) };
    const [proof] = diagnosed([REMOTE, OTHER], [synced]);
    expect(proof?.proof.kind).toBe('proven');
  });

  it('does not prove it where the tenant blocks soft match, and says so', () => {
    const [proof] = diagnosed([AD_USER, OTHER], [CLOUD], { ...SETTINGS, blockSoftMatchEnabled: true });
    expect(proof?.proof.kind).not.toBe('proven');
    expect(proof?.proof.why).toMatch(/soft.?match|BlockSoftMatch/i);
  });

  it('does not prove it where another AD object takes the match away', () => {
    const taken = { ...CLOUD, onPremisesSyncEnabled: true, onPremisesImmutableId: immutableIdFor(guidFor('somebody else')) };
    const [proof] = diagnosed([AD_USER, OTHER], [taken]);
    expect(proof?.proof.kind).not.toBe('proven');
  });

  it('says nothing without directories', () => {
    const text = `Cannot find a recipient that has mailbox GUID '${MAILBOX}'.`;
    const diagnose = provenDiagnoser(createDiagnoser(ruleSet, createMailReader()), ruleSet);
    expect(diagnose({ text, bytes: text.length, directories: createDirectories(undefined, undefined) }).proofs).toBeUndefined();
  });
});

describe('a plan that is tried on a copy', () => {
  const seed = (rule: string, onPrem: readonly Json[], cloud: readonly Json[]): Seed =>
    completed({ rule, name: 'own', onPrem, cloud, settings: SETTINGS, direction: undefined, answers: new Map() });

  it('gives a wrong anchor the cloud value and lets the two match', () => {
    const fired = fire(
      seed('recipient/anchor-mismatch', [REMOTE], [{ ...CLOUD, onPremisesImmutableId: immutableIdFor(guidFor('an old object')) }]),
    );
    expect(fired?.steps.map(({ fixId }) => fixId)).toContain('hard-match-consistency-guid');
    const proof = fired === undefined ? undefined : prove(fired);
    expect(proof).toMatchObject({ kind: 'proven' });
  });

  it('takes a doubled address off the other holder, and leaves the given directories as they were', () => {
    const doubled = seed(
      'recipient/duplicate-proxy-onprem',
      [REMOTE, { ...OTHER, proxyAddresses: ['SMTP:tom@contoso.com', 'smtp:kim@contoso.com'] }],
      [CLOUD],
    );
    const fired = fire(doubled);
    const before = fired?.context.directories.onprem?.records.map(textOfRecord);
    const proof = fired === undefined ? undefined : prove(fired);
    expect(proof).toMatchObject({ kind: 'proven', gone: expect.arrayContaining(['recipient/duplicate-proxy-onprem']) });
    expect(fired?.context.directories.onprem?.records.map(textOfRecord)).toEqual(before);
  });

  it('withholds the step where the address is the primary one of the other holder', () => {
    const fired = fire(seed('recipient/duplicate-proxy-onprem', [REMOTE, { ...OTHER, proxyAddresses: ['SMTP:kim@contoso.com'] }], [CLOUD]));
    expect(fired?.steps.map(({ fixId }) => fixId) ?? []).not.toContain('take-address-off-other-ad-object');
  });

  it('cannot simulate what a person does by hand', () => {
    const fired = fire(
      seed(
        'recipient/cloud-mailbox-onprem-mail-contact',
        [
          {
            objectClass: ['contact'],
            mail: 'kim@contoso.com',
            mailNickname: 'kim',
            proxyAddresses: ['SMTP:kim@contoso.com'],
            targetAddress: 'SMTP:kim@contoso.onmicrosoft.com',
            msExchRecipientTypeDetails: '64',
          },
        ],
        [CLOUD],
      ),
    );
    const proof = fired === undefined ? undefined : prove(fired);
    expect(proof).toMatchObject({ kind: 'cannot-be-simulated', why: expect.stringContaining('is not modelled') });
  });
});
