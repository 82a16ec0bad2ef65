import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createPowerShellParser } from '../setup/powershell.js';
import { crossprem, folderWith, reportOf } from '../setup/process.js';

const GUID = '8be74422-b0d9-47ec-b861-e7de1a9cfb20';
const ESC = '\u001b';
const NASTY = `${ESC}]0;owned\u0007${ESC}[2J${ESC}[31mred${ESC}]52;c;ZXZpbA==\u0007\u009b31m\u202Etxt.exe\u2066\u200b\u0000\u0008\r`;
// Everything a terminal would obey, and what reorders a line; tabs and line ends are the report's own.
const OBEYED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/;

// A text with several NULs is taken for binary data, and refused; so the paste has none.
const PASTED = NASTY.replaceAll('\u0000', '');
const TEXT = `${PASTED}\nError: Cannot find a recipient that has mailbox GUID '${GUID}'.${PASTED} kim${PASTED}@contoso.com\n${PASTED}The call to 'https://mail.contoso.com/EWS/mrsproxy.svc${PASTED}' failed.`;
const evil = `Kim${NASTY}`;
const CLOUD = JSON.stringify([
  {
    id: GUID,
    userPrincipalName: `kim${NASTY}@contoso.com`,
    displayName: evil,
    mailNickname: evil,
    onPremisesImmutableId: evil,
    exo: {
      ExchangeGuid: GUID,
      RecipientTypeDetails: 'UserMailbox',
      DisplayName: evil,
      Alias: evil,
      EmailAddresses: ['SMTP:kim@contoso.com', `smtp:${evil}@contoso.mail.onmicrosoft.com`],
      MailboxLocations: [evil],
    },
  },
]);
const ONPREM = JSON.stringify([
  {
    distinguishedName: `CN=${evil},DC=contoso,DC=com`,
    objectGUID: GUID,
    userPrincipalName: 'kim@contoso.com',
    mail: 'kim@contoso.com',
    displayName: evil,
    sAMAccountName: evil,
    mailNickname: evil,
    msExchMailboxGuid: null,
    msExchRecipientTypeDetails: '2147483648',
    targetAddress: evil,
    legacyExchangeDN: evil,
    homeMDB: evil,
    proxyAddresses: ['SMTP:kim@contoso.com', evil],
  },
]);
const SETTINGS = JSON.stringify({ routingDomain: evil, initialDomain: evil, verifiedDomains: [evil], syncedContainers: [evil] });

const cwd = folderWith({ 'error.txt': TEXT, 'cloud.json': CLOUD, 'onprem.json': ONPREM, 'settings.json': SETTINGS });
const DATA = ['--onprem', 'onprem.json', '--cloud', 'cloud.json', '--settings', 'settings.json'];

describe('what a stranger wrote', () => {
  it.each([
    ['text', []],
    ['text, all of it', ['--verbose']],
    ['markdown', ['--format', 'markdown']],
    ['json', ['--json']],
    ['ndjson', ['--format', 'ndjson']],
    ['an explanation', ['--explain', 'migration/mailbox-guid-not-found']],
  ])('never reaches the terminal as it stands: %s', (_, words) => {
    const run = crossprem(['error.txt', ...DATA, ...words], { cwd });
    expect(run.code).toBeLessThan(2);
    expect(run.out).not.toMatch(words.includes('--json') || words.includes('ndjson') ? /[\u0000-\u0008\u000b-\u001f]/ : OBEYED);
    expect(run.err).not.toMatch(OBEYED);
    expect(run.out.length).toBeGreaterThan(200);
  });

  it('is still diagnosed', () => {
    const report = reportOf(crossprem(['error.txt', ...DATA, '--json'], { cwd }));
    expect(report.findings[0]?.id).toBe('migration/mailbox-guid-not-found');
  });

  it('never reaches a script', async () => {
    const out = join(folderWith(), 'fix');
    const run = crossprem(['plan', 'error.txt', ...DATA, '--cause', 'remote-mailbox-guid-empty', '--script', out], { cwd });
    expect(run.err).toBe('');
    const parser = await createPowerShellParser();
    for (const name of readdirSync(out)) {
      const text = readFileSync(join(out, name), 'utf8');
      expect(text.replaceAll('\r\n', '\n'), name).not.toMatch(OBEYED);
      if (name.endsWith('.ps1')) parser.commandNames(text);
    }
  });

  it.each([
    ['a file name', [`${PASTED}.txt`]],
    ['a command', [`diag${ESC}[31m`]],
    ['an option', [`--form${ESC}[31mat`, 'x']],
    ['an option value', ['--format', `${ESC}[31mtext`]],
    ['an answer', ['-', '--answer', `ask${ESC}[31m=yes`]],
    ['a rule', ['rules', 'show', `${ESC}[31m`]],
    ['a GUID', ['guid', `${ESC}[31m${GUID}`]],
  ])('is not echoed raw from %s', (_, words) => {
    const run = crossprem(words, { cwd, input: TEXT });
    expect(run.err.replaceAll('\r', '')).not.toMatch(OBEYED);
    expect(run.out).not.toMatch(OBEYED);
  });

  it('is no markup in markdown', () => {
    const text = `Cannot find a recipient that has mailbox GUID '${GUID}' | <script>alert(1)</script> [x](javascript:1) \`\`\` # h`;
    const cloud = JSON.stringify([
      {
        id: GUID,
        userPrincipalName: '<img src=x onerror=1>|`x`@contoso.com',
        displayName: '```\n# x',
        exo: { ExchangeGuid: GUID, RecipientTypeDetails: 'UserMailbox' },
      },
    ]);
    const folder = folderWith({ 'e.txt': text, 'c.json': cloud, 'o.json': '[]' });
    const { out } = crossprem(['e.txt', '--cloud', 'c.json', '--format', 'markdown'], { cwd: folder });
    const outside = out
      .replace(/^```[\s\S]*?^```$/gm, '')
      .replace(/``[^\n]*?``/g, '')
      .replace(/`[^`\n]*`/g, '');
    expect(outside).not.toMatch(/<(?:script|img)|\]\(javascript/);
    expect((out.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
  });
});
