import { describe, expect, it } from 'vitest';
import { runBatchLine } from '../../src/app/batch.js';
import { answerRoute } from '../../src/app/route.js';
import { ALEX, cloudMailbox, hybrid, KIM, onPremMailbox } from '../setup/route.js';

const never = (): never => {
  throw new Error('a route needs no diagnosis');
};
const batch = (line: unknown) => runBatchLine(JSON.stringify(line), { diagnose: never, route: answerRoute, version: '0' });

describe('a question for a route', () => {
  const sides = { onprem: undefined, cloud: undefined, settings: undefined };
  it('takes addresses as people write them', () => {
    expect(answerRoute({ ...sides, from: ' SMTP:Alex@Contoso.com', to: 'Kim@contoso.com' })).toMatchObject({
      kind: 'ok',
      value: { from: ALEX, to: KIM },
    });
  });

  it.each([
    [{ from: undefined, to: KIM }, 'sender'],
    [{ from: ALEX, to: 'kim' }, 'recipient'],
    [{ from: ALEX, to: KIM, start: 'moon' }, 'place'],
  ])('%j names what is wrong', (words, expected) => {
    expect(answerRoute({ ...sides, ...words })).toMatchObject({
      kind: 'problem',
      problem: { what: expect.stringContaining(expected) },
    });
  });
});

describe('a route in a batch', () => {
  it('answers with the route', () => {
    const line = {
      id: 7,
      job: 'route',
      from: ALEX,
      to: KIM,
      onprem: [onPremMailbox(ALEX)],
      cloud: [cloudMailbox(KIM)],
      settings: hybrid(),
    };
    expect(batch(line)).toMatchObject({ id: 7, route: { outcome: { kind: 'bounce', where: 'on-premises', status: '5.1.1' } } });
  });

  it('works without sides and settings', () => {
    expect(batch({ id: 'a', job: 'route', from: ALEX, to: KIM, settings: null })).toMatchObject({
      id: 'a',
      route: { outcome: { kind: 'undecided' } },
    });
  });

  it.each([
    [{ to: KIM }, 'from'],
    [{ from: ALEX, to: 5 }, 'to'],
    [{ from: ALEX, to: 'kim' }, 'recipient'],
    [{ from: ALEX, to: KIM, start: 'moon' }, 'start'],
    [{ from: ALEX, to: KIM, onprem: 'x' }, 'onprem'],
    [{ from: ALEX, to: KIM, settings: [] }, 'settings'],
  ])('%j is a bad line', (line, words) => {
    expect(batch({ id: 1, job: 'route', ...line })).toMatchObject({
      id: 1,
      error: { code: 'bad-line', message: expect.stringContaining(words) },
    });
  });
});
