import { describe, expect, it } from 'vitest';
import { say, tell } from '../../src/cli/tell.js';

function told(isErrorTerminal: boolean, next: string): string {
  const texts: string[] = [];
  const what = 'The certificate of the server comes from an authority that this machine does not trust.';
  tell({ err: (text) => texts.push(text), isErrorTerminal, errorWidth: 40 }, { what, where: 'ldaps://dc1', next });
  return texts.join('');
}

describe('what the program tells on standard error', () => {
  it('is two lines in a log, and fits a terminal', () => {
    expect(told(false, 'Name its file, which holds the certificate.').split('\n')).toHaveLength(3);
    const lines = told(true, 'Name its file, which holds the certificate.').split('\n');
    expect(lines.length).toBeGreaterThan(4);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines.every((line, index) => index === 0 || line === '' || line.startsWith('  '))).toBe(true);
  });

  it('leaves a command on one line, so that it can be copied', () => {
    const next = 'Then: crossprem collect --snapshot FILE --redact --out shareable.crossprem.';
    expect(told(true, next)).toContain(`\n  ${next}\n`);
  });

  it('shows nothing that a terminal would obey', () => {
    const texts: string[] = [];
    say({ err: (text) => texts.push(text) }, 'a\u001b[2Jb');
    expect(texts.join('')).not.toContain('\u001b');
  });
});
