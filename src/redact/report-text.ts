import { type Personal, PLACEHOLDER, WORD } from './report-names.js';
import type { ProductWords } from './report-words.js';
import { keptLabels } from './vocabulary.js';

export interface ReportTextTools {
  readonly product: ProductWords;
  readonly personal: Personal;
  /** Replaces all words of a value. */
  readonly whole: (text: string) => string;
  /** Replaces the organization's labels of a host name. */
  readonly host: (text: string) => string;
  /** The Base64 of a GUID. */
  readonly anchor: (text: string) => string;
  /** Bytes of a GUID, of a SID, or of anything. */
  readonly bytes: (bytes: readonly number[]) => readonly number[];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const GUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;
/** As a filter of LDAP has the bytes of a GUID or a SID. */
const FILTER_BYTES = /(?:\\[0-9a-f]{2}){4,400}/gi;
const HOST = /(?<![\p{L}\p{N}@._-])[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63}){1,20}(?![\p{L}\p{N}@])/gu;
/** Bytes with the same sign between them. */
const HEX_RUN = /(?<![0-9a-z])[0-9a-f]{2}([ :-])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4,400}(?![0-9a-z])/gi;
/** A telephone number that begins as one; who finds it counts its digits. */
const PHONE = /(?<![\p{L}\p{N}.+-])(?:\+[1-9]|\(0)[\d ()/.-]{6,24}\d(?![\p{L}\p{N}@])/gu;
const DATE = /\d\d?[./-]\d\d?[./-](?:19|20)\d\d/;
/** `%40` in an address of the web stays what it is. */
const ESCAPE_OR_WORD = /%[0-9a-f]{2}|[\p{L}\p{M}\p{N}]+/giu;
const PIECE = /[^\s"'`<>()[\]{},;|‘’‚‛“”„«»]+/gu;
const EXTENSION = /^(?:csv|ldf|ldif|json|ndjson|xml|clixml|txt|eml|msg|log|ps1|html?|md|mbox|evtx|crossprem|pem|yaml)$/i;
const MICROSOFT = /(?:^|\.)(?:microsoft\.com|office365?\.com|office\.com|windows\.net|microsoftonline\.com|outlook\.com|azure\.com)$/i;

/** Redacts a sentence, a command, or a quote: all that is not known to be a product's is replaced. Linear in the text. */
export function createReportText(tools: ReportTextTools): (text: string) => string {
  const { product, personal, whole, host, anchor, bytes } = tools;

  return (text) => replaceIn(text, HEX_RUN, hexRun, (rest) => replaceIn(rest, PHONE, phone, sentence));

  function sentence(text: string): string {
    let out = '';
    let at = 0;
    for (const { from, to } of spansOf(text)) {
      if (from < at) continue;
      out += pieces(text.slice(at, from)) + replaceIn(text.slice(from, to), HOST, tenant, whole);
      at = to;
    }
    return out + pieces(text.slice(at));
  }

  /** In a name, `contoso.mail.onmicrosoft.com` stays what it is elsewhere; all else with dots is a part of the name. */
  function tenant(name: string): string {
    return keptLabels(name.split('.')) > 1 ? host(name) : whole(name);
  }

  /** `22 44 E7 8B` and `3F:25:04`: the bytes of a GUID, a thumbprint. Pairs of digits alone are more likely numbers, but for as many as a GUID has. */
  function hexRun(match: string): string {
    const given = match.match(/[0-9a-f]{2}/gi)?.map((two) => Number.parseInt(two, 16)) ?? [];
    if (!/[a-f]/i.test(match) && given.length < 16) return pieces(match);
    const made = bytes(given).map((byte) => byte.toString(16).padStart(2, '0'));
    const joined = made.join(match.charAt(2));
    return /[A-F]/.test(match) ? joined.toUpperCase() : joined;
  }

  function phone(match: string): string {
    return (match.match(/\d/g) ?? []).length < 8 || DATE.test(match) ? pieces(match) : match.replace(/\d+/g, whole);
  }

  /** What is somebody's over several words: names that are known, and distinguished names. In order. */
  function spansOf(text: string): readonly Span[] {
    const found: Span[] = [...distinguishedNames(text)];
    const words: string[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    for (const match of text.matchAll(WORD)) {
      words.push(match[0].toLowerCase());
      starts.push(match.index);
      ends.push(match.index + match[0].length);
    }
    for (let index = 0; index < words.length; index++) {
      const length = personal.phraseAt(words, index);
      const span = { from: starts[index] ?? 0, to: ends[index + length - 1] ?? 0 };
      // A part of an address or of a host is replaced with the rest of it.
      if (length === 0 || /^@|^\.[\p{L}\p{N}]/u.test(text.slice(span.to, span.to + 2)) || text[span.from - 1] === '@') continue;
      found.push(span);
      index += length - 1;
    }
    return found.sort((a, b) => a.from - b.from || b.to - a.to);
  }

  function pieces(text: string): string {
    return text.replace(PIECE, (piece) => {
      const end = /[.:!?]{0,3}$/.exec(piece)?.[0] ?? '';
      return end === '' ? pieceOf(piece) : pieceOf(piece.slice(0, piece.length - end.length)) + end;
    });
  }

  function filterBytes(match: string): string {
    const given = match.match(/[0-9a-f]{2}/gi)?.map((two) => Number.parseInt(two, 16)) ?? [];
    return bytes(given)
      .map((byte) => `\\${byte.toString(16).padStart(2, '0')}`)
      .join('');
  }

  function pieceOf(piece: string): string {
    if (piece.length <= 1) return piece;
    if (piece.includes('://')) return linkOf(piece);
    if (/@./.test(piece) && piece.indexOf('@') > 0) return addressOf(piece);
    if (isAnchor(piece)) return anchor(piece);
    const guids = piece.search(GUID);
    if (guids >= 0) return replaceIn(piece, GUID, whole, pieceOf);
    if (piece.search(FILTER_BYTES) >= 0) return replaceIn(piece, FILTER_BYTES, filterBytes, pieceOf);
    if (/^S-1-\d/.test(piece) || isAddress(piece)) return whole(piece);
    if (piece.includes('\\')) return accountOf(piece);
    const part = /[/=:]/.exec(piece)?.[0];
    if (part !== undefined)
      return piece
        .split(part)
        .map((one) => pieceOf(one))
        .join(part);
    return piece.includes('.') ? dotted(piece) : words(piece);
  }

  /** The Base64 of bytes: padded, or mixed and as long as some Base64, or as that of a GUID that lost its padding. */
  function isAnchor(piece: string): boolean {
    if (!/^[A-Za-z0-9+/]{22,400}={0,2}$/.test(piece)) return false;
    const isMixed = /\d/.test(piece) && /[a-z]/.test(piece) && /[A-Z]/.test(piece);
    return piece.endsWith('=') || (isMixed && (piece.length % 4 === 0 || piece.length === 22));
  }

  function linkOf(piece: string): string {
    if (product.links.has(piece)) return piece;
    const at = piece.indexOf('://');
    const scheme = piece.slice(0, at + 3);
    const [name = '', ...rest] = piece.slice(at + 3).split('/');
    const place = name.includes('@') ? whole(name) : dotted(name);
    return `${scheme}${[place, ...rest.map((one) => pieceOf(one))].join('/')}`;
  }

  function addressOf(piece: string): string {
    const at = piece.indexOf('@');
    const legacy = /^(.{0,20}imceaex-)(.+)@/is.exec(piece);
    if (legacy !== null) return `${legacy[1]}${encapsulated(legacy[2] ?? '')}@${host(piece.slice(legacy[0].length))}`;
    const start = Math.max(piece.lastIndexOf(':', at), piece.lastIndexOf('=', at)) + 1;
    return words(piece.slice(0, start)) + whole(piece.slice(start));
  }

  /** A legacy name as an address has it (`_o=Org_cn=Kim+20Alder`) stays the same one as where it is written plainly. */
  function encapsulated(given: string): string {
    const plain = given
      .replaceAll('_', '/')
      .replace(/\+([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    return whole(plain)
      .replace(/[^A-Za-z0-9=./-]/g, escapeUnit)
      .replaceAll('/', '_');
  }

  /** `CONTOSO\kim` whole; of a path each part. */
  function accountOf(piece: string): string {
    if (piece === PLACEHOLDER) return piece;
    if (/^[A-Za-z0-9][\w.-]{0,62}\\[\w.$-]{1,64}$/.test(piece) && !/^(?:hklm|hkcu|hkey|software|windows|system32)/i.test(piece))
      return whole(piece);
    return piece
      .split('\\')
      .map((one) => (/^[A-Za-z]:?$/.test(one) ? one : pieceOf(one)))
      .join('\\');
  }

  /** A host, a file, a fact, a version. */
  function dotted(piece: string): string {
    const labels = piece.split('.');
    if (labels.every((label) => /^\d{1,6}$/.test(label) || label === '')) return piece;
    if (/^(?:\d{1,3}\.){4}in-addr\.arpa$/i.test(piece)) return `${turned(whole(turned(labels.slice(0, 4).join('.'))))}.in-addr.arpa`;
    const last = labels.at(-1) ?? '';
    const areKnown = labels.every((label) => label === '' || /^\d{1,6}$/.test(label) || areWords(label));
    if (areKnown && (MICROSOFT.test(piece) || keptLabels(labels) === 0 || EXTENSION.test(last) || /^[a-z]+[A-Z]/.test(piece))) return piece;
    if (EXTENSION.test(last) && labels.length <= 4) return `${words(labels.slice(0, -1).join('.'))}.${last}`;
    return keptLabels(labels) > 0 || /^[a-z]/i.test(last) ? hostOf(piece, labels) : words(piece);
  }

  function hostOf(piece: string, labels: readonly string[]): string {
    return /^[\p{L}\p{N}_.-]+$/u.test(piece) && keptLabels(labels) > 0 ? host(piece) : words(piece);
  }

  function areWords(text: string): boolean {
    return (text.match(WORD) ?? []).every(isKnown);
  }

  function words(text: string): string {
    return text.replace(ESCAPE_OR_WORD, (word) => (word.startsWith('%') || isKnown(word) ? word : whole(word)));
  }

  function isKnown(word: string): boolean {
    if (word.length === 1) return true;
    if (personal.isName(word)) return false;
    if (/^\d+$/.test(word)) return word.length <= 6;
    if (product.words.has(word.toLowerCase()) || /^0x[0-9a-f]{0,16}$/i.test(word)) return true;
    // 2026-11-09T08 and TLS1, SHA384; but EX01 is a server.
    if (/^\d{1,4}(?:[A-Z]\d{0,4}|ms|s|KB|MB|GB|TB|th|st|nd|rd)$/.test(word) || /^(?:TLS|SSL|SHA|AES|RSA|UTF|ISO|RFC|v)\d{1,5}$/i.test(word))
      return true;
    const parts = word.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
    return (
      parts.length > 1 &&
      parts.join('') === word &&
      parts.every((part) => part.length > 1 && product.words.has(part.toLowerCase()) && !personal.isName(part))
    );
  }
}

/** What a pattern finds is changed by itself, and what stands between for what it is. */
function replaceIn(text: string, pattern: RegExp, change: (match: string) => string, rest: (text: string) => string): string {
  let out = '';
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    out += rest(text.slice(at, match.index)) + change(match[0]);
    at = match.index + match[0].length;
  }
  return out + rest(text.slice(at));
}

const turned = (dotted: string): string => dotted.split('.').reverse().join('.');

function escapeUnit(character: string): string {
  return `+${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0').slice(-2)}`;
}

/** An address of the internet, not a version or a time. */
function isAddress(piece: string): boolean {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[/:]\d{1,5})?$/.exec(piece);
  if (four !== null) return four.slice(1).every((octet) => Number(octet) <= 255);
  return /^[0-9a-f:.]{2,45}(?:\/\d{1,3})?$/i.test(piece) && (piece.includes('::') || piece.split(':').length === 8);
}

/** From the first RDN to the end of the last one, and legacy names `/o=.../cn=...`. Values of RDNs may hold blanks; that of a DC holds none. */
function distinguishedNames(text: string): readonly Span[] {
  const spans: Span[] = [];
  const start = /(?<![\p{L}\p{N}_])(?:(?:CN|OU|DC)=|\/o=)/giu;
  for (let match = start.exec(text); match !== null; match = start.exec(text)) {
    const from = match.index;
    const to = match[0].startsWith('/') ? endOf(text, from, /["'\n<>;“”‘’]/g) : endOfDn(text, from);
    spans.push({ from, to });
    start.lastIndex = Math.max(to, from + 1);
  }
  return spans;
}

function endOf(text: string, from: number, end: RegExp): number {
  end.lastIndex = from;
  return end.exec(text)?.index ?? text.length;
}

function endOfDn(text: string, from: number): number {
  let at = from;
  for (;;) {
    const type = /^([A-Za-z]{1,10})=/.exec(text.slice(at, at + 12))?.[1] ?? '';
    if (type === '') return at;
    const to = endOfRdn(text, at + type.length + 1, type.toUpperCase() === 'DC');
    const next = /^, ?(?=[A-Za-z]{1,10}=)/.exec(text.slice(to, to + 14))?.[0];
    if (next === undefined) return to;
    at = to + next.length;
  }
}

/** A closing parenthesis that nothing in the value opened is the one of a filter, or of the sentence. */
function endOfRdn(text: string, from: number, isDomain: boolean): number {
  let opened = 0;
  let to = from;
  while (to < text.length) {
    const character = text[to] ?? '';
    if (/[,"'\n<>;“”‘’]/.test(character) || (isDomain && /\s/.test(character))) break;
    if (character === ')' && opened-- === 0) break;
    if (character === '(') opened++;
    to += character === '\\' ? 2 : 1;
  }
  return Math.min(to, text.length);
}
