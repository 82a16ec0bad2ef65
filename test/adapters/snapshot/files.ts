import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSnapshot } from '../../../src/adapters/snapshot/reader.js';
import { createSnapshotWriter, type SnapshotWriterOptions } from '../../../src/adapters/snapshot/writer.js';
import type { Result } from '../../../src/evidence/problem.js';
import type { DirectoryRecord, PartHead } from '../../../src/evidence/snapshot.js';
import type { PartWriter, SnapshotReader, SnapshotWriter } from '../../../src/ports/snapshot.js';

export const START = '2026-11-23T01:00:00.000Z';
export const END = '2026-11-23T01:05:00.000Z';
export const OPTIONS: SnapshotWriterOptions = { tool: 'crossprem 0.1.0', now: () => START };

export const USERS: PartHead = {
  name: 'cloud/users',
  side: 'cloud',
  title: 'Users',
  source: 'https://graph.microsoft.com',
  account: 'admin@contoso.com',
  attributesRead: ['id', 'userPrincipalName', 'mail'],
};

export const RECIPIENTS: PartHead = {
  name: 'onprem/objects/corp.contoso.com',
  side: 'onprem',
  title: 'Recipients of corp.contoso.com',
  source: 'ldaps://dc1.corp.contoso.com',
  account: 'CONTOSO\\reader',
  attributesRead: ['objectGUID', 'distinguishedName', 'mail', 'mailNickname'],
};

export const TENANT: PartHead = {
  name: 'settings/graph',
  side: 'settings',
  title: 'Domains of the tenant',
  source: 'https://graph.microsoft.com',
  account: undefined,
  attributesRead: [],
};

export function newFile(name = 'contoso.crossprem'): string {
  return join(mkdtempSync(join(tmpdir(), 'crossprem-snapshot-')), name);
}

export function value<T>(result: Result<T>): T {
  if (result.kind === 'problem') throw new Error(JSON.stringify(result.problem));
  return result.value;
}

export async function startWriter(path: string, more: Partial<SnapshotWriterOptions> = {}): Promise<SnapshotWriter> {
  return value(await createSnapshotWriter(path, { ...OPTIONS, ...more }));
}

export async function startPart(writer: SnapshotWriter, head: PartHead): Promise<PartWriter> {
  return value(await writer.begin(head, START));
}

export async function opened(path: string): Promise<SnapshotReader> {
  return value(await openSnapshot(path));
}

export async function recordsOf(reader: SnapshotReader, part: string): Promise<readonly DirectoryRecord[]> {
  const records: DirectoryRecord[] = [];
  for await (const record of reader.records(part)) records.push(record);
  return records;
}

export function user(i: number, more: DirectoryRecord = {}): DirectoryRecord {
  return { id: `user-${i}`, userPrincipalName: `u${i}@contoso.com`, mail: `u${i}@contoso.com`, ...more };
}

export function users(from: number, to: number): readonly DirectoryRecord[] {
  return Array.from({ length: to - from }, (_, at) => user(from + at));
}

/** A finished snapshot: so many chunks of users, and so many records in each; one chunk of recipients behind every second one. */
export async function writeSnapshot(path: string, chunks: number, each: number): Promise<void> {
  const writer = await startWriter(path);
  const cloud = await startPart(writer, USERS);
  const onprem = await startPart(writer, RECIPIENTS);
  for (let chunk = 0; chunk < chunks; chunk++) {
    value(await cloud.write(users(chunk * each, (chunk + 1) * each), `page-${chunk + 1}`));
    if (chunk % 2 === 1)
      value(await onprem.write([{ objectGUID: `g${chunk}`, distinguishedName: `CN=${chunk},DC=contoso,DC=com` }], undefined));
  }
  value(await cloud.end('complete', END));
  value(await onprem.end('complete', END));
  value(await writer.finish(END, [{ what: 'Exchange Online was not read.', why: 'It did not answer.', next: 'Run collect again.' }]));
}
