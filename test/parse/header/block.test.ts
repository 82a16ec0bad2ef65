import { describe, expect, it } from 'vitest';
import { findBlocks } from '../../../src/parse/header/block.js';
import type { HeaderBlock } from '../../../src/parse/header/field.js';

const RECEIVED =
  'from mail.contoso.com (203.0.113.5) by\r\n AM0EUR02FT001.mail.protection.outlook.com (10.13.54.1) with Microsoft SMTP Server\r\n (version=TLS1_2, cipher=TLS_AES_256) id 15.20.7544.20 via Frontend Transport;\r\n Sun, 22 Nov 2026 15:04:05 +0000';
const RECEIVED_VALUE = RECEIVED.replaceAll('\r\n ', ' ');
const REPORT = 'CIP:203.0.113.5;CTRY:DE;LANG:en;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:mail.contoso.com;PTR:InfoNoRecords;CAT:SPOOF;DIR:INB;';
const LINES = [
  `Received: ${RECEIVED}`,
  'From: Kim <kim@contoso.com>',
  'To: Lee <lee@fabrikam.com>',
  'Subject: Quarterly figures',
  'Date: Sun, 22 Nov 2026 15:04:00 +0000',
  'Message-ID: <0001@contoso.com>',
  `X-Forefront-Antispam-Report:\r\n ${REPORT}`,
];
const PLAIN = LINES.join('\r\n');
const NAMES = ['Received', 'From', 'To', 'Subject', 'Date', 'Message-ID', 'X-Forefront-Antispam-Report'];

function names(block: HeaderBlock | undefined): readonly string[] {
  return (block?.fields ?? []).map(({ name }) => name);
}

function value(block: HeaderBlock | undefined, key: string): string | undefined {
  return block?.fields.find((field) => field.key === key)?.value;
}

/** The one block of a text, with the fields of PLAIN. */
function only(text: string): HeaderBlock {
  const blocks = findBlocks(text);
  expect(blocks).toHaveLength(1);
  const block = blocks[0];
  if (block === undefined) throw new Error('no block');
  expect(names(block)).toEqual(NAMES);
  expect(value(block, 'received')).toBe(RECEIVED_VALUE);
  expect(value(block, 'from')).toBe('Kim <kim@contoso.com>');
  expect(value(block, 'x-forefront-antispam-report')).toBe(REPORT);
  return block;
}

const CLEAN = {
  isFoldingLost: false,
  isQuoted: false,
  hasEntities: false,
  isTabular: false,
  isCutAtStart: false,
  isCutAtEnd: false,
};

describe('findBlocks: where a block stands', () => {
  it('reads headers alone, with CRLF, LF or CR', () => {
    for (const text of [PLAIN, PLAIN.replaceAll('\r\n', '\n'), PLAIN.replaceAll('\r\n', '\r')]) {
      const block = only(text);
      expect(block.quirks).toEqual(CLEAN);
      expect(block.isReturned).toBe(false);
      expect(block.start).toBe(0);
      expect(block.end).toBe(text.length);
    }
  });

  it('ends at the body, and finds no block in a body that quotes a mail program', () => {
    const body = 'Hello Lee,\r\nhere they are.\r\n\r\nFrom: Lee <lee@fabrikam.com>\r\nSent: Friday\r\nTo: Kim\r\nSubject: figures?\r\n';
    const block = only(`${PLAIN}\r\n\r\n${body}`);
    expect(block.end).toBe(PLAIN.length);
  });

  it('skips blank lines, blank folds and the From line of an mbox before it', () => {
    only(`\r\n \r\n\t\r\n${PLAIN}`);
    only(`From kim@contoso.com Sun Nov 22 15:04:05 2026\r\n${PLAIN}`);
  });

  it('finds a block in a forum post and leaves the text around out', () => {
    const text = `Hi all, our mail is flagged.\nHere are the headers:\n${PLAIN}\n\nAny idea? Thanks!\n`;
    const block = only(text);
    expect(text.slice(block.start, block.end)).toBe(PLAIN);
    expect(block.isReturned).toBe(false);
    expect(block.quirks).toEqual(CLEAN);
  });

  it('leaves out text that follows without a blank line', () => {
    const block = only(`${PLAIN}\r\nThanks in advance for any help with this!`);
    expect(block.end).toBe(PLAIN.length);
  });

  it('reads a block that is indented as a whole', () => {
    only(
      `See:\n\n${PLAIN.split('\r\n')
        .map((line) => `    ${line}`)
        .join('\n')}\n\nbye`,
    );
  });

  it.each([
    'Original message headers:',
    'Originalnachrichtenkopfzeilen:',
    "En-têtes de message d'origine :",
    'Encabezados de mensajes originales:',
    'Intestazioni messaggio originale:',
    'Cabeçalhos de mensagem originais:',
    'Исходные заголовки сообщения:',
    '元のメッセージ ヘッダー:',
    '----- This is a copy of the message, including all the headers. ------',
    '--- Below this line is a copy of the message.',
  ])('knows the headers of a returned message below %j', (marker) => {
    const block = only(`Delivery has failed to these recipients.\r\n\r\n550 5.1.10 not found\r\n\r\n${marker}\r\n\r\n${PLAIN}\r\n`);
    expect(block.isReturned).toBe(true);
  });

  it('reads a bounce: its own headers, no delivery status, the returned headers', () => {
    const text = [
      'From: postmaster@fabrikam.com',
      'Subject: Undeliverable',
      'Message-ID: <n@fabrikam.com>',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
      '',
      '--b1',
      'Content-Type: text/plain',
      '',
      'Not delivered.',
      '--b1',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns;AM0PR01.eurprd01.prod.outlook.com',
      'Received-From-MTA: dns;mail.contoso.com',
      'Arrival-Date: Sun, 22 Nov 2026 15:04:05 +0000',
      '',
      'Final-Recipient: rfc822;lee@fabrikam.com',
      'Action: failed',
      'Status: 5.1.10',
      'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found',
      '',
      '--b1',
      'Content-Type: message/rfc822',
      '',
      PLAIN,
      '',
      'the body',
      '--b1--',
    ].join('\r\n');
    const blocks = findBlocks(text);
    expect(blocks.map(({ isReturned }) => isReturned)).toEqual([false, true]);
    expect(names(blocks[0])).toEqual(['From', 'Subject', 'Message-ID', 'Content-Type']);
    expect(names(blocks[1])).toEqual(NAMES);
  });

  it('does not take a forwarded attachment for a returned message', () => {
    const blocks = findBlocks(
      `From: a@contoso.com\nSubject: Fw\nMessage-ID: <1@contoso.com>\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: message/rfc822\n\n${PLAIN}\n--x--\n`,
    );
    expect(blocks.map(({ isReturned }) => isReturned)).toEqual([false, false]);
  });

  it('keeps two pasted blocks apart', () => {
    const blocks = findBlocks(`${PLAIN}\r\n\r\n${PLAIN}\r\n`);
    expect(blocks.map(names)).toEqual([NAMES, NAMES]);
  });

  it('does not join the title of a ticket with the headers below it', () => {
    const blocks = findBlocks(`Subject: Please look at these headers\n\n${PLAIN}\n`);
    expect(blocks.map(names)).toEqual([NAMES]);
  });
});

describe('findBlocks: what pasting does', () => {
  it('joins lines whose folding was lost', () => {
    const block = only(PLAIN.replaceAll('\r\n ', '\r\n'));
    expect(block.quirks).toEqual({ ...CLEAN, isFoldingLost: true });
  });

  it('joins a lost fold that begins like a field', () => {
    const text = [
      'ARC-Message-Signature: i=1; a=rsa-sha256; d=microsoft.com;',
      'h=From:Date:Subject:Message-ID:',
      'Content-Type:MIME-Version:X-MS-Exchange-SenderADCheck;',
      'bh=abcd=; b=abcd',
      'X-Forefront-Antispam-Report: CIP:203.0.113.5;CTRY:;',
      'SFV:SPM;H:mail.contoso.com;',
      'PTR:InfoNoRecords;CAT:NONE;',
      'Subject: A word',
      'Re: and another one',
      'From: kim@contoso.com',
    ].join('\n');
    const [block] = findBlocks(text);
    expect(names(block)).toEqual(['ARC-Message-Signature', 'X-Forefront-Antispam-Report', 'Subject', 'From']);
    expect(value(block, 'x-forefront-antispam-report')).toBe(
      'CIP:203.0.113.5;CTRY:; SFV:SPM;H:mail.contoso.com; PTR:InfoNoRecords;CAT:NONE;',
    );
    expect(value(block, 'subject')).toBe('A word Re: and another one');
  });

  it('parts Received lines where all lines but the first were indented', () => {
    const text = [
      'Received: from out.contoso.com (out.contoso.com',
      '  Received: from mail.contoso.com (mail.contoso.com [192.0.2.5]) by',
      ' out.contoso.com with ESMTP; Sun, 22 Nov 2026',
      ' 15:04:05 +0000',
      ' Authentication-Results: mx.fabrikam.com; dmarc=fail',
      ' header.from=contoso.com',
      ' From: kim@contoso.com',
    ].join('\n');
    const [block] = findBlocks(text);
    expect(names(block)).toEqual(['Received', 'Received', 'Authentication-Results', 'From']);
    expect(value(block, 'authentication-results')).toBe('mx.fabrikam.com; dmarc=fail header.from=contoso.com');
  });

  it('takes an unknown name of one small word for a field where folding is kept', () => {
    const folded = ['X-A: 1\r\n 2', 'X-B: 1\r\n 2', 'X-C: 1\r\n 2', 'nodisclaimer: true'];
    expect(names(findBlocks([PLAIN, ...folded].join('\r\n'))[0]).at(-1)).toBe('nodisclaimer');
    const lost = ['Subject: Figures', 'nodisclaimer: true', 'From: kim@contoso.com', 'To: lee@fabrikam.com'];
    expect(names(findBlocks(lost.join('\r\n'))[0])).toEqual(['Subject', 'From', 'To']);
  });

  it('unfolds at NBSP and tabs', () => {
    only(PLAIN.replaceAll('\r\n ', '\r\n\u00a0\u00a0'));
    only(PLAIN.replaceAll('\r\n ', '\r\n\t'));
  });

  it('goes on behind a fold of blanks only, and ends at a separator with a blank too many', () => {
    for (const text of [
      'Message-ID: <1@b>\nSubject:\n \n a\nFrom: a@contoso.com',
      'Message-ID: <1@b>\nSubject: a\n\t\nFrom: a@contoso.com',
    ]) {
      expect(findBlocks(text).map((block) => block.fields.map((field) => field.value))).toEqual([['<1@b>', 'a', 'a@contoso.com']]);
    }
    const [block] = findBlocks('Message-ID: <1@b>\nSubject: a\n \n   Hello Lee,\n   how are you?\n');
    expect(value(block, 'subject')).toBe('a');
  });

  it('takes quotation marks off, nested too', () => {
    for (const mark of ['> ', '>', '>> ', '> > ', '&gt; ']) {
      const text = PLAIN.split('\r\n')
        .map((line) => `${mark}${line}`)
        .join('\n');
      expect(only(`Kim wrote:\n${text}\n\nYes.`).quirks).toEqual({ ...CLEAN, isQuoted: true });
    }
  });

  it('decodes entities where the grammar wants the sign, and only there', () => {
    const escaped = PLAIN.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    expect(only(escaped).quirks).toEqual({ ...CLEAN, hasEntities: true });
    const [block] = findBlocks('From: Kim <kim@contoso.com>\nMessage-ID: <1@contoso.com>\nSubject: how to write &lt; in HTML');
    expect(value(block, 'subject')).toBe('how to write &lt; in HTML');
    expect(block?.quirks.hasEntities).toBe(false);
  });

  it('reads a paste with a blank line after every line, or after every field', () => {
    only(PLAIN.replaceAll('\r\n', '\n\n'));
    only(PLAIN.replaceAll('\r\n ', '\r\n').replaceAll('\r\n', '\n\n'));
    only(`${LINES.join('\r\n\r\n')}\r\n\r\n\r\nThe body`);
  });

  it('reads names and values in lines of their own', () => {
    const flat = LINES.map((line) => line.replaceAll('\r\n ', ' '));
    const apart = flat.map((line) => line.replace(/: ?/, ':\n')).join('\n');
    expect(only(apart).quirks).toEqual({ ...CLEAN, isTabular: true });
    const bare = flat.map((line) => line.replace(/: ?/, '\n')).join('\n');
    expect(only(bare).quirks).toEqual({ ...CLEAN, isTabular: true });
  });

  it('reads rows of cells', () => {
    const flat = LINES.map((line) => line.replaceAll('\r\n ', ' '));
    const rows = flat.map((line) => `| ${line.replace(/: ?/, ' | ')} |`);
    expect(only(`| Header | Value |\n|---|---|\n${rows.join('\n')}\n`).quirks).toEqual({ ...CLEAN, isTabular: true });
    expect(only(flat.map((line) => line.replace(/: ?/, '\t')).join('\n')).quirks).toEqual({ ...CLEAN, isTabular: true });
    expect(only(flat.map((line, index) => `${index + 1}\t${line.replace(/: ?/, '\t')}`).join('\n')).quirks.isTabular).toBe(true);
  });

  it('parts a paste whose line ends were all lost', () => {
    const block = only(LINES.map((line) => line.replaceAll('\r\n ', ' ')).join(' '));
    expect(block.quirks).toEqual({ ...CLEAN, isFoldingLost: true });
  });

  it('leaves a subject that speaks of headers whole', () => {
    const subject = `${'Why does the parser read '.repeat(8)} From: and To: as fields`;
    const [block] = findBlocks(`Message-ID: <1@contoso.com>\nSubject: ${subject}\n`);
    expect(value(block, 'subject')).toBe(subject);
  });

  it('tells where the paste was cut', () => {
    const headless = PLAIN.slice(PLAIN.indexOf('\r\n') + 2);
    expect(findBlocks(headless)[0]?.quirks.isCutAtStart).toBe(true);
    const cut = [
      'Received: from a.contoso.com (203.0.113.5) by b.contoso.com (10.0',
      'X-Google-Foo: bar...',
      'Subject: hi [truncated]',
      'DKIM-Signature: v=1; d=contoso.com; b=abcde',
      'From: Kim <kim@conto',
      'Authentication-Results: spf=pass (sender IP is',
    ];
    for (const line of cut) expect(findBlocks(`Message-ID: <1@contoso.com>\r\n${line}`)[0]?.quirks.isCutAtEnd, line).toBe(true);
    const named = findBlocks(`${PLAIN}\r\nX-MS-Exchange-Organi`)[0];
    expect(named?.quirks.isCutAtEnd).toBe(true);
    expect(value(named, 'x-forefront-antispam-report')).toBe(REPORT);
  });

  it('keeps control characters and quotes the place in the input', () => {
    const text = `junk\n\nFrom: \u001b[31mKim <kim@contoso.com>\nMessage-ID: <1@contoso.com>\n`;
    const [block] = findBlocks(text);
    expect(value(block, 'from')).toBe('\u001b[31mKim <kim@contoso.com>');
    expect(block?.fields.map(({ start, end }) => text.slice(start, end))).toEqual([
      'From: \u001b[31mKim <kim@contoso.com>',
      'Message-ID: <1@contoso.com>',
    ]);
  });

  it('keeps every copy of a field', () => {
    const [block] = findBlocks('From: a@contoso.com\nFrom: b@contoso.com\nSubject: x\nSubject: y\nMessage-ID: <1@contoso.com>');
    expect(names(block)).toEqual(['From', 'From', 'Subject', 'Subject', 'Message-ID']);
  });
});

describe('findBlocks: single fields', () => {
  it.each([
    `X-Forefront-Antispam-Report: ${REPORT}`,
    'Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=contoso.com;\n dmarc=pass action=none',
    'Received-SPF: Pass (protection.outlook.com: domain of contoso.com designates 192.0.2.1 as permitted sender)',
    'X-MS-Exchange-Organization-AuthAs: Anonymous',
    'DKIM-Signature: v=1; d=contoso.com; b=abcd',
    `Received: ${RECEIVED}`,
  ])('is a block: %s', (text) => {
    expect(findBlocks(text)).toHaveLength(1);
  });

  it.each([
    'Subject: hello',
    'From: Kim <kim@contoso.com>',
    'Message-ID: <1@contoso.com>',
    'Date: Sun, 22 Nov 2026 15:04:05 +0000',
    'Received: 250 OK\nSent: QUIT\nReceived: 221 Bye',
    'Authentication-Results: the header is missing',
    '',
  ])('is none: %s', (text) => {
    expect(findBlocks(text)).toEqual([]);
  });
});

describe('findBlocks: what is no header block', () => {
  const OTHERS: Readonly<Record<string, string>> = {
    ldif: 'dn: CN=Kim,OU=Users,DC=contoso,DC=com\nobjectClass: user\nmail: kim@contoso.com\nproxyAddresses: SMTP:kim@contoso.com\ndescription: x\n',
    csv: 'From,To,Subject,Date\nkim@contoso.com,lee@fabrikam.com,Hello,2026-11-22\n',
    formatList:
      'Received         : 11/22/2026 3:04:05 PM\nSenderAddress    : kim@contoso.com\nSubject          : Hello\nMessageId        : <1@contoso.com>\nFrom             : kim@contoso.com\n',
    json: '{\n  "From": "kim@contoso.com",\n  "Subject": "x",\n  "Message-ID": "<1@contoso.com>"\n}\n',
    yaml: 'from: kim@contoso.com\nto: lee@contoso.com\nsubject: nightly report\ndate: 2026-11-22\n',
    http: 'HTTP/1.1 200 OK\nDate: Sun, 22 Nov 2026 15:04:05 GMT\nContent-Type: text/html\nX-FEServer: EX01\nX-MS-Diagnostics: 4003\nFrom: a@b\n',
    httpWithoutStatus: 'Content-Type: text/html\nServer: Microsoft-IIS/10.0\nDate: Sun, 22 Nov 2026 15:04:05 GMT\nX-Powered-By: ASP.NET\n',
    log: '2026-11-22 15:04:05 INFO Received: from a by b; x\n2026-11-22 15:04:06 INFO From: kim@contoso.com Subject: x\n',
    reply: 'From: Kim <kim@contoso.com>\nSent: Friday, 20 November 2026 10:00\nTo: Lee <lee@fabrikam.com>\nSubject: RE: figures\n',
    forward: '---------- Forwarded message ---------\nFrom: Kim <kim@contoso.com>\nDate: Fri, Nov 20, 2026 at 3:04 PM\nSubject: figures\n',
    status:
      'Reporting-MTA: dns;mx.contoso.com\nArrival-Date: Sun, 22 Nov 2026 15:04:05 +0000\n\nFinal-Recipient: rfc822;lee@fabrikam.com\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp;550 5.1.1 unknown\n',
    migration: "Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '6f1c0d5e-0000-4000-8000-000000000001'.",
    mimePart: '--b1\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 7bit\n\nHello\n--b1--\n',
  };
  it.each(Object.entries(OTHERS))('%s', (_name, text) => {
    expect(findBlocks(text)).toEqual([]);
  });
});

describe('a blank line in the middle', () => {
  const trace = LINES.slice(0, 1).concat('Authentication-Results: spf=pass smtp.mailfrom=contoso.com').join('\n');
  const rest = LINES.slice(1).join('\n');

  it('does not end a block that named neither its author nor its date', () => {
    expect(findBlocks(`${trace}\n\n${rest}`).map(names)).toEqual([
      ['Received', 'Authentication-Results', 'From', 'To', 'Subject', 'Date', 'Message-ID', 'X-Forefront-Antispam-Report'],
    ]);
  });

  it('ends a whole block: what stands below is the letter, and anybody may write fields into it', () => {
    const forged = 'X-MS-Exchange-Organization-AuthAs: Internal\nX-Forefront-Antispam-Report: SFV:SKN;SCL:-1;';
    expect(names(findBlocks(`${PLAIN}\n\n${forged}`)[0])).toEqual(NAMES);
  });

  it('ends a block before that of another message', () => {
    expect(findBlocks(`${trace}\n\n${PLAIN}`)).toHaveLength(2);
  });
});

describe('what pages and word processors leave', () => {
  it('reads headers between the tags of a page', () => {
    only(
      `<html><body><p class="x">${PLAIN.replaceAll('\r\n', '<br>\r\n').replaceAll('<kim@contoso.com>', '&lt;kim@contoso.com&gt;').replaceAll('<lee@fabrikam.com>', '&lt;lee@fabrikam.com&gt;').replaceAll('<0001@', '&lt;0001@')}</p></body></html>`,
    );
    only(`<pre>${PLAIN}</pre>`);
  });

  it('takes an address in angle brackets for no tag', () => {
    const [block] = findBlocks(`${PLAIN}\r\nCc:\r\n <b@contoso.com>`);
    expect(value(block, 'cc')).toBe('<b@contoso.com>');
  });

  it('takes a non-breaking space behind the quotation mark for the space that belongs to it', () => {
    only(
      PLAIN.split('\r\n')
        .map((line, index) => `>${index % 2 === 0 ? ' ' : '\u00a0'}${line}`)
        .join('\n'),
    );
  });

  it('makes curly quotes straight where the grammar has none, and leaves those of a subject', () => {
    const text = `${PLAIN.replace('Kim <', '\u201cLee, Kim\u201d <').replace('Quarterly', '\u201cQuarterly\u201d')}\r\nAuthentication-Results: mx.contoso.com; dkim=fail reason=\u201cbad key\u201d header.d=contoso.com`;
    const [block] = findBlocks(text);
    expect(value(block, 'from')).toBe('"Lee, Kim" <kim@contoso.com>');
    expect(value(block, 'authentication-results')).toContain('reason="bad key"');
    expect(value(block, 'subject')).toBe('\u201cQuarterly\u201d figures');
  });

  it('takes the quotation marks out of quoted lines that were run together', () => {
    const block = only(`> ${PLAIN.replaceAll(/\r\n\s?/g, ' > ')}`);
    expect(block.quirks.isFoldingLost).toBe(true);
  });
});

describe('what an author writes into a value stays there', () => {
  const forged = 'X-MS-Exchange-Organization-AuthAs: Internal';
  const withSubject = (subject: string): string => PLAIN.replace('Quarterly figures', subject);

  it.each([
    ['behind a tag on a folded line', withSubject(`a\r\n <b>${forged}`)],
    ['behind escaped line ends', withSubject(`a\\n${forged}\\nFrom: x\\nTo: y\\nSubject: z`)],
    ['behind escaped line ends, in JSON', JSON.stringify({ headers: withSubject(`a\\n${forged}\\nFrom: x\\nTo: y`) })],
    ['in lines of one length below the headers', `${PLAIN}\r\n\r\n${`${'A'.repeat(76)}\r\n`.repeat(5)}${forged}`],
  ])('%s', (_name, text) => {
    const [block] = findBlocks(text);
    expect(names(block)).not.toContain('X-MS-Exchange-Organization-AuthAs');
    expect(value(block, 'from')).toBe('Kim <kim@contoso.com>');
  });

  it('keeps whole headers whole beside a letter whose lines have one length', () => {
    const [block] = findBlocks(`${PLAIN}\r\n\r\n${`${'A'.repeat(76)}\r\n`.repeat(5)}`);
    expect(block?.quirks.isFoldingLost).toBe(false);
  });
});
