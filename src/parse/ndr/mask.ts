/** Fields that a header block of a message is known by: from one of these on, lines of the block are not read. */
const STRONG =
  /^(?:Received|ARC-[A-Za-z-]{2,40}|Authentication-Results(?:-Original)?|DKIM-Signature|DomainKey-Signature|Received-SPF|Return-Path|MIME-Version|Message-ID|X-(?!Failed-Recipients|Display-Name|Postfix|Supplementary|Notes|Actual-Recipient)[A-Za-z0-9-]{2,80}|Content-(?:Type|Transfer-Encoding|Language|Class)|Thread-(?:Topic|Index)|Delivered-To|Auto-Submitted|In-Reply-To|References|List-[A-Za-z]{2,20})[ \t]{0,4}:/i;
/** Fields that also stand alone, above a forwarded report: only they themselves are left out. */
const WEAK =
  /^(?:From|To|Cc|Bcc|Subject|Date|Reply-To|Sender|Received-From-MTA|Arrival-Date|Last-Attempt-Date|Original-Envelope-Id)[ \t]{0,4}:/i;
/** Fields of a delivery status: they end a header block. */
const STATUS_FIELD =
  /^(?:Reporting-MTA|Final-Recipient|Original-Recipient|Action|Status|Remote-MTA|Diagnostic-Code|X-Failed-Recipients|X-Postfix-[A-Za-z-]{2,30}|X-Display-Name|X-Supplementary-Info)[ \t]{0,4}:/i;
/** Exchange 2003 shows the subject among its own words. */
const INDENTED_SUBJECT = /^[ \t]{1,20}Subject[ \t]{0,4}:/i;
const FIELD = /^[A-Za-z][A-Za-z0-9-]{1,80}[ \t]{0,4}:/;
const BOUNDARY = /^--[^\s-][^\s]{4,80}$/;
const MESSAGE_PART = /^Content-Type[ \t]{0,4}:[ \t]{0,4}(?:message\/(?:rfc822|global)(?![\w-])|text\/rfc822-headers)/i;
const COPY =
  /^[ \t]{0,4}-{2,10} ?(?:This is a copy of|Below this line|Original message|Message header follows|The header of the original|Unsent message below)/i;
/** The table of hops of Exchange Online, whose servers refused nothing: `HOP TIME (UTC)`, `HOP UHRZEIT (UTC)`. */
const HOPS = /(?:^|\s)(?:Message Hops|HOPS?[ \t]{0,9}\S{2,20}[ \t]{1,9}\(UTC\))/;
const REPORTED = /(?<![\w.])[245]\.[0-7]\.\d{1,3}(?!\.?\d)|(?<![\w.])[45]\d\d[ -]/;
const INLINE_HEADERS = /(?<=[^\n])Received: from |(?<=[^\n])(?:ARC-Seal|DKIM-Signature|Authentication-Results): /g;
const INLINE_END = /\n|(?:Reporting-MTA|Final-Recipient|Diagnostic-Code) ?:/g;

/**
 * In: the text of a view. Out: the same text, at the same places, with spaces for what is not the report's own words: header blocks and
 * the returned message. Linear in time.
 */
export function maskHeaders(text: string): string {
  const parts: string[] = [];
  let isHeader = false;
  let isStrong = false;
  let isReported = false;
  let isHops = false;
  let at = 0;
  const hide = (line: string): void => {
    parts.push(' '.repeat(line.length));
  };
  while (at <= text.length) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const line = text.slice(at, end);
    const head = line.slice(0, 200);
    if (MESSAGE_PART.test(head) || (isReported && COPY.test(head))) {
      hide(text.slice(at));
      break;
    }
    isHops &&= !STATUS_FIELD.test(head) && !BOUNDARY.test(head);
    if (isHops || INDENTED_SUBJECT.test(head)) {
      hide(line);
      if (found < 0) break;
      parts.push('\n');
      at = end + 1;
      continue;
    }
    const kind = kindOf(head, isHeader, isStrong);
    isHeader = kind === 'strong' || kind === 'weak' || kind === 'rest';
    if (kind === 'strong') isStrong = true;
    else if (kind === 'weak' || kind === 'text') isStrong = kind === 'weak' && isStrong;
    if (isHeader) hide(line);
    else {
      const hops = HOPS.exec(line)?.index ?? -1;
      isHops = hops >= 0;
      const shown = maskInline(isHops ? withoutHops(line, hops) : line);
      parts.push(shown);
      isReported ||= REPORTED.test(shown.slice(0, 4000));
    }
    if (found >= 0) parts.push('\n');
    at = end + 1;
    if (found < 0) break;
  }
  return parts.join('');
}

function kindOf(line: string, isHeader: boolean, isStrong: boolean): 'strong' | 'weak' | 'rest' | 'text' {
  if (STATUS_FIELD.test(line) || BOUNDARY.test(line)) return 'text';
  if (STRONG.test(line)) return 'strong';
  if (WEAK.test(line)) return 'weak';
  if (!isHeader || line.trim() === '') return 'text';
  if (/^[ \t]/.test(line)) return 'rest';
  // A folded line that lost its indentation, or a field that no list names.
  return isStrong && (FIELD.test(line) || !/^["'<]?[^\s@]{1,80}@/.test(line)) ? 'rest' : 'text';
}

/** A table of hops within its line ends where fields of a delivery status begin. */
function withoutHops(line: string, start: number): string {
  INLINE_END.lastIndex = start;
  const end = INLINE_END.exec(line)?.index ?? line.length;
  return line.slice(0, start) + ' '.repeat(end - start) + line.slice(end);
}

/** Header blocks of a paste that lost its line ends. */
function maskInline(line: string): string {
  INLINE_HEADERS.lastIndex = 0;
  const start = INLINE_HEADERS.exec(line);
  if (start === null) return line;
  const parts: string[] = [];
  let reached = 0;
  for (let match: RegExpExecArray | null = start; match !== null; match = INLINE_HEADERS.exec(line)) {
    INLINE_END.lastIndex = match.index;
    const end = INLINE_END.exec(line)?.index ?? line.length;
    parts.push(line.slice(reached, match.index), ' '.repeat(end - match.index));
    reached = end;
    INLINE_HEADERS.lastIndex = end;
  }
  parts.push(line.slice(reached));
  return parts.join('');
}
