/** Date and time at the start of a line of a log, with quote marks before it. */
const STAMP =
  /[ \t>|]{0,8}\[?(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6} {1,2}\d{1,2})[T ,]{1,3}\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[.,]\d{1,7})?(?: ?[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?\]?[:,;]?/y;
/** What stands between the time and the message: a thread, a process, a level, the name of a logger. */
const TAG =
  /[ \t]{1,8}(?:\[[^\]\r\n]{1,60}\]:?|[\w.-]{1,40}\[\d{1,7}\]:|(?:ERROR|WARN(?:ING)?|INFO(?:RMATION)?|DEBUG|TRACE|FATAL|VERBOSE|CRITICAL|NOTICE)(?=[\s:|-]):?|[\w.-]{1,40}(?=[ \t]{1,4}[\w.-]{1,40}\[\d{1,7}\]:)|[\w.-]{1,60}(?= -[ \t])|[-|](?=[ \t]))/y;
const MOST_TAGS = 6;

/**
 * In: any text. Out: the same, as long, where the time and the tags at the start of neighbouring lines of a log are blanks: a sentence that a log broke into
 * lines reads on. The text itself where there are none. Linear in time; never throws.
 */
export function withoutLogPrefixes(text: string): string {
  if (!text.includes('\n')) return text;
  const parts: string[] = [];
  let kept = 0;
  let earlier: Prefix | undefined;
  let isBlanked = false;
  const blank = ({ start, end }: Prefix): void => {
    parts.push(text.slice(kept, start), ' '.repeat(end - start));
    kept = end;
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
  return parts.length === 0 ? text : parts.join('') + text.slice(kept);
}

interface Prefix {
  readonly start: number;
  readonly end: number;
}

function prefixAt(text: string, start: number): Prefix | undefined {
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

/** Colours of a terminal; a paste may have lost the escape character. */
const COLOUR = /\u001b\[[\d;?]{0,20}[A-Za-z]|[\u241b\ufffd]?\[(?:\d{1,3};){0,4}\d{1,3}m/g;

/** In: any text. Out: the same, as long, with blanks for what a log or a terminal put between the words. Linear in time; never throws. */
export function plainText(text: string): string {
  const plain = text.includes('[') ? text.replace(COLOUR, (code) => ' '.repeat(code.length)) : text;
  return withoutLogPrefixes(plain);
}
