import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TESTBED = fileURLToPath(new URL('../testbed', import.meta.url));

/** A domain controller that runs for the length of the test run, shared by all test files: what a test adds there needs names of its own. */
export interface AdBed {
  readonly ldapsUrl: string;
  readonly ldapUrl: string;
  /** Global catalogue over TLS. */
  readonly gcUrl: string;
  /** PEM of the authority that signed the server's certificate, which carries `host`, `ip` and localhost. */
  readonly caFile: string;
  readonly otherCaFile: string;
  readonly host: string;
  readonly ip: string;
  readonly baseDn: string;
  readonly configDn: string;
  readonly bindUpn: string;
  readonly bindPassword: string;
  readonly readerUpn: string;
  readonly readerPassword: string;
  /** For `KRB5_CONFIG`. */
  readonly krb5Config: string;
  readonly expiredKey: string;
  readonly expiredCert: string;
  readonly dir: string;
  /** Adds entries; `DC=X` in the text stands for the domain. */
  readonly load: (ldif: string) => Promise<void>;
  /** Runs samba-tool against this instance and answers its output. */
  readonly tool: (...args: readonly string[]) => Promise<string>;
  /** Ends the server as a power cut does; only for a bed that no other test uses. `start` brings it back. */
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
}

/** An OpenLDAP server with the names of Active Directory, for volume; it holds the limit of 1,000 entries without paging. */
export interface VolumeBed {
  readonly ldapsUrl: string;
  readonly ldapUrl: string;
  readonly caFile: string;
  readonly ip: string;
  readonly baseDn: string;
  readonly readerDn: string;
  readonly readerPassword: string;
  readonly users: number;
  readonly dir: string;
}

/** Generated users in the shared domain controller: more than the 1,000 of one page. */
export const BED_USERS = 1200;

let directory: Promise<AdBed | undefined> | undefined;
let quiet: Promise<AdBed | undefined> | undefined;
const large = new Map<number, Promise<AdBed | undefined>>();
const volumes = new Map<number, Promise<VolumeBed | undefined>>();

/** Starts the domain controller of this test run or joins it. Without root or Samba: undefined, and one line that says so. */
export function activeDirectory(): Promise<AdBed | undefined> {
  directory ??= startDirectory('samba', '77', BED_USERS);
  return directory;
}

/** Another one like it, which no test changes: what is read of it twice is the same. */
export function quietDirectory(): Promise<AdBed | undefined> {
  quiet ??= startDirectory('samba-quiet', '80', BED_USERS);
  return quiet;
}

/** A domain controller of its own with so many generated users in OU=Bulk: 50,000 take 17 seconds to make where the machine is idle. */
export function largeDirectory(users: number): Promise<AdBed | undefined> {
  const known = large.get(users);
  if (known !== undefined) return known;
  const started = startDirectory(`samba-${users}`, '79', users);
  large.set(users, started);
  return started;
}

/** Starts an OpenLDAP server with so many users or joins it. Without root or slapd: undefined, and one line that says so. */
export function volumeDirectory(users: number): Promise<VolumeBed | undefined> {
  const known = volumes.get(users);
  if (known !== undefined) return known;
  const started = startVolume(users);
  volumes.set(users, started);
  return started;
}

/** Folder of all beds of this run, named after the process whose end is theirs. */
export function bedFolder(owner: number): string {
  return join(tmpdir(), `crossprem-beds-${owner}`);
}

async function startDirectory(name: string, net: string, users: number): Promise<AdBed | undefined> {
  if (!canRun('samba', ['samba', 'ldbmodify', 'openssl', 'flock'], 'the tests against Active Directory')) return undefined;
  const bed = place(name, net);
  const env = { ...bed.env, TESTBED_USERS: String(users) };
  const script = join(TESTBED, 'samba-ad.sh');
  const value = variables(await run(script, ['up'], env));
  let files = 0;
  return {
    ldapsUrl: value('LDAPS_URL'),
    ldapUrl: value('LDAP_URL'),
    gcUrl: value('GC_URL'),
    caFile: value('CA_FILE'),
    otherCaFile: value('OTHER_CA_FILE'),
    host: value('HOST'),
    ip: value('IP'),
    baseDn: value('BASE_DN'),
    configDn: value('CONFIG_DN'),
    bindUpn: value('BIND_UPN'),
    bindPassword: value('BIND_PASSWORD'),
    readerUpn: value('READER_UPN'),
    readerPassword: value('READER_PASSWORD'),
    krb5Config: value('KRB5_CONFIG'),
    expiredKey: join(bed.dir, 'tls/expired.key'),
    expiredCert: join(bed.dir, 'tls/expired.pem'),
    dir: bed.dir,
    load: async (ldif) => {
      const file = join(bed.dir, `own-${process.pid}-${files++}.ldif`);
      writeFileSync(file, ldif);
      await run(script, ['load', file], env);
    },
    tool: (...args) => run(script, ['tool', ...args], env),
    kill: async () => {
      await run(script, ['kill'], env);
    },
    start: async () => {
      await run(script, ['up'], env);
    },
  };
}

async function startVolume(users: number): Promise<VolumeBed | undefined> {
  if (!canRun('slapd', ['slapd', 'slapadd', 'openssl', 'flock'], 'the tests with tens of thousands of users')) return undefined;
  const bed = place(`slapd-${users}`, '78');
  const value = variables(await run(join(TESTBED, 'openldap-ad.sh'), ['up'], { ...bed.env, TESTBED_USERS: String(users) }));
  return {
    ldapsUrl: value('LDAPS_URL'),
    ldapUrl: value('LDAP_URL'),
    caFile: value('CA_FILE'),
    ip: value('IP'),
    baseDn: value('BASE_DN'),
    readerDn: value('READER_DN'),
    readerPassword: value('READER_PASSWORD'),
    users,
    dir: bed.dir,
  };
}

/** Folder of this run; it goes when the run ends. */
export function runFolder(): string {
  const folder = bedFolder(ownerId());
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The process whose end is that of the beds: vitest's own (beds.ts), else this one. */
function ownerId(): number {
  return Number(process.env.CROSSPREM_BEDS_OWNER ?? process.pid);
}

/** Where a bed lives, and on which address: both follow from the owner, so that every worker of a run finds the same. */
function place(name: string, net: string): { readonly dir: string; readonly env: NodeJS.ProcessEnv } {
  const owner = ownerId();
  const dir = join(runFolder(), name);
  const ip = `127.${net}.${(owner >> 8) % 256}.${owner % 256}`;
  return { dir, env: { ...process.env, TESTBED_DIR: dir, TESTBED_IP: ip, TESTBED_OWNER: String(owner) } };
}

function canRun(what: string, programs: readonly string[], tests: string): boolean {
  const missing = programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  const isRoot = process.getuid?.() === 0;
  if (isRoot && missing.length === 0) return true;
  const why = missing.length > 0 ? `${missing.join(', ')} not installed` : 'not root';
  sayOnce(what, `SKIPPED: ${tests} (${why}); see test/testbed/README.md\n`);
  return false;
}

/** One line for the whole run, whichever worker comes first. */
function sayOnce(what: string, line: string): void {
  try {
    writeFileSync(join(runFolder(), `no-${what}`), line, { flag: 'wx' });
  } catch {
    return;
  }
  process.stderr.write(line);
}

/** The output of a program; what it wrote to stderr is in the error when it fails. */
function run(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('error', reject);
    // 'exit', not 'close': a server that was started may hold the pipes open.
    child.on('exit', (code) => {
      setImmediate(() => (code === 0 ? resolve(out) : reject(new Error(`${file} ${args.join(' ')} ended with ${code}\n${err}${out}`))));
    });
  });
}

function variables(text: string): (name: string) => string {
  const values = new Map(text.split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const));
  return (name) => {
    const value = values.get(name);
    if (value === undefined) throw new Error(`the test bed did not say ${name}`);
    return value;
  };
}
