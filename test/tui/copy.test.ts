import { describe, expect, it } from 'vitest';
import { allCommands, commandCount } from '../../src/tui/copy-text.js';
import { stepsOf } from '../../src/tui/pages/fix.js';
import { createTestSession, ERROR } from './session.js';

async function confirmed() {
  const session = createTestSession();
  await session.load('onprem.json', 'onprem');
  await session.load('cloud.json', 'cloud');
  const diagnosis = session.diagnose(ERROR, { name: 'error.txt', answers: new Map() });
  const [finding] = diagnosis.findings;
  if (finding === undefined) throw new Error('nothing was found');
  return { diagnosis, finding, text: allCommands(diagnosis, finding), steps: stepsOf(diagnosis, finding) };
}

describe('all commands, copied', () => {
  it('are the commands of the plan, byte for byte and a line each, in the order to run them', async () => {
    const { text, steps } = await confirmed();
    const wanted = steps
      .flatMap((step) => [...step.precheck, ...step.commands, ...step.verify])
      .filter(({ isManual }) => !isManual)
      .map((command) => command.text);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines).toEqual(wanted);
  });

  it('end with the undo as comments, the last step first, so that a paste of the whole does not run it', async () => {
    const { text, steps } = await confirmed();
    const undo = text.slice(text.indexOf('# Undo (take the # away to run)'));
    expect(undo.split('\n').every((line) => line === '' || line.startsWith('#'))).toBe(true);
    for (const { rollback } of steps)
      for (const { isManual, text: command } of rollback) if (!isManual) expect(undo).toContain(`# ${command}`);
    const numbers = [...undo.matchAll(/^# Undo of step (\d{1,3}):/gm)].map((match) => Number(match[1]));
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
  });

  it('hold no character that is not printed, and no typographic quote', async () => {
    const { text } = await confirmed();
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it('are counted with their undo', async () => {
    const { diagnosis, finding, steps } = await confirmed();
    const all = steps.flatMap((step) => [...step.precheck, ...step.commands, ...step.verify, ...step.rollback]);
    expect(commandCount(diagnosis, finding)).toBe(all.filter(({ isManual }) => !isManual).length);
  });
});
