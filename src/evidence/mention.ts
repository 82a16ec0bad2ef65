/**
 * How words of an error stand in a text that is no report of it: `code`, in source code, a link, a heading or a counter's name; `talk`, in a list of names,
 * or in a sentence that says what would or could happen, or asks what the words mean.
 */
export type Mention = 'code' | 'talk';

/** How much of a line around a place is looked at. */
const AROUND = 240;

/**
 * Each stands in all that the larger patterns behind it fit, and spares most texts these: to make one takes up to a millisecond, which a short run notices.
 * QUOTE is for SOUGHT_BY_CODE, PRINTED_BY_CODE and LITERALS; MODAL for WOULD; FOLLOWS for HANDLED, NAME_AND and CLASS_BEFORE; GOES_ON and SAYS for EXPLAINED
 * and EXAMPLE_AFTER.
 */
const QUOTE = /["'`]/;
const MODAL = /(?:[Ww][Ii]|[Oo][Uu])[Ll]|[Mm](?:[Aa][Yy]|[Ii][Gg][Hh][Tt])/;
const FOLLOWS = /[A-Za-z],?\s{1,4}[`*"']{0,3}$/;
const GOES_ON = /^[`*"')]{0,3}\s{1,4}[A-Za-z]{2,15}(?!\w)/;
const SAYS = /rror|hen|eans|ndicates|longside/i;

/** A call or comparison whose text follows: a script that looks for the words. */
const SOUGHT_BY_CODE =
  /(?:\.\s?(?:contains|startswith|endswith|includes|indexof|equals|ismatch|match|test)\s?\(\s{0,4}|\s-[ic]?(?:not)?(?:match|like|contains|eq|ne)\s{1,4}|\bTellMatch\s{1,4}\$\w{1,40}\s{1,4}|\bassert(?!ion)\w{0,12}[\s(][^\r\n"']{0,60}|\|\s{0,4}where\s[^\r\n"']{0,80}\b(?:has|contains|like|matches|==|=~)\s{1,3}|\bre\.[a-z]{3,10}\(\s{0,4})[@rbuf]{0,2}(["'`])(?:(?!\1)[^\r\n]){0,200}$/i;
/** An assignment, an output statement or a search whose text follows: a script would print the words, or somebody typed them. */
const PRINTED_BY_CODE =
  /(?:\b(?:Write-(?:Host|Warning|Error|Output|Verbose)|Add-Content|console\.\w{1,10}\(|printf?\(|echo)(?![\w:])[^\r\n"']{0,80}|\bthrow\s(?:new\s)?[\w.]{0,80}\s?\(?\s{0,4}|\breturn\s{0,4}[{(][^\r\n"']{0,80}|\b(?:grep|findstr|Select-String|sls|rg)\s{1,4}(?:[-/][\w:.]{1,30}\s{1,4}(?:[\w.*\\/$][\w.*\\/$-]{0,60}\s{1,4})?){0,4}|\$[\w.]{1,60}\s?=\s?)[@rbuf]{0,2}(["'`])(?:(?!\1)[^\r\n]){0,200}$/i;
/** What only a report of somebody's own carries: an address, a GUID, a time of day beside its date. */
const ADDRESS_OR_GUID = /\w@[\w-]{1,63}\.[a-z]{2}|(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![\w-])/i;
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const TIME = /(?<!\d)(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4})[T ,]{1,3}\d{1,2}:\d{2}/;
const TELLER = /\b(?:[Ww]e|I|[Oo]ur|[Mm]y)\b(?!\.)/;
const TOLD =
  /\b(?:since\s(?:yesterday|today|last|this|the|(?:mon|tues|wednes|thurs|fri|satur|sun)day|about|around|noon|a|\d{1,4})|yesterday|today|tonight|this\s(?:morning|afternoon|week)|last\s(?:night|week)|right\snow|\d{1,6}\s(?:users|mailboxes|objects|people))\b/i;
/** How far below a heading they are looked for. */
const BELOW = 400;
/** `status: 'Failed'`, `x = 'Failed';`, `new X('Failed')`: a constant of a program. */
const CONSTANT_BEFORE = /(?:^|[{,(\s])[A-Za-z_$][\w.]{0,40}\s?[:=(]\s{0,3}'$/;
const CONSTANT_AFTER = /^'\s{0,3}[,;)]/;
const INDEX_BEFORE = /\w\[["'][^"'\r\n]{0,120}$/;
const INDEX_AFTER = /^[^"'\r\n]{0,120}["']\]\s{0,4}=/;
const CASE_BEFORE = /^\s{0,80}case\s{1,4}["']?$/;
const GIVEN_BACK = /(?:^\s{0,80}|\)\s{1,8})(?:return|throw)\s{1,4}$/;
/** `@('A', 'B'`: a list of PowerShell. */
const LITERALS = /@\((?:\s{0,4}['"][^'"\r\n]{1,80}['"]\s{0,4},){0,8}\s{0,4}['"]$/;
/** A sentence whose values are still to be filled in. */
const UNFILLED = /\{\d{1,2}\}|%[sd]\b|\$\{\w|\{\{\s?\w/;
const TYPE_BEFORE = /\w<$/;
const TYPE_AFTER = /^>\(/;
const COMMENT = /^\s{0,80}(?:\/\/|\/\*(?![^\r\n]{0,240}\*\/)|<!--(?![^\r\n]{0,240}-->))/;
/** A name of a class in `class X :`, `new X(`, `throw X;`, `catch (X`, `x is X`. */
const CLASS_BEFORE = /(?<!\b(?:exception|error|failure|fault|the|of|a|this)\s)\bclass\s{1,4}$/i;
const CLASS_AFTER = /^(?:\s?[({<]|\s:\s|\s(?:extends|implements)\s|\s*$)/;
const USED_BEFORE = /\b(?:new|throws?|extends|implements|public|protected|internal)\s{1,4}(?:\w{1,60}\.){0,8}$/;
const USED_AFTER = /^(?:[(<]|;\s{0,8}(?:$|[}/])|\s\{)/;
const ASKED_FOR = /(?:\b(?:nameof|typeof)\(|\bcatch\s?[([]|\(\s?\w{1,40}\s{1,4}(?:is|as)|<a\s(?:name|id)=["'])\s{0,4}(?:\w{1,60}\.){0,8}$/;
/** Words of a program in a line that ends like one. */
const CODE_LINE =
  /(?:^|[;{}])\s{0,80}(?:return|throw|public|private|internal|protected|static|void|var|const|let|foreach|function|using|namespace)\s{1,4}\S|\)\s{1,8}(?:return|throw)\s{1,4}\S/;
/** A property of JSON, whose line may end like one of a program. */
const JSON_BEFORE = /"\s?:\s?["[{]/;
const CODE_END = /[;{}]\s{0,8}$/;
/** `RequestState.A)`: a member of something of a program. */
const MEMBER = /(?:^|[\s(!,=<[])[A-Za-z_]\w{1,60}\.$/;
/** A heading of a page that holds the name alone. */
const HEADING = /^\s{0,8}#{1,6}\s{1,4}(?:<a\b[^<>]{0,80}><\/a>)?\s{0,4}[`*]{0,3}$/;
/** The title of a link. */
const LINK_BEFORE = /\[[^\]\r\n]{0,160}$/;
const LINK_AFTER = /^[^\]\r\n]{0,160}\]\((?:https?:|#|\/)/;
/** The words end in a counter of a list of properties. */
const COUNTER = /[^A-Za-z]Total[A-Z][A-Za-z]{2,60}$/;
/** What follows a name where a page explains the error. */
const EXPLAINED =
  /^[`*]{0,3}\s{1,4}(?:sync(?:hronization)?\s)?errors?\s{1,4}(?:will|may|might|can|could|occurs?\swhen|happens?\swhen|means|indicates)\s/i;
/** A page names it as an example, or says when it is to be seen. */
const EXAMPLE_BEFORE =
  /\b(?:should(?:\sbe)?|can\scause|could\sbe|may\sbe|for\sexample|e\.g\.|such\sas|adding|alongside)\b[^.:,\r\n]{0,25}$/i;
const EXAMPLE_AFTER =
  /^[`*"')]{0,3}\s(?:when\syou\b|means\b|indicates\b|(?:is|are)\s(?:returned|raised|thrown)\swhen\b|(?:occurs|happens|appears)\swhen\b|alongside\b)/i;
/** A sentence that explains; the address in it is an example. */
const IN_GENERAL =
  /^[`*"')]{0,3}\s{1,4}(?:\w{4,20}\s)?(?:errors?\s)?(?:(?:occurs?|happens?|appears?|(?:is|are)\s\w{4,10})\swhen|means|indicates)\b/i;
/** The first cell of a row of a table that explains names. */
const CELL_BEFORE = /^\s{0,8}\|\s{0,4}`$/;
/** The name in front, with a comma or `and` behind it; one of Exchange's words has a capital letter inside, the result of a run has dashes. */
const NAME_LISTED = /(?<!\w)(?:[A-Z][a-z]{1,30}[A-Z]\w{0,60}|[a-z]{2,20}-[a-z-]{2,60})[`*"']{0,3},\s/;
const NAME_AND = /\b[A-Z][a-z]{1,30}[A-Z]\w{0,60}[`*"']{0,3},?\s(?:and|or)\s[`*"']{0,3}$/;
/** A note on what a program does about the error. */
const HANDLED = /\b(?:handles?|catch(?:es)?|skips?|ignores?|retr(?:y|ies) on|recognises?|recognizes?|detects?)\s[`*"']{0,3}$/i;
/** A sentence about what a program does in general. */
const WOULD =
  /\b(?:will|would|may|might|(?<!\b(?:I|we)\s)could)\s(?:\w{1,12}\s)?(?:throw|return|raise|give|show|see|get|receive|encounter|fail with|report|display|cause)\b[^\r\n:>]{0,60}$/i;
const ASKED_BEFORE = /\bwhat(?:\sexactly)?\s(?:does|do|is|are)\s[^\r\n.?]{0,40}$/i;
const ASKED_AFTER = /^["'`*]{0,3}\s{0,4}(?:actually\s|really\s)?(?:mean|stand for|\?|and\s)/i;

/**
 * In: the text and the place of the words. Out: how they are only mentioned; undefined for a report. Looks at one line, and at no more than a few hundred
 * characters of it. Never throws.
 */
export function mentionOf(text: string, start: number, end: number): Mention | undefined {
  const before = lineBefore(text, start);
  const after = lineAfter(text, end);
  const words = text.slice(start, Math.min(end, start + 400));
  const isName = !/\s/.test(words);
  if (UNFILLED.test(words) || (UNFILLED.test(before.slice(-60)) && !isOwn(`${before} ${words} ${after}`)) || isSoughtByCode(before, after))
    return 'code';
  if (isName ? isSlug(words, before, after) || isCounter(before) : COUNTER.test(text.slice(Math.max(start, end - 100), end))) return 'code';
  if (isName && HEADING.test(before) && /^[`*]{0,3}\s{0,8}$/.test(after)) return ofHeading(text.slice(end, end + BELOW));
  const mention = inLine(before, after, isName);
  if (mention === undefined) return undefined;
  const line = `${before} ${words} ${after}`;
  if (mention === 'talk' && isToldOf(line)) return undefined;
  const isExplained = IN_GENERAL.test(after) && !TELLER.test(line) && !TIME.test(line);
  // A list of links, a comment and a search have dates of their own.
  const isDated = LINK_BEFORE.test(before) || COMMENT.test(before) || PRINTED_BY_CODE.test(before);
  return !isExplained && isOwn(isDated ? line.replace(TIME, '') : line) ? undefined : mention;
}

/** How the words are mentioned, by what stands around them in their line; particulars of somebody's own speak against it. */
function inLine(before: string, after: string, isName: boolean): Mention | undefined {
  if (isInCode(before, after, isName) || (isName && isDeclared(before, after)) || (LINK_BEFORE.test(before) && LINK_AFTER.test(after)))
    return 'code';
  const isAsked = ASKED_BEFORE.test(before) && ASKED_AFTER.test(after);
  return isAsked || (MODAL.test(before) && WOULD.test(before)) || (isName && isExample(before, after)) ? 'talk' : undefined;
}

/** A heading of a page, or of somebody's ticket: the text below says when it happened, or at least to whom. */
function ofHeading(below: string): Mention | undefined {
  const [section = ''] = below.split(/\n\s{0,8}#{1,6}\s/, 1);
  if (TIME.test(section)) return undefined;
  return ADDRESS_OR_GUID.test(section) || isToldOf(section) ? 'talk' : 'code';
}

/** Somebody tells what happened to them: `We get ... since yesterday`. */
function isToldOf(text: string): boolean {
  return TELLER.test(text) && TOLD.test(text);
}

function isOwn(line: string): boolean {
  const plain = line.replace(/https?:\/\/[^\s)]{1,400}/g, '');
  return ADDRESS_OR_GUID.test(plain) || TIME.test(plain);
}

function isDeclared(before: string, after: string): boolean {
  return (
    (FOLLOWS.test(before) && CLASS_BEFORE.test(before) && CLASS_AFTER.test(after)) ||
    (USED_BEFORE.test(before) && USED_AFTER.test(after)) ||
    ASKED_FOR.test(before)
  );
}

function isExample(before: string, after: string): boolean {
  if (isListed(before, after) || (FOLLOWS.test(before) && HANDLED.test(before)) || EXAMPLE_BEFORE.test(before)) return true;
  if (GOES_ON.test(after) && SAYS.test(after) && (EXPLAINED.test(after) || EXAMPLE_AFTER.test(after))) return true;
  return CELL_BEFORE.test(before) && /^`\s{0,4}\|(?!\s{0,4}\d{1,9}\s{0,4}(?:\||$))/.test(after);
}

function isSoughtByCode(before: string, after: string): boolean {
  return (QUOTE.test(before) && SOUGHT_BY_CODE.test(before)) || (TYPE_BEFORE.test(before) && TYPE_AFTER.test(after));
}

function isInCode(before: string, after: string, isName: boolean): boolean {
  if (COMMENT.test(before) || (QUOTE.test(before) && (PRINTED_BY_CODE.test(before) || LITERALS.test(before)))) return true;
  if ((INDEX_BEFORE.test(before) && INDEX_AFTER.test(after)) || (/['"]$/.test(before) && /^['"]\s{0,3}(?:=\s|\{)/.test(after))) return true;
  if ((CONSTANT_BEFORE.test(before) && CONSTANT_AFTER.test(after)) || (CASE_BEFORE.test(before) && /^["']?\s?:/.test(after))) return true;
  if (GIVEN_BACK.test(before) && /^;\s{0,8}$/.test(after)) return true;
  if (!CODE_END.test(after)) return false;
  return (CODE_LINE.test(before) && !JSON_BEFORE.test(before)) || (isName && MEMBER.test(before) && after.includes(')'));
}

/** `target-user-already-has-a-primary-mailbox`: the words of a sentence with dashes or underscores between them, as in the address of a page. */
function isSlug(words: string, before: string, after: string): boolean {
  const joints = words.replace(GUID, '').split(/[-_]/).length - 1 + (/^-\w/.test(after) ? 1 : 0);
  if (joints >= 5) return true;
  if (joints === 0 || !/(?:\/|\(#)[\w-]{0,200}$/.test(before)) return false;
  return /:\/\/|\bwww\.|\]\(|\(#|\bhref=|(?:^|\s)\/|[\w-]\.\w{2,6}\//.test(before) || /^(?:-\w|\/|\.(?:md|html?|aspx|ya?ml)\b)/.test(after);
}

/** Inside a longer name that counts: a healthy request shows how long it was stalled for each reason, too. */
function isCounter(before: string): boolean {
  return /(?:^|[^A-Za-z])Total$/.test(before);
}

/** One of several names, with commas between them: `Usually due to A, B, C.` Rows of a CSV file have no blanks there. */
function isListed(before: string, after: string): boolean {
  const isFollowed = /^[`*"']{0,3}(?:,| and| or)\s{1,2}[`*"']{0,3}[A-Z][a-z]{1,30}[A-Z]/.test(after);
  if (isFollowed || (FOLLOWS.test(before) && NAME_AND.test(before))) return true;
  return (
    NAME_LISTED.test(before) &&
    /[A-Za-z],\s{1,2}[`*"']{0,3}$/.test(before) &&
    /^[`*"']{0,3}(?:,\s|\.(?:\s[A-Z]|$)|\s(?:and|or)\s|\s?[})\]])/.test(after)
  );
}

function lineBefore(text: string, start: number): string {
  const part = text.slice(Math.max(0, start - AROUND), start);
  return part.slice(part.lastIndexOf('\n') + 1);
}

function lineAfter(text: string, end: number): string {
  const part = text.slice(end, end + AROUND);
  const feed = part.search(/[\r\n]/);
  return feed < 0 ? part : part.slice(0, feed);
}
