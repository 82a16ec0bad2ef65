import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crossprem, folderWith, isPlainProblem, schemaFaults } from '../setup/process.js';
import { ROOT } from '../setup/rules.js';

const SAMPLE = join(ROOT, 'samples/match/account-made-anew');
const DATA = ['--onprem', 'onprem.ldf', '--cloud', 'cloud.json', '--settings', 'settings.json'];
const ANCHOR = 'onprem:user.mS-DS-ConsistencyGuid=ak7wudghfkyKNWDR97LJTg==';

describe('crossprem match', () => {
  it.each([
    ['the only object', [...DATA]],
    ['its UPN', ['mira.lindt@contoso.com', ...DATA]],
    ['its UPN behind a list of files', [...DATA, 'mira.lindt@contoso.com']],
    ['its objectGUID', ['7c1d3f52-6a0e-4d3b-9b57-2f0c8e41a6d3', ...DATA]],
  ])('names the error for %s, and exits with 1', (_, words) => {
    const run = crossprem(['match', ...words], { cwd: SAMPLE });
    expect(run).toMatchObject({ code: 1, err: '' });
    expect(run.out).toContain('error:AttributeValueMustBeUnique, conflict ProxyAddresses');
  });

  it('shows what a change would do', () => {
    const run = crossprem(['match', ...DATA, '--what-if', ANCHOR, '--json'], { cwd: SAMPLE });
    expect(run).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(run.out)).toMatchObject({
      schema: 'crossprem/match/1',
      outcome: 'hard-match',
      with: '3e6b2c19-70fd-4a58-9d21-c84e5f0b7a16',
      isCertain: true,
      lost: ['press@contoso.com'],
      whatIf: { assignments: [ANCHOR], before: { outcome: 'error:AttributeValueMustBeUnique' } },
    });
  });

  it('prints markdown, and one line of NDJSON', () => {
    expect(crossprem(['match', ...DATA, '--format', 'markdown'], { cwd: SAMPLE }).out).toMatch(/^# One synchronization cycle/);
    const lines = crossprem(['match', ...DATA, '--format', 'ndjson'], { cwd: SAMPLE })
      .out.trimEnd()
      .split('\n');
    expect(lines).toHaveLength(1);
  });

  it('keeps attributes that no rule asks for, for any may be the anchor', () => {
    const cwd = folderWith({
      'onprem.csv':
        'userPrincipalName,sAMAccountName,objectClass,objectGUID,employeeNumber,adminDescription,isCriticalSystemObject,msExchRecipientTypeDetails\nkim@contoso.com,kim,user,7c1d3f52-6a0e-4d3b-9b57-2f0c8e41a6d3,E77,,,\n',
      'cloud.json': JSON.stringify([
        { id: 'k', userPrincipalName: 'k@contoso.com', onPremisesImmutableId: 'E77', onPremisesSyncEnabled: true },
      ]),
      'settings.json': JSON.stringify({
        sourceAnchorAttribute: 'employeeNumber',
        syncTool: 'connect',
        synchronizeUpnForManagedUsersEnabled: true,
        exchangeOnlyHolders: [],
      }),
    });
    const run = crossprem(['match', '--onprem', 'onprem.csv', '--cloud', 'cloud.json', '--settings', 'settings.json', '--json'], { cwd });
    expect(JSON.parse(run.out)).toMatchObject({ outcome: 'hard-match', with: 'k', anchor: 'E77' });
  });

  it.each([
    [['nobody@contoso.com', ...DATA], 'no such object'],
    [['--cloud', 'cloud.json'], 'on-premises side is missing'],
    [[...DATA, '--what-if', 'mail=x'], 'names no side'],
    [['--onprem', 'missing.ldf'], 'missing.ldf'],
  ])('%j is told and exits with 2', (words, says) => {
    const run = crossprem(['match', ...words], { cwd: SAMPLE });
    expect(run.code).toBe(2);
    expect(run.out).toBe('');
    expect(run.err).toContain(says);
    expect(isPlainProblem(run)).toBe(true);
  });

  it('answers a line of a batch', () => {
    const cloud: unknown = JSON.parse(readFileSync(join(SAMPLE, 'cloud.json'), 'utf8'));
    const onprem = [
      {
        objectClass: 'user',
        objectGUID: 'Uj8dfA5qO02bVy8MjkGm0w==',
        sAMAccountName: 'mlindt',
        userPrincipalName: 'mira.lindt@contoso.com',
      },
    ];
    const run = crossprem(['batch'], { input: `${JSON.stringify({ id: 1, job: 'match', onprem, cloud, settings: {} })}\n` });
    const answer = JSON.parse(run.out);
    expect(answer).toMatchObject({ id: 1, match: { outcome: 'quarantine-attribute', with: null }, report: { findings: [] } });
    expect(schemaFaults(answer.report)).toEqual([]);
  });
});
