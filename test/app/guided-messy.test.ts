import { describe, expect, it } from 'vitest';
import { createTestSession } from '../tui/session.js';
import { cloudMailbox, confirmed, ERROR, paste, remoteMailbox } from './guided-outputs.js';

describe('outputs as forums, mails and terminals hand them on', () => {
  it.each([
    ['behind whose lines a mail programme put empty ones', (text: string) => text.trim().split('\n').join('\n\n')],
    [
      'with blanks at the ends of its lines',
      (text: string) =>
        text
          .split('\n')
          .map((line) => `${line}  `)
          .join('\n'),
    ],
    ['with tabs beside the colons', (text: string) => text.replace(/ *: /g, '\t: ')],
    ['out of the source of a page', (text: string) => `[PS] C:\\&gt;Get-RemoteMailbox kim.alder | fl\n${text}`],
    [
      'quoted below an answer',
      (text: string) =>
        `Hello,\n\nsee below.\n\n${text
          .trim()
          .split('\n')
          .map((line) => `> ${line}`)
          .join('\n')}\n\nThanks`,
    ],
    ['with half of its prompt', (text: string) => `PS] C:\\Windows\\system32>Get-RemoteMailbox kim.alder | fl\n${text}`],
    ['with the prompt of a theme', (text: string) => `\u276f Get-RemoteMailbox kim.alder | fl\n${text}\u276f `],
    ['of Azure Cloud Shell', (text: string) => `PS /home/kim> Get-RemoteMailbox kim.alder | fl\n${text}PS /home/kim>`],
    ['of a remote session', (text: string) => `[ex01.contoso.com]: PS C:\\> Get-RemoteMailbox kim.alder | fl\n${text}`],
    [
      'of a German transcript',
      (text: string) =>
        `**********************\nStart der Windows PowerShell-Aufzeichnung\nStartzeit: 20251103091127\n**********************\nPS C:\\> Get-RemoteMailbox kim.alder | fl\n${text}PS C:\\> Stop-Transcript\n**********************\n`,
    ],
    ['with no-break spaces', (text: string) => text.replaceAll(' ', '\u00a0')],
  ])('reads an output %s', async (_, messy) => {
    const session = createTestSession();
    await paste(session, cloudMailbox());
    expect(confirmed(await paste(session, messy(remoteMailbox())))).toEqual(['remote-mailbox-guid-empty']);
    const facts = session.diagnose(ERROR, {}).findings[0]?.facts;
    expect(facts?.('onPrem.emailAddresses')).toMatchObject({
      value: ['kim.alder@contoso.mail.onmicrosoft.com', 'kim.alder@contoso.com'],
    });
  });
});
