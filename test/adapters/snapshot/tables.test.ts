import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSnapshotTables } from '../../../src/adapters/snapshot/tables.js';
import { isReadTable, valueOf } from '../../../src/parse/recipient/table.js';
import { parseSettingsFiles } from '../../../src/parse/settings.js';
import { END, newFile, opened, RECIPIENTS, startPart, startWriter, TENANT, USERS, user, value } from './files.js';

describe('readSnapshotTables', () => {
  it('gives one table for each part with objects, and the settings as texts', async () => {
    const path = newFile();
    const writer = await startWriter(path);
    const onprem = await startPart(writer, RECIPIENTS);
    value(
      await onprem.write(
        [
          { distinguishedName: 'CN=a,DC=contoso,DC=com', mail: 'a@contoso.com', mailNickname: 'a' },
          { distinguishedName: 'CN=b,DC=contoso,DC=com', '@notReadable': ['mail'] },
        ],
        undefined,
      ),
    );
    value(await onprem.end('complete', END));
    const settings = await startPart(writer, TENANT);
    value(await settings.write([{ verifiedDomains: ['contoso.com'] }, { initialDomain: 'contoso.onmicrosoft.com' }], undefined));
    value(await settings.end('complete', END));
    value(await writer.finish(END, [{ what: 'Exchange Online was not read.', why: 'It did not answer.', next: 'Try again.' }]));
    const tables = await readSnapshotTables(await opened(path));
    expect(tables.cloud).toBeUndefined();
    const [table] = tables.onprem ?? [];
    if (table === undefined || !isReadTable(table)) throw new Error('no table');
    expect(table).toMatchObject({ source: `${basename(path)}: Recipients of corp.contoso.com`, side: 'onprem', truncated: false });
    const [first, second] = table.rows;
    if (first === undefined || second === undefined) throw new Error('no rows');
    expect(['mail', 'mailnickname', 'displayname'].map((name) => valueOf(table, first, name))).toEqual(['a@contoso.com', 'a', undefined]);
    // Hidden is unknown, asked for and not there is not set.
    expect(['mail', 'mailnickname'].map((name) => valueOf(table, second, name))).toEqual([undefined, null]);
    expect(table.notes.join('\n')).toMatch(
      /the account may not read mail of 1 of 2 objects\. That counts as unknown; an account that may read it decides more\./,
    );
    const parsed = parseSettingsFiles(tables.settings);
    expect(parsed.kind === 'ok' && parsed.value).toMatchObject({
      verifiedDomains: ['contoso.com'],
      initialDomain: 'contoso.onmicrosoft.com',
    });
    expect(tables.notes.join('\n')).toMatch(/Exchange Online was not read\. It did not answer\. Try again\./);
  });

  it('marks the table of a part that is not complete, and keeps the wanted columns', async () => {
    const path = newFile();
    const writer = await startWriter(path);
    const part = await startPart(writer, { ...USERS, attributesRead: ['id', 'mail', 'exo.ArchiveGuid'] });
    value(await part.write([user(1, { exo: { ArchiveGuid: null, '@notReadable': ['Alias'] } })], 'x'));
    value(await part.end('partial', END));
    value(await writer.finish(END, []));
    const tables = await readSnapshotTables(await opened(path), { wanted: () => new Set(['id', 'mail', 'exo.archiveguid', 'exo.alias']) });
    expect(tables.onprem).toBeUndefined();
    const [table] = tables.cloud ?? [];
    const [row] = table?.rows ?? [];
    if (table === undefined || row === undefined || !isReadTable(table)) throw new Error('no table');
    expect(table.truncated).toBe(true);
    expect(['mail', 'userprincipalname', 'exo.archiveguid', 'exo.alias'].map((name) => valueOf(table, row, name))).toEqual([
      'u1@contoso.com',
      undefined,
      null,
      undefined,
    ]);
    expect(tables.notes.join('\n')).toMatch(/not read to its end/);
  });
});
