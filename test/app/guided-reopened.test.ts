import { describe, expect, it } from 'vitest';
import { restoreData } from '../../src/app/saved-session.js';
import type { SavedSession } from '../../src/ports/saved-session.js';
import { CLOUD_MAILBOX } from '../tui/outputs.js';
import { createTestSession } from '../tui/session.js';

describe('pasted outputs of a session that is opened again', () => {
  it('are read again, and one that needs its question is named', async () => {
    const session = createTestSession();
    const saved: SavedSession = {
      schema: 'crossprem/session@1',
      version: 'test',
      savedAt: '2026-11-23T10:00:00.000Z',
      inputs: [],
      sources: [],
      pasted: [{ text: CLOUD_MAILBOX }, { text: 'LitigationHoldEnabled : True\nInPlaceHolds          : {}\n', side: 'cloud' }],
      history: [],
    };
    const problems = await restoreData(saved, { ...session, isDevice: async () => false });
    expect(session.sources().map(({ side }) => side)).toEqual(['cloud']);
    expect(problems).toMatchObject([{ where: expect.stringMatching(/^LitigationHold/) }]);
  });
});
