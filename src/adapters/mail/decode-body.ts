import { MailParser } from 'mailparser';

/** A part that is text of its own: a delivery status, the headers of a returned message, an attached message. */
export interface MachinePart {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** What was read of a MIME body. */
export interface DecodedBody {
  /** The readable text: text/plain, or HTML as text. */
  readonly text: string;
  readonly parts: readonly MachinePart[];
  readonly leftOut: { readonly count: number; readonly bytes: number };
  /** HTML that could not be made into text: too long, or nested too deep. */
  readonly isHtmlLost: boolean;
}

// Attached messages are read by us: mailparser keeps only From, Subject, Date and To of them. The same for delivery-status: as a text it would
// be mixed with the human part and keep HTML from being read.
const OPTIONS = {
  ignoreEmbedded: true,
  keepDeliveryStatus: true,
  checksumAlgo: false,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  maxHtmlLengthToParse: 2 * 1024 * 1024,
  // The head of one part. The head of the message itself never goes through here.
  maxHeadSize: 256 * 1024,
  maxChildNodes: 10_000,
} as const;
const TIMEOUT_MS = 20_000;
const MOST_PART = 4 * 1024 * 1024;
const MOST_PARTS = 50;
const KEPT =
  /^(?:message\/(?:global-)?delivery-status|message\/(?:global-)?disposition-notification|message\/feedback-report|message\/(?:rfc822|global)|(?:text\/rfc822|message\/global)-headers)$/;

export function isMessagePart(type: string): boolean {
  return type === 'message/rfc822' || type === 'message/global';
}

/**
 * In: the Content-Type and Content-Transfer-Encoding fields of a message and its body. Out: what can be read; undefined where mailparser gives
 * up (a part with an endless header, nesting without end).
 */
export function decodeBody(fields: string, body: Uint8Array): Promise<DecodedBody | undefined> {
  return parse(fields, body, false);
}

async function parse(fields: string, body: Uint8Array, isInner: boolean): Promise<DecodedBody | undefined> {
  const parser = new MailParser(OPTIONS);
  const timer = setTimeout(() => parser.destroy(new Error('timeout')), TIMEOUT_MS);
  try {
    parser.end(Buffer.concat([Buffer.from(`MIME-Version: 1.0\r\n${fields}\r\n`, 'latin1'), body]));
    return await collect(parser, isInner);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    parser.destroy();
  }
}

async function collect(parser: MailParser, isInner: boolean): Promise<DecodedBody> {
  const parts: MachinePart[] = [];
  let [count, bytes] = [0, 0];
  let text = '';
  let html = '';
  let isHtmlLost = false;
  // Typed here, for a Transform yields `any`: mailparser documents these two shapes.
  for await (const item of parser as AsyncIterable<Item>) {
    if (item.type === 'text') {
      text = item.text ?? '';
      html = typeof item.html === 'string' ? item.html : '';
      isHtmlLost = item.textConversionError !== undefined;
      continue;
    }
    const type = item.filename !== undefined && /\.eml$/i.test(item.filename) ? 'message/rfc822' : item.contentType;
    const isKept = KEPT.test(type) && parts.length < MOST_PARTS;
    const read = await drain(item.content, isKept);
    if (isKept) parts.push({ type, bytes: read.bytes });
    else {
      count++;
      bytes += read.size;
    }
    item.release();
  }
  // mailparser makes text of HTML only where it is the whole body, or stands beside a text.
  if (text.trim() === '' && html !== '' && !isHtmlLost && !isInner) {
    const plain = await textOfHtml(html);
    text = plain ?? '';
    isHtmlLost = plain === undefined;
  }
  return { text, parts, leftOut: { count, bytes }, isHtmlLost };
}

type Item =
  | { readonly type: 'text'; readonly text?: string; readonly html?: string | false; readonly textConversionError?: Error }
  | {
      readonly type: 'attachment';
      readonly contentType: string;
      readonly filename?: string;
      readonly content: AsyncIterable<Uint8Array>;
      readonly release: () => void;
    };

async function drain(content: AsyncIterable<Uint8Array>, isKept: boolean): Promise<{ readonly bytes: Uint8Array; readonly size: number }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of content) {
    if (isKept && size < MOST_PART) chunks.push(chunk);
    size += chunk.length;
  }
  return { bytes: Buffer.concat(chunks), size };
}

/** HTML as text. Undefined where it is too long or nested too deep. */
export async function textOfHtml(html: string): Promise<string | undefined> {
  const body = await parse('Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n', Buffer.from(html), true);
  return body === undefined || body.isHtmlLost ? undefined : body.text;
}
