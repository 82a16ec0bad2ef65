import { readFile } from 'node:fs/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import * as tls from 'node:tls';
import { BerReader, ExtendedResponse } from 'ldapts';
import { ok, type Problem, type Result } from '../../evidence/problem.js';
import type { LdapTarget } from '../../ports/live.js';
import { isUnverified, type ServerAddress } from './address.js';
import { caFileProblem, networkProblem, startTlsProblem, tlsProblem } from './network-problems.js';

/** Certificates that are trusted: undefined where those of the system are to be taken. */
export type Trusted = readonly string[] | undefined;

/** Reads the authority's certificates. Bad input: a problem for a file that cannot be read or holds none as PEM. */
export async function readAuthorities(caFile: string | undefined): Promise<Result<Trusted>> {
  if (caFile === undefined) return ok(undefined);
  let text: string;
  try {
    text = await readFile(caFile, 'latin1');
  } catch (cause) {
    return caFileProblem(caFile, codeOf(cause) ?? 'unreadable');
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----') && !text.includes('-----BEGIN TRUSTED CERTIFICATE-----'))
    return caFileProblem(caFile, 'not-pem');
  return ok([text]);
}

export function codeOf(cause: unknown): string | undefined {
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
}

/** The system's authorities beside those that Node brings: an enterprise's own stand in the system's store only. */
function systemAuthorities(): readonly string[] | undefined {
  if (typeof tls.getCACertificates !== 'function') return undefined;
  try {
    return [...tls.getCACertificates('default'), ...tls.getCACertificates('system')];
  } catch {
    return undefined;
  }
}

function tlsOptions(address: ServerAddress, target: Pick<LdapTarget, 'unverifiedHost'>, trusted: Trusted): tls.ConnectionOptions {
  const authorities = trusted ?? systemAuthorities();
  return {
    host: address.host,
    port: address.port,
    // A name only: an address in this field is not allowed, and a certificate has to carry the address itself then.
    ...(isIP(address.host) === 0 ? { servername: address.host } : {}),
    ...(authorities === undefined ? {} : { ca: [...authorities] }),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: !isUnverified(address, target),
  };
}

export interface OpenOptions {
  readonly address: ServerAddress;
  readonly target: Pick<LdapTarget, 'unverifiedHost' | 'caFile'>;
  readonly trusted: Trusted;
  readonly connectMs: number;
  readonly signal: AbortSignal;
}

/** `stage`: how far it came. */
export type Opened =
  | { readonly kind: 'ok'; readonly value: tls.TLSSocket }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly stage: 'network' | 'tls' };

/**
 * An encrypted connection whose certificate was verified, before one byte of LDAP but StartTLS has gone out.
 *
 * Bad input: a problem for whatever keeps it from coming about. Throws the reason of an aborted signal.
 */
export async function openSocket(options: OpenOptions): Promise<Opened> {
  const { address, target, trusted, signal } = options;
  const opened: Socket[] = [];
  const give = (socket: tls.TLSSocket): Opened => {
    opened.length = 0;
    return { kind: 'ok', value: socket };
  };
  try {
    return await withDeadline(signal, options.connectMs, async () => {
      if (address.security === 'tls') {
        const secure = tls.connect(tlsOptions(address, target, trusted));
        opened.push(secure);
        await eventOf(secure, 'secureConnect');
        return give(secure);
      }
      const plain = connectTcp({ host: address.host, port: address.port });
      opened.push(plain);
      await eventOf(plain, 'connect');
      const refusal = await askStartTls(plain);
      if (refusal !== undefined) return atTls(startTlsProblem(address, refusal));
      const secure = tls.connect({ ...tlsOptions(address, target, trusted), socket: plain });
      opened.push(secure);
      await eventOf(secure, 'secureConnect');
      return give(secure);
    });
  } catch (cause) {
    signal.throwIfAborted();
    const code = codeOf(cause);
    if (cause === TOO_LATE) return atNetwork(networkProblem(address, 'TIMEOUT'));
    if (code !== undefined && isTlsCode(code)) return atTls(tlsProblem(address, code, cause, target.caFile));
    if (opened.length === 2 || (address.security === 'tls' && opened[0]?.remoteAddress !== undefined && code === 'ECONNRESET'))
      return atTls(tlsProblem(address, code ?? 'ECONNRESET', cause, target.caFile));
    return atNetwork(networkProblem(address, code ?? 'UNKNOWN'));
  } finally {
    for (const socket of opened) socket.destroy();
  }
}

const atNetwork = ({ problem }: { readonly problem: Problem }): Opened => ({ kind: 'problem', problem, stage: 'network' });
const atTls = ({ problem }: { readonly problem: Problem }): Opened => ({ kind: 'problem', problem, stage: 'tls' });

/** Codes that a handshake ends with, as Node and OpenSSL name them. */
function isTlsCode(code: string): boolean {
  return !/^E[A-Z]{3,20}$/.test(code) || code === 'EPROTO';
}

const TOO_LATE = Symbol('too late');

async function withDeadline<T>(signal: AbortSignal, ms: number, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const end = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(TOO_LATE), ms);
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
  });
  try {
    return await Promise.race([work(), end]);
  } finally {
    stop?.();
  }
}

function eventOf(socket: Socket, name: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    // The listener for errors stays: an error without a listener would end the program.
    socket.on('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    socket.once(name, () => resolve());
  });
}

// LDAPMessage { messageID 1, ExtendedRequest { requestName 1.3.6.1.4.1.1466.20037 } }; RFC 4511, 4.14.1.
const START_TLS = Buffer.concat([
  Buffer.from([0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16]),
  Buffer.from('1.3.6.1.4.1.1466.20037'),
]);
const LONGEST_ANSWER = 16_384;

/**
 * Asks for TLS on a connection in clear. Out: undefined where the server agreed, else its refusal.
 *
 * Written by hand because the answer has to end where the handshake begins: bytes that came along in clear would be taken for the first
 * ones of the encrypted connection.
 */
function askStartTls(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0);
    const done = (refusal: string | undefined): void => {
      socket.off('data', onData);
      resolve(refusal);
    };
    const onData = (data: Buffer): void => {
      answer = Buffer.concat([answer, data]);
      const read = answer.length > LONGEST_ANSWER ? { refusal: 'an answer that is too long' } : readStartTls(answer);
      if (read !== undefined) done(read.refusal);
    };
    socket.on('data', onData);
    socket.on('error', reject);
    socket.once('close', () => reject(Object.assign(new Error('closed'), { code: 'ECONNRESET' })));
    socket.write(START_TLS);
  });
}

const EXTENDED_RESPONSE = 0x78;

/** Out: undefined while the answer is not whole. */
export function readStartTls(bytes: Buffer): { readonly refusal: string | undefined } | undefined {
  try {
    const reader = new BerReader(bytes);
    const tag = reader.readSequence();
    if (tag === null || reader.remain < reader.length) return tag !== null && tag !== 0x30 ? { refusal: NO_LDAP } : undefined;
    if (tag !== 0x30) return { refusal: NO_LDAP };
    if (reader.remain > reader.length) return { refusal: 'bytes behind its answer, in clear' };
    reader.readInt();
    if (reader.readSequence() !== EXTENDED_RESPONSE) return { refusal: NO_LDAP };
    const response = new ExtendedResponse({ messageId: 1 });
    response.parseMessage(reader);
    return { refusal: response.status === 0 ? undefined : `result code ${response.status}` };
  } catch {
    return bytes.length > 2 ? { refusal: NO_LDAP } : undefined;
  }
}

const NO_LDAP = 'something that is no LDAP';
