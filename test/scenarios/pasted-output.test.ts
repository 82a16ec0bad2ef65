import { describe, expect, it } from 'vitest';
import { crossprem, folderWith, reportOf } from '../setup/process.js';
import { CLOUD_MAILBOX, GUID, REMOTE_MAILBOX } from '../tui/outputs.js';

const ERROR = `Error: MigrationPermanentException: Cannot find a recipient that has mailbox GUID '${GUID}'.\n`;
/** Without the line of the command. */
const bare = (text: string): string => text.slice(text.indexOf('\n') + 1);

describe('what Format-List printed, saved as a file', () => {
  it.each([
    ['with the line of the command', CLOUD_MAILBOX, REMOTE_MAILBOX],
    ['without it', bare(CLOUD_MAILBOX), bare(REMOTE_MAILBOX)],
    ['with the line ends of Windows', CLOUD_MAILBOX.replaceAll('\n', '\r\n'), REMOTE_MAILBOX.replaceAll('\n', '\r\n')],
  ])('is directory data %s', (_, cloud, onprem) => {
    const cwd = folderWith({ 'error.txt': ERROR, 'cloud.txt': cloud, 'onprem.txt': onprem });
    const run = crossprem(['diagnose', 'error.txt', '--cloud', 'cloud.txt', '--onprem', 'onprem.txt', '--json'], { cwd });
    expect(run.code).toBe(1);
    const causes = reportOf(run).findings[0]?.causes ?? [];
    expect(causes.filter(({ status }) => status === 'confirmed').map(({ id }) => id)).toEqual(['remote-mailbox-guid-empty']);
  });
});
