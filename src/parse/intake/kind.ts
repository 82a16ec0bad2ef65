import { readGuid } from '../recipient/guid.js';
import { pathsIn } from './paths.js';
import { sessionVersion } from './session-text.js';

/**
 * What a paste is by its looks: `paths` is nothing but paths of files, `value` a GUID, an address or a UPN alone, `output` may hold what a command
 * printed about a directory, perhaps with more beside (who reads it knows), `session` is a session file pasted whole. All else is `text`.
 */
export type PasteKind = 'paths' | 'value' | 'output' | 'session' | 'text';

const LONGEST_VALUE = 330;
const ADDRESS = /^[^\s@<>"'(),;:]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?\.[a-z]{2,63}$/i;

/** In: what was pasted or typed. Out: what it looks like; quick, and reads a long text only in part. */
export function kindOfPaste(text: string): PasteKind {
  const trimmed = text.length > LONGEST_VALUE * 4 ? text.slice(0, 200).trimStart() : text.trim();
  if (trimmed === '') return 'text';
  if (text.length <= LONGEST_VALUE && isValue(trimmed)) return 'value';
  if (pathsIn(text).length > 0) return 'paths';
  if (sessionVersion(trimmed) !== undefined) return 'session';
  return mayHoldOutput(text) ? 'output' : 'text';
}

const HEAD = 64 * 1024;
/** Attributes and properties of recipients and of settings. */
const NAMES =
  'RecipientType(?:Details)?|ExchangeGuid|ArchiveGuid|EmailAddresses|RemoteRoutingAddress|PrimarySmtpAddress|UserPrincipalName|SamAccountName|Object(?:GUID|Class)|OnPremisesImmutableId|OnPremisesSyncEnabled|ExternalDirectoryObjectId|msExch[A-Za-z]{1,60}|proxyAddresses|mailNickname|DistinguishedName|dn|DomainType|SenderDomains|RecipientDomains|TlsSenderCertificateName|AddressSpaces|PermissionGroups|MRSProxyEnabled|IsDehydrated|DisplayName|Alias';
/** As a line, an item, a head of columns, a cell, or a name of JSON or CLIXML begins with them; or anywhere in a line, where a colon follows. */
const PROPERTY = new RegExp(
  `(?:^[ \\t>|*•·–-]{0,12}|["',;\\t|>])(?:${NAMES})(?:["'*]{0,3}\\s{0,60}:|["',;\\t|<]| {1,60}\\|)|(?<=[ *])(?:${NAMES})[*"']{0,3} {0,3}:`,
  'gim',
);
/** A prompt with a command that reads, echoed by a console. */
const ECHO = /(?:^|\n)[ \t>]{0,8}(?:\[[^\]\n]{1,100}\]: ?)?(?:\[?PS\] ?|PS ?|C:\\)[^\n>]{0,200}(?:>|&gt;) {0,3}(?:Get-|Test-|ldifde|\$)/i;

/** True where a console echoed a command that reads something. In: the first characters of a text. */
export function hasEcho(head: string): boolean {
  return ECHO.test(head);
}

function mayHoldOutput(text: string): boolean {
  const head = text.slice(0, HEAD);
  if (hasEcho(head)) return true;
  let found = 0;
  for (const _ of head.matchAll(PROPERTY)) if (++found >= 2) return true;
  return false;
}

function isValue(text: string): boolean {
  return ADDRESS.test(text) || isGuid(text);
}

/** True for a GUID alone in one of the forms in which they are copied. */
export function isGuid(text: string): boolean {
  return !/\s/.test(text) && text.length >= 22 && readGuid(text).kind !== 'problem';
}
