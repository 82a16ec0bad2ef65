import { burn, type Entry } from '@kenjiuno/msgreader/lib/Burner.js';

/** A header block of a received message, CRLF. */
export const HEADERS = [
  'Received: from mail.fabrikam.com (203.0.113.7) by mx1.contoso.com',
  ' (192.0.2.10) with Microsoft SMTP Server id 15.2.1544.4; Mon, 2 Mar 2026 09:00:01 +0000',
  'Received: from client.fabrikam.com (203.0.113.99) by mail.fabrikam.com; Mon, 2 Mar 2026 09:00:00 +0000',
  'From: Kim <kim@fabrikam.com>',
  'To: Alex <alex@contoso.com>',
  'Subject: Report',
  'Date: Mon, 2 Mar 2026 09:00:00 +0000',
  'Message-ID: <1@fabrikam.com>',
].join('\r\n');

export interface MsgParts {
  /** Property tag, as `1000001F`, and its text or bytes. */
  readonly properties: Readonly<Record<string, string | Uint8Array>>;
  readonly attached?: readonly MsgParts[];
  readonly files?: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly recipients?: readonly Readonly<Record<string, string>>[];
}

/** An Outlook .msg file, written by the writer of the msgreader package. */
export function msgFile(parts: MsgParts): Uint8Array {
  const entries: Entry[] = [{ name: 'Root Entry', type: 5, length: 0, children: [] }];
  addMessage(entries, 0, parts);
  return burn(entries);
}

function addMessage(entries: Entry[], parent: number, { properties, attached = [], files = [], recipients = [] }: MsgParts): void {
  addStreams(entries, parent, properties);
  add(entries, parent, '__properties_version1.0', new Uint8Array(32));
  let count = 0;
  for (const inner of attached) {
    const attachment = addFolder(entries, parent, `__attach_version1.0_#${hex(count++)}`);
    addMessage(entries, addFolder(entries, attachment, '__substg1.0_3701000D'), inner);
  }
  for (const { name, bytes } of files) {
    addStreams(entries, addFolder(entries, parent, `__attach_version1.0_#${hex(count++)}`), { '3707001F': name, '37010102': bytes });
  }
  recipients.forEach((recipient, index) => {
    addStreams(entries, addFolder(entries, parent, `__recip_version1.0_#${hex(index)}`), recipient);
  });
}

function addStreams(entries: Entry[], parent: number, properties: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [tag, value] of Object.entries(properties)) {
    const bytes = typeof value === 'string' ? Buffer.from(value, tag.endsWith('1F') ? 'utf16le' : 'latin1') : value;
    add(entries, parent, `__substg1.0_${tag}`, bytes);
  }
}

function add(entries: Entry[], parent: number, name: string, given: Uint8Array): void {
  // The writer takes the buffer below an array: a Buffer of Node shares one with others.
  const bytes = Uint8Array.from(given);
  entries[parent]?.children?.push(entries.length);
  entries.push({ name, type: 2, length: bytes.length, binaryProvider: () => bytes });
}

function addFolder(entries: Entry[], parent: number, name: string): number {
  entries[parent]?.children?.push(entries.length);
  return entries.push({ name, type: 1, length: 0, children: [] }) - 1;
}

const hex = (index: number): string => index.toString(16).toUpperCase().padStart(8, '0');
