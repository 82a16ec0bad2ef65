import net, { type Socket } from 'node:net';
import tls from 'node:tls';
import { BerReader, BerWriter } from 'ldapts';
import { type FaultServer, listen } from './fault-server.js';
import { type CertificateName, testCertificates } from './test-certificates.js';

/** A server that answers by a script: what neither Samba nor OpenLDAP can be brought to say. It speaks real LDAP over real sockets. */
export interface FakeLdap extends FaultServer {
  /** Every request, in the order they came. */
  readonly requests: readonly FakeRequest[];
}

export type FakeRequest =
  | { readonly kind: 'bind'; readonly dn: string; readonly password: string }
  | ({ readonly kind: 'search' } & FakeSearch)
  | { readonly kind: 'unbind' | 'abandon' | 'start-tls' }
  | { readonly kind: 'other'; readonly tag: number };

export interface FakeSearch {
  readonly base: string;
  readonly scope: 'base' | 'one' | 'sub';
  /** As RFC 4515 has it, lower-case operators, values escaped where not printable. */
  readonly filter: string;
  readonly attributes: readonly string[];
  readonly sizeLimit: number;
  readonly page: { readonly size: number; readonly cookie: string } | undefined;
  /** OIDs of all controls. */
  readonly controls: readonly string[];
}

export interface FakeResult {
  readonly code: number;
  readonly message?: string;
  /** URLs, with code 10. */
  readonly referrals?: readonly string[];
}

export interface FakeEntry {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, readonly (string | Buffer)[]>>;
}

export interface FakeAnswer {
  readonly entries?: readonly FakeEntry[];
  /** Search result references, each with its URLs. */
  readonly references?: readonly (readonly string[])[];
  readonly result?: FakeResult;
  /** Cookie of the next page; absent: this was the last. */
  readonly cookie?: string;
  /** `hang`: after the entries nothing more comes. `cut`: the connection breaks in the middle of the last entry. */
  readonly then?: 'hang' | 'cut';
}

export interface FakeScript {
  readonly bind?: (dn: string, password: string) => FakeResult | 'hang';
  /** undefined: the root DSE for a base search of "", else nothing found. `number` counts the searches from 0. */
  readonly search?: (search: FakeSearch, number: number) => FakeAnswer | undefined;
  /** Given: the server listens without TLS, and answers StartTLS so. */
  readonly startTls?: 'accepts' | 'refuses';
  readonly certificate?: CertificateName;
  /** Attributes of the root DSE that are added or replaced. */
  readonly rootDse?: FakeEntry['attributes'];
}

const TAGS = { bind: 0x60, unbind: 0x42, search: 0x63, abandon: 0x50, extended: 0x77 };
const PAGED = '1.2.840.113556.1.4.319';
const START_TLS = '1.3.6.1.4.1.1466.20037';
const SCOPES = ['base', 'one', 'sub'] as const;

export const FAKE_BASE = 'DC=corp,DC=contoso,DC=com';

const ROOT_DSE: FakeEntry['attributes'] = {
  defaultNamingContext: [FAKE_BASE],
  rootDomainNamingContext: [FAKE_BASE],
  configurationNamingContext: [`CN=Configuration,${FAKE_BASE}`],
  schemaNamingContext: [`CN=Schema,CN=Configuration,${FAKE_BASE}`],
  namingContexts: [FAKE_BASE, `CN=Configuration,${FAKE_BASE}`, `CN=Schema,CN=Configuration,${FAKE_BASE}`],
  dnsHostName: ['dc1.corp.contoso.com'],
  supportedCapabilities: ['1.2.840.113556.1.4.800'],
  supportedControl: [PAGED],
  supportedLDAPVersion: ['3'],
  isGlobalCatalogReady: ['TRUE'],
};

/** Starts such a server; `script` says what it answers. */
export async function fakeLdap(script: FakeScript = {}): Promise<FakeLdap> {
  const certificates = testCertificates();
  const pair = certificates.pair(script.certificate ?? 'dc');
  const requests: FakeRequest[] = [];
  const isPlain = script.startTls !== undefined;
  const server = await listen(isPlain ? net.createServer() : tls.createServer(pair), certificates.caFile, (client) => {
    serve(client, script, requests, () => new tls.TLSSocket(client, { isServer: true, ...pair }));
  });
  return { ...server, url: isPlain ? server.url.replace('ldaps:', 'ldap:') : server.url, requests };
}

function serve(socket: Socket, script: FakeScript, requests: FakeRequest[], upgrade: () => Socket): void {
  let pending: Buffer = Buffer.alloc(0);
  const onData = (data: Buffer): void => {
    try {
      take(data);
    } catch {
      // Not LDAP, or not whole: as a server would.
      socket.destroy();
    }
  };
  const take = (data: Buffer): void => {
    const { messages, rest } = wholeMessages(Buffer.concat([pending, data]));
    pending = rest;
    for (const message of messages) {
      const { id, request } = readRequest(message);
      requests.push(request);
      if (request.kind === 'start-tls') {
        socket.write(response(id, 0x78, { code: script.startTls === 'accepts' ? 0 : 52, message: '' }));
        if (script.startTls !== 'accepts') continue;
        socket.off('data', onData);
        serve(upgrade(), script, requests, upgrade);
        return;
      }
      answer(socket, id, request, script, requests);
    }
  };
  socket.on('data', onData).on('error', () => {});
}

function answer(socket: Socket, id: number, request: FakeRequest, script: FakeScript, requests: readonly FakeRequest[]): void {
  if (request.kind === 'unbind') socket.end();
  if (request.kind === 'bind') {
    const result = script.bind?.(request.dn, request.password) ?? { code: 0 };
    if (result !== 'hang') socket.write(response(id, 0x61, result));
  }
  // An extended operation that it does not know, RFC 4511, 4.12.
  if (request.kind === 'other' && request.tag === TAGS.extended)
    socket.write(response(id, 0x78, { code: 2, message: 'unsupported extended operation' }));
  if (request.kind !== 'search') return;
  const number = requests.filter((each) => each.kind === 'search').length - 1;
  const given = script.search?.(request, number) ?? standardAnswer(request, script);
  const entries = (given.entries ?? []).map((entry) => writeEntry(id, entry));
  const last = entries.at(-1);
  if (given.then === 'cut' && last !== undefined) {
    socket.write(Buffer.concat([...entries.slice(0, -1), last.subarray(0, last.length >> 1)]), () => socket.destroy());
    return;
  }
  const references = (given.references ?? []).map((urls) => writeReference(id, urls));
  const end = given.then === undefined ? [response(id, 0x65, given.result ?? { code: 0 }, request.page && (given.cookie ?? ''))] : [];
  socket.write(Buffer.concat([...entries, ...references, ...end]), () => {
    if (given.then === 'cut') socket.destroy();
  });
}

function standardAnswer(search: FakeSearch, script: FakeScript): FakeAnswer {
  const isRoot = search.base === '' && search.scope === 'base';
  return isRoot ? { entries: [{ dn: '', attributes: { ...ROOT_DSE, ...script.rootDse } }] } : {};
}

/** Cuts a stream into LDAP messages; what is not whole yet is the rest. */
export function wholeMessages(data: Buffer): { readonly messages: readonly Buffer[]; readonly rest: Buffer } {
  const messages: Buffer[] = [];
  let at = 0;
  for (;;) {
    const first = data[at + 1];
    if (first === undefined) break;
    const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
    if (at + 2 + lengthBytes > data.length) break;
    const length = lengthBytes === 0 ? first : data.readUIntBE(at + 2, Math.min(lengthBytes, 6));
    const end = at + 2 + lengthBytes + length;
    if (end > data.length) break;
    messages.push(data.subarray(at, end));
    at = end;
  }
  return { messages, rest: data.subarray(at) };
}

function readRequest(message: Buffer): { readonly id: number; readonly request: FakeRequest } {
  const reader = new BerReader(message);
  reader.readSequence();
  const id = reader.readInt() ?? 0;
  const tag = reader.readSequence() ?? 0;
  return { id, request: requestOf(reader, tag) };
}

function requestOf(reader: BerReader, tag: number): FakeRequest {
  if (tag === TAGS.bind) {
    reader.readInt();
    return { kind: 'bind', dn: reader.readString() ?? '', password: reader.readString(0x80) ?? '' };
  }
  if (tag === TAGS.search) return { kind: 'search', ...readSearch(reader) };
  if (tag === TAGS.unbind) return { kind: 'unbind' };
  if (tag === TAGS.abandon) return { kind: 'abandon' };
  if (tag === TAGS.extended && reader.readString(0x80) === START_TLS) return { kind: 'start-tls' };
  return { kind: 'other', tag };
}

function readSearch(reader: BerReader): FakeSearch {
  const base = reader.readString() ?? '';
  const scope = SCOPES[reader.readEnumeration() ?? 2] ?? 'sub';
  reader.readEnumeration();
  const sizeLimit = reader.readInt() ?? 0;
  reader.readInt();
  reader.readBoolean();
  const filter = readFilter(reader);
  const attributes: string[] = [];
  reader.readSequence();
  for (const end = reader.offset + reader.length; reader.offset < end; ) attributes.push(reader.readString() ?? '');
  return { base, scope, filter, attributes, sizeLimit, ...readControls(reader) };
}

function readControls(reader: BerReader): Pick<FakeSearch, 'page' | 'controls'> {
  const controls: string[] = [];
  let page: FakeSearch['page'];
  if (reader.peek() !== 0xa0) return { page, controls };
  reader.readSequence();
  for (const end = reader.offset + reader.length; reader.offset < end; ) {
    reader.readSequence();
    const controlEnd = reader.offset + reader.length;
    const oid = reader.readString() ?? '';
    controls.push(oid);
    if (reader.offset < controlEnd && reader.peek() === 1) reader.readBoolean();
    const value = reader.offset < controlEnd ? reader.readString(4, true) : null;
    if (oid !== PAGED || value === null) continue;
    const inner = new BerReader(value);
    inner.readSequence();
    page = { size: inner.readInt() ?? 0, cookie: inner.readString() ?? '' };
  }
  return { page, controls };
}

function readFilter(reader: BerReader): string {
  const tag = reader.peek() ?? 0;
  if (tag === 0x87) return `(${reader.readString(0x87)}=*)`;
  reader.readSequence();
  const end = reader.offset + reader.length;
  if (tag === 0xa0 || tag === 0xa1 || tag === 0xa2) {
    let inner = '';
    while (reader.offset < end) inner += readFilter(reader);
    return `(${tag === 0xa0 ? '&' : tag === 0xa1 ? '|' : '!'}${inner})`;
  }
  if (tag === 0xa4) return readSubstrings(reader, end);
  if (tag === 0xa9) {
    reader.offset = end;
    return '(extensible)';
  }
  const operator = { 165: '>=', 166: '<=', 168: '~=' }[tag] ?? '=';
  return `(${reader.readString()}${operator}${escaped(reader.readString(4, true))})`;
}

function readSubstrings(reader: BerReader, end: number): string {
  const name = reader.readString();
  reader.readSequence();
  let text = '';
  while (reader.offset < end) {
    const tag = reader.peek() ?? 0x80;
    const part = escaped(reader.readString(tag, true));
    text += tag === 0x80 ? part : `*${part}`;
    if (reader.offset >= end && tag !== 0x82) text += '*';
  }
  return `(${name}=${text})`;
}

function escaped(value: Buffer | null): string {
  return [...(value ?? [])]
    .map((byte) =>
      byte < 0x20 || byte > 0x7e || '()*\\'.includes(String.fromCharCode(byte))
        ? `\\${byte.toString(16).padStart(2, '0')}`
        : String.fromCharCode(byte),
    )
    .join('');
}

function response(id: number, tag: number, result: FakeResult, cookie?: string): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(tag);
  writer.writeEnumeration(result.code);
  writer.writeString('');
  writer.writeString(result.message ?? '');
  if (result.referrals !== undefined) {
    writer.startSequence(0xa3);
    for (const url of result.referrals) writer.writeString(url);
    writer.endSequence();
  }
  writer.endSequence();
  if (cookie !== undefined) writePage(writer, cookie);
  writer.endSequence();
  return writer.buffer;
}

function writePage(writer: BerWriter, cookie: string): void {
  const value = new BerWriter();
  value.startSequence();
  value.writeInt(0);
  value.writeString(cookie);
  value.endSequence();
  writer.startSequence(0xa0);
  writer.startSequence();
  writer.writeString(PAGED);
  writer.writeBuffer(value.buffer, 4);
  writer.endSequence();
  writer.endSequence();
}

function writeEntry(id: number, entry: FakeEntry): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(0x64);
  writer.writeString(entry.dn);
  writer.startSequence();
  for (const [name, values] of Object.entries(entry.attributes)) {
    writer.startSequence();
    writer.writeString(name);
    writer.startSequence(0x31);
    for (const value of values) writer.writeBuffer(Buffer.from(value), 4);
    writer.endSequence();
    writer.endSequence();
  }
  writer.endSequence();
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}

function writeReference(id: number, urls: readonly string[]): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(0x73);
  for (const url of urls) writer.writeString(url);
  writer.endSequence();
  writer.endSequence();
  return writer.buffer;
}
