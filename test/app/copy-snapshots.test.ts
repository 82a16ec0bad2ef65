import { describe, expect, it } from 'vitest';
import { copySnapshots } from '../../src/app/copy-snapshots.js';
import { createRedactor } from '../../src/redact/redact.js';
import {
  END,
  newFile,
  opened,
  RECIPIENTS,
  recordsOf,
  START,
  startPart,
  startWriter,
  USERS,
  user,
  users,
  value,
} from '../adapters/snapshot/files.js';

describe('copySnapshots with a redactor', () => {
  it('copies every part with its state, and no name of the original', async () => {
    const path = newFile();
    const writer = await startWriter(path);
    const cloud = await startPart(writer, USERS);
    cloud.unreadable({ what: 'The mailbox of u1@contoso.com was not read.', why: 'The service said so.', next: 'Try again.' });
    value(await cloud.write([...users(0, 2500), user(9999, { displayName: 'Rosa Lindqvist' })], 'x'));
    value(await cloud.end('complete', END));
    const onprem = await startPart(writer, RECIPIENTS);
    value(await onprem.write([{ distinguishedName: 'CN=Rosa Lindqvist,OU=Staff,DC=contoso,DC=com' }], 'x'));
    value(await onprem.end('partial', END));
    value(await writer.finish(END, [{ what: 'dc2.corp.contoso.com did not answer.', why: '', next: '' }]));
    const out = newFile('redacted');
    const copy = await startWriter(out, { isRedacted: true, fresh: true });
    const { summary } = value(await copySnapshots([await opened(path)], copy, { redactor: createRedactor('seed') }));
    expect(summary).toMatchObject({ isRedacted: true, finishedAt: END, createdAt: START });
    expect(summary.parts.map(({ state, records, startedAt, endedAt }) => [state, records, startedAt, endedAt])).toEqual([
      ['complete', 2501, START, END],
      ['partial', 1, START, END],
    ]);
    const reader = await opened(out);
    expect(reader.notes).toEqual([]);
    const all = [JSON.stringify(reader.summary)];
    for (const { name } of reader.summary.parts) all.push(JSON.stringify(await recordsOf(reader, name)));
    expect(all.join('\n')).not.toMatch(/contoso|lindqvist|u1@|staff|dc2|dc1/i);
    expect(reader.summary.parts[0]?.unreadable[0]?.what).toMatch(/^The mailbox of [a-z]\d@[a-z]{7}\.com was not read\.$/);
  });
});
