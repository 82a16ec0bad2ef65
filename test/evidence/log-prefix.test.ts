import { describe, expect, it } from 'vitest';
import { foldText } from '../../src/evidence/fold.js';
import { plainText, withoutLogPrefixes } from '../../src/evidence/log-prefix.js';
import { fc } from '../setup/property.js';

const joined = (text: string): string => withoutLogPrefixes(text).replace(/\s+/g, ' ').trim();

describe('withoutLogPrefixes', () => {
  it.each([
    [
      'ISO time, thread, level, logger',
      '2026-05-13T09:12:00.123Z [12] ERROR MoveWorker - The target\n2026-05-13T09:12:00.124Z [12] ERROR MoveWorker - mailbox',
    ],
    ['syslog', 'May 13 09:12:01 EX01 mrs[442]: The target\nMay 13 09:12:01 EX01 mrs[442]: mailbox'],
    ['brackets', '[2026-05-13 09:12:01,123] [WARN] The target\r\n[2026-05-13 09:12:01,123] [WARN] mailbox'],
    ['a report of MRS', '5/13/2026 9:12:01 AM [AM6PR08MB1234] The target\n5/13/2026 9:12:02 AM [AM6PR08MB1234] mailbox'],
    ['quoted in a mail', '> 13.05.2026 09:12:01 INFO The target\n> 13.05.2026 09:12:01 INFO mailbox'],
  ])('joins what a log broke: %s', (_, text) => {
    expect(joined(text)).toBe('The target mailbox');
  });

  it.each([
    ['one line', '2026-05-13T09:12:00Z ERROR The target mailbox'],
    ['a time in one line of two', 'Please wait until\n5/13/2026 9:22:01 AM before trying again'],
    ['lines without a time', 'ERROR The target\nERROR mailbox'],
    ['nothing', ''],
  ])('leaves %s', (_, text) => {
    expect(withoutLogPrefixes(text)).toBe(text);
  });

  it('leaves the request of a web server', () => {
    const line = '2026-03-04 10:12:01 10.0.0.5 POST /EWS/mrsproxy.svc - 443 - 203.0.113.9 - - 405 0 1';
    expect(joined(`${line}\n${line}`)).toContain('POST /EWS/mrsproxy.svc - 443 - 203.0.113.9 - - 405 0 1');
  });

  it('blanks every line of a long log', () => {
    const lines = Array.from({ length: 3000 }, (_, index) => `2026-05-13T09:12:00Z ERROR word${index}\n`);
    expect(withoutLogPrefixes(lines.join(''))).toBe(
      lines.map((line) => line.replace(/^.* /, (head) => `${' '.repeat(26)}${head.slice(26)}`)).join(''),
    );
  });

  it('keeps every place', () => {
    const start = fc.constantFrom('2026-05-13T09:12:00Z ERROR ', 'May 13 09:12:01 EX01 mrs[4]: ', '> ', '', '5/13/2026 9:12 AM [X] ');
    fc.assert(
      fc.property(fc.array(fc.tuple(start, fc.string({ maxLength: 30 })), { maxLength: 12 }), (lines) => {
        const text = lines.map(([head, rest]) => head + rest).join('\n');
        const plain = withoutLogPrefixes(text);
        expect(plain).toHaveLength(text.length);
        expect([...plain].every((character, index) => character === text[index] || character === ' ')).toBe(true);
        expect(foldText(plain).text.length).toBeLessThanOrEqual(foldText(text).text.length);
      }),
    );
  });
});

describe('plainText', () => {
  it.each([
    ['escape sequences', '\u001b[31;1mThe target\u001b[0m\n\u001b[31;1m     | \u001b[31;1mmailbox\u001b[0m'],
    ['sequences that lost their escape character', '[31;1mThe target[0m\n[31;1mmailbox[0m'],
    ['the picture of an escape character', '\u241b[91mThe target\u241b[0m mailbox'],
  ])('drops colours: %s', (_, text) => {
    const plain = plainText(text);
    expect(plain).toHaveLength(text.length);
    expect(foldText(plain).text).toBe('thetargetmailbox');
  });

  it('reads the value of a link, every word at its place', () => {
    const text = 'https://contoso.com/e?state=1&error_description=Target%20user%20%27kim%40contoso.com%27%0d%0Ais+there#x=a%41';
    const plain = plainText(text);
    expect(plain).toHaveLength(text.length);
    expect(plain).toMatch(/=Target {3}user {3}'kim@contoso\.com' +is there#x=aA {2}$/);
    for (const word of ['Target', 'user', 'is']) expect(plain.indexOf(word)).toBe(text.indexOf(word));
  });

  it.each([
    ['percent signs elsewhere', 'CPU is at 30%27 of 100%, %40 and 5%20'],
    ['what is no character', '?a=%zz%1b%7f%C3%A4%'],
  ])('leaves %s', (_, text) => {
    expect(plainText(text)).toBe(text);
  });

  it('is as long as the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('?a=', '&b=', '%20', '%41', '%0a', '%', '+', 'x', ' ', '\n', '\u001b[31m', '[1m', '"'), { maxLength: 60 }),
        (parts) => {
          expect(plainText(parts.join(''))).toHaveLength(parts.join('').length);
        },
      ),
    );
  });

  it('leaves brackets that are no colours', () => {
    const text = '[ProxyAddresses smtp:5m@contoso.com;] [12] [10.5 MB]';
    expect(plainText(text)).toBe(text);
  });
});
