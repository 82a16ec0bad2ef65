import { afterEach, describe, expect, it } from 'vitest';
import { examineGraph } from '../../../src/adapters/graph/examine.js';
import { ok } from '../../../src/evidence/problem.js';
import type { CloudTarget, DoctorLine, LiveTools } from '../../../src/ports/live.js';
import { type GraphBed, type GraphBedOptions, startGraph } from '../../setup/graph.js';
import { never, QUICK, targetOf, testTools, trust } from './live.js';

let bed: GraphBed | undefined;
afterEach(() => bed?.stop());

async function open(options: GraphBedOptions = {}): Promise<GraphBed> {
  bed = await startGraph(options);
  trust(bed);
  return bed;
}

async function lines(target: CloudTarget, tools: LiveTools = testTools()): Promise<readonly DoctorLine[]> {
  const all: DoctorLine[] = [];
  for await (const line of examineGraph(target, tools, never, { limits: QUICK })) all.push(line);
  for (const { says, next, verdict } of all) {
    expect(says).toMatch(/[.]$/);
    expect(next === undefined).toBe(verdict === 'ok');
  }
  return all;
}

const verdicts = (all: readonly DoctorLine[], check: string) => all.filter((line) => line.check === check).map(({ verdict }) => verdict);

describe('doctor on Microsoft Graph', () => {
  it('finds all well', async () => {
    const service = await open();
    const at = Date.parse('2026-11-20T22:00:00Z');
    const all = await lines(
      targetOf(service),
      testTools(() => at),
    );
    expect(all.filter(({ verdict }) => verdict !== 'ok').map(({ check }) => check)).toEqual(['clock', 'clock']);
    expect(verdicts(all, 'permission')).toHaveLength(7);
    expect(all.find(({ check }) => check === 'synchronization')?.says).toBe('The tenant last synchronized 30 min ago.');
    expect(all.find(({ check }) => check === 'sign-in')?.says).toContain(`Signed in as crossprem test to the tenant ${service.tenant}`);
    expect(service.refused).toEqual([]);
  });

  it('says which permission is missing', async () => {
    const all = await lines(targetOf(await open({ permissions: ['User.Read.All', 'Organization.Read.All'], hasP2: false })));
    expect(verdicts(all, 'permission')).toEqual(['ok', 'warning', 'warning', 'ok', 'warning', 'warning', 'warning']);
    expect(verdicts(all, 'roles')).toEqual(['warning']);
    expect(all.find(({ says }) => says.startsWith('OrgContact'))?.next).toContain('OrgContact.Read.All');
  });

  it('skips what a refused sign-in makes impossible', async () => {
    const all = await lines(targetOf(await open(), { secret: () => Promise.resolve(ok('wrong')) }));
    expect(verdicts(all, 'sign-in')).toEqual(['failed']);
    expect(verdicts(all, 'permission')).toEqual(['skipped']);
  });

  it('tells a host that is not there, and a certificate that is not trusted', async () => {
    const service = await open();
    const stopped = await startGraph();
    await stopped.stop();
    const gone = await lines({ ...targetOf(service), endpoint: stopped.url });
    expect(gone.find(({ verdict }) => verdict === 'failed')?.says).toContain('refuses the connection');
    const other = await startGraph();
    try {
      const untrusted = await lines({ ...targetOf(service), endpoint: other.url });
      expect(untrusted.find(({ verdict }) => verdict === 'failed')).toMatchObject({ check: 'certificate' });
      expect(verdicts(untrusted, 'sign-in')).toEqual(['skipped']);
    } finally {
      await other.stop();
    }
  });

  it('takes no endpoint without TLS', async () => {
    const all = await lines({ ...targetOf(await open()), endpoint: 'http://localhost:80' });
    expect(all.map(({ verdict }) => verdict)).toEqual(['failed']);
  });
});
