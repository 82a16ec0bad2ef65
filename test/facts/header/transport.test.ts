import { describe, expect, it } from 'vitest';
import { type GivenMessage, headerFact as of, withField, without } from '../../setup/header-facts.js';
import type { Fields } from '../../setup/headers.js';
import * as headers from '../../setup/headers.js';

const PART: GivenMessage = { quirks: { isCutAtEnd: true } };

describe('time and servers', () => {
  const hops = (...seconds: readonly number[]): Fields =>
    seconds
      .map((second, index) => headers.onPremHop(`ex${index}.contoso.local`, '10.0.0.9', `ex${index + 1}.contoso.local`, second))
      .reverse();
  const shift = (fields: Fields): Fields => [...fields, ...headers.author('kim@contoso.com', 'alex@contoso.com')];

  it('tells a delay from a clock that is off', () => {
    const late = shift(hops(0, 1, 601, 602));
    expect(
      ['longestDelay', 'longestDelayHost', 'longestDelayFrom', 'delayIsSkew', 'delayedHops', 'earliestStep', 'totalDelay'].map((name) =>
        of(late, name),
      ),
    ).toEqual([600, 'ex3.contoso.local', 'ex2.contoso.local', false, 1, 1, 602]);
    const skewed = shift(hops(0, 600, 2, 3));
    expect(['delayIsSkew', 'delayedHops', 'earliestStep', 'longestDelay'].map((name) => of(skewed, name))).toEqual([true, 0, -598, 1]);
    expect(of(shift(hops(0)), 'earliestStep')).toBe(null);
  });

  it('compares the Date field with the oldest hop', () => {
    expect(of(withField(shift(hops(600, 601)), 'Date', headers.at(0)), 'dateAhead')).toBe(-600);
    expect(of(withField(shift(hops(0, 1)), 'Date', headers.at(600)), 'dateAhead')).toBe(600);
    expect(of(withField(shift(hops(0, 1)), 'Date', 'yesterday'), 'dateAhead')).toBe(null);
  });

  it('does not count what a filter or a list program hands back to its server', () => {
    const mx = 'lists.fabrikam.com';
    const path = [
      `from mail.contoso.com (mail.contoso.com [192.0.2.1]) by ${mx} (Postfix) with ESMTP id 1; ${headers.at(1)}`,
      `from ${mx} ([127.0.0.1]) by localhost (${mx} [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id 2; ${headers.at(2)}`,
      `from localhost (localhost [127.0.0.1]) by ${mx} (Postfix) with ESMTP id 3; ${headers.at(3)}`,
      `by outflank-mailman (input) for mailman id 42074; ${headers.at(4)}`,
      `from localhost ([127.0.0.1] helo=${mx}) by ${mx} with esmtp (Exim 4.92) id 1kk6Go-0000U2-Jx; ${headers.at(5)}`,
      `from list by ${mx} with outflank-mailman.42074 (Exim 4.92) id 1kk6Go-0000UR-N3; ${headers.at(6)}`,
    ];
    const fields = shift(path.map((line) => headers.received(line)).reverse());
    expect([of(fields, 'sameHostVisits'), of(fields, 'alternations')]).toEqual([1, 1]);
  });

  it('takes no fetch from a mailbox for a delay', () => {
    const fetched = headers.received(
      `from pop.contoso.com [192.0.2.1] by home.example with IMAP (fetchmail-6.3.9) for <kim@localhost> (single-drop); ${headers.at(9000)}`,
    );
    const fields = [fetched, ...shift(hops(0, 5))];
    expect(['longestDelay', 'delayedHops'].map((name) => of(fields, name))).toEqual([5, 0]);
  });

  it('takes the name of a family of ciphers for no version', () => {
    const line = (tls: string) =>
      shift([
        headers.received(
          `from a.contoso.com (a.contoso.com [192.0.2.1]) by mx.fabrikam.com (8.14.7/8.14.4) with ESMTP id 1 (${tls}); ${headers.at(1)}`,
        ),
      ]);
    expect(of(line('version=TLSv1/SSLv3 cipher=ECDHE-RSA-AES256-SHA384 bits=256 verify=OK'), 'weakTls')).toBe(null);
    expect(of(line('version=TLSv1/SSLv3 cipher=RC4-MD5 bits=128 verify=OK'), 'weakTls')).toBe('TLSv1/SSLv3 RC4-MD5 at mx.fabrikam.com');
    expect(of(line('version=TLSv1 cipher=AES256-SHA bits=256 verify=OK'), 'weakTls')).toBe('TLSv1 AES256-SHA at mx.fabrikam.com');
  });

  it('counts visits and pairs of a loop', () => {
    const pair = (index: number) =>
      index % 2 === 0
        ? headers.onPremHop('ex02.contoso.local', '10.0.0.21', 'ex01.contoso.local', index)
        : headers.onPremHop('ex01.contoso.local', '10.0.0.20', 'ex02.contoso.local', index);
    const loop = Array.from({ length: 10 }, (_, index) => pair(index)).reverse();
    expect([of(loop, 'sameHostVisits'), of(loop, 'alternations'), of(loop, 'hopCount')]).toEqual([5, 5, 10]);
    // A server that hands the message to itself is one visit, and every host is localhost to itself.
    const self = Array.from({ length: 6 }, (_, index) =>
      headers.onPremHop('ex01.contoso.local', '10.0.0.20', 'ex01.contoso.local', index),
    ).reverse();
    expect([of(self, 'sameHostVisits'), of(self, 'alternations')]).toEqual([1, 0]);
    const local = Array.from({ length: 6 }, (_, index) =>
      headers.received(`from a${index}.example by localhost (Postfix) with ESMTP; ${headers.at(index)}`),
    ).reverse();
    expect(of(local, 'sameHostVisits')).toBe(null);
    expect(
      of(
        [
          ...headers.exoInside(1),
          ['X-LD-Processed', `${headers.TENANT},ExtAddr`],
          ['X-LD-Processed', `${headers.TENANT.toUpperCase()},ExtAddr`],
        ],
        'ldProcessed',
      ),
    ).toBe(2);
  });

  it.each([
    ['15.2.1544.14', headers.at(0), 'known'],
    ['15.2.2562.17', headers.at(0), null],
    ['15.2.1544.14', 'Mon, 13 Oct 2025 09:00:00 +0000', null],
    ['15.1.2507.39', 'Wed, 15 Oct 2025 09:00:00 +0000', 'known'],
    ['15.0.1497.48', 'Wed, 12 Apr 2023 09:00:00 +0000', 'known'],
    ['15.0.1497.48', 'Mon, 10 Apr 2023 09:00:00 +0000', null],
    ['14.3.513.0', 'Mon, 12 Oct 2020 09:00:00 +0000', null],
    ['8.3.517.0', 'Mon, 2 Mar 2020 09:00:00 +0000', 'known'],
    ['15.20.9253.13', headers.at(0), null],
    ['16.0.1.1', headers.at(0), null],
  ])('says of build %s on %s that it was out of support: %s', (build, date, expected) => {
    const hop = headers.received(
      `from ex02.contoso.local (10.0.0.21) by ex01.contoso.local (10.0.0.20) with Microsoft SMTP Server id ${build}; ${date}`,
    );
    const value = of([hop, ...headers.author('kim@contoso.com', 'alex@contoso.com')], 'unsupportedExchange');
    expect(value).toBe(expected === null ? null : `ex01.contoso.local ${build}`);
  });

  it('reads the padded build of a MAPI line', () => {
    expect(of([headers.onPremMapi('ex01.contoso.local', 1)], 'unsupportedExchange')).toBe('ex01.contoso.local 15.02.1544.014');
  });

  it.each([
    ['version=TLS1_0, cipher=TLS_RSA_WITH_AES_256_CBC_SHA', true],
    ['version=TLS1_1, cipher=TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA', true],
    ['version=TLS1_2, cipher=TLS_RSA_WITH_RC4_128_SHA', true],
    ['version=TLS1_2, cipher=TLS_RSA_WITH_3DES_EDE_CBC_SHA', true],
    ['version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384', false],
    ['version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384', false],
    ['using TLSv1 with cipher ECDHE-RSA-AES256-SHA (256/256 bits)', true],
    ['using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)', false],
  ])('finds weak TLS in (%s): %s', (tls, isWeak) => {
    const fields = [headers.received(`from a.example (192.0.2.9) (${tls}) by mx.contoso.com (Postfix) with ESMTPS id 1; ${headers.at(0)}`)];
    expect(of(fields, 'weakTls') !== null).toBe(isWeak);
  });

  it('knows what copying did to the block', () => {
    const fields = headers.internetToExo();
    expect(of(fields, 'isFoldingLost', { quirks: { isFoldingLost: true } })).toBe(true);
    expect(of(fields, 'isTruncated', PART)).toBe(true);
    expect(of(without(fields, /^From$/), 'isTruncated')).toBe(true);
    expect(of(fields, 'isTruncated')).toBe(false);
    expect(of([['Subject', 'a\u001b[31m'], ...fields], 'hostileBytes')).toBe(true);
    expect(of([...fields, ['From', 'other@example.com']], 'duplicateOriginators')).toBe(true);
    expect(
      of(
        Array.from({ length: 101 }, () => headers.exoMapi(1)),
        'isOversized',
      ),
    ).toBe(true);
  });
});

describe('what Exchange Online wrote before it sent the mail on', () => {
  const stamped = (fields: Fields): Fields => [...fields, ['X-MS-Exchange-CrossTenant-FromEntityHeader', 'HybridOnPrem']];

  it('says nothing of the session in which a receiver elsewhere took it', () => {
    expect(of(stamped(headers.exoToGmail()), 'ingressBetweenOurs')).not.toBe(true);
    expect(of(headers.onPremToExo(true), 'ingressBetweenOurs')).toBe(true);
  });

  it('names no recipient of that receiver', () => {
    const sealed = (fields: Fields): Fields => [
      ...fields,
      ['ARC-Seal', 'i=1; a=rsa-sha256; s=arcselector10001; d=microsoft.com; cv=none; b=abc='],
      ['ARC-Message-Signature', 'i=1; a=rsa-sha256; d=microsoft.com; s=arcselector10001; h=From; bh=abc=; b=abc='],
      ['ARC-Authentication-Results', 'i=1; mx.microsoft.com 1; spf=pass smtp.rcpttodomain=lists.example smtp.mailfrom=contoso.com'],
    ];
    const bounced = withField(sealed(headers.exoToGmail()), 'Return-Path', '<list-owner@lists.example>');
    expect(of(bounced, 'mailFromIsOwn')).not.toBe(true);
  });

  it('is no Received-SPF of that receiver', () => {
    const spf = ['Received-SPF', 'PermError (protection.outlook.com: domain of contoso.com used an invalid SPF mechanism)'] as const;
    expect(of([...headers.exoToGmail(), spf], 'receivedSpf')).not.toBe('permerror');
    expect(of([spf, ...headers.internetToExo()], 'receivedSpf')).toBe('permerror');
  });
});
