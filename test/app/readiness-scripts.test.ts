import { describe, expect, it } from 'vitest';
import { createDirectories } from '../../src/app/diagnose.js';
import { assessAll } from '../../src/app/readiness.js';
import { readinessScripts } from '../../src/app/readiness-scripts.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { repositoryRuleSet } from '../setup/rules.js';

const guid = (index: number): string => `${index.toString(16).padStart(8, '0')}-1111-4222-8333-444455556666`;
const anchor = (text: string): string =>
  Buffer.from(text.replace(/^(..)(..)(..)(..)-(..)(..)-(..)(..)-(....)-/, '$4$3$2$1$6$5$8$7$9'), 'hex').toString('base64');
const address = (local: string) => [`SMTP:${local}@contoso.com`, `smtp:${local}@contoso.mail.onmicrosoft.com`];

describe('readinessScripts', () => {
  it('repairs everyone in one script for each shell, and says who is left out', () => {
    const locals = ['kim', 'alex', 'megan'];
    const onprem = locals.map((local, index) => ({
      objectClass: ['user'],
      distinguishedName: `CN=${local},OU=Staff,DC=contoso,DC=com`,
      objectGUID: guid(index + 1),
      sAMAccountName: local,
      userPrincipalName: `${local}@contoso.com`,
      mail: `${local}@contoso.com`,
      mailNickname: local,
      proxyAddresses: address(local),
      targetAddress: `SMTP:${local}@contoso.mail.onmicrosoft.com`,
      legacyExchangeDN: `/o=Contoso/cn=${local}`,
      msExchRecipientTypeDetails: '2147483648',
      msExchRecipientDisplayType: '-2147483642',
      msExchRemoteRecipientType: '1',
    }));
    const cloud = locals.map((local, index) => ({
      id: guid(index + 101),
      userPrincipalName: `${local}@contoso.com`,
      mail: `${local}@contoso.com`,
      mailNickname: local,
      proxyAddresses: address(local),
      onPremisesSyncEnabled: true,
      onPremisesImmutableId: anchor(guid(index + 1)),
      exo: {
        RecipientTypeDetails: 'UserMailbox',
        Alias: local,
        PrimarySmtpAddress: `${local}@contoso.com`,
        EmailAddresses: address(local),
        ExchangeGuid: guid(index + 201),
      },
    }));
    const readiness = assessAll({
      ruleSet: repositoryRuleSet(),
      directories: createDirectories([readJsonValues(onprem, 'onprem', 'onprem')], [readJsonValues(cloud, 'cloud', 'cloud')]),
      settings: { verifiedDomains: ['contoso.com'], routingDomain: 'contoso.mail.onmicrosoft.com' },
      direction: 'to-onprem',
      answers: new Map(),
    });
    const positions = locals.map((_, index) => index);
    const { files, people, leftOut } = readinessScripts(readiness, positions, true);
    expect(people + new Set(leftOut.map(({ person }) => person)).size).toBeGreaterThanOrEqual(3);
    const script = files.find(({ name }) => name === 'exchange-onprem.ps1')?.text ?? '';
    for (const local of locals) {
      const isIn = script.includes(`-Identity '${local}@contoso.com' -ExchangeGuid`);
      expect(isIn || leftOut.some(({ person }) => person.startsWith(local))).toBe(true);
    }
  });
});
