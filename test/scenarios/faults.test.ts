import { spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { openSnapshot } from '../../src/adapters/snapshot/reader.js';
import { type AdBed, quietDirectory } from '../setup/active-directory.js';
import { type FakeScript, fakeLdap } from '../setup/fake-ldap.js';
import { type Fault, type GraphBed, graphEnv, graphOfTest } from '../setup/graph.js';
import { CODES, fakeUsers, pagedDirectory, referralLoop, signInRefused } from '../setup/ldap-answers.js';
import { breakingProxy, certificateProxy, closedPort, slowServer } from '../setup/ldap-faults.js';
import { BIN, folderWith } from '../setup/process.js';
import { ROOT } from '../setup/rules.js';

const ad = await quietDirectory();
const bed = (): AdBed => {
  if (ad === undefined) throw new Error('no domain controller');
  return ad;
};

/** A command line of `collect` without `--out`, and what it needs of the environment. */
interface Command {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** What a fault is played with. */
interface Scene extends Command {
  /** The same, where the fault was in the command line. */
  readonly again?: Command;
  /** Ends the fault. */
  readonly heal?: () => void;
  /** The program with short patience, for faults that only patience ends. */
  readonly isImpatient?: boolean;
  /** Largest file in KB. */
  readonly largestFile?: number;
  /** The signal that ends the first run once `isReached` says so. */
  readonly kill?: { readonly signal: 'SIGINT' | 'SIGKILL'; readonly isReached: () => boolean };
}

interface FaultCase {
  readonly fault: string;
  readonly scene: () => Promise<Scene>;
  /** Exit code of the first run; null: it was killed. */
  readonly code: number | null;
  /** What the user is told. */
  readonly says: RegExp;
  /** `resumes`: the first run leaves records that the second goes on with. `anew`: nothing was written. `whole`: the first run has everything already. */
  readonly then: 'resumes' | 'anew' | 'whole';
}

interface Ran {
  readonly code: number | null;
  readonly text: string;
  readonly stderr: string;
}

const table: string[] = [];
// For a report: the table of faults with what came of them.
afterAll(() => {
  const path = process.env.CROSSPREM_FAULT_TABLE;
  if (path === undefined) return;
  writeFileSync(path, `| fault | what the user sees | exit | after the second run |\n|---|---|---|---|\n${table.join('\n')}\n`);
});

const domain = (more: { readonly url?: string; readonly caFile?: string; readonly password?: string } = {}): Command => {
  const { ldapsUrl, readerUpn, readerPassword, caFile } = bed();
  return ldap(more.url ?? ldapsUrl, readerUpn, more.password ?? readerPassword, more.caFile ?? caFile);
};
const ldap = (url: string, user: string, password: string, caFile: string): Command => ({
  args: ['--ldap', url, '--ldap-user', user, '--ldap-ca', caFile],
  env: { CROSSPREM_LDAP_PASSWORD: password },
});
const cloud = (graph: GraphBed, secret = graph.secret): Command => ({
  args: [
    ...['--graph', '--sign-in', 'secret', '--tenant', graph.tenant, '--client-id', graph.clientId],
    ...['--authority', graph.authority, '--graph-endpoint', graph.url],
  ],
  env: { ...graphEnv(graph), CROSSPREM_CLIENT_SECRET: secret },
});
const both = (one: Command, other: Command): Command => ({ args: [...one.args, ...other.args], env: { ...one.env, ...other.env } });

/** Ends with the test. */
function kept<T extends { readonly stop: () => Promise<void> }>(server: T): T {
  onTestFinished(() => server.stop());
  return server;
}

/** A server that answers by a script, which `heal` replaces by a good one. */
async function scripted(bad: FakeScript, good: FakeScript = pagedDirectory(fakeUsers(2500))): Promise<Scene> {
  let script = bad;
  const server = kept(
    await fakeLdap({
      bind: (dn, password) => script.bind?.(dn, password) ?? { code: 0 },
      search: (search, number) => script.search?.(search, number),
    }),
  );
  const heal = (): void => {
    script = good;
  };
  return { ...ldap(server.url, 'kim@contoso.com', 'Secret-1', server.caFile), heal };
}

const users = { generatedUsers: 1500, pageSize: 100 };
const LISTED = /^\/users$/;

/** Graph with a fault of the list of users behind its fourth page, until it is healed. */
async function faulty(fault: Fault, more: Partial<Scene> = {}): Promise<Scene> {
  const graph = await graphOfTest(users);
  graph.faults.add({ path: LISTED, after: 4, ...fault });
  return { ...cloud(graph), heal: () => graph.faults.clear(), ...more };
}

/** The entry in whose middle the connection breaks: of a page behind the first window of objects. */
const IN_A_PAGE = 'CN=User 000700,';

async function broken(how: 'cut' | 'silent' | 'drip', more: Partial<Scene> = {}): Promise<Scene> {
  const proxy = kept(await breakingProxy(bed(), { atEntry: IN_A_PAGE, times: 1, how }));
  return { ...domain({ url: proxy.url }), ...more };
}

const CASES: readonly FaultCase[] = [
  {
    fault: 'the domain controller dies in the middle of a page',
    scene: () => broken('cut'),
    code: 2,
    says: /The server went away before its answer was whole\./,
    then: 'resumes',
  },
  {
    fault: 'it falls silent in the middle of a page',
    scene: () => broken('silent', { isImpatient: true }),
    code: 2,
    says: /The server fell silent in the middle of an answer\./,
    then: 'resumes',
  },
  {
    fault: 'slow-loris: an answer that comes byte by byte',
    scene: () => broken('drip', { isImpatient: true }),
    code: 2,
    says: /The answer of the server came so slowly that it was given up\./,
    then: 'resumes',
  },
  {
    fault: 'a port that takes connections and says nothing',
    scene: async () => ({
      ...domain({ url: kept(await slowServer('silent')).url }),
      again: domain(),
      isImpatient: true,
    }),
    code: 2,
    says: /did not answer on port \d+ in time\./,
    then: 'anew',
  },
  {
    fault: 'a certificate of another authority',
    scene: async () => ({ ...domain({ caFile: bed().otherCaFile }), again: domain() }),
    code: 2,
    says: /does not come from the authority in the file that was named\./,
    then: 'anew',
  },
  {
    fault: 'an expired certificate',
    scene: async () => ({ ...domain({ url: kept(await certificateProxy(bed(), 'expired')).url }), again: domain() }),
    code: 2,
    says: /The certificate of 127\.0\.0\.1 has expired\./,
    then: 'anew',
  },
  {
    fault: 'a certificate for another name',
    scene: async () => ({ ...domain({ url: kept(await certificateProxy(bed(), 'elsewhere')).url }), again: domain() }),
    code: 2,
    says: /The certificate of the server is not for 127\.0\.0\.1, but for dc9\.fabrikam\.com\./,
    then: 'anew',
  },
  {
    fault: 'a wrong password',
    scene: async () => ({ ...domain({ password: 'wrong' }), again: domain() }),
    code: 2,
    says: /The user name or the password is wrong\./,
    then: 'anew',
  },
  {
    fault: 'a locked account',
    scene: () => scripted({ bind: () => signInRefused('775') }),
    code: 2,
    says: /The account is locked\./,
    then: 'anew',
  },
  {
    fault: 'a size limit in the middle',
    scene: () => scripted(pagedDirectory(fakeUsers(2500), { result: { code: CODES.sizeLimit }, afterPages: 1 })),
    code: 2,
    says: /The server gives fewer objects at once than this search needs \(size limit\)\./,
    then: 'resumes',
  },
  {
    fault: 'two servers that refer to each other, beside what they hold',
    scene: async () => {
      const [one, other] = await referralLoop('reference');
      const named = ldap(kept(one).url, 'kim@contoso.com', 'Secret-1', one.caFile);
      return { ...named, args: [...named.args, '--ldap', kept(other).url] };
    },
    code: 0,
    says: /Recipients of corp\.contoso\.com/,
    then: 'whole',
  },
  {
    fault: 'two servers that only refer to each other',
    scene: async () => {
      const [one, other] = await referralLoop('result');
      const named = ldap(kept(one).url, 'kim@contoso.com', 'Secret-1', one.caFile);
      kept(other);
      return { ...named, again: domain() };
    },
    code: 2,
    says: /result code 10/,
    then: 'anew',
  },
  {
    fault: 'a name that DNS does not know',
    scene: async () => ({ ...domain({ url: 'ldaps://dc9.corp.contoso.invalid' }), again: domain() }),
    code: 2,
    says: /No address is known for dc9\.corp\.contoso\.invalid\./,
    then: 'anew',
  },
  {
    fault: 'a closed port',
    scene: async () => ({ ...domain({ url: await closedPort() }), again: domain() }),
    code: 2,
    says: /Nothing listens on port \d+ of 127\.0\.0\.1\./,
    then: 'anew',
  },
  {
    fault: 'StartTLS is refused',
    scene: async () => {
      const server = kept(await fakeLdap({ startTls: 'refuses' }));
      return { ...domain({ url: server.url }), again: domain({ url: bed().ldapUrl }) };
    },
    code: 2,
    says: /No password was sent\./,
    then: 'anew',
  },
  {
    fault: 'half a page of JSON, once',
    scene: () => faulty({ does: { kind: 'half-page' } }),
    code: 0,
    says: /1,500 {2}Users/,
    then: 'whole',
  },
  {
    fault: 'half pages of JSON for ever',
    scene: () => faulty({ does: { kind: 'half-page' }, times: Number.POSITIVE_INFINITY }, { isImpatient: true }),
    code: 2,
    says: /no whole JSON/,
    then: 'resumes',
  },
  {
    fault: 'a connection of Graph that breaks in a page, for ever',
    scene: () =>
      faulty({ does: { kind: 'cut', afterBytes: 400, withLength: true }, times: Number.POSITIVE_INFINITY }, { isImpatient: true }),
    code: 2,
    says: /broke in the middle of an answer, again and again\./,
    then: 'resumes',
  },
  {
    fault: 'Graph drips a page byte by byte',
    scene: () => faulty({ does: { kind: 'slow', bytes: 8 }, times: Number.POSITIVE_INFINITY }, { isImpatient: true }),
    code: 2,
    says: /did not give a whole answer within \d+ s\./,
    then: 'resumes',
  },
  {
    fault: 'Graph throttles now and then (429)',
    scene: () => faulty({ does: { kind: 'status', status: 429, retryAfter: 0 }, every: 2, times: 5, after: 0 }),
    code: 0,
    says: /1,500 {2}Users/,
    then: 'whole',
  },
  {
    fault: 'a storm of 429',
    scene: () => faulty({ does: { kind: 'status', status: 429, retryAfter: 0 }, times: Number.POSITIVE_INFINITY }),
    code: 2,
    says: /throttles[^\n]*\./,
    then: 'resumes',
  },
  {
    fault: 'the token expires in mid-run',
    scene: () => faulty({ does: { kind: 'expired-token' } }),
    code: 0,
    says: /1,500 {2}Users/,
    then: 'whole',
  },
  {
    fault: 'a permission is missing for one list',
    scene: () => faulty({ path: '/groups', after: 0, does: { kind: 'forbidden' }, times: Number.POSITIVE_INFINITY }),
    code: 0,
    says: /Not read[^\n]*:\n {2}- Groups were not read\./,
    then: 'anew',
  },
  {
    fault: 'a wrong secret of the app',
    scene: async () => {
      const graph = await graphOfTest(users);
      return { ...cloud(graph, 'wrong'), again: cloud(graph) };
    },
    code: 2,
    says: /secret/,
    then: 'anew',
  },
  {
    fault: 'one of two services dies',
    scene: async () => {
      const graph = await graphOfTest(users);
      const proxy = kept(await breakingProxy(bed(), { atEntry: IN_A_PAGE, times: 1 }));
      return both(domain({ url: proxy.url }), cloud(graph));
    },
    code: 2,
    says: /The server went away before its answer was whole\./,
    then: 'resumes',
  },
  {
    fault: 'the disk takes no more',
    scene: async () => ({ ...cloud(await graphOfTest(users)), largestFile: 24 }),
    code: 2,
    says: /The system allows no larger file here\./,
    then: 'resumes',
  },
  {
    fault: 'Ctrl-C while the server is silent',
    scene: () => stalled('SIGINT'),
    code: 130,
    says: /stopped\. [\d,]+ records of this run are safe/,
    then: 'resumes',
  },
  {
    fault: 'kill -9',
    scene: () => stalled('SIGKILL'),
    code: null,
    says: /signed in as/,
    then: 'resumes',
  },
];

async function stalled(signal: 'SIGINT' | 'SIGKILL'): Promise<Scene> {
  const proxy = kept(await breakingProxy(bed(), { atEntry: IN_A_PAGE, times: 1, how: 'silent' }));
  return { ...domain({ url: proxy.url }), kill: { signal, isReached: () => proxy.broken() > 0 } };
}

let impatient: string | undefined;
/** A copy of the built program whose patience is short. */
function impatientBin(): string {
  if (impatient !== undefined) return impatient;
  const folder = folderWith();
  for (const name of ['bin', 'dist', 'package.json']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  // What bundles share stands in files of its own.
  const bundles = readdirSync(join(folder, 'dist')).filter((name) => /^(?:ldap|cloud|shared-\w+)\.cjs$/.test(name));
  const shorten = (values: Readonly<Record<string, number>>): void => {
    for (const [name, value] of Object.entries(values)) {
      const pattern = new RegExp(`\\b${name}:[\\de.]+`, 'g');
      const holders = bundles.filter((bundle) => readFileSync(join(folder, 'dist', bundle), 'utf8').search(pattern) >= 0);
      if (holders.length === 0) throw new Error(`no bundle has ${name}`);
      for (const bundle of holders) {
        const path = join(folder, 'dist', bundle);
        writeFileSync(path, readFileSync(path, 'utf8').replaceAll(pattern, `${name}:${value}`));
      }
    }
  };
  shorten({ connectMs: 3000, idleMs: 4000, operationMs: 8000 });
  shorten({ requestMs: 2500, tries: 2, firstWaitMs: 50 });
  impatient = join(folder, 'bin/crossprem.cjs');
  return impatient;
}

function collect({ args, env }: Command, out: string, scene: Partial<Scene> = {}): Promise<Ran> {
  const bin = scene.isImpatient === true ? impatientBin() : BIN;
  const words = [bin, 'collect', '--out', out, ...args];
  const limit = scene.largestFile;
  // Node passes over the signal that goes with the limit.
  const child =
    limit === undefined
      ? spawn(process.execPath, words, { env: environment(env), timeout: 50_000, killSignal: 'SIGKILL' })
      : spawn('bash', ['-c', `trap '' XFSZ; ulimit -f ${limit}; exec "$0" "$@"`, process.execPath, ...words], { env: environment(env) });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.end();
  const { kill } = scene;
  const isOver = new AbortController();
  if (kill !== undefined) void killWhen(kill.isReached, () => child.kill(kill.signal), isOver.signal);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      isOver.abort();
      resolve({ code, stderr, text: `${stdout}${stderr}` });
    });
  });
}

const environment = (env: Command['env']): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  TZ: 'UTC',
  NO_COLOR: '1',
  ...env,
});

async function killWhen(isReached: () => boolean, kill: () => void, signal: AbortSignal): Promise<void> {
  while (!isReached() && !signal.aborted) await wait(20);
  if (!signal.aborted) kill();
}

/** Every record that counts, with its side. */
async function recordsOf(path: string): Promise<readonly string[]> {
  const opened = await openSnapshot(path);
  if (opened.kind === 'problem') throw new Error(opened.problem.what);
  const reader = opened.value;
  expect(reader.notes.filter((note) => !note.includes('is not finished'))).toEqual([]);
  const records: string[] = [];
  for (const { name, side } of reader.summary.parts)
    for await (const record of reader.records(name)) records.push(`${side} ${JSON.stringify(record)}`);
  return records.sort();
}

let ofDomain: Promise<readonly string[]> | undefined;
/** What a run without faults reads. */
function undisturbed(command: Command): Promise<readonly string[]> {
  const isDomain = command.env.CROSSPREM_LDAP_PASSWORD === bed().readerPassword && !command.args.includes('--graph');
  if (!isDomain) return readAnew(command);
  // The domain is the same by whatever way it is read.
  ofDomain ??= readAnew(domain());
  return ofDomain;
}

async function readAnew(command: Command): Promise<readonly string[]> {
  const out = join(folderWith(), 'whole.crossprem');
  expect((await collect(command, out)).code).toBe(0);
  return recordsOf(out);
}

/** The sentence in which a run says what went wrong, for the table. */
function told({ code, text, stderr }: Ran): string {
  if (code === null) return 'nothing: the process is gone';
  if (code === 0)
    return /Not read[^\n]*:\n {2}- (.*(?:\n {4}.*)*)/.exec(text)?.[1]?.replaceAll(/\n {4}/g, ' ') ?? 'nothing: it is complete';
  const lines = stderr.split('\n').filter((line) => line.startsWith('crossprem: ') && !/signed in|Reads |Signs in/.test(line));
  return (lines[0] ?? '').slice('crossprem: '.length);
}

describe.skipIf(ad === undefined || process.platform === 'win32')('a fault, then the same command again', () => {
  it.each(CASES)('$fault', async ({ fault, scene, code, says, then }) => {
    const played = await scene();
    const folder = folderWith();
    const out = join(folder, 'out.crossprem');
    const first = await collect(played, out, played);
    expect(first.text).toMatch(says);
    expect(first.code).toBe(code);
    for (const secret of Object.entries({ ...played.env, ...played.again?.env }).filter(([name]) => name.startsWith('CROSSPREM_')))
      expect(first.text).not.toContain(secret[1] === 'wrong' ? 'wrong\n' : secret[1]);
    expect(first.text).not.toMatch(/\n\s+at |Error:|undefined|\[object/);
    expect(existsSync(out)).toBe(code === 0);
    expect(existsSync(`${out}.partial`)).toBe(then === 'resumes');
    expect(existsSync(`${out}.partial.lock`)).toBe(code === null);
    if (then === 'resumes') expect((await recordsOf(`${out}.partial`)).length).toBeGreaterThan(20);

    played.heal?.();
    const command = played.again ?? played;
    const second = then === 'whole' ? first : await collect(command, out);
    expect(second.code).toBe(0);
    expect(/goes on with/.test(second.text)).toBe(then === 'resumes');
    const records = await recordsOf(out);
    expect(records.length).toBeGreaterThan(5);
    expect(records).toEqual(await undisturbed(command));
    const seen = told(first).replaceAll(folder, '…');
    table.push(
      `| ${fault} | ${seen} | ${code ?? 'killed'} | ${then === 'whole' ? 'not needed' : then === 'resumes' ? 'goes on' : 'anew'}: ${records.length} records, those of an undisturbed run |`,
    );
  });
});
