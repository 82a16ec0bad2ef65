/** An address of a report's text, at its place in the view. */
export interface FoundAddress {
  /** Lower case. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const MOST_LOCAL = 600;
const MOST_DOMAIN = 255;
const NOT_LOCAL = new Set([...'<>()[]",;:\\@`\u2018\u2019\u201c\u201d\u00ab\u00bb{|}'].map((mark) => mark.charCodeAt(0)));
const LOCAL_LABEL = /^(?:to|orig_to|from|rcpt|rcpt_to|recipient|recipients|address|addr|email|mail|mailto|upn|user|smtp|sender)=+/i;

/**
 * In: the text of a view. Out: every address, in order. Linear in time: each `@` is looked at from, within bounds.
 * Reaches only letters that are of one script with the address: signs of Chinese or Japanese that touch it are not part of it.
 */
export function* findAddresses(text: string): Generator<FoundAddress, void, void> {
  let at = text.indexOf('@');
  while (at >= 0) {
    const found = addressAt(text, at);
    if (found !== undefined) yield found;
    at = text.indexOf('@', at + 1);
  }
}

function addressAt(text: string, at: number): FoundAddress | undefined {
  let start = at;
  // Microsoft's own pages show a backslash before the sign.
  if (text[start - 1] === '\\') start--;
  const localEnd = start;
  while (start > 0 && localEnd - start < MOST_LOCAL && isLocal(text.charCodeAt(start - 1))) start--;
  if (localEnd - start >= MOST_LOCAL) return undefined;
  let local = text.slice(start, localEnd);
  const lead = /^['=/*&#.!?~+^-]{1,10}/.exec(local)?.[0].length ?? 0;
  const label = LOCAL_LABEL.exec(local.slice(lead))?.[0].length ?? 0;
  start += lead + label;
  local = local.slice(lead + label);
  const end = domainEnd(text, at + 1);
  const domain = text.slice(at + 1, end);
  if (local === '' || !/^[^.].*\.[^.\d][^.]{1,62}$/.test(domain) || domain.includes('..')) return undefined;
  return { value: `${local}@${domain}`.toLowerCase(), start, end };
}

function isLocal(code: number): boolean {
  if (code <= 0x20 || code === 0x7f || NOT_LOCAL.has(code)) return false;
  return code < 0x80 || (code >= 0xc0 && code < 0x2000);
}

function domainEnd(text: string, from: number): number {
  let index = from;
  let dot = -1;
  while (index < text.length && index - from < MOST_DOMAIN) {
    const code = text.charCodeAt(index);
    const isAscii = (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x2d;
    if (code === 0x2e) dot = index;
    else if (!isAscii) {
      const isWhole = dot > from && index - dot > 2;
      if (isWhole || !((code >= 0xc0 && code < 0x2000) || (code >= 0x3040 && code < 0xd800))) break;
    }
    index++;
  }
  while (index > from && (text[index - 1] === '.' || text[index - 1] === '-')) index--;
  return index;
}
