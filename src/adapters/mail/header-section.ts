/** Where the header section of a message ends and its body starts. */
export interface Sections {
  readonly head: Uint8Array;
  /** Empty where nothing follows the header section. */
  readonly body: Uint8Array;
}

/** What the header section says about the encoding of the body. */
export interface MimeFields {
  /** Lower case, `text/plain` where nothing is said. */
  readonly type: string;
  readonly boundary: string | undefined;
  /** Lower case; empty where nothing is said. */
  readonly encoding: string;
  readonly charset: string;
  /** Content-Type and Content-Transfer-Encoding as they stand, each with its line end; nothing else. */
  readonly fields: string;
}

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
/** A field that says how to read the body is never longer. */
const MOST_FIELD = 8192;
const FIELD_START = /^[!-9;-~]{1,76}[ \t]{0,3}:/;
/** One of these stands in every header section that is worth the name. */
const MAIL_FIELD =
  /^(?:received|from|sender|to|subject|date|message-id|return-path|delivered-to|authentication-results|dkim-signature|mime-version|content-type|(?:arc|x-ms|x-microsoft|x-forefront)-[\w-]{1,80})[ \t]{0,3}:/im;

/** Splits at the first empty line. The envelope line of an mbox (`From sender date`) and empty lines in front are no part of the head. */
export function sectionsOf(bytes: Uint8Array): Sections {
  let start = 0;
  while (bytes[start] === LINE_FEED || bytes[start] === RETURN) start++;
  if (isEnvelopeLine(bytes, start)) start = afterLine(bytes, start);
  for (let at = start; at < bytes.length; ) {
    const feed = bytes.indexOf(LINE_FEED, at);
    if (feed < 0) break;
    const next = bytes[feed + 1] === RETURN ? feed + 2 : feed + 1;
    if (bytes[next] === LINE_FEED) return { head: bytes.subarray(start, feed + 1), body: bytes.subarray(next + 1) };
    at = feed + 1;
  }
  return { head: bytes.subarray(start), body: new Uint8Array(0) };
}

function isEnvelopeLine(bytes: Uint8Array, start: number): boolean {
  const line = latin1(bytes.subarray(start, start + 6));
  return line.startsWith('From ') || line === '>From ';
}

function afterLine(bytes: Uint8Array, start: number): number {
  const feed = bytes.indexOf(LINE_FEED, start);
  return feed < 0 ? bytes.length : feed + 1;
}

export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** True for a text whose first lines are header fields of a mail. */
export function startsWithHeaders(text: string): boolean {
  const start = text.slice(0, 4096).replace(/^[\r\n]+/, '');
  const head = /^>?From /.test(start) ? start.slice(start.indexOf('\n') + 1) : start;
  return FIELD_START.test(head) && MAIL_FIELD.test(/\n\r?\n/.test(head) ? head.slice(0, head.search(/\n\r?\n/) + 1) : head);
}

/** In: a header section. Bad input: fields that cannot be read count as not there. The first of several fields holds, as in mail programs. */
export function mimeFieldsOf(head: string): MimeFields {
  const type = fieldOf(head, 'content-type');
  const encoding = fieldOf(head, 'content-transfer-encoding');
  const value = withoutComments(valueOf(type));
  return {
    type: (/^[ \t]*([\w.+-]{1,60}\/[\w.+-]{1,80})/.exec(value)?.[1] ?? 'text/plain').toLowerCase(),
    boundary: parameterOf(value, 'boundary'),
    encoding: withoutComments(valueOf(encoding)).trim().toLowerCase(),
    charset: (parameterOf(value, 'charset') ?? '').toLowerCase(),
    fields: `${type}${encoding}`,
  };
}

/** A field with its continuation lines, as it stands; empty where there is none. */
function fieldOf(head: string, name: string): string {
  for (let at = 0; at < head.length; ) {
    let end = lineEnd(head, at);
    if (head.charAt(at + name.length) === ':' && head.slice(at, at + name.length).toLowerCase() === name) {
      while (head[end] === ' ' || head[end] === '\t') end = lineEnd(head, end);
      const field = head.slice(at, Math.min(end, at + MOST_FIELD));
      return field.endsWith('\n') ? field : `${field}\r\n`;
    }
    at = end;
  }
  return '';
}

function lineEnd(text: string, from: number): number {
  const feed = text.indexOf('\n', from);
  return feed < 0 ? text.length : feed + 1;
}

function valueOf(field: string): string {
  return field.slice(field.indexOf(':') + 1).replace(/\r?\n[ \t]/g, ' ');
}

/** Comments in parentheses are taken out, but not what looks like one in a quoted string. */
function withoutComments(value: string): string {
  return value.replace(/"[^"\r\n]{0,300}"|\([^()"]{0,200}\)/g, (found) => (found.startsWith('"') ? found : ' '));
}

function parameterOf(value: string, name: string): string | undefined {
  const match = new RegExp(`;[ \\t]{0,20}${name}[ \\t]{0,9}=[ \\t]{0,9}(?:"([^"\\r\\n]{1,200})"|([^\\s;"]{1,200}))`, 'i').exec(value);
  return match === null ? undefined : (match[1] ?? match[2]);
}
