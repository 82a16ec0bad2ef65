import net, { type Socket } from 'node:net';
import { join } from 'node:path';
import tls from 'node:tls';
import type { AdBed } from './active-directory.js';
import { wholeMessages } from './fake-ldap.js';
import { type FaultServer, listen } from './fault-server.js';
import { type CertificateName, certificatesIn, testCertificates } from './test-certificates.js';

type Upstream = Pick<AdBed, 'dir' | 'ip'>;

const LDAPS = 636;
const SEARCH_ENTRY = 0x64;

/** A domain controller behind a certificate of choice. */
export function certificateProxy(bed: Upstream, name: CertificateName): Promise<FaultServer> {
  const certificates = certificatesIn(join(bed.dir, 'tls'));
  return listen(tls.createServer(certificates.pair(name)), certificates.caFile, (client) => {
    pipe(client, tls.connect({ host: bed.ip, port: LDAPS, rejectUnauthorized: false }));
  });
}

/** What happens to a connection in the middle of an entry: it breaks; nothing more comes; or single bytes of an answer that never ends. */
type Break = 'cut' | 'silent' | 'drip';

/** A proxy that plays a fault a number of times, and is good after that. */
export interface BreakingProxy extends FaultServer {
  /** How often the fault was played. */
  readonly broken: () => number;
}

/** A domain controller whose connection breaks in the middle of the entry with this number (from 1) or name, so many times; later ones hold. */
export async function breakingProxy(
  bed: Upstream,
  fault: { readonly atEntry: number | string; readonly times: number; readonly how?: Break },
): Promise<BreakingProxy> {
  const certificates = certificatesIn(join(bed.dir, 'tls'));
  const how = fault.how ?? 'cut';
  let broken = 0;
  const proxy = await listen(tls.createServer(certificates.pair('dc')), certificates.caFile, (client) => {
    const server = tls.connect({ host: bed.ip, port: LDAPS, rejectUnauthorized: false });
    tie(client, server);
    client.pipe(server);
    let pending: Buffer = Buffer.alloc(0);
    let entries = 0;
    let isBroken = false;
    server.on('data', (data: Buffer) => {
      if (isBroken) return;
      const { messages, rest } = wholeMessages(Buffer.concat([pending, data]));
      pending = rest;
      for (const message of messages) {
        const isEntry = operationOf(message) === SEARCH_ENTRY;
        if (isEntry) entries++;
        const { atEntry } = fault;
        const isHit = typeof atEntry === 'number' ? entries === atEntry : isEntry && message.includes(atEntry);
        if (broken < fault.times && isHit) {
          broken++;
          isBroken = true;
          client.write(message.subarray(0, message.length >> 1), how === 'cut' ? () => client.destroy() : undefined);
          if (how === 'cut') server.destroy();
          if (how === 'drip') drip(client, message.subarray(message.length >> 1));
          return;
        }
        client.write(message);
      }
    });
  });
  return { ...proxy, broken: () => broken };
}

/** The rest of a message, but so slowly that nobody waits for its end. */
function drip(client: Socket, rest: Buffer): void {
  let at = 0;
  const timer = setInterval(() => client.write(Buffer.of(rest[at++] ?? 0x20)), 100);
  client.on('close', () => clearInterval(timer));
}

/** A TCP proxy that breaks every connection after so many bytes from the server: in the TLS handshake where there are few. */
export function cuttingProxy(bed: Upstream, afterBytes: number): Promise<FaultServer> {
  return listen(net.createServer(), join(bed.dir, 'tls/ca.pem'), (client) => {
    const server = net.connect({ host: bed.ip, port: LDAPS });
    tie(client, server);
    client.pipe(server);
    let sent = 0;
    server.on('data', (data: Buffer) => {
      const part = data.subarray(0, afterBytes - sent);
      sent += part.length;
      client.write(part);
      if (sent < afterBytes) return;
      client.end(() => client.destroy());
      server.destroy();
    });
  });
}

/**
 * A server that keeps a client waiting. `silent`: takes the connection and says nothing, not even TLS. `silent-after-tls`: nothing after the
 * handshake. `drip`: after the handshake one byte of an answer that never ends, ten times a second.
 */
export function slowServer(kind: 'silent' | 'silent-after-tls' | 'drip'): Promise<FaultServer> {
  const certificates = testCertificates();
  if (kind === 'silent') return listen(net.createServer(), certificates.caFile, (client) => client.resume());
  return listen(tls.createServer(certificates.pair('dc')), certificates.caFile, (client) => {
    client.resume();
    if (kind === 'silent-after-tls') return;
    // The head of a message that is a megabyte long.
    const bytes = [0x30, 0x83, 0x10, 0x00, 0x00, 0x02, 0x01, 0x01];
    let at = 0;
    const timer = setInterval(() => client.write(Buffer.of(bytes[at++] ?? 0x20)), 100);
    client.on('close', () => clearInterval(timer));
  });
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<string> {
  const server = await listen(net.createServer(), '', () => {});
  await server.stop();
  return server.url;
}

function pipe(client: Socket, server: Socket): void {
  tie(client, server);
  client.pipe(server);
  server.pipe(client);
}

/** One end's end is the other's. */
function tie(client: Socket, server: Socket): void {
  client.on('close', () => server.destroy());
  server.on('close', () => client.destroy()).on('error', () => client.destroy());
}

/** The tag behind the message id. */
function operationOf(message: Buffer): number | undefined {
  const idAt = 2 + ((message[1] ?? 0) >= 0x80 ? (message[1] ?? 0) & 0x7f : 0);
  return message[idAt + 2 + (message[idAt + 1] ?? 0)];
}
