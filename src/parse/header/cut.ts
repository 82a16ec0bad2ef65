import { closingParenthesis } from './blank.js';
import type { BlockDraft } from './draft.js';
import type { HeaderField } from './field.js';
import { parseTags } from './key-values.js';
import { isCutName } from './names.js';
import { parseReceived } from './received.js';

/** Fields whose parentheses and quotation marks mean something. */
const STRUCTURED = /^(?:received|received-spf|(?:arc-)?authentication-results|authentication-results-original)$/;
const QUOTED = /^(?:from|to|cc|sender|reply-to|content-type|content-disposition)$/;

/** Takes the beginning of a name off the end of the last value, where the text ends in it ("X-MS-Exch"). True where there was one. */
export function withoutCutName(text: string, block: BlockDraft): boolean {
  const last = block.fields.at(-1);
  if (last === undefined || last.loose === 0 || block.style !== 'colon') return false;
  const start = last.pieces.at(-2) ?? 0;
  const end = last.pieces.at(-1) ?? 0;
  const atLineStart = start === 0 || text[start - 1] === '\n' || text[start - 1] === '\r';
  if (!atLineStart || end - start > 90 || end - start < 2 || text.slice(end, end + 50).trim() !== '') return false;
  if (!isCutName(text.slice(start, end))) return false;
  last.pieces.length -= 2;
  last.loose--;
  last.end = last.pieces.at(-1) ?? last.end;
  return true;
}

/** True where the last field ends in the middle: a mark of a viewer, an open quotation mark or parenthesis, a hash that is too short. */
export function isCutAtEnd({ key, value }: HeaderField): boolean {
  const tail = value.slice(-40).toLowerCase();
  if (/(?:\.\.\.|\u2026|\[(?:truncated|snip(?:ped)?|cut|clipped|gekürzt|\.\.\.|\u2026)\])$/.test(tail)) return true;
  if (key === 'received') {
    if (value === '') return true;
    const { date } = parseReceived(value);
    return date.kind !== 'known';
  }
  if (STRUCTURED.test(key)) return hasOpenParenthesis(value) || value.endsWith('=');
  if (QUOTED.test(key)) return hasOpenQuote(value) || (value.includes('<') && value.lastIndexOf('>') < value.lastIndexOf('<'));
  if (key === 'message-id' || key === 'return-path' || key === 'in-reply-to') return value.startsWith('<') && !value.endsWith('>');
  if (key === 'arc-seal' || key.endsWith('-signature')) {
    const signature = parseTags(value).get('b');
    return signature === undefined || isCutBase64(signature);
  }
  return key.startsWith('x-microsoft-antispam-message-info') && isCutBase64(value.replace(/\s/g, ''));
}

/** Base64 comes in groups of four. */
function isCutBase64(text: string): boolean {
  return text.length % 4 !== 0 && /^[A-Za-z0-9+/=]*$/.test(text);
}

function hasOpenParenthesis(value: string): boolean {
  for (let open = value.indexOf('('); open >= 0; ) {
    const close = closingParenthesis(value, open);
    if (close < 0) return true;
    open = value.indexOf('(', close);
  }
  return false;
}

function hasOpenQuote(value: string): boolean {
  let isOpen = false;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code === 92) index++;
    else if (code === 34) isOpen = !isOpen;
  }
  return isOpen;
}
