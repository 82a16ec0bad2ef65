/** Date and time at the start of a line of a log, with quote marks before it. */
const STAMP =
  /[ \t>|]{0,8}\[?(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} {1,2}\d{1,2})[T ,]{1,3}\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,7})?(?: ?[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?\]?[:,;]?/y;
/** What stands between the time and the message: a thread, a process, a level, the name of a logger. */
const TAG =
  /[ \t]{1,8}(?:\[[^\]\r\n]{1,60}\]:?|[\w.-]{1,40}\[\d{1,7}\]:|(?:ERROR|WARN(?:ING)?|INFO(?:RMATION)?|DEBUG|TRACE|FATAL|VERBOSE|CRITICAL|NOTICE)(?=[\s:|-]):?|[\w.-]{1,40}(?=[ \t]{1,4}[\w.-]{1,40}\[\d{1,7}\]:)|[\w.-]{1,60}(?= -[ \t])|[-|](?=[ \t]))/y;
const MOST_TAGS = 6;
/** Parts that are joined together: those of a large log would fill the memory of what is young. */
const AT_ONCE = 1024;

/**
 * In: any text. Out: the same, as long, where the time and the tags at the start of neighbouring lines of a log are blanks: a sentence that a log broke into
 * lines reads on. The text itself where there are none. Linear in time; never throws.
 */
export function withoutLogPrefixes(text: string): string {
  if (!text.includes('\n')) return text;
  let plain = '';
  let parts: string[] = [];
  let kept = 0;
  let earlier: Prefix | undefined;
  let isBlanked = false;
  const blank = ({ start, end }: Prefix): void => {
    parts.push(text.slice(kept, start), blanks(end - start));
    kept = end;
    if (parts.length < AT_ONCE) return;
    plain += parts.join('');
    parts = [];
  };
  for (let start = 0; start <= text.length; ) {
    const feed = text.indexOf('\n', start);
    const prefix = prefixAt(text, start);
    if (prefix !== undefined && earlier !== undefined) {
      if (!isBlanked) blank(earlier);
      blank(prefix);
    }
    isBlanked = prefix !== undefined && earlier !== undefined;
    earlier = prefix;
    if (feed < 0) break;
    start = feed + 1;
  }
  return kept === 0 ? text : plain + parts.join('') + text.slice(kept);
}

const WIDE = ' '.repeat(1024);

/** Parts of one string: a log has tens of thousands of places. */
const blanks = (length: number): string => (length <= WIDE.length ? WIDE.slice(0, length) : ' '.repeat(length));

interface Prefix {
  readonly start: number;
  readonly end: number;
}

function prefixAt(text: string, start: number): Prefix | undefined {
  if (!mayBeStamp(text, start)) return undefined;
  STAMP.lastIndex = start;
  if (!STAMP.test(text)) return undefined;
  let end = STAMP.lastIndex;
  for (let count = 0; count < MOST_TAGS; count++) {
    TAG.lastIndex = end;
    if (!TAG.test(text)) break;
    end = TAG.lastIndex;
  }
  return { start, end };
}

/** By the first letter behind the quote marks: to make STAMP takes a millisecond, which a short run notices. */
function mayBeStamp(text: string, start: number): boolean {
  let at = start;
  while (at < start + 8 && at < text.length && ' \t>|'.includes(text.charAt(at))) at++;
  const code = text.charCodeAt(at); // Not a number behind the end.
  return (code >= 48 && code <= 57) || (code > 0 && 'JFMASOND['.includes(text.charAt(at)));
}

/** Colours of a terminal; a paste may have lost the escape character. */
const COLOUR = /\u001b\[[\d;?]{0,20}[A-Za-z]|[\u241b\ufffd]?\[(?:\d{1,3};){0,4}\d{1,3}m/g;

/** A value in the query of a link. */
const QUERY = /([?&#;]\w{1,60}=)([^\s&"<>]{1,4000})/g;
const PERCENT = /%([2-6][0-9a-f]|7[0-9a-e])/gi;

/** An error that a page handed on in its address: `?error_description=Target%20user%20%27kim%40...`. What a word gets shorter stands as blanks behind it. */
function withoutPercents(text: string): string {
  return text.replace(QUERY, (_, name: string, value: string) => {
    if (!value.includes('%')) return name + value;
    const words = value
      .split(/(%20|%0[ad]|\+)/i)
      .map((word, index) => (index % 2 === 1 ? ' '.repeat(word.length) : word.replace(PERCENT, decoded).padEnd(word.length)));
    return name + words.join('');
  });
}

function decoded(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** In: any text. Out: the same, as long, with blanks for what a log, a terminal or a link put between the words. Linear in time; never throws. */
export function plainText(text: string): string {
  const uncoloured = text.includes('[') ? text.replace(COLOUR, (code) => ' '.repeat(code.length)) : text;
  const plain = text.includes('%') ? withoutPercents(uncoloured) : uncoloured;
  return withoutLogPrefixes(plain);
}
