import type { Problem } from '../../evidence/problem.js';

/** Codes of Node and OpenSSL for what can go wrong before a service answers. */
const TLS: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'is signed by an authority that this computer does not trust',
  UNABLE_TO_GET_ISSUER_CERT: 'is signed by an authority that this computer does not trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'is signed by an authority that this computer does not trust',
  SELF_SIGNED_CERT_IN_CHAIN: 'is signed by an authority that this computer does not trust',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is signed by itself',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet, or the clock of this computer is wrong',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another host name',
  CERT_REVOKED: 'was revoked',
};
const REACH: Readonly<Record<string, string>> = {
  ENOTFOUND: 'has no address in DNS',
  EAI_AGAIN: 'could not be looked up in DNS',
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'cut the connection',
  EPIPE: 'cut the connection',
  ETIMEDOUT: 'does not answer',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'does not answer',
  UND_ERR_HEADERS_TIMEOUT: 'does not answer',
  UND_ERR_BODY_TIMEOUT: 'stopped in the middle of an answer',
  UND_ERR_SOCKET: 'cut the connection',
};

export interface NetworkFault {
  readonly kind: 'certificate' | 'reach';
  readonly code: string;
  /** Continues a sentence whose subject is the certificate, or the host. */
  readonly says: string;
}

/** The fault of the network in an error or in what caused it; undefined where there is none. Only known codes are taken out of the error. */
export function networkFault(error: unknown): NetworkFault | undefined {
  for (const code of codesOf(error)) {
    const tls = Object.hasOwn(TLS, code) ? TLS[code] : undefined;
    if (tls !== undefined) return { kind: 'certificate', code, says: tls };
    const reach = Object.hasOwn(REACH, code) ? REACH[code] : undefined;
    if (reach !== undefined) return { kind: 'reach', code, says: reach };
    if (/^ERR_SSL_[A-Z0-9_]{1,60}$/.test(code)) return { kind: 'reach', code, says: 'does not speak TLS as it must' };
  }
  return undefined;
}

function* codesOf(error: unknown): Generator<string> {
  const open: unknown[] = [error];
  for (let turn = 0; turn < 20 && open.length > 0; turn++) {
    const next = open.shift();
    if (typeof next !== 'object' || next === null) continue;
    if ('code' in next && typeof next.code === 'string') yield next.code;
    // A library that passes the text of an error on and loses its code.
    if ('message' in next && typeof next.message === 'string') yield* wordsOf(next.message);
    if ('cause' in next) open.push(next.cause);
    if ('error' in next) open.push(next.error);
    if ('errors' in next && Array.isArray(next.errors)) open.push(...next.errors.slice(0, 4));
  }
}

const WORDS = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/;
const PHRASES: readonly (readonly [string, string])[] = [
  ['unable to verify the first certificate', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['unable to get local issuer certificate', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
  ['self-signed certificate in certificate chain', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ['certificate has expired', 'CERT_HAS_EXPIRED'],
  ["does not match certificate's altnames", 'ERR_TLS_CERT_ALTNAME_INVALID'],
];

function* wordsOf(message: string): Generator<string> {
  const text = message.slice(0, 2000);
  const word = WORDS.exec(text)?.[0];
  if (word !== undefined) yield word;
  for (const [phrase, code] of PHRASES) if (text.includes(phrase)) yield code;
}

/** What a person is told of it. `host`: who was called. */
export function networkProblem(fault: NetworkFault, host: string): Problem {
  if (fault.kind === 'certificate') {
    return {
      what: `The certificate of ${host} ${fault.says}, so nothing was sent to it.`,
      where: `${host} (${fault.code})`,
      next: 'Put the certificate of the authority, as PEM, into a file and name it in NODE_EXTRA_CA_CERTS; a proxy that opens TLS needs that too.',
    };
  }
  return {
    what: `${host} ${fault.says}.`,
    where: `${host} (${fault.code})`,
    next: 'Check the network, the proxy and the firewall between this computer and that host, then try again.',
  };
}
