/**
 * What Entra ID and directory synchronization take as an address or a name, one function for each attribute. Pure, linear, never throws.
 *
 * Characters are compared by their code, so no locale (Turkish I, accented letters) changes an answer. The rules are those of Microsoft IdFix without its known
 * false alarms: an apostrophe is allowed, X.500 and X.400 addresses are not judged as SMTP, and a new top-level domain is a domain.
 * Source: https://learn.microsoft.com/microsoft-365/enterprise/prepare-for-directory-synchronization
 * and https://learn.microsoft.com/entra/identity/authentication/concept-sspr-policy (userPrincipalName policies)
 */

/** `character`: one that is refused; `format`: no address of the form name@domain; `domain`: a domain that no mail can reach; `foreign`: outside ASCII. */
export type AddressFault = 'character' | 'length' | 'format' | 'domain' | 'foreign';

const NONE: readonly never[] = [];

const LETTERS_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const UPN_LOCAL = setOf(`${LETTERS_DIGITS}'.-_!#^~`);
const ATOM = setOf(`${LETTERS_DIGITS}!#$%&'*+-/=?^_\`{|}~`);
const LABEL = setOf(`${LETTERS_DIGITS}-_`);
const PREFIX = setOf(`${LETTERS_DIGITS}-_.`);
const NOT_IN_PROXY = setOf('<>();,[]"');
const NOT_IN_TARGET = setOf('\\<>();,[]"');
const NOT_IN_ALIAS = setOf('\\!#$%&*+/=?^`{}|~<>()\';:,[]"@');
const NOT_IN_SAM = setOf('\\"|,/[]:<>+=;?*');

const LONGEST_UPN = 113;
const LONGEST_LOCAL = 64;
const LONGEST_UPN_DOMAIN = 48;
const LONGEST_PREFIX = 32;

// Top-level names that are reserved or never given to anybody: nobody can prove to own a domain below them.
// Sources: RFC 2606, RFC 6761, RFC 6762 appendix G, ICANN resolutions 2018-02-04 (corp, home, mail) and 2024-07-29 (internal)
const UNROUTABLE = new Set(
  'local lan internal intern intranet intra localdomain localhost private corp home mail test example invalid onion alt domain workgroup'.split(
    ' ',
  ),
);

/** In: a UPN as it stands in the directory. Out: why Entra ID does not take it; empty where it does. */
export function upnFaults(upn: string): readonly AddressFault[] {
  const faults: AddressFault[] = [];
  const at = upn.lastIndexOf('@');
  const local = at < 0 ? upn : upn.slice(0, at);
  const domain = at < 0 ? '' : upn.slice(at + 1);
  if (!isAllOf(local, UPN_LOCAL, AT) || hasBlank(domain) || hasForeign(domain) || hasLooseDots(local)) faults.push('character');
  if (upn.length > LONGEST_UPN || local.length > LONGEST_LOCAL || domain.length > LONGEST_UPN_DOMAIN) faults.push('length');
  if (!isMailbox(upn.trim())) faults.push('format');
  else if (isUnroutable(domain.trim())) faults.push('domain');
  return faults;
}

/** In: the part of an SMTP proxy address behind its prefix. Out: its faults, each once. Blanks around it are the caller's matter. */
export function smtpFaults(address: string): readonly AddressFault[] {
  const faults: AddressFault[] = [];
  const isForeign = hasForeign(address);
  if (hasAny(address, NOT_IN_PROXY) || hasBlank(address) || address.includes(':')) faults.push('character');
  if (isForeign) faults.push('foreign');
  if (!isMailbox(address)) faults.push('format');
  else if (isUnroutable(domainOf(address))) faults.push('domain');
  return faults.length === 0 ? NONE : faults;
}

/** In: `mail`. Out: true where it is no address: too long, with a blank, or not of the form name@domain. */
export function isBadMail(mail: string): boolean {
  return mail.length > 256 || hasBlank(mail) || !isMailbox(mail);
}

/** In: an alias (mailNickname). Out: true where Entra ID refuses it. */
export function isBadAlias(alias: string): boolean {
  return alias.length > 64 || alias.startsWith('.') || alias.endsWith('.') || hasAny(alias, NOT_IN_ALIAS) || hasBlank(alias);
}

/** In: a sAMAccountName that has to serve as the name of the cloud user. Out: true where it cannot. */
export function isBadSam(sam: string): boolean {
  return sam.length > 20 || hasAny(sam, NOT_IN_SAM);
}

/** In: `targetAddress` with or without prefix. Out: true where it is no SMTP address; addresses of other protocols are not judged. */
export function isBadTarget(target: string): boolean {
  if (target.length > 255) return true;
  const proxy = splitProxy(target);
  if (proxy !== undefined && proxy.prefix !== 'smtp') return false;
  const address = proxy?.address ?? target;
  return hasAny(address, NOT_IN_TARGET) || hasBlank(target) || !isMailbox(address);
}

/** A proxy address in its two parts: the protocol in lower case, and what follows the colon. Undefined where it has no protocol. */
export function splitProxy(value: string): { readonly prefix: string; readonly address: string } | undefined {
  if (value.startsWith('smtp:') || value.startsWith('SMTP:')) return { prefix: 'smtp', address: value.slice(5) };
  const colon = value.indexOf(':');
  if (colon < 1 || colon > LONGEST_PREFIX || !isAllOf(value.slice(0, colon), PREFIX)) return undefined;
  return { prefix: value.slice(0, colon).replace(/[A-Z]/g, (letter) => letter.toLowerCase()), address: value.slice(colon + 1) };
}

/** The part behind the last @; empty where there is none. */
export function domainOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? '' : address.slice(at + 1);
}

/** True for a domain that the public DNS cannot hold: one label, a reserved top-level name, or a number as the last label. */
export function isUnroutable(domain: string): boolean {
  const dot = domain.lastIndexOf('.');
  if (dot < 0) return true;
  const top = domain.slice(dot + 1).toLowerCase();
  return UNROUTABLE.has(top) || (top !== '' && isAllOf(top, DIGITS)) || domain.toLowerCase().endsWith('.home.arpa');
}

/** name@domain by RFC 2822 without quoting, comments and literals; letters outside ASCII are let pass, for they are a fault of their own. */
export function isMailbox(text: string): boolean {
  const at = text.indexOf('@');
  if (at < 1 || at !== text.lastIndexOf('@')) return false;
  const local = text.slice(0, at);
  return !hasLooseDots(local) && isAllOf(local, ATOM, DOT_OR_FOREIGN) && isDomain(text.slice(at + 1));
}

function isDomain(domain: string): boolean {
  if (domain === '' || domain.length > 255 || hasLooseDots(domain)) return false;
  let start = 0;
  for (let i = 0; i <= domain.length; i++) {
    if (i < domain.length && domain.charCodeAt(i) !== DOT) continue;
    if (i - start > 63 || domain.charCodeAt(start) === HYPHEN || domain.charCodeAt(i - 1) === HYPHEN) return false;
    start = i + 1;
  }
  return isAllOf(domain, LABEL, DOT_OR_FOREIGN);
}

const DOT = 0x2e;
const HYPHEN = 0x2d;
const DIGITS = setOf('0123456789');
const AT: (code: number) => boolean = (code) => code === 0x40;
const DOT_OR_FOREIGN: (code: number) => boolean = (code) => code === DOT || (code > 127 && !isBlank(code));

function hasLooseDots(text: string): boolean {
  return text.charCodeAt(0) === DOT || text.charCodeAt(text.length - 1) === DOT || text.includes('..');
}

function setOf(characters: string): Uint8Array {
  const set = new Uint8Array(128);
  for (let i = 0; i < characters.length; i++) set[characters.charCodeAt(i)] = 1;
  return set;
}

function isAllOf(text: string, set: Uint8Array, also?: (code: number) => boolean): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (set[code] !== 1 && also?.(code) !== true) return false;
  }
  return true;
}

function hasAny(text: string, set: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (set[text.charCodeAt(i)] === 1) return true;
  return false;
}

/** White space or a control character, anywhere. */
export function hasBlank(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (isBlank(text.charCodeAt(i))) return true;
  return false;
}

function isBlank(code: number): boolean {
  return code <= 0x20 || code === 0x7f || code === 0xa0 || code === 0x3000 || (code >= 0x2000 && code <= 0x200d) || code === 0xfeff;
}

/** True where the text holds a character outside printable ASCII. */
export function hasForeign(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7e || code < 0x20) return true;
  }
  return false;
}
