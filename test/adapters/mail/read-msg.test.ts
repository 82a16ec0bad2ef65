import { describe, expect, it } from 'vitest';
import { isSoundOle } from '../../../src/adapters/mail/ole-guard.js';
import { readMsg } from '../../../src/adapters/mail/read-msg.js';
import { HEADERS, type MsgParts, msgFile } from '../../setup/mail.js';
import { fc } from '../../setup/property.js';

const RECEIVED: MsgParts = {
  properties: { '001A001F': 'IPM.Note', '007D001F': `${HEADERS}\r\n\r\n`, '1000001F': 'Hello Alex,\r\nthe report is ready.' },
};

async function valueOf(parts: MsgParts) {
  const result = await readMsg(msgFile(parts), 'mail.msg');
  if (result.kind === 'problem') throw new Error(result.problem.what);
  return result.value;
}

describe('readMsg', () => {
  it('gives the transport headers as they stand, then the body', async () => {
    const { text, notes, messages } = await valueOf(RECEIVED);
    expect(text).toBe(`${HEADERS}\n\nHello Alex,\r\nthe report is ready.`);
    expect(notes.join(' ')).toContain('X-MS-Exchange-Organization');
    expect(messages).toBeUndefined();
  });

  it('reads 8-bit properties', async () => {
    const { text } = await valueOf({ properties: { '007D001E': HEADERS, '1000001E': 'M\u00fcller' } });
    expect(text).toContain(HEADERS);
    expect(text).toContain('Müller');
  });

  it('reads large streams, which lie in sectors of their own', async () => {
    const body = 'x'.repeat(300_000);
    expect((await valueOf({ properties: { '007D001F': HEADERS, '1000001F': body } })).text).toBe(`${HEADERS}\n\n${body}`);
  });

  it('takes HTML as text where there is no other', async () => {
    const html = Buffer.from('<html><body><p>Remote server returned <b>550 5.7.1</b></p></body></html>');
    expect((await valueOf({ properties: { '007D001F': HEADERS, '10130102': html } })).text).toContain('Remote server returned 550 5.7.1');
  });

  it('says that a text kept as RTF was not read', async () => {
    const { notes } = await valueOf({ properties: { '007D001F': HEADERS, '10090102': new Uint8Array(20) } });
    expect(notes.join(' ')).toContain('RTF');
  });

  it('names a sent item or draft as what it is', async () => {
    const result = await readMsg(msgFile({ properties: { '001A001F': 'IPM.Note', '1000001F': 'Hello' } }), 'sent.msg');
    expect(result).toMatchObject({ kind: 'problem', problem: { where: 'sent.msg', what: expect.stringContaining('no internet headers') } });
  });

  it('takes the message that is attached to one without headers', async () => {
    const { text, notes } = await valueOf({ properties: { '1000001F': 'see below' }, attached: [RECEIVED] });
    expect(text).toBe(`see below\n\nAttached message:\n\n${HEADERS}\n\nHello Alex,\r\nthe report is ready.`);
    expect(notes.join(' ')).toContain('has no internet headers');
  });

  it('keeps each attached message apart, .eml files too', async () => {
    const eml = Buffer.from(`${HEADERS}\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from('decoded text').toString('base64')}`);
    const { messages } = await valueOf({
      ...RECEIVED,
      attached: [RECEIVED],
      files: [
        { name: 'Spam.EML', bytes: eml },
        { name: 'a.pdf', bytes: eml },
      ],
    });
    expect(messages?.length).toBe(3);
    expect(messages?.[2]?.text).toContain('decoded text');
  });

  it('reads an NDR: the report text and the reply kept with each recipient', async () => {
    const { text } = await valueOf({
      properties: { '001A001F': 'REPORT.IPM.Note.NDR', '1001001F': 'Delivery has failed to these recipients' },
      recipients: [
        { '39FE001F': 'kim@fabrikam.com', '0C1B001F': '<mx.fabrikam.com #5.1.10 smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound>' },
      ],
    });
    expect(text).toContain('Delivery has failed');
    expect(text).toContain('kim@fabrikam.com\n<mx.fabrikam.com #5.1.10');
  });

  it('stops where messages are attached to each other without end', async () => {
    let parts = RECEIVED;
    for (let depth = 0; depth < 12; depth++) parts = { ...RECEIVED, attached: [parts] };
    expect((await valueOf(parts)).text.split('Attached message:').length).toBe(6);
  });

  it('tells a compound file that is no message', async () => {
    const file = msgFile({ properties: {} });
    const result = await readMsg(
      file.map((byte, index) => (index > 512 && byte === 0x70 ? 0x71 : byte)),
      'x.doc',
    );
    expect(result).toMatchObject({ kind: 'problem', problem: { what: expect.stringContaining('not a mail message') } });
  });

  it('ends with a problem or a text on any damage', async () => {
    const whole = msgFile({ ...RECEIVED, attached: [RECEIVED], recipients: [{ '39FE001F': 'a@contoso.com' }] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.constantFrom(0, 1, 2, 5, 0xfe, 0xff)), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: whole.length }),
        async (changes, length) => {
          const damaged = Uint8Array.from(whole);
          for (const [index, byte] of changes) damaged[index] = byte;
          const result = await readMsg(damaged.subarray(0, Math.max(length, whole.length - 600)), 'x.msg');
          expect(['ok', 'problem']).toContain(result.kind);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses a chain of sectors that runs in a circle', async () => {
    const whole = msgFile({ properties: { '007D001F': HEADERS, '1000001F': 'x'.repeat(20_000) } });
    expect(isSoundOle(whole)).toBe(true);
    const view = new DataView(whole.buffer, whole.byteOffset);
    const table = 512 * (view.getUint32(76, true) + 1);
    let circles = 0;
    for (let sector = 0; sector < 40; sector++) {
      const damaged = Uint8Array.from(whole);
      new DataView(damaged.buffer).setUint32(table + 4 * sector, Math.max(0, sector - 1), true);
      if (!isSoundOle(damaged)) circles++;
      expect(['ok', 'problem']).toContain((await readMsg(damaged, 'x.msg')).kind);
    }
    expect(circles).toBeGreaterThan(20);
  });
});
