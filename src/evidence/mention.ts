/**
 * How words of an error stand in a text that is no report of it: `code`, in source code, a link, a heading or a counter's name; `talk`, in a list of names,
 * or in a sentence that says what would or could happen, or asks what the words mean.
 */
export type Mention = 'code' | 'talk';

/** How much of a line around a place is looked at. */
const AROUND = 240;

/** A call, comparison, assignment or output statement whose text follows: a script that looks for the words, or would print them. */
const STRING_OF_CODE =
  /(?:\.\s?(?:contains|startswith|endswith|includes|indexof|equals|ismatch|match|test)\s?\(\s{0,4}|\s-[ic]?(?:not)?(?:match|like|contains|eq|ne)\s{1,4}|\bTellMatch\s{1,4}\$\w{1,40}\s{1,4}|\b(?:Write-(?:Host|Warning|Error|Output|Verbose)|Add-Content|console\.\w{1,10}\(|printf?\(|echo)(?![\w:])[^\r\n"']{0,80}|\bassert\w{0,12}[\s(][^\r\n"']{0,60}|\bthrow\s(?:new\s)?[\w.]{0,80}\s?\(?\s{0,4}|\breturn\s{0,4}[{(][^\r\n"']{0,80}|\b(?:grep|findstr|Select-String|sls|rg)\s[^\r\n"']{0,80}|\bwhere\s[^\r\n"']{0,80}\b(?:has|contains|like|matches|==|=~)\s{1,3}|\bre\.[a-z]{3,10}\(\s{0,4}|\$[\w.]{1,60}\s?=\s?)[@rbuf]{0,2}(["'`])(?:(?!\1)[^\r\n]){0,200}$/i;
/** `status: 'Failed'`, `x = 'Failed';`, `new X('Failed')`: a constant of a program. */
const CONSTANT_BEFORE = /(?:^|[{,(\s])[A-Za-z_$][\w.]{0,40}\s?[:=(]\s{0,3}'$/;
const CONSTANT_AFTER = /^'\s{0,3}[,;)]/;
const INDEX_BEFORE = /\w\[["'][^"'\r\n]{0,120}$/;
const INDEX_AFTER = /^[^"'\r\n]{0,120}["']\]\s{0,4}=/;
/** A sentence whose values are still to be filled in. */
const UNFILLED = /\{\d{1,2}\}|%[sd]\b|\$\{\w|\{\{\s?\w/;
const TYPE_BEFORE = /\w<$/;
const TYPE_AFTER = /^>\(/;
const COMMENT = /^\s{0,80}(?:\/\/|\/\*|<!--)/;
/** A name of a class in `class X :`, `new X(`, `throw X;`, `catch (X`, `x is X`. */
const CLASS_BEFORE = /\bclass\s{1,4}$/;
const CLASS_AFTER = /^(?:\s?[({<]|\s:\s|\s(?:extends|implements)\s|\s*$)/;
const USED_BEFORE = /\b(?:new|throws?|extends|implements|public|protected|internal)\s{1,4}(?:\w{1,60}\.){0,8}$/;
const USED_AFTER = /^(?:[(<;]|\s\{)/;
const ASKED_FOR = /(?:\b(?:nameof|typeof)\(|\bcatch\s?[([]|\(\s?\w{1,40}\s{1,4}(?:is|as)|<a\s(?:name|id)=["'])\s{0,4}(?:\w{1,60}\.){0,8}$/;
/** Words of a program in a line that ends like one. */
const CODE_LINE =
  /(?:^|[\s({])(?:return|throw|public|private|internal|protected|static|void|var|const|let|foreach|function|using|namespace)\s+\S/;
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
  /\b(?:should(?:\sbe)?|can\scause|could\sbe|may\sbe|for\sexample|e\.g\.|such\sas|adding|alongside)\b[^.:\r\n]{0,25}$/i;
const EXAMPLE_AFTER =
  /^[`*"')]{0,3}\s(?:when\syou\b|means\b|indicates\b|(?:is|are)\s(?:returned|raised|thrown)\swhen\b|(?:occurs|happens|appears)\swhen\b|alongside\b)/i;
/** The first cell of a row of a table that explains names. */
const CELL_BEFORE = /^\s{0,8}\|\s{0,4}`$/;
/** A note on what a program does about the error. */
const HANDLED = /\b(?:handles?|catch(?:es)?|skips?|ignores?|retr(?:y|ies) on|recognises?|recognizes?|detects?)\s[`*"']{0,3}$/i;
/** A sentence about what a program does in general. */
const WOULD =
  /\b(?:will|would|may|might|could)\s(?:\w{1,12}\s)?(?:throw|return|raise|give|show|see|get|receive|encounter|fail with|report|display|cause)\b[^\r\n:>]{0,60}$/i;
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
  if (UNFILLED.test(before.slice(-60) + words) || isInCode(before, after, isName) || (LINK_BEFORE.test(before) && LINK_AFTER.test(after)))
    return 'code';
  if (isName ? isNameOnly(words, before, after) : COUNTER.test(text.slice(Math.max(start, end - 100), end))) return 'code';
  if (isName && isExample(before, after)) return 'talk';
  const isAsked = ASKED_BEFORE.test(before) && ASKED_AFTER.test(after);
  return isAsked || WOULD.test(before) ? 'talk' : undefined;
}

function isNameOnly(words: string, before: string, after: string): boolean {
  if (isSlug(words, before, after) || isCounter(before) || isDeclared(before, after)) return true;
  return HEADING.test(before) && /^[`*]{0,3}\s{0,8}$/.test(after);
}

function isDeclared(before: string, after: string): boolean {
  return (
    (CLASS_BEFORE.test(before) && CLASS_AFTER.test(after)) || (USED_BEFORE.test(before) && USED_AFTER.test(after)) || ASKED_FOR.test(before)
  );
}

function isExample(before: string, after: string): boolean {
  if (isListed(before, after) || HANDLED.test(before) || EXPLAINED.test(after) || EXAMPLE_BEFORE.test(before) || EXAMPLE_AFTER.test(after))
    return true;
  return CELL_BEFORE.test(before) && /^`\s{0,4}\|/.test(after);
}

function isInCode(before: string, after: string, isName: boolean): boolean {
  if (STRING_OF_CODE.test(before) || COMMENT.test(before)) return true;
  if ((/['"]$/.test(before) && /^['"]\s{0,3}=\s/.test(after)) || (TYPE_BEFORE.test(before) && TYPE_AFTER.test(after))) return true;
  if ((CONSTANT_BEFORE.test(before) && CONSTANT_AFTER.test(after)) || (INDEX_BEFORE.test(before) && INDEX_AFTER.test(after))) return true;
  if (!CODE_END.test(after)) return false;
  return CODE_LINE.test(before) || (isName && MEMBER.test(before) && after.includes(')'));
}

/** `target-user-already-has-a-primary-mailbox`: the words of a sentence with dashes or underscores between them, as in the address of a page. */
function isSlug(words: string, before: string, after: string): boolean {
  const joints = words.split(/[-_]/).length - 1 + (/^-\w/.test(after) ? 1 : 0);
  return joints >= 5 || (joints >= 1 && /(?:\/|\(#)[\w-]{0,200}$/.test(before));
}

/** Inside a longer name that counts: a healthy request shows how long it was stalled for each reason, too. */
function isCounter(before: string): boolean {
  return /(?:^|[^A-Za-z])Total$/.test(before);
}

/** One of several names, with commas between them: `Usually due to A, B, C.` Rows of a CSV file have no blanks there. */
function isListed(before: string, after: string): boolean {
  const isFollowed = /^[`*"']{0,3}(?:,| and| or)\s{1,2}[`*"']{0,3}[A-Z][a-z]{1,30}[A-Z]/.test(after);
  return (
    isFollowed ||
    (/[A-Za-z],\s{1,2}[`*"']{0,3}$/.test(before) && /^[`*"']{0,3}(?:,\s|\.(?:\s[A-Z]|$)|\s(?:and|or)\s|\s?[})\]])/.test(after))
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
