import { describe, expect, it } from 'vitest';
import type { DirectoryTable, Side } from '../../src/evidence/directory.js';
import { indexSide } from '../../src/facts/recipients.js';
import { readJson } from '../../src/parse/recipient/json.js';
import { createSyncWorld, synchronize } from '../../src/sync/synchronize.js';
import { type Fields, first } from './world.js';

const GUID = '5f0c2b1e-7a34-4f59-9d6b-1c8e20a7f4b3';
const SCOPE = { objectClass: 'user', adminDescription: null, isCriticalSystemObject: null, msExchRecipientTypeDetails: null };
const OLE = {
  ...SCOPE,
  objectGUID: GUID,
  'mS-DS-ConsistencyGuid': null,
  sAMAccountName: 'ole',
  userPrincipalName: 'ole@contoso.com',
  mail: 'ole@contoso.com',
  proxyAddresses: ['SMTP:ole@contoso.com'],
};
const PERSON = {
  id: 'p',
  userPrincipalName: 'ole@contoso.com',
  mail: 'ole@contoso.com',
  proxyAddresses: ['SMTP:ole@contoso.com'],
  onPremisesImmutableId: null,
  onPremisesSyncEnabled: null,
  assignedRoles: [],
  eligibleRoles: [],
};

/** As a file: a property that no record has was not read. */
function table(side: Side, records: readonly Fields[]): DirectoryTable {
  const read = readJson(JSON.stringify(records), { source: `${side}.json`, side });
  if (read.kind === 'problem') throw new Error(read.problem.what);
  return read.table;
}

function ofFiles(onprem: Fields, cloud: readonly Fields[] | undefined) {
  const directories = {
    onprem: indexSide('onprem', [table('onprem', [onprem])]),
    cloud: cloud === undefined ? undefined : indexSide('cloud', [table('cloud', cloud)]),
  };
  return synchronize(createSyncWorld(directories, {}), first(directories));
}

const without = (fields: Fields, ...names: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

describe('what was not read', () => {
  it('leaves an outcome certain where it does not decide', () => {
    expect(ofFiles(OLE, [PERSON])).toMatchObject({ outcome: 'soft-match-smtp', isCertain: true, missing: [] });
  });

  it('of the cloud side leaves everything open', () => {
    const result = ofFiles(OLE, undefined);
    expect(result).toMatchObject({ outcome: 'undecided', isCertain: false });
    expect(result.missing[0]?.what).toContain('cloud');
  });

  it.each([
    ['adminDescription', without(OLE, 'adminDescription'), PERSON],
    ['msExchRecipientTypeDetails', without(OLE, 'msExchRecipientTypeDetails'), PERSON],
    ['mS-DS-ConsistencyGuid', without(OLE, 'mS-DS-ConsistencyGuid'), PERSON],
    ['proxyAddresses', without(OLE, 'proxyAddresses'), PERSON],
    ['onPremisesImmutableId', OLE, without(PERSON, 'onPremisesImmutableId')],
    ['roles', OLE, without(PERSON, 'assignedRoles')],
    ['onPremisesObjectIdentifier', OLE, { ...PERSON, onPremisesImmutableId: 'HisMXzR6WU+daxyOIKf0sw==' }],
  ])('is named: %s', (name, onprem, cloud) => {
    const result = ofFiles(onprem, [cloud]);
    expect(result.isCertain).toBe(false);
    expect(result.missing.map(({ what }) => what).join()).toContain(name);
    for (const { how } of result.missing) expect(how).not.toBe('');
  });

  it('of the anchor leaves open whether the object that holds the address is the own one', () => {
    const result = ofFiles(without(OLE, 'objectGUID', 'mS-DS-ConsistencyGuid'), [
      { ...PERSON, onPremisesImmutableId: 'HisMXzR6WU+daxyOIKf0sw==' },
    ]);
    expect(result).toMatchObject({ outcome: 'undecided', isCertain: false });
  });
});
