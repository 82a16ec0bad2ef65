import { describe, expect, it } from 'vitest';
import { indexSide } from '../../src/facts/recipients.js';
import { readFormatList } from '../../src/parse/recipient/format-list.js';
import { readJson, readJsonValues } from '../../src/parse/recipient/json.js';
import { findRecipient } from '../../src/route/recipient.js';
import { cloudMailbox, cloudMailUser, KIM, onPremMailbox, type Records, ROUTING, remoteMailbox } from '../setup/route.js';

type Side = 'onprem' | 'cloud';

function inFile(side: Side, text: string, address = KIM) {
  const result = readJson(text, { source: `${side}.json`, side });
  if (result.kind === 'problem') throw new Error(result.problem.what);
  return findRecipient({ onprem: undefined, cloud: undefined, [side]: indexSide(side, [result.table]) }, side, address);
}

function inline(side: Side, records: Records, address = KIM) {
  return findRecipient(
    { onprem: undefined, cloud: undefined, [side]: indexSide(side, [readJsonValues(records, side, side)]) },
    side,
    address,
  );
}

describe('a recipient that an export holds', () => {
  it.each<[string, Side, Records, unknown]>([
    ['an on-premises mailbox', 'onprem', [onPremMailbox(KIM)], { kind: 'mailbox' }],
    [
      'a remote mailbox',
      'onprem',
      [remoteMailbox(KIM, `SMTP:kim@${ROUTING}`)],
      { kind: 'forwards', type: 'remote mailbox', target: `kim@${ROUTING}` },
    ],
    ['a remote mailbox without target', 'onprem', [remoteMailbox(KIM, null)], { kind: 'forwards', target: null }],
    [
      'a target that is no SMTP address',
      'onprem',
      [remoteMailbox(KIM, 'X400:c=us;a= ;p=Contoso')],
      { kind: 'forwards', target: undefined },
    ],
    ['a mailbox with a target', 'onprem', [{ ...onPremMailbox(KIM), targetAddress: 'SMTP:kim@fabrikam.com' }], { kind: 'unknown' }],
    ['a cloud mailbox', 'cloud', [cloudMailbox(KIM)], { kind: 'mailbox' }],
    [
      'a cloud mail user',
      'cloud',
      [cloudMailUser(KIM, 'kim@fabrikam.com')],
      { kind: 'forwards', type: 'mail user', target: 'kim@fabrikam.com' },
    ],
    ['a cloud user without Exchange data', 'cloud', [{ userPrincipalName: KIM, mail: KIM, id: '1' }], { kind: 'unknown' }],
  ])('%s', (_, side, records, expected) => {
    expect(inline(side, records)).toMatchObject(expected as object);
  });

  it('has its mailbox in the cloud where it was made there and is licensed', () => {
    const user = {
      userPrincipalName: KIM,
      mail: KIM,
      onPremisesSyncEnabled: null,
      assignedPlans: [{ service: 'exchange', servicePlanId: '9aaf7827-d63c-4b61-89c3-182f06f82e5c', capabilityStatus: 'Enabled' }],
    };
    expect(inline('cloud', [user])).toMatchObject({ kind: 'mailbox' });
    expect(inline('cloud', [{ ...user, onPremisesSyncEnabled: true }])).toMatchObject({ kind: 'unknown' });
  });

  it('is nobody when it is soft-deleted', () => {
    expect(inline('cloud', [{ ...cloudMailbox(KIM), deletedDateTime: '2026-01-01T00:00:00Z' }])).toMatchObject({ kind: 'none' });
  });
});

describe('a recipient that an export does not hold', () => {
  const other = 'alex@contoso.com';
  it('is unknown where only mailboxes or only remote mailboxes were exported', () => {
    const mailboxes = [{ RecipientTypeDetails: 'UserMailbox', EmailAddresses: [`SMTP:${other}`], PrimarySmtpAddress: other }];
    expect(inFile('cloud', JSON.stringify(mailboxes))).toMatchObject({ kind: 'unknown', why: expect.stringContaining('mailboxes only') });
    expect(inFile('onprem', JSON.stringify(mailboxes))).toMatchObject({ kind: 'unknown' });
    const both = [
      ...mailboxes,
      { RecipientTypeDetails: 'MailUser', EmailAddresses: ['SMTP:robin@contoso.com'], PrimarySmtpAddress: 'robin@contoso.com' },
    ];
    expect(inFile('cloud', JSON.stringify(both))).toMatchObject({ kind: 'none' });
  });

  it('is unknown in an export of Entra ID alone, and in one that is cut or empty', () => {
    const user = { id: '1', userPrincipalName: other, mail: other, proxyAddresses: [`SMTP:${other}`], onPremisesSyncEnabled: null };
    expect(inFile('cloud', JSON.stringify([user]))).toMatchObject({ kind: 'unknown', why: expect.stringContaining('Entra ID') });
    expect(
      inFile('cloud', JSON.stringify({ '@odata.nextLink': 'https://graph.microsoft.com/x', value: [cloudMailbox(other)] })),
    ).toMatchObject({ kind: 'unknown', why: expect.stringContaining('cut') });
    expect(inFile('cloud', '[]')).toMatchObject({ kind: 'unknown' });
  });

  it('is unknown where the addresses were not exported', () => {
    const table = readFormatList(`UserPrincipalName : ${other}\nDisplayName       : Alex\n`, { source: 'a.txt', side: 'onprem' });
    expect(findRecipient({ onprem: indexSide('onprem', [table]), cloud: undefined }, 'onprem', KIM)).toMatchObject({ kind: 'unknown' });
  });

  it('is absent in a directory export, and in records that count as fully read', () => {
    expect(inFile('onprem', JSON.stringify([{ ...onPremMailbox(other), instanceType: '4' }]))).toMatchObject({ kind: 'none' });
    expect(inline('cloud', [])).toMatchObject({ kind: 'none' });
  });

  it('asks for the export that would tell', () => {
    const found = findRecipient({ onprem: undefined, cloud: undefined }, 'cloud', KIM);
    expect(found).toMatchObject({ kind: 'unknown', missing: [{ how: expect.stringContaining('--cloud') }] });
  });
});
