import { type CFolder, Reader } from '@kenjiuno/msgreader/lib/Reader.js';
import { ok, problem, type Result } from '../../evidence/problem.js';
import { decodeText } from '../../parse/decode.js';
import type { MailMessage, MailText } from '../../ports/files.js';
import { textOfHtml } from './decode-body.js';
import { isSoundOle } from './ole-guard.js';
import { readMailText } from './read-message.js';

// Property identifiers of [MS-OXPROPS], as the names of the streams have them.
const MESSAGE_CLASS = '001A';
const HEADERS = '007D';
const BODY = '1000';
const REPORT_TEXT = '1001';
const HTML = '1013';
const RTF = '10090102';
const SUPPLEMENTARY_INFO = '0C1B';
const FILE_NAMES = ['3707', '3704'];
const ATTACHED_MESSAGE = '__substg1.0_3701000D';
const ATTACHED_BYTES = '37010102';

const MOST_DEPTH = 5;
const MOST_ATTACHED = 50;
const MOST_RECIPIENTS = 500;

interface MsgMessage {
  readonly headers: string;
  readonly body: string;
  readonly isReport: boolean;
  readonly notes: readonly string[];
  readonly attached: readonly MailText[];
}

/**
 * A message that Outlook saved (.msg): its transport headers, an empty line, its text; then the messages attached to it in the same way.
 *
 * Bad input: a problem for a file that is damaged, is no message, or has no transport headers anywhere (a sent item or a draft).
 * Source: [MS-OXMSG]. The reader of the package follows damaged chains without end, so the structure is checked first.
 */
export async function readMsg(
  bytes: Uint8Array,
  where: string,
): Promise<Result<MailText & { readonly messages?: readonly MailMessage[] }>> {
  const root = openRoot(bytes);
  if (root === undefined) {
    return problem(
      'The Outlook file is damaged: its inner structure does not hold together.',
      where,
      'Save the message once more in Outlook, or copy its internet headers (File, Properties) and paste them.',
    );
  }
  const names = root.fileNames();
  if (!names.some((name) => name.startsWith('__substg1.0_') || name.startsWith('__properties_version1.0'))) {
    return problem(
      'This is an Office or installer file, not a mail message.',
      where,
      'Name a message that Outlook saved (.msg), an .eml file, or a text file.',
    );
  }
  const budget = { attached: MOST_ATTACHED };
  const message = await readFolder(root, 0, budget);
  const notes = [...message.notes];
  if (budget.attached < 0) notes.push(`More than ${MOST_ATTACHED} messages are attached; the others were left out.`);
  const outer = textOf(message);
  if (message.headers === '' && !(message.isReport && message.body !== '') && message.attached.length === 0) {
    return problem(
      'The message has no internet headers: it is a sent item, a draft, or came from a mailbox of the same server without passing SMTP.',
      where,
      'Take the copy that the recipient received, and save that one.',
    );
  }
  if (message.headers !== '') {
    notes.push(
      'These are the headers as Outlook keeps them: fields of the X-MS-Exchange-Organization family can be missing from that copy, which proves nothing about them.',
    );
  } else notes.push('The saved message itself has no internet headers.');
  const messages = [{ text: outer, notes: [] }, ...message.attached].filter(({ text }) => text !== '');
  const text = [outer, ...message.attached.map((attached) => `Attached message:\n\n${attached.text}`)]
    .filter((part) => part !== '')
    .join('\n\n');
  return ok({ text, notes, ...(messages.length > 1 ? { messages } : {}) });
}

function openRoot(bytes: Uint8Array): CFolder | undefined {
  if (!isSoundOle(bytes)) return undefined;
  try {
    // A copy: the reader takes the buffer below an array from its start, and a Buffer of Node shares one with others.
    const reader = new Reader(Uint8Array.from(bytes).buffer);
    reader.parse();
    return reader.rootFolder();
  } catch {
    return undefined;
  }
}

async function readFolder(folder: CFolder, depth: number, budget: { attached: number }): Promise<MsgMessage> {
  const isReport = stringOf(folder, MESSAGE_CLASS).toUpperCase().startsWith('REPORT.');
  const notes: string[] = [];
  const attached: MailText[] = [];
  for (const sub of folder.subFolders()) {
    if (!sub.name.startsWith('__attach_version1.0')) continue;
    const message = await attachedMessage(sub, depth, budget);
    if (message !== undefined) attached.push(message);
  }
  let body = stringOf(folder, BODY).trim() || stringOf(folder, REPORT_TEXT).trim();
  if (body === '') {
    const html = stringOf(folder, HTML);
    if (html !== '') body = ((await textOfHtml(html)) ?? '').trim();
    else if (bytesOf(folder, RTF) !== undefined) notes.push('The text of the message is kept as RTF only and was not read.');
  }
  const details = isReport ? supplementaryInfo(folder) : '';
  return {
    headers: stringOf(folder, HEADERS).trim(),
    body: [body, details].filter((part) => part !== '').join('\n\n'),
    isReport,
    notes,
    attached,
  };
}

/** Outlook keeps the server's reply of an NDR with each recipient. */
function supplementaryInfo(folder: CFolder): string {
  const recipients = folder.subFolders().filter(({ name }) => name.startsWith('__recip_version1.0'));
  const replies = recipients.slice(0, MOST_RECIPIENTS).map((recipient) => {
    const address = stringOf(recipient, '39FE') || stringOf(recipient, '3003');
    const info = stringOf(recipient, SUPPLEMENTARY_INFO).trim();
    return info === '' ? '' : `${address}\n${info}`.trim();
  });
  return replies.filter((reply) => reply !== '').join('\n\n');
}

/** A message inside the attachment: as Outlook's own storage, or as an .eml file. */
async function attachedMessage(folder: CFolder, depth: number, budget: { attached: number }): Promise<MailText | undefined> {
  const storage = folder.subFolders().find(({ name }) => name === ATTACHED_MESSAGE);
  const isFile = storage === undefined && FILE_NAMES.some((name) => /\.eml$/i.test(stringOf(folder, name)));
  if (storage === undefined && !isFile) return undefined;
  if (depth >= MOST_DEPTH || --budget.attached < 0) return undefined;
  if (storage === undefined) {
    const bytes = bytesOf(folder, ATTACHED_BYTES);
    return bytes === undefined ? undefined : ((await readMailText(bytes)) ?? { text: decodeText(bytes).text, notes: [] });
  }
  const message = await readFolder(storage, depth + 1, budget);
  const text = [textOf(message), ...message.attached.map((inner) => `Attached message:\n\n${inner.text}`)]
    .filter((part) => part !== '')
    .join('\n\n');
  return text === '' ? undefined : { text, notes: message.notes };
}

function textOf({ headers, body }: MsgMessage): string {
  return [headers, body].filter((part) => part !== '').join('\n\n');
}

/** A text property: UTF-16 (001F), else 8-bit (001E), else bytes (0102, as HTML is kept). Empty where it is not set or cannot be read. */
function stringOf(folder: CFolder, property: string): string {
  const wide = bytesOf(folder, `${property}001F`);
  if (wide !== undefined) return cleaned(new TextDecoder('utf-16le').decode(wide));
  const narrow = bytesOf(folder, `${property}001E`) ?? bytesOf(folder, `${property}0102`);
  return narrow === undefined ? '' : cleaned(decodeText(narrow).text);
}

function cleaned(text: string): string {
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

function bytesOf(folder: CFolder, property: string): Uint8Array | undefined {
  try {
    return folder.readFile(`__substg1.0_${property}`) ?? folder.readFile(`__substg1.0_${property.toLowerCase()}`) ?? undefined;
  } catch {
    // A stream that leads out of the file.
    return undefined;
  }
}
