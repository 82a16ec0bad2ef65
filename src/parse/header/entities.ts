import type { FieldDraft } from './draft.js';

const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', ' '],
]);

/** Fields whose grammar wants angles. */
const ANGLED: ReadonlySet<string> = new Set(
  'from to cc bcc sender reply-to return-path message-id in-reply-to references received delivered-to received-spf x-received'.split(' '),
);

/** True where the fields that want `<` hold `&lt;` and none holds `<`: the block was copied from HTML source. */
export function hasEscapedMarks(text: string, fields: readonly FieldDraft[]): boolean {
  let isEscaped = false;
  for (const { key, pieces } of fields) {
    if (!ANGLED.has(key)) continue;
    for (let at = 0; at < pieces.length; at += 2) {
      const piece = text.slice(pieces[at], pieces[at + 1]);
      if (piece.includes('<')) return false;
      isEscaped ||= piece.includes('&') && /&(?:lt|#60|#x3c);/i.test(piece);
    }
  }
  return isEscaped;
}

/** Takes HTML's escapes off a value, once: `&amp;lt;` becomes `&lt;`. Unknown ones stay. */
export function decodeEntities(value: string): string {
  if (!value.includes('&')) return value;
  return value.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,4});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED.get(name.toLowerCase()) ?? whole;
    const code = name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}
