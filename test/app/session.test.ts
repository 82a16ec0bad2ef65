import { describe, expect, it } from 'vitest';
import { createTestSession, SPOOF } from '../tui/session.js';

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
      value: { path: 'domains.json', side: 'settings', format: 'settings', objectCount: 2, notes: ['Says acceptedDomains, onpremIps.'] },
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
