const PREFIX = /IMCEAEX-_?/i;

/**
 * In: an IMCEAEX address, as it stands in a report: in angle brackets, wrapped, cut, or in quoted-printable.
 * Out: the X500 address that it encodes, e.g. `X500:/o=ExchangeLabs/ou=.../cn=Recipients/cn=kim`, and the domain behind the `@` (empty when
 * it was cut off); undefined for any other address. What is decoded is data of a stranger: it may hold any character.
 * Source: https://learn.microsoft.com/exchange/troubleshoot/email-delivery/imceaex-ndr
 */
export function decodeImceaex(address: string): { readonly x500: string; readonly domain: string } | undefined {
  const found = PREFIX.exec(address.slice(0, 200));
  if (found === null) return undefined;
  let encoded = address.slice(found.index + found[0].length, found.index + 4096).replace(/=?[ \t]{0,80}\r?\n[ \t>]{0,80}/g, '');
  if (/^[oO]=3D/.test(encoded)) encoded = encoded.replace(/=3D/gi, '=').replace(/=20/g, '');
  const at = encoded.indexOf('@');
  const local = (at < 0 ? encoded : encoded.slice(0, at)).replace(/[\s<>"'\\]{1,40}$/, '').replace(/^[\s/]{1,4}/, '');
  if (!/^[a-z]{1,10}=/i.test(local)) return undefined;
  const domain = at < 0 ? '' : (/^[^\s<>()[\]"',;:\\]{1,255}/.exec(encoded.slice(at + 1))?.[0] ?? '').replace(/[.-]+$/, '').toLowerCase();
  return { x500: `X500:/${decode(local)}`, domain };
}

/** `_` is `/` and `+XX` is a character; a `+` that no two hexadecimal digits follow stays. Characters beyond ASCII come as UTF-8. */
function decode(local: string): string {
  return local
    .replace(/_/g, '/')
    .replace(/(?:\+[89a-fA-F][0-9a-fA-F]){1,400}/g, (bytes) => decodeBytes(bytes))
    .replace(/\+([0-7][0-9a-fA-F])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function decodeBytes(bytes: string): string {
  const codes = bytes.split('+').filter((hex) => hex !== '');
  try {
    return decodeURIComponent(codes.map((hex) => `%${hex}`).join(''));
  } catch {
    return String.fromCharCode(...codes.map((hex) => Number.parseInt(hex, 16)));
  }
}
