import { describe, expect, it } from 'vitest';
import { kindOfPaste } from '../../../src/parse/intake/kind.js';

describe('what a paste looks like', () => {
  it.each([
    ['2dcb23c9-4179-4fec-b556-659ce21780e6', 'value'],
    [' {2DCB23C9-4179-4FEC-B556-659CE21780E6}\n', 'value'],
    ['DfOw3cNx4ECG+XXGimiXZQ==', 'value'],
    ['kim.alder@contoso.com', 'value'],
    ['./error.txt', 'paths'],
    ['{"schema": "crossprem/session@1", "version"', 'session'],
    ["Cannot find a recipient that has mailbox GUID '2dcb23c9-4179-4fec-b556-659ce21780e6'.", 'text'],
    ['kim.alder@contoso.com 550 5.1.10 RESOLVER.ADR.RecipientNotFound', 'text'],
    ['PS] C:\\Windows>Get-RemoteMailbox kim', 'output'],
    ['[PS] C:\\&gt;Get-RemoteMailbox kim', 'output'],
    ['[ex01.contoso.com]: PS C:\\> Get-Mailbox kim', 'output'],
    ['', 'text'],
    ['   \n ', 'text'],
  ])('%j is %s', (text, kind) => {
    expect(kindOfPaste(text)).toBe(kind);
  });

  it('reads a text of two million characters only in part', () => {
    expect(kindOfPaste('a'.repeat(2_000_000))).toBe('text');
    expect(kindOfPaste(`${'x@contoso.com '.repeat(100_000)}`)).toBe('text');
  });
});
