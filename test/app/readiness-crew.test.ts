import { describe, expect, it } from 'vitest';
import { createCrewMember } from '../../src/app/crew-member.js';
import { createDirectories } from '../../src/app/diagnose.js';
import { assessAll } from '../../src/app/readiness.js';
import { assessWithCrew } from '../../src/app/readiness-crew.js';
import { createRuleSet } from '../../src/engine/load.js';
import { ok, problem } from '../../src/evidence/problem.js';
import type { Readiness } from '../../src/fixes/readiness.js';
import { readJsonValues } from '../../src/parse/recipient/json.js';
import { packTable } from '../../src/parse/recipient/table.js';
import type { Crew, CrewAnswer, CrewJob, PackedSides, ScanBlock } from '../../src/ports/crew.js';
import { makePerson, ORGANIZATION_SETTINGS } from '../setup/organization.js';
import { repositoryRules } from '../setup/rules.js';

const ruleSet = createRuleSet(repositoryRules(), 'test');
const people = Array.from({ length: 1500 }, (_, i) => makePerson(i, 10));
const onprem = people.flatMap(({ onprem, moreOnprem = [] }) => [...(onprem === undefined ? [] : [onprem]), ...moreOnprem]);
const cloud = people.flatMap(({ cloud, moreCloud = [] }) => [...(cloud === undefined ? [] : [cloud]), ...moreCloud]);
const tables = { onprem: [readJsonValues(onprem, 'onprem', 'onprem')], cloud: [readJsonValues(cloud, 'cloud', 'cloud')] };
const options = { ruleSet, settings: ORGANIZATION_SETTINGS, direction: undefined, answers: new Map() };

/** Two members in this thread, which see only what a message can carry, and take turns block by block. `stopAfter`: blocks. */
function crewHere(stopAfter = Number.POSITIVE_INFINITY): Crew {
  const members = [createCrewMember(), createCrewMember()];
  const turns = new SharedArrayBuffer(8);
  const ask = (at: number, job: Exclude<CrewJob, { kind: 'read' }>, tell: (answer: CrewAnswer) => void = () => {}): CrewAnswer => {
    const answer = members[at]?.perform(structuredClone(job), (told) => tell(structuredClone(told)));
    if (answer === undefined) throw new Error('no such member');
    return structuredClone(answer);
  };
  return {
    readDirectory: async (path) => ({ kind: 'problem', problem: { what: 'not read here', where: path, next: '' } }),
    hasRead: () => true,
    index: async (given) => {
      const sides: { onprem: PackedSides['onprem']; cloud: PackedSides['cloud'] } = { onprem: undefined, cloud: undefined };
      for (const [at, side] of (['onprem', 'cloud'] as const).entries()) {
        const answer = ask(at, { kind: 'index', side, tables: (given[side] ?? []).map((table) => packTable(asRead(table))) });
        if (answer.kind === 'side') sides[side] = answer.side;
      }
      return ok(sides);
    },
    join: async (sides) => {
      const answer = ask(0, { kind: 'join', sides });
      return answer.kind === 'people' ? ok(answer.people) : problem('no people', '', '');
    },
    scan: async (job, onBlock: (block: ScanBlock) => void) => {
      let blocks = 0;
      for (const thread of [1, 0]) {
        ask(thread, { kind: 'scan', job, thread, turns }, (answer) => {
          if (answer.kind === 'block') onBlock(answer.block);
          if (++blocks >= stopAfter) Atomics.store(new Int32Array(turns), 1, 1);
        });
      }
      return ok(null);
    },
    stop: () => {},
    close: async () => {},
  };
}

function asRead(table: object) {
  const found = [...tables.onprem, ...tables.cloud].find((one) => one === table);
  if (found === undefined) throw new Error('a strange table');
  return found;
}

const shown = (result: Readiness, length: number) =>
  Array.from({ length }, (_, position) => {
    const { index, verdict, hits, open } = result.person(position);
    return { index, verdict, hits: hits.map(({ check, status }) => `${check.id} ${status}`), open: open.map(({ id }) => id) };
  });

describe('a run with a crew', () => {
  const alone = assessAll({ ...options, directories: createDirectories(tables.onprem, tables.cloud) });

  it('comes to the same as a run without one', async () => {
    const told: unknown[] = [];
    const result = await assessWithCrew(crewHere(), tables, {
      ...options,
      choose: () => () => true,
      onProgress: (step) => told.push(step),
    });
    if (result.kind === 'problem') throw new Error(result.problem.what);
    expect(shown(result.value, result.value.length)).toEqual(shown(alone, alone.length));
    expect(result.value.counts.map(({ check, confirmed, open }) => [check.id, confirmed, open])).toEqual(
      alone.counts.map(({ check, confirmed, open }) => [check.id, confirmed, open]),
    );
    expect(told[0]).toBe('joining');
    expect(told.at(-1)).toEqual({ done: alone.length, of: alone.length });
  });

  it('judges only those who are chosen', async () => {
    const choose = () => (index: number) => index % 3 === 0;
    const result = await assessWithCrew(crewHere(), tables, { ...options, choose, onProgress: () => {} });
    if (result.kind === 'problem') throw new Error(result.problem.what);
    expect(shown(result.value, result.value.length)).toEqual(shown(alone, alone.length).filter(({ index }) => index % 3 === 0));
  });

  it('keeps what was done when it is stopped', async () => {
    const result = await assessWithCrew(crewHere(1), tables, { ...options, choose: () => () => true, onProgress: () => {} });
    if (result.kind === 'problem') throw new Error(result.problem.what);
    expect(result.value.isComplete).toBe(false);
    expect(result.value.length).toBeGreaterThan(0);
    expect(shown(result.value, result.value.length)).toEqual(shown(alone, result.value.length));
  });
});
