import { describe, expect, it } from 'vitest';
import { ok } from '../../src/evidence/problem.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { CLOUD, createTestSession, ON_PREM, SPOOF } from '../tui/session.js';

const FILES = {
  'domains.json': JSON.stringify({ acceptedDomains: { cloud: ['contoso.com'] }, onpremIps: ['203.0.113.20'] }),
  'more-ips.json': JSON.stringify({ onpremIps: ['203.0.113.21'] }),
  'off.json': JSON.stringify({ organizationConfig: { cloud: { RejectDirectSend: false } } }),
  'on.json': JSON.stringify({ organizationConfig: { cloud: { RejectDirectSend: true } } }),
  'misspelt.json': JSON.stringify({ onpremIp: ['203.0.113.20'] }),
  'organization.txt': 'ObjectClass : Get-OrganizationConfig\r\nnot an export',
};

const used = (session: ReturnType<typeof createTestSession>) => session.diagnose(SPOOF, {}).input.settings;
const paths = (session: ReturnType<typeof createTestSession>) => session.sources().map(({ path }) => path);

describe('settings of a session', () => {
  it('are unknown as long as none are loaded', () => {
    expect(used(createTestSession())).toBeUndefined();
  });

  it('are listed with what they say, and used by every diagnosis from then on', async () => {
    const session = createTestSession({ settings: FILES });
    const loaded = await session.load('domains.json', 'settings');
    expect(loaded).toEqual({
      kind: 'ok',
      value: { path: 'domains.json', side: 'settings', format: 'settings', objectCount: 2, notes: ['Holds acceptedDomains, onpremIps.'] },
    });
    expect(session.sources()).toEqual(loaded.kind === 'ok' ? [loaded.value] : []);
    expect(used(session)).toEqual({ acceptedDomains: { cloud: ['contoso.com'] }, onpremIps: ['203.0.113.20'] });
    expect(session.diagnose('another text', {}).input.settings).toEqual(used(session));
  });

  it('of several files are put together, and the rest stays when one is removed', async () => {
    const session = createTestSession({ settings: FILES });
    for (const path of ['domains.json', 'off.json', 'more-ips.json']) expect((await session.load(path, 'settings')).kind).toBe('ok');
    expect(used(session)).toEqual({
      acceptedDomains: { cloud: ['contoso.com'] },
      onpremIps: ['203.0.113.20', '203.0.113.21'],
      organizationConfig: { cloud: { RejectDirectSend: false } },
    });
    session.unload('domains.json');
    expect(paths(session)).toEqual(['off.json', 'more-ips.json']);
    expect(used(session)).toEqual({ onpremIps: ['203.0.113.21'], organizationConfig: { cloud: { RejectDirectSend: false } } });
    session.unload('off.json');
    session.unload('more-ips.json');
    expect(used(session)).toBeUndefined();
  });

  it.each([
    ['contradict those that are loaded', 'on.json', 'off.json, on.json'],
    ['do not exist', 'nowhere.json', 'nowhere.json'],
    ['name a setting that there is not', 'misspelt.json', 'misspelt.json'],
    ['are none', 'organization.txt', 'organization.txt'],
  ])('that %s change nothing, and the problem says where', async (_, path, where) => {
    const session = createTestSession({ settings: FILES });
    await session.load('off.json', 'settings');
    const before = used(session);
    const result = await session.load(path, 'settings');
    expect(result.kind === 'problem' ? result.problem.where : undefined).toContain(where);
    expect(paths(session)).toEqual(['off.json']);
    expect(used(session)).toEqual(before);
  });

  it('are read anew when the same file is loaded again', async () => {
    const files: Record<string, string> = { 'tenant.json': FILES['off.json'] };
    const session = createTestSession({ settings: files });
    await session.load('tenant.json', 'settings');
    files['tenant.json'] = FILES['on.json'];
    expect((await session.load('tenant.json', 'settings')).kind).toBe('ok');
    expect(paths(session)).toEqual(['tenant.json']);
    expect(used(session)).toEqual({ organizationConfig: { cloud: { RejectDirectSend: true } } });
  });

  it('of two loads at a time all count', async () => {
    const session = createTestSession({ settings: FILES });
    await Promise.all([session.load('off.json', 'settings'), session.load('more-ips.json', 'settings')]);
    expect(paths(session)).toHaveLength(2);
    expect(Object.keys(used(session) ?? {}).sort()).toEqual(['onpremIps', 'organizationConfig']);
  });

  it('stand beside the directories of both sides', async () => {
    const session = createTestSession({ settings: FILES });
    await session.load('onprem.json', 'onprem');
    await session.load('off.json', 'settings');
    await session.load('cloud.json', 'cloud');
    const { directories } = session.diagnose(SPOOF, {}).input;
    expect([directories.onprem === undefined, directories.cloud === undefined]).toEqual([false, false]);
    session.unload('onprem.json');
    expect(session.diagnose(SPOOF, {}).input.directories.onprem).toBeUndefined();
    expect(used(session)).toEqual({ organizationConfig: { cloud: { RejectDirectSend: false } } });
  });
});

describe('what a session file names', () => {
  const saved = (session: ReturnType<typeof createTestSession>) => session.savedData().sources;
  const opened = async (session: ReturnType<typeof createTestSession>, other: ReturnType<typeof createTestSession>) =>
    other.restore({
      schema: 'crossprem/session@1',
      version: 'test',
      savedAt: '2026-11-23T10:00:00.000Z',
      inputs: [],
      history: [],
      ...JSON.parse(JSON.stringify(session.savedData())),
    });

  it('are whole paths, for it is opened from another folder, and two names of one file are one', async () => {
    const wholePath = (path: string): string => (path.startsWith('/case/') ? path : `/case/${path}`);
    const session = createTestSession({ ports: { wholePath }, directories: { '/case/onprem.json': ON_PREM } });
    await session.load('onprem.json', 'onprem');
    expect(saved(session)).toEqual([{ path: '/case/onprem.json', side: 'onprem', kind: 'file' }]);
    await session.load('/case/onprem.json', 'onprem');
    expect(paths(session)).toEqual(['/case/onprem.json']);
  });

  it('stays named where it was not there, until it is loaded from another place', async () => {
    const session = createTestSession({ directories: { 'kim.json': ON_PREM } });
    await session.load('kim.json', 'onprem');
    const other = createTestSession({ directories: { '/new/kim.json': ON_PREM } });
    expect((await opened(session, other)).problems).toMatchObject([{ where: 'kim.json' }]);
    expect(saved(other)).toEqual(saved(session));
    await other.load('/new/kim.json', 'onprem');
    expect(saved(other).map(({ path }) => path)).toEqual(['/new/kim.json']);
  });

  it('is a snapshot without the parts that were taken out of it', async () => {
    const table = (source: string, side: 'onprem' | 'cloud') => ({
      ...readJsonValues(side === 'cloud' ? CLOUD : ON_PREM, side, source),
      format: 'json' as const,
    });
    const readSnapshot = async (path: string) =>
      path === 'a.snapshot'
        ? ok({ onprem: [table('ldap', 'onprem')], cloud: [table('graph', 'cloud')], settings: [], notes: [] })
        : undefined;
    const session = createTestSession({ ports: { readSnapshot } });
    await session.load('a.snapshot', 'onprem');
    session.unload('graph');
    const other = createTestSession({ ports: { readSnapshot } });
    await opened(session, other);
    expect(other.sources()).toEqual(session.sources());
    expect(saved(other)).toEqual(saved(session));
    await other.load('a.snapshot', 'onprem');
    expect(paths(other).toSorted()).toEqual(['graph', 'ldap']);
  });
});

describe('a pipe', () => {
  it('is not waited for', async () => {
    const session = createTestSession({ ports: { isDevice: async (path) => path === 'pipe' } });
    expect(await session.load('pipe', 'onprem')).toMatchObject({ kind: 'problem', problem: { where: 'pipe' } });
  });
});
