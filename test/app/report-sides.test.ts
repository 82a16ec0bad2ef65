import { describe, expect, it } from 'vitest';
import { diagnosedInput, makeReport, type ReportRequest } from '../../src/app/report.js';
import { wantedColumns } from '../../src/facts/wanted.js';
import { diagnoseWith, type Given } from '../setup/diagnose.js';
import { proseOf } from '../setup/report.js';
import { repositoryRuleSet } from '../setup/rules.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const CLOUD = {
  id: '0f7b3c52-5b6e-4a0e-9d3a-4c1d2e3f4a5b',
  userPrincipalName: 'mira.lindt@contoso.com',
  displayName: 'Mira Lindt',
  mail: 'mira.lindt@contoso.com',
  proxyAddresses: ['SMTP:mira.lindt@contoso.com', 'smtp:mira.lindt@contoso.mail.onmicrosoft.com'],
  onPremisesSyncEnabled: null,
  onPremisesImmutableId: null,
  exo: {
    RecipientTypeDetails: 'UserMailbox',
    ExchangeGuid: GUID,
    ArchiveGuid: '00000000-0000-0000-0000-000000000000',
    EmailAddresses: ['SMTP:mira.lindt@contoso.com', 'smtp:mira.lindt@contoso.mail.onmicrosoft.com'],
    IsDirSynced: false,
    Alias: 'mira.lindt',
  },
};
const ONPREM = {
  distinguishedName: 'CN=Mira Lindt,OU=Staff,DC=contoso,DC=com',
  objectClass: ['top', 'person', 'organizationalPerson', 'user'],
  userPrincipalName: 'mira.lindt@contoso.com',
  mail: 'mira.lindt@contoso.com',
  mailNickname: 'mira.lindt',
  proxyAddresses: ['SMTP:mira.lindt@contoso.com'],
  msExchRecipientTypeDetails: '2147483648',
  msExchMailboxGuid: null,
  targetAddress: 'SMTP:mira.lindt@contoso.mail.onmicrosoft.com',
};
const rules = repositoryRuleSet();

async function reportOf(given: Given, request: Partial<ReportRequest> = {}): Promise<string> {
  const diagnosis = diagnoseWith(rules, {
    text: `Cannot find a recipient that has mailbox GUID '${GUID}'`,
    direction: 'to-onprem',
    ...given,
  });
  const made = await makeReport(
    [diagnosedInput(diagnosis, 'test')],
    { format: 'html', isRedacted: false, version: 'test', ...request },
    {
      ruleSet: () => rules,
      columns: wantedColumns,
      seed: () => new Uint8Array(32).fill(3),
      page: async () => ({ script: '', style: '', hashOf: () => 'sha256-x', draw: async (charts) => charts.map(() => '<svg></svg>') }),
    },
  );
  if (made.kind === 'problem') throw new Error(made.problem.what);
  return [...made.value].join('');
}

const rowOf = (page: string, name: string): readonly string[] =>
  [...page.matchAll(/<tr><th scope="row">(.*?)<\/th>(.*?)<\/tr>/g)]
    .filter(([, head = '']) => head.startsWith(name))
    .map(([, , cells = '']) => cells.replace(/<\/td><td[^>]*>/g, ' | ').replace(/<[^>]+>/g, ''));

describe('both sides in a report', () => {
  it('says that a side has no such object, where it was read', async () => {
    const page = await reportOf({ onPrem: [], cloud: [CLOUD] });
    expect(rowOf(page, 'ExchangeGuid')).toEqual([`no such object | ${GUID}`, `no such object | ${GUID}`]);
    expect(rowOf(page, 'Source anchor')).toEqual(['no such object | not set']);
    expect(await reportOf({ onPrem: [], cloud: [CLOUD] }, { format: 'markdown' })).toContain(
      `| ExchangeGuid | no such object | \`\` ${GUID} \`\` |`,
    );
  });

  it('says that a side was not read, where nobody read it', async () => {
    const page = await reportOf({ cloud: [CLOUD] });
    expect(rowOf(page, 'UserPrincipalName')).toEqual(['not read | mira.lindt@contoso.com']);
    expect(page).not.toContain('no such object');
  });

  it('says that an attribute is not set, and what that side calls it', async () => {
    const [shown, whole] = rowOf(await reportOf({ onPrem: [ONPREM], cloud: [CLOUD] }), 'ExchangeGuid');
    expect(shown).toBe(`not set msExchMailboxGuid | ${GUID}`);
    expect(whole).toBe(`not set | ${GUID}`);
  });

  it('says the same of invented people', async () => {
    const page = await reportOf({ onPrem: [], cloud: [CLOUD] }, { isRedacted: true });
    expect(rowOf(page, 'Source anchor')).toEqual(['no such object | not set']);
    const both = await reportOf({ onPrem: [ONPREM], cloud: [CLOUD] }, { isRedacted: true });
    expect(rowOf(both, 'ExchangeGuid')[0]).toMatch(/^not set msExchMailboxGuid \| [0-9a-f-]{36}$/);
    for (const text of [page, both]) expect(text).not.toMatch(/mira|lindt|8be74422/i);
  });

  it('lets no value become markup', async () => {
    const hostile = '<img src=x onerror=alert(1)>|`x`';
    const given: Given = { onPrem: [{ ...ONPREM, mailNickname: hostile, mail: hostile }], cloud: [{ ...CLOUD, displayName: hostile }] };
    expect(await reportOf(given)).not.toContain('<img');
    expect(proseOf(await reportOf(given, { format: 'markdown' }))).not.toMatch(/(?<!\\)<img/);
  });
});
