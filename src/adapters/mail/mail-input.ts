import { type DecodedText, decodeText } from '../../parse/decode.js';
import type { MailMessage, MailText } from '../../ports/files.js';
import { latin1, mimeFieldsOf, sectionsOf, startsWithHeaders } from './header-section.js';
import { splitMbox } from './split-mbox.js';

/** What reading an input as mail adds to its text. */
export interface MailInput extends MailText {
  readonly raw?: Uint8Array;
  readonly messages?: readonly MailMessage[];
}

const OLE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/** MIME bodies of more messages of an mbox are not decoded. */
const MOST_DECODED = 200;

/** True for an OLE compound file, such as a message that Outlook saved. */
export function isOleFile(bytes: Uint8Array): boolean {
  return OLE.every((byte, index) => bytes[index] === byte);
}

/**
 * In: the bytes of an input and its text. Out: the text with MIME bodies decoded, and the bytes of the message; undefined for what is no mail.
 * What is no mail costs a look at its first lines; the MIME reader is loaded only for a body that needs it.
 */
export async function readMailInput(bytes: Uint8Array, { text, encoding }: DecodedText): Promise<MailInput | undefined> {
  if (!startsWithHeaders(text)) return undefined;
  const raw = rawBytes(bytes, text, encoding);
  const parts = /^\s{0,99}From /.test(text.slice(0, 200)) ? splitMbox(latin1(raw)) : [];
  if (parts.length < 2) {
    const [only] = parts;
    const message = only === undefined ? withoutEmptyLines(raw) : Buffer.from(only.text, 'latin1');
    const mail = await decoded(message);
    return { text: mail?.text ?? text, notes: mail?.notes ?? [], raw: message };
  }
  const messages: MailMessage[] = [];
  for (const part of parts) {
    const message = Buffer.from(part.text, 'latin1');
    const mail = messages.length < MOST_DECODED ? await decoded(message) : undefined;
    messages.push({ text: mail?.text ?? decodeText(message).text, notes: mail?.notes ?? [], raw: message });
  }
  const notes = [`The input is a mailbox file with ${messages.length} messages.`];
  if (messages.length > MOST_DECODED)
    notes.push(`The bodies of the first ${MOST_DECODED} messages were decoded, the others stand as they are.`);
  return { text: messages.map((message) => message.text.trim()).join('\n\n'), notes, messages };
}

/** The message as it travelled, as far as it is there: without a byte order mark, and back from UTF-16. */
function rawBytes(bytes: Uint8Array, text: string, encoding: DecodedText['encoding']): Uint8Array {
  if (encoding === 'utf-16le' || encoding === 'utf-16be') return Buffer.from(text);
  return encoding === 'utf-8-bom' ? bytes.subarray(3) : bytes;
}

function withoutEmptyLines(raw: Uint8Array): Uint8Array {
  let start = 0;
  while (raw[start] === 0x0a || raw[start] === 0x0d) start++;
  return raw.subarray(start);
}

async function decoded(message: Uint8Array): Promise<MailText | undefined> {
  const { head, body } = sectionsOf(message);
  if (body.length === 0) return undefined;
  const { fields, type } = mimeFieldsOf(latin1(head));
  if (fields === '' || (type === 'text/plain' && !/base64|quoted-printable|charset/i.test(fields))) return undefined;
  const { readMailText } = await import('./read-message.js');
  return readMailText(message);
}
