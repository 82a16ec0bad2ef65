import type { Received } from '../../parse/header/field.js';
import type { DecodedCode } from '../message.js';
import { codeOf, decodeWith, type Meanings, meanings } from './code.js';

// RFC 3848 and the words Exchange writes.
const PROTOCOL: Meanings = meanings({
  SMTP: 'SMTP, not encrypted, not authenticated',
  ESMTP: 'SMTP, not encrypted, not authenticated',
  ESMTPA: 'SMTP, authenticated, not encrypted',
  ESMTPS: 'SMTP over TLS',
  ESMTPSA: 'SMTP over TLS, authenticated',
  LMTP: 'local delivery',
  HTTP: 'HTTP, not encrypted',
  HTTPS: 'handed over within the service',
  mapi: 'submitted from a mailbox',
  'Microsoft SMTP Server': 'SMTP, taken by Exchange',
});

const OLD = 'an old version that Exchange Online refuses';
const TLS: Meanings = meanings({
  tls1_3: 'current',
  tls1_2: 'current',
  tls1_1: OLD,
  tls1_0: OLD,
  tls1: OLD,
  ssl3: OLD,
  ssl3_0: OLD,
});

/** `TLSv1.2`, `TLS1_2` and `TLS1.2` are one. */
const tlsName = (version: string): string => version.toLowerCase().replace('tlsv', 'tls').replace('.', '_');

const PRODUCTS: readonly (readonly [start: string, product: string])[] = [
  ['15.20.', 'Exchange Online'],
  ['15.2.', 'Exchange Server 2019 or Subscription Edition'],
  ['15.1.', 'Exchange Server 2016'],
  ['15.0.', 'Exchange Server 2013'],
  ['14.', 'Exchange Server 2010'],
  ['8.', 'Exchange Server 2007'],
];

/** In: the clauses of a Received field. Out: those with a known meaning. */
export function decodeReceived({ with: protocol, tls, exchangeBuild }: Received): readonly DecodedCode[] {
  const codes: DecodedCode[] = [];
  if (protocol !== undefined) {
    codes.push(decodeWith('with', protocol, PROTOCOL));
  }
  if (tls?.version !== undefined) {
    codes.push({ ...decodeWith('tls', tlsName(tls.version), TLS), value: tls.version });
  }
  if (tls?.cipher !== undefined) {
    codes.push(codeOf('cipher', tls.cipher, cipherMeaning(tls.cipher)));
  }
  if (exchangeBuild !== undefined) {
    // A mapi hop pads the parts: 15.02.2562.017.
    const build = exchangeBuild.replace(/\.0{1,4}(?=\d)/g, '.');
    codes.push(codeOf('id', exchangeBuild, PRODUCTS.find(([start]) => build.startsWith(start))?.[1]));
  }
  return codes;
}

/** https://www.rfc-editor.org/rfc/rfc9325#section-4.2 */
function cipherMeaning(cipher: string): string | undefined {
  if (/RC4|3DES|DES_CBC3|EXP|NULL/i.test(cipher)) return 'weak';
  if (/GCM|CHACHA20|CCM/i.test(cipher)) return 'current';
  return /AES.{0,20}(?:CBC|SHA)/i.test(cipher) ? 'still allowed, without authenticated encryption' : undefined;
}
