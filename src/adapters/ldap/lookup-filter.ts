import type { Filter } from 'ldapts';
import { base64ToBytes } from '../../parse/recipient/bytes.js';
import { guidToBytes } from '../../parse/recipient/guid.js';
import type { LookupKey } from '../../ports/live.js';
import { allOf, anyOf, equal, RECIPIENTS } from './filters.js';
import { sidBytes } from './sid.js';

/** How one key is asked for. `attributes`: lower-case names that the answer hangs on. */
export type KeyQuestion =
  | { readonly kind: 'filter'; readonly filter: Filter; readonly attributes: readonly string[] }
  | { readonly kind: 'dn'; readonly dn: string }
  | { readonly kind: 'none'; readonly why: string };

const LONGEST_KEY = 2048;
const LONGEST_DN = 8192;

const OBJECT_ID = ['objectGUID', 'mS-DS-ConsistencyGuid'];

/**
 * The question for one key.
 *
 * In: a key whose value is text from anywhere, also an attacker's: it enters a filter as a value of its own, never as filter text.
 * Out: `none` with a reason for what cannot be asked; then "not found" means nothing.
 */
export function keyQuestion({ kind, value }: LookupKey): KeyQuestion {
  if (value === '') return none('the value is empty');
  if (value.length > (kind === 'dn' ? LONGEST_DN : LONGEST_KEY)) return none('the value is too long');
  if (/[\u0000-\u001f]/.test(value)) return none('the value holds control characters');
  switch (kind) {
    case 'exchangeGuid':
      return guid(['msExchMailboxGuid'], value);
    case 'archiveGuid':
      return guid(['msExchArchiveGUID'], value);
    case 'consistencyGuid':
      return guid(['mS-DS-ConsistencyGuid'], value);
    case 'objectId':
    case 'anchor':
      return guid(OBJECT_ID, value);
    case 'immutableId':
      return immutableId(value);
    case 'address':
    case 'primary':
      return texts([
        ['proxyAddresses', `smtp:${value}`],
        ['mail', value],
      ]);
    case 'proxy':
      return texts([['proxyAddresses', value]]);
    case 'mail':
      return texts([['mail', value]]);
    case 'targetAddress':
      return texts([
        ['targetAddress', `smtp:${value}`],
        ['targetAddress', value],
      ]);
    case 'upn':
      return texts([['userPrincipalName', value]]);
    case 'sam':
      return texts([['sAMAccountName', value]]);
    case 'alias':
      return texts([['mailNickname', value]]);
    case 'legacyDn':
      return texts([['legacyExchangeDN', value]]);
    case 'sid': {
      const bytes = sidBytes(value);
      return bytes === undefined ? none('the value is no SID') : asked([['objectSid', bytes]]);
    }
    case 'name': {
      const question = asked(NAMES.map((attribute) => [attribute, value] as const));
      // Folders have names too.
      return { ...question, filter: allOf([question.filter, RECIPIENTS]) };
    }
    case 'dn':
      return { kind: 'dn', dn: value };
    case 'domain':
      return none('a domain is no object; a recipient is looked for by another key');
    default:
      return kind satisfies never;
  }
}

const NAMES = ['displayName', 'cn', 'mailNickname', 'sAMAccountName', 'legacyExchangeDN'];

function none(why: string): KeyQuestion {
  return { kind: 'none', why };
}

type Clause = readonly [attribute: string, value: string | Buffer];

function asked(clauses: readonly Clause[]): Extract<KeyQuestion, { kind: 'filter' }> {
  return {
    kind: 'filter',
    filter: anyOf(clauses.map(([attribute, value]) => equal(attribute, value))),
    attributes: clauses.map(([attribute]) => attribute.toLowerCase()),
  };
}

const texts = (clauses: readonly Clause[]): KeyQuestion => asked(clauses);

function guid(attributes: readonly string[], text: string): KeyQuestion {
  const bytes = guidToBytes(text.toLowerCase());
  return bytes === undefined
    ? none('the value is no GUID')
    : asked(attributes.map((attribute) => [attribute, Buffer.from(bytes)] as const));
}

/** Base64 of the source anchor: of 16 bytes it may be either GUID; an anchor of another length can only be the one that is written. */
function immutableId(text: string): KeyQuestion {
  const bytes = base64ToBytes(text);
  if (bytes === undefined || bytes.length === 0) return none('the value is no Base64');
  const attributes = bytes.length === 16 ? OBJECT_ID : ['mS-DS-ConsistencyGuid'];
  return asked(attributes.map((attribute) => [attribute, Buffer.from(bytes)] as const));
}
