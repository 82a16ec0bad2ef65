import { describe, expect, it } from 'vitest';
import { createDirectories } from '../../../src/app/diagnose.js';
import { assessAll } from '../../../src/app/readiness.js';
import { createRuleSet } from '../../../src/engine/load.js';
import { readJsonValues } from '../../../src/parse/recipient/json.js';
import type { Records } from '../../setup/diagnose.js';
import { repositoryRules } from '../../setup/rules.js';

const loaded = repositoryRules();
const ruleSet = createRuleSet({ ...loaded, rules: loaded.rules.filter(({ id }) => id.startsWith('recipient/')) }, 'test');

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const MAILBOX = 'd5a0bd9b-4e95-49b5-9736-14fde1eec1e3';
const OLD = '00112233-4455-6677-8899-aabbccddeeff';
const UPN = 'kim@contoso.com';
const ROUTING = 'kim@contoso.mail.onmicrosoft.com';
const settings = {
  routingDomain: 'contoso.mail.onmicrosoft.com',
  acceptedDomains: { onprem: [{ name: 'contoso.com', type: 'Authoritative' }] },
  sourceAnchorAttribute: 'mS-DS-ConsistencyGuid',
};

/** Names of the checks that found something about any person. */
function found(onPrem: Records, cloud: Records): readonly string[] {
  const directories = createDirectories([readJsonValues(onPrem, 'onprem', 'a')], [readJsonValues(cloud, 'cloud', 'b')]);
  const run = assessAll({ ruleSet, directories, settings, direction: undefined, answers: new Map() });
  return Array.from({ length: run.length }, (_, position) => run.findings(position)).flatMap((findings) =>
    findings.map(({ ruleId }) => ruleId.slice('recipient/'.length)),
  );
}

const account = {
  objectClass: ['top', 'person', 'organizationalPerson', 'user'],
  objectGUID: GUID,
  'mS-DS-ConsistencyGuid': GUID,
  userPrincipalName: UPN,
  userAccountControl: '512',
};
const exchange = { mailNickname: 'kim', mail: UPN, legacyExchangeDN: '/o=C/cn=kim', msExchVersion: '44220983382016' };
const proxies = { proxyAddresses: [`SMTP:${UPN}`, `smtp:${ROUTING}`, 'x500:/o=EL/cn=kim'] };
const remoteType = { msExchRecipientTypeDetails: '2147483648', msExchRecipientDisplayType: '-2147483642', msExchRemoteRecipientType: '4' };
const remote = { ...account, ...exchange, ...proxies, ...remoteType, targetAddress: `SMTP:${ROUTING}`, msExchMailboxGuid: MAILBOX };
const mailboxType = { msExchRecipientTypeDetails: '1', msExchRecipientDisplayType: '1073741824', homeMDB: 'CN=DB1' };
const mailbox = { ...account, ...exchange, ...proxies, ...mailboxType, msExchMailboxGuid: MAILBOX };
const mailUser = {
  ...account,
  ...exchange,
  msExchRecipientTypeDetails: '128',
  msExchRecipientDisplayType: '6',
  targetAddress: 'smtp:kim@fabrikam.com',
  proxyAddresses: [`SMTP:${UPN}`],
};
const contact = {
  ...exchange,
  objectClass: ['top', 'contact'],
  objectGUID: GUID,
  msExchRecipientTypeDetails: '64',
  msExchRecipientDisplayType: '6',
  targetAddress: `SMTP:${UPN}`,
  proxyAddresses: [`SMTP:${UPN}`],
};

const user = { id: OLD, userPrincipalName: UPN, userType: 'Member', mail: UPN };
const synced = { ...user, onPremisesSyncEnabled: true, onPremisesImmutableId: 'IkTni9mw7Ee4YefeGpz7IA==' };
const exo = (type: string, more: object = {}) => ({
  RecipientTypeDetails: type,
  PrimarySmtpAddress: UPN,
  EmailAddresses: [`SMTP:${UPN}`, `smtp:${ROUTING}`],
  Alias: 'kim',
  LegacyExchangeDN: '/o=EL/cn=kim',
  HiddenFromAddressListsEnabled: false,
  ...more,
});
const cloudMailbox = { ...synced, exo: exo('UserMailbox', { ExchangeGuid: MAILBOX }) };
const cloudMailUser = { ...synced, exo: exo('MailUser', { ExchangeGuid: MAILBOX }) };
const plainMailUser = { ...synced, exo: exo('MailUser', { EmailAddresses: [`SMTP:${UPN}`] }) };
const plainUser = { ...synced, exo: { RecipientTypeDetails: 'User' } };
const softDeleted = { exo: { ...exo('UserMailbox'), ExchangeGuid: OLD, WhenSoftDeleted: '2026-11-01T00:00:00Z' } };
const inactive = { exo: { ...exo('UserMailbox'), ExchangeGuid: OLD, IsInactiveMailbox: true } };
const guest = { id: OLD, userPrincipalName: 'kim_contoso.com#EXT#@x.onmicrosoft.com', userType: 'Guest', mail: UPN };

describe('the states of a pair', () => {
  it.each([
    ['remote mailbox and mailbox', remote, cloudMailbox],
    ['mailbox and mail user', mailbox, cloudMailUser],
    ['mail users', mailUser, plainMailUser],
    ['account and synchronized user', account, plainUser],
    ['a leaver on hold', { ...account, userAccountControl: '514' }, inactive],
    ['a guest of another organization', mailUser, [plainMailUser, { ...guest, mail: 'lee@fabrikam.com' }]],
    [
      'shared mailboxes',
      {
        ...remote,
        msExchRecipientTypeDetails: '34359738368',
        msExchRemoteRecipientType: '100',
        userAccountControl: '514',
        msExchMasterAccountSid: 'S-1-5-10',
      },
      { ...cloudMailbox, exo: exo('SharedMailbox', { ExchangeGuid: MAILBOX }) },
    ],
    [
      'a local archive',
      { ...mailbox, msExchArchiveGUID: OLD, msExchArchiveDatabaseLink: 'CN=DB2' },
      { ...synced, exo: exo('MailUser', { ExchangeGuid: MAILBOX, ArchiveGuid: OLD, ArchiveStatus: 'None' }) },
    ],
  ])('%s is healthy', (_, onPrem, cloud) => {
    expect(found([onPrem], [cloud].flat())).toEqual([]);
  });

  it.each([
    ['cloud-mailbox-no-onprem-object', { objectClass: ['user'], userPrincipalName: 'tom@contoso.com' }, cloudMailbox],
    ['cloud-mail-user-no-onprem-object', { objectClass: ['user'], userPrincipalName: 'tom@contoso.com' }, cloudMailUser],
    ['unlinked-pair', account, user],
    ['cloud-mail-user-onprem-not-mail-enabled', account, cloudMailUser],
    ['cloud-mailbox-onprem-user-not-mail-enabled', account, cloudMailbox],
    ['cloud-mailbox-soft-deleted', account, softDeleted],
    ['cloud-mailbox-inactive', account, inactive],
    ['guest-same-address', account, guest],
    ['onprem-not-synced', mailUser, []],
    ['unlinked-pair', mailUser, user],
    ['cloud-not-mail-enabled', mailUser, plainUser],
    ['cloud-mailbox-onprem-mail-user', mailUser, cloudMailbox],
    ['guest-same-address', mailUser, guest],
    ['onprem-not-synced', contact, []],
    ['contact-same-address', contact, user],
    ['contact-same-address', contact, plainMailUser],
    ['cloud-mailbox-onprem-mail-contact', contact, cloudMailbox],
    ['guest-same-address', contact, guest],
    ['remote-mailbox-no-cloud-object', remote, []],
    ['unlinked-pair', remote, user],
    ['remote-mailbox-no-cloud-mailbox', remote, plainUser],
    ['remote-mailbox-no-cloud-mailbox', remote, cloudMailUser],
    ['remote-mailbox-cloud-soft-deleted', remote, softDeleted],
    ['remote-mailbox-cloud-inactive', remote, inactive],
    ['guest-same-address', remote, guest],
    ['onprem-not-synced', mailbox, []],
    ['unlinked-pair', mailbox, user],
    ['onprem-mailbox-cloud-user-no-mail-user', mailbox, plainUser],
    ['dual-mailbox', mailbox, { ...cloudMailbox, exo: exo('UserMailbox', { ExchangeGuid: OLD }) }],
    ['half-converted-after-move', mailbox, cloudMailbox],
    ['previous-cloud-mailbox', mailbox, softDeleted],
    ['previous-cloud-mailbox', mailbox, inactive],
    ['guest-same-address', mailbox, guest],
  ])('%s', (id, onPrem, cloud) => {
    expect(found([onPrem], [cloud].flat())).toContain(id);
  });

  it('a pair that is joined by an address although the anchors differ is not passed over', () => {
    const other = { ...cloudMailbox, onPremisesImmutableId: 'MyIRAFVEd2aImaq7zN3u/w==' };
    expect(found([remote], [other])).toEqual(['anchor-mismatch']);
    const secondary = { ...remote, userPrincipalName: 'x@contoso.local', proxyAddresses: ['SMTP:x@contoso.com', `smtp:${UPN}`] };
    expect(found([{ ...secondary, msExchMailboxGuid: null }], [other])).toContain('anchor-mismatch');
  });

  it('the order of the objects does not decide whose the cloud mailbox is', () => {
    for (const onPrem of [
      [contact, { ...account, objectGUID: MAILBOX, 'mS-DS-ConsistencyGuid': null }],
      [{ ...account, objectGUID: MAILBOX, 'mS-DS-ConsistencyGuid': null }, contact],
    ])
      expect(found(onPrem, [cloudMailbox])).toContain('contact-same-address');
  });
});
