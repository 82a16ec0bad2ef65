import { finish, matchesInSteps, type Steps } from '../../evidence/steps.js';

/** A value read out of the text, with its place as offsets of the original. */
export interface Token {
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** What was read out of a pasted text, each value once, in order of appearance. */
export interface Extracted {
  /** Lower case, with dashes. */
  readonly guids: readonly Token[];
  readonly addresses: readonly Token[];
  /** Host names, lower case. */
  readonly servers: readonly Token[];
  /** Enhanced status codes, e.g. 5.1.10. */
  readonly statusCodes: readonly Token[];
  /** Final recipients of an NDR. */
  readonly recipients: readonly Token[];
  /** Exception class names without namespace. */
  readonly exceptions: readonly Token[];
  /** `0x` and eight lower-case digits. */
  readonly hresults: readonly Token[];
  readonly httpStatuses: readonly Token[];
  readonly cmdlets: readonly Token[];
}

const GUID = /[0-9a-fA-F]{8}([-\u2010-\u2013])[0-9a-fA-F]{4}\1[0-9a-fA-F]{4}\1[0-9a-fA-F]{4}\1[0-9a-fA-F]{12}/g;
// Letters beyond ASCII by range: the \p classes take a millisecond to compile, which a short run notices.
const LOCAL = /[A-Za-z0-9\u00c0-\u1fff\u3040-\ud7ff!#$%&'*+/=?^_`{|}~.-]/;
const LONGEST_LOCAL = 64;
const AT_DOMAIN = /@[A-Za-z0-9\u00c0-\u1fff\u3040-\ud7ff-]{1,63}(?:\.[A-Za-z0-9\u00c0-\u1fff\u3040-\ud7ff-]{1,63}){1,8}/y;
const HOST = /(?<![\w@.-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![\w@-]|\.\w)/g;
const STATUS = /(?<![\d.])[245]\.[0-7]\.\d{1,3}(?!\d|\.\d)/g;
const FINAL_RECIPIENT = /^[ \t>]{0,20}(?:Final|Original)-Recipient:[ \t]{0,20}(?:rfc822[ \t]{0,5};[ \t]{0,20})?([^\s;<>]{1,320})/gim;
const EXCEPTION = /(?<![A-Za-z])[A-Z][A-Za-z0-9]{2,100}Exception(?![A-Za-z])|(?<![A-Za-z])MapiException[A-Z][A-Za-z]{2,80}/g;
const HRESULT = /(?<![0-9A-Za-z])0x([0-9a-fA-F]{5,8})(?![0-9a-fA-F])/g;
const HTTP_STATUS =
  /\(([45]\d\d)\)|\b(?:HTTP(?: error)?|http status(?: code)?|ResponseStatusCode)[ =:]{1,3}([45]\d\d)\b|\bstatus ([45]\d\d)\b/gi;
const CMDLET =
  /\b(?:Get|Set|New|Remove|Start|Stop|Resume|Suspend|Complete|Enable|Disable|Test|Update|Connect|Import|Export|Add|Clear|Restore)-[A-Z][A-Za-z]{2,50}\b/g;

/** Extensions and namespaces that look like the last or first label of a host name and are none. */
const NOT_TOP_LEVEL = new Set(
  'svc dll exe config xml log asmx aspx txt csv json ps1 psm1 htm html edb pst ost ldif zip cs dat sys msc ini cab cmd bat err tmp etl evtx local_ nspi'.split(
    ' ',
  ),
);
const NAMESPACE = /^(?:Microsoft|System|Exchange|MSExchange|Windows)\./;
const DOMAIN_CONTEXT = /(?:matching|proxy|suffix|domain|tenant|organi[sz]ation|realm=)[\s:'"=\u2018\u201c\u200e]{1,6}(?:is )?['"]?$/i;
const SERVER_CONTEXT = /(?:server|host|authority|resolved:|:\/\/|running at|on)[\s:'"=\u2018\u201c\u200e]{0,6}$/i;
const MESSAGE_ID = /(?:message-id|references|in-reply-to)\s{0,3}:\s{0,3}<?[^\s<>]{0,80}$/i;

/**
 * In: the decoded text. Out: its values, without interpretation. Linear in time; never throws.
 * Each list is read when it is asked for: a report as text needs a few of them.
 * GUIDs are also found where a console wrapped them; nothing else is joined over a line end, for two words would become one.
 */
export function extract(text: string): Extracted {
  return extractedOf(text, undefined);
}

/** A shorter text is read in one piece, when its lists are asked for. */
const LONG = 200_000;

/** `extract`; of a long text, what takes longest is read now, a part of it at each step. */
export function* extractInSteps(text: string): Steps<Extracted> {
  if (text.length <= LONG) return extract(text);
  const guids = yield* extractGuids(text);
  return extractedOf(text, { guids, servers: yield* extractServers(text) });
}

/** In: a text, and the lists of it that were made before. */
function extractedOf(text: string, known: Pick<Extracted, 'guids' | 'servers'> | undefined): Extracted {
  const read = <T>(make: () => T): (() => T) => {
    let made: T | undefined;
    return () => {
      made ??= make();
      return made;
    };
  };
  const guids = read(() => known?.guids ?? finish(extractGuids(text)));
  const addresses = read(() => extractAddresses(text));
  const servers = read(() => known?.servers ?? finish(extractServers(text)));
  const statusCodes = read(() =>
    collect(text, STATUS, (match) => (isVersion(text, match.index) ? undefined : token(match[0], match.index))),
  );
  const recipients = read(() =>
    collect(text, FINAL_RECIPIENT, (match) =>
      token((match[1] ?? '').toLowerCase(), match.index + match[0].length - (match[1] ?? '').length),
    ),
  );
  const exceptions = read(() => (text.includes('Exception') ? collect(text, EXCEPTION, (match) => token(match[0], match.index)) : []));
  const hresults = read(() =>
    collect(text, HRESULT, (match) => token(`0x${(match[1] ?? '').toLowerCase().padStart(8, '0')}`, match.index, match[0].length)),
  );
  const httpStatuses = read(() =>
    collect(text, HTTP_STATUS, (match) => token(match[1] ?? match[2] ?? match[3] ?? '', match.index, match[0].length)),
  );
  const cmdlets = read(() => collect(text, CMDLET, (match) => token(match[0], match.index)));
  return {
    get guids() {
      return guids();
    },
    get addresses() {
      return addresses();
    },
    get servers() {
      return servers();
    },
    get statusCodes() {
      return statusCodes();
    },
    get recipients() {
      return recipients();
    },
    get exceptions() {
      return exceptions();
    },
    get hresults() {
      return hresults();
    },
    get httpStatuses() {
      return httpStatuses();
    },
    get cmdlets() {
      return cmdlets();
    },
  };
}

function token(value: string, start: number, length = value.length): Token {
  return { value, start, end: start + length };
}

function collect(
  text: string,
  pattern: RegExp,
  read: (match: RegExpMatchArray & { index: number }) => Token | undefined,
): readonly Token[] {
  return distinct(text.matchAll(pattern), read);
}

/** Each value once, where it stands first. */
function distinct(
  matches: Iterable<RegExpExecArray>,
  read: (match: RegExpMatchArray & { index: number }) => Token | undefined,
): readonly Token[] {
  const found = new Map<string, Token>();
  for (const match of matches) {
    const value = read(Object.assign(match, { index: match.index }));
    if (value !== undefined && !found.has(value.value.toLowerCase())) found.set(value.value.toLowerCase(), value);
  }
  return [...found.values()];
}

/** Goes from one at sign to the next: a pattern that starts with any letter would try every place of a long text. */
function extractAddresses(text: string): readonly Token[] {
  const found = new Map<string, Token>();
  let reached = 0;
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', Math.max(at + 1, reached))) {
    AT_DOMAIN.lastIndex = at;
    const domain = AT_DOMAIN.exec(text)?.[0];
    let index = at;
    const first = Math.max(reached, at - LONGEST_LOCAL);
    while (index > first && LOCAL.test(text[index - 1] ?? '')) index--;
    if (domain === undefined || index === at) continue;
    reached = at + domain.length;
    const value = addressToken(text, { 0: text.slice(index, reached), index });
    if (value !== undefined && !found.has(value.value)) found.set(value.value, value);
  }
  return [...found.values()];
}

/** A place where a pattern fits. */
interface Hit {
  readonly 0: string;
  readonly index: number;
}

/** Hosts and GUIDs, with what is looked at around them, are shorter. */
const LONGEST_TOKEN = 1024;

function* extractServers(text: string): Steps<readonly Token[]> {
  return distinct(yield* matchesInSteps(text, HOST, LONGEST_TOKEN), (match) => hostToken(text, match));
}

const GUID_HERE = new RegExp(GUID, 'y');
const BEFORE_DASH = 8;
/** Characters between two steps, and dashes: a text of nothing else takes longer. */
const GUIDS_AT_ONCE = 1_048_576;
const DASHES_AT_ONCE = 65_536;

/** What `text.matchAll(GUID)` gives. Goes from one dash to the next: few texts have many of them. */
function* guidsInSteps(text: string): Steps<readonly Hit[]> {
  if (OTHER_DASHES.some((dash) => text.includes(dash))) return yield* matchesInSteps(text, GUID, LONGEST_TOKEN);
  const found: Hit[] = [];
  let reached = 0;
  let left = 0;
  let dashes = 0;
  for (let dash = text.indexOf('-', BEFORE_DASH); dash >= 0; dash = text.indexOf('-', Math.max(dash + 1, reached + BEFORE_DASH))) {
    if (++dashes >= DASHES_AT_ONCE || dash - left >= GUIDS_AT_ONCE) {
      yield;
      left = dash;
      dashes = 0;
    }
    // Digits with dashes between them more often than a GUID has: not worth the pattern.
    if (text.charCodeAt(dash + 5) !== MINUS || text.charCodeAt(dash - 1) === MINUS || text.charCodeAt(dash - 5) === MINUS) continue;
    GUID_HERE.lastIndex = dash - BEFORE_DASH;
    const guid = GUID_HERE.exec(text)?.[0];
    if (guid === undefined) continue;
    found.push({ 0: guid, index: dash - BEFORE_DASH });
    reached = dash - BEFORE_DASH + guid.length;
  }
  return found;
}

function* extractGuids(text: string): Steps<readonly Token[]> {
  const found = new Map<string, Token>();
  const add = (value: string, start: number, end: number): void => {
    const guid = value.toLowerCase().replace(/[\u2010-\u2013]/g, '-');
    if (!found.has(guid)) found.set(guid, { value: guid, start, end });
  };
  const isHexAt = (source: string, index: number): boolean =>
    /[0-9a-fA-F]/.test(source[index] ?? '') && !/\\u[0-9a-fA-F]{4}$/.test(source.slice(Math.max(0, index - 5), index + 1));
  for (const { 0: guid, index } of yield* guidsInSteps(text)) {
    if (!isHexAt(text, index - 1) && !isHexAt(text, index + guid.length)) add(guid, index, index + guid.length);
  }
  yield;
  const wrapped = unwrap(text);
  if (wrapped !== undefined) {
    for (const match of wrapped.text.matchAll(GUID)) {
      const start = wrapped.offsets[match.index] ?? 0;
      const end = (wrapped.offsets[match.index + match[0].length - 1] ?? 0) + 1;
      if (end - start > match[0].length && !isHexAt(text, start - 1) && !isHexAt(text, end)) add(match[0], start, end);
    }
  }
  return [...found.values()].sort((a, b) => a.start - b.start);
}

const MOST_MARGIN = 80;
const MOST_AROUND = 36;
const MINUS = 0x2d;
const OTHER_DASHES = ['\u2010', '\u2011', '\u2012', '\u2013'];
const DASH = /[-\u2010-\u2013]/;

/** The pieces around line ends where a GUID may have been cut, joined; undefined where there is none. */
function unwrap(text: string): { readonly text: string; readonly offsets: readonly number[] } | undefined {
  let joined = '';
  const offsets: number[] = [];
  const append = (from: number, to: number): void => {
    for (let index = from; index < to; index++) offsets.push(index);
    joined += text.slice(from, to);
  };
  let reached = -1;
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) {
    const at = blanksBefore(text, text.charCodeAt(feed - 1) === CARRIAGE_RETURN ? feed - 1 : feed);
    if (!isHexOrDash(text.charCodeAt(at - 1))) continue;
    const after = marginAfter(text, feed + 1);
    if (!isHexOrDash(text.charCodeAt(after))) continue;
    const from = Math.max(reached, at - MOST_AROUND);
    // The middle of encoded data: a GUID has dashes, unless its last digits follow what was joined before.
    if (reached < at - MOST_AROUND && !DASH.test(text.slice(Math.max(0, from), after + MOST_AROUND))) continue;
    if (reached < at - MOST_AROUND && joined !== '') {
      joined += ' ';
      offsets.push(from);
    }
    append(Math.max(0, from), at);
    const to = Math.min(text.length, after + MOST_AROUND);
    const nextWrap = text.slice(after, to).search(/[\r\n]/);
    const stop = nextWrap < 0 ? to : after + nextWrap;
    append(after, stop);
    reached = stop;
  }
  return joined === '' ? undefined : { text: joined, offsets };
}

const CARRIAGE_RETURN = 0x0d;

function blanksBefore(text: string, end: number): number {
  let from = end;
  while (end - from < MOST_MARGIN && isBlank(text.charCodeAt(from - 1))) from--;
  return from;
}

/** Where the text goes on after the blanks and quote marks of a line's start. */
function marginAfter(text: string, start: number): number {
  let to = start;
  while (to - start < MOST_MARGIN && (isBlank(text.charCodeAt(to)) || text[to] === '>')) to++;
  return to;
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

const isHexOrDash = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66) || code === 0x2d;

function addressToken(text: string, match: Hit): Token | undefined {
  const raw = match[0];
  // The end of a longer word (an IMCEAEX address) is no address.
  if (raw.indexOf('@') === LONGEST_LOCAL && /[A-Za-z0-9+=_-]/.test(text[match.index - 1] ?? '')) return undefined;
  const escape = escapeLength(text, match);
  const lead = escape + (/^['`{|}~=/?!*&#.-]+/.exec(raw.slice(escape))?.[0].length ?? 0);
  const value = raw.slice(lead).replace(/[.-]+$/, '');
  if (!/^[^@]+@[^@]+\.[^.@]{2,}$/.test(value)) return undefined;
  if (MESSAGE_ID.test(text.slice(Math.max(0, match.index - 110), match.index + lead))) return undefined;
  return token(value.toLowerCase(), match.index + lead);
}

/** Characters at the start of a match that end an escape: `\u0027` and `\n` of JSON, `_x000A_` of CLIXML. */
function escapeLength(text: string, match: Hit): number {
  const clixml = /^.*_x[0-9A-Fa-f]{4}_/.exec(match[0])?.[0].length ?? 0;
  if (clixml > 0 || text[match.index - 1] !== '\\') return clixml;
  const isJson = /^\s{0,200}["[{]/.test(text.slice(0, 201));
  return (isJson ? /^(?:u[0-9a-fA-F]{4}|[nrtbf])/ : /^u[0-9a-fA-F]{4}/).exec(match[0])?.[0].length ?? 0;
}

function hostToken(text: string, match: RegExpMatchArray & { index: number }): Token | undefined {
  const escape = escapeLength(text, match);
  const host = match[0].slice(escape);
  const labels = host.split('.');
  const last = labels.at(-1) ?? '';
  if (NOT_TOP_LEVEL.has(last.toLowerCase()) || NAMESPACE.test(host)) return undefined;
  if (!/^(?:[a-z]+|[A-Z]+)$/.test(last)) return undefined;
  const before = text.slice(Math.max(0, match.index - 60), match.index);
  if (DOMAIN_CONTEXT.test(before)) return undefined;
  if (labels.length < 3 && !SERVER_CONTEXT.test(before)) return undefined;
  return token(host.toLowerCase(), match.index + escape);
}

function isVersion(text: string, at: number): boolean {
  return /(?:version|framework|build|\bv)[\s:='"]{0,3}$/i.test(text.slice(Math.max(0, at - 16), at));
}
