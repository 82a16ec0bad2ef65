import { describe, expect, it } from 'vitest';
import { measureDelays, totalDelay } from '../../src/message/delays.js';
import type { HeaderDate } from '../../src/parse/header/field.js';
import * as headers from '../setup/headers.js';

const path = (fields: headers.Fields, own = headers.NOBODY) => {
  const { hops, ingress, receiver } = headers.messageOf(fields, own);
  return { kinds: hops.map((hop) => hop.kind), premises: hops.map((hop) => hop.premises), ingress: ingress?.index, receiver };
};

describe('the path', () => {
  it('finds where Exchange Online took mail from the Internet', () => {
    expect(path(headers.internetToExo())).toEqual({
      kinds: ['other', 'exo-frontend', 'exo-internal', 'exo-internal', 'exo-internal'],
      premises: ['internet', 'exchange-online', 'exchange-online', 'exchange-online', 'exchange-online'],
      ingress: 1,
      receiver: 'exchange-online',
    });
  });

  it('knows a hybrid path by its servers', () => {
    const found = path(headers.onPremToExo(true), headers.CONTOSO);
    expect(found.kinds.slice(0, 3)).toEqual(['onprem-exchange-mapi', 'onprem-exchange', 'exo-frontend']);
    expect(found.premises.slice(0, 3)).toEqual(['on-premises', 'on-premises', 'exchange-online']);
    expect(found.ingress).toBe(2);
  });

  it('takes the hand-over between two tenants as the ingress of the second', () => {
    const message = headers.messageOf(headers.tenantToTenant());
    expect(message.ingress?.received.ip).toBe('40.107.21.5');
    expect(message.hops.filter((hop) => !hop.isTrusted).map((hop) => hop.kind)).toEqual(['exo-mapi', 'exo-internal']);
  });

  it('looks through local delivery into a container', () => {
    const message = headers.messageOf([
      headers.received(`from mx.contoso.com ([172.22.1.253]) by baa840a8f3b0 with LMTP id 8EV for <alex@contoso.com>; ${headers.at(3)}`),
      headers.received(
        `from mail.fabrikam.com (mail.fabrikam.com [198.51.100.7]) by mx.contoso.com (Postfix) with ESMTPS id 5FA; ${headers.at(1)}`,
      ),
      headers.results(
        'mx.contoso.com; dkim=pass header.d=fabrikam.com; dmarc=pass header.from=fabrikam.com; spf=pass smtp.mailfrom=fabrikam.com',
      ),
      ...headers.author('kim@fabrikam.com', 'alex@contoso.com'),
    ]);
    expect(message.ingress?.received.ip).toBe('198.51.100.7');
    expect(message.authentication.dmarc?.result).toBe('pass');
    // The same over SMTP proves nothing: a load balancer may hide where the peer is.
    const relayed = headers.messageOf([
      headers.received(`from mx.contoso.com ([172.22.1.253]) by baa840a8f3b0 with ESMTP id 8EV; ${headers.at(3)}`),
      headers.received(
        `from mail.fabrikam.com (mail.fabrikam.com [198.51.100.7]) by mx.contoso.com (Postfix) with ESMTPS id 5FA; ${headers.at(1)}`,
      ),
    ]);
    expect(relayed.ingress?.received.ip).toBe('172.22.1.253');
  });

  it('knows Gmail by the lines that it wrote before 2018', () => {
    const message = headers.messageOf([
      headers.received(`by 10.107.6.22 with SMTP id 22csp25501iog; ${headers.at(3)}`),
      headers.received(
        `from mail.contoso.com (mail.contoso.com. [198.51.100.7]) by mx.google.com with ESMTPS id up6si7122038wjc.275; ${headers.at(2)}`,
      ),
      headers.results('mx.google.com; spf=pass smtp.mailfrom=kim@contoso.com; dmarc=pass header.from=contoso.com'),
      ...headers.author('kim@contoso.com', 'alex@fabrikam.com'),
    ]);
    expect([message.receiver, message.ingress?.received.ip, message.authentication.dmarc?.result]).toEqual([
      'gmail',
      '198.51.100.7',
      'pass',
    ]);
  });

  it('takes the submission as the ingress of mail born inside', () => {
    const message = headers.messageOf([
      ...headers.exoInside(2).slice(0, 2),
      headers.exoMapi(1),
      ...headers.author('kim@contoso.com', 'alex@contoso.com'),
    ]);
    expect(message.ingress?.kind).toBe('exo-mapi');
    expect(message.hops.every((hop) => hop.isTrusted)).toBe(true);
  });

  it('does not believe a peer that only calls itself Exchange Online', () => {
    const message = headers.messageOf([
      ...headers.exoInside(5),
      headers.exoDoor('AM0PR04MB9999.eurprd04.prod.outlook.com', '198.51.100.66', 4),
      headers.exoMapi(1),
    ]);
    expect(message.ingress?.received.ip).toBe('198.51.100.66');
    expect(message.hops[0]?.isTrusted).toBe(false);
  });

  it('follows servers of the service whose addresses were blanked with documentation ones', () => {
    const blanked = headers.internetToExo().map(([name, value]) => [name, value.replaceAll(/2603:[0-9a-f:]+/g, '2001:db8::5')] as const);
    expect(headers.messageOf(blanked).ingress?.received.ip).toBe('198.51.100.7');
  });

  it('leaves the ingress open where the block ends inside the service', () => {
    const message = headers.messageOf(headers.exoInside(5).slice(0, 2));
    expect([message.receiver, message.ingress]).toEqual(['exchange-online', undefined]);
    expect(message.hops.every((hop) => hop.isTrusted)).toBe(true);
  });

  it('walks the servers of an on-premises organization down to the one that took the mail', () => {
    const message = headers.messageOf(headers.exoToOnPrem());
    expect(message.receiver).toBe('onprem-exchange');
    expect(message.ingress?.received.ip).toBe('40.107.21.5');
    expect(message.hops.map((hop) => hop.isTrusted)).toEqual([false, false, true, true]);
  });

  it('does not follow a public peer that claims a name of the organization', () => {
    const message = headers.messageOf([
      headers.onPremHop('ex09.contoso.local', '198.51.100.66', 'ex01.contoso.local', 3),
      headers.onPremHop('pc.contoso.local', '10.0.0.9', 'ex09.contoso.local', 1),
    ]);
    expect(message.ingress?.index).toBe(1);
  });

  it('sees Gmail and the peer it took the mail from', () => {
    const message = headers.messageOf(headers.exoToGmail());
    expect([message.receiver, message.ingress?.received.ip]).toEqual(['gmail', '40.107.21.108']);
  });

  it('follows a Postfix server through its own filters', () => {
    const message = headers.messageOf([
      headers.received(`from localhost (localhost [127.0.0.1]) by mx.example.org (Postfix) with ESMTP id B2; ${headers.at(4)}`),
      headers.received(
        `from mx.example.org ([127.0.0.1]) by localhost (mx.example.org [127.0.0.1]) (amavisd-new, port 10024) with ESMTP id C3; ${headers.at(3)}`,
      ),
      headers.received(
        `from mail.fabrikam.com (mail.fabrikam.com [198.51.100.7]) by mx.example.org (Postfix) with ESMTPS id A1; ${headers.at(2)}`,
      ),
      headers.received(`from pc (unknown [10.0.0.1]) by mail.fabrikam.com (Postfix) with ESMTPA id 99; ${headers.at(1)}`),
    ]);
    expect([message.receiver, message.ingress?.received.ip]).toEqual(['other', '198.51.100.7']);
  });

  it('sees both passes of centralized transport, and trusts the second alone', () => {
    const message = headers.messageOf([
      ...headers.exoInside(20),
      headers.exoDoor('mail.contoso.com', '203.0.113.5', 19),
      headers.onPremHop('DB5PR04CU001.outbound.protection.outlook.com', '40.107.21.5', 'ex01.contoso.local', 15),
      ...headers.exoInside(10).slice(1),
      headers.exoDoor('mail.fabrikam.com', '198.51.100.7', 9),
    ]);
    expect(message.hops.filter((hop) => hop.kind === 'exo-frontend').map((hop) => [hop.received.ip, hop.isTrusted])).toEqual([
      ['198.51.100.7', false],
      ['203.0.113.5', true],
    ]);
  });

  it('takes an authenticated client of a mailbox server for the ingress', () => {
    const message = headers.messageOf([
      ...headers.exoInside(5).slice(0, 1),
      headers.received(
        `from [192.168.1.5] (198.51.100.9) by AS8PR04MB1111.eurprd04.prod.outlook.com (2603:10a6:20b:1::11) with Microsoft SMTP Server id 15.20.1.1; ${headers.at(1)}`,
      ),
    ]);
    expect([message.ingress?.index, message.ingress?.kind]).toEqual([0, 'exo-frontend']);
  });

  it('names a gateway by its host', () => {
    const message = headers.messageOf(headers.viaMimecast());
    expect(message.hops[0]).toMatchObject({ kind: 'gateway', vendor: 'Mimecast', premises: 'gateway' });
    expect(message.gateways).toMatchObject([{ vendor: 'Mimecast', headers: ['X-MC-Unique', 'X-Mimecast-Spam-Score'] }]);
    expect(message.gateways[0]?.hop?.index).toBe(0);
  });

  it('does not call an Exchange Server under a foreign public name ours', () => {
    const fields = [headers.onPremHop('pc', '10.0.0.9', 'ex.fabrikam.com', 1)];
    expect(path(fields).premises).toEqual(['on-premises']);
    expect(path(fields, headers.CONTOSO).premises).toEqual(['unknown']);
  });

  it.each(['EX01.partner.outlook.cn', 'BN1.mail.protection.office365.us', 'X.prod.exchangelabs.com'])('knows the cloud of %s', (host) => {
    const message = headers.messageOf([
      headers.received(`from a.example (198.51.100.1) by ${host} (10.1.1.1) with Microsoft SMTP Server id 15.20.1.1; ${headers.at(0)}`),
    ]);
    expect(message.hops[0]?.kind).toBe('exo-frontend');
  });

  it('is no server of the service for a name that only looks like it', () => {
    const message = headers.messageOf([
      headers.received(`from a.example (198.51.100.1) by mail.notoutlook.com with Microsoft SMTP Server id 15.20.1.1; ${headers.at(0)}`),
    ]);
    expect(message.hops[0]?.kind).toBe('onprem-exchange');
  });
});

describe('measureDelays', () => {
  const dates = (...seconds: (number | undefined)[]): HeaderDate[] =>
    seconds.map((second) => (second === undefined ? { kind: 'absent' } : { kind: 'known', at: second * 1000, hasZone: true }));
  const skewed = (...seconds: (number | undefined)[]) => measureDelays(dates(...seconds)).map((delay) => delay?.isSkew);

  it('takes no delay for skew', () => {
    expect(measureDelays(dates(0, 10, 700))).toEqual([undefined, { seconds: 10, isSkew: false }, { seconds: 690, isSkew: false }]);
  });

  it.each([
    ['one clock that runs ahead', [0, 3600, 5], [undefined, true, true]],
    ['one clock that runs behind', [4000, 100, 4010], [undefined, true, true]],
    ['a clock ahead on two lines of one server', [0, 3600, 3601, 5], [undefined, true, false, true]],
    ['a true wait beside a small negative', [0, 900, 898], [undefined, false, true]],
    ['a missing date', [0, undefined, 900], [undefined, undefined, undefined]],
  ] as const)('judges %s', (_name, seconds, expected) => {
    expect(skewed(...seconds)).toEqual(expected);
  });

  it('doubts hours beside a date without a zone', () => {
    const noZone: HeaderDate = { kind: 'known', at: 7_200_000, hasZone: false };
    expect(measureDelays([...dates(0), noZone]).at(-1)).toEqual({ seconds: 7200, isSkew: true });
  });

  it('sums the first and the last date that can be read', () => {
    expect(totalDelay(dates(undefined, 5, undefined, 65))).toBe(60);
    expect(totalDelay(dates(5))).toBeUndefined();
  });
});
