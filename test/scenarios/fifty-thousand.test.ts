import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client, EqualityFilter } from 'ldapts';
import { describe, expect, it } from 'vitest';
import { openSnapshot } from '../../src/adapters/snapshot/reader.js';
import type { DirectoryRecord } from '../../src/evidence/snapshot.js';
import { type AdBed, largeDirectory } from '../setup/active-directory.js';
import { BIN, folderWith } from '../setup/process.js';
import { ROOT } from '../setup/rules.js';

const USERS = 50_000;
// No other file uses this bed: its server is killed.
const bed = await largeDirectory(USERS);

/** What was loaded, by account name: attributes with their values, octets as Base64. */
function loaded(baseDn: string): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const python = spawnSync('/usr/bin/python3', [join(ROOT, 'test/testbed/users.py'), String(USERS), baseDn], {
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
    env: { PATH: process.env.PATH ?? '', PYTHONDONTWRITEBYTECODE: '1' },
  });
  if (python.status !== 0) throw new Error(python.stderr);
  const people = new Map<string, Map<string, string[]>>();
  for (const entry of python.stdout.split('\n\n')) {
    const values = new Map<string, string[]>();
    for (const line of entry.split('\n')) {
      const [, name, value] = /^([^:]+)::? (.*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) continue;
      values.set(name, [...(values.get(name) ?? []), value]);
    }
    const account = values.get('sAMAccountName')?.[0];
    if (account !== undefined) people.set(account, values);
  }
  return people;
}

// Active Directory makes these by itself.
const ITS_OWN = new Set(['objectGUID', 'userAccountControl', 'objectClass', 'objectCategory', 'whenChanged']);

/** Attributes of a record that are not as they were loaded. */
function different(record: DirectoryRecord, values: ReadonlyMap<string, readonly string[]>, asked: ReadonlySet<string>): readonly string[] {
  return [...values].flatMap(([name, wanted]) => {
    if (name === 'dn' || ITS_OWN.has(name) || !asked.has(name)) return [];
    const given = [record[name] ?? []].flat().map(String).sort();
    return JSON.stringify(given) === JSON.stringify([...wanted].sort()) ? [] : [name];
  });
}

/** Runs `collect`; `during` may act while it runs. */
async function collect({ ldapsUrl, readerUpn, readerPassword, caFile }: AdBed, out: string, during?: () => Promise<void>) {
  const args = ['collect', '--out', out, '--ldap', ldapsUrl, '--ldap-user', readerUpn, '--ldap-ca', caFile];
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TZ: 'UTC', CROSSPREM_LDAP_PASSWORD: readerPassword };
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await during?.();
  return { code: await ended, text };
}

describe.skipIf(bed === undefined)('50,000 users of a domain controller', () => {
  it('are each found by SID, GUID and address: the test bed has them in its indexes', async () => {
    if (bed === undefined) return;
    const client = new Client({ url: bed.ldapsUrl, tlsOptions: { ca: readFileSync(bed.caFile) } });
    try {
      await client.bind(bed.readerUpn, bed.readerPassword);
      const attributes = ['objectSid', 'objectGUID', 'uSNCreated'];
      const options = { attributes, explicitBufferAttributes: ['objectSid', 'objectGUID'] };
      const filter = '(proxyAddresses=smtp:user043210@contoso.mail.onmicrosoft.com)';
      const [entry] = (await client.search(bed.baseDn, { filter, ...options })).searchEntries;
      for (const attribute of attributes) {
        const value = [entry?.[attribute] ?? []].flat()[0];
        if (value === undefined) throw new Error(`${attribute} did not come`);
        const again = await client.search(bed.baseDn, { filter: new EqualityFilter({ attribute, value }), attributes: ['cn'] });
        expect(again.searchEntries.map((each) => each.cn)).toEqual(['User 043210']);
      }
    } finally {
      await client.unbind();
    }
  });

  it('are read back as they were loaded, also when the controller dies in the middle', { timeout: 240_000 }, async () => {
    if (bed === undefined) return;
    const out = join(folderWith(), 'forest.crossprem');
    const partial = `${out}.partial`;
    const first = await collect(bed, out, async () => {
      while (!existsSync(partial) || statSync(partial).size < 1_500_000) await wait(10);
      await bed.kill();
    });
    expect(first.code).toBe(2);
    expect(first.text).toMatch(/went away|ended the connection/);
    const kept = await openSnapshot(partial);
    const before = kept.kind === 'ok' ? kept.value.summary.parts.reduce((sum, { records }) => sum + records, 0) : 0;
    expect(before).toBeGreaterThan(5000);
    expect(before).toBeLessThan(USERS);

    await bed.start();
    const second = await collect(bed, out);
    expect(second.text).toContain('goes on with');
    expect(second.code).toBe(0);

    const opened = await openSnapshot(out);
    if (opened.kind === 'problem') throw new Error(opened.problem.what);
    const reader = opened.value;
    expect(reader.notes).toEqual([]);
    const part = reader.summary.parts.find(({ side }) => side === 'onprem');
    expect(part?.state).toBe('complete');
    const asked = new Set(part?.attributesRead);
    expect(asked.size).toBeGreaterThan(20);
    const wanted = loaded(bed.baseDn);
    expect(wanted.size).toBe(USERS);
    const found = new Set<unknown>();
    const identities = new Set<unknown>();
    const faults: string[] = [];
    for await (const record of reader.records(part?.name ?? '')) {
      const account = String(record.sAMAccountName);
      const values = wanted.get(account);
      if (values === undefined) continue;
      if (found.has(account)) faults.push(`${account} stands there twice`);
      found.add(account);
      identities.add(record.objectGUID);
      for (const name of different(record, values, asked)) faults.push(`${account}: ${name}`);
    }
    expect(faults.slice(0, 20)).toEqual([]);
    expect(found.size).toBe(USERS);
    expect(identities.size).toBe(USERS);
  });
});
