import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { BerReader, BerWriter, PagedResultsControl, PresenceFilter, SearchRequest } from 'ldapts';

type Values = readonly (string | Buffer)[];

/** What a fake answers a search with. */
export interface Reply {
  readonly entry: (dn: string, attributes: Readonly<Record<string, Values>>) => void;
  readonly reference: (url: string) => void;
  /** `cookie`: there is a next page. */
  readonly done: (code?: number, text?: string, cookie?: string) => void;
  readonly socket: Socket;
}

export interface Search {
  readonly base: string;
  readonly scope: string;
  /** Filter as text, lower case. */
  readonly filter: string;
  readonly attributes: readonly string[];
  /** Cookie of the page that is asked for. */
  readonly cookie: string;
}

export interface FakeOptions {
  readonly onSearch: (search: Search, reply: Reply) => void;
  /** Result code and text for a sign-in; default 0. */
  readonly onBind?: (user: string) => readonly [code: number, text: string];
  /** Bytes in answer to StartTLS; default: agreed. */
  readonly startTls?: Buffer;
}

export interface Fake {
  readonly port: number;
  readonly ldaps: string;
  readonly ldap: string;
  readonly caFile: string;
  /** Users that signed in, and whether encrypted. */
  readonly binds: { readonly user: string; readonly isEncrypted: boolean }[];
  readonly close: () => void;
}

interface Keys {
  readonly key: Buffer;
  readonly cert: Buffer;
  readonly caFile: string;
}
let made: Keys | undefined;

/** A certificate for 127.0.0.1 that is its own authority. */
function keys(): Keys {
  if (made !== undefined) return made;
  const folder = mkdtempSync(join(tmpdir(), 'crossprem-fake-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = 'subjectAltName=IP:127.0.0.1,DNS:localhost';
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '20', '-subj', '/CN=fake', '-addext', names],
    {
      stdio: 'ignore',
    },
  );
  made = { key: readFileSync(key), cert: readFileSync(cert), caFile: cert };
  return made;
}

/** `(!(uSNCreated=*))` */
const WITHOUT_NUMBER = Buffer.from('\xa2\x0c\x87\x0auSNCreated', 'latin1');
export const WITHOUT = '(!(usncreated=*))';

const AGREED = Buffer.from([0x30, 0x0c, 0x02, 0x01, 0x01, 0x78, 0x07, 0x0a, 0x01, 0, 0x04, 0x00, 0x04, 0x00]);

/** An LDAP server on a port of 127.0.0.1 that answers `ldaps://` and, with StartTLS, `ldap://`: by the first byte it knows which. */
export async function startFake(options: FakeOptions): Promise<Fake> {
  const { key, cert, caFile } = keys();
  const binds: Fake['binds'] = [];
  const sockets = new Set<Socket>();
  const encrypt = (socket: Socket): void => {
    const secure = new TLSSocket(socket, { isServer: true, key, cert });
    secure.on('error', () => socket.destroy());
    serve(secure, true);
  };
  const serve = (socket: Socket, isEncrypted: boolean): void => {
    let buffer = Buffer.alloc(0);
    const onData = (data: Buffer): void => {
      buffer = Buffer.concat([buffer, data]);
      for (;;) {
        const reader = new BerReader(buffer);
        if (reader.readSequence() === null || reader.remain < reader.length) return;
        const end = reader.offset + reader.length;
        const message = buffer.subarray(0, end);
        buffer = buffer.subarray(end);
        if (answer(socket, message, isEncrypted) === 'encrypt') {
          socket.removeAllListeners('data');
          encrypt(socket);
          return;
        }
      }
    };
    socket.on('data', onData);
  };
  const answer = (socket: Socket, message: Buffer, isEncrypted: boolean): 'encrypt' | undefined => {
    const reader = new BerReader(message);
    reader.readSequence();
    const id = reader.readInt() ?? 0;
    const operation = reader.readSequence();
    if (operation === 0x60) {
      reader.readInt();
      const user = reader.readString() ?? '';
      binds.push({ user, isEncrypted });
      const [code, text] = options.onBind?.(user) ?? [0, ''];
      socket.write(result(id, 0x61, code, text));
    } else if (operation === 0x77) {
      const oid = reader.readString(0x80);
      if (oid !== '1.3.6.1.4.1.1466.20037') socket.write(result(id, 0x78, 2, 'unknown'));
      else {
        socket.write(options.startTls ?? AGREED);
        if (options.startTls === undefined) return 'encrypt';
      }
    } else if (operation === 0x63) search(socket, id, message);
    else if (operation === 0x42) socket.end();
    return undefined;
  };
  const search = (socket: Socket, id: number, message: Buffer): void => {
    const reader = new BerReader(message);
    reader.readSequence();
    reader.readInt();
    reader.readSequence();
    const control = new PagedResultsControl();
    const request = new SearchRequest({ messageId: id, filter: new PresenceFilter(), attributes: [] });
    request.parse(reader, [control]);
    const paged = request.controls?.find((one): one is PagedResultsControl => one instanceof PagedResultsControl);
    options.onSearch(
      {
        base: request.baseDN,
        scope: request.scope,
        // ldapts reads a presence wrongly: what is asked without a number is seen by its bytes.
        filter: request.filter.toString().toLowerCase() + (message.includes(WITHOUT_NUMBER) ? WITHOUT : ''),
        attributes: request.attributes,
        cookie: paged?.value?.cookie?.toString() ?? '',
      },
      {
        socket,
        entry: (dn, attributes) => void socket.write(entryOf(id, dn, attributes)),
        reference: (url) => void socket.write(referenceOf(id, url)),
        done: (code = 0, text = '', cookie = '') => void socket.write(result(id, 0x65, code, text, cookie)),
      },
    );
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first = socket.read() as Buffer | null; // A stream without encoding gives bytes.
      if (first === null) return;
      socket.unshift(first);
      if (first[0] === 0x16) encrypt(socket);
      else serve(socket, false);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // It listens on TCP.
  return {
    port,
    caFile,
    binds,
    ldaps: `ldaps://127.0.0.1:${port}`,
    ldap: `ldap://127.0.0.1:${port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function wrap(id: number, tag: number, inside: (writer: BerWriter) => void, controls?: (writer: BerWriter) => void): Buffer {
  const writer = new BerWriter();
  writer.startSequence();
  writer.writeInt(id);
  writer.startSequence(tag);
  inside(writer);
  writer.endSequence();
  controls?.(writer);
  writer.endSequence();
  return writer.buffer;
}

function result(id: number, tag: number, code: number, text: string, cookie?: string): Buffer {
  return wrap(
    id,
    tag,
    (writer) => {
      writer.writeEnumeration(code);
      writer.writeString('');
      writer.writeString(text);
    },
    cookie === undefined
      ? undefined
      : (writer) => {
          writer.startSequence(0xa0);
          new PagedResultsControl({ value: { size: 0, cookie: Buffer.from(cookie) } }).write(writer);
          writer.endSequence();
        },
  );
}

export function entryOf(id: number, dn: string, attributes: Readonly<Record<string, Values>>): Buffer {
  return wrap(id, 0x64, (writer) => {
    writer.writeString(dn);
    writer.startSequence();
    for (const [name, values] of Object.entries(attributes)) {
      writer.startSequence();
      writer.writeString(name);
      writer.startSequence(0x31);
      for (const value of values) typeof value === 'string' ? writer.writeString(value) : writer.writeBuffer(value, 0x04);
      writer.endSequence();
      writer.endSequence();
    }
    writer.endSequence();
  });
}

function referenceOf(id: number, url: string): Buffer {
  return wrap(id, 0x73, (writer) => writer.writeString(url));
}

/** A directory with a few people, as an Active Directory or as another kind of server shows it. */
export interface FakeDirectory {
  readonly isActiveDirectory: boolean;
  /** A read-only controller, which does not get msExchMailboxGuid. */
  readonly isReadOnly?: true;
  readonly people: readonly {
    readonly dn: string;
    readonly usn: number;
    readonly attributes: Readonly<Record<string, Values>>;
    /** The account may not read the number: for it there is none, in filters too, as MS-ADTS has it. */
    readonly hidesUsn?: true;
  }[];
  readonly references?: readonly string[];
  readonly base?: string;
  /** Answers a search in place of the directory; true where it did. */
  readonly meddle?: (search: Search, reply: Reply) => boolean;
}

const NAMES = [
  'mail',
  'proxyAddresses',
  'memberOf',
  'objectGUID',
  'objectClass',
  'nTSecurityDescriptor',
  'uSNCreated',
  'msExchMailboxGuid',
];
/** Grants everybody everything: a discretionary list that is not there. */
const OPEN = Buffer.from([1, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

/** Answers searches as a directory of these people would. */
export function directory({
  isActiveDirectory,
  isReadOnly,
  people,
  references = [],
  base = 'DC=fake,DC=contoso,DC=com',
  meddle,
}: FakeDirectory): FakeOptions['onSearch'] {
  const configuration = `CN=Configuration,${base}`;
  const own = {
    supportedCapabilities: ['1.2.840.113556.1.4.800', ...(isReadOnly === true ? ['1.2.840.113556.1.4.1920'] : [])],
    defaultNamingContext: [base],
    configurationNamingContext: [configuration],
    schemaNamingContext: [`CN=Schema,${configuration}`],
    dnsHostName: ['fake.contoso.com'],
    dsServiceName: [`CN=NTDS Settings,CN=FAKE,${configuration}`],
    highestCommittedUSN: [String(Math.max(0, ...people.map(({ usn }) => usn)))],
    // Everyone.
    tokenGroups: [Buffer.from([1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0])],
  };
  return (search, reply) => {
    if (meddle?.(search, reply) === true) return;
    const { base: at, scope, filter } = search;
    if (at === '' && scope === 'base')
      reply.entry('', {
        ...(isActiveDirectory ? own : {}),
        namingContexts: [base],
        subschemaSubentry: ['cn=schema'],
        currentTime: ['20260101000000.0Z'],
      });
    else if (at === 'cn=schema')
      reply.entry(at, {
        attributeTypes: NAMES.map((name, index) => `( 1.2.${index} NAME '${name}' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )`),
      });
    else if (at.startsWith('CN=Schema')) {
      for (const [index, name] of NAMES.entries())
        reply.entry(`CN=${name},${at}`, {
          lDAPDisplayName: [name],
          schemaIDGUID: [Buffer.alloc(16, index + 1)],
          attributeSyntax: [
            name === 'nTSecurityDescriptor' ? '2.5.5.15' : name === 'objectGUID' || name === 'msExchMailboxGuid' ? '2.5.5.10' : '2.5.5.12',
          ],
          searchFlags: [name === 'msExchMailboxGuid' ? '513' : '1'],
          isSingleValued: [name === 'proxyAddresses' || name === 'memberOf' || name === 'objectClass' ? 'FALSE' : 'TRUE'],
        });
    } else if (!at.startsWith('CN=')) {
      const from = Number(/usncreated>=(\d+)/.exec(filter)?.[1] ?? 0);
      const to = Number(/usncreated<=(\d+)/.exec(filter)?.[1] ?? Number.MAX_SAFE_INTEGER);
      const isProbe = filter.includes('objectguid=');
      const isAbout = (word: string): boolean => filter.includes(word);
      const fits = ({ usn, hidesUsn }: FakeDirectory['people'][number]): boolean =>
        isAbout(WITHOUT) ? hidesUsn === true : !isAbout('usncreated') || (hidesUsn !== true && usn >= from && usn <= to);
      const found = isProbe || scope !== 'sub' ? [] : people.filter((one) => fits(one) && one.dn.toLowerCase().endsWith(at.toLowerCase()));
      const start = Number(search.cookie === '' ? 0 : search.cookie);
      for (const { dn, attributes, usn, hidesUsn } of found.slice(start, start + PAGE))
        reply.entry(dn, {
          objectClass: ['user'],
          nTSecurityDescriptor: [OPEN],
          ...(search.attributes.includes('usncreated') && hidesUsn !== true ? { uSNCreated: [String(usn)] } : {}),
          ...attributes,
        });
      if (start === 0) for (const url of references) reply.reference(url);
      if (start + PAGE < found.length) return reply.done(0, '', String(start + PAGE));
    }
    reply.done(0, '', '');
  };
}

export const PAGE = 5;
