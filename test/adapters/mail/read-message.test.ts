import { describe, expect, it } from 'vitest';
import { readMailText } from '../../../src/adapters/mail/read-message.js';
import type { MailText } from '../../../src/ports/files.js';
import { HEADERS } from '../../setup/mail.js';
import { fc } from '../../setup/property.js';

const MIXED = `${HEADERS}\r\nContent-Type: multipart/mixed;\r\n boundary="=_b1"\r\n\r\n`;
const REPORT = `${HEADERS}\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\r\n\r\n`;
const DELIVERY_STATUS =
  'Reporting-MTA: dns;mx1.contoso.com\r\n\r\nFinal-Recipient: rfc822;alex@contoso.com\r\nAction: failed\r\nStatus: 5.1.10';

async function read(message: string | Uint8Array): Promise<MailText> {
  const mail = await readMailText(typeof message === 'string' ? Buffer.from(message, 'latin1') : message);
  if (mail === undefined) throw new Error('nothing was decoded');
  return mail;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const bodyOf = ({ text }: MailText): string => text.slice(text.search(/\r?\n\r?\n/)).trim();

describe('readMailText', () => {
  it('keeps the header section as it stands: order, repeated fields, folds, case', async () => {
    const head = `${HEADERS}\r\nX-a: 1\r\nx-A: 2\r\nreceived: third\r\n\tfolded\r\nSubject: again`;
    const { text } = await read(`${head}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64('decoded')}`);
    expect(text).toBe(`${head}\r\nContent-Transfer-Encoding: base64\n\ndecoded\n`);
  });

  it('keeps a section that mailparser refuses: 100,000 fields', async () => {
    const head = `${'To: alex@contoso.com\r\n'.repeat(100_000)}${HEADERS}`;
    const { text } = await read(`${head}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nM=C3=BCller`);
    expect(text.startsWith(head)).toBe(true);
    expect(text.endsWith('Müller\n')).toBe(true);
  });

  it('decodes quoted-printable and base64 by their charset', async () => {
    const qp = `${HEADERS}\r\nContent-Type: text/plain; charset="iso-8859-1"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nM=FCller =\r\nkommt`;
    expect(bodyOf(await read(qp))).toBe('Müller kommt');
    const japanese = Buffer.from([0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42]).toString('latin1');
    expect(bodyOf(await read(`${HEADERS}\r\nContent-Type: text/plain; charset=iso-2022-jp\r\n\r\n${japanese}`))).toBe('日本');
    const gb = Buffer.from([0xd6, 0xd0, 0xce, 0xc4]).toString('latin1');
    expect(
      bodyOf(await read(`${HEADERS}\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${gb}`)),
    ).toBe('中文');
  });

  it('decodes 8-bit headers apart from the body', async () => {
    const head = Buffer.from(`${HEADERS}\r\nX-Name: Müller\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n`);
    const { text } = await read(Buffer.concat([head, Buffer.from('<p>M\xfcller</p>', 'latin1')]));
    expect(text).toContain('X-Name: Müller');
    expect(text.endsWith('Müller\n')).toBe(true);
  });

  it.each([
    ['plain text', `${HEADERS}\r\n\r\nHello`],
    ['8-bit text', `${HEADERS}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nHello`],
    ['headers of a multipart message without a body', MIXED],
    ['such headers with something else below', `${MIXED}Why was this message flagged?\r\n`],
    ['no message', 'Cannot find a recipient'],
    ['nothing', ''],
  ])('leaves %s alone', async (_name, text) => {
    expect(await readMailText(Buffer.from(text))).toBeUndefined();
  });

  it('takes the plain text of alternatives, and HTML where the plain text is empty', async () => {
    const parts = (plain: string): string =>
      `${MIXED.replace('mixed', 'alternative')}--=_b1\r\n\r\n${plain}\r\n--=_b1\r\nContent-Type: text/html\r\n\r\n<p>Remote server returned <b>'550&nbsp;5.7.1'</b></p>\r\n--=_b1--\r\n`;
    expect(bodyOf(await read(parts('plain')))).toBe('plain');
    expect(bodyOf(await read(parts(' ')))).toMatch(/^Remote server returned '550\s5\.7\.1'$/);
  });

  it('takes HTML inside a multipart as text', async () => {
    const html = `<html><body><table><tr><td>Generating server:</td><td>mx1.contoso.com</td></tr></table></body></html>`;
    const mail = await read(
      `${MIXED}--=_b1\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(html)}\r\n--=_b1--`,
    );
    expect(bodyOf(mail)).toContain('Generating server:');
    expect(bodyOf(mail)).not.toContain('<');
  });

  it('keeps the delivery status and the returned headers of a report, in order', async () => {
    const mail = await read(
      `${REPORT}--r\r\nContent-Type: text/plain\r\n\r\nDelivery has failed\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n${DELIVERY_STATUS}\r\n--r\r\nContent-Type: text/rfc822-headers\r\n\r\nReceived: by a\r\nReceived: by b\r\nSubject: x\r\n--r--\r\n`,
    );
    expect(bodyOf(mail).replaceAll('\r', '')).toBe(
      `Delivery has failed\n\n${DELIVERY_STATUS.replaceAll('\r', '')}\n\nOriginal message headers:\n\nReceived: by a\nReceived: by b\nSubject: x`,
    );
    expect(mail.notes.join(' ')).toContain('2 reports');
  });

  it('keeps a status whose type is newer or whose encoding is base64', async () => {
    const mail = await read(
      `${REPORT}--r\r\nContent-Type: message/global-delivery-status\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(DELIVERY_STATUS)}\r\n--r--`,
    );
    expect(bodyOf(mail)).toContain('Status: 5.1.10');
  });

  it('decodes attached messages with all their headers, inner ones too', async () => {
    const inner = `Received: by q\r\nReceived: by p\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64('inner text')}`;
    const middle = `Subject: middle\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\n${inner}\r\n--m--`;
    const mail = await read(`${MIXED}--=_b1\r\n\r\nsee below\r\n--=_b1\r\nContent-Type: message/rfc822\r\n\r\n${middle}\r\n--=_b1--`);
    expect(bodyOf(mail).replaceAll('\r', '')).toMatch(
      /^see below\n\nAttached message:\n\nSubject: middle\n[\s\S]*\n\nAttached message:\n\nReceived: by q\nReceived: by p\n[\s\S]*\n\ninner text$/,
    );
  });

  it('takes an .eml file that is attached as plain bytes for a message', async () => {
    const mail = await read(
      `${MIXED}--=_b1\r\nContent-Type: application/octet-stream; name="spam.eml"\r\nContent-Disposition: attachment; filename="spam.eml"\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64(`${HEADERS}\r\n\r\nbuy`)}\r\n--=_b1--`,
    );
    expect(bodyOf(mail)).toContain(`Attached message:\n\n${HEADERS}`);
  });

  it('leaves attachments out and says how many', async () => {
    const file = '--=_b1\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n';
    const mail = await read(`${MIXED}--=_b1\r\n\r\nhi\r\n${file}${file}--=_b1--`);
    expect(bodyOf(mail)).toBe('hi');
    expect(mail.notes.join(' ')).toContain('Attachments were left out: 2 files');
  });

  it('reads what is there of a message that breaks off, and says so', async () => {
    const mail = await read(
      `${MIXED}--=_b1\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64('Delivery has failed to these recipients').slice(0, 41)}`,
    );
    expect(bodyOf(mail)).toContain('Delivery has failed');
    expect(mail.notes.join(' ')).toContain('breaks off');
  });

  it('does not decode text that is only said to be base64', async () => {
    const mail = await read(`${HEADERS}\r\nContent-Transfer-Encoding: base64\r\n\r\nRemote server returned '550 5.7.1 denied'.\r\n`);
    expect(bodyOf(mail)).toBe("Remote server returned '550 5.7.1 denied'.");
    expect(mail.notes.join(' ')).toContain('is not');
  });

  it('reads messages with large attachments', async () => {
    const line = `${'QUJD'.repeat(19)}\r\n`;
    const message = `${MIXED}--=_b1\r\n\r\nhi\r\n--=_b1\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n${line.repeat(400_000)}--=_b1--`;
    const mail = await read(message);
    expect(bodyOf(mail)).toBe('hi');
    expect(mail.notes.join(' ')).toContain('the first 24 MB were decoded');
  });

  it.each([
    [
      'parts nested without end',
      Array.from({ length: 4000 }, (_, n) => `Content-Type: multipart/mixed; boundary=n${n}\r\n\r\n--n${n}\r\n`).join(''),
    ],
    ['a part whose header does not end', `${MIXED}--=_b1\r\n\r\nhello\r\n--=_b1\r\n${'To: a@b.c\r\n'.repeat(200_000)}\r\nx`],
    ['thousands of parts', `${MIXED}${'--=_b1\r\n\r\nx\r\n'.repeat(20_000)}`],
    ['messages attached without end', Array.from({ length: 300 }, () => 'Content-Type: message/rfc822\r\n\r\n').join('')],
    ['HTML nested without end', `Content-Type: text/html\r\n\r\n${'<div>'.repeat(200_000)}`],
    ['one line of 4 MB', `Content-Type: text/html\r\n\r\n${'x'.repeat(4_000_000)}`],
    ['a boundary of every character', `Content-Type: multipart/mixed; boundary="(.*)+["\r\n\r\n--(.*)+[\r\n\r\nhi\r\n--(.*)+[--`],
  ])('comes to an end with %s', async (_name, message) => {
    const mail = await read(message);
    expect(mail.notes.length).toBeGreaterThan(0);
  });

  it('never throws, and never loses the header section', async () => {
    const piece = fc.constantFrom(
      '--b',
      '--b--',
      '',
      'Content-Type: text/html',
      'Content-Type: message/rfc822',
      'Content-Type: multipart/mixed; boundary=b',
      'text',
      '=',
      'QUJD',
      'Content-Transfer-Encoding: base64',
      'Content-Type: text/plain; charset=x-unknown',
      'Content-Type: message/delivery-status',
      '<p>&#0;</p>',
      '\0\x80\xff',
    ); // prettier-ignore
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (lines) => {
        const message = `Subject: kept\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${lines.join('\r\n')}`;
        const mail = await readMailText(Buffer.from(message, 'latin1'));
        if (mail !== undefined) expect(mail.text.startsWith('Subject: kept\r\nContent-Type: multipart/mixed; boundary=b\n\n')).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
