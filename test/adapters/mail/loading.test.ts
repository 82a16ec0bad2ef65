import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readInputFile } from '../../../src/adapters/files/read-input.js';
import { HEADERS } from '../../setup/mail.js';
import { folderWith } from '../../setup/process.js';

const { cache } = createRequire(import.meta.url);

/** Packages that are loaded by now, of those that are CommonJS. */
function isLoaded(name: string): boolean {
  return Object.keys(cache).some((path) => path.includes(`/node_modules/${name}/`));
}

it('loads the MIME reader only for a body that needs it, and nothing that asks DNS', async () => {
  const folder = folderWith({
    'error.txt': 'Cannot find a recipient that has mailbox GUID',
    'headers.txt': `${HEADERS}\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Transfer-Encoding: 7bit\r\n`,
    'plain.eml': `${HEADERS}\r\nContent-Type: text/plain\r\n\r\nHello\r\n`,
    'mime.eml': `${HEADERS}\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n`,
  });
  for (const name of ['error.txt', 'headers.txt', 'plain.eml']) await readInputFile(join(folder, name));
  expect(isLoaded('libmime')).toBe(false);
  await readInputFile(join(folder, 'mime.eml'));
  expect(isLoaded('libmime')).toBe(true);
  expect(isLoaded('mailauth')).toBe(false);
});
