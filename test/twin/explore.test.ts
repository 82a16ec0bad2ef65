import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { simulatePlan, undo } from '../../src/twin/prove.js';
import { twinOf } from '../../src/twin/state.js';
import { blindReason, checksWithFixes, fire, prove, seedsOf, textOf } from './seeds.js';

it('explore', () => {
  const lines: string[] = [];
  for (const rule of checksWithFixes()) {
    for (const seed of seedsOf(rule)) {
      const fired = fire(seed);
      if (fired === undefined) {
        lines.push(`NOFIRE ${rule} | ${seed.name}`);
        continue;
      }
      const ids = fired.steps.map((s) => s.fixId).join('+');
      const blind = blindReason(fired.steps);
      if (blind !== undefined) {
        lines.push(`BLIND ${rule} | ${seed.name} | ${ids} | ${fired.steps.filter((s) => !s.isModelled).map((s) => s.fixId)}`);
        continue;
      }
      try {
        const before = textOf(fired.context.directories);
        const sim = simulatePlan(fired.steps, twinOf(fired.subject, fired.context.directories), fired.context.settings);
        if (sim.kind === 'simulated' && textOf(undo(sim.state, sim.trace).directories) !== before)
          lines.push(`UNDO ${rule} | ${seed.name}`);
        if (textOf(fired.context.directories) !== before) lines.push(`TOUCHED ${rule} | ${seed.name}`);
        const p = prove(fired);
        lines.push(
          `${p.kind === 'proven' ? 'OK' : p.kind === 'not-proven' ? 'NOT' : 'CANNOT'} ${rule} | ${seed.name} | ${ids} | ${p.why.slice(0, 300)}`,
        );
      } catch (e) {
        lines.push(`THROW ${rule} | ${seed.name} | ${e instanceof Error ? e.stack?.slice(0, 300) : e}`);
      }
    }
  }
  writeFileSync('/tmp/explore.txt', lines.join('\n'));
}, 600000);
