import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookAtFile } from '../../../src/adapters/files/look-at.js';

const REMOTE =
  'RemoteRoutingAddress : SMTP:kim@contoso.mail.onmicrosoft.com\nRecipientTypeDetails : RemoteUserMailbox\nPrimarySmtpAddress   : kim@contoso.com\n';

describe('what a path leads to', () => {
  let folder = '';
  const file = (name: string, content: string | Buffer = ''): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'crossprem-look-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['an error', "Cannot find a recipient that has mailbox GUID '2dcb23c9-4179-4fec-b556-659ce21780e6'.", { kind: 'text' }],
    ['a remote mailbox', REMOTE, { kind: 'export', of: 'onprem' }],
    ['the same with a command and an error', `[PS] C:\\>Get-RemoteMailbox kim | fl\n\n${REMOTE}\n[PS] C:\\>x\n`, { kind: 'text' }],
    ['the same in UTF-16', Buffer.from(`\ufeff${REMOTE}`, 'utf16le'), { kind: 'export', of: 'onprem' }],
    ['source code', 'const userPrincipalName = "kim@contoso.com";\n', { kind: 'text' }],
    ['JSON of something else', '{"name": "x", "dependencies": {}}', { kind: 'text' }],
    ['nothing', '', { kind: 'text' }],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13]), { kind: 'text' }],
  ] as const)('is told by the first bytes: %s', async (_, content, kind) => {
    expect(await lookAtFile(file('Bericht Müller (1).txt', content))).toEqual(kind);
  });

  it('says that nothing is there', async () => {
    expect(await lookAtFile(join(folder, 'gone.txt'))).toEqual({ kind: 'missing' });
    symlinkSync(join(folder, 'gone.txt'), join(folder, 'dangling'));
    expect(await lookAtFile(join(folder, 'dangling'))).toEqual({ kind: 'missing' });
    expect(await lookAtFile('a\0b')).toEqual({ kind: 'missing' });
  });

  it('tells a file of many megabytes by its beginning', async () => {
    const path = file('large.ldf', 'dn: CN=Kim,DC=contoso,DC=com\nobjectClass: user\n');
    truncateSync(path, 3 * 1024 ** 3);
    expect(await lookAtFile(path)).toMatchObject({ kind: 'text' });
    const text = file('large.txt', `dn: CN=Kim,DC=contoso,DC=com\n${'mail: kim@contoso.com\n'.repeat(100_000)}`);
    expect(await lookAtFile(text)).toEqual({ kind: 'export', of: 'onprem' });
  });

  it.skipIf(process.platform === 'win32')('refuses what may never end', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    symlinkSync('/dev/zero', join(folder, 'zeroes'));
    symlinkSync(pipe, join(folder, 'linked-pipe'));
    for (const path of [pipe, join(folder, 'zeroes'), join(folder, 'linked-pipe'), '/dev/null'])
      expect(await lookAtFile(path)).toEqual({ kind: 'special' });
  });

  it('lists the files of a folder and links to files, and says how many are left out', async () => {
    const inside = join(folder, 'inside');
    mkdirSync(join(inside, 'deeper'), { recursive: true });
    for (let at = 0; at < 60; at++) writeFileSync(join(inside, `f${String(at).padStart(2, '0')}.txt`), '');
    writeFileSync(join(inside, '.hidden'), '');
    symlinkSync(join(inside, 'f00.txt'), join(inside, 'a-link.txt'));
    const found = await lookAtFile(inside);
    expect(found).toMatchObject({ kind: 'folder', more: 11 });
    expect(found.kind === 'folder' ? found.paths.slice(0, 2) : []).toEqual([join(inside, 'a-link.txt'), join(inside, 'f00.txt')]);
  });
});
