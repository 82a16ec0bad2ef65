import { describe, expect, it } from 'vitest';
import { createDoctorText, type DoctorCheck, doctorHead, doctorMarkdown } from '../../src/render/doctor.js';
import { plainPaint } from '../../src/render/lines.js';

const DC = 'ldaps://dc1.corp.contoso.com';
const GRAPH = 'https://graph.microsoft.com';
const good = (check: string, endpoint = DC): DoctorCheck => ({ endpoint, check, verdict: 'ok', says: `The ${check} is good.` });
const FAILED: DoctorCheck = {
  endpoint: DC,
  check: 'sign-in',
  verdict: 'failed',
  says: 'The account is locked.',
  next: 'Have it unlocked.',
};
const waiting = (check: string): DoctorCheck => ({
  endpoint: DC,
  check,
  verdict: 'skipped',
  says: 'Not tried, for the sign-in failed.',
  next: 'Mend that first.',
});
const warned = (check: string): DoctorCheck => ({ endpoint: GRAPH, check, verdict: 'warning', says: 'It is late.', next: 'Look there.' });

function textOf(checks: readonly DoctorCheck[], width = 80): string {
  const text = createDoctorText(plainPaint, width);
  return [...checks.map(text.line), text.end()].join('');
}

describe('what doctor says', () => {
  it('puts together what was not tried for one reason, and ends with what failed', () => {
    const text = textOf([good('reach'), FAILED, waiting('clock'), waiting('schema'), warned('permission'), warned('permission')]);
    expect(text).toContain('  ok       reach           The reach is good.\n');
    expect(text).toContain('  failed   sign-in         The account is locked.\n                           Have it unlocked.\n');
    expect(text).toContain(
      '  skipped  clock, schema: Not tried, for the sign-in failed. Mend that first.\n\nhttps://graph.microsoft.com\n',
    );
    expect(text).toContain(`Failed: sign-in of ${DC}. 2 checks were not tried. With a warning: permission (2) of ${GRAPH}.`.slice(0, 60));
    expect(text.match(/Not tried/g)).toHaveLength(1);
  });

  it('says when nothing is wrong, or only little', () => {
    expect(textOf([good('reach')])).toMatch(/\n\nEverything that was tried works\.\n$/);
    expect(textOf([good('reach'), warned('clock')])).toMatch(
      /\n\nNothing failed\. With a warning: clock of https:\/\/graph\.microsoft\.com\.\n$/,
    );
  });

  it('fits the width, and obeys nothing that a server sent', () => {
    const long = { ...good('reach'), says: `${'word '.repeat(60)}\u001b[2Jend` };
    const text = textOf([long], 70);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(70);
    expect(text).not.toContain('\u001b');
  });

  it('is a table with a head, for a ticket', () => {
    const text = doctorMarkdown([good('reach'), { ...FAILED, says: 'a | b' }], doctorHead('0.1.0', '2026-11-23T02:18:02.139Z'));
    expect(text).toMatch(/^# crossprem 0\.1\.0 doctor, 2026-11-23 02:18:02 UTC\n/);
    expect(text).toContain('Failed: sign-in of');
    expect(text.split('\n').filter((line) => line.startsWith('|'))).toHaveLength(4);
  });
});
