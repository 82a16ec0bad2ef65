import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type AdBed, activeDirectory } from '../setup/active-directory.js';
import { makeCertificate, startExchangeServer } from '../setup/exchange-online.js';
import { type ChildRun, crosspremWithCa, type GraphBed, graphEnv, graphOfTest } from '../setup/graph.js';
import { BIN, folderWith, type Report } from '../setup/process.js';

const ad = await activeDirectory();

/** The cloud side of people in the domain controller: synchronized by mS-DS-ConsistencyGuid, but for one who was made in the cloud. */
const CARL_ID = '3e0c7c52-6c0d-4f3a-9d24-0b7f5a1e9c41';
const CARL_MAILBOX = '9b1c4e6f-2d3a-4f8b-9c0d-1e2f3a4b5c6d';
const CLOUD_USERS = [
  {
    userPrincipalName: 'rita.remote@contoso.com',
    displayName: 'Rita Remote',
    mail: 'rita.remote@contoso.com',
    proxyAddresses: ['SMTP:rita.remote@contoso.com', 'smtp:rita.remote@contoso.mail.onmicrosoft.com'],
    onPremisesImmutableId: 'PSwbCl9Oa0qMfZ4PGis8TQ==',
    onPremisesSyncEnabled: true,
  },
  {
    id: CARL_ID,
    userPrincipalName: 'carl.cloudonly@contoso.com',
    displayName: 'Carl CloudOnly',
    mail: 'carl.cloudonly@contoso.com',
    proxyAddresses: ['SMTP:carl.cloudonly@contoso.com'],
    onPremisesSyncEnabled: null,
    onPremisesImmutableId: null,
  },
];

const onPremises = ({ ldapsUrl, readerUpn, caFile }: AdBed): readonly string[] => [
  '--ldap',
  ldapsUrl,
  '--ldap-user',
  readerUpn,
  '--ldap-ca',
  caFile,
];
const cloud = ({ tenant, clientId, authority, url }: GraphBed): readonly string[] => [
  '--graph',
  '--sign-in',
  'secret',
  '--tenant',
  tenant,
  '--client-id',
  clientId,
  '--authority',
  authority,
  '--graph-endpoint',
  url,
];
const secrets = (graph: GraphBed): Record<string, string> => ({
  CROSSPREM_LDAP_PASSWORD: ad?.readerPassword ?? '',
  CROSSPREM_CLIENT_SECRET: graph.secret,
});
const linesOf = (path: string): readonly Record<string, unknown>[] =>
  gunzipSync(readFileSync(path))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
const recordsOf = (path: string): readonly string[] =>
  linesOf(path)
    .filter((line) => !Object.keys(line)[0]?.startsWith('@'))
    .map((line) => JSON.stringify(line))
    .sort();

/** What a run says to its user; neither secret may stand in it. */
function said({ stdout, stderr }: ChildRun, graph: GraphBed): string {
  const text = `${stdout}${stderr}`;
  expect(text).not.toContain(graph.secret);
  if (ad !== undefined) expect(text).not.toContain(ad.readerPassword);
  return text;
}

describe.skipIf(ad === undefined)('live, against a domain controller and a Graph service', () => {
  const bed = (): AdBed => {
    if (ad === undefined) throw new Error('no domain controller');
    return ad;
  };

  it('collects both sides into a snapshot, which every command reads', async () => {
    const graph = await graphOfTest({ users: CLOUD_USERS });
    const folder = folderWith();
    const out = join(folder, 'monday.crossprem');
    const args = [...onPremises(bed()), ...cloud(graph)];
    const collected = await crosspremWithCa(graph, ['collect', '--out', out, ...args], { env: secrets(graph) });
    expect(said(collected, graph)).toContain('Recipients of corp.contoso.com');
    expect(collected.code).toBe(0);
    expect(statSync(out).mode & 0o077).toBe(0);
    expect(existsSync(`${out}.partial`)).toBe(false);
    expect(readFileSync(out).includes(bed().readerPassword)).toBe(false);
    expect(gunzipSync(readFileSync(out)).includes(graph.secret)).toBe(false);

    const json = ['--direction', 'to-cloud', '--format', 'json', '--fail-on', 'never'];
    const fromSnapshot = await crosspremWithCa(graph, ['readiness', '--snapshot', out, ...json]);
    const live = await crosspremWithCa(graph, ['readiness', ...args, ...json], { env: secrets(graph) });
    expect([fromSnapshot.code, live.code]).toEqual([0, 0]);
    const findings = ({ stdout }: ChildRun): readonly string[] =>
      (JSON.parse(stdout) as Report).findings.map(({ id, status, subject }) => `${id} ${status} ${subject?.id}`).sort();
    expect(findings(live)).toEqual(findings(fromSnapshot));
    expect(JSON.parse(fromSnapshot.stdout).findings.length).toBeGreaterThan(3);

    const match = await crosspremWithCa(graph, ['match', 'rita.remote@contoso.com', '--snapshot', out, '--format', 'json']);
    expect(JSON.parse(match.stdout)).toMatchObject({ outcome: 'hard-match' });
    const adopted = await crosspremWithCa(graph, ['adopt', '--snapshot', out, '--format', 'json']);
    // Graph does not tell who has a mailbox: that is said, and is not "nobody".
    expect([adopted.code, adopted.stderr]).toEqual([2, '']);
    expect(JSON.parse(adopted.stdout).headline).toMatch(/^Not known: who has a mailbox in Exchange Online was not read/);
    const adoptedLive = await crosspremWithCa(graph, ['adopt', ...args, '--format', 'json'], { env: secrets(graph) });
    expect(JSON.parse(adoptedLive.stdout).counts).toEqual(JSON.parse(adopted.stdout).counts);
    const oneSide = await crosspremWithCa(graph, ['adopt', ...onPremises(bed())], { env: secrets(graph) });
    expect(oneSide.code).toBe(2);
    expect(oneSide.stderr).toContain('The cloud side is missing');
    const doubled = await crosspremWithCa(graph, ['collect', '--snapshot', out, out, '--out', join(folder, 'copy.crossprem')]);
    expect(doubled.stderr).toMatch(/Users: 2 of the files hold this part; only that of the last/);
    const shown = await crosspremWithCa(graph, ['snapshot', out]);
    expect(shown.stdout).toContain('Recipients of corp.contoso.com');
  });

  it('reads for one error only whom the error names, and says whom it asked for', async () => {
    const graph = await graphOfTest({ users: CLOUD_USERS });
    const folder = folderWith({
      'ndr.txt': [
        'Delivery has failed to these recipients or groups:',
        'carl.cloudonly@contoso.com',
        'The email address you entered couldn’t be found.',
        "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient carl.cloudonly@contoso.com not found by SMTP address lookup'",
      ].join('\n'),
    });
    const run = await crosspremWithCa(
      graph,
      ['diagnose', join(folder, 'ndr.txt'), ...onPremises(bed()), ...cloud(graph), '--format', 'json', '--fail-on', 'never'],
      { env: secrets(graph) },
    );
    expect(said(run, graph)).toContain('signed in as');
    expect(run.code).toBe(0);
    const report = JSON.parse(run.stdout);
    expect(report.findings[0].subject.id).toContain('carl.cloudonly@contoso.com');
    expect(report.notes.filter((note: string) => note.startsWith('Asked '))).toHaveLength(2);
    const listings = graph.requests.filter(
      ({ to, path, query }) => to === 'graph' && path === '/users' && !String(query).includes('filter'),
    );
    expect(listings).toEqual([]);
  });

  it('proves the cause of a move that fails, and its repair, on what three services say of one person', async () => {
    const graph = await graphOfTest({ users: CLOUD_USERS });
    const carl = CLOUD_USERS[1];
    const certificate = makeCertificate();
    const exchange = await startExchangeServer(
      {
        tenant: graph.tenant,
        domains: [{ Name: 'contoso.com', DomainName: 'contoso.com', DomainType: 'Authoritative' }],
        mailboxes: [
          {
            Identity: 'carl.cloudonly',
            DisplayName: carl?.displayName,
            UserPrincipalName: carl?.userPrincipalName,
            PrimarySmtpAddress: carl?.mail,
            EmailAddresses: [...(carl?.proxyAddresses ?? []), 'smtp:carl.cloudonly@contoso.mail.onmicrosoft.com'],
            Alias: 'carl.cloudonly',
            ExternalDirectoryObjectId: CARL_ID,
            ExchangeGuid: CARL_MAILBOX,
            ArchiveGuid: '00000000-0000-0000-0000-000000000000',
            RecipientTypeDetails: 'UserMailbox',
            IsDirSynced: false,
          },
        ],
      },
      certificate,
    );
    onTestFinished(() => exchange.close());
    const folder = folderWith({
      'error.txt': `MigrationPermanentException: Cannot find a recipient that has mailbox GUID ‘${CARL_MAILBOX}’. –> carl.cloudonly@contoso.com`,
      'both.pem': `${readFileSync(graph.caFile, 'utf8')}\n${certificate.ca}`,
    });
    const args = [
      ...onPremises(bed()),
      ...cloud(graph),
      '--exchange-online',
      '--exchange-endpoint',
      exchange.url,
      '--direction',
      'to-onprem',
    ];
    const run = await crosspremWithCa(graph, ['diagnose', join(folder, 'error.txt'), ...args, '--format', 'json'], {
      env: { ...secrets(graph), NODE_EXTRA_CA_CERTS: join(folder, 'both.pem') },
    });
    expect(said(run, graph)).not.toContain('not connected');
    expect(exchange.violations).toEqual([]);
    const report = JSON.parse(run.stdout) as Report;
    const [finding] = report.findings;
    expect(finding?.id).toBe('migration/mailbox-guid-not-found');
    expect(finding?.causes.filter(({ status }) => status === 'confirmed').map(({ id }) => id)).toEqual(['ad-user-not-mail-enabled']);
    expect(report.plan.map(({ id }) => id)).toContain('enable-remote-mailbox');
    expect(
      exchange.asked.filter(({ endpoint, parameters }) => endpoint === 'Mailbox' && parameters.Identity === undefined).length,
    ).toBeLessThan(2);
  });

  it('does not take for absent what the account may not read', async () => {
    const graph = await graphOfTest({ users: CLOUD_USERS });
    const out = join(folderWith(), 'guarded.crossprem');
    const run = await crosspremWithCa(graph, ['collect', '--out', out, ...onPremises(bed())], { env: secrets(graph) });
    expect(run.code).toBe(0);
    const gina = linesOf(out).find(({ userPrincipalName }) => userPrincipalName === 'gina.guarded@contoso.com');
    expect(gina).toBeDefined();
    expect(gina).not.toHaveProperty('msExchMailboxGuid');
    expect(gina?.['@notReadable']).toContain('msExchMailboxGuid');
    const judged = await crosspremWithCa(graph, ['readiness', '--snapshot', out, '--format', 'json', '--fail-on', 'never', '--verbose']);
    expect(judged.stdout).not.toMatch(/gina\.guarded[^}]{0,400}exchange-guid-missing/);
  });

  it('goes on with a collect that was stopped: nothing is lost and nothing is doubled', async () => {
    const graph = await graphOfTest({ generatedUsers: 3000, pageSize: 200 });
    const folder = folderWith();
    const args = [...cloud(graph), ...onPremises(bed())];
    const whole = join(folder, 'whole.crossprem');
    expect((await crosspremWithCa(graph, ['collect', '--out', whole, ...args], { env: secrets(graph) })).code).toBe(0);

    const out = join(folder, 'stopped.crossprem');
    graph.faults.add({ path: '/users', after: 4, times: 1000, does: { kind: 'late', ms: 400 } });
    const child = spawn(process.execPath, [BIN, 'collect', '--out', out, ...args], {
      env: { ...graphEnv(graph), ...secrets(graph) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    for (let tries = 0; tries < 300 && !(existsSync(`${out}.partial`) && statSync(`${out}.partial`).size > 20_000); tries++) await wait(50);
    const from = performance.now();
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(performance.now() - from).toBeLessThan(3000);
    expect(text).toContain('Run the same command again');
    expect(existsSync(out)).toBe(false);

    graph.faults.clear();
    const resumed = await crosspremWithCa(graph, ['collect', '--out', out, ...args], { env: secrets(graph) });
    expect(said(resumed, graph)).toContain('goes on with');
    expect(resumed.code).toBe(0);
    expect(recordsOf(out)).toEqual(recordsOf(whole));
  });

  it('brings a snapshot up to date with what changed since', async () => {
    const users = Array.from({ length: 300 }, (_, at) => ({
      id: `5a000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      userPrincipalName: `user${at}@contoso.com`,
      displayName: `User ${at}`,
    }));
    const graph = await graphOfTest({ users, pageSize: 50 });
    const folder = folderWith();
    const [old, updated, whole] = ['old', 'updated', 'whole'].map((name) => join(folder, `${name}.crossprem`));
    const collect = (out = '', ...more: readonly string[]) =>
      crosspremWithCa(graph, ['collect', '--out', out, ...cloud(graph), ...more], { env: secrets(graph) });
    expect((await collect(old)).code).toBe(0);
    graph.changeUser({ id: users[3]?.id, displayName: 'Changed Name' });
    graph.removeUser(users[5]?.id ?? '');
    const before = graph.requests.length;
    expect((await collect(updated, '--update', old ?? '')).code).toBe(0);
    expect(graph.requests.slice(before).filter(({ to, path }) => to === 'graph' && path === '/users')).toEqual([]);
    expect((await collect(whole)).code).toBe(0);
    expect(recordsOf(updated ?? '')).toEqual(recordsOf(whole ?? ''));
    const compared = await crosspremWithCa(graph, ['snapshot', old ?? '', updated ?? '']);
    expect(compared.code).toBe(1);
    expect(compared.stdout).toContain('Changed Name');
  });

  it('tells in one line each what is wrong', async () => {
    const graph = await graphOfTest({ permissions: ['User.Read.All'] });
    const wrong = { ...secrets(graph), CROSSPREM_LDAP_PASSWORD: 'not the password' };
    const run = await crosspremWithCa(graph, ['doctor', ...onPremises(bed()), ...cloud(graph)], { env: wrong });
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/failed {3}sign-in/);
    const words = run.stdout.replace(/\s+/g, ' ');
    expect(words).toContain('skipped clock, version, schema, permission, configuration, domains: Not tried, for the sign-in failed.');
    expect(words).toMatch(/Failed: sign-in of ldaps:\/\/\S+\. 6 checks were not tried\. With a warning: permission/);
    expect(run.stdout).toContain('Domain.Read.All');
    const good = await crosspremWithCa(graph, ['doctor', ...onPremises(bed())], { env: secrets(graph) });
    expect(good.code).toBe(0);
    expect(good.stdout).toContain('Everything that was tried works.');
  });

  it('takes a password from a command, and refuses one in the URL', async () => {
    const graph = await graphOfTest({});
    const { ldapsUrl, readerUpn, caFile, readerPassword } = bed();
    const base = ['--ldap-user', readerUpn, '--ldap-ca', caFile];
    const good = await crosspremWithCa(graph, [
      'doctor',
      '--ldap',
      ldapsUrl,
      ...base,
      '--ldap-password-command',
      `printf '%s\\n' '${readerPassword}'`,
    ]);
    expect(good.code).toBe(0);
    const inUrl = await crosspremWithCa(graph, ['doctor', '--ldap', ldapsUrl.replace('//', '//reader:secret@'), ...base]);
    expect(inUrl.code).toBe(2);
    expect(inUrl.stderr).toContain('A password never stands in it');
    const failing = await crosspremWithCa(graph, ['doctor', '--ldap', ldapsUrl, ...base, '--ldap-password-command', 'echo leaked; exit 3']);
    expect(`${failing.stdout}${failing.stderr}`).not.toContain('leaked');
  });
});

describe('options of live services', () => {
  it.each([
    [['collect', '--out', 'x.crossprem'], 'No service is named'],
    [['collect', '--graph'], 'not said where'],
    [['diagnose', '-', '--ldap', 'ldaps://dc1'], 'No account is named'],
    [['readiness', '--ldap-user', 'kim'], 'no server is named'],
    [['readiness', '--tenant', 'contoso.com'], 'no service of the cloud'],
    [['doctor', '--graph', '--sign-in', 'secret'], 'own tenant'],
    [['doctor', '--ldap', 'ldaps://dc1', '--ldap-user', 'kim', '--ldap-unverified', 'dc2'], 'No server of that name'],
    [['doctor', '--ldap', 'https://dc1', '--ldap-user', 'kim'], 'no address of a directory server'],
    [['doctor', '--graph', '--authority', 'http://127.0.0.1'], 'no https address'],
    [['collect', '--ldap', 'ldaps://dc1', '--ldap-user', 'kim', '--out', 'x', '--redact'], 'made of one that is whole'],
  ])('%j: %s', async (args, says) => {
    const { crossprem } = await import('../setup/process.js');
    const run = crossprem(args, { cwd: folderWith() });
    expect(run.code).toBe(2);
    expect(run.err).toContain(says);
  });
});
