import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What TLS and the sign-in by certificate need; nothing of it outlives the process. */
export interface Certificates {
  /** Authority that signed the server's certificate. */
  readonly caFile: string;
  readonly key: Buffer;
  readonly cert: Buffer;
  /** Private key and certificate of the application, one PEM file. */
  readonly clientFile: string;
  /** The same for an application that the tenant does not know. */
  readonly strangerFile: string;
  readonly clientCert: Buffer;
}

interface Pair {
  readonly key: Buffer;
  readonly cert: Buffer;
}

// RSA keys, which the sign-in by certificate needs, take longer to make than all the rest: once in a process.
let client: Pair | undefined;
let stranger: Pair | undefined;

/** Makes an authority of this bed's own with a certificate for localhost, and puts it and those for signing in into the folder. */
export function writeCertificates(folder: string): Certificates {
  client ??= inScratch((scratch) => selfSigned(scratch, 'client', ['-newkey', 'rsa:2048']));
  stranger ??= inScratch((scratch) => selfSigned(scratch, 'stranger', ['-newkey', 'rsa:2048']));
  const { ca, server } = inScratch(serverPair);
  const file = (name: string, ...parts: readonly Buffer[]): string => {
    const path = join(folder, name);
    writeFileSync(path, Buffer.concat(parts), { mode: 0o600 });
    return path;
  };
  return {
    caFile: file('ca.pem', ca),
    ...server,
    clientFile: file('client.pem', client.key, client.cert),
    strangerFile: file('stranger.pem', stranger.key, stranger.cert),
    clientCert: client.cert,
  };
}

function inScratch<T>(make: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'crossprem-graph-keys-'));
  try {
    return make(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function openssl(folder: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
}

function read(folder: string, name: string): Pair {
  return { key: readFileSync(join(folder, `${name}.key`)), cert: readFileSync(join(folder, `${name}.pem`)) };
}

function selfSigned(folder: string, name: string, algorithm: readonly string[], ...more: readonly string[]): Pair {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.pem`];
  openssl(folder, 'req', '-x509', ...algorithm, '-nodes', ...files, '-days', '30', '-subj', `/CN=Graph test bed ${name}`, ...more);
  return read(folder, name);
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

function serverPair(folder: string): { readonly ca: Buffer; readonly server: Pair } {
  const usage = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  const { cert: ca } = selfSigned(folder, 'ca', EC, ...usage);
  openssl(folder, 'req', ...EC, '-nodes', '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost');
  writeFileSync(join(folder, 'server.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n');
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-extfile', 'server.ext'];
  openssl(folder, 'x509', '-req', '-in', 'server.csr', '-out', 'server.pem', ...signed);
  return { ca, server: read(folder, 'server') };
}
