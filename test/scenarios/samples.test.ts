import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crossprem, reportOf } from '../setup/process.js';
import { ROOT } from '../setup/rules.js';

/** What each sample shows: every finding with its confirmed cause, in order. A new sample gets its line here. */
const SHOWS: Readonly<Record<string, readonly string[]>> = {
  'header/centralized-transport': [
    'header/centralized-transport-second-pass centralized-transport',
    'header/compauth-fail-000-explicit-dmarc -',
  ],
  'header/certificate-mismatch': [
    'header/connector-certificate-mismatch certificate-name-differs',
    'header/spf-softfail-onprem-ip-missing address-missing-in-spf',
    'header/internal-sender-treated-anonymous certificate-not-recognised',
    'header/compauth-fail-601-intra-org-spoof own-server-not-authenticated',
  ],
  'header/clean-mail': [],
  'header/cloud-only-sender': ['header/unknown-cloud-sender-on-premises ad-user-not-mail-enabled'],
  'header/delayed-at-hop': ['header/delay-at-hop waited-in-queue', 'header/time-skew server-clock'],
  'header/forged-authentication-results': [
    'header/forged-authentication-results written-by-the-sender',
    'header/compauth-fail-000-explicit-dmarc -',
    'header/reply-to-mismatch foreign-reply-address',
    'header/real-spoof -',
  ],
  'header/forum-post': [
    'header/compauth-fail-601-intra-org-spoof -',
    'header/third-party-sender-not-aligned -',
    'header/direct-send-abuse -',
    'header/real-spoof -',
    'header/headers-lost-folding changed-by-copying',
  ],
  'header/gateway-strips-headers': [
    'header/cross-premises-headers-stripped-by-gateway smart-host-of-send-connector',
    'header/internal-sender-treated-anonymous device-in-between',
  ],
  'header/spoof-own-domain': [
    'header/direct-send-abuse direct-send-open',
    'header/real-spoof -',
    'header/compauth-fail-601-intra-org-spoof -',
  ],
  'migration/ad-user-not-mail-enabled': ['migration/mailbox-guid-not-found ad-user-not-mail-enabled'],
  'migration/address-policy-off': ['migration/target-missing-smtp-proxy eap-disabled'],
  'migration/batch-of-several-users': [
    'migration/mailbox-guid-not-found remote-mailbox-guid-differs',
    'migration/mailbox-guid-not-found onprem-is-mail-user',
    'migration/mailbox-guid-not-found archive-guid',
  ],
  'migration/cloud-only-user': ['migration/mailbox-guid-not-found cloud-only-no-onprem-object'],
  'migration/data-consistency-investigate': ['migration/data-consistency-investigate skipped-items-need-approval'],
  'migration/guid-byte-order': ['migration/mailbox-guid-not-found guid-byte-order'],
  'migration/mrsproxy-disabled': [
    'migration/mrsproxy-403-forbidden -',
    'migration/mrsproxy-call-failed -',
    'migration/endpoint-connection-failed read-inner',
    'migration/hcw-endpoint-not-created inner-error',
  ],
  'migration/remote-mailbox-guid-empty': ['migration/mailbox-guid-not-found remote-mailbox-guid-empty'],
  'migration/request-is-complete': [],
  'migration/stale-homemdb': ['migration/target-already-has-primary-mailbox stale-homemdb'],
  'migration/target-quota': ['migration/mailbox-exceeds-target-quota -'],
  'migration/wrong-endpoint-password': [
    'migration/mrsproxy-401-unauthorized bad-credentials',
    'migration/extended-protection-blocks-mrs -',
    'migration/mrsproxy-call-failed -',
    'migration/endpoint-connection-failed read-inner',
  ],
  'ndr/group-internal-only-eml': ['ndr/5.7.133-group-internal-only -'],
  'ndr/imceaex-x500': ['ndr/imceaex-x500-missing person-is-remote-mailbox'],
  'ndr/loop': ['ndr/5.4.14-loop-cloud both-sides-point-at-each-other'],
  'ndr/recipient-not-found-german': [
    'ndr/5.1.1-exrecipnotfound-accepted-domain outside-sync',
    'ndr/5.1.10-recipient-not-found out-of-sync-scope',
  ],
  'ndr/tenant-attribution': ['ndr/5.7.64-tenant-attribution certificate-does-not-fit'],
  'sync/person-not-linked': ['sync/attribute-value-must-be-unique-proxy same-person-not-linked', 'sync/export-run-error -'],
  'sync/withheld-values': ['sync/quarantined-upn second-cloud-user-of-same-person', 'sync/quarantined-proxy group-or-contact'],
};

const samples = readdirSync(join(ROOT, 'samples'), { withFileTypes: true })
  .filter((job) => job.isDirectory())
  .flatMap((job) => readdirSync(join(ROOT, 'samples', job.name)).map((name) => `${job.name}/${name}`))
  .sort();

/** Those that diagnose a text; the others show a command with a result of another shape. */
const diagnosed = samples.filter((name) => !/^(?:readiness|match|adopt)\//.test(name));

interface Shown {
  readonly command: readonly string[];
  readonly output: readonly string[];
  readonly code: number | undefined;
}

/** Commands of a README with the output that it shows behind each. */
function shownIn(readme: string): readonly Shown[] {
  const shown: Shown[] = [];
  const blocks = [...readme.matchAll(/([^`]*)^```[a-z]*\n([\s\S]*?)^```$/gm)];
  for (const [index, block] of blocks.entries()) {
    const command = /^crossprem (.+)$/m.exec(block[2] ?? '')?.[1];
    if (command === undefined) continue;
    const next = blocks[index + 1];
    const isOutput = next !== undefined && !/^crossprem /m.test(next[2] ?? '');
    const code = /exit code (\d)/.exec(next?.[1] ?? '')?.[1];
    shown.push({
      command: [...command.matchAll(/'([^']*)'|(\S+)/g)].map((word) => word[1] ?? word[2] ?? ''),
      output: isOutput
        ? (next[2] ?? '')
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => line !== '')
        : [],
      code: code === undefined || !isOutput ? undefined : Number(code),
    });
  }
  return shown;
}

describe('the samples', () => {
  it('are all named here', () => {
    expect(diagnosed).toEqual(Object.keys(SHOWS).sort());
  });

  it.each(samples)('%s says what its README says', (name) => {
    const cwd = join(ROOT, 'samples', name);
    const readme = readFileSync(join(cwd, 'README.md'), 'utf8');
    expect(readme).toMatch(/^Sources?:/m);
    const runs = shownIn(readme);
    expect(runs.length).toBeGreaterThan(0);
    for (const { command, output, code } of runs) {
      const run = crossprem(command, { cwd });
      const lines = run.out.split('\n').map((line) => line.trim());
      let from = 0;
      for (const line of output) {
        const at = lines.indexOf(line, from);
        expect(at, `crossprem ${command.join(' ')} does not print, in this place: ${line}`).toBeGreaterThanOrEqual(0);
        from = at + 1;
      }
      if (code !== undefined) expect(run.code).toBe(code);
      expect(run.err).toBe('');
    }
  });

  it.each(diagnosed)('%s gives a report that keeps the contract, in all formats', (name) => {
    const cwd = join(ROOT, 'samples', name);
    const command = shownIn(readFileSync(join(cwd, 'README.md'), 'utf8'))[0]?.command ?? [];
    const report = reportOf(crossprem([...command, '--json'], { cwd }));
    const found = report.findings.map(
      (finding) => `${finding.id} ${finding.causes.find((cause) => cause.status === 'confirmed')?.id ?? '-'}`,
    );
    expect(found).toEqual(SHOWS[name]);
    expect(report.findings.length === 0 ? 'x' : report.input.kind).not.toBe('unknown');
    for (const finding of report.findings) expect(finding.evidence[0]?.line).toBeGreaterThan(0);
    const ndjson = crossprem([...command, '--format', 'ndjson'], { cwd }).out;
    expect(ndjson.trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(ndjson)).toEqual(report);
    const markdown = crossprem([...command, '--format', 'markdown'], { cwd }).out;
    for (const finding of report.findings) expect(markdown).toContain(`\`${finding.id}\``);
    expect((markdown.match(/^```/gm)?.length ?? 0) % 2).toBe(0);
  });

  const ONPREM = ['onprem.ldf', 'onprem.csv', 'onprem.xml', 'onprem.json'];
  const CLOUD = [['cloud.json'], ['cloud.csv'], ['cloud.xml'], ['cloud-graph.json', 'cloud-exo.json']];
  it.each(ONPREM.flatMap((onprem) => CLOUD.map((cloud) => [onprem, cloud] as const)))(
    'the seed case is confirmed from %s and %j',
    (onprem, cloud) => {
      const cwd = join(ROOT, 'samples/migration/cloud-only-user');
      const report = reportOf(
        crossprem(
          ['error.txt', '--onprem', onprem, '--cloud', ...cloud, '--settings', 'settings.json', '--direction', 'to-onprem', '--json'],
          { cwd },
        ),
      );
      expect(report.findings[0]?.causes[0]).toMatchObject({ id: 'cloud-only-no-onprem-object', status: 'confirmed' });
      expect(report.plan[0]?.id).toBe('create-remote-mailbox');
    },
  );
});
