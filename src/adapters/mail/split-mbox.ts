/** One message of an mbox: its text without the envelope line, and where it starts in the input. */
export interface MboxMessage {
  readonly text: string;
  readonly start: number;
}

/** `From sender Mon Jan  2 03:04:05 2006`, with what writers add: seconds left out, a zone before or after the year, `remote from`. */
const ENVELOPE =
  /^From [^\r\n]{0,320}?\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?[ \t]{1,3}(?:[A-Z][a-z]{2}[ \t]{1,3}\d{1,2}|\d{1,2}[ \t]{1,3}[A-Z][a-z]{2})[ \t]{1,3}[^\r\n]{0,60}\d{4}[^\r\n]{0,80}$/;
const FIELD = /^[!-9;-~]{1,76}[ \t]{0,3}:/;
/** An envelope line is never longer. */
const MOST_LINE = 600;

/**
 * Splits an mbox into its messages; `>From ` of a body loses its mark (mboxrd: one of them).
 *
 * An envelope line stands at the start or after an empty line, has a date, and a header field follows; any other line that begins with
 * "From " is text. In: text with LF or CRLF. Out: empty for a text that does not start with an envelope line. Linear in time.
 */
export function splitMbox(text: string): readonly MboxMessage[] {
  const starts: { readonly line: number; readonly message: number }[] = [];
  let isAfterBlank = true;
  for (let at = 0; at < text.length; ) {
    const feed = text.indexOf('\n', at);
    const next = feed < 0 ? text.length : feed + 1;
    if (isAfterBlank && text.startsWith('From ', at) && isEnvelope(text, at, next)) starts.push({ line: at, message: next });
    else if (starts.length === 0 && !isBlank(text, at, next)) return [];
    isAfterBlank = isBlank(text, at, next);
    at = next;
  }
  return starts.map(({ message }, index) => ({
    text: unquoted(text.slice(message, starts[index + 1]?.line ?? text.length)),
    start: message,
  }));
}

function isBlank(text: string, at: number, next: number): boolean {
  return next - at <= 2 && text.slice(at, next).trim() === '';
}

function isEnvelope(text: string, at: number, next: number): boolean {
  if (next - at > MOST_LINE || !ENVELOPE.test(text.slice(at, next).trimEnd())) return false;
  // Some writers quote an envelope line that a message had before.
  const following = text.slice(next, next + MOST_LINE);
  return FIELD.test(following) || following.startsWith('>From ');
}

/** Takes one `>` off each `>From `, `>>From ` ... line of the body; header lines stay. */
function unquoted(message: string): string {
  const body = /\n\r?\n/.exec(message)?.index;
  if (body === undefined || !message.includes('\n>', body)) return message;
  const pieces: string[] = [];
  let from = 0;
  for (let at = message.indexOf('\n>', body); at >= 0; at = message.indexOf('\n>', at + 1)) {
    let marks = at + 2;
    while (message[marks] === '>') marks++;
    if (!message.startsWith('From ', marks)) continue;
    pieces.push(message.slice(from, at + 1));
    from = at + 2;
  }
  return pieces.join('') + message.slice(from);
}
