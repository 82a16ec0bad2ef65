import { type Personal, WORD } from './report-names.js';
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
  /** The 16 bytes of a GUID. */
  readonly bytes: (bytes: readonly number[]) => readonly number[];
}

interface Span {
  readonly from: number;
  readonly to: number;
}

const GUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])/gi;
const GUID_BYTES = /(?:\\[0-9a-f]{2}){16}/gi;
const PIECE = /[^\s"'`<>()[\]{},;|‘’‚‛“”„«»]+/gu;
const EXTENSION = /^(?:csv|ldf|ldif|json|ndjson|xml|clixml|txt|eml|msg|log|ps1|html?|md|mbox|evtx|crossprem|pem|yaml)$/i;
const MICROSOFT = /(?:^|\.)(?:microsoft\.com|office365?\.com|office\.com|windows\.net|microsoftonline\.com|outlook\.com|azure\.com)$/i;

/** Redacts a sentence, a command, or a quote: all that is not known to be a product's is replaced. Linear in the text. */
export function createReportText(tools: ReportTextTools): (text: string) => string {
  const { product, personal, whole, host, anchor, bytes } = tools;

  return (text) => {
    let out = '';
    let at = 0;
    for (const { from, to } of spansOf(text)) {
      if (from < at) continue;
      out += pieces(text.slice(at, from)) + whole(text.slice(from, to));
      at = to;
    }
    return out + pieces(text.slice(at));
  };

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

  /** What a pattern finds by itself, and what stands between for what it is. */
  function splitBy(piece: string, pattern: RegExp, change: (match: string) => string): string {
    let out = '';
    let at = 0;
    for (const match of piece.matchAll(pattern)) {
      out += pieceOf(piece.slice(at, match.index)) + change(match[0]);
      at = match.index + match[0].length;
    }
    return out + pieceOf(piece.slice(at));
  }

  function escapedGuid(match: string): string {
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
    if (guids >= 0) return splitBy(piece, GUID, whole);
    if (piece.search(GUID_BYTES) >= 0) return splitBy(piece, GUID_BYTES, escapedGuid);
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

  /** The Base64 of bytes: mixed, and padded or as long as that of a GUID. */
  function isAnchor(piece: string): boolean {
    return (
      /^[A-Za-z0-9+/]{22,400}={0,2}$/.test(piece) &&
      (piece.endsWith('=') || (/\d/.test(piece) && /[a-z]/.test(piece) && /[A-Z]/.test(piece) && piece.length % 4 === 0))
    );
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
    const start = Math.max(piece.lastIndexOf(':', at), piece.lastIndexOf('=', at)) + 1;
    return words(piece.slice(0, start)) + whole(piece.slice(start));
  }

  /** `CONTOSO\kim` whole; of a path each part. */
  function accountOf(piece: string): string {
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
    const last = labels.at(-1) ?? '';
    const areKnown = labels.every((label) => label === '' || /^\d{1,6}$/.test(label) || areWords(label));
    if (areKnown && (MICROSOFT.test(piece) || keptLabels(labels) === 0 || EXTENSION.test(last))) return piece;
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
    return text.replace(WORD, (word) => (isKnown(word) ? word : whole(word)));
  }

  function isKnown(word: string): boolean {
    if (word.length === 1) return true;
    if (personal.isName(word)) return false;
    if (/^\d+$/.test(word)) return word.length <= 6;
    if (product.words.has(word.toLowerCase()) || /^0x[0-9a-f]{1,16}$/i.test(word)) return true;
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

/** An address of the internet, not a version or a time. */
function isAddress(piece: string): boolean {
  const four = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:[/:]\d{1,5})?$/.exec(piece);
  if (four !== null) return four.slice(1).every((octet) => Number(octet) <= 255);
  return /^[0-9a-f:.]{2,45}(?:\/\d{1,3})?$/i.test(piece) && (piece.includes('::') || piece.split(':').length === 8);
}

/** From the first RDN to the end of the last one, and legacy names `/o=.../cn=...`. Values of RDNs may hold blanks; that of a DC holds none. */
function distinguishedNames(text: string): readonly Span[] {
  const spans: Span[] = [];
  const start = /(?<![\p{L}\p{N}])(?:(?:CN|OU|DC)=|\/o=)/giu;
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
    let to = at + type.length + 1;
    while (to < text.length && !/[,"'\n<>;)“”‘’]/.test(text[to] ?? '') && !(type.toUpperCase() === 'DC' && /\s/.test(text[to] ?? '')))
      to += text[to] === '\\' ? 2 : 1;
    to = Math.min(to, text.length);
    const next = /^, ?(?=[A-Za-z]{1,10}=)/.exec(text.slice(to, to + 14))?.[0];
    if (next === undefined) return to;
    at = to + next.length;
  }
}
