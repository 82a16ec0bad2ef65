import { describe, expect, it } from 'vitest';
import { readSavedSession } from '../../src/parse/session-file.js';
import type { SavedSession } from '../../src/ports/saved-session.js';
import { repositoryRules } from '../setup/rules.js';
import { CLOUD_MAILBOX, litigationHold } from '../tui/outputs.js';
import { createTestSession, ERROR } from '../tui/session.js';

const TIME = '2026-11-23T10:00:00.000Z';

describe('pasted outputs of a session that is opened again', () => {
  it('are read again, and one that needs its question is named', async () => {
    const session = createTestSession();
    const saved: SavedSession = {
      schema: 'crossprem/session@1',
      version: 'test',
      savedAt: TIME,
      inputs: [],
      sources: [],
      pasted: [{ text: CLOUD_MAILBOX }, { text: 'LitigationHoldEnabled : True\nInPlaceHolds          : {}\n', side: 'cloud' }],
      history: [],
    };
    const { problems } = await session.restore(saved);
    expect(session.sources().map(({ side }) => side)).toEqual(['cloud']);
    expect(problems).toMatchObject([{ where: expect.stringMatching(/^LitigationHold/) }]);
  });

  it('are read with the question that they answered', async () => {
    const session = createTestSession();
    await session.takeOutput(CLOUD_MAILBOX, {});
    const asked = repositoryRules().asked.find(({ name }) => name === 'cloud.holds');
    const [first] = session.diagnose(ERROR, {}).questions;
    if (asked === undefined || first === undefined) throw new Error('no question');
    const holds = litigationHold();
    const question = { ...first, asked };
    expect(await session.takeOutput(holds, { question })).toMatchObject({ kind: 'ok', value: { kind: 'outputs' } });
    const input = { text: ERROR, at: TIME, answers: {}, given: [['cloud.holds', 'pasted 2: Get-Mailbox']], skipped: [] };
    const file = { schema: 'crossprem/session@1', version: 'test', savedAt: TIME, inputs: [input], ...session.savedData(), history: [] };
    const saved = readSavedSession(JSON.stringify(file), 'a');
    if (saved.kind === 'problem') throw new Error(saved.problem.what);
    const later = createTestSession();
    expect(await later.restore(saved.value)).toMatchObject({
      problems: [],
      numbers: new Map([
        [1, 1],
        [2, 2],
      ]),
    });
    expect(later.sources()).toEqual(session.sources());
    expect(later.diagnose(ERROR, {}).findings[0]?.facts('cloud.litigationHold')).toMatchObject({ kind: 'known', value: true });
  });
});
