import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInputFile, readInputStream } from '../../../src/adapters/files/read-input.js';
import type { InputText } from '../../../src/ports/files.js';
import { HEADERS, msgFile } from '../../setup/mail.js';
import { folderWith } from '../../setup/process.js';

async function readBytes(bytes: string | Uint8Array): Promise<InputText> {
  const result = await readInputFile(join(folderWith({ input: bytes }), 'input'));
  if (result.kind === 'problem') throw new Error(result.problem.what);
  return result.value;
}

const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();
const BASE64 = `${HEADERS}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from('decoded').toString('base64')}\r\n`;

describe('an input that is mail', () => {
  it('is decoded, and its bytes are kept', async () => {
    const input = await readBytes(BASE64);
    expect(input.text.endsWith('\n\ndecoded\n')).toBe(true);
    expect(textOf(input.raw)).toBe(BASE64);
    expect(input.messages).toBeUndefined();
  });

  it('keeps the bytes of a plain message and of headers alone, and their text as it stands', async () => {
    for (const text of [`${HEADERS}\r\n\r\nHello\r\n`, HEADERS]) {
      const input = await readBytes(`\r\n${text}`);
      expect(input.text).toBe(`\r\n${text}`);
      expect(textOf(input.raw)).toBe(text);
    }
  });

  it('is read from UTF-16, as PowerShell writes it, and with a byte order mark', async () => {
    const quoted = `${HEADERS}\r\nX-Name: M\u00fcller\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nM=C3=BCnchen`;
    const utf16 = await readBytes(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(quoted, 'utf16le')]));
    expect(utf16).toMatchObject({ encoding: 'utf-16le', text: expect.stringMatching(/X-Name: Müller[\s\S]*München\n$/) });
    expect((await readBytes(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(HEADERS, 'utf16le')]))).text).toBe(HEADERS);
    const marked = await readBytes(`\ufeff${BASE64}`);
    expect(marked.text).toContain('decoded');
    expect(textOf(marked.raw)).toBe(BASE64);
  });

  it.each(['Cannot find a recipient', 'Error: Subject is missing\nStatus: 1', 'From now on it fails\nSubject', '{"From": "a"}'])(
    'is not %j',
    async (text) => {
      expect(await readBytes(text)).toMatchObject({ text, notes: [] });
      expect((await readBytes(text)).raw).toBeUndefined();
    },
  );

  it('may be several messages of a mailbox file', async () => {
    const line = 'From kim@fabrikam.com Mon Mar  2 09:00:01 2026\n';
    const input = await readBytes(`${line}${BASE64}\n${line}Subject: two\n\n>From here\n`);
    expect(input.messages?.length).toBe(2);
    expect(input.messages?.[0]?.text).toContain('decoded');
    expect(textOf(input.messages?.[1]?.raw)).toBe('Subject: two\n\nFrom here\n');
    expect(input.raw).toBeUndefined();
    expect(input.text).toContain('decoded');
    expect(input.text).toContain('Subject: two');
    const one = await readBytes(`${line}${BASE64}`);
    expect(one.messages).toBeUndefined();
    expect(textOf(one.raw)).toBe(BASE64);
  });

  it('may be an Outlook file, from a file and from a pipe', async () => {
    const file = msgFile({ properties: { '007D001F': HEADERS, '1000001F': 'Hello' } });
    expect(await readBytes(file)).toMatchObject({ encoding: 'msg', text: `${HEADERS}\n\nHello`, isTruncated: false });
    async function* pipe() {
      yield file.subarray(0, 100);
      yield file.subarray(100);
    }
    expect(await readInputStream(pipe())).toMatchObject({ kind: 'ok', value: { encoding: 'msg' } });
    expect((await readBytes(file)).raw).toBeUndefined();
  });

  it('tells a damaged Outlook file', async () => {
    const file = join(folderWith({ 'x.msg': msgFile({ properties: {} }).subarray(0, 700) }), 'x.msg');
    expect(await readInputFile(file)).toMatchObject({
      kind: 'problem',
      problem: { where: file, what: expect.stringContaining('damaged') },
    });
  });

  it('is read from its beginning where it is too large to be read whole', async () => {
    const head = `${HEADERS}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n`;
    const input = await readBytes(head + `${'QUJD'.repeat(19)}\r\n`.repeat(500_000));
    expect(input).toMatchObject({ isTruncated: true, text: `${head.split('\r\n\r\n')[0]}\n\nhello\n` });
    expect(input.notes[0]).toContain('37 MB');
    expect(input.raw).toBeUndefined();
  });
});
