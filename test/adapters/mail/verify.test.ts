import { generateKeyPairSync } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { authenticate, dkimSign } from 'mailauth';
import { describe, expect, it } from 'vitest';
import { verifyMessage } from '../../../src/adapters/mail/verify.js';
import type { Verification } from '../../../src/message/verification.js';
import type { VerifyInput } from '../../../src/ports/verify.js';
import { HEADERS } from '../../setup/mail.js';
import { folderWith } from '../../setup/process.js';

const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE = KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
const PUBLIC = KEYS.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const MESSAGE = `${HEADERS}\r\n\r\nHello Alex,\r\nthe report is ready.\r\n`;
const FROM: Omit<VerifyInput, 'raw'> = { ip: '203.0.113.7', helo: 'mail.fabrikam.com', sender: 'kim@fabrikam.com' };
const ZONE = {
  'fabrikam.com': { TXT: ['v=spf1 ip4:203.0.113.0/28 -all'] },
  '_dmarc.fabrikam.com': { TXT: [['v=DMARC1; p=rej', 'ect']] },
  's1._domainkey.fabrikam.com': { CNAME: ['s1-fabrikam-com._domainkey.contoso.com'] },
  'S1-fabrikam-com._domainkey.contoso.com.': { TXT: [['v=DKIM1; k=rsa; p=', PUBLIC]] },
  'arc._domainkey.contoso.com': { TXT: [`v=DKIM1; k=rsa; p=${PUBLIC}`] },
};

async function signed(message = MESSAGE): Promise<string> {
  const key = { signingDomain: 'fabrikam.com', selector: 's1', privateKey: PRIVATE };
  // Its types ask for the key twice; only the second place is read.
  const { signatures, errors } = await dkimSign(message, { ...key, signatureData: [key] });
  expect(errors).toEqual([]);
  return signatures + message;
}

async function verify(
  message: string,
  { zone = ZONE, ...input }: Partial<VerifyInput> & { readonly zone?: object } = {},
): Promise<Verification> {
  const file = join(folderWith({ 'dns.json': JSON.stringify(zone) }), 'dns.json');
  const result = await verifyMessage({ raw: Buffer.from(message), ...FROM, ...input }, { file });
  if (result.kind === 'problem') throw new Error(result.problem.what);
  return result.value;
}

describe('verifyMessage', () => {
  it('finds that all checks pass', async () => {
    const { spf, dkim, dmarc, arc } = await verify(await signed());
    expect(spf).toMatchObject({ result: 'pass', domain: 'fabrikam.com', record: 'v=spf1 ip4:203.0.113.0/28 -all' });
    expect(dkim).toMatchObject([{ result: 'pass', domain: 'fabrikam.com', selector: 's1', isAligned: true }]);
    expect(dmarc).toMatchObject({ result: 'pass', domain: 'fabrikam.com', policy: 'reject', spfAligned: true, dkimAligned: true });
    expect(arc.result).toBe('none');
  });

  it('verifies a file whose lines end in LF', async () => {
    expect((await verify((await signed()).replaceAll('\r\n', '\n'))).dkim[0]?.result).toBe('pass');
  });

  it('finds a changed body', async () => {
    const { dkim } = await verify((await signed()).replace('report is', 'report was'));
    expect(dkim).toMatchObject([{ result: 'fail', why: 'The body is not the one that was signed.', isAligned: false }]);
  });

  it('finds a changed header field', async () => {
    const { dkim } = await verify((await signed()).replace('Subject: Report', 'Subject: Invoice'));
    expect(dkim).toMatchObject([{ result: 'fail', why: expect.stringContaining('header field') }]);
  });

  it('names the key that DNS does not have', async () => {
    const { 's1._domainkey.fabrikam.com': _key, ...zone } = ZONE;
    expect((await verify(await signed(), { zone })).dkim).toMatchObject([
      { result: 'fail', why: 'DNS has no key at s1._domainkey.fabrikam.com.' },
    ]);
  });

  it('finds SPF and with it DMARC failing for a foreign address', async () => {
    const { spf, dmarc } = await verify(MESSAGE, { ip: '198.51.100.9' });
    expect(spf).toMatchObject({ result: 'fail', domain: 'fabrikam.com' });
    expect(spf.why).toContain('198.51.100.9');
    expect(dmarc).toMatchObject({ result: 'fail', policy: 'reject', spfAligned: false });
  });

  it('takes the HELO name for a null sender', async () => {
    const zone = { ...ZONE, 'mail.fabrikam.com': { TXT: ['v=spf1 a -all'], A: ['203.0.113.7'] } };
    expect((await verify(MESSAGE, { sender: '<>', zone })).spf).toMatchObject({ result: 'pass', domain: 'mail.fabrikam.com' });
  });

  it('reads MX records, written either way', async () => {
    const zone = {
      'fabrikam.com': { TXT: 'v=spf1 mx -all', MX: ['10 mx.fabrikam.com.', { exchange: 'mx2.fabrikam.com', priority: 5 }] },
      'mx.fabrikam.com': { A: '203.0.113.7' },
    };
    expect((await verify(MESSAGE, { zone })).spf.result).toBe('pass');
  });

  it('says when a record needs more look-ups than are allowed', async () => {
    const zone: Record<string, object> = { 'fabrikam.com': { TXT: ['v=spf1 include:i0.fabrikam.com -all'] } };
    for (let index = 0; index < 15; index++) zone[`i${index}.fabrikam.com`] = { TXT: [`v=spf1 include:i${index + 1}.fabrikam.com -all`] };
    expect((await verify(MESSAGE, { zone })).spf).toMatchObject({ result: 'permerror', why: expect.stringContaining('more than 10') });
  });

  it('does not judge what it cannot: no address, no MAIL FROM, no body', async () => {
    const unknown = { ip: undefined, helo: undefined, sender: undefined };
    const { spf, dmarc } = await verify(MESSAGE, unknown);
    expect([spf.result, dmarc.result]).toEqual(['unchecked', 'unchecked']);
    const head = (await signed()).split('\r\n\r\n')[0] ?? '';
    const headOnly = await verify(head, unknown);
    expect(headOnly.dkim).toMatchObject([{ result: 'unchecked', why: expect.stringContaining('body') }]);
    expect(headOnly.dmarc.result).toBe('unchecked');
    expect((await verify(head)).dmarc.result).toBe('pass');
  });

  it('verifies a message whose body is empty', async () => {
    expect((await verify(await signed(`${HEADERS}\r\n\r\n`))).dkim[0]?.result).toBe('pass');
  });

  it('follows an ARC chain, and sees it broken', async () => {
    const result = await authenticate(await signed(), {
      ...FROM,
      ip: '203.0.113.7',
      helo: 'mail.fabrikam.com',
      sender: 'kim@fabrikam.com',
      disableBimi: true,
      resolver: () => Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' })),
      seal: { signingDomain: 'contoso.com', selector: 'arc', privateKey: PRIVATE },
    });
    const sealed = result.headers + (await signed());
    expect((await verify(sealed)).arc).toMatchObject({ result: 'pass', domain: 'contoso.com' });
    expect((await verify(sealed.replace('report is', 'report was'))).arc.result).toBe('fail');
    expect((await verify(sealed.split('\r\n\r\n')[0] ?? '')).arc.result).toBe('unchecked');
    expect((await verify(sealed.replace('cv=none', 'cv=pass'))).arc.result).toBe('fail');
  });

  it('checks the first of thousands of signatures', async () => {
    const one = (await signed()).slice(0, (await signed()).indexOf('Received:'));
    const many = await verify(
      one + 'DKIM-Signature: v=1; a=rsa-sha256; d=x.fabrikam.com; s=a; h=from; bh=x; b=y\r\n'.repeat(1000) + MESSAGE,
    );
    expect(many.dkim.length).toBe(10);
    expect(many.dkim[0]?.result).toBe('pass');
    expect(many.notes.join(' ')).toContain('1001 DKIM signatures');
  });

  it('refuses a header section that no server would take', async () => {
    const input = { raw: Buffer.from('X-A: b\r\n'.repeat(100_000) + MESSAGE), ...FROM };
    expect(await verifyMessage(input, {})).toMatchObject({ kind: 'problem', problem: { what: expect.stringContaining('too large') } });
  });

  it('does not fall over any bytes', async () => {
    for (const message of [
      '',
      '\r\n',
      'x',
      'From: \r\n\r\n',
      'From: a@b, c@d\r\nDKIM-Signature:\r\nARC-Seal: i=1\r\n\r\nx',
      '\0\xff: \r\n',
    ]) {
      expect((await verify(message)).dkim.length).toBeGreaterThan(0);
    }
    expect((await verify('From: a@contoso.com, b@fabrikam.com\r\n\r\nx')).dmarc).toMatchObject({ result: 'permerror' });
    expect((await verify(`DKIM-Signature: v=1; a=rsa-md5; d=x; s=y\r\n${MESSAGE}`)).dkim[0]?.result).toBe('permerror');
  });
});

describe('the choice of DNS', () => {
  const input = { raw: Buffer.from(MESSAGE), ...FROM };

  it.each(['dns.contoso.com', '192.0.2.53:99999', '', '::1:53:x'])('refuses %j as a server', async (server) => {
    expect(await verifyMessage(input, { server })).toMatchObject({ kind: 'problem', problem: { where: `--resolver ${server}` } });
  });

  it.each(['[]', '{"a": 1}', '{"a": {"TXT": [1]}}', 'x'])('refuses the file %s', async (text) => {
    const file = join(folderWith({ 'dns.json': text }), 'dns.json');
    expect(await verifyMessage(input, { file })).toMatchObject({ kind: 'problem', problem: { where: file } });
  });

  it('tells a file that is not there', async () => {
    expect(await verifyMessage(input, { file: '/nowhere/dns.json' })).toMatchObject({
      kind: 'problem',
      problem: { what: 'The file does not exist.' },
    });
  });

  it('comes to an end with a server that never answers, and says so', async () => {
    const server = createSocket('udp4');
    await bind(server);
    try {
      const result = await verifyMessage(
        { raw: Buffer.from(await signed()), ...FROM },
        { server: `127.0.0.1:${server.address().port}` },
        { totalMs: 600, queryMs: 200, most: 100 },
      );
      if (result.kind === 'problem') throw new Error(result.problem.what);
      const { spf, dkim, dmarc, notes } = result.value;
      expect([spf.result, dkim[0]?.result, dmarc.result]).toEqual(['temperror', 'temperror', 'temperror']);
      expect(spf.why).toContain('did not answer in time');
      expect(dkim[0]?.why).toContain('did not answer in time');
      expect(notes[0]).toContain('127.0.0.1');
    } finally {
      server.close();
    }
  });

  it('asks no server for a name that the file does not have', async () => {
    const file = join(folderWith({ 'dns.json': '{}' }), 'dns.json');
    // The server is never used: nothing listens there.
    const result = await verifyMessage(input, { file, server: '127.0.0.1:9' });
    expect(result).toMatchObject({ kind: 'ok', value: { spf: { result: 'none' }, dmarc: { result: 'none' } } });
  });

  it('takes the answers of a server', async () => {
    const server = createSocket('udp4');
    await bind(server);
    // An answer without records: the name does not exist.
    server.on('message', (query, from) => {
      const answer = Buffer.from(query);
      answer[2] = 0x81;
      answer[3] = 0x83;
      server.send(answer, from.port, from.address);
    });
    try {
      const result = await verifyMessage(input, { server: `127.0.0.1:${server.address().port}` });
      expect(result).toMatchObject({ kind: 'ok', value: { spf: { result: 'none' }, dmarc: { result: 'none' } } });
    } finally {
      server.close();
    }
  });
});

async function bind(server: Socket): Promise<void> {
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
}
