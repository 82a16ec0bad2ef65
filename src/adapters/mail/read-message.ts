import { decodeText } from '../../parse/decode.js';
import type { MailText } from '../../ports/files.js';
import { type DecodedBody, decodeBody, isMessagePart, type MachinePart } from './decode-body.js';
import { latin1, type MimeFields, mimeFieldsOf, sectionsOf } from './header-section.js';

/** Of a longer body the beginning is decoded: what can be read stands before the attachments. */
const MOST_BODY = 24 * 1024 * 1024;
/** Where mailparser gives up on the whole, it is tried on this much. */
const SECOND_TRY = 64 * 1024;
const MOST_DEPTH = 5;
/** What a body may hold as it stands: the rest of the program reads it without more ado. */
const PLAIN_CHARSETS = new Set(['', 'us-ascii', 'ascii', 'utf-8', 'utf8', 'windows-1252', 'iso-8859-1', 'iso8859-1', 'latin1']);
/** Below such a line the headers of a returned message stand. */
const RETURNED = 'Original message headers:';
const ATTACHED = 'Attached message:';

/**
 * A whole MIME message as text: the header section exactly as it stands (never by way of the MIME parser, which merges and re-orders fields), a
 * blank line, then the decoded text, delivery reports, and attached messages with their headers.
 *
 * In: the bytes of the message, without a byte order mark and not as UTF-16. Out: undefined for bytes that are no message, have no body, or have
 * one that needs no decoding. Bad input: what cannot be decoded stays as it is, with a note; never throws.
 */
export function readMailText(bytes: Uint8Array): Promise<MailText | undefined> {
  return readAt(bytes, 0);
}

async function readAt(bytes: Uint8Array, depth: number): Promise<MailText | undefined> {
  const { head, body } = sectionsOf(bytes);
  const mime = mimeFieldsOf(latin1(head));
  if (body.length === 0 || !needsDecoding(mime, body)) return undefined;
  const headText = decodeText(head).text.trimEnd();
  if (isFalseBase64(mime, body)) {
    return {
      text: `${headText}\n\n${decodeText(body).text}`,
      notes: ['The body is said to be base64 but is not; it was read as it stands.'],
    };
  }
  const read = body.subarray(0, MOST_BODY);
  const notes: string[] = [];
  let decoded = await decodeBody(mime.fields, read);
  if (decoded === undefined) {
    decoded = await decodeBody(mime.fields, read.subarray(0, SECOND_TRY));
    notes.push(
      decoded === undefined
        ? 'The MIME parts of the message cannot be told apart; the body was read as it stands.'
        : 'The MIME parts of the message are damaged; only its beginning was decoded.',
    );
    if (decoded === undefined) return { text: `${headText}\n\n${decodeText(read).text}`, notes };
  }
  notes.push(...notesOf(mime, body, decoded));
  const sections = [decoded.text.trim()];
  for (const part of decoded.parts) sections.push(await sectionOf(part, mime, depth, notes));
  return { text: `${headText}\n\n${sections.filter((section) => section !== '').join('\n\n')}\n`, notes };
}

function needsDecoding(mime: MimeFields, body: Uint8Array): boolean {
  if (mime.type.startsWith('multipart/')) {
    // Headers were pasted with something else below: there is nothing to take apart.
    return (
      mime.boundary !== undefined && Buffer.from(body.buffer, body.byteOffset, body.length).includes(`--${mime.boundary}`, 0, 'latin1')
    );
  }
  if (latin1(body.subarray(0, 65_536)).trim() === '') return false;
  if (mime.encoding === 'base64' || mime.encoding === 'quoted-printable') return true;
  if (mime.type === 'text/plain') return !PLAIN_CHARSETS.has(mime.charset);
  return mime.type === 'text/html' || mime.type === 'message/delivery-status' || isMessagePart(mime.type);
}

/** Text below a header section that says base64: decoding would make it unreadable. */
function isFalseBase64(mime: MimeFields, body: Uint8Array): boolean {
  if (mime.encoding !== 'base64' || mime.type.startsWith('multipart/')) return false;
  const start = latin1(body.subarray(0, 8192));
  const foreign = start.replace(/[A-Za-z0-9+/=\r\n]/g, '').length;
  return foreign * 20 > start.length;
}

function notesOf(mime: MimeFields, body: Uint8Array, { parts, leftOut, isHtmlLost }: DecodedBody): readonly string[] {
  const notes: string[] = [];
  const messages = parts.filter(({ type }) => isMessagePart(type)).length;
  const kinds = [
    'its text',
    ...(parts.length > messages ? [counted(parts.length - messages, 'report')] : []),
    ...(messages > 0 ? [counted(messages, 'attached message')] : []),
  ];
  notes.push(`The mail message was decoded: ${kinds.join(', ')}.`);
  if (leftOut.count > 0) notes.push(`Attachments were left out: ${counted(leftOut.count, 'file')}, ${size(leftOut.bytes)}.`);
  if (isHtmlLost) notes.push('An HTML part is too large to be read as text and was left out.');
  if (body.length > MOST_BODY)
    notes.push(`Of the message body the first ${size(MOST_BODY)} were decoded; ${size(body.length - MOST_BODY)} were left out.`);
  else if (mime.boundary !== undefined && !endsWith(body, `--${mime.boundary}--`))
    notes.push('The message breaks off before its end: it did not arrive whole.');
  return notes;
}

function endsWith(body: Uint8Array, delimiter: string): boolean {
  return Buffer.from(body.buffer, body.byteOffset, body.length).lastIndexOf(delimiter, undefined, 'latin1') >= 0;
}

async function sectionOf(part: MachinePart, mime: MimeFields, depth: number, notes: string[]): Promise<string> {
  const title = mime.type === 'multipart/report' ? RETURNED : ATTACHED;
  if (!isMessagePart(part.type)) {
    const text = decodeText(part.bytes).text.trim();
    return part.type.endsWith('-headers') ? `${title}\n\n${text}` : text;
  }
  const inner = depth < MOST_DEPTH ? await readAt(part.bytes, depth + 1) : undefined;
  if (inner === undefined && depth >= MOST_DEPTH)
    notes.push(`Messages are attached to each other more than ${MOST_DEPTH} deep; the innermost was not decoded.`);
  for (const note of inner?.notes ?? []) notes.push(`In an attached message: ${note}`);
  return `${title}\n\n${(inner?.text ?? decodeText(part.bytes).text).trim()}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function size(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${Math.round(bytes / 1024 / 1024)} MB`;
}
