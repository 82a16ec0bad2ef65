import { describe, expect, it } from 'vitest';
import { runBatchLine } from '../../src/app/batch.js';
import { createDiagnoser } from '../../src/app/diagnose.js';
import { answerMatch } from '../../src/app/match.js';
import { answerRoute } from '../../src/app/route.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { readWhatIf } from '../../src/sync/what-if.js';
import { schemaFaults } from '../setup/process.js';
import { fc } from '../setup/property.js';
import { repositoryRuleSet } from '../setup/rules.js';
import type { Fields } from './world.js';

const OLE: Fields = {
  objectClass: 'user',
  objectGUID: 'HisMXzR6WU+daxyOIKf0sw==',
  distinguishedName: 'CN=Ole Berg,OU=Staff,DC=contoso,DC=com',
  sAMAccountName: 'oberg',
  userPrincipalName: 'ole@contoso.com',
  mail: 'ole@contoso.com',
  mailNickname: 'ole',
  proxyAddresses: ['SMTP:ole@contoso.com', 'smtp:o.berg@contoso.com'],
};
const MIA: Fields = {
  ...OLE,
  objectGUID: 'wubXkasDGEy19H4qbZyLEA==',
  distinguishedName: 'CN=Mia,OU=Staff,DC=contoso,DC=com',
  sAMAccountName: 'mia',
  userPrincipalName: 'mia@contoso.com',
  mail: 'mia@contoso.com',
  mailNickname: 'mia',
  proxyAddresses: ['SMTP:mia@contoso.com'],
};
const TEAM: Fields = { objectClass: 'group', objectGUID: '0c4f8a9e-5d21-4b7c-9f36-e1a2b3c4d5e6', sAMAccountName: 'team' };
const PERSON: Fields = {
  id: 'p',
  userPrincipalName: 'ole.b@contoso.com',
  mail: 'ole@fabrikam.com',
  proxyAddresses: ['SMTP:ole@fabrikam.com'],
};

const ask = (onprem: readonly Fields[], question: Partial<Parameters<typeof answerMatch>[0]> = {}, cloud: readonly Fields[] = [PERSON]) =>
  answerMatch({
    onprem: [readJsonValues(onprem, 'onprem', 'onprem')],
    cloud: [readJsonValues(cloud, 'cloud', 'cloud')],
    settings: {},
    ...question,
  });
const one = (answer: ReturnType<typeof answerMatch>) => {
  if (answer.kind === 'problem' || answer.value.kind !== 'one') throw new Error(JSON.stringify(answer));
  return answer.value;
};

describe('which object is meant', () => {
  it.each([
    'mia@contoso.com',
    'SMTP:Mia@Contoso.com',
    'CN=Mia,OU=Staff,DC=contoso,DC=com',
    'wubXkasDGEy19H4qbZyLEA==',
    '91d7e6c2-03ab-4c18-b5f4-7e2a6d9c8b10',
    ' mia ',
  ])('%s', (identity) => {
    expect(one(ask([OLE, MIA, TEAM], { identity })).result.label).toBe('mia@contoso.com');
  });

  it('is the only one, or all of them', () => {
    expect(one(ask([MIA])).result.label).toBe('mia@contoso.com');
    const all = ask([OLE, MIA, TEAM]);
    expect(all).toMatchObject({
      kind: 'ok',
      value: { kind: 'all', results: [{ label: 'ole@contoso.com' }, { label: 'mia@contoso.com' }, { label: 'team' }] },
    });
  });

  it.each([
    ['nobody@contoso.com', 'no such object'],
    ['ole.b@contoso.com', 'The cloud holds this object'],
  ])('%s is a problem', (identity, words) => {
    expect(ask([OLE, MIA], { identity })).toMatchObject({ kind: 'problem', problem: { what: expect.stringContaining(words) } });
  });

  it('is asked for where two answer, and where a side is missing', () => {
    expect(ask([OLE, { ...OLE, distinguishedName: 'CN=x,DC=contoso,DC=com' }], { identity: 'oberg' })).toMatchObject({ kind: 'problem' });
    expect(ask([], {})).toMatchObject({ kind: 'problem' });
    expect(answerMatch({ onprem: undefined, cloud: [], settings: undefined })).toMatchObject({ kind: 'problem' });
    expect(ask([OLE, MIA], { whatIf: ['settings:blockSoftMatchEnabled=true'] })).toMatchObject({ kind: 'problem' });
  });
});

describe('a what-if', () => {
  it.each([
    [
      'onprem:ole@contoso.com.mail=ole@fabrikam.com',
      { side: 'onprem', identity: 'ole@contoso.com', attribute: 'mail', operator: '=', value: 'ole@fabrikam.com' },
    ],
    [
      'onprem:user.proxyAddresses+=SMTP:a@b.com',
      { identity: undefined, attribute: 'proxyAddresses', operator: '+=', value: 'SMTP:a@b.com' },
    ],
    ['onprem:mail=', { identity: undefined, attribute: 'mail', operator: '=', value: '' }],
    ['cloud:p.proxyAddresses-=smtp:x@y.com', { side: 'cloud', identity: 'p', operator: '-=' }],
    [
      'onprem:CN=Mia,OU=Staff,DC=contoso,DC=com.mS-DS-ConsistencyGuid=wubXkasDGEy19H4qbZyLEA==',
      { identity: 'CN=Mia,OU=Staff,DC=contoso,DC=com', attribute: 'mS-DS-ConsistencyGuid', value: 'wubXkasDGEy19H4qbZyLEA==' },
    ],
    ['cloud:kim@contoso.com.exo.ExchangeGuid=x', { identity: 'kim@contoso.com', attribute: 'exo.ExchangeGuid' }],
    ['settings:softMatchOnUpnEnabled=false', { side: 'settings', attribute: 'softMatchOnUpnEnabled', value: 'false' }],
  ])('%s is understood', (words, parts) => {
    expect(readWhatIf(words)).toMatchObject({ kind: 'ok', value: parts });
  });

  it.each(['mail=x', 'onprem:', 'onprem:mail', 'other:mail=x', 'settings:a+=b', ''])('%s is a problem with the form', (words) => {
    expect(readWhatIf(words)).toMatchObject({ kind: 'problem', problem: { next: expect.stringContaining('onprem:') } });
  });

  it.each([
    ['onprem:user.mail=ole@fabrikam.com', 'onprem:user.proxyAddresses=', 'soft-match-smtp'],
    ['onprem:ole@contoso.com.userPrincipalName=ole.b@contoso.com', 'onprem:user.proxyAddresses-=smtp:o.berg@contoso.com', 'soft-match-upn'],
    ['cloud:ole.b@contoso.com.onPremisesImmutableId=HisMXzR6WU+daxyOIKf0sw==', 'cloud:user.mail=x@contoso.com', 'hard-match'],
    ['onprem:user.adminDescription=User_x', 'onprem:user.mail=', 'no-op'],
    ['settings:inScope=false', 'onprem:user.mail=', 'no-op'],
  ])('%s and %s: %s', (first, second, outcome) => {
    const answer = one(ask([OLE, MIA], { identity: 'ole@contoso.com', whatIf: [first, second] }));
    expect(answer.whatIf?.before.result.outcome).toBe('provision-new');
    expect(answer.result.outcome, answer.result.why).toBe(outcome);
  });

  it('adds to a list and takes from it', () => {
    const answer = one(
      ask([OLE], { whatIf: ['onprem:user.proxyAddresses+=smtp:new@contoso.com', 'onprem:user.proxyAddresses-=SMTP:o.berg@contoso.com'] }),
    );
    expect(answer.changes.find(({ attribute }) => attribute === 'proxyAddresses')?.to).toEqual([
      'SMTP:ole@contoso.com',
      'smtp:new@contoso.com',
    ]);
  });

  it('does not change what it was asked of', () => {
    const tables = [readJsonValues([OLE], 'onprem', 'onprem')];
    const before = JSON.stringify(tables);
    answerMatch({ onprem: tables, cloud: [], settings: {}, whatIf: ['onprem:user.mail=', 'onprem:user.employeeID=7'] });
    expect(JSON.stringify(tables)).toBe(before);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .tuple(fc.constantFrom('onprem:', 'cloud:', 'settings:'), fc.string(), fc.constantFrom('=', '.a=', '.mail+=', '.objectGUID='))
            .map((parts) => parts.join('')),
        ),
        (words) => {
          expect(['ok', 'problem']).toContain(ask([OLE], { whatIf: [words] }).kind);
        },
      ),
    );
  });
});

describe('a match in a batch', () => {
  const diagnose = createDiagnoser(repositoryRuleSet());
  const batch = (line: Fields) =>
    runBatchLine(JSON.stringify({ job: 'match', ...line }), { diagnose, route: answerRoute, match: answerMatch, version: '0' });

  it('answers with the match and an ordinary report', () => {
    const answer = batch({ id: 3, onprem: [TEAM, OLE, MIA], cloud: [{ ...PERSON, mail: null, proxyAddresses: ['SMTP:ole@contoso.com'] }] });
    expect(answer).toMatchObject({ id: 3, match: { outcome: 'soft-match-smtp', with: 'p', isCertain: true }, report: { findings: [] } });
    if (!('match' in answer)) throw new Error('no match');
    expect(answer.match.why).not.toBe('');
    expect(answer.match.steps.length).toBeGreaterThan(2);
    expect(schemaFaults(answer.report)).toEqual([]);
  });

  it('takes the object that is named', () => {
    expect(batch({ id: 4, identity: 'mia', onprem: [OLE, MIA], cloud: [] })).toMatchObject({
      match: { object: 'mia@contoso.com', outcome: 'provision-new' },
    });
  });

  it('decides nothing without the cloud side', () => {
    expect(batch({ id: 5, onprem: [OLE] })).toMatchObject({ match: { outcome: 'undecided', with: null, isCertain: false } });
  });

  it.each([
    [{}, 'on-premises side'],
    [{ onprem: [] }, 'no object'],
    [{ onprem: 'x' }, 'onprem'],
    [{ onprem: [OLE], settings: [] }, 'settings'],
    [{ onprem: [OLE], identity: 5 }, 'identity'],
    [{ onprem: [OLE], whatIf: 'x' }, 'whatIf'],
    [{ onprem: [OLE], whatIf: ['x'] }, 'side'],
  ])('%j is a bad line', (line, words) => {
    expect(batch({ id: 6, ...line })).toMatchObject({ id: 6, error: { code: 'bad-line', message: expect.stringContaining(words) } });
  });
});
