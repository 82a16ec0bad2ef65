import { describe, expect, it } from 'vitest';
import * as headers from '../setup/headers.js';

const authentication = (fields: headers.Fields, own = headers.NOBODY) => headers.messageOf(fields, own).authentication;
const BAD =
  'spf=fail (sender IP is 198.51.100.7) smtp.mailfrom=fabrikam.com; dkim=none (message not signed) header.d=none;dmarc=fail action=oreject header.from=fabrikam.com;compauth=fail reason=000';

describe('the verdict that is believed', () => {
  it('is that of the receiver, with all its parts', () => {
    expect(authentication(headers.internetToExo())).toMatchObject({
      spf: { result: 'pass', ip: '198.51.100.7', domain: 'fabrikam.com' },
      dkim: { result: 'pass', domain: 'fabrikam.com', reason: 'signature was verified' },
      dmarc: { result: 'pass', action: 'none', headerFrom: 'fabrikam.com' },
      compauth: { result: 'pass', reason: '100', meaning: expect.stringContaining('From') },
      isSpfAligned: true,
      isDkimAligned: true,
      others: [],
    });
  });

  it('may stand at the end where the mailbox gave the fields in an order of its own', () => {
    const reordered = (verdict: string, name = 'authentication-results'): headers.Fields => {
      const fields = headers.internetToExo(verdict).filter(([key]) => key !== 'Received-SPF');
      const path = fields.filter(([key]) => key === 'Received');
      const rest = fields.filter(([key]) => key !== 'Received' && key !== 'Authentication-Results' && key !== 'DKIM-Signature');
      return [...path, ...rest, [name, verdict]];
    };
    const message = headers.messageOf(reordered(BAD));
    expect(message.authentication).toMatchObject({ compauth: { result: 'fail', reason: '000' }, others: [] });
    const line = message.authentication.believed;
    expect(line === undefined ? undefined : message.trustOf(line.field).forgeable).toBe('unknown');
    expect(message.forgeries).toEqual([]);
    // Not of this peer, in the sender's spelling, or not alone.
    expect(authentication(reordered(BAD.replace('198.51.100.7', '198.51.100.8'))).believed).toBeUndefined();
    expect(authentication(reordered(BAD, 'Authentication-Results')).believed).toBeUndefined();
    expect(authentication([...reordered(BAD), ['authentication-results', BAD]]).believed).toBeUndefined();
  });

  it('is never a line below the ingress', () => {
    const forged = headers.results(
      'spf=pass smtp.mailfrom=fabrikam.com; dkim=pass header.d=fabrikam.com;dmarc=pass action=none header.from=fabrikam.com;compauth=pass reason=100',
    );
    const fields = headers.internetToExo(BAD).toSpliced(7, 0, forged);
    const found = authentication(fields);
    expect(found.compauth?.result).toBe('fail');
    expect(found.others).toHaveLength(1);
    const only = authentication(fields.filter(([name, value]) => name !== 'Authentication-Results' || value !== BAD));
    expect([only.believed, only.spf?.result]).toEqual([undefined, 'pass']);
    expect(only.dmarc).toBeUndefined();
  });

  it('is none for mail born inside', () => {
    const found = authentication([
      ...headers.exoInside(3).slice(0, 2),
      headers.exoMapi(1),
      ...headers.author('kim@contoso.com', 'alex@contoso.com'),
      headers.results('dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=contoso.com;'),
    ]);
    expect([found.believed, found.spf, found.dkim]).toEqual([undefined, undefined, undefined]);
  });

  it("is Gmail's in a Gmail mailbox, whatever Microsoft wrote before", () => {
    const found = authentication(headers.exoToGmail());
    expect(found.believed?.authservId).toBe('mx.google.com');
    expect(found).toMatchObject({ spf: { result: 'pass', ip: '40.107.21.108', domain: 'contoso.com' }, dmarc: { result: 'pass' } });
    expect(found.others).toHaveLength(1);
  });

  it('joins the lines of one checker', () => {
    const door = headers.received(
      `from mail.fabrikam.com (mail.fabrikam.com [198.51.100.7]) by mx.example.org (Postfix) with ESMTPS id A1; ${headers.at(2)}`,
    );
    const found = authentication([
      headers.results('mx.example.org; dmarc=pass header.from=fabrikam.com'),
      headers.results('mx.example.org; spf=pass smtp.mailfrom=fabrikam.com'),
      headers.results('mx.example.org; dkim=fail reason="bad" header.d=list.example; dkim=pass header.d=fabrikam.com'),
      door,
      headers.results('other.example; spf=fail'),
      ...headers.author('kim@fabrikam.com', 'alex@example.org'),
    ]);
    expect(found).toMatchObject({ spf: { result: 'pass' }, dkim: { result: 'pass', domain: 'fabrikam.com' }, dmarc: { result: 'pass' } });
    expect(found.others).toHaveLength(1);
  });

  it("takes a line right below Postfix's own where it names the server, and says that it is not certain", () => {
    const message = headers.messageOf([
      headers.received(
        `from mail.fabrikam.com (mail.fabrikam.com [198.51.100.7]) by mx.example.org (Postfix) with ESMTPS id A1; ${headers.at(2)}`,
      ),
      headers.results('elsewhere.example; spf=pass'),
      headers.results('mx.example.org; spf=softfail smtp.mailfrom=fabrikam.com'),
      ...headers.author('kim@fabrikam.com', 'alex@example.org'),
    ]);
    expect(message.authentication.spf?.result).toBe('softfail');
    const [elsewhere, own] = message.fieldsOf('authentication-results');
    expect(own && message.trustOf(own).forgeable).toBe('unknown');
    expect(elsewhere && message.trustOf(elsewhere).forgeable).toBe('yes');
  });

  it('is what stands first where no path was pasted', () => {
    const message = headers.messageOf([headers.results(BAD), ...headers.author('kim@fabrikam.com', 'alex@contoso.com')]);
    expect(message.authentication.compauth).toMatchObject({ result: 'fail', reason: '000' });
    expect(message.authentication.believed && message.trustOf(message.authentication.believed.field).forgeable).toBe('unknown');
  });

  it("is Exchange Online's for mail it took for the on-premises mailbox", () => {
    const fields: headers.Fields = [
      headers.onPremHop('DB5PR04CU001.outbound.protection.outlook.com', '40.107.21.5', 'ex01.contoso.local', 9),
      ...headers.internetToExo(BAD).slice(1),
    ];
    const message = headers.messageOf(fields);
    expect([message.receiver, message.authentication.compauth?.reason]).toEqual(['onprem-exchange', '000']);
    expect(message.authentication.believed && message.trustOf(message.authentication.believed.field).forgeable).toBe('unknown');
    expect(message.antispam.forefront?.values.get('SFV')).toBe('NSPM');
  });

  it('is not what a sending tenant wrote on its outbound mail', () => {
    const found = authentication(
      headers.exoToOnPrem([
        headers.results('dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=contoso.com;'),
      ]),
    );
    expect(found.believed).toBeUndefined();
  });

  it('keeps the copies of an earlier pass apart', () => {
    const found = authentication(headers.tenantToTenant());
    expect(found.spf?.ip).toBe('40.107.21.5');
    expect(found.original).toHaveLength(1);
  });

  it('falls back to Received-SPF', () => {
    const found = authentication([
      [
        'Received-SPF',
        'softfail (mx.example.org: domain of transitioning fabrikam.com does not designate 198.51.100.7 as permitted sender) client-ip=198.51.100.7; envelope-from="kim@fabrikam.com"',
      ],
      headers.received(
        `from mail.fabrikam.com (mail.fabrikam.com [198.51.100.7]) by mx.example.org (Postfix) with ESMTPS id A1; ${headers.at(2)}`,
      ),
      ...headers.author('kim@fabrikam.com', 'alex@example.org'),
    ]);
    expect(found.spf).toEqual({ result: 'softfail', ip: '198.51.100.7', domain: 'fabrikam.com' });
    expect(found.isSpfAligned).toBeUndefined();
  });

  it.each([
    ['spf=pass smtp.mailfrom=bounces.mail.fabrikam.com; dkim=pass header.d=sender.example', true, false],
    ['spf=pass smtp.mailfrom=sender.example; dkim=fail header.d=fabrikam.com', false, undefined],
    ['spf=none smtp.mailfrom=fabrikam.com; dkim=pass header.d=sender.example; dkim=pass header.d=fabrikam.com', undefined, true],
  ])('aligns %s', (verdict, spf, dkim) => {
    const found = authentication(headers.internetToExo(verdict));
    expect([found.isSpfAligned, found.isDkimAligned]).toEqual([spf, dkim]);
  });
});
