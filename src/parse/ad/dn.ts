/** One part of a distinguished name: `CN=EX01`. */
export interface DnPart {
  /** Lower case. */
  readonly type: string;
  readonly value: string;
}

const LONGEST = 8192;
const HEX_PAIR = /^[0-9a-fA-F]{2}$/;

/** The parts of a distinguished name, the object's own first. Bad input: what is no part is left out; empty beyond 8,192 characters. */
export function dnParts(dn: string): readonly DnPart[] {
  if (dn.length > LONGEST) return [];
  const parts: DnPart[] = [];
  let text = '';
  let type = '';
  for (let at = 0; at <= dn.length; at++) {
    const char = dn.charAt(at);
    if (char === '' || char === ',') {
      if (type !== '') parts.push({ type: type.trim().toLowerCase(), value: text });
      text = '';
      type = '';
    } else if (char === '=' && type === '') {
      type = text;
      text = '';
    } else if (char === '\\') {
      const pair = dn.slice(at + 1, at + 3);
      const isHex = HEX_PAIR.test(pair);
      text += isHex ? String.fromCharCode(Number.parseInt(pair, 16)) : dn.charAt(at + 1);
      at += isHex ? 2 : 1;
    } else {
      text += char;
    }
  }
  return parts;
}

/** The name of the Exchange server that an object is, or stands below: `CN=…,CN=EX01,CN=Servers,…`. */
export function serverOf(dn: string): string | undefined {
  const parts = dnParts(dn);
  const container = parts.findIndex(({ type, value }) => type === 'cn' && value.toLowerCase() === 'servers');
  return container < 1 ? undefined : parts[container - 1]?.value;
}
