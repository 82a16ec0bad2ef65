import { describe, expect, it } from 'vitest';
import type { Received } from '../../../src/parse/header/field.js';
import { parseReceived } from '../../../src/parse/header/received.js';
import { fc } from '../../setup/property.js';

const DATE = 'Sun, 22 Nov 2026 15:04:05 +0000';
const AT = Date.UTC(2026, 10, 22, 15, 4, 5);

const CASES: readonly (readonly [string, string, Partial<Received>])[] = [
  [
    'Exchange Online',
    'from AM0PR01.eurprd01.prod.outlook.com (2603:10a6:208:1::5) by DB7PR01.eurprd01.prod.outlook.com (2603:10a6:5:2::9) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.20.7544.29',
    {
      from: 'AM0PR01.eurprd01.prod.outlook.com',
      ip: '2603:10a6:208:1::5',
      by: 'DB7PR01.eurprd01.prod.outlook.com',
      byIp: '2603:10a6:5:2::9',
      with: 'Microsoft SMTP Server',
      id: '15.20.7544.29',
      tls: { version: 'TLS1_2', cipher: 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384' },
      isEncrypted: true,
      exchangeBuild: '15.20.7544.29',
      writer: 'exchange',
    },
  ],
  [
    'the front door of Exchange Online, without TLS',
    'from mail.contoso.com (203.0.113.5) by AM0EUR02FT001.mail.protection.outlook.com (10.13.54.1) with Microsoft SMTP Server id 15.20.7544.20 via Frontend Transport',
    {
      ip: '203.0.113.5',
      via: 'Frontend Transport',
      tls: undefined,
      isEncrypted: undefined,
      exchangeBuild: '15.20.7544.20',
      writer: 'exchange',
    },
  ],
  [
    'Exchange 2010',
    'from EX01.contoso.local (10.0.0.1) by EX02.contoso.local (10.0.0.2) with Microsoft SMTP Server (TLS) id 14.3.123.3',
    { tls: { version: undefined, cipher: undefined }, isEncrypted: true, exchangeBuild: '14.3.123.3' },
  ],
  [
    'Exchange 2007',
    'from relay (192.168.10.10) by EX.contoso.local (192.168.100.51) with Microsoft SMTP Server id 8.3.298.1',
    { from: 'relay', exchangeBuild: '8.3.298.1', writer: 'exchange' },
  ],
  [
    'mapi with link-local addresses and a zone',
    'from EX01.contoso.local ([fe80::1c2d:3]) by EX02.contoso.local ([fe80::9%12]) with mapi id 15.02.1118.040',
    { ip: 'fe80::1c2d:3', byIp: 'fe80::9', with: 'mapi', exchangeBuild: '15.02.1118.040', writer: 'exchange' },
  ],
  [
    'HTTPS inside Exchange Online, hosts in upper case',
    'from BEZP281MB0001.DEUP281.PROD.OUTLOOK.COM (::1) by BEZP281MB0002.DEUP281.PROD.OUTLOOK.COM with HTTPS',
    { ip: '::1', with: 'HTTPS', isEncrypted: true, exchangeBuild: undefined, writer: 'exchange' },
  ],
  [
    'Postfix',
    'from helo.contoso.com (ptr.contoso.com [192.0.2.1]) (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits)) (No client certificate requested) by mx.fabrikam.com (Postfix) with ESMTPS id 4ABC1234 for <kim@fabrikam.com>',
    {
      from: 'helo.contoso.com',
      ptr: 'ptr.contoso.com',
      ip: '192.0.2.1',
      by: 'mx.fabrikam.com',
      with: 'ESMTPS',
      id: '4ABC1234',
      for: 'kim@fabrikam.com',
      tls: { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384' },
      exchangeBuild: undefined,
      writer: 'postfix',
    },
  ],
  [
    'Postfix with an id like a version, no PTR, authenticated',
    'from [10.0.0.1] (unknown [203.0.113.5]) (Authenticated sender: kim) by mx.fabrikam.com (Postfix) with ESMTPSA id 15.20.1.1',
    {
      from: '[10.0.0.1]',
      ptr: undefined,
      ip: '203.0.113.5',
      isAuthenticated: true,
      isEncrypted: true,
      exchangeBuild: undefined,
      writer: 'postfix',
    },
  ],
  [
    'Exim',
    'from ptr.contoso.com ([192.0.2.1]:50123 helo=[10.0.0.5]) by mx.fabrikam.com with esmtps (TLS1.2) tls TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (Exim 4.94.2) (envelope-from <kim@contoso.com>) id 1tABcd-0000Ab-1x for lee@fabrikam.com',
    {
      from: 'ptr.contoso.com',
      ptr: 'ptr.contoso.com',
      helo: '[10.0.0.5]',
      ip: '192.0.2.1',
      with: 'esmtps',
      id: '1tABcd-0000Ab-1x',
      for: 'lee@fabrikam.com',
      envelopeFrom: 'kim@contoso.com',
      tls: { version: 'TLS1.2', cipher: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' },
      exchangeBuild: undefined,
      writer: 'exim',
    },
  ],
  [
    'Exim without a name, older TLS note',
    'from [192.0.2.1] (port=1234 helo=contoso) by mx.fabrikam.com with esmtpsa (TLSv1.2:ECDHE-RSA-AES256-GCM-SHA384:256) (Exim 4.89) id 1tABcd-0000Ab-1x',
    {
      helo: 'contoso',
      ptr: undefined,
      ip: '192.0.2.1',
      isAuthenticated: true,
      tls: { version: 'TLSv1.2', cipher: 'ECDHE-RSA-AES256-GCM-SHA384' },
      writer: 'exim',
    },
  ],
  [
    'Exim with H=',
    'from H=mail.contoso.com [192.0.2.7] by mx.fabrikam.com with smtp',
    { from: 'mail.contoso.com', ip: '192.0.2.7', isEncrypted: false },
  ],
  [
    'Sendmail',
    'from helo.contoso.com (IDENT:root@ptr.contoso.com [IPv6:2001:db8::1] (may be forged)) by mx.fabrikam.com (8.15.2/8.15.2) with ESMTPS id wAM1234 (version=TLSv1.2 cipher=AES256-SHA bits=256 verify=NO) for <kim@fabrikam.com>',
    {
      from: 'helo.contoso.com',
      ptr: 'ptr.contoso.com',
      ip: '2001:db8::1',
      id: 'wAM1234',
      for: 'kim@fabrikam.com',
      tls: { version: 'TLSv1.2', cipher: 'AES256-SHA' },
      writer: 'sendmail',
    },
  ],
  ['qmail', '(qmail 1234 invoked from network)', { from: undefined, by: undefined, ip: undefined, writer: 'qmail' }],
  [
    'qmail from a peer without a name',
    'from unknown (HELO mail.contoso.com) (192.0.2.1) by mx.fabrikam.com with SMTP',
    { from: 'unknown', helo: 'mail.contoso.com', ptr: undefined, ip: '192.0.2.1', isEncrypted: false },
  ],
  [
    'a HELO name that is an address is not the peer',
    'from ptr.contoso.com (HELO [10.0.0.7]) (192.0.2.1) by mx.fabrikam.com with SMTP',
    { helo: '[10.0.0.7]', ptr: 'ptr.contoso.com', ip: '192.0.2.1' },
  ],
  [
    'Gmail inside',
    'by 2002:a05:6214:1234:b0:1:2:3 with SMTP id x5csp1234',
    { from: undefined, by: '2002:a05:6214:1234:b0:1:2:3', byIp: '2002:a05:6214:1234:b0:1:2:3', id: 'x5csp1234', writer: 'gmail' },
  ],
  [
    'Gmail from outside',
    'from mail.contoso.com (mail.contoso.com. [192.0.2.1]) by mx.google.com with ESMTPS id a1-20020a05.1.2026.11.22 for <kim@gmail.com> (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256)',
    { ptr: 'mail.contoso.com', ip: '192.0.2.1', tls: { version: 'TLS1_3', cipher: 'TLS_AES_256_GCM_SHA384' }, writer: 'gmail' },
  ],
  [
    'LMTP with an id that ends in a clause word',
    'from h1 ([10.0.0.1]) by h2 with LMTP id YAbC-by (envelope-from <kim@contoso.com>) for <lee@fabrikam.com>',
    { with: 'LMTP', id: 'YAbC-by', envelopeFrom: 'kim@contoso.com', for: 'lee@fabrikam.com', writer: 'other' },
  ],
  [
    'names that are clause words',
    'from by (mx.contoso.com [192.0.2.4]) by with (Postfix) with SMTP id for for <a@contoso.com>',
    { from: 'by', by: 'with', with: 'SMTP', id: 'for', for: 'a@contoso.com' },
  ],
  [
    'a parenthesis that is never closed',
    'from a.contoso.com (unclosed [192.0.2.4] by mx.fabrikam.com with SMTP id 5',
    { from: 'a.contoso.com', by: 'mx.fabrikam.com', id: '5' },
  ],
  [
    'Microsoft SMTP service of Windows',
    'from mail.contoso.com ([192.0.2.1]) by smtp.fabrikam.com with Microsoft SMTPSVC(6.0.3790.4675)',
    { with: 'Microsoft SMTPSVC', exchangeBuild: undefined, writer: 'other' },
  ],
  ['a bounce', 'from a by b with ESMTP id 1 for <>', { for: undefined }],
  ['Gmail before 2018', 'by 10.107.6.22 with SMTP id 22csp25501iog', { by: '10.107.6.22', writer: 'gmail' }],
  ['Gmail before 2013', 'by 10.52.111.104 with SMTP id ih8cs426414vdb', { writer: 'gmail' }],
  ['a private address that is not Gmail', 'by 10.107.6.22 with SMTP id 4Xk2Yc0aBb', { writer: 'other' }],
  [
    "Sendmail's name for a family of ciphers",
    'from mail.contoso.com (mail.contoso.com [192.0.2.1]) by mx.fabrikam.com (8.14.4/8.14.4) with ESMTP id x7QBK9WT001206 (version=TLSv1/SSLv3 cipher=AES256-SHA bits=256 verify=OK)',
    { tls: { version: 'TLSv1/SSLv3', cipher: 'AES256-SHA' }, writer: 'sendmail' },
  ],
  [
    'a quoted greeting',
    'from mail.contoso.com ([192.0.2.1]:31342 "EHLO out.contoso.com" rhost-flags-OK-OK-OK-FAIL) by list.fabrikam.com with ESMTP id S1',
    { from: 'mail.contoso.com', helo: 'out.contoso.com', ip: '192.0.2.1' },
  ],
];

describe('parseReceived', () => {
  it.each(CASES)('%s', (_name, text, expected) => {
    const found = parseReceived(`${text}; ${DATE}`);
    expect(found).toMatchObject(expected);
    expect(found.date).toEqual({ kind: 'known', at: AT, hasZone: true });
  });

  it('takes the last ";" outside parentheses', () => {
    const { date } = parseReceived(`from a (x; y) by b; something; ${DATE} (a; b)`);
    expect(date).toEqual({ kind: 'known', at: AT, hasZone: true });
  });

  it('finds a date without ";" before it', () => {
    const found = parseReceived(`by mx.contoso.com with SMTP id t5sWpZPHWH ${DATE} (UTC)`);
    expect(found).toMatchObject({ id: 't5sWpZPHWH', with: 'SMTP', date: { kind: 'known', at: AT, hasZone: true } });
  });

  it('says what is missing or unreadable about the date', () => {
    expect(parseReceived('from a by b').date).toEqual({ kind: 'absent' });
    expect(parseReceived('from a by b;').date).toEqual({ kind: 'absent' });
    expect(parseReceived('from a by b; soon').date).toEqual({ kind: 'unreadable', text: 'soon' });
  });

  it('reads blanks that pasting brings', () => {
    expect(parseReceived(`from\u00a0a.contoso.com\t(192.0.2.1)\r\n by b;\t${DATE}`)).toMatchObject({
      from: 'a.contoso.com',
      ip: '192.0.2.1',
    });
  });

  it('takes no number for an address that is none', () => {
    expect(parseReceived(`from a (999.1.1.1) by b; ${DATE}`).ip).toBeUndefined();
    expect(parseReceived(`from a ([IPv6:2001:db8:::1]) by b; ${DATE}`).ip).toBeUndefined();
  });

  it('never throws', () => {
    const word = fc.constantFrom(
      'from',
      'by',
      'with',
      'id',
      'for',
      'via',
      '(',
      ')',
      ';',
      '[',
      ']',
      '<',
      '>',
      'helo=',
      '\\',
      '192.0.2.1',
      DATE,
      'a',
    );
    fc.assert(fc.property(fc.array(word), (words) => void parseReceived(words.join(' '))));
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseReceived(text)));
  });
});
