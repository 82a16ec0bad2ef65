import { describe, expect, it } from 'vitest';
import { splitMbox } from '../../../src/adapters/mail/split-mbox.js';
import { HEADERS } from '../../setup/mail.js';
import { fc } from '../../setup/property.js';

const LINE = 'From kim@fabrikam.com Mon Mar  2 09:00:01 2026';

describe('splitMbox', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('splits at envelope lines with %s', (_name, end) => {
    const text = [LINE, 'From: a@contoso.com', '', 'one', '', LINE, 'From: b@contoso.com', '', 'two', ''].join(end);
    const messages = splitMbox(text);
    expect(messages.map((message) => message.text.trim().split(end).at(-1))).toEqual(['one', 'two']);
    expect(messages.map(({ start }) => text.slice(start, start + 6))).toEqual(['From: ', 'From: ']);
  });

  it.each([
    'From MAILER-DAEMON Fri Jul  8 12:08:34 2011',
    'From - Mon Mar 02 09:00:01 2026',
    'From kim@fabrikam.com Mon Mar  2 09:00 2026',
    'From kim@fabrikam.com Mon Mar  2 09:00:01 +0100 2026',
    'From 1234567890123456789@xxx Mon, 02 Mar 2026 09:00:01 +0000',
    'From kim Mon Mar  2 09:00:01 2026 remote from fabrikam',
  ])('knows the envelope line %s', (line) => {
    expect(splitMbox(`${line}\nSubject: x\n\nbody\n`).length).toBe(1);
  });

  it('does not split a mail whose body has a line that starts with From', () => {
    expect(splitMbox(`${HEADERS}\r\n\r\nHello\r\n\r\nFrom now on we write: yes\r\n`)).toEqual([]);
    expect(splitMbox(`${HEADERS}\r\n\r\n${LINE}\r\nSubject: quoted\r\n`)).toEqual([]);
    const body = ['text', LINE, 'not after an empty line', '', 'From Monday on', '', 'From kim Mon Mar  2 09:00:01 2026', 'no header here'];
    expect(splitMbox([LINE, 'Subject: x', '', ...body].join('\n')).length).toBe(1);
  });

  it('takes one mark off quoted lines of a body only', () => {
    const [message] = splitMbox(`${LINE}\n>From old@contoso.com\nSubject: x\n\n>From here\n>>From there\n> From quoted\n`);
    expect(message?.text).toBe('>From old@contoso.com\nSubject: x\n\nFrom here\n>From there\n> From quoted\n');
  });

  it('gives back every character of any text, in order', () => {
    const piece = fc.constantFrom(LINE, 'Subject: x', '', 'From here', 'body', '>From x');
    fc.assert(
      fc.property(fc.array(piece), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.join(end);
        let last = 0;
        for (const { start, text: message } of splitMbox(text)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(message.length).toBeLessThanOrEqual(text.length - start);
          last = start;
        }
      }),
    );
  });

  it('takes long lines and many lines', () => {
    expect(splitMbox(`From ${'x '.repeat(1_000_000)}`)).toEqual([]);
    expect(splitMbox(`${LINE}\nSubject: x\n\nb\n\n`.repeat(20_000)).length).toBe(20_000);
    expect(splitMbox(`${LINE}\nSubject: x\n\n${'>'.repeat(1_000_000)}`).length).toBe(1);
    expect(splitMbox(`${LINE}\nSubject: x\n\n${'\n>From a'.repeat(100_000)}`).length).toBe(1);
  });
});
