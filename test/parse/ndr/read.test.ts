import { describe, expect, it } from 'vitest';
import { ndrTokens } from '../../../src/parse/ndr/extracted.js';
import { readDeliveryReport } from '../../../src/parse/ndr/read.js';
import { fc } from '../../setup/property.js';
import { SAMPLES } from './samples.js';

const pairs = (text: string): (readonly [string, string])[] =>
  (readDeliveryReport(text)?.entries ?? []).map(({ recipient, status }) => [recipient?.value ?? '-', status?.value ?? '-']);

describe('readDeliveryReport on reports of many systems and languages', () => {
  for (const sample of SAMPLES) {
    it(`reads recipients, codes and servers of: ${sample.name}`, () => {
      const report = readDeliveryReport(sample.text);
      expect(pairs(sample.text)).toEqual(sample.entries);
      expect(report?.servers.map(({ value }) => value)).toEqual(sample.servers);
      if (sample.form !== undefined) expect(report?.form).toBe(sample.form);
    });
  }

  for (const [how, change] of [
    ['quoted', (text: string) => text.replace(/^/gm, '> ')],
    ['quoted twice', (text: string) => text.replace(/^/gm, '> > ')],
    ['with CR LF', (text: string) => text.replace(/\r?\n/g, '\r\n')],
    ['with no-break spaces', (text: string) => text.replace(/ (?=[A-Za-z])/g, '\u00a0')],
    ['with curly quotes', (text: string) => text.replace(/'(?=[245]\d\d )/g, '\u2018').replace(/'(?=\n)/g, '\u2019')],
    ['with a mark before each line', (text: string) => text.replace(/^/gm, '\u200b')],
    ['with doubled line ends', (text: string) => text.replace(/\n(?=\S)/g, '\n\n')],
    [
      'as HTML source',
      (text: string) =>
        `<p>${text
          .replace(/&/g, '&amp;')
          .replace(/</g, '&lt;')
          .replace(/>/g, '&gt;')
          .replace(/\n(?=\S)/g, '<br>\n')}</p>`,
    ],
  ] as const) {
    it(`reads the same ${how}`, () => {
      for (const sample of SAMPLES) {
        if (sample.name.includes('HTML') || sample.name.includes('console') || /one value a line|quoted-printable/.test(sample.name))
          continue;
        const changed = change(sample.text);
        expect([sample.name, pairs(changed)]).toEqual([sample.name, sample.entries]);
        expect([sample.name, readDeliveryReport(changed)?.servers.map(({ value }) => value)]).toEqual([sample.name, sample.servers]);
      }
    });
  }
});

describe('what is no status', () => {
  it.each([
    'Exchange Server version 15.20.7544.29 with build 5.1.2',
    'MigrationPermanentException: Cannot find a recipient that has mailbox GUID \u200e6f1c0d5e-0000-4000-8000-000000000000',
    'Server 192.0.2.5 answered at 5.1.2024',
    'Im Protokoll vom 5.1.24 um 10:30 steht nichts',
    'Set-RemoteMailbox kim@contoso.com -RemoteRoutingAddress kim@contoso.mail.onmicrosoft.com',
    'Received: from a.contoso.com by b.contoso.com id 5.1.2; Mon, 6 May 2024 08:15:20 +0000\nSubject: 550 5.7.1\nFrom: kim@contoso.com\n',
    '',
  ])('does not take %j for a delivery report', (text) => {
    expect(readDeliveryReport(text)).toBeUndefined();
  });
});

describe('codes alone', () => {
  it.each([
    '5.7.64',
    'NDR 5.4.14',
    '#5.1.1',
    '550 5.7.64',
    '#550 5.1.10#',
    'error code: 5.1.10',
    '(5.1.1)',
    'Fehlercode 5.7.64',
    '"5.7.64"\n',
  ])('%j', (text) => {
    const report = readDeliveryReport(text);
    expect(report?.isCodeOnly).toBe(true);
    expect(report?.form).toBe('code-only');
    expect(report?.entries).toHaveLength(1);
    expect(report?.entries[0]?.status?.value).toMatch(/^5\.\d\.\d+$/);
  });

  it('is not said where words tell more', () => {
    expect(readDeliveryReport('5.7.64 TenantAttribution; Relay Access Denied')?.isCodeOnly).toBe(false);
    expect(pairs('5.7.64 TenantAttribution; Relay Access Denied')).toEqual([['-', '5.7.64']]);
  });
});

describe('parts of a report', () => {
  const dsn = (lines: string): string => `Reporting-MTA: dns;ex01.contoso.com\n\n${lines}`;

  it('tells action, reply code, server and sentence of each recipient', () => {
    const text = dsn(
      'Final-Recipient: rfc822;Kim@Fabrikam.com\nAction: Delayed\nStatus: 4.4.7\nRemote-MTA: dns;MX.fabrikam.com\nDiagnostic-Code: smtp;450 4.7.0\n Proxy session\n setup failed\n',
    );
    const entry = readDeliveryReport(text)?.entries[0];
    expect(entry?.action).toBe('delayed');
    expect(entry?.status?.value).toBe('4.7.0');
    expect(entry?.replyCode?.value).toBe('450');
    expect(entry?.remoteServer?.value).toBe('mx.fabrikam.com');
    expect(entry?.diagnostic?.value).toBe('450 4.7.0 Proxy session setup failed');
    expect(text.slice(entry?.recipient?.start, entry?.recipient?.end)).toBe('Kim@Fabrikam.com');
  });

  it('falls back to the Status field, and to the original recipient', () => {
    expect(
      pairs(
        dsn(
          'Original-Recipient: rfc822;kim@fabrikam.com\nAction: failed\nStatus: 5.5.0 (permanent)\nDiagnostic-Code: smtp;550 mailbox unavailable\n',
        ),
      ),
    ).toEqual([['kim@fabrikam.com', '5.5.0']]);
  });

  it('keeps the report of a recipient that is told twice once, and of several each', () => {
    const group = (name: string, status: string): string =>
      `Final-Recipient: rfc822;${name}@fabrikam.com\nAction: failed\nStatus: ${status}\n\n`;
    expect(pairs(dsn(group('kim', '5.1.1') + group('lee', '5.2.2') + group('kim', '5.1.1')))).toEqual([
      ['kim@fabrikam.com', '5.1.1'],
      ['lee@fabrikam.com', '5.2.2'],
    ]);
  });

  it('takes the cause of the history above the expiry of the delivery status', () => {
    const text = `kim@fabrikam.com\n12/9/2020 9:57:15 PM - Server at A.namprd13.prod.outlook.com returned '550 5.4.317 Message expired, cannot connect to remote server(451 5.7.3 STARTTLS is required to send mail)'\n12/9/2020 9:47:12 PM - Server at fabrikam.com (192.0.2.148) returned '450 4.4.317 Cannot connect to remote server [Message=451 5.7.3 STARTTLS is required to send mail]'\n\n${dsn('Final-Recipient: rfc822;kim@fabrikam.com\nAction: failed\nStatus: 5.4.317\nDiagnostic-Code: smtp;550 5.4.317 Message expired, cannot connect to remote server\n')}`;
    expect(pairs(text)).toEqual([['kim@fabrikam.com', '4.4.317']]);
  });

  it('gives to each entry the part of the text that speaks of it', () => {
    const text = `Generating server: ex01.contoso.com\n\nkim@fabrikam.com\nRemote Server returned '550 5.1.10 it isn't there'\n\nlee@fabrikam.com\nRemote Server returned '550 5.7.1 refused'\n`;
    const entries = readDeliveryReport(text)?.entries ?? [];
    expect(entries.map(({ start, end }) => text.slice(start, end))).toEqual([
      "kim@fabrikam.com\nRemote Server returned '550 5.1.10 it isn't there",
      "lee@fabrikam.com\nRemote Server returned '550 5.7.1 refused",
    ]);
    expect(entries[0]?.diagnostic?.value).toBe("550 5.1.10 it isn't there");
  });

  it('gives each queue its own server', () => {
    const two = SAMPLES.find(({ name }) => name === 'two queues')?.text ?? '';
    expect(readDeliveryReport(two)?.entries.map(({ remoteServer }) => remoteServer?.value)).toEqual([
      'mx1.fabrikam.com',
      'mx2.fabrikam.com',
    ]);
  });

  it('does not take a signature below the reply for the recipient', () => {
    expect(
      pairs('We mail kim@contoso.com and get\n\n550 5.7.64 TenantAttribution; Relay Access Denied\n\nThanks, Lee\nlee@fabrikam.com'),
    ).toEqual([['-', '5.7.64']]);
  });

  it('keeps the reply that a sentence quotes in the sentence', () => {
    const text =
      '[{LED=451 4.4.0 Primary target IP address responded with: "454 4.7.5 Certificate validation failure." Attempted failover};{FQDN=};{IP=}]';
    const [entry] = readDeliveryReport(text)?.entries ?? [];
    expect(entry?.status?.value).toBe('4.4.0');
    expect(entry?.diagnostic?.value).toBe(
      '451 4.4.0 Primary target IP address responded with: "454 4.7.5 Certificate validation failure." Attempted failover',
    );
  });

  it('takes the code that .NET gives without a basic code, not the one its sentence ends with', () => {
    const text =
      'System.Net.Mail.SmtpException: The client was not authenticated. The server response was: 5.7.57 Client not authenticated to send mail. Error: 535 5.7.3 Authentication unsuccessful [AM0PR02CA0185.eurprd02.prod.outlook.com]';
    expect(pairs(text)).toEqual([['-', '5.7.57']]);
    expect(pairs(text.replace('was: ', 'was:\n').replace('Error: ', 'Error:\n'))).toEqual([['-', '5.7.57']]);
  });

  it.each([
    'Error: 554 5.4.14 Hop count exceeded Message rejected by: EX1.mail.protection.outlook.com Notification Details Sent by: EX2.contoso.com Message Hops HOP TIME (UTC) FROM TO WITH RELAY TIME 1 4/21/2024 1:47:35 PM mail.fabrikam.com EX3.contoso.com SMTP *',
    'Fehler:\t554 5.4.14 Hop count exceeded\nNachricht abgelehnt von:\tEX1.mail.protection.outlook.com\nNachrichtenhops\nHOP\tUHRZEIT (UTC)\tVON\tAN\n1\t12.03.2024\n08:15:07\tEX3.contoso.com (192.0.2.1)\tEX4.contoso.com\tmapi',
    'host ex1.mail.protection.outlook.com\n[192.0.2.36]\nsaid: 554 5.4.14 Hop count exceeded',
    '220 ex1.mail.protection.outlook.com Microsoft ESMTP\nehlo test\n250-ex1.mail.protection.outlook.com Hello [192.0.2.50]\nrcpt to:<kim@contoso.com>\n554 5.4.14 Hop count exceeded',
  ])('names the server that refused, not those of the hops, of %j', (text) => {
    expect(readDeliveryReport(text)?.servers.map(({ value }) => value)).toEqual(['ex1.mail.protection.outlook.com']);
  });

  it('reads what follows a table of hops', () => {
    const text =
      'Error: 550 5.1.10 RESOLVER.ADR.RecipientNotFound\nMessage Hops\nHOP TIME (UTC) FROM TO\n1 a.contoso.com (192.0.2.1) said: 250 2.1.5 ok\nReporting-MTA: dns;ex1.contoso.com\nFinal-Recipient: rfc822;kim@contoso.com\nStatus: 5.1.10\n';
    expect(pairs(text)).toEqual([['kim@contoso.com', '5.1.10']]);
    expect(readDeliveryReport(text)?.servers.map(({ value }) => value)).toEqual(['ex1.contoso.com']);
  });

  it('joins the name of a host that a console cut at the width of a line', () => {
    const log =
      'Aug 12 21:56:59 mx1 postfix/smtp[592]: F180CB7A: to=<ana@contoso.com>, relay=contoso-com.mail.protection.outlook.com[192.0.2.74]:25, dsn=5.4.1, status=bounced (host contoso-com.mail.protection.outlook.com[192.0.2.74] said: 550 5.4.1 Recipient address rejected (in reply to RCPT TO command))';
    for (const width of [80, 90, 100, 110, 120]) {
      const cut = log.match(new RegExp(`.{1,${width}}`, 'g'))?.join('\n') ?? '';
      expect([width, readDeliveryReport(cut)?.servers.map(({ value }) => value)]).toEqual([
        width,
        ['contoso-com.mail.protection.outlook.com'],
      ]);
    }
  });

  it('does not join two names that stand at the end and the start of lines', () => {
    const lead = 'x'.repeat(70);
    const text = `${lead} contoso.com\nmx1.fabrikam.com said: 550 5.1.1 gone`;
    expect(readDeliveryReport(text)?.servers.map(({ value }) => value)).toEqual(['mx1.fabrikam.com']);
  });

  it('takes codes that are listed for one each', () => {
    expect(pairs('5.7.64, 5.1.10 or 5.4.1')).toEqual([
      ['-', '5.7.64'],
      ['-', '5.1.10'],
      ['-', '5.4.1'],
    ]);
    expect(pairs('#5.0.0 smtp; 5.1.0 - Unknown address')).toEqual([['-', '5.1.0']]);
  });

  it('takes a reply that its sentence leads to over a line end for that sentence', () => {
    expect(pairs('{LED=450 4.4.317 Cannot connect to remote server [Message=451\n5.7.3 STARTTLS is required]};{FQDN=}')).toEqual([
      ['-', '4.4.317'],
    ]);
  });

  it('takes the older line of a history that lost its line ends', () => {
    const text =
      "ana@fabrikam.com 3/14/2026 9:02:11 AM - Server at EX1.contoso.com returned '550 5.4.300 Message expired -> 421 4.4.1 x' 3/14/2026 8:51:20 AM - Server at mail.fabrikam.com (192.0.2.20) returned '450 4.4.316 Connection refused'";
    expect(pairs(text)).toEqual([['ana@fabrikam.com', '4.4.316']]);
  });

  it('reads the sentence of a reply whose lines are paragraphs of HTML', () => {
    const text =
      '<p>mx.contoso.com[192.0.2.3] said: 550 5.7.1</p><p>    Unfortunately, messages from there</p><p>    are blocked</p><p></p><p>Bye</p>';
    expect(readDeliveryReport(text)?.entries[0]?.diagnostic?.value).toBe('550 5.7.1 Unfortunately, messages from there are blocked');
  });

  it('takes the reply of a log line, not its dsn value', () => {
    const text =
      'to=<kim@contoso.com>, dsn=5.0.0, status=bounced (host mx.contoso.com[192.0.2.1] said: 550 5.1.1 gone (in reply to RCPT TO command))';
    const [entry] = readDeliveryReport(text)?.entries ?? [];
    expect([entry?.status?.value, entry?.replyCode?.value, entry?.action]).toEqual(['5.1.1', '550', 'failed']);
  });

  it('shares a reply among recipients that stand line by line above it', () => {
    expect(
      pairs("Generating server: ex01.contoso.com\n\nkim@fabrikam.com\nlee@fabrikam.com\nRemote Server returned '550 5.7.1 refused'"),
    ).toEqual([
      ['kim@fabrikam.com', '5.7.1'],
      ['lee@fabrikam.com', '5.7.1'],
    ]);
  });

  it('does not choose among several addresses of its sentences', () => {
    expect(pairs('We send from lee@contoso.com and info@contoso.com to kim@fabrikam.com, and it says 550 5.7.1 Unable to relay')).toEqual([
      ['-', '5.7.1'],
    ]);
  });
});

describe('ndrTokens', () => {
  it('lists recipients, servers and status codes once each', () => {
    const report = readDeliveryReport(SAMPLES[11]?.text ?? '');
    const tokens = report === undefined ? undefined : ndrTokens(report);
    expect(tokens?.recipients.map(({ value }) => value)).toEqual(['kim@fabrikam.com', 'lee@fabrikam.com']);
    expect(tokens?.statusCodes.map(({ value }) => value)).toEqual(['5.1.10', '5.2.2']);
    expect(tokens?.servers.map(({ value }) => value)).toEqual(['ex01.contoso.com']);
  });
});

describe('hostile and random text', () => {
  const isInside = (text: string): boolean => {
    const report = readDeliveryReport(text);
    if (report === undefined) return true;
    const tokens = [...report.servers, report.generatingServer, ...report.encapsulated.map(({ token }) => token)];
    for (const entry of report.entries)
      tokens.push(
        { value: '', start: entry.start, end: entry.end },
        entry.recipient,
        entry.status,
        entry.replyCode,
        entry.diagnostic,
        entry.remoteServer,
      );
    return tokens.every((token) => token === undefined || (token.start >= 0 && token.start <= token.end && token.end <= text.length));
  };

  it('never throws, and its places lie inside the text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        ...SAMPLES.flatMap(({ text }) => text.split(/(?<=\n)|(?<=: )|(?<=[<'])/)),
        '\r\n',
        '=\r\n',
        '> ',
        '&lt;',
        '<br>',
        '5.1.',
        '1\n0',
        '@',
        '{LED=',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => isInside(pieces.join(''))),
      { numRuns: 500 },
    );
  });

  it('reads every cut-off sample', () => {
    for (const { text } of SAMPLES) for (let end = 0; end < text.length; end += 7) expect(isInside(text.slice(0, end))).toBe(true);
  });

  it('keeps each value where it says it stands', () => {
    for (const { text } of SAMPLES) {
      for (const entry of readDeliveryReport(text)?.entries ?? []) {
        for (const token of [entry.recipient, entry.status, entry.replyCode, entry.remoteServer]) {
          if (token !== undefined) expect(text.slice(token.start, token.end).replace(/\s/g, '').toLowerCase()).toBe(token.value);
        }
      }
    }
  });
});

describe('a generated delivery status', () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{1,12}$/);
  const group = fc.record({
    local: word,
    domain: fc.constantFrom('contoso.com', 'fabrikam.com', 'mail.fabrikam.co.uk'),
    remote: fc.option(word),
    code: fc.constantFrom('550', '554', '451', '421'),
    status: fc
      .tuple(fc.constantFrom(4, 5), fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 999 }))
      .map((parts) => parts.join('.')),
    field: fc.constantFrom('5.0.0', '4.0.0', '5.1.1'),
    words: fc.array(word, { minLength: 1, maxLength: 12 }),
    fold: fc.constantFrom(' ', '\n ', '\r\n\t', '\n    '),
    type: fc.constantFrom('rfc822;', 'rfc822; ', 'RFC822; <'),
  });

  it('reads back the same', () => {
    fc.assert(
      fc.property(
        word,
        fc.uniqueArray(group, { selector: ({ local, domain }) => `${local}@${domain}`, minLength: 1, maxLength: 6 }),
        (host, groups) => {
          const text = groups.reduce(
            (before, { local, domain, remote, code, status, field, words, fold, type }) =>
              `${before}\nFinal-Recipient: ${type}${local}@${domain}${type.endsWith('<') ? '>' : ''}\nAction: failed\nStatus: ${field}\n${
                remote === null ? '' : `Remote-MTA: dns;${remote}.fabrikam.com\n`
              }Diagnostic-Code: smtp;${code} ${status} ${words.join(fold)}\n`,
            `Reporting-MTA: dns;${host}.contoso.com\n`,
          );
          const report = readDeliveryReport(text);
          expect(report?.generatingServer?.value).toBe(`${host}.contoso.com`);
          expect(
            report?.entries.map((entry) => [
              entry.recipient?.value,
              entry.status?.value,
              entry.replyCode?.value,
              entry.diagnostic?.value,
              entry.remoteServer?.value,
            ]),
          ).toEqual(
            groups.map(({ local, domain, code, status, words, remote }) => [
              `${local}@${domain}`,
              status,
              code,
              `${code} ${status} ${words.join(' ')}`,
              remote === null ? undefined : `${remote}.fabrikam.com`,
            ]),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('texts that are no report', () => {
  it.each([
    [
      'a read receipt',
      'Reporting-UA: fabrikam.com; Outlook\nFinal-Recipient: rfc822;pat@fabrikam.com\nDisposition: manual-action/MDN-sent-manually; displayed',
    ],
    ['a list of changes', '5.7.1 - starts faster\n5.2.1 - users can be disabled'],
    ['a package', 'Requirement already satisfied: lxml==5.1.0'],
    [
      'a table of codes',
      '550 5.1.1 | RESOLVER.ADR.RecipNotFound | unknown\n550 5.4.1 | Access denied | unknown\n550 5.7.1 | Unable to relay | refused\n554 5.4.14 | Hop count exceeded | loop',
    ],
  ])('%s', (_name, text) => {
    expect(readDeliveryReport(text)).toBeUndefined();
  });

  it('does not take many errors of a queue for a table', () => {
    const codes = ['450 4.4.316', '450 4.4.317', '451 4.7.500', '452 4.3.1'];
    const text = codes
      .map((code, index) => `[{LED=${code} something};{MSG=};{FQDN=mx${index}.fabrikam.com};{IP=192.0.2.1};{LRT=}]`)
      .join('\n');
    expect(readDeliveryReport(text)?.entries).toHaveLength(4);
  });

  it('keeps a failed delivery beside the receipt of a read one', () => {
    expect(pairs('Disposition: displayed\nFinal-Recipient: rfc822;pat@fabrikam.com\nAction: failed\nStatus: 5.1.1')).toEqual([
      ['pat@fabrikam.com', '5.1.1'],
    ]);
  });
});

describe('a sentence that is wrapped behind its code', () => {
  it('belongs to the reply, whatever address it begins with', () => {
    const text =
      '<ana@fabrikam.com>: host mx.fabrikam.com[203.0.113.4] said: 550 5.1.8\n<scan@contoso.local>: Sender address rejected: Domain not found (in\nreply to RCPT TO command)';
    const [entry, ...others] = readDeliveryReport(text)?.entries ?? [];
    expect(others).toEqual([]);
    expect(entry?.recipient?.value).toBe('ana@fabrikam.com');
    expect(entry?.diagnostic?.value).toContain('Domain not found');
  });
});
